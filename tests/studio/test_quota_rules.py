"""The rules of quotas as examples that a moderator can read: what is set, what is ordered, what is left.

Every example goes through the desk, with a real database and a clock that is moved.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal

import pytest

from bot.domain.errors import (
    BudgetExceeded,
    BudgetMoneyExceeded,
    MoneyExceeded,
    NotEnabled,
    PlaceCapExceeded,
    PlaceMoneyExceeded,
    QuotaExceeded,
    Refusal,
    Unpriced,
)
from bot.domain.job import Call, Failure, Job, JobState
from bot.domain.money import Charge, Cost, Price, Rates
from bot.domain.people import Account, Caller, Identity, Place, PlaceRef
from bot.domain.quota import Limit, LimitSource, MoneyCap, Period, Policy, SubjectKind
from bot.store import jobs, ledger, people, policies
from bot.store.db import Db, Query
from bot.studio.pricing import Pricing
from bot.studio.rules import FIRST_PAID_SONGS, Rules
from tests.store.rows import at
from tests.studio.conftest import MakeStudio
from tests.studio.fakes import CHAT, TAVERN, ScriptedProvider, Studio, info, with_limits

CELLAR = PlaceRef(CHAT, "cellar")
PRIVATE = PlaceRef()
BERLIN = "Europe/Berlin"
TOMORROW = at(2026, 3, 11)
"""The examples begin at noon on Tuesday, 10 March 2026, in UTC."""

QUOTA = with_limits(quota=Limit(7, "day"), queued_per_user=1_000)
RATES = Rates("USD", {"CNY": Decimal("0.14")})
GOLD = replace(info("gold"), price=Price(150_000, "USD"))
JADE = replace(info("jade"), price=Price(1_000_000, "CNY"))
HOUR = replace(info("hour"), price=Price(1_000, "USD", "second"))
"""One song may cost 300 times 0.001 dollars."""
POUND = replace(info("pound"), price=Price(100_000, "GBP"))
TIN = replace(info("tin", calls=False), title="Tin")
SECRET = info("secret")
"""Nobody knows what it costs."""


@dataclass
class Scene:
    """A studio in which an example is played."""

    studio: Studio
    roles: dict[str, frozenset[str]] = field(default_factory=dict)
    songs: dict[str, list[str]] = field(default_factory=dict)
    """The jobs of everybody, in the order in which they were taken."""

    @property
    def db(self) -> Db:
        return self.studio.db

    def caller(self, who: str, where: PlaceRef) -> Caller:
        return Caller(Account(CHAT, who), where, roles=self.roles.get(who, frozenset()))

    async def arrive(self, who: str, where: PlaceRef) -> tuple[Identity, Place]:
        caller, now_ms = self.caller(who, where), self.studio.clock()
        return await self.db.tx(lambda q: people.arrive(q, caller, now_ms=now_ms))

    async def place(self, where: PlaceRef) -> Place:
        return await self.db.tx(lambda q: people.come_to(q, where, now_ms=self.studio.clock()))

    async def put(self, kind: SubjectKind, subject: str, where: PlaceRef, limit: Limit | MoneyCap) -> None:
        place, now_ms = await self.place(where), self.studio.clock()
        money = isinstance(limit, MoneyCap)
        policy = Policy(
            id="",
            place_id=place.id,
            subject_kind=kind,
            subject_id=subject,
            period=limit.period,
            songs=None if isinstance(limit, MoneyCap) else limit.songs,
            amount_micro=limit.amount_micro if isinstance(limit, MoneyCap) else None,
            currency=limit.currency if isinstance(limit, MoneyCap) else None,
            valid_from_ms=0,
            valid_to_ms=None,
            set_by="operator",
            reason="an example",
        )
        assert money == (kind == "money")
        await self.db.tx(lambda q: policies.put(q, policy, now_ms=now_ms))

    async def order(self, who: str, where: PlaceRef, service: str | None) -> None:
        receipt = await self.studio.order(who, place=where, caller=self.caller(who, where), provider=service)
        self.songs.setdefault(who, []).append(receipt.status.job_id)

    async def counts(self) -> tuple[int, ...]:
        tables = ("jobs", "ledger", "job_log", "people", "sightings", "policies")
        return tuple([(await self.db.read(f"SELECT COUNT(*) AS n FROM {t}"))[0]["n"] for t in tables])


Step = Callable[[Scene], Awaitable[None]]


# --- what moderators do -----------------------------------------------------------------------


def own(who: str, songs: int | None, period: Period = "day", where: PlaceRef = TAVERN) -> Step:
    async def step(scene: Scene) -> None:
        identity, _ = await scene.arrive(who, where)
        await scene.put("person", identity.person_id, where, Limit(songs, period))

    return step


def own_removed(who: str) -> Step:
    async def step(scene: Scene) -> None:
        identity, place = await scene.arrive(who, TAVERN)
        person, now_ms = identity.person_id, scene.studio.clock()
        await scene.db.tx(lambda q: policies.end(q, place.id, "person", person, now_ms=now_ms))

    return step


def role(name: str, songs: int | None, period: Period = "day") -> Step:
    return lambda scene: scene.put("role", name, TAVERN, Limit(songs, period))


def default(songs: int | None, period: Period = "day", where: PlaceRef = TAVERN) -> Step:
    return lambda scene: scene.put("default", "", where, Limit(songs, period))


def cap(songs: int | None, period: Period = "day", where: PlaceRef = TAVERN) -> Step:
    return lambda scene: scene.put("cap", "", where, Limit(songs, period))


def money(micro: int, currency: str = "USD", period: Period = "day", where: PlaceRef = TAVERN) -> Step:
    return lambda scene: scene.put("money", "", where, MoneyCap(micro, currency, period))


def grant(who: str, songs: int) -> Step:
    async def step(scene: Scene) -> None:
        identity, place = await scene.arrive(who, TAVERN)
        now_ms = scene.studio.clock()
        await scene.db.tx(
            lambda q: ledger.grant(q, identity.id, place.id, songs, by="operator", reason="", now_ms=now_ms)
        )

    return step


def reset(who: str) -> Step:
    async def step(scene: Scene) -> None:
        identity, place = await scene.arrive(who, TAVERN)
        scene.studio.clock.forward(1)
        now_ms = scene.studio.clock()
        await scene.db.tx(
            lambda q: ledger.reset(q, identity.id, place.id, by="operator", reason="", now_ms=now_ms)
        )

    return step


def zone(name: str, where: PlaceRef = TAVERN) -> Step:
    async def step(scene: Scene) -> None:
        place = await scene.place(where)
        await scene.db.tx(lambda q: people.change_place(q, place.id, settings=place.settings, time_zone=name))

    return step


# --- what happens -----------------------------------------------------------------------------


def now(ms: int) -> Step:
    async def step(scene: Scene) -> None:
        scene.studio.clock.ms = ms

    return step


def has(who: str, *roles: str) -> Step:
    async def step(scene: Scene) -> None:
        scene.roles[who] = frozenset(roles)

    return step


def one_person(who: str, other: str) -> Step:
    async def step(scene: Scene) -> None:
        (identity, _), (same, _) = await scene.arrive(who, TAVERN), await scene.arrive(other, TAVERN)
        sql = "UPDATE identities SET person_id = :person WHERE id = :id"
        await scene.db.tx(lambda q: q(sql, {"person": identity.person_id, "id": same.id}))

    return step


def orders(who: str, songs: int = 1, where: PlaceRef = TAVERN, service: str | None = None) -> Step:
    async def step(scene: Scene) -> None:
        for _ in range(songs):
            await scene.order(who, where, service)

    return step


def made_before(who: str, songs: int) -> Step:
    """Many songs at once, written as the desk would."""

    async def step(scene: Scene) -> None:
        await scene.order(who, TAVERN, None)
        first = await scene.studio.job(scene.songs[who][-1])

        async def write(q: Query) -> None:
            for n in range(songs - 1):
                job: Job = replace(first, id=f"{n}", dedup=f"before:{n}")
                await jobs.insert(q, job)
                await ledger.reserve(q, job, paid=True, now_ms=job.created_ms)

        await scene.db.tx(write)

    return step


def fails(who: str, n: int = -1) -> Step:
    """One of somebody's songs, the last if none is named, ends without a song."""

    async def step(scene: Scene) -> None:
        await scene.studio.endings.fail(await scene.studio.job(scene.songs[who][n]), Failure("busy"))

    return step


