"""What a file carries besides the sound and our own tags, and how much room all of it takes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.song import Tags
from bot.media.containers import Container

PADDING_BYTES = 1_024
"""Room for later changes by others; mutagen's own choice grows with the file."""
MAX_LABELS = 32
MAX_LABEL_CHARS = 8_192


@dataclass(frozen=True)
class Extras:
    """What a file carries besides our tags: a cover, and short texts of strangers by their names."""

    cover: bytes | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    """Chinese services must label what they make, as `AIGC`; others write a date or a genre."""


def room_bytes(tags: Tags, extras: Extras, container: Container) -> int:
    """Return the most bytes that these tags take in a new file of this kind."""
    texts = [
        tags.title,
        tags.artist,
        tags.album,
        tags.lyrics,
        tags.comment,
        *extras.labels,
        *extras.labels.values(),
    ]
    words = sum(
        max(len(text.encode(code, "replace")) for code in ("utf-8", "utf-16")) + 100 for text in texts
    )
    cover = 0 if extras.cover is None else len(extras.cover) + 200
    if container == "ogg":
        cover = cover * 4 // 3 + 4
        return (words + cover) * 256 // 255 + PADDING_BYTES + _OGG_SPARE_BYTES
    return words + cover + PADDING_BYTES + _SPARE_BYTES


_SPARE_BYTES = 2_048
"""Heads of tags, frames and atoms."""
_OGG_SPARE_BYTES = 4_096
"""Heads of pages as well."""
