"""Bots that start at once: forked from a process that has read all of their code, and nothing else."""

import asyncio
import multiprocessing
import os
import sys
from pathlib import Path
from typing import Any

from tests.contract import bot_process

LOOK_S = 0.01
_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["tests.contract.read_before"])


class Forked:
    """A bot in a process of its own, with what tests need of `asyncio.subprocess.Process`."""

    def __init__(self, wanted: dict[str, Any], log: Path) -> None:
        self._process = _forks.Process(target=_live, args=(wanted, log))
        self._process.start()
        assert self._process.pid is not None
        self.pid = self._process.pid

    @property
    def returncode(self) -> int | None:
        """How it ended; None: it has not."""
        return self._process.exitcode

    def terminate(self) -> None:
        """Ask it to end."""
        self._process.terminate()

    async def wait(self) -> int:
        """Wait until it has ended."""
        while (code := self.returncode) is None:
            await asyncio.sleep(LOOK_S)
        return code


def _live(wanted: dict[str, Any], log: Path) -> None:
    file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(file, 1)
    os.dup2(file, 2)
    sys.exit(bot_process.run(wanted))