def cancels(who: str) -> Step:
    async def step(scene: Scene) -> None:
        await scene.studio.desk.cancel(Account(CHAT, who), TAVERN)

    return step


# --- what is to be seen then ------------------------------------------------------------------


def refused(
    who: str,
    error: type[Refusal],
    where: PlaceRef = TAVERN,
    service: str | None = None,
    resets: int | None = -1,
) -> Step:
    """One more song is refused for this very reason, and nothing has changed."""

    async def step(scene: Scene) -> None:
        before = await scene.counts()
        with pytest.raises(error) as caught:
            await scene.order(who, where, service)
        assert type(caught.value) is error
        assert await scene.counts() == before
        if resets != -1:
            assert isinstance(caught.value, QuotaExceeded | MoneyExceeded)
            assert caught.value.usage.resets_at_ms == resets

    return step


def left(
    who: str,
    songs: int | None,
    source: LimitSource,
    *,
    role: str = "",
    resets: int | None = -1,
    where: PlaceRef = TAVERN,
) -> Step:
    async def step(scene: Scene) -> None:
        usage = (await scene.studio.desk.quota(scene.caller(who, where))).usage
        assert (usage.left, usage.source, usage.role) == (songs, source, role)
        if resets != -1:
            assert usage.resets_at_ms == resets

    return step


