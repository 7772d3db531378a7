"""The gate that everything passes on its way to Telegram: at most so much to a chat, to a group, and in all.

Each chat has a lane of its own. Songs go before answers, and answers before anything that only shows how work
goes on; the latter waits for nothing and is dropped where a chat has little room. What has passed the gate is
under way, and several uploads may be so at once.
"""

import asyncio
import math
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Protocol

from bot.domain.errors import DeliveryUnavailable
from bot.platforms.telegram import facts

MOST_WAIT_S = 300.0
"""Nothing waits longer for its turn: whoever sent it tries again later."""
MOST_HELD_S = 30.0
"""A chat that Telegram closed for longer than this is not waited for."""

CLEAR_EVERY_S = 60.0
"""Chats in which nothing happens any more are forgotten so often."""


class Rank(IntEnum):
    """What goes first where not everything may go."""

    RESULT = 0
    """Songs, and the news that there is none."""
    ANSWER = 1
    """What somebody asked for and waits to see: receipts, panels, their end."""
    PROGRESS = 2
    """How an order comes along; may be dropped."""
    ACTION = 3
    """"sends a voice message…"; may be dropped."""


SHARES = {Rank.RESULT: 1.0, Rank.ANSWER: 0.8, Rank.PROGRESS: 0.5, Rank.ACTION: 0.4}
"""How much of a limit may be used up before things of a rank have to wait, or are dropped."""


class Dropped(Exception):
    """There is no room for what may be dropped, or something newer came instead of it."""


@dataclass(frozen=True)
class Limit:
    """At most so many requests in any time so long; beyond that Telegram answers 429."""

    most: int
    window_s: float

    def room(self, rank: Rank) -> int:
        """Return how many there may be, the new one included, for it to go now."""
        return math.ceil(self.most * SHARES[rank])


@dataclass(frozen=True)
class Limits:
    """The limits in all, of every chat, and of every group besides."""

    all: Limit = Limit(*facts.LIMIT_IN_ALL)
    chat: Limit = Limit(*facts.LIMIT_OF_CHAT)
    group: Limit = Limit(*facts.LIMIT_OF_GROUP)


class Timer(Protocol):
    """A call that is to come, as the event loop hands it out."""

    def cancel(self) -> None:
        """Let it not come."""
        ...


def later(delay_s: float, call: Callable[[], object]) -> Timer:
    """Call something later, by the event loop's clock."""
    return asyncio.get_running_loop().call_later(delay_s, call)


@dataclass(eq=False)
class _Slot:
    """One request's share of the limits: from when it began until a window after its end."""

    began_s: float
    is_upload: bool
    ended_s: float | None = None

    def counts_until(self, window_s: float) -> float:
        """Return until when it counts; what is no upload counts as long as it is under way, in any case."""
        if self.ended_s is not None:
            return self.ended_s + window_s
        return self.began_s + window_s if self.is_upload else math.inf


@dataclass
class _Used:
    """What is used up of a limit."""

    limit: Limit
    slots: deque[_Slot] = field(default_factory=deque)

    def free_at(self, rank: Rank, now_s: float) -> float:
        """Return when there is room: now, later, or `inf` where that depends on what is under way."""
        self.forget_old(now_s)
        counting = sorted(
            until for one in self.slots if (until := one.counts_until(self.limit.window_s)) > now_s
        )
        surplus = len(counting) - self.limit.room(rank)
        return now_s if surplus < 0 else counting[surplus]

    def forget_old(self, now_s: float) -> None:
        """Forget what ended more than a window ago."""
        since_s = now_s - self.limit.window_s
        self.slots = deque(one for one in self.slots if one.ended_s is None or one.ended_s > since_s)


@dataclass(eq=False)
class _Waiter:
    rank: Rank
    n: int
    """In the order of coming."""
    since_s: float
    key: str
    slot: _Slot
    turn: asyncio.Future[Exception | None]
    """Why it may not go, if it may not."""

    def answer(self, refusal: Exception | None = None) -> None:
        """Tell whether it may go; who has left meanwhile is not told."""
        if not self.turn.done():
            self.turn.set_result(refusal)


@dataclass
class _Lane:
    """What there is of one chat."""

    used: tuple[_Used, ...]
    held_until_s: float = -math.inf
    waiting: list[_Waiter] = field(default_factory=list)

    def free_at(self, rank: Rank, now_s: float) -> float:
        """Return when the chat has room, the bot as a whole aside."""
        return max(self.held_until_s, *(used.free_at(rank, now_s) for used in self.used))

    def is_idle(self, now_s: float) -> bool:
        """Tell whether nothing of it needs to be remembered."""
        for used in self.used:
            used.forget_old(now_s)
        return not self.waiting and self.held_until_s <= now_s and not any(used.slots for used in self.used)


