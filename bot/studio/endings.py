"""How a job leaves the pipeline: settled, failed, put back into the queue, or kept.

Each ending is one transaction in which the state, the ledger and the news to be told change together.
"""

import json
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence, Set
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import structlog

from bot.domain.errors import (
    DeliveryUnavailable,
    DeliveryUnknown,
    MoneyExceeded,
    PlaceGone,
    ProviderError,
    RateLimited,
    Refusal,
    ResultExpired,
)
from bot.domain.job import Call, CallOutcome, Failure, Job, JobState, Post
from bot.domain.lyrics import parse_lyrics
from bot.domain.money import Charge
from bot.domain.ports import NoticePost, Platform, ProviderInfo
from bot.media.folders import Folders
from bot.store import facts, jobs, ledger, people
from bot.store.db import Db, Query, Value
from bot.studio.allowance import Allowance
from bot.studio.board import Board
from bot.studio.pricing import Pricing
from bot.studio.routing import Routing
from bot.studio.rules import RESULT_PATIENCE_MS

if TYPE_CHECKING:
    from bot.studio.alerts import Alerts  # alerts go out through the herald, which waits as endings do

log = structlog.get_logger(__name__)

FIRST_WAIT_S = 2.0
LONGEST_WAIT_S = 300.0
NOBODY_THERE = "nobody-there"
"""Stands for the message id of news whose chat is gone: it is not told again."""


def wait_s(attempts: int, wish_s: float | None = None) -> float:
    """Return how long to wait before the next attempt: twice as long each time, with some jitter."""
    if wish_s is not None:
        return max(wish_s, FIRST_WAIT_S)
    return min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** min(attempts, 16)) * random.uniform(0.8, 1.2)


def patience_ms(job: Job, calls: Sequence[Call]) -> int:
    """Return until when a job is worth another run: one that is paid for, as long as links live."""
    return max([job.deadline_ms, *(call.started_ms + RESULT_PATIENCE_MS for call in calls)])


