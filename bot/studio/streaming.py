"""A song that is heard while it is made: the audio of one run, on its way into the job's growing file."""

import asyncio
import io
from collections.abc import Callable
from pathlib import Path
from typing import Self

import structlog

from bot.domain.errors import Broken
from bot.media.containers import sniff
from bot.media.growing import GrowingFile

log = structlog.get_logger(__name__)

STREAM = "stream"
"""The file's name in the job's work folder."""
FIRST_BYTES = 16 * 1024
"""With so much a player begins and does not stop at once: a second at 128 kbit/s."""
SNIFFED_BYTES = 256 * 1024
"""What is no mp3 up to here is not played before it is whole."""


async def is_streamed(folder: Path) -> bool:
    """Tell whether a whole song was streamed into this work folder."""
    path = folder / STREAM
    return await asyncio.to_thread(lambda: path.is_file() and path.stat().st_size > 0)


class StreamLost(Exception):
    """The song was made, but the disk did not take what was streamed of it."""


class Stream:
    """Takes the `AudioChunk`s of one run; what is not whole when the context ends is thrown away.

    A disk that fails ends the listening, never the call: it is paid, and may still end with a link. So `add`
    and `end` raise no `OSError`; `lost` tells.
    """

    def __init__(self, folder: Path, *, anew: bool, show_live: Callable[[bool], None]) -> None:
        """Take the work folder; `anew` says that nothing an earlier run left there counts."""
        self._anew, self._show_live = anew, show_live
        self._file = GrowingFile(folder / STREAM)
        self._head: bytearray | None = bytearray()
        """The beginning, until it is known whether a player plays it."""
        self._look_at = FIRST_BYTES
        self._begun = self._whole = False
        self.lost = False

    async def __aenter__(self) -> Self:
        if self._anew:
            await self._file.clear()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._begun and not self._whole and not self.lost:
            await self._give_up()

    async def add(self, data: bytes) -> None:
        """Write the next piece. Raises `Broken` where the song is whole already."""
        if self._whole:
            raise Broken("audio came after the answer")
        if self.lost or not data:
            return
        try:
            if not self._begun:
                self._begun = True
                await self._file.open()
            await self._file.append(data)
        except OSError as error:
            await self._lose(error)
        else:
            self._look(data)

    async def end(self) -> None:
        """Put what came onto the disk for good, before the answer is stored; listeners get the end."""
        if not self._begun or self._whole or self.lost:
            return
        try:
            await self._file.complete()
            self._whole = True
        except OSError as error:
            await self._lose(error)

    def _look(self, data: bytes) -> None:
        """Show that there is something to hear, once there is."""
        if self._head is None:
            return
        self._head += data[: SNIFFED_BYTES - len(self._head)]
        if len(self._head) < self._look_at:
            return
        found = sniff(io.BytesIO(self._head))
        if found is None and len(self._head) < SNIFFED_BYTES:
            self._look_at = min(2 * len(self._head), SNIFFED_BYTES)
            return
        self._head = None
        if found is not None and found[0] == "mp3":
            self._show_live(True)

    async def _lose(self, error: OSError) -> None:
        log.error("the disk does not take the stream", errno=error.errno, reason=error.strerror)
        self.lost = True
        await self._give_up()

    async def _give_up(self) -> None:
        self._show_live(False)
        await self._file.break_off()
