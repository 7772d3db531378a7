"""Polling on a clock that needs no time."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import BadRequest, Busy, ProviderError, RateLimited, TookTooLong, TransientFailure
from bot.net.polling import Waiting, answers, pause, poll


class Clock:
    """Time that passes only where somebody sleeps."""

    def __init__(self, chance: float = 0.5) -> None:
        self.now, self.slept = 0.0, list[float]()
        self.waiting = Waiting(self.sleep, lambda: self.now, lambda: chance)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 6))
        self.now += seconds


def asks(*outcomes: str | ProviderError | None) -> Callable[[], Awaitable[str | None]]:
    """Ask and get these in turn; the last one again and again."""
    left = list(outcomes)

    async def ask() -> str | None:
        outcome = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(outcome, ProviderError):
            raise outcome
        return outcome

    return ask


async def test_it_asks_at_once_and_then_at_intervals() -> None:
    clock = Clock()
    assert await poll(asks(None, None, "song"), every_s=5, until=60, waiting=clock.waiting) == "song"
    assert clock.slept == [5, 5]


@pytest.mark.parametrize(("chance", "first"), [(0.0, 4.0), (0.25, 4.5), (1.0, 6.0)])
async def test_the_intervals_are_not_in_step(chance: float, first: float) -> None:
    clock = Clock(chance)
    await poll(asks(None, "song"), every_s=5, until=60, waiting=clock.waiting)
    assert clock.slept == [first]


async def test_failures_make_longer_pauses_until_an_answer_comes() -> None:
    clock = Clock()
    ask = asks(
        TransientFailure(), Busy(), RateLimited(), TransientFailure(), None, TransientFailure(), "song"
    )
    assert await poll(ask, every_s=5, until=900, longest_s=60, waiting=clock.waiting) == "song"
    assert clock.slept == [10, 20, 40, 60, 5, 10]


async def test_the_services_own_wish_is_a_lower_bound() -> None:
    clock = Clock(chance=0.0)
    ask = asks(Busy(retry_after_s=90), RateLimited(retry_after_s=1), "song")
    await poll(ask, every_s=5, until=900, waiting=clock.waiting)
    assert clock.slept == [90, 16]


async def test_it_asks_a_last_time_at_the_deadline_and_gives_up() -> None:
    clock, last = Clock(), TransientFailure("gateway")
    with pytest.raises(TookTooLong) as caught:
        await poll(asks(None, None, last), every_s=5, until=12, waiting=clock.waiting)
    assert clock.slept == [5, 5, 2]
    assert caught.value.__cause__ is last


async def test_a_wish_beyond_the_deadline_ends_there() -> None:
    clock = Clock()
    with pytest.raises(TookTooLong):
        await poll(asks(RateLimited(retry_after_s=3600)), every_s=5, until=30, waiting=clock.waiting)
    assert clock.now == 30


async def test_what_may_not_be_asked_again_goes_through() -> None:
    clock = Clock()
    with pytest.raises(BadRequest):
        await poll(asks(None, BadRequest()), every_s=5, until=60, waiting=clock.waiting)


async def test_each_answer_is_given_out() -> None:
    clock, found = Clock(), []
    asked = answers(asks("a", TransientFailure(), "b"), every_s=5, until=60, waiting=clock.waiting)
    async with aclosing(asked):
        async for answer in asked:
            found.append(answer)
            if answer == "b":
                break
    assert found == ["a", "b"]


async def test_it_can_be_cancelled_while_it_waits() -> None:
    task = asyncio.create_task(poll(asks(None), every_s=1000, until=float("inf")))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


@given(st.floats(0.01, 100), st.integers(0, 10**6), st.floats(0.01, 1000), st.floats(0, 1))
def test_a_pause_stays_within_its_bounds(
    every_s: float, failures: int, longest_s: float, chance: float
) -> None:
    found = pause(every_s, failures, longest_s=longest_s, chance=chance)
    assert 0.79 * min(every_s, longest_s) <= found <= 1.21 * max(every_s, longest_s)
