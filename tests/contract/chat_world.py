"""A bot on a chat platform that can be killed and started again: what it costs, and what it keeps."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from tests.contract.world import World
from tests.peers.service import KEY, Peer

WORDS = "[verse]\nThe kettle hums, the morning is slow\nA paper bird in the window's glow"
BUSY_S = 60.0
"""So long something may take on a busy machine."""
LOOK_S = 0.02
ENDS = {"done": "Your song is ready", "failed": "No song came", "kept": "kept for you"}
"""How a receipt begins when its order is over."""
BOOKS = {"done": ["reserve", "settle"], "failed": ["refund", "reserve"]}
"""What stands in the ledger when an order is over."""
BILLS = {"done": (1,), "failed": (0, 1)}
"""How often it may stand on the service's bill."""


class ChatWorld(World):
    """One service that sings, and a chat's stand-in, which a subclass brings."""

    def __init__(
        self, folder: Path, vendor: Peer, *, keys: dict[str, Any] | None = None, **config: Any
    ) -> None:
        """`keys` are of the service's section, `config` other sections."""
        self.vendor = vendor
        section = {"api_key": KEY, "base_url": vendor.url, **(keys or {})}
        providers = {vendor.name: section, "offline": {"enabled": False}}
        config = {"providers": providers, "web": {"enabled": False}, **config}
        super().__init__(folder, b"", services=(vendor.name,), **config)

    async def killed(self) -> None:
        """Kill the bot, and wait until it is dead."""
        assert self.bot is not None
        self.kill()
        await self.bot.wait()

    async def survives(self, doing: Coroutine[Any, Any, object]) -> bool:
        """Do something, and tell whether the bot came through it."""
        assert self.bot is not None
        does, dies = asyncio.ensure_future(doing), asyncio.ensure_future(self.bot.wait())
        async with asyncio.timeout(BUSY_S):
            await asyncio.wait([does, dies], return_when=asyncio.FIRST_COMPLETED)
        died = dies.done()
        for task in (does, dies):
            task.cancel()
        await asyncio.wait([does, dies])
        if died:
            assert self.bot.returncode == -9, self.log()
        else:
            does.result()
        return not died

    def job(self, title: str) -> tuple[str, str] | None:
        """Return the id and the state of the order with this title; None if it was not taken."""
        rows = self.rows("SELECT id, state, json_extract(request, '$.title') FROM jobs")
        return next(((job_id, state) for job_id, state, found in rows if found == title), None)

    def job_id(self, title: str) -> str:
        """Return the id of the order with this title."""
        job = self.job(title)
        assert job is not None, f"no order of {title}"
        return job[0]

    def sold(self) -> Counter[str]:
        """Return the titles of the songs on the service's bill."""
        return Counter(str(one.body.get("title", "")) for one in self.vendor.billed() if one.what != "lyrics")

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait for something of the database."""
        until_s = time.monotonic() + BUSY_S
        while not holds():
            assert time.monotonic() < until_s, self.log()
            await asyncio.sleep(LOOK_S)

    async def quiet(self) -> None:
        """Wait until every order has ended, and nothing is left to be told or done."""
        await self.until(lambda: not self.rows("SELECT 1 FROM jobs WHERE finished_ms IS NULL"))
        await self.until(lambda: not self.rows("SELECT 1 FROM posts WHERE posted IS NULL"))
        await self.until(lambda: not self.rows("SELECT 1 FROM news WHERE told_ms IS NULL"))

    def check_order(self, title: str) -> str:
        """See that an order has one end in the ledger and as much on the bill; return its state, if it is."""
        job = self.job(title)
        if job is None:
            assert not self.sold()[title]
            return ""
        job_id, state = job
        moves = self.rows(f"SELECT kind FROM ledger WHERE job_id = '{job_id}'")
        assert sorted(kind for (kind,) in moves) == BOOKS[state], self.log()
        assert self.sold()[title] in BILLS[state]
        return state
