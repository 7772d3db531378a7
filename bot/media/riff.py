"""Put a WAV file's own lengths right: streaming services send headers that were written before the sound was.

A tag that is added by wrong lengths would land in the middle of the music.
"""

import os
from typing import BinaryIO

_MAX_CHUNKS = 10_000


def mend(file: BinaryIO) -> None:
    """Make the lengths in a WAV, open for reading and writing, agree with what is there; no sound changes.

    A `data` chunk that claims more than is there, or whose length was left open (0, or all ones), reaches to
    the end of the file; what follows the last whole chunk and is none itself is cut off. Raises ValueError
    for what is no WAV, has no sound, or is too big for the format (RF64 files are not mended).
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    header = file.read(12)
    if header[:4] != b"RIFF" or header[8:12] != b"WAVE":
        raise ValueError("not a WAV file")
    if size > 0xFFFFFFFF:
        raise ValueError("a WAV of more than 4 GB")
    end = _mend_chunks(file, size)
    file.truncate(end)
    _write_length(file, 4, end - 8)


def _mend_chunks(file: BinaryIO, size: int) -> int:
    """Go from chunk to chunk, and return where the last one ends."""
    at = 12
    seen_data = False
    for _ in range(_MAX_CHUNKS):
        file.seek(at)
        header = file.read(8)
        if len(header) < 8 or not all(0x20 <= byte < 0x7F for byte in header[:4]):
            break
        start, length = at + 8, int.from_bytes(header[4:], "little")
        left = size - start
        if header[:4] == b"data" and (length > left or (length == 0 and left > 0 and not _more(file, start))):
            _write_length(file, at + 4, left)
            length = left
        if length > left:
            break
        seen_data = seen_data or header[:4] == b"data"
        at = start + length
        if length % 2:
            at = _pad(file, at)
    if not seen_data:
        raise ValueError("a WAV without sound")
    return at


def _more(file: BinaryIO, at: int) -> bool:
    """Say whether a chunk begins here, as it does behind a `data` that really is empty."""
    file.seek(at)
    return file.read(4) in (b"LIST", b"id3 ", b"ID3 ", b"fact", b"bext", b"cue ")


def _pad(file: BinaryIO, at: int) -> int:
    """Step over the byte that keeps chunks on even places; add it where the file ends without it."""
    file.seek(at)
    if not file.read(1):
        file.write(b"\0")
    return at + 1


def _write_length(file: BinaryIO, at: int, length: int) -> None:
    file.seek(at)
    file.write(length.to_bytes(4, "little"))
