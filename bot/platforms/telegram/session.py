"""The bot's stay on Telegram: it asks who it is, sets its commands, and fetches updates until a stop."""

import asyncio
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import structlog
from telegram.error import BadRequest, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.domain.errors import StartupError, StorageError
from bot.platforms.telegram import pauses
from bot.platforms.telegram.client import Bot
from bot.platforms.telegram.lanes import Lanes
from bot.platforms.telegram.memory import Notes
from bot.platforms.telegram.pauses import Pauses, seconds_of
from bot.platforms.telegram.polling import Polling, Report
from bot.platforms.telegram.registering import register

log = structlog.get_logger(__name__)

FIRST_LOGIN_S = 10.0
"""So long the start of the bot waits for Telegram; later it comes when it comes."""
FINISH_S = 15.0
"""So long a stop waits for answers that are under way."""


class Session:
    """Keeps the bot on Telegram until it is stopped, or its token is refused."""

    def __init__(
        self,
        bot: Bot,
        *,
        polling: Polling,
        lanes: Lanes,
        notes: Notes,
        report: Report,
        now_ms: Callable[[], int],
    ) -> None:
        self._bot, self._polling, self._lanes = bot, polling, lanes
        self._notes, self._report, self._now_ms = notes, report, now_ms
        self._tasks: list[asyncio.Task[None]] = []
        self._link = ""

    @property
    def link(self) -> str:
        """The bot's address for people; empty as long as Telegram was not reached."""
        return self._link

    async def start(self) -> None:
        """Ask who the bot is, and go on in the background; raises `StartupError` where the token is refused.

        Where Telegram is not reached, it is tried again in the background.
        """
        try:
            async with asyncio.timeout(FIRST_LOGIN_S):
                await self._log_in()
        except InvalidToken:
            await self._bot.shutdown()
            raise StartupError("telegram-token") from None  # the library's sentence has the token in it
        except (TelegramError, TimeoutError) as error:
            log.warning("Telegram is not reached, and is tried again", error=_told(error))
        self._tasks.append(asyncio.create_task(self._keep(), name="telegram"))

    async def fall_silent(self) -> None:
        """Take nothing new, and finish the answers that are under way; requests still go out."""
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
        self._tasks.clear()
        await self._lanes.stop(FINISH_S)

    async def stop(self) -> None:
        """Fall silent, and close the connections."""
        await self.fall_silent()
        await self._bot.shutdown()

    async def _log_in(self) -> None:
        await self._bot.initialize()
        self._link = self._bot.link
        log.info("logged in to Telegram", link=self._link)

    async def _keep(self) -> None:
        """Stay; whatever goes wrong is tried again."""
        await self._settle()
        self._tasks.append(asyncio.create_task(self._register(), name="telegram-commands"))
        tries = Pauses()
        while True:
            try:
                await self._polling.run()
            except Exception:
                # nothing that Telegram sends may end the stay
                log.exception("fetching updates broke, and is begun anew")
                await tries.wait()

    async def _settle(self) -> None:
        """Log in and take over the updates. A token that is refused is reported, and tried again later."""
        refused = False
        while True:
            try:
                if not self._link:
                    await _until_it_works(self._log_in, for_good=(InvalidToken,))
                await _until_it_works(self._take_over, for_good=(InvalidToken,))
            except InvalidToken:
                if not refused:
                    await self._report(StartupError("telegram-token"))
                refused = True
                await asyncio.sleep(pauses.REFUSED_S)
            else:
                if refused:
                    await self._report(None)
                return

    async def _take_over(self) -> None:
        """End a webhook: as long as there is one, nobody can fetch updates. What waits there is kept.

        Whoever starts a bot with this token wants it to answer here; `troubadour check` has warned.
        """
        there = await self._bot.get_webhook_info()
        if there.url:
            host = urlsplit(there.url).hostname  # its path may be a secret
            log.warning("a webhook had the bot's updates sent elsewhere, and is ended", host=host)
            await self._bot.delete_webhook(drop_pending_updates=False)

    async def _register(self) -> None:
        """Set the commands; what Telegram does not take, it will not take a minute later, either."""
        try:
            await _until_it_works(
                lambda: register(self._bot, self._notes, now_ms=self._now_ms),
                for_good=(InvalidToken, BadRequest, Forbidden),
            )
        except Exception:
            log.exception("the commands are not set: people see those of before")


async def _until_it_works(
    work: Callable[[], Awaitable[None]], *, for_good: tuple[type[TelegramError], ...]
) -> None:
    """Do something until nothing that passes by itself is in its way. Raises what is `for_good`."""
    tries = Pauses()
    while True:
        try:
            return await work()
        except for_good:
            raise
        except RetryAfter as error:
            log.warning("Telegram is not reached, and is tried again", error=_told(error))
            await asyncio.sleep(seconds_of(error))
        except (TelegramError, StorageError) as error:
            log.warning("Telegram is not reached, and is tried again", error=_told(error))
            await tries.wait()


def _told(error: BaseException) -> str:
    return str(error) or type(error).__name__
