"""Requests in a minute: never more than the service allows, and in their order."""

import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.studio.pace import WINDOW_S, Pace


class Time:
    """A clock that goes on only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        assert seconds > 0
        await asyncio.sleep(0)
        self.now += seconds


async def go(per_minute: int | None, waits: Sequence[float]) -> list[float]:
    """Send requests with pauses between them; return when each left."""
    time = Time()
    pace = Pace(per_minute, now_s=time, sleep=time.sleep)
    left = []
    for wait in waits:
        time.now += wait
        await pace.wait()
        left.append(time.now)
    return left


# Eighths of a second, so that sums and differences are exact.
@given(st.integers(1, 5), st.lists(st.integers(0, 400).map(lambda n: n / 8), max_size=40))
def test_no_minute_holds_more_requests_than_allowed(per_minute: int, waits: list[float]) -> None:
    left = asyncio.run(go(per_minute, waits))
    assert left == sorted(left)
    for first, later in zip(left, left[per_minute:], strict=False):
        assert later - first >= WINDOW_S


async def test_a_request_waits_no_longer_than_it_must() -> None:
    assert await go(2, [0, 1, 1, 1]) == [0, 1, 60, 61]


async def test_without_a_limit_nobody_waits() -> None:
    assert await go(None, [0] * 100) == [0] * 100


async def test_who_came_first_goes_first() -> None:
    time = Time()
    pace = Pace(1, now_s=time, sleep=time.sleep)
    order: list[int] = []

    async def request(n: int) -> None:
        await pace.wait()
        order.append(n)

    await asyncio.gather(*(request(n) for n in range(5)))
    assert order == [0, 1, 2, 3, 4]
    assert time.now == 4 * WINDOW_S


async def test_one_that_gives_up_while_waiting_takes_nobodys_turn() -> None:
    time = Time()
    pace = Pace(1, now_s=time, sleep=lambda _: asyncio.Event().wait())
    await pace.wait()
    waiting = asyncio.create_task(pace.wait())
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.wait([waiting])
    time.now = WINDOW_S
    async with asyncio.timeout(10):
        await pace.wait()


@pytest.mark.parametrize("per_minute", [1, 3])
async def test_a_burst_is_let_through_up_to_the_limit(per_minute: int) -> None:
    assert await go(per_minute, [0] * per_minute) == [0] * per_minute
