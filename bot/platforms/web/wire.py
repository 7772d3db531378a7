"""What a page sends and what it is sent."""

from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, Field, PlainValidator, ValidationError

from bot.domain.view import Tap
from bot.platforms.web.attachments import base64_length, file_name, from_base64
from bot.platforms.web.chat import Action, ChatMessage
from bot.platforms.web.people import Introduction, Malformed, Me
from bot.studio.views import SentAudio, SentFile

MOST = 2**63 - 1
"""The largest number that the database counts to."""
MOST_VALUES = 25
LONGEST_VALUE = 20_000
PAGE_ID = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
"""How an id looks that a browser made."""
SongAction = Literal["again", "edit", "post", "delete"]
"""What the buttons on songs do."""
_UNSEEN = {code: None for code in (*range(32), 127) if chr(code) not in "\t\n"}

_Id = Annotated[str, Field(min_length=1, max_length=100)]
_Values = Annotated[
    tuple[Annotated[str, Field(max_length=LONGEST_VALUE)], ...], Field(max_length=MOST_VALUES)
]


class Said(BaseModel):
    """Anything that a page sends, with who it is."""

    me: Introduction = Introduction()


class Attached(BaseModel):
    """A file that goes along with a message; `data` is in base64."""

    name: str
    data: Annotated[bytes, PlainValidator(from_base64)]

    def sent(self) -> SentFile:
        """Return it as the studio knows it."""
        return SentFile(file_name(self.name), self.data)


class SentAhead(BaseModel):
    """Music that goes along with a message, and was sent before it; its size is only shown."""

    name: str
    id: Annotated[str, Field(max_length=100)]
    size_bytes: Annotated[int, Field(ge=0, le=MOST)]

    def sent(self) -> SentAudio:
        """Return it as the studio knows it."""
        return SentAudio(file_name(self.name), self.id, self.size_bytes)


class Typed(Said):
    """Something that was typed; `id` is made by the browser, once for a message."""

    id: Annotated[str, Field(pattern=PAGE_ID)]
    text: str
    file: Attached | None = None
    audio: SentAhead | None = None

    @property
    def file_length(self) -> int:
        """How much of the body the file took."""
        return 0 if self.file is None else base64_length(len(self.file.data))


class Cancelled(Said):
    """A tap on the Cancel button of a job's receipt."""

    job_id: Annotated[str, Field(pattern=r"^[0-9a-z]{1,16}$")]


class SongPressed(Said):
    """A press of a button on a song; `id` is made by the browser, once for a press."""

    id: Annotated[str, Field(pattern=PAGE_ID)]
    message: _Id
    """The message with the button."""
    action: SongAction
    job_id: Annotated[str, Field(pattern=r"^[0-9a-z]{1,16}$")]


class Pressed(Said):
    """A press of a control on a panel, or a form that was sent."""

    message: _Id
    dialogue: _Id
    step: Annotated[int, Field(ge=0, le=MOST)]
    action: _Id
    values: Annotated[dict[_Id, _Values], Field(max_length=MOST_VALUES)] = {}

    def tap(self) -> Tap:
        """Return it as the studio knows it."""
        values = {name: tuple(readable(one) for one in given) for name, given in self.values.items()}
        return Tap(self.dialogue, self.step, self.action, values)


class Received(BaseModel):
    """What music is called that was sent."""

    id: str


class Named(BaseModel):
    """A channel or a role, as it is called here."""

    id: str
    name: str


class Known(BaseModel):
    """Who a page is, as it was understood."""

    name: str
    moderator: bool
    roles: tuple[str, ...]
    channel: str

    @classmethod
    def of(cls, me: Me) -> "Known":
        """Say what is known of somebody."""
        return cls(name=me.name, moderator=me.moderator, roles=me.roles, channel=me.channel)


class Completion(BaseModel):
    """A value that an option of a command can be completed to, and what it is called."""

    label: str
    text: str


class PageFacts(BaseModel):
    """What a page has to know before it shows anything."""

    language: str
    words: dict[str, str]
    commands: dict[str, str]
    examples: tuple[Action, ...]
    completions: dict[str, tuple[Completion, ...]]
    """By the option of `/song` that they complete."""
    channels: tuple[Named, ...]
    roles: tuple[Named, ...]
    me: Known
    most_bytes: int
    most_file_bytes: int
    most_audio_bytes: int
    """The largest song that a cover can be made of; 0: no service that is on sings covers."""
    now_ms: int


class Stretch(BaseModel):
    """Messages, whether there are older ones, and the change they are up to date with."""

    messages: tuple[ChatMessage, ...]
    older: bool
    changed: int


Sent = TypeVar("Sent", bound=Said)


def read(kind: type[Sent], body: bytes) -> Sent:
    """Read what a page sent; raises `Malformed`."""
    try:
        return kind.model_validate_json(body)
    except ValidationError as error:
        raise Malformed from error


def readable(text: str) -> str:
    """Drop control characters; line ends become `\\n`."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_UNSEEN)