class Endings:
    """Writes the end of a run, and tells people of the ones that have no song."""

    def __init__(
        self,
        *,
        db: Db,
        routing: Routing,
        platforms: Mapping[str, Platform],
        folders: Folders,
        board: Board,
        allowance: Allowance,
        pricing: Pricing,
        alerts: "Alerts",
        now_ms: Callable[[], int],
    ) -> None:
        self._db, self._routing, self._platforms = db, routing, platforms
        self._allowance, self._pricing, self._alerts = allowance, pricing, alerts
        self._folders, self._board, self._now_ms = folders, board, now_ms

    async def settle(self, job: Job) -> None:
        """The song is posted: `done`, and the reserve is final."""
        now = self._now_ms()

        async def end(q: Query) -> None:
            await jobs.change(q, job, JobState.DONE, now_ms=now)
            await ledger.settle(q, job, await self._bill(q, job), now_ms=now)
            await self._alerts.caps(q)

        await self._db.tx(end)
        log.info("song delivered", provider=job.provider, took_ms=now - job.created_ms)
        self._board.move(job.id, JobState.DONE)

    async def fail(self, job: Job, failure: Failure) -> None:
        """End without a song: files first, so that there is never both a song and a refund."""
        now_stored = await jobs.get(self._db.read, job.id)
        if now_stored is None or (now_stored.state, now_stored.epoch) != (job.state, job.epoch):
            raise jobs.NotMineError(job.id)  # these files are somebody else's
        await self._folders.remove(job.id)
        now = self._now_ms()

        async def end(q: Query) -> None:
            also: dict[str, Value] = {"failure": json.dumps(asdict(failure))}
            await jobs.change(q, job, JobState.FAILED, now_ms=now, detail=failure.code, also=also)
            await ledger.refund(q, job, failure.code, charge=await self._bill(q, job), now_ms=now)
            await self._alerts.caps(q)
            await facts.plan_news(q, _news(replace(job, state=JobState.FAILED)))

        await self._db.tx(end)
        log.info("song failed, refunded", code=failure.code, provider=job.provider)
        self._board.move(job.id, JobState.FAILED)

    async def keep(self, job: Job, why: Failure | None = None) -> None:
        """No place takes the song: it waits for its owner's next contact.

        With a reason, its place is there and is told, once.
        """
        now = self._now_ms()

        async def end(q: Query) -> None:
            also: dict[str, Value] = {"failure": json.dumps(asdict(why)) if why else None}
            await jobs.change(q, job, JobState.KEPT, now_ms=now, also=also)
            if why is not None:
                await facts.plan_news(q, _news(replace(job, state=JobState.KEPT)))

        await self._db.tx(end)
        log.info("song kept", provider=job.provider)
        self._board.move(job.id, JobState.KEPT)

    async def service_failed(self, job: Job, error: ProviderError) -> None:
        """A service said no or nothing: note how its call ended, then choose the job's ending."""
        calls = [call for call in await facts.calls_of(self._db.read, job.id) if call.outcome != "refused"]
        open_call = next((call for call in calls if call.in_flight), None)
        log.info("service failed", kind=type(error).__name__, detail=error.detail, trace=error.trace_id)
        if open_call is not None:
            outcome: CallOutcome = "refused" if error.surely_refused else "unknown"
            n, trace = open_call.n, error.trace_id
            await self._db.tx(lambda q: facts.end_call(q, job, n, outcome, trace_id=trace))
            if error.surely_refused:
                calls.remove(open_call)
        if self._pricing.is_paid(job.provider):  # otherwise it is not on any more
            await self._db.tx(lambda q: self._alerts.service_failed(q, job.provider, error))
        wish_s = error.retry_after_s if isinstance(error, RateLimited) else None
        if not calls and (error.may_retry or error.may_reroute):
            await self.put_back(job, error, wish_s=wish_s)
        elif error.may_retry and self._now_ms() < patience_ms(job, calls):
            await self.postpone(job, wish_s=wish_s)  # it is paid: the same call is taken up again
        elif error.may_retry:
            await self.fail(job, Failure(ResultExpired.code))
        else:
            await self.fail(job, Failure(error.code, error.params()))

    async def put_back(self, job: Job, error: ProviderError, *, wish_s: float | None = None) -> None:
        """The service surely did not take the order: another one, the same one later, or the end."""
        now = self._now_ms()
        if error.may_reroute and await self._reroute(job, error, now_ms=now):
            return
        if error.may_retry and now < job.deadline_ms:
            until = min(now + int(wait_s(job.attempts, wish_s) * 1000), job.deadline_ms)
            await self._queue(job, {"not_before_ms": until, "attempts": job.attempts + 1}, detail=error.code)
        else:
            await self.fail(job, Failure(error.code, error.params()))

    async def postpone(self, job: Job, *, wish_s: float | None = None) -> None:
        """Come back to a job under way later; what is known of it stays."""
        until = self._now_ms() + int(wait_s(job.attempts, wish_s) * 1000)
        await self._db.tx(lambda q: jobs.postpone(q, job, until_ms=until))

    async def deliver_later(self, job: Job, error: Exception, *, wish_s: float | None = None) -> None:
        """The chat did not take a post: try again for a day, then keep the song for its owner."""
        log.info("not posted yet", reason=type(error).__name__, detail=str(error))
        if self._now_ms() < job.deadline_ms:
            await self.postpone(job, wish_s=wish_s)
        else:
            await self.keep(job)

    async def disk_failed(self, job: Job, error: OSError) -> None:
        """A disk that is full, or away, may be mended: wait for it as long as the song is to be had."""
        log.error("disk failure", errno=error.errno, reason=error.strerror)
        calls = [call for call in await facts.calls_of(self._db.read, job.id) if call.outcome != "refused"]
        if self._now_ms() < patience_ms(job, calls):
            await self.postpone(job)
        else:
            await self.fail(job, Failure("storage-full"))

    async def expire(self, job: Job) -> None:
        """Nobody came for a kept song in all its time: remove it, and give the song back."""
        await self.fail(job, Failure("kept-expired"))

    async def tell(self, job_id: str) -> bool:
        """Tell somebody that their order ended without a song; False if it has to be tried again."""
        job = await jobs.get(self._db.read, job_id)
        if job is None:
            return True
        platform = self._platforms.get(job.origin.platform)
        posts = await facts.posts_of(self._db.read, job_id)
        news = posts.get(_news(job).nonce)
        if platform is None or news is None or news.message_id is not None:
            return news is None or news.message_id is not None
        outgoing = NoticePost(job, job.state, job.failure, refunded=job.state is not JobState.KEPT)
        try:
            message_id = await platform.find(job.origin, news.nonce) if news.started else None
            if message_id is None:
                started = self._now_ms()
                await self._db.tx(lambda q: facts.plan_post(q, news, started_ms=started))
                message_id = await platform.post(job.origin, outgoing, part=0, nonce=news.nonce)
        except (DeliveryUnavailable, DeliveryUnknown) as error:
            log.info("news not told yet", job=job_id, reason=type(error).__name__)
            return False
        except PlaceGone:
            message_id = NOBODY_THERE
        told = message_id
        await self._db.tx(lambda q: facts.finish_post(q, news.nonce, told, now_ms=self._now_ms()))
        return True

    async def _reroute(self, job: Job, error: ProviderError, *, now_ms: int) -> bool:
        """Give a job to a service that has not been asked yet, if there is one that the caps allow."""
        tried = {*job.tried, job.provider}
        while (other := await self._another(job, tried)) is not None:
            try:
                await self._move_to(job, other, error, now_ms=now_ms)
            except MoneyExceeded:
                tried.add(other.name)
            else:
                return True
        return False

    async def _move_to(self, job: Job, other: ProviderInfo, error: ProviderError, *, now_ms: int) -> None:
        """Give a job to another service. Raises `MoneyExceeded` where a cap does not hold its price."""
        also: dict[str, Value] = {
            "provider": other.name,
            "tried": json.dumps([*job.tried, job.provider]),
            "not_before_ms": 0,
        }
        charge = self._pricing.estimate(other.name)

        async def hold(q: Query) -> None:
            place = await people.place_by_id(q, job.place_id)
            await ledger.lock(q, place.id)
            await self._allowance.ensure_money(q, place, charge, instead_of=job.id, now_ms=now_ms)
            await ledger.rebook(q, job, charge, now_ms=now_ms)
            await self._alerts.caps(q)

        await self._queue(job, also, detail=f"{error.code}, on to {other.name}", hold=hold)

    async def _queue(
        self,
        job: Job,
        also: dict[str, Value],
        *,
        detail: str,
        hold: Callable[[Query], Awaitable[None]] | None = None,
    ) -> None:
        now = self._now_ms()

        async def put_back(q: Query) -> None:
            if hold is not None:
                await hold(q)
            await jobs.change(q, job, JobState.QUEUED, now_ms=now, detail=detail, also=also)

        await self._db.tx(put_back)
        log.info("back in the queue", reason=detail)
        self._board.move(job.id, JobState.QUEUED, can_cancel=True)

    async def _another(self, job: Job, tried: Set[str]) -> ProviderInfo | None:
        """Return a service that has not been asked yet, if the member left the choice to the bot."""
        if job.request.provider:
            return None
        place = await people.place_by_id(self._db.read, job.place_id)
        limits = await self._allowance.limits(self._db.read, place)
        try:
            info = self._routing.choose(
                job.request,
                parse_lyrics(job.request.lyrics),
                tried=tried,
                unless=lambda info: self._allowance.refusal_of(info, limits),
            )
        except Refusal:
            return None
        return None if info.standby else info

    async def _bill(self, q: Query, job: Job) -> Charge | None:
        """Return what a job cost, or may have cost."""
        tracks = await facts.tracks_of(q, job.id)
        seconds = sum(track.duration_ms for track in tracks) / 1000 if tracks else None
        return self._pricing.bill(await facts.calls_of(q, job.id), seconds=seconds)


def _news(job: Job) -> Post:
    """Name the message that tells how an order stands: it ended without a song, or its song is kept."""
    name = "kept" if job.state is JobState.KEPT else "end"
    return Post(job.id, "notice", None, 0, job.origin.chat, f"{job.id}.{name}")
