"""A studio `View` as a message of layout components: a box with text, menus, buttons and files.

Whatever a view holds, the limits of a message hold, too (`facts`). Text that is too long is shortened where
it is somebody's own, which shows, and comes along whole as a file.
"""

import re
from collections.abc import Iterator
from typing import Any

import discord

from bot.domain.view import Attachment, Button, ButtonStyle, Phrase, Tone, View
from bot.locales import Catalogue
from bot.platforms.discord.controls import DialogueControl, custom_id
from bot.platforms.discord.facts import (
    EMBED_TITLE_CHARACTERS,
    LABEL_CHARACTERS,
    LAYOUT_CHARACTERS,
    ROW_BUTTONS,
    SELECT_LABEL_CHARACTERS,
)
from bot.platforms.discord.lengths import ELLIPSIS, cut, cut_lines, length, line
from bot.platforms.discord.menus import menu
from bot.platforms.discord.outbound import Message, OutFile
from bot.platforms.discord.wording import escaped, label, plain_field, say, say_field

MENUS = 5
"""With their labels and rows they are 15 components, 15 buttons and their rows 18, four files, the text and
the box 6: 39 of 40."""
BUTTONS = 15
FILES = 4
NAME_CHARACTERS = 60
WHOLE_TEXT = "text.txt"
_COLOURS: dict[Tone, discord.Colour] = {
    "plain": discord.Colour.blurple(),
    "problem": discord.Colour.red(),
    "done": discord.Colour.green(),
}
_STYLES: dict[ButtonStyle, discord.ButtonStyle] = {
    "primary": discord.ButtonStyle.primary,
    "plain": discord.ButtonStyle.secondary,
    "danger": discord.ButtonStyle.danger,
}
_SHORTENED_TO = (1_500, 800, 400, 200, 100)
"""How long somebody's own words may be in a text that is too long: the first that helps."""
_WORTH_SHOWING = 200
"""Room for less of a text than this is left empty."""
_ODD_IN_NAME = re.compile(r"[^A-Za-z0-9._-]")
"""Discord keeps these letters of a file's name only, and a component has to name it as it is kept."""

Item = discord.ui.Item[Any]


def panel(words: Catalogue, view: View) -> Message:
    """Return a message that shows a view and notifies nobody; of it at most 5 menus, 15 buttons, 4 files."""
    menus = list(_menus(words, view))
    body, whole = _body(words, view, LAYOUT_CHARACTERS - sum(length(name) for name, _ in menus))
    files = _files(view, whole)
    box: list[Item] = [discord.ui.TextDisplay(body)]
    for name, shown in menus:
        box += [discord.ui.TextDisplay(name), discord.ui.ActionRow(shown)]
    box += [discord.ui.File(f"attachment://{file.name}") for file in files]
    box += _rows(words, view)
    layout = discord.ui.LayoutView(timeout=None)
    layout.add_item(discord.ui.Container(*box, accent_colour=_COLOURS[view.tone]))
    return Message(view=layout, files=files)


# --- text ---------------------------------------------------------------------------------------


def _body(words: Catalogue, view: View, most: int) -> tuple[str, str]:
    """Return the text of a view, and the whole of what was left out of it as it was written."""
    body = _text(words, view)
    if length(body) <= most:
        return _with_opened(body, view, most), ""
    where = "\n\n" + words.text("chat-whole-text", file=WHOLE_TEXT)
    most -= length(where)
    for limit in _SHORTENED_TO:
        whole: list[str] = []
        body = _text(words, _shortened(view, limit, whole))
        if length(body) <= most:
            return body + where, "\n\n".join(whole)
    return cut_lines(_text(words, view), most) + where, _text(words, view, plain=True)


def _with_opened(body: str, view: View, most: int) -> str:
    """Add what is to be read at once, as much as fits: the file with all of it comes along."""
    opened = "\n\n".join(file.text for file in view.files if file.is_open)
    room = most - length(body) - 2
    if not opened.strip() or room < _WORTH_SHOWING:
        return body
    return f"{body}\n\n{cut_lines(escaped(opened), room)}"


def _text(words: Catalogue, view: View, *, plain: bool = False) -> str:
    """Return title, paragraphs and fields, as Discord writes them or plainly; some text there has to be."""
    write = label if plain else say
    title = line(write(words, view.title), EMBED_TITLE_CHARACTERS)
    parts = [f"## {title}" if title and not plain else title, *(write(words, one) for one in view.text)]
    rows = [plain_field(words, field) if plain else say_field(words, field) for field in view.fields]
    return "\n\n".join(part for part in (*parts, "\n".join(rows)) if part.strip()) or ELLIPSIS


def _shortened(view: View, most: int, whole: list[str]) -> View:
    """Shorten what is somebody's own in a view; the whole of it goes into `whole`."""

    def short(text: str) -> str:
        if length(text) <= most:
            return text
        whole.append(text)
        return cut(text, most)

    return view.with_own_words(short)


# --- controls and files --------------------------------------------------------------------------


def _menus(words: Catalogue, view: View) -> Iterator[tuple[str, Item]]:
    for choice in view.choices[:MENUS]:
        control = DialogueControl(view.dialogue, view.step, choice.id)
        shown = menu(words, choice, custom_id(control))
        if shown is not None:
            yield f"**{line(say(words, choice.label), SELECT_LABEL_CHARACTERS)}**", shown


def _rows(words: Catalogue, view: View) -> Iterator[Item]:
    """Return the buttons; a form that stands open in the view opens with one, too."""
    buttons = list(view.buttons)
    if view.form is not None and view.form_of(view.form.id) is view.form:
        buttons.insert(0, Button(view.form.id, Phrase("dialogue-open-form"), "primary", view.form))
    for at in range(0, min(len(buttons), BUTTONS), ROW_BUTTONS):
        row = buttons[at : min(at + ROW_BUTTONS, BUTTONS)]
        yield discord.ui.ActionRow(*(_button(words, view, one) for one in row))


def _button(words: Catalogue, view: View, button: Button) -> discord.ui.Button[Any]:
    control = DialogueControl(view.dialogue, view.step, button.id, opens=button.form is not None)
    return discord.ui.Button(
        style=_STYLES[button.style],
        label=line(label(words, button.label), LABEL_CHARACTERS) or ELLIPSIS,
        custom_id=custom_id(control),
    )


def _files(view: View, whole: str) -> tuple[OutFile, ...]:
    """Return the files, each with a name of its own."""
    given = [Attachment(WHOLE_TEXT, whole)] if whole else []
    files: dict[str, OutFile] = {}
    for file in (*given, *view.files):
        name = _ODD_IN_NAME.sub("_", file.name).strip(".")[-NAME_CHARACTERS:] or WHOLE_TEXT
        while name in files:
            name = f"_{name}"
        if file.text and len(files) < FILES:
            files[name] = OutFile(name, file.text.encode(errors="replace"))
    return tuple(files.values())
