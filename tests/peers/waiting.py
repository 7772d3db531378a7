"""What the stand-ins for chats wait with: for something that changes, and for a test to let go."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

ASK_AGAIN_S = 0.2
"""A condition may be about the bot, of whose changes nobody here is told."""


class Changes:
    """Wakes everybody who waits for a condition."""

    def __init__(self) -> None:
        self._change = asyncio.Event()

    def tell(self) -> None:
        """Say that something has changed."""
        self._change.set()
        self._change = asyncio.Event()

    async def next(self) -> None:
        """Wait until something changes."""
        await self._change.wait()

    async def until(self, condition: Callable[[], object], within_s: float) -> None:
        """Wait for a condition: asked whenever something changes here, and now and then for the bot's."""
        async with asyncio.timeout(within_s):
            while not condition():
                with suppress(TimeoutError):
                    async with asyncio.timeout(ASK_AGAIN_S):
                        await self.next()


@dataclass(eq=False)
class Hold:
    """A request that waits until it is let go."""

    after: bool
    _reached: asyncio.Event = field(default_factory=asyncio.Event)
    _let_go: asyncio.Event = field(default_factory=asyncio.Event)

    async def reached(self, within_s: float = 30) -> None:
        """Wait until the bot has sent the request."""
        async with asyncio.timeout(within_s):
            await self._reached.wait()

    def release(self) -> None:
        """Let it go on."""
        self._let_go.set()

    async def wait(self) -> None:
        """Keep a request here."""
        self._reached.set()
        await self._let_go.wait()
