"""What the desk answers, free of any chat: platforms render these."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.job import JobState, Track
from bot.domain.people import Caller
from bot.domain.posts import JobStatus
from bot.domain.quota import Usage
from bot.domain.song import Origin, SongRequest
from bot.domain.view import Phrase, View, Words


@dataclass(frozen=True)
class Order:
    """An order as a platform hands it in."""

    caller: Caller
    request: SongRequest
    origin: Origin
    dedup: str
    """The same for the same message or tap, however often the chat sends it."""
    here: bool = False
    """It is charged to the caller's place and to no other one: by direct message, they have chosen it."""


@dataclass(frozen=True)
class SentFile:
    """A file with lyrics as somebody sent it; its name and content are not to be trusted.

    A chat that reads it in pieces may stop behind `Rules.lyrics_file_bytes`: one byte more tells that it is
    too long.
    """

    name: str
    data: bytes


@dataclass(frozen=True)
class SentAudio:
    """Music as somebody sent it, which lies in a file by now; its name and content are not to be trusted."""

    name: str
    file: str
    """What the studio called it when it was handed over."""
    size_bytes: int = 0
    """As it was said to be, to be shown."""


@dataclass(frozen=True)
class Receipt:
    """The answer to an order that was taken."""

    status: JobStatus
    request: SongRequest
    provider_title: str
    usage: Usage
    repeated: bool
    """True when the same order had been taken before; nothing new was reserved."""
    tags_changed: Phrase | None = None
    """What the service makes of the tags in the words, where it does not read them as they are."""
    charged_to: Words | None = None
    """The server that a song ordered by direct message is charged to; None: where it was ordered."""


class CancelOutcome(StrEnum):
    """What became of a wish to cancel."""

    CANCELLED = "cancelled"
    NOTHING = "nothing"
    """No such song of this person is open."""
    SINGING = "singing"
    """The request to the service has left; it can't be taken back."""
    POSTING = "posting"
    """The song is made and on its way."""


@dataclass(frozen=True)
class Cancellation:
    """The answer to `/cancel`; `usage` is what is left after a refund."""

    outcome: CancelOutcome
    job_id: str | None = None
    usage: Usage | None = None


@dataclass(frozen=True)
class QuotaView:
    """What somebody may still order: their own limit here, the place's cap and the whole bot's, if set."""

    usage: Usage
    budget: Usage | None = None
    cap: Usage | None = None


@dataclass(frozen=True)
class SongEntry:
    """One line of `/songs`."""

    job_id: str
    state: JobState
    title: str
    created_ms: int
    provider_title: str
    tracks: tuple[Track, ...]


@dataclass(frozen=True)
class SongPage:
    """A page of somebody's songs, newest first."""

    entries: tuple[SongEntry, ...]
    page: int
    pages: int


@dataclass(frozen=True)
class Answer:
    """What became of a tap: the message's new content, an order that it made, something to be said."""

    view: View
    """What the message with the control shows from now on."""
    receipt: Receipt | None = None
    note: Words | None = None
    """Said to the person only: the tap changed nothing, and why (somebody else was faster)."""
    earlier: Receipt | None = None
    """Of a tap that changed nothing: the order that one before it made. A chat that brings a tap again after
    a crash may not have said that it was taken."""
