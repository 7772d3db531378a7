"""What `benchmarks.offline` runs in worker processes, as the bot does, with a clock and a scale beside it."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.figures import peak_bytes

RATE = 44_100
BLOCK = 1 << 16


def song(argument: dict[str, Any], progress: Callable[[float], None]) -> dict[str, Any]:
    """Sing a song; the answer says what it took."""
    from bot.providers.offline.sing import sing

    return _weighed(lambda: sing(argument, progress))


def encode(argument: dict[str, Any], progress: Callable[[float], None]) -> dict[str, Any]:
    """Encode `seconds` of noise, block by block, and nothing else."""
    from bot.media.encode import Encoder

    block = np.random.default_rng(1).uniform(-0.3, 0.3, (2, BLOCK)).astype(np.float32)
    left = round(argument["seconds"] * RATE)

    def work() -> None:
        nonlocal left
        with Encoder(Path(argument["path"]), sample_rate=RATE) as encoder:
            while left > 0:
                encoder.write(block[:, :left])
                left -= BLOCK

    return _weighed(work)


def _weighed(work: Callable[[], object]) -> dict[str, Any]:
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return {
        "wall_s": time.perf_counter() - wall,
        "processor_s": time.process_time() - processor,
        "peak_bytes": peak_bytes(),
    }
