"""What the herald does in chats and on the disk besides telling: each errand is a row until it is done.

`{"song": id, "n": n}` posts a track once more, `{"take_down": message}` removes a message, and
`{"forget": id}` removes the files of a deleted song and gives a kept one back.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import structlog

from bot.domain.errors import DeliveryUnavailable, PlaceGone, TooBigHere, TooLargeToPost
from bot.domain.job import Job, JobState, Track
from bot.domain.ports import Platform, SongPost, Upload, ViewPost
from bot.domain.view import Phrase, View
from bot.media.folders import Folders
from bot.store import facts, jobs, ledger, news
from bot.store.db import Db, Query
from bot.studio.aftercare import take_down_again
from bot.studio.endings import NOBODY_THERE
from bot.studio.fitting import Fitting, smaller
from bot.studio.pricing import Pricing

log = structlog.get_logger(__name__)

KINDS = ("song", "take_down", "forget")
DONE = "done"
"""Stands for the message id of an errand that leaves no message."""


class Errands:
    """Carries errands out. All of them can be done twice without harm."""

    def __init__(
        self,
        *,
        db: Db,
        titles: Mapping[str, str],
        folders: Folders,
        pricing: Pricing,
        now_ms: Callable[[], int],
    ) -> None:
        """`titles` are the services' by their names."""
        self._db, self._titles, self._folders = db, titles, folders
        self._fitting, self._pricing, self._now_ms = Fitting(folders), pricing, now_ms

    async def carry_out(self, item: news.News, platform: Platform | None) -> str:
        """Do what a row says; returns what is noted as its message. Raises `PlatformError`s, `OSError`s."""
        match item.content:
            case {"forget": job_id}:
                return await self._forget(job_id)
            case _ if platform is None:
                raise DeliveryUnavailable("the chat is not on")
            case {"song": job_id, "n": n}:
                return await self._post_song(item, platform, job_id, n)
            case {"take_down": message_id}:
                return await self._take_down(item, platform, message_id)
        raise ValueError("no such errand")

    async def noted(self, q: Query, item: news.News, message_id: str) -> None:
        """See to a song that was deleted while it was posted; in the transaction that notes the post."""
        job = await self._job_of(q, item.content)
        if job is not None and job.deleted_ms is not None:
            await take_down_again(q, item, message_id, now_ms=self._now_ms())

    # --- posting again

    async def _post_song(self, item: news.News, platform: Platform, job_id: str, n: int) -> str:
        job = await jobs.get(self._db.read, job_id)
        tracks = await facts.tracks_of(self._db.read, job_id)
        track = next((one for one in tracks if one.n == n), None)
        if job is None or track is None:
            return NOBODY_THERE
        title = self._titles.get(job.provider, job.provider)
        asked = replace(job, origin=item.origin)  # whoever has it posted again is told, and nobody else
        post = SongPost(asked, track, len(tracks), title, usage=None)
        found = await self._find(item, platform, post)
        if job.deleted_ms is not None:
            return " ".join(one for one in found if one) or NOBODY_THERE
        if all(found):
            return " ".join(one for one in found if one)
        await self._db.tx(lambda q: news.begin(q, item.id, now_ms=self._now_ms()))
        try:
            return await self._post_fitted(item, platform, post, found)
        except PlaceGone:
            log.info("nobody there for a song that was to be posted again", job=job_id)
            return NOBODY_THERE
        except (TooBigHere, FileNotFoundError) as error:
            return await self._say_why(item, platform, error)
        finally:
            await self._clear(job_id, item.id)

    async def _find(self, item: news.News, platform: Platform, post: SongPost) -> list[str | None]:
        """Return the messages of this post that have arrived already, part by part."""
        found: list[str | None] = []
        for part in range(platform.parts(post)):
            one = None
            if item.started_ms is not None:
                nonce = _nonce(item, part)
                one = await platform.find(item.origin, post, part=part, nonce=nonce, since_ms=item.started_ms)
            found.append(one)
        return found

    async def _post_fitted(
        self, item: news.News, platform: Platform, post: SongPost, found: list[str | None]
    ) -> str:
        """Post what is missing, as small as the chat wants it. Raises `TooBigHere` at the end of that."""
        upload = await platform.upload(item.origin)
        while True:
            track = await self._copy(post.job, post.track, upload, item.id)
            try:
                return await self._post_parts(item, platform, replace(post, track=track), found)
            except TooLargeToPost as refusal:
                upload = smaller(upload, track, refusal)

    async def _post_parts(
        self, item: news.News, platform: Platform, post: SongPost, found: list[str | None]
    ) -> str:
        for part in range(platform.parts(post)):
            if part == len(found):
                found.append(None)
            if not found[part]:
                posted = await platform.post(item.origin, post, part=part, nonce=_nonce(item, part))
                found[part] = posted.message_id
        return " ".join(one for one in found if one)

    async def _copy(self, job: Job, track: Track, upload: Upload, name: str) -> Track:
        if not await asyncio.to_thread(self._fitting.path(job, track).is_file):
            raise FileNotFoundError(track.path)
        return await self._fitting.copy_for(job, track, upload, name)

    async def _say_why(self, item: news.News, platform: Platform, error: Exception) -> str:
        """Tell the person that the song can't be posted there."""
        params = dict(error.params()) if isinstance(error, TooBigHere) else {}
        code = error.code if isinstance(error, TooBigHere) else "song-gone"
        view = View((Phrase(f"error-{code}", params),), tone="problem")
        post = ViewPost(view, "person")
        return (await platform.post(item.origin, post, part=0, nonce=_nonce(item, 0))).message_id

    async def _clear(self, job_id: str, name: str) -> None:
        """Delete the copies that were made for one post."""
        work = self._folders.work(job_id)

        def clear() -> None:
            for path in work.glob(f"{name}.*"):
                path.unlink(missing_ok=True)

        await asyncio.to_thread(clear)

    # --- deleting

    async def _take_down(self, item: news.News, platform: Platform, message_id: str) -> str:
        try:
            await platform.take_down(item.origin, message_id)
        except PlaceGone:
            return NOBODY_THERE
        return DONE

    async def _forget(self, job_id: str) -> str:
        """Remove the files of a deleted song, and only then give a kept one back."""
        await self._folders.remove(job_id)
        now = self._now_ms()

        async def end(q: Query) -> None:
            job = await jobs.get(q, job_id)
            if job is None or job.state is not JobState.KEPT:
                return
            calls = await facts.calls_of(q, job_id)
            held = next(iter(await ledger.held(q, job_id)), None)
            told = self._pricing.can_tell(calls)
            tracks = await facts.tracks_of(q, job_id)
            seconds = sum(track.duration_ms for track in tracks) / 1000 if tracks else None
            charge = self._pricing.bill(calls, seconds=seconds) if told else held
            await jobs.change(q, job, JobState.FAILED, now_ms=now, detail="deleted")
            await ledger.refund(q, job, "deleted", charge=charge, now_ms=now)

        await self._db.tx(end)
        log.info("a deleted song is gone", job=job_id)
        return DONE

    async def _job_of(self, q: Query, content: Mapping[str, Any]) -> Job | None:
        return await jobs.get(q, content["song"]) if "song" in content else None


def _nonce(item: news.News, part: int) -> str:
    return item.id if part == 0 else f"{item.id}.{part}"
