"""What moderators change: the effect is shown first, it happens once, and it is written down."""

import asyncio
from typing import Any

import pytest

from bot.domain.errors import InvalidOrder, NotModerator, Refusal
from bot.domain.people import Account
from bot.domain.quota import Limit
from bot.store import audit, blocks, people
from bot.store.db import Db, Query
from bot.studio.moderation.commands import SetLimit, ShowQuota
from tests.studio.moderation_bench import MIA, MO, OTTO, Bench, member, said


@pytest.fixture
async def bench(db: Db) -> Bench:
    bench = Bench(db)
    await bench.meet(MO, MIA, OTTO, member("ann", roles=frozenset({"singers"})), member("bob"))
    return bench


# --- preview and done --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "songs", "text", "preview", "style", "what", "after"),
    [
        ([], 0, "quota set @ann 5 week helping out", ["10 songs a day", "5 songs a week", "helping out"],
         "primary", "quota.set", "5 songs a week"),
        ([], 7, "quota set ann 3", ["10 songs a day", "3 left", "Ann has already used 7 of these: with 3"],
         "primary", "quota.set", "nothing left"),
        ([], 0, "quota set ann 0", ["no songs a day", "With 0"], "danger", "quota.set", "no songs a day"),
        ([], 0, "quota set ann unlimited", ["as many songs"], "primary", "quota.set", "as many songs"),
        (["quota set ann 2"], 0, "quota set ann none", ["2 songs a day", "10 songs a day"], "danger",
         "quota.set", "10 songs a day"),
        ([], 4, "quota add ann +3 a prize", ["6 left", "9 left", "a prize"], "primary", "quota.add",
         "9 left"),
        ([], 4, "quota add ann -3", ["6 left", "3 left"], "primary", "quota.add", "3 left"),
        ([], 4, "quota reset ann", ["6 left", "10 left"], "primary", "quota.reset", "10 left"),
        ([], 0, "quota role <@&77> 20 month", ["none is set", "20 songs a month"], "primary", "quota.role",
         "20 songs a month"),
        (["quota set ann 2"], 0, "quota default 4", ["One person has a limit", "4 songs a day"], "primary",
         "quota.default", "4 songs a day"),
        ([], 7, "quota server 5 day", ["none is set", "This place has already used 7", "5 songs a day"],
         "primary", "quota.server", "5 songs a day"),
        ([], 0, "quota server 12.50 USD month", ["12.50 USD a month"], "primary", "quota.server",
         "12.50 USD left"),
        (["quota server 5 USD"], 0, "quota server none USD", ["5.00 USD"], "danger", "quota.server",
         "none is set"),
        (["quota server 5"], 0, "quota server unlimited", ["5 songs"], "danger", "quota.server",
         "none is set"),
        ([], 0, "block ann 12h spam", ["not blocked", "blocked until Mar 11, 2026", "spam"], "danger",
         "block", "blocked until"),
        (["block ann"], 0, "unblock ann", ["blocked until it is lifted"], "primary", "unblock",
         "not blocked"),
        ([], 0, "pause Back on Monday", ["songs are made", "paused", "Back on Monday"], "primary", "pause",
         "Back on Monday"),
        (["pause"], 0, "pause off", ["paused", "songs are made"], "primary", "resume", "songs are made"),
    ],
)  # fmt: skip
async def test_effect_is_shown_before_it_happens_and_written_down_after(  # noqa: PLR0917
    bench: Bench,
    before: list[str],
    songs: int,
    text: str,
    preview: list[str],
    style: str,
    what: str,
    after: str,
) -> None:
    for one in before:
        await bench.do(one)
    await bench.order("ann", songs)
    counts = await bench.counts()
    shown = await bench.admin(text)
    for part in preview:
        assert part in said(shown), said(shown)
    assert [(one.id, one.style) for one in shown.buttons] == [("confirm", style), ("drop", "plain")]
    assert await bench.counts() == {**counts, "dialogues": counts["dialogues"] + 1}
    bench.clock.forward(1_000)
    done = (await bench.tap(shown, "confirm")).view
    assert done.tone == "done"
    assert not done.is_open
    assert after in said(done).split("\nNow: ")[1], said(done)
    (entry, *older) = await bench.log()
    assert len(older) == len(before)
    assert (entry.what, entry.who, entry.at_ms) == (what, (await bench.who("mo")).id, bench.clock.ms)
    assert entry.before != entry.after
    assert said(await bench.admin("log")).count("→") == len(before) + 1


