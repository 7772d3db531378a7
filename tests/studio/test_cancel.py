"""`/cancel`: refunds what no service was asked for, and says why not where it is too late."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from bot.domain.errors import QuotaExceeded
from bot.domain.job import JobState
from bot.domain.people import Account
from bot.domain.ports import Accepted, Progress, Submitting
from bot.domain.quota import Limit
from bot.studio.board import stop_task
from bot.studio.views import CancelOutcome
from tests.store.rows import at
from tests.studio.conftest import MakeStudio
from tests.studio.fakes import CHAT, TAVERN, ScriptedProvider, Studio, info, with_limits

ANN = Account(CHAT, "ann")
DAILY = with_limits(quota=Limit(1, "day"))


@asynccontextmanager
async def dispatching(studio: Studio) -> AsyncIterator[None]:
    """Let songs be started for the length of the context."""
    task = asyncio.create_task(studio.dispatcher.run())
    try:
        yield
    finally:
        await studio.dispatcher.stop(grace_s=0)
        await stop_task(task)


async def until(condition: Callable[[], bool]) -> None:
    """Wait until something in this process has happened."""
    async with asyncio.timeout(30):
        while not condition():
            await asyncio.sleep(0)


async def test_a_song_that_waits_is_cancelled_and_its_place_can_be_used_again(
    make_studio: MakeStudio,
) -> None:
    studio = make_studio(ScriptedProvider(info("one")), rules=DAILY)
    job_id = await studio.ordered()
    with pytest.raises(QuotaExceeded):
        await studio.order()
    done = await studio.desk.cancel(ANN, TAVERN)
    assert (done.outcome, done.job_id) == (CancelOutcome.CANCELLED, job_id)
    assert done.usage is not None
    assert done.usage.left == 1
    assert await studio.moves(job_id) == ["refund", "reserve"]
    await studio.order()


async def test_a_song_ordered_before_midnight_and_cancelled_after_it_leaves_today_alone(
    make_studio: MakeStudio,
) -> None:
    studio = make_studio(ScriptedProvider(info("one")), rules=DAILY)
    studio.clock.ms = at(2026, 3, 10, 23, 59)
    await studio.order()
    studio.clock.ms = at(2026, 3, 11, 0, 5)
    done = await studio.desk.cancel(ANN, TAVERN)
    assert done.usage is not None
    assert (done.usage.used, done.usage.left) == (0, 1)
    await studio.order()
    with pytest.raises(QuotaExceeded):
        await studio.order()


async def test_without_a_name_the_newest_one_that_can_be_cancelled_is(studio: Studio) -> None:
    first, second = await studio.ordered(), await studio.ordered()
    assert (await studio.desk.cancel(ANN, TAVERN)).job_id == second
    assert (await studio.desk.cancel(ANN, TAVERN)).job_id == first
    assert (await studio.desk.cancel(ANN, TAVERN)).outcome is CancelOutcome.NOTHING


async def test_the_named_song_is_cancelled_and_no_other(studio: Studio) -> None:
    first, second = await studio.ordered(), await studio.ordered()
    assert (await studio.desk.cancel(ANN, TAVERN, first)).job_id == first
    assert (await studio.job(second)).state is JobState.QUEUED


@pytest.mark.parametrize("name", ["0", "nonsense", "'; DROP TABLE jobs; --", "\0"])
async def test_a_name_of_nothing_is_answered_so(studio: Studio, name: str) -> None:
    await studio.order()
    assert (await studio.desk.cancel(ANN, TAVERN, name)).outcome is CancelOutcome.NOTHING


async def test_somebody_elses_song_is_nothing_of_mine(studio: Studio) -> None:
    job_id = await studio.ordered(who="bob")
    await studio.ordered(who="ann")
    for account in (ANN, Account(CHAT, "stranger")):
        done = await studio.desk.cancel(account, TAVERN, job_id)
        assert done.outcome is CancelOutcome.NOTHING
    assert (await studio.job(job_id)).state is JobState.QUEUED
    assert await studio.moves(job_id) == ["reserve"]


async def test_a_song_can_be_cancelled_once(studio: Studio) -> None:
    job_id = await studio.ordered()
    answers = await asyncio.gather(*(studio.desk.cancel(ANN, TAVERN, job_id) for _ in range(10)))
    assert sorted(answer.outcome for answer in answers) == ["cancelled"] + ["nothing"] * 9
    assert await studio.moves(job_id) == ["refund", "reserve"]


async def test_a_song_on_its_way_to_the_chat_is_not_cancelled(studio: Studio) -> None:
    job_id = await studio.sung()
    assert (await studio.desk.cancel(ANN, TAVERN)).outcome is CancelOutcome.POSTING
    assert (await studio.job(job_id)).state is JobState.DELIVERING


async def test_the_singer_on_this_machine_is_stopped_and_its_files_are_gone(
    make_studio: MakeStudio,
) -> None:
    singer = ScriptedProvider(info("offline", calls=False), [[Progress("singing", 0.5), asyncio.Event()]])
    studio = make_studio(singer)
    async with dispatching(studio):
        job_id = await studio.ordered()
        await singer.waiting.wait()
        assert (await studio.job(job_id)).state is JobState.RUNNING
        assert (await studio.desk.cancel(ANN, TAVERN)).outcome is CancelOutcome.CANCELLED
        assert singer.at_once == 0
        assert not studio.folders.work(job_id).exists()
        assert (await studio.job(job_id)).state is JobState.CANCELLED
    assert await studio.moves(job_id) == ["refund", "reserve"]


@pytest.mark.parametrize("known", [[Submitting()], [Submitting(), Accepted("task-1")]])
async def test_a_song_a_service_was_asked_for_is_not_cancelled(
    make_studio: MakeStudio, known: list[Submitting | Accepted]
) -> None:
    service = ScriptedProvider(info("one"), [[*known, asyncio.Event()]])
    studio = make_studio(service)
    async with dispatching(studio):
        job_id = await studio.ordered()
        await service.waiting.wait()
        done = await studio.desk.cancel(ANN, TAVERN)
        assert (done.outcome, done.job_id) == (CancelOutcome.SINGING, job_id)
        assert (await studio.job(job_id)).state is JobState.RUNNING
    assert await studio.moves(job_id) == ["reserve"]


async def test_one_that_waits_is_cancelled_before_one_that_can_not_be(make_studio: MakeStudio) -> None:
    service = ScriptedProvider(info("one"), [[Submitting(), asyncio.Event()]])
    studio = make_studio(service)
    async with dispatching(studio):
        waits = await studio.ordered()
        await service.waiting.wait()
        service.waiting.clear()
        later = await studio.ordered()
        assert (await studio.desk.cancel(ANN, TAVERN)).job_id == later
        assert (await studio.desk.cancel(ANN, TAVERN)).job_id == waits


async def test_a_cancelled_song_is_shown_as_cancelled_whatever_the_line_says_later(
    studio: Studio,
) -> None:
    job_id = await studio.ordered()
    await studio.desk.cancel(ANN, TAVERN)
    studio.board.wait(job_id, 1)  # read from the line just before the song was cancelled
    await studio.board.show_now()
    assert studio.chat.shown[-1].state is JobState.CANCELLED
