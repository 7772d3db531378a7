"""What a message of the local chat is, and the log that keeps them.

Messages hold finished sentences in the person's language, so that a page shows an old one as it was.
A message's nonce is its id: the browser makes it for what the person typed, the job's id is in the
bot's own. `seq` is the place in the conversation; `changed` grows with every message and every edit in
any channel, and is what a page resumes from.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from bot.domain.job import JobState
from bot.domain.view import ButtonStyle, Tone

BOT = "bot"
FIRST_PERSON = "you"
"""Who wrote when there was only one person here, and who does not say who they are."""
MODERATORS = "moderators"

Audience = Literal["", "person", "moderators"]
"""Who sees a message, as a page is told: it never learns of others' names what it does not show."""


def only(native_id: str) -> str:
    """Return the audience of one person."""
    return f"={native_id}"


@dataclass(frozen=True)
class Spot:
    """The channel that a message stands in, and its audience there: everybody, moderators or `only(…)`."""

    channel: str
    seen_by: str = ""


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


class FileNote(_Frozen):
    """That a file came along; what was in it is not kept here."""

    name: str
    size_bytes: int


class TextBody(_Frozen):
    """What the person typed, as typed, and the file that they sent with it."""

    kind: Literal["text"] = "text"
    text: str
    file: FileNote | None = None


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
    note: str = ""
    """What has come between the order and its service."""
    fraction: float | None = None
    usual_s: float | None = None
    can_cancel: bool = False
    live: str = ""
    """Path of the song while it is made; empty: there is nothing to be heard yet, or no more."""
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
    owner: str = ""
    """Who ordered it, and may delete it besides moderators."""


class SongLine(_Frozen):
    """One song in the list of songs."""

    title: str
    created_ms: int
    about: str
    tracks: tuple[TrackView, ...]
    job_id: str = ""
    post: str = ""
    """What the button is called that posts it here; empty: there is nothing to post."""
    can_delete: bool = False


class SongsBody(_Frozen):
    """A page of the person's songs."""

    kind: Literal["songs"] = "songs"
    heading: str
    songs: tuple[SongLine, ...]
    actions: tuple[Action, ...] = ()


class MenuOption(_Frozen):
    """One of the things that can be chosen."""

    value: str
    label: str


class Menu(_Frozen):
    """Something to choose from; `none` says what it means to choose nothing."""

    kind: Literal["menu"] = "menu"
    id: str
    label: str
    options: tuple[MenuOption, ...]
    chosen: tuple[str, ...]
    least: int
    most: int
    none: str


class Blank(_Frozen):
    """Something to be written."""

    kind: Literal["input"] = "input"
    id: str
    label: str
    value: str
    many_lines: bool
    required: bool
    most: int
    hint: str


class PanelForm(_Frozen):
    """Questions that are answered together."""

    id: str
    title: str
    inputs: tuple[Annotated[Menu | Blank, Field(discriminator="kind")], ...]
    submit: str


class PanelButton(_Frozen):
    """A button, and the form that it opens."""

    id: str
    label: str
    style: ButtonStyle
    form: PanelForm | None


class PanelFile(_Frozen):
    """A small text file to be saved; it may stand open."""

    name: str
    text: str
    open: bool = False


class PanelBody(_Frozen):
    """A message with controls; a tap brings `dialogue` and `step` back."""

    kind: Literal["panel"] = "panel"
    dialogue: str
    step: int
    title: str
    text: tuple[str, ...]
    tone: Tone
    fields: tuple[Row, ...]
    choices: tuple[Menu, ...]
    buttons: tuple[PanelButton, ...]
    form: PanelForm | None
    files: tuple[PanelFile, ...]


AnyBody = TextBody | SayBody | ReceiptBody | SongBody | SongsBody | PanelBody
Body = Annotated[AnyBody, Field(discriminator="kind")]
_BODY: TypeAdapter[AnyBody] = TypeAdapter(Body)


class ChatMessage(_Frozen):
    """A message as the log keeps it and as the page gets it."""

    seq: int
    changed: int
    nonce: str
    author: str
    """The id of who wrote it, or `bot`."""
    name: str
    """What they called themselves."""
    audience: Audience
    body: Body
    created_ms: int
    spot: Spot = Field(exclude=True)

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
            author=stored.author,
            name=stored.author_name or ("" if stored.author == BOT else stored.author),
            audience=_audience(stored.audience),
            body=_BODY.validate_json(stored.body),
            created_ms=stored.created_ms,
            spot=Spot(stored.channel, stored.audience),
        )


def _audience(seen_by: str) -> Audience:
    if not seen_by:
        return ""
    return "moderators" if seen_by == MODERATORS else "person"


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
        """The id of who wrote it, or `bot`."""
        ...

    @property
    def author_name(self) -> str:
        """What they called themselves; empty for the bot and where it was not written down."""
        ...

    @property
    def channel(self) -> str:
        """Where it stands."""
        ...

    @property
    def audience(self) -> str:
        """Who sees it: empty for everybody in the channel, `moderators`, or `=` and a person's id."""
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

    async def add(
        self,
        nonce: str,
        *,
        channel: str,
        audience: str,
        author: str,
        author_name: str,
        kind: str,
        body: str,
        now_ms: int,
    ) -> StoredMessage:
        """Append a message; where the nonce is there already, return that one as it is."""
        ...

    async def update(self, nonce: str, *, kind: str, body: str) -> StoredMessage | None:
        """Replace the content of a message, if it is there."""
        ...

    async def find(self, nonce: str) -> StoredMessage | None:
        """Return the message with this nonce."""
        ...

    async def changed_after(
        self, changed: int, *, channel: str, audiences: Sequence[str], most: int
    ) -> Sequence[StoredMessage]:
        """Return what these audiences see of what changed after a change, in the order of the changes."""
        ...

    async def before(
        self, seq: int | None, *, channel: str, audiences: Sequence[str], most: int
    ) -> Sequence[StoredMessage]:
        """Return the last messages before `seq` (None: of all) that these audiences see, in their order."""
        ...

    async def last_change(self) -> int:
        """Return the number of the last change in any channel; 0 before the first."""
        ...
