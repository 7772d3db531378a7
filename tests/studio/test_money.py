"""Money: what an order holds, what is left of that at its end, and the caps that it may not pass."""

import asyncio
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bot.domain.errors import (
    BudgetMoneyExceeded,
    Busy,
    InputModerated,
    OutcomeUnknown,
    PlaceMoneyExceeded,
    ProviderError,
    ResultExpired,
    Unpriced,
)
from bot.domain.job import JobState
from bot.domain.money import Cost, Price, Rates
from bot.domain.people import Account, Caller
from bot.domain.ports import Accepted, Answered, Submitting
from bot.domain.quota import MoneyCap, Policy
from bot.store import ledger, people, policies
from bot.store.db import Query
from bot.studio.rules import Rules
from tests.studio.conftest import MakeStudio
from tests.studio.fakes import (
    CHAT,
    PRICE,
    TAVERN,
    ScriptedProvider,
    Step,
    Studio,
    WritesFile,
    info,
    sings,
    with_limits,
)
from tests.studio.running import break_off

RATES = Rates("USD", {"CNY": Decimal("0.14")})
SONG = Price(200_000, "USD")


def priced(
    name: str, price: Price | None, *, calls: int = 1, plan: list[Step] | None = None
) -> ScriptedProvider:
    return ScriptedProvider(
        replace(info(name), price=price, most_calls=calls), [plan or [Submitting(), Busy()]]
    )


def rules(cap: int | None = None, **more: Any) -> Rules:
    money = None if cap is None else MoneyCap(cap, "USD", "month")
    return with_limits(money=money, rates=RATES, queued_per_user=100, **more)


async def held(studio: Studio, job_id: str) -> list[tuple[int, str, int | None]]:
    """Return what an order comes to: amount, currency, and what that is in the budget's."""
    found = await ledger.held(studio.db.read, job_id)
    return [
        (one.cost.amount_micro, one.cost.currency, one.budget.amount_micro if one.budget else None)
        for one in found
    ]


async def songs(studio: Studio) -> int:
    (row,) = await studio.db.read("SELECT SUM(songs) AS n FROM ledger")
    return int(row["n"])


@pytest.mark.parametrize(
    ("price", "calls", "expected"),
    [
        (Price(200_000, "USD"), 3, (200_000, "USD", 200_000)),
        (Price(1_000, "USD", "second"), 1, (300_000, "USD", 300_000)),
        (Price(50_000, "USD", "call"), 3, (150_000, "USD", 150_000)),
        (Price(11, "CNY"), 1, (11, "CNY", 2)),
        (Price(200_000, "EUR"), 1, (200_000, "EUR", None)),
    ],
    ids=["song", "second", "call", "rounded up", "no rate"],
)
async def test_an_order_holds_what_it_may_cost(
    make_studio: MakeStudio, price: Price, calls: int, expected: tuple[int, str, int | None]
) -> None:
    studio = make_studio(priced("one", price, calls=calls), rules=rules())
    assert await held(studio, await studio.ordered()) == [expected]


async def test_a_song_comes_to_what_it_cost(make_studio: MakeStudio, song: bytes) -> None:
    studio = make_studio(priced("one", SONG, plan=sings(song)), rules=rules())
    job_id = await studio.ordered()
    assert (await studio.run(job_id)).state is JobState.DONE
    assert await held(studio, job_id) == [(PRICE.amount_micro, "USD", PRICE.amount_micro)]


