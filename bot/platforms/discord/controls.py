"""What a button, a menu or a form of ours says when it is used: everything stands in its `custom_id`.

An id begins with the version of this format and names rows of the database, so that a control works after a
restart and for months. Whatever is no id of ours is `None`, never an error.
"""

from dataclasses import dataclass
from typing import Literal, get_args

VERSION = "1"
SongAction = Literal["again", "edit", "words", "delete"]
SONG_ACTIONS: tuple[str, ...] = get_args(SongAction)


@dataclass(frozen=True)
class SongControl:
    """A button below a song, or below the news that there is none (`again`)."""

    action: SongAction
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
    """A button, menu or form of a dialogue's view: what a `Tap` needs."""

    dialogue: str
    step: int
    action: str
    opens: bool = False
    """It opens the form of this button; the tap is the form's."""


@dataclass(frozen=True)
class CommandControl:
    """A form that stands for a command's options (`song`), or a button that gives a command."""

    name: str


Control = SongControl | JobControl | DialogueControl | CommandControl


def custom_id(control: Control) -> str:
    """Return the id of a control, of at most 100 characters."""
    match control:
        case SongControl(action=action, job_id=job_id, n=n):
            parts = ["s", action, job_id, str(n)]
        case JobControl(action=action, job_id=job_id):
            parts = ["j", action, job_id]
        case DialogueControl(dialogue=dialogue, step=step, action=action, opens=opens):
            parts = ["f" if opens else "d", dialogue, str(step), action]
        case CommandControl(name=name):
            parts = ["c", name]
    return ":".join([VERSION, *parts])


def read(text: str) -> Control | None:
    """Return the control of an id; None for one that is not ours, or of a format no longer spoken."""
    match text.split(":", 4):
        case ["1", "s", ("again" | "edit" | "words" | "delete") as action, job_id, n] if n.isdecimal():
            return SongControl(action, job_id, int(n))
        case ["1", "j", ("cancel" | "fetch") as action, job_id]:
            return JobControl(action, job_id)
        case ["1", ("d" | "f") as kind, dialogue, step, action] if step.isdecimal():
            return DialogueControl(dialogue, int(step), action, opens=kind == "f")
        case ["1", "c", name]:
            return CommandControl(name)
    return None