def left_of_the_place(songs: int, resets: int | None = -1) -> Step:
    async def step(scene: Scene) -> None:
        usage = (await scene.studio.desk.quota(scene.caller("ann", TAVERN))).cap
        assert usage is not None
        assert usage.left == songs
        if resets != -1:
            assert usage.resets_at_ms == resets

    return step


def used_of_the_bot(songs: int, resets: int | None) -> Step:
    async def step(scene: Scene) -> None:
        usage = (await scene.studio.desk.quota(scene.caller("ann", TAVERN))).budget
        assert usage is not None
        assert (usage.used, usage.resets_at_ms) == (songs, resets)

    return step


# --- the rules --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Example:
    """A rule in plain words, and how it is seen."""

    words: str
    steps: tuple[Step, ...]
    rules: Rules = QUOTA


def rule(words: str, *steps: Step, rules: Rules = QUOTA) -> Example:
    return Example(words, steps, rules)


def bot(**limits: object) -> Rules:
    return with_limits(QUOTA, rates=RATES, **limits)


WHOSE_LIMIT_HOLDS = [
    rule(
        "Ann's own 5 a day win over her role's 20",
        own("ann", 5),
        role("bard", 20),
        has("ann", "bard"),
        left("ann", 5, "own", resets=TOMORROW),
        orders("ann", 5),
        left("ann", 0, "own"),
        refused("ann", QuotaExceeded, resets=TOMORROW),
    ),
    rule(
        "her own limit wins also where it is the smallest",
        own("ann", 1),
        role("bard", 20),
        default(9),
        has("ann", "bard"),
        orders("ann"),
        refused("ann", QuotaExceeded),
    ),
    rule(
        "without her own limit the role's holds, and the place's default does not",
        role("bard", 2),
        default(9),
        has("ann", "bard"),
        left("ann", 2, "role", role="bard", resets=TOMORROW),
        orders("ann", 2),
        refused("ann", QuotaExceeded),
    ),
    rule(
        "with two roles the one that leaves her more now holds",
        role("bard", 2, "day"),
        role("smith", 3, "month"),
        has("ann", "bard", "smith"),
        left("ann", 3, "role", role="smith", resets=at(2026, 4, 1)),
        orders("ann", 2),
        left("ann", 1, "role", role="smith"),
        now(at(2026, 3, 11, 12)),
        left("ann", 2, "role", role="bard", resets=at(2026, 3, 12)),
        orders("ann", 2),
        refused("ann", QuotaExceeded),
    ),
    rule(
        "an unlimited role is the best one",
        role("bard", 100),
        role("smith", None),
        has("ann", "bard", "smith"),
        left("ann", None, "role", role="smith"),
        orders("ann", 8),
    ),
    rule(
        "a role that she does not have gives her nothing",
        role("bard", 20),
        default(1),
        left("ann", 1, "place"),
        orders("ann"),
        refused("ann", QuotaExceeded),
    ),
    rule(
        "a role that was taken from her gives her nothing any more",
        role("bard", 20),
        default(1),
        has("ann", "bard"),
        orders("ann", 3),
        has("ann"),
        refused("ann", QuotaExceeded),
        left("ann", 0, "place"),
    ),
    rule(
        "without her own limit and role the place's default holds",
        default(2),
        left("ann", 2, "place", resets=TOMORROW),
        orders("ann", 2),
        refused("ann", QuotaExceeded),
    ),
    rule(
        "without anything set here the bot's quota holds",
        left("ann", 7, "bot", resets=TOMORROW),
        orders("ann", 7),
        refused("ann", QuotaExceeded, resets=TOMORROW),
    ),
    rule(
        "without any limit at all nothing ends",
        orders("ann", 9),
        left("ann", None, "bot", resets=None),
        rules=with_limits(queued_per_user=1_000),
    ),
    rule(
        "when her own limit is removed, the next one holds",
        own("ann", 1),
        orders("ann"),
        refused("ann", QuotaExceeded),
        own_removed("ann"),
        left("ann", 6, "bot"),
        orders("ann", 6),
        refused("ann", QuotaExceeded),
    ),
    rule(
        "Ann's own limit is Ann's: Bob has the default",
        own("ann", 1),
        default(2),
        orders("ann"),
        refused("ann", QuotaExceeded),
        orders("bob", 2),
        refused("bob", QuotaExceeded),
    ),
    rule(
        "zero is zero",
        own("ann", 0),
        left("ann", 0, "own"),
        refused("ann", QuotaExceeded),
        orders("bob"),
    ),
    rule(
        "an own limit of zero stands against the most generous role",
        own("ann", 0),
        role("bard", None),
        has("ann", "bard"),
        refused("ann", QuotaExceeded),
    ),
    rule(
        "a limit lowered below what is used leaves nothing until the reset, and takes nothing back",
        own("ann", 5),
        orders("ann", 4),
        own("ann", 2),
        left("ann", 0, "own", resets=TOMORROW),
        refused("ann", QuotaExceeded),
        reset("ann"),
        left("ann", 2, "own"),
        orders("ann", 2),
        refused("ann", QuotaExceeded),
    ),
    rule(
        "a limit lowered below what is used is back in full the next day",
        own("ann", 5),
        orders("ann", 4),
        own("ann", 2),
        now(TOMORROW),
        left("ann", 2, "own"),
    ),
    rule(
        "a limit that is raised holds at once",
        own("ann", 1),
        orders("ann"),
        refused("ann", QuotaExceeded),
        own("ann", 3),
        left("ann", 2, "own"),
        orders("ann", 2),
        refused("ann", QuotaExceeded),
    ),
    rule(
        "a limit set to another period counts what was ordered in that one",
        own("ann", 3, "day"),
        orders("ann", 3),
        now(at(2026, 3, 11, 12)),
        orders("ann", 1),
        own("ann", 5, "week"),
        left("ann", 1, "own", resets=at(2026, 3, 16)),
    ),
]

