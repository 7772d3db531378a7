"""Where an order goes that its service surely did not take: on to another service, or back into the line."""

import json
from collections.abc import Awaitable, Callable, Set
from typing import TYPE_CHECKING

import structlog

from bot.domain.errors import MoneyExceeded, Refusal
from bot.domain.job import Job, JobState
from bot.domain.lyrics import parse_lyrics
from bot.domain.ports import ProviderInfo
from bot.store import facts, jobs, ledger, people
from bot.store.db import Db, Query, Value
from bot.studio.allowance import Allowance
from bot.studio.board import Board
from bot.studio.pricing import Pricing
from bot.studio.routing import Routing

if TYPE_CHECKING:
    from bot.studio.alerts import Alerts  # goes out through the herald, which waits as endings do

log = structlog.get_logger(__name__)


class Rerouting:
    """Moves orders between services and puts them back; each step is one transaction."""

    def __init__(
        self,
        *,
        db: Db,
        routing: Routing,
        board: Board,
        allowance: Allowance,
        pricing: Pricing,
        alerts: "Alerts",
        now_ms: Callable[[], int],
    ) -> None:
        self._db, self._routing, self._board = db, routing, board
        self._allowance, self._pricing, self._alerts, self._now_ms = allowance, pricing, alerts, now_ms

    async def to_another(self, job: Job, reason: str, *, only_to_well: bool) -> bool:
        """Give a job to a service that has not been asked yet, if there is one that the caps allow.

        With `only_to_well`, a service that rests is no better than the one that has it.
        """
        tried = {*job.tried, job.provider}
        while (other := await self._another(job, tried)) is not None:
            if only_to_well and self._routing.rests(other.name):
                return False
            try:
                await self._move(job, other, reason)
            except MoneyExceeded:
                tried.add(other.name)
            else:
                return True
        return False

    async def to_line(self, job: Job, reason: str, *, until_ms: int) -> None:
        """Put a job back for its service, to be sent again then; it keeps its place in line."""
        await self._queue(job, {"not_before_ms": until_ms, "attempts": job.attempts + 1}, detail=reason)
        log.info("back in the queue", reason=reason)

    async def _move(self, job: Job, other: ProviderInfo, reason: str) -> None:
        """Give a job to another service. Raises `MoneyExceeded` where a cap does not hold its price."""
        also: dict[str, Value] = {
            "provider": other.name,
            "tried": json.dumps([*job.tried, job.provider]),
            "not_before_ms": 0,
            "attempts": 0,
        }

        async def hold(q: Query) -> None:
            place = await people.place_by_id(q, job.place_id)
            await ledger.lock(q, place.id)
            # what the first service was paid for, words perhaps, stays counted
            charge = self._pricing.instead(other.name, job.kind, await facts.calls_of(q, job.id))
            await self._allowance.ensure_money(q, place, charge, instead_of=job.id, now_ms=self._now_ms())
            await ledger.rebook(q, job, charge, now_ms=self._now_ms())
            await self._alerts.caps(q)

        await self._queue(job, also, detail=f"{reason}, on to {other.name}", hold=hold)
        self._board.hand_on(job.id, other.title, usual_s=other.usual_s)
        log.info("moved to another service", job=job.id, reason=reason, provider=other.name)

    async def _queue(
        self,
        job: Job,
        also: dict[str, Value],
        *,
        detail: str,
        hold: Callable[[Query], Awaitable[None]] | None = None,
    ) -> None:
        now = self._now_ms()

        async def put_back(q: Query) -> bool:
            if hold is not None:
                await hold(q)
            if job.state is JobState.QUEUED:
                await jobs.amend(q, job, also, now_ms=now, detail=detail)
            else:
                await jobs.change(q, job, JobState.QUEUED, now_ms=now, detail=detail, also=also)
            return all(call.outcome == "refused" for call in await facts.calls_of(q, job.id))

        can_cancel = await self._db.tx(put_back)
        self._board.move(job.id, JobState.QUEUED, can_cancel=can_cancel, busy=hold is None)

    async def _another(self, job: Job, tried: Set[str]) -> ProviderInfo | None:
        """Return a service that has not been asked yet, if the member left the choice to the bot."""
        if job.request.provider:
            return None
        place = await people.place_by_id(self._db.read, job.place_id)
        limits = await self._allowance.limits(self._db.read, place)
        try:
            info = self._routing.choose_again(
                job.kind,
                job.request,
                parse_lyrics(job.request.lyrics),
                tried=tried,
                unless=lambda info: self._allowance.refusal_of(info, limits),
            )
        except Refusal:
            return None
        return None if info.standby else info
