"""The offline singer as a provider: no call, no cost; a worker process does all the work."""

import asyncio
import errno
import zlib
from collections.abc import AsyncGenerator
from pathlib import Path

from bot.domain.errors import BadRequest, Broken, CantChangeWords
from bot.domain.ports import (
    Finished,
    Progress,
    ProviderEvent,
    ProviderInfo,
    ProviderTask,
    Range,
    TrackSource,
    Written,
)
from bot.media.worker import WorkerFailed, run
from bot.providers.offline import Settings
from bot.providers.offline.sing import SingJob, WriteJob, sing, write

PROMPT = Range(1, 2_000)
WORDS = Range(1, 5_000)
"""About 150 lines; the composer fits them into six minutes."""
TIMEOUT_S = 600.0


class Offline:
    """Composes, plays and encodes a song; deterministic by the job's id."""

    def __init__(self, settings: Settings) -> None:
        self.info = ProviderInfo(
            name="offline",
            title="Offline singer",
            makes_calls=False,
            standby=True,
            prompt=PROMPT,
            lyrics={"en": WORDS, "zh": WORDS, "other": WORDS},
            max_concurrent=settings.max_concurrent,
            requests_per_minute=None,
            timeout_s=TIMEOUT_S,
            usual_s=12.0,
            writes_lyrics=True,
        )

    async def generate(self, task: ProviderTask) -> AsyncGenerator[ProviderEvent, None]:
        """Render the song in a process of its own; leaving the generator ends the process."""
        request = task.request
        job = SingJob(
            prompt=request.prompt,
            style=request.style,
            lyrics=task.lyrics.text(),
            title=request.title,
            voice=request.voice,
            instrumental=request.instrumental,
            seed=_seed(task),
            path=str(task.folder / f"song.{request.format}"),
            format=request.format,
        )
        yield Progress("composing", 0.0)
        news: asyncio.Queue[float | None] = asyncio.Queue()
        work = asyncio.create_task(run(sing, job, on_progress=news.put_nowait))
        work.add_done_callback(lambda _: news.put_nowait(None))
        try:
            while (fraction := await news.get()) is not None:
                yield Progress("singing", fraction)
            try:
                sung = await work
            except WorkerFailed as error:
                if error.errno == errno.ENOSPC:
                    raise OSError(errno.ENOSPC, "no space left for the song") from error
                if error.kind == ValueError.__name__:  # more words than a song of six minutes holds
                    raise BadRequest(error.message, field="lyrics") from error
                raise Broken(str(error)) from error
        finally:
            if not work.done():
                work.cancel()
                await asyncio.wait([work])
        yield Finished((TrackSource(Path(job.path), title=sung["title"], lyrics=sung["lyrics"]),))

    async def draft(self, task: ProviderTask) -> AsyncGenerator[ProviderEvent, None]:
        """Write words about the prompt, other ones for each job; it does not understand what to change."""
        if task.lyrics.has_words:
            raise CantChangeWords("it writes new words only", field="lyrics")
        job = WriteJob(prompt=task.request.prompt, style=task.request.style, seed=_seed(task))
        yield Progress("writing")
        try:
            written = await run(write, job)
        except WorkerFailed as error:
            raise Broken(str(error)) from error
        yield Written(written["lyrics"], written["title"])

    async def close(self) -> None:
        """Nothing stays open between songs."""


def _seed(task: ProviderTask) -> int:
    """Return where chance begins: the same song for the same job, and another one for another."""
    return zlib.crc32(task.job_id.encode())
