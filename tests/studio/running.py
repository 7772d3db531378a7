"""A studio in which songs are started, for tests that look on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.store import jobs
from bot.studio.board import stop_task
from tests.studio.fakes import ScriptedProvider, Studio


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


async def break_off(studio: Studio, provider: ScriptedProvider, job_id: str) -> None:
    """Let a run begin and end it where the provider waits, as the end of the process would."""
    now_ms = studio.clock()
    await studio.db.tx(lambda q: jobs.start(q, job_id, now_ms=now_ms))
    provider.waiting.clear()
    run = asyncio.create_task(studio.pipeline.run(job_id))
    await provider.waiting.wait()
    run.cancel()
    await asyncio.wait([run])
