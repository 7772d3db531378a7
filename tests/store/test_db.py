"""The database: transactions are whole, readers see what is committed, failures have one name."""

import asyncio
import random
import sqlite3
import threading
from pathlib import Path

import pytest

from bot.domain.errors import StorageError
from bot.store.db import Db, Query
from tests.store.rows import QuickDb, look, make_database, takes_writes

CANCELLED_CALLERS = 200


async def add(q: Query, one: str, other: str | None = None) -> None:
    """Write one or two people, with a pause in between."""
    await q("INSERT INTO people (id, created_ms) VALUES (:id, 0)", {"id": one})
    if other is not None:
        await asyncio.sleep(0)
        await q("INSERT INTO people (id, created_ms) VALUES (:id, 0)", {"id": other})


async def people(db: Db) -> list[str]:
    return [row["id"] for row in await db.read("SELECT id FROM people ORDER BY id")]


async def test_what_the_work_returns_comes_back(db: Db) -> None:
    async def work(q: Query) -> int:
        return len(await q("SELECT 1 UNION SELECT 2"))

    assert await db.tx(work) == 2


async def test_an_exception_undoes_the_whole_transaction(db: Db) -> None:
    async def work(q: Query) -> None:
        await add(q, "ann", "bob")
        raise LookupError("changed my mind")

    with pytest.raises(LookupError):
        await db.tx(work)
    assert await people(db) == []
    await db.tx(lambda q: add(q, "cid"))
    assert await people(db) == ["cid"]


async def test_a_statement_that_fails_undoes_the_whole_transaction(db: Db) -> None:
    async def work(q: Query) -> None:
        await add(q, "ann")
        await q("SELECT * FROM nowhere")

    with pytest.raises(StorageError):
        await db.tx(work)
    assert await people(db) == []


async def test_a_broken_rule_of_a_table_is_not_mistaken_for_a_failing_disk(db: Db) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        await db.tx(lambda q: add(q, "ann", "ann"))
    with pytest.raises(sqlite3.IntegrityError):
        await db.tx(lambda q: q("INSERT INTO sightings VALUES ('nobody', 'nowhere', 0, '[]')"))
    assert await people(db) == []


async def test_a_cancelled_caller_leaves_a_whole_transaction_and_none_open(tmp_path: Path, db: Db) -> None:
    chance = random.Random(3)

    async def cancel_later(task: asyncio.Task[None], steps: int) -> None:
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()

    for n in range(CANCELLED_CALLERS):
        task = asyncio.create_task(db.tx(lambda q, n=n: add(q, f"{n:03}a", f"{n:03}b")))  # type: ignore[misc]
        await cancel_later(task, chance.randrange(60))
        await asyncio.wait([task])
    await db.tx(lambda q: add(q, "last"))  # waits for every one that is still under way
    found = await people(db)
    firsts = {one[:3] for one in found if one.endswith("a")}
    seconds = {one[:3] for one in found if one.endswith("b")}
    assert firsts == seconds
    assert "last" in found
    assert takes_writes(tmp_path / "troubadour.db")


async def test_a_reader_never_sees_what_is_not_committed(db: Db) -> None:
    written, go_on = asyncio.Event(), asyncio.Event()

    async def work(q: Query) -> None:
        await add(q, "ann")
        written.set()
        await go_on.wait()

    task = asyncio.create_task(db.tx(work))
    await written.wait()
    assert await people(db) == []
    go_on.set()
    await task
    assert await people(db) == ["ann"]


async def test_transactions_at_the_same_time_lose_nothing(db: Db) -> None:
    async def work(q: Query) -> int:
        before = (await q("SELECT touched FROM bot"))[0]["touched"]
        await asyncio.sleep(0)
        await q("UPDATE bot SET touched = :n", {"n": before + 1})
        return int(before)

    assert sorted(await asyncio.gather(*(db.tx(work) for _ in range(50)))) == list(range(50))


async def test_reading_can_not_write(db: Db) -> None:
    with pytest.raises(StorageError):
        await db.read("DELETE FROM bot")


async def test_a_full_disk_is_a_storage_error_and_leaves_the_database_usable(tmp_path: Path) -> None:
    path = make_database(tmp_path / "small.db")
    db = await QuickDb.open(path)
    ((pages,),) = look(path, "PRAGMA page_count")
    await db._writer.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(StorageError, match="full"):
        await db.tx(lambda q: add(q, "ann", "b" * 100_000))
    assert await people(db) == []
    await db.tx(lambda q: add(q, "ann"))
    assert await people(db) == ["ann"]
    await db.close()


async def test_a_database_that_may_not_be_written_is_a_storage_error(tmp_path: Path, db: Db) -> None:
    await db._writer.execute("PRAGMA query_only = ON")
    with pytest.raises(StorageError):
        await db.tx(lambda q: add(q, "ann"))
    assert takes_writes(tmp_path / "troubadour.db")


async def test_trying_to_write_reaches_the_disk_and_changes_nothing(tmp_path: Path, db: Db) -> None:
    log = tmp_path / "troubadour.db-wal"
    await db.try_to_write()
    size, before = log.stat().st_size, db._writer.total_changes
    await db.try_to_write()
    assert log.stat().st_size > size
    assert db._writer.total_changes == before
    await db._writer.execute("PRAGMA query_only = ON")
    with pytest.raises(StorageError):
        await db.try_to_write()


async def test_closing_waits_for_the_transaction_of_a_caller_that_has_gone(tmp_path: Path) -> None:
    path = make_database(tmp_path / "troubadour.db")
    db = await QuickDb.open(path)
    begun = asyncio.Event()

    async def work(q: Query) -> None:
        begun.set()
        await add(q, "ann", "bob")

    task = asyncio.create_task(db.tx(work))
    await begun.wait()
    task.cancel()
    await asyncio.wait([task])
    await db.close()
    assert look(path, "SELECT id FROM people ORDER BY id") == [("ann",), ("bob",)]


async def test_opening_what_is_no_database_is_a_storage_error_and_leaves_no_thread(tmp_path: Path) -> None:
    path = tmp_path / "troubadour.db"
    path.write_bytes(b"not a database at all " * 100)
    before = set(threading.enumerate())
    with pytest.raises(StorageError):
        await Db.open(path)
    for thread in set(threading.enumerate()) - before:
        thread.join(10)
        assert not thread.is_alive()


async def test_a_path_with_signs_of_an_address_is_taken_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "50% off?#mode=ro ü"
    folder.mkdir()
    db = await QuickDb.open(make_database(folder / "troubadour.db"))
    await db.tx(lambda q: add(q, "ann"))
    await db.close()
    assert [file.name for file in folder.iterdir()] == ["troubadour.db"]


async def test_commits_reach_the_disk_before_they_are_answered(tmp_path: Path) -> None:
    db = await Db.open(make_database(tmp_path / "troubadour.db"))

    async def pragmas(q: Query) -> list[int | str]:
        names = ("journal_mode", "synchronous", "foreign_keys")
        return [(await q(f"PRAGMA {name}"))[0][0] for name in names]

    full = 2
    assert await db.tx(pragmas) == ["wal", full, 1]
    await db.close()
