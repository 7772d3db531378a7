"""Find the tags in a file without reading them: one may be larger than the memory."""

import io
import os
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from bot.media.containers import Container

MAX_TAG_BYTES = 8 * 1024 * 1024
"""Tags of a stranger that are larger are not read: they would go into memory whole."""
_SMALL_BYTES = 64 * 1024
"""What is no larger need not be hidden."""
_MAX_PARTS = 100_000
_HEADER_GRANULES = (0, 0xFFFFFFFFFFFFFFFF)
"""When an Ogg page before the sound plays, and one on which no packet ends (RFC 3533, section 6)."""
_PADDING_BLOCK = 1
_ATOMS_OF_TAGS = (b"udta", b"meta", b"free", b"skip", b"uuid")


def tag_bytes(file: BinaryIO, container: Container, start: int) -> int:
    """Add up what is not sound in a file whose sound begins at `start`; about right, and never below 0."""
    size = file.seek(0, os.SEEK_END)
    match container:
        case "mp3":
            return start
        case "flac":
            return start + sum(length for _, length in _flac(file, start))
        case "wav":
            return _wav(file, size)
        case "ogg":
            return _ogg(file)
        case "m4a":
            return sum(length for _, length in _m4a(file, 0, size))


def masks(file: BinaryIO, container: Container, start: int) -> Mapping[int, bytes]:
    """Return what to put over which place of a file to hide its tags from a reader, where they are too large.

    A FLAC block becomes padding, an atom of an m4a free space. FFmpeg skips large tags in a WAV by itself and
    does not get to see those of an mp3; in Ogg they can't be hidden.
    """
    size = file.seek(0, os.SEEK_END)
    if container == "flac":
        blocks = [(at, length) for at, length in _flac(file, start) if length > _SMALL_BYTES]
        cover = {at: bytes([_at(file, at) & 0x80 | _PADDING_BLOCK]) for at, _ in blocks}
    elif container == "m4a":
        blocks = [(at, length) for at, length in _m4a(file, 0, size) if length > _SMALL_BYTES]
        cover = {at + 4: b"free" for at, _ in blocks}
    else:
        return {}
    return cover if sum(length for _, length in blocks) > MAX_TAG_BYTES else {}


def _at(file: BinaryIO, place: int) -> int:
    file.seek(place)
    return file.read(1)[0]


def _flac(file: BinaryIO, start: int) -> Iterator[tuple[int, int]]:
    """Yield all metadata blocks but the first, which is part of the sound (RFC 9639, section 8)."""
    at = start + 4
    for number in range(_MAX_PARTS):
        file.seek(at)
        header = file.read(4)
        if len(header) < 4:
            break
        length = 4 + int.from_bytes(header[1:], "big")
        if number:
            yield at, length
        at += length
        if header[0] & 0x80:
            break


def _wav(file: BinaryIO, size: int) -> int:
    total, at = 0, 12
    for _ in range(_MAX_PARTS):
        file.seek(at)
        header = file.read(8)
        if len(header) < 8:
            break
        length = min(int.from_bytes(header[4:], "little"), size - at - 8)
        total += 0 if header[:4] in (b"data", b"fmt ") else 8 + length
        at += 8 + length + length % 2
    return total


def _ogg(file: BinaryIO) -> int:
    """All pages before the first with sound."""
    file.seek(0)
    total = 0
    for _ in range(_MAX_PARTS):
        header = file.read(27)
        granule = int.from_bytes(header[6:14], "little")
        if len(header) < 27 or header[:4] != b"OggS" or granule not in _HEADER_GRANULES:
            break
        length = sum(file.read(header[26]))
        file.seek(length, io.SEEK_CUR)
        total += 27 + header[26] + length
    return total


def _m4a(file: BinaryIO, at: int, end: int, *, inside: bool = False) -> Iterator[tuple[int, int]]:
    """Yield the atoms of tags, on the top and in `moov`."""
    for _ in range(_MAX_PARTS):
        file.seek(at)
        header = file.read(16)
        if at + 8 > end or len(header) < 8:
            break
        length, head = int.from_bytes(header[:4], "big"), 8
        if length == 1:
            length, head = int.from_bytes(header[8:16], "big"), 16
        length = end - at if length == 0 else min(length, end - at)
        if length < head:
            break
        if header[4:8] == b"moov" and not inside:
            yield from _m4a(file, at + head, at + length, inside=True)
        elif header[4:8] in _ATOMS_OF_TAGS:
            yield at, length
        at += length
