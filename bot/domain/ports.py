"""The two ports: what a music service and a chat must do. The studio knows nothing else of them."""

from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol, runtime_checkable

from bot.domain.dialects import CANONICAL, Dialect
from bot.domain.errors import Refusal
from bot.domain.job import Call, CallKind
from bot.domain.lyrics import Language, Lyrics
from bot.domain.money import Cost, Price
from bot.domain.people import PlaceRef, Standing
from bot.domain.posts import JobStatus, Outgoing, Posted, Stage, Upload
from bot.domain.song import Origin, Pcm, SongRequest, TrackNote

# --- music services ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Range:
    """How long a text may be for a service; `source` is the vendor's page that says so."""

    least: int
    most: int
    unit: Literal["characters", "words"] = "characters"
    source: str = ""


ContentRule = Literal["original", "safe", "chinese-english"]
"""What a service asks of every text, in the words of the catalogues (`content-…`)."""


@dataclass(frozen=True)
class CoverLimits:
    """What a service takes to sing a song anew; `source` is the vendor's page that says so."""

    prompt: Range
    """How long the description of the new style is."""
    lyrics: Range
    """How long its words may be, as the service reads them."""
    least_s: float
    most_s: float
    most_bytes: int
    containers: tuple[str, ...]
    """As in `AudioFacts`."""
    listens: bool = True
    """It tells the words that it hears before it sings, so that they can be changed."""
    source: str = ""


def plain_prompt(request: SongRequest) -> str:
    """Describe a song to a service that reads a description only where there are no words of one's own."""
    return "" if request.lyrics else request.prompt


def no_rules(_request: SongRequest, _lyrics: Lyrics) -> Refusal | None:
    """Refuse nothing."""
    return None


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
    words_without_voice: bool = True
    """Own words go along with an order for music without a voice; otherwise they are left out of it."""
    price: Price | None = None
    """What it takes, as the operator set it; None: unknown, or nothing where `makes_calls` is false."""
    most_calls: int = 1
    """The most calls that one song takes; each is paid where the price is for a call."""
    describe: Callable[[SongRequest], str] = plain_prompt
    """Everything of an order that goes into the service's description; `prompt` limits its length."""
    refuses: Callable[[SongRequest, Lyrics], Refusal | None] = no_rules
    """What the service would refuse of an order by rules that none of the other facts can tell."""
    writes_lyrics: bool = False
    """It drafts words without singing them (`Lyricist`)."""
    covers: CoverLimits | None = None
    """It sings an existing song anew; where it `listens`, it is a `CoverSinger`."""
    content: tuple[ContentRule, ...] = ()
    """What its pages ask of the words."""


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
class AudioChunk:
    """The next piece of the song's one file while it is still being made; the pipeline appends it.

    The file can be listened to meanwhile. Whether it is whole only `Finished` tells.
    """

    data: bytes


@dataclass(frozen=True)
class Remote:
    """Audio to be downloaded; the link is signed, dies, and never goes to a log or a chat."""

    url: str


@dataclass(frozen=True)
class TrackSource:
    """One track that a service made: a file in the task's folder, or a link."""

    audio: Path | Remote | None
    """None: what the `AudioChunk`s brought."""
    title: str = ""
    lyrics: str = ""
    pcm: Pcm | None = None
    """Set where the audio is raw samples, which can't say so themselves."""
    picture: Remote | None = None
    """A cover picture; a song is none the worse without it."""
    note: TrackNote = ""


@dataclass(frozen=True)
class Finished:
    """The song is made. Always the last event of `generate`."""

    tracks: tuple[TrackSource, ...]


@dataclass(frozen=True)
class Written:
    """Words are drafted. Always the last event of `draft`."""

    lyrics: str
    """With tags, as the bot's own form writes them."""
    title: str = ""
    style: str = ""


@dataclass(frozen=True)
class Heard:
    """The audio was listened to. Always the last event of `listen`."""

    feature_id: str
    feature_until_ms: int
    lyrics: str
    """The words that were heard, with tags, as the bot's own form writes them."""


Outcome = Finished | Written | Heard
ProviderEvent = Submitting | Accepted | Answered | Progress | AudioChunk | Outcome


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
    reference: Path | None = None
    """The audio of `request.cover`, where it lies in a file."""


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


@runtime_checkable
class Lyricist(Protocol):
    """A provider that drafts words (`writes_lyrics`); the same rules hold as for `generate`."""

    def draft(self, task: ProviderTask) -> AsyncGenerator[ProviderEvent, None]:
        """Write words about `request.prompt`; with `lyrics`, change these as the prompt says."""
        ...


@runtime_checkable
class CoverSinger(Protocol):
    """A provider that tells what it hears before it sings a cover (`covers.listens`); as `generate`."""

    def listen(self, task: ProviderTask) -> AsyncGenerator[ProviderEvent, None]:
        """Listen to `request.cover`."""
        ...


@runtime_checkable
class KeyHolder(Protocol):
    """A provider with a key that can be tried."""

    async def try_key(self) -> None:
        """Ask what costs nothing; raises the `ProviderError` that keeps songs from being made."""
        ...


# --- chats ------------------------------------------------------------------------------------


class Platform(Protocol):
    """A chat.

    A post is made of one or more messages ("parts"), the same ones each time for the same content.
    `post` raises `PlatformError`s only, and `FileForgotten` where it was given a `file_id` that the chat does
    not know (any more). A nonce has at most 25 characters.
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

    async def post(self, origin: Origin, outgoing: Outgoing, *, part: int, nonce: str) -> Posted:
        """Post one part."""
        ...

    async def find(
        self, origin: Origin, outgoing: Outgoing, *, part: int, nonce: str, since_ms: int
    ) -> str | None:
        """Return the id of the bot's own message with this content, if it was posted since then.

        None is sure: it was not. Raises `CantTell` where nobody can say, and `PlatformError`s.
        """
        ...

    async def take_down(self, origin: Origin, message_id: str) -> None:
        """Remove a message of the bot's that `post` returned; one that is gone is nobody's loss."""
        ...

    async def show(self, origin: Origin, status: JobStatus) -> None:
        """Bring the order's progress message up to date; a failure here is nobody's loss."""
        ...


@runtime_checkable
class Members(Protocol):
    """A chat that can be asked who belongs to a place."""

    async def standing(self, place: PlaceRef, native_id: str) -> Standing | None:
        """Return somebody's standing in a place; None if they, or the bot, are not there any more.

        Raises `PlatformError`s where it can't be found out.
        """
        ...
