"""After any run of orders, faults, changes of limits, clocks and zones the ledger balances.

A model in plain Python stands beside the studio: it has its own list of what happened, knows the rules of
quotas by itself, counts periods as people do, by the date on the place's wall, and shares no code with the
sums of the ledger. Every order that was taken must have fitted by the model, every one that was refused must
not, and for the reason that was given.
"""

import asyncio
import tempfile
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.errors import (
    BudgetExceeded,
    BudgetMoneyExceeded,
    InputModerated,
    NotEnabled,
    OutcomeUnknown,
    OutputModerated,
    PlaceCapExceeded,
    PlaceMoneyExceeded,
    QuotaExceeded,
    Refusal,
    TooManyWaiting,
    Unpriced,
)
from bot.domain.job import Call, Job, JobState, Track
from bot.domain.money import Cost, Price, Rates
from bot.domain.people import Account, Caller, Identity, Place, PlaceRef
from bot.domain.ports import Answered, Written
from bot.domain.quota import Limit, MoneyCap, Period, Policy, SubjectKind
from bot.domain.song import Origin, SongRequest
from bot.domain.view import Tap, View
from bot.store import facts, jobs, ledger, people, policies
from bot.store.db import Db, Query
from bot.studio.views import CancelOutcome
from tests.store.rows import DAY_MS, HOUR_MS, open_database
from tests.studio.fakes import CHAT, TAVERN, ScriptedProvider, Studio, an_order, info, with_limits

CELLAR = PlaceRef(CHAT, "cellar")
PLACES = (TAVERN, CELLAR)
OWNERS = {"ann": "ann", "bob": "bob", "bob at work": "bob", "cid": "cid"}
"""Accounts, and the person behind each."""
ACCOUNTS = tuple(OWNERS)
ROLES = ("bard", "smith")
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Auckland")
PERIODS: tuple[Period, ...] = ("day", "week", "month", "total")
SUBJECTS: tuple[tuple[SubjectKind, str], ...] = (
    ("person", "ann"),
    ("person", "bob"),
    ("role", "bard"),
    ("role", "smith"),
    ("default", ""),
    ("cap", ""),
    ("money", ""),
)

