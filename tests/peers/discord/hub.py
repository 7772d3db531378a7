"""What the parts of the peer share: the world, and what has happened so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.peers.discord import payloads
from tests.peers.discord.clock import Clock
from tests.peers.discord.faults import Faults
from tests.peers.discord.gateway import DIRECT_MESSAGES, GUILD_MESSAGES, GUILDS, Gateway
from tests.peers.discord.message import Message
from tests.peers.discord.world import Channel, Guild, User, World
from tests.peers.waiting import Changes

if TYPE_CHECKING:
    from tests.peers.discord.answer import Answer

Json = dict[str, Any]
ANSWER_S, PATIENCE_S = 3.0, 30.0


@dataclass(frozen=True)
class Upload:
    """A file of a request."""

    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True)
class Request:
    """A request as it arrived; `path` begins after `/api/v10`."""

    method: str
    path: str
    query: Mapping[str, str]
    params: Mapping[str, str]
    """The ids in the path, by name."""
    body: Any = field(repr=False)
    files: Mapping[int, Upload] = field(repr=False)
    at_s: float = 0.0
    """When, in seconds of the event loop's clock."""

    def id(self, name: str) -> int:
        """Return an id of the path."""
        return int(self.params[name])


class Hub:
    """Everything that the peer knows."""

    def __init__(self, token: str, *, real_time: bool) -> None:
        self.token = token
        self.clock = Clock(real_time=real_time)
        self.world = World(self.clock)
        self.links = payloads.Links(self.world)
        self.violations: list[str] = []
        self.requests: list[Request] = []
        self.faults = Faults()
        self.gateway = Gateway(self.world, token, self.violations, self.changed)
        self.answers: list[Answer] = []
        self.commands: list[Json] = []
        """As they were registered, with ids."""
        self.notified: list[tuple[User, Message]] = []
        self.answer_within_s = ANSWER_S if real_time else PATIENCE_S
        """How long a first answer is waited for, in real seconds; the limit itself is the clock's."""
        self._changes = Changes()
        self.world.on_new = lambda one: self.tell("CHANNEL_CREATE", one)
        self.world.on_gone = lambda one: self.tell("CHANNEL_DELETE", one)
        self.world.tell_of = lambda one: self.tell("CHANNEL_UPDATE", one)
        self.world.on_removed = self._removed
        self.world.on_invited = self._invited

    def changed(self) -> None:
        """Wake everybody who waits for a condition."""
        self._changes.tell()

    async def until(self, condition: Any, within_s: float) -> None:
        """Wait for a condition: asked whenever something changes here, and now and then for the bot's."""
        await self._changes.until(condition, within_s)

    def answer(self, token: str) -> "Answer | None":
        """Find an interaction by its token."""
        return next((one for one in self.answers if one.token == token), None)

    def tell(self, event: str, channel: Channel) -> None:
        """Send what happened to a channel."""
        if channel.guild is not None and self.world.has_bot(channel.guild):
            name = event.replace("CHANNEL", "THREAD") if channel.is_thread else event
            self.gateway.dispatch(name, payloads.channel(channel), channel.guild, GUILDS)
        self.changed()

    def tell_message(self, event: str, message: Message, **more: Any) -> None:
        """Send a message, or what became of it, to bots that see the channel."""
        channel, bot = message.channel, self.world.bot
        self.changed()
        if message.ephemeral or not self.world.permissions(bot, channel) & 1 << 10:
            return
        guild = channel.guild
        if event == "MESSAGE_DELETE":
            data: Json = {"id": str(message.id), "channel_id": str(channel.id)}
        else:
            readable = guild is None or message.author is bot or f"<@{bot.id}>" in message.content
            data = payloads.message(message, self.links, content=readable) | more
        if guild is not None:
            data["guild_id"] = str(guild.id)
            if event != "MESSAGE_DELETE" and message.author.id in guild.members:
                data["member"] = payloads.member(guild.members[message.author.id], with_user=False)
        self.gateway.dispatch(event, data, guild, GUILD_MESSAGES if guild else DIRECT_MESSAGES)

    def put(self, message: Message) -> Message:
        """Post a message: store it, notify people, tell bots."""
        message.timestamp = self.clock.now()
        message.nonce_at_s = self.clock.waited_s()
        message.channel.messages[message.id] = message
        for file in message.files:
            file.url = self.links.of(file, message.channel.id)
        for user in self.world.users.values():
            if user.name in message.pings:
                self.notified.append((user, message))
        self.tell_message("MESSAGE_CREATE", message)
        return message

    def take_away(self, message: Message) -> None:
        """Delete a message."""
        message.gone = True
        message.channel.messages.pop(message.id, None)
        self.tell_message("MESSAGE_DELETE", message)

    def _removed(self, guild: Guild) -> None:
        self.gateway.dispatch("GUILD_DELETE", {"id": str(guild.id), "unavailable": False}, guild, GUILDS)
        self.changed()

    def _invited(self, guild: Guild) -> None:
        self.gateway.dispatch("GUILD_CREATE", payloads.guild_create(self.world, guild), guild, GUILDS)
        self.changed()
