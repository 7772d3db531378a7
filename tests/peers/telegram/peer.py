"""The peer as a test sees it."""

from collections.abc import Callable
from typing import Any, Self

from aiohttp import web

from tests.peers.telegram.faults import Faults
from tests.peers.telegram.flood import Flood
from tests.peers.telegram.hub import Hub, Request, Tap
from tests.peers.telegram.message import Message
from tests.peers.telegram.people import PATIENCE_S, Person, Place, messages_at, wait_for
from tests.peers.telegram.places import Group
from tests.peers.telegram.server import Server
from tests.peers.telegram.updates import Updates
from tests.peers.telegram.world import Chat, Membership, User

TOKEN = "7000000001:AAHpeer-bot-token-0123456789abcdefgh"
"""The one token that the peer takes."""
BOT_NAME = "troubadour_test_bot"
MOST_BODY_BYTES = 256 * 1024 * 1024


class TelegramPeer:
    """Telegram on a port of this machine. Start it with `async with`; it outlives the bots that come."""

    def __init__(self, *, token: str = TOKEN, username: str = BOT_NAME) -> None:
        bot = User(int(token.partition(":")[0]), "Troubadour", username, "", is_bot=True)
        self._hub = Hub(token, bot)
        self._runner: web.AppRunner | None = None
        self._port = 0
        self.groups: list[Group] = []
        """Every group, in the order in which they were made."""
        self.token = token
        self.base_url = ""

    async def __aenter__(self) -> Self:
        await self.up()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.down()

    async def up(self, port: int = 0) -> None:
        """Listen; after an outage on the port that it had before."""
        app = web.Application(client_max_size=MOST_BODY_BYTES)
        app.add_routes(Server(self._hub).routes())
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port or self._port).start()
        self._port = self._runner.addresses[0][1]
        self.base_url = f"http://127.0.0.1:{self._port}"

    async def down(self) -> None:
        """Refuse connections from now on, and end those that there are."""
        self._hub.faults.release_all()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    # --- places and people -----------------------------------------------------------------------

    @property
    def bot(self) -> User:
        """Return the bot's account."""
        return self._hub.world.bot

    def person(self, name: str, *, username: str = "", language: str = "en", started: bool = False) -> Person:
        """Return the person of this name, made if there is none; `started`: the bot may write to them."""
        found = [one for one in self._hub.world.users.values() if one.name == name]
        if found and isinstance(found[0], Person):
            person = found[0]
        else:
            number = self._hub.world.new_person_id()
            person = Person(self._hub, number, name, username=username, language=language)
            self._hub.world.users[number] = person
        person.private.started = person.private.started or started
        return person

    def group(self, title: str, *, basic: bool = False, forum: bool = False, bot: str = "member") -> Group:
        """Make a group: a supergroup, unless it is `basic`; with topics if it is a `forum`.

        `bot` is what the bot is there, `""`: it is absent. The owner is a person of their own.
        """
        chat = self._hub.world.chat("group" if basic else "supergroup", title)
        chat.is_forum = forum
        made = Group(self._hub, chat)
        made.join(self.person(f"owner of {title}"), "creator")
        if bot:
            chat.members[self.bot.id] = Membership(self.bot, bot)
        self.groups.append(made)
        return made

    def member(
        self,
        name: str,
        group: Group,
        *,
        username: str = "",
        language: str = "en",
        started: bool = False,
        manages: bool = False,
    ) -> Person:
        """Return the person of this name, as a member of a group; `manages`: as one of its administrators."""
        person = self.person(name, username=username, language=language, started=started)
        if group.chat.member(person) is None:
            group.join(person, "administrator" if manages else "member")
        return person

    @property
    def privacy(self) -> bool:
        """Tell whether the bot sees only what is meant for it, where it is no administrator."""
        return self._hub.world.privacy

    @privacy.setter
    def privacy(self, on: bool) -> None:
        self._hub.world.privacy = on

    # --- what happened ---------------------------------------------------------------------------

    @property
    def violations(self) -> list[str]:
        """What a bot sent that a well-made one never does."""
        return self._hub.violations

    @property
    def requests(self) -> list[Request]:
        """Return every request so far."""
        return self._hub.requests

    def asked(self, method: str) -> list[Request]:
        """Return the requests of one method."""
        return [one for one in self.requests if one.method == method]

    @property
    def updates(self) -> Updates:
        """Return the queue of updates: what is pending, who polls, a webhook that was left behind."""
        return self._hub.updates

    @property
    def commands(self) -> dict[tuple[str, str], list[dict[str, Any]]]:
        """Return the lists of commands that are set, by scope (as JSON) and language."""
        return self._hub.commands

    @property
    def actions(self) -> list[tuple[Chat, int | None, str]]:
        """Return the chat actions so far: chat, topic, action."""
        return self._hub.actions

    @property
    def taps(self) -> list[Tap]:
        """Return every press so far."""
        return [*self._hub.taps.values()]

    def messages_in(self, at: Place) -> list[Message]:
        """Return every message of a place, the oldest first, also those that are gone."""
        return messages_at(at)

    async def said(
        self,
        at: Place,
        containing: str = "",
        *,
        fits: Callable[[Message], object] = lambda _: True,
        after: Message | None = None,
        within_s: float = PATIENCE_S,
    ) -> Message:
        """Wait for a message of the bot's, and return the newest that fits: with this text, after another."""

        def wanted(message: Message) -> bool:
            later = after is None or message.id > after.id
            return later and containing in message.text and bool(fits(message))

        return await wait_for(self._hub, at, wanted, within_s)

    async def until(self, condition: Callable[[], object], *, within_s: float = PATIENCE_S) -> None:
        """Wait until something is so. It is asked again whenever anything changes here."""
        try:
            await self._hub.until(condition, within_s)
        except TimeoutError:
            raise AssertionError(f"it did not come about; {self._hub.lately}") from None

    async def ready(self, *, commands: bool = True, within_s: float = 60) -> None:
        """Wait until a bot polls, and its commands are set."""
        await self.until(lambda: self.updates.polling and (self.commands or not commands), within_s=within_s)

    async def heard(self, *, within_s: float = PATIENCE_S) -> None:
        """Wait until the bot has confirmed everything that has happened."""
        await self.until(lambda: not self.updates.pending, within_s=within_s)

    def pass_time(self, seconds: float) -> None:
        """Move the peer's clock forward: presses become too old to be answered, messages to be deleted."""
        self._hub.world.pass_time(seconds)
        self._hub.changed()

    # --- what goes wrong -------------------------------------------------------------------------

    @property
    def faults(self) -> Faults:
        """Return the faults, to be ordered."""
        return self._hub.faults

    @property
    def flood(self) -> Flood:
        """Return the limits of pace; off until `peer.flood.on = True`."""
        return self._hub.flood
