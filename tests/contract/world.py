"""A bot, its services and its chat, put together for one test; the bot can be killed and started again."""

import asyncio
import contextlib
import os
import signal
import sqlite3
from collections import Counter
from contextlib import AsyncExitStack, closing
from pathlib import Path
from typing import Any

from tests.contract.nursery import Forked
from tests.contract.scripted import PRICE
from tests.peers.chat import Chat
from tests.peers.vendors import Vendors

OPEN = ("held", "queued", "running", "delivering", "kept")
ESTIMATE_MICRO = 200_000
"""What the operator wrote down as the price; the services themselves say `PRICE`, which is less."""
PRICED = {
    "price": {"amount_micro": ESTIMATE_MICRO, "currency": "USD"},
    "budget": {"money": "0.50", "period": "total"},
}
"""Keys of a world in which songs cost money."""


class World:
    """Use it with `async with`; what it leaves is on the disk below `folder`."""

    def __init__(self, folder: Path, audio: bytes, *, services: tuple[str, ...], **config: Any) -> None:
        self._folder, self._services, self._config = folder, services, config
        self.data_dir = folder / "data"
        self.vendors = Vendors(folder / "bill.jsonl", audio)
        self.chat = Chat()
        self.bot: Forked | None = None
        self._log = folder / "bot.log"
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> "World":
        self._folder.mkdir(parents=True, exist_ok=True)
        await self._stack.enter_async_context(self.vendors)
        await self._stack.enter_async_context(self.chat)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self.bot is not None:
            self._send(signal.SIGKILL)
            await self.bot.wait()
        await self._stack.aclose()

    async def start(self, **config: Any) -> Forked:
        """Start the bot."""
        self.chat.bot_restarts()
        wanted = {
            "data_dir": str(self.data_dir),
            "vendors": self.vendors.url,
            "chat": self.chat.url,
            "services": self._services,
            **self._config,
            **config,
        }
        self.bot = Forked(wanted, self._log)
        return self.bot

    def kill(self) -> None:
        """Kill the bot as the kernel would."""
        self._send(signal.SIGKILL)

    def arm(self) -> None:
        """Let a bot that was started with `armed=False` count its transactions from now on."""
        self._send(signal.SIGUSR1)

    async def stop(self, *, timeout_s: float = 90.0) -> int:
        """Stop the bot politely and return its exit code."""
        assert self.bot is not None
        self._send(signal.SIGTERM)
        async with asyncio.timeout(timeout_s):
            return await self.bot.wait()

    def _send(self, kind: signal.Signals) -> None:
        """Send a signal past `subprocess`, which would reap a bot that has just died before asyncio does."""
        assert self.bot is not None
        if self.bot.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.bot.pid, kind)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Read the bot's database from outside."""
        path = self.data_dir / "troubadour.db"
        if not path.exists():
            return []
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            tables = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'jobs'").fetchall()
            return connection.execute(sql).fetchall() if tables else []

    def state(self) -> str:
        """Return the state of the only job."""
        ((state,),) = self.rows("SELECT state FROM jobs")
        return str(state)

    async def until_ended(self, jobs: int = 1, *, timeout_s: float = 90.0) -> None:
        """Wait until so many jobs have ended and everybody was told."""
        async with asyncio.timeout(timeout_s):
            while True:
                ended = [row for row in self.rows("SELECT state FROM jobs") if row[0] not in OPEN]
                untold = self.rows("SELECT 1 FROM posts WHERE posted IS NULL")
                if len(ended) >= jobs and not untold:
                    return
                await asyncio.sleep(0.02)

    def log(self) -> str:
        """Return what the bot logged."""
        return self._log.read_text() if self._log.exists() else ""

    def check_books(self) -> None:
        """Every job that ended was either delivered and settled, or refunded and told, and paid once."""
        for job_id, state in self.rows("SELECT id, state FROM jobs"):
            moves = [
                row[0]
                for row in self.rows(f"SELECT kind FROM ledger WHERE job_id = '{job_id}' ORDER BY at_ms, id")
            ]
            songs = [post for post in self.chat.results() if post.nonce.startswith(job_id)]
            news = [post for post in self.chat.notices() if post.nonce.startswith(job_id)]
            assert self.vendors.billed().count(job_id) <= 1, "bought twice"
            if state == "done":
                assert sorted(moves) == ["reserve", "settle"]
                assert (len(songs), len(news)) == (1, 0)
            elif state == "failed":
                assert sorted(moves) == ["refund", "reserve"]
                assert (len(songs), len(news)) == (0, 1)
            elif state == "cancelled":
                assert sorted(moves) == ["refund", "reserve"]
                assert not songs
            else:
                assert moves == ["reserve"]

    def check_money(self) -> None:
        """Each job counts as the bill says; one whose outcome is unknown, as it was estimated."""
        billed = Counter(self.vendors.billed())
        rows = self.rows(
            "SELECT job_id, SUM(COALESCE(budget_micro, 0)), SUM(songs) FROM ledger GROUP BY job_id"
        )
        outcomes = dict(self.rows("SELECT job_id, outcome FROM calls ORDER BY n"))
        for job_id, micro, songs in rows:
            if outcomes.get(job_id) == "unknown":
                assert (micro, songs) == (ESTIMATE_MICRO, 0), self.log()
            else:
                assert micro == billed[job_id] * PRICE.amount_micro, self.log()
        assert sum(micro for _, micro, _ in rows) <= 500_000
