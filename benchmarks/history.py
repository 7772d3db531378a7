"""Whether a long history makes the bot slow: the same asks with 100 and with 100,000 finished songs.

The history is written by plain SQL, once spread over 1,000 people and once all of one person, over thirty
days. The floor is one bare transaction on the same disk; `× 100` is how much slower the long history is.
"""

import argparse
import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from benchmarks.figures import MB, commit_floor, machine, ms, percentile, table, timed, times
from benchmarks.scripted import CHAT, SERVICE, Nodding, Sleepy, member, order_of, settings_for, wide_rules
from bot.app import App, now_ms, running
from bot.domain.ids import new_id
from bot.domain.people import Account, Caller, PlaceRef
from bot.domain.quota import Limit
from bot.domain.song import Origin, SongRequest
from bot.folder import DATABASE
from bot.store.migrate import migrate, packed_migrations

SHORT, LONG = 100, 100_000
CROWD = 1_000
DAY_MS = 86_400_000
DAYS = 30
ROUNDS = 100
SERVER = PlaceRef(CHAT, "server")
ASKS = (
    "an order",
    "an order, service without history",
    "an order, with a [budget]",
    "/cancel",
    "/songs",
    "/quota",
    "/quota, with a [budget]",
    "a message (what is kept?)",
    "a look at the queue",
)


