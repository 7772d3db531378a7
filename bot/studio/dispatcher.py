"""The dispatcher starts jobs in fair turns, comes back to those that wait, and stops politely."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import structlog

from bot.domain.errors import StorageError
from bot.domain.job import JobState
from bot.store import facts, jobs, queue
from bot.store.db import Db, Query
from bot.studio.board import Board
from bot.studio.endings import Endings
from bot.studio.health import Health
from bot.studio.pipeline import Pipeline
from bot.studio.rules import DAY_MS, Rules
from bot.studio.shelf import SONG_BYTES, Shelf

log = structlog.get_logger(__name__)

TICK_S = 1.0
"""How late a postponed job may be noticed."""
ALIVE_MS = 30_000
"""A queue that nobody looked at for so long stands still."""
TELL_AGAIN_MS = 10_000
TELL_LATEST_MS = 300_000
"""What a chat does not take is tried again after the first of these, then half as often each time."""
SHOWN_WITHIN_MS = 60_000
"""So long after an order has ended its chat may still not show that."""
SWEEP_EVERY_S = 600.0
MOST_REMOVED = 200
"""So many songs at the most are given up in one sweep to make room for new ones."""


class Dispatcher:
    """Owns the runs: one task for each job under way."""

    def __init__(
        self,
        *,
        db: Db,
        pipeline: Pipeline,
        endings: Endings,
        board: Board,
        shelf: Shelf,
        health: Health,
        titles: Mapping[str, str],
        slots: Mapping[str, int],
        usual_s: Mapping[str, float],
        rules: Rules,
        now_ms: Callable[[], int],
    ) -> None:
        self._db, self._pipeline, self._endings, self._board = db, pipeline, endings, board
        self._shelf, self._slots, self._usual_s, self._rules = shelf, slots, usual_s, rules
        self._health, self._titles, self._now_ms = health, titles, now_ms
        self._looked_around: frozenset[str] = frozenset()
        self._runs: dict[str, asyncio.Task[None]] = {}
        self._telling: asyncio.Task[None] | None = None
        self._untold: dict[str, tuple[int, int]] = {}
        """How often in a row the end of a job could not be told, and from when on that is tried again."""
        self._turned_ms = now_ms()
        self._awake = asyncio.Event()
        self._stopping = False
        self._hurry = asyncio.Event()

    def wake(self) -> None:
        """Look at the queue soon."""
        self._awake.set()

    async def recover(self) -> None:
        """At start-up: count starts without progress, and put every open order back on the board.

        With them those that had just ended: the bot may have stopped before it could show that.
        """
        await self._db.tx(jobs.count_stalls)
        states = (JobState.QUEUED, JobState.RUNNING, JobState.DELIVERING)
        for job in await jobs.in_states(self._db.read, states):
            usual_s = await jobs.usual_seconds(self._db.read, job.provider)
            self._board.put(
                job,
                usual_s=usual_s or self._usual_s.get(job.provider),
                can_cancel=job.state is JobState.QUEUED,
                service=self._title(job.tried[0] if job.tried else job.provider),
                moved_to=self._title(job.provider) if job.tried else "",
            )
            log.info("taken up again", job=job.id, state=job.state.value)
        for job in await jobs.ended_last(self._db.read, within_ms=SHOWN_WITHIN_MS):
            self._board.put(job, usual_s=None, can_cancel=False)
        self._board.show_all()

    def _title(self, provider: str) -> str:
        return self._titles.get(provider, provider)  # it may be off since

    @property
    def alive(self) -> bool:
        """Tell whether the queue was looked at just now."""
        return self._now_ms() - self._turned_ms < ALIVE_MS

    async def run(self) -> None:
        """Start what may start, until cancelled."""
        while True:
            try:
                await self._turn()
                self._turned_ms = self._now_ms()
            except StorageError:
                log.exception("the database did not answer")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(TICK_S):  # wait_for may swallow a cancellation in 3.11
                    await self._awake.wait()
            self._awake.clear()

    async def sweep(self) -> None:
        """Clear the disk now and then, until cancelled: old songs, and kept ones nobody came for."""
        while True:
            try:
                await self._sweep_once(self._now_ms())
            except (StorageError, OSError):
                log.exception("the sweep broke off")  # what is left is there the next time
            await asyncio.sleep(SWEEP_EVERY_S)

    async def _sweep_once(self, now_ms: int) -> None:
        since = self._rules.kept_since_ms(now_ms)
        for job in await jobs.in_states(self._db.read, [JobState.KEPT]):
            if job.created_ms < since and job.deleted_ms is None:
                with contextlib.suppress(jobs.NotMineError):
                    await self._endings.expire(job)
        keep = await jobs.with_files(self._db.read, since_ms=since)
        swept = await self._shelf.sweep(keep, now_ms=now_ms)
        if swept:
            log.info("old songs removed", count=len(swept))
        await self._make_room(now_ms)

    async def _make_room(self, now_ms: int) -> None:
        """Under a full cap the oldest songs go, none of them younger than a day."""
        old = await jobs.oldest_done(self._db.read, before_ms=now_ms - DAY_MS, limit=MOST_REMOVED)
        for job_id in old:
            if await self._shelf.folders.room_for(SONG_BYTES):
                return
            await self._shelf.folders.remove(job_id)
            log.info("song removed to make room", job=job_id)

    async def drop(self, job_id: str) -> None:
        """End the run of a job that was taken from it, and wait until its work has ended."""
        run = self._runs.get(job_id)
        if run is not None:
            run.cancel()
            await asyncio.wait([run])

    async def stop(self, *, grace_s: float) -> None:
        """Start nothing more; wait for requests and posts that can't be taken up again.

        What can be taken up, polls and the offline singer, is left for the next start.
        """
        self._stopping = True
        self._pipeline.begin_stop()
        runs = dict(self._runs)
        unbroken = self._pipeline.unbroken
        for job_id, run in runs.items():
            if job_id not in unbroken:
                run.cancel()
        waited = [run for job_id, run in runs.items() if job_id in unbroken]
        if waited:
            log.info("waiting for calls under way", count=len(waited), longest_s=grace_s)
            await self._wait_for(waited, grace_s)
        for run in waited:
            run.cancel()
        if self._telling is not None:
            self._telling.cancel()
            runs["telling"] = self._telling
        if runs:
            await asyncio.wait(list(runs.values()))

    async def _wait_for(self, runs: list[asyncio.Task[None]], grace_s: float) -> None:
        hurry = asyncio.create_task(self._hurry.wait())
        everyone = asyncio.create_task(asyncio.wait(runs))
        either: list[asyncio.Task[Any]] = [hurry, everyone]
        await asyncio.wait(either, timeout=grace_s, return_when=asyncio.FIRST_COMPLETED)
        for task in either:
            task.cancel()

    def hurry(self) -> None:
        """End a polite stop at once."""
        self._hurry.set()

    async def _turn(self) -> None:
        if self._stopping:
            return
        line, drafts = await self._db.tx(self._release)
        for job_id in await jobs.under_way(self._db.read, now_ms=self._now_ms()):
            self._hand_over(job_id)
        for turn in line:
            busy = not turn.ready or self._health.rests(turn.provider)
            self._board.wait(turn.id, turn.line, busy=busy, can_cancel=turn.can_cancel)
        await self._relieve([*drafts, *line])
        await self._tell()

    async def _release(self, q: Query) -> tuple[list[queue.Waiting], list[queue.Waiting]]:
        """Start the jobs whose turn it is; return the songs and drafts that still wait, in line."""
        now = self._now_ms()
        busy = await queue.load(q)
        drafts = await self._release_drafts(q, busy, now_ms=now)
        line = await queue.line(q, now_ms=now)
        started: dict[str, int] = {}
        waiting = []
        sent_away: set[tuple[str, str]] = set()
        for turn in line:
            mine = busy.by_person.get(turn.person_id, 0)
            may_start = turn.ready and self._has_room(turn, busy) and mine < self._rules.running_per_user
            if may_start and (turn.person_id, turn.provider) in sent_away:
                may_start = False  # an earlier song of theirs has to come back first
            if may_start and await jobs.start(q, turn.id, now_ms=now):
                busy.note_started(turn.provider)
                busy.by_person[turn.person_id] = mine + 1
                started[turn.provider] = started.get(turn.provider, 0) + 1
            else:
                waiting.append(replace(turn, line=turn.line - started.get(turn.provider, 0)))
            if not turn.ready:
                sent_away.add((turn.person_id, turn.provider))
        self._health.note_asking(busy.asking)
        return waiting, drafts

    async def _release_drafts(self, q: Query, busy: queue.Load, *, now_ms: int) -> list[queue.Waiting]:
        """Start drafts as they come, before songs: they are short, and somebody looks on.

        A person's drafts do not wait for their songs, but for each other. Returns those that still wait.
        """
        waiting = []
        for turn in await queue.drafts(q, now_ms=now_ms):
            mine = busy.drafts_by_person.get(turn.person_id, 0)
            may_start = turn.ready and self._has_room(turn, busy) and mine < self._rules.running_per_user
            if may_start and await jobs.start(q, turn.id, now_ms=now_ms):
                busy.note_started(turn.provider)
                busy.drafts_by_person[turn.person_id] = mine + 1
            else:
                waiting.append(turn)
        return waiting

    def _has_room(self, turn: queue.Waiting, busy: queue.Load) -> bool:
        name = turn.provider
        slots, running = self._slots.get(name, 1), busy.by_provider.get(name, 0)
        return self._health.free(name, slots=slots, running=running, asking=busy.asking.get(name, 0)) > 0

    async def _relieve(self, waiting: list[queue.Waiting]) -> None:
        """Find another way for what waits at a service that rests: a service that is well, or the end.

        Whether there is a way changes with the services that rest, and with nothing else.
        """
        now_resting = self._health.resting
        look_around = now_resting != self._looked_around
        for turn in waiting:
            late = turn.deadline_ms <= self._now_ms()
            if turn.provider not in now_resting or not (late or look_around):
                continue
            job = await jobs.get(self._db.read, turn.id)
            if job is None or job.state is not JobState.QUEUED:
                continue
            with contextlib.suppress(jobs.NotMineError):  # cancelled just now
                if look_around and await self._endings.leave(job):
                    self.wake()
                elif late:
                    await self._endings.waited_too_long(job)
        self._looked_around = now_resting

    def _hand_over(self, job_id: str) -> None:
        """Give a job to a runner. The one place to change when jobs run on other machines as well."""
        if self._stopping or job_id in self._runs:
            return
        run = asyncio.create_task(self._pipeline.run(job_id), name=f"job {job_id}")
        self._runs[job_id] = run
        run.add_done_callback(lambda run: self._ended(job_id, run))

    def _ended(self, job_id: str, run: asyncio.Task[None]) -> None:
        self._runs.pop(job_id, None)
        if not run.cancelled() and (error := run.exception()) is not None:
            log.error("run broke off", job=job_id, exc_info=error)
        else:
            self.wake()  # one that broke off is taken up again by the next tick, not at once

    async def _tell(self) -> None:
        """Tell, beside everything else, whoever has not been told yet how their order ended."""
        if self._telling is not None and not self._telling.done():
            return
        now = self._now_ms()
        untold = [one for one in await facts.untold(self._db.read) if self._untold.get(one, (0, 0))[1] <= now]
        if untold:
            self._telling = asyncio.create_task(self._tell_each(untold))

    async def _tell_each(self, job_ids: list[str]) -> None:
        for job_id in job_ids:
            try:
                told = await self._endings.tell(job_id)
            except Exception:
                log.exception("telling broke off", job=job_id)
                told = False
            tries, _ = self._untold.pop(job_id, (0, 0))
            if not told:
                wait_ms = min(TELL_AGAIN_MS * 2 ** min(tries, 16), TELL_LATEST_MS)
                self._untold[job_id] = tries + 1, self._now_ms() + wait_ms
