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
    ADJUST = "adjust"
    """Moves money only: another service is asked, or another currency counts."""


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


LimitSource = Literal["own", "role", "place", "bot"]
"""Who set a limit: for the person, for a role of theirs, for the place, or the operator in `[quota]`."""


@dataclass(frozen=True)
class Usage:
    """What somebody has used of a limit, and when it starts anew (`None`: never)."""

    limit: Limit
    used: int
    resets_at_ms: int | None
    granted: int = 0
    """Songs that moderators gave for this period on top of the limit; below 0 where they took some."""
    source: LimitSource = "bot"
    role: str = ""
    """The plain id of the role whose limit it is."""
    time_zone: str = "UTC"
    """Where the period's midnight is."""

    @property
    def allowed(self) -> int | None:
        """Songs in this period, grants included; None when unlimited."""
        return None if self.limit.songs is None else max(0, self.limit.songs + self.granted)

    @property
    def left(self) -> int | None:
        """Songs left in this period; None when unlimited."""
        return None if self.allowed is None else max(0, self.allowed - self.used)

    @property
    def exhausted(self) -> bool:
        """Tell whether not one more song fits."""
        return self.left == 0


@dataclass(frozen=True)
class MoneyCap:
    """So much money in a period."""

    amount_micro: int
    currency: str
    period: Period


@dataclass(frozen=True)
class MoneyUsage:
    """What has been spent or reserved under a cap in money, in millionths of the cap's currency."""

    cap: MoneyCap
    used_micro: int
    resets_at_ms: int | None
    time_zone: str = "UTC"

    @property
    def left_micro(self) -> int:
        """What is left, never below 0."""
        return max(0, self.cap.amount_micro - self.used_micro)


SubjectKind = Literal["person", "role", "default", "cap", "money"]
"""What a policy is about: a person, a role, everybody in the place, or the place as a whole."""


@dataclass(frozen=True)
class Policy:
    """A limit that moderators or the operator set, with its history: `valid_to_ms` ends it."""

    id: str
    place_id: str
    subject_kind: SubjectKind
    subject_id: str
    """A person's id or a role's plain id; empty for the place as a whole."""
    period: Period
    songs: int | None
    """None is unlimited, or a cap in money."""
    amount_micro: int | None
    currency: str | None
    valid_from_ms: int
    valid_to_ms: int | None
    set_by: str
    """An identity's id, or `operator`."""
    reason: str

    @property
    def limit(self) -> Limit:
        """The limit in songs."""
        return Limit(self.songs, self.period)


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
