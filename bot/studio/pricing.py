"""What songs cost: the estimate that an order holds, and the bill at its end."""

from collections.abc import Mapping, Sequence

from bot.domain.job import Call
from bot.domain.money import Charge, Cost, Price, Rates
from bot.domain.ports import ProviderInfo
from bot.domain.song import JobKind


class Pricing:
    """Knows the prices of the services that are on, and the budget's currency."""

    def __init__(self, infos: Mapping[str, ProviderInfo], rates: Rates) -> None:
        self._infos, self.rates = infos, rates

    def is_paid(self, provider: str) -> bool:
        """Tell whether a service may cost anything."""
        return provider in self._infos and self._infos[provider].makes_calls

    def can_be_capped(self, provider: str) -> bool:
        """Tell whether a service can be held to a cap in money: it costs nothing, or the price counts."""
        price = self._price(provider)
        return not self.is_paid(provider) or (price is not None and self.rates.knows(price.currency))

    def estimate(self, provider: str, kind: JobKind = "song") -> Charge | None:
        """Return what a job at this service may cost; None where nobody can tell, or it costs nothing.

        A price for a song, or for its seconds, does not charge what is no song. Listening to a song for a
        cover is free wherever it is done.
        """
        price = self._price(provider)
        if price is None or not _is_charged(price, kind):
            return None
        calls = self._infos[provider].most_calls if kind == "song" else 1
        return self.charge(price.estimate(calls=calls), up=True)

    def bill(self, calls: Sequence[Call], *, seconds: float | None) -> Charge | None:
        """Return what the calls of an order cost, or may have cost; None where nobody can tell.

        A call whose outcome is unknown may be billed: it stays counted with its estimate. `seconds` is the
        length of the song, where there is one.
        """
        costs = [cost for call in calls if (cost := self._cost_of(call, seconds)) is not None]
        if not costs:
            return None
        sums: dict[str, int] = {}
        for cost in costs:
            sums[cost.currency] = sums.get(cost.currency, 0) + cost.amount_micro
        # A row of the ledger has one vendor's currency; under the caps everything counts.
        currency = costs[-1].currency
        worth = [self.rates.in_budget(Cost(micro, each)) for each, micro in sums.items()]
        known = [micro for micro in worth if micro is not None]
        budget = Cost(sum(known), self.rates.currency) if known else None
        return Charge(Cost(sums[currency], currency), budget)

    def may_cost(self, call: Call) -> Cost | None:
        """Return what a call whose outcome nobody knows may have cost; None where nobody can tell."""
        return self._cost_of(call, None)

    def can_tell(self, calls: Sequence[Call]) -> bool:
        """Tell whether `bill` knows what these calls took: prices of services that are off are not known."""
        return all(
            call.outcome == "refused" or call.cost is not None or call.provider in self._infos
            for call in calls
        )

    def instead(self, provider: str, kind: JobKind, calls: Sequence[Call]) -> Charge | None:
        """Return what a job may cost that goes on at another service, with what it has cost up to now."""
        ahead, spent = self.estimate(provider, kind), self.bill(calls, seconds=None)
        if ahead is None or spent is None:
            return ahead or spent
        known = [one.budget.amount_micro for one in (ahead, spent) if one.budget is not None]
        cost = ahead.cost
        if spent.cost.currency == cost.currency:
            cost = Cost(cost.amount_micro + spent.cost.amount_micro, cost.currency)
        return Charge(cost, Cost(sum(known), self.rates.currency) if known else None)

    def charge(self, cost: Cost, *, up: bool = False) -> Charge:
        """Return an amount together with what it is worth in the budget's currency."""
        micro = self.rates.in_budget(cost, up=up)
        return Charge(cost, None if micro is None else Cost(micro, self.rates.currency))

    def _cost_of(self, call: Call, seconds: float | None) -> Cost | None:
        if call.outcome == "refused":
            return None
        if call.cost is not None:
            return call.cost
        price = self._price(call.provider)
        if price is None or not _is_charged(price, call.kind):
            return None
        made = call.outcome == "answered" and seconds is not None
        if price.unit == "second" and made and seconds is not None:
            return Cost(round(price.amount_micro * seconds), price.currency)
        return price.estimate(calls=1)

    def _price(self, provider: str) -> Price | None:
        return self._infos[provider].price if provider in self._infos else None


def _is_charged(price: Price, kind: JobKind) -> bool:
    """Tell whether a price is for work of this kind."""
    return kind == "song" or (kind == "lyrics" and price.unit == "call")
