"""Periods of quotas: local days, weeks and months, whatever clocks do there."""

import zoneinfo
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.quota import Limit, Period, Usage, span_of
from tests.store.rows import at

HOUR_MS = 3_600_000
PERIODS: tuple[Period, ...] = ("day", "week", "month")
THIS_CENTURY = st.integers(at(2025, 1, 1), at(2100, 1, 1))
ZONES = st.sampled_from(sorted(zoneinfo.available_timezones()))


def local(ms: int, zone: str) -> str:
    return datetime.fromtimestamp(ms / 1000, ZoneInfo(zone)).strftime("%a %Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("zone", "now_ms", "start", "hours"),
    [
        ("UTC", at(2026, 3, 10, 12), "Tue 2026-03-10 00:00", 24),
        ("UTC", at(2026, 3, 10), "Tue 2026-03-10 00:00", 24),
        ("America/New_York", at(2026, 3, 8, 12), "Sun 2026-03-08 00:00", 23),
        ("America/New_York", at(2026, 11, 1, 12), "Sun 2026-11-01 00:00", 25),
        ("Europe/Berlin", at(2026, 3, 29, 12), "Sun 2026-03-29 00:00", 23),
        ("Europe/Berlin", at(2026, 10, 25, 12), "Sun 2026-10-25 00:00", 25),
        ("Europe/Berlin", at(2026, 3, 9, 23, 30), "Tue 2026-03-10 00:00", 24),
        ("Asia/Kathmandu", at(2026, 3, 9, 18, 15), "Tue 2026-03-10 00:00", 24),
        ("Asia/Kathmandu", at(2026, 3, 9, 18, 14), "Mon 2026-03-09 00:00", 24),
        ("Pacific/Apia", at(2011, 12, 30, 9, 59), "Thu 2011-12-29 00:00", 24),
        ("Pacific/Apia", at(2011, 12, 30, 10), "Sat 2011-12-31 00:00", 24),
        ("America/Havana", at(2026, 3, 8, 12), "Sun 2026-03-08 01:00", 23),
        ("America/Havana", at(2026, 11, 1, 12), "Sun 2026-11-01 00:00", 25),
        ("Atlantic/Azores", at(2026, 10, 25, 0, 30), "Sun 2026-10-25 00:00", 25),
        ("America/Nuuk", at(2026, 10, 25, 1, 30), "Sat 2026-10-24 00:00", 25),
    ],
)
def test_a_day_is_as_long_as_its_clocks_make_it(zone: str, now_ms: int, start: str, hours: int) -> None:
    span = span_of("day", now_ms, zone)
    assert local(span.start_ms, zone) == start
    assert span.end_ms is not None
    assert span.start_ms <= now_ms < span.end_ms
    assert span.end_ms - span.start_ms == hours * HOUR_MS


@pytest.mark.parametrize(
    ("period", "now_ms", "start", "end"),
    [
        ("week", at(2026, 3, 10, 12), "Mon 2026-03-09 00:00", "Mon 2026-03-16 00:00"),
        ("week", at(2026, 3, 15, 23), "Mon 2026-03-16 00:00", "Mon 2026-03-23 00:00"),
        ("week", at(2026, 3, 29, 12), "Mon 2026-03-23 00:00", "Mon 2026-03-30 00:00"),
        ("week", at(2027, 1, 1, 12), "Mon 2026-12-28 00:00", "Mon 2027-01-04 00:00"),
        ("month", at(2026, 2, 10), "Sun 2026-02-01 00:00", "Sun 2026-03-01 00:00"),
        ("month", at(2028, 2, 29, 12), "Tue 2028-02-01 00:00", "Wed 2028-03-01 00:00"),
        ("month", at(2026, 12, 31, 22), "Tue 2026-12-01 00:00", "Fri 2027-01-01 00:00"),
        ("month", at(2026, 12, 31, 23), "Fri 2027-01-01 00:00", "Mon 2027-02-01 00:00"),
    ],
)
def test_weeks_begin_on_monday_and_months_on_the_first(
    period: Period, now_ms: int, start: str, end: str
) -> None:
    span = span_of(period, now_ms, "Europe/Berlin")
    assert span.end_ms is not None
    assert (local(span.start_ms, "Europe/Berlin"), local(span.end_ms, "Europe/Berlin")) == (start, end)


def test_a_limit_in_total_never_starts_anew() -> None:
    span = span_of("total", at(2026, 3, 10), "Europe/Berlin")
    assert (span.start_ms, span.end_ms) == (0, None)


@given(st.sampled_from(PERIODS), THIS_CENTURY, ZONES)
def test_a_period_holds_its_own_time(period: Period, now_ms: int, zone: str) -> None:
    span = span_of(period, now_ms, zone)
    assert span.end_ms is not None
    assert span.start_ms <= now_ms < span.end_ms


@given(st.sampled_from(PERIODS), THIS_CENTURY, ZONES)
def test_periods_follow_each_other_without_gap_or_overlap(period: Period, now_ms: int, zone: str) -> None:
    span = span_of(period, now_ms, zone)
    assert span.end_ms is not None
    after = span_of(period, span.end_ms, zone)
    assert after.start_ms == span.end_ms
    assert span_of(period, span.end_ms - 1, zone) == span


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/Berlin", "America/Havana", "Africa/Cairo"])
def test_the_days_of_a_year_fill_it(zone: str) -> None:
    now_ms, days = at(2026, 1, 1, 12), 0
    first = span_of("day", now_ms, zone)
    span = first
    while span.end_ms is not None and local(span.start_ms, zone)[4:8] == "2026":
        span, days = span_of("day", span.end_ms, zone), days + 1
    assert days == 365
    assert span.start_ms - first.start_ms == timedelta(days=365) // timedelta(milliseconds=1)


@pytest.fixture
def no_zone_data() -> Iterator[None]:
    """A machine without a time zone database, as slim containers and Windows are."""
    before = zoneinfo.TZPATH
    zoneinfo.reset_tzpath([])
    ZoneInfo.clear_cache()
    yield
    zoneinfo.reset_tzpath(before)
    ZoneInfo.clear_cache()


def test_utc_needs_no_time_zone_database(no_zone_data: None) -> None:
    span = span_of("day", at(2026, 3, 10, 12), "UTC")
    assert (span.start_ms, span.end_ms) == (at(2026, 3, 10), at(2026, 3, 11))


@pytest.mark.parametrize(
    ("songs", "used", "left", "exhausted"),
    [
        (5, 0, 5, False),
        (5, 4, 1, False),
        (5, 5, 0, True),
        (5, 7, 0, True),
        (0, 0, 0, True),
        (None, 9, None, False),
    ],
)
def test_what_is_left_of_a_limit(songs: int | None, used: int, left: int | None, exhausted: bool) -> None:
    usage = Usage(Limit(songs, "day"), used, None)
    assert (usage.left, usage.exhausted) == (left, exhausted)
