"""What a dialogue shows, free of any chat: text, fields, buttons, choices, forms, files.

A platform renders a `View` in its own ways and hands back a `Tap`; it decides nothing. Sentences are
named (`Phrase`) and taken from the person's catalogue; a plain `str` is somebody's own words or a name.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

MentionKind = Literal["person", "role", "channel"]


@dataclass(frozen=True)
class Mention:
    """Somebody or something of the chat, by its plain id: the platform shows it as it does such things."""

    kind: MentionKind
    id: str
    name: str = ""
    """As it was called when it was last seen, for platforms and logs that can't look it up."""


@dataclass(frozen=True)
class Phrase:
    """A sentence of the catalogue and what fills it.

    A parameter that ends in `_at_ms` is a time in milliseconds since 1970, shown in `time_zone`.
    """

    id: str
    params: Mapping[str, "str | int | Phrase | Mention | tuple[Words, ...]"] = field(default_factory=dict)
    """Several things in one parameter are shown with commas between them."""
    time_zone: str = "UTC"


Words = str | Phrase | Mention
"""What a person reads: their own or somebody's words as they are, a sentence of ours, or a name."""
Tone = Literal["plain", "problem", "done"]
ButtonStyle = Literal["primary", "plain", "danger"]


@dataclass(frozen=True)
class Field:
    """A line with a label."""

    label: Phrase
    value: tuple[Words, ...]
    """One or more things, shown with commas between them."""


@dataclass(frozen=True)
class Option:
    """One of the things that can be chosen; `value` is what a tap brings back, at most 40 characters."""

    value: str
    label: Words


@dataclass(frozen=True)
class Choice:
    """A menu. With `of` the platform itself lists the place's channels or roles, by their plain ids."""

    id: str
    label: Phrase
    options: tuple[Option, ...] = ()
    of: Literal["", "channel", "role"] = ""
    chosen: tuple[str, ...] = ()
    least: int = 1
    most: int = 1
    """How many may be chosen; 0 at the least means that none is an answer."""
    none: Phrase | None = None
    """What it means when none is chosen."""


@dataclass(frozen=True)
class Input:
    """A line, or several, to be written into a form."""

    id: str
    label: Phrase
    value: str = ""
    many_lines: bool = False
    required: bool = False
    most: int = 300
    """The longest text, in characters."""
    hint: Phrase | None = None
    """What stands in an empty one."""


@dataclass(frozen=True)
class Form:
    """Questions that are answered together; a tap with this `id` brings the answers."""

    id: str
    title: Phrase
    inputs: tuple[Input | Choice, ...]
    submit: Phrase


@dataclass(frozen=True)
class Button:
    """A button; with a form it opens that, and the tap is the form's."""

    id: str
    label: Phrase
    style: ButtonStyle = "plain"
    form: Form | None = None


@dataclass(frozen=True)
class Attachment:
    """A small text file."""

    name: str
    text: str
    is_open: bool = False
    """What the view is about: it is read at once where a chat can show it."""


@dataclass(frozen=True)
class View:
    """A message with controls. `dialogue` and `step` come back with each tap."""

    text: tuple[Words, ...]
    """Paragraphs."""
    title: Words | None = None
    tone: Tone = "plain"
    fields: tuple[Field, ...] = ()
    choices: tuple[Choice, ...] = ()
    buttons: tuple[Button, ...] = ()
    form: Form | None = None
    """A form that stands open at once: it is what the view is about."""
    files: tuple[Attachment, ...] = ()
    dialogue: str = ""
    step: int = 0

    @property
    def is_open(self) -> bool:
        """Tell whether anything can still be done with it."""
        return bool(self.choices or self.buttons or self.form)

    def form_of(self, action: str) -> Form | None:
        """Return the form that a button opens, or the one that stands open, by its id."""
        found = next((button.form for button in self.buttons if button.id == action and button.form), None)
        if found is None and self.form is not None and self.form.id == action:
            return self.form
        return found

    def with_own_words(self, change: Callable[[str], str]) -> "View":
        """Return the view with every text in it changed that is somebody's own; sentences of ours stay."""

        def changed(words: Words) -> Words:
            match words:
                case str():
                    return change(words)
                case Phrase(params=params):
                    return replace(words, params={name: filled(value) for name, value in params.items()})
            return words

        def filled(value: Any) -> Any:
            if isinstance(value, tuple):
                return tuple(map(changed, value))
            return changed(value) if isinstance(value, str | Phrase) else value

        fields = tuple(replace(one, value=tuple(map(changed, one.value))) for one in self.fields)
        return replace(self, text=tuple(map(changed, self.text)), fields=fields)


@dataclass(frozen=True)
class Tap:
    """A press of a button, a choice, or a form that was sent: `action` is its id."""

    dialogue: str
    step: int
    action: str
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What was chosen or written, by the id of the choice or input."""

    def text(self, name: str) -> str:
        """Return what was written into an input, or the one thing that was chosen."""
        return next(iter(self.values.get(name, ())), "")
