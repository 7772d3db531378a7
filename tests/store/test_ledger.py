"""The ledger: movements only, each at most once, in the period of their reserve."""

import sqlite3

import pytest

from bot.domain.money import Charge, Cost
from bot.domain.quota import Period, Span, span_of
from bot.store import ledger
from bot.store.db import Db
from tests.store.rows import DAY_MS, NOON_MS, Book, at

FOR_EVER = Span(0, None)


async def used(db: Db, book: Book, who: str, *, place: str = "tavern", span: Span = FOR_EVER) -> int:
    person, where = (await book.identity(who)).person_id, await book.place(place)
    return (await ledger.used_by_person(db.read, person, where.id, span)).songs


async def test_a_reserve_counts_a_settle_keeps_it_and_a_refund_gives_it_back(db: Db, book: Book) -> None:
    one, other = await book.order("1", "ann"), await book.order("2", "ann")
    assert await used(db, book, "ann") == 2
    await db.tx(lambda q: ledger.settle(q, one, None, now_ms=NOON_MS))
    assert await used(db, book, "ann") == 2
    await db.tx(lambda q: ledger.refund(q, other, "cancelled", charge=None, now_ms=NOON_MS))
    assert await used(db, book, "ann") == 1
    assert (await ledger.totals(db.read, FOR_EVER)).songs == 1


@pytest.mark.parametrize("first", ["settle", "refund"])
@pytest.mark.parametrize("second", ["settle", "refund"])
async def test_a_song_is_settled_or_refunded_and_never_twice(
    db: Db, book: Book, first: str, second: str
) -> None:
    job = await book.order("1", "ann")

    async def end(kind: str) -> None:
        if kind == "settle":
            await db.tx(lambda q: ledger.settle(q, job, None, now_ms=NOON_MS))
        else:
            await db.tx(lambda q: ledger.refund(q, job, "failed", charge=None, now_ms=NOON_MS))

    await end(first)
    with pytest.raises(sqlite3.IntegrityError):
        await end(second)
    assert await used(db, book, "ann") == (1 if first == "settle" else 0)


async def test_a_song_is_reserved_once(db: Db, book: Book) -> None:
    job = await book.order("1", "ann")
    with pytest.raises(sqlite3.IntegrityError):
        await db.tx(lambda q: ledger.reserve(q, job, paid=False, now_ms=NOON_MS))


async def test_a_refund_after_midnight_goes_back_to_its_own_day(db: Db, book: Book) -> None:
    book.now_ms = at(2026, 3, 10, 23, 59)
    job = await book.order("1", "ann")
    after_midnight = at(2026, 3, 11, 0, 5)
    yesterday, today = (span_of("day", ms, "UTC") for ms in (book.now_ms, after_midnight))
    await db.tx(lambda q: ledger.refund(q, job, "busy", charge=None, now_ms=after_midnight))
    assert await used(db, book, "ann", span=yesterday) == 0
    assert await used(db, book, "ann", span=today) == 0


@pytest.mark.parametrize(
    ("period", "other_ms", "counts"),
    [
        ("day", at(2026, 3, 9, 23, 59), 0),
        ("day", at(2026, 3, 10, 0), 1),
        ("week", at(2026, 3, 9, 0), 1),
        ("week", at(2026, 3, 8, 23, 59), 0),
        ("month", at(2026, 3, 1, 0), 1),
        ("month", at(2026, 2, 28, 23, 59), 0),
        ("total", at(2020, 1, 1), 1),
    ],
)
async def test_only_songs_of_the_period_count(
    db: Db, book: Book, period: Period, other_ms: int, counts: int
) -> None:
    book.now_ms = other_ms
    await book.order("1", "ann")
    assert await used(db, book, "ann", span=span_of(period, NOON_MS, "UTC")) == counts


async def test_accounts_of_one_person_share_what_they_use(db: Db, book: Book) -> None:
    await book.link("ann on telegram", to="ann")
    await book.order("1", "ann")
    await book.order("2", "ann on telegram")
    await book.order("3", "bob")
    assert await used(db, book, "ann") == await used(db, book, "ann on telegram") == 2
    assert await used(db, book, "bob") == 1


async def test_songs_are_counted_where_they_were_ordered(db: Db, book: Book) -> None:
    await book.order("1", "ann", place="tavern")
    await book.order("2", "ann", place="cellar")
    assert await used(db, book, "ann", place="tavern") == 1
    assert (await ledger.totals(db.read, FOR_EVER)).songs == 2


async def test_money_that_may_be_gone_stays_noted_beside_the_refund(db: Db, book: Book) -> None:
    job = await book.order("1", "ann")
    charge = Charge(Cost(150_000, "USD"))
    await db.tx(lambda q: ledger.refund(q, job, "unknown-outcome", charge=charge, now_ms=NOON_MS + DAY_MS))
    (row,) = await db.read("SELECT * FROM ledger WHERE kind = 'refund'")
    noted = (row["songs"], row["amount_micro"], row["currency"], row["reason"], row["at_ms"])
    assert noted == (-1, 150_000, "USD", "unknown-outcome", NOON_MS + DAY_MS)


async def test_blanking_an_account_leaves_the_ledger_in_balance(db: Db, book: Book) -> None:
    await book.order("1", "ann")
    person = (await book.identity("ann")).person_id
    sql = "UPDATE identities SET native_id = id, name = '', username = '' WHERE native_id = 'ann'"
    await db.tx(lambda q: q(sql))
    where = await book.place("tavern")
    assert (await ledger.used_by_person(db.read, person, where.id, FOR_EVER)).songs == 1
    assert (await ledger.totals(db.read, FOR_EVER)).songs == 1
