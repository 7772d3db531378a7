"""A studio `View` as a message: its text, and buttons for its menus, forms and steps.

Whatever a view holds, the limits of a message hold, too (`facts`). Text that is too long is shortened where
it is somebody's own, which shows; a button brings the whole of it, and files that are too long, as documents.
"""

import re
from collections.abc import Iterator

from bot.domain.view import Button, Choice, Phrase, Tone, View, Words
from bot.locales import Catalogue
from bot.platforms.telegram.controls import (
    CommandControl,
    DialogueControl,
    MenuControl,
    OptionControl,
)
from bot.platforms.telegram.facts import LABEL_CHARACTERS, TEXT_CHARACTERS
from bot.platforms.telegram.keys import rows
from bot.platforms.telegram.lengths import (
    ELLIPSIS,
    cut_lines,
    cut_plain,
    is_blank,
    length,
    line,
    plain,
    units,
)
from bot.platforms.telegram.outbound import Html, Key, Keyboard, Message, OutFile
from bot.platforms.telegram.wording import (
    bold,
    clean,
    escaped,
    label,
    plain_field,
    quote,
    say,
    say_field,
    text,
)

MENUS = 20
BUTTONS = 50
FILES = 5
"""Together with two more at the most, 77 of 100 buttons."""
OPTIONS = 24
"""Of so many options a page of a menu is made."""
NAME_CHARACTERS = 60
TITLE_CHARACTERS = 256
WHOLE_TEXT = "text.txt"
_SHORTENED_TO = (1_500, 800, 400, 200, 100)
"""How long somebody's own words may be in a text that is too long: the first that helps."""
_WORTH_SHOWING = 200
"""Room for less of a text than this is left empty."""
_NEXT_ROOM = 120
"""For the name of the menu that is open."""
_ODD_IN_NAME = re.compile(r'[\\/:*?"<>|\n]')
_TONES: dict[Tone, str] = {"plain": "", "problem": "⚠️ ", "done": "✅ "}
_OPENS, _CHOSEN, _BEFORE, _AFTER = "▾", "✓", "‹", "›"


def panel(
    words: Catalogue,
    view: View,
    *,
    menu: str = "",
    page: int = 0,
    walks: bool = False,
    perhaps_again: bool = False,
) -> Message:
    """Return a message that shows a view, silently.

    With `menu`, the id of a choice, a page of its options stands in place of the buttons; one that walks
    leads on to the next menu (`menu_after`). `perhaps_again` as in `ViewPost`.
    """
    body = _body(words, view)
    html, choice = body.html, next((one for one in menus_of(view) if one.id == menu), None)
    if choice is not None:
        html = Html(f"{html}\n\n{bold(escaped(line(label(words, choice.label), LABEL_CHARACTERS)))}")
    if perhaps_again:
        html = Html(f"{html}\n\n{text(words, 'chat-perhaps-again')}")
    keyboard = _options(words, view, choice, page, walks=walks) if choice else _controls(words, view, body)
    return Message(html, keyboard, silent=True)


def menus_of(view: View) -> tuple[Choice, ...]:
    """Return the choices of a view that have a menu: there is something to choose from.

    Telegram has no roles, and a group's topics are options like any others once they were filled in.
    """
    return tuple(one for one in view.choices if one.of != "role" and (one.options or one.chosen))[:MENUS]


def menu_after(view: View, menu: str) -> str:
    """Return the id of the menu that follows; empty after the last one."""
    ids = [one.id for one in menus_of(view)]
    return ids[ids.index(menu) + 1] if menu in ids[:-1] else ""


def document(words: Catalogue, view: View, n: int) -> OutFile | None:
    """Return a file of a view, as the button with its number brings it; None where there is none.

    The number behind the last file is the whole text of the view.
    """
    if 0 <= n < len(view.files):
        name = _ODD_IN_NAME.sub("_", clean(view.files[n].name)).strip(" .")[-NAME_CHARACTERS:]
        return OutFile(name or WHOLE_TEXT, clean(view.files[n].text).encode() or b"\n")
    if n == len(view.files):
        return OutFile(WHOLE_TEXT, clean(_body(words, view).whole).encode() or b"\n")
    return None


# --- text ---------------------------------------------------------------------------------------


class _Body:
    """What is read in a panel."""

    def __init__(self, html: Html, whole: str = "", left_out: tuple[int, ...] = ()) -> None:
        self.html, self.whole = html, whole
        """`whole` is what was shortened in it, as it was written."""
        self.left_out = left_out
        """The numbers of the files that are not shown whole."""


def _body(words: Catalogue, view: View) -> _Body:
    most = TEXT_CHARACTERS - _NEXT_ROOM - units(words.text("chat-perhaps-again"))
    body = _text(words, view)
    if length(body) <= most:
        return _with_files(body, view, most)
    every = tuple(range(len(view.files)))
    for limit in _SHORTENED_TO:
        whole: list[str] = []
        body = _text(words, _shortened(view, limit, whole))
        if length(body) <= most:
            return _Body(body, "\n\n".join(whole), every)
    return _Body(cut_lines(_text(words, view), most), _plain_text(words, view), every)


def _with_files(body: Html, view: View, most: int) -> _Body:
    """Add the files, as much of each as fits: first those that are there to be read at once."""
    left_out = []
    for n, file in sorted(enumerate(view.files), key=lambda one: not one[1].is_open):
        whole, room = escaped(file.text.strip("\n")), most - length(body) - 1
        shown = cut_lines(whole, room) if room >= _WORTH_SHOWING else Html("")
        if shown != whole:
            left_out.append(n)
        if not is_blank(plain(shown)):
            body = Html(f"{body}\n{quote(shown)}")
    return _Body(body, left_out=tuple(sorted(left_out)))


