"""Songs ordered by direct message: which server is charged, and what is said where none takes them."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.errors import (
    BudgetExceeded,
    DeliveryUnavailable,
    NowhereToCharge,
    OutsideMessages,
    Paused,
    QuotaExceeded,
    Refusal,
    RoleNeededThere,
    TooManyWaiting,
)
from bot.domain.people import Pause, PlaceRef, Standing
from bot.domain.view import Field, Phrase
from bot.locales import catalogue
from bot.studio import charging
from bot.studio.charging import MOST_ASKED
from bot.studio.rules import Access
from bot.studio.sayings import receipt_fields
from tests.store.rows import open_database
from tests.studio.conftest import MakeStudio
from tests.studio.fakes import CHAT, TAVERN, ScriptedProvider, Studio, info, with_limits
from tests.studio.messages import CELLAR, MARKET, NAMES, PRIVATE, Mailbox, by_message, daily

NOBODY = Access(private="nobody")


@pytest.fixture
def box(studio: Studio) -> Mailbox:
    """A studio without limits."""
    return Mailbox(studio)


@pytest.fixture
def closed(make_studio: MakeStudio, one: ScriptedProvider) -> Mailbox:
    """A studio that takes no direct messages of its own account; two songs a day everywhere."""
    return Mailbox(make_studio(one, rules=with_limits(access=NOBODY, quota=daily(2))))


# --- which place ------------------------------------------------------------------------------


async def test_a_song_is_charged_to_the_server_where_they_last_sang(box: Mailbox) -> None:
    await box.open(TAVERN)
    await box.open(MARKET)
    await box.sing(MARKET)
    await box.sing(TAVERN)
    await box.open(CELLAR)  # seen there since, but they have not sung there
    receipt = await box.order()
    assert receipt.charged_to == "The Tavern"
    assert Field(Phrase("chat-row-charged"), ("The Tavern",)) in receipt_fields(receipt)
    assert await box.charged() == ["market", "tavern", "tavern"]


async def test_who_has_sung_nowhere_is_charged_where_they_were_seen_last(box: Mailbox) -> None:
    await box.open(TAVERN)
    await box.open(MARKET)
    assert (await box.order()).charged_to == "The Market"


async def test_a_message_is_no_visit_to_the_server_that_it_is_charged_to(box: Mailbox) -> None:
    await box.open(TAVERN)
    sql = "SELECT seen_at FROM sightings s JOIN places p ON p.id = s.place_id WHERE p.native_id = 'tavern'"
    before = [tuple(row) for row in await box.studio.db.read(sql)]
    await box.order()
    assert [tuple(row) for row in await box.studio.db.read(sql)] == before


async def test_a_server_that_takes_no_songs_by_message_is_not_even_asked(box: Mailbox) -> None:
    await box.open(TAVERN, dm_songs=False)
    assert (await box.order()).charged_to is None
    assert box.studio.chat.looked_up == []
    assert await box.charged() == ["private"]


async def test_a_server_that_the_operator_does_not_let_in_is_not_asked(
    make_studio: MakeStudio, one: ScriptedProvider
) -> None:
    box = Mailbox(make_studio(one, rules=with_limits(access=Access(servers=frozenset({"market"})))))
    await box.open(MARKET)
    await box.open(TAVERN)
    assert (await box.order()).charged_to == "The Market"
    assert box.studio.chat.looked_up == [MARKET]


async def test_each_server_is_asked_once_and_who_has_left_it_is_charged_elsewhere(box: Mailbox) -> None:
    await box.open(MARKET)
    await box.open(TAVERN)
    box.leave(TAVERN)
    assert (await box.order()).charged_to == "The Market"
    assert sorted(box.studio.chat.looked_up, key=str) == [MARKET, TAVERN]


async def test_a_server_that_can_not_be_asked_is_left_out(
    box: Mailbox, capsys: pytest.CaptureFixture[str]
) -> None:
    await box.open(MARKET)
    await box.open(TAVERN)
    box.studio.chat.members[TAVERN, "ann"] = DeliveryUnavailable("a bad day")
    assert (await box.order()).charged_to == "The Market"
    assert "could not be asked" in capsys.readouterr().out


async def test_a_server_that_does_not_answer_is_not_waited_for(
    box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    await box.open(MARKET)
    await box.open(TAVERN)
    answers = box.studio.chat.standing

    async def standing(place: PlaceRef, native_id: str) -> Standing | None:
        if place == TAVERN:
            await asyncio.Event().wait()
        return await answers(place, native_id)

    monkeypatch.setattr(box.studio.chat, "standing", standing)
    monkeypatch.setattr(charging, "LOOK_UP_S", 0.05)
    assert (await box.order()).charged_to == "The Market"


async def test_only_the_latest_servers_of_many_are_asked(box: Mailbox) -> None:
    for n in range(MOST_ASKED + 3):
        await box.open(PlaceRef(CHAT, f"inn{n}"))
    assert (await box.order()).charged_to == f"inn{MOST_ASKED + 2}"
    assert len(box.studio.chat.looked_up) == MOST_ASKED


async def test_who_writes_in_a_server_is_looked_up_nowhere(box: Mailbox) -> None:
    await box.open(TAVERN)
    await box.open(MARKET)
    receipt = await box.sing(TAVERN)
    assert (receipt.charged_to, box.studio.chat.looked_up) == (None, [])


async def test_a_server_whose_name_nobody_knows_is_called_one_of_theirs(box: Mailbox) -> None:
    await box.open(TAVERN)
    box.studio.chat.members[TAVERN, "ann"] = Standing(TAVERN)
    assert (await box.order()).charged_to == Phrase("charge-server")


# --- what is left there -----------------------------------------------------------------------


async def test_what_is_left_is_that_of_the_server(closed: Mailbox) -> None:
    await closed.open(TAVERN)
    await closed.limit(TAVERN, 5)
    receipt = await closed.order()
    assert (receipt.usage.left, receipt.usage.allowed) == (4, 5)


async def test_a_server_with_nothing_left_gives_way_to_the_next_one(closed: Mailbox) -> None:
    await closed.open(MARKET)
    await closed.open(TAVERN)
    await closed.limit(TAVERN, 1)
    said = [(await closed.order()).charged_to for _ in range(3)]
    assert said == ["The Tavern", "The Market", "The Market"]


async def test_the_last_resort_is_the_person_s_own_account(
    make_studio: MakeStudio, one: ScriptedProvider
) -> None:
    box = Mailbox(make_studio(one, rules=with_limits(quota=daily(1))))
    await box.open(TAVERN)
    said = [(await box.order()).charged_to for _ in range(2)]
    assert said == ["The Tavern", None]
    assert await box.charged() == ["tavern", "private"]


async def test_where_all_is_used_up_each_server_says_so_and_nothing_is_written(closed: Mailbox) -> None:
    await closed.open(MARKET, pause=Pause(message="Back on Monday.", since_ms=0))
    await closed.open(TAVERN)
    await closed.limit(TAVERN, 0)
    with pytest.raises(NowhereToCharge) as refused:
        await closed.order()
    kinds = [(name, type(one)) for name, one in refused.value.reasons()]
    assert kinds == [("The Tavern", QuotaExceeded), ("The Market", Paused)]
    said = catalogue().error(refused.value)
    assert "The Tavern: You have no songs here" in said
    assert "Back on Monday." in said
    assert await closed.charged() == []


async def test_who_belongs_nowhere_is_told_what_to_do(closed: Mailbox) -> None:
    with pytest.raises(OutsideMessages) as refused:
        await closed.order()
    assert "Order in a server" in catalogue().error(refused.value)
    with pytest.raises(OutsideMessages):
        await closed.words("a shanty about the sea")


async def test_a_role_of_today_counts_and_not_the_one_of_last_time(closed: Mailbox) -> None:
    await closed.open(TAVERN)
    await closed.limit(TAVERN, 0)
    await closed.limit(TAVERN, 4, "role", "bard")
    with pytest.raises(NowhereToCharge):
        await closed.order()
    closed.belongs(TAVERN, roles=frozenset({"bard"}))
    assert (await closed.order()).usage.left == 3


async def test_a_role_that_songs_need_is_needed_by_message_too(closed: Mailbox) -> None:
    await closed.open(TAVERN, roles=frozenset({"guest"}))
    await closed.set_roles(TAVERN, ("bard",))
    with pytest.raises(NowhereToCharge) as refused:
        await closed.order()
    assert [type(one) for _, one in refused.value.reasons()] == [RoleNeededThere]
    assert "bard" not in catalogue().error(refused.value)  # a role's mention says nothing elsewhere
    closed.belongs(TAVERN, roles=frozenset({"bard"}))
    assert (await closed.order()).charged_to == "The Tavern"


async def test_the_channels_of_a_server_say_nothing_about_messages(closed: Mailbox) -> None:
    await closed.open(TAVERN, channels=("stage",))
    assert (await closed.order()).charged_to == "The Tavern"


async def test_the_language_of_a_server_is_not_spoken_in_messages(closed: Mailbox) -> None:
    await closed.open(TAVERN, language="zh")
    receipt = await closed.order()
    job = await closed.studio.job(receipt.status.job_id)
    assert job.origin.language == "en"


async def test_a_cap_of_the_whole_bot_is_no_server_s(make_studio: MakeStudio, one: ScriptedProvider) -> None:
    box = Mailbox(make_studio(one, rules=with_limits(budget=daily(0))))
    await box.open(TAVERN)
    with pytest.raises(BudgetExceeded):
        await box.order()


async def test_enough_songs_in_the_queue_are_enough_for_all_servers(
    make_studio: MakeStudio, one: ScriptedProvider
) -> None:
    box = Mailbox(make_studio(one, rules=with_limits(queued_per_user=1)))
    await box.open(TAVERN)
    await box.open(MARKET)
    await box.order()
    with pytest.raises(TooManyWaiting):
        await box.order()


async def test_the_same_message_is_one_song_of_one_server(closed: Mailbox) -> None:
    await closed.open(MARKET)
    await closed.open(TAVERN)
    await closed.limit(TAVERN, 1)
    first, again = [await closed.order(message="1") for _ in range(2)]
    assert (first.charged_to, again.charged_to) == ("The Tavern", "The Tavern")
    assert (again.repeated, again.usage) == (True, first.usage)
    assert await closed.charged() == ["tavern"]


async def test_an_order_by_message_takes_the_server_s_turn(box: Mailbox) -> None:
    for who in ("ann", "cat"):
        await box.open(TAVERN, who=who)
    await box.sing(TAVERN, "bob")
    by_message_line = (await box.order(by_message("cat"))).status.line
    elsewhere = await box.sing(MARKET, "dan")
    assert (by_message_line, elsewhere.status.line) == (
        2,
        2,
    )  # the market's first goes before the tavern's second


# --- whatever is left where -------------------------------------------------------------------

REFS = (TAVERN, MARKET, CELLAR)
SERVER = st.fixed_dictionaries(
    {
        "dm_songs": st.sampled_from([True, True, True, False]),
        "member": st.sampled_from(["yes", "yes", "yes", "left", "unknown"]),
        "songs": st.integers(0, 2),
        "cap": st.sampled_from([None, None, 0, 2]),
        "paused": st.sampled_from([False, False, False, True]),
        "blocked": st.sampled_from([False, False, False, True]),
        "role": st.sampled_from([None, None, "held", "missing"]),
    }
)


def takes(server: dict[str, Any]) -> bool:
    """Tell whether a server lets somebody have one more song by message."""
    return bool(
        server["dm_songs"]
        and server["member"] == "yes"
        and server["songs"] > 0
        and server["cap"] != 0
        and not server["paused"]
        and not server["blocked"]
        and server["role"] != "missing"
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    servers=st.lists(SERVER, max_size=3),
    private=st.sampled_from(["all", "members", "nobody"]),
    own=st.integers(0, 1),
)
async def test_an_order_is_charged_to_the_first_place_that_lets_it_or_nothing_is_written(
    tmp_path_factory: pytest.TempPathFactory, servers: list[dict[str, Any]], private: Any, own: int
) -> None:
    folder: Path = tmp_path_factory.mktemp("charging")
    db = await open_database(folder)
    rules = with_limits(access=Access(private=private), quota=daily(own))
    box = Mailbox(Studio(db, folder, providers=[ScriptedProvider(info("one"))], rules=rules))
    for ref, server in zip(REFS, servers, strict=False):
        needed = (server["role"],) if server["role"] else ()
        pause = Pause(since_ms=0) if server["paused"] else None
        await box.open(ref, dm_songs=server["dm_songs"], pause=pause)
        await box.set_roles(ref, needed)
        box.belongs(ref, roles=frozenset({"held"}))
        await box.limit(ref, server["songs"])
        if server["cap"] is not None:
            await box.limit(ref, server["cap"], "cap")
        if server["blocked"]:
            await box.block(ref)
        if server["member"] == "left":
            box.leave(ref)
        if server["member"] == "unknown":
            box.studio.chat.members[ref, "ann"] = DeliveryUnavailable("a bad day")
    met = [ref for ref, _ in zip(REFS, servers, strict=False)]
    lets = [ref for ref, server in zip(REFS, servers, strict=False) if takes(server)]
    own_account = private == "all" or (private == "members" and bool(met))
    expected = lets[-1] if lets else PRIVATE if own_account and own > 0 else None
    try:
        receipt = await box.order()
    except Refusal as refusal:
        assert expected is None
        assert catalogue().error(refusal)
        assert await db.read("SELECT 1 FROM jobs UNION ALL SELECT 1 FROM ledger") == []
    else:
        assert expected is not None
        assert await box.charged() == [expected.native_id]
        assert (receipt.charged_to or "") == NAMES[expected]
    await db.close()
