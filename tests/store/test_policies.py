"""Policies: one holds for a subject at a time, and what held before stays written."""

from dataclasses import replace

import pytest

from bot.domain.people import OPERATOR
from bot.domain.quota import Limit, Policy, SubjectKind
from bot.store import policies
from bot.store.db import Db
from tests.store.rows import DAY_MS, NOON_MS, Book


def a_policy(
    place_id: str, songs: int | None = 5, kind: SubjectKind = "default", subject: str = ""
) -> Policy:
    """Return a limit that was not stored yet."""
    return Policy(
        id="",
        place_id=place_id,
        subject_kind=kind,
        subject_id=subject,
        period="week",
        songs=songs,
        amount_micro=None,
        currency=None,
        valid_from_ms=0,
        valid_to_ms=None,
        set_by=OPERATOR,
        reason="helping out",
    )


async def held_at(db: Db, ms: int) -> list[int]:
    """Return the songs of the policies that held at a time, read as somebody would who asks years later."""
    rows = await db.read(
        """SELECT songs FROM policies
        WHERE valid_from_ms <= :ms AND (valid_to_ms IS NULL OR valid_to_ms > :ms)""",
        {"ms": ms},
    )
    return [row["songs"] for row in rows]


async def test_a_policy_comes_back_as_it_was_put(db: Db, book: Book) -> None:
    place = await book.place("tavern")
    money = replace(a_policy(place.id, None, "money"), amount_micro=250_000, currency="CNY", period="month")
    for policy in (a_policy(place.id), a_policy(place.id, None, "role", "bard"), money):
        stored = await db.tx(lambda q, policy=policy: policies.put(q, policy, now_ms=NOON_MS))  # type: ignore[misc]
        assert stored == replace(policy, id=stored.id, valid_from_ms=NOON_MS)
        kind, subject = policy.subject_kind, policy.subject_id
        assert await policies.current(db.read, place.id, kind, subject) == stored
    assert a_policy(place.id).limit == Limit(5, "week")


async def test_a_new_policy_ends_the_one_before(db: Db, book: Book) -> None:
    place = await book.place("tavern")
    for n in range(4):
        await db.tx(lambda q, n=n: policies.put(q, a_policy(place.id, n), now_ms=NOON_MS + n * DAY_MS))  # type: ignore[misc]
    (current,) = await policies.all_current(db.read, place.id)
    assert current.songs == 3
    for n in range(4):
        start = NOON_MS + n * DAY_MS
        assert await held_at(db, start) == await held_at(db, start + DAY_MS - 1) == [n]
    assert await held_at(db, NOON_MS - 1) == []


@pytest.mark.parametrize("step_ms", [0, -1, -DAY_MS])
async def test_two_changes_at_the_same_time_or_a_clock_set_back_leave_one(
    db: Db, book: Book, step_ms: int
) -> None:
    place = await book.place("tavern")
    for n in range(3):
        await db.tx(lambda q, n=n: policies.put(q, a_policy(place.id, n), now_ms=NOON_MS + n * step_ms))  # type: ignore[misc]
    (current,) = await policies.all_current(db.read, place.id)
    assert current.songs == 2


async def test_an_ended_policy_stays_written(db: Db, book: Book) -> None:
    place = await book.place("tavern")
    await db.tx(lambda q: policies.put(q, a_policy(place.id), now_ms=NOON_MS))
    for _ in range(2):
        await db.tx(lambda q: policies.end(q, place.id, "default", now_ms=NOON_MS + DAY_MS))
    assert await policies.all_current(db.read, place.id) == []
    assert await policies.current(db.read, place.id, "default") is None
    assert await held_at(db, NOON_MS) == [5]
    assert await held_at(db, NOON_MS + DAY_MS) == []


async def test_subjects_and_places_do_not_touch_each_other(db: Db, book: Book) -> None:
    tavern, cellar = await book.place("tavern"), await book.place("cellar")
    subjects: list[tuple[str, SubjectKind, str]] = [
        (tavern.id, "default", ""),
        (tavern.id, "cap", ""),
        (tavern.id, "role", "bard"),
        (tavern.id, "role", "smith"),
        (tavern.id, "person", "bard"),
        (cellar.id, "default", ""),
    ]
    for n, (place_id, kind, subject) in enumerate(subjects):
        policy = a_policy(place_id, n, kind, subject)
        await db.tx(lambda q, policy=policy: policies.put(q, policy, now_ms=NOON_MS))  # type: ignore[misc]
    for n, (place_id, kind, subject) in enumerate(subjects):
        found = await policies.current(db.read, place_id, kind, subject)
        assert found is not None
        assert found.songs == n
    assert len(await policies.all_current(db.read, tavern.id)) == 5
    await db.tx(lambda q: policies.end(q, tavern.id, "role", "bard", now_ms=NOON_MS))
    assert len(await policies.all_current(db.read, tavern.id)) == 4
    assert len(await policies.all_current(db.read, cellar.id)) == 1
