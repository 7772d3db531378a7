"""The audit: who changed what, page by page, and each place sees its own only."""

import pytest

from bot.domain.people import OPERATOR
from bot.store import audit
from bot.store.db import Db
from tests.store.rows import NOON_MS, Book


async def note(db: Db, place_id: str | None, what: str, at_ms: int = NOON_MS) -> None:
    before, after = {"songs": 5}, {"songs": None, "reason": "für Ann, 您好"}
    await db.tx(
        lambda q: audit.note(
            q, place_id=place_id, who=OPERATOR, what=what, before=before, after=after, now_ms=at_ms
        )
    )


async def test_a_change_comes_back_as_it_was_noted(db: Db, book: Book) -> None:
    place = (await book.place("tavern")).id
    await note(db, place, "quota.set")
    (entry,) = await audit.page(db.read, place, offset=0, limit=10)
    assert (entry.place_id, entry.who, entry.what, entry.at_ms) == (place, OPERATOR, "quota.set", NOON_MS)
    assert entry.before == {"songs": 5}
    assert entry.after == {"songs": None, "reason": "für Ann, 您好"}


async def test_pages_go_from_the_newest_to_the_oldest_and_leave_nothing_out(db: Db, book: Book) -> None:
    place = (await book.place("tavern")).id
    for n in range(7):
        await note(db, place, f"{n}", NOON_MS + n)
    pages = [await audit.page(db.read, place, offset=offset, limit=3) for offset in (0, 3, 6, 9)]
    assert [[entry.what for entry in page] for page in pages] == [["6", "5", "4"], ["3", "2", "1"], ["0"], []]


async def test_changes_of_the_same_moment_are_each_on_one_page(db: Db, book: Book) -> None:
    place = (await book.place("tavern")).id
    for n in range(6):
        await note(db, place, f"{n}")
    pages = [await audit.page(db.read, place, offset=offset, limit=2) for offset in (0, 2, 4)]
    assert sorted(entry.what for page in pages for entry in page) == [f"{n}" for n in range(6)]


async def test_a_place_sees_its_own_changes_and_not_those_of_others_or_of_the_bot(db: Db, book: Book) -> None:
    tavern, cellar = (await book.place("tavern")).id, (await book.place("cellar")).id
    for place, what in ((tavern, "tavern's"), (cellar, "cellar's"), (None, "the bot's")):
        await note(db, place, what)
    (entry,) = await audit.page(db.read, tavern, offset=0, limit=10)
    assert entry.what == "tavern's"


async def test_a_change_that_is_rolled_back_is_not_noted(db: Db, book: Book) -> None:
    place = (await book.place("tavern")).id

    async def work(q: object) -> None:
        await audit.note(
            q,  # type: ignore[arg-type]
            place_id=place,
            who=OPERATOR,
            what="quota.set",
            before={},
            after={},
            now_ms=NOON_MS,
        )
        raise RuntimeError("the change itself failed")

    with pytest.raises(RuntimeError):
        await db.tx(work)
    assert await audit.page(db.read, place, offset=0, limit=10) == []
