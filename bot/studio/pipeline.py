"""The way of a song, from the queue to the chat: generate, save, fit, deliver, settle.

A run begins at the first fact that is missing, so that a restart pays for nothing twice. Every write is
fenced by the job's epoch; no transaction is open while a service, a disk or a chat is waited for.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
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
    ProviderError,
    ResultExpired,
    StoppedTooOften,
    StorageError,
    TooBigHere,
    TookTooLong,
)
from bot.domain.job import Call, Failure, Job, JobState, Track
from bot.domain.lyrics import parse_lyrics
from bot.domain.ports import (
    Accepted,
    Answered,
    AudioChunk,
    CoverSinger,
    Finished,
    Heard,
    Lyricist,
    Outcome,
    Platform,
    Progress,
    Provider,
    ProviderEvent,
    ProviderTask,
    Remote,
    Submitting,
    TrackSource,
    Written,
)
from bot.media.folders import Folders
from bot.media.probe import NotAudio
from bot.store import facts, jobs
from bot.store.db import Db, Query, Value
from bot.studio.alerts import Alerts
from bot.studio.allowance import Allowance
from bot.studio.board import Board
from bot.studio.endings import Endings
from bot.studio.fetching import Fetch, fetch_picture
from bot.studio.fitting import Fitting, Saved
from bot.studio.health import Health
from bot.studio.pace import Pace
from bot.studio.posting import Posting
from bot.studio.rules import DELIVERY_PATIENCE_MS, MOST_STALLS
from bot.studio.stopping import StoppedPolitely, Stopping
from bot.studio.streaming import STREAM, Stream, StreamLost, is_streamed

log = structlog.get_logger(__name__)

WRITTEN_AGAIN_S = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
"""Pauses before an answer is written down again: until it is, a song that is paid stands in memory alone."""


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
        health: Health,
        fetch: Fetch,
        now_ms: Callable[[], int],
    ) -> None:
        self._db, self._providers, self._paces = db, providers, paces
        self._folders, self._board, self._endings, self._fetch = folders, board, endings, fetch
        self._alerts, self._health, self._now_ms = alerts, health, now_ms
        self._stopping = Stopping()
        self._fitting = Fitting(folders)
        self._posting = Posting(
            db=db,
            platforms=platforms,
            titles={name: one.info.title for name, one in providers.items()},
            fitting=self._fitting,
            allowance=allowance,
            stopping=self._stopping,
            now_ms=now_ms,
        )

    @property
    def unbroken(self) -> frozenset[str]:
        """The jobs that must not be cut off: a request or a post is under way that nobody can look up."""
        return frozenset(self._stopping.unbroken)

    def begin_stop(self) -> None:
        """Let every run end at the next point from which a restart goes on."""
        self._stopping.begin()

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
                self._stopping.unbroken.discard(job_id)

    async def _make(self, job: Job) -> Job | None:
        """Make the song, or what a dialogue waits for; None if the run ends without a song."""
        try:
            made = await self.generate(job)
            if not isinstance(made, Finished):
                await self._endings.answer(job, made)
                return None
            saved = await self._save(job, made)
            return await self.fit(job, saved)
        except (StorageError, jobs.NotMineError, StoppedPolitely):
            raise  # the database's trouble never fails a job: the dispatcher comes back to it
        except ProviderError as error:
            await self._endings.service_failed(job, error)
        except StreamLost:
            await self._endings.fail(job, Failure("storage-full"))
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

    async def generate(self, job: Job, *, links_died: bool = False) -> Outcome:
        """Have the song made, or the words, storing each fact the moment it is known.

        Where `links_died`, only what the service gives for nothing is asked for: the answer to a song that it
        knows by an id.
        """
        calls = [call for call in await facts.calls_of(self._db.read, job.id) if call.outcome != "refused"]
        if any(call.lost for call in calls):  # first of all: whatever else is wrong, that request has left
            raise OutcomeUnknown("the bot stopped while the request was under way")
        provider = self._providers.get(job.provider)
        if provider is None:
            raise NotEnabled("the service is not on any more")
        if job.stalls >= MOST_STALLS and not calls:
            raise StoppedTooOften
        folder, _ = await self._folders.make(job.id)
        cover = job.request.cover
        task = ProviderTask(
            job.id,
            job.request,
            parse_lyrics(job.request.lyrics),
            folder,
            tuple(
                replace(call, answer=None, outcome=None) if links_died and _can_be_polled(call) else call
                for call in calls
                if call.provider == job.provider  # another one may have written words and not sung them
            ),
            reference=self._folders.upload(cover.file) if cover is not None and cover.file else None,
        )
        self._board.move(job.id, JobState.RUNNING, can_cancel=not calls)
        try:
            async with asyncio.timeout(provider.info.timeout_s) as limit:
                return await self._follow(job, provider, task, limit, links_died=links_died)
        except TimeoutError as error:
            late = TookTooLong(f"{provider.info.timeout_s:.0f} s")
            self._health.failed(job.provider, late, song=job.is_song)
            raise late from error
        except ProviderError as error:
            if not (isinstance(error, NotEnabled) and _takes_another_model(job)):
                self._health.failed(job.provider, error, song=job.is_song)
            raise

    async def _follow(
        self,
        job: Job,
        provider: Provider,
        task: ProviderTask,
        limit: asyncio.Timeout,
        *,
        links_died: bool,
    ) -> Outcome:
        n = max((call.n for call in await facts.calls_of(self._db.read, job.id)), default=0)
        kind = task.calls[-1].kind if task.calls else job.kind
        anew = not any(call.kind == "song" and call.answer is not None for call in task.calls)
        stream = Stream(task.folder, anew=anew, show_live=lambda live: self._board.live(job.id, live))
        async with stream, aclosing(_work(provider, job, task)) as events:
            async for event in events:
                match event:
                    case Submitting(kind):
                        if links_died:
                            raise ResultExpired("the service would have to make it again")
                        n += 1
                        limit.reschedule(None)  # the service's time begins when it is asked
                        await self._paces[job.provider].wait()
                        await self._begin_call(job, Call(n, job.provider, kind, self._now_ms()))
                        limit.reschedule(asyncio.get_running_loop().time() + provider.info.timeout_s)
                    case Accepted(remote_id):
                        await self._store(job, facts.accept_call, n, remote_id)
                    case Answered():
                        limit.reschedule(None)  # it came in time, however long it takes to write it down
                        await stream.end()
                        # words for a song say nothing of how it sings
                        works = kind == job.kind and self._health.shows_well(job.provider, song=job.is_song)
                        await self._store(job, self._answered if works else facts.answer_call, n, event)
                        if works:
                            self._health.answered(job.provider)
                    case Progress(stage, fraction):
                        self._board.progress(job.id, stage, fraction)
                    case AudioChunk(data):
                        await stream.add(data)
                    case Written() | Heard():
                        return event
                    case Finished(tracks):
                        await stream.end()
                        if stream.lost and any(track.audio is None for track in tracks):
                            raise StreamLost
                        return event
                    case _:
                        assert_never(event)
        raise Broken("the provider ended without a song")

    async def _begin_call(self, job: Job, call: Call) -> None:
        """Write the intent as the last thing before the request leaves."""
        self._stopping.may_stop_here()
        try:
            await self._db.tx(lambda q: facts.begin_call(q, job, call))
        except asyncio.CancelledError:
            # The intent may stand by now, but the request has surely not left.
            await self._db.tx(lambda q: facts.end_call(q, job, call.n, "refused"))
            raise
        self._stopping.unbroken.add(job.id)
        self._board.no_way_back(job.id)

    async def _store(self, job: Job, write: Callable[..., Awaitable[None]], *fact: object) -> None:
        """Write a fact that nobody would tell a second time; raises `StorageError` after some patience."""
        for pause_s in WRITTEN_AGAIN_S:
            try:
                await self._db.tx(lambda q: write(q, job, *fact))
                break
            except StorageError as error:
                log.warning("not written down yet", reason=str(error))
                await asyncio.sleep(pause_s)
        else:
            await self._db.tx(lambda q: write(q, job, *fact))
        self._stopping.unbroken.discard(job.id)
        self._stopping.may_stop_here()

    async def _answered(self, q: Query, job: Job, n: int, event: Answered) -> None:
        await facts.answer_call(q, job, n, event)
        await self._alerts.service_answered(q, job.provider)

    async def _save(self, job: Job, made: Finished) -> list[Saved]:
        """Save the song; a dead link is asked for again, once, where the service knows the song by an id."""
        try:
            return await self.save(job, made.tracks)
        except ResultExpired:
            if not any(_can_be_polled(call) for call in await facts.calls_of(self._db.read, job.id)):
                raise
        log.info("the link is dead: asking for a new one")
        again = await self.generate(job, links_died=True)
        return await self.save(job, again.tracks if isinstance(again, Finished) else (), some=True)

    async def save(self, job: Job, sources: tuple[TrackSource, ...], *, some: bool = False) -> list[Saved]:
        """Bring every track onto the disk: links die.

        With `some`, what can't be had any more is left out, as long as there is one that can.
        """
        self._board.progress(job.id, "saving", None)
        work, _ = await self._folders.make(job.id)
        saved: list[Saved] = []
        for n, source in enumerate(sources, start=1):
            try:
                path = await self._bring(source, work, n)
            except ResultExpired:
                if not some or (n == len(sources) and not saved):
                    raise
                log.warning("one track is gone", n=n)
                continue
            picture = await fetch_picture(self._fetch, source.picture, work / f"{n}.picture")
            number = len(saved) + 1
            saved.append(Saved(number, path, source.title, source.lyrics, source.pcm, picture, source.note))
        return saved

    async def _bring(self, source: TrackSource, work: Path, n: int) -> Path:
        """Return where a track is on the disk; raises `ResultExpired` for one that is nowhere any more."""
        match source.audio:
            case None:
                path = work / STREAM
                if not await is_streamed(work):
                    raise ResultExpired("what was streamed is not on the disk any more")
            case Remote(url):
                path = work / f"{n}.download"
                if not path.exists():
                    await self._fetch(url, path)
            case path:
                pass
        return path

    async def fit(self, job: Job, saved: list[Saved]) -> Job:
        """Bring the audio into the form that its chat takes, tag it, and put it where finished songs are."""
        await self._folders.make(job.id)
        upload = await self._posting.upload(job)
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
        await self._posting.deliver(job, tracks)


def _work(provider: Provider, job: Job, task: ProviderTask) -> AsyncGenerator[ProviderEvent, None]:
    """Have a provider do what the job is for. Raises `NotEnabled` where it does not do that any more."""
    match job.kind:
        case "song":
            return provider.generate(task)
        case "lyrics" if isinstance(provider, Lyricist):
            return provider.draft(task)
        case "preprocess" if isinstance(provider, CoverSinger):
            return provider.listen(task)
    raise NotEnabled(f"the service does not do {job.kind}")


def _can_be_polled(call: Call) -> bool:
    """Tell whether the service knows the song by an id, and says again where it is."""
    return call.kind == "song" and call.remote_id is not None and call.outcome == "answered"


def _takes_another_model(job: Job) -> bool:
    """Tell whether the job goes to a model of which songs know nothing."""
    return not job.is_song or job.request.cover is not None
