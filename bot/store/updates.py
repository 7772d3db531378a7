"""What a chat sent, from the moment it is told that it arrived until it is answered.

A chat that hands out its updates once forgets them with the next question. So they are stored together with
how far the bot has read, in one transaction, and only then asked past.
"""

from collections.abc import Callable, Mapping

from bot.store.db import Db, Query

MOST_TRIES = 3
"""What was begun so often and never ended has brought the bot down, and would again."""
_OFFSET = "offset"


class SqlUpdates:
    """The updates of one bot on one platform: JSON by their numbers, which is never logged.

    All methods raise `StorageError`s.
    """

    def __init__(self, db: Db, platform: str, now_ms: Callable[[], int]) -> None:
        self._db, self._platform, self._now_ms = db, platform, now_ms

    async def receive(self, batch: Mapping[int, str], *, offset: int, offset_until_ms: int) -> None:
        """Store updates, and that the next ones begin with `offset`, which is good until then.

        All of it is stored, or nothing; what is stored already stays as it is.
        """
        now = self._now_ms()

        async def receive(q: Query) -> None:
            for update_id, content in batch.items():
                await q(
                    """INSERT INTO updates (platform, id, content, received_ms, tries)
                    VALUES (:platform, :id, :content, :now, 0) ON CONFLICT (platform, id) DO NOTHING""",
                    {"platform": self._platform, "id": update_id, "content": content, "now": now},
                )
            await q(
                """INSERT INTO notes (platform, key, value, until_ms)
                VALUES (:platform, :key, :value, :until)
                ON CONFLICT (platform, key)
                DO UPDATE SET value = excluded.value, until_ms = excluded.until_ms""",
                {
                    "platform": self._platform,
                    "key": _OFFSET,
                    "value": str(offset),
                    "until": offset_until_ms,
                },
            )

        await self._db.tx(receive)

    async def offset(self) -> int | None:
        """Return with which update the next ones begin; None: nobody knows, or it is too long ago."""
        rows = await self._db.read(
            "SELECT value FROM notes WHERE platform = :platform AND key = :key AND until_ms > :now",
            {"platform": self._platform, "key": _OFFSET, "now": self._now_ms()},
        )
        return int(rows[0]["value"]) if rows else None

    async def unanswered(self) -> dict[int, str]:
        """Return what is stored and was not answered, in order."""
        rows = await self._db.read(
            "SELECT id, content FROM updates WHERE platform = :platform ORDER BY received_ms, id",
            {"platform": self._platform},
        )
        return {row["id"]: row["content"] for row in rows}

    async def begin(self, update_id: int) -> bool:
        """Note that an update is about to be answered; False: it brings the bot down, and is left alone."""
        known: dict[str, str | int] = {"platform": self._platform, "id": update_id}

        async def begin(q: Query) -> bool:
            rows = await q(
                """UPDATE updates SET tries = tries + 1
                WHERE platform = :platform AND id = :id RETURNING tries""",
                known,
            )
            if rows and rows[0]["tries"] > MOST_TRIES:
                await _forget(q, known)
                return False
            return True

        return await self._db.tx(begin)

    async def done(self, update_id: int) -> None:
        """Forget an update that was answered."""
        await self._db.tx(lambda q: _forget(q, {"platform": self._platform, "id": update_id}))


async def _forget(q: Query, known: dict[str, str | int]) -> None:
    await q("DELETE FROM updates WHERE platform = :platform AND id = :id", known)
