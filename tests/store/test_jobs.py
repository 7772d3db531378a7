"""The jobs table: changes are conditional, fenced and logged."""

from dataclasses import replace

import pytest

from bot.domain.job import TRANSITIONS, Failure, Job, JobState
from bot.domain.song import Origin
from bot.store import jobs, queue
from bot.store.db import Db
from tests.store.rows import DAY_MS, HOUR_MS, NOON_MS, Book


async def change(db: Db, job: Job, to: JobState) -> None:
    await db.tx(lambda q: jobs.change(q, job, to, now_ms=NOON_MS))


async def history(db: Db, job: Job) -> list[tuple[str | None, str, int]]:
    rows = await db.read("SELECT * FROM job_log WHERE job_id = :job ORDER BY n", {"job": job.id})
    assert [row["n"] for row in rows] == list(range(1, len(rows) + 1))
    return [(row["before"], row["after"], row["epoch"]) for row in rows]


async def put_into(db: Db, job: Job, state: JobState) -> Job:
    """Force a job into a state, as no part of the bot does."""
    values = {"state": state.value, "id": job.id}
    await db.tx(lambda q: q("UPDATE jobs SET state = :state WHERE id = :id", values))
    return replace(job, state=state)


async def test_an_order_comes_back_as_it_was_written(db: Db, book: Book) -> None:
    job = await book.order("a lullaby — 摇篮曲", "ann")
    assert await jobs.get(db.read, job.id) == job
    assert await jobs.by_dedup(db.read, job.dedup) == job
    assert await jobs.by_dedup(db.read, "chat:tavern:other") is None
    assert await jobs.get(db.read, "0") is None


@pytest.mark.parametrize("state", sorted(JobState))
async def test_only_the_ways_of_the_design_can_be_gone_and_each_is_logged(
    db: Db, book: Book, state: JobState
) -> None:
    for to in sorted(JobState):
        job = await put_into(db, await book.order(f"to {to}", "ann"), state)
        if to in TRANSITIONS[state]:
            await change(db, job, to)
            assert (await book.now(f"to {to}")).state is to
            assert await history(db, job) == [(None, "queued", 0), (state.value, to.value, 0)]
        else:
            with pytest.raises(ValueError, match="no way"):
                await change(db, job, to)
            assert (await book.now(f"to {to}")).state is state
            assert await history(db, job) == [(None, "queued", 0)]


async def test_a_change_from_a_state_that_is_gone_changes_and_logs_nothing(db: Db, book: Book) -> None:
    seen = await book.order("a", "ann")
    await change(db, seen, JobState.CANCELLED)
    with pytest.raises(jobs.NotMineError):
        await change(db, seen, JobState.RUNNING)
    assert (await book.now("a")).state is JobState.CANCELLED
    assert len(await history(db, seen)) == 2


async def test_an_older_runner_is_fenced_off_from_every_write(db: Db, book: Book) -> None:
    await book.order("a", "ann", running=True)
    older = await db.tx(lambda q: jobs.claim(q, book.jobs["a"].id))
    newer = await db.tx(lambda q: jobs.claim(q, book.jobs["a"].id))
    assert newer.epoch == older.epoch + 1
    for write in (
        lambda q: jobs.change(q, older, JobState.DELIVERING, now_ms=NOON_MS),
        lambda q: jobs.note_fact(q, older),
        lambda q: jobs.postpone(q, older, until_ms=NOON_MS),
    ):
        with pytest.raises(jobs.NotMineError):
            await db.tx(write)
    await change(db, newer, JobState.DELIVERING)
    assert (await history(db, newer))[-1] == ("running", "delivering", newer.epoch)


@pytest.mark.parametrize("state", sorted(set(JobState) - {JobState.RUNNING, JobState.DELIVERING}))
async def test_only_a_job_under_way_can_be_claimed(db: Db, book: Book, state: JobState) -> None:
    job = await put_into(db, await book.order("a", "ann"), state)
    with pytest.raises(jobs.NotMineError):
        await db.tx(lambda q: jobs.claim(q, job.id))


async def test_a_song_is_started_once(db: Db, book: Book) -> None:
    job = await book.order("a", "ann")
    assert await db.tx(lambda q: jobs.start(q, job.id, now_ms=NOON_MS))
    assert not await db.tx(lambda q: jobs.start(q, job.id, now_ms=NOON_MS))
    assert not await db.tx(lambda q: jobs.start(q, "0", now_ms=NOON_MS))


async def test_a_postponed_job_is_under_way_again_when_its_time_has_come(db: Db, book: Book) -> None:
    await book.order("a", "ann", running=True)
    mine = await db.tx(lambda q: jobs.claim(q, book.jobs["a"].id))
    await db.tx(lambda q: jobs.postpone(q, mine, until_ms=NOON_MS + HOUR_MS))
    assert await jobs.under_way(db.read, now_ms=NOON_MS + HOUR_MS - 1) == []
    assert await jobs.under_way(db.read, now_ms=NOON_MS + HOUR_MS) == [mine.id]
    assert (await book.now("a")).attempts == 1


