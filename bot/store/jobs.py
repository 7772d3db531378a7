"""The jobs table: the only truth about every order."""

import json
import sqlite3
from collections.abc import Collection

from bot.domain.errors import TroubadourError
from bot.domain.job import TRANSITIONS, Failure, Job, JobState
from bot.domain.song import Origin, SongRequest
from bot.store.db import Params, Query, Value

_UNDER_WAY = "('running', 'delivering')"


class NotMineError(TroubadourError):
    """The job has ended, or a newer runner has it: this one stops, silently."""


async def insert(q: Query, job: Job) -> None:
    """Write a new job and the first row of its log."""
    await q(
        """INSERT INTO jobs (id, dedup, kind, identity_id, place_id, origin, request, title, provider,
            tried, state, epoch, attempts, stalls, facts, facts_at_start, not_before_ms, deadline_ms,
            created_ms, dialogue_id)
        VALUES (:id, :dedup, :kind, :identity, :place, :origin, :request, :title, :provider,
            :tried, :state, 0, 0, 0, 0, 0, 0, :deadline, :created, :dialogue)""",
        {
            "id": job.id,
            "dedup": job.dedup,
            "kind": job.kind,
            "identity": job.identity_id,
            "place": job.place_id,
            "origin": job.origin.model_dump_json(),
            "request": job.request.model_dump_json(),
            "title": job.title,
            "provider": job.provider,
            "tried": json.dumps(job.tried),
            "state": job.state.value,
            "deadline": job.deadline_ms,
            "created": job.created_ms,
            "dialogue": job.dialogue_id or None,
        },
    )
    await _log(q, job.id, before=None, after=job.state, epoch=0, now_ms=job.created_ms, detail="ordered")


async def get(q: Query, job_id: str) -> Job | None:
    """Return a job by its id."""
    rows = await q("SELECT * FROM jobs WHERE id = :id", {"id": job_id})
    return _job(rows[0]) if rows else None


async def by_dedup(q: Query, dedup: str) -> Job | None:
    """Return the job that this very order made before."""
    rows = await q("SELECT * FROM jobs WHERE dedup = :dedup", {"dedup": dedup})
    return _job(rows[0]) if rows else None


async def claim(q: Query, job_id: str) -> Job:
    """Become the job's runner; every older one is fenced off from now on."""
    rows = await q(
        f"UPDATE jobs SET epoch = epoch + 1 WHERE id = :id AND state IN {_UNDER_WAY} RETURNING *",
        {"id": job_id},
    )
    if not rows:
        raise NotMineError(job_id)
    return _job(rows[0])


async def note_fact(q: Query, job: Job) -> None:
    """Count a new fact; raises `NotMineError` for a runner that lost its job."""
    rows = await q(
        f"""UPDATE jobs SET facts = facts + 1
        WHERE id = :id AND epoch = :epoch AND state IN {_UNDER_WAY} RETURNING id""",
        {"id": job.id, "epoch": job.epoch},
    )
    if not rows:
        raise NotMineError(job.id)


async def postpone(q: Query, job: Job, *, until_ms: int) -> None:
    """Leave a job under way as it is and come back to it later."""
    rows = await q(
        f"""UPDATE jobs SET not_before_ms = :until, attempts = attempts + 1
        WHERE id = :id AND epoch = :epoch AND state IN {_UNDER_WAY} RETURNING id""",
        {"id": job.id, "epoch": job.epoch, "until": until_ms},
    )
    if not rows:
        raise NotMineError(job.id)


async def cancelled_for(q: Query, identity_id: str, *, detail: str) -> Job | None:
    """Return the job of somebody's that was cancelled with this written down as the reason."""
    rows = await q(
        """SELECT jobs.* FROM jobs JOIN job_log ON job_log.job_id = jobs.id
        WHERE jobs.identity_id = :identity AND job_log.after = :after AND job_log.detail = :detail""",
        {"identity": identity_id, "after": JobState.CANCELLED.value, "detail": detail},
    )
    return _job(rows[0]) if rows else None


