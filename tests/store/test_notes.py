"""Notes: what a platform remembers for a while, and nobody else reads."""

import pytest

from bot.store.db import Db
from bot.store.notes import CLEAR_EVERY_MS, SqlNotes
from tests.store.rows import HOUR_MS, NOON_MS, Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def notes(db: Db, clock: Clock) -> SqlNotes:
    return SqlNotes(db, "chat", clock)


async def count(db: Db) -> int:
    (row,) = await db.read("SELECT count(*) AS n FROM notes")
    return int(row["n"])


async def test_a_note_is_read_as_it_was_put(notes: SqlNotes) -> None:
    await notes.put("answer:1", "海", until_ms=NOON_MS + HOUR_MS)
    assert await notes.get("answer:1") == "海"
    assert await notes.get("answer:2") is None


async def test_a_later_note_stands_instead_of_the_earlier_one(notes: SqlNotes, clock: Clock) -> None:
    await notes.put("answer:1", "first", until_ms=NOON_MS + HOUR_MS)
    await notes.put("answer:1", "second", until_ms=NOON_MS + 3 * HOUR_MS)
    clock.forward(2 * HOUR_MS)
    assert await notes.get("answer:1") == "second"


async def test_a_note_is_gone_when_its_time_is_over(notes: SqlNotes, clock: Clock) -> None:
    await notes.put("answer:1", "first", until_ms=NOON_MS + HOUR_MS)
    clock.forward(HOUR_MS - 1)
    assert await notes.get("answer:1") == "first"
    clock.forward(1)
    assert await notes.get("answer:1") is None


async def test_no_platform_reads_the_notes_of_another(db: Db, notes: SqlNotes, clock: Clock) -> None:
    await notes.put("answer:1", "mine", until_ms=NOON_MS + HOUR_MS)
    other = SqlNotes(db, "another chat", clock)
    assert await other.get("answer:1") is None
    await other.put("answer:1", "theirs", until_ms=NOON_MS + HOUR_MS)
    assert (await notes.get("answer:1"), await other.get("answer:1")) == ("mine", "theirs")


async def test_notes_outlive_a_restart(db: Db, notes: SqlNotes, clock: Clock) -> None:
    await notes.put("answer:1", "first", until_ms=NOON_MS + HOUR_MS)
    assert await SqlNotes(db, "chat", clock).get("answer:1") == "first"


async def test_what_is_out_of_date_does_not_fill_the_database(db: Db, notes: SqlNotes, clock: Clock) -> None:
    for n in range(20):
        await notes.put(f"answer:{n}", "old", until_ms=NOON_MS + 1)
    assert await count(db) == 20
    clock.forward(CLEAR_EVERY_MS)
    await notes.put("answer:new", "new", until_ms=NOON_MS + 3 * CLEAR_EVERY_MS)
    assert await count(db) == 1
