"""Services without room: the order keeps its place, or moves on, and whoever ordered sees it."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.domain.errors import (
    BalanceTooLow,
    Busy,
    InputModerated,
    NotEnabled,
    OutcomeUnknown,
    ProviderError,
    RateLimited,
    TookTooLong,
    TransientFailure,
)
from bot.domain.job import JobState
from bot.domain.money import Cost, Price
from bot.domain.people import Account
from bot.domain.ports import Accepted, Answered, Submitting
from bot.domain.quota import MoneyCap
from bot.locales import catalogue
from bot.store import jobs, ledger
from bot.studio.board import remarks
from bot.studio.endings import LONGEST_WAIT_S
from bot.studio.pace import WINDOW_S, Pace
from bot.studio.rules import PATIENCE_MS
from bot.studio.views import CancelOutcome
from tests.studio.conftest import MakeStudio
from tests.studio.fakes import (
    CHAT,
    TAVERN,
    ScriptedProvider,
    Step,
    Studio,
    info,
    sings,
    with_limits,
)
from tests.studio.running import dispatching, until

WORDS_COST = Cost(10_000, "USD")
SONG_PRICE = Price(200_000, "USD")
WORDS: list[Step] = [Submitting("lyrics"), Answered({"lyrics": "la"}, cost=WORDS_COST)]
REFUNDED = ["refund", "reserve"]


def says(studio: Studio, job_id: str) -> list[str]:
    """Return what the progress message says about the service."""
    status = studio.board.status(job_id)
    assert status is not None
    return [catalogue().phrase(one) for one in remarks(status)]


async def come_back(studio: Studio, job_id: str) -> None:
    """Let the time go by that an order waits before it is sent again."""
    studio.clock.ms = (await studio.job(job_id)).not_before_ms


# --- what is seen -------------------------------------------------------------------------------


@pytest.mark.parametrize("error", [Busy, RateLimited, TransientFailure])
async def test_whoever_ordered_sees_that_the_service_has_no_room_until_it_has(
    studio: Studio, one: ScriptedProvider, song: bytes, error: type[ProviderError]
) -> None:
    one.plan([Submitting(), error()], sings(song))
    job_id = await studio.ordered()
    assert says(studio, job_id) == []
    async with dispatching(studio):
        await until(studio, queued=1)
        while not says(studio, job_id):
            await asyncio.sleep(0)
        assert says(studio, job_id) == [
            "The one service has no room just now; your song keeps its place and is sent again."
        ]
        await studio.board.show_now()
        await come_back(studio, job_id)
        studio.dispatcher.wake()
        await until(studio, done=1)
    await studio.board.show_now()
    assert [status.busy for status in studio.chat.shown if status.state is JobState.QUEUED][-1]
    assert not studio.chat.shown[-1].busy


async def test_whoever_ordered_sees_that_another_service_has_it(
    make_studio: MakeStudio, one: ScriptedProvider, two: ScriptedProvider
) -> None:
    studio = make_studio(one, two)
    one.plan([Submitting(), Busy()])
    job_id = await studio.ordered()
    await studio.run(job_id)
    assert says(studio, job_id) == ["Moved to The two service: The one service could not take it."]
    assert (await studio.run(job_id)).state is JobState.DONE
    (post,) = studio.chat.songs()
    assert post.provider_title == "The two service"


async def test_after_a_restart_it_is_still_seen(
    make_studio: MakeStudio, one: ScriptedProvider, two: ScriptedProvider
) -> None:
    before = make_studio(one, two)
    one.plan([Submitting(), Busy()])
    two.plan([Submitting(), Busy()])
    job_id = await before.ordered()
    await before.run(job_id)
    await before.run(job_id)
    after = make_studio(one, two)
    after.clock.ms = before.clock.ms
    await after.dispatcher.recover()
    async with dispatching(after):
        while len(says(after, job_id)) < 2:
            await asyncio.sleep(0)
    assert says(after, job_id) == [
        "Moved to The two service: The one service could not take it.",
        "The two service has no room just now; your song keeps its place and is sent again.",
    ]


# --- the place in line --------------------------------------------------------------------------


async def test_a_song_that_was_sent_away_comes_before_a_later_one_of_the_same_person(
    studio: Studio, one: ScriptedProvider
) -> None:
    one.plan([Submitting(), Busy(retry_after_s=60)], [Submitting(), InputModerated()])
    first = await studio.ordered(who="ann")
    await studio.run(first)
    second = await studio.ordered(who="ann")
    others = await studio.ordered(who="bob")
    async with dispatching(studio):
        await until(studio, failed=1, queued=2)
        assert one.orders == [first, others]  # bob does not wait for ann
        await come_back(studio, first)
        studio.dispatcher.wake()
        await until(studio, failed=3)
    assert one.orders == [first, others, first, second]


async def test_a_later_song_at_another_service_does_not_wait_for_it(
    make_studio: MakeStudio, one: ScriptedProvider, two: ScriptedProvider
) -> None:
    studio = make_studio(one, two)
    one.plan([Submitting(), Busy(retry_after_s=60)])
    two.plan([Submitting(), InputModerated()])
    await studio.run(await studio.ordered(provider="one"))
    await studio.ordered(provider="two")
    async with dispatching(studio):
        await until(studio, failed=1, queued=1)


# --- words that are paid, and a song that is not begun ------------------------------------------


async def test_words_are_not_bought_again_while_their_song_waits_for_room(
    make_studio: MakeStudio, one: ScriptedProvider, two: ScriptedProvider, song: bytes
) -> None:
    studio = make_studio(one, two)
    one.plan([*WORDS, Submitting(), Busy()], [Submitting(), Busy()], sings(song))
    job_id = await studio.ordered()
    for _ in range(2):
        assert (await studio.run(job_id)).state is JobState.QUEUED  # at the service that wrote the words
        await come_back(studio, job_id)
    assert (await studio.run(job_id)).state is JobState.DONE
    assert [call.kind for call in one.tasks[-1].calls] == ["lyrics"]
    calls = await studio.calls(job_id)
    assert [(call.n, call.kind, call.outcome) for call in calls] == [
        (1, "lyrics", "answered"),
        (2, "song", "refused"),
        (3, "song", "refused"),
        (4, "song", "answered"),
    ]
    assert two.orders == []


async def test_a_song_whose_words_are_paid_can_not_be_cancelled(
    studio: Studio, one: ScriptedProvider
) -> None:
    one.plan([*WORDS, Submitting(), Busy()])
    job_id = await studio.ordered()
    await studio.run(job_id)
    async with dispatching(studio):
        while not (says(studio, job_id) and studio.board.status(job_id).line):  # type: ignore[union-attr]
            await asyncio.sleep(0)
        assert not studio.board.status(job_id).can_cancel  # type: ignore[union-attr]
    cancelled = await studio.desk.cancel(Account(CHAT, "ann"), TAVERN)
    assert cancelled.outcome is CancelOutcome.SINGING


async def test_words_alone_do_not_make_an_order_wait_for_a_day(
    make_studio: MakeStudio, one: ScriptedProvider
) -> None:
    one.info = replace(one.info, price=SONG_PRICE)
    studio = make_studio(one)
    one.plan([*WORDS, Submitting(), Busy()], [Submitting(), Busy()])
    job_id = await studio.ordered()
    assert (await studio.run(job_id)).state is JobState.QUEUED
    studio.clock.forward(PATIENCE_MS)
    job = await studio.run(job_id)
    assert job.state is JobState.FAILED
    assert job.failure is not None
    assert job.failure.code == "busy"
    assert await studio.moves(job_id) == REFUNDED
    assert await bill(studio, job_id) == [WORDS_COST]


async def bill(studio: Studio, job_id: str) -> list[Cost]:
    """Return what an order comes to, in each currency."""
    return [one.cost for one in await ledger.held(studio.db.read, job_id)]


@pytest.mark.parametrize("error", [NotEnabled, BalanceTooLow])
async def test_after_the_words_another_service_sings_what_the_first_will_not(
    make_studio: MakeStudio, song: bytes, error: type[ProviderError]
) -> None:
    one = ScriptedProvider(replace(info("one"), price=SONG_PRICE), [[*WORDS, Submitting(), error()]])
    two = ScriptedProvider(replace(info("two"), price=SONG_PRICE), [sings(song)])
    studio = make_studio(one, two)
    job_id = await studio.ordered()
    job = await studio.run(job_id)
    assert (job.state, job.provider) == (JobState.QUEUED, "two")
    assert await bill(studio, job_id) == [Cost(210_000, "USD")]
    assert (await studio.run(job_id)).state is JobState.DONE
    assert two.tasks[0].calls == ()  # what the first one wrote is nothing to the second
    assert await bill(studio, job_id) == [Cost(160_000, "USD")]
    calls = await studio.calls(job_id)
    assert [(call.n, call.provider, call.outcome) for call in calls] == [
        (1, "one", "answered"),
        (2, "one", "refused"),
        (3, "two", "answered"),
    ]


async def test_words_that_another_service_wrote_keep_no_order_at_a_busy_one(
    make_studio: MakeStudio, one: ScriptedProvider, two: ScriptedProvider, song: bytes
) -> None:
    studio = make_studio(one, two, ScriptedProvider(info("three"), [sings(song)]))
    one.plan([*WORDS, Submitting(), NotEnabled()])
    two.plan([Submitting(), Busy()])
    job_id = await studio.ordered()
    assert [(await studio.run(job_id)).provider for _ in range(2)] == ["two", "three"]


async def test_what_the_words_cost_counts_when_another_service_is_asked(make_studio: MakeStudio) -> None:
    one = ScriptedProvider(replace(info("one"), price=SONG_PRICE), [[*WORDS, Submitting(), BalanceTooLow()]])
    two = ScriptedProvider(replace(info("two"), price=SONG_PRICE), [[]])
    studio = make_studio(one, two, rules=with_limits(money=MoneyCap(205_000, "USD", "month")))
    job_id = await studio.ordered()
    assert (await studio.run(job_id)).state is JobState.FAILED
    assert await bill(studio, job_id) == [WORDS_COST]


async def test_words_whose_answer_was_lost_end_the_order(
    make_studio: MakeStudio, one: ScriptedProvider, two: ScriptedProvider
) -> None:
    by_call = Price(30_000, "USD", "call")
    one.info = replace(one.info, price=by_call, most_calls=2)
    studio = make_studio(one, two)
    one.plan([Submitting("lyrics"), OutcomeUnknown()])
    job_id = await studio.ordered()
    job = await studio.run(job_id)
    assert job.failure is not None
    assert job.failure.code == "unknown-outcome"
    assert await studio.moves(job_id) == REFUNDED
    assert await studio.endings.tell(job_id)
    assert len(studio.chat.notices()) == 1
    (call,) = await studio.calls(job_id)
    assert (call.outcome, call.cost) == ("unknown", Cost(30_000, "USD"))
    assert await bill(studio, job_id) == [Cost(30_000, "USD")]
    assert two.orders == []


# --- no song in time ----------------------------------------------------------------------------


@pytest.mark.parametrize("steps", [[Submitting()], [Submitting(), Accepted("task-1")]], ids=["open", "task"])
async def test_a_song_that_took_too_long_may_have_cost_and_is_not_asked_for_again(
    make_studio: MakeStudio, steps: list[Step]
) -> None:
    slow = ScriptedProvider(replace(info("slow"), price=SONG_PRICE), [[*steps, TookTooLong()]])
    studio = make_studio(slow)
    job_id = await studio.ordered()
    job = await studio.run(job_id)
    assert job.failure is not None
    assert job.failure.code == "took-too-long"
    (call,) = await studio.calls(job_id)
    assert (call.outcome, call.cost) == ("unknown", Cost(200_000, "USD"))
    assert await studio.moves(job_id) == REFUNDED
    assert await bill(studio, job_id) == [Cost(200_000, "USD")]
    assert await jobs.under_way(studio.db.read, now_ms=studio.clock.ms) == []


# --- requests in a minute -----------------------------------------------------------------------


class Gate:
    """Stands where a pace sleeps, and lets nobody through until it is opened."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self.waiting, self.opened = asyncio.Event(), asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        self.waiting.set()
        await self.opened.wait()
        self.now_s += seconds

    def pace(self, per_minute: int) -> Pace:
        return Pace(per_minute, now_s=lambda: self.now_s, sleep=self.sleep)


