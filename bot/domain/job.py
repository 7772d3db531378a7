"""An order being carried out: its states, its vendor calls, its tracks and its posts."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from bot.domain.errors import Params
from bot.domain.money import Cost
from bot.domain.song import JobKind, Origin, SongRequest, TrackNote


class JobState(StrEnum):
    """Where an order stands. Every change is a conditional update and leaves a row in the log."""

    HELD = "held"
    """Waits for a moderator; the quota is reserved."""
    QUEUED = "queued"
    RUNNING = "running"
    DELIVERING = "delivering"
    """The song is a file; it is being posted."""
    KEPT = "kept"
    """The song is a file, but no place takes it."""
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    DECLINED = "declined"

    @property
    def ended(self) -> bool:
        """Tell whether nothing more will happen to the job."""
        return self not in OPEN_STATES


OPEN_STATES = frozenset(
    {JobState.HELD, JobState.QUEUED, JobState.RUNNING, JobState.DELIVERING, JobState.KEPT}
)

TRANSITIONS: dict[JobState, frozenset[JobState]] = {
    JobState.HELD: frozenset({JobState.QUEUED, JobState.DECLINED, JobState.CANCELLED}),
    JobState.QUEUED: frozenset({JobState.RUNNING, JobState.CANCELLED, JobState.FAILED}),
    JobState.RUNNING: frozenset(
        {JobState.QUEUED, JobState.DELIVERING, JobState.DONE, JobState.FAILED, JobState.CANCELLED}
    ),
    JobState.DELIVERING: frozenset({JobState.DONE, JobState.KEPT, JobState.FAILED}),
    JobState.KEPT: frozenset({JobState.DELIVERING, JobState.FAILED}),
    JobState.DONE: frozenset(),
    JobState.FAILED: frozenset(),
    JobState.CANCELLED: frozenset(),
    JobState.DECLINED: frozenset(),
}
"""Which state may follow which. `failed`, `cancelled` and `declined` refund; `done` settles.

Only a job that answers a dialogue goes from `running` to `done`: it has nothing to deliver.
"""


@dataclass(frozen=True)
class Failure:
    """Why a job ended without a song: a short code that names a sentence, and what fills it."""

    code: str
    params: Params = field(default_factory=dict)


@dataclass(frozen=True)
class Job:
    """A job's row."""

    id: str
    dedup: str
    """Platform, chat and message (or tap) of the order: the same order is never taken twice."""
    kind: JobKind
    identity_id: str
    place_id: str
    origin: Origin
    request: SongRequest
    provider: str
    state: JobState
    epoch: int
    """Counts runners; a write by an older one finds no row."""
    created_ms: int
    deadline_ms: int
    """Busy services are waited for until then."""
    not_before_ms: int = 0
    attempts: int = 0
    stalls: int = 0
    """Start-ups in a row at which the job stored no new fact."""
    tried: tuple[str, ...] = ()
    """Providers that surely did not take the order."""
    title: str = ""
    failure: Failure | None = None
    started_ms: int | None = None
    finished_ms: int | None = None
    dialogue_id: str = ""
    """The dialogue that waits for its words; songs have none."""
    deleted_ms: int | None = None
    """When somebody deleted the song: its files go, and what was sung is forgotten."""

    @property
    def is_song(self) -> bool:
        """Tell whether it is to bring a song; otherwise it answers a dialogue, and costs no song."""
        return self.kind == "song"


CallKind = JobKind
CallOutcome = Literal["answered", "refused", "unknown"]


@dataclass(frozen=True)
class Call:
    """One request to a vendor that cannot be repeated for free."""

    n: int
    provider: str
    kind: CallKind
    started_ms: int
    remote_id: str | None = None
    answer: dict[str, Any] | None = None
    """The vendor's whole answer, stored before anything is downloaded."""
    outcome: CallOutcome | None = None
    cost: Cost | None = None

    @property
    def in_flight(self) -> bool:
        """Tell whether the request may have been sent and nothing is known of it."""
        return self.outcome is None and self.remote_id is None and self.answer is None

    @property
    def lost(self) -> bool:
        """Tell whether nobody will ever know what became of the request; it is never sent again."""
        return self.in_flight or self.outcome == "unknown"


@dataclass(frozen=True)
class Track:
    """One piece of audio with its own title and words, saved as a file."""

    n: int
    title: str
    lyrics: str
    duration_ms: int
    path: str
    """Below the data folder, with `/` between its parts, so that the folder can be moved."""
    size_bytes: int
    id: str = ""
    bitrate: int = 0
    """Bits a second; 0 where it was not measured."""
    loudness_lufs: float | None = None
    """Integrated loudness (EBU R 128); None where it was not measured, or of silence."""
    note: TrackNote = ""


PostRole = Literal["result", "notice"]
"""A song, or the news that there is none."""


@dataclass(frozen=True)
class Post:
    """A message that the bot sent, is sending (`started`), or has yet to send."""

    job_id: str
    role: PostRole
    track_id: str | None
    part: int
    chat: str
    nonce: str
    started_ms: int | None = None
    """When it began to be sent; None: not yet."""
    message_id: str | None = None
