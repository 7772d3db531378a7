"""What it means for a message that Discord refused it, or did not answer.

The library itself tries again five times, with growing waits, where Discord answers 500, 502, 504 or 524, and
waits where it is told to; it gives up at once at 503, at a lost connection and at a 429 that comes from
Cloudflare. What it raises then is read here.
"""

from collections.abc import Awaitable
from typing import TypeVar

import aiohttp
import discord
import structlog

from bot.domain.errors import DeliveryUnavailable, DeliveryUnknown, TooLargeToPost
from bot.platforms.discord import facts

log = structlog.get_logger(__name__)

Result = TypeVar("Result")
UNAUTHORIZED, FORBIDDEN, NOT_FOUND, TOO_LARGE, TOO_MANY, SERVER_ERROR, UNAVAILABLE = (
    401,
    403,
    404,
    413,
    429,
    500,
    503,
)


class NotHere(Exception):
    """This place takes no message of the bot's, and never will by itself; another one may."""

    def __init__(self, reason: str, *, code: int = 0) -> None:
        super().__init__(reason)
        self.reason, self.code = reason, code


async def told(work: Awaitable[Result]) -> Result:
    """Do something at Discord; raise `NotHere` or a `PlatformError` where that fails."""
    try:
        return await work
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:  # a timeout is an OSError, too
        raise meaning(error) from error


def meaning(error: Exception) -> Exception:
    """Return what an error of the library's, or of the connection, means for a message."""
    match error:
        case discord.HTTPException():
            return _of_answer(error)
        case discord.RateLimited():
            return DeliveryUnavailable(type(error).__name__, retry_after_s=error.retry_after)
        case aiohttp.ClientConnectorError() | aiohttp.ConnectionTimeoutError():
            return DeliveryUnavailable(type(error).__name__)
        case aiohttp.ClientError() | OSError():
            return DeliveryUnknown(type(error).__name__)
        case _:
            return DeliveryUnavailable(type(error).__name__)


def _of_answer(error: discord.HTTPException) -> Exception:
    status, code = error.status, error.code
    if status == TOO_LARGE or code == facts.FILE_TOO_LARGE:
        return TooLargeToPost(f"{status}, {code}")
    if code in facts.TAKES_NO_POST | facts.DEAD_INTERACTIONS | {facts.REPLY_NEEDS_HISTORY}:
        return NotHere(_first_line(error), code=code)
    if status == UNAUTHORIZED:
        log.error("Discord does not take the bot's token any more")
        return DeliveryUnavailable(f"status {status}")
    if status == TOO_MANY or code == facts.DMS_TOO_FAST:
        return DeliveryUnavailable(f"status {status}, code {code}", retry_after_s=_wish_s(error))
    if status == UNAVAILABLE:
        return DeliveryUnavailable(f"status {status}", retry_after_s=_wish_s(error))
    if status >= SERVER_ERROR:
        return DeliveryUnknown(f"status {status}")
    if status in (FORBIDDEN, NOT_FOUND) and code:  # without a code it is not Discord's own word
        return NotHere(_first_line(error), code=code)
    log.error("Discord refuses a request", status=status, code=code, reason=error.text[:300])
    return DeliveryUnavailable(f"status {status}, code {code}")


def _wish_s(error: discord.HTTPException) -> float | None:
    try:
        return float(error.response.headers.get("Retry-After", ""))
    except ValueError:
        return None


def _first_line(error: discord.HTTPException) -> str:
    return error.text.partition("\n")[0][:100]