def _text(words: Catalogue, view: View) -> Html:
    """Return title, paragraphs and fields; some text there has to be."""
    title = say(words, view.title)
    parts = [
        bold(cut_lines(Html(" ".join(title.split())), TITLE_CHARACTERS)),
        *(say(words, one) for one in view.text),
    ]
    parts.append(Html("\n".join(say_field(words, field) for field in view.fields)))
    body = "\n\n".join(part.strip("\n") for part in parts if not is_blank(plain(part)))
    return Html(_TONES[view.tone] + (body or ELLIPSIS))


def _plain_text(words: Catalogue, view: View) -> str:
    rows_ = "\n".join(plain_field(words, field) for field in view.fields)
    parts = [label(words, view.title), *(label(words, one) for one in view.text), rows_]
    return "\n\n".join(part for part in parts if part.strip())


def _shortened(view: View, most: int, whole: list[str]) -> View:
    """Shorten what is somebody's own in a view; the whole of it goes into `whole`."""

    def short(text: str) -> str:
        if units(text) <= most:
            return text
        whole.append(text)
        return cut_plain(text, most)

    return view.with_own_words(short)


# --- buttons --------------------------------------------------------------------------------------


def _controls(words: Catalogue, view: View, body: _Body) -> Keyboard:
    """Return the buttons of a panel: its menus, then its files, then what can be done."""
    return (
        *rows(_menu(words, view, one) for one in menus_of(view)),
        *rows(_files(words, view, body)),
        *rows(_buttons(words, view)),
    )


def _menu(words: Catalogue, view: View, choice: Choice) -> Key:
    """Return the button that opens a menu; it says what is chosen now."""
    known = {option.value: label(words, option.label) for option in choice.options}
    chosen = [known.get(one, one) for one in choice.chosen]
    value = words.joined(chosen) or label(words, choice.none) or words.text("chat-ui-choose")
    said = words.text("chat-field", label=label(words, choice.label), value=" ".join(value.split()))
    page = next((n // OPTIONS for n, one in enumerate(choice.options) if one.value in choice.chosen), 0)
    control = MenuControl(view.dialogue, view.step, choice.id, page)
    return Key(f"{line(clean(said), LABEL_CHARACTERS - 2)} {_OPENS}", control)


def _files(words: Catalogue, view: View, body: _Body) -> Iterator[Key]:
    if not view.dialogue:
        return  # there is nothing to ask for it
    if body.whole:
        yield Key(words.text("telegram-whole-text"), _file_control(view, len(view.files)))
    for n in body.left_out[:FILES]:
        yield Key(f"📄 {clean(view.files[n].name)}", _file_control(view, n))


def _file_control(view: View, n: int) -> CommandControl:
    return CommandControl(f"file.{view.dialogue}.{n}")


def _buttons(words: Catalogue, view: View) -> Iterator[Key]:
    """Yield the buttons; a form that stands open in the view opens with one, too."""
    buttons = list(view.buttons[:BUTTONS])
    if view.form is not None and view.form_of(view.form.id) is view.form:
        buttons.insert(0, Button(view.form.id, view.form.title, "primary", view.form))
    for one in buttons:
        control = DialogueControl(view.dialogue, view.step, one.id, opens=one.form is not None)
        yield Key(label(words, one.label), control)


# --- menus -----------------------------------------------------------------------------------------


def _options(words: Catalogue, view: View, choice: Choice, page: int, *, walks: bool) -> Keyboard:
    """Return a page of a menu, what is chosen marked, and the ways to other pages, on and back."""
    pages = max(1, -(-len(choice.options) // OPTIONS))
    page = min(max(0, page), pages - 1)
    shown: list[tuple[str, Words, bool]] = []
    if choice.least == 0:
        shown.append(("-", choice.none or Phrase("chat-ui-choose-none"), not choice.chosen))
    for n, option in list(enumerate(choice.options))[page * OPTIONS : (page + 1) * OPTIONS]:
        pick = f"t{option.value}" if choice.of == "channel" else str(n)
        shown.append((pick, option.label, option.value in choice.chosen))
    keys = []
    for pick, said, is_chosen in shown:
        control = OptionControl(view.dialogue, view.step, choice.id, pick, walks=walks)
        keys.append(Key(called(words, said, is_chosen=is_chosen), control))
    return (*rows(keys, most=2), *_ways(words, view, choice, page, pages, walks=walks))


def called(words: Catalogue, said: Words, *, is_chosen: bool) -> str:
    """Write what an option is called; our own words begin with a capital letter there."""
    plain = label(words, said)
    plain = plain[:1].upper() + plain[1:] if isinstance(said, Phrase) else plain
    return f"{_CHOSEN} {plain}" if is_chosen else plain


def _ways(
    words: Catalogue, view: View, choice: Choice, page: int, pages: int, *, walks: bool
) -> Iterator[tuple[Key, ...]]:
    def way(said: str, to: str, page: int = 0, *, walks: bool = walks) -> Key:
        return Key(said, MenuControl(view.dialogue, view.step, to, page, walks=walks))

    turns = []
    if page > 0:
        turns.append(way(f"{_BEFORE} {page}/{pages}", choice.id, page - 1))
    if page < pages - 1:
        turns.append(way(f"{page + 2}/{pages} {_AFTER}", choice.id, page + 1))
    if turns:
        yield tuple(turns)
    back = words.text("chat-ui-done" if choice.most > 1 else "chat-ui-close-form")
    if not walks:
        yield (way(back, ""),)
        return
    after = menu_after(view, choice.id)
    yield (way(back, "", walks=False), way(words.text("telegram-next"), after, walks=bool(after)))
