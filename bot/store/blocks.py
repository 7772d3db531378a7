"""Who may not have songs made where, until when."""

from sqlite3 import Row

from bot.domain.ids import new_id
from bot.domain.people import Block
from bot.store.db import Query


async def find(q: Query, place_id: str, person_id: str, *, now_ms: int) -> Block | None:
    """Return the block that holds for somebody in a place now."""
    rows = await q(
        """SELECT * FROM blocks WHERE place_id = :place AND person_id = :person AND lifted_ms IS NULL
        AND (until_ms IS NULL OR until_ms > :now)""",
        {"place": place_id, "person": person_id, "now": now_ms},
    )
    return _block(rows[0]) if rows else None


async def all_current(q: Query, place_id: str, *, now_ms: int) -> list[Block]:
    """Return the blocks that hold in a place now, oldest first."""
    rows = await q(
        """SELECT * FROM blocks WHERE place_id = :place AND lifted_ms IS NULL
        AND (until_ms IS NULL OR until_ms > :now) ORDER BY from_ms, id""",
        {"place": place_id, "now": now_ms},
    )
    return [_block(row) for row in rows]


async def put(
    q: Query, place_id: str, person_id: str, *, reason: str, by: str, until_ms: int | None, now_ms: int
) -> None:
    """Block somebody from now on; an older block, also one whose time is over, is lifted first."""
    await lift(q, place_id, person_id, now_ms=now_ms)
    await q(
        """INSERT INTO blocks (id, place_id, person_id, reason, by_whom, from_ms, until_ms)
        VALUES (:id, :place, :person, :reason, :by, :now, :until)""",
        {
            "id": new_id(now_ms),
            "place": place_id,
            "person": person_id,
            "reason": reason,
            "by": by,
            "now": now_ms,
            "until": until_ms,
        },
    )


async def lift(q: Query, place_id: str, person_id: str, *, now_ms: int) -> None:
    """End the block of somebody, if there is one."""
    await q(
        """UPDATE blocks SET lifted_ms = :now
        WHERE place_id = :place AND person_id = :person AND lifted_ms IS NULL""",
        {"now": now_ms, "place": place_id, "person": person_id},
    )


def _block(row: Row) -> Block:
    return Block(
        row["id"],
        row["person_id"],
        row["reason"],
        row["by_whom"],
        from_ms=row["from_ms"],
        until_ms=row["until_ms"],
    )
