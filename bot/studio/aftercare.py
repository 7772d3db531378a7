"""What is decided about a finished song when a button is pressed: ordered again, sent again, deleted.

Everything here is part of somebody's transaction. What has to be done in chats and on the disk is planned
with it as an errand (`bot.studio.errands`), so that it happens once, also after a restart.
"""

import asyncio
from typing import Literal

from bot.domain.errors import (
    InvalidOrder,
    NotModerator,
    NotYours,
    SongGone,
    SongUnderWay,
)
from bot.domain.ids import is_id
from bot.domain.job import Job, JobState, Track
from bot.domain.people import Caller, Place, PlaceRef
from bot.domain.posts import Audience
from bot.domain.song import Origin
from bot.media.folders import Folders
from bot.store import audit, facts, files, jobs, news, people, songs
from bot.store.db import Query
from bot.studio.admission import Admission
from bot.studio.endings import NOBODY_THERE
from bot.studio.hearing import owns, posted_again, song_for
from bot.studio.rules import DELIVERY_PATIENCE_MS, Rules
from bot.studio.uploads import Uploads
from bot.studio.views import Order

ONE_PRESS_MS = 10_000
"""Presses of one person on one song within this are one press."""
Sent = Literal["sent", "posted"]
"""A kept song was sent for the first time, or one that had been posted is posted again."""


