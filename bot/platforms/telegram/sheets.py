"""A form as messages, since Telegram has no forms: a sheet that lists its inputs, and questions for them."""

from collections.abc import Iterator, Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict

from bot.domain.view import Choice, Form, Input, Mention, Phrase
from bot.locales import Catalogue
from bot.platforms.telegram.controls import FormControl
from bot.platforms.telegram.facts import PLACEHOLDER_CHARACTERS
from bot.platforms.telegram.keys import rows
from bot.platforms.telegram.lengths import cut_plain, units
from bot.platforms.telegram.outbound import Html, Key, Message
from bot.platforms.telegram.panels import called
from bot.platforms.telegram.wording import bold, escaped, label, quote, say

SHOWN_CHARACTERS = 500
"""Of what stands in an input, in UTF-16 units: a form has at most five, and a message 4,096."""
COPIED_CHARACTERS = 3_500
"""Of a text that comes along with its question, to be copied and changed; in UTF-16 units, too."""
EMPTY = "–"
_EMPTIES = ("-", "–", "—")
"""An answer that leaves an input empty."""

Values = Mapping[str, tuple[str, ...]]


class Sheet(BaseModel):
    """A form that somebody is filling in."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    person: str
    dialogue: str
    action: str
    panel: str
    """The message with the button that opened it."""
    own: bool
    """The panel answers something that the person wrote: nobody else misses it where it is."""
    message: str = ""
    """The message that shows the sheet; empty as long as none does."""
    question: str = ""
    """The message that asks, as long as its answer is open."""
    values: dict[str, tuple[str, ...]] = {}
    """What was written and chosen; anything else is as the form has it."""
    is_open: bool = True


def values_of(form: Form, written: Values) -> dict[str, tuple[str, ...]]:
    """Return everything that a form brings: what was written into it, else what stands in it."""
    return {one.id: written.get(one.id, _standing(one)) for one in form.inputs}


def missing(form: Form, written: Values) -> Input | None:
    """Return the first input that has to be filled in, and is not."""
    values = values_of(form, written)
    return next((one for one in _inputs(form) if one.required and not _text(values[one.id]).strip()), None)


def asked_first(form: Form, written: Values) -> Input | None:
    """Return what is asked for at once: what is needed, the only input, or of empty ones the first."""
    needed, inputs, values = missing(form, written), list(_inputs(form)), values_of(form, written)
    if needed is not None or not inputs:
        return needed
    is_blank = not any(_text(values[one.id]) for one in inputs)
    return inputs[0] if len(form.inputs) == 1 or is_blank else None


def is_one_question(form: Form) -> bool:
    """Tell whether a form is nothing but a question that has to be answered."""
    return len(form.inputs) == 1 and all(one.required for one in _inputs(form))


def input_of(form: Form, name: str) -> Input | None:
    """Return an input by its id."""
    return next((one for one in _inputs(form) if one.id == name), None)


def as_meant(answer: str, one: Input) -> str:
    """Return what is to stand in an input: a dash leaves one empty that may be so."""
    return "" if not one.required and answer.strip() in _EMPTIES else answer


def sheet(words: Catalogue, form: Form, written: Values, id_: str) -> Message:
    """Show what stands in a form, with a button for each input."""
    values, lines, keys = values_of(form, written), [bold(say(words, form.title)), Html("")], []
    for n, one in enumerate(form.inputs):
        lines.append(Html(f"{bold(say(words, one.label))}: {_shown(words, one, values[one.id])}"))
        action: Literal["menu", "ask"] = "menu" if isinstance(one, Choice) else "ask"
        keys.append(Key(label(words, one.label), FormControl(id_, action, n)))
    last = (
        Key(label(words, form.submit), FormControl(id_, "send")),
        Key(words.text("telegram-form-close"), FormControl(id_, "close")),
    )
    return Message(Html("\n".join(lines)), (*rows(keys), last))


def menu(words: Catalogue, choice: Choice, n: int, written: Values, id_: str) -> Message:
    """Show what can be chosen for the input number `n`."""
    chosen = written.get(choice.id, choice.chosen)
    keys = [
        Key(called(words, one.label, is_chosen=one.value in chosen), FormControl(id_, "pick", n, at))
        for at, one in enumerate(choice.options)
    ]
    back = (Key(words.text("chat-ui-close-form"), FormControl(id_, "skip", n)),)
    return Message(bold(say(words, choice.label)), (*rows(keys), back))


def question(words: Catalogue, one: Input, written: Values, *, person: Mention | None) -> Message:
    """Ask for what is to stand in an input; in a group `person` is named, and has to reply."""
    standing = _text(written.get(one.id, _standing(one)))
    lines = [say(words, asking("telegram-form-ask", person, {"label": one.label}))]
    if one.many_lines:
        lines.append(say(words, Phrase("telegram-form-file")))
    if standing and not one.required:
        lines.append(say(words, Phrase("telegram-form-clear")))
    if standing and units(standing) <= COPIED_CHARACTERS:
        lines += [say(words, Phrase("telegram-form-now")), Html(f"<pre>{escaped(standing)}</pre>")]
    return Message(Html("\n".join(lines)), asks=True, hint=hint(words, one.hint))


def asking(sentence: str, person: Mention | None, params: Mapping[str, Phrase] | None = None) -> Phrase:
    """Return the sentence that asks somebody; in a group it names them, and says how to answer."""
    if person is None:
        return Phrase(sentence, params or {})
    return Phrase(f"{sentence}-group", {**(params or {}), "who": person})


def hint(words: Catalogue, said: Phrase | None) -> str:
    """Return what stands in the empty field of an answer."""
    return cut_plain(label(words, said), PLACEHOLDER_CHARACTERS)


def _inputs(form: Form) -> Iterator[Input]:
    return (one for one in form.inputs if isinstance(one, Input))


def _standing(one: Input | Choice) -> tuple[str, ...]:
    if isinstance(one, Choice):
        return one.chosen
    return (one.value,) if one.value else ()


def _text(values: tuple[str, ...]) -> str:
    return next(iter(values), "")


def _shown(words: Catalogue, one: Input | Choice, values: tuple[str, ...]) -> Html:
    if isinstance(one, Choice):
        chosen = [label(words, option.label) for option in one.options if option.value in values]
        return escaped(words.joined(chosen) or label(words, one.none) or EMPTY)
    text = escaped(cut_plain(_text(values).strip(), SHOWN_CHARACTERS) or EMPTY)
    return quote(text) if "\n" in text else text
