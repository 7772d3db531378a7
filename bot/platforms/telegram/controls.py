"""What a button of ours says when it is pressed: everything stands in its `callback_data`.

It begins with the version of this format and names rows of the database, so that a button works after a
restart and for months. Whatever is none of ours is `None`, never an error. At most 64 bytes: ids have at most
16 characters, and options of menus go by their number, since what they stand for may be long.
"""

from dataclasses import dataclass
from typing import Literal

from bot.platforms.telegram.facts import CALLBACK_BYTES

VERSION = "1"
SongAction = Literal["again", "edit", "words", "delete", "really", "keep"]


@dataclass(frozen=True)
class SongControl:
    """A button below a song, or below the news that there is none (`again`)."""

    action: SongAction
    """`really` is the second press of delete, and `keep` is the one that takes the question back."""
    job_id: str
    n: int = 0
    """The track, from 1; 0 where there is none."""


@dataclass(frozen=True)
class JobControl:
    """`cancel` on a receipt, or `fetch` below the news that a song is kept."""

    action: Literal["cancel", "fetch"]
    job_id: str


@dataclass(frozen=True)
class DialogueControl:
    """A button of a dialogue's view: what a `Tap` needs."""

    dialogue: str
    step: int
    action: str
    opens: bool = False
    """It opens the form of this button."""


@dataclass(frozen=True)
class MenuControl:
    """A menu that opens below a panel; nothing of the dialogue changes by that."""

    dialogue: str
    step: int
    choice: str
    """The id of the `Choice`; empty: back to the panel."""
    page: int = 0
    walks: bool = False
    """After a choice the next menu opens by itself."""


@dataclass(frozen=True)
class OptionControl:
    """One of the things that can be chosen in a menu."""

    dialogue: str
    step: int
    choice: str
    pick: str
    """The option's number; `-` is none of them, `t<id>` a topic of the group."""
    walks: bool = False


@dataclass(frozen=True)
class FormControl:
    """A button of a form that is being filled in; what was written so far is a note of the platform's."""

    form: str
    """The id of the note."""
    action: Literal["ask", "menu", "pick", "send", "skip", "close"]
    n: int = 0
    """The input, from 0."""
    pick: int = 0
    """The option that was picked."""


@dataclass(frozen=True)
class CommandControl:
    """A button that gives a command, or sings the example (`example`)."""

    name: str


Control = (
    SongControl | JobControl | DialogueControl | MenuControl | OptionControl | FormControl | CommandControl
)


def callback_data(control: Control) -> str:
    """Return what the button of a control carries, of at most 64 bytes."""
    match control:
        case SongControl(action=action, job_id=job_id, n=n):
            parts = ["s", action, job_id, str(n)]
        case JobControl(action=action, job_id=job_id):
            parts = ["j", action, job_id]
        case DialogueControl(dialogue=dialogue, step=step, action=action, opens=opens):
            parts = ["f" if opens else "d", dialogue, str(step), action]
        case MenuControl(dialogue=dialogue, step=step, choice=choice, page=page, walks=walks):
            parts = ["M" if walks else "m", dialogue, str(step), choice, str(page)]
        case OptionControl(dialogue=dialogue, step=step, choice=choice, pick=pick, walks=walks):
            parts = ["O" if walks else "o", dialogue, str(step), choice, pick]
        case FormControl(form=form, action=action, n=n, pick=pick):
            parts = ["w", form, action, str(n), str(pick)]
        case CommandControl(name=name):
            parts = ["c", name]
    data = ":".join([VERSION, *parts])
    if len(data.encode()) > CALLBACK_BYTES:
        raise ValueError(f"a button carries at most {CALLBACK_BYTES} bytes")
    return data


def read(data: str) -> Control | None:
    """Return the control of a button; None for one that is not ours, or of a format no longer spoken."""
    match data.split(":"):
        case ["1", "s", ("again" | "edit" | "words" | "delete" | "really" | "keep") as action, job_id, n] if (
            _is_number(n)
        ):
            return SongControl(action, job_id, int(n))
        case ["1", "j", ("cancel" | "fetch") as action, job_id]:
            return JobControl(action, job_id)
        case ["1", ("d" | "f") as kind, dialogue, step, action] if _is_number(step):
            return DialogueControl(dialogue, int(step), action, opens=kind == "f")
        case ["1", ("m" | "M") as kind, dialogue, step, choice, page] if _is_number(step) and _is_number(
            page
        ):
            return MenuControl(dialogue, int(step), choice, int(page), walks=kind == "M")
        case ["1", ("o" | "O") as kind, dialogue, step, choice, pick] if _is_number(step):
            return OptionControl(dialogue, int(step), choice, pick, walks=kind == "O")
        case [
            "1", "w", form, ("ask" | "menu" | "pick" | "send" | "skip" | "close") as action, n, pick
        ] if _is_number(n) and _is_number(pick):  # fmt: skip
            return FormControl(form, action, int(n), int(pick))
        case ["1", "c", name]:
            return CommandControl(name)
    return None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10
