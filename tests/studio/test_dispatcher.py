"""The dispatcher: fair starts within the limits, recovery, and a polite stop."""

import asyncio
from pathlib import Path

import pytest

from bot.domain.errors import DeliveryUnavailable, InputModerated, StorageError
from bot.domain.job import JobState
from bot.domain.ports import Accepted, Answered, Progress, Submitting
from bot.store import facts, jobs
from bot.studio.board import stop_task
from bot.studio.rules import DAY_MS
from tests.studio.conftest import MakeStudio
from tests.studio.fakes import ScriptedProvider, Step, Studio, WritesFile, info, with_limits
from tests.studio.running import dispatching, until

GRACE_S = 30.0


def gated(name: str, gate: asyncio.Event, *, slots: int = 4) -> ScriptedProvider:
    """A service that refuses every order when the gate is opened: what counts is who is asked, and when."""
    steps: list[Step] = [Submitting(), gate, InputModerated()]
    return ScriptedProvider(info(name, slots=slots), [steps])


async def test_songs_are_made_in_fair_turns_one_at_a_time(make_studio: MakeStudio) -> None:
    gate = asyncio.Event()
    service = gated("one", gate, slots=1)
    studio = make_studio(service)
    who: dict[str, str] = {}
    for name in ("ann", "ann", "ann", "bob"):
        job_id = await studio.ordered(who=name)
        who[job_id] = f"{name}{len([one for one in who.values() if one.startswith(name)]) + 1}"
    gate.set()
    async with dispatching(studio):
        await until(studio, failed=4)
    assert [who[job_id] for job_id in service.orders] == ["ann1", "bob1", "ann2", "ann3"]
    assert service.most_at_once == 1


async def test_a_service_is_never_asked_for_more_songs_at_once_than_it_has_slots(
    make_studio: MakeStudio,
) -> None:
    gate = asyncio.Event()
    one, two = gated("one", gate, slots=2), gated("two", gate, slots=1)
    studio = make_studio(one, two)
    for n in range(4):
        await studio.ordered(who=f"p{n}")
        await studio.ordered(who=f"q{n}", provider="two")
    async with dispatching(studio):
        await until(studio, running=3, queued=5)
        while (one.at_once, two.at_once) != (2, 1):  # running, but perhaps not asked yet
            await asyncio.sleep(0)
        gate.set()
        await until(studio, failed=8)
    assert (one.most_at_once, two.most_at_once) == (2, 1)


@pytest.mark.parametrize("limit", [1, 2])
async def test_a_person_has_so_many_songs_running_whichever_service_sings(
    make_studio: MakeStudio, limit: int
) -> None:
    gate = asyncio.Event()
    one, two = gated("one", gate), gated("two", gate)
    studio = make_studio(one, two, rules=with_limits(running_per_user=limit))
    for provider in ("one", "two", "one", "two"):
        await studio.ordered(who="ann", provider=provider)
    await studio.ordered(who="bob")
    async with dispatching(studio):
        await until(studio, running=limit + 1)
        (row,) = await studio.db.read(
            """SELECT COUNT(*) AS n FROM jobs j JOIN identities i ON i.id = j.identity_id
            WHERE j.state = 'running' AND i.native_id = 'ann'"""
        )
        assert row["n"] == limit


async def test_those_who_wait_move_up_in_line(make_studio: MakeStudio) -> None:
    gate = asyncio.Event()
    service = gated("one", gate, slots=1)
    studio = make_studio(service)
    first = await studio.ordered(who="ann")
    second, third = await studio.ordered(who="bob"), await studio.ordered(who="cid")
    async with dispatching(studio):
        await service.waiting.wait()
        async with asyncio.timeout(30):
            while studio.board.status(third).line != 2:  # type: ignore[union-attr]
                await asyncio.sleep(0)
        assert studio.board.status(second).line == 1  # type: ignore[union-attr]
        assert studio.board.status(first).state is JobState.RUNNING  # type: ignore[union-attr]


async def test_a_postponed_song_is_taken_up_when_its_time_has_come(
    studio: Studio, one: ScriptedProvider
) -> None:
    job_id = await studio.ordered()
    await studio.db.tx(lambda q: q("UPDATE jobs SET not_before_ms = :at", {"at": studio.clock.ms + 60_000}))
    one.plan([Submitting(), InputModerated()])
    async with dispatching(studio):
        studio.dispatcher.wake()
        other = await studio.ordered(who="bob")
        await until(studio, failed=1)
        assert one.orders == [other]
        studio.clock.forward(60_000)
        studio.dispatcher.wake()
        await until(studio, failed=2)
    assert one.orders == [other, job_id]