PRICES = {
    "gold": Price(150_000, "USD"),
    "jade": Price(2_333, "CNY", "second", estimate_s=200),
    "tin": None,
    "reed": Price(90_000, "CNY", "call"),
}
"""The services in the order in which they are asked; tin costs nothing, and reed writes words as well."""
WRITER = "reed"
RATE = Decimal("0.1387")
ASKED_FOR = 400_000
"""What gold takes in the end where it says so itself; more than the estimate."""
DURATION_MS = 137_500
RUNS = max(60, settings().max_examples // 50)
"""A run costs a fifth of a second; the thorough profile has 200 of them."""
QUOTA, BUDGET, PAID = Limit(4, "day"), Limit(11, "week"), Limit(8, "month")
MONEY = MoneyCap(1_400_000, "USD", "month")
WAITING = 5
RULES = with_limits(
    quota=QUOTA,
    budget=BUDGET,
    paid_budget=PAID,
    money=MONEY,
    rates=Rates("USD", {"CNY": RATE}),
    queued_per_user=WAITING,
    drafts_per_day=1_000,
)


# --- the model --------------------------------------------------------------------------------


def page(period: Period, ms: int, zone: str) -> object:
    """Return the page of the wall calendar on which a moment is written down."""
    date = datetime.fromtimestamp(ms / 1000, ZoneInfo(zone)).date()
    return {
        "day": date,
        "week": date.isocalendar()[:2],
        "month": (date.year, date.month),
        "total": None,
    }[period]


def in_dollars(micro: Fraction | int, currency: str, *, up: bool = False) -> int:
    """Return millionths of a dollar: of estimates rounded up, else to the nearest."""
    exact = Fraction(micro) * (Fraction(RATE) if currency == "CNY" else 1)
    return ceil(exact) if up else floor(exact + Fraction(1, 2))


def estimate(service: str) -> int:
    price = PRICES[service]
    if price is None:
        return 0
    return in_dollars(price.amount_micro * (200 if price.unit == "second" else 1), price.currency, up=True)


def paid(service: str) -> bool:
    return PRICES[service] is not None


@dataclass
class Song:
    """An order as the model remembers it."""

    account: str
    where: PlaceRef
    at_ms: int
    service: str
    named: bool
    money: int
    """What is counted of it, in millionths of a dollar."""
    paid: bool
    state: str = "waiting"
    """waiting, asked, sung, kept, done, or back: given back."""
    tried: set[str] = field(default_factory=set)
    draft: View | None = None
    """What is shown of a draft of words, which is no song."""

    @property
    def counts(self) -> bool:
        return self.state != "back" and self.draft is None


@dataclass
class Set:
    """A limit or a cap as it was set."""

    amount: int | None
    period: Period
    currency: str = ""


@dataclass(frozen=True)
class Given:
    """Songs that moderators gave somebody."""

    person: str
    where: PlaceRef
    at_ms: int
    songs: int


@dataclass
class Model:
    """What happened, and what follows from it."""

    songs: dict[str, Song] = field(default_factory=dict)
    limits: dict[tuple[PlaceRef, SubjectKind, str], Set] = field(default_factory=dict)
    grants: list[Given] = field(default_factory=list)
    resets: list[Given] = field(default_factory=list)
    zones: dict[PlaceRef, str] = field(default_factory=lambda: dict.fromkeys(PLACES, "UTC"))
    roles: dict[tuple[str, PlaceRef], set[str]] = field(default_factory=dict)

    def used(self, person: str, where: PlaceRef, period: Period, now_ms: int) -> int:
        """Count a person's songs on today's page, from the last reset on that page."""
        zone = self.zones[where]
        today = page(period, now_ms, zone)
        since = [
            one.at_ms
            for one in self.resets
            if (one.person, one.where) == (person, where) and page(period, one.at_ms, zone) == today
        ]
        return sum(
            song.counts
            and (OWNERS[song.account], song.where) == (person, where)
            and page(period, song.at_ms, zone) == today
            and song.at_ms >= max(since, default=0)
            for song in self.songs.values()
        )

    def left_of(self, one: Set, person: str, where: PlaceRef, now_ms: int) -> int | None:
        if one.amount is None:
            return None
        zone = self.zones[where]
        extra = sum(
            given.songs
            for given in self.grants
            if (given.person, given.where) == (person, where)
            and page(one.period, given.at_ms, zone) == page(one.period, now_ms, zone)
        )
        allowed = max(0, one.amount + extra)
        return max(0, allowed - self.used(person, where, one.period, now_ms))

    def left(
        self, account: str, where: PlaceRef, now_ms: int, roles: set[str] | None = None
    ) -> tuple[int | None, str]:
        """Return what somebody may still order, and whose limit says so."""
        person = OWNERS[account]
        own = self.limits.get((where, "person", person))
        if own is not None:
            return self.left_of(own, person, where, now_ms), "own"
        held = {
            role
            for other, owner in OWNERS.items()
            if owner == person and (other != account or roles is None)
            for role in self.roles.get((other, where), set())
        } | (roles or set())
        of_roles = [
            self.left_of(self.limits[where, "role", role], person, where, now_ms)
            for role in held
            if (where, "role", role) in self.limits
        ]
        if of_roles:
            return (None if None in of_roles else max(one for one in of_roles if one is not None)), "role"
        default = self.limits.get((where, "default", ""))
        if default is not None:
            return self.left_of(default, person, where, now_ms), "place"
        assert QUOTA.songs is not None
        return self.left_of(Set(QUOTA.songs, QUOTA.period), person, where, now_ms), "bot"

    def on_page(self, period: Period, now_ms: int, where: PlaceRef | None) -> list[Song]:
        zone = "UTC" if where is None else self.zones[where]
        today = page(period, now_ms, zone)
        found = [song for song in self.songs.values() if where is None or song.where == where]
        return [song for song in found if page(period, song.at_ms, zone) == today]

    def without_a_price(self, service: str, where: PlaceRef) -> bool:
        """Tell whether the place's cap in money is in a currency of which nobody knows the worth."""
        cap = self.limits.get((where, "money", ""))
        return cap is not None and paid(service) and cap.currency == "GBP"

    def money_reasons(
        self, where: PlaceRef, more: int, now_ms: int, instead_of: int = 0
    ) -> set[type[Refusal]]:
        reasons: set[type[Refusal]] = set()
        if more <= instead_of:
            return reasons
        cap = self.limits.get((where, "money", ""))
        if cap is not None and cap.amount is not None and cap.currency != "GBP":
            spent = sum(song.money for song in self.on_page(cap.period, now_ms, where))
            if spent + more - instead_of > in_dollars(cap.amount, cap.currency):
                reasons.add(PlaceMoneyExceeded)
        spent = sum(song.money for song in self.on_page(MONEY.period, now_ms, None))
        if spent + more - instead_of > MONEY.amount_micro:
            reasons.add(BudgetMoneyExceeded)
        return reasons

    def service_for(self, named: str | None, where: PlaceRef) -> str | None:
        if named is not None:
            return None if self.without_a_price(named, where) else named
        return next((one for one in PRICES if not self.without_a_price(one, where)), None)

    def reasons(
        self, account: str, where: PlaceRef, named: str | None, roles: set[str], now_ms: int
    ) -> set[type[Refusal]]:
        """Return everything that speaks against one more song; nothing: it has to be taken."""
        service = self.service_for(named, where)
        if service is None:
            return {Unpriced}
        reasons = self.money_reasons(where, estimate(service), now_ms)
        mine = [song for song in self.songs.values() if OWNERS[song.account] == OWNERS[account]]
        if sum(song.state == "waiting" and song.draft is None for song in mine) >= WAITING:
            reasons.add(TooManyWaiting)
        if self.left(account, where, now_ms, roles)[0] == 0:
            reasons.add(QuotaExceeded)
        cap = self.limits.get((where, "cap", ""))
        if cap is not None and cap.amount is not None:
            made = sum(song.counts for song in self.on_page(cap.period, now_ms, where))
            if made >= cap.amount:
                reasons.add(PlaceCapExceeded)
        of_bot = sum(song.counts for song in self.on_page(BUDGET.period, now_ms, None))
        of_paid = sum(song.counts and song.paid for song in self.on_page(PAID.period, now_ms, None))
        assert BUDGET.songs is not None
        assert PAID.songs is not None
        if of_bot >= BUDGET.songs or (paid(service) and of_paid >= PAID.songs):
            reasons.add(BudgetExceeded)
        return reasons


# --- what is done -----------------------------------------------------------------------------


@dataclass
class Run:
    """Does the same in the studio and in the model; what is impossible just now is left out."""

    studio: Studio
    model: Model
    people: dict[str, Identity]
    places: dict[PlaceRef, Place]

    @property
    def db(self) -> Db:
        return self.studio.db

    @property
    def now_ms(self) -> int:
        return self.studio.clock.ms

    def caller(self, who: str, where: PlaceRef, roles: set[str]) -> Caller:
        return Caller(Account(CHAT, who), where, roles=frozenset(roles))

    def as_before(self, who: str, where: PlaceRef) -> Caller:
        """Return somebody with the roles that they had when they were last there."""
        return self.caller(who, where, self.model.roles.get((who, where), set()))

    def pick(self, n: int, *states: str, drafts: bool = False) -> str | None:
        songs = self.model.songs.items()
        found = sorted(one for one, song in songs if song.state in states and bool(song.draft) == drafts)
        return found[n % len(found)] if found else None

    async def job(self, job_id: str) -> Job:
        return await self.studio.job(job_id)

    async def order(self, who: str, where: PlaceRef, named: str | None, roles: set[str]) -> None:
        self.studio.clock.forward(1_000)
        expected = self.model.reasons(who, where, named, roles, self.now_ms)
        message = f"{len(self.model.songs)}:{self.now_ms}"
        order = an_order(
            who,
            message,
            place=where,
            caller=self.caller(who, where, roles),
            prompt="the sea",
            provider=named,
        )
        try:
            receipt = await self.studio.desk.order(order)
        except Refusal as refusal:
            assert type(refusal) in expected, f"refused for {refusal!r}, and the model knows {expected}"
            return
        assert not expected, f"taken against {expected}"
        service = self.model.service_for(named, where)
        assert service is not None
        self.model.roles[who, where] = roles
        song = Song(
            who, where, self.now_ms, service, named is not None, estimate(service), paid=paid(service)
        )
        self.model.songs[receipt.status.job_id] = song
        left, _ = self.model.left(who, where, self.now_ms)
        assert receipt.usage.left == left
        again = await self.studio.desk.order(order)
        assert (again.repeated, again.status.job_id) == (True, receipt.status.job_id)

    async def draft(self, who: str, where: PlaceRef) -> None:
        """Words are to be written: no song is counted, and whatever limits songs does not matter."""
        self.studio.clock.forward(1_000)
        expected = self.model.money_reasons(where, estimate(WRITER), self.now_ms)
        if self.model.without_a_price(WRITER, where):
            expected = {Unpriced}
        wish = SongRequest(prompt="the sea", provider=WRITER)
        message = f"{len(self.model.songs)}:{self.now_ms}"
        origin = Origin(platform=CHAT, chat=where.native_id, message=message)
        visitor = self.as_before(who, where)
        try:
            view = await self.studio.dialogues.lyrics(visitor, wish, origin, message)
        except Refusal as refusal:
            assert type(refusal) in expected, f"refused for {refusal!r}, and the model knows {expected}"
            return
        assert not expected, f"taken against {expected}"
        sql = "SELECT id FROM jobs WHERE dialogue_id = :dialogue"
        (row,) = await self.db.read(sql, {"dialogue": view.dialogue})
        song = Song(who, where, self.now_ms, WRITER, True, estimate(WRITER), paid=True, draft=view)
        self.model.songs[row["id"]] = song

    async def write(self, n: int) -> None:
        """A draft is asked for, and comes, is refused, is lost, or is refused when it is written."""
        job_id = self.pick(n, "waiting", drafts=True)
        if job_id is None:
            return
        song, now_ms = self.model.songs[job_id], self.now_ms
        await self.db.tx(lambda q: jobs.start(q, job_id, now_ms=now_ms))
        mine = await self.db.tx(lambda q: jobs.claim(q, job_id))
        await self.db.tx(lambda q: facts.begin_call(q, mine, Call(1, WRITER, "lyrics", now_ms)))
        end, asked_for = n % 4, n % 3 == 0
        if end in (0, 3):
            await self.answer(job_id, song, asked_for)
        mine = await self.job(job_id)
        if end == 0:
            await self.studio.endings.answer(mine, Written("[verse]\nla la"))
        else:
            error = {1: InputModerated(), 2: OutcomeUnknown(), 3: OutputModerated()}[end]
            await self.studio.endings.service_failed(mine, error)
        song.state = "back" if end else "done"
        song.money = 0 if end == 1 else self.bill(song, sung=False, asked_for=asked_for and end != 2)

    async def drop(self, n: int) -> None:
        """Nobody wants the words any more, and nobody was asked for them yet."""
        job_id = self.pick(n, "waiting", drafts=True)
        if job_id is None:
            return
        song = self.model.songs[job_id]
        assert song.draft is not None
        tap = Tap(song.draft.dialogue, song.draft.step, "drop")
        origin = Origin(platform=CHAT, chat=song.where.native_id)
        await self.studio.dialogues.tap(self.as_before(song.account, song.where), tap, origin)
        song.state, song.money = "back", 0

    async def several(self, songs: int, *order: Any) -> None:
        for _ in range(songs):
            await self.order(*order)

    async def start(self, n: int) -> None:
        """A service is asked; tin is not asked, it just sings."""
        job_id = self.pick(n, "waiting")
        if job_id is None:
            return
        song, now_ms = self.model.songs[job_id], self.now_ms
        await self.db.tx(lambda q: jobs.start(q, job_id, now_ms=now_ms))
        mine = await self.db.tx(lambda q: jobs.claim(q, job_id))
        if song.paid and paid(song.service):
            call = Call(len(song.tried) + 1, song.service, "song", now_ms)
            await self.db.tx(lambda q: facts.begin_call(q, mine, call))
        song.state = "asked"

    async def refuse(self, n: int) -> None:
        """The service surely does not take the order: another one that fits is asked, else it ends."""
        job_id = self.pick(n, "asked")
        if job_id is None:
            return
        song = self.model.songs[job_id]
        song.tried.add(song.service)
        others = [one for one in PRICES if one not in song.tried]
        other = next((one for one in others if not self.model.without_a_price(one, song.where)), None)
        fits = (
            other is not None
            and not song.named
            and not self.model.money_reasons(song.where, estimate(other), song.at_ms, song.money)
        )
        await self.studio.endings.service_failed(await self.job(job_id), NotEnabled())
        job = await self.job(job_id)
        if fits and other is not None:
            assert (job.state, job.provider) == (JobState.QUEUED, other)
            song.state, song.service, song.money = "waiting", other, estimate(other)
        else:
            assert job.state is JobState.FAILED
            song.state, song.money = "back", 0

    async def fall_silent(self, n: int) -> None:
        """Nobody knows whether it sang: the song is given back, the money is not."""
        job_id = self.pick(n, "asked")
        if job_id is None:
            return
        song = self.model.songs[job_id]
        await self.studio.endings.service_failed(await self.job(job_id), OutcomeUnknown())
        assert (await self.job(job_id)).state is JobState.FAILED
        song.state, song.money = "back", self.bill(song, sung=False, asked_for=False)

    async def spoil(self, n: int) -> None:
        """The service answers and takes its money, and then there is no song after all."""
        job_id = self.pick(n, "asked")
        if job_id is None:
            return
        song, asked_for = self.model.songs[job_id], n % 2 == 0
        await self.answer(job_id, song, asked_for)
        await self.studio.endings.service_failed(await self.job(job_id), OutputModerated())
        assert (await self.job(job_id)).state is JobState.FAILED
        song.state, song.money = "back", self.bill(song, sung=False, asked_for=asked_for)

    async def sing(self, n: int) -> None:
        """The song is on the disk."""
        job_id = self.pick(n, "asked")
        if job_id is None:
            return
        song, asked_for, now_ms = self.model.songs[job_id], n % 3 == 0, self.now_ms
        await self.answer(job_id, song, asked_for)
        mine = await self.job(job_id)

        async def store(q: Query) -> None:
            track = Track(1, "La", "la la", DURATION_MS, f"songs/{job_id}/1.mp3", 6)
            await facts.save_tracks(q, mine, [track], now_ms=now_ms)
            await jobs.change(q, mine, JobState.DELIVERING, now_ms=now_ms)

        await self.db.tx(store)
        song.state = "sung"
        self.costs[job_id] = self.bill(song, sung=True, asked_for=asked_for)

    async def answer(self, job_id: str, song: Song, asked_for: bool) -> None:
        if not paid(song.service):
            return
        mine, cost = await self.job(job_id), Cost(ASKED_FOR, "USD") if asked_for else None
        (call,) = [one for one in await facts.calls_of(self.db.read, job_id) if one.outcome is None]
        await self.db.tx(lambda q: facts.answer_call(q, mine, call.n, Answered({}, cost=cost)))

    costs: dict[str, int] = field(default_factory=dict)

    def bill(self, song: Song, *, sung: bool, asked_for: bool) -> int:
        price = PRICES[song.service]
        if price is None:
            return 0
        if asked_for:
            return ASKED_FOR
        if price.unit == "call":
            return in_dollars(price.amount_micro, price.currency)
        if price.unit == "song":
            return in_dollars(price.amount_micro, price.currency)
        # A vendor is paid in whole millionths; 2333 times 137.5 s is a half, which goes to the even one.
        made = round(Fraction(price.amount_micro) * Fraction(DURATION_MS, 1_000))
        return in_dollars(made if sung else price.amount_micro * 200, price.currency)

    async def deliver(self, n: int) -> None:
        job_id = self.pick(n, "sung")
        if job_id is not None:
            await self.studio.endings.settle(await self.job(job_id))
            song = self.model.songs[job_id]
            song.state, song.money = "done", self.costs[job_id]

    async def keep(self, n: int) -> None:
        job_id = self.pick(n, "sung")
        if job_id is not None:
            await self.studio.endings.keep(await self.job(job_id))
            self.model.songs[job_id].state = "kept"

    async def expire(self, n: int) -> None:
        """Nobody fetches a song: it is given back, and what it cost stays counted."""
        job_id = self.pick(n, "kept")
        if job_id is not None:
            await self.studio.endings.expire(await self.job(job_id))
            song = self.model.songs[job_id]
            song.state, song.money = "back", self.costs[job_id]

    async def cancel(self, n: int) -> None:
        job_id = self.pick(n, "waiting", "asked")
        if job_id is None:
            return
        song = self.model.songs[job_id]
        done = await self.studio.desk.cancel(Account(CHAT, song.account), song.where, job_id)
        if song.state == "asked" and paid(song.service):
            assert done.outcome is CancelOutcome.SINGING
        else:
            assert done.outcome is CancelOutcome.CANCELLED
            song.state, song.money = "back", 0

    async def put(self, n: int, where: PlaceRef, amount: int | None, period: Period, currency: str) -> None:
        kind, subject = SUBJECTS[n]
        money = kind == "money"
        micro = None if amount is None else amount * 150_000
        if money and micro is None:
            return
        policy = Policy(
            id="",
            place_id=self.places[where].id,
            subject_kind=kind,
            subject_id=self.people[subject].person_id if kind == "person" else subject,
            period=period,
            songs=None if money else amount,
            amount_micro=micro if money else None,
            currency=currency if money else None,
            valid_from_ms=0,
            valid_to_ms=None,
            set_by="operator",
            reason="",
        )
        await self.db.tx(lambda q: policies.put(q, policy, now_ms=self.now_ms))
        set_to = Set(micro, period, currency) if money else Set(amount, period)
        self.model.limits[where, kind, subject] = set_to

    async def remove(self, n: int, where: PlaceRef) -> None:
        kind, subject = SUBJECTS[n]
        stored = self.people[subject].person_id if kind == "person" else subject
        place = self.places[where]
        await self.db.tx(lambda q: policies.end(q, place.id, kind, stored, now_ms=self.now_ms))
        self.model.limits.pop((where, kind, subject), None)

    async def grant(self, who: str, where: PlaceRef, songs: int) -> None:
        identity, place, now_ms = self.people[who], self.places[where], self.now_ms
        await self.db.tx(
            lambda q: ledger.grant(q, identity.id, place.id, songs, by="operator", reason="", now_ms=now_ms)
        )
        self.model.grants.append(Given(OWNERS[who], where, now_ms, songs))

    async def reset(self, who: str, where: PlaceRef) -> None:
        identity, place, now_ms = self.people[who], self.places[where], self.now_ms
        await self.db.tx(
            lambda q: ledger.reset(q, identity.id, place.id, by="operator", reason="", now_ms=now_ms)
        )
        self.model.resets.append(Given(OWNERS[who], where, now_ms, 0))

    async def zone(self, where: PlaceRef, name: str) -> None:
        place = self.places[where]
        await self.db.tx(lambda q: people.change_place(q, place.id, settings=place.settings, time_zone=name))
        self.model.zones[where] = name

    async def clock(self, ms: int) -> None:
        """Time goes by; or a clock is set right, and a little of it comes back."""
        self.studio.clock.forward(ms)

    # --- what must be true at any time ---

    async def check(self) -> None:
        await self.check_movements()
        for who in ACCOUNTS:
            for where in PLACES:
                roles = self.model.roles.setdefault((who, where), set())
                usage = (await self.studio.desk.quota(self.caller(who, where, roles))).usage
                assert (usage.left, usage.source) == self.model.left(who, where, self.now_ms)

    async def check_movements(self) -> None:
        kinds: Counter[tuple[str, str]] = Counter()
        sums: dict[str, Counter[str]] = {job_id: Counter() for job_id in self.model.songs}
        for row in await self.db.read("SELECT * FROM ledger WHERE job_id IS NOT NULL"):
            end = row["kind"] in ("settle", "refund")
            kinds[row["job_id"], "end" if end else row["kind"]] += 1
            assert row["counted_ms"] == self.model.songs[row["job_id"]].at_ms
            assert row["granted"] == 0
            sums[row["job_id"]].update(songs=row["songs"], paid=row["paid"], micro=row["budget_micro"] or 0)
        stored = {row["id"]: JobState(row["state"]) for row in await self.db.read("SELECT * FROM jobs")}
        assert set(stored) == set(self.model.songs)
        for job_id, song in self.model.songs.items():
            counted = sums[job_id]
            assert kinds[job_id, "reserve"] == 1
            assert kinds[job_id, "end"] == stored[job_id].ended == (song.state in ("done", "back"))
            assert counted["songs"] == song.counts
            assert counted["paid"] == (song.counts and song.paid)
            assert counted["micro"] == song.money
            held = await ledger.held(self.db.read, job_id)
            assert sum(one.budget.amount_micro for one in held if one.budget) == song.money
            assert len(held) <= 1, "an order holds money in the currency of its last service only"


# --- any run ----------------------------------------------------------------------------------

whos, places = st.sampled_from(ACCOUNTS), st.sampled_from(PLACES)
ns = st.integers(0, 9)
subjects = st.integers(0, len(SUBJECTS) - 1)
jumps = [1, 60_000, HOUR_MS, 3 * HOUR_MS, 7 * HOUR_MS, 11 * HOUR_MS, DAY_MS, 5 * DAY_MS, 40 * DAY_MS]
steps_back = [-1, -1_500, -5 * 60_000, -2 * HOUR_MS]
roles = st.sets(st.sampled_from(ROLES))

orders = st.tuples(
    st.just("several"),
    st.integers(1, 3),
    whos,
    places,
    st.sampled_from([None, None, "gold", "jade", "tin", "reed"]),
    roles,
)
calls = st.tuples(
    st.sampled_from(["start", "start", "start", "sing", "sing", "refuse", "fall_silent", "spoil"]), ns
)
drafts = st.one_of(
    st.tuples(st.just("draft"), whos, places),
    st.tuples(st.sampled_from(["write", "write", "write", "drop"]), ns),
)
ends = st.tuples(st.sampled_from(["deliver", "deliver", "keep", "expire", "cancel"]), ns)
limits = st.tuples(
    st.just("put"),
    subjects,
    places,
    st.one_of(st.none(), st.integers(0, 6)),
    st.sampled_from(PERIODS),
    st.sampled_from(["USD", "CNY", "CNY", "GBP"]),
)
others = st.sampled_from(["remove", "grant", "reset", "zone", "clock", "clock"]).flatmap(
    {
        "remove": st.tuples(st.just("remove"), subjects, places),
        "grant": st.tuples(st.just("grant"), whos, places, st.integers(-3, 4)),
        "reset": st.tuples(st.just("reset"), whos, places),
        "zone": st.tuples(st.just("zone"), places, st.sampled_from(ZONES)),
        "clock": st.tuples(st.just("clock"), st.sampled_from(jumps + steps_back)),
    }.__getitem__
)
actions = st.one_of(orders, orders, calls, calls, calls, drafts, ends, limits, others)


async def a_studio(folder: Path, db: Db) -> Run:
    services = [
        replace(info(name, calls=price is not None), price=price, writes_lyrics=name == WRITER)
        for name, price in PRICES.items()
    ]
    studio = Studio(db, folder, providers=[ScriptedProvider(one) for one in services], rules=RULES)

    async def arrive(q: Query) -> tuple[dict[str, Identity], dict[PlaceRef, Place]]:
        met = {}
        for who, owner in OWNERS.items():
            met[who] = await people.meet(q, Account(CHAT, who), now_ms=studio.clock.ms)
            sql = "UPDATE identities SET person_id = :person WHERE id = :id"
            await q(sql, {"person": met[owner].person_id, "id": met[who].id})
        return met, {where: await people.come_to(q, where, now_ms=studio.clock.ms) for where in PLACES}

    met, came_to = await db.tx(arrive)
    return Run(studio, Model(), met, came_to)


@settings(max_examples=RUNS, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(actions, min_size=45, max_size=150))
def test_after_any_run_the_ledger_balances_and_no_limit_was_passed(
    actions: list[tuple[str, ...]],
) -> None:
    async def run(folder: Path) -> None:
        db = await open_database(folder)
        try:
            carried_out = await a_studio(folder, db)
            for name, *arguments in actions:
                await getattr(carried_out, name)(*arguments)
            await carried_out.check()
        finally:
            await db.close()

    with tempfile.TemporaryDirectory() as folder, asyncio.Runner() as runner:
        runner.run(run(Path(folder)))
