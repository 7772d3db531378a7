"""JSON that is sent: an object, and files in it as base64 that never lie in memory whole.

A file of 50 MB is 67 MB of base64. It is read in pieces as the connection takes them, so that a request
needs a few hundred kB whatever it carries.
"""

import asyncio
import json
import secrets
from base64 import b64encode
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PIECE_BYTES = 3 << 15
"""What is read of a file at once: a multiple of three, so that the pieces' base64 is that of the whole."""
_MARK_BYTES = 16


@dataclass(frozen=True)
class Base64File:
    """Stands in a body for a file's content in base64."""

    path: Path


@dataclass(frozen=True)
class _File:
    """A file and its size when the request began, which is what the request says that it holds."""

    path: Path
    size_bytes: int

    @property
    def length(self) -> int:
        return (self.size_bytes + 2) // 3 * 4

    def piece(self, start: int) -> bytes:
        """Read a piece as base64. Raises OSError if the file has become another one since."""
        wanted = min(PIECE_BYTES, self.size_bytes - start)
        with self.path.open("rb") as file:  # anew each time: nothing stays open if the sending ends midway
            file.seek(start)
            data = file.read(wanted)
        if len(data) < wanted:
            raise OSError("the file became shorter while it was sent")
        return b64encode(data)


@dataclass(frozen=True)
class Body:
    """A body that is ready to be sent: text, files, text …"""

    parts: Sequence[bytes | _File]

    @property
    def text(self) -> bytes | None:
        """All of it, where there is no file in it."""
        (first, *more) = self.parts
        return first if isinstance(first, bytes) and not more else None

    @property
    def length(self) -> int:
        """How many bytes are sent."""
        return sum(len(part) if isinstance(part, bytes) else part.length for part in self.parts)

    async def pieces(self) -> AsyncIterator[bytes]:
        """Give out what is sent, piece by piece. Raises OSError for a file that has changed or gone."""
        for part in self.parts:
            if isinstance(part, bytes):
                yield part
                continue
            for start in range(0, part.size_bytes, PIECE_BYTES):
                yield await asyncio.to_thread(part.piece, start)


def encoded(body: Mapping[str, Any]) -> Body:
    """Write an object as JSON; a `Base64File` in it is a text. Blocks. Raises OSError for a missing file."""
    mark, files = secrets.token_hex(_MARK_BYTES), list[_File]()

    def stand_in(value: object) -> str:
        if not isinstance(value, Base64File):
            raise TypeError(f"{type(value).__name__} can't be written as JSON")
        files.append(_File(value.path, value.path.stat().st_size))
        return mark

    texts = json.dumps(body, ensure_ascii=False, default=stand_in).encode().split(mark.encode())
    parts: list[bytes | _File] = [texts[0]]
    for file, text in zip(files, texts[1:], strict=True):
        parts += [file, text]
    return Body(parts)
