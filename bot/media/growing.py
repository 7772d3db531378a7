"""Files that are listened to while they are written.

A song that a service streams is written to `<name>.part`, as everything that is not whole yet; it gets its
name when it is complete. `follow` gives a listener what is there, what is added, and the end.

A listener never slows the writer: nothing is handed to listeners, they are only woken, and each reads the
file at its own pace. All of this is for one process: a file that another one writes does not grow here.
"""

import asyncio
import contextlib
import errno
import os
from collections.abc import AsyncGenerator, Callable
from pathlib import Path
from typing import BinaryIO, Literal, ParamSpec, TypeVar

from bot.media.folders import PART_SUFFIX

P = ParamSpec("P")
Result = TypeVar("Result")

PIECE_BYTES = 64 * 1024
"""A listener gets at most so much at once: four seconds of mp3 at 128 kbit/s."""
MOST_BYTES = 300 * 1024 * 1024
"""As much as a download may have; no song is longer."""


class _Growth:
    """How far a file is, as its listeners see it; it outlives the writing as long as one of them listens."""

    def __init__(self) -> None:
        self.size = 0
        self.end: Literal["complete", "broken off"] | None = None
        self.news = asyncio.Event()
        """Set with the next change, and then replaced: nobody has to be told one by one."""

    def change(self) -> None:
        """Wake everybody who waits for news."""
        self.news.set()
        self.news = asyncio.Event()


_growing: dict[Path, _Growth] = {}
"""What is being written now, by its final name."""


class GrowingFile:
    """Writes a file that can be followed. One writer at a time for a path; disk work is done in threads."""

    def __init__(self, path: Path, *, most_bytes: int = MOST_BYTES) -> None:
        self._path, self._most_bytes = path, most_bytes
        self._part = path.with_name(path.name + PART_SUFFIX)
        self._growth = _Growth()

    async def open(self) -> None:
        """Begin with nothing: what an earlier writer left is gone, and its listeners are at their end.

        Raises `OSError`.
        """
        earlier = _growing.pop(self._path, None)
        if earlier is not None:
            _finish(earlier, "broken off")
        await _in_thread(_begin, self._part, self._path)
        _growing[self._path] = self._growth

    async def clear(self) -> None:
        """Delete what an earlier writer left, whole or not. Raises `OSError`."""
        await _in_thread(_clear, self._part, self._path)

    async def append(self, data: bytes) -> None:
        """Add to the end; listeners see it when it is written.

        Raises `OSError`: of the disk, `FileNotFoundError` where the file was deleted or another writer has
        begun anew, and EFBIG beyond the largest size. After an error only `break_off` makes sense.
        """
        self._check()
        size = self._growth.size + len(data)
        if size > self._most_bytes:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
        await _in_thread(_write, self._part, self._growth.size, data)
        self._growth.size = size
        self._growth.change()

    async def complete(self) -> None:
        """Give the file its name, once all of it is surely on the disk. Raises `OSError` as `append` does."""
        self._check()
        await _in_thread(_keep, self._part, self._path)
        self._forget()
        _finish(self._growth, "complete")

    async def break_off(self) -> None:
        """Delete the file; its listeners are at their end. Never raises: what is left is no whole file."""
        if self._growth.end is not None:
            return  # the file is whole, or another writer's by now
        self._forget()
        _finish(self._growth, "broken off")
        await _in_thread(_delete, self._part)

    def _check(self) -> None:
        if self._growth.end is not None:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))

    def _forget(self) -> None:
        if _growing.get(self._path) is self._growth:
            del _growing[self._path]


async def follow(path: Path) -> AsyncGenerator[bytes]:
    """Give what is in a file from its beginning, what is added, and the end with the file's.

    Once begun it goes on to the end although the finished file is deleted meanwhile. Raises `EOFError` where
    there is no such file, or where its writer breaks it off: what was given then is no whole file. Close the
    generator to leave; nothing of a listener stays behind.
    """
    growth = _growing.get(path)
    part = path.with_name(path.name + PART_SUFFIX)
    # Without a writer a part is what a crash left. With one it may be getting its name just now.
    file = await _in_thread(_opened, path) if growth is None else await _in_thread(_opened, part, path)
    if file is None:
        raise EOFError
    try:
        at = 0
        while True:
            if growth is not None and growth.end == "broken off":
                raise EOFError
            if growth is not None and at == growth.size:
                if growth.end == "complete":
                    return
                await growth.news.wait()
                continue
            most = PIECE_BYTES if growth is None else min(PIECE_BYTES, growth.size - at)
            piece = await _in_thread(os.pread, file.fileno(), most, at)
            if not piece:
                return
            at += len(piece)
            yield piece
    finally:
        await _in_thread(file.close)


def _finish(growth: _Growth, end: Literal["complete", "broken off"]) -> None:
    growth.end = growth.end or end
    growth.change()


async def _in_thread(work: Callable[P, Result], *args: P.args, **kwargs: P.kwargs) -> Result:
    """Do disk work in a thread; who is cancelled waits for its end, so that no file is closed beneath it."""
    task = asyncio.ensure_future(asyncio.to_thread(work, *args, **kwargs))
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise


def _begin(part: Path, path: Path) -> None:
    """Make a new file: who still reads the old one does not see another song in it."""
    _clear(part, path)
    part.parent.mkdir(parents=True, exist_ok=True)
    part.touch()


def _clear(part: Path, path: Path) -> None:
    path.unlink(missing_ok=True)
    part.unlink(missing_ok=True)


def _write(part: Path, offset: int, data: bytes) -> None:
    """Open the file for each piece: no handle is left open, and one that was deleted does not come back."""
    with part.open("r+b") as file:
        file.seek(offset)
        file.write(data)


def _keep(part: Path, path: Path) -> None:
    with part.open("r+b") as file:
        os.fsync(file.fileno())
    part.replace(path)
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _delete(part: Path) -> None:
    with contextlib.suppress(OSError):  # then it goes with its folder
        part.unlink(missing_ok=True)


def _opened(*paths: Path) -> BinaryIO | None:
    """Open the first of these files that is there."""
    for path in paths:
        with contextlib.suppress(FileNotFoundError):
            return path.open("rb", buffering=0)
    return None
