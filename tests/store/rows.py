"""What tests of the store and the studio begin with: a database, people, places, orders."""

import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Self

from bot.domain.ids import new_id
from bot.domain.job import Job, JobState, Track
from bot.domain.people import Account, Identity, Place, PlaceRef
from bot.domain.song import Origin, SongRequest
from bot.store import facts, jobs, ledger, people
from bot.store.db import Db, Query
from bot.store.migrate import migrate, packed_migrations

HOUR_MS = timedelta(hours=1) // timedelta(milliseconds=1)
DAY_MS = 24 * HOUR_MS


def at(*date: int) -> int:
    """Return a moment of UTC in milliseconds: `at(2026, 3, 10, 23, 59)`."""
    year, month, day, *rest = date
    moment = datetime(year, month, day, tzinfo=UTC)
    for amount, unit in zip(rest, (timedelta(hours=1), timedelta(minutes=1)), strict=False):
        moment += amount * unit
    return int(moment.timestamp() * 1000)


NOON_MS = at(2026, 3, 10, 12)
"""A Tuesday."""


@dataclass
class Clock:
    """A clock that tests move."""

    ms: int = NOON_MS

    def __call__(self) -> int:
        return self.ms

    def forward(self, ms: int) -> None:
        """Let so much time go by."""
        self.ms += ms


class QuickDb(Db):
    """A real database that does not wait for the disk: no test here pulls a plug."""

    @classmethod
    async def open(cls, path: Path) -> Self:
        """Open the file."""
        db = await super().open(path)
        await db._writer.execute("PRAGMA synchronous = OFF")
        return db


@cache
def _empty_database() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        migrate(path, packed_migrations(), now_ms=lambda: NOON_MS)
        return path.read_bytes()


def make_database(path: Path) -> Path:
    """Put a migrated, empty database there."""
    path.write_bytes(_empty_database())
    return path


async def open_database(folder: Path) -> Db:
    """Open a fresh database in a folder."""
    return await QuickDb.open(make_database(folder / "troubadour.db"))


def look(path: Path, sql: str) -> list[tuple[Any, ...]]:
    """Read a database from outside, as an operator would with the sqlite3 program."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        return connection.execute(sql).fetchall()


def takes_writes(path: Path) -> bool:
    """Tell whether no transaction is open on the file."""
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        connection.execute("ROLLBACK")
        return True


@dataclass
class Book:
    """Writes rows as the bot would, one job later than the other."""

    db: Db
    now_ms: int = NOON_MS
    jobs: dict[str, Job] = field(default_factory=dict)

    async def identity(self, name: str) -> Identity:
        """Meet somebody."""
        return await self.db.tx(lambda q: people.meet(q, Account("chat", name), now_ms=self.now_ms))

    async def place(self, name: str) -> Place:
        """Come to a place."""
        return await self.db.tx(lambda q: people.come_to(q, PlaceRef("chat", name), now_ms=self.now_ms))

    async def link(self, name: str, to: str) -> None:
        """Make two accounts one person's."""
        one, other = await self.identity(name), await self.identity(to)

        async def work(q: Query) -> None:
            await q(
                "UPDATE identities SET person_id = :person WHERE id = :id",
                {"person": other.person_id, "id": one.id},
            )

        await self.db.tx(work)

    async def order(
        self, label: str, who: str, *, place: str = "tavern", provider: str = "one", running: bool = False
    ) -> Job:
        """Write an order with its reserve; each is a second younger than the one before."""
        self.now_ms += 1_000
        identity, where = await self.identity(who), await self.place(place)
        job = Job(
            id=new_id(self.now_ms),
            dedup=f"chat:{place}:{label}",
            kind="song",
            identity_id=identity.id,
            place_id=where.id,
            origin=Origin(platform="chat", chat=place, message=label),
            request=SongRequest(prompt=label),
            title=label,
            provider=provider,
            state=JobState.QUEUED,
            epoch=0,
            created_ms=self.now_ms,
            deadline_ms=self.now_ms + HOUR_MS,
        )

        async def work(q: Query) -> None:
            await jobs.insert(q, job)
            await ledger.reserve(q, job, paid=False, now_ms=self.now_ms)
            if running:
                await jobs.start(q, job.id, now_ms=self.now_ms)

        await self.db.tx(work)
        self.jobs[label] = job
        return job

    async def now(self, label: str) -> Job:
        """Return a job as it is stored."""
        job = await jobs.get(self.db.read, self.jobs[label].id)
        assert job is not None
        return job

    async def sung(self, label: str, who: str, *, place: str = "tavern") -> Job:
        """Write a job whose song is on the disk and waits to be posted."""
        job = await self.order(label, who, place=place, running=True)

        async def work(q: Query) -> None:
            mine = await jobs.claim(q, job.id)
            track = Track(1, label, "la la", 2_000, f"songs/{job.id}/1.mp3", 6)
            await facts.save_tracks(q, mine, [track], now_ms=self.now_ms)
            await jobs.change(q, mine, JobState.DELIVERING, now_ms=self.now_ms)

        await self.db.tx(work)
        return await self.now(label)
