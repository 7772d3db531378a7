"""Tell audio containers apart by their first bytes, with the standard library only."""

import io
from typing import BinaryIO, Literal

Container = Literal["mp3", "wav", "flac", "ogg", "m4a"]

_HEAD_BYTES = 64 * 1024
_MAX_ID3_TAGS = 4
_MIN_FRAMES = 3
"""So many MPEG frames in a row are no accident."""
_MAX_FRAME_BYTES = 1_441
_ARCHIVES = (b"PK", b"Rar!", b"7z\xbc\xaf", b"\x1aE\xdf\xa3")
"""Files that may hold a whole mp3 and are none; a tar file is told by a word further on."""
_MPEG1, _LAYER3 = 3, 1
_KBITS_MPEG1 = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_KBITS_MPEG2 = (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_RATES_MPEG1 = (44_100, 48_000, 32_000)


def sniff(file: BinaryIO) -> tuple[Container, int] | None:
    """Say which container a seekable file is and where its audio part starts, or None if it is no known one.

    The start is behind ID3v2 tags, and in an mp3 behind what else comes before its first frame.
    """
    file.seek(0)
    head = file.read(12)
    if head[:4] in (b"RIFF", b"RF64", b"BW64") and head[8:12] == b"WAVE":
        return "wav", 0
    if head[:4] == b"OggS":
        return "ogg", 0
    if head[4:8] == b"ftyp":
        return "m4a", 0
    start = _after_id3(file)
    file.seek(start)
    body = file.read(_HEAD_BYTES)
    if body[:4] == b"fLaC":
        return "flac", start
    first = _first_frame(body, is_all=len(body) < _HEAD_BYTES)
    return None if first is None else ("mp3", start + first)


def _after_id3(file: BinaryIO) -> int:
    start = 0
    for _ in range(_MAX_ID3_TAGS):
        file.seek(start)
        header = file.read(10)
        if len(header) < 10 or header[:3] != b"ID3" or max(header[6:10]) > 0x7F:
            break
        size = int.from_bytes(header[6:10], "big")
        size = (size & 0x7F) | (size >> 1 & 0x3F80) | (size >> 2 & 0x1FC000) | (size >> 3 & 0xFE00000)
        has_footer = header[3] == 4 and header[5] & 0x10
        start += 10 + size + (10 if has_footer else 0)
    return min(start, file.seek(0, io.SEEK_END))


def _first_frame(body: bytes, *, is_all: bool) -> int | None:
    """Find where the frames begin: at once, behind zeros, or behind the rest of a frame that a cut left."""
    zeros = len(body) - len(body.lstrip(b"\0"))
    if _is_mpeg(body[zeros:], is_all=is_all):
        return zeros
    if zeros or body.startswith(_ARCHIVES) or body[257:262] == b"ustar":
        return None
    starts = (at for at, byte in enumerate(body[:_MAX_FRAME_BYTES]) if byte == 0xFF)
    return next((at for at in starts if _is_mpeg(body[at:], is_all=False)), None)


def _is_mpeg(data: bytes, *, is_all: bool) -> bool:
    """Say whether layer III frames follow each other; a file of less than three may hold nothing else."""
    at = frames = 0
    while size := _frame_bytes(data[at : at + 4]):
        at += size
        frames += at <= len(data)
        if frames >= _MIN_FRAMES:
            return True
    return is_all and frames > 0 and (at >= len(data) or data[at : at + 3] == b"TAG")


def _frame_bytes(header: bytes) -> int:
    """Compute the length of a layer III frame from its four bytes of header; 0 if it is none."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE0 != 0xE0:
        return 0
    version, layer = header[1] >> 3 & 3, header[1] >> 1 & 3
    bitrate, rate, padding = header[2] >> 4, header[2] >> 2 & 3, header[2] >> 1 & 1
    if version == 1 or layer != _LAYER3 or bitrate in (0, 15) or rate == 3:
        return 0
    if version == _MPEG1:
        return 144_000 * _KBITS_MPEG1[bitrate - 1] // _RATES_MPEG1[rate] + padding
    halved = _RATES_MPEG1[rate] // (2 if version == 2 else 4)
    return 72_000 * _KBITS_MPEG2[bitrate - 1] // halved + padding
