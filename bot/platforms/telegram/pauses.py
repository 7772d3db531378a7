"""Pauses between tries, each twice as long as the one before."""

import asyncio
from datetime import timedelta

from telegram.error import RetryAfter

SHORTEST_S = 0.5
LONGEST_S = 60.0
REFUSED_S = 300.0
"""The pause after the token was refused: something in between may have answered instead of Telegram."""


class Pauses:
    """The pauses of one thing that is tried until it works."""

    def __init__(self) -> None:
        self._next_s = SHORTEST_S

    async def wait(self) -> None:
        """Wait for the next pause to be over."""
        pause_s, self._next_s = self._next_s, min(self._next_s * 2, LONGEST_S)
        await asyncio.sleep(pause_s)

    def over(self) -> None:
        """Begin anew: it has worked."""
        self._next_s = SHORTEST_S


def seconds_of(error: RetryAfter) -> float:
    """Return how long Telegram wants to be left alone."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
