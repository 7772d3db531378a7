"""An interaction, and what the bot answered."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.peers.discord.message import SELECTS, TEXT_DISPLAY, TEXT_INPUT, Message, Option, every
from tests.peers.discord.world import Channel, User

if TYPE_CHECKING:
    from tests.peers.discord.hub import Hub

Json = dict[str, Any]

TOKEN_LIVES_S = 15 * 60
ANSWER_S = 3
COMMAND, COMPONENT, COMPLETION, SUBMIT = 2, 3, 4, 5
MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
KINDS = {
    MESSAGE: "message",
    DEFERRED: "deferred",
    DEFERRED_UPDATE: "deferred update",
    UPDATE: "update",
    CHOICES: "choices",
    MODAL: "modal",
}


@dataclass(frozen=True)
class Choice:
    """A completion of an option."""

    name: str
    value: str | int | float


@dataclass(frozen=True)
class Field:
    """Something to fill in."""

    label: str
    description: str
    custom_id: str
    kind: str
    """text, file, string, user, role, mentionable, channel, radio, checkboxes or checkbox."""
    required: bool
    value: str
    placeholder: str
    min_length: int
    max_length: int
    options: tuple[Option, ...]
    type: int


KIND_NAMES = {TEXT_INPUT: "text", 19: "file", 21: "radio", 22: "checkboxes", 23: "checkbox", **SELECTS}


@dataclass(frozen=True)
class Modal:
    """A modal as it is shown."""

    raw: Json = field(repr=False)
    channel: Channel = field(repr=False)
    person: User
    message: Message | None = field(repr=False)
    """Below which it was opened, if it was a button's."""

    @property
    def title(self) -> str:
        """Return its title."""
        return str(self.raw["title"])

    @property
    def custom_id(self) -> str:
        """Return its id."""
        return str(self.raw["custom_id"])

    @property
    def texts(self) -> list[str]:
        """Return the texts between its fields."""
        return [part["content"] for part in every(self.raw["components"]) if part["type"] == TEXT_DISPLAY]

    @property
    def fields(self) -> list[Field]:
        """Return its fields in the order of the screen."""
        found = []
        for part in self.raw["components"]:
            inner = part.get("component") or (part.get("components") or [None])[0]
            if inner is None:
                continue
            found.append(
                Field(
                    part.get("label") or inner.get("label") or "",
                    part.get("description") or "",
                    inner["custom_id"],
                    KIND_NAMES[inner["type"]],
                    inner.get("required", True),
                    inner.get("value") or "",
                    inner.get("placeholder") or "",
                    inner.get("min_length") or 0,
                    inner.get("max_length") or 4_000,
                    tuple(
                        Option(
                            one["label"], one["value"], one.get("description") or "", bool(one.get("default"))
                        )
                        for one in inner.get("options", [])
                    ),
                    inner["type"],
                )
            )
        return found

    def field(self, label_or_id: str) -> Field:
        """Return the one field with this label or custom id."""
        found = [one for one in self.fields if label_or_id in (one.label, one.custom_id)]
        assert len(found) == 1, (
            f"{len(found)} fields {label_or_id!r} among {[one.label for one in self.fields]}"
        )
        return found[0]


@dataclass(eq=False)
class Answer:
    """An interaction from the person's side; it changes as the bot goes on."""

    hub: "Hub" = field(repr=False)
    id: int
    token: str = field(repr=False)
    type: int
    person: User
    channel: Channel = field(repr=False)
    asked: Json = field(repr=False)
    """The interaction's data as it was sent."""
    source: Message | None = field(default=None, repr=False)
    """The message whose button or menu it was."""
    asked_at_s: float = 0.0
    upload_bytes: int = 0
    option_type: int = 3
    """Of the option that is completed."""
    callback: int = 0
    message: Message | None = None
    """What the first answer posted, or what it changed."""
    ephemeral: bool = False
    modal: Modal | None = None
    choices: list[Choice] = field(default_factory=list)
    followups: list[Message] = field(default_factory=list)
    after_s: float = 0.0
    """How long the first answer took, in seconds of real time."""
    failed: bool = False
    edits: int = 0
    """How often the message was edited before."""

    @property
    def kind(self) -> str:
        """Return what the first answer was; "failed" where none came in time."""
        return "failed" if self.failed else KINDS[self.callback]

    @property
    def text(self) -> str:
        """Return what is to be read in the answer."""
        return self.message.text if self.message is not None else ""

    @property
    def too_late(self) -> bool:
        """Tell whether a first answer would come too late."""
        return self.failed or self.hub.clock.waited_s() - self.asked_at_s > ANSWER_S

    @property
    def dead(self) -> bool:
        """Tell whether the token no longer works."""
        return self.hub.clock.waited_s() - self.asked_at_s > TOKEN_LIVES_S

    async def settled(self, within_s: float = 30) -> Message:
        """Wait until a deferred answer stands, its message has changed, or a follow-up came."""

        def stands() -> Message | None:
            message = self.message
            waiting = self.callback == DEFERRED_UPDATE and message is not None and message.edits == self.edits
            if message is not None and not (message.gone or message.loading or waiting):
                return message
            return self.followups[-1] if self.followups else None

        await self.hub.until(lambda: stands() is not None, within_s)
        found = stands()
        assert found is not None
        return found
