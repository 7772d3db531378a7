"""The local chat's conversations.

`seq` is a message's place among all. `changed` numbers additions and edits alike, so that "everything
after the last change I saw" is one index range. What somebody may see is picked out here, so that
nothing else ever leaves the database on their behalf.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from bot.store.db import Db, Params, Query

_COLUMNS = "seq, changed, nonce, channel, audience, author, author_name, kind, body, created_ms"


@dataclass(frozen=True)
class LoggedMessage:
    """A row of `web_messages`; `body` is JSON."""

    seq: int
    changed: int
    nonce: str
    channel: str
    audience: str
    """Empty: everybody in the channel; `moderators`; or `=` and one person's id."""
    author: str
    author_name: str
    kind: str
    body: str
    created_ms: int


class SqlChatLog:
    """Keeps messages in the bot's database. Raises `StorageError`s."""

    def __init__(self, db: Db) -> None:
        self._db = db

    async def add(
        self,
        nonce: str,
        *,
        channel: str,
        audience: str,
        author: str,
        author_name: str,
        kind: str,
        body: str,
        now_ms: int,
    ) -> LoggedMessage:
        """Append a message; where the nonce is there already, return that one as it is."""
        given: dict[str, str | int] = {
            "nonce": nonce,
            "channel": channel,
            "audience": audience,
            "author": author,
            "author_name": author_name,
            "kind": kind,
            "body": body,
            "now": now_ms,
        }

        async def work(q: Query) -> LoggedMessage:
            found = await _by_nonce(q, nonce)
            if found is not None:
                return found
            rows = await q(
                f"""INSERT INTO web_messages ({_COLUMNS})
                SELECT coalesce(max(seq), 0) + 1, coalesce(max(changed), 0) + 1,
                    :nonce, :channel, :audience, :author, :author_name, :kind, :body, :now
                FROM web_messages RETURNING {_COLUMNS}""",
                given,
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

    async def changed_after(
        self, changed: int, *, channel: str, audiences: Sequence[str], most: int
    ) -> list[LoggedMessage]:
        """Return what these audiences see of what changed after a change, in the order of the changes.

        A page asks for the last few: without the detour the database would sort the whole channel.
        """
        seen, params = _seen(channel, audiences, column="channel || ''")
        rows = await self._db.read(
            f"""SELECT {_COLUMNS} FROM web_messages WHERE changed > :changed AND {seen}
            ORDER BY changed LIMIT :most""",
            {**params, "changed": changed, "most": most},
        )
        return [_message(row) for row in rows]

    async def before(
        self, seq: int | None, *, channel: str, audiences: Sequence[str], most: int
    ) -> list[LoggedMessage]:
        """Return the last messages before `seq` (None: of all) that these audiences see, in their order."""
        seen, params = _seen(channel, audiences)
        if seq is not None:
            seen, params = f"{seen} AND seq < :seq", {**params, "seq": seq}
        rows = await self._db.read(
            f"SELECT {_COLUMNS} FROM web_messages WHERE {seen} ORDER BY seq DESC LIMIT :most",
            {**params, "most": most},
        )
        return [_message(row) for row in reversed(rows)]

    async def last_change(self) -> int:
        """Return the number of the last change in any channel; 0 before the first."""
        rows = await self._db.read("SELECT coalesce(max(changed), 0) AS changed FROM web_messages")
        return int(rows[0]["changed"])


def _seen(channel: str, audiences: Sequence[str], *, column: str = "channel") -> tuple[str, Params]:
    named = {f"audience{n}": one for n, one in enumerate(audiences)}
    holders = ", ".join(f":{name}" for name in named)
    return f"{column} = :channel AND audience IN ({holders})", {"channel": channel, **named}


async def _by_nonce(query: Query, nonce: str) -> LoggedMessage | None:
    rows = await query(f"SELECT {_COLUMNS} FROM web_messages WHERE nonce = :nonce", {"nonce": nonce})
    return _message(rows[0]) if rows else None


def _message(row: sqlite3.Row) -> LoggedMessage:
    return LoggedMessage(
        seq=row["seq"],
        changed=row["changed"],
        nonce=row["nonce"],
        channel=row["channel"],
        audience=row["audience"],
        author=row["author"],
        author_name=row["author_name"],
        kind=row["kind"],
        body=row["body"],
        created_ms=row["created_ms"],
    )
