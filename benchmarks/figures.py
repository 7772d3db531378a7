"""What all measurements share: percentiles, the floor of the disk, the lag of the loop, and the table."""

import asyncio
import os
import platform
import resource
import sqlite3
import sys
import time
from collections.abc import Awaitable, Sequence
from contextlib import closing
from pathlib import Path

TICK_S = 0.005
MB = 1_000_000


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which `share` (0 to 1) of the values lie, the nearest one that was measured."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table that is also Markdown."""
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head))]
    for row in (head, ["-" * width for width in widths], *rows):
        cells = [
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        print(f"| {' | '.join(cells)} |")


def ms(seconds: float) -> str:
    """Write a duration in milliseconds."""
    return f"{seconds * 1000:.1f}"


def times(value: float, floor: float) -> str:
    """Write how often the floor fits into a value."""
    return f"{value / floor:.1f} ×"


def machine() -> str:
    """Describe the machine by what matters here."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return (
        f"{cores} cores, {platform.system()}, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}"
    )


def peak_bytes() -> int:
    """Return the most memory that this process has had so far.

    Linux keeps it for the program itself in `VmHWM`; what `getrusage` says may be inherited from whoever
    started the program.
    """
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    usage = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return usage if sys.platform == "darwin" else usage * 1024


def commit_floor(folder: Path, *, count: int = 200) -> list[float]:
    """Time bare BEGIN IMMEDIATE, INSERT, COMMIT on this disk, with the pragmas that the bot uses."""
    path = folder / "floor.db"
    taken = []
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("CREATE TABLE IF NOT EXISTS floor (id INTEGER PRIMARY KEY, text TEXT)")
        for _ in range(count):
            start = time.perf_counter()
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO floor (text) VALUES (?)", ("x" * 500,))
            connection.execute("COMMIT")
            taken.append(time.perf_counter() - start)
    return taken


class Lag:
    """How late the event loop is: a ticker of 5 ms notes by how much each tick came too late."""

    def __init__(self) -> None:
        self.late: list[float] = []
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "Lag":
        self._task = asyncio.create_task(self._tick())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _tick(self) -> None:
        while True:
            due = time.perf_counter() + TICK_S
            await asyncio.sleep(TICK_S)
            self.late.append(max(0.0, time.perf_counter() - due))


async def timed(work: Awaitable[object]) -> float:
    """Return how long some work takes; a coroutine begins here."""
    start = time.perf_counter()
    await work
    return time.perf_counter() - start
