"""Money in whole millionths: as people write it, what a song may cost, and what it is worth elsewhere."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.money import ESTIMATE_S, MOST_MICRO, Cost, Price, Rates, Unit, amount_text, micro_of

AMOUNTS = st.integers(0, 10**15)
RATES = st.decimals("0.000001", "100000", places=6)


@pytest.mark.parametrize(
    ("micro", "text"),
    [
        (0, "0.00"),
        (1, "0.000001"),
        (10, "0.00001"),
        (150_000, "0.15"),
        (125_000, "0.125"),
        (1_000_000, "1.00"),
        (12_500_000, "12.50"),
        (100_000_000, "100.00"),
        (1_000_000_000_000, "1000000.00"),
        (1_234_567, "1.234567"),
        (-150_000, "-0.15"),
    ],
)
def test_an_amount_has_two_decimals_and_no_more_than_it_needs(micro: int, text: str) -> None:
    assert amount_text(micro) == text


@given(AMOUNTS)
def test_what_is_written_is_read_as_the_same_amount(micro: int) -> None:
    text = amount_text(micro)
    assert micro_of(text) == micro
    assert len(text.partition(".")[2]) in range(2, 7)
    assert "e" not in text.lower()


@given(AMOUNTS, st.integers(0, 3))
def test_noughts_at_the_end_change_nothing(micro: int, noughts: int) -> None:
    assert micro_of(amount_text(micro) + "0" * noughts) == micro


@pytest.mark.parametrize(
    ("text", "micro"),
    [("5", 5_000_000), ("0.25", 250_000), ("12.50", 12_500_000), ("0", 0), ("007", 7_000_000)],
)
def test_amounts_are_read_as_people_write_them(text: str, micro: int) -> None:
    assert micro_of(text) == micro


@pytest.mark.parametrize(
    "text",
    [
        "", " ", ".", "-1", "+1", "1e9", "five", "1,5", "1.2.3", "0.0000001", "١", "½", "²", "1_000",
        "NaN", "inf", "0x10", "5 USD", "$5", " 5", "5\n", "1" * 21,
    ],
)  # fmt: skip
def test_nothing_else_is_an_amount(text: str) -> None:
    assert micro_of(text) is None


@given(st.text(max_size=24))
def test_any_text_is_an_amount_or_none(text: str) -> None:
    micro = micro_of(text)
    assert micro is None or micro >= 0


@given(st.text("0123456789.", max_size=20))
def test_thousands_of_amounts_fit_into_a_sum_of_the_database(text: str) -> None:
    micro = micro_of(text)
    assert micro is None or micro * 1_000 < 2**63


def test_a_thousand_millions_are_the_most_that_can_be_written() -> None:
    assert micro_of("1000000000") == MOST_MICRO
    assert micro_of("1000000000.000001") is None


@pytest.mark.parametrize(
    ("unit", "calls", "micro"),
    [
        ("song", 1, 2_000),
        ("song", 3, 2_000),
        ("second", 1, 2_000 * ESTIMATE_S),
        ("call", 1, 2_000),
        ("call", 3, 6_000),
    ],
)
def test_what_a_song_may_cost_depends_on_what_is_paid_for(unit: Unit, calls: int, micro: int) -> None:
    assert Price(2_000, "USD", unit).estimate(calls=calls) == Cost(micro, "USD")


def test_a_song_by_the_second_is_taken_to_be_as_long_as_the_operator_says() -> None:
    assert Price(2_000, "USD", "second", estimate_s=90).estimate(calls=1) == Cost(180_000, "USD")


@given(AMOUNTS, st.booleans())
def test_the_budgets_own_currency_is_left_as_it_is(micro: int, up: bool) -> None:
    assert Rates("EUR").in_budget(Cost(micro, "EUR"), up=up) == micro


@pytest.mark.parametrize(
    ("micro", "rate", "nearest", "up"),
    [
        (1_000_000, "0.14", 140_000, 140_000),
        (1, "0.5", 1, 1),
        (1, "0.4", 0, 1),
        (3, "0.5", 2, 2),
        (10, "0.11", 1, 2),
        (0, "0.14", 0, 0),
        (7, "1", 7, 7),
    ],
)
def test_a_bill_is_rounded_to_the_nearest_and_an_estimate_up(
    micro: int, rate: str, nearest: int, up: int
) -> None:
    rates = Rates("USD", {"CNY": Decimal(rate)})
    assert rates.in_budget(Cost(micro, "CNY")) == nearest
    assert rates.in_budget(Cost(micro, "CNY"), up=True) == up


@given(AMOUNTS, RATES)
def test_no_estimate_is_below_its_worth_and_none_is_off_by_a_millionth(micro: int, rate: Decimal) -> None:
    rates = Rates("USD", {"CNY": rate})
    exact = Fraction(micro) * Fraction(rate)
    up, nearest = rates.in_budget(Cost(micro, "CNY"), up=True), rates.in_budget(Cost(micro, "CNY"))
    assert up is not None
    assert nearest is not None
    assert exact <= up < exact + 1
    assert abs(nearest - exact) <= Fraction(1, 2)


def test_without_a_rate_nobody_can_tell() -> None:
    rates = Rates("USD", {"CNY": Decimal("0.14")})
    assert rates.in_budget(Cost(1, "GBP")) is None
    assert [rates.knows(one) for one in ("USD", "CNY", "GBP")] == [True, True, False]
