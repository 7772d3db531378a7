"""The ledger: movements of songs and money, and the sums over them. There is no counter anywhere.

A row's `songs` are songs that were really ordered (or given back), `granted` is what moderators gave on top
of a limit, and the amounts move what an order holds: the estimate comes with the reserve, and the end of the
order brings the sum to what it cost.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.ids import new_id
from bot.domain.job import Job
from bot.domain.money import Charge, Cost
from bot.domain.quota import Movement, Span
from bot.store.db import Query, Value

_IN_SPAN = "counted_ms >= :start AND (:end IS NULL OR counted_ms < :end)"


async def lock(q: Query, place_id: str) -> None:
    """Touch the place's and the bot's row, in this order, before anything is summed up.

    On an engine with many writers this is what makes two reserving transactions wait for each other.
    """
    await q("UPDATE places SET touched = touched + 1 WHERE id = :id", {"id": place_id})
    await q("UPDATE bot SET touched = touched + 1 WHERE id = 'bot'")


# --- sums -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Used:
    """What a person has used in a span: songs since the last reset, and what was granted."""

    songs: int
    granted: int


async def used_by_person(q: Query, person_id: str, place_id: str, span: Span) -> Used:
    """Sum up a person's songs in a place, over all their identities.

    A reset leaves aside what was ordered before it, also where that is given back later; grants stay.
    """
    rows = await q(
        f"""WITH mine AS (
            SELECT kind, songs, granted, counted_ms FROM ledger
            WHERE identity_id IN (SELECT id FROM identities WHERE person_id = :person)
            AND place_id = :place AND {_IN_SPAN}
        )
        SELECT COALESCE(SUM(granted), 0) AS granted, COALESCE(SUM(CASE WHEN counted_ms >= COALESCE(
            (SELECT MAX(counted_ms) FROM mine WHERE kind = 'reset'), 0) THEN songs END), 0) AS songs
        FROM mine""",
        {"person": person_id, "place": place_id, "start": span.start_ms, "end": span.end_ms},
    )
    return Used(int(rows[0]["songs"]), int(rows[0]["granted"]))


@dataclass(frozen=True)
class Totals:
    """What a place, or the whole bot, has used in a span."""

    songs: int
    paid: int
    """Songs made by services that cost money."""
    money: Mapping[str, int]
    """Millionths by the currency that the budget had at the time."""


async def totals(q: Query, span: Span, *, place_id: str | None = None) -> Totals:
    """Sum up a place, or everything."""
    where = "place_id = :place AND" if place_id is not None else ""
    rows = await q(
        f"""SELECT budget_currency, SUM(songs) AS songs, SUM(paid) AS paid,
            SUM(COALESCE(budget_micro, 0)) AS micro
        FROM ledger WHERE {where} {_IN_SPAN} GROUP BY budget_currency""",
        {"start": span.start_ms, "end": span.end_ms} | ({"place": place_id} if place_id is not None else {}),
    )
    return Totals(
        songs=sum(row["songs"] for row in rows),
        paid=sum(row["paid"] for row in rows),
        money={row["budget_currency"]: row["micro"] for row in rows if row["budget_currency"]},
    )


async def held(q: Query, job_id: str) -> list[Charge]:
    """Return what an order holds now, by its currencies; amounts that have come to nothing are left out."""
    rows = await q(
        """SELECT currency, budget_currency, SUM(amount_micro) AS amount,
            SUM(COALESCE(budget_micro, 0)) AS budget
        FROM ledger WHERE job_id = :job AND currency IS NOT NULL GROUP BY currency, budget_currency""",
        {"job": job_id},
    )
    return [
        Charge(
            Cost(row["amount"], row["currency"]),
            Cost(row["budget"], row["budget_currency"]) if row["budget_currency"] else None,
        )
        for row in rows
        if row["amount"] or row["budget"]
    ]


async def counted_ms(q: Query, job_id: str) -> int:
    """Return the time at which all movements of an order count: that of its reserve."""
    rows = await q("SELECT counted_ms FROM ledger WHERE job_id = :job AND kind = 'reserve'", {"job": job_id})
    return int(rows[0]["counted_ms"])


# --- movements --------------------------------------------------------------------------------


async def reserve(q: Query, job: Job, charge: Charge | None = None, *, paid: bool, now_ms: int) -> None:
    """Count a song at the time of its order, and hold what it may cost; what is no song holds money only."""
    songs = int(job.is_song)
    await _move(q, job, Movement.RESERVE, songs=songs, paid=int(paid) * songs, charge=charge, now_ms=now_ms)


async def rebook(q: Query, job: Job, charge: Charge | None, *, now_ms: int) -> None:
    """Hold something else than before: another service is asked."""
    for other in await held(q, job.id):
        await _move(q, job, Movement.ADJUST, charge=_minus(other), now_ms=now_ms)
    if charge is not None:
        await _move(q, job, Movement.ADJUST, charge=charge, now_ms=now_ms)


async def settle(q: Query, job: Job, charge: Charge | None, *, now_ms: int) -> None:
    """Make a reserve final; `charge` is what the song cost, None if nobody can tell."""
    await _end(q, job, Movement.SETTLE, charge, now_ms=now_ms)


async def refund(q: Query, job: Job, reason: str, *, charge: Charge | None, now_ms: int) -> None:
    """Give a song back in the reserve's own period; money that may be gone stays counted as `charge`."""
    rows = await q("SELECT SUM(paid) AS paid FROM ledger WHERE job_id = :job", {"job": job.id})
    songs, paid = -int(job.is_song), -int(rows[0]["paid"] or 0)
    await _end(q, job, Movement.REFUND, charge, songs=songs, paid=paid, now_ms=now_ms, reason=reason)


