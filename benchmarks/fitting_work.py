"""What `benchmarks.fitting` runs in worker processes, as the bot does, with a clock and a scale beside it."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.figures import peak_bytes

RATE = 44_100
BLOCK = 1 << 16


def make(argument: dict[str, Any], progress: Callable[[float], None]) -> dict[str, Any]:
    """Write `seconds` of something like music, block by block, in the form that was asked for."""
    from bot.media.encode import Encoder

    random = np.random.default_rng(1)
    hertz = np.array([110.0, 220.0, 277.2, 329.6, 440.0])
    seconds, at = argument["seconds"], 0
    with Encoder(Path(argument["path"]), format=argument["format"], bitrate=argument["bitrate"]) as encoder:
        while at < seconds * RATE:
            time_s = np.arange(at, min(at + BLOCK, round(seconds * RATE))) / RATE
            beat = 0.2 + 0.8 * np.exp(-4 * (time_s % 0.5))
            tones = np.sin(2 * np.pi * np.outer(hertz * 2 ** (int(at / RATE / 4) % 5 / 12), time_s)).sum(
                axis=0
            )
            noise = random.standard_normal((2, time_s.size)) * 0.05
            encoder.write((beat * (0.08 * tones + noise)).astype(np.float32))
            at += BLOCK
    return {"size_bytes": Path(argument["path"]).stat().st_size}


def fit(argument: dict[str, Any], progress: Callable[[float], None]) -> dict[str, Any]:
    """Fit a file as the bot does; the answer says what it took."""
    from bot.media.fit import fit_work

    return _weighed(lambda: fit_work(argument, progress))


def decode(argument: dict[str, Any], progress: Callable[[float], None]) -> dict[str, Any]:
    """Decode a file once and do nothing with it."""
    from bot.media.decode import Source, frames
    from bot.media.probe import examine

    found = examine(Path(argument["path"]))
    source = Source(Path(argument["path"]), found.container, found.start)
    return _weighed(lambda: {"samples": sum(frame.samples for frame in frames(source))})


def encode(argument: dict[str, Any], progress: Callable[[float], None]) -> dict[str, Any]:
    """Decode a file and encode it as an mp3, and nothing else."""
    from bot.media.decode import Source, frames
    from bot.media.encode import Encoder
    from bot.media.probe import examine

    found = examine(Path(argument["path"]))
    source = Source(Path(argument["path"]), found.container, found.start)

    def work() -> dict[str, Any]:
        with Encoder(Path(argument["path"] + ".mp3"), bitrate=256_000) as encoder:
            for frame in frames(source):
                encoder.add(frame)
        return {}

    return _weighed(work)


def _weighed(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    wall, processor = time.perf_counter(), time.process_time()
    answer = work()
    return answer | {
        "wall_s": time.perf_counter() - wall,
        "processor_s": time.process_time() - processor,
        "peak_bytes": peak_bytes(),
    }
