"""The way of a song, from the queue to the chat: generate, save, fit, deliver, settle.

A run begins at the first fact that is missing, so that a restart pays for nothing twice. Every write is
fenced by the job's epoch; no transaction is open while a service, a disk or a chat is waited for.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import structlog

from bot.domain.errors import (
    Broken,
    DeliveryUnavailable,
    DeliveryUnknown,
    PlaceGone,
    ProviderError,
    ResultExpired,
    StorageError,
    TooBigHere,
)
from bot.domain.job import Failure, Job, JobState, Track
from bot.domain.ports import Finished, Outcome, Platform, Provider, Remote, TrackSource
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
from bot.studio.generating import Generating, can_be_polled
from bot.studio.health import Health
from bot.studio.pace import Pace
from bot.studio.posting import Posting
from bot.studio.rules import DELIVERY_PATIENCE_MS
from bot.studio.stopping import StoppedPolitely, Stopping
from bot.studio.streaming import STREAM, StreamLost, is_streamed

log = structlog.get_logger(__name__)


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
        self._db, self._folders, self._board = db, folders, board
        self._endings, self._fetch, self._now_ms = endings, fetch, now_ms
        self._stopping = Stopping()
        self._generating = Generating(
            db=db,
            providers=providers,
            paces=paces,
            folders=folders,
            board=board,
            alerts=alerts,
            health=health,
            stopping=self._stopping,
            now_ms=now_ms,
        )
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

    async def generate(self, job: Job) -> Outcome:
        """Have the song made, or what a dialogue waits for. Raises `ProviderError`s."""
        return await self._generating.generate(job)

    async def _save(self, job: Job, made: Finished) -> list[Saved]:
        """Save the song; a dead link is asked for again, once, where the service knows the song by an id."""
        try:
            return await self.save(job, made.tracks)
        except ResultExpired:
            if not any(can_be_polled(call) for call in await facts.calls_of(self._db.read, job.id)):
                raise
        log.info("the link is dead: asking for a new one")
        again = await self._generating.generate(job, links_died=True)
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