async def test_all_calls_of_a_service_share_its_minute(
    make_studio: MakeStudio, one: ScriptedProvider, song: bytes
) -> None:
    gate = Gate()
    studio = make_studio(one, paces={"one": gate.pace(2)})
    gate.opened.set()
    one.plan([*WORDS, *sings(song)])
    for who in ("ann", "bob"):
        assert (await studio.run(await studio.ordered(who=who))).state is JobState.DONE
    assert gate.now_s == WINDOW_S  # four requests, two in a minute


PACED: Sequence[tuple[list[Step], list[str]]] = (
    ([Submitting()], []),
    ([*WORDS, Submitting()], ["lyrics"]),
)


@pytest.mark.parametrize(("steps", "made"), PACED, ids=["first call", "second call"])
async def test_a_stop_while_an_order_waits_for_its_minute_leaves_no_trace_of_a_call(
    make_studio: MakeStudio, one: ScriptedProvider, song: bytes, steps: list[Step], made: list[str]
) -> None:
    gate = Gate()
    studio = make_studio(one, paces={"one": gate.pace(max(1, len(made)))})
    if not made:
        await gate_used(gate, studio, one)
    one.plan(steps)
    job_id = await studio.ordered(who="bob")
    async with dispatching(studio, grace_s=60):
        await gate.waiting.wait()
    assert (await studio.job(job_id)).state is JobState.RUNNING
    assert [call.kind for call in await studio.calls(job_id)] == made


