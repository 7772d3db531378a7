"""Money: whole millionths of a currency's unit, prices, and rates to the budget's currency."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import Literal

MICRO = 1_000_000
"""Millionths in a unit of a currency."""
MOST_MICRO = 10**15
"""The largest amount that can be written: sums of such ones still fit into the database's 64 bits."""
ESTIMATE_S = 300
"""How long a song is taken to be when it is paid by the second and not made yet."""

Unit = Literal["song", "second", "call"]


@dataclass(frozen=True)
class Cost:
    """An amount of money in millionths of the currency's unit."""

    amount_micro: int
    currency: str


@dataclass(frozen=True)
class Price:
    """What a service takes: for a finished song, for each second of it, or for each call."""

    amount_micro: int
    currency: str
    unit: Unit = "song"
    estimate_s: int = ESTIMATE_S

    def estimate(self, *, calls: int) -> Cost:
        """Return what a song may cost, before it is made; `calls` is the most that it takes."""
        times = {"song": 1, "second": self.estimate_s, "call": calls}[self.unit]
        return Cost(self.amount_micro * times, self.currency)


@dataclass(frozen=True)
class Rates:
    """The budget's currency, and what one unit of other currencies is worth in it."""

    currency: str = "USD"
    rates: Mapping[str, Decimal] = field(default_factory=dict)

    def knows(self, currency: str) -> bool:
        """Tell whether amounts in this currency can be counted."""
        return currency == self.currency or currency in self.rates

    def in_budget(self, cost: Cost, *, up: bool = False) -> int | None:
        """Return an amount in millionths of the budget's currency; None without a rate.

        Estimates are rounded `up`, so that many small ones never slip past a cap.
        """
        if cost.currency == self.currency:
            return cost.amount_micro
        rate = self.rates.get(cost.currency)
        if rate is None:
            return None
        exact = Decimal(cost.amount_micro) * rate
        return int(exact.to_integral_value(ROUND_CEILING if up else ROUND_HALF_UP))


def amount_text(amount_micro: int) -> str:
    """Write an amount as people do: at least two decimals, no more than it needs."""
    exact = (Decimal(amount_micro) / MICRO).normalize()
    places = max(2, -int(exact.as_tuple().exponent))
    return f"{exact:.{places}f}"


def micro_of(text: str) -> int | None:
    """Read an amount such as `5`, `0.25` or `12.50`; None for what is none, too fine or too big."""
    if not text.isascii() or len(text) > 20 or not text.replace(".", "", 1).isdigit():
        return None
    exact = Decimal(text) * MICRO
    return int(exact) if exact == exact.to_integral_value() and exact <= MOST_MICRO else None


@dataclass(frozen=True)
class Charge:
    """An amount as the vendor counts it and, where there is a rate, in the budget's currency."""

    cost: Cost
    budget: Cost | None = None
