"""How fast `/song` is acknowledged while 500 songs are being made.

An order goes through the desk into a real database; songs begin and end all the time. The service only
sleeps, so that what is measured is the bot. The floor is one bare transaction on the same disk.
"""

import argparse
import asyncio
import random
import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks.figures import MB, Lag, commit_floor, machine, ms, peak_bytes, percentile, table, timed, times
from benchmarks.scripted import SERVICE, Nodding, Sleepy, member, order_of, settings_for, wide_rules
from bot.app import App, running
from bot.media.encode import Encoder

PEOPLE = 1_000
RATE = 44_100
BURST = 100


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--in-flight", type=int, default=500, help="songs that are being made (500)")
    parser.add_argument("--song-s", type=float, default=120, help="how long a song takes, in seconds (120)")
    parser.add_argument("--measure-s", type=float, default=60, help="how long is measured, in seconds (60)")
    parser.add_argument(
        "--folder", type=Path, help="where the database is put (the system's temporary folder)"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        asyncio.run(measure(Path(folder), options))


async def measure(folder: Path, options: argparse.Namespace) -> None:
    """Fill the bot up, then order at the pace at which songs end."""
    floor = commit_floor(folder)
    async with Lag() as idle:
        await asyncio.sleep(2)
    audio = folder / "song.mp3"
    write_song(audio)
    before = peak_bytes()
    chat = Nodding()
    service = Sleepy(song_s=options.song_s, at_once=options.in_flight, audio=audio)
    async with running(
        settings_for(folder),
        data_dir=folder / "data",
        rules=wide_rules(),
        providers={SERVICE: service},
        platforms=lambda _: [chat],
    ) as app:
        gap_s = options.song_s / options.in_flight
        filling = time.perf_counter()
        for n in range(options.in_flight):
            await app.desk.order(order_of(member(n % PEOPLE)))
        filling = time.perf_counter() - filling
        async with Lag() as busy:
            posted = chat.posted
            trickle = await orders(app, gap_s, options.measure_s)
            posted = chat.posted - posted
        under_way = len(await app.db.read("SELECT id FROM jobs WHERE finished_ms IS NULL"))
        async with Lag() as stormy:
            burst = await asyncio.gather(*(timed(app.desk.order(order_of(member(n)))) for n in range(BURST)))
        peak = peak_bytes()
    base, tick = percentile(floor, 0.5), percentile(idle.late, 0.5)
    report(
        [
            ("floor: one bare transaction", floor, base),
            ("/song, one at a time", trickle, base),
            (f"/song, {BURST} at the same moment", burst, base),
            ("floor: loop lag, nothing runs", idle.late, tick),
            ("loop lag, one order at a time", busy.late, tick),
            (f"loop lag, {BURST} orders at once", stormy.late, tick),
        ]
    )
    print(f"\n{machine()}; {options.in_flight} songs ordered one after the other in {filling:.1f} s")
    print(
        f"{under_way} songs open, {len(trickle)} orders and {posted} deliveries in {options.measure_s:.0f} s"
    )
    print(f"peak memory {peak / MB:.0f} MB, of which {before / MB:.0f} MB before the bot was put together")


async def orders(app: App, gap_s: float, measure_s: float) -> list[float]:
    """Order again and again, at irregular moments, each order by itself."""
    taken: list[asyncio.Task[float]] = []
    end = time.perf_counter() + measure_s
    while time.perf_counter() < end:
        who = member(random.randrange(PEOPLE))
        taken.append(asyncio.create_task(timed(app.desk.order(order_of(who)))))
        await asyncio.sleep(random.expovariate(1 / gap_s))
    return await asyncio.gather(*taken)


def report(rows: list[tuple[str, list[float], float]]) -> None:
    """Print the table; each row has its name, its seconds, and what they are compared with."""
    table(
        ["", "p50 ms", "p99 ms", "max ms", "p50 / floor"],
        [
            [
                name,
                ms(percentile(values, 0.5)),
                ms(percentile(values, 0.99)),
                ms(max(values)),
                times(percentile(values, 0.5), unit),
            ]
            for name, values, unit in rows
        ],
    )


def write_song(path: Path) -> None:
    """Write one second of a tone."""
    wave = 0.3 * np.sin(2 * np.pi * 440 * np.arange(RATE) / RATE)
    with Encoder(path, sample_rate=RATE) as encoder:
        encoder.write(np.stack([wave, wave]).astype(np.float32))


if __name__ == "__main__":
    main()
