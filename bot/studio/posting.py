"""Posts a finished song where it was ordered: each part once, whatever happens in between."""

from collections.abc import Callable, Mapping

import structlog

from bot.domain.errors import DeliveryUnavailable, FileForgotten, PlatformError, TooLargeToPost
from bot.domain.job import Job, Post, Track
from bot.domain.ports import Platform
from bot.domain.posts import Posted, SongPost, Upload
from bot.store import facts, files, people
from bot.store.db import Db, Query
from bot.studio.allowance import Allowance
from bot.studio.fitting import ANYTHING, Fitting, smaller
from bot.studio.looking import look_for
from bot.studio.stopping import Stopping

log = structlog.get_logger(__name__)


class Posting:
    """Knows the chats; `titles` are the services' by their names."""

    def __init__(
        self,
        *,
        db: Db,
        platforms: Mapping[str, Platform],
        titles: Mapping[str, str],
        fitting: Fitting,
        allowance: Allowance,
        stopping: Stopping,
        now_ms: Callable[[], int],
    ) -> None:
        self._db, self._platforms, self._titles, self._fitting = db, platforms, titles, fitting
        self._allowance, self._stopping, self._now_ms = allowance, stopping, now_ms

    async def deliver(self, job: Job, tracks: list[Track]) -> None:
        """Post every part that has not arrived yet. Raises `PlatformError`s."""
        platform = self._platforms.get(job.origin.platform)
        if platform is None:
            raise DeliveryUnavailable("the chat is not on")
        upload = await platform.upload(job.origin)
        for stored in tracks:
            upload = await self._post_track(job, platform, stored, upload, len(tracks))

    async def upload(self, job: Job) -> Upload:
        """Return what the order's chat takes; delivery looks again, and asks in earnest."""
        platform = self._platforms.get(job.origin.platform)
        if platform is None:
            return ANYTHING
        try:
            return await platform.upload(job.origin)
        except PlatformError as error:
            log.info("upload limit unknown", reason=type(error).__name__)
            return ANYTHING

    async def _for_place(self, job: Job, stored: Track, upload: Upload) -> Track:
        """Fit a track again where the place takes less than when it was put away, or is another one."""
        track = await self._fitting.for_place(job, stored, upload)
        if track != stored:
            await self._db.tx(lambda q: facts.change_track(q, job, track))
            if track.path != stored.path:
                await self._fitting.forget(job, stored)
        return track

    async def _post_track(
        self, job: Job, platform: Platform, stored: Track, upload: Upload, count: int
    ) -> Upload:
        """Post every part of a track, smaller each time that its size is refused; return what was taken.

        Raises `TooBigHere` when nothing audible is left to be tried.
        """
        while True:
            file_id = await files.known(self._db.read, stored, platform.name)
            track = stored if file_id else await self._for_place(job, stored, upload)
            outgoing = await self._song_post(job, track, count, file_id)
            try:
                for part in range(platform.parts(outgoing)):
                    await self._post(job, platform, outgoing, part)
            except (FileForgotten, TooLargeToPost) as error:
                if file_id:  # the audio itself may go through
                    await forget_file(self._db, track, platform)
                elif isinstance(error, TooLargeToPost):
                    stored, upload = track, smaller(upload, track, error)
                    log.info("refused for its size", size=track.size_bytes, next=upload.most_bytes)
                else:
                    raise
            else:
                return upload

    async def _post(self, job: Job, platform: Platform, outgoing: SongPost, part: int) -> None:
        """Post a part, unless it has arrived; it is looked for first where that may be."""
        nonce = f"{job.id}.{outgoing.track.n}.{part}"
        known = (await facts.posts_of(self._db.read, job.id)).get(nonce)
        if known is not None and known.message_id is not None:
            return
        since_ms = known.started_ms if known is not None else None
        found, outgoing = await look_for(
            platform, job.origin, outgoing, part=part, nonce=nonce, since_ms=since_ms
        )
        if found is None:
            self._stopping.may_stop_here()
            posted = await self._send(job, platform, outgoing, part, nonce)
        else:
            posted = Posted(found)
        message_id, file_id, now = posted.message_id, posted.file_id, self._now_ms()

        async def note(q: Query) -> None:
            await facts.finish_post(q, nonce, message_id, now_ms=now)
            if file_id:
                await files.note(q, outgoing.track, platform.name, file_id)

        await self._db.tx(note)
        self._stopping.unbroken.discard(job.id)

    async def _send(self, job: Job, platform: Platform, outgoing: SongPost, part: int, nonce: str) -> Posted:
        """Note that a part is being posted, and post it."""
        post = Post(job.id, "result", outgoing.track.id, part, job.origin.chat, nonce)
        await self._db.tx(lambda q: facts.begin_post(q, job, post, now_ms=self._now_ms()))
        self._stopping.unbroken.add(job.id)
        try:
            return await platform.post(job.origin, outgoing, part=part, nonce=nonce)
        except PlatformError as error:
            if error.surely_not_posted and not outgoing.perhaps_again:
                await self._db.tx(lambda q: facts.withdraw_post(q, nonce))
            raise

    async def _song_post(self, job: Job, track: Track, count: int, file_id: str) -> SongPost:
        owner = await people.person_of(self._db.read, job.identity_id)
        place = await people.place_by_id(self._db.read, job.place_id)
        usage = await self._allowance.person(self._db.read, owner, place, now_ms=self._now_ms())
        title = self._titles.get(job.provider, job.provider)
        thumbnail = await self._fitting.thumbnail(job, track)
        return SongPost(job, track, count, title, usage, file_id=file_id, thumbnail=thumbnail)


async def forget_file(db: Db, track: Track, platform: Platform) -> None:
    """Forget a file id that a chat does not take (any more): the audio itself is sent to it."""
    log.info("a file id is not taken", platform=platform.name)
    await db.tx(lambda q: files.forget(q, track, platform.name))