async def test_dropped_change_changes_nothing(bench: Bench) -> None:
    shown = await bench.admin("quota set ann 5")
    counts = await bench.counts()
    dropped = (await bench.tap(shown, "drop")).view
    assert "stays as it was" in said(dropped)
    assert await bench.counts() == counts
    await bench.tap(dropped, "confirm")
    assert await bench.counts() == counts


async def test_a_picked_member_whom_the_bot_has_never_met_can_be_given_a_limit_at_once(bench: Bench) -> None:
    bob = Account("chat", "42", name="Bob Lee", username="bob", language="")
    view = await bench.moderation.command(
        MO, SetLimit("person", "42", songs=5), bench.origin(MO), "chat:bob", about=bob
    )
    assert "Bob Lee" in said(view)
    await bench.tap(view, "confirm")
    assert (await bench.usage("42")).limit == Limit(5, "day")


async def test_a_reply_is_about_who_wrote_it_and_makes_them_known_unless_somebody_is_named(
    bench: Bench,
) -> None:
    bob = Account("chat", "70000002", name="Bob Ross")
    await bench.meet(MO, member("ann"))
    view = await bench.moderation.admin(MO, "quota show @ann", bench.origin(MO), "chat:a", about=bob)
    assert "Ann" in said(view)
    assert await people.find_identity(bench.db.read, bob) is None
    view = await bench.moderation.admin(MO, "quota set 5 day", bench.origin(MO), "chat:b", about=bob)
    assert "Bob Ross" in said(view)  # before it is confirmed
    await bench.tap(view, "confirm")
    assert (await bench.usage("70000002")).allowed == 5
    mallory, stranger = member("mallory"), Account("chat", "70000003")
    with pytest.raises(NotModerator):
        await bench.moderation.admin(mallory, "block spam", bench.origin(mallory), "chat:c", about=stranger)
    assert await people.find_identity(bench.db.read, stranger) is None


async def test_a_picked_member_who_was_met_stays_as_they_are(bench: Bench) -> None:
    ann = Account("chat", "ann", name="Somebody", language="")
    before = await bench.who("ann"), await bench.db.read("SELECT * FROM sightings")
    await bench.moderation.command(MO, ShowQuota("ann"), bench.origin(MO), "chat:ann", about=ann)
    now = await bench.db.read("SELECT * FROM sightings")
    assert await bench.who("ann") == before[0]
    assert [tuple(row)[:2] for row in now] == [tuple(row)[:2] for row in before[1]]


async def test_nobody_but_moderators_makes_others_known(bench: Bench) -> None:
    bob = Account("chat", "42", name="Bob Lee")
    command = SetLimit("person", "42", songs=5)
    for caller in (member("ann"), member("otto")):
        with pytest.raises(NotModerator):
            await bench.moderation.command(caller, command, bench.origin(caller), "chat:bob", about=bob)
    assert await people.find_identity(bench.db.read, bob) is None


@pytest.mark.parametrize(
    "text", ["quota set ann 5", "quota add ann 3", "block ann", "pause", "quota server 5"]
)
async def test_two_taps_are_one_change(bench: Bench, text: str) -> None:
    shown = await bench.admin(text)
    answers = await asyncio.gather(*(bench.tap(shown, "confirm") for _ in range(2)))
    assert [one.view.tone for one in answers] == ["done", "done"]
    assert sorted(one.note is None for one in answers) == [False, True]
    assert len(await bench.log()) == 1
    assert (await bench.usage("ann")).granted in (0, 3)


async def test_same_message_opens_one_change(bench: Bench) -> None:
    views = [
        await bench.moderation.admin(MO, "quota set ann 5", bench.origin(MO), "chat:same") for _ in range(2)
    ]
    assert views[0] == views[1]


async def test_real_before_is_shown_where_somebody_was_faster(bench: Bench) -> None:
    shown = await bench.admin("quota set ann 5")
    await bench.do("quota set ann 8", MIA)
    bench.clock.forward(1_000)
    done = (await bench.tap(shown, "confirm")).view
    assert "Before: 8 songs a day" in said(done)
    assert (await bench.log())[0].before["limit"] == 8


async def test_what_has_been_done_meanwhile_is_said_and_can_be_dropped(bench: Bench) -> None:
    await bench.do("block ann")
    shown = await bench.admin("unblock ann")
    await bench.do("unblock ann", MIA)
    with pytest.raises(InvalidOrder, match="not-blocked"):
        await bench.tap(shown, "confirm")
    view = await bench.db.tx(lambda q: bench.machine.show(q, shown.dialogue, "owner"))
    assert view is not None
    assert "not blocked" in said(view)
    assert "stays" in said((await bench.tap(view, "drop")).view)


