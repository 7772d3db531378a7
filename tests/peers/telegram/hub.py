"""What the parts of the peer share: the world, and what has happened so far."""

import asyncio
import reprlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.peers.telegram import payloads
from tests.peers.telegram.faults import Faults
from tests.peers.telegram.files import Files
from tests.peers.telegram.flood import Flood
from tests.peers.telegram.message import Message
from tests.peers.telegram.updates import Updates
from tests.peers.telegram.world import Chat, Membership, User, World
from tests.peers.waiting import Changes

Json = dict[str, Any]


@dataclass(frozen=True)
class Upload:
    """A file of a request."""

    name: str
    data: bytes = field(repr=False)
    size: int = 0


@dataclass(frozen=True)
class Request:
    """A request as it arrived."""

    method: str
    params: Mapping[str, Any]
    """Read from their JSON."""
    files: Mapping[str, Upload] = field(repr=False)
    at_s: float = 0.0
    """When, in seconds of the event loop's clock."""


@dataclass(eq=False)
class Tap:
    """A press of a button, and what the bot answered to it."""

    id: str
    person: User
    message: Message
    data: str
    at_s: int
    answered: bool = False
    text: str = ""
    """What is shown; empty: nothing."""
    alert: bool = False
    """It is shown in a window that has to be closed."""
    lost: bool = False
    """Telegram does not know it any more."""


class Hub:
    """Everything that the peer knows."""

    def __init__(self, token: str, bot: User) -> None:
        self.token = token
        self.world = World(bot)
        self.changes = Changes()
        self.updates = Updates(self.changes)
        self.faults = Faults()
        self.flood = Flood()
        self.files = Files()
        self.violations: list[str] = []
        self.requests: list[Request] = []
        self.taps: dict[str, Tap] = {}
        self.actions: list[tuple[Chat, int | None, str]] = []
        """Chat actions, with their topics."""
        self.commands: dict[tuple[str, str], list[Json]] = {}
        """The lists of commands, by scope (as JSON) and language."""
        self._taps = count(9_000_000_000_000_000_001)

    def changed(self) -> None:
        """Wake everybody who waits for a condition."""
        self.changes.tell()

    async def until(self, condition: Callable[[], object], within_s: float) -> None:
        """Wait for a condition."""
        await self.changes.until(condition, within_s)

    def complain(self, words: str) -> None:
        """Note what a well-made bot never sends, and Telegram takes."""
        self.violations.append(words)

    def loop_s(self) -> float:
        """Return the event loop's clock."""
        return asyncio.get_running_loop().time()

    @property
    def lately(self) -> str:
        """Say what the bot asked for last, for a test that waited in vain."""
        asked = [f"{one.method} {reprlib.repr(dict(one.params))}" for one in self.requests[-10:]]
        return f"the last requests: {asked}; {self.violations}"

    # --- what happens in chats --------------------------------------------------------------------

    def put(self, message: Message) -> Message:
        """Put a message into its chat, and tell the bot if it is one for it."""
        message.chat.messages[message.id] = message
        if not message.by_bot and self.hears(message):
            self.updates.put("message", payloads.message(message))
        self.changed()
        return message

    def service(self, chat: Chat, sender: User, told: Json, thread: int | None = None) -> Message:
        """Put one of Telegram's own messages into a chat."""
        return self.put(
            Message(chat, chat.next_id(), sender, self.world.now_s(), thread=thread, service=told)
        )

    def hears(self, message: Message) -> bool:
        """Tell whether the bot is told of a message. Source: Telegram's bot FAQ, privacy mode."""
        chat, bot = message.chat, self.world.bot
        if chat.is_private:
            return not chat.blocked
        if chat.bot is None or not chat.bot.belongs:
            return False
        if not self.world.privacy or chat.bot.manages or message.service:
            return True
        if message.replied is not None and message.replied.by_bot:
            return True
        name = f"@{bot.username}".lower()
        for one in message.entities:
            words = one.of(message.text).lower()
            if one.kind == "bot_command" and ("@" not in words or words.endswith(name)):
                return True
            if (one.kind == "mention" and words == name) or one.person == bot.id:
                return True
        return False

    def stand(self, chat: Chat, by: User, before: Membership, after: Membership) -> None:
        """Tell the bot that it is something else in a chat than it was."""
        self.updates.put(
            "my_chat_member",
            {
                "chat": payloads.chat(chat),
                "from": payloads.user(by),
                "date": self.world.now_s(),
                "old_chat_member": payloads.member(before),
                "new_chat_member": payloads.member(after),
            },
        )

    def tap(self, person: User, message: Message, data: str, *, hidden: bool = False) -> Tap:
        """Let somebody press a button; the bot is not shown the message any more if it is `hidden`."""
        made = Tap(str(next(self._taps)), person, message, data, self.world.now_s())
        self.taps[made.id] = made
        told = {
            "id": made.id,
            "from": payloads.user(person),
            "message": payloads.hidden(message) if hidden else payloads.message(message),
            "chat_instance": str(abs(message.chat.id)),
            "data": data,
        }
        self.updates.put("callback_query", told)
        return made
