"""What moderators and the operator changed: who, when, before and after. Append-only."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.ids import new_id
from bot.store.db import Query

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Entry:
    """One change. `before` and `after` are what was known of the thing that was changed."""

    id: str
    place_id: str | None
    who: str
    """An identity's id, or `operator`."""
    what: str
    before: Facts
    after: Facts
    at_ms: int


async def note(
    q: Query, *, place_id: str | None, who: str, what: str, before: Facts, after: Facts, now_ms: int
) -> None:
    """Write a change down; in the transaction that makes it."""
    await q(
        """INSERT INTO audit (id, place_id, who, what, before, after, at_ms)
        VALUES (:id, :place, :who, :what, :before, :after, :now)""",
        {
            "id": new_id(now_ms),
            "place": place_id,
            "who": who,
            "what": what,
            "before": json.dumps(before, ensure_ascii=False),
            "after": json.dumps(after, ensure_ascii=False),
            "now": now_ms,
        },
    )


def pressed(pressed_by: str, who: str) -> Facts:
    """Return what a row keeps of whoever pressed the button, where it is written down under another name."""
    return {"pressed_by": pressed_by} if pressed_by not in ("", who) else {}


async def page(q: Query, place_id: str, *, offset: int, limit: int) -> list[Entry]:
    """Return changes of one place, newest first."""
    rows = await q(
        """SELECT * FROM audit WHERE place_id = :place ORDER BY at_ms DESC, id DESC
        LIMIT :limit OFFSET :offset""",
        {"place": place_id, "limit": limit, "offset": offset},
    )
    return [
        Entry(
            id=row["id"],
            place_id=row["place_id"],
            who=row["who"],
            what=row["what"],
            before=json.loads(row["before"] or "{}"),
            after=json.loads(row["after"] or "{}"),
            at_ms=row["at_ms"],
        )
        for row in rows
    ]