WHO_AND_WHERE = [
    rule(
        "songs of one place don't count in another",
        orders("ann", 7),
        refused("ann", QuotaExceeded),
        left("ann", 7, "bot", where=CELLAR),
        orders("ann", 7, CELLAR),
        refused("ann", QuotaExceeded, CELLAR),
    ),
    rule(
        "a limit in one place does not hold in another",
        own("ann", 1),
        orders("ann"),
        refused("ann", QuotaExceeded),
        orders("ann", 3, CELLAR),
        left("ann", 4, "bot", where=CELLAR),
    ),
    rule(
        "direct messages have a place of their own",
        default(1),
        orders("ann"),
        refused("ann", QuotaExceeded),
        orders("ann", 2, PRIVATE),
        left("ann", 5, "bot", where=PRIVATE),
    ),
    rule(
        "two accounts of one person share",
        one_person("ann", "ann at work"),
        own("ann", 3),
        orders("ann", 2),
        left("ann at work", 1, "own"),
        orders("ann at work"),
        refused("ann", QuotaExceeded),
        refused("ann at work", QuotaExceeded),
    ),
    rule(
        "a grant or a reset for one account is for the person",
        one_person("ann", "ann at work"),
        own("ann", 1),
        orders("ann"),
        grant("ann at work", 2),
        left("ann", 2, "own"),
        reset("ann at work"),
        left("ann", 3, "own"),
    ),
    rule(
        "a role that one account has helps the other account too",
        one_person("ann", "ann at work"),
        role("bard", 9),
        has("ann", "bard"),
        left("ann", 9, "role", role="bard"),
        left("ann at work", 9, "role", role="bard"),
    ),
]