async def test_limit_keeps_the_period_that_holds(bench: Bench) -> None:
    await bench.do("quota default 9 week")
    await bench.do("quota set ann 5")
    assert (await bench.usage("ann")).limit == Limit(5, "week")
    await bench.do("quota set ann 5 month")
    await bench.do("quota set ann 6")
    assert (await bench.usage("ann")).limit == Limit(6, "month")


async def test_block_ends_by_itself_and_outlives_a_pause(bench: Bench) -> None:
    await bench.do("block ann 30m")
    await bench.do("pause")
    await bench.do("pause off")
    person, place = (await bench.who("ann")).person_id, await bench.place()
    assert await blocks.find(bench.db.read, place.id, person, now_ms=bench.clock.ms) is not None
    bench.clock.forward(30 * 60_000)
    assert await blocks.find(bench.db.read, place.id, person, now_ms=bench.clock.ms) is None


# --- shown -------------------------------------------------------------------------------------


async def test_somebodys_state_is_explained(bench: Bench) -> None:
    await bench.do("quota role singers 20 week choir")
    await bench.do("quota default 4")
    await bench.do("quota set ann 5 day for the feast")
    await bench.order("ann", 2)
    await bench.do("quota add ann 3 a prize")
    await bench.do("quota server 4 day")
    await bench.do("block ann 3d noise")
    shown = said(await bench.admin('quota show "Ann"'))
    for part in (
        "Ann, explained", "Limit: 5 songs a day, set for this person", "by Mo on Mar 10, 2026", "the feast",
        "for the role singers: 20 songs a week", "for everybody here: 4 songs a day",
        "for everybody, by the operator: 10 songs a day", "2 used, +3 on top, 6 left",
        "Cap of the place: 4 songs a day, 2 used, 2 left", "Block: blocked until Mar 13", "noise",
        "+3 on top by Mo, “a prize”", "ordered a song",
    ):  # fmt: skip
        assert part in shown, f"{part}\n---\n{shown}"


async def test_place_is_shown_with_all_that_is_set(bench: Bench) -> None:
    for text in ("quota role singers 20 week", "quota set ann 5", "quota server 9", "quota server 20 USD",
                 "block bob 3d", "pause Hush"):  # fmt: skip
        await bench.do(text)
    shown = said(await bench.admin("quota show"))
    for part in ("10 songs a day, for everybody, by the operator", "9 songs a month, 0 used, 9 left",
                 "20.00 USD a month", "singers: 20 songs a week", "Ann: 5 songs a week", "Bob until Mar 13",
                 "Hush", "UTC"):  # fmt: skip
        assert part in shown, f"{part}\n---\n{shown}"
    await bench.do("unblock bob")
    assert "Blocked: nobody" in said(await bench.admin("quota show"))


async def test_log_has_pages_of_ten(bench: Bench) -> None:
    assert "Nothing has been changed" in said(await bench.admin("log"))
    for songs in range(11):
        await bench.do(f"quota set ann {songs + 20} for reason {songs}")
    first, second = said(await bench.admin("log")), said(await bench.admin("log 2"))
    assert first.count("→") == 10
    assert "/admin log 2" in first
    assert "for reason 10" in first
    assert second.count("→") == 1
    assert "for reason 0" in second
    assert "newest" in said(await bench.admin("log 3"))


async def test_help_lists_every_command(bench: Bench) -> None:
    shown = said(await bench.admin(""))
    assert shown == said(await bench.admin("help"))
    for name in (
        "set",
        "add",
        "reset",
        "role",
        "default",
        "server",
        "show",
        "block",
        "unblock",
        "pause",
        "log",
    ):
        assert name in shown


async def test_taps_that_nobody_offered_change_nothing(bench: Bench) -> None:
    shown = await bench.admin("quota set ann 5")
    counts = await bench.counts()
    with pytest.raises(Refusal):
        await bench.tap(shown, "nonsense")
    assert await bench.counts() == counts


async def test_work_of_a_transaction_that_breaks_is_undone(bench: Bench) -> None:
    shown = await bench.admin("block ann")
    counts = await bench.counts()

    async def broken(q: Query, *args: Any, **named: Any) -> None:
        raise RuntimeError("the audit broke")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(audit, "note", broken)
        with pytest.raises(RuntimeError):
            await bench.tap(shown, "confirm")
    assert await bench.counts() == counts
