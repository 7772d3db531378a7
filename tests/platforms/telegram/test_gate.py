"""The gate to Telegram: never more than its limits, songs first, and each chat for itself."""

import asyncio
import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import DeliveryUnavailable
from bot.platforms.telegram.gate import (
    CLEAR_EVERY_S,
    MOST_HELD_S,
    MOST_WAIT_S,
    Dropped,
    Gate,
    Limit,
    Limits,
    Rank,
)

ANN, BOB, HALL = "11", "12", "-100"
TIGHT = Limits(all=Limit(4, 1.0), chat=Limit(2, 2.0), group=Limit(4, 20.0))


@dataclass(order=True)
class Call:
    """Something that happens at a time."""

    at_s: float
    n: int
    what: Callable[[], object] = field(compare=False)
    cancelled: bool = field(default=False, compare=False)

    def cancel(self) -> None:
        self.cancelled = True


class Timeline:
    """A clock that jumps from one event to the next."""

    def __init__(self) -> None:
        self.now_s = 1_000.0
        self._calls: list[Call] = []
        self._count = count()

    def __call__(self) -> float:
        return self.now_s

    def later(self, delay_s: float, what: Callable[[], object]) -> Call:
        """Plan something."""
        call = Call(self.now_s + delay_s, next(self._count), what)
        heapq.heappush(self._calls, call)
        return call

    async def sleep(self, seconds: float) -> None:
        """Wait by this clock."""
        over = asyncio.Event()
        self.later(seconds, over.set)
        await over.wait()

    async def run(self, until_s: float = 1e9) -> None:
        """Let everything happen that is planned until then."""
        await settled()
        while self._calls and self._calls[0].at_s <= until_s:
            call = heapq.heappop(self._calls)
            if not call.cancelled:
                self.now_s = max(self.now_s, call.at_s)
                call.what()
                await settled()


async def settled() -> None:
    """Let every task come to where it waits."""
    for _ in range(6):
        await asyncio.sleep(0)


@dataclass
class Sent:
    """A request, and the time for which it was under way."""

    chat: str
    rank: Rank
    asked_s: float
    from_s: float = 0.0
    until_s: float = 0.0
    arrives: float = 0.0
    """When in this time it arrives, from 0 to 1."""
    error: Exception | None = None

    @property
    def arrived_s(self) -> float:
        return self.from_s + self.arrives * (self.until_s - self.from_s)


class Traffic:
    """Requests through a gate."""

    def __init__(self, limits: Limits = TIGHT) -> None:
        self.time = Timeline()
        self.gate = Gate(limits, now_s=self.time, call_later=self.time.later)
        self.sent: list[Sent] = []
        self.tasks: list[asyncio.Task[None]] = []

    def ask(
        self, chat: str, rank: Rank, *, takes_s: float = 0.0, key: str = "", upload: bool = False
    ) -> Sent:
        """Send something as soon as the gate lets it through."""
        one = Sent(chat, rank, self.time.now_s)

        async def go() -> None:
            try:
                async with self.gate.turn(chat, rank, key=key, upload=upload):
                    one.from_s = self.time.now_s
                    self.sent.append(one)
                    if takes_s:
                        await self.time.sleep(takes_s)
                    one.until_s = self.time.now_s
            except (Dropped, DeliveryUnavailable) as error:
                one.error = error

        self.tasks.append(asyncio.create_task(go()))
        return one

    async def end(self) -> None:
        """Let everything that was asked come to its end."""
        await self.time.run()
        await asyncio.gather(*self.tasks)


def went(*sent: Sent) -> list[float]:
    """Return after how many seconds they went."""
    return [round(one.from_s - one.asked_s, 6) for one in sent]


def is_given_up(sent: Sent) -> bool:
    """Tell whether it waited for too long."""
    return isinstance(sent.error, DeliveryUnavailable)


