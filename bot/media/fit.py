"""Bring a track into the best form that a chat takes: small enough, in a codec it plays, tagged, never cut.

Here is what is asked for and what comes of it; the work is that of `fit_pass`, in a worker process: the bot
itself loads neither codecs nor arithmetic, which saves it a second at each start.
"""

import asyncio
import os
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ConfigDict

from bot.domain.song import AudioFacts, Pcm, Tags
from bot.media import worker
from bot.media.containers import Container
from bot.media.folders import PART_SUFFIX
from bot.media.probe import CRASHES, NotAudio, Reason, limit_memory

TRY_SUFFIX = ".try" + PART_SUFFIX
"""Ends the name of a file that may be given up again."""
CONTAINERS: tuple[Container, ...] = get_args(Container)


class Wish(BaseModel):
    """What shall become of a file."""

    model_config = ConfigDict(frozen=True)

    source: Path
    """As the service made it, with any name; it is only read, unless it lies where the result will be."""
    target: Path
    """Where it shall be, without the suffix: that is the container's."""
    tags: Tags
    plays: tuple[str, ...]
    """The containers that the chat plays."""
    most_bytes: int | None
    """The largest file that it takes; None: any size."""
    pcm: Pcm | None = None
    """Set where the source is raw samples."""
    cover: Path | None = None
    """A JPEG or PNG that stands in for the source's own; one that is not harmless is left out."""


class Fitted(BaseModel):
    """A file that can be posted."""

    model_config = ConfigDict(frozen=True)

    path: Path
    facts: AudioFacts
    """With the loudness, and with the tags in its size."""
    changed: bool
    """Whether the sound was encoded anew."""


class DoesNotFit(Exception):
    """Nothing that can be heard is as small as the chat wants it."""

    def __init__(self, duration_ms: int, most_bytes: int | None) -> None:
        super().__init__(f"{duration_ms} ms of sound in {most_bytes} bytes")
        self.duration_ms = duration_ms
        self.most_bytes = most_bytes


async def fit_file(wish: Wish) -> Fitted:
    """Fit a track in a worker process, which ends with the caller; the file is whole when it appears.

    Raises NotAudio (also where the decoder crashes), DoesNotFit, OSError and WorkerFailed; nothing half done
    stays behind.
    """
    try:
        answer = await worker.run(fit_work, wish)
    except BaseException as error:
        await asyncio.shield(asyncio.to_thread(clear, wish.target))
        if isinstance(error, worker.WorkerFailed):
            if error.signal in CRASHES:
                raise NotAudio("broken", error.message) from error
            if error.errno is not None:
                raise OSError(error.errno, os.strerror(error.errno), str(wish.source)) from error
        raise
    match answer:
        case {"fitted": fitted}:
            return Fitted.model_validate(fitted)
        case {"not_audio": reason, "detail": str(detail)} if reason in get_args(Reason):
            raise NotAudio(reason, detail)
        case {"duration_ms": int(duration_ms), "most_bytes": int() | None as most_bytes}:
            raise DoesNotFit(duration_ms, most_bytes)
        case _:
            raise worker.WorkerFailed("garbled", "fitting gave no file")


def fit_work(argument: dict[str, Any], progress: worker.Progress) -> dict[str, Any]:
    """Fit in a worker process: a `Wish` to `{"fitted": …}`, or why not."""
    from bot.media.fit_pass import fit

    limit_memory()
    try:
        return {"fitted": fit(Wish.model_validate(argument), progress).model_dump(mode="json")}
    except NotAudio as error:
        return {"not_audio": error.reason, "detail": error.detail}
    except MemoryError:
        return {"not_audio": "broken", "detail": "it takes more memory than any song does"}
    except DoesNotFit as error:
        return {"duration_ms": error.duration_ms, "most_bytes": error.most_bytes}


def clear(target: Path) -> None:
    """Delete what an attempt has left."""
    for container in CONTAINERS:
        for suffix in (PART_SUFFIX, TRY_SUFFIX):
            target.with_name(f"{target.name}.{container}{suffix}").unlink(missing_ok=True)
