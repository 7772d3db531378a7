"""The local chat's conversation.

`seq` is a message's place in the conversation. `changed` numbers additions and edits alike, so that
"everything after the last change I saw" is one index range.
"""

import sqlite3
from dataclasses import dataclass

from bot.store.db import Db, Query

_COLUMNS = "seq, changed, nonce, author, kind, body, created_ms"


@dataclass(frozen=True)
class LoggedMessage:
    """A row of `web_messages`; `body` is JSON."""

    seq: int
    changed: int
    nonce: str
    author: str
    kind: str
    body: str
    created_ms: int


class SqlChatLog:
    """Keeps messages in the bot's database. Raises `StorageError`s."""

    def __init__(self, db: Db) -> None:
        self._db = db

    async def add(self, nonce: str, *, author: str, kind: str, body: str, now_ms: int) -> LoggedMessage:
        """Append a message; where the nonce is there already, return that one as it is."""

        async def work(q: Query) -> LoggedMessage:
            found = await _by_nonce(q, nonce)
            if found is not None:
                return found
            rows = await q(
                f"""INSERT INTO web_messages ({_COLUMNS})
                SELECT coalesce(max(seq), 0) + 1, coalesce(max(changed), 0) + 1,
                    :nonce, :author, :kind, :body, :now FROM web_messages
                RETURNING {_COLUMNS}""",
                {"nonce": nonce, "author": author, "kind": kind, "body": body, "now": now_ms},
            )
            return _message(rows[0])

        return await self._db.tx(work)

    async def update(self, nonce: str, *, kind: str, body: str) -> LoggedMessage | None:
        """Replace the content of a message, if it is there."""

        async def work(q: Query) -> LoggedMessage | None:
            rows = await q(
                f"""UPDATE web_messages SET kind = :kind, body = :body,
                    changed = (SELECT max(changed) + 1 FROM web_messages)
                WHERE nonce = :nonce RETURNING {_COLUMNS}""",
                {"nonce": nonce, "kind": kind, "body": body},
            )
            return _message(rows[0]) if rows else None

        return await self._db.tx(work)

    async def find(self, nonce: str) -> LoggedMessage | None:
        """Return the message with this nonce."""
        return await _by_nonce(self._db.read, nonce)

    async def changed_after(self, changed: int, *, most: int) -> list[LoggedMessage]:
        """Return what was added or edited after a change, in the order of the changes."""
        rows = await self._db.read(
            f"SELECT {_COLUMNS} FROM web_messages WHERE changed > :changed ORDER BY changed LIMIT :most",
            {"changed": changed, "most": most},
        )
        return [_message(row) for row in rows]

    async def before(self, seq: int | None, *, most: int) -> list[LoggedMessage]:
        """Return the last messages before `seq` (None: of all), in the order of the conversation."""
        where = "" if seq is None else "WHERE seq < :seq"
        rows = await self._db.read(
            f"SELECT {_COLUMNS} FROM web_messages {where} ORDER BY seq DESC LIMIT :most",
            {"most": most} if seq is None else {"most": most, "seq": seq},
        )
        return [_message(row) for row in reversed(rows)]

    async def last_change(self) -> int:
        """Return the number of the last change; 0 before the first."""
        rows = await self._db.read("SELECT coalesce(max(changed), 0) AS changed FROM web_messages")
        return int(rows[0]["changed"])


async def _by_nonce(query: Query, nonce: str) -> LoggedMessage | None:
    rows = await query(f"SELECT {_COLUMNS} FROM web_messages WHERE nonce = :nonce", {"nonce": nonce})
    return _message(rows[0]) if rows else None


def _message(row: sqlite3.Row) -> LoggedMessage:
    return LoggedMessage(
        seq=row["seq"],
        changed=row["changed"],
        nonce=row["nonce"],
        author=row["author"],
        kind=row["kind"],
        body=row["body"],
        created_ms=row["created_ms"],
    )