@pytest.mark.parametrize(
    ("plan", "left"),
    [
        ([Submitting(), InputModerated()], []),
        ([Submitting(), OutcomeUnknown()], [(200_000, "USD", 200_000)]),
        ([Submitting(), Answered({}, cost=Cost(70_000, "USD")), ProviderError()], [(70_000, "USD", 70_000)]),
        (
            [Submitting(), Answered({}, cost=Cost(70_000, "USD")), WritesFile(b"noise")],
            [(70_000, "USD", 70_000)],
        ),
    ],
    ids=["refused", "unknown", "answered, then failed", "answered, no audio"],
)
async def test_a_song_that_failed_is_given_back_and_money_that_may_be_gone_stays_counted(
    make_studio: MakeStudio, plan: list[Step], left: list[tuple[int, str, int | None]]
) -> None:
    studio = make_studio(priced("one", SONG, plan=plan), rules=rules())
    job_id = await studio.ordered()
    assert (await studio.run(job_id)).state is JobState.FAILED
    assert await held(studio, job_id) == left
    assert await songs(studio) == 0


async def test_a_cancelled_song_holds_nothing(make_studio: MakeStudio) -> None:
    studio = make_studio(priced("one", SONG), rules=rules())
    job_id = await studio.ordered()
    await studio.desk.cancel(Account(CHAT, "ann"), TAVERN)
    assert await held(studio, job_id) == []


async def test_another_service_holds_its_own_price_instead(make_studio: MakeStudio) -> None:
    studio = make_studio(priced("one", SONG), priced("two", Price(1_000_000, "CNY")), rules=rules(200_000))
    job_id = await studio.ordered()
    assert (await studio.run(job_id)).provider == "two"
    assert await held(studio, job_id) == [(1_000_000, "CNY", 140_000)]


async def test_a_song_is_not_handed_to_a_service_that_would_pass_the_cap(make_studio: MakeStudio) -> None:
    studio = make_studio(priced("one", SONG), priced("two", Price(500_000, "USD")), rules=rules(300_000))
    job_id = await studio.ordered()
    assert (await studio.run(job_id)).provider == "one"
    assert await held(studio, job_id) == [(200_000, "USD", 200_000)]


async def test_a_service_that_would_pass_the_cap_is_left_out_for_the_next(make_studio: MakeStudio) -> None:
    services = (priced("one", SONG), priced("two", Price(500_000, "USD")), priced("three", SONG))
    studio = make_studio(*services, rules=rules(300_000))
    job_id = await studio.ordered()
    assert (await studio.run(job_id)).provider == "three"
    assert await held(studio, job_id) == [(200_000, "USD", 200_000)]


async def test_the_bots_cap_in_money_is_never_passed(make_studio: MakeStudio) -> None:
    studio = make_studio(priced("one", SONG), rules=rules(500_000))
    await studio.order()
    await studio.order()
    with pytest.raises(BudgetMoneyExceeded) as caught:
        await studio.order()
    assert (caught.value.usage.used_micro, await songs(studio)) == (400_000, 2)


async def _cap_the_tavern(studio: Studio, amount_micro: int) -> None:
    now_ms = studio.clock()

    async def set_cap(q: Query) -> None:
        _, place = await people.arrive(q, Caller(Account(CHAT, "mod"), TAVERN), now_ms=now_ms)
        policy = Policy(
            id="",
            place_id=place.id,
            subject_kind="money",
            subject_id="",
            period="month",
            songs=None,
            amount_micro=amount_micro,
            currency="USD",
            valid_from_ms=now_ms,
            valid_to_ms=None,
            set_by="operator",
            reason="",
        )
        await policies.put(q, policy, now_ms=now_ms)

    await studio.db.tx(set_cap)


async def test_a_places_cap_in_money_is_never_passed(make_studio: MakeStudio) -> None:
    studio = make_studio(priced("one", SONG), rules=rules())
    await _cap_the_tavern(studio, 300_000)
    await studio.order()
    with pytest.raises(PlaceMoneyExceeded):
        await studio.order()


@pytest.mark.parametrize("price", [None, Price(200_000, "EUR")])
async def test_a_place_with_a_cap_in_money_refuses_services_that_can_not_be_held_to_it(
    make_studio: MakeStudio, price: Price | None
) -> None:
    studio = make_studio(priced("one", price), rules=rules())
    await studio.order()
    await _cap_the_tavern(studio, 300_000)
    with pytest.raises(Unpriced) as caught:
        await studio.order()
    assert caught.value.service == "The one service"


