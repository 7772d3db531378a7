"""Dialogues between their steps. Every step is a conditional update: of two taps, one finds nothing to do."""

import json
import sqlite3
from dataclasses import replace
from typing import Any

from bot.domain.dialogue import Dialogue, DialogueKind
from bot.domain.errors import TroubadourError
from bot.store.db import Query


class StaleStepError(TroubadourError):
    """Somebody was faster: the dialogue is not at this step any more."""


async def insert(q: Query, dialogue: Dialogue) -> None:
    """Write a new dialogue."""
    await q(
        """INSERT INTO dialogues (id, kind, identity_id, place_id, data, step, expires, dedup)
        VALUES (:id, :kind, :identity, :place, :data, :step, :expires, :dedup)""",
        {
            "id": dialogue.id,
            "kind": dialogue.kind,
            "identity": dialogue.identity_id,
            "place": dialogue.place_id,
            "data": json.dumps(dialogue.data, ensure_ascii=False),
            "step": dialogue.step,
            "expires": dialogue.expires_ms,
            "dedup": dialogue.dedup or None,
        },
    )


async def get(q: Query, dialogue_id: str, *, now_ms: int) -> Dialogue | None:
    """Return a dialogue that is not too old."""
    rows = await q(
        "SELECT * FROM dialogues WHERE id = :id AND expires > :now", {"id": dialogue_id, "now": now_ms}
    )
    return _dialogue(rows[0]) if rows else None


async def by_dedup(q: Query, dedup: str) -> Dialogue | None:
    """Return the dialogue that this very message opened."""
    rows = await q("SELECT * FROM dialogues WHERE dedup = :dedup", {"dedup": dedup})
    return _dialogue(rows[0]) if rows else None


async def of_person(q: Query, person_id: str, place_id: str, kind: DialogueKind) -> list[Dialogue]:
    """Return somebody's dialogues of a kind in a place, newest first."""
    rows = await q(
        """SELECT * FROM dialogues WHERE place_id = :place AND kind = :kind
        AND identity_id IN (SELECT id FROM identities WHERE person_id = :person) ORDER BY id DESC""",
        {"person": person_id, "place": place_id, "kind": kind},
    )
    return [_dialogue(row) for row in rows]


async def advance(q: Query, dialogue: Dialogue, data: dict[str, Any]) -> Dialogue:
    """Store what a step changed; raises `StaleStepError` if another step was made since it was read."""
    rows = await q(
        """UPDATE dialogues SET data = :data, step = step + 1 WHERE id = :id AND step = :step
        RETURNING id""",
        {"data": json.dumps(data, ensure_ascii=False), "id": dialogue.id, "step": dialogue.step},
    )
    if not rows:
        raise StaleStepError(dialogue.id)
    return replace(dialogue, data=data, step=dialogue.step + 1)


async def forget_old(q: Query, *, now_ms: int) -> int:
    """Remove the dialogues whose time is over; returns how many."""
    return len(await q("DELETE FROM dialogues WHERE expires <= :now RETURNING id", {"now": now_ms}))


def _dialogue(row: sqlite3.Row) -> Dialogue:
    return Dialogue(
        id=row["id"],
        kind=row["kind"],
        identity_id=row["identity_id"],
        place_id=row["place_id"],
        data=json.loads(row["data"]),
        step=row["step"],
        expires_ms=row["expires"],
        dedup=row["dedup"] or "",
    )
