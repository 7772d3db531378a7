"""Updates on their way to their answers: one lane for each person in each chat.

What somebody does in a chat is answered in order, and what different people do at the same time. A group
that becomes another one is looked after before anything that comes later from it, which would come from a
new place otherwise.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar
from weakref import WeakValueDictionary

import structlog
import telegram

from bot.domain.errors import PlatformError, StorageError
from bot.platforms.telegram.facts import UPDATES
from bot.platforms.telegram.pauses import Pauses

log = structlog.get_logger(__name__)

MOST_IN_A_CHAT = 8
"""Updates of one chat that are being answered: where a group is flooded, each waits long for its turn."""
MOST_AT_ONCE = 256
"""Updates that are being answered in all chats."""
MOST_PENDING = 2_000
"""With so many, no more are fetched: they are safe with Telegram for a day."""
Result = TypeVar("Result")
_MOVES = ("migrate_to_chat_id", "migrate_from_chat_id")

Handle = Callable[[telegram.Update], Awaitable[None]]
"""Answers an update. May raise anything: `StorageError`s let it be tried again."""


class Store(Protocol):
    """Where updates lie until they are answered. Raises `StorageError`s."""

    async def begin(self, update_id: int) -> bool:
        """Note that an update is about to be answered; False: it is left alone."""
        ...

    async def done(self, update_id: int) -> None:
        """Forget an update that was answered."""
        ...


@dataclass(frozen=True)
class Whereabouts:
    """Whom an update is from, and where."""

    lane: tuple[str, str]
    chats: frozenset[str]
    """More than one where a group becomes another."""

    @classmethod
    def of(cls, update: Mapping[str, Any]) -> "Whereabouts":
        """Read it from an update as Telegram sends it."""
        inner: Mapping[str, Any] = next((update[kind] for kind in UPDATES if kind in update), {})
        message: Mapping[str, Any] = inner.get("message", inner)
        chat = _id(message.get("chat"))
        sender = inner.get("sender_chat") or inner.get("from")
        moves = {str(message[key]) for key in _MOVES if key in message}
        return cls((chat, _id(sender)), frozenset({chat, *moves}))

    @property
    def moves(self) -> bool:
        """Whether a group becomes another."""
        return len(self.chats) > 1

    def waits_for(self, earlier: "Whereabouts") -> bool:
        """Tell whether an earlier update has to be answered first."""
        if self.moves or earlier.moves:
            return not self.chats.isdisjoint(earlier.chats)
        return self.lane == earlier.lane


class Lanes:
    """Answers what it is given, and keeps the order that matters."""

    def __init__(self, bot: telegram.Bot, store: Store, handle: Handle) -> None:
        self._bot, self._store, self._handle = bot, store, handle
        self._free = asyncio.Semaphore(MOST_AT_ONCE)
        self._free_in: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()
        self._pending: dict[asyncio.Task[None], Whereabouts] = {}
        self._under_way: set[asyncio.Task[None]] = set()

    def put(self, update_id: int, text: str) -> None:
        """Let an update be answered, as it is stored; those before it were put here before."""
        content = json.loads(text)
        where = Whereabouts.of(content)
        before = {task for task, other in self._pending.items() if where.waits_for(other)}
        free = self._free_in.setdefault(where.lane[0], asyncio.Semaphore(MOST_IN_A_CHAT))
        task = asyncio.create_task(self._run(update_id, content, before, free), name=f"update {update_id}")
        self._pending[task] = where
        task.add_done_callback(self._ended)

    async def room(self) -> None:
        """Wait until there is room for more."""
        while len(self._pending) >= MOST_PENDING:
            await asyncio.wait(self._pending, return_when=asyncio.FIRST_COMPLETED)

    async def stop(self, limit_s: float) -> None:
        """Finish what is under way, but wait no longer than this; everything else stays stored."""
        for task in self._pending.keys() - self._under_way:
            task.cancel()
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=limit_s)
        rest = list(self._pending)
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    def _ended(self, task: asyncio.Task[None]) -> None:
        del self._pending[task]
        if not task.cancelled() and task.exception() is not None:
            log.critical("an update was not answered", exc_info=task.exception())

    async def _run(
        self,
        update_id: int,
        content: dict[str, Any],
        before: set[asyncio.Task[None]],
        free_here: asyncio.Semaphore,
    ) -> None:
        if before:
            await asyncio.wait(before)
        async with free_here, self._free:
            with self._finished_before_a_stop():
                if not await _stored(lambda: self._store.begin(update_id)):
                    log.error("an update ended the bot again and again, and is left alone", update=update_id)
                    return
                await _stored(lambda: self._answer(update_id, content))
                await _stored(lambda: self._store.done(update_id))

    @contextmanager
    def _finished_before_a_stop(self) -> Iterator[None]:
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("updates are answered in tasks")
        self._under_way.add(task)
        try:
            yield
        finally:
            self._under_way.discard(task)

    async def _answer(self, update_id: int, content: dict[str, Any]) -> None:
        """Have an update answered; what can't be answered now can't be a minute later, either."""
        try:
            await self._handle(telegram.Update.de_json(content, self._bot))
        except StorageError:
            raise
        except PlatformError as error:
            log.warning("an update got no answer", update=update_id, error=str(error))
        except Exception:
            log.exception("an update broke", update=update_id)


async def _stored(work: Callable[[], Awaitable[Result]]) -> Result:
    """Do something once the database lets it be done."""
    pauses = Pauses()
    while True:
        try:
            return await work()
        except StorageError as error:
            log.warning("an update waits for the database", error=str(error))
        await pauses.wait()


def _id(part: Mapping[str, Any] | None) -> str:
    return str((part or {}).get("id", ""))
