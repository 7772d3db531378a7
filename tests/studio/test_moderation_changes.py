"""What moderators change: the effect is shown first, it happens once, and it is written down."""

import asyncio
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from bot.domain.errors import InvalidOrder, NotModerator, NotYours, Refusal
from bot.domain.money import Rates
from bot.domain.people import Account, Caller, Identity, Place, PlaceRef
from bot.domain.quota import Limit, Usage
from bot.domain.song import Origin
from bot.domain.view import Tap, View
from bot.locales import catalogue
from bot.store import audit, blocks, people, policies
from bot.store.db import Db, Query
from bot.studio.admission import Admission
from bot.studio.allowance import Allowance
from bot.studio.dialogues.change import ChangeKind
from bot.studio.dialogues.machine import Machine
from bot.studio.dialogues.settings import SettingsKind
from bot.studio.moderation.changes import Changes
from bot.studio.moderation.front import Moderation
from bot.studio.moderation.overview import Overview
from bot.studio.pricing import Pricing
from bot.studio.rules import Rules
from bot.studio.views import Answer, Order, Receipt
from tests.store.rows import Book, Clock

TAVERN, CELLAR = PlaceRef("chat", "tavern"), PlaceRef("chat", "cellar")
RULES = Rules(quota=Limit(10, "day"), budget=Limit(None, "month"), rates=Rates("USD"))
TABLES = ("policies", "ledger", "audit", "blocks", "places", "dialogues")


def member(name: str, place: PlaceRef = TAVERN, **more: Any) -> Caller:
    return Caller(Account("chat", name, name=more.pop("shown", name.title()), username=name), place, **more)


MO, MIA = member("mo", manages=True), member("mia", manages=True)
OTTO = member("otto", CELLAR, manages=True)


class NoOrders:
    async def order(self, order: Order) -> Receipt:
        raise AssertionError("nothing is ordered here")


@dataclass
class Bench:
    """Moderation around a database."""

    db: Db
    rules: Rules = RULES
    clock: Clock = field(default_factory=Clock)
    messages: int = 0

    def __post_init__(self) -> None:
        pricing = Pricing({}, self.rules.rates)
        admission = Admission(self.rules)
        self.allowance = Allowance(self.rules, pricing)
        changes = Changes(self.rules, self.allowance, pricing)
        change = ChangeKind(changes=changes, admission=admission)
        settings = SettingsKind(
            rules=self.rules, titles={"one": "The one", "two": "The two"}, admission=admission
        )
        self.machine = Machine(
            db=self.db,
            kinds={"change": change, "settings": settings},
            orders=NoOrders(),
            admission=admission,
            news=lambda: None,
            now_ms=self.clock,
        )
        self.moderation = Moderation(
            db=self.db,
            machine=self.machine,
            changes=changes,
            change=change,
            settings=settings,
            overview=Overview(self.rules, self.allowance),
            admission=admission,
            now_ms=self.clock,
        )
        self.book = Book(self.db, self.clock.ms)

    def origin(self, caller: Caller) -> Origin:
        return Origin(platform="chat", chat=caller.place.native_id, message=str(self.messages))

    async def meet(self, *callers: Caller) -> None:
        for caller in callers:
            await self.db.tx(lambda q, one=caller: people.arrive(q, one, now_ms=self.clock.ms))  # type: ignore[misc]

    async def admin(self, text: str, caller: Caller = MO) -> View:
        self.messages += 1
        return await self.moderation.admin(caller, text, self.origin(caller), f"chat:{self.messages}")

    async def tap(self, view: View, action: str, caller: Caller = MO, /, **values: tuple[str, ...]) -> Answer:
        tap = Tap(view.dialogue, view.step, action, values)
        return await self.machine.tap(caller, tap, self.origin(caller))

    async def do(self, text: str, caller: Caller = MO) -> View:
        """Type a command and confirm it; the clock goes on by a second."""
        self.clock.forward(1_000)
        return (await self.tap(await self.admin(text, caller), "confirm", caller)).view

    async def order(self, who: str, songs: int = 1) -> None:
        for n in range(songs):
            self.messages += 1
            await self.book.order(f"song {self.messages} {n}", who)
        self.clock.ms = max(self.clock.ms, self.book.now_ms + 1_000)
        await self.meet(member(who, roles=frozenset({"singers"})))  # the book knows no names

    async def place(self, ref: PlaceRef = TAVERN) -> Place:
        found = await people.find_place(self.db.read, ref)
        assert found is not None
        return found

    async def who(self, name: str) -> Identity:
        found = await people.find_identity(self.db.read, Account("chat", name))
        assert found is not None
        return found

    async def usage(self, name: str) -> Usage:
        person = (await self.who(name)).person_id
        return await self.allowance.person(self.db.read, person, await self.place(), now_ms=self.clock.ms)

    async def log(self, ref: PlaceRef = TAVERN) -> list[audit.Entry]:
        return await audit.page(self.db.read, (await self.place(ref)).id, offset=0, limit=100)

    async def counts(self) -> dict[str, Any]:
        """All that a refused command must leave alone."""
        found: dict[str, Any] = {}
        for table in TABLES:
            found[table] = (await self.db.read(f"SELECT COUNT(*) AS n FROM {table}"))[0]["n"]
        found["settings"] = [
            tuple(row) for row in await self.db.read("SELECT id, settings, time_zone FROM places ORDER BY id")
        ]
        return found


def said(view: View) -> str:
    """Everything in a view as people read it; a sentence that is not in the catalogue fails here."""
    words = catalogue()
    lines = [*([words.phrase(view.title)] if view.title else []), *map(words.phrase, view.text)]
    for one in view.fields:
        lines.append(f"{words.phrase(one.label)}: {', '.join(map(words.phrase, one.value))}")
    for choice in view.choices:
        lines.append(words.phrase(choice.label))
        lines += [words.phrase(option.label) for option in choice.options]
        assert all(len(option.value) <= 40 for option in choice.options)
        lines += [words.phrase(choice.none)] if choice.none else []
    for button in view.buttons:
        lines.append(words.phrase(button.label))
        if button.form:
            lines += [words.phrase(button.form.title), words.phrase(button.form.submit)]
            lines += [words.phrase(one.label) for one in button.form.inputs]
    return "\n".join(lines)


def sentence(error: Refusal) -> str:
    return catalogue().error(error)


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


# --- refused with a sentence -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("quota set @mo 5", "another moderator"),
        ("quota add mo 5", "troubadour quota set"),
        ("quota reset mo", "another moderator"),
        ("block mo", "another moderator"),
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
