"""A moderator who writes in the place's own name: nobody knows who it is, until a button is pressed."""

import pytest

from bot.domain.errors import InvalidOrder, NotModerator, NotYours
from bot.domain.people import Account, Caller
from bot.store.db import Db
from tests.studio.moderation_bench import MIA, MO, OTTO, TAVERN, Bench, member, said

NOBODY = Caller(Account("chat", TAVERN.native_id, name="The tavern", language=""), TAVERN, manages=True)
ANN = member("ann")


@pytest.fixture
async def bench(db: Db) -> Bench:
    bench = Bench(db)
    await bench.meet(MO, MIA, OTTO, ANN)
    return bench


async def test_what_was_begun_anonymously_any_moderator_finishes_and_nobody_is_named(bench: Bench) -> None:
    shown = await bench.admin("quota set @ann 5 day helping out", NOBODY)
    counts = await bench.counts()
    for stranger in (ANN, OTTO, member("mo")):
        with pytest.raises(NotModerator):
            await bench.tap(shown, "confirm", stranger)
    assert await bench.counts() == counts
    done = (await bench.tap(shown, "confirm", MO)).view
    assert done.tone == "done"
    assert (await bench.usage("ann")).limit.songs == 5
    who = "anonymous administrator (The tavern)"
    for looked_up in ("log", "quota show ann"):
        told = said(await bench.admin(looked_up, MIA))
        assert who in told
        assert "Mo" not in told
    (entry,) = await bench.log()
    assert entry.after["pressed_by"] == (await bench.who("mo")).id


async def test_what_a_moderator_began_as_themselves_stays_theirs(bench: Bench) -> None:
    shown = await bench.admin("quota set @ann 5", MO)
    for other in (MIA, NOBODY):
        with pytest.raises(NotYours):
            await bench.tap(shown, "confirm", other)
    await bench.tap(shown, "confirm", MO)
    (entry,) = await bench.log()
    assert "pressed_by" not in entry.after
    assert "Mo" in said(await bench.admin("log"))


async def test_nobody_raises_their_own_limit_by_beginning_it_anonymously(bench: Bench) -> None:
    shown = await bench.admin("quota set @mo unlimited", NOBODY)
    with pytest.raises(InvalidOrder, match="change-oneself"):
        await bench.tap(shown, "confirm", MO)
    assert (await bench.usage("mo")).limit.songs == 10
    await bench.tap(shown, "confirm", MIA)
    assert (await bench.usage("mo")).limit.songs is None


async def test_settings_that_were_opened_anonymously_name_nobody_in_the_log(bench: Bench) -> None:
    panel = await bench.admin("settings", NOBODY)
    await bench.tap(panel, "provider", MO, provider=("two",))
    assert "anonymous administrator (The tavern)" in said(await bench.admin("log"))
    bench.clock.forward(1_000)
    own = await bench.admin("settings", MIA)
    await bench.tap(own, "provider", MO, provider=("one",))
    named, anonymous = await bench.log()
    assert named.who == (await bench.who("mo")).id
    assert anonymous.after["pressed_by"] == named.who
