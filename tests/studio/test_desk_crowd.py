"""A crowd at the desk: limits hold exactly, whoever asks, and whoever leaves in the middle."""

import asyncio
import random
from pathlib import Path

import pytest

from bot.domain.errors import BudgetExceeded, QuotaExceeded, TooManyWaiting
from bot.domain.quota import Limit
from bot.store.db import Db
from bot.studio.rules import Rules
from bot.studio.views import Receipt
from tests.store.rows import takes_writes
from tests.studio.conftest import MakeStudio
from tests.studio.fakes import ScriptedProvider, Studio, an_order, info, with_limits

ASKS = 1_000
GRANTED = 37
PEOPLE = 50

BY_QUOTA = with_limits(quota=Limit(GRANTED, "day"), queued_per_user=ASKS)
BY_BUDGET = with_limits(budget=Limit(GRANTED, "month"), queued_per_user=ASKS)
BY_LINE = with_limits(queued_per_user=GRANTED)


def crowd(studio: Studio, people: int) -> list[asyncio.Task[Receipt]]:
    """Let so many people send a thousand orders at the same time."""
    orders = (an_order(f"person {n % people}", str(n), prompt="the sea") for n in range(ASKS))
    return [asyncio.create_task(studio.desk.order(order)) for order in orders]


async def counts(db: Db) -> tuple[int, int, int]:
    """Return jobs, reserves, and reserves that belong to a job with a log."""
    (row,) = await db.read(
        """SELECT (SELECT COUNT(*) FROM jobs) AS jobs, (SELECT COUNT(*) FROM ledger) AS reserves,
            (SELECT COUNT(*) FROM ledger l JOIN jobs j ON j.id = l.job_id
                JOIN job_log g ON g.job_id = j.id WHERE l.kind = 'reserve' AND l.songs = 1) AS whole"""
    )
    return row["jobs"], row["reserves"], row["whole"]


@pytest.mark.parametrize(
    ("rules", "people", "refusal"),
    [
        pytest.param(BY_QUOTA, 1, QuotaExceeded, id="one person against their quota"),
        pytest.param(BY_LINE, 1, TooManyWaiting, id="one person against the queue"),
        pytest.param(BY_BUDGET, 1, BudgetExceeded, id="one person against the bot's cap"),
        pytest.param(BY_BUDGET, PEOPLE, BudgetExceeded, id="fifty people against the bot's cap"),
    ],
)
async def test_a_thousand_orders_at_once_get_exactly_what_there_is(
    make_studio: MakeStudio, db: Db, rules: Rules, people: int, refusal: type[Exception]
) -> None:
    studio = make_studio(ScriptedProvider(info("one")), rules=rules)
    answers = await asyncio.gather(*crowd(studio, people), return_exceptions=True)
    assert sum(isinstance(answer, Receipt) for answer in answers) == GRANTED
    assert sum(isinstance(answer, refusal) for answer in answers) == ASKS - GRANTED
    assert await counts(db) == (GRANTED, GRANTED, GRANTED)


async def test_fifty_people_at_once_get_exactly_their_own_quota_each(make_studio: MakeStudio, db: Db) -> None:
    rules = with_limits(quota=Limit(3, "day"), queued_per_user=ASKS)
    studio = make_studio(ScriptedProvider(info("one")), rules=rules)
    answers = await asyncio.gather(*crowd(studio, PEOPLE), return_exceptions=True)
    assert sum(isinstance(answer, Receipt) for answer in answers) == 3 * PEOPLE
    rows = await db.read("SELECT COUNT(*) AS n FROM ledger GROUP BY identity_id")
    assert [row["n"] for row in rows] == [3] * PEOPLE


@pytest.mark.parametrize("people", [1, PEOPLE])
async def test_callers_who_leave_in_the_middle_break_nothing(
    make_studio: MakeStudio, db: Db, tmp_path: Path, people: int
) -> None:
    studio = make_studio(ScriptedProvider(info("one")), rules=BY_BUDGET)
    chance = random.Random(people)
    tasks = crowd(studio, people)
    leaving = chance.sample(tasks, ASKS // 3)
    for n, task in enumerate(leaving):
        task.cancel()
        if n % 5 == 0:
            await asyncio.sleep(0)
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    await db.tx(lambda q: q("SELECT 1"))  # waits for the transactions of those who have left
    jobs, reserves, whole = await counts(db)
    assert jobs == reserves == whole == GRANTED
    assert sum(isinstance(answer, Receipt) for answer in answers) <= GRANTED
    assert takes_writes(tmp_path / "troubadour.db")


async def test_cancelling_makes_room_for_exactly_as_many(make_studio: MakeStudio, db: Db) -> None:
    studio = make_studio(ScriptedProvider(info("one")), rules=BY_QUOTA)
    taken = [
        answer
        for answer in await asyncio.gather(*crowd(studio, 1), return_exceptions=True)
        if isinstance(answer, Receipt)
    ]
    owner = an_order("person 0", "x", prompt="x").caller
    await asyncio.gather(
        *(studio.desk.cancel(owner.account, owner.place, one.status.job_id) for one in taken[:10])
    )
    again = (an_order("person 0", f"again {n}", prompt="x") for n in range(30))
    answers = await asyncio.gather(*map(studio.desk.order, again), return_exceptions=True)
    assert sum(isinstance(answer, Receipt) for answer in answers) == 10
    (row,) = await db.read("SELECT SUM(songs) AS used FROM ledger")
    assert row["used"] == GRANTED
