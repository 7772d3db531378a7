"""Telegram as a platform: the bot goes there, posts what the studio made, and asks who belongs where."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import structlog

from bot.domain.errors import StorageError
from bot.domain.people import PlaceRef, Standing
from bot.domain.posts import JobStatus, Outgoing, Posted, Upload
from bot.domain.song import Origin
from bot.locales import PLAIN, load_catalogues
from bot.net.download import Downloads
from bot.platforms.telegram.client import Bot
from bot.platforms.telegram.delivery import Delivery, FileName
from bot.platforms.telegram.facts import PLATFORM
from bot.platforms.telegram.gate import Gate, Limits
from bot.platforms.telegram.handlers import Handlers
from bot.platforms.telegram.lanes import Lanes
from bot.platforms.telegram.members import Members
from bot.platforms.telegram.memory import Memory, Notes
from bot.platforms.telegram.polling import Polling, Report, Store
from bot.platforms.telegram.receipts import Receipts
from bot.platforms.telegram.sender import Sender
from bot.platforms.telegram.session import Session
from bot.platforms.telegram.settings import TelegramSettings
from bot.platforms.telegram.studio import Studio
from bot.platforms.telegram.topics import Topics
from bot.platforms.telegram.wording import WRITING

log = structlog.get_logger(__name__)


class TelegramPlatform:
    """The bot on Telegram. Implements `bot.domain.ports.Platform` and `Members`."""

    name = PLATFORM

    def __init__(
        self,
        *,
        studio: Studio,
        settings: TelegramSettings,
        notes: Notes,
        updates: Store,
        downloads: Downloads,
        data_dir: Path,
        file_name: FileName,
        most_file_bytes: int,
        report: Report,
        now_ms: Callable[[], int],
        limits: Limits | None = None,
    ) -> None:
        """`file_name` says what a track's file is called, `report` tells the operator what is wrong.

        `updates` keeps what people do until it is answered; `most_file_bytes` is the longest file of lyrics.
        With `limits` it is another pace than the one that Telegram allows.
        """
        bot = Bot(settings)
        self._moves = studio.moves
        sender = Sender(bot, Gate(limits))
        sender.on_moved = self._moved
        memory = Memory(notes, now_ms)
        self._members = Members(bot, now_ms)
        handlers = Handlers(
            studio=studio,
            bot=bot,
            sender=sender,
            memory=memory,
            members=self._members,
            topics=Topics(notes, now_ms),
            downloads=downloads,
            most_file_bytes=most_file_bytes,
            now_ms=now_ms,
        )
        lanes = Lanes(bot, updates, handlers.on_update)
        self._session = Session(
            bot,
            polling=Polling(bot, updates, lanes, report=report, now_ms=now_ms),
            lanes=lanes,
            notes=notes,
            report=report,
            now_ms=now_ms,
        )
        self._delivery = Delivery(
            sender=sender,
            memory=memory,
            folder=data_dir,
            file_name=file_name,
            link=lambda: self._session.link,
        )
        self._receipts = Receipts(sender=sender, memory=memory, now_ms=now_ms)

    @property
    def link(self) -> str:
        """Where people write to the bot; empty as long as Telegram is not reached."""
        return self._session.link

    async def start(self) -> None:
        """Go to Telegram; raises `StartupError` where the token is refused.

        Where Telegram is not reached, that is no error: it is tried until it is.
        """
        for writing in (PLAIN, WRITING):  # what stands on buttons, and what stands in messages
            await asyncio.to_thread(load_catalogues, writing)
        await self._session.start()

    async def stop(self) -> None:
        """Take no more orders, finish what is being answered, and go."""
        await self._session.fall_silent()
        await self._receipts.stop()
        await self._session.stop()

    async def upload(self, origin: Origin) -> Upload:
        """Return what may be posted where an order came from. Raises `PlatformError`s."""
        return await self._delivery.upload(origin)

    def parts(self, outgoing: Outgoing) -> int:
        """Return how many messages this content needs: words that are too long for one have their own."""
        return self._delivery.parts(outgoing)

    async def post(self, origin: Origin, outgoing: Outgoing, *, part: int, nonce: str) -> Posted:
        """Post one part where it belongs, or as near as the bot may."""
        return await self._delivery.post(origin, outgoing, part=part, nonce=nonce)

    async def find(
        self, origin: Origin, outgoing: Outgoing, *, part: int, nonce: str, since_ms: int
    ) -> str | None:
        """Say that it was not posted where that does no harm; nobody can look for a message of the bot's."""
        return await self._delivery.find(origin, outgoing)

    async def take_down(self, origin: Origin, message_id: str) -> None:
        """Remove a message of the bot's."""
        await self._delivery.take_down(origin, message_id)

    async def show(self, origin: Origin, status: JobStatus) -> None:
        """Bring an order's receipt up to date."""
        await self._receipts.show(origin, status)

    async def standing(self, place: PlaceRef, native_id: str) -> Standing | None:
        """Return somebody's standing in a group; None if they, or the bot, are not there any more."""
        return await self._members.standing(place, native_id)

    async def _moved(self, old: str, new: str) -> None:
        """Hear of a group's new id from a message that was sent; an update will tell it, too."""
        try:
            await self._moves.moved(PlaceRef(PLATFORM, old), PlaceRef(PLATFORM, new))
        except StorageError:
            log.exception("a move was not written down", place=old)
        self._members.forget(old)
        self._members.forget(new)
