"""What a song of each music service costs the bot's own process until it is on the disk: memory, and time.

All songs are in flight at once: the service, in a process of its own, answers nobody before everybody has
asked. The floor downloads the same bytes from the same service with httpx, to files, as many at once. What
the database costs is in `benchmarks.ack`, and the worker processes that follow are in `benchmarks.fitting`.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from benchmarks.figures import MB, machine, peak_bytes, table, times
from bot.app import make_providers, own_addresses
from bot.config import Settings, settings_model
from bot.domain.lyrics import parse_lyrics
from bot.domain.ports import Answered, AudioChunk, Finished, Provider, ProviderTask, Remote, TrackSource
from bot.domain.song import SongRequest
from bot.net.download import Downloads
from bot.studio.streaming import Stream
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


@dataclass(frozen=True)
class Figures:
    """What so many songs took."""

    wall_s: float
    own_s: float
    """Processor time."""
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
    table(["", "wall s", "own ms a song", "httpx ms", "own / httpx", "kB a song"], rows)
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
    """Return settings with one service."""
    section = {"api_key": KEY, "base_url": url, "max_concurrent": 200, "requests_per_minute": 10_000, **keys}
    table = {
        "data_dir": str(folder / "data"),
        "providers": {name: section, "offline": {"enabled": False}},
    }
    return settings_model().model_validate(table)


async def songs(settings: Settings, request: SongRequest, count: int) -> tuple[Figures, list[str]]:
    """Have songs made and brought to the disk, all at once; returns the links under which they were."""
    (provider,) = make_providers(settings).values()
    downloads = Downloads(trusted=own_addresses(settings))
    own, wall = time.process_time(), time.perf_counter()
    found = await asyncio.gather(
        *(song(provider, downloads, settings.data_dir / str(n), request) for n in range(count))
    )
    figures = Figures(time.perf_counter() - wall, time.process_time() - own, peak_bytes())
    await downloads.close()
    await provider.close()
    return figures, [link for link in found if link]


async def song(provider: Provider, downloads: Downloads, folder: Path, request: SongRequest) -> str:
    """Do with a provider what the bot does, up to the file on the disk; returns its link, if it had one."""
    await asyncio.to_thread(folder.mkdir, parents=True)
    task = ProviderTask(folder.name, request, parse_lyrics(request.lyrics), folder)
    tracks: tuple[TrackSource, ...] = ()
    stream = Stream(folder, anew=True, show_live=lambda _live: None)
    async with stream, aclosing(provider.generate(task)) as events:
        async for event in events:
            match event:
                case AudioChunk(data):
                    await stream.add(data)
                case Answered():
                    await stream.end()
                case Finished(tracks):
                    pass
    (track,) = tracks
    if not isinstance(track.audio, Remote):
        return ""
    await downloads.fetch(track.audio.url, folder / "download")
    return track.audio.url


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


if __name__ == "__main__":
    main()