BY_MODERATORS = [
    rule(
        "a grant of 3 lasts until the period ends",
        own("ann", 2),
        orders("ann", 2),
        grant("ann", 3),
        left("ann", 3, "own", resets=TOMORROW),
        orders("ann", 3),
        refused("ann", QuotaExceeded),
        now(TOMORROW),
        left("ann", 2, "own"),
    ),
    rule(
        "what is left of a grant is gone the next day",
        own("ann", 2),
        grant("ann", 3),
        left("ann", 5, "own"),
        now(TOMORROW),
        left("ann", 2, "own"),
    ),
    rule(
        "a grant is added to whichever limit holds",
        default(1),
        grant("ann", 1),
        left("ann", 2, "place"),
        own("ann", 4),
        left("ann", 5, "own"),
    ),
    rule(
        "a grant below zero takes songs of this period",
        own("ann", 5),
        grant("ann", -2),
        left("ann", 3, "own"),
        orders("ann", 3),
        refused("ann", QuotaExceeded),
        now(TOMORROW),
        left("ann", 5, "own"),
    ),
    rule(
        "no more can be taken than there is",
        own("ann", 2),
        grant("ann", -9),
        left("ann", 0, "own"),
        refused("ann", QuotaExceeded),
    ),
    rule(
        "a grant makes something of zero",
        own("ann", 0),
        grant("ann", 1),
        orders("ann"),
        refused("ann", QuotaExceeded),
    ),
    rule(
        "a grant does not help against the place's cap",
        cap(1),
        own("ann", 1),
        orders("ann"),
        grant("ann", 5),
        refused("ann", PlaceCapExceeded),
    ),
    rule(
        "a reset starts the count anew and keeps grants",
        own("ann", 2),
        grant("ann", 1),
        orders("ann", 3),
        refused("ann", QuotaExceeded),
        reset("ann"),
        left("ann", 3, "own", resets=TOMORROW),
        orders("ann", 3),
        refused("ann", QuotaExceeded),
    ),
    rule(
        "a reset is one person's",
        default(1),
        orders("ann"),
        orders("bob"),
        reset("ann"),
        orders("ann"),
        refused("bob", QuotaExceeded),
    ),
    rule(
        "a reset does not bring the place's cap back",
        cap(2),
        orders("ann", 2),
        reset("ann"),
        left("ann", 7, "bot"),
        refused("ann", PlaceCapExceeded),
    ),
    rule(
        "after two resets only what came after the second counts",
        own("ann", 2),
        orders("ann", 2),
        reset("ann"),
        orders("ann", 2),
        reset("ann"),
        orders("ann"),
        left("ann", 1, "own"),
    ),
    rule(
        "a refund after a reset gives no extra song",
        own("ann", 2),
        orders("ann", 2),
        reset("ann"),
        fails("ann"),
        left("ann", 2, "own"),
        orders("ann", 2),
        refused("ann", QuotaExceeded),
    ),
    rule(
        "a refund of a song from after the reset gives it back",
        own("ann", 2),
        orders("ann", 2),
        reset("ann"),
        orders("ann", 2),
        fails("ann"),
        left("ann", 1, "own"),
    ),
]

REFUNDS = [
    rule(
        "a song that fails is given back",
        own("ann", 1),
        orders("ann"),
        refused("ann", QuotaExceeded),
        fails("ann"),
        left("ann", 1, "own"),
        orders("ann"),
    ),
    rule(
        "a song that is cancelled is given back",
        own("ann", 1),
        orders("ann"),
        cancels("ann"),
        left("ann", 1, "own"),
    ),
    rule(
        "a refund after midnight goes back to yesterday",
        own("ann", 2),
        now(at(2026, 3, 10, 23, 58)),
        orders("ann", 2),
        now(at(2026, 3, 11, 0, 1)),
        orders("ann"),
        fails("ann", 1),
        left("ann", 1, "own", resets=at(2026, 3, 12)),
        orders("ann"),
        refused("ann", QuotaExceeded),
    ),
    rule(
        "a refund gives back to the place and to the bot, too",
        cap(1),
        orders("ann"),
        refused("bob", PlaceCapExceeded),
        fails("ann"),
        orders("bob"),
        used_of_the_bot(1, None),
        rules=bot(budget=Limit(1, "total")),
    ),
]