async def test_the_end_of_a_failed_song_is_told(studio: Studio, one: ScriptedProvider) -> None:
    one.plan([RuntimeError("a mistake of ours")])
    await studio.ordered()
    async with dispatching(studio):
        await studio.chat.until_posted(1)
    assert [notice.refunded for notice in studio.chat.notices()] == [True]


async def test_an_end_that_the_chat_never_takes_is_tried_for_a_day(
    studio: Studio, one: ScriptedProvider
) -> None:
    one.plan([RuntimeError("a mistake of ours")])
    await studio.ordered()
    studio.chat.raises = [DeliveryUnavailable("never")] * 3
    async with dispatching(studio), asyncio.timeout(30):
        for left, days_later in ((1, 3), (0, 0)):
            while len(studio.chat.raises) > left:
                studio.clock.forward(5_000)
                studio.dispatcher.wake()
                await asyncio.sleep(0.01)
            studio.clock.forward(days_later * DAY_MS)
        while await facts.untold(studio.db.read):
            await asyncio.sleep(0.01)
    assert studio.chat.notices() == []


async def test_after_a_restart_every_open_song_goes_on(
    make_studio: MakeStudio, one: ScriptedProvider
) -> None:
    before = make_studio(one)
    waits, under_way = await before.ordered(who="ann"), await before.ordered(who="bob")
    made = await before.sung(who="cid")
    await before.db.tx(lambda q: jobs.start(q, under_way, now_ms=before.clock.ms))
    one.plan([Submitting(), InputModerated()])
    after = make_studio(one)
    await after.dispatcher.recover()
    assert [after.board.status(job_id) is not None for job_id in (waits, under_way, made)] == [True] * 3
    async with dispatching(after):
        await until(after, failed=2, done=1)
    assert sorted(one.orders) == sorted([waits, under_way])


async def test_a_polite_stop_waits_for_a_request_nobody_could_look_up(
    make_studio: MakeStudio, song: bytes
) -> None:
    gate = asyncio.Event()
    service = ScriptedProvider(info("one"), [[Submitting(), gate, Answered({}), WritesFile(song)]])
    studio = make_studio(service)
    job_id = await studio.ordered()
    async with dispatching(studio, grace_s=GRACE_S):
        await service.waiting.wait()
        asyncio.get_running_loop().call_soon(gate.set)
    (call,) = await studio.calls(job_id)
    assert call.outcome == "answered"  # the answer is stored; the next start goes on from it
    again = make_studio(service)
    service.plan([WritesFile(song)])
    async with dispatching(again):
        await until(again, done=1)
    assert len(await studio.calls(job_id)) == 1


@pytest.mark.parametrize(
    "steps", [[Submitting(), Accepted("task-1"), asyncio.Event()], [Progress("singing"), asyncio.Event()]]
)
async def test_a_polite_stop_leaves_what_can_be_taken_up_again(
    make_studio: MakeStudio, steps: list[Step]
) -> None:
    service = ScriptedProvider(info("one"), [steps])
    studio = make_studio(service)
    job_id = await studio.ordered()
    async with asyncio.timeout(GRACE_S), dispatching(studio, grace_s=2 * GRACE_S):
        await service.waiting.wait()
    assert (await studio.job(job_id)).state is JobState.RUNNING
    assert service.at_once == 0


async def test_a_second_signal_ends_a_polite_stop_at_once(make_studio: MakeStudio) -> None:
    service = gated("one", asyncio.Event())
    studio = make_studio(service)
    await studio.ordered()
    async with asyncio.timeout(GRACE_S):
        async with dispatching(studio, grace_s=2 * GRACE_S):
            await service.waiting.wait()
            asyncio.get_running_loop().call_soon(studio.dispatcher.hurry)
    assert service.at_once == 0


async def test_nothing_starts_once_the_bot_is_stopping(studio: Studio, one: ScriptedProvider) -> None:
    async with dispatching(studio):
        await studio.dispatcher.stop(grace_s=0)
        job_id = await studio.ordered()
        studio.dispatcher.wake()
        for _ in range(100):
            await asyncio.sleep(0)
    assert (await studio.job(job_id)).state is JobState.QUEUED
    assert one.orders == []


@pytest.mark.parametrize("trouble", [StorageError("disk I/O error"), PermissionError("not allowed")])
async def test_trouble_with_the_disk_does_not_end_the_sweep(studio: Studio, trouble: Exception) -> None:
    studio.shelf.fails = trouble
    sweep = asyncio.create_task(studio.dispatcher.sweep())
    async with asyncio.timeout(30):
        await studio.shelf.swept.wait()
    for _ in range(100):
        await asyncio.sleep(0)
    assert not sweep.done()
    await stop_task(sweep)


async def test_two_asking_at_the_same_moment_get_the_same_answer_about_room(
    studio: Studio, tmp_path: Path
) -> None:
    assert await asyncio.gather(*(studio.shelf.has_room() for _ in range(5))) == [True] * 5
