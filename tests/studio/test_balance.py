"""Whatever happens in whatever order: the ledger balances, and no limit was ever passed."""

import asyncio
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.errors import Busy, Refusal
from bot.domain.job import Failure, Job, JobState
from bot.domain.people import Account, Caller
from bot.domain.quota import Limit, span_of
from bot.domain.song import Origin
from bot.store import jobs
from tests.store.rows import DAY_MS, HOUR_MS, open_database
from tests.studio.fakes import CHAT, TAVERN, ScriptedProvider, Studio, info, with_limits

QUOTA, BUDGET, QUEUED = 3, 7, 2
RULES = with_limits(quota=Limit(QUOTA, "day"), budget=Limit(BUDGET, "week"), queued_per_user=QUEUED)
PEOPLE = ("ann", "bob", "cid")
WAITING = frozenset({JobState.QUEUED})
UNCOUNTED = frozenset({JobState.FAILED, JobState.CANCELLED})

operations = st.one_of(
    st.tuples(st.sampled_from(["order", "order", "order", "again", "cancel", "contact"]), st.integers(0, 2)),
    st.tuples(st.sampled_from(["start", "busy", "fail", "deliver", "settle", "keep"]), st.integers(0, 9)),
    st.tuples(st.sampled_from(["expire", "hours", "days"]), st.integers(0, 5)),
)


@dataclass
class Run:
    """Carries operations out; what is impossible just now is left out."""

    studio: Studio

    async def pick(self, n: int, *states: JobState) -> Job | None:
        """Return one of the open jobs in these states."""
        found = await jobs.in_states(self.studio.db.read, states)
        return found[n % len(found)] if found else None

    async def order(self, n: int) -> None:
        try:
            await self.studio.order(PEOPLE[n])
        except Refusal:
            return

    async def again(self, n: int) -> None:
        """Order while the clock stands, so that the message is one the desk may know already."""
        self.studio.clock.ms -= 1_000
        await self.order(n)

    async def cancel(self, n: int) -> None:
        await self.studio.desk.cancel(Account(CHAT, PEOPLE[n]), TAVERN)

    async def contact(self, n: int) -> None:
        await self.studio.desk.contact(Account(CHAT, PEOPLE[n]), Origin(platform=CHAT, chat="cellar"))

    async def start(self, n: int) -> None:
        job = await self.pick(n, JobState.QUEUED)
        if job is not None:
            now_ms = self.studio.clock()
            await self.studio.db.tx(lambda q: jobs.start(q, job.id, now_ms=now_ms))

    async def busy(self, n: int) -> None:
        job = await self.pick(n, JobState.RUNNING)
        if job is not None:
            await self.studio.endings.put_back(job, Busy())

    async def fail(self, n: int) -> None:
        job = await self.pick(n, JobState.QUEUED, JobState.RUNNING)
        if job is not None:
            await self.studio.endings.fail(job, Failure("busy"))

    async def deliver(self, n: int) -> None:
        job = await self.pick(n, JobState.RUNNING)
        if job is not None:
            now_ms = self.studio.clock()
            await self.studio.db.tx(lambda q: jobs.change(q, job, JobState.DELIVERING, now_ms=now_ms))

    async def settle(self, n: int) -> None:
        job = await self.pick(n, JobState.DELIVERING)
        if job is not None:
            await self.studio.endings.settle(job)

    async def keep(self, n: int) -> None:
        job = await self.pick(n, JobState.DELIVERING)
        if job is not None:
            await self.studio.endings.keep(job)

    async def expire(self, n: int) -> None:
        job = await self.pick(n, JobState.KEPT)
        if job is not None:
            await self.studio.endings.expire(job)

    async def hours(self, n: int) -> None:
        self.studio.clock.forward(n * HOUR_MS)

    async def days(self, n: int) -> None:
        self.studio.clock.forward(n * DAY_MS)


async def check(studio: Studio) -> None:
    """Compare the ledger with the jobs, for every person and day and for every week of the bot."""
    counted: Counter[tuple[str, int]] = Counter()
    of_bot: Counter[int] = Counter()
    waiting: Counter[str] = Counter()
    moves = {
        row["job_id"]: (row["used"], row["n"])
        for row in await studio.db.read(
            "SELECT job_id, SUM(songs) AS used, COUNT(*) AS n FROM ledger GROUP BY job_id"
        )
    }
    rows = await studio.db.read("SELECT id, identity_id, state, created_ms FROM jobs")
    assert set(moves) == {row["id"] for row in rows}
    for row in rows:
        state = JobState(row["state"])
        counts = state not in UNCOUNTED
        assert moves[row["id"]] == (int(counts), 1 + state.ended)
        counted[row["identity_id"], span_of("day", row["created_ms"], "UTC").start_ms] += counts
        of_bot[span_of("week", row["created_ms"], "UTC").start_ms] += counts
        waiting[row["identity_id"]] += state in WAITING
    assert all(used <= QUOTA for used in counted.values())
    assert all(used <= BUDGET for used in of_bot.values())
    for name in PEOPLE:
        usage = (await studio.desk.quota(Caller(Account(CHAT, name), TAVERN))).usage
        (row,) = await studio.db.read("SELECT id FROM identities WHERE native_id = :n", {"n": name})
        assert usage.used == counted[row["id"], span_of("day", studio.clock.ms, "UTC").start_ms]
    logged = await studio.db.read("SELECT job_id, after FROM job_log ORDER BY n")
    assert {row["job_id"]: row["after"] for row in logged} == {row["id"]: row["state"] for row in rows}


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(operations, max_size=60))
def test_after_anything_the_ledger_balances_and_no_limit_was_passed(
    operations: list[tuple[str, int]],
) -> None:
    async def run(folder: Path) -> None:
        db = await open_database(folder)
        try:
            studio = Studio(db, folder, providers=[ScriptedProvider(info("one"))], rules=RULES)
            carried_out = Run(studio)
            for name, n in operations:
                await getattr(carried_out, name)(n)
            await check(studio)
        finally:
            await db.close()

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(run(Path(folder)))
