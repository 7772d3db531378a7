"""One SQLite file, one writing connection, whole transactions.

Rules that measurements taught: every write goes through one connection; a transaction begins with
`BEGIN IMMEDIATE` and is one task that no cancellation can break off; reads use a second, read-only
connection, which never sees a transaction that is still open.
"""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol, Self, TypeVar

import aiosqlite

from bot.domain.errors import StorageError

Result = TypeVar("Result")
Value = str | int | float | bytes | None
Params = Mapping[str, Value]
BUSY_TIMEOUT_MS = 5_000


class Query(Protocol):
    """Runs one statement with named parameters and returns its rows."""

    async def __call__(self, sql: str, params: Params | None = None) -> list[sqlite3.Row]:
        """Execute `sql`; rows are empty for statements without `RETURNING`."""
        ...


class Db:
    """The bot's database. Open it with `await Db.open(path)` after the migrations ran."""

    def __init__(self, writer: aiosqlite.Connection, reader: aiosqlite.Connection) -> None:
        self._writer, self._reader = writer, reader
        self._lock = asyncio.Lock()
        self._transactions: set[asyncio.Task[Any]] = set()

    @classmethod
    async def open(cls, path: Path) -> Self:
        """Open the file with its pragmas set; both connections live until `close`."""
        writer = await _connect(path, read_only=False)
        try:
            reader = await _connect(path, read_only=True)
        except BaseException:
            await writer.close()
            raise
        return cls(writer, reader)

    async def tx(self, work: Callable[[Query], Awaitable[Result]]) -> Result:
        """Run `work` in one write transaction: all of it happens, or nothing.

        The transaction goes on to its end even when the caller is cancelled. Raises `StorageError`
        where the database fails; what `work` itself raises rolls back and comes through.
        """
        task = asyncio.create_task(self._whole(work))
        self._transactions.add(task)
        task.add_done_callback(self._ended)
        return await asyncio.shield(task)

    async def try_to_write(self) -> None:
        """Write a page of the file without changing what it says; raises `StorageError` where that fails.

        A full disk gives out the write lock all the same, so that taking it would prove nothing.
        """
        await self.tx(lambda q: q("PRAGMA user_version = 0"))

    async def read(self, sql: str, params: Params | None = None) -> list[sqlite3.Row]:
        """Return the rows of a query over committed data."""
        try:
            return list(await self._reader.execute_fetchall(sql, params or {}))
        except sqlite3.Error as error:
            raise StorageError(str(error)) from error

    async def close(self) -> None:
        """Wait for open transactions and close the file."""
        while self._transactions:
            await asyncio.wait(list(self._transactions))
        await self._reader.close()
        await self._writer.close()

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._transactions.discard(task)
        if not task.cancelled():
            task.exception()  # a caller that was cancelled does not come back for it

    async def _whole(self, work: Callable[[Query], Awaitable[Result]]) -> Result:
        async with self._lock:
            try:
                await self._writer.execute("BEGIN IMMEDIATE")
            except sqlite3.Error as error:
                raise StorageError(str(error)) from error
            try:
                result = await work(self._query)
                await self._commit()
            except BaseException:
                if self._writer.in_transaction:
                    await self._writer.execute("ROLLBACK")
                raise
            return result

    async def _commit(self) -> None:
        try:
            await self._writer.execute("COMMIT")
        except sqlite3.Error as error:
            raise StorageError(str(error)) from error

    async def _query(self, sql: str, params: Params | None = None) -> list[sqlite3.Row]:
        try:
            rows: Iterable[sqlite3.Row] = await self._writer.execute_fetchall(sql, params or {})
        except sqlite3.IntegrityError:
            raise
        except sqlite3.Error as error:
            raise StorageError(str(error)) from error
        return list(rows)


async def _connect(path: Path, *, read_only: bool) -> aiosqlite.Connection:
    uri = _uri(path, "ro" if read_only else "rwc")
    try:
        connection = await aiosqlite.connect(uri, uri=True, isolation_level=None)
    except sqlite3.Error as error:
        raise StorageError(str(error)) from error
    try:
        connection.row_factory = sqlite3.Row
        await connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        if not read_only:
            await connection.execute("PRAGMA journal_mode = WAL")
            await connection.execute("PRAGMA synchronous = FULL")
            await connection.execute("PRAGMA foreign_keys = ON")
    except BaseException as error:
        await connection.close()  # its thread would keep the process from ending
        if isinstance(error, sqlite3.Error):
            raise StorageError(str(error)) from error
        raise
    return connection


def _uri(path: Path, mode: str) -> str:
    return f"{path.resolve().as_uri()}?mode={mode}"
