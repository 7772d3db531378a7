"""The desk takes orders: everything that can be checked is checked before anything is charged."""

from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import structlog

from bot.domain.errors import BudgetExceeded, BudgetMoneyExceeded, Refusal, StorageFull, TooManyWaiting
from bot.domain.ids import is_id, new_id
from bot.domain.job import Job, JobState, Track
from bot.domain.lyrics import Lyrics
from bot.domain.people import Account, Caller, Identity, Place, PlaceRef
from bot.domain.posts import JobStatus
from bot.domain.quota import Usage
from bot.domain.song import Origin, SongRequest
from bot.store import facts, jobs, ledger, people, queue
from bot.store.db import Db, Query
from bot.studio.admission import Admission
from bot.studio.aftercare import send_kept
from bot.studio.alerts import Alerts
from bot.studio.allowance import Allowance
from bot.studio.board import Board
from bot.studio.charging import Charging, charged_to, is_of_a_place, refusal_of, ways
from bot.studio.hearing import may_hear
from bot.studio.intake import spoken_in, take_in, title_for
from bot.studio.pricing import Pricing
from bot.studio.remarks import tags_changed
from bot.studio.routing import Routing
from bot.studio.rules import PATIENCE_MS, Rules
from bot.studio.views import (
    Cancellation,
    CancelOutcome,
    Order,
    QuotaView,
    Receipt,
    SongEntry,
    SongPage,
)

log = structlog.get_logger(__name__)

SONGS_PER_PAGE = 10
MOST_PAGES = 1_000_000
"""Whoever asks for a later page gets this one, which is empty: a database can't count any further."""
CANCELLABLE = (JobState.HELD, JobState.QUEUED, JobState.RUNNING)


class Storage(Protocol):
    """What the desk asks of the disk."""

    async def has_room(self) -> bool:
        """Tell whether one more song fits."""
        ...

    async def remove(self, job_id: str) -> None:
        """Remove the files of a song that is not made after all; what can't go now, the sweep takes."""
        ...

    def listen(self, job_id: str) -> AsyncGenerator[bytes]:
        """Read what is there of a song that is being made, what is added, and the end."""
        ...


class Runners(Protocol):
    """What the desk asks of the dispatcher."""

    def wake(self) -> None:
        """Look at the queue."""
        ...

    async def drop(self, job_id: str) -> None:
        """End the work on a job that is not this bot's any more, and wait for its end."""
        ...


@dataclass(frozen=True)
class _Taken:
    """What an order came to."""

    job: Job
    place: Place
    usage: Usage
    repeated: bool
    line: int | None
    usual_s: float | None


