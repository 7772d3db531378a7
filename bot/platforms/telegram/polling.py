"""The question for updates, asked again and again: what comes is stored, and only then asked past.

Telegram forgets an update as soon as it is asked for the next one. The library's own updater asks past what
is in its memory, so that a crash would lose it; here it is in the database first.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Protocol

import structlog
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.domain.errors import StartupError, StorageError
from bot.platforms.telegram import lanes, pauses
from bot.platforms.telegram.client import Bot, Json
from bot.platforms.telegram.facts import UPDATES_KEPT_S
from bot.platforms.telegram.lanes import Lanes
from bot.platforms.telegram.pauses import Pauses, seconds_of

log = structlog.get_logger(__name__)

KEPT_MS = UPDATES_KEPT_S * 1000
ALONE_AGAIN_MS = timedelta(minutes=10) // timedelta(milliseconds=1)
"""Two bots with one token take turns; after this long without the other one it is gone."""

Report = Callable[[StartupError | None], Awaitable[None]]
"""Tells the operator what keeps the bot from Telegram until it is mended; None: it is mended."""


class Store(lanes.Store, Protocol):
    """Keeps updates, as JSON by their numbers, until they are answered. Raises `StorageError`s."""

    async def receive(self, batch: Mapping[int, str], *, offset: int, offset_until_ms: int) -> None:
        """Store updates, and with which number the next ones begin, which is good until then."""
        ...

    async def offset(self) -> int | None:
        """Return with which number the next ones begin, if that is still known."""
        ...

    async def unanswered(self) -> Mapping[int, str]:
        """Return what is stored and was not answered, in order."""
        ...


class Polling:
    """Fetches updates and hands them on."""

    def __init__(
        self, bot: Bot, store: Store, lanes: Lanes, *, report: Report, now_ms: Callable[[], int]
    ) -> None:
        self._bot, self._store, self._lanes = bot, store, lanes
        self._report, self._now_ms = report, now_ms
        self._shared_ms: int | None = None
        """When somebody else was met last who fetches the bot's updates; None: nobody, as far as is known."""
        self._refused = False
        """The token was refused when it was last used."""
        self._began = False

    async def run(self) -> None:
        """Fetch updates, for ever.

        What an earlier run of the bot has left unanswered goes first. Whatever goes wrong is tried again; a
        token that is refused is reported, too.
        """
        tries = Pauses()
        while True:
            try:
                await self._once()
            except InvalidToken:
                await self._is_refused()
                continue
            except Conflict:
                await self._shared()
            except RetryAfter as error:
                log.warning("Telegram wants to be asked less often")
                await asyncio.sleep(seconds_of(error))
                continue
            except (TelegramError, StorageError) as error:
                log.warning("no updates come from Telegram, and are asked for again", error=str(error))
            else:
                tries.over()
                await self._alone()
                continue
            await tries.wait()

    async def _once(self) -> None:
        """Ask once, and hand on what came."""
        if not self._began:
            for update_id, text in (await self._store.unanswered()).items():
                self._lanes.put(update_id, text)
            self._began = True
        await self._lanes.room()
        found = await self._bot.updates(await self._store.offset())
        if not found:
            return
        batch = {_number(one): json.dumps(one, ensure_ascii=False) for one in found}
        await self._store.receive(
            batch, offset=_number(found[-1]) + 1, offset_until_ms=self._now_ms() + KEPT_MS
        )
        for update_id, text in batch.items():
            self._lanes.put(update_id, text)

    async def _is_refused(self) -> None:
        """Tell once that the token is refused, and leave Telegram alone for a while."""
        if not self._refused:
            await self._report(StartupError("telegram-token"))
        self._refused = True
        await asyncio.sleep(pauses.REFUSED_S)

    async def _shared(self) -> None:
        """Tell once that somebody else fetches the updates, or has them sent."""
        if self._shared_ms is None:
            await self._report(StartupError("telegram-shared"))
        self._shared_ms = self._now_ms()

    async def _alone(self) -> None:
        """Tell that updates come again, and that nobody else fetches them, once that is sure."""
        if self._refused:
            self._refused = False
            await self._report(None)
        if self._shared_ms is not None and self._now_ms() - self._shared_ms > ALONE_AGAIN_MS:
            self._shared_ms = None
            await self._report(None)


def _number(update: Json) -> int:
    return int(update["update_id"])