class Gate:
    """Lets requests start when the limits allow it. One for each bot; the limits can be made smaller."""

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        now_s: Callable[[], float] = time.monotonic,
        call_later: Callable[[float, Callable[[], object]], Timer] = later,
    ) -> None:
        self._limits = limits or Limits()
        self._now_s, self._call_later = now_s, call_later
        self._in_all = _Used(self._limits.all)
        self._lanes: dict[str, _Lane] = {}
        self._count = 0
        self._timer: Timer | None = None
        self._cleared_s = now_s()

    @property
    def chats(self) -> frozenset[str]:
        """The chats of which something is remembered."""
        return frozenset(self._lanes)

    @asynccontextmanager
    async def turn(
        self, chat: str, rank: Rank, *, key: str = "", upload: bool = False
    ) -> AsyncIterator[None]:
        """Wait for the turn of one request, which is under way for the length of the context.

        Of several with the same `key` only the newest goes. Raises `Dropped` for what may be dropped and what
        became out of date, `DeliveryUnavailable` where it would have to wait too long.
        """
        slot = await self._pass(chat, rank, key=key, upload=upload)
        try:
            yield
        finally:
            slot.ended_s = self._now_s()
            self._look()

    def hold(self, chat: str, seconds: float) -> None:
        """Send nothing to a chat for so long: Telegram said so. All others go on."""
        lane = self._lane(chat)
        now = self._now_s()
        lane.held_until_s = max(lane.held_until_s, now + seconds)
        if lane.held_until_s - now > MOST_HELD_S:
            for waiter in lane.waiting:
                waiter.answer(DeliveryUnavailable("the chat is held", retry_after_s=seconds))
            lane.waiting.clear()
        self._look()

    async def _pass(self, chat: str, rank: Rank, *, key: str, upload: bool) -> _Slot:
        now, lane = self._now_s(), self._lane(chat)
        slot = _Slot(now, upload)
        if rank >= Rank.PROGRESS:
            if lane.waiting or max(lane.free_at(rank, now), self._in_all.free_at(rank, now)) > now:
                raise Dropped("no room")
            self._take(lane, slot, now)
            return slot
        if key:
            self._drop_older(lane, key)
        if lane.held_until_s - now > MOST_HELD_S:
            raise DeliveryUnavailable("the chat is held", retry_after_s=lane.held_until_s - now)
        self._count += 1
        turn: asyncio.Future[Exception | None] = asyncio.get_running_loop().create_future()
        waiter = _Waiter(rank, self._count, now, key, slot, turn)
        lane.waiting.append(waiter)
        lane.waiting.sort(key=lambda one: (one.rank, one.n))
        self._look()
        try:
            refusal = await turn
        except asyncio.CancelledError:
            if waiter in lane.waiting:
                lane.waiting.remove(waiter)
            slot.ended_s = self._now_s()
            self._look()
            raise
        if refusal is not None:
            raise refusal
        return slot

    def _lane(self, chat: str) -> _Lane:
        lane = self._lanes.get(chat)
        if lane is None:
            of_group = (_Used(self._limits.group),) if is_group(chat) else ()
            lane = self._lanes[chat] = _Lane((_Used(self._limits.chat), *of_group))
        return lane

    def _take(self, lane: _Lane, slot: _Slot, now_s: float) -> None:
        slot.began_s = now_s
        for used in (self._in_all, *lane.used):
            used.slots.append(slot)

    def _drop_older(self, lane: _Lane, key: str) -> None:
        for waiter in [one for one in lane.waiting if one.key == key]:
            lane.waiting.remove(waiter)
            waiter.answer(Dropped("something newer came"))

    def _look(self) -> None:
        """Let go whatever may go, and look again when the next may."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        now = self._now_s()
        self._give_up(now)
        next_s = math.inf
        heads = sorted(
            (lane for lane in self._lanes.values() if lane.waiting),
            key=lambda lane: (lane.waiting[0].rank, lane.waiting[0].n),
        )
        while heads:
            lane = heads.pop(0)
            head = lane.waiting[0]
            free_at = max(lane.free_at(head.rank, now), self._in_all.free_at(head.rank, now))
            if free_at > now:
                next_s = min(next_s, free_at, head.since_s + MOST_WAIT_S)
                continue
            lane.waiting.pop(0)
            if not head.turn.cancelled():
                self._take(lane, head.slot, now)
                head.answer()
            if lane.waiting:
                heads.append(lane)
                heads.sort(key=lambda one: (one.waiting[0].rank, one.waiting[0].n))
        if next_s < math.inf:
            self._timer = self._call_later(max(0.0, next_s - now), self._look)
        if now - self._cleared_s >= CLEAR_EVERY_S:
            self._cleared_s = now
            self._lanes = {chat: lane for chat, lane in self._lanes.items() if not lane.is_idle(now)}

    def _give_up(self, now_s: float) -> None:
        for lane in self._lanes.values():
            for waiter in [one for one in lane.waiting if now_s >= one.since_s + MOST_WAIT_S]:
                lane.waiting.remove(waiter)
                waiter.answer(DeliveryUnavailable("too much is on its way there"))


def is_group(chat: str) -> bool:
    """Tell whether a chat's id is that of a group."""
    return chat.startswith("-")