class Desk:
    """Takes, cancels and looks up orders. Every method raises `Refusal`s only."""

    def __init__(
        self,
        *,
        db: Db,
        routing: Routing,
        titles: dict[str, str],
        board: Board,
        storage: Storage,
        runners: Runners,
        rules: Rules,
        admission: Admission,
        allowance: Allowance,
        pricing: Pricing,
        charging: Charging,
        alerts: Alerts,
        now_ms: Callable[[], int],
    ) -> None:
        self._db, self._routing, self._board, self._rules = db, routing, board, rules
        self._titles, self._storage, self._now_ms = titles, storage, now_ms
        self._admission, self._allowance, self._pricing = admission, allowance, pricing
        self._runners, self._alerts, self._charging = runners, alerts, charging

    @property
    def services(self) -> Mapping[str, str]:
        """The titles of the services that are on, by their names."""
        return self._titles

    async def order(self, order: Order) -> Receipt:
        """Take an order: check it, reserve the quota and write the job in one transaction.

        One that came by direct message is charged to the first place that takes it (`Charging`).
        """
        request, lyrics = take_in(order.request, self._rules)
        if not await self._storage.has_room() and await jobs.by_dedup(self._db.read, order.dedup) is None:
            raise StorageFull("disk")
        asker = order.caller if order.here else await self._charging.look_up(order.caller)
        now = self._now_ms()

        async def reserve(caller: Caller, q: Query) -> _Taken:
            identity, place = await people.arrive(q, caller, now_ms=now)
            job = await jobs.by_dedup(q, order.dedup)
            repeated = job is not None
            if job is not None:
                place = await people.place_by_id(q, job.place_id)
            else:
                await self._admission.check(q, caller, identity, place, now_ms=now)
                provider = await self._choose(q, request, lyrics, place)
                job = Job(
                    id=new_id(now),
                    dedup=order.dedup,
                    kind="song",
                    identity_id=identity.id,
                    place_id=place.id,
                    origin=order.origin if request.private else spoken_in(caller, place, order.origin),
                    request=request,
                    title=title_for(request, lyrics),
                    provider=provider,
                    state=JobState.QUEUED,
                    epoch=0,
                    created_ms=now,
                    deadline_ms=now + PATIENCE_MS,
                )
                await self._reserve(q, job, identity, place)
            usage = await self._allowance.person(q, identity.person_id, place, now_ms=now)
            turns = await queue.line(q, now_ms=now)
            line = next((turn.line for turn in turns if turn.id == job.id), None)
            usual_s = await jobs.usual_seconds(q, job.provider)
            return _Taken(job, place, usage, repeated, line, usual_s)

        try:
            taken = await self._first_to_take((asker,) if order.here else ways(asker), reserve)
        except (BudgetExceeded, BudgetMoneyExceeded) as error:
            refusal = error
            await self._db.tx(lambda q: self._alerts.refused(q, refusal))
            raise
        job, line, usual_s = taken.job, taken.line, taken.usual_s
        usual_s = usual_s or self._routing.usual_s(job.provider)
        provider_title = self._titles.get(job.provider, job.provider)  # it may be off since
        if taken.repeated:
            status = self._board.status(job.id) or JobStatus(job.id, job.state)
        else:
            status = self._board.put(
                job,
                usual_s=usual_s,
                can_cancel=True,
                line=line,
                service=provider_title,
                busy=self._routing.rests(job.provider),
            )
            log.info("order taken", job=job.id, provider=job.provider, line=line)
            self._runners.wake()
        info = self._routing.info(job.provider)
        changed = tags_changed(info, job.request, lyrics) if info else None
        return Receipt(
            status,
            job.request,
            provider_title,
            taken.usage,
            taken.repeated,
            changed,
            charged_to(asker, taken.place.ref),
        )

    async def _first_to_take(
        self, ways: tuple[Caller, ...], reserve: Callable[[Caller, Query], Coroutine[Any, Any, _Taken]]
    ) -> _Taken:
        """Charge the first place that does not refuse; a transaction that did leaves nothing behind."""
        refusals: list[tuple[Caller, Refusal]] = []
        for way in ways:
            try:
                return await self._db.tx(partial(reserve, way))
            except Refusal as refusal:
                if not is_of_a_place(refusal):
                    raise
                refusals.append((way, refusal))
        raise refusal_of(refusals)

    async def cancel(
        self, account: Account, place: PlaceRef, job_id: str | None = None, *, dedup: str = ""
    ) -> Cancellation:
        """Cancel a song that no service was asked for yet: the named one, or the newest of the person.

        The same `dedup` cancels one song, however often it comes.
        """
        now = self._now_ms()

        async def cancel(q: Query) -> Cancellation:
            job = await self._cancelled(q, account, dedup) if dedup else None
            outcome = CancelOutcome.CANCELLED
            if job is None:
                job, outcome = await self._to_cancel(q, account, job_id)
            if job is None or outcome is not CancelOutcome.CANCELLED:
                return Cancellation(outcome, job.id if job else None)
            if job.state is not JobState.CANCELLED:
                await jobs.change(
                    q, job, JobState.CANCELLED, now_ms=now, detail=f"by its owner {dedup}".strip()
                )
                await ledger.refund(q, job, "cancelled", charge=None, now_ms=now)
            owner = await people.person_of(q, job.identity_id)
            where = await people.place_by_id(q, job.place_id)
            return Cancellation(outcome, job.id, await self._allowance.person(q, owner, where, now_ms=now))

        done = await self._db.tx(cancel)
        if done.outcome is CancelOutcome.CANCELLED and done.job_id:
            await self._runners.drop(done.job_id)
            await self._storage.remove(done.job_id)
            self._board.move(done.job_id, JobState.CANCELLED)
            log.info("cancelled", job=done.job_id)
            self._runners.wake()
        return done

    async def quota(self, caller: Caller) -> QuotaView:
        """Return what is left for somebody here."""
        now = self._now_ms()

        async def look(q: Query) -> QuotaView:
            identity, place = await people.arrive(q, caller, now_ms=now)
            usage = await self._allowance.person(q, identity.person_id, place, now_ms=now)
            budget = await self._allowance.bot(q, now_ms=now)
            cap = await self._allowance.cap(q, place, now_ms=now)
            return QuotaView(usage, None if budget.limit.songs is None else budget, cap)

        return await self._db.tx(look)

    async def language(self, caller: Caller) -> str:
        """Return the language that the bot speaks with somebody here: the place's, else their own.

        Where the chat does not say which that is, it is the one that they were last met with.
        """
        place = await people.find_place(self._db.read, caller.place)
        spoken = (place.settings.language if place else "") or caller.account.language
        if spoken:
            return spoken
        return await people.language_of(self._db.read, caller.account) or people.FIRST_LANGUAGE

    async def songs(self, account: Account, *, page: int = 1) -> SongPage:
        """Return a page of somebody's orders, newest first."""
        identity = await people.find_identity(self._db.read, account)
        if identity is None:
            return SongPage((), 1, 1)
        page = min(max(1, page), MOST_PAGES)
        offset = (page - 1) * SONGS_PER_PAGE
        found, total = await jobs.page(self._db.read, identity.id, offset=offset, limit=SONGS_PER_PAGE)
        entries = [
            SongEntry(
                job_id=job.id,
                state=job.state,
                title=job.title,
                created_ms=job.created_ms,
                provider_title=self._titles.get(job.provider, job.provider),
                tracks=tuple(await facts.tracks_of(self._db.read, job.id)),
            )
            for job in found
        ]
        return SongPage(tuple(entries), page, max(1, -(-total // SONGS_PER_PAGE)))

    async def track(self, caller: Caller, job_id: str, n: int) -> Track | None:
        """Return a track that somebody may hear: their own, or one that was sung for all of this place."""
        if not await self._may_hear(caller, job_id):
            return None
        tracks = await facts.tracks_of(self._db.read, job_id)
        return next((track for track in tracks if track.n == n), None)

    async def listen(self, caller: Caller, job_id: str) -> AsyncGenerator[bytes] | None:
        """Return a song while it is made, an mp3 from its beginning on, to whom may hear its tracks.

        None where there is nothing to be heard now. Reading it raises `EOFError` where the song breaks off;
        whoever leaves before its end closes it.
        """
        status = self._board.status(job_id)
        if status is None or not status.live or not await self._may_hear(caller, job_id):
            return None
        return self._storage.listen(job_id)

    async def contact(self, account: Account, origin: Origin) -> None:
        """Send what was kept for somebody to where they are now."""
        identity = await people.find_identity(self._db.read, account)
        if identity is None:
            return
        kept = await jobs.in_states(self._db.read, [JobState.KEPT], identity_id=identity.id)
        if not kept:
            return
        now = self._now_ms()
        since = self._rules.kept_since_ms(now)

        async def send(q: Query) -> None:
            for job in await jobs.in_states(q, [JobState.KEPT], identity_id=identity.id):
                if job.created_ms < since or job.deleted_ms is not None:
                    continue  # its files may be being removed just now
                await send_kept(q, job, origin, now_ms=now)

        await self._db.tx(send)
        log.info("kept songs go out", count=len(kept))
        self._runners.wake()

    async def _may_hear(self, caller: Caller, job_id: str) -> bool:
        job = await jobs.get(self._db.read, job_id) if is_id(job_id) else None
        return job is not None and await may_hear(self._db.read, caller, job)

    async def _cancelled(self, q: Query, account: Account, dedup: str) -> Job | None:
        """Return the job that was cancelled for this before."""
        identity = await people.find_identity(q, account)
        if identity is None:
            return None
        return await jobs.cancelled_for(q, identity.id, detail=f"by its owner {dedup}")

    async def _to_cancel(
        self, q: Query, account: Account, job_id: str | None
    ) -> tuple[Job | None, CancelOutcome]:
        identity = await people.find_identity(q, account)
        if identity is None:
            return None, CancelOutcome.NOTHING
        states = [*CANCELLABLE, JobState.DELIVERING]
        mine = await jobs.in_states(q, states, identity_id=identity.id)
        if job_id is not None:
            mine = [job for job in mine if job.id == job_id]
        if not mine:
            return None, CancelOutcome.NOTHING
        answers = [(job, await self._cancel_outcome(q, job)) for job in reversed(mine)]
        possible = [one for one in answers if one[1] is CancelOutcome.CANCELLED]
        return (possible or answers)[0]

    async def _cancel_outcome(self, q: Query, job: Job) -> CancelOutcome:
        if job.state is JobState.DELIVERING:
            return CancelOutcome.POSTING
        calls = await facts.calls_of(q, job.id)
        if any(call.outcome != "refused" for call in calls):
            return CancelOutcome.SINGING
        return CancelOutcome.CANCELLED

    async def _reserve(self, q: Query, job: Job, identity: Identity, place: Place) -> None:
        """Check the limits under the lock of the place's and the bot's row, then write the job."""
        await ledger.lock(q, place.id)
        waiting = await jobs.count_waiting(q, identity.person_id)
        if waiting >= self._rules.queued_per_user:
            raise TooManyWaiting(limit=self._rules.queued_per_user)
        charge = self._pricing.estimate(job.provider)
        await self._allowance.ensure(
            q, identity.person_id, place, job.provider, charge, now_ms=job.created_ms
        )
        await jobs.insert(q, job)
        paid = self._pricing.is_paid(job.provider)
        await ledger.reserve(q, job, charge, paid=paid, now_ms=job.created_ms)
        await self._alerts.caps(q)

    async def _choose(self, q: Query, request: SongRequest, lyrics: Lyrics, place: Place) -> str:
        """Return the service for an order: named, else the place's first choice, else the operator's."""
        limits = await self._allowance.limits(q, place)
        info = self._routing.choose(
            request,
            lyrics,
            first=place.settings.provider,
            unless=lambda info: self._allowance.refusal_of(info, limits),
        )
        return info.name