async def grant(
    q: Query, identity_id: str, place_id: str, songs: int, *, by: str, reason: str, now_ms: int
) -> None:
    """Give somebody songs on top of their limit in the period that holds `now_ms`; below 0 takes some."""
    await _by_moderator(q, identity_id, place_id, Movement.GRANT, songs, by=by, reason=reason, now_ms=now_ms)


async def reset(q: Query, identity_id: str, place_id: str, *, by: str, reason: str, now_ms: int) -> None:
    """Start somebody's count anew: what was ordered before now counts no longer."""
    await _by_moderator(q, identity_id, place_id, Movement.RESET, 0, by=by, reason=reason, now_ms=now_ms)


@dataclass(frozen=True)
class Entry:
    """A row of the ledger as moderators read it."""

    kind: Movement
    songs: int
    granted: int
    at_ms: int
    by: str
    """An identity's id, `operator`, or `bot`."""
    reason: str


async def movements(q: Query, person_id: str, place_id: str, *, limit: int) -> list[Entry]:
    """Return the last movements of somebody's songs in a place, newest first."""
    rows = await q(
        """SELECT * FROM ledger WHERE place_id = :place AND kind <> 'adjust'
        AND identity_id IN (SELECT id FROM identities WHERE person_id = :person)
        AND NOT EXISTS (SELECT 1 FROM jobs j WHERE j.id = ledger.job_id AND j.kind <> 'song')
        ORDER BY at_ms DESC, id DESC LIMIT :limit""",
        {"place": place_id, "person": person_id, "limit": limit},
    )
    return [
        Entry(
            Movement(row["kind"]),
            row["songs"],
            row["granted"],
            at_ms=row["at_ms"],
            by=row["by_whom"],
            reason=row["reason"],
        )
        for row in rows
    ]


async def _end(
    q: Query,
    job: Job,
    kind: Movement,
    charge: Charge | None,
    *,
    songs: int = 0,
    paid: int = 0,
    now_ms: int,
    reason: str = "",
) -> None:
    """Write the last movement of an order, so that all of them together come to `charge`."""
    rest = charge
    for other in await held(q, job.id):
        if charge is not None and _same_currencies(other, charge):
            rest = _minus(other, charge)
        else:
            await _move(q, job, Movement.ADJUST, charge=_minus(other), now_ms=now_ms)
    await _move(q, job, kind, songs=songs, paid=paid, charge=rest, now_ms=now_ms, reason=reason)


def _same_currencies(one: Charge, other: Charge) -> bool:
    budgets = [charge.budget.currency if charge.budget else None for charge in (one, other)]
    return one.cost.currency == other.cost.currency and budgets[0] == budgets[1]


def _minus(held: Charge, wanted: Charge | None = None) -> Charge:
    """Return what takes an order from one amount to another in the same currencies."""
    amount = (wanted.cost.amount_micro if wanted else 0) - held.cost.amount_micro
    cost = Cost(amount, held.cost.currency)
    if held.budget is None:
        return Charge(cost)
    budget = (wanted.budget.amount_micro if wanted and wanted.budget else 0) - held.budget.amount_micro
    return Charge(cost, Cost(budget, held.budget.currency))


async def _move(
    q: Query,
    job: Job,
    kind: Movement,
    *,
    songs: int = 0,
    paid: int = 0,
    charge: Charge | None = None,
    now_ms: int,
    reason: str = "",
) -> None:
    await _insert(
        q,
        {
            "job": job.id,
            "identity": job.identity_id,
            "place": job.place_id,
            "kind": kind.value,
            "songs": songs,
            "granted": 0,
            "paid": paid,
            "amount": charge.cost.amount_micro if charge else None,
            "currency": charge.cost.currency if charge else None,
            "budget": charge.budget.amount_micro if charge and charge.budget else None,
            "budget_currency": charge.budget.currency if charge and charge.budget else None,
            "counted": job.created_ms,
            "by": "bot",
            "reason": reason,
        },
        now_ms=now_ms,
    )


async def _by_moderator(
    q: Query,
    identity_id: str,
    place_id: str,
    kind: Movement,
    granted: int,
    *,
    by: str,
    reason: str,
    now_ms: int,
) -> None:
    row: dict[str, Value] = dict.fromkeys(("job", "amount", "currency", "budget", "budget_currency"))
    row |= {
        "identity": identity_id,
        "place": place_id,
        "kind": kind.value,
        "songs": 0,
        "granted": granted,
        "paid": 0,
        "counted": now_ms,
        "by": by,
        "reason": reason,
    }
    await _insert(q, row, now_ms=now_ms)


async def _insert(q: Query, row: Mapping[str, Value], *, now_ms: int) -> None:
    await q(
        """INSERT INTO ledger (id, job_id, identity_id, place_id, kind, songs, granted, paid, amount_micro,
            currency, budget_micro, budget_currency, counted_ms, at_ms, by_whom, reason)
        VALUES (:id, :job, :identity, :place, :kind, :songs, :granted, :paid, :amount,
            :currency, :budget, :budget_currency, :counted, :now, :by, :reason)""",
        {**row, "id": new_id(now_ms), "now": now_ms},
    )
