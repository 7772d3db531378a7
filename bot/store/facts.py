"""What is known of a job: the calls that were made, the tracks that were saved, the posts."""

import json
from dataclasses import replace

from bot.domain.ids import new_id
from bot.domain.job import Call, CallOutcome, Job, Post, Track
from bot.domain.money import Cost
from bot.domain.ports import Answered
from bot.store.db import Query, Value
from bot.store.jobs import note_fact


async def calls_of(q: Query, job_id: str) -> list[Call]:
    """Return the calls of a job in order."""
    rows = await q("SELECT * FROM calls WHERE job_id = :job ORDER BY n", {"job": job_id})
    return [
        Call(
            n=row["n"],
            provider=row["provider"],
            kind=row["kind"],
            started_ms=row["started_ms"],
            remote_id=row["remote_id"],
            answer=json.loads(row["answer"]) if row["answer"] else None,
            outcome=row["outcome"],
            cost=Cost(row["cost_micro"], row["currency"]) if row["cost_micro"] is not None else None,
        )
        for row in rows
    ]


async def begin_call(q: Query, job: Job, call: Call) -> None:
    """Write the intent: from now on the request may have left."""
    await note_fact(q, job)
    await q(
        """INSERT INTO calls (id, job_id, n, provider, kind, started_ms, trace_id)
        VALUES (:id, :job, :n, :provider, :kind, :started, '')""",
        {
            "id": new_id(call.started_ms),
            "job": job.id,
            "n": call.n,
            "provider": call.provider,
            "kind": call.kind,
            "started": call.started_ms,
        },
    )


async def accept_call(q: Query, job: Job, n: int, remote_id: str) -> None:
    """Store the id under which the service took the request."""
    await note_fact(q, job)
    await q(
        "UPDATE calls SET remote_id = :remote WHERE job_id = :job AND n = :n",
        {"remote": remote_id, "job": job.id, "n": n},
    )


async def answer_call(q: Query, job: Job, n: int, answered: Answered) -> None:
    """Store the service's whole answer."""
    await note_fact(q, job)
    await q(
        """UPDATE calls SET answer = :answer, outcome = 'answered', cost_micro = :cost,
            currency = :currency, trace_id = :trace WHERE job_id = :job AND n = :n""",
        {
            "answer": json.dumps(answered.answer, ensure_ascii=False),
            "cost": answered.cost.amount_micro if answered.cost else None,
            "currency": answered.cost.currency if answered.cost else None,
            "trace": answered.trace_id,
            "job": job.id,
            "n": n,
        },
    )


async def end_call(
    q: Query, job: Job, n: int, outcome: CallOutcome, *, may_cost: Cost | None = None, trace_id: str = ""
) -> None:
    """Note how a call without a stored answer ended: surely refused, or unknown, which may have cost."""
    await note_fact(q, job)
    await q(
        """UPDATE calls SET outcome = :outcome, cost_micro = :cost, currency = :currency, trace_id = :trace
        WHERE job_id = :job AND n = :n""",
        {
            "outcome": outcome,
            "cost": may_cost.amount_micro if may_cost else None,
            "currency": may_cost.currency if may_cost else None,
            "trace": trace_id,
            "job": job.id,
            "n": n,
        },
    )


async def tracks_of(q: Query, job_id: str) -> list[Track]:
    """Return the saved tracks of a job in order."""
    rows = await q("SELECT * FROM tracks WHERE job_id = :job ORDER BY n", {"job": job_id})
    return [
        Track(
            n=row["n"],
            title=row["title"],
            lyrics=row["lyrics"],
            duration_ms=row["duration_ms"],
            path=row["path"],
            size_bytes=row["size_bytes"],
            id=row["id"],
            bitrate=row["bitrate"],
            loudness_lufs=row["loudness_lufs"],
            note=row["note"],
        )
        for row in rows
    ]