class Aftercare:
    """Knows who may do what with which song. Every method raises `Refusal`s, and nothing has changed then."""

    def __init__(self, *, admission: Admission, rules: Rules, folders: Folders, uploads: Uploads) -> None:
        self._admission, self._rules = admission, rules
        self._folders, self._uploads = folders, uploads

    async def again(
        self, q: Query, caller: Caller, job_id: str, origin: Origin, tap_id: str, *, now_ms: int
    ) -> Order:
        """Return the order of the same song anew, which is charged to whoever presses.

        Its `dedup` is the same for all presses that count as one.
        """
        job = await self._orderable(q, caller, job_id, now_ms=now_ms)
        known = await people.find_identity(q, caller.account)  # who is refused later is met by nobody
        person = (known or await people.meet(q, caller.account, now_ms=now_ms)).person_id
        press = await songs.press(q, tap_id, "again", job.id, person, now_ms=now_ms, within_ms=ONE_PRESS_MS)
        return Order(caller, job.request, origin, dedup=press)

    async def to_edit(self, q: Query, caller: Caller, job_id: str, *, now_ms: int) -> Job:
        """Return a song whose order may be made somebody's own draft."""
        return await self._orderable(q, caller, job_id, now_ms=now_ms)

    async def send(
        self, q: Query, caller: Caller, job_id: str, origin: Origin, tap_id: str, *, now_ms: int
    ) -> Sent:
        """Plan that a song goes to `origin` without being paid again.

        A kept song is its owner's alone; it is settled when it has arrived. What was posted is posted once
        more for a press. A private song the chat hands to its owner alone, as it did at first.
        """
        job = await song_for(q, caller, job_id)
        mine = await owns(q, caller, job)
        if job.state is JobState.KEPT:
            if not mine:
                raise NotYours("a kept song of somebody else")
            if job.created_ms < self._rules.kept_since_ms(now_ms):
                raise SongGone(job.id)  # the sweep may be removing its files just now
            await send_kept(q, job, origin, now_ms=now_ms)
            return "sent"
        if job.state is not JobState.DONE:
            raise SongGone(job.id) if job.state.ended else SongUnderWay(job.id)
        await self._check_place(q, caller, now_ms=now_ms)
        tracks = await facts.tracks_of(q, job.id)
        if not tracks or not all([await self._is_there(q, job, one, origin.platform) for one in tracks]):
            raise SongGone(job.id)
        person = (await people.meet(q, caller.account, now_ms=now_ms)).person_id
        what = f"post:{origin.platform}:{origin.chat}:{origin.thread}"
        press = await songs.press(q, tap_id, what, job.id, person, now_ms=now_ms, within_ms=ONE_PRESS_MS)
        where = posted_again(job.id, PlaceRef(origin.platform, origin.place))
        audience: Audience = "person" if job.request.private else "everyone"
        for track in tracks:
            content = {"song": job.id, "n": track.n}
            await news.add(q, origin, audience, content, topic=f"{where}.{press}.{track.n}", now_ms=now_ms)
        return "posted"

    async def delete(self, q: Query, caller: Caller, job_id: str, *, now_ms: int) -> None:
        """Forget what was sung, and plan that its messages and files go; a kept song is refunded after that.

        For its owner, and for who moderates the place that paid.
        """
        job, place, mine = await self.deletable(q, caller, job_id)
        if not job.state.ended and job.state is not JobState.KEPT:
            raise SongUnderWay(job.id)
        if not await songs.blank(q, job, now_ms=now_ms):
            return
        if not mine:
            owner = (await people.accounts_of(q, [job.identity_id]))[job.identity_id]
            who = (await people.meet(q, caller.account, now_ms=now_ms)).id
            await audit.note(
                q,
                place_id=place.id,
                who=who,
                what="song.deleted",
                before={"kind": "song", "deleted": False},
                after={"kind": "song", "deleted": True, "job": job.id, "name": owner.shown},
                now_ms=now_ms,
            )
        for post in (await facts.posts_of(q, job.id)).values():
            if post.role == "result" and post.message_id is not None:
                await _plan_take_down(q, job.origin, post.message_id, now_ms=now_ms)
        for item in await news.about(q, posted_again(job.id)):
            await take_down_again(q, item, item.message_id, now_ms=now_ms)
        await news.add(q, job.origin, "everyone", {"forget": job.id}, now_ms=now_ms)

    async def deletable(self, q: Query, caller: Caller, job_id: str) -> tuple[Job, Place, bool]:
        """Return a song that somebody may delete, the place that paid, and whether the song is their own."""
        job = await jobs.get(q, job_id) if is_id(job_id) else None
        if job is None or job.deleted_ms is not None or not job.is_song:
            raise SongGone(job_id)
        place = await people.place_by_id(q, job.place_id)
        mine = await owns(q, caller, job)
        if not mine and not self._admission.moderates(caller, place):
            raise NotModerator("a song of somebody else")
        return job, place, mine

    async def _orderable(self, q: Query, caller: Caller, job_id: str, *, now_ms: int) -> Job:
        """Return a song that may be ordered anew; those without a song may be by their owner only."""
        job = await song_for(q, caller, job_id)
        if job.state not in (JobState.DONE, JobState.KEPT) and not await owns(q, caller, job):
            raise NotYours("an order of somebody else")
        cover = job.request.cover
        if cover is not None and cover.file and not await self._uploads.keep(cover.file):
            remembered = cover.feature_id and now_ms < cover.feature_until_ms
            if not (remembered and job.request.lyrics):  # the service needs the audio
                raise InvalidOrder("audio-gone")
        return job

    async def _is_there(self, q: Query, job: Job, track: Track, platform: str) -> bool:
        """Tell whether a track can be posted: its file is on the disk, or the chat has it."""
        if await files.known(q, track, platform):
            return True
        path = self._folders.songs(job.id) / track.path.rpartition("/")[2]
        return await asyncio.to_thread(path.is_file)

    async def _check_place(self, q: Query, caller: Caller, *, now_ms: int) -> None:
        """Raise a `Refusal` where somebody may not have songs posted; what they have is theirs in private."""
        if caller.direct:
            return
        identity, place = await people.arrive(q, caller, now_ms=now_ms)
        await self._admission.check(q, caller, identity, place, now_ms=now_ms)


async def send_kept(q: Query, job: Job, origin: Origin, *, now_ms: int) -> None:
    """Send a kept song to another chat, whole."""
    await facts.forget_results(q, job.id)
    await jobs.deliver_to(q, job, origin, now_ms=now_ms, deadline_ms=now_ms + DELIVERY_PATIENCE_MS)


async def take_down_again(q: Query, item: news.News, message_id: str | None, *, now_ms: int) -> None:
    """Plan that messages are taken down with which a song was posted again; None: none has arrived."""
    for one in (message_id or "").split():
        if one != NOBODY_THERE:
            await _plan_take_down(q, item.origin, one, now_ms=now_ms)


async def _plan_take_down(q: Query, origin: Origin, message_id: str, *, now_ms: int) -> None:
    await news.add(q, origin, "everyone", {"take_down": message_id}, now_ms=now_ms)
