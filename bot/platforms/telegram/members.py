"""Who administers a group and who belongs to it, as Telegram says when it is asked: kept for minutes only."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog
from telegram.constants import ChatMemberStatus
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.domain.errors import DeliveryUnavailable, PlatformError
from bot.domain.people import PlaceRef, Standing
from bot.net.memo import Memo
from bot.platforms.telegram.client import Bot, Json
from bot.platforms.telegram.facts import PLATFORM
from bot.platforms.telegram.trouble import meaning, shown

log = structlog.get_logger(__name__)

FRESH_MS = timedelta(minutes=5) // timedelta(milliseconds=1)
"""Whoever is made an administrator, or no longer is one, is known as that after so long."""
STALE_MS = timedelta(hours=1) // timedelta(milliseconds=1)
"""What was known is used so long where Telegram does not answer."""
AGAIN_MS = timedelta(seconds=15) // timedelta(milliseconds=1)
"""After a question that brought nothing, the next one waits so long."""
STANDING_MS = timedelta(minutes=1) // timedelta(milliseconds=1)
TITLE_MS = timedelta(hours=1) // timedelta(milliseconds=1)
MOST_KEPT = 2_000
"""So many answers of each kind are kept at the most."""
LIMIT_S = 10.0
"""How long Telegram may take to answer."""
MANAGES = frozenset({ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR})


@dataclass(frozen=True)
class Administrators:
    """Who administers a group."""

    ids: frozenset[str]
    fresh_until_ms: int


class Members:
    """Asks Telegram who manages a group, and who is a member there."""

    def __init__(self, bot: Bot, now_ms: Callable[[], int]) -> None:
        self._bot, self._now_ms = bot, now_ms
        self._administrators = Memo[str, Administrators](now_ms, for_ms=STALE_MS, most=MOST_KEPT)
        self._standings = Memo[tuple[str, str], Standing](now_ms, for_ms=STANDING_MS, most=MOST_KEPT)
        self._titles = Memo[str, str](now_ms, for_ms=TITLE_MS, most=MOST_KEPT)
        self._unanswered = Memo[str, bool](now_ms, for_ms=AGAIN_MS, most=MOST_KEPT)
        self._asking: dict[str, asyncio.Task[frozenset[str]]] = {}

    async def manages(self, chat: str, user: str) -> bool:
        """Tell whether somebody administers a group, by the plain ids of both.

        Where Telegram does not say, those do who were known to within the last hour, or nobody.
        """
        known = self._administrators.get(chat)
        if known is not None and self._now_ms() < known.fresh_until_ms:
            return user in known.ids
        if self._unanswered.get(chat):
            return known is not None and user in known.ids
        asking = self._asking.get(chat)
        if asking is None:  # whoever asks meanwhile waits for the same answer
            asking = self._asking[chat] = asyncio.create_task(self._ask(chat))
            asking.add_done_callback(lambda _: self._asking.pop(chat, None))
        return user in await asyncio.shield(asking)

    async def standing(self, place: PlaceRef, native_id: str) -> Standing | None:
        """Return somebody's standing in a group; None if they, or the bot, are not there any more.

        None, too, where Telegram does not let the bot ask: other members are shown for certain only to an
        administrator (api, getChatMember). Raises `PlatformError`s where it does not answer.
        """
        if place.platform != PLATFORM:
            return None
        key = (place.native_id, native_id)
        known = self._standings.get(key)
        if known is not None:
            return known
        try:
            async with asyncio.timeout(LIMIT_S):
                member: Json = await self._bot.ask(
                    "getChatMember", chat_id=int(place.native_id), user_id=int(native_id)
                )
                if not _is_there(member):
                    return None
                title = await self._title(place.native_id)
        except (Forbidden, BadRequest) as error:
            log.info("not told who is a member", place=place.native_id, reason=_reason(error))
            return None
        except (TelegramError, OSError, RuntimeError) as error:
            # a timeout is an `OSError`; the connection may have been closed meanwhile, a `RuntimeError`
            raise _trouble(error) from error
        standing = Standing(place, title, manages=member["status"] in MANAGES)
        self._standings.put(key, standing)
        return standing

    def forget(self, chat: str) -> None:
        """Ask anew about a group: something has changed there."""
        for memo in (self._administrators, self._unanswered, self._titles):
            memo.drop(chat)

    async def _ask(self, chat: str) -> frozenset[str]:
        now = self._now_ms()
        try:
            async with asyncio.timeout(LIMIT_S):
                found: list[Json] = await self._bot.ask("getChatAdministrators", chat_id=int(chat))
        except (TelegramError, OSError, RuntimeError) as error:
            self._unanswered.put(chat, True)
            stale = self._administrators.get(chat)
            log.warning(
                "not told who administers a group", place=chat, error=_reason(error), known=stale is not None
            )
            return stale.ids if stale is not None else frozenset()
        ids = frozenset(str(member["user"]["id"]) for member in found)
        self._administrators.put(chat, Administrators(ids, now + FRESH_MS))
        return ids

    async def _title(self, chat: str) -> str:
        title = self._titles.get(chat)
        if title is None:
            title = str((await self._bot.ask("getChat", chat_id=int(chat))).get("title", ""))
            self._titles.put(chat, title)
        return title


def _is_there(member: Json) -> bool:
    """Tell whether somebody is a member; who may do only some things can be one or not (api, ChatMember)."""
    if member["status"] == ChatMemberStatus.RESTRICTED:
        return bool(member.get("is_member"))
    return member["status"] in MANAGES or member["status"] == ChatMemberStatus.MEMBER


def _trouble(error: Exception) -> PlatformError:
    """Return what it means that Telegram did not answer."""
    means = meaning(error) if isinstance(error, TelegramError) else None
    return means if isinstance(means, PlatformError) else DeliveryUnavailable(type(error).__name__)


def _reason(error: Exception) -> str:
    """Return what may stand in a log: other errors of the library name the token."""
    return shown(error) if isinstance(error, Forbidden | BadRequest) else type(error).__name__