PERIODS = [
    rule(
        "a day ends at midnight",
        own("ann", 1),
        now(at(2026, 3, 10, 23, 59)),
        orders("ann"),
        refused("ann", QuotaExceeded, resets=TOMORROW),
        now(TOMORROW - 1),
        left("ann", 0, "own"),
        now(TOMORROW),
        left("ann", 1, "own", resets=at(2026, 3, 12)),
        orders("ann"),
    ),
    rule(
        "a day is the place's: in Berlin it ends an hour before it does in UTC",
        zone(BERLIN),
        own("ann", 1),
        orders("ann"),
        left("ann", 0, "own", resets=at(2026, 3, 10, 23)),
        now(at(2026, 3, 10, 23)),
        left("ann", 1, "own"),
    ),
    rule(
        "the day on which clocks go forward has 23 hours",
        zone(BERLIN),
        own("ann", 1),
        now(at(2026, 3, 28, 23)),
        orders("ann"),
        refused("ann", QuotaExceeded, resets=at(2026, 3, 29, 22)),
        now(at(2026, 3, 29, 22) - 1),
        left("ann", 0, "own"),
        now(at(2026, 3, 29, 22)),
        left("ann", 1, "own", resets=at(2026, 3, 30, 22)),
    ),
    rule(
        "the day on which clocks go back has 25 hours",
        zone(BERLIN),
        own("ann", 1),
        now(at(2026, 10, 24, 22)),
        orders("ann"),
        refused("ann", QuotaExceeded, resets=at(2026, 10, 25, 23)),
        now(at(2026, 10, 25, 22, 30)),
        refused("ann", QuotaExceeded),
        now(at(2026, 10, 25, 23)),
        left("ann", 1, "own", resets=at(2026, 10, 26, 23)),
    ),
    rule(
        "weeks begin on Monday",
        own("ann", 2, "week"),
        now(at(2026, 3, 9)),
        orders("ann"),
        now(at(2026, 3, 15, 23)),
        orders("ann"),
        refused("ann", QuotaExceeded, resets=at(2026, 3, 16)),
        now(at(2026, 3, 16)),
        left("ann", 2, "own", resets=at(2026, 3, 23)),
    ),
    rule(
        "months begin on the first",
        own("ann", 2, "month"),
        now(at(2026, 3, 1)),
        orders("ann"),
        now(at(2026, 3, 31, 23)),
        orders("ann"),
        refused("ann", QuotaExceeded, resets=at(2026, 4, 1)),
        now(at(2026, 4, 1)),
        left("ann", 2, "own", resets=at(2026, 5, 1)),
    ),
    rule(
        "a limit in total never starts anew, except by a reset",
        own("ann", 2, "total"),
        orders("ann", 2),
        now(at(2031, 1, 1)),
        refused("ann", QuotaExceeded, resets=None),
        reset("ann"),
        left("ann", 2, "own", resets=None),
    ),
    rule(
        "when the place moves to another zone, its day is the new zone's at once",
        own("ann", 3),
        now(at(2026, 3, 10, 22)),
        orders("ann", 2),
        now(at(2026, 3, 10, 23, 30)),
        orders("ann"),
        left("ann", 0, "own", resets=TOMORROW),
        zone(BERLIN),
        left("ann", 2, "own", resets=at(2026, 3, 11, 23)),
        zone("America/New_York"),
        left("ann", 0, "own", resets=at(2026, 3, 11, 4)),
    ),
]

CAPS_IN_SONGS = [
    rule(
        "the place's cap in songs counts all people",
        cap(3),
        orders("ann", 2),
        orders("bob"),
        left_of_the_place(0, resets=TOMORROW),
        refused("ann", PlaceCapExceeded, resets=TOMORROW),
        refused("cid", PlaceCapExceeded),
        now(TOMORROW),
        left_of_the_place(3),
        orders("cid"),
    ),
    rule(
        "unlimited own limit under a full place cap is refused for the cap",
        own("ann", None),
        cap(2),
        orders("ann", 2),
        left("ann", None, "own"),
        refused("ann", PlaceCapExceeded),
    ),
    rule(
        "of a used-up limit and a full cap the person is told of their own",
        cap(1),
        own("ann", 1),
        orders("ann"),
        refused("ann", QuotaExceeded),
        refused("bob", PlaceCapExceeded),
    ),
    rule("a cap of zero stops the place", cap(0), refused("ann", PlaceCapExceeded)),
    rule("an unlimited cap is none", cap(None), orders("ann", 3)),
    rule(
        "one place's cap leaves other places alone",
        cap(1),
        orders("ann"),
        refused("ann", PlaceCapExceeded),
        orders("ann", 2, CELLAR),
    ),
    rule(
        "the bot's cap of songs counts all places, in its own days",
        zone(BERLIN),
        orders("ann", 2),
        orders("bob", 1, CELLAR),
        used_of_the_bot(3, resets=TOMORROW),
        refused("ann", BudgetExceeded, resets=TOMORROW),
        refused("bob", BudgetExceeded, PRIVATE),
        now(at(2026, 3, 10, 23, 30)),
        left("ann", 7, "bot"),
        refused("ann", BudgetExceeded),
        now(TOMORROW),
        orders("ann"),
        rules=bot(budget=Limit(3, "day")),
    ),
    rule(
        "a person without limit stands under the bot's cap, too",
        own("ann", None),
        cap(None),
        orders("ann", 2),
        refused("ann", BudgetExceeded),
        rules=bot(budget=Limit(2, "month")),
    ),
    rule(
        "500 paid songs a month, until the operator writes a budget",
        own("ann", None),
        made_before("ann", 499),
        orders("ann", service="gold"),
        refused("ann", BudgetExceeded, service="gold", resets=at(2026, 4, 1)),
        refused("bob", BudgetExceeded, where=CELLAR, service="gold"),
        orders("ann", service="tin"),
        fails("ann", 1),
        orders("ann", service="gold"),
        refused("ann", BudgetExceeded, service="gold"),
        now(at(2026, 4, 1)),
        orders("ann", service="gold"),
        rules=bot(paid_budget=FIRST_PAID_SONGS),
    ),
    rule(
        "songs that cost nothing don't count as paid ones",
        orders("ann", 3, service="tin"),
        orders("ann", service="gold"),
        refused("ann", BudgetExceeded, service="gold"),
        orders("ann", service="tin"),
        rules=bot(paid_budget=Limit(1, "month")),
    ),
]

