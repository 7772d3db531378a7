"""A platform's own small memory: texts by key, each for a while."""

from collections.abc import Callable
from datetime import timedelta

from bot.store.db import Db, Query

CLEAR_EVERY_MS = timedelta(hours=1) // timedelta(milliseconds=1)


class SqlNotes:
    """The notes of one platform. What is out of date is not there any more, and is cleared away."""

    def __init__(self, db: Db, platform: str, now_ms: Callable[[], int]) -> None:
        self._db, self._platform, self._now_ms = db, platform, now_ms
        self._cleared_ms = 0

    async def put(self, key: str, value: str, *, until_ms: int) -> None:
        """Keep a text under a key until then, instead of what was there."""
        now = self._now_ms()
        clear = now - self._cleared_ms >= CLEAR_EVERY_MS

        async def put(q: Query) -> None:
            if clear:
                await q("DELETE FROM notes WHERE until_ms <= :now", {"now": now})
            await q(
                """INSERT INTO notes (platform, key, value, until_ms)
                VALUES (:platform, :key, :value, :until)
                ON CONFLICT (platform, key)
                DO UPDATE SET value = excluded.value, until_ms = excluded.until_ms""",
                {"platform": self._platform, "key": key, "value": value, "until": until_ms},
            )

        await self._db.tx(put)
        if clear:
            self._cleared_ms = now

    async def get(self, key: str) -> str | None:
        """Return what is kept under a key."""
        rows = await self._db.read(
            "SELECT value FROM notes WHERE platform = :platform AND key = :key AND until_ms > :now",
            {"platform": self._platform, "key": key, "now": self._now_ms()},
        )
        return rows[0]["value"] if rows else None
