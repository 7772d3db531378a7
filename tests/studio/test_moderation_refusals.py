"""What moderators may not do, and commands that are refused: one sentence, and nothing changes."""

from dataclasses import replace

import pytest

from bot.domain.errors import InvalidOrder, NotModerator, NotYours
from bot.store import blocks, policies
from bot.store.db import Db
from tests.studio.moderation_bench import CELLAR, MIA, MO, OTTO, TAVERN, Bench, member, said, sentence


@pytest.fixture
async def bench(db: Db) -> Bench:
    bench = Bench(db)
    await bench.meet(MO, MIA, OTTO, member("ann", roles=frozenset({"singers"})), member("bob"))
    return bench


# --- refused with a sentence -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("quota set @mo 5", "another moderator"),
        ("quota add mo 5", "troubadour quota set"),
        ("quota reset mo", "another moderator"),
        ("block mo", "another moderator"),
        ("unblock mo", "another moderator"),
        ("quota set ann none", "Ann has no limit of their own"),
        ("quota role 77 none", "The role 77 has no limit"),
        ("quota default none", "The operator’s holds"),
        ("quota server none", "no cap in songs"),
        ("quota server none USD", "no cap in money"),
        ("quota server 20 EUR", "in USD here, not in EUR"),
        ("quota reset ann", "Ann has used nothing"),
        ("unblock ann", "Ann is not blocked"),
        ("pause off", "no pause"),
        ("quota set nobody 5", "has not met “nobody”"),
        ("quota set otto 5", "has not met “otto”"),
        ("quota set Twin 5", "@twin1, @twin2"),
        ("quota show nobody", "has not met"),
        ("quota set ann -1", "“-1” is no number of songs"),
        ("quota set ann 1e9", "whole number"),
        ("quota set ann five", "whole number"),
        ("quota set ann 0.5", "whole number"),
        ("quota set ann 1_000", "whole number"),
        ("quota set ann 10^20", "whole number"),
        ("quota set ann 1000001", "1,000,000"),
        ('quota set ann ""', "whole number"),
        ("quota set ann", "Say how many songs"),
        ("quota set", "Say who"),
        ("quota set @", "Say who"),
        ('quota set "Ann Lee 5', "does not end"),
        ("quota set ann 5 year", "“year” is no period"),
        ("quota set ann 5 per fortnight", "day, week, month, total"),
        ("quota set ann 5 months", "no period"),
        ("quota set ann 5 " + "x" * 201, "201 characters, and 200 fit"),
        ("quota add ann 0", "can’t be added"),
        ("quota add ann +", "can’t be added"),
        ("quota add ann", "like +3"),
        ("quota role", "Say which role"),
        ("quota role a!b 5", "no role"),
        ("quota server $20", "20 USD"),
        ("quota server 0.0000001 USD", "12.50 USD"),
        ("quota server 99999999999999 USD", "1,000,000,000"),
        ("quota", "set, add, reset"),
        ("quota sett ann 5", "set, add, reset"),
        ("quota show ann bob", "too much"),
        ("sing", "quota, settings, block"),
        ("settings now", "too much"),
        ("block", "Say who"),
        ("block ann 5x", "no length of time"),
        ("block ann 0m", "no length of time"),
        ("block ann 366d", "365 days"),
        ("block ann -3d", "no length of time"),
        ("block ann 1.5h", "no length of time"),
        ("pause off now", "too much"),
        ("pause " + "x" * 201, "200 fit"),
        ("log 0", "no page"),
        ("log x", "no page"),
        ("log 2 3", "too much"),
        ("log 999999999999", "no page"),
    ],
)
async def test_bad_command_is_one_sentence_and_changes_nothing(bench: Bench, text: str, part: str) -> None:
    await bench.meet(member("twin1", shown="Twin"), member("twin2", shown="Twin"))
    counts = await bench.counts()
    with pytest.raises(InvalidOrder) as caught:
        await bench.admin(text)
    assert part in sentence(caught.value), sentence(caught.value)
    assert await bench.counts() == counts


async def test_songs_on_top_of_no_limit_are_refused(bench: Bench) -> None:
    await bench.do("quota set ann unlimited")
    with pytest.raises(InvalidOrder) as caught:
        await bench.admin("quota add ann 3")
    assert "nothing to add to" in sentence(caught.value)


# --- who may -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["", "help", "quota set ann 5", "quota show", "quota show ann", "settings", "log", "nonsense", "pause"],
)
async def test_members_and_moderators_of_other_places_are_turned_away(bench: Bench, text: str) -> None:
    counts = await bench.counts()
    for caller in (member("bob"), member("otto"), replace(OTTO, place=TAVERN, manages=False)):
        with pytest.raises(NotModerator):
            await bench.admin(text, caller)
    assert await bench.counts() == counts


@pytest.mark.parametrize("action", ["confirm", "drop"])
async def test_only_who_began_a_change_may_end_it(bench: Bench, action: str) -> None:
    shown = await bench.admin("quota set ann 5")
    counts = await bench.counts()
    for caller, error in [(MIA, NotYours), (member("bob"), NotModerator), (OTTO, NotModerator)]:
        with pytest.raises(error):
            await bench.tap(shown, action, caller)
    with pytest.raises(NotModerator):  # since then no moderator any more
        await bench.tap(shown, action, replace(MO, manages=False))
    assert await bench.counts() == counts


async def test_no_moderator_sees_or_changes_another_place(bench: Bench) -> None:
    await bench.meet(member("ann", CELLAR))
    await bench.do("quota set ann 5 secret")
    await bench.do("block bob")
    assert await bench.log(CELLAR) == []
    for text in ("log", "quota show", "quota show ann"):
        shown = said(await bench.admin(text, OTTO))
        assert "secret" not in shown
        assert "5 songs" not in shown
        assert "Bob" not in shown
    assert await policies.all_current(bench.db.read, (await bench.place(CELLAR)).id) == []


async def test_blocked_moderator_is_unblocked_by_another_one(bench: Bench) -> None:
    await bench.do("block mo", MIA)
    with pytest.raises(InvalidOrder) as caught:
        await bench.admin("unblock mo")
    assert "another moderator" in sentence(caught.value)
    await bench.do("unblock mo", MIA)
    place, mo = await bench.place(), await bench.who("mo")
    assert await blocks.find(bench.db.read, place.id, mo.person_id, now_ms=bench.clock.ms) is None
