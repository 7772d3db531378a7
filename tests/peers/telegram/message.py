"""A message, as a member reads it. It is live: it changes as the bot edits it."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.peers.telegram.units import cut

if TYPE_CHECKING:
    from tests.peers.telegram.world import Chat, User

Json = dict[str, Any]


@dataclass(frozen=True)
class Entity:
    """Something marked in a text: a command, a name, a link, a quote."""

    kind: str
    offset: int
    length: int
    url: str = ""
    person: int = 0
    """Whom it names, where that is no @name."""

    def of(self, text: str) -> str:
        """Return the words that are marked."""
        return cut(text, self.offset, self.length)


@dataclass(frozen=True)
class Button:
    """A button below a message: it carries data, or leads to an address."""

    label: str
    data: str = ""
    url: str = ""


@dataclass(eq=False)
class StoredFile:
    """A file on Telegram's side."""

    kind: str
    """`audio`, `voice`, `document` or `photo`."""
    file_id: str
    unique_id: str
    name: str
    mime: str
    data: bytes = field(repr=False)
    size: int = 0
    """What it is said to be, perhaps without the bytes."""
    title: str = ""
    performer: str = ""
    duration: int = 0
    thumbnail: "StoredFile | None" = None
    path: str = ""
    """Below `/file/bot…/`; empty until it was asked for."""


@dataclass(eq=False)
class Message:
    """What stands in a chat."""

    chat: "Chat" = field(repr=False)
    id: int
    sender: "User"
    date: int
    text: str = ""
    """Without marks; of a file, what stands below it."""
    entities: tuple[Entity, ...] = ()
    file: StoredFile | None = None
    thread: int | None = None
    """The topic; None in General and where there are none."""
    replied: "Message | None" = field(default=None, repr=False)
    rows: tuple[tuple[Button, ...], ...] = ()
    asks: bool = False
    """It opens a reply in the client (ForceReply)."""
    hint: str = ""
    """What stands in the empty field of that reply."""
    silent: bool = False
    preview: bool = True
    """Links in it are shown with a preview."""
    sender_chat: "Chat | None" = None
    forwarded: bool = False
    """It came by itself from the channel that the group belongs to."""
    service: Json = field(default_factory=dict)
    """What a message of Telegram's own tells."""
    edits: int = 0
    edited_at: int = 0
    gone: bool = False
    asked_of: int | None = None
    """Whose client opens the reply: who is replied to. None: everybody's."""

    @property
    def reply_to(self) -> int | None:
        """Return the id of the message that this one replies to."""
        return None if self.replied is None else self.replied.id

    @property
    def by_bot(self) -> bool:
        """Tell whether the bot wrote it."""
        return self.sender is self.chat.world.bot

    @property
    def buttons(self) -> tuple[Button, ...]:
        """Return every button."""
        return tuple(button for row in self.rows for button in row)

    @property
    def labels(self) -> list[list[str]]:
        """Return what stands on the buttons, row by row."""
        return [[button.label for button in row] for row in self.rows]

    def button(self, label: str) -> Button:
        """Return the button with this label, or, if there is one only, whose label has it in it."""
        found = [one for one in self.buttons if one.label == label]
        found = found or [one for one in self.buttons if label in one.label]
        assert len(found) == 1, f"{label!r} is not one button of {self.labels} below {self.text!r}"
        return found[0]

    def marked(self, kind: str) -> list[str]:
        """Return the words that are marked so, such as `expandable_blockquote`."""
        return [one.of(self.text) for one in self.entities if one.kind == kind]

    @property
    def audio(self) -> StoredFile | None:
        """Return its song."""
        return self._of_kind("audio")

    @property
    def document(self) -> StoredFile | None:
        """Return its file, where that is no song."""
        return self._of_kind("document")

    def _of_kind(self, kind: str) -> StoredFile | None:
        return self.file if self.file is not None and self.file.kind == kind else None