CAPS_IN_MONEY = [
    rule(
        "an estimate that fits exactly is taken",
        money(300_000),
        orders("ann", 2, service="gold"),
        refused("ann", PlaceMoneyExceeded, service="gold", resets=TOMORROW),
    ),
    rule(
        "an estimate by one millionth too much is not",
        money(299_999),
        orders("ann", service="gold"),
        refused("ann", PlaceMoneyExceeded, service="gold", resets=TOMORROW),
    ),
    rule(
        "a song by the second counts with 300 of them beforehand",
        money(600_000),
        orders("ann", 2, service="hour"),
        refused("ann", PlaceMoneyExceeded, service="hour"),
    ),
    rule(
        "another currency counts by the operator's rate: 1 CNY is 0.14 dollars",
        money(280_000),
        orders("ann", 2, service="jade"),
        refused("ann", PlaceMoneyExceeded, service="jade"),
    ),
    rule(
        "a cap may be in another currency than the budget",
        money(2_000_000, "CNY"),
        orders("ann", service="jade"),
        orders("ann", service="jade"),
        refused("ann", PlaceMoneyExceeded, service="gold"),
    ),
    rule(
        "what fails without having cost anything gives its money back",
        money(150_000),
        orders("ann", service="gold"),
        refused("bob", PlaceMoneyExceeded, service="gold"),
        fails("ann"),
        orders("bob", service="gold"),
    ),
    rule(
        "a full cap in money lets free songs through",
        money(0),
        refused("ann", PlaceMoneyExceeded, service="gold"),
        orders("ann", service="tin"),
    ),
    rule(
        "a service whose price nobody knows is not asked under a cap in money",
        orders("ann", service="secret"),
        money(9_000_000),
        refused("ann", Unpriced, service="secret"),
        orders("ann", service="gold"),
        orders("ann", service="secret", where=CELLAR),
    ),
    rule(
        "nor one that is paid in a currency without a rate",
        money(9_000_000),
        refused("ann", Unpriced, service="pound"),
    ),
    rule(
        "nor any that costs money, if the cap itself is in a currency without a rate any more",
        money(9_000_000, "GBP"),
        refused("ann", Unpriced, service="gold"),
        orders("ann", service="tin"),
    ),
    rule(
        "one place's cap in money leaves other places alone",
        money(150_000),
        orders("ann", service="gold"),
        refused("ann", PlaceMoneyExceeded, service="gold"),
        orders("ann", service="gold", where=CELLAR),
    ),
    rule(
        "a cap in money ends with the place's day",
        zone(BERLIN),
        money(150_000),
        orders("ann", service="gold"),
        refused("ann", PlaceMoneyExceeded, service="gold", resets=at(2026, 3, 10, 23)),
        now(at(2026, 3, 10, 23)),
        orders("ann", service="gold"),
    ),
    rule(
        "the bot's cap in money counts all places",
        orders("ann", service="gold"),
        orders("bob", service="gold", where=CELLAR),
        refused("ann", BudgetMoneyExceeded, service="gold", resets=at(2026, 4, 1)),
        refused("ann", BudgetMoneyExceeded, service="jade", where=PRIVATE),
        orders("ann", service="tin"),
        rules=bot(money=MoneyCap(300_000, "USD", "month")),
    ),
    rule(
        "of two full caps in money the place's own is told",
        money(150_000),
        orders("ann", service="gold"),
        refused("ann", PlaceMoneyExceeded, service="gold"),
        refused("ann", BudgetMoneyExceeded, service="gold", where=CELLAR),
        rules=bot(money=MoneyCap(150_000, "USD", "month")),
    ),
    rule(
        "a person's own limit comes before all caps",
        own("ann", 0),
        cap(0),
        money(0),
        refused("ann", QuotaExceeded, service="gold"),
        rules=bot(budget=Limit(0, "day"), money=MoneyCap(0, "USD", "day")),
    ),
]

EXAMPLES = (
    WHOSE_LIMIT_HOLDS + WHO_AND_WHERE + BY_MODERATORS + REFUNDS + PERIODS + CAPS_IN_SONGS + CAPS_IN_MONEY
)


