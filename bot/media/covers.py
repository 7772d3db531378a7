"""Cover pictures, judged by their first bytes: none is ever decoded."""

from dataclasses import dataclass
from typing import Literal

MAX_BYTES = 4 * 1024 * 1024
MAX_SIDE = 4_096
"""Pixels. A picture of a few kilobytes can unpack to gigabytes in the player of whoever opens the song."""
_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_SIZES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
"""The JPEG markers of a frame's header, which holds the size (ITU-T T.81, table B.1)."""
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})
"""Markers without a length."""
_FILL = 0xFF


@dataclass(frozen=True)
class Picture:
    """What a picture says of itself; 0 where it does not."""

    kind: Literal["image/jpeg", "image/png"]
    width: int = 0
    height: int = 0


def look_at(data: bytes) -> Picture | None:
    """Read the kind and the size of a picture from its head; None if it is neither JPEG nor PNG."""
    if data.startswith(_PNG):
        has_size = data[12:16] == b"IHDR" and len(data) >= 24
        sides = (int.from_bytes(data[at : at + 4], "big") for at in (16, 20)) if has_size else (0, 0)
        return Picture("image/png", *sides)
    if data.startswith(_JPEG):
        return Picture("image/jpeg", *_jpeg_size(data))
    return None


def is_harmless(data: bytes) -> bool:
    """Say whether a stranger's picture may go on into a song: of a known kind and a moderate size."""
    picture = look_at(data) if len(data) <= MAX_BYTES else None
    return picture is not None and 0 < picture.width <= MAX_SIDE and 0 < picture.height <= MAX_SIDE


def _jpeg_size(data: bytes) -> tuple[int, int]:
    """Go from segment to segment to the first frame's header."""
    at = 2
    while at + 9 <= len(data) and data[at] == _FILL:
        marker = data[at + 1]
        if marker == _FILL:
            at += 1
        elif marker in _ALONE:
            at += 2
        elif marker in _SIZES:
            return int.from_bytes(data[at + 7 : at + 9], "big"), int.from_bytes(data[at + 5 : at + 7], "big")
        else:
            at += 2 + max(2, int.from_bytes(data[at + 2 : at + 4], "big"))
    return 0, 0
