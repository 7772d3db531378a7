"""Who waits for their turn, and how much is being made: songs in a fair line, drafts as they come."""

import sqlite3
from dataclasses import dataclass

from bot.store.db import Query


@dataclass(frozen=True)
class Waiting:
    """A queued job and its turn."""

    id: str
    provider: str
    person_id: str
    line: int
    """Place in the line of its provider, from 1."""
    ready: bool
    """False while it waits for a busy service."""
    deadline_ms: int
    """A busy service is waited for until then."""
    can_cancel: bool
    """No service has been asked yet; words that were written for it may be paid."""


async def line(q: Query, *, now_ms: int) -> list[Waiting]:
    """Return whose song may start next, in fair turns, with everybody's place in the line of its provider.

    A person's first song goes before anybody's second, and among those a place's first before any
    place's second; songs that are running count as turns taken. Of equals goes first the place, and in
    it the person, whose last song was begun the longest ago: a song that is finished does not bring
    them back to the front. Then the older order goes first.
    """
    rows = await q(
        """
        WITH open_jobs AS (
            SELECT j.id, j.provider, j.state, j.place_id, j.created_ms, j.not_before_ms, j.deadline_ms,
                i.person_id
            FROM jobs j JOIN identities i ON i.id = j.identity_id
            WHERE j.finished_ms IS NULL AND j.state IN ('queued', 'running') AND j.kind = 'song'
        ), busy_people AS (
            SELECT person_id, COUNT(*) AS n FROM open_jobs WHERE state = 'running' GROUP BY person_id
        ), busy_places AS (
            SELECT place_id, COUNT(*) AS n FROM open_jobs WHERE state = 'running' GROUP BY place_id
        ), waiting_people AS (
            SELECT DISTINCT person_id FROM open_jobs WHERE state = 'queued'
        ), served_people AS (
            SELECT w.person_id, MAX(COALESCE((
                SELECT j.started_ms FROM jobs j
                WHERE j.identity_id = i.id AND j.started_ms IS NOT NULL AND j.state <> 'queued'
                    AND j.kind = 'song'
                ORDER BY j.id DESC LIMIT 1), 0)) AS last_ms
            FROM waiting_people w JOIN identities i ON i.person_id = w.person_id GROUP BY w.person_id
        ), served_places AS (
            SELECT w.place_id, COALESCE((
                SELECT j.started_ms FROM jobs j
                WHERE j.place_id = w.place_id AND j.started_ms IS NOT NULL AND j.state <> 'queued'
                    AND j.kind = 'song'
                ORDER BY j.id DESC LIMIT 1), 0) AS place_last_ms
            FROM (SELECT DISTINCT place_id FROM open_jobs WHERE state = 'queued') w
        ), people_turns AS (
            SELECT o.*, s.last_ms, COALESCE(b.n, 0)
                + ROW_NUMBER() OVER (PARTITION BY o.person_id ORDER BY o.created_ms, o.id) AS person_turn
            FROM open_jobs o JOIN served_people s ON s.person_id = o.person_id
            LEFT JOIN busy_people b ON b.person_id = o.person_id
            WHERE o.state = 'queued'
        ), turns AS (
            SELECT p.*, s.place_last_ms, COALESCE(b.n, 0) + ROW_NUMBER() OVER (
                PARTITION BY p.place_id ORDER BY p.person_turn, p.last_ms, p.created_ms, p.id) AS place_turn
            FROM people_turns p JOIN served_places s ON s.place_id = p.place_id
            LEFT JOIN busy_places b ON b.place_id = p.place_id
        )
        SELECT id, provider, person_id, deadline_ms, not_before_ms <= :now AS ready, NOT EXISTS (
            SELECT 1 FROM calls c WHERE c.job_id = turns.id AND COALESCE(c.outcome, '') <> 'refused'
        ) AS can_cancel, ROW_NUMBER() OVER (
            PARTITION BY provider
            ORDER BY person_turn, place_turn, place_last_ms, last_ms, created_ms, id) AS line
        FROM turns ORDER BY person_turn, place_turn, place_last_ms, last_ms, created_ms, id
        """,
        {"now": now_ms},
    )
    return [_waiting(row) for row in rows]


async def drafts(q: Query, *, now_ms: int) -> list[Waiting]:
    """Return what waits to answer a dialogue, oldest first: it is short, and somebody looks on."""
    rows = await q(
        """SELECT j.id, j.provider, i.person_id, j.deadline_ms, j.not_before_ms <= :now AS ready,
            NOT EXISTS (
                SELECT 1 FROM calls c WHERE c.job_id = j.id AND COALESCE(c.outcome, '') <> 'refused'
            ) AS can_cancel, ROW_NUMBER() OVER (
            PARTITION BY j.provider ORDER BY j.created_ms, j.id) AS line
        FROM jobs j JOIN identities i ON i.id = j.identity_id
        WHERE j.finished_ms IS NULL AND j.state = 'queued' AND j.kind <> 'song'
        ORDER BY j.created_ms, j.id""",
        {"now": now_ms},
    )
    return [_waiting(row) for row in rows]


def _waiting(row: sqlite3.Row) -> Waiting:
    return Waiting(
        id=row["id"],
        provider=row["provider"],
        person_id=row["person_id"],
        line=row["line"],
        ready=bool(row["ready"]),
        deadline_ms=row["deadline_ms"],
        can_cancel=bool(row["can_cancel"]),
    )


async def count_drafts(q: Query, person_id: str, *, since_ms: int) -> int:
    """Return how many drafts a person has had, without those that surely were not written."""
    rows = await q(
        """SELECT COUNT(*) AS n FROM jobs j JOIN identities i ON i.id = j.identity_id
        WHERE i.person_id = :person AND j.kind <> 'song' AND j.created_ms >= :since
        AND (j.finished_ms IS NULL OR j.state = 'done' OR EXISTS (
            SELECT 1 FROM calls c WHERE c.job_id = j.id AND COALESCE(c.outcome, '') <> 'refused'))""",
        {"person": person_id, "since": since_ms},
    )
    return int(rows[0]["n"])


@dataclass(frozen=True)
class Load:
    """What is being made: everything by provider, and by person songs apart from drafts."""

    by_provider: dict[str, int]
    by_person: dict[str, int]
    drafts_by_person: dict[str, int]
    asking: dict[str, int]
    """By provider, those of them that its answer is still to come for: the others are saved."""

    def note_started(self, provider: str) -> None:
        """Count one more job at a service."""
        for counts in (self.by_provider, self.asking):
            counts[provider] = counts.get(provider, 0) + 1


async def load(q: Query) -> Load:
    """Count the running jobs."""
    rows = await q(
        """SELECT j.provider, j.kind, i.person_id, EXISTS (
            SELECT 1 FROM calls c WHERE c.job_id = j.id AND c.kind = j.kind AND c.outcome = 'answered'
        ) AS answered FROM jobs j JOIN identities i ON i.id = j.identity_id
        WHERE j.finished_ms IS NULL AND j.state = 'running'"""
    )
    found = Load({}, {}, {}, {})
    for row in rows:
        people = found.by_person if row["kind"] == "song" else found.drafts_by_person
        counted = [(found.by_provider, row["provider"]), (people, row["person_id"])]
        if not row["answered"]:
            counted.append((found.asking, row["provider"]))
        for counts, key in counted:
            counts[key] = counts.get(key, 0) + 1
    return found