async def test_a_short_burst_goes_at_once_and_the_rest_at_the_pace_of_the_chat() -> None:
    traffic = Traffic()
    asked = [traffic.ask(ANN, Rank.ANSWER) for _ in range(5)]
    other = traffic.ask(BOB, Rank.ANSWER)
    await traffic.end()
    assert went(*asked) == [0, 0, 2, 2, 4]
    assert went(other) == [0]


async def test_songs_go_before_receipts_that_came_first() -> None:
    traffic = Traffic()
    receipts = [traffic.ask(ANN, Rank.ANSWER) for _ in range(5)]
    await settled()
    song = traffic.ask(ANN, Rank.RESULT)
    await traffic.end()
    assert traffic.sent == [*receipts[:2], song, *receipts[2:]]


async def test_a_group_keeps_room_for_songs() -> None:
    limits = Limits(all=Limit(100, 1.0), chat=Limit(100, 1.0), group=Limit(10, 60.0))
    traffic = Traffic(limits)
    receipts = [traffic.ask(HALL, Rank.ANSWER) for _ in range(10)]
    await settled()
    songs = [traffic.ask(HALL, Rank.RESULT) for _ in range(2)]
    await traffic.end()
    assert went(*songs) == [0, 0]
    assert went(*receipts) == [0] * 8 + [60] * 2


async def test_progress_and_actions_are_dropped_first_and_wait_for_nothing() -> None:
    limits = Limits(all=Limit(100, 1.0), chat=Limit(100, 1.0), group=Limit(10, 60.0))
    traffic = Traffic(limits)
    actions = [traffic.ask(HALL, Rank.ACTION) for _ in range(6)]
    edits = [traffic.ask(HALL, Rank.PROGRESS) for _ in range(3)]
    answers = [traffic.ask(HALL, Rank.ANSWER) for _ in range(3)]
    await settled()
    assert [one.error is None for one in actions] == [True] * 4 + [False] * 2
    assert [one.error is None for one in edits] == [True, False, False]
    assert went(*answers) == [0, 0, 0]
    await traffic.end()


async def test_of_several_edits_of_a_message_only_the_newest_goes() -> None:
    traffic = Traffic()
    first = [traffic.ask(ANN, Rank.ANSWER) for _ in range(2)]
    await settled()
    old, other, new = (traffic.ask(ANN, Rank.ANSWER, key=key) for key in ("7", "8", "7"))
    progress = traffic.ask(ANN, Rank.PROGRESS, key="7")
    await traffic.end()
    assert isinstance(old.error, Dropped)
    assert isinstance(progress.error, Dropped)
    assert traffic.sent == [*first, other, new]


async def test_a_429_holds_its_own_chat_and_all_others_go_on() -> None:
    traffic = Traffic()
    traffic.gate.hold(ANN, 7)
    held = [traffic.ask(ANN, rank) for rank in Rank]
    other = traffic.ask(BOB, Rank.PROGRESS)
    await traffic.end()
    assert went(*held[:2], other) == [7, 7, 0]
    assert [type(one.error) for one in held[2:]] == [Dropped, Dropped]


async def test_a_chat_that_is_closed_for_long_is_not_waited_for() -> None:
    traffic = Traffic()
    waiting = [traffic.ask(ANN, Rank.RESULT) for _ in range(3)][2]
    await settled()
    traffic.gate.hold(ANN, MOST_HELD_S + 30)
    late = traffic.ask(ANN, Rank.RESULT)
    await settled()
    for one in (waiting, late):
        assert isinstance(one.error, DeliveryUnavailable)
        assert one.error.retry_after_s == MOST_HELD_S + 30
    await traffic.end()


async def test_waiting_has_an_end() -> None:
    traffic = Traffic(Limits(group=Limit(1, 10 * MOST_WAIT_S)))
    traffic.ask(HALL, Rank.RESULT)
    waiting = traffic.ask(HALL, Rank.RESULT)
    await traffic.time.run(1_000 + MOST_WAIT_S - 1)
    assert not is_given_up(waiting)
    await traffic.time.run(1_000 + MOST_WAIT_S)
    assert is_given_up(waiting)


