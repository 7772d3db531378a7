"""Has a service do its work: the intent before each request, and each fact the moment it is known.

What a restart goes on from is in `calls`: a call with an answer is not sent again, one with a task's id is
asked about, and one of which nothing is known is never sent again by itself.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from dataclasses import replace
from typing import assert_never

import structlog

from bot.domain.errors import (
    Broken,
    NotEnabled,
    OutcomeUnknown,
    ProviderError,
    ResultExpired,
    StoppedTooOften,
    StorageError,
    TookTooLong,
)
from bot.domain.job import Call, Job, JobState
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
    Progress,
    Provider,
    ProviderEvent,
    ProviderTask,
    Submitting,
    Written,
)
from bot.media.folders import Folders
from bot.store import facts
from bot.store.db import Db, Query
from bot.studio.alerts import Alerts
from bot.studio.board import Board
from bot.studio.health import Health
from bot.studio.pace import Pace
from bot.studio.rules import MOST_STALLS
from bot.studio.stopping import Stopping
from bot.studio.streaming import Stream, StreamLost

log = structlog.get_logger(__name__)

WRITTEN_AGAIN_S = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
"""Pauses before an answer is written down again: until it is, a song that is paid stands in memory alone."""


class Generating:
    """Follows a provider from the order to the song, or to the words."""

    def __init__(
        self,
        *,
        db: Db,
        providers: Mapping[str, Provider],
        paces: Mapping[str, Pace],
        folders: Folders,
        board: Board,
        alerts: Alerts,
        health: Health,
        stopping: Stopping,
        now_ms: Callable[[], int],
    ) -> None:
        self._db, self._providers, self._paces, self._folders = db, providers, paces, folders
        self._board, self._alerts, self._health = board, alerts, health
        self._stopping, self._now_ms = stopping, now_ms

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
                replace(call, answer=None, outcome=None) if links_died and can_be_polled(call) else call
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


def can_be_polled(call: Call) -> bool:
    """Tell whether the service knows the song by an id, and says again where it is."""
    return call.kind == "song" and call.remote_id is not None and call.outcome == "answered"


def _takes_another_model(job: Job) -> bool:
    """Tell whether the job goes to a model of which songs know nothing."""
    return not job.is_song or job.request.cover is not None
