"""Ids: short, of plain letters, ordered by time, never the same twice."""

import re
from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ids import is_id, made_at_ms, new_id

NOW_MS = 1_790_000_000_000
YEAR_3000_MS = int(datetime(3000, 1, 1, tzinfo=UTC).timestamp() * 1000)
times = st.integers(0, YEAR_3000_MS)
LONGEST_NONCE = 25


@given(times)
def test_an_id_is_at_most_16_plain_letters_and_digits(now_ms: int) -> None:
    assert re.fullmatch(r"[0-9a-z]{1,16}", new_id(now_ms))


@given(times, times)
def test_ids_sort_by_the_time_they_were_made(one_ms: int, other_ms: int) -> None:
    if one_ms != other_ms:
        assert (new_id(one_ms) < new_id(other_ms)) == (one_ms < other_ms)


@given(times)
def test_an_id_tells_when_it_was_made(now_ms: int) -> None:
    assert made_at_ms(new_id(now_ms)) == now_ms


def test_what_was_made_elsewhere_tells_no_time() -> None:
    assert made_at_ms("order-1") is None
    assert made_at_ms("abc") is None


def test_ids_of_one_millisecond_are_all_different() -> None:
    assert len({new_id(NOW_MS) for _ in range(10_000)}) == 10_000


def test_a_nonce_made_of_an_id_fits_a_discord_message() -> None:
    widest = f"{new_id(YEAR_3000_MS)}.99.999"
    assert len(widest) <= LONGEST_NONCE
    assert len(f"{new_id(YEAR_3000_MS)}.end") <= LONGEST_NONCE


def test_the_same_randomness_makes_the_same_id() -> None:
    assert new_id(NOW_MS, random=Random(7)) == new_id(NOW_MS, random=Random(7))


@given(times)
def test_every_id_is_known_as_one(now_ms: int) -> None:
    assert is_id(new_id(now_ms))


@pytest.mark.parametrize(
    "text", ["", "UPPER", "a" * 17, "a b", "../etc", "a\n", "a;--", "ａｂｃ", "١٢٣", "a\0", "%"]
)
def test_what_people_type_instead_of_an_id_is_refused(text: str) -> None:
    assert not is_id(text)
