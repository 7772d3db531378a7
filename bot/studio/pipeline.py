"""The way of a song, from the queue to the chat: generate, save, fit, deliver, settle.

A run begins at the first fact that is missing, so that a restart pays for nothing twice. Every write is
fenced by the job's epoch; no transaction is open while a service, a disk or a chat is waited for.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import assert_never

import structlog

from bot.domain.errors import (
    Broken,
    DeliveryUnavailable,
    DeliveryUnknown,
    NotEnabled,
    OutcomeUnknown,
    PlaceGone,
    PlatformError,
    ProviderError,
    StoppedTooOften,
    StorageError,
    TooBigHere,
    TookTooLong,
)
from bot.domain.job import Call, Failure, Job, JobState, Post, Track
from bot.domain.lyrics import parse_lyrics
from bot.domain.ports import (
    Accepted,
    Answered,
    AudioChunk,
    Finished,
    Heard,
    Platform,
    Progress,
    Provider,
    ProviderTask,
    Remote,
    SongPost,
    Submitting,
    TrackSource,
    Upload,
    Written,
)
from bot.media.folders import Folders
from bot.media.probe import NotAudio
from bot.store import facts, jobs, people
from bot.store.db import Db, Query, Value
from bot.studio.alerts import Alerts
from bot.studio.allowance import Allowance
from bot.studio.board import Board
from bot.studio.endings import Endings
from bot.studio.fitting import ANYTHING, Fitting, Saved
from bot.studio.pace import Pace
from bot.studio.rules import DELIVERY_PATIENCE_MS, MOST_STALLS

log = structlog.get_logger(__name__)

Fetch = Callable[[str, Path], Awaitable[None]]
"""Downloads a link to a file, which appears when it is complete. Raises `ProviderError`s."""


class StoppedPolitely(Exception):
    """The bot is stopping, and this job has reached a point at which a restart goes on."""


class Pipeline:
    """Runs a job; the dispatcher decides which and when."""

    def __init__(
        self,
        *,
        db: Db,
        providers: Mapping[str, Provider],
        platforms: Mapping[str, Platform],
        paces: Mapping[str, Pace],
        folders: Folders,
        board: Board,
        endings: Endings,
        allowance: Allowance,
        alerts: Alerts,
        fetch: Fetch,
        now_ms: Callable[[], int],
    ) -> None:
        self._db, self._providers, self._platforms, self._paces = db, providers, platforms, paces
        self._folders, self._board, self._endings, self._fetch = folders, board, endings, fetch
        self._allowance, self._alerts, self._now_ms = allowance, alerts, now_ms
        self._unbroken: set[str] = set()
        self._stopping = False
        self._fitting = Fitting(folders)

    @property
    def unbroken(self) -> frozenset[str]:
        """The jobs that must not be cut off: a request or a post is under way that nobody can look up."""
        return frozenset(self._unbroken)

    def begin_stop(self) -> None:
        """Let every run end at the next point from which a restart goes on."""
        self._stopping = True

    async def run(self, job_id: str) -> None:
        """Bring a job one run further: to its end, or to a point from which a later run goes on."""
        with structlog.contextvars.bound_contextvars(job=job_id):
            try:
                job = await self._db.tx(lambda q: jobs.claim(q, job_id))
                if job.state is JobState.RUNNING:
                    made = await self._make(job)
                    if made is None:
                        return
                    job = made
                await self._hand_over(job)
            except (jobs.NotMineError, StoppedPolitely):
                log.debug("the run ends here")
            finally:
                self._unbroken.discard(job_id)

    async def _make(self, job: Job) -> Job | None:
        """Make the song; None if the run ends without one, with its ending written."""
        try:
            sources = await self.generate(job)
            saved = await self.save(job, sources)
            return await self.fit(job, saved)
        except (StorageError, jobs.NotMineError, StoppedPolitely):
            raise  # the database's trouble never fails a job: the dispatcher comes back to it
        except ProviderError as error:
            await self._endings.service_failed(job, error)
        except NotAudio as error:
            log.warning("the service sent no audio", reason=str(error))
            await self._endings.fail(job, Failure("bad-audio"))
        except OSError as error:
            await self._endings.disk_failed(job, error)
        except Exception:
            log.exception("unexpected failure")
            await self._endings.service_failed(job, Broken())
        return None

    async def _hand_over(self, job: Job) -> None:
        """Post a song that is on the disk; it is never lost again, whatever happens here."""
        try:
            await self.deliver(job, await facts.tracks_of(self._db.read, job.id))
        except (StorageError, jobs.NotMineError, StoppedPolitely):
            raise
        except PlaceGone:
            await self._endings.keep(job)
        except TooBigHere as error:
            await self._endings.keep(job, Failure(error.code, error.params()))
        except DeliveryUnavailable as error:
            await self._endings.deliver_later(job, error, wish_s=error.retry_after_s)
        except Exception as error:
            if not isinstance(error, DeliveryUnknown):
                log.exception("unexpected failure while posting")
            await self._endings.deliver_later(job, error)
        else:
            await self._endings.settle(job)
            await self._folders.remove_work(job.id)

    async def generate(self, job: Job) -> tuple[TrackSource, ...]:
        """Have the song made, storing each fact the moment it is known."""
        provider = self._providers.get(job.provider)
        if provider is None:
            raise NotEnabled("the service is not on any more")
        calls = [call for call in await facts.calls_of(self._db.read, job.id) if call.outcome != "refused"]
        if any(call.lost for call in calls):
            raise OutcomeUnknown("the bot stopped while the request was under way")
        if job.stalls >= MOST_STALLS and not calls:
            raise StoppedTooOften
        folder, _ = await self._folders.make(job.id)
        task = ProviderTask(job.id, job.request, parse_lyrics(job.request.lyrics), folder, tuple(calls))
        self._board.move(job.id, JobState.RUNNING, can_cancel=not calls)
        try:
            async with asyncio.timeout(provider.info.timeout_s) as limit:
                return await self._follow(job, provider, task, limit)
        except TimeoutError as error:
            raise TookTooLong(f"no song after {provider.info.timeout_s:.0f} s") from error

    async def _follow(
        self, job: Job, provider: Provider, task: ProviderTask, limit: asyncio.Timeout
    ) -> tuple[TrackSource, ...]:
        n = max((call.n for call in await facts.calls_of(self._db.read, job.id)), default=0)
        async with aclosing(provider.generate(task)) as events:
            async for event in events:
                match event:
                    case Submitting(kind):
                        n += 1
                        limit.reschedule(None)  # the service's time begins when it is asked
                        await self._paces[job.provider].wait()
                        await self._begin_call(job, Call(n, job.provider, kind, self._now_ms()))
                        limit.reschedule(asyncio.get_running_loop().time() + provider.info.timeout_s)
                    case Accepted(remote_id):
                        await self._store(job, facts.accept_call, n, remote_id)
                    case Answered():
                        await self._store(job, self._answered, n, event)
                    case Progress(stage, fraction):
                        self._board.progress(job.id, stage, fraction)
                    case AudioChunk() | Written() | Heard():
                        raise NotImplementedError
                    case Finished(tracks):
                        return tracks
                    case _:
                        assert_never(event)
        raise Broken("the provider ended without a song")

    async def _begin_call(self, job: Job, call: Call) -> None:
        """Write the intent as the last thing before the request leaves."""
        self._stop_here()
        try:
            await self._db.tx(lambda q: facts.begin_call(q, job, call))
        except asyncio.CancelledError:
            # The intent may stand by now, but the request has surely not left.
            await self._db.tx(lambda q: facts.end_call(q, job, call.n, "refused"))
            raise
        self._unbroken.add(job.id)
        self._board.no_way_back(job.id)

    async def _store(self, job: Job, write: Callable[..., Awaitable[None]], *fact: object) -> None:
        await self._db.tx(lambda q: write(q, job, *fact))
        self._unbroken.discard(job.id)
        self._stop_here()

    async def _answered(self, q: Query, job: Job, n: int, event: Answered) -> None:
        await facts.answer_call(q, job, n, event)
        await self._alerts.service_answered(q, job.provider)

    async def save(self, job: Job, sources: tuple[TrackSource, ...]) -> list[Saved]:
        """Bring every track onto the disk: links die."""
        self._board.progress(job.id, "saving", None)
        work, _ = await self._folders.make(job.id)
        saved = []
        for n, source in enumerate(sources, start=1):
            match source.audio:
                case None:
                    raise NotImplementedError
                case Remote(url):
                    path = work / f"{n}.download"
                    if not path.exists():
                        await self._fetch(url, path)
                case path:
                    pass
            saved.append(Saved(n, path, source.title, source.lyrics, source.pcm, note=source.note))
        return saved

    async def fit(self, job: Job, saved: list[Saved]) -> Job:
        """Bring the audio into the form that its chat takes, tag it, and put it where finished songs are."""
        await self._folders.make(job.id)
        upload = await self._upload(job)
        tracks = [await self._fitting.put_away(job, one, upload) for one in saved]
        now = self._now_ms()

        deadline_ms = now + DELIVERY_PATIENCE_MS

        async def store(q: Query) -> None:
            await facts.save_tracks(q, job, tracks, now_ms=now)
            also: dict[str, Value] = {
                "title": tracks[0].title,
                "attempts": 0,
                "deadline_ms": deadline_ms,
            }
            await jobs.change(q, job, JobState.DELIVERING, now_ms=now, also=also)

        await self._db.tx(store)
        self._board.move(job.id, JobState.DELIVERING)
        title = tracks[0].title
        return replace(job, state=JobState.DELIVERING, title=title, attempts=0, deadline_ms=deadline_ms)

    async def deliver(self, job: Job, tracks: list[Track]) -> None:
        """Post every part that has not arrived yet. Raises `PlatformError`s."""
        self._board.progress(job.id, "posting", None)
        platform = self._platforms.get(job.origin.platform)
        if platform is None:
            raise DeliveryUnavailable("the chat is not on")
        upload = await platform.upload(job.origin)
        for stored in tracks:
            track = await self._for_place(job, stored, upload)
            outgoing = await self._song_post(job, track, len(tracks))
            for part in range(platform.parts(outgoing)):
                await self._post(job, platform, outgoing, part)

    async def _upload(self, job: Job) -> Upload:
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

    async def _post(self, job: Job, platform: Platform, outgoing: SongPost, part: int) -> None:
        nonce = f"{job.id}.{outgoing.track.n}.{part}"
        known = (await facts.posts_of(self._db.read, job.id)).get(nonce)
        if known is not None and known.message_id is not None:
            return
        message_id = await platform.find(job.origin, nonce) if known and known.started else None
        if message_id is None:
            self._stop_here()
            post = Post(job.id, "result", outgoing.track.id, part, job.origin.chat, nonce)
            await self._db.tx(lambda q: facts.begin_post(q, job, post, now_ms=self._now_ms()))
            self._unbroken.add(job.id)
            message_id = await platform.post(job.origin, outgoing, part=part, nonce=nonce)
        arrived = message_id
        await self._db.tx(lambda q: facts.finish_post(q, nonce, arrived, now_ms=self._now_ms()))
        self._unbroken.discard(job.id)

    async def _song_post(self, job: Job, track: Track, count: int) -> SongPost:
        owner = await people.person_of(self._db.read, job.identity_id)
        place = await people.place_by_id(self._db.read, job.place_id)
        usage = await self._allowance.person(self._db.read, owner, place, now_ms=self._now_ms())
        title = self._providers[job.provider].info.title if job.provider in self._providers else ""
        return SongPost(job, track, count, title or job.provider, usage)

    def _stop_here(self) -> None:
        if self._stopping:
            raise StoppedPolitely
