"""Kill the bot anywhere: what the ledger counts is what the services have on their bill, and never more."""

import asyncio
from pathlib import Path

import pytest

from tests.contract.test_kill import AT_ONCE, killed_and_restarted
from tests.contract.world import ESTIMATE_MICRO, PRICED, World

pytestmark = pytest.mark.timeout(300)


@pytest.mark.parametrize(
    ("service", "commits"),
    [("polling", range(1, 14, 2)), ("blocking", range(5, 9, 2))],  # before and after the call they are alike
    ids=["polling", "blocking"],
)
async def test_kill_after_a_commit_leaves_the_money_right(
    tmp_path: Path, song: bytes, service: str, commits: range
) -> None:
    """Before each commit: test_kill.py."""
    slots = asyncio.Semaphore(AT_ONCE)

    async def one(n: int) -> bool:
        folder = tmp_path / str(n)
        async with slots, World(folder, song, services=(service,), **PRICED) as world:
            killed = await killed_and_restarted(world, die_at=n, die="after")
            world.check_money()
            return killed

    killed = await asyncio.gather(*(one(n) for n in commits))
    assert sum(killed) >= min(5, len(commits)), "the kills did not reach from the first step to the last"


async def test_kill_after_an_unknown_outcome_keeps_its_estimate(tmp_path: Path, song: bytes) -> None:
    async with World(tmp_path, song, services=("blocking",), **PRICED) as world:
        world.vendors.at("billed", world.kill)
        assert await killed_and_restarted(world)
        world.check_money()
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
        world.check_money()