async def test_starts_without_a_new_fact_are_counted_and_a_fact_begins_anew(db: Db, book: Book) -> None:
    await book.order("a", "ann", running=True)
    for stalls in (1, 2, 3):
        await db.tx(jobs.count_stalls)
        assert (await book.now("a")).stalls == stalls
    mine = await db.tx(lambda q: jobs.claim(q, book.jobs["a"].id))
    await db.tx(lambda q: jobs.note_fact(q, mine))
    await db.tx(jobs.count_stalls)
    assert (await book.now("a")).stalls == 0


async def test_the_load_counts_running_songs_by_service_and_person(db: Db, book: Book) -> None:
    await book.link("ann on telegram", to="ann")
    await book.order("a1", "ann", running=True)
    await book.order("a2", "ann on telegram", provider="two", running=True)
    await book.order("b1", "bob")
    await book.sung("c1", "cid")
    load = await queue.load(db.read)
    assert load.by_provider == {"one": 1, "two": 1}
    assert load.by_person == {(await book.identity("ann")).person_id: 2}


async def test_waiting_songs_are_counted_for_a_person_and_not_for_an_account(db: Db, book: Book) -> None:
    await book.link("ann on telegram", to="ann")
    await book.order("a1", "ann", place="here")
    await book.order("a2", "ann on telegram", place="there")
    await book.order("a3", "ann", running=True)
    assert await jobs.count_waiting(db.read, (await book.identity("ann")).person_id) == 2


async def test_files_are_kept_for_open_songs_and_for_young_ones(db: Db, book: Book) -> None:
    old_ms = NOON_MS - 40 * DAY_MS
    for label, state, finished_ms in (
        ("queued", JobState.QUEUED, None),
        ("kept", JobState.KEPT, None),
        ("young", JobState.DONE, NOON_MS - DAY_MS),
        ("old", JobState.DONE, old_ms),
        ("failed", JobState.FAILED, NOON_MS),
    ):
        job = await put_into(db, await book.order(label, "ann"), state)
        values = {"at": finished_ms, "id": job.id}
        await db.tx(lambda q, v=values: q("UPDATE jobs SET finished_ms = :at WHERE id = :id", v))  # type: ignore[misc]
    kept = await jobs.with_files(db.read, since_ms=NOON_MS - 30 * DAY_MS)
    assert kept == {book.jobs[label].id for label in ("queued", "kept", "young")}


async def test_how_long_songs_usually_take_is_learned_from_those_that_were_delivered(
    db: Db, book: Book
) -> None:
    assert await jobs.usual_seconds(db.read, "one") is None
    sql = "UPDATE jobs SET started_ms = :start, finished_ms = :end, state = :state WHERE id = :id"
    for label, took_ms, state in (("a", 10_000, "done"), ("b", 20_000, "done"), ("c", 99_000, "failed")):
        job = await book.order(label, "ann")
        values = {"end": NOON_MS + took_ms, "start": NOON_MS, "state": state, "id": job.id}
        await db.tx(lambda q, v=values: q(sql, v))  # type: ignore[misc]
    assert await jobs.usual_seconds(db.read, "one") == 15.0
    assert await jobs.usual_seconds(db.read, "two") is None


async def test_a_kept_song_goes_to_another_chat_with_a_deadline_of_its_own(db: Db, book: Book) -> None:
    job = await put_into(db, await book.order("a", "ann"), JobState.KEPT)
    there = Origin(platform="chat", chat="cellar", language="zh")
    await db.tx(lambda q: jobs.deliver_to(q, job, there, now_ms=NOON_MS, deadline_ms=NOON_MS + DAY_MS))
    now = await book.now("a")
    assert (now.state, now.origin, now.deadline_ms) == (JobState.DELIVERING, there, NOON_MS + DAY_MS)


async def test_why_a_song_failed_is_kept_with_what_fills_the_sentence(db: Db, book: Book) -> None:
    job = await book.order("a", "ann")
    also: dict[str, str | int | float | bytes | None] = {
        "failure": '{"code": "bad-request", "params": {"field": "style"}}'
    }
    await db.tx(lambda q: jobs.change(q, job, JobState.FAILED, now_ms=NOON_MS + 1, also=also))
    now = await book.now("a")
    assert now.failure == Failure("bad-request", {"field": "style"})
    assert now.finished_ms == NOON_MS + 1


async def test_history_comes_in_pages_newest_first(db: Db, book: Book) -> None:
    for n in range(25):
        await book.order(str(n), "ann")
    await book.order("b", "bob")
    ann = await book.identity("ann")
    found, total = await jobs.page(db.read, ann.id, offset=20, limit=10)
    assert ([job.title for job in found], total) == (["4", "3", "2", "1", "0"], 25)
