"""Quotas: limits over a period, and where a period begins and ends."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Literal
from zoneinfo import ZoneInfo

Period = Literal["day", "week", "month", "total"]


class Movement(StrEnum):
    """Kinds of ledger rows. A counter is never kept: what is used is the sum of movements."""

    RESERVE = "reserve"
    SETTLE = "settle"
    REFUND = "refund"
    GRANT = "grant"
    RESET = "reset"


@dataclass(frozen=True)
class Limit:
    """So many songs in a period; `songs=None` is unlimited."""

    songs: int | None
    period: Period


@dataclass(frozen=True)
class Span:
    """A stretch of time in milliseconds since 1970: `start_ms <= t < end_ms`; no end is for ever."""

    start_ms: int
    end_ms: int | None


@dataclass(frozen=True)
class Usage:
    """What somebody has used of a limit, and when it starts anew (`None`: never)."""

    limit: Limit
    used: int
    resets_at_ms: int | None

    @property
    def left(self) -> int | None:
        """Songs left in this period; None when unlimited."""
        return None if self.limit.songs is None else max(0, self.limit.songs - self.used)

    @property
    def exhausted(self) -> bool:
        """Tell whether not one more song fits."""
        return self.limit.songs is not None and self.used >= self.limit.songs


def span_of(period: Period, now_ms: int, time_zone: str) -> Span:
    """Return the period that holds `now_ms`, from local midnight to local midnight.

    Weeks begin on Monday. Days on which clocks change are 23 or 25 hours long. UTC works also on a
    machine that has no time zone database.
    """
    if period == "total":
        return Span(0, None)
    zone = UTC if time_zone == "UTC" else ZoneInfo(time_zone)
    today = datetime.fromtimestamp(now_ms / 1000, zone).date()
    match period:
        case "day":
            first, after = today, today + timedelta(days=1)
        case "week":
            first = today - timedelta(days=today.weekday())
            after = first + timedelta(days=7)
        case "month":
            first = today.replace(day=1)
            after = (first + timedelta(days=32)).replace(day=1)

    return Span(_midnight_ms(first, zone), _midnight_ms(after, zone))


def _midnight_ms(day: date, zone: tzinfo) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp() * 1000)
