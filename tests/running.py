"""The real bot in a process of its own, as an operator starts it."""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Self

ROOT = Path(__file__).parents[1]


class Bot:
    """`python -m bot run` on a folder of its own; with `async with` it is gone at the end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = 0
        self.process: asyncio.subprocess.Process | None = None
        self.address = ""

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self.process is not None and self.process.returncode is None:
            await self.kill()

    async def start(self) -> None:
        """Start it; a restart listens where it listened before."""
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run",
            cwd=self._folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), "TROUBADOUR_WEB_PORT": str(self._port)},
            stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        assert self.process.stderr is not None
        while "http://" not in (line := (await self.process.stderr.readline()).decode()):
            assert line, "the bot ended"
        self.address = line.split()[-1]
        self._port = int(self.address.rstrip("/").rpartition(":")[2])

    async def stop(self) -> int:
        """Stop it politely."""
        assert self.process is not None
        if self.process.returncode is None:
            self.process.terminate()
        await self.process.communicate()
        assert self.process.returncode is not None
        return self.process.returncode

    async def kill(self) -> None:
        """Kill it as the kernel would."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        await self.process.communicate()
