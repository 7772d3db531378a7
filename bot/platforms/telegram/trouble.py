"""What it means for a message that Telegram refused it, or did not answer.

Telegram gives a sentence and no code for most of it; the sentences that matter are in `facts`. The library
tries nothing again. Whether a request that was cut off had left is told by the cause of its error.
"""

import re
from collections.abc import Awaitable
from datetime import timedelta
from typing import TypeVar

import httpx
import structlog
from telegram import error as library

from bot.domain.errors import DeliveryUnavailable, DeliveryUnknown, FileForgotten, TooLargeToPost
from bot.platforms.telegram import facts

log = structlog.get_logger(__name__)

Result = TypeVar("Result")
SHOWN_CHARACTERS = 100
NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, RuntimeError, OSError)
"""There was no connection, the library was shut down (RuntimeError), or a file could not be read whole."""
_STATUS = re.compile(r"\((\d{3})\)")
"""How the library names the status of an answer that has no sentence of Telegram's."""


class NotHere(Exception):
    """This chat takes no message of the bot's, and never will by itself; another one may."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NoTopic(NotHere):
    """The topic takes no message; the group itself may."""


class NoSuchMessage(NotHere):
    """The message that was to be changed is not there."""


class Fixed(NoSuchMessage):
    """The message that was to be changed is there, and can't be changed any more."""


class Unreadable(Exception):
    """Telegram can't read the marks in a text: a mistake of ours. The plain text goes."""


class Moved(Exception):
    """The group has another id since it became a supergroup."""

    def __init__(self, to: str) -> None:
        super().__init__(to)
        self.to = to


class Same(Exception):
    """The message reads like that already."""


class TooLate(Exception):
    """The press of a button can't be answered any more: Telegram waits for seconds only."""


async def told(work: Awaitable[Result]) -> Result:
    """Do something at Telegram; raise what is said above, or a `PlatformError`, where that fails."""
    try:
        return await work
    except library.TelegramError as error:
        raise meaning(error) from error


def meaning(error: library.TelegramError) -> Exception:
    """Return what an error of the library's means for a message."""
    match error:
        case library.RetryAfter():
            wish = error.retry_after
            wish_s = wish.total_seconds() if isinstance(wish, timedelta) else float(wish)
            return DeliveryUnavailable("too many requests", retry_after_s=wish_s)
        case library.ChatMigrated():
            return Moved(str(error.new_chat_id))
        case library.InvalidToken():
            log.error("Telegram does not take the bot's token any more")
            return DeliveryUnavailable("the token is refused")
        case library.Forbidden():
            return NoTopic(shown(error)) if _says(error, facts.NO_TOPIC) else NotHere(shown(error))
        case library.BadRequest():
            return _of_refusal(error)
        case library.TimedOut() | library.NetworkError():
            return _of_connection(error)
        case _:
            return DeliveryUnknown(type(error).__name__)


def shown(error: library.TelegramError) -> str:
    """Return Telegram's sentence for the log, cut, without what it quotes: that may be somebody's words."""
    return re.split(r'["\n]', error.message, maxsplit=1)[0][:SHOWN_CHARACTERS].strip()


def _of_refusal(error: library.BadRequest) -> Exception:
    for phrases, means in (
        (facts.UNMODIFIED, Same),
        (facts.NO_TOPIC, NoTopic),
        (facts.NO_MESSAGE, NoSuchMessage),
        (facts.FIXED_MESSAGE, Fixed),
        (facts.QUERY_TOO_OLD, TooLate),
        (facts.UNREADABLE_MARKS, Unreadable),
        (facts.TAKES_NO_POST, NotHere),
        (facts.FILE_UNKNOWN, FileForgotten),
        (facts.FILE_TOO_LARGE, TooLargeToPost),
    ):
        if _says(error, phrases):
            return means(shown(error))
    log.error("Telegram refuses a request", reason=shown(error))
    return DeliveryUnavailable(shown(error))


def _of_connection(error: library.TelegramError) -> Exception:
    if isinstance(error.__cause__, NEVER_LEFT):
        return DeliveryUnavailable(type(error.__cause__).__name__)
    if isinstance(error.__cause__, httpx.HTTPError):
        return DeliveryUnknown(type(error.__cause__).__name__)
    if _says(error, facts.FILE_TOO_LARGE):
        return TooLargeToPost("the request is too large")
    if _says(error, facts.TOO_MANY):
        return DeliveryUnavailable("too many requests")
    found = _STATUS.search(error.message)
    return DeliveryUnknown(f"status {found[1]}" if found else "no answer of Telegram's own")


def _says(error: library.TelegramError, phrases: tuple[str, ...]) -> bool:
    text = error.message.casefold()
    return any(phrase in text for phrase in phrases)
