"""How fast a bot may write. Source: Telegram's bot FAQ, "My bot is hitting limits"; grammy.dev, "Flood"."""

import math
from collections import defaultdict, deque
from dataclasses import dataclass, field


@dataclass
class Flood:
    """The limits, in messages and edits; switched off unless a test says otherwise.

    `scale` makes every span so much shorter, that a test need not wait.
    """

    on: bool = False
    scale: float = 1.0
    chat: tuple[int, float] = (3, 3.0)
    """So many in so many seconds, in one chat: one a second with short bursts."""
    group: tuple[int, float] = (20, 60.0)
    everywhere: tuple[int, float] = (30, 1.0)
    refused: int = 0
    """How many requests came too fast."""
    _taken: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def wait_s(self, chat: int, now_s: float) -> float:
        """Return how long to wait with a message to a chat, in seconds; 0: it is counted, and may go."""
        if not self.on:
            return 0.0
        limits = [(f"chat {chat}", self.chat), ("everywhere", self.everywhere)]
        if chat < 0:
            limits.append((f"group {chat}", self.group))
        longest = max(self._wait_s(name, limit, now_s) for name, limit in limits)
        if longest > 0:
            self.refused += 1
            return longest if self.scale < 1 else math.ceil(longest)
        for name, _ in limits:
            self._taken[name].append(now_s)
        return 0.0

    def _wait_s(self, name: str, limit: tuple[int, float], now_s: float) -> float:
        most, span_s = limit[0], limit[1] * self.scale
        taken = self._taken[name]
        while taken and taken[0] <= now_s - span_s:
            taken.popleft()
        return max(taken[0] + span_s - now_s, 0.001) if len(taken) >= most else 0.0
