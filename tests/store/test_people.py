"""People, their accounts, and who was seen where with which roles."""

import pytest

from bot.domain.people import Account, Caller, Identity, Pause, Place, PlaceRef, PlaceSettings
from bot.store import people
from bot.store.db import Db
from tests.store.rows import DAY_MS, NOON_MS, Book

TAVERN, CELLAR, PRIVATE = PlaceRef("chat", "tavern"), PlaceRef("chat", "cellar"), PlaceRef()


async def arrive(
    db: Db,
    native_id: str,
    *,
    ref: PlaceRef = TAVERN,
    name: str = "",
    username: str = "",
    roles: frozenset[str] = frozenset(),
    now_ms: int = NOON_MS,
) -> tuple[Identity, Place]:
    """Let somebody come into a place."""
    caller = Caller(Account("chat", native_id, name, username), ref, roles=roles)
    return await db.tx(lambda q: people.arrive(q, caller, now_ms=now_ms))


async def seen(db: Db, name: str, ref: PlaceRef = TAVERN) -> list[str]:
    """Return the plain ids of those who were met under a name."""
    place = await people.find_place(db.read, ref)
    assert place is not None
    return [one.account.native_id for one in await people.seen_in(db.read, place.id, name)]


# --- by which name somebody is found ------------------------------------------------------------


async def test_the_plain_id_goes_before_the_user_name_and_that_before_the_shown_name(db: Db) -> None:
    await arrive(db, "1", name="bard")
    assert await seen(db, "bard") == ["1"]
    await arrive(db, "2", username="bard")
    assert await seen(db, "bard") == ["2"]
    await arrive(db, "bard", name="somebody")
    assert await seen(db, "bard") == ["bard"]


async def test_all_of_one_name_are_found_the_latest_first(db: Db) -> None:
    for n in range(3):
        await arrive(db, f"{n}", name="Ann", now_ms=NOON_MS + n)
    await arrive(db, "1", name="Ann", now_ms=NOON_MS + 9)
    assert await seen(db, "Ann") == ["1", "2", "0"]


@pytest.mark.parametrize("name", ["Straße", "STRASSE", "strasse"])
async def test_capitals_make_no_difference(db: Db, name: str) -> None:
    await arrive(db, "1", name="Straße")
    assert await seen(db, name) == ["1"]


@pytest.mark.parametrize("name", ["an", "anna", "%", "_nn", "", "nobody"])
async def test_half_a_name_or_none_is_nobody(db: Db, name: str) -> None:
    await arrive(db, "1", name="Ann")
    await arrive(db, "2")
    assert await seen(db, name) == []


async def test_whoever_was_met_elsewhere_is_not_found_here(db: Db) -> None:
    await arrive(db, "1", name="Ann")
    await arrive(db, "2", name="Bob", ref=CELLAR)
    assert await seen(db, "Bob") == []
    assert await seen(db, "2") == []
    assert await seen(db, "Bob", CELLAR) == ["2"]


async def test_somebody_is_found_by_the_name_that_they_have_now(db: Db) -> None:
    await arrive(db, "1", name="Ann", username="annie")
    await arrive(db, "1", name="Anna", username="anna")
    assert await seen(db, "Ann") == []
    assert await seen(db, "anna") == ["1"]
    identity = await people.find_identity(db.read, Account("chat", "1"))
    assert identity is not None
    stored = await people.identity_by_id(db.read, identity.id)
    assert stored.account == Account("chat", "1", "Anna", "anna")


async def test_names_are_the_ones_by_which_others_know_people(db: Db) -> None:
    ids = [
        (await arrive(db, "1", name="Ann", username="annie"))[0].id,
        (await arrive(db, "2", username="bobby"))[0].id,
        (await arrive(db, "3"))[0].id,
    ]
    named = await people.accounts_of(db.read, [*ids, ids[0], "operator"])
    assert [named[one].shown for one in ids] == ["Ann", "bobby", "3"]
    assert len(named) == 3
    assert await people.accounts_of(db.read, []) == {}


# --- accounts of one person ---------------------------------------------------------------------


async def test_roles_are_those_of_all_accounts_of_a_person_in_that_place(db: Db, book: Book) -> None:
    await arrive(db, "ann", roles=frozenset({"bard", "cook"}))
    await arrive(db, "ann at work", roles=frozenset({"smith", "cook"}))
    await arrive(db, "bob", roles=frozenset({"king"}))
    await arrive(db, "ann", ref=CELLAR, roles=frozenset({"mouse"}))
    await book.link("ann at work", to="ann")
    person, place = (await book.identity("ann")).person_id, await book.place("tavern")
    assert await people.roles_in(db.read, person, place.id) == {"bard", "cook", "smith"}


