"""Look at processes from outside."""

import asyncio
import os
import time
from collections.abc import Callable
from pathlib import Path


def is_running(pid: int) -> bool:
    """Say whether a process still does anything; one that only waits to be reaped does not."""
    if not Path("/proc/self/stat").exists():
        return is_known(pid)
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def is_known(pid: int) -> bool:
    """Say whether the system has any entry of the process: a zombie counts."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def pid_in(path: Path, *, within_s: float = 30) -> int:
    """Wait until a worker has written its pid."""
    async with asyncio.timeout(within_s):
        while not path.exists():
            await asyncio.sleep(0.01)
    return int(path.read_text())


def seconds_until_gone(pid: int, *, limit_s: float) -> float:
    """Poll until a process is gone or the limit is over; say how long it took."""
    start = time.monotonic()
    while is_running(pid) and time.monotonic() - start < limit_s:
        time.sleep(0.01)
    return time.monotonic() - start


async def appears(look: Callable[[], list[int]], *, timeout_s: float = 30) -> int:
    async with asyncio.timeout(timeout_s):
        while not (found := look()):
            await asyncio.sleep(0.02)
    return found[0]


def children(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        found += [int(child) for child in task.read_text().split()]
    return found