async def test_uploads_to_a_chat_are_under_way_at_the_same_time_and_hold_nobody_up() -> None:
    traffic = Traffic()
    uploads = [traffic.ask(ANN, Rank.RESULT, takes_s=100, upload=True) for _ in range(2)]
    answer = traffic.ask(ANN, Rank.ANSWER)
    await traffic.end()
    assert went(*uploads, answer) == [0, 0, 2]


async def test_who_leaves_while_waiting_takes_nobodys_turn() -> None:
    traffic = Traffic()
    for _ in range(2):
        traffic.ask(ANN, Rank.ANSWER)
    await settled()
    gone = asyncio.create_task(_pass(traffic.gate))
    await settled()
    after = traffic.ask(ANN, Rank.ANSWER)
    await settled()
    gone.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gone
    await traffic.end()
    assert went(after) == [2]


async def test_chats_in_which_nothing_happens_are_forgotten() -> None:
    traffic = Traffic()
    for n in range(20):
        traffic.ask(f"{n}", Rank.ANSWER)
    await traffic.end()
    traffic.time.now_s += 2 * CLEAR_EVERY_S
    traffic.ask(HALL, Rank.ANSWER)
    await traffic.end()
    assert traffic.gate.chats == {HALL}


async def _pass(gate: Gate) -> None:
    async with gate.turn(ANN, Rank.ANSWER):
        raise AssertionError("it left before its turn came")


# --- whatever is sent -------------------------------------------------------------------------

REQUESTS = st.lists(
    st.tuples(
        st.sampled_from([0.0, 0.0, 0.1, 0.7, 3.0]),
        st.sampled_from([ANN, BOB, HALL]),
        st.sampled_from(list(Rank)),
        st.sampled_from([0.0, 0.05, 0.4, 1.5]),
        st.sampled_from([0.0, 0.6, 1.0]),
    ),
    max_size=25,
)
Steps = list[tuple[float, str, Rank, float, float]]
"""The pause before a request, its chat and rank, how long it takes, and when in that time it arrives."""


async def carry_out(steps: Steps) -> Traffic:
    """Send all of it: each a while after the one before, and each takes a while."""
    traffic = Traffic()
    for pause_s, chat, rank, takes_s, arrives in steps:
        until_s = traffic.time.now_s + pause_s
        await traffic.time.run(until_s)
        traffic.time.now_s = until_s
        traffic.ask(chat, rank, takes_s=takes_s).arrives = arrives
        await settled()
    await traffic.end()
    return traffic


@given(REQUESTS)
def test_no_window_has_more_than_the_limits_whenever_requests_arrive(steps: Steps) -> None:
    traffic = asyncio.run(carry_out(steps))
    for limit, sent in (
        (TIGHT.all, traffic.sent),
        *((TIGHT.chat, [one for one in traffic.sent if one.chat == chat]) for chat in (ANN, BOB, HALL)),
        (TIGHT.group, [one for one in traffic.sent if one.chat == HALL]),
    ):
        times = sorted(one.arrived_s for one in sent)
        for first, last in zip(times, times[limit.most :], strict=False):
            assert last - first >= limit.window_s - 1e-6


@given(REQUESTS)
def test_no_song_waits_behind_what_is_less_and_nothing_is_lost(steps: Steps) -> None:
    traffic = asyncio.run(carry_out(steps))
    for song in (one for one in traffic.sent if one.rank is Rank.RESULT):
        overtook = [
            one
            for one in traffic.sent
            if one.chat == song.chat and one.rank > song.rank and song.asked_s < one.from_s < song.from_s
        ]
        assert overtook == []
    asked = [rank for _, _, rank, *_ in steps if rank <= Rank.ANSWER]
    assert sorted(asked) == sorted(one.rank for one in traffic.sent if one.rank <= Rank.ANSWER)
