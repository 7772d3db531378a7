"""What somebody may still order: their limit in a place, the caps of the place, and those of the whole bot.

A person's limit is the first one set: their own, the best of their roles, the place's default, `[quota]`.
Caps hold besides, all of them. Sums are taken from the ledger each time; callers that go on to reserve hold
the ledger's lock.
"""

from dataclasses import dataclass

from bot.domain.errors import (
    BudgetExceeded,
    BudgetMoneyExceeded,
    MoneyExceeded,
    PlaceCapExceeded,
    PlaceMoneyExceeded,
    QuotaExceeded,
    Refusal,
    Unpriced,
)
from bot.domain.money import Charge, Cost
from bot.domain.people import Place
from bot.domain.ports import ProviderInfo
from bot.domain.quota import Limit, LimitSource, MoneyCap, MoneyUsage, Policy, Usage, span_of
from bot.store import ledger, people, policies
from bot.store.db import Query
from bot.studio.pricing import Pricing
from bot.studio.rules import Rules

BOT_ZONE = "UTC"
"""The bot's own periods begin at midnight here."""


@dataclass(frozen=True)
class PlaceLimits:
    """The policies that hold in a place now."""

    own: dict[str, Policy]
    """By person."""
    roles: dict[str, Policy]
    """By the role's plain id."""
    default: Policy | None
    cap: Policy | None
    money: Policy | None