@dataclass(frozen=True)
class Figures:
    """Seconds of each ask, and how large the database is."""

    taken: dict[str, list[float]]
    size_bytes: int


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--long", type=int, default=LONG, help="how long the long history is (100000)")
    parser.add_argument(
        "--folder", type=Path, help="where the database is put (the system's temporary folder)"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        floor = percentile(commit_floor(Path(folder)), 0.5)
        print(f"{machine()}; floor: one bare transaction, p50 {ms(floor)} ms\n")
        for people, title in ((CROWD, f"spread over {CROWD:,} people"), (1, "all by one person")):
            short = asyncio.run(measure(Path(folder) / f"short-{people}", songs=SHORT, people=people))
            long = asyncio.run(measure(Path(folder) / f"long-{people}", songs=options.long, people=people))
            report(title, short, long, floor, options.long)


def report(title: str, short: Figures, long: Figures, floor: float, songs: int) -> None:
    """Print a table."""
    print(f"{title}; the database has {short.size_bytes / MB:.1f} and {long.size_bytes / MB:.0f} MB\n")
    rows = []
    for ask in ASKS:
        few, many = short.taken[ask], long.taken[ask]
        rows.append(
            [
                ask,
                ms(percentile(few, 0.5)),
                ms(percentile(few, 0.99)),
                ms(percentile(many, 0.5)),
                ms(percentile(many, 0.99)),
                times(percentile(many, 0.5), percentile(few, 0.5)),
                times(percentile(many, 0.5), floor),
            ]
        )
    head = ["ms", f"{SHORT} p50", "p99", f"{songs:,} p50", "p99", "long / short", "long / floor"]
    table(head, rows)
    print()


async def measure(folder: Path, *, songs: int, people: int) -> Figures:
    """Write a history and time each ask against it, one at a time."""
    data_dir = folder / "data"
    data_dir.mkdir(parents=True)
    database = data_dir / DATABASE
    migrate(database, packed_migrations(), now_ms=now_ms)
    write_history(database, songs=songs, people=people)
    who = member(0)
    providers = {
        # Nothing is sent to a service, so that every order can be cancelled again.
        SERVICE: Sleepy(song_s=3_600, at_once=100, calls=False),
        "fresh": Sleepy(song_s=3_600, at_once=100, calls=False),
    }
    async with running(
        settings_for(folder),
        data_dir=data_dir,
        rules=wide_rules(),
        providers=providers,
        platforms=lambda _: [Nodding()],
    ) as app:
        taken: dict[str, list[float]] = {}
        for ask, service in (("an order", SERVICE), ("an order, service without history", "fresh")):
            taken[ask], taken["/cancel"] = await orders(app, who, service)
        taken["/songs"] = await repeat(lambda: app.desk.songs(who))
        taken["/quota"] = await repeat(lambda: app.desk.quota(Caller(who, SERVER)))
        origin = Origin(platform=CHAT, chat="room", message="again")
        taken["a message (what is kept?)"] = await repeat(lambda: app.desk.contact(who, origin))
        taken["a look at the queue"] = await repeat(app.dispatcher._turn)
    async with running(
        settings_for(folder),
        data_dir=data_dir,
        rules=replace(wide_rules(), budget=Limit(10_000_000, "month")),
        providers=providers,
        platforms=lambda _: [Nodding()],
    ) as app:
        taken["an order, with a [budget]"], _ = await orders(app, who, SERVICE)
        taken["/quota, with a [budget]"] = await repeat(lambda: app.desk.quota(Caller(who, SERVER)))
    return Figures(taken, database.stat().st_size)


async def orders(app: App, who: Account, service: str) -> tuple[list[float], list[float]]:
    """Order and cancel in turns, so that the queue stays empty."""
    ordered, cancelled = [], []
    for _ in range(ROUNDS):
        order = order_of(who, SERVER)
        order = replace(order, request=order.request.model_copy(update={"provider": service}))
        ordered.append(await timed(app.desk.order(order)))
        cancelled.append(await timed(app.desk.cancel(who, SERVER)))
    return ordered, cancelled


async def repeat(ask: Callable[[], Awaitable[object]]) -> list[float]:
    """Time the same ask many times."""
    return [await timed(ask()) for _ in range(ROUNDS)]


def write_history(database: Path, *, songs: int, people: int) -> None:
    """Write finished songs as the bot would have left them."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN IMMEDIATE")
        place = new_id(0)
        connection.execute(
            "INSERT INTO places VALUES (?, ?, ?, '{}', 'UTC', 0, 0)",
            (place, SERVER.platform, SERVER.native_id),
        )
        identities = []
        for n in range(people):
            person, identity, account = new_id(0), new_id(0), member(n)
            identities.append(identity)
            connection.execute("INSERT INTO people VALUES (?, 0)", (person,))
            connection.execute(
                "INSERT INTO identities VALUES (?, ?, ?, ?, '', ?, 'en', 0)",
                (identity, person, account.platform, account.native_id, account.name),
            )
            connection.execute("INSERT INTO sightings VALUES (?, ?, 0)", (identity, place))
        for statement, rows in zip(_STATEMENTS, _rows(songs, identities, place), strict=True):
            connection.executemany(statement, rows)
        connection.execute("COMMIT")


_STATEMENTS = (
    """INSERT INTO jobs (id, dedup, kind, identity_id, place_id, origin, request, title, provider, tried,
        state, epoch, attempts, stalls, facts, facts_at_start, not_before_ms, deadline_ms, created_ms,
        started_ms, finished_ms)
    VALUES (?, ?, 'song', ?, ?, ?, ?, 'A song', ?, '[]', 'done', 1, 0, 0, 5, 0, 0, 0, ?, ?, ?)""",
    "INSERT INTO job_log VALUES (?, ?, ?, 'queued', 'running', 1, '')",
    """INSERT INTO ledger (id, job_id, identity_id, place_id, kind, songs, counted_ms, at_ms, by_whom, reason)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'bot', '')""",
    "INSERT INTO calls VALUES (?, ?, 1, ?, 'song', ?, 'task', '{}', 'answered', 150000, 'USD', '')",
    "INSERT INTO tracks VALUES (?, ?, 1, 'A song', ?, 120000, ?, 3000000)",
    "INSERT INTO posts VALUES (?, NULL, 'result', 0, ?, 'room', 'm', NULL, ?, ?)",
)
_WORDS = "[verse]\n" + "The kettle hums, the morning's slow\n" * 16


def _rows(songs: int, identities: list[str], place: str) -> tuple[Iterator[tuple[object, ...]], ...]:
    chance, now = Random(1), time.time_ns() // 1_000_000
    times_ms = sorted(now - chance.randrange(DAYS * DAY_MS) for _ in range(songs))
    jobs = [
        (new_id(created, random=chance), identities[n % len(identities)], created)
        for n, created in enumerate(times_ms)
    ]
    origin = Origin(platform=CHAT, chat="room", message="old").model_dump_json()
    request = SongRequest(prompt="a warm song about a lighthouse and its keeper").model_dump_json()
    return (
        (
            (job, f"old:{job}", who, place, origin, request, SERVICE, at, at + 1_000, at + 60_000)
            for job, who, at in jobs
        ),
        ((job, n, at) for job, _, at in jobs for n in range(1, 5)),
        (
            (new_id(at, random=chance), job, who, place, kind, count, at, at)
            for job, who, at in jobs
            for kind, count in (("reserve", 1), ("settle", 0))
        ),
        ((new_id(at, random=chance), job, SERVICE, at) for job, _, at in jobs),
        ((new_id(at, random=chance), job, _WORDS, f"songs/{job}/1.mp3") for job, _, at in jobs),
        ((job, f"{job}.1.0", at, at) for job, _, at in jobs),
    )


if __name__ == "__main__":
    main()
