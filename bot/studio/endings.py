"""How a job leaves the pipeline: settled, failed, put back into the queue, or kept.

Each ending is one transaction in which the state, the ledger and the news to be told change together.
"""

import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import structlog

from bot.domain.echo import without_echo
from bot.domain.errors import (
    AuthenticationFailed,
    BalanceTooLow,
    Busy,
    DeliveryUnavailable,
    DeliveryUnknown,
    NotEnabled,
    PlaceGone,
    PlatformError,
    ProviderError,
    ResultExpired,
    Unready,
)
from bot.domain.job import Call, CallOutcome, Failure, Job, JobState, Post
from bot.domain.money import Charge
from bot.domain.ports import Platform
from bot.domain.posts import NoticePost
from bot.media.folders import Folders
from bot.store import facts, jobs, ledger
from bot.store.db import Db, Query, Value
from bot.studio.allowance import Allowance
from bot.studio.board import Board
from bot.studio.looking import look_for
from bot.studio.pricing import Pricing
from bot.studio.rerouting import Rerouting
from bot.studio.routing import Routing
from bot.studio.rules import DELIVERY_PATIENCE_MS, RESULT_PATIENCE_MS

if TYPE_CHECKING:
    # these go out through the herald, which waits as endings do
    from bot.studio.alerts import Alerts
    from bot.studio.replies import Found, Replies

log = structlog.get_logger(__name__)

FIRST_WAIT_S = 2.0
LONGEST_WAIT_S = 300.0
NOBODY_THERE = "nobody-there"
"""Stands for the message id of news whose chat is gone: it is not told again."""


def wait_s(attempts: int, wish_s: float | None = None) -> float:
    """Return how long to wait before the next attempt: twice as long each time, with some jitter.

    A wish is never fallen short of; the jitter keeps all that were sent away from coming back at once.
    """
    if wish_s is not None:
        return max(wish_s, FIRST_WAIT_S) * random.uniform(1.0, 1.2)
    return min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** min(attempts, 16)) * random.uniform(0.8, 1.2)