class Allowance:
    """Sums the ledger up under the rules of the place and of the operator."""

    def __init__(self, rules: Rules, pricing: Pricing) -> None:
        self._rules, self._pricing = rules, pricing

    async def limits(self, q: Query, place: Place) -> PlaceLimits:
        """Return everything that is set in a place."""
        found = await policies.all_current(q, place.id)
        by_kind = {one.subject_kind: one for one in found}
        return PlaceLimits(
            own={one.subject_id: one for one in found if one.subject_kind == "person"},
            roles={one.subject_id: one for one in found if one.subject_kind == "role"},
            default=by_kind.get("default"),
            cap=by_kind.get("cap"),
            money=by_kind.get("money"),
        )

    async def person(
        self, q: Query, person_id: str, place: Place, *, now_ms: int, limits: PlaceLimits | None = None
    ) -> Usage:
        """Return what a person has used of the limit that holds for them in a place.

        `limits` asks what would be if these were set; without, the ones that are.
        """
        limits = limits or await self.limits(q, place)
        own = limits.own.get(person_id)
        if own is not None:
            return await self._usage(q, person_id, place, own.limit, "own", now_ms=now_ms)
        held = await people.roles_in(q, person_id, place.id) if limits.roles else frozenset()
        by_role = [
            await self._usage(q, person_id, place, policy.limit, "role", role=role, now_ms=now_ms)
            for role, policy in sorted(limits.roles.items())
            if role in held
        ]
        if by_role:
            return max(by_role, key=_generosity)
        if limits.default is not None:
            return await self._usage(q, person_id, place, limits.default.limit, "place", now_ms=now_ms)
        return await self._usage(q, person_id, place, self._rules.quota, "bot", now_ms=now_ms)

    async def cap(
        self, q: Query, place: Place, *, now_ms: int, limits: PlaceLimits | None = None
    ) -> Usage | None:
        """Return what a place has used of its cap in songs, if it has one."""
        limits = limits or await self.limits(q, place)
        if limits.cap is None or limits.cap.songs is None:
            return None
        span = span_of(limits.cap.period, now_ms, place.time_zone)
        used = (await ledger.totals(q, span, place_id=place.id)).songs
        return Usage(limits.cap.limit, used, span.end_ms, source="place", time_zone=place.time_zone)

    async def money_cap(
        self, q: Query, place: Place, *, now_ms: int, limits: PlaceLimits | None = None
    ) -> MoneyUsage | None:
        """Return what a place has spent of its cap in money, if it has one, in the budget's currency."""
        policy = (limits or await self.limits(q, place)).money
        if policy is None or policy.amount_micro is None or policy.currency is None:
            return None
        most = self._pricing.rates.in_budget(Cost(policy.amount_micro, policy.currency)) or 0
        cap = MoneyCap(most, self._pricing.rates.currency, policy.period)
        return await self._spent(q, cap, place, now_ms=now_ms)

    async def bot(self, q: Query, *, now_ms: int, paid: bool = False) -> Usage:
        """Return what the whole bot has made, all songs or those of paid services.

        Without a cap nobody asks for the sum.
        """
        limit = self._rules.paid_budget if paid else self._rules.budget
        span = span_of(limit.period, now_ms, BOT_ZONE)
        if limit.songs is None:
            return Usage(limit, 0, span.end_ms)
        totals = await ledger.totals(q, span)
        return Usage(limit, totals.paid if paid else totals.songs, span.end_ms)

    async def bot_money(self, q: Query, *, now_ms: int) -> MoneyUsage | None:
        """Return what the whole bot has spent of `[budget] money`, if that is set."""
        cap = self._rules.money
        return None if cap is None else await self._spent(q, cap, None, now_ms=now_ms)

    async def ensure(
        self, q: Query, person_id: str, place: Place, provider: str, charge: Charge | None, *, now_ms: int
    ) -> None:
        """Raise the `Refusal` that keeps somebody from one more song by this service."""
        await self.ensure_here(q, person_id, place, now_ms=now_ms)
        budgets = [await self.bot(q, now_ms=now_ms)]
        if self._pricing.is_paid(provider):
            budgets.append(await self.bot(q, now_ms=now_ms, paid=True))
        for budget in budgets:
            if budget.exhausted:
                raise BudgetExceeded(budget)
        await self.ensure_money(q, place, charge, now_ms=now_ms)

    async def ensure_here(self, q: Query, person_id: str, place: Place, *, now_ms: int) -> None:
        """Raise the `Refusal` of a place that has no song left for somebody, or for anybody."""
        limits = await self.limits(q, place)
        usage = await self.person(q, person_id, place, now_ms=now_ms, limits=limits)
        if usage.exhausted:
            raise QuotaExceeded(usage)
        cap = await self.cap(q, place, now_ms=now_ms, limits=limits)
        if cap is not None and cap.exhausted:
            raise PlaceCapExceeded(cap)

    async def ensure_money(
        self, q: Query, place: Place, charge: Charge | None, *, instead_of: str | None = None, now_ms: int
    ) -> None:
        """Raise the `Refusal` of the cap in money that an estimate would pass.

        `instead_of` is the order that gives back what it holds for it; its money is counted in the period of
        the order, however much later that is.
        """
        if charge is None or charge.budget is None:
            return
        more = charge.budget.amount_micro
        if instead_of is not None:
            more -= sum(one.budget.amount_micro for one in await ledger.held(q, instead_of) if one.budget)
            now_ms = await ledger.counted_ms(q, instead_of)
        place_money = await self.money_cap(q, place, now_ms=now_ms)
        caps: list[tuple[MoneyUsage | None, type[MoneyExceeded]]] = [
            (place_money, PlaceMoneyExceeded),
            (await self.bot_money(q, now_ms=now_ms), BudgetMoneyExceeded),
        ]
        for usage, error in caps:
            if usage is not None and more > 0 and usage.used_micro + more > usage.cap.amount_micro:
                raise error(usage)

    def refusal_of(self, info: ProviderInfo, limits: PlaceLimits) -> Refusal | None:
        """Say why a service can't be asked in a place with these limits, whatever is left."""
        money = limits.money
        if money is None or not self._pricing.is_paid(info.name):
            return None
        known = money.currency is not None and self._pricing.rates.knows(money.currency)
        return None if known and self._pricing.can_be_capped(info.name) else Unpriced(info.title)

    async def _usage(
        self,
        q: Query,
        person_id: str,
        place: Place,
        limit: Limit,
        source: LimitSource,
        *,
        role: str = "",
        now_ms: int,
    ) -> Usage:
        span = span_of(limit.period, now_ms, place.time_zone)
        used = await ledger.used_by_person(q, person_id, place.id, span)
        return Usage(
            limit,
            used.songs,
            span.end_ms,
            granted=used.granted,
            source=source,
            role=role,
            time_zone=place.time_zone,
        )

    async def _spent(self, q: Query, cap: MoneyCap, place: Place | None, *, now_ms: int) -> MoneyUsage:
        zone = place.time_zone if place is not None else BOT_ZONE
        span = span_of(cap.period, now_ms, zone)
        totals = await ledger.totals(q, span, place_id=place.id if place is not None else None)
        # The budget may have had another currency before; what has no rate any more can't be counted.
        spent = sum(
            self._pricing.rates.in_budget(Cost(micro, currency)) or 0
            for currency, micro in totals.money.items()
        )
        return MoneyUsage(cap, spent, span.end_ms, time_zone=zone)


def _generosity(usage: Usage) -> tuple[bool, int, int]:
    """Order limits by what they leave now: of several roles the best one holds."""
    return usage.left is None, usage.left or 0, usage.allowed or 0
