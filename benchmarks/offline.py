"""What a second of offline music costs: seconds of work and peak memory, in three styles.

Each song is made by the bot's own worker function in a fresh worker process, with its threads and its
niceness. The floor encodes noise of the same length in the same kind of process.
"""

import asyncio
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import offline_work
from benchmarks.figures import MB, machine, table, times
from bot.media.probe import probe_file
from bot.media.worker import Work, run

STYLES = ("folk", "rock", "electronic")
LYRICS = """[Verse 1]
The kettle hums, the morning's slow
A paper bird in the window's glow
I count the rings the cups have made
And trade the sunlight for the shade

[Chorus]
Stay a while, stay a while
The whole wide world can wait a mile
Stay a while, stay with me
There's time enough for one more tea

[Verse 2]
A letter lies beside the door
I know the hand, I've read before
The rain goes by on silver feet
And taps its answer on the street

[Chorus]

[Bridge]
And if the clock should ask us why
We'll say the day was passing by

[Chorus]
"""


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(Path(folder)))


async def measure(folder: Path) -> None:
    """Make each song once, after one that warms the disk's cache."""
    await weigh(offline_work.encode, {"path": str(folder / "warm.mp3"), "seconds": 1.0})
    rows = []
    for style in STYLES:
        path = folder / f"{style}.mp3"
        song = await weigh(offline_work.song, order(style, path))
        seconds = (await probe_file(path)).duration_ms / 1000
        floor_path = folder / f"{style}-floor.mp3"
        floor = await weigh(offline_work.encode, {"path": str(floor_path), "seconds": seconds})
        rows.append(row(style, seconds, song, song["processor_s"] / floor["processor_s"]))
        rows.append(row("  floor: encoding alone", seconds, floor, 1.0))
    print(f"{machine()}; one worker process, one thread\n")
    head = ["", "music s", "wall s", "work s", "work ms per s of music", "work / floor", "peak MB"]
    table(head, rows)


async def weigh(work: Work, argument: dict[str, Any]) -> dict[str, Any]:
    """Run something in a worker process."""
    return await run(work, argument)


def order(style: str, path: Path) -> dict[str, Any]:
    """Return the worker's argument for a song."""
    return {
        "prompt": "",
        "style": style,
        "lyrics": LYRICS,
        "title": "Stay a While",
        "voice": None,
        "instrumental": False,
        "seed": 1,
        "path": str(path),
        "format": "mp3",
    }


def row(name: str, seconds: float, taken: dict[str, Any], ratio: float) -> list[str]:
    """Write one line of the table."""
    return [
        name,
        f"{seconds:.0f}",
        f"{taken['wall_s']:.1f}",
        f"{taken['processor_s']:.1f}",
        f"{taken['processor_s'] / seconds * 1000:.0f}",
        times(ratio, 1),
        f"{taken['peak_bytes'] / MB:.0f}",
    ]


if __name__ == "__main__":
    main()