# --- what it came to ----------------------------------------------------------------------------

LA = Answered({"title": "La"})


@pytest.mark.parametrize(
    ("price", "cost", "expected"),
    [
        (SONG, Cost(70_000, "USD"), [(70_000, "USD", 70_000)]),
        (SONG, Cost(900_000, "USD"), [(900_000, "USD", 900_000)]),
        (SONG, Cost(1_000_000, "CNY"), [(1_000_000, "CNY", 140_000)]),
        (SONG, None, [(200_000, "USD", 200_000)]),
        (None, Cost(70_000, "USD"), [(70_000, "USD", 70_000)]),
        (None, None, []),
    ],
    ids=["cheaper", "dearer", "other currency", "not said", "no price", "neither"],
)
async def test_the_end_brings_the_estimate_to_the_cost(
    make_studio: MakeStudio,
    song: bytes,
    price: Price | None,
    cost: Cost | None,
    expected: list[tuple[int, str, int | None]],
) -> None:
    plan: list[Step] = [Submitting(), replace(LA, cost=cost), WritesFile(song)]
    studio = make_studio(priced("one", price, plan=plan), rules=rules())
    job_id = await studio.ordered()
    assert (await studio.run(job_id)).state is JobState.DONE
    assert await held(studio, job_id) == expected
    assert await studio.moves(job_id) in (["reserve", "settle"], ["adjust", "reserve", "settle"])


async def test_a_song_paid_by_the_second_comes_to_its_length(make_studio: MakeStudio, song: bytes) -> None:
    plan: list[Step] = [Submitting(), LA, WritesFile(song)]
    studio = make_studio(priced("one", Price(1_000, "USD", "second"), plan=plan), rules=rules())
    job_id = await studio.ordered()
    await studio.run(job_id)
    ((amount, currency, budget),) = await held(studio, job_id)
    assert (currency, amount) == ("USD", budget)
    assert 1_900 < amount < 2_200


async def test_a_result_that_has_expired_stays_counted(make_studio: MakeStudio) -> None:
    plan: list[Step] = [Submitting(), replace(LA, cost=Cost(70_000, "USD")), ResultExpired()]
    studio = make_studio(priced("one", SONG, plan=plan), rules=rules())
    job_id = await studio.ordered()
    assert (await studio.run(job_id)).state is JobState.FAILED
    assert await held(studio, job_id) == [(70_000, "USD", 70_000)]
    assert await songs(studio) == 0


@pytest.mark.parametrize(
    "known",
    [[Submitting()], [Submitting(), Accepted("task-1")], [Submitting(), replace(LA, cost=None)]],
    ids=str,
)
async def test_what_a_service_may_have_taken_stays_counted_when_it_is_turned_off(
    make_studio: MakeStudio, known: list[Step]
) -> None:
    service = priced("one", SONG, plan=[*known, asyncio.Event()])
    studio = make_studio(service, rules=rules())
    job_id = await studio.ordered()
    await break_off(studio, service, job_id)
    after = make_studio(priced("two", SONG), rules=rules())
    assert (await after.run(job_id)).state is JobState.FAILED
    assert await held(after, job_id) == [(200_000, "USD", 200_000)]
    assert await songs(after) == 0


async def test_old_amounts_count_in_the_budgets_new_currency(make_studio: MakeStudio) -> None:
    await make_studio(priced("one", SONG), rules=rules(500_000)).order()
    yuan = Rates("CNY", {"USD": Decimal(7)})
    cap = MoneyCap(2_500_000, "CNY", "month")
    studio = make_studio(priced("one", SONG), rules=replace(rules(), money=cap, rates=yuan))
    studio.clock.forward(2_000)
    with pytest.raises(BudgetMoneyExceeded) as caught:
        await studio.order()
    assert caught.value.usage.used_micro == 1_400_000
