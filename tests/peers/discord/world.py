"""What there is at Discord: servers with roles and channels, the people in them, and the bot."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.peers.discord.clock import Clock
from tests.peers.discord.message import Message
from tests.peers.discord.permissions import BITS, EVERYTHING, INVITED, Overwrite, bits, in_channel

Json = dict[str, Any]

TEXT, DM, PUBLIC_THREAD, PRIVATE_THREAD = 0, 1, 11, 12
TIER_BYTES = {0: 10, 1: 10, 2: 50, 3: 100}
"""MiB of one file, by boosts. Source: reference, "Uploading Files"."""
FEATURE_BYTES = {"MAX_FILE_SIZE_50_MB": 50, "MAX_FILE_SIZE_100_MB": 100}
MIB = 1024 * 1024


@dataclass(eq=False)
class User:
    """An account."""

    id: int
    name: str
    bot: bool = False
    locale: str = "en-US"
    dms_open: bool = True
    upload_bytes: int = 10 * MIB
    """What this person may upload; more with a subscription."""


@dataclass(eq=False)
class Role:
    """A role of a server."""

    id: int
    name: str
    permissions: int
    position: int = 1
    managed: bool = False


@dataclass(eq=False)
class Membership:
    """A user in a server."""

    user: User
    roles: list[Role]
    joined: str


@dataclass(eq=False)
class Channel:
    """A text channel, a thread below one, or a direct message between a user and the bot."""

    world: "World" = field(repr=False)
    id: int
    kind: int
    name: str = ""
    guild: "Guild | None" = field(default=None, repr=False)
    parent: "Channel | None" = field(default=None, repr=False)
    user: User | None = None
    """Of a direct message: whom the bot talks to."""
    archived: bool = False
    locked: bool = False
    overwrites: dict[int, Overwrite] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict, repr=False)
    thread_members: set[int] = field(default_factory=set)
    gone: bool = False

    @property
    def is_thread(self) -> bool:
        """Tell whether this is a thread."""
        return self.parent is not None

    @property
    def upload_bytes(self) -> int:
        """Return how large one file of a message here may be."""
        return self.guild.upload_bytes if self.guild else 10 * MIB

    def thread(
        self, name: str = "thread", *, archived: bool = False, locked: bool = False, private: bool = False
    ) -> "Channel":
        """Return the thread of this name, made if there is none."""
        assert self.guild is not None
        for channel in self.guild.channels.values():
            if channel.parent is self and channel.name == name:
                return channel
        kind = PRIVATE_THREAD if private else PUBLIC_THREAD
        made = Channel(
            self.world,
            self.world.clock.snowflake(),
            kind,
            name,
            self.guild,
            self,
            archived=archived,
            locked=locked,
        )
        return self.guild.add(made)

    def allow(self, who: "Who", *permissions: str) -> None:
        """Let somebody do this here, whatever their roles say."""
        overwrite = self._overwrite(who)
        overwrite.allow |= bits(permissions)
        overwrite.deny &= ~bits(permissions)
        self.world.tell_of(self)

    def deny(self, who: "Who", *permissions: str) -> None:
        """Forbid somebody to do this here."""
        overwrite = self._overwrite(who)
        overwrite.deny |= bits(permissions)
        overwrite.allow &= ~bits(permissions)
        self.world.tell_of(self)

    async def delete(self) -> None:
        """Take the channel away, with its threads and messages."""
        assert self.guild is not None
        for channel in [*self.guild.channels.values()]:
            if channel is self or channel.parent is self:
                channel.gone = True
                del self.guild.channels[channel.id]
        self.world.on_gone(self)

    def _overwrite(self, who: "Who") -> Overwrite:
        assert self.guild is not None
        assert self.parent is None, "a thread has the permissions of its channel"
        found = self.guild.id if isinstance(who, str) else who.id
        return self.overwrites.setdefault(found, Overwrite())


@dataclass(eq=False)
class Guild:
    """A server."""

    world: "World" = field(repr=False)
    id: int
    name: str
    tier: int = 0
    features: tuple[str, ...] = ()
    locale: str = "en-US"
    owner: User | None = None
    roles: dict[int, Role] = field(default_factory=dict, repr=False)
    channels: dict[int, Channel] = field(default_factory=dict, repr=False)
    members: dict[int, Membership] = field(default_factory=dict, repr=False)
    command_overrides: dict[str, dict[int, bool]] = field(default_factory=dict)

    @property
    def upload_bytes(self) -> int:
        """Return how large one file may be here."""
        return MIB * max([TIER_BYTES[self.tier], *(FEATURE_BYTES.get(name, 0) for name in self.features)])

    @property
    def everyone(self) -> Role:
        """Return the role that everybody has."""
        return self.roles[self.id]

    def role(self, name: str, *permissions: str) -> Role:
        """Return the role of this name, made with these permissions if there is none."""
        for role in self.roles.values():
            if role.name == name:
                return role
        made = Role(self.world.clock.snowflake(), name, bits(permissions), len(self.roles))
        self.roles[made.id] = made
        return made

    def channel(self, name: str = "general") -> Channel:
        """Return the channel of this name, made if there is none."""
        for channel in self.channels.values():
            if channel.name == name and not channel.is_thread:
                return channel
        return self.add(Channel(self.world, self.world.clock.snowflake(), TEXT, name, self))

    def add(self, channel: Channel) -> Channel:
        """Put a channel into this server."""
        self.channels[channel.id] = channel
        self.world.on_new(channel)
        return channel

    def join(self, user: User, roles: Iterable[Role] = ()) -> Membership:
        """Make somebody a member, or give a member these roles."""
        member = self.members.setdefault(user.id, Membership(user, [], self.world.clock.now()))
        member.roles = [*roles]
        return member

    def allow_command(self, command: str, *who: "Role | User | str", allow: bool = True) -> None:
        """Override who may use a command, as under Server Settings → Integrations."""
        override = self.command_overrides.setdefault(command, {})
        override.update({self.id if isinstance(one, str) else one.id: allow for one in who})

    async def remove_bot(self) -> None:
        """Throw the bot out."""
        del self.members[self.world.bot.id]
        self.world.on_removed(self)

    async def add_bot(self, *permissions: str) -> None:
        """Invite the bot, with the usual permissions if none are named."""
        self.world.invite(self, permissions or INVITED)
        self.world.on_invited(self)

    def permissions_of(self, user: User, channel: Channel | None = None) -> int:
        """Return what somebody may here, or in a channel of this server."""
        member = self.members.get(user.id)
        if member is None:
            return 0
        base = self.everyone.permissions
        for role in member.roles:
            base |= role.permissions
        owner = self.owner is user
        if channel is None:
            return EVERYTHING if owner or base & BITS["administrator"] else base
        overwrites = (channel.parent or channel).overwrites
        none = Overwrite()
        return in_channel(
            base=base,
            everyone=overwrites.get(self.id, none),
            roles=[overwrites[role.id] for role in member.roles if role.id in overwrites],
            own=overwrites.get(user.id, none),
            owner=owner,
        )


Who = Role | User | str


def _nothing(*_: object) -> None:
    """Nobody listens yet."""


class World:
    """Everything that there is, and the bot's account."""

    def __init__(self, clock: Clock, *, bot_name: str = "Troubadour") -> None:
        self.clock = clock
        self.bot = User(clock.snowflake(), bot_name, bot=True)
        self.application_id = self.bot.id  # as with applications made since 2016
        self.interactions_endpoint: str | None = None
        """Where the application's page sends interactions to instead of the gateway."""
        self.guilds: dict[int, Guild] = {}
        self.users: dict[int, User] = {self.bot.id: self.bot}
        self.dms: dict[int, Channel] = {}
        """By the user's id."""
        self.on_new: Callable[[Channel], None] = _nothing
        self.on_gone: Callable[[Channel], None] = _nothing
        self.tell_of: Callable[[Channel], None] = _nothing
        self.on_removed: Callable[[Guild], None] = _nothing
        self.on_invited: Callable[[Guild], None] = _nothing

    def invite(self, guild: Guild, permissions: Iterable[str]) -> None:
        """Make the bot a member with the role that Discord gives it."""
        role = guild.role(self.bot.name)
        role.managed, role.permissions = True, bits(permissions)
        guild.join(self.bot, [role])

    def dm(self, user: User) -> Channel:
        """Return the direct message with somebody."""
        if user.id not in self.dms:
            self.dms[user.id] = Channel(self, self.clock.snowflake(), DM, user=user)
        return self.dms[user.id]

    def channel(self, channel_id: int) -> Channel | None:
        """Find a channel, a thread or a direct message."""
        for guild in self.guilds.values():
            if channel_id in guild.channels:
                return guild.channels[channel_id]
        return next((channel for channel in self.dms.values() if channel.id == channel_id), None)

    def has_bot(self, guild: Guild) -> bool:
        """Tell whether the bot is a member."""
        return self.bot.id in guild.members

    def shared_guilds(self, user: User) -> list[Guild]:
        """Return the servers where both are."""
        return [g for g in self.guilds.values() if user.id in g.members and self.has_bot(g)]

    def permissions(self, user: User, channel: Channel) -> int:
        """Return what somebody may in any channel."""
        if channel.guild is None:
            return EVERYTHING
        return channel.guild.permissions_of(user, channel)
