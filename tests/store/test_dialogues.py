"""Dialogues between their steps: each is made once, wherever and however often it is asked for."""

import asyncio
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.dialogue import Dialogue, DialogueKind
from bot.store import dialogues
from bot.store.db import Db
from bot.store.dialogues import StaleStepError
from tests.store.rows import DAY_MS, NOON_MS, Book


async def opened(
    db: Db, book: Book, name: str = "1", *, who: str = "ann", kind: DialogueKind = "quota", dedup: str = ""
) -> Dialogue:
    """Store a dialogue at its first step."""
    identity, place = await book.identity(who), await book.place("tavern")
    dialogue = Dialogue(
        id=name,
        kind=kind,
        identity_id=identity.id,
        place_id=place.id,
        data={"words": "für 安", "amount": None},
        step=0,
        expires_ms=NOON_MS + DAY_MS,
        dedup=dedup,
    )
    await db.tx(lambda q: dialogues.insert(q, dialogue))
    return dialogue


async def advance(db: Db, dialogue: Dialogue, **data: object) -> Dialogue:
    return await db.tx(lambda q: dialogues.advance(q, dialogue, data))


async def test_a_dialogue_comes_back_as_it_was_stored(db: Db, book: Book) -> None:
    dialogue = await opened(db, book, dedup="chat:tavern:1")
    assert await dialogues.get(db.read, "1", now_ms=NOON_MS) == dialogue
    assert await dialogues.by_dedup(db.read, "chat:tavern:1") == dialogue
    assert await dialogues.get(db.read, "2", now_ms=NOON_MS) is None
    assert await dialogues.by_dedup(db.read, "chat:tavern:2") is None


async def test_a_step_changes_data_and_number(db: Db, book: Book) -> None:
    first = await opened(db, book)
    second = await advance(db, first, amount=3)
    assert second == replace(first, data={"amount": 3}, step=1)
    assert await dialogues.get(db.read, "1", now_ms=NOON_MS) == second


async def test_a_step_on_what_is_not_there_any_more_changes_nothing(db: Db, book: Book) -> None:
    first = await opened(db, book)
    second = await advance(db, first, amount=3)
    with pytest.raises(StaleStepError):
        await advance(db, first, amount=4)
    assert await dialogues.get(db.read, "1", now_ms=NOON_MS) == second


async def test_of_many_steps_at_once_one_is_made(db: Db, book: Book) -> None:
    first = await opened(db, book)
    results = await asyncio.gather(*(advance(db, first, amount=n) for n in range(8)), return_exceptions=True)
    (made,) = [one for one in results if isinstance(one, Dialogue)]
    assert sum(isinstance(one, StaleStepError) for one in results) == 7
    assert await dialogues.get(db.read, "1", now_ms=NOON_MS) == made


async def test_of_two_connections_one_makes_the_step(db: Db, book: Book, tmp_path: Path) -> None:
    """Were there ever two processes on one file: both read the same step, one gets to make it."""
    first = await opened(db, book)
    other = await Db.open(tmp_path / "troubadour.db")
    try:
        seen = [await dialogues.get(one.read, "1", now_ms=NOON_MS) for one in (db, other)]
        assert seen == [first, first]
        results = await asyncio.gather(
            advance(db, first, by="one"), advance(other, first, by="other"), return_exceptions=True
        )
    finally:
        await other.close()
    assert {type(one) for one in results} == {Dialogue, StaleStepError}
    found = await dialogues.get(db.read, "1", now_ms=NOON_MS)
    assert found is not None
    assert found.step == 1


async def test_a_step_and_what_it_does_stand_or_fall_together(db: Db, book: Book) -> None:
    first = await opened(db, book)

    async def work(q: object) -> None:
        await dialogues.advance(q, first, {"amount": 3})  # type: ignore[arg-type]
        raise RuntimeError("what the step does has failed")

    with pytest.raises(RuntimeError):
        await db.tx(work)
    assert await dialogues.get(db.read, "1", now_ms=NOON_MS) == first
    assert (await advance(db, first, amount=4)).step == 1


async def test_the_same_message_opens_one_dialogue(db: Db, book: Book) -> None:
    await opened(db, book, "1", dedup="chat:tavern:1")
    with pytest.raises(sqlite3.IntegrityError):
        await opened(db, book, "2", dedup="chat:tavern:1")


async def test_dialogues_that_no_message_opened_do_not_exclude_each_other(db: Db, book: Book) -> None:
    await opened(db, book, "1")
    await opened(db, book, "2")
    assert (await dialogues.get(db.read, "2", now_ms=NOON_MS)) is not None


async def test_a_dialogue_ends_at_its_time(db: Db, book: Book) -> None:
    await opened(db, book)
    end = NOON_MS + DAY_MS
    assert await dialogues.get(db.read, "1", now_ms=end - 1) is not None
    assert await dialogues.get(db.read, "1", now_ms=end) is None
    assert await db.tx(lambda q: dialogues.forget_old(q, now_ms=end - 1)) == 0
    assert await db.tx(lambda q: dialogues.forget_old(q, now_ms=end)) == 1
    assert await db.read("SELECT id FROM dialogues") == []


async def test_somebodys_dialogues_of_a_kind_newest_first(db: Db, book: Book) -> None:
    await book.link("ann at work", to="ann")
    await opened(db, book, "1")
    await opened(db, book, "2", who="ann at work")
    await opened(db, book, "3", who="bob")
    await opened(db, book, "4", kind="song")
    person, tavern, cellar = (
        (await book.identity("ann")).person_id,
        await book.place("tavern"),
        await book.place("cellar"),
    )
    found = await dialogues.of_person(db.read, person, tavern.id, "quota")
    assert [one.id for one in found] == ["2", "1"]
    assert await dialogues.of_person(db.read, person, cellar.id, "quota") == []
