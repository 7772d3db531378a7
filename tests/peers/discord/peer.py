"""The peer as a test sees it."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Self

from aiohttp import web

from tests.peers.discord.answer import Answer
from tests.peers.discord.faults import Fault
from tests.peers.discord.gateway import LOST
from tests.peers.discord.hub import Hub, Request
from tests.peers.discord.members import Person
from tests.peers.discord.message import Message
from tests.peers.discord.permissions import INVITED, USUAL, bits
from tests.peers.discord.rest import BASE, Rest
from tests.peers.discord.world import Channel, Guild, Role, User
from tests.peers.waiting import Hold

TOKEN = "MTA5.peer.bot-token-0123456789abcdef"
"""The one token that the peer takes."""
GATEWAY = "/gateway"
MOST_BODY_BYTES = 256 * 1024 * 1024


class DiscordPeer:
    """Discord on a port of this machine. Start it with `async with`; it outlives the bots that come to it."""

    def __init__(self, *, token: str = TOKEN, real_time: bool = False, shards: int = 1) -> None:
        self._hub = Hub(token, real_time=real_time)
        self._hub.gateway.shards = shards
        self._runner: web.AppRunner | None = None
        self._port = 0
        self.token = token
        self.base_url = ""
        self.gateway_url = ""

    async def __aenter__(self) -> Self:
        await self.up()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.down()

    async def up(self, port: int = 0) -> None:
        """Listen; after an outage on the port that it had before."""
        app = web.Application(client_max_size=MOST_BODY_BYTES)
        app.router.add_get(GATEWAY, self._hub.gateway.serve)
        app.router.add_get(GATEWAY + "/", self._hub.gateway.serve)
        app.add_routes(Rest(self._hub).routes())
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port or self._port).start()
        self._port = self._runner.addresses[0][1]
        root = f"127.0.0.1:{self._port}"
        self.base_url, self.gateway_url = f"http://{root}{BASE}", f"ws://{root}{GATEWAY}"
        self._hub.gateway.url, self._hub.links.base = self.gateway_url, f"http://{root}/cdn"

    async def down(self) -> None:
        """Refuse connections from now on, and end those that there are."""
        self._hub.faults.release_all()
        await self._hub.gateway.close(LOST)
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    # --- places and people -----------------------------------------------------------------------

    @property
    def bot(self) -> User:
        """Return the bot's account."""
        return self._hub.world.bot

    @property
    def application_id(self) -> int:
        """Return the id of the bot's application."""
        return self._hub.world.application_id

    @property
    def guilds(self) -> list[Guild]:
        """Return every server."""
        return [*self._hub.world.guilds.values()]

    def guild(
        self,
        name: str,
        *,
        tier: int = 0,
        features: Iterable[str] = (),
        locale: str = "en-US",
        everyone: Iterable[str] = USUAL,
        bot: Iterable[str] | None = INVITED,
    ) -> Guild:
        """Make a server with a channel "general"; `bot` is what the bot may there, None: it is absent."""
        world = self._hub.world
        made = Guild(world, world.clock.snowflake(), name, tier, tuple(features), locale)
        made.roles[made.id] = Role(made.id, "@everyone", bits(everyone), 0)
        world.guilds[made.id] = made
        made.owner = self.person(f"owner of {name}")
        made.join(made.owner)
        made.channel()
        if bot is not None:
            world.invite(made, bot)
            world.on_invited(made)
        return made

    def person(self, name: str, *, locale: str = "en-US", dms_open: bool = True) -> Person:
        """Return the person of this name, made if there is none."""
        for user in self._hub.world.users.values():
            if user.name == name and isinstance(user, Person):
                return user
        made = Person(self._hub, self._hub.clock.snowflake(), name, locale=locale, dms_open=dms_open)
        self._hub.world.users[made.id] = made
        return made

    def member(
        self,
        name: str,
        *,
        guild: Guild,
        roles: Sequence[Role] = (),
        permissions: Sequence[str] = (),
        locale: str | None = None,
    ) -> Person:
        """Return the person of this name, as a member; permissions become a role of their own."""
        person = self.person(name)
        if locale is not None:
            person.locale = locale
        own = [guild.role(f"what {name} may", *permissions)] if permissions else []
        if person.id not in guild.members or roles or own:  # somebody who is there already keeps their roles
            guild.join(person, [*roles, *own])
        return person

    def messages_in(self, channel: Channel) -> list[Message]:
        """Return every message of a channel, the ephemeral ones with it, the oldest first."""
        return [channel.messages[one] for one in sorted(channel.messages)]

    # --- what happened ---------------------------------------------------------------------------

    @property
    def violations(self) -> list[str]:
        """What a bot sent that Discord would refuse, does not know, or shows to nobody."""
        return self._hub.violations

    @property
    def requests(self) -> list[Request]:
        """Return every request so far."""
        return self._hub.requests

    @property
    def answers(self) -> list[Answer]:
        """Return every interaction so far."""
        return self._hub.answers

    @property
    def commands(self) -> list[dict[str, Any]]:
        """Return the registered commands."""
        return self._hub.commands

    @property
    def identifies(self) -> list[dict[str, Any]]:
        """Return what bots identified with."""
        return self._hub.gateway.identifies

    @property
    def resumes(self) -> list[dict[str, Any]]:
        """Return what bots resumed with."""
        return self._hub.gateway.resumes

    @property
    def intents(self) -> int:
        """Return the intents of the last bot that identified."""
        return int(self.identifies[-1]["intents"])

    @property
    def online(self) -> bool:
        """Tell whether a bot is connected."""
        return self._hub.gateway.online

    async def ready(self, *, commands: bool = True, within_s: float = 60) -> None:
        """Wait until a bot is connected and its commands are registered."""
        await self.until(lambda: self.online and (self.commands or not commands), within_s=within_s)

    async def until(self, condition: Callable[[], object], *, within_s: float = 30) -> None:
        """Wait until something is so. It is asked again whenever anything changes here."""
        try:
            await self._hub.until(condition, within_s)
        except TimeoutError:
            last = [f"{one.method} {one.path}" for one in self.requests[-10:]]
            raise AssertionError(
                f"it did not come about; the last requests: {last}; {self.violations}"
            ) from None

    def pass_time(self, seconds: float) -> None:
        """Move the peer's clock forward."""
        self._hub.clock.pass_time(seconds)
        self._hub.changed()

    # --- what goes wrong -------------------------------------------------------------------------

    def fail(self, method: str, path: str, *faults: Fault) -> None:
        """Let the next requests that fit `path`, a pattern, meet these faults."""
        self._hub.faults.order(method, path, faults)

    def hold(self, method: str, path: str, *, after: bool = False) -> Hold:
        """Let the next request that fits wait: before its body is read, or with its effect done."""
        return self._hub.faults.hold(method, path, after=after)

    async def close_gateway(self, code: int = LOST) -> None:
        """End the gateway's connections; what happens meanwhile is replayed to a bot that resumes."""
        await self._hub.gateway.close(code)

    async def reconnect(self) -> None:
        """Ask the bot to reconnect (op 7)."""
        await self._hub.gateway.ask_to_reconnect()

    async def invalid_session(self) -> None:
        """Tell the bot that its session is gone (op 9)."""
        await self._hub.gateway.invalidate()