async def test_a_song_that_waits_for_its_minute_can_be_cancelled(
    make_studio: MakeStudio, one: ScriptedProvider
) -> None:
    gate = Gate()
    studio = make_studio(one, paces={"one": gate.pace(1)})
    await gate_used(gate, studio, one)
    job_id = await studio.ordered(who="ann")
    async with dispatching(studio):
        await gate.waiting.wait()
        cancelled = await studio.desk.cancel(Account(CHAT, "ann"), TAVERN)
    assert cancelled.outcome is CancelOutcome.CANCELLED
    assert await studio.moves(job_id) == REFUNDED
    assert await studio.calls(job_id) == []


async def gate_used(gate: Gate, studio: Studio, one: ScriptedProvider) -> None:
    """Let somebody else have the one request of this minute."""
    one.plan([Submitting(), InputModerated()])
    await studio.run(await studio.ordered(who="cid"))
    assert not gate.waiting.is_set()


def test_an_order_is_sent_again_several_times_before_it_is_given_up() -> None:
    assert LONGEST_WAIT_S * 1.2 * 1000 * 4 < PATIENCE_MS


async def test_a_service_that_writes_words_and_is_lost_after_them_is_taken_up_again(
    studio: Studio, one: ScriptedProvider, song: bytes
) -> None:
    words: list[Step] = [Submitting("lyrics"), Accepted("words-1")]
    again: list[Step] = [Answered({"lyrics": "la"}, cost=WORDS_COST), *sings(song)]
    one.plan([*words, TransientFailure()], again)
    job_id = await studio.ordered()
    assert (await studio.run(job_id)).state is JobState.RUNNING
    assert (await studio.run(job_id)).state is JobState.DONE
    assert [call.kind for call in await studio.calls(job_id)] == ["lyrics", "song"]
