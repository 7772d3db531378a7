"""What somebody wrote into a form that was refused: kept for a while, so that nothing has to be typed again.

It is in memory only. So the words go back to their writer as a file, too, which outlives a restart.
"""

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.domain.ids import new_id
from bot.domain.song import SongRequest
from bot.domain.view import Choice, Form
from bot.platforms.discord.controls import CommandControl, DialogueControl

MOST_KEPT = 500
"""Forms; one holds at most some 20,000 characters."""
SONG = "song"
REOPEN = "reopen"
_TEXT_INPUT = 4
"""The type of a field for text. Source: components/reference, "Component Types"."""


@dataclass(frozen=True)
class Typed:
    """A form, who filled it in, and with what."""

    person: str
    control: DialogueControl | None = None
    """The form of a dialogue; None: the form that stands for the options of `/song`."""
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    request: SongRequest = field(default_factory=SongRequest)
    """What the form of `/song` holds, with the options that it does not ask for."""


class Forms:
    """The forms that may be opened again, the oldest forgotten first."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Typed] = OrderedDict()

    def keep(self, typed: Typed, *, now_ms: int) -> str:
        """Keep a form, and return the name under which it is found."""
        name = new_id(now_ms)
        self._kept[name] = typed
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return name

    def find(self, name: str, person: str) -> Typed | None:
        """Return a form of this person's."""
        found = self._kept.get(name)
        return found if found is not None and found.person == person else None


def command(name: str, key: str = "") -> CommandControl:
    """Return the control of something that this process keeps, or of a row of the database."""
    return CommandControl(f"{name}.{key}" if key else name)


def named(control: CommandControl) -> tuple[str, str]:
    """Return what `command` was made of."""
    name, _, key = control.name.partition(".")
    return name, key


def filled(form: Form, values: Mapping[str, tuple[str, ...]]) -> Form:
    """Return a form with what was written into it, and chosen."""
    inputs = []
    for one in form.inputs:
        given = values.get(one.id)
        if given is None:
            inputs.append(one)
        elif isinstance(one, Choice):
            inputs.append(replace(one, chosen=given))
        else:
            inputs.append(replace(one, value=next(iter(given), "")[: one.most]))
    return replace(form, inputs=tuple(inputs))


def written_in(data: Mapping[str, Any]) -> str:
    """Return all that was typed into a form, as Discord sends it, with empty lines between its texts."""
    return "\n\n".join(text for text in _texts(data) if text.strip())


def _texts(part: Mapping[str, Any]) -> Iterator[str]:
    if part.get("type") == _TEXT_INPUT:
        yield str(part.get("value") or "")
    inner = part.get("component")
    for one in [*part.get("components", ()), *([inner] if inner else ())]:
        yield from _texts(one)
