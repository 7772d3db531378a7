"""Files on their way to Telegram: read from the disk as they are sent, beside the event loop."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import islice
from pathlib import Path
from typing import BinaryIO, cast

import httpx
from telegram import InputFile

from bot.platforms.telegram.facts import THUMBNAIL_BYTES
from bot.platforms.telegram.outbound import OutFile

PIECES_AT_ONCE = 4
"""httpx reads 64 KiB for each piece."""

Hooks = dict[str, list[Callable[[httpx.Request], Awaitable[None]]]]


class _ReadBeside(httpx.AsyncByteStream):
    """A body whose pieces are read in a thread: the library reads its files in the event loop."""

    def __init__(self, body: httpx.SyncByteStream) -> None:
        self._body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        pieces = iter(self._body)
        while data := await asyncio.to_thread(lambda: b"".join(islice(pieces, PIECES_AT_ONCE))):
            yield data


async def _read_beside(request: httpx.Request) -> None:
    """Let the files in a request be read beside the event loop."""
    if request.headers.get("Content-Type", "").startswith("multipart/"):
        request.stream = _ReadBeside(cast(httpx.SyncByteStream, request.stream))


def hooks() -> Hooks:
    """Return what httpx does with each request before it is sent."""
    return {"request": [_read_beside]}


@asynccontextmanager
async def opened(file: OutFile) -> AsyncIterator[InputFile]:
    """Open a file for the length of the context, in which it is sent. Raises OSError."""
    if isinstance(file.source, bytes):
        yield InputFile(file.source, filename=file.name)
        return
    handle = await asyncio.to_thread(_open, file.source)
    try:
        yield InputFile(handle, filename=file.name, read_file_handle=False)
    finally:
        await asyncio.to_thread(handle.close)


async def thumbnail(path: Path | None) -> InputFile | None:
    """Return a small picture as it is sent; none that Telegram would not take, or that can't be read."""
    if path is None:
        return None
    try:
        data = await asyncio.to_thread(path.read_bytes)
    except OSError:
        return None
    return InputFile(data, filename="cover.jpg", attach=True) if len(data) < THUMBNAIL_BYTES else None


def _open(path: Path) -> BinaryIO:
    return path.open("rb")
