"""Limits of people, roles and places, with their history: what held then can always be told."""

import sqlite3
from dataclasses import replace

from bot.domain.ids import new_id
from bot.domain.quota import Policy, SubjectKind
from bot.store.db import Query


async def current(q: Query, place_id: str, kind: SubjectKind, subject_id: str = "") -> Policy | None:
    """Return the policy that holds for a subject now."""
    rows = await q(
        """SELECT * FROM policies WHERE place_id = :place AND subject_kind = :kind
        AND subject_id = :subject AND valid_to_ms IS NULL""",
        {"place": place_id, "kind": kind, "subject": subject_id},
    )
    return _policy(rows[0]) if rows else None


async def all_current(q: Query, place_id: str) -> list[Policy]:
    """Return every policy that holds in a place, oldest first."""
    rows = await q(
        "SELECT * FROM policies WHERE place_id = :place AND valid_to_ms IS NULL ORDER BY id",
        {"place": place_id},
    )
    return [_policy(row) for row in rows]


async def put(q: Query, policy: Policy, *, now_ms: int) -> Policy:
    """Let a policy hold from now on, in place of the one before; returns it with its id."""
    await end(q, policy.place_id, policy.subject_kind, policy.subject_id, now_ms=now_ms)
    stored = replace(policy, id=new_id(now_ms), valid_from_ms=now_ms, valid_to_ms=None)
    await q(
        """INSERT INTO policies (id, place_id, subject_kind, subject_id, songs, amount_micro, currency,
            period, valid_from_ms, set_by, reason)
        VALUES (:id, :place, :kind, :subject, :songs, :amount, :currency, :period, :now, :by, :reason)""",
        {
            "id": stored.id,
            "place": stored.place_id,
            "kind": stored.subject_kind,
            "subject": stored.subject_id,
            "songs": stored.songs,
            "amount": stored.amount_micro,
            "currency": stored.currency,
            "period": stored.period,
            "now": now_ms,
            "by": stored.set_by,
            "reason": stored.reason,
        },
    )
    return stored


async def end(q: Query, place_id: str, kind: SubjectKind, subject_id: str = "", *, now_ms: int) -> None:
    """Let the policy of a subject hold no longer, if there is one."""
    await q(
        """UPDATE policies SET valid_to_ms = :now WHERE place_id = :place AND subject_kind = :kind
        AND subject_id = :subject AND valid_to_ms IS NULL""",
        {"now": now_ms, "place": place_id, "kind": kind, "subject": subject_id},
    )


def _policy(row: sqlite3.Row) -> Policy:
    return Policy(
        id=row["id"],
        place_id=row["place_id"],
        subject_kind=row["subject_kind"],
        subject_id=row["subject_id"],
        period=row["period"],
        songs=row["songs"],
        amount_micro=row["amount_micro"],
        currency=row["currency"],
        valid_from_ms=row["valid_from_ms"],
        valid_to_ms=row["valid_to_ms"],
        set_by=row["set_by"],
        reason=row["reason"],
    )
