"""What it costs to fit a track to a chat: seconds of work and peak memory, for long and short files.

Each file is fitted by the bot's own worker function in a fresh worker process. The floors, in the same kind
of process: decoding the file once, for what stays as it is; decoding it and encoding it as an mp3 of
256 kbit/s, for what does not.
"""

import asyncio
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import fitting_work
from benchmarks.figures import MB, machine, table, times
from bot.domain.song import Tags
from bot.media.encode import Codec
from bot.media.fit import Wish
from bot.media.worker import run

PLAYS = ("mp3", "m4a", "ogg", "flac", "wav")
LIMITS = (("10 MiB", 10 * 1024 * 1024), ("50 MB", 50 * MB))
"""Discord's without boosts, and Telegram's for bots."""
TAGS = Tags(title="Stay a While", artist="Troubadour", lyrics="The kettle hums, the morning's slow\n" * 40)
WAV_BYTES_A_SECOND = 2 * 2 * 44_100


@dataclass(frozen=True)
class Sample:
    """A file to be fitted."""

    name: str
    format: Codec
    seconds: float
    bitrate: int = 320_000


SAMPLES = (
    Sample("4 minutes of mp3, 320 kbit/s", "mp3", 240),
    Sample("12 MB of mp3, 320 kbit/s", "mp3", 12 * MB * 8 / 320_000),
    Sample("60 MB of WAV", "wav", 60 * MB / WAV_BYTES_A_SECOND),
    Sample("240 MB of WAV", "wav", 240 * MB / WAV_BYTES_A_SECOND),
)


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(Path(folder)))


async def measure(folder: Path) -> None:
    """Fit each file to each limit, after one that warms the disk's cache."""
    rows = []
    for sample in SAMPLES:
        path = folder / "source"
        request = {"path": str(path), "format": sample.format}
        await run(fitting_work.make, request | {"seconds": sample.seconds, "bitrate": sample.bitrate})
        await run(fitting_work.decode, request)
        decoding = await run(fitting_work.decode, request)
        encoding = await run(fitting_work.encode, request)
        size = f"{path.stat().st_size / MB:.1f} MB"
        rows.append(row(sample, f"floor: decoding {size}", decoding, decoding))
        rows.append(row(sample, "floor: encoding too", encoding, encoding))
        for name, most_bytes in LIMITS:
            wish = Wish(source=path, target=folder / "1", tags=TAGS, plays=PLAYS, most_bytes=most_bytes)
            taken = await run(fitting_work.fit, wish)
            floor = encoding if taken["fitted"]["changed"] else decoding
            rows.append(row(sample, result(name, taken), taken, floor))
    print(f"{machine()}; one worker process, one thread\n")
    table(["", "result", "wall s", "work s", "work ms per s of music", "work / floor", "peak MB"], rows)


def result(limit: str, taken: dict[str, Any]) -> str:
    """Say what has become of a file."""
    facts = taken["fitted"]["facts"]
    how = "as it is" if not taken["fitted"]["changed"] else f"{facts['bitrate'] / 1000:.0f} kbit/s"
    return f"{limit}: {facts['container']}, {how}, {facts['size_bytes'] / MB:.1f} MB"


def row(sample: Sample, what: str, taken: dict[str, Any], floor: dict[str, Any]) -> list[str]:
    """Write one line of the table."""
    return [
        sample.name if what.startswith("floor: decoding") else "",
        what,
        f"{taken['wall_s']:.1f}",
        f"{taken['processor_s']:.1f}",
        f"{taken['processor_s'] / sample.seconds * 1000:.1f}",
        times(taken["processor_s"], floor["processor_s"]),
        f"{taken['peak_bytes'] / MB:.0f}",
    ]


if __name__ == "__main__":
    main()
