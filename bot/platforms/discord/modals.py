"""Forms as modals, and what comes back from them.

A modal has five parts at the most. Sources: components/reference, interactions/receiving-and-responding.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import discord

from bot.domain.song import SongRequest
from bot.domain.view import Choice, Form, Input, Option, Phrase
from bot.locales import Catalogue
from bot.platforms.discord.controls import CommandControl, DialogueControl, custom_id
from bot.platforms.discord.facts import (
    MODAL_LABEL_CHARACTERS,
    MODAL_PARTS,
    MODAL_PLACEHOLDER_CHARACTERS,
    MODAL_TEXT_CHARACTERS,
    MODAL_TITLE_CHARACTERS,
)
from bot.platforms.discord.lengths import length, line
from bot.platforms.discord.menus import menu
from bot.platforms.discord.wording import label

WORDS, STYLE, TITLE, VOICE, FILE = "words", "style", "title", "voice", "file"
"""The parts of the form of a song, by the names under which their values come back."""
VOICES = {
    "any": "dialogue-voice-any",
    "female": "chat-voice-female",
    "male": "chat-voice-male",
    "none": "chat-voice-none",
}
"""What can be chosen as `voice`; `none` is music without one."""
_STYLE_CHARACTERS, _TITLE_CHARACTERS = 300, 100
_FILE_UPLOAD = 19
"""The type of a part that takes files. Source: components/reference, "Component Types"."""


def form(words: Catalogue, asks: Form, control: DialogueControl) -> discord.ui.Modal:
    """Return a form of the studio's. Menus without room are left out: they stand on the panel, too."""
    asked = [part for part in asks.inputs if _fits(part)]
    while len(asked) > MODAL_PARTS:
        menus = [part for part in asked if isinstance(part, Choice)]
        asked.remove(menus[-1] if menus else asked[-1])
    parts = [part for one in asked if (part := _part(words, one)) is not None]
    title = line(label(words, asks.title), MODAL_TITLE_CHARACTERS)
    return _modal(title, custom_id(control), parts or [discord.ui.TextDisplay(title)])


def song(words: Catalogue, request: SongRequest) -> discord.ui.Modal:
    """Return the form of `/song`, filled in as the order stands: so it can be opened again."""
    voice = "none" if request.instrumental else request.voice or "any"
    voices = tuple(Option(name, Phrase(said)) for name, said in VOICES.items())
    inputs = (
        Input(
            WORDS,
            Phrase("discord-form-words"),
            request.lyrics or request.prompt,
            many_lines=True,
            most=MODAL_TEXT_CHARACTERS,
            hint=Phrase("dialogue-hint-about"),
        ),
        Input(
            STYLE,
            Phrase("chat-row-style"),
            request.style,
            most=_STYLE_CHARACTERS,
            hint=Phrase("dialogue-hint-style"),
        ),
        Input(TITLE, Phrase("chat-row-title"), request.title, most=_TITLE_CHARACTERS),
        Choice(VOICE, Phrase("chat-row-voice"), voices, chosen=(voice,)),
    )
    parts = [part for one in inputs if (part := _part(words, one)) is not None]
    upload = discord.ui.FileUpload[Any](custom_id=FILE, required=False, min_values=0, max_values=1)
    parts.append(_labelled(words, Phrase("discord-form-file"), upload))
    title = line(words.text("dialogue-song-form-start"), MODAL_TITLE_CHARACTERS)
    return _modal(title, custom_id(CommandControl("song")), parts)


def values(data: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return what was written and chosen, by the parts' ids; what is of no known kind is passed over."""
    found: dict[str, tuple[str, ...]] = {}
    for part in _sent(data):
        name = part.get("custom_id")
        if not isinstance(name, str) or part.get("type") == _FILE_UPLOAD:
            continue
        if isinstance(part.get("value"), str):
            found[name] = (part["value"],)
        elif isinstance(part.get("values"), list):
            found[name] = tuple(str(one) for one in part["values"])
    return found


def files(interaction: discord.Interaction[Any]) -> tuple[discord.Attachment, ...]:
    """Return the files that came with a form."""
    data: Any = interaction.data or {}
    resolved = data.get("resolved", {}).get("attachments", {})
    ids = [
        one
        for part in _sent(data)
        if part.get("type") == _FILE_UPLOAD
        for one in part.get("values", ())
        if one in resolved
    ]
    return tuple(discord.Attachment(data=resolved[one], state=interaction._state) for one in ids)


def _sent(data: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the parts of a form as they came, out of their labels and rows."""
    for outer in data.get("components", ()):
        inner = outer.get("components", (outer.get("component", outer),))
        yield from (part for part in inner if isinstance(part, Mapping))


def _modal(title: str, control: str, parts: list[discord.ui.Item[Any]]) -> discord.ui.Modal:
    modal = discord.ui.Modal(title=title, custom_id=control, timeout=None)
    for part in parts:
        modal.add_item(part)
    return modal


def _fits(part: Input | Choice) -> bool:
    """Tell whether a text can be shown to be changed; one that is too long is not asked for, and stays."""
    return isinstance(part, Choice) or length(part.value) <= min(part.most, MODAL_TEXT_CHARACTERS)


def _part(words: Catalogue, part: Input | Choice) -> discord.ui.Item[Any] | None:
    if isinstance(part, Choice):
        shown = menu(words, part, part.id)
        return None if shown is None else _labelled(words, part.label, shown)
    text = discord.ui.TextInput[Any](
        custom_id=part.id,
        style=discord.TextStyle.paragraph if part.many_lines else discord.TextStyle.short,
        placeholder=line(label(words, part.hint), MODAL_PLACEHOLDER_CHARACTERS) or None,
        default=part.value or None,
        required=part.required,
        max_length=min(part.most, MODAL_TEXT_CHARACTERS),
    )
    return _labelled(words, part.label, text)


def _labelled(words: Catalogue, said: Phrase, part: discord.ui.Item[Any]) -> discord.ui.Item[Any]:
    return discord.ui.Label(text=line(label(words, said), MODAL_LABEL_CHARACTERS), component=part)
