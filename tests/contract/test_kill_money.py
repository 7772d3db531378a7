"""Kill the bot anywhere: what the ledger counts is what the services have on their bill, and never more."""

import asyncio
from collections import Counter
from pathlib import Path

import pytest

from tests.contract.scripted import PRICE
from tests.contract.test_kill import AT_ONCE, killed_and_restarted
from tests.contract.world import World

ESTIMATE_MICRO = 200_000
"""What the operator wrote down as the price; the services themselves say `PRICE`, which is less."""
PRICED = {
    "price": {"amount_micro": ESTIMATE_MICRO, "currency": "USD"},
    "budget": {"money": "0.50", "period": "total"},
}
pytestmark = pytest.mark.timeout(300)


def check_money(world: World) -> None:
    """Each job counts as the bill says; one whose outcome is unknown, as it was estimated."""
    billed = Counter(world.vendors.billed())
    rows = world.rows("SELECT job_id, SUM(COALESCE(budget_micro, 0)), SUM(songs) FROM ledger GROUP BY job_id")
    outcomes = dict(world.rows("SELECT job_id, outcome FROM calls ORDER BY n"))
    for job_id, micro, songs in rows:
        if outcomes.get(job_id) == "unknown":
            assert (micro, songs) == (ESTIMATE_MICRO, 0), world.log()
        else:
            assert micro == billed[job_id] * PRICE.amount_micro, world.log()
    assert sum(micro for _, micro, _ in rows) <= 500_000


@pytest.mark.parametrize(
    ("service", "commits"),
    [("polling", range(1, 14)), ("blocking", range(4, 9))],  # before and after the call they are alike
    ids=["polling", "blocking"],
)
async def test_kill_at_any_commit_leaves_the_money_right(
    tmp_path: Path, song: bytes, service: str, commits: range
) -> None:
    slots = asyncio.Semaphore(AT_ONCE)

    async def one(n: int) -> bool:
        folder = tmp_path / str(n)
        async with slots, World(folder, song, services=(service,), **PRICED) as world:
            killed = await killed_and_restarted(world, die_at=n, die="after" if n % 2 else "before")
            check_money(world)
            return killed

    killed = await asyncio.gather(*(one(n) for n in commits))
    assert sum(killed) >= min(9, len(commits)), "the kills did not reach from the first step to the last"


async def test_kill_after_an_unknown_outcome_keeps_its_estimate(tmp_path: Path, song: bytes) -> None:
    async with World(tmp_path, song, services=("blocking",), **PRICED) as world:
        world.vendors.at("billed", world.kill)
        assert await killed_and_restarted(world)
        check_money(world)
        assert world.rows("SELECT SUM(budget_micro), SUM(songs) FROM ledger") == [(ESTIMATE_MICRO, 0)]


async def test_the_cap_holds_across_a_kill(tmp_path: Path, song: bytes) -> None:
    tight = {**PRICED, "budget": {"money": "0.30", "period": "total"}}
    async with World(tmp_path, song, services=("polling",), **tight) as world:
        assert await killed_and_restarted(world, die_at=6, die="after")
        await world.start()
        world.chat.say("/song prompt: one more", message="2")
        await world.chat.until(world.chat.is_read)
        assert await world.stop() == 0, world.log()
        assert len(world.rows("SELECT id FROM jobs")) == 1
        check_money(world)