async def change(
    q: Query,
    job: Job,
    to: JobState,
    *,
    now_ms: int,
    detail: str = "",
    also: dict[str, Value] | None = None,
) -> None:
    """Move a job from the state and epoch that `job` shows to another state.

    `also` sets further columns. Raises `NotMineError` if the row is not (any more) as `job` says, and
    `ValueError` for a change that the design does not know.
    """
    if to not in TRANSITIONS[job.state]:
        raise ValueError(f"no way from {job.state} to {to}")
    columns: dict[str, Value] = {"state": to.value, **(also or {})}
    if to.ended:
        columns["finished_ms"] = now_ms
    await amend(q, job, columns, now_ms=now_ms, detail=detail, to=to)


async def amend(
    q: Query,
    job: Job,
    columns: dict[str, Value],
    *,
    now_ms: int,
    detail: str,
    to: JobState | None = None,
) -> None:
    """Write columns of a job that is in the state and epoch that `job` shows, and log why.

    Without `to` it stays in its state. Raises `NotMineError` if the row is not (any more) as `job` says.
    """
    sets = ", ".join(f"{name} = :{name}" for name in columns)
    rows = await q(
        f"UPDATE jobs SET {sets} WHERE id = :id AND state = :before AND epoch = :epoch RETURNING id",
        {**columns, "id": job.id, "before": job.state.value, "epoch": job.epoch},
    )
    if not rows:
        raise NotMineError(job.id)
    after = to or job.state
    await _log(q, job.id, before=job.state, after=after, epoch=job.epoch, now_ms=now_ms, detail=detail)


async def start(q: Query, job_id: str, *, now_ms: int) -> bool:
    """Move a queued job to `running`; False if it is not queued any more."""
    job = await get(q, job_id)
    if job is None or job.state is not JobState.QUEUED:
        return False
    await change(q, job, JobState.RUNNING, now_ms=now_ms, also={"started_ms": now_ms})
    return True


async def deliver_to(q: Query, job: Job, origin: Origin, *, now_ms: int, deadline_ms: int) -> None:
    """Send a kept song to another chat."""
    await change(
        q,
        job,
        JobState.DELIVERING,
        now_ms=now_ms,
        detail="next contact",
        also={
            "origin": origin.model_dump_json(),
            "failure": None,
            "attempts": 0,
            "not_before_ms": 0,
            "deadline_ms": deadline_ms,
        },
    )


async def under_way(q: Query, *, now_ms: int) -> list[str]:
    """Return the jobs that ought to have a runner now."""
    rows = await q(
        f"""SELECT id FROM jobs
        WHERE finished_ms IS NULL AND state IN {_UNDER_WAY} AND not_before_ms <= :now
        ORDER BY created_ms, id""",
        {"now": now_ms},
    )
    return [row["id"] for row in rows]


async def count_stalls(q: Query) -> None:
    """At start-up: count, for each running job, the starts in a row that brought no new fact."""
    await q(
        """UPDATE jobs SET stalls = CASE WHEN facts = facts_at_start THEN stalls + 1 ELSE 0 END,
            facts_at_start = facts WHERE finished_ms IS NULL AND state = 'running'"""
    )


async def in_states(q: Query, states: Collection[JobState], *, identity_id: str | None = None) -> list[Job]:
    """Return open songs in some states, oldest first, of everybody or of one identity."""
    names = ", ".join(f"'{state.value}'" for state in states)
    whose = "AND identity_id = :identity" if identity_id else ""
    rows = await q(
        f"""SELECT * FROM jobs
        WHERE finished_ms IS NULL AND state IN ({names}) AND kind = 'song' {whose}
        ORDER BY created_ms, id""",
        {"identity": identity_id} if identity_id else {},
    )
    return [_job(row) for row in rows]


async def ended_last(q: Query, *, within_ms: int, looked_at: int = 500) -> list[Job]:
    """Return the songs that ended, or were kept, in so much time before the last change of any song."""
    rows = await q(
        """SELECT j.*, l.at_ms AS changed_ms FROM (
            SELECT * FROM jobs WHERE kind = 'song' ORDER BY id DESC LIMIT :looked_at) AS j
        JOIN job_log l ON l.job_id = j.id AND l.n = (SELECT MAX(n) FROM job_log WHERE job_id = j.id)""",
        {"looked_at": looked_at},
    )
    last_ms = max((row["changed_ms"] for row in rows), default=0)
    is_over = [row for row in rows if row["finished_ms"] is not None or row["state"] == "kept"]
    return [_job(row) for row in is_over if row["changed_ms"] >= last_ms - within_ms]