async def test_roles_are_those_of_the_last_time(db: Db, book: Book) -> None:
    await arrive(db, "ann", roles=frozenset({"bard"}))
    await arrive(db, "ann", roles=frozenset({"smith"}), now_ms=NOON_MS + 1)
    person, place = (await book.identity("ann")).person_id, await book.place("tavern")
    assert await people.roles_in(db.read, person, place.id) == {"smith"}
    await arrive(db, "ann", now_ms=NOON_MS + 2)
    assert await people.roles_in(db.read, person, place.id) == frozenset()
    assert await people.roles_in(db.read, person, (await book.place("cellar")).id) == frozenset()


async def test_a_person_is_told_where_they_were_met_last(db: Db, book: Book) -> None:
    await book.link("ann at work", to="ann")
    person = (await book.identity("ann")).person_id
    tavern, cellar = await book.place("tavern"), await book.place("cellar")
    await arrive(db, "ann", now_ms=NOON_MS)
    await arrive(db, "ann at work", now_ms=NOON_MS + 1)
    await arrive(db, "ann", ref=CELLAR, now_ms=NOON_MS + DAY_MS)
    for place, expected in ((tavern, "ann at work"), (cellar, "ann")):
        latest = await people.latest_identity(db.read, person, place.id)
        assert latest is not None
        assert latest.account.native_id == expected


async def test_a_person_who_was_never_in_a_place_is_known_by_their_last_account(db: Db, book: Book) -> None:
    await book.link("ann at work", to="ann")
    await arrive(db, "ann at work", ref=CELLAR, now_ms=NOON_MS + DAY_MS)
    person = (await book.identity("bob")).person_id
    tavern = await book.place("tavern")
    latest = await people.latest_identity(db.read, person, tavern.id)
    assert latest is not None
    assert latest.account.native_id == "bob"
    assert await people.latest_identity(db.read, "nobody", tavern.id) is None


async def test_only_servers_and_groups_count_as_having_met(db: Db) -> None:
    identity, _ = await arrive(db, "ann", ref=PRIVATE)
    assert not await people.was_met(db.read, identity.person_id)
    await arrive(db, "ann")
    assert await people.was_met(db.read, identity.person_id)


async def test_the_places_of_a_chat_come_by_the_newest_song_then_by_when_they_were_seen(
    db: Db, book: Book
) -> None:
    market = PlaceRef("chat", "market")
    for n, ref in enumerate((TAVERN, CELLAR, market, PRIVATE, PlaceRef("other", "hall"))):
        identity, _ = await arrive(db, "ann", ref=ref, now_ms=NOON_MS + n)
    met = await people.met_in(db.read, identity.person_id, "chat")
    assert [one.place.ref for one in met] == [market, CELLAR, TAVERN]
    await book.order("song 1", "ann", place="tavern")
    met = await people.met_in(db.read, identity.person_id, "chat")
    assert [(one.place.ref, one.native_id) for one in met] == [
        (TAVERN, "ann"),
        (market, "ann"),
        (CELLAR, "ann"),
    ]


async def test_of_two_accounts_in_a_place_the_one_seen_last_is_asked_about(db: Db, book: Book) -> None:
    ann, _ = await arrive(db, "ann")
    await arrive(db, "ann's other", now_ms=NOON_MS + 1)
    await book.link("ann's other", "ann")
    met = await people.met_in(db.read, ann.person_id, "chat")
    assert [one.native_id for one in met] == ["ann's other"]


# --- languages ----------------------------------------------------------------------------------


async def test_a_language_stays_until_the_chat_says_another(db: Db) -> None:
    languages = []
    for said in ("", "ja", "", "zh"):
        account = Account("chat", "ann", language=said)
        met = await db.tx(lambda q, one=account: people.meet(q, one, now_ms=NOON_MS))  # type: ignore[misc]
        languages.append((met.account.language, await people.language_of(db.read, account)))
    assert languages == [("en", "en"), ("ja", "ja"), ("ja", "ja"), ("zh", "zh")]
    assert await people.language_of(db.read, Account("chat", "new", language="")) == ""


# --- places -------------------------------------------------------------------------------------


async def test_what_moderators_decided_comes_back_as_it_was_stored(db: Db, book: Book) -> None:
    place = await book.place("tavern")
    assert (place.time_zone, place.settings) == ("UTC", PlaceSettings())
    settings = PlaceSettings(
        channels=("stage",),
        moderator_roles=("staff",),
        dm_songs=True,
        pause=Pause(message="für 安", since_ms=1),
    )
    await db.tx(lambda q: people.change_place(q, place.id, settings=settings, time_zone="Asia/Kathmandu"))
    again = await book.place("tavern")
    assert (again.id, again.time_zone, again.settings) == (place.id, "Asia/Kathmandu", settings)
    assert (await book.place("cellar")).settings == PlaceSettings()


async def test_settings_of_a_newer_version_do_not_keep_a_place_from_being_read(db: Db, book: Book) -> None:
    place = await book.place("tavern")
    sql = """UPDATE places SET settings = '{"dm_songs": true, "not known yet": 1}'"""
    await db.tx(lambda q: q(sql))
    assert (await people.place_by_id(db.read, place.id)).settings == PlaceSettings(dm_songs=True)