def patience_ms(job: Job, calls: Sequence[Call]) -> int:
    """Return until when a job is worth another run: a song that was begun, as long as links live.

    Words that were written for it do not make it one.
    """
    begun = [call for call in calls if call.kind == "song" and (call.remote_id or call.answer is not None)]
    return max([job.deadline_ms, *(call.started_ms + RESULT_PATIENCE_MS for call in begun)])


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
        replies: "Replies",
        now_ms: Callable[[], int],
    ) -> None:
        self._db, self._routing, self._platforms = db, routing, platforms
        self._allowance, self._pricing, self._alerts = allowance, pricing, alerts
        self._folders, self._board, self._now_ms = folders, board, now_ms
        self._replies = replies
        self._rerouting = Rerouting(
            db=db,
            routing=routing,
            board=board,
            allowance=allowance,
            pricing=pricing,
            alerts=alerts,
            now_ms=now_ms,
        )

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

    async def answer(self, job: Job, found: "Found") -> None:
        """What a dialogue waits for is there: `done`, the reserve is final, and the dialogue goes on."""
        now = self._now_ms()

        async def end(q: Query) -> None:
            await jobs.change(q, job, JobState.DONE, now_ms=now)
            await ledger.settle(q, job, await self._bill(q, job), now_ms=now)
            await self._alerts.caps(q)
            await self._replies.found(q, job, found)

        await self._db.tx(end)
        log.info("dialogue answered", kind=job.kind, provider=job.provider, took_ms=now - job.created_ms)
        self._replies.wake()
        await self._folders.remove(job.id)

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
            if job.is_song:
                await facts.plan_news(q, _news(replace(job, state=JobState.FAILED)))
            else:
                await self._replies.failed(q, job, failure)

        await self._db.tx(end)
        log.info("failed, refunded", kind=job.kind, code=failure.code, provider=job.provider)
        self._replies.wake()
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
        detail = without_echo(error.detail, _words_of(job, calls))
        log.info("service failed", kind=type(error).__name__, detail=detail, trace=error.trace_id)
        mendable = isinstance(error, AuthenticationFailed | BalanceTooLow | NotEnabled)
        # A question about a task that is refused for the key or the account says nothing of the task.
        asks = self._pricing.is_paid(job.provider) and any(
            call.remote_id and (call.outcome is None or (call.kind == job.kind and mendable))
            for call in calls
        )
        may_go_on = error.may_retry or (asks and error.surely_refused)
        goes_on = may_go_on and self._now_ms() < patience_ms(job, calls)
        open_call = next((call for call in calls if call.outcome is None), None)
        if open_call is not None and (open_call.in_flight or not goes_on):
            await self._close(job, open_call, error)
            if open_call.in_flight and error.surely_refused:
                calls.remove(open_call)
        if self._pricing.is_paid(job.provider):  # otherwise it is not on any more
            rests = self._routing.rests(job.provider)
            await self._db.tx(lambda q: self._alerts.service_failed(q, job.provider, error, rests=rests))
        wish_s = error.retry_after_s if isinstance(error, Unready) else None
        begun = any(call.kind == job.kind or call.outcome is None for call in calls)
        if not begun and (error.may_retry or error.may_reroute):
            words_paid = any(call.provider == job.provider for call in calls)
            await self.put_back(job, error, words_paid=words_paid, wish_s=wish_s)
        elif goes_on:
            await self.postpone(job, wish_s=wish_s)  # it is paid: the same call is taken up again
        elif error.may_retry and any(call.kind == job.kind for call in calls):
            await self.fail(job, Failure(ResultExpired.code))
        else:
            await self.fail(job, self._failure(job, error))

    async def put_back(
        self, job: Job, error: ProviderError, *, words_paid: bool = False, wish_s: float | None = None
    ) -> None:
        """The service surely did not take the order: another one, the same one later, or the end.

        Where it was paid for the words, another one is asked only if this one will not sing them later.
        """
        now = self._now_ms()
        may_reroute = error.may_reroute and not (words_paid and error.may_retry)
        only_to_well = error.may_retry
        if may_reroute and await self._rerouting.to_another(job, error.code, only_to_well=only_to_well):
            return
        if error.may_retry and now < job.deadline_ms:
            until_ms = min(now + int(wait_s(job.attempts, wish_s) * 1000), job.deadline_ms)
            await self._rerouting.to_line(job, error.code, until_ms=until_ms)
        else:
            await self.fail(job, self._failure(job, error))

    async def leave(self, job: Job) -> bool:
        """The service of a waiting job rests: hand the job to another, if one is well; tell whether."""
        return await self._rerouting.to_another(job, "resting", only_to_well=True)

    async def waited_too_long(self, job: Job) -> None:
        """The service of a waiting job rests, and the time that an order waits is over."""
        await self.fail(job, self._failure(job, Busy()))

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
        """Tell somebody that their order ended without a song; False if it has to be tried again.

        A chat that does not take it is tried for a day.
        """
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
            message_id, outgoing = await look_for(
                platform, job.origin, outgoing, part=0, nonce=news.nonce, since_ms=news.started_ms
            )
            if message_id is None:
                message_id = await self._send(job, platform, outgoing, news)
        except (DeliveryUnavailable, DeliveryUnknown) as error:
            since_ms = max(job.deadline_ms, job.finished_ms or 0)
            if self._now_ms() - since_ms < DELIVERY_PATIENCE_MS:
                log.info("news not told yet", job=job_id, reason=type(error).__name__)
                return False
            log.warning("news given up", job=job_id, reason=type(error).__name__)
            message_id = NOBODY_THERE
        except PlaceGone:
            message_id = NOBODY_THERE
        told = message_id
        await self._db.tx(lambda q: facts.finish_post(q, news.nonce, told, now_ms=self._now_ms()))
        return True

    async def _send(self, job: Job, platform: Platform, notice: NoticePost, news: Post) -> str:
        await self._db.tx(lambda q: facts.plan_post(q, news, started_ms=self._now_ms()))
        try:
            return (await platform.post(job.origin, notice, part=0, nonce=news.nonce)).message_id
        except PlatformError as error:
            if error.surely_not_posted and not notice.perhaps_again:
                await self._db.tx(lambda q: facts.withdraw_post(q, news.nonce))
            raise

    def _failure(self, job: Job, error: ProviderError) -> Failure:
        """Say why there is no song, and which service has it so."""
        return Failure(error.code, {**error.params(), **self._routing.asks(job.provider)})

    async def _close(self, job: Job, call: Call, error: ProviderError) -> None:
        """Note how a call without an answer ended; a task that was accepted may be billed."""
        refused = call.in_flight and error.surely_refused
        outcome: CallOutcome = "refused" if refused else "unknown"
        may_cost = None if refused else self._pricing.may_cost(call)
        await self._db.tx(
            lambda q: facts.end_call(q, job, call.n, outcome, may_cost=may_cost, trace_id=error.trace_id)
        )

    async def _bill(self, q: Query, job: Job) -> Charge | None:
        """Return what a job cost, or may have cost."""
        calls = await facts.calls_of(q, job.id)
        if not self._pricing.can_tell([call for call in calls if call.kind == job.kind]):
            return next(iter(await ledger.held(q, job.id)), None)  # its service is off: the estimate stays
        tracks = await facts.tracks_of(q, job.id)
        seconds = sum(track.duration_ms for track in tracks) / 1000 if tracks else None
        return self._pricing.bill(calls, seconds=seconds)


def _words_of(job: Job, calls: Sequence[Call]) -> str:
    """Return everything that a service may quote: the order, and what was written for it."""
    request = job.request
    answers = [json.dumps(call.answer, ensure_ascii=False) for call in calls if call.kind == "lyrics"]
    return "\n".join((request.lyrics, request.prompt, request.style, request.avoid, request.title, *answers))


def _news(job: Job) -> Post:
    """Name the message that tells how an order stands: it ended without a song, or its song is kept."""
    name = "kept" if job.state is JobState.KEPT else "end"
    return Post(job.id, "notice", None, 0, job.origin.chat, f"{job.id}.{name}")
