"""What the dialogues about a song share: how words were understood, menus and forms, and what they bring."""

from collections.abc import Mapping

from bot.domain.errors import InvalidOrder
from bot.domain.lyrics import Lyrics, count_characters, count_words, detect_language
from bot.domain.song import SongRequest, Voice
from bot.domain.styles import STYLES, known_as, named
from bot.domain.view import Choice, Field, Form, Input, Option, Phrase, Tap, Words

OWN_STYLE = "own"
"""Stands in the menu for a style in somebody's own words, which may be too long for a control."""
ANY_VOICE = "any"
VOICES: dict[str, Voice | None] = {ANY_VOICE: None, "female": "female", "male": "male"}
MOST_SECTIONS = 8
FORM_CHARACTERS = 4_000
"""The longest text that every chat's forms take."""
SHOWN_CHARACTERS = 80
WRITTEN = {"about": "prompt", "lyrics": "lyrics", "style": "style", "title": "title", "avoid": "avoid"}
"""The inputs of a form, and the fields of a request that they fill."""
ASKED = {"about": FORM_CHARACTERS, "lyrics": FORM_CHARACTERS, "style": 300, "title": 100}
"""The inputs of the form of a song, and the longest text that each takes."""


def understood(lyrics: Lyrics) -> tuple[Field, ...]:
    """Tell how the lyrics were read: sections, language, length."""
    kinds: list[Words] = [
        Phrase(f"dialogue-section-{section.kind.tag.strip('[]')}") for section in lyrics.sections
    ]
    if len(kinds) > MOST_SECTIONS:
        more = Phrase("dialogue-song-more-sections", {"more": len(kinds) - MOST_SECTIONS})
        kinds = [*kinds[:MOST_SECTIONS], more]
    fields = [Field(Phrase("dialogue-song-sections"), tuple(kinds))]
    if not lyrics.has_words:
        return tuple(fields)
    words = "\n".join(lyrics.lines)
    language = detect_language(words)
    if language == "zh":
        count = Phrase("dialogue-song-characters", {"count": count_characters("".join(words.split()))})
    else:
        count = Phrase("dialogue-song-words", {"count": count_words(words)})
    lines = Phrase("dialogue-song-lines", {"count": len(lyrics.lines)})
    fields.append(Field(Phrase("dialogue-song-language"), (Phrase(f"dialogue-language-{language}"),)))
    fields.append(Field(Phrase("dialogue-song-length"), (lines, count)))
    return tuple(fields)


def said_of(request: SongRequest, titles: Mapping[str, str]) -> tuple[Field, ...]:
    """Show what was said about the song besides its words; `titles` are the services', by their names."""
    voice: Words | None = Phrase(f"chat-voice-{request.voice}") if request.voice else None
    if request.instrumental:
        voice = Phrase("chat-voice-none")
    said: tuple[tuple[str, Words | None], ...] = (
        ("title", request.title),
        ("style", style_name(request.style) if request.style else None),
        ("avoid", request.avoid),
        ("voice", voice),
        ("service", titles.get(request.provider or "", request.provider)),
    )
    return tuple(Field(Phrase(f"chat-row-{name}"), (value,)) for name, value in said if value)


def style_name(style: str) -> Words:
    """Return what a style is called; one in somebody's own words is called so."""
    known = known_as(style)
    return Phrase(f"dialogue-style-{known.name}") if known else style


def styles_menu(request: SongRequest) -> Choice:
    """Offer the styles, and the one in somebody's own words where there is one."""
    options = [Option(style.name, Phrase(f"dialogue-style-{style.name}")) for style in STYLES]
    chosen, known = request.style, known_as(request.style)
    if known is not None:
        chosen = known.name
    elif chosen:
        label = chosen if len(chosen) <= SHOWN_CHARACTERS else chosen[: SHOWN_CHARACTERS - 1] + "…"
        options, chosen = [Option(OWN_STYLE, label), *options], OWN_STYLE
    return Choice(
        "style",
        Phrase("chat-row-style"),
        tuple(options),
        chosen=(chosen,) if chosen else (),
        least=0,
        none=Phrase("dialogue-style-any"),
    )


def voices_menu(request: SongRequest) -> Choice:
    """Offer the voices."""
    labels: dict[str, Words] = {name: Phrase(f"chat-voice-{name}") for name in VOICES if name != ANY_VOICE}
    labels = {ANY_VOICE: Phrase("dialogue-voice-any"), **labels}
    options = tuple(Option(name, label) for name, label in labels.items())
    return Choice("voice", Phrase("chat-row-voice"), options, chosen=(request.voice or ANY_VOICE,))


def song_form(action: str, request: SongRequest) -> Form:
    """Ask for everything."""
    inputs = asked_for(request, tuple(ASKED))
    submit = Phrase("dialogue-song-sing" if action == "start" else "dialogue-song-save")
    return Form(action, Phrase(f"dialogue-song-form-{action}"), (*inputs, voices_menu(request)), submit)


def asked_for(request: SongRequest, names: tuple[str, ...]) -> tuple[Input, ...]:
    """Return inputs of a form; a text that is longer than they can be is not asked for, and stays."""
    inputs = []
    for name in names:
        value, most = getattr(request, WRITTEN[name]), ASKED[name]
        if len(value) <= most:
            row = Phrase(f"chat-row-{'prompt' if name == 'about' else name}")
            hint = Phrase(f"dialogue-hint-{name}") if name in ("about", "lyrics", "style") else None
            long = most == FORM_CHARACTERS
            inputs.append(Input(name, row, value, many_lines=long, most=most, hint=hint))
    return tuple(inputs)


def written(request: SongRequest, tap: Tap) -> SongRequest:
    """Fill in what a form brought; what it did not ask for stays."""
    changes = {field: tap.text(name) for name, field in WRITTEN.items() if name in tap.values}
    request = request.model_copy(update=changes)
    return chosen_in(request, tap, "voice") if tap.text("voice") else request


def chosen_in(request: SongRequest, tap: Tap, menu: str, language: str = "en") -> SongRequest:
    """Take a choice over, as services read it; raises `InvalidOrder` for what the menu has not."""
    value = tap.text(menu)
    if menu == "style":
        if value == OWN_STYLE:
            return request
        style = named(value)
        if value and style is None:
            raise InvalidOrder("option-choice", option=menu, choices=tuple(one.name for one in STYLES))
        return request.model_copy(update={"style": style.sound(language) if style else ""})
    if value not in VOICES:
        raise InvalidOrder("option-choice", option=menu, choices=tuple(VOICES))
    voice = VOICES[value]
    instrumental = request.instrumental and voice is None
    return request.model_copy(update={"voice": voice, "instrumental": instrumental})
