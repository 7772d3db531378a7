"""A group whose chat gives it another id keeps its place with everything in it."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.dialogue import Dialogue
from bot.domain.ids import new_id
from bot.domain.people import PlaceRef, PlaceSettings
from bot.domain.quota import Policy, Span
from bot.domain.song import Origin
from bot.store import audit, blocks, dialogues, jobs, ledger, moving, news, people, policies
from bot.store.db import Db, Query
from tests.store.rows import DAY_MS, Book

OLD, NEW = PlaceRef("chat", "tavern"), PlaceRef("chat", "castle")
EVER = Span(0, None)


async def move(db: Db, book: Book, old: PlaceRef = OLD, new: PlaceRef = NEW) -> bool:
    return await db.tx(lambda q: moving.move_place(q, old, new, now_ms=book.now_ms))


async def set_limit(book: Book, place_id: str, songs: int, kind: Any = "default") -> None:
    policy = Policy("", place_id, kind, "", "day", songs, None, None, 0, None, "operator", "")
    await book.db.tx(lambda q: policies.put(q, policy, now_ms=book.now_ms))


async def block(book: Book, place_id: str, who: str, until_ms: int | None) -> None:
    person = (await book.identity(who)).person_id
    await book.db.tx(
        lambda q: blocks.put(
            q, place_id, person, reason="", by="operator", until_ms=until_ms, now_ms=book.now_ms
        )
    )


async def met(book: Book, who: str, place_id: str, role: str) -> None:
    book.now_ms += 1_000
    identity = await book.identity(who)
    await book.db.tx(
        lambda q: people.note_sighting(q, identity.id, place_id, roles=[role], now_ms=book.now_ms)
    )


async def rows_of(db: Db, place_id: str) -> dict[str, int]:
    """Return how many rows of each table name a place; a table that is new is looked at, too."""
    tables = await db.read(
        """SELECT m.name AS name FROM sqlite_master m JOIN pragma_table_info(m.name) c
        WHERE m.type = 'table' AND c.name = 'place_id'"""
    )
    return {
        row["name"]: (
            await db.read(
                f"SELECT COUNT(*) AS n FROM {row['name']} WHERE place_id = :place", {"place": place_id}
            )
        )[0]["n"]
        for row in tables
    }


async def test_a_place_keeps_everything_under_its_new_id(db: Db, book: Book) -> None:
    job = await book.order("a", "ann")
    place = await book.place("tavern")
    await set_limit(book, place.id, 3)
    assert await move(db, book)
    found = await people.find_place(db.read, NEW)
    assert found is not None
    assert found.id == place.id
    assert await people.find_place(db.read, OLD) is None
    assert (await book.now("a")).origin == Origin(platform="chat", chat="castle")
    assert (await ledger.totals(db.read, EVER, place_id=place.id)).songs == 1
    before = [tuple(row) for row in await db.read("SELECT * FROM places")]
    assert not await move(db, book)
    assert before == [tuple(row) for row in await db.read("SELECT * FROM places")]
    assert job.place_id == place.id


@pytest.mark.parametrize("older", ["tavern", "castle"])
async def test_the_older_of_two_places_takes_in_the_other_and_keeps_its_settings(
    db: Db, book: Book, older: str
) -> None:
    """A late message of the old group may have made a place of it once more, which is the newer one then."""
    newer = "castle" if older == "tavern" else "tavern"
    one = await book.place(older)
    await db.tx(
        lambda q: people.change_place(q, one.id, settings=PlaceSettings(language="ja"), time_zone="UTC")
    )
    await set_limit(book, one.id, 3)
    await met(book, "ann", one.id, "early")
    await met(book, "bob", one.id, "early")
    other = await book.place(newer)
    await set_limit(book, other.id, 7)
    await set_limit(book, other.id, 70, "cap")
    await met(book, "ann", other.id, "late")
    await met(book, "cid", other.id, "late")
    ends = book.now_ms + 9 * DAY_MS
    for who, here_ms, there_ms in (("ann", None, ends), ("bob", ends, None), ("cid", None, None)):
        await block(book, one.id, who, here_ms)
        await block(book, other.id, who, there_ms)
    await book.order("a", "ann", place=older)
    await book.order("b", "ann", place=newer)
    ann = await book.identity("ann")

    async def more(q: Query) -> None:
        data = {"origin": Origin(platform="chat", chat="tavern", place="tavern").model_dump(mode="json")}
        talk = Dialogue("talk", "quota", ann.id, other.id, data, 0, book.now_ms + DAY_MS, "")
        await dialogues.insert(q, talk)
        what = {"kind": "pause", "paused": False}
        await audit.note(
            q, place_id=other.id, who=ann.id, what="pause", before=what, after=what, now_ms=book.now_ms
        )
        where = Origin(platform="chat", chat="tavern", place="tavern", message="7")
        topic = "song.x.chat:tavern.press.1"
        content = {"otherwise": [{"origin": where.model_dump(mode="json"), "content": {}}]}
        await news.add(q, where, "everyone", content, topic=topic, now_ms=book.now_ms)
        elsewhere = where.model_copy(update={"platform": "elsewhere"})
        await news.add(q, elsewhere, "everyone", {}, now_ms=book.now_ms + 1)

    await db.tx(more)
    assert await move(db, book)
    found = await people.find_place(db.read, NEW)
    assert found is not None
    assert (found.id, found.settings.language) == (one.id, "ja")
    assert set((await rows_of(db, other.id)).values()) == {0}
    assert [row["id"] for row in await db.read("SELECT id FROM places")] == [one.id]
    limits = {rule.subject_kind: rule.songs for rule in await policies.all_current(db.read, one.id)}
    assert limits == {"default": 3, "cap": 70}
    held = await blocks.all_current(db.read, one.id, now_ms=book.now_ms)
    blocked = {(await book.identity(who)).person_id for who in ("ann", "bob", "cid")}
    assert {(rule.person_id, rule.until_ms) for rule in held} == {(person, None) for person in blocked}
    assert len(held) == len(blocked)
    assert await people.roles_in(db.read, ann.person_id, one.id) == {"late"}
    assert (await ledger.used_by_person(db.read, ann.person_id, one.id, EVER)).songs == 2
    there = Origin(platform="chat", chat="castle", place="castle")
    talk = await dialogues.get(db.read, "talk", now_ms=book.now_ms)
    assert talk is not None
    assert talk.data["origin"] == there.model_dump(mode="json")
    first, other_chats = await news.untold(db.read, now_ms=book.now_ms + 1)
    assert (first.origin, first.content["otherwise"][0]["origin"]) == (there, there.model_dump(mode="json"))
    assert other_chats.origin.chat == "tavern"
    assert [one.id for one in await news.about(db.read, "song.x.chat:castle")] == [first.id]
    assert not await move(db, book)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.booleans(), st.sampled_from(["", "settle", "refund", "grant"])),
        max_size=8,
    )
)
async def test_the_ledger_balances_wherever_songs_were_ordered(
    db: Db, book: Book, orders: list[tuple[str, bool, str]]
) -> None:
    """What each person has used afterwards is what they had used in both, whatever became of their songs."""
    old, new = PlaceRef("chat", new_id(0)), PlaceRef("chat", new_id(0))
    for who, in_new, end in orders:
        book.now_ms += 1_000
        where = new if in_new else old
        job = await book.order(new_id(book.now_ms), who, place=where.native_id)

        async def finish(q: Query, job: Any = job, end: str = end) -> None:
            match end:
                case "settle":
                    await ledger.settle(q, job, None, now_ms=book.now_ms)
                case "refund":
                    await ledger.refund(q, job, "busy", charge=None, now_ms=book.now_ms)
                case "grant":
                    await ledger.grant(
                        q, job.identity_id, job.place_id, 2, by="operator", reason="", now_ms=book.now_ms
                    )

        await db.tx(finish)
    both = [place for ref in (old, new) if (place := await people.find_place(db.read, ref))]
    whole = await ledger.totals(db.read, EVER)
    people_ = {who: (await book.identity(who)).person_id for who in "ab"}

    async def used(place_ids: list[str]) -> dict[str, tuple[int, int]]:
        found = {}
        for who, person in people_.items():
            each = [await ledger.used_by_person(db.read, person, one, EVER) for one in place_ids]
            found[who] = (sum(one.songs for one in each), sum(one.granted for one in each))
        return found

    before = await used([place.id for place in both])
    moved = await move(db, book, old, new)
    assert moved is any(place.ref == old for place in both)
    left = [place for ref in (old, new) if (place := await people.find_place(db.read, ref))]
    assert [place.ref for place in left] == ([new] if both else [])
    assert await used([place.id for place in left]) == before
    assert await ledger.totals(db.read, EVER) == whole
    assert await db.read("PRAGMA foreign_key_check") == []
    for job in book.jobs.values():
        assert await jobs.get(db.read, job.id) is not None
