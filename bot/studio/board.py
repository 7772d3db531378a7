"""The board: how every open order stands, shown in its chat now and then.

Nothing here is truth, and nothing is lost with it: progress is not worth a write to the disk.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import structlog

from bot.domain.errors import PlatformError
from bot.domain.job import Job, JobState
from bot.domain.ports import Platform
from bot.domain.posts import JobStatus, Stage
from bot.domain.song import Origin
from bot.domain.view import Phrase

log = structlog.get_logger(__name__)

SHOW_EVERY_S = 1.0
"""A chat is told of one order at most so often."""


@dataclass
class _Card:
    origin: Origin
    status: JobStatus
    created_ms: int
    ended_ms: int | None
    """Set where it had ended when it was put here."""
    changed: bool = False
    """Since it was shown; an order that is taken begins with a receipt that shows it."""


def remarks(status: JobStatus) -> tuple[Phrase, ...]:
    """Say what has come between an order and its service: it was moved to another one, or has to wait."""
    found = []
    if status.moved_to:
        found.append(Phrase("status-moved", {"to": status.moved_to, "from": status.service}))
    if status.busy:
        found.append(Phrase("status-busy", {"service": status.moved_to or status.service}))
    return tuple(found)


class Board:
    """Collects changes and shows the latest one of each order."""

    def __init__(self, platforms: Mapping[str, Platform], *, now_ms: Callable[[], int]) -> None:
        self._platforms, self._now_ms = platforms, now_ms
        self._cards: dict[str, _Card] = {}
        self._changed = asyncio.Event()

    def put(
        self,
        job: Job,
        *,
        usual_s: float | None,
        can_cancel: bool,
        line: int | None = None,
        service: str = "",
        busy: bool = False,
        moved_to: str = "",
    ) -> JobStatus:
        """Begin to show an order; the rest is as in `JobStatus`."""
        status = JobStatus(
            job.id,
            job.state,
            line=line,
            usual_s=usual_s,
            can_cancel=can_cancel,
            service=service,
            busy=busy,
            moved_to=moved_to,
        )
        self._cards[job.id] = _Card(job.origin, status, job.created_ms, job.finished_ms)
        return self.status(job.id) or status

    def status(self, job_id: str) -> JobStatus | None:
        """Return how an order stands now."""
        card = self._cards.get(job_id)
        if card is None:
            return None
        until_ms = self._now_ms() if card.ended_ms is None else card.ended_ms
        return replace(card.status, elapsed_s=max(0.0, (until_ms - card.created_ms) / 1000))

    def move(self, job_id: str, state: JobState, *, can_cancel: bool = False, busy: bool = False) -> None:
        """Show a new state; an order that has ended leaves the board after it was shown."""
        self._change(
            job_id,
            state=state,
            line=None,
            stage=None,
            fraction=None,
            can_cancel=can_cancel,
            live=False,
            busy=busy,
        )

    def hand_on(self, job_id: str, to: str, *, usual_s: float | None) -> None:
        """Show that another service has the order now, by its title."""
        self._change(job_id, moved_to=to, usual_s=usual_s)

    def progress(self, job_id: str, stage: Stage, fraction: float | None) -> None:
        """Show how far the work is."""
        self._change(job_id, stage=stage, fraction=fraction)

    def live(self, job_id: str, live: bool) -> None:
        """Show whether the song can be heard while it is made; it can't once it is made, or put back."""
        self._change(job_id, live=live)

    def no_way_back(self, job_id: str) -> None:
        """Show that the order can't be cancelled any more."""
        self._change(job_id, can_cancel=False)

    def wait(self, job_id: str, line: int, *, busy: bool = False, can_cancel: bool = True) -> None:
        """Show the place in line, and whether the service is the reason."""
        self._change(job_id, state=JobState.QUEUED, line=line, busy=busy, can_cancel=can_cancel)

    def show_all(self) -> None:
        """Show every order soon, as after a restart: nobody knows what their progress messages say."""
        for card in self._cards.values():
            card.changed = True
        self._changed.set()

    async def run(self) -> None:
        """Show what changed, until cancelled."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            await self.show_now()
            await asyncio.sleep(SHOW_EVERY_S)

    async def show_now(self) -> None:
        """Bring every changed progress message up to date."""
        for job_id, card in list(self._cards.items()):
            if not card.changed:
                continue
            card.changed = False
            status = self.status(job_id) or card.status
            if status.state.ended or status.state is JobState.KEPT:
                self._cards.pop(job_id, None)
            platform = self._platforms.get(card.origin.platform)
            if platform is None:
                continue
            try:
                await platform.show(card.origin, status)
            except PlatformError as error:
                log.info("progress not shown", job=job_id, reason=type(error).__name__)
            except Exception:
                log.exception("showing progress broke off", job=job_id)

    def _change(self, job_id: str, **changes: object) -> None:
        card = self._cards.get(job_id)
        if card is None or card.status.state.ended:
            return  # what was read before the end and comes after it does not bring an order back
        status = replace(card.status, **changes)  # type: ignore[arg-type]
        if status != card.status:
            card.status, card.changed = status, True
            self._changed.set()


async def stop_task(task: asyncio.Task[Any]) -> None:
    """Cancel a task and wait until it has ended."""
    task.cancel()
    await asyncio.wait([task])
