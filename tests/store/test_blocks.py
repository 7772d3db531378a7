"""Blocks: one of somebody in a place at a time, until its end or until it is lifted."""

import sqlite3

import pytest

from bot.domain.people import OPERATOR
from bot.store import blocks
from bot.store.db import Db
from tests.store.rows import DAY_MS, HOUR_MS, NOON_MS, Book


async def put(
    db: Db, book: Book, *, until_ms: int | None = None, now_ms: int = NOON_MS, reason: str = "noise"
) -> tuple[str, str]:
    """Block Ann in the tavern; returns the place's and her id."""
    place, person = (await book.place("tavern")).id, (await book.identity("ann")).person_id
    await db.tx(
        lambda q: blocks.put(q, place, person, reason=reason, by=OPERATOR, until_ms=until_ms, now_ms=now_ms)
    )
    return place, person


async def test_a_block_says_why_who_and_until_when(db: Db, book: Book) -> None:
    where = await put(db, book, until_ms=NOON_MS + DAY_MS)
    block = await blocks.find(db.read, *where, now_ms=NOON_MS)
    assert block is not None
    assert (block.person_id, block.reason, block.by) == (where[1], "noise", OPERATOR)
    assert (block.from_ms, block.until_ms) == (NOON_MS, NOON_MS + DAY_MS)


@pytest.mark.parametrize(
    ("until_ms", "now_ms", "holds"),
    [
        (NOON_MS + DAY_MS, NOON_MS + DAY_MS - 1, True),
        (NOON_MS + DAY_MS, NOON_MS + DAY_MS, False),
        (None, NOON_MS + 10_000 * DAY_MS, True),
    ],
)
async def test_a_block_ends_at_its_time(
    db: Db, book: Book, until_ms: int | None, now_ms: int, holds: bool
) -> None:
    where = await put(db, book, until_ms=until_ms)
    assert (await blocks.find(db.read, *where, now_ms=now_ms) is not None) is holds


async def test_a_new_block_takes_the_place_of_the_old_one(db: Db, book: Book) -> None:
    await put(db, book, until_ms=NOON_MS + DAY_MS)
    where = await put(db, book, until_ms=NOON_MS + HOUR_MS, now_ms=NOON_MS + 1, reason="sorry")
    block = await blocks.find(db.read, *where, now_ms=NOON_MS + 1)
    assert block is not None
    assert (block.reason, block.until_ms) == ("sorry", NOON_MS + HOUR_MS)
    assert await blocks.find(db.read, *where, now_ms=NOON_MS + HOUR_MS) is None


async def test_somebody_can_be_blocked_again_after_the_time_of_a_block(db: Db, book: Book) -> None:
    await put(db, book, until_ms=NOON_MS + HOUR_MS)
    where = await put(db, book, now_ms=NOON_MS + DAY_MS)
    assert await blocks.find(db.read, *where, now_ms=NOON_MS + DAY_MS) is not None


async def test_two_blocks_never_hold_at_once(db: Db, book: Book) -> None:
    await put(db, book)
    with pytest.raises(sqlite3.IntegrityError):
        await db.tx(
            lambda q: q(
                """INSERT INTO blocks (id, place_id, person_id, reason, by_whom, from_ms)
                SELECT 'other', place_id, person_id, reason, by_whom, from_ms FROM blocks"""
            )
        )


async def test_lifting_ends_a_block_and_keeps_it_written(db: Db, book: Book) -> None:
    place, person = await put(db, book)
    for n in (1, 2):
        await db.tx(lambda q, n=n: blocks.lift(q, place, person, now_ms=NOON_MS + n))  # type: ignore[misc]
    assert await blocks.find(db.read, place, person, now_ms=NOON_MS + 1) is None
    (row,) = await db.read("SELECT lifted_ms, reason FROM blocks")
    assert (row["lifted_ms"], row["reason"]) == (NOON_MS + 1, "noise")


async def test_a_block_is_of_one_person_in_one_place(db: Db, book: Book) -> None:
    place, person = await put(db, book)
    other, bob = (await book.place("cellar")).id, (await book.identity("bob")).person_id
    assert await blocks.find(db.read, other, person, now_ms=NOON_MS) is None
    assert await blocks.find(db.read, place, bob, now_ms=NOON_MS) is None
    await db.tx(lambda q: blocks.lift(q, other, person, now_ms=NOON_MS))
    await db.tx(lambda q: blocks.lift(q, place, bob, now_ms=NOON_MS))
    assert await blocks.find(db.read, place, person, now_ms=NOON_MS) is not None
