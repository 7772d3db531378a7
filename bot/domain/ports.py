"""The two ports: what a music service and a chat must do. The studio knows nothing else of them."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

from bot.domain.dialects import CANONICAL, Dialect
from bot.domain.job import Call, CallKind, Failure, Job, JobState, Track
from bot.domain.lyrics import Language, Lyrics
from bot.domain.money import Cost, Price
from bot.domain.quota import Usage
from bot.domain.song import Origin, Pcm, SongRequest
from bot.domain.view import View

# --- music services ---------------------------------------------------------------------------

Stage = Literal["writing", "composing", "singing", "saving", "posting"]
"""What is being done to a song, in the words of the catalogues (`stage-…`)."""


@dataclass(frozen=True)
class Range:
    """How long a text may be for a service; `source` is the vendor's page that says so."""

    least: int
    most: int
    unit: Literal["characters", "words"] = "characters"
    source: str = ""


@dataclass(frozen=True)
class ProviderInfo:
    """What a service can do, as data; routing and the desk judge by this and never by its name."""

    name: str
    """As in `[providers.<name>]`, `[routing] order` and `provider:`."""
    title: str
    """As people know it."""
    makes_calls: bool
    """False: it works on this machine, costs nothing and may be started over at any time."""
    standby: bool
    """Taken only by name, or when no other service is on."""
    prompt: Range
    lyrics: Mapping[Language, Range]
    """How long own words may be, by their language; a language that is absent is not taken."""
    max_concurrent: int
    requests_per_minute: int | None
    timeout_s: float
    """The longest that making one song may take, from the first request to the answer."""
    usual_s: float
    """How long a song takes as a rule, for the first progress bar."""
    dialect: Dialect = CANONICAL
    """How it reads lyrics; `lyrics` limits what is written in it."""
    style_with_words: bool = True
    """Own words may come together with a style or a description; otherwise the service drops the latter."""
    instrumental: bool = True
    """Music without a voice can be ordered."""
    price: Price | None = None
    """What it takes, as the operator set it; None: unknown, or nothing where `makes_calls` is false."""
    most_calls: int = 1
    """The most calls that one song takes; each is paid where the price is for a call."""


@dataclass(frozen=True)
class Submitting:
    """A request that can't be repeated for free is about to leave.

    The pipeline waits for the rate limit and stores the intent before it lets the provider go on.
    """

    kind: CallKind = "song"


@dataclass(frozen=True)
class Accepted:
    """The service has taken the request under this id: a restart polls it instead of paying again."""

    remote_id: str


@dataclass(frozen=True)
class Answered:
    """The service's whole answer to the request that was submitted last, and what it cost."""

    answer: dict[str, Any]
    cost: Cost | None = None
    trace_id: str = ""


@dataclass(frozen=True)
class Progress:
    """How far it is: `fraction` from 0 to 1, None where the service does not say."""

    stage: Stage
    fraction: float | None = None


@dataclass(frozen=True)
class Remote:
    """Audio to be downloaded; the link is signed, dies, and never goes to a log or a chat."""

    url: str


@dataclass(frozen=True)
class TrackSource:
    """One track that a service made: a file in the task's folder, or a link."""

    audio: Path | Remote
    title: str = ""
    lyrics: str = ""
    pcm: Pcm | None = None
    """Set where the audio is raw samples, which can't say so themselves."""


@dataclass(frozen=True)
class Finished:
    """The service is done. Always the last event."""

    tracks: tuple[TrackSource, ...]


ProviderEvent = Submitting | Accepted | Answered | Progress | Finished


@dataclass(frozen=True)
class ProviderTask:
    """What a provider gets: the order, a folder of its own, and what earlier runs have found out."""

    job_id: str
    request: SongRequest
    lyrics: Lyrics
    """The member's own words as sections; without any, the provider writes them from the prompt."""
    folder: Path
    calls: tuple[Call, ...] = field(default=())
    """Calls that were accepted or answered before a restart, in order."""


class Provider(Protocol):
    """A music service.

    `generate` goes on at the first fact that is missing from `task.calls`: a call with an answer is
    not sent again, one with a remote id is polled. It raises `ProviderError`s only.
    """

    info: ProviderInfo

    def generate(self, task: ProviderTask) -> AsyncGenerator[ProviderEvent, None]:
        """Make the song; the events tell what became known."""
        ...

    async def close(self) -> None:
        """Free connections; no call is under way."""
        ...


# --- chats ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class JobStatus:
    """How an order stands, for its progress message."""

    job_id: str
    state: JobState
    line: int | None = None
    """Place in line, from 1; None once it has started."""
    stage: Stage | None = None
    fraction: float | None = None
    elapsed_s: float = 0.0
    """Since the order was taken."""
    usual_s: float | None = None
    """How long such a song takes as a rule, from start to post."""
    can_cancel: bool = False


@dataclass(frozen=True)
class SongPost:
    """A finished track on its way to the chat."""

    job: Job
    track: Track
    tracks: int
    """How many tracks the song has; each is a post of its own."""
    provider_title: str
    usage: Usage | None


@dataclass(frozen=True)
class Upload:
    """What a chat takes as an attachment where an order came from; `source` is the page that says so."""

    most_bytes: int | None
    """The largest file; None: any size."""
    plays: tuple[str, ...] = ("mp3", "m4a", "ogg", "flac", "wav")
    """The containers (as in `AudioFacts`) that its players play."""
    source: str = ""


@dataclass(frozen=True)
class NoticePost:
    """The news that an order ended without a song, or that its song waits to be fetched."""

    job: Job
    state: JobState
    failure: Failure | None
    refunded: bool


Audience = Literal["everyone", "person", "moderators"]
"""Who may read a message: all who are in its chat, the person in its `Origin`, or who moderates there."""


@dataclass(frozen=True)
class ViewPost:
    """A message with controls that nobody asked for just now: a request, an answer to one, an alert."""

    view: View
    audience: Audience = "everyone"


Outgoing = SongPost | NoticePost | ViewPost


class Platform(Protocol):
    """A chat.

    A post is made of one or more messages ("parts"), the same ones each time for the same content.
    `post` raises `PlatformError`s only. A nonce has at most 25 characters.
    """

    name: str

    async def start(self) -> None:
        """Begin to take orders; raises `StartupError` if that can't be done."""
        ...

    async def stop(self) -> None:
        """Take no more orders and close connections."""
        ...

    async def upload(self, origin: Origin) -> Upload:
        """Return what may be posted where this order came from. Raises `PlatformError`s."""
        ...

    def parts(self, outgoing: Outgoing) -> int:
        """Return how many messages this content needs."""
        ...

    async def post(self, origin: Origin, outgoing: Outgoing, *, part: int, nonce: str) -> str:
        """Post one part and return its message id."""
        ...

    async def find(self, origin: Origin, nonce: str) -> str | None:
        """Return the id of the bot's own message with this nonce, if it is there."""
        ...

    async def show(self, origin: Origin, status: JobStatus) -> None:
        """Bring the order's progress message up to date; a failure here is nobody's loss."""
        ...
