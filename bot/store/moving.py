"""A place whose chat gives it another id: everything that it has stays with it."""

import json
import sqlite3
from collections.abc import Callable
from functools import partial
from typing import Any

from bot.domain.people import PlaceRef
from bot.store.db import Query


async def move_place(q: Query, old: PlaceRef, new: PlaceRef, *, now_ms: int) -> bool:
    """Give a place another id of its chat's; False where there is nothing to be moved.

    Where the bot was used under both ids there are two places: the one that is older takes in all that the
    other one has, and keeps its own settings. What still has to be posted goes to the new id.
    """
    rows = await q(
        """SELECT id, native_id FROM places WHERE platform = :platform AND native_id IN (:old, :new)
        ORDER BY created_ms, id""",
        {"platform": old.platform, "old": old.native_id, "new": new.native_id},
    )
    if not any(row["native_id"] == old.native_id for row in rows):
        return False
    stays, *others = (str(row["id"]) for row in rows)
    for other in others:
        await _take_in(q, stays, other, now_ms=now_ms)
    await q("UPDATE places SET native_id = :new WHERE id = :id", {"new": new.native_id, "id": stays})
    await _redirect(q, stays, old, new)
    return True


async def _take_in(q: Query, stays: str, other: str, *, now_ms: int) -> None:
    """Let a place take in everything of another one, which is no more."""
    both = {"stays": stays, "other": other}
    await q(
        """INSERT INTO sightings (identity_id, place_id, seen_at, roles)
        SELECT identity_id, :stays, seen_at, roles FROM sightings WHERE place_id = :other
        ON CONFLICT (identity_id, place_id) DO UPDATE SET seen_at = excluded.seen_at, roles = excluded.roles
        WHERE excluded.seen_at > sightings.seen_at""",
        both,
    )
    await q("DELETE FROM sightings WHERE place_id = :other", {"other": other})
    # Of two limits for the same the older place's holds, as its settings do.
    await q(
        """UPDATE policies SET valid_to_ms = :now WHERE place_id = :other AND valid_to_ms IS NULL
        AND EXISTS (SELECT 1 FROM policies p WHERE p.place_id = :stays AND p.valid_to_ms IS NULL
            AND p.subject_kind = policies.subject_kind AND p.subject_id = policies.subject_id)""",
        {**both, "now": now_ms},
    )
    await _lift_shorter_blocks(q, stays, other, now_ms=now_ms)
    for table in ("jobs", "ledger", "policies", "blocks", "dialogues", "audit"):
        await q(f"UPDATE {table} SET place_id = :stays WHERE place_id = :other", both)
    await q("DELETE FROM places WHERE id = :other", {"other": other})


async def _lift_shorter_blocks(q: Query, stays: str, other: str, *, now_ms: int) -> None:
    """Leave one block of each person: the one that holds longer."""
    rows = await q(
        """SELECT a.id AS one, a.until_ms AS one_ms, b.id AS another, b.until_ms AS another_ms
        FROM blocks a JOIN blocks b ON b.person_id = a.person_id
        WHERE a.place_id = :stays AND b.place_id = :other AND a.lifted_ms IS NULL AND b.lifted_ms IS NULL""",
        {"stays": stays, "other": other},
    )
    for row in rows:
        one_longer = row["one_ms"] is None or (
            row["another_ms"] is not None and row["one_ms"] >= row["another_ms"]
        )
        shorter = row["another"] if one_longer else row["one"]
        await q("UPDATE blocks SET lifted_ms = :now WHERE id = :id", {"now": now_ms, "id": shorter})


async def _redirect(q: Query, place_id: str, old: PlaceRef, new: PlaceRef) -> None:
    """Send what is still to be posted to the new id, and let what was posted be known there."""
    move = partial(_moved, old=old, new=new)
    jobs = await q(
        "SELECT id, origin FROM jobs WHERE place_id = :place AND finished_ms IS NULL", {"place": place_id}
    )
    for row in jobs:
        await _rewrite(q, "jobs", "origin", row, move)
    for row in await q("SELECT id, data FROM dialogues WHERE place_id = :place", {"place": place_id}):
        await _rewrite(q, "dialogues", "data", row, move)
    for row in await q("SELECT id, origin, content FROM news WHERE told_ms IS NULL"):
        await _rewrite(q, "news", "origin", row, move)
        await _rewrite(q, "news", "content", row, move)
    # Where a song was posted again others may hear it: the topic names the place.
    await q(
        "UPDATE news SET topic = replace(topic, :old, :new) WHERE over_ms IS NULL AND topic LIKE 'song.%'",
        {"old": f".{old.platform}:{old.native_id}.", "new": f".{new.platform}:{new.native_id}."},
    )


async def _rewrite(q: Query, table: str, column: str, row: sqlite3.Row, move: Callable[[Any], Any]) -> None:
    value = json.loads(row[column])
    moved = move(value)
    if moved != value:
        await q(
            f"UPDATE {table} SET {column} = :value WHERE id = :id",
            {"value": json.dumps(moved, ensure_ascii=False), "id": row["id"]},
        )


def _moved(value: Any, *, old: PlaceRef, new: PlaceRef) -> Any:
    """Return JSON in which every `Origin` at the old id is one at the new id."""
    match value:
        case {"platform": old.platform, "chat": str()}:
            ids = {key: new.native_id for key in ("chat", "place") if value.get(key) == old.native_id}
            # Nothing in the new chat replies to a message of the old one: its numbers begin anew.
            return {**value, **ids, **({"message": ""} if "chat" in ids else {})}
        case dict():
            return {key: _moved(one, old=old, new=new) for key, one in value.items()}
        case list():
            return [_moved(one, old=old, new=new) for one in value]
    return value
