"""What is done with finished songs: presses of their buttons, and deleting what was sung."""

import json
from datetime import timedelta

from bot.domain.job import Job
from bot.domain.song import SongRequest
from bot.store import files
from bot.store.db import Query

PRESSES_KEPT_MS = timedelta(days=7) // timedelta(milliseconds=1)
"""How long a press is remembered; no chat sends one again after that."""
_ORDERED_BY = "dialogue:"
"""With this begins the `dedup` of an order that a dialogue ended with."""


async def press(
    q: Query, tap_id: str, what: str, job_id: str, person_id: str, *, now_ms: int, within_ms: int
) -> str:
    """Note a press and return the id of the one that it counts as: its own, or that of one just before.

    The same tap is the same press, however late the chat sends it again.
    """
    await q("DELETE FROM presses WHERE at_ms < :before", {"before": now_ms - PRESSES_KEPT_MS})
    own = f"{what}:{job_id}:{person_id}:{tap_id}"
    known = await q("SELECT counts_as FROM presses WHERE id = :id", {"id": own})
    if known:
        return str(known[0]["counts_as"])
    values = {"person": person_id, "job": job_id, "what": what}
    just_before = await q(
        """SELECT id FROM presses WHERE person_id = :person AND job_id = :job AND what = :what
        AND at_ms > :since AND id = counts_as ORDER BY at_ms DESC LIMIT 1""",
        {**values, "since": now_ms - within_ms},
    )
    counts_as = str(just_before[0]["id"]) if just_before else own
    await q(
        """INSERT INTO presses (id, counts_as, what, job_id, person_id, at_ms)
        VALUES (:id, :counts, :what, :job, :person, :now)""",
        {**values, "id": own, "counts": counts_as, "now": now_ms},
    )
    return counts_as


async def blank(q: Query, job: Job, *, now_ms: int) -> bool:
    """Forget what was sung: request, titles, words, answers, and the dialogues in which it was talked about.

    What was made, when and for how much stays. False if it was deleted before.
    """
    rows = await q(
        """UPDATE jobs SET deleted_ms = :now, request = '{}', title = ''
        WHERE id = :id AND deleted_ms IS NULL RETURNING id""",
        {"id": job.id, "now": now_ms},
    )
    if not rows:
        return False
    await _blank_results(q, job.id)
    await files.forget_song(q, job.id)
    await q("DELETE FROM posts WHERE job_id = :id AND role = 'notice' AND posted IS NULL", {"id": job.id})
    if job.dedup.startswith(_ORDERED_BY):
        dialogue = job.dedup.removeprefix(_ORDERED_BY)
        drafts = await q(
            "UPDATE jobs SET request = '{}', title = '' WHERE dialogue_id = :dialogue RETURNING id",
            {"dialogue": dialogue},
        )
        for draft in drafts:
            await _blank_results(q, draft["id"])
        await q("DELETE FROM dialogues WHERE id = :dialogue", {"dialogue": dialogue})
    return True


async def _blank_results(q: Query, job_id: str) -> None:
    await q("UPDATE tracks SET title = '', lyrics = '' WHERE job_id = :id", {"id": job_id})
    await q("UPDATE calls SET answer = '{}' WHERE job_id = :id AND answer IS NOT NULL", {"id": job_id})


async def last_requests(q: Query, identity_id: str, *, limit: int) -> list[SongRequest]:
    """Return what somebody asked for last, newest first."""
    rows = await q(
        """SELECT request FROM jobs WHERE identity_id = :id AND kind = 'song' AND deleted_ms IS NULL
        ORDER BY id DESC LIMIT :limit""",
        {"id": identity_id, "limit": limit},
    )
    return [SongRequest.model_validate(json.loads(row["request"])) for row in rows]
