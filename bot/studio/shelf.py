"""Room on the disk, and the clearing of what nobody needs any more."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Set

import structlog

from bot.media.folders import Folders
from bot.media.growing import follow
from bot.studio.streaming import STREAM

log = structlog.get_logger(__name__)

SONG_BYTES = 40 * 1024 * 1024
"""So much must be free before a song is begun: a long one as wav, and its mp3."""
ROOM_HOLDS_S = 5.0
"""Walking through all songs takes time: an answer holds so long, and a song needs longer to be made."""
SWEPT_AFTER_S = 3_600.0


class Shelf:
    """The folders of all songs, as the desk and the dispatcher see them."""

    def __init__(self, folders: Folders, *, now_s: Callable[[], float] = time.monotonic) -> None:
        self.folders = folders
        self._now_s = now_s
        self._asked_s, self._room = float("-inf"), False
        self._asking = asyncio.Lock()

    async def has_room(self) -> bool:
        """Tell whether one more song fits under the cap and on the disk."""
        async with self._asking:
            if self._now_s() - self._asked_s > ROOM_HOLDS_S:
                self._room = await self.folders.room_for(SONG_BYTES)
                self._asked_s = self._now_s()
            return self._room

    async def remove(self, job_id: str) -> None:
        """Remove all files of a job; what can't go now, the sweep takes later."""
        try:
            await self.folders.remove(job_id)
        except OSError as error:
            log.warning("files not removed", job=job_id, reason=error.strerror)

    def listen(self, job_id: str) -> AsyncGenerator[bytes]:
        """Read what is there of a song that is being made, what is added, and the end.

        Raises `EOFError` where it breaks off. To be closed by whoever leaves before the end.
        """
        return follow(self.folders.work(job_id) / STREAM)

    async def sweep(self, keep: Set[str], *, now_ms: int) -> list[str]:
        """Remove the files of every job that is not in `keep`, and audio that was sent long ago."""
        await self.folders.sweep_uploads(now=now_ms / 1000)
        return await self.folders.sweep(keep, now=now_ms / 1000, older_than_s=SWEPT_AFTER_S)
