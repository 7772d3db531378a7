"""The herald tells what no order carries: requests to moderators, answers to members, alerts to the operator.

What is to be told is a row, written in the transaction that made it news; from then on it arrives once, also
after a restart. A chat that does not take it is tried again for a day. One chat hears its news in order; a
slow chat, or the upload of a song that is posted again (`bot.studio.errands`), holds up nobody else's.
"""

import asyncio
import contextlib
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from pydantic import TypeAdapter

from bot.domain.errors import DeliveryUnavailable, DeliveryUnknown, PlaceGone, PlatformError, StorageError
from bot.domain.people import Account
from bot.domain.ports import Platform
from bot.domain.posts import Audience, ViewPost
from bot.domain.song import Origin
from bot.domain.view import View
from bot.store import news, people
from bot.store.db import Db, Query
from bot.studio.dialogues.machine import Machine, Seat
from bot.studio.endings import NOBODY_THERE, wait_s
from bot.studio.errands import KINDS, Errands
from bot.studio.looking import look_for
from bot.studio.rules import DAY_MS, DELIVERY_PATIENCE_MS, Rules

log = structlog.get_logger(__name__)

TICK_S = 1.0
CLEAR_EVERY_MS = DAY_MS
LOOKED_AT = 200
"""So many rows are looked at in one turn, besides those under way."""
CHATS_AT_ONCE = 8
UPLOADS_AT_ONCE = 3
_VIEW: TypeAdapter[View] = TypeAdapter(View)


@dataclass(frozen=True)
class Otherwise:
    """What is told where nobody is there to be told: the same dialogue elsewhere, or a view instead."""

    origin: Origin
    audience: Audience
    view: View | None = None
    data: Mapping[str, Any] | None = None
    """What is stored for the dialogue with that."""


async def tell(
    q: Query,
    origin: Origin,
    view: View,
    *,
    audience: Audience = "everyone",
    topic: str | None = None,
    now_ms: int,
) -> bool:
    """Plan a message; False if this topic has been told and is not over."""
    content = {"view": _VIEW.dump_python(view, mode="json")}
    return await news.add(q, origin, audience, content, topic=topic, now_ms=now_ms)


async def tell_dialogue(
    q: Query,
    origin: Origin,
    dialogue_id: str,
    *,
    seat: Seat = "moderator",
    audience: Audience = "moderators",
    otherwise: Sequence[Otherwise] = (),
    now_ms: int,
) -> None:
    """Plan a message that shows a dialogue, as it stands when the message goes out.

    Where its chat takes none, what is to be told `otherwise` follows, one after the other until one arrives.
    """
    content: dict[str, Any] = {"dialogue": dialogue_id, "seat": seat}
    others = [
        {
            "origin": one.origin.model_dump(mode="json"),
            "audience": one.audience,
            "content": {"view": _VIEW.dump_python(one.view, mode="json")} if one.view else content,
            "data": one.data,
        }
        for one in otherwise
    ]
    await news.add(
        q, origin, audience, {**content, "otherwise": others} if others else content, now_ms=now_ms
    )


async def operator_chats(q: Query, rules: Rules) -> list[Origin]:
    """Return where the operator is told things, each in the language that they were last met with there."""
    chats = []
    for chat in rules.operator_chats:
        spoken = await people.language_of(q, Account(chat.platform, chat.person)) if chat.person else ""
        chats.append(chat.model_copy(update={"language": spoken}) if spoken else chat)
    return chats


