"""Who sings next: fair turns between people and places, in words a moderator could check."""

import random
from collections.abc import Sequence

import pytest

from bot.domain.job import JobState
from bot.store import jobs, queue
from bot.store.db import Db
from tests.store.rows import Book

Ordered = tuple[str, str, str]
"""Label, person, place."""


async def order_of(db: Db, book: Book, *, now_ms: int | None = None) -> list[str]:
    """Return the labels of the waiting songs in the order in which they would start."""
    labels = {job.id: label for label, job in book.jobs.items()}
    return [labels[turn.id] for turn in await queue.line(db.read, now_ms=now_ms or book.now_ms)]


@pytest.mark.parametrize(
    ("ordered", "expected"),
    [
        pytest.param([], [], id="nobody waits"),
        pytest.param(
            [("a1", "ann", "x"), ("b1", "bob", "x"), ("c1", "cid", "x")],
            ["a1", "b1", "c1"],
            id="one song each: first come, first served",
        ),
        pytest.param(
            [("a1", "ann", "x"), ("a2", "ann", "x"), ("a3", "ann", "x"), ("a4", "ann", "x"),
             ("a5", "ann", "x"), ("b1", "bob", "x")],
            ["a1", "b1", "a2", "a3", "a4", "a5"],
            id="five of ann, then one of bob: bob goes second",
        ),
        pytest.param(
            [("a1", "ann", "x"), ("a2", "ann", "x"), ("b1", "bob", "x"), ("b2", "bob", "x"),
             ("c1", "cid", "x")],
            ["a1", "b1", "c1", "a2", "b2"],
            id="everybody's first before anybody's second",
        ),
        pytest.param(
            [("a1", "ann", "big"), ("b1", "bob", "big"), ("c1", "cid", "big"), ("d1", "dot", "small")],
            ["a1", "d1", "b1", "c1"],
            id="a small place does not wait behind a crowded one",
        ),
        pytest.param(
            [("a1", "ann", "big"), ("a2", "ann", "small"), ("b1", "bob", "big")],
            ["a1", "b1", "a2"],
            id="another place is not another turn for the same person",
        ),
        pytest.param(
            [("a1", "ann", "big"), ("a2", "ann", "big"), ("d1", "dot", "small"), ("d2", "dot", "small")],
            ["a1", "d1", "a2", "d2"],
            id="two places take turns",
        ),
    ],
)  # fmt: skip
async def test_turns(db: Db, book: Book, ordered: Sequence[Ordered], expected: list[str]) -> None:
    for label, who, place in ordered:
        await book.order(label, who, place=place)
    assert await order_of(db, book) == expected


async def test_a_song_that_is_being_made_counts_as_a_turn_taken(db: Db, book: Book) -> None:
    await book.order("a1", "ann", running=True)
    await book.order("a2", "ann")
    await book.order("b1", "bob")
    assert await order_of(db, book) == ["b1", "a2"]


async def test_a_place_whose_song_is_being_made_has_had_its_turn(db: Db, book: Book) -> None:
    await book.order("a1", "ann", place="big", running=True)
    await book.order("b1", "bob", place="big")
    await book.order("d1", "dot", place="small")
    assert await order_of(db, book) == ["d1", "b1"]


async def test_two_accounts_of_one_person_share_their_turns(db: Db, book: Book) -> None:
    await book.link("ann on telegram", to="ann")
    await book.order("a1", "ann")
    await book.order("a2", "ann on telegram")
    await book.order("b1", "bob")
    assert await order_of(db, book) == ["a1", "b1", "a2"]


async def test_each_service_has_a_line_of_its_own(db: Db, book: Book) -> None:
    for label, provider in (("1", "one"), ("2", "two"), ("3", "one"), ("4", "two"), ("5", "one")):
        await book.order(label, f"person {label}", provider=provider)
    turns = await queue.line(db.read, now_ms=book.now_ms)
    lines = {name: [turn.line for turn in turns if turn.provider == name] for name in ("one", "two")}
    assert lines == {"one": [1, 2, 3], "two": [1, 2]}


