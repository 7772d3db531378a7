"""Orders that are followed until they are over: what receipts are brought up to date from, on any chat."""

import asyncio
import contextlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

import structlog

from bot.domain.errors import DeliveryUnavailable, PlatformError, StorageError
from bot.domain.job import JobState
from bot.domain.posts import JobStatus
from bot.domain.song import Origin

log = structlog.get_logger(__name__)

LONGEST_WAIT_S = 300.0
MOST_FAILURES = 10
"""So often in a row an edit may fail before the receipt is left as it is: for about half an hour."""
EARLY_MS = 15 * 60_000
"""A status waits so long for its receipt: later there will be none."""


@dataclass
class Card:
    """How an order stands, for whoever shows it."""

    origin: Origin
    status: JobStatus
    since_ms: int
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    """Nothing more will be shown of the order."""

    def put(self, status: JobStatus) -> None:
        """Take a newer status."""
        self.status = status
        self.changed.set()
        if status.state.ended or status.state is JobState.KEPT:
            self.over.set()


class Cards(ABC):
    """Follows orders by the keys of their receipts, each in a task of its own.

    An order may be begun before its receipt is there.
    """

    def __init__(self, now_ms: Callable[[], int]) -> None:
        self._now_ms = now_ms
        self._early: dict[str, Card] = {}
        self._cards: dict[str, Card] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def waiting(self) -> frozenset[str]:
        """What was ordered, and has no receipt yet."""
        return frozenset(self._early)

    @property
    def followed(self) -> frozenset[str]:
        """What has a receipt, and is not over."""
        return frozenset(self._cards)

    @abstractmethod
    def key_of(self, origin: Origin, status: JobStatus) -> str:
        """Return by what the receipt of an order is known."""

    @abstractmethod
    async def is_there(self, key: str, status: JobStatus) -> bool:
        """Tell whether an order has its receipt. Raises `StorageError`."""

    @abstractmethod
    async def follow(self, key: str, card: Card) -> None:
        """Bring a receipt up to date until the order is over, or as long as it can be.

        Raises `StorageError`, which ends that.
        """

    async def show(self, origin: Origin, status: JobStatus) -> None:
        """Show how an order stands, soon; returns at once. Raises `StorageError`."""
        key = self.key_of(origin, status)
        card = self._cards.get(key) or self._early.get(key)
        if card is None:
            card = self._early[key] = Card(origin, status, self._now_ms())
            self._forget_old()
        card.put(status)
        if key in self._early:
            await self._begin(key)

    def began(self, key: str) -> None:
        """Say that a receipt is there: what was to be shown in it is shown."""
        if key in self._early:
            self._run(self._begin(key))

    async def stop(self) -> None:
        """Leave every receipt as it is."""
        for task in list(self._tasks):
            task.cancel()
        if self._tasks:
            await asyncio.wait(list(self._tasks))

    async def _begin(self, key: str) -> None:
        """Look after a receipt from now on, if it is there."""
        card = self._early.get(key)
        if card is None or not await self.is_there(key, card.status):
            return  # the order is just being taken
        if self._early.get(key) is card:
            self._cards[key] = self._early.pop(key)
            self._run(self._keep(key, card))

    async def _keep(self, key: str, card: Card) -> None:
        """Show every status of an order until it is over."""
        try:
            await self.follow(key, card)
            await card.over.wait()  # else the next status would begin anew
        except StorageError:
            log.exception("progress broke off", job=card.status.job_id)
        finally:
            del self._cards[key]

    def _forget_old(self) -> None:
        """Give up statuses for which no receipt came."""
        too_old_ms = self._now_ms() - EARLY_MS
        for key, card in list(self._early.items()):
            if card.since_ms > too_old_ms:
                return  # they stand in the order of their coming
            del self._early[key]

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("showing progress broke off", exc_info=error)


def wait_s(first_s: float, failures: int, error: PlatformError) -> float:
    """Return how long to wait after so many failures in a row, in seconds; a chat may wish for longer."""
    wish_s = error.retry_after_s if isinstance(error, DeliveryUnavailable) else None
    return max(wish_s or 0.0, min(LONGEST_WAIT_S, first_s * 2.0**failures))


async def within(event: asyncio.Event, seconds: float) -> None:
    """Wait for an event, but no longer than this."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
