"""What a song of each music service costs the bot's own process: memory, and processor time.

All songs are in flight at once: the service, in a process of its own, answers nobody before everybody has
asked. The floor downloads the same bytes from the same service with httpx, to files, as many at once. Probing
and tagging are done in worker processes, whose time stands by itself.
"""

import argparse
import asyncio
import re
import resource
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from benchmarks.figures import MB, machine, peak_bytes, table, times
from benchmarks.scripted import Nodding, member, order_of, wide_rules
from bot.app import make_providers, running
from bot.config import Settings, settings_model
from bot.domain.song import SongRequest
from bot.logs import set_up_logging
from tests.peers.service import KEY

PROMPT = SongRequest(prompt="A warm folk song about a lighthouse and its keeper")
WORDS = SongRequest(lyrics="[verse]\nThe kettle hums, the morning's slow\nA paper bird in the window's glow")
MODES: dict[str, tuple[str, SongRequest, dict[str, Any]]] = {
    "Fun-Music": ("fun_music", PROMPT, {"stream": False}),
    "Fun-Music, streamed": ("fun_music", PROMPT, {}),
    "MiniMax": ("minimax", WORDS, {}),
    "MiniMax, hex": ("minimax", WORDS, {"output": "hex"}),
    "MiniMax, streamed": ("minimax", WORDS, {"stream": True}),
    "SenseAudio": ("senseaudio", WORDS, {}),
}
BYTES_PER_S = {"minimax": 256_000 / 8}
"""Of the peers' files; those of the others are mp3 of 128 kbit/s."""
LINK = re.compile(r'https?://[^"\s]+')


@dataclass(frozen=True)
class Figures:
    """What so many songs took."""

    wall_s: float
    own_s: float
    """Processor time of this process."""
    workers_s: float
    peak_bytes: int


def main() -> None:
    """Measure each mode in a process of its own, so that peaks don't add up, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--songs", type=int, default=200, help="songs in flight (200)")
    parser.add_argument("--megabytes", type=float, default=5, help="how large a song is, in MB (5)")
    parser.add_argument("--mode", choices=MODES, help="measure this one here and print its row only")
    options = parser.parse_args()
    if options.mode:
        print("\t".join(asyncio.run(measure(options))))
        return
    rows = []
    for mode in MODES:
        command = [sys.executable, "-m", "benchmarks.services", *sys.argv[1:], "--mode", mode]
        rows.append(asyncio.run(output_of(command)).strip().split("\t"))
    table(["", "wall s", "own ms a song", "httpx ms", "own / httpx", "workers ms", "kB a song"], rows)
    print(f"\n{machine()}; {options.songs} songs of {options.megabytes:g} MB at once")


async def output_of(command: Sequence[str]) -> str:
    """Run a program and return what it prints."""
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    said, _ = await process.communicate()
    if process.returncode:
        raise SystemExit(process.returncode)
    return said.decode()


async def measure(options: argparse.Namespace) -> list[str]:
    """Make the songs, download the same bytes, and return the row."""
    name, request, keys = MODES[options.mode]
    seconds = options.megabytes * MB / BYTES_PER_S.get(name, 128_000 / 8)
    with TemporaryDirectory() as folder:
        async with service(name, songs=options.songs, seconds=seconds) as url:
            settings = settings_for(Path(folder), name, url, keys)
            set_up_logging(settings.log.model_copy(update={"level": "error"}))
            before = peak_bytes()
            made, links = await songs(settings, request, options.songs)
            floor_s = await bare_downloads(Path(folder), links or [await minimax_link(url)], options.songs)
    own, floor = made.own_s / options.songs, floor_s / options.songs
    return [
        options.mode,
        f"{made.wall_s:.1f}",
        f"{own * 1000:.1f}",
        f"{floor * 1000:.1f}",
        times(own, floor),
        f"{made.workers_s / options.songs * 1000:.0f}",
        f"{(made.peak_bytes - before) / options.songs / 1000:.0f}",
    ]


@asynccontextmanager
async def service(name: str, *, songs: int, seconds: float) -> AsyncIterator[str]:
    """Start a service; yields where it is."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.services_peer", name,
        "--songs", str(songs), "--seconds", str(seconds), stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        yield (await process.stdout.readline()).decode().strip()
    finally:
        process.kill()
        await process.wait()


def settings_for(folder: Path, name: str, url: str, keys: dict[str, Any]) -> Settings:
    """Return settings under which nothing waits for anything but the service."""
    section = {"api_key": KEY, "base_url": url, "max_concurrent": 200, "requests_per_minute": 10_000, **keys}
    table = {
        "data_dir": str(folder / "data"),
        "providers": {name: section, "offline": {"enabled": False}},
        "limits": {"disk_mb": 100_000},
        "web": {"enabled": False},
    }
    return settings_model().model_validate(table)


async def songs(settings: Settings, request: SongRequest, count: int) -> tuple[Figures, list[str]]:
    """Have songs made and posted, all at once; returns the links under which they were."""
    chat = Nodding()
    own, workers, wall = time.process_time(), children_s(), time.perf_counter()
    async with running(
        settings,
        data_dir=settings.data_dir,
        rules=wide_rules(),
        providers=make_providers(settings),
        platforms=lambda _: [chat],
    ) as app:
        for n in range(count):
            await app.desk.order(order_of(member(n), request=request))
        while chat.posted < count:
            await asyncio.sleep(0.1)
            failed = await app.db.read("SELECT failure FROM jobs WHERE state = 'failed'")
            if failed:
                raise SystemExit(f"a song failed: {failed[0]['failure']}")
        answers = await app.db.read("SELECT answer FROM calls")
    figures = Figures(
        time.perf_counter() - wall, time.process_time() - own, children_s() - workers, peak_bytes()
    )
    found = [LINK.search(row["answer"]) for row in answers]
    return figures, [link[0] for link in found if link is not None]


async def minimax_link(url: str) -> str:
    """Return a link to a song of the service that sends songs within its answers."""
    setting = {"sample_rate": 44_100, "bitrate": 256_000, "format": "mp3"}
    body = {"model": "music-2.6", "lyrics": WORDS.lyrics, "output_format": "url", "audio_setting": setting}
    async with httpx.AsyncClient(timeout=None, trust_env=False) as client:
        key = {"Authorization": f"Bearer {KEY}"}
        answer = await client.post(f"{url}/v1/music_generation", json=body, headers=key)
    return str(answer.json()["data"]["audio"])


async def bare_downloads(folder: Path, links: list[str], count: int) -> float:
    """Download to files with httpx and nothing else; returns the processor time."""
    start = time.process_time()
    limits = httpx.Limits(max_connections=count)
    async with httpx.AsyncClient(timeout=None, limits=limits, trust_env=False) as client:

        async def one(n: int) -> None:
            async with client.stream("GET", links[n % len(links)]) as answer:
                answer.raise_for_status()
                with (folder / f"floor-{n}").open("wb") as file:
                    async for chunk in answer.aiter_bytes(1 << 18):
                        await asyncio.to_thread(file.write, chunk)

        await asyncio.gather(*(one(n) for n in range(count)))
    return time.process_time() - start


def children_s() -> float:
    """Return the processor time of the processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