async def test_a_song_that_waits_for_a_busy_service_keeps_its_place_and_is_not_ready(
    db: Db, book: Book
) -> None:
    job = await book.order("a1", "ann")
    await book.order("b1", "bob")
    until = book.now_ms + 60_000
    await db.tx(
        lambda q: q("UPDATE jobs SET not_before_ms = :until WHERE id = :id", {"until": until, "id": job.id})
    )
    first, second = await queue.line(db.read, now_ms=until - 1)
    assert (first.id, first.ready, first.line) == (job.id, False, 1)
    assert (second.ready, second.line) == (True, 2)
    first, _ = await queue.line(db.read, now_ms=until)
    assert first.ready


@pytest.mark.parametrize("seed", range(12))
async def test_nobodys_later_song_goes_before_anybodys_earlier_one(db: Db, book: Book, seed: int) -> None:
    chance = random.Random(seed)
    running: dict[str, int] = {}
    whose: dict[str, str] = {}
    for n in range(25):
        who, place = f"p{chance.randrange(5)}", f"place {chance.randrange(3)}"
        sings = chance.random() < 0.2
        job = await book.order(str(n), who, place=place, provider=chance.choice("12"), running=sings)
        whose[job.id] = who
        running[who] = running.get(who, 0) + sings
    turns = await queue.line(db.read, now_ms=book.now_ms)
    taken: dict[str, int] = dict(running)
    turn_numbers = []
    for turn in turns:
        taken[whose[turn.id]] = taken.get(whose[turn.id], 0) + 1
        turn_numbers.append(taken[whose[turn.id]])
    assert turn_numbers == sorted(turn_numbers)
    for provider in "12":
        lines = [turn.line for turn in turns if turn.provider == provider]
        assert lines == list(range(1, len(lines) + 1))


@pytest.mark.parametrize("seed", range(6))
async def test_one_after_the_other_nobodys_later_song_starts_before_anybodys_earlier_one(
    db: Db, book: Book, seed: int
) -> None:
    chance = random.Random(seed)
    whose: dict[str, str] = {}
    for n in range(15):
        who = chance.choice("aaabbc")
        whose[(await book.order(str(n), who)).id] = who
    songs = {who: list(whose.values()).count(who) for who in whose.values()}
    started: dict[str, int] = dict.fromkeys(songs, 0)
    while turns := await queue.line(db.read, now_ms=book.now_ms):
        book.now_ms += 60_000
        await db.tx(lambda q, job_id=turns[0].id: jobs.start(q, job_id, now_ms=book.now_ms))  # type: ignore[misc]
        job = await jobs.get(db.read, turns[0].id)
        assert job is not None
        await db.tx(lambda q, job=job: jobs.change(q, job, JobState.FAILED, now_ms=book.now_ms))  # type: ignore[misc]
        started[whose[job.id]] += 1
        for who, count in songs.items():
            assert started[who] >= min(count, started[whose[job.id]] - 1), (who, started)


async def test_whoever_was_served_last_lets_the_others_go_first(db: Db, book: Book) -> None:
    await book.order("a1", "ann", running=True)
    await book.order("a2", "ann")
    await book.order("b1", "bob")
    await db.tx(lambda q: q("UPDATE jobs SET state = 'done' WHERE state = 'running'"))
    assert await order_of(db, book) == ["b1", "a2"]


async def test_a_place_that_was_served_last_lets_the_others_go_first(db: Db, book: Book) -> None:
    await book.order("a1", "ann", place="big", running=True)
    await book.order("b1", "bob", place="big")
    await book.order("d1", "dot", place="small")
    await db.tx(lambda q: q("UPDATE jobs SET state = 'done' WHERE state = 'running'"))
    assert await order_of(db, book) == ["d1", "b1"]
