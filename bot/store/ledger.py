"""The ledger: movements of songs and money, and the sums over them. There is no counter anywhere."""

from bot.domain.ids import new_id
from bot.domain.job import Job
from bot.domain.money import Cost
from bot.domain.quota import Movement, Span
from bot.store.db import Query


async def lock(q: Query, place_id: str) -> None:
    """Touch the place's and the bot's row, in this order, before anything is summed up.

    On an engine with many writers this is what makes two reserving transactions wait for each other.
    """
    await q("UPDATE places SET touched = touched + 1 WHERE id = :id", {"id": place_id})
    await q("UPDATE bot SET touched = touched + 1 WHERE id = 'bot'")


async def used_by_person(q: Query, person_id: str, place_id: str, span: Span) -> int:
    """Return how many songs a person has used in a place, over all their identities."""
    rows = await q(
        """SELECT COALESCE(SUM(songs), 0) AS used FROM ledger
        WHERE identity_id IN (SELECT id FROM identities WHERE person_id = :person) AND place_id = :place
        AND counted_ms >= :start AND (:end IS NULL OR counted_ms < :end)""",
        {"person": person_id, "place": place_id, "start": span.start_ms, "end": span.end_ms},
    )
    return int(rows[0]["used"])


async def used_by_bot(q: Query, span: Span) -> int:
    """Return how many songs the whole bot has used."""
    rows = await q(
        """SELECT COALESCE(SUM(songs), 0) AS used FROM ledger
        WHERE counted_ms >= :start AND (:end IS NULL OR counted_ms < :end)""",
        {"start": span.start_ms, "end": span.end_ms},
    )
    return int(rows[0]["used"])


async def reserve(q: Query, job: Job, *, now_ms: int) -> None:
    """Count a song at the time of its order."""
    await _move(q, job, Movement.RESERVE, songs=1, counted_ms=job.created_ms, now_ms=now_ms)


async def settle(q: Query, job: Job, cost: Cost | None, *, now_ms: int) -> None:
    """Make a reserve final; `cost` is what the services charged, if they said so."""
    await _move(q, job, Movement.SETTLE, songs=0, counted_ms=job.created_ms, now_ms=now_ms, cost=cost)


async def refund(q: Query, job: Job, reason: str, *, cost: Cost | None, now_ms: int) -> None:
    """Undo a reserve in the reserve's own period; money that may be gone stays counted as `cost`."""
    await _move(
        q,
        job,
        Movement.REFUND,
        songs=-1,
        counted_ms=job.created_ms,
        now_ms=now_ms,
        cost=cost,
        reason=reason,
    )


async def _move(
    q: Query,
    job: Job,
    kind: Movement,
    *,
    songs: int,
    counted_ms: int,
    now_ms: int,
    cost: Cost | None = None,
    reason: str = "",
) -> None:
    await q(
        """INSERT INTO ledger (id, job_id, identity_id, place_id, kind, songs, amount_micro, currency,
            counted_ms, at_ms, by_whom, reason)
        VALUES (:id, :job, :identity, :place, :kind, :songs, :amount, :currency,
            :counted, :now, 'bot', :reason)""",
        {
            "id": new_id(now_ms),
            "job": job.id,
            "identity": job.identity_id,
            "place": job.place_id,
            "kind": kind.value,
            "songs": songs,
            "amount": cost.amount_micro if cost else None,
            "currency": cost.currency if cost else None,
            "counted": counted_ms,
            "now": now_ms,
            "reason": reason,
        },
    )
