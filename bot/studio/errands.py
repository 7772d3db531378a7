"""What the herald does in chats and on the disk besides telling: each errand is a row until it is done.

`{"song": id, "n": n}` posts a track once more, `{"take_down": message}` removes a message, and
`{"forget": id}` removes the files of a deleted song and gives a kept one back.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import structlog

from bot.domain.errors import (
    DeliveryUnavailable,
    FileForgotten,
    PlaceGone,
    PlatformError,
    TooBigHere,
    TooLargeToPost,
)
from bot.domain.job import Job, JobState, Track
from bot.domain.ports import Platform
from bot.domain.posts import Posted, SongPost, Upload, ViewPost
from bot.domain.view import Phrase, View
from bot.media.folders import Folders
from bot.store import facts, files, jobs, ledger, news
from bot.store.db import Db, Query
from bot.studio.aftercare import take_down_again
from bot.studio.endings import NOBODY_THERE
from bot.studio.fitting import Fitting, smaller
from bot.studio.looking import look_for
from bot.studio.posting import forget_file
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
        sent = (item.message_id or "").split()
        if job.deleted_ms is not None:
            found, _ = await self._look(item, platform, post, len(sent))
            return " ".join([*sent, *([found] if found else [])]) or NOBODY_THERE
        try:
            return await self._post_fitted(item, platform, post, sent)
        except PlaceGone:
            log.info("nobody there for a song that was to be posted again", job=job_id)
            return " ".join(sent) or NOBODY_THERE
        except (TooBigHere, FileNotFoundError) as error:
            return await self._say_why(item, platform, error)
        finally:
            await self._clear(job_id, item.id)

    async def _look(
        self, item: news.News, platform: Platform, post: SongPost, part: int
    ) -> tuple[str | None, SongPost]:
        """Look for the part that was under way when this broke off; those before it are known."""
        nonce = _nonce(item, part)
        return await look_for(platform, item.origin, post, part=part, nonce=nonce, since_ms=item.started_ms)

    async def _post_fitted(self, item: news.News, platform: Platform, post: SongPost, sent: list[str]) -> str:
        """Post what is missing, as small as the chat wants it. Raises `TooBigHere` at the end of that."""
        upload, track = await platform.upload(item.origin), post.track
        while True:
            file_id = await files.known(self._db.read, track, platform.name)
            fitted = track if file_id else await self._copy(post.job, track, upload, item.id)
            thumbnail = await self._fitting.thumbnail(post.job, track)
            post = replace(post, track=fitted, file_id=file_id, thumbnail=thumbnail)
            try:
                return await self._post_parts(item, platform, post, sent)
            except (FileForgotten, TooLargeToPost) as error:
                if file_id:  # the audio itself may go through
                    await forget_file(self._db, track, platform)
                elif isinstance(error, TooLargeToPost):
                    upload = smaller(upload, fitted, error)
                else:
                    raise

    async def _post_parts(self, item: news.News, platform: Platform, post: SongPost, sent: list[str]) -> str:
        """Post the parts that are missing, one after the other; each is noted as soon as it has arrived."""
        since_ms = item.started_ms
        for part in range(len(sent), platform.parts(post)):
            found, outgoing = await look_for(
                platform, item.origin, post, part=part, nonce=_nonce(item, part), since_ms=since_ms
            )
            since_ms = None  # what comes behind this one was not begun
            posted = Posted(found) if found else await self._send(item, platform, outgoing, part)
            sent.append(posted.message_id)
            await self._note(item, platform, post.track, posted.file_id, sent)
        return " ".join(sent)

    async def _send(self, item: news.News, platform: Platform, post: SongPost, part: int) -> Posted:
        await self._db.tx(lambda q: news.begin(q, item.id, now_ms=self._now_ms()))
        try:
            return await platform.post(item.origin, post, part=part, nonce=_nonce(item, part))
        except PlatformError as error:
            if error.surely_not_posted and not post.perhaps_again:
                await self._db.tx(lambda q: news.withdraw(q, item.id))
            raise

    async def _note(
        self, item: news.News, platform: Platform, track: Track, file_id: str, sent: list[str]
    ) -> None:
        async def note(q: Query) -> None:
            await news.arrived(q, item.id, " ".join(sent))
            if file_id:
                await files.note(q, track, platform.name, file_id)

        await self._db.tx(note)

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
