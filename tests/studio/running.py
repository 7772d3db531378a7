"""A studio in which songs are started, for tests that look on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.studio.board import stop_task
from tests.studio.fakes import Studio


@asynccontextmanager
async def dispatching(studio: Studio, *, grace_s: float = 0.0) -> AsyncIterator[None]:
    """Let songs be started for the length of the context."""
    task = asyncio.create_task(studio.dispatcher.run())
    try:
        yield
    finally:
        await studio.dispatcher.stop(grace_s=grace_s)
        await stop_task(task)


async def until(studio: Studio, **counts: int) -> None:
    """Wait until so many jobs are in each of these states."""
    async with asyncio.timeout(30):
        while True:
            rows = await studio.db.read("SELECT state, COUNT(*) AS n FROM jobs GROUP BY state")
            found = {row["state"]: row["n"] for row in rows}
            if all(found.get(state, 0) == count for state, count in counts.items()):
                return
            await asyncio.sleep(0)