async def count_waiting(q: Query, person_id: str) -> int:
    """Return how many songs of a person wait for their turn."""
    rows = await q(
        """SELECT COUNT(*) AS n FROM jobs j JOIN identities i ON i.id = j.identity_id
        WHERE j.finished_ms IS NULL AND j.state IN ('held', 'queued') AND j.kind = 'song'
        AND i.person_id = :person""",
        {"person": person_id},
    )
    return int(rows[0]["n"])


async def page(q: Query, identity_id: str, *, offset: int, limit: int) -> tuple[list[Job], int]:
    """Return a page of somebody's songs, newest first, and how many there are in all."""
    total = await q(
        """SELECT COUNT(*) AS n FROM jobs
        WHERE identity_id = :id AND kind = 'song' AND deleted_ms IS NULL""",
        {"id": identity_id},
    )
    rows = await q(
        """SELECT * FROM jobs WHERE identity_id = :id AND kind = 'song' AND deleted_ms IS NULL
        ORDER BY id DESC LIMIT :limit OFFSET :offset""",
        {"id": identity_id, "limit": limit, "offset": offset},
    )
    return [_job(row) for row in rows], int(total[0]["n"])


async def with_files(q: Query, *, since_ms: int) -> set[str]:
    """Return the jobs whose files may not be swept: not ended, or ended after `since_ms`."""
    rows = await q(
        """SELECT id FROM jobs WHERE finished_ms IS NULL
        UNION SELECT id FROM jobs WHERE state = 'done' AND finished_ms >= :since AND deleted_ms IS NULL""",
        {"since": since_ms},
    )
    return {row["id"] for row in rows}


async def oldest_done(q: Query, *, before_ms: int, limit: int) -> list[str]:
    """Return finished jobs that have tracks, oldest first."""
    rows = await q(
        """SELECT id FROM jobs WHERE state = 'done' AND finished_ms < :before AND deleted_ms IS NULL
        AND EXISTS (SELECT 1 FROM tracks t WHERE t.job_id = jobs.id) ORDER BY id LIMIT :limit""",
        {"before": before_ms, "limit": limit},
    )
    return [row["id"] for row in rows]


async def usual_seconds(q: Query, provider: str, *, last: int = 20) -> float | None:
    """Return the mean time from start to end of a provider's last songs; None without any."""
    rows = await q(
        """SELECT AVG(taken) AS mean FROM (
            SELECT finished_ms - started_ms AS taken FROM jobs
            WHERE provider = :provider AND state = 'done' AND kind = 'song' AND started_ms IS NOT NULL
            ORDER BY id DESC LIMIT :last) AS recent""",
        {"provider": provider, "last": last},
    )
    mean = rows[0]["mean"]
    return None if mean is None else float(mean) / 1000


async def _log(
    q: Query,
    job_id: str,
    *,
    before: JobState | None,
    after: JobState,
    epoch: int,
    now_ms: int,
    detail: str,
) -> None:
    values: Params = {
        "job": job_id,
        "now": now_ms,
        "before": before.value if before else None,
        "after": after.value,
        "epoch": epoch,
        "detail": detail,
    }
    await q(
        """INSERT INTO job_log (job_id, n, at_ms, before, after, epoch, detail)
        SELECT :job, COALESCE(MAX(n), 0) + 1, :now, :before, :after, :epoch, :detail
        FROM job_log WHERE job_id = :job""",
        values,
    )


def _job(row: sqlite3.Row) -> Job:
    failure = json.loads(row["failure"]) if row["failure"] else None
    return Job(
        id=row["id"],
        dedup=row["dedup"],
        kind=row["kind"],
        identity_id=row["identity_id"],
        place_id=row["place_id"],
        origin=Origin.model_validate_json(row["origin"]),
        request=SongRequest.model_validate_json(row["request"]),
        title=row["title"],
        provider=row["provider"],
        tried=tuple(json.loads(row["tried"])),
        state=JobState(row["state"]),
        epoch=row["epoch"],
        attempts=row["attempts"],
        stalls=row["stalls"],
        not_before_ms=row["not_before_ms"],
        deadline_ms=row["deadline_ms"],
        created_ms=row["created_ms"],
        started_ms=row["started_ms"],
        finished_ms=row["finished_ms"],
        failure=Failure(failure["code"], failure["params"]) if failure else None,
        dialogue_id=row["dialogue_id"] or "",
        deleted_ms=row["deleted_ms"],
    )
