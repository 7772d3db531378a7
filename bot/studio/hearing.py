"""Who may hear a song, and so whatever can be done with it."""

from bot.domain.errors import NotYours, SongGone
from bot.domain.ids import is_id
from bot.domain.job import Job
from bot.domain.people import Caller, PlaceRef
from bot.store import jobs, news, people
from bot.store.db import Query


async def owns(q: Query, caller: Caller, job: Job) -> bool:
    """Tell whether somebody ordered a song, whichever of their accounts they did it with."""
    identity = await people.find_identity(q, caller.account)
    if identity is None:
        return False
    return job.identity_id == identity.id or await people.person_of(q, job.identity_id) == identity.person_id


async def may_hear(q: Query, caller: Caller, job: Job) -> bool:
    """Tell whether somebody may hear a song: their own, or one that was sung for all of this place.

    A direct message is nobody else's place, whatever it was charged to.
    """
    if job.deleted_ms is not None:
        return False
    if await owns(q, caller, job):
        return True
    place = await people.place_by_id(q, job.place_id)
    if job.request.private or caller.direct:
        return False
    if await news.about(q, posted_again(job.id, caller.place)):
        return True
    if place.ref != caller.place:
        return False
    if place.ref.is_private:  # it holds the direct messages of all chats, and the channels of one
        return job.origin.platform == caller.account.platform
    return bool(job.origin.place)


def posted_again(job_id: str, place: PlaceRef | None = None) -> str:
    """Return the topic of all that posts a song again, in one place or anywhere."""
    return f"song.{job_id}" if place is None else f"song.{job_id}.{place.platform}:{place.native_id}"


async def song_for(q: Query, caller: Caller, job_id: str) -> Job:
    """Return a song that somebody may hear; raises `SongGone` and `NotYours`."""
    job = await jobs.get(q, job_id) if is_id(job_id) else None
    if job is None or job.deleted_ms is not None or not job.is_song:
        raise SongGone(job_id)
    if not await may_hear(q, caller, job):
        raise NotYours("a song for others")
    return job
