"""Ask again and again until a task is done: politely, with patience for what goes wrong, and not for ever."""

import asyncio
import random
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import TypeVar

from bot.domain.errors import ProviderError, TookTooLong, Unready

T = TypeVar("T")

JITTER = 0.2
"""Pauses are longer or shorter by up to this part, so that many jobs don't ask in step."""
GROWTH = 2.0
"""Each failure in a row makes the next pause so many times as long."""
LONGEST_S = 60.0


@dataclass(frozen=True)
class Waiting:
    """How waiting is done; tests pass clocks that need no time."""

    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    now_s: Callable[[], float] = time.monotonic
    random: Callable[[], float] = random.random
    """From 0 to 1."""


async def answers(
    ask: Callable[[], Awaitable[T]],
    *,
    every_s: float,
    until: float,
    longest_s: float = LONGEST_S,
    waiting: Waiting | None = None,
) -> AsyncGenerator[T]:
    """Ask at once and then about every `every_s` seconds; give out each answer until nobody wants more.

    What may be asked again by itself (`may_retry`: `TransientFailure`, `RateLimited`, `Busy`) is, after
    pauses that grow up to `longest_s` and are never shorter than the service's own wish. Every other error
    of `ask` goes through. The last question is asked at `until` (seconds of the monotonic clock); after
    that it raises `TookTooLong`. How long one question may take is the business of `ask`.
    """
    clock = waiting or Waiting()
    failures = 0
    last_error: ProviderError | None = None
    while True:
        wish_s = 0.0
        try:
            answer = await ask()
        except ProviderError as error:
            if not error.may_retry:
                raise
            failures, last_error = failures + 1, error
            if isinstance(error, Unready):
                wish_s = error.retry_after_s or 0.0
        else:
            failures, last_error = 0, None
            yield answer
        left_s = until - clock.now_s()
        if left_s <= 0:
            raise TookTooLong("not done by its deadline") from last_error
        pause_s = pause(every_s, failures, longest_s=longest_s, chance=clock.random())
        await clock.sleep(min(max(pause_s, wish_s), left_s))


async def poll(
    ask: Callable[[], Awaitable[T | None]],
    *,
    every_s: float,
    until: float,
    longest_s: float = LONGEST_S,
    waiting: Waiting | None = None,
) -> T:
    """Ask as `answers` does until an answer is not None, and return it."""
    asked = answers(ask, every_s=every_s, until=until, longest_s=longest_s, waiting=waiting)
    async with aclosing(asked):
        async for answer in asked:
            if answer is not None:
                return answer
    raise AssertionError("answers never end by themselves")


def pause(every_s: float, failures: int, *, longest_s: float, chance: float) -> float:
    """Return the seconds to wait after so many failures in a row; `chance` is from 0 to 1."""
    grown = every_s * GROWTH ** min(failures, 32)
    return min(grown, max(longest_s, every_s)) * (1 - JITTER + 2 * JITTER * chance)
