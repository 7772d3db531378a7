"""What is known of a job: calls, tracks and posts, written only by the job's own runner."""

import pytest

from bot.domain.job import Call, Job, Post, Track
from bot.domain.money import Cost
from bot.domain.ports import Answered
from bot.store import facts, jobs, people
from bot.store.db import Db, Query
from tests.store.rows import NOON_MS, Book

CALL = Call(1, "one", "song", NOON_MS)


@pytest.fixture
async def mine(db: Db, book: Book) -> Job:
    """A job under way that belongs to this runner."""
    await book.order("a", "ann", running=True)
    return await db.tx(lambda q: jobs.claim(q, book.jobs["a"].id))


async def test_a_call_is_known_from_the_intent_to_the_answer(db: Db, mine: Job) -> None:
    answer = Answered({"title": "海", "n": [1]}, cost=Cost(7, "CNY"), trace_id="t-1")
    await db.tx(lambda q: facts.begin_call(q, mine, CALL))
    (begun,) = await facts.calls_of(db.read, mine.id)
    assert begun == CALL
    assert begun.in_flight
    await db.tx(lambda q: facts.accept_call(q, mine, 1, "task-9"))
    (accepted,) = await facts.calls_of(db.read, mine.id)
    assert (accepted.remote_id, accepted.in_flight) == ("task-9", False)
    await db.tx(lambda q: facts.answer_call(q, mine, 1, answer))
    (answered,) = await facts.calls_of(db.read, mine.id)
    assert (answered.answer, answered.cost, answered.outcome) == (answer.answer, answer.cost, "answered")


async def test_a_runner_that_lost_its_job_writes_no_fact(db: Db, mine: Job) -> None:
    await db.tx(lambda q: jobs.claim(q, mine.id))
    track = Track(1, "A", "la", 1_000, "songs/a/1.mp3", 5)
    post = Post(mine.id, "result", None, 0, "tavern", f"{mine.id}.1.0")

    async def two_tracks(q: Query) -> None:
        await facts.save_tracks(q, mine, [track], now_ms=NOON_MS)

    for write in (
        lambda q: facts.begin_call(q, mine, CALL),
        lambda q: facts.accept_call(q, mine, 1, "task-9"),
        lambda q: facts.answer_call(q, mine, 1, Answered({})),
        lambda q: facts.end_call(q, mine, 1, "refused"),
        two_tracks,
        lambda q: facts.begin_post(q, mine, post, now_ms=NOON_MS),
    ):
        with pytest.raises(jobs.NotMineError):
            await db.tx(write)
    for table in ("calls", "tracks", "posts"):
        assert await db.read(f"SELECT * FROM {table}") == []


async def test_tracks_come_back_in_order_with_ids_of_their_own(db: Db, mine: Job) -> None:
    tracks = [Track(n, f"Part {n}", "la", 1_000, f"songs/{mine.id}/{n}.mp3", 5) for n in (2, 1)]
    named = await db.tx(lambda q: facts.save_tracks(q, mine, tracks, now_ms=NOON_MS))
    assert await facts.tracks_of(db.read, mine.id) == sorted(named, key=lambda track: track.n)
    assert len({track.id for track in named}) == 2


async def test_a_post_that_was_begun_and_one_that_arrived_are_told_apart(db: Db, mine: Job) -> None:
    post = Post(mine.id, "result", None, 0, "tavern", f"{mine.id}.1.0")
    await db.tx(lambda q: facts.begin_post(q, mine, post, now_ms=NOON_MS))
    begun = (await facts.posts_of(db.read, mine.id))[post.nonce]
    assert (begun.started_ms is not None, begun.message_id) == (True, None)
    await db.tx(lambda q: facts.begin_post(q, mine, post, now_ms=NOON_MS + 1))
    await db.tx(lambda q: facts.finish_post(q, post.nonce, "m-1", now_ms=NOON_MS))
    assert (await facts.posts_of(db.read, mine.id))[post.nonce].message_id == "m-1"


async def test_news_are_due_until_they_were_told(db: Db, mine: Job) -> None:
    news = Post(mine.id, "notice", None, 0, "tavern", f"{mine.id}.end")
    await db.tx(lambda q: facts.plan_post(q, news, started_ms=None))
    assert await facts.untold(db.read) == [mine.id]
    await db.tx(lambda q: facts.finish_post(q, news.nonce, "m-1", now_ms=NOON_MS))
    assert await facts.untold(db.read) == []


async def test_an_account_that_comes_back_is_the_same_one_with_its_new_name(db: Db, book: Book) -> None:
    first, again = await book.identity("ann"), await book.identity("ann")
    assert (first.id, first.person_id) == (again.id, again.person_id)
    assert await db.tx(lambda q: people.person_of(q, first.id)) == first.person_id
    assert (await book.place("tavern")).id == (await book.place("tavern")).id
    assert (await book.place("tavern")).id != (await book.place("cellar")).id
