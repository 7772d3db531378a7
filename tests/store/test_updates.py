"""Updates: what a chat sent is stored before the chat forgets it, and kept until it is answered."""

import pytest

from bot.domain.errors import StorageError
from bot.store.db import Db
from bot.store.notes import SqlNotes
from bot.store.updates import MOST_TRIES, SqlUpdates
from tests.store.rows import HOUR_MS, NOON_MS, Clock

SEA, LAND = 7, 8
CONTENT = {SEA: '{"update_id": 7, "message": {"text": "海"}}', LAND: '{"update_id": 8}'}
UNTIL_MS = NOON_MS + 24 * HOUR_MS


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def updates(db: Db, clock: Clock) -> SqlUpdates:
    return SqlUpdates(db, "chat:1", clock)


async def receive(updates: SqlUpdates, *ids: int, offset: int) -> None:
    await updates.receive({one: CONTENT[one] for one in ids}, offset=offset, offset_until_ms=UNTIL_MS)


async def waiting(updates: SqlUpdates) -> list[int]:
    """Return what is not answered yet, as it was received."""
    found = await updates.unanswered()
    assert found == {one: CONTENT[one] for one in found}
    return list(found)


async def test_what_was_received_is_kept_in_order_until_it_is_answered(updates: SqlUpdates) -> None:
    assert (await waiting(updates), await updates.offset()) == ([], None)
    await receive(updates, SEA, LAND, offset=9)
    assert (await waiting(updates), await updates.offset()) == ([SEA, LAND], 9)
    await updates.done(SEA)
    assert (await waiting(updates), await updates.offset()) == ([LAND], 9)


async def test_what_came_later_is_later_whatever_its_number(updates: SqlUpdates, clock: Clock) -> None:
    await receive(updates, LAND, offset=9)
    clock.forward(1)
    await receive(updates, SEA, offset=8)
    assert (await waiting(updates), await updates.offset()) == ([LAND, SEA], 8)


async def test_an_update_that_comes_again_is_not_stored_twice(updates: SqlUpdates) -> None:
    await receive(updates, SEA, offset=8)
    await receive(updates, SEA, LAND, offset=9)
    assert await waiting(updates) == [SEA, LAND]


async def test_updates_and_how_far_was_read_are_stored_together_or_not_at_all(
    updates: SqlUpdates, db: Db
) -> None:
    await db.tx(lambda q: q("DROP TABLE notes"))
    with pytest.raises(StorageError):
        await receive(updates, SEA, offset=8)
    assert await waiting(updates) == []


async def test_how_far_was_read_is_forgotten_in_time(updates: SqlUpdates, clock: Clock) -> None:
    await receive(updates, offset=9)
    clock.forward(24 * HOUR_MS - 1)
    assert await updates.offset() == 9
    clock.forward(1)
    assert await updates.offset() is None


async def test_an_update_that_ends_the_bot_each_time_is_left_alone(updates: SqlUpdates) -> None:
    await receive(updates, SEA, LAND, offset=9)
    assert [await updates.begin(SEA) for _ in range(MOST_TRIES)] == [True] * MOST_TRIES
    assert await waiting(updates) == [SEA, LAND]
    assert not await updates.begin(SEA)
    assert await waiting(updates) == [LAND]
    assert await updates.begin(LAND)


async def test_each_bot_has_its_own(updates: SqlUpdates, db: Db, clock: Clock) -> None:
    other = SqlUpdates(db, "chat:2", clock)
    await receive(updates, SEA, offset=8)
    assert (await waiting(other), await other.offset()) == ([], None)
    await receive(other, SEA, offset=80)
    await other.done(SEA)
    assert (await waiting(updates), await updates.offset()) == ([SEA], 8)
    assert await SqlNotes(db, "chat", clock).get("offset") is None