@pytest.mark.parametrize("example", [pytest.param(one, id=one.words) for one in EXAMPLES])
async def test_a_rule_holds(example: Example, make_studio: MakeStudio) -> None:
    services = [ScriptedProvider(one) for one in (GOLD, JADE, HOUR, POUND, TIN, SECRET)]
    scene = Scene(make_studio(*services, rules=with_limits(example.rules, rates=RATES)))
    for step in example.steps:
        await step(scene)


# --- what a cap in money holds when another service is asked ------------------------------------


@dataclass
class Waits:
    """A song of a cheap service that is turned away, so that a dearer one is asked."""

    scene: Scene
    job_id: str

    async def turned_away(self) -> Job:
        studio = self.scene.studio
        await studio.db.tx(lambda q: jobs.start(q, self.job_id, now_ms=studio.clock()))
        await studio.endings.service_failed(await studio.job(self.job_id), NotEnabled())
        return await studio.job(self.job_id)


@pytest.fixture
async def waits(make_studio: MakeStudio) -> Waits:
    """At 23:58 a cheap song is ordered where 0.60 a day may be spent."""
    cheap = replace(info("cheap"), price=Price(100_000, "USD"))
    dear = replace(info("dear"), price=Price(500_000, "USD"))
    scene = Scene(make_studio(ScriptedProvider(cheap), ScriptedProvider(dear), rules=QUOTA))
    for step in (money(600_000), now(at(2026, 3, 10, 23, 58)), orders("ann")):
        await step(scene)
    return Waits(scene, scene.songs["ann"][0])


async def spent(scene: Scene) -> int:
    rows = await scene.db.read("SELECT SUM(budget_micro) AS micro FROM ledger")
    return int(rows[0]["micro"])


async def test_a_dearer_service_is_asked_where_the_cap_has_room_for_it(waits: Waits) -> None:
    await orders("bob")(waits.scene)
    job = await waits.turned_away()
    assert (job.state, job.provider) == (JobState.QUEUED, "dear")
    assert await spent(waits.scene) == 600_000


async def test_a_dearer_service_is_not_asked_where_the_cap_has_none(waits: Waits) -> None:
    await orders("bob", 2)(waits.scene)
    job = await waits.turned_away()
    assert job.state is JobState.FAILED
    assert await spent(waits.scene) == 200_000


async def test_after_midnight_the_cap_of_the_day_of_the_order_holds(waits: Waits) -> None:
    """The money is counted where the order is, so that is where it has to fit."""
    await orders("bob", 2)(waits.scene)
    await now(at(2026, 3, 11, 0, 5))(waits.scene)
    job = await waits.turned_away()
    assert job.state is JobState.FAILED
    assert await spent(waits.scene) == 200_000


async def test_after_midnight_a_new_day_that_is_full_does_not_matter(waits: Waits) -> None:
    await now(at(2026, 3, 11, 0, 5))(waits.scene)
    await orders("bob", service="dear")(waits.scene)
    await orders("bob", service="cheap")(waits.scene)
    job = await waits.turned_away()
    assert (job.state, job.provider) == (JobState.QUEUED, "dear")


async def test_a_cheaper_service_is_asked_also_above_a_cap_that_was_lowered(make_studio: MakeStudio) -> None:
    dear = replace(info("dear"), price=Price(500_000, "USD"))
    cheap = replace(info("cheap"), price=Price(100_000, "USD"))
    scene = Scene(make_studio(ScriptedProvider(dear), ScriptedProvider(cheap), rules=QUOTA))
    await orders("ann", 2)(scene)
    await money(1)(scene)
    job = await Waits(scene, scene.songs["ann"][0]).turned_away()
    assert (job.state, job.provider) == (JobState.QUEUED, "cheap")
    assert await spent(scene) == 600_000


def test_calls_that_are_paid_in_several_currencies_all_count() -> None:
    pricing = Pricing({"jade": JADE}, RATES)
    written = Call(1, "jade", "lyrics", 0, outcome="answered", cost=Cost(20_000, "USD"))
    sung = Call(2, "jade", "song", 0, outcome="unknown")
    refused = Call(3, "jade", "song", 0, outcome="refused", cost=Cost(9_000_000, "USD"))
    bill = pricing.bill([written, sung, refused], seconds=None)
    assert bill == Charge(Cost(1_000_000, "CNY"), Cost(160_000, "USD"))
    foreign = Call(1, "jade", "lyrics", 0, outcome="answered", cost=Cost(5, "GBP"))
    assert pricing.bill([foreign], seconds=None) == Charge(Cost(5, "GBP"))
    assert pricing.bill([foreign, sung], seconds=None) == Charge(Cost(1_000_000, "CNY"), Cost(140_000, "USD"))
    assert pricing.bill([refused], seconds=None) is None
