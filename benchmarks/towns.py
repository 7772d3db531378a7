"""A chat's stand-in in a process of its own, in which many people ask at the same moment."""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.figures import MB, ms, percentile, times
from benchmarks.scripted import Sleepy
from benchmarks.services import output_of
from bot.domain.ports import ProviderEvent, ProviderTask

AT_ONCE = 4
"""So many songs the service sings at once."""


class Stage(Sleepy):
    """Sings whatever it is asked at once, but nothing before it may begin; notes in which order."""

    def __init__(self, audio: Path) -> None:
        super().__init__(song_s=0, at_once=AT_ONCE, audio=audio)
        self.may_begin = asyncio.Event()
        self.begun: list[str] = []
        self._more = asyncio.Event()

    async def generate(self, task: ProviderTask) -> AsyncGenerator[ProviderEvent, None]:
        """Wait for the beginning, and sing."""
        self.begun.append(task.job_id)
        self._more.set()
        await self.may_begin.wait()
        async for event in super().generate(task):
            yield event

    async def has_begun(self, count: int) -> None:
        """Wait until so many songs were begun."""
        while len(self.begun) < count:
            self._more.clear()
            await self._more.wait()


@dataclass(frozen=True)
class Town:
    """The stand-in: where it is, and what is let happen there."""

    address: dict[str, str]
    _process: asyncio.subprocess.Process

    async def says(self) -> Any:
        """Read its next line."""
        assert self._process.stdout is not None
        return json.loads(await self._process.stdout.readline())

    async def does(self, line: str) -> dict[str, Any]:
        """Let something happen; returns the times of the answers."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n".encode())
        found: dict[str, Any] = await self.says()
        if found["violations"]:
            raise SystemExit(f"it would have been refused: {found['violations'][:3]}")
        return found


@asynccontextmanager
async def town(module: str, *options: str) -> AsyncIterator[Town]:
    """Start the stand-in that a module is."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, *options,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=MB,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        yield Town(json.loads(await process.stdout.readline()), process)
    finally:
        process.kill()
        await process.wait()


async def timed(there: Town, line: str, people: int) -> dict[str, Any]:
    """Let people ask; returns the times, and the processor time of this process for each."""
    start = time.process_time()
    found = await there.does(line)
    return found | {"own_s": (time.process_time() - start) / people}


def figures_of(module: str, mode: str, **more: int) -> Any:
    """Measure one thing of a script in another process."""
    changed = [word for name, value in more.items() for word in (f"--{name}", str(value))]
    command = [sys.executable, "-m", module, *sys.argv[1:], *changed, "--mode", mode]
    return json.loads(asyncio.run(output_of(command)))


def row(name: str, found: dict[str, Any], unit: float) -> list[str]:
    """Return the times of a row; `unit` is what its median is compared with."""
    seconds: Sequence[float] = found["seconds"]
    return [
        name,
        ms(percentile(seconds, 0.5)),
        ms(percentile(seconds, 0.99)),
        ms(max(seconds)),
        times(percentile(seconds, 0.5), unit),
        ms(found["own_s"]) if "own_s" in found else "",
    ]


def measured(parser: argparse.ArgumentParser, modes: Sequence[str]) -> argparse.Namespace:
    """Read the arguments, with the mode that is to be measured in this process, if any."""
    parser.add_argument("--mode", choices=modes, help="measure this one here and print its figures only")
    return parser.parse_args()
