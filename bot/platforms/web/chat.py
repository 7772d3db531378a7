"""What a message of the local chat is, and the log that keeps them.

Messages hold finished sentences in the person's language, so that a page shows an old one as it was.
A message's nonce is its id: the browser makes it for what the person typed, the job's id is in the
bot's own. `seq` is the place in the conversation; `changed` grows with every message and every edit,
and is what a page resumes from.
"""

from collections.abc import Sequence
from typing import Annotated, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from bot.domain.job import JobState

Author = Literal["you", "bot"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Action(_Frozen):
    """A button that puts `text` into the input, or sends it at once."""

    label: str
    text: str
    send: bool = False


class Hint(_Frozen):
    """A command, what it does, and what a tap puts into the input."""

    command: str
    about: str
    text: str


class TextBody(_Frozen):
    """What the person typed, as typed."""

    kind: Literal["text"] = "text"
    text: str


class SayBody(_Frozen):
    """The bot says something."""

    kind: Literal["say"] = "say"
    text: str
    tone: Literal["plain", "problem"] = "plain"
    hints: tuple[Hint, ...] = ()
    actions: tuple[Action, ...] = ()
    code: str = ""
    """Short, for a question to the operator; the details are in the log under it."""


class Row(_Frozen):
    """A line of a receipt."""

    label: str
    value: str


class ReceiptBody(_Frozen):
    """An order that was taken; the same message shows its progress until it has ended."""

    kind: Literal["receipt"] = "receipt"
    job_id: str
    state: JobState
    heading: str
    rows: tuple[Row, ...]
    status: str
    """What is being done, or, once the order has ended, how it ended."""
    fraction: float | None = None
    usual_s: float | None = None
    can_cancel: bool = False
    ended: bool = False


class LyricsSection(_Frozen):
    """A part of the words: its tag as it was sung from, and its lines."""

    tag: str
    lines: tuple[str, ...]


class TrackView(_Frozen):
    """One piece of audio and where to get it."""

    title: str
    audio: str
    """Path of the audio; with `?download=1` the browser saves it."""
    length: str
    """As a person reads it: `1:05`."""


class SongBody(_Frozen):
    """A finished song, ready to play."""

    kind: Literal["song"] = "song"
    job_id: str
    track: TrackView
    about: tuple[str, ...]
    """Style, service and what else is worth a line, in this order."""
    lyrics: tuple[LyricsSection, ...]
    lyrics_label: str
    note: str = ""


class SongLine(_Frozen):
    """One song in the list of songs."""

    title: str
    created_ms: int
    about: str
    tracks: tuple[TrackView, ...]


class SongsBody(_Frozen):
    """A page of the person's songs."""

    kind: Literal["songs"] = "songs"
    heading: str
    songs: tuple[SongLine, ...]
    actions: tuple[Action, ...] = ()


Body = Annotated[TextBody | SayBody | ReceiptBody | SongBody | SongsBody, Field(discriminator="kind")]
_BODY: TypeAdapter[TextBody | SayBody | ReceiptBody | SongBody | SongsBody] = TypeAdapter(Body)


class ChatMessage(_Frozen):
    """A message as the log keeps it and as the page gets it."""

    seq: int
    changed: int
    nonce: str
    author: Author
    body: Body
    created_ms: int

    @property
    def kind(self) -> str:
        """What the message is."""
        return self.body.kind

    @classmethod
    def of(cls, stored: "StoredMessage") -> "ChatMessage":
        """Read a row of the log."""
        return cls(
            seq=stored.seq,
            changed=stored.changed,
            nonce=stored.nonce,
            author="you" if stored.author == "you" else "bot",
            body=_BODY.validate_json(stored.body),
            created_ms=stored.created_ms,
        )


class StoredMessage(Protocol):
    """A row of the log; `body` is JSON."""

    @property
    def seq(self) -> int:
        """The place in the conversation."""
        ...

    @property
    def changed(self) -> int:
        """The number of the last change."""
        ...

    @property
    def nonce(self) -> str:
        """The message's id."""
        ...

    @property
    def author(self) -> str:
        """`you` or `bot`."""
        ...

    @property
    def body(self) -> str:
        """The content, as JSON."""
        ...

    @property
    def created_ms(self) -> int:
        """When it was added."""
        ...


class ChatLog(Protocol):
    """Keeps the conversation. Raises `StorageError`s."""

    async def add(self, nonce: str, *, author: str, kind: str, body: str, now_ms: int) -> StoredMessage:
        """Append a message; where the nonce is there already, return that one as it is."""
        ...

    async def update(self, nonce: str, *, kind: str, body: str) -> StoredMessage | None:
        """Replace the content of a message, if it is there."""
        ...

    async def find(self, nonce: str) -> StoredMessage | None:
        """Return the message with this nonce."""
        ...

    async def changed_after(self, changed: int, *, most: int) -> Sequence[StoredMessage]:
        """Return what was added or edited after a change, in the order of the changes."""
        ...

    async def before(self, seq: int | None, *, most: int) -> Sequence[StoredMessage]:
        """Return the last messages before `seq` (None: of all), in the order of the conversation."""
        ...

    async def last_change(self) -> int:
        """Return the number of the last change; 0 before the first."""
        ...
