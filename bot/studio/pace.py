"""How often a service may be asked: so many requests in a minute."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

WINDOW_S = 60.0


class Pace:
    """Lets requests through in order, at most `per_minute` in any minute; None is no limit."""

    def __init__(
        self,
        per_minute: int | None,
        *,
        now_s: Callable[[], float],
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._per_minute, self._now_s, self._sleep = per_minute, now_s, sleep
        self._gone: deque[float] = deque()
        self._turn = asyncio.Lock()

    async def wait(self) -> None:
        """Return when one more request may leave."""
        if self._per_minute is None:
            return
        async with self._turn:
            while True:
                now = self._now_s()
                while self._gone and self._gone[0] <= now - WINDOW_S:
                    self._gone.popleft()
                if len(self._gone) < self._per_minute:
                    self._gone.append(now)
                    return
                await self._sleep(self._gone[0] + WINDOW_S - now)
