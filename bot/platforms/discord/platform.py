"""Discord as a platform: the bot goes there, posts what the studio made, and asks who belongs where."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog

from bot.domain.errors import DeliveryUnknown
from bot.domain.people import PlaceRef, Standing
from bot.domain.posts import JobStatus, Outgoing, Posted, Upload
from bot.domain.song import Origin
from bot.locales import PLAIN, load_catalogues
from bot.net.download import Downloads
from bot.platforms.discord.answers import Answers, Notes
from bot.platforms.discord.client import Client
from bot.platforms.discord.commands import commands
from bot.platforms.discord.delivery import Delivery, FileName
from bot.platforms.discord.facts import PLATFORM
from bot.platforms.discord.handlers import Handlers
from bot.platforms.discord.members import Standings
from bot.platforms.discord.receipts import Receipts
from bot.platforms.discord.session import Report, Session
from bot.platforms.discord.settings import DiscordSettings
from bot.platforms.discord.studio import Studio
from bot.platforms.discord.wording import WRITING

log = structlog.get_logger(__name__)


class DiscordPlatform:
    """The bot on Discord. Implements `bot.domain.ports.Platform` and `Members`."""

    name = PLATFORM

    def __init__(
        self,
        *,
        studio: Studio,
        settings: DiscordSettings,
        notes: Notes,
        downloads: Downloads,
        data_dir: Path,
        file_name: FileName,
        most_file_bytes: int,
        report: Report,
        now_ms: Callable[[], int],
    ) -> None:
        """`file_name` says what a track's file is called, `report` tells the operator what is wrong.

        `most_file_bytes` is the longest file of lyrics.
        """
        self._client = Client(settings)
        answers = Answers(notes, now_ms)
        self._handlers = Handlers(
            studio=studio,
            answers=answers,
            downloads=downloads,
            most_file_bytes=most_file_bytes,
            base_url=settings.base_url,
            now_ms=now_ms,
        )
        self._delivery = Delivery(
            client=self._client, answers=answers, folder=data_dir, file_name=file_name, now_ms=now_ms
        )
        self._receipts = Receipts(client=self._client, answers=answers, now_ms=now_ms)
        self._standings = Standings(self._client, now_ms)
        token = settings.token.get_secret_value()
        self._session = Session(self._client, token, notes=notes, report=report, now_ms=now_ms)

    @property
    def invite(self) -> str:
        """The link that adds the bot to a server; empty as long as Discord is not reached."""
        return self._client.invite

    async def start(self) -> None:
        """Go to Discord; raises `StartupError` where the token is refused.

        Where Discord is not reached, that is no error: it is tried until it is.
        """
        for writing in (PLAIN, WRITING):  # what stands on controls, and what stands in messages
            await asyncio.to_thread(load_catalogues, writing)
        self._client.handlers = self._handlers
        for command in commands(self._handlers):
            self._client.tree.add_command(command)
        await self._session.start()

    async def stop(self) -> None:
        """Take no more orders, finish what is being answered, and go."""
        await self._client.fall_silent()
        await self._receipts.stop()
        await self._session.stop()

    async def upload(self, origin: Origin) -> Upload:
        """Return what may be posted where an order came from. Raises `PlatformError`s."""
        with self._there():
            return await self._delivery.upload(origin)

    def parts(self, outgoing: Outgoing) -> int:
        """Return 1: a song and its words are one message."""
        return 1

    async def post(self, origin: Origin, outgoing: Outgoing, *, part: int, nonce: str) -> Posted:
        """Post a message where it belongs, or as near as the bot may, and return its id."""
        with self._there():
            return Posted(await self._delivery.post(origin, outgoing, nonce=nonce))

    async def find(
        self, origin: Origin, outgoing: Outgoing, *, part: int, nonce: str, since_ms: int
    ) -> str | None:
        """Return the id of the bot's own message with this content, if it was posted since then."""
        with self._there():
            return await self._delivery.find(origin, outgoing, since_ms=since_ms)

    async def take_down(self, origin: Origin, message_id: str) -> None:
        """Remove a message of the bot's."""
        with self._there():
            await self._delivery.take_down(origin, message_id)

    async def show(self, origin: Origin, status: JobStatus) -> None:
        """Bring an order's receipt up to date."""
        await self._receipts.show(origin, status)

    async def standing(self, place: PlaceRef, native_id: str) -> Standing | None:
        """Return somebody's standing in a server; None if they, or the bot, are not there any more."""
        return await self._standings.standing(place, native_id)

    @contextmanager
    def _there(self) -> Iterator[None]:
        try:
            yield
        except RuntimeError as error:  # aiohttp's, for a session that was closed meanwhile
            if self._client.reachable:
                raise
            raise DeliveryUnknown("the connection to Discord was closed") from error
