"""Drafts: jobs that answer a dialogue with words, written or heard, before anything is sung.

They are taken like orders, in the transaction of the step that asks for them, so that two taps are one draft.
They cost no song, but money where a service takes some, and a person has so many of them a day.
"""

from bot.domain.errors import TooManyDrafts
from bot.domain.ids import new_id
from bot.domain.job import Job, JobState
from bot.domain.lyrics import parse_lyrics
from bot.domain.people import Place
from bot.domain.ports import ProviderInfo
from bot.domain.quota import span_of
from bot.domain.song import JobKind, SongRequest
from bot.store import facts, jobs, ledger, queue
from bot.store.db import Query
from bot.studio.admission import Admission
from bot.studio.alerts import Alerts
from bot.studio.allowance import Allowance
from bot.studio.dialogues.machine import Visit
from bot.studio.intake import title_for
from bot.studio.pricing import Pricing
from bot.studio.routing import Routing
from bot.studio.rules import PATIENCE_MS, Rules


class Drafts:
    """Takes drafts and takes them back. Raises `Refusal`s only, after which nothing has changed."""

    def __init__(
        self,
        *,
        routing: Routing,
        rules: Rules,
        admission: Admission,
        allowance: Allowance,
        pricing: Pricing,
        alerts: Alerts,
    ) -> None:
        self._routing, self._rules, self._admission = routing, rules, admission
        self._allowance, self._pricing, self._alerts = allowance, pricing, alerts

    async def begin(self, q: Query, visit: Visit, kind: JobKind, request: SongRequest) -> Job:
        """Check a draft as an order is checked, hold its money, and write its job.

        `kind` is `lyrics` or `preprocess`. The dialogue that `visit` is at gets the reply; it keeps the job's
        id, by which it knows what it waits for.
        """
        place, now = visit.place, visit.now_ms
        await self._admission.check(q, visit.caller, visit.identity, place, now_ms=now)
        info = await self._choose(q, kind, request, place)
        job_id = new_id(now)
        job = Job(
            id=job_id,
            dedup=f"draft:{job_id}",  # the step is what makes it one
            kind=kind,
            identity_id=visit.identity.id,
            place_id=place.id,
            origin=visit.origin,  # only they read what comes of it
            request=request,
            title=title_for(request, parse_lyrics(request.lyrics)),
            provider=info.name,
            state=JobState.QUEUED,
            epoch=0,
            created_ms=now,
            deadline_ms=now + PATIENCE_MS,
            dialogue_id=visit.dialogue,
        )
        await ledger.lock(q, place.id)
        await self._ensure_one_more(q, visit)
        charge = self._pricing.estimate(info.name, kind)
        await self._allowance.ensure_money(q, place, charge, now_ms=now)
        await jobs.insert(q, job)
        await ledger.reserve(q, job, charge, paid=self._pricing.is_paid(info.name), now_ms=now)
        await self._alerts.caps(q)
        return job

    async def cancel(self, q: Query, job_id: str, *, now_ms: int) -> bool:
        """Take a draft back for which no service was asked yet; False if it is too late for that.

        Its run, if there is one, ends at its next write: nothing leaves after this.
        """
        job = await jobs.get(q, job_id)
        if job is None or job.state not in (JobState.QUEUED, JobState.RUNNING):
            return False
        if any(call.outcome != "refused" for call in await facts.calls_of(q, job.id)):
            return False
        await jobs.change(q, job, JobState.CANCELLED, now_ms=now_ms, detail="by its owner")
        await ledger.refund(q, job, "cancelled", charge=None, now_ms=now_ms)
        return True

    async def service(self, q: Query, job_id: str) -> str:
        """Return the title of the service that a draft is with; it may have been passed on meanwhile."""
        job = await jobs.get(q, job_id)
        return self._routing.titles.get(job.provider, job.provider) if job else ""

    async def _choose(self, q: Query, kind: JobKind, request: SongRequest, place: Place) -> ProviderInfo:
        limits = await self._allowance.limits(q, place)
        return self._routing.choose_for_draft(
            kind,
            request,
            first=place.settings.provider,
            unless=lambda info: self._allowance.refusal_of(info, limits),
        )

    async def _ensure_one_more(self, q: Query, visit: Visit) -> None:
        """Raise `TooManyDrafts` where the day's drafts are used up; it begins at the place's midnight."""
        span = span_of("day", visit.now_ms, visit.place.time_zone)
        used = await queue.count_drafts(q, visit.identity.person_id, since_ms=span.start_ms)
        if used >= self._rules.drafts_per_day:
            raise TooManyDrafts(
                limit=self._rules.drafts_per_day,
                resets_at_ms=span.end_ms or 0,
                time_zone=visit.place.time_zone,
            )
