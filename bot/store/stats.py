"""What was sung, counted for the operator: read-only, also beside a running bot."""

import sqlite3
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiosqlite

from bot.domain.errors import StorageError
from bot.domain.quota import Span
from bot.store.db import BUSY_TIMEOUT_MS, Params, Query

_IN_SPAN = "kind = 'song' AND created_ms >= :start AND (:end IS NULL OR created_ms < :end)"


@asynccontextmanager
async def reading(path: Path) -> AsyncIterator[Query]:
    """Open a database to be looked at; nothing of it is changed. Raises `StorageError`."""
    try:
        async with aiosqlite.connect(_uri(path), uri=True) as connection:
            connection.row_factory = sqlite3.Row
            await connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")

            async def query(sql: str, params: Params | None = None) -> list[sqlite3.Row]:
                rows: Iterable[sqlite3.Row] = await connection.execute_fetchall(sql, params or {})
                return list(rows)

            yield query
    except sqlite3.Error as error:
        raise StorageError(str(error)) from error


def _uri(path: Path) -> str:
    return f"{path.resolve().as_uri()}?mode=ro"


@dataclass(frozen=True)
class Counts:
    """Orders of a span by how they ended."""

    songs: int
    failed: int
    refunded: int
    """Songs that were given back: of orders that failed, were cancelled or declined."""
    by_service: dict[str, int]
    """Songs that were made, most first."""
    by_place: dict[tuple[str, str], int]
    """Songs by the platform and native id of their place, most first."""


async def schema_version(q: Query) -> int:
    """Return the last migration that was applied; 0 where there was none."""
    if not await q("SELECT 1 FROM sqlite_master WHERE name = 'schema_version'"):
        return 0
    return int((await q("SELECT COALESCE(MAX(version), 0) AS last FROM schema_version"))[0]["last"])


async def open_orders(q: Query) -> int:
    """Count the orders that have not ended."""
    return int(
        (await q("SELECT COUNT(*) AS n FROM jobs WHERE finished_ms IS NULL AND kind = 'song'"))[0]["n"]
    )


async def spent_by_vendors(q: Query, span: Span) -> dict[str, int]:
    """Sum up what services took in a span, in millionths by the currency that they count in."""
    rows = await q(
        """SELECT currency, SUM(amount_micro) AS micro FROM ledger WHERE currency IS NOT NULL
        AND counted_ms >= :start AND (:end IS NULL OR counted_ms < :end)
        GROUP BY currency ORDER BY currency""",
        {"start": span.start_ms, "end": span.end_ms},
    )
    return {row["currency"]: row["micro"] for row in rows if row["micro"]}


async def count(q: Query, span: Span) -> Counts:
    """Count the orders of a span."""
    params = {"start": span.start_ms, "end": span.end_ms}
    ends = await q(
        f"""SELECT state, COUNT(*) AS n FROM jobs
        WHERE state IN ('done', 'failed') AND {_IN_SPAN} GROUP BY state""",
        params,
    )
    services = await q(
        f"""SELECT provider, COUNT(*) AS n FROM jobs
        WHERE state = 'done' AND {_IN_SPAN} GROUP BY provider ORDER BY n DESC, provider""",
        params,
    )
    found = await q(
        f"""SELECT platform, native_id, n FROM (
            SELECT place_id, COUNT(*) AS n FROM jobs WHERE state = 'done' AND {_IN_SPAN} GROUP BY place_id
        ) AS counted JOIN places ON places.id = counted.place_id
        ORDER BY n DESC, platform, native_id""",
        params,
    )
    refunds = await q(
        """SELECT COUNT(*) AS n FROM ledger
        WHERE kind = 'refund' AND songs <> 0
        AND counted_ms >= :start AND (:end IS NULL OR counted_ms < :end)""",
        params,
    )
    by_state = {row["state"]: row["n"] for row in ends}
    return Counts(
        songs=by_state.get("done", 0),
        failed=by_state.get("failed", 0),
        refunded=refunds[0]["n"],
        by_service={row["provider"]: row["n"] for row in services},
        by_place={(row["platform"], row["native_id"]): row["n"] for row in found},
    )
