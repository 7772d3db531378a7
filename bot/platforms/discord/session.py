"""The bot's stay on Discord: it logs in, registers its commands, connects, and comes back when lost."""

import asyncio
from collections.abc import Awaitable, Callable

import aiohttp
import discord
import structlog

from bot.domain.errors import StartupError, StorageError
from bot.platforms.discord.answers import Notes
from bot.platforms.discord.client import Client
from bot.platforms.discord.facts import CLOSED_FOR_GOOD, INTENTS_REFUSED, TOKEN_REFUSED
from bot.platforms.discord.registering import register

log = structlog.get_logger(__name__)

FIRST_LOGIN_S = 10.0
"""So long the start of the bot waits for Discord; later it comes when it comes."""
SHORTEST_PAUSE_S = 2.0
LONGEST_PAUSE_S = 300.0
"""The pause before another try doubles from one to the other."""
LONG_STAY_MS = 600_000
"""After a stay of this length the first pause is short again."""
REGISTER_AGAIN_S = 60.0
TOO_MANY_REQUESTS = 429
NOT_REACHED = (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError)

Report = Callable[[StartupError], Awaitable[None]]
"""Tells the operator what keeps the bot from Discord until it is mended."""


class Session:
    """Keeps a client on Discord until it is stopped, or Discord will have it no more."""

    def __init__(
        self, client: Client, token: str, *, notes: Notes, report: Report, now_ms: Callable[[], int]
    ) -> None:
        self._client, self._token, self._notes = client, token, notes
        self._report, self._now_ms = report, now_ms
        self._stay: asyncio.Task[None] | None = None
        self._registering: list[asyncio.Task[None]] = []
        """At the most two: what is sent at the start, and once more."""
        self._one_at_a_time = asyncio.Lock()
        client.on_outdated = self._renew

    async def start(self) -> None:
        """Log in, and go on in the background; raises `StartupError` where the token is refused.

        Where Discord is not reached, it is tried again in the background.
        """
        logged_in = False
        try:
            async with asyncio.timeout(FIRST_LOGIN_S):
                await self._login()
            logged_in = True
        except discord.LoginFailure as error:
            await self._client.close()
            raise StartupError("discord-token") from error
        except NOT_REACHED as error:
            log.warning("Discord is not reached, and is tried again", error=_told(error))
        self._stay = asyncio.create_task(self._keep(logged_in=logged_in), name="discord")

    async def stop(self) -> None:
        """Take nothing new, finish the answers that are under way, and close the connection."""
        await self._client.fall_silent()
        if self._stay is not None:
            tasks = [*self._registering, self._stay]
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            await self._client.close()
            self._stay = None

    async def _login(self) -> None:
        await self._client.login(self._token)
        log.info("logged in to Discord", invite=self._client.invite)

    async def _keep(self, *, logged_in: bool) -> None:
        """Stay connected; whatever ends the connection is tried again, but a refusal for good."""
        pause_s = SHORTEST_PAUSE_S
        while True:
            began_ms = self._now_ms()
            try:
                if not logged_in:
                    await self._client.reopen()
                    await self._login()
                if not self._registering:
                    self._registering.append(asyncio.create_task(self._register()))
                await self._client.connect()
            except NOT_REACHED as error:
                reason = _for_good(error)
                if reason is not None:
                    await self._client.close()
                    await self._report(reason)
                    return
                log.warning("Discord is not reached, and is tried again", error=_told(error))
            except Exception:
                # one event that the library can't read must not end the stay
                log.exception("the connection to Discord broke, and is opened again")
            logged_in = False
            if self._now_ms() - began_ms > LONG_STAY_MS:
                pause_s = SHORTEST_PAUSE_S
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)

    def _renew(self) -> None:
        """Register the commands once more, although they have not changed: another bot has the same token."""
        if len(self._registering) == 1:
            self._registering.append(asyncio.create_task(self._register(anew=True)))

    async def _register(self, *, anew: bool = False) -> None:
        async with self._one_at_a_time:
            await self._until_registered(anew=anew)

    async def _until_registered(self, *, anew: bool) -> None:
        """Register the commands; what Discord does not take, it will not take a minute later, either."""
        while True:
            try:
                await register(self._client, self._notes, now_ms=self._now_ms, anew=anew)
            except (*NOT_REACHED, StorageError) as error:
                status = error.status if isinstance(error, discord.HTTPException) else None
                if status is not None and 400 <= status < 500 and status != TOO_MANY_REQUESTS:
                    log.exception("Discord does not take the commands: people see those of before")
                    return
                log.warning("the commands are not registered, and are tried again", error=_told(error))
                await asyncio.sleep(REGISTER_AGAIN_S)
            except Exception:
                log.exception("the commands are not registered: people see those of before")
                return
            else:
                return


def _for_good(error: BaseException) -> StartupError | None:
    """Return what keeps the bot from Discord until somebody mends it; None for what passes by itself."""
    if isinstance(error, discord.PrivilegedIntentsRequired):
        return StartupError("discord-closed", close_code=INTENTS_REFUSED)
    code = error.code if isinstance(error, discord.ConnectionClosed) else None
    if isinstance(error, discord.LoginFailure) or code == TOKEN_REFUSED:
        return StartupError("discord-token")
    return StartupError("discord-closed", close_code=code) if code in CLOSED_FOR_GOOD else None


def _told(error: BaseException) -> str:
    return str(error) or type(error).__name__
