"""The words of the page itself, and which language a browser wants."""

import re

from bot.domain.styles import Style
from bot.domain.styles import complete as style_completions
from bot.locales import DEFAULT_LANGUAGE, Catalogue, best_language, catalogue, load_catalogues
from bot.platforms.web.chat import Action
from bot.platforms.web.wire import Completion
from bot.studio.commands import COMMANDS

_TAG = re.compile(r"\s*([A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,8}|\*)\s*(?:;\s*q\s*=\s*([0-9.]{1,5})\s*)?")
_MOST_TAGS = 12

_PAGE = (
    "title",
    "tagline",
    "log",
    "input",
    "placeholder",
    "send",
    "hint",
    "commands",
    "welcome",
    "welcome-more",
    "older",
    "you",
    "bot",
    "cancel",
    "cancel-song",
    "download",
    "progress",
    "audio-gone",
    "listen-live",
    "live-player",
    "sending",
    "waiting",
    "refused",
    "edit",
    "away",
    "back",
    "newest",
    "who",
    "name",
    "name-set",
    "act-member",
    "act-moderator",
    "acting",
    "roles",
    "channel",
    "channels",
    "others-can-see",
    "moderators-see",
    "send-form",
    "close-form",
    "choose",
    "choose-none",
    "done",
    "trouble",
    "guest",
)
_FILLED_BY_PAGE = {
    "download-song": ("title",),
    "play-song": ("title",),
    "elapsed": ("elapsed", "usual"),
    "code": ("code",),
}
_ON_SONGS = ("again", "edit", "delete", "keep")
EXAMPLES = ("shanty", "cafe", "lyrics", "draft")


def words_in(language: str) -> Catalogue:
    """Return the catalogue for a tag that a browser sent.

    The first call reads the catalogues of all languages, so that no request waits for a file.
    """
    load_catalogues()
    return catalogue(language)


def preferred_language(header: str) -> str:
    """Return the tag of a browser's `Accept-Language` that it likes best: the first with a catalogue.

    Where there is none, it is the first that is named, and `en` where nothing is. `*` is any language,
    which English is.
    """
    wanted: list[tuple[float, int, str]] = []
    for n, part in enumerate(header.split(",", maxsplit=_MOST_TAGS)[:_MOST_TAGS]):
        found = _TAG.fullmatch(part)
        if found is not None:
            wanted.append((-_weight(found[2]), n, found[1].replace("*", DEFAULT_LANGUAGE)))
    tags = [tag for weight, _, tag in sorted(wanted) if weight < 0]
    known = (tag for tag in tags if best_language(tag) is not None)
    return next(known, tags[0] if tags else DEFAULT_LANGUAGE)


def _weight(text: str | None) -> float:
    """Return a quality as RFC 9110 has it, 0 to 1; what is none counts as 0, so that it is not taken."""
    try:
        return min(float(text), 1.0) if text else 1.0
    except ValueError:
        return 0.0


def page_words(words: Catalogue, *, most_bytes: int) -> dict[str, str]:
    """Return what stands around the messages, by its short name."""
    fixed = {name: words.text(f"chat-ui-{name}") for name in _PAGE}
    filled = {
        name: words.text(f"chat-ui-{name}", **{one: f"{{{one}}}" for one in params})
        for name, params in _FILLED_BY_PAGE.items()
    }
    filled |= {f"song-{name}": words.text(f"songs-{name}") for name in _ON_SONGS}
    filled["song-really-delete"] = words.text("songs-really-delete", title="{title}")
    return fixed | filled | {"too-long": words.text("chat-ui-too-long", most=most_bytes)}


def commands_of(*, moderator: bool) -> tuple[str, ...]:
    """Return the commands that somebody has."""
    everybodys = tuple(name for name in COMMANDS if name != "admin")
    return (*everybodys, "admin") if moderator else everybodys


def completions(words: Catalogue, recent: tuple[str, ...] = ()) -> dict[str, tuple[Completion, ...]]:
    """Return what `style:` and `prompt:` can be completed to; `recent` are the person's own last styles."""

    def complete(style: Style, text: str) -> Completion:
        return Completion(label=words.text(f"dialogue-style-{style.name}"), text=text)

    styles = style_completions("", words.language)
    sounds = [complete(style, style.sound(words.language)) for style in styles]
    own = [Completion(label=words.text("songs-recent"), text=one) for one in recent]
    new = [one for one in sounds if one.text not in recent]
    described = [style for style in styles if style.has_example]
    return {
        "style": (*own, *new),
        "prompt": tuple(complete(style, words.text(f"style-{style.name}-example")) for style in described),
    }


def examples(words: Catalogue) -> tuple[Action, ...]:
    """Return orders to try, for whoever does not know where to begin."""
    return tuple(
        Action(label=words.text(f"chat-example-{name}"), text=words.text(f"chat-example-{name}-text"))
        for name in EXAMPLES
    )