class Herald:
    """Sends what is due."""

    def __init__(
        self,
        *,
        db: Db,
        platforms: Mapping[str, Platform],
        machine: Machine,
        errands: Errands,
        now_ms: Callable[[], int],
    ) -> None:
        self._db, self._platforms, self._machine, self._now_ms = db, platforms, machine, now_ms
        self._errands = errands
        self._awake = asyncio.Event()
        self._cleared_ms = 0
        self._under_way: dict[Hashable, asyncio.Task[None]] = {}
        self._chats, self._uploads = asyncio.Semaphore(CHATS_AT_ONCE), asyncio.Semaphore(UPLOADS_AT_ONCE)

    def wake(self) -> None:
        """Look for news soon."""
        self._awake.set()

    async def run(self) -> None:
        """Tell what is due, until cancelled."""
        try:
            while True:
                try:
                    await self._begin_due()
                    await self._forget_old()
                except StorageError:
                    log.exception("the database did not answer")
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(TICK_S):
                        await self._awake.wait()
                self._awake.clear()
        finally:
            await self._stop()

    async def tell_due(self) -> None:
        """Tell everything that is due now, and wait for it."""
        await self._begin_due()
        await asyncio.gather(*self._under_way.values())

    async def _begin_due(self) -> None:
        """Begin to tell what is due: each chat in order, each upload for itself."""
        limit = LOOKED_AT + len(self._under_way)
        due: dict[Hashable, list[news.News]] = {}
        for item in await news.untold(self._db.read, now_ms=self._now_ms(), limit=limit):
            of_chat = (item.origin.platform, item.origin.chat)
            due.setdefault(item.id if _is_upload(item) else of_chat, []).append(item)
        for key, items in due.items():
            if key not in self._under_way:
                limited = self._uploads if _is_upload(items[0]) else self._chats
                self._under_way[key] = asyncio.create_task(self._tell_in_order(key, items, limited))

    async def _stop(self) -> None:
        """Break off what is under way; the next start looks for it before it is sent again."""
        tasks = list(self._under_way.values())
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    async def _tell_in_order(self, key: Hashable, items: list[news.News], limited: asyncio.Semaphore) -> None:
        try:
            async with limited:
                for item in items:
                    await self._tell_or_later(item)
        except StorageError:
            log.exception("the database did not answer")
        finally:
            del self._under_way[key]

    async def _tell_or_later(self, item: news.News) -> None:
        try:
            await self._tell(item)
        except (DeliveryUnavailable, DeliveryUnknown) as error:
            await self._later(item, type(error).__name__)
        except StorageError:
            raise
        except Exception:
            log.exception("telling broke off", news=item.id)
            await self._later(item, "unexpected")

    async def _forget_old(self) -> None:
        """Clear away, now and then, dialogues that nobody can use any more."""
        now = self._now_ms()
        if now - self._cleared_ms >= CLEAR_EVERY_MS:
            self._cleared_ms = now
            await self._machine.forget_old()

    async def _tell(self, item: news.News) -> None:
        told = await self._carry_out(item, self._platforms.get(item.origin.platform))

        async def note(q: Query) -> None:
            await news.told(q, item.id, told, now_ms=self._now_ms())
            await self._errands.noted(q, item, told)
            if told == NOBODY_THERE:
                await self._go_on(q, item)

        await self._db.tx(note)

    async def _go_on(self, q: Query, item: news.News) -> None:
        """Plan what is told instead of news that nobody is there for."""
        first, *others = item.content.get("otherwise") or [None]
        if first is not None:
            if first["data"] is not None:
                await self._machine.put_back(q, item.content["dialogue"], first["data"])
            origin = Origin.model_validate(first["origin"])
            content = {**first["content"], "otherwise": others}
            await news.add(q, origin, first["audience"], content, now_ms=self._now_ms())
            self.wake()

    async def _carry_out(self, item: news.News, platform: Platform | None) -> str:
        if _is_errand(item):
            return await self._errands.carry_out(item, platform)
        if platform is None:
            raise DeliveryUnavailable("the chat is not on")
        view = await self._view(item.content)
        return (
            NOBODY_THERE if view is None else await self._post(platform, item, ViewPost(view, item.audience))
        )

    async def _post(self, platform: Platform, item: news.News, post: ViewPost) -> str:
        """Return the message's id, which may have arrived before a restart."""
        found, post = await look_for(
            platform, item.origin, post, part=0, nonce=item.id, since_ms=item.started_ms
        )
        if found is not None:
            return found
        await self._db.tx(lambda q: news.begin(q, item.id, now_ms=self._now_ms()))
        try:
            return (await platform.post(item.origin, post, part=0, nonce=item.id)).message_id
        except PlaceGone:
            log.info("nobody there for news", news=item.id)
            return NOBODY_THERE
        except PlatformError as error:
            if error.surely_not_posted and not post.perhaps_again:
                await self._db.tx(lambda q: news.withdraw(q, item.id))
            raise

    async def _view(self, content: Mapping[str, Any]) -> View | None:
        if "view" in content:
            return _VIEW.validate_python(content["view"])
        return await self._machine.show(self._db.read, content["dialogue"], content["seat"])

    async def _later(self, item: news.News, reason: str) -> None:
        now = self._now_ms()
        if now - item.created_ms > DELIVERY_PATIENCE_MS and "forget" not in item.content:
            log.warning("news given up", news=item.id, reason=reason)
            await self._db.tx(lambda q: news.told(q, item.id, NOBODY_THERE, now_ms=now))
            return
        until = now + int(wait_s(item.attempts) * 1000)
        await self._db.tx(lambda q: news.later(q, item.id, until_ms=until))
        log.info("news not told yet", news=item.id, reason=reason)


def _is_errand(item: news.News) -> bool:
    return any(kind in item.content for kind in KINDS)


def _is_upload(item: news.News) -> bool:
    return "song" in item.content
