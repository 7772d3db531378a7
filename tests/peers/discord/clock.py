"""The peer's clock, and the ids that are made of it."""

import time
from datetime import UTC, datetime

EPOCH_MS = 1_420_070_400_000
"""The first moment of Discord's ids, 2015-01-01. Source: reference, "Snowflakes"."""


class Clock:
    """Tells the time of day, which tests move forward, and how long something took."""

    def __init__(self, *, real_time: bool = False) -> None:
        self._real_time = real_time
        self._passed_s = 0.0
        self._last_id = 0

    def pass_time(self, seconds: float) -> None:
        """Move forward."""
        self._passed_s += seconds

    def now_ms(self) -> int:
        """Return the time of day: the wall clock and what was passed."""
        return int((time.time() + self._passed_s) * 1000)

    def now(self) -> str:
        """Return the time of day as Discord writes it."""
        return datetime.fromtimestamp(self.now_ms() / 1000, UTC).isoformat()

    def waited_s(self) -> float:
        """Return seconds from any start: what was passed, and real time where that counts."""
        return self._passed_s + (time.monotonic() if self._real_time else 0.0)

    def snowflake(self) -> int:
        """Return a new id; each is greater than the one before."""
        self._last_id = max(self._last_id + 1, (self.now_ms() - EPOCH_MS) << 22)
        return self._last_id