async def save_tracks(q: Query, job: Job, tracks: list[Track], *, now_ms: int) -> list[Track]:
    """Write the tracks of a job; returns them with their ids."""
    await note_fact(q, job)
    named = [replace(track, id=new_id(now_ms)) for track in tracks]
    for track in named:
        await q(
            """INSERT INTO tracks
            (id, job_id, n, title, lyrics, note, duration_ms, path, size_bytes, bitrate, loudness_lufs)
            VALUES (:id, :job, :n, :title, :lyrics, :note, :duration, :path, :size, :bitrate, :loudness)""",
            {
                "id": track.id,
                "job": job.id,
                "n": track.n,
                "title": track.title,
                "lyrics": track.lyrics,
                "note": track.note,
                **_file_of(track),
            },
        )
    return named


async def change_track(q: Query, job: Job, track: Track) -> None:
    """Note that another file stands for a track: it was fitted anew."""
    await note_fact(q, job)
    await q(
        """UPDATE tracks SET duration_ms = :duration, path = :path, size_bytes = :size, bitrate = :bitrate,
        loudness_lufs = :loudness WHERE id = :id""",
        {"id": track.id, **_file_of(track)},
    )


def _file_of(track: Track) -> dict[str, Value]:
    return {
        "duration": track.duration_ms,
        "path": track.path,
        "size": track.size_bytes,
        "bitrate": track.bitrate,
        "loudness": track.loudness_lufs,
    }


async def posts_of(q: Query, job_id: str) -> dict[str, Post]:
    """Return the posts of a job by their nonce."""
    rows = await q("SELECT * FROM posts WHERE job_id = :job", {"job": job_id})
    return {
        row["nonce"]: Post(
            job_id, row["role"], row["track_id"], row["part"], row["chat"], row["nonce"],
            row["started"], row["message_id"],
        )
        for row in rows
    }  # fmt: skip


async def begin_post(q: Query, job: Job, post: Post, *, now_ms: int) -> None:
    """Note that a part of a song is being posted, if the job is still this runner's."""
    await note_fact(q, job)
    await plan_post(q, post, started_ms=now_ms)


async def plan_post(q: Query, post: Post, *, started_ms: int | None) -> None:
    """Note that a message is due (`started_ms` None) or is being sent now.

    The first time counts: from then on it may be found in its chat.
    """
    await q(
        """INSERT INTO posts (job_id, track_id, role, part, nonce, chat, started)
        VALUES (:job, :track, :role, :part, :nonce, :chat, :started)
        ON CONFLICT (nonce) DO UPDATE
        SET started = coalesce(posts.started, excluded.started), chat = excluded.chat""",
        {
            "job": post.job_id,
            "track": post.track_id,
            "role": post.role,
            "part": post.part,
            "nonce": post.nonce,
            "chat": post.chat,
            "started": started_ms,
        },
    )


async def plan_news(q: Query, post: Post) -> None:
    """Note that news of a job is due, instead of older news that nobody was told; it is told once."""
    await q(
        "DELETE FROM posts WHERE job_id = :job AND role = 'notice' AND posted IS NULL AND nonce != :nonce",
        {"job": post.job_id, "nonce": post.nonce},
    )
    if post.nonce not in await posts_of(q, post.job_id):
        await plan_post(q, post, started_ms=None)


async def withdraw_post(q: Query, nonce: str) -> None:
    """Note that what was begun for the first time surely did not arrive: there is nothing to be found."""
    await q("UPDATE posts SET started = NULL WHERE nonce = :nonce AND posted IS NULL", {"nonce": nonce})


async def finish_post(q: Query, nonce: str, message_id: str, *, now_ms: int) -> None:
    """Note that a message has arrived."""
    await q(
        "UPDATE posts SET message_id = :message, posted = :now WHERE nonce = :nonce",
        {"message": message_id, "now": now_ms, "nonce": nonce},
    )


async def untold(q: Query) -> list[str]:
    """Return the jobs whose end has not been told yet, oldest first."""
    rows = await q("SELECT job_id FROM posts WHERE role = 'notice' AND posted IS NULL ORDER BY job_id")
    return [row["job_id"] for row in rows]


async def forget_results(q: Query, job_id: str) -> None:
    """Forget where a song was posted, and what was not told: it goes to another chat, whole."""
    await q("DELETE FROM posts WHERE job_id = :job AND (role = 'result' OR posted IS NULL)", {"job": job_id})
