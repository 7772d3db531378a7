"""A terminal in which somebody types into a stand-in for a chat, and sees what the bot says."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol


class Peer(Protocol):
    """A stand-in, as far as a terminal knows it."""

    @property
    def violations(self) -> list[str]:
        """Return what a well-made bot would not have sent."""

    async def until(self, condition: Callable[[], object], *, within_s: float = 30) -> None:
        """Wait until something is so."""


class Terminal(ABC):
    """Somebody who types."""

    def __init__(self, peer: Peer) -> None:
        self._watched = peer
        self._shown: dict[object, str] = {}

    @abstractmethod
    async def do(self, line: str) -> None:
        """Do what a line says."""

    @abstractmethod
    def seen(self) -> dict[object, str]:
        """Return everything that the person sees, written for the terminal, the oldest first."""

    async def read(self) -> None:
        """Take line after line, until there are no more."""
        while line := await asyncio.to_thread(_line):
            try:
                await self.do(line.strip())
            except (AssertionError, ValueError, LookupError, OSError) as error:
                say(f"! {error}")

    async def show(self) -> None:
        """Print what the person sees, as it comes and changes."""
        while True:
            with suppress(AssertionError):
                await self._watched.until(lambda: self._news() or self._watched.violations, within_s=3600)
            for key, written in self._news().items():
                self._shown[key] = written
                say(written)
            for wrong in self._watched.violations:
                say(f"! violation: {wrong}")
            self._watched.violations.clear()

    def _news(self) -> dict[object, str]:
        return {key: text for key, text in self.seen().items() if self._shown.get(key) != text}


def say(*words: str) -> None:
    """Print."""
    print(*words, flush=True)  # noqa: T201


def _line() -> str:
    with suppress(EOFError):
        return input() + "\n"
    return ""
