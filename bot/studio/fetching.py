"""What is brought from links onto the disk: songs, and the pictures that come with them."""

import asyncio
from pathlib import Path
from typing import Protocol

import structlog

from bot.domain.errors import ProviderError
from bot.domain.ports import Remote
from bot.media import covers

log = structlog.get_logger(__name__)

PICTURE_S = 30.0
"""A song does not wait longer for its picture."""


class Fetch(Protocol):
    """Downloads a link to a file, which appears when it is whole. Raises `ProviderError`s and `OSError`."""

    async def __call__(self, link: str, target: Path, *, most_bytes: int | None = None) -> None:
        """Take a file of at most `most_bytes`; None: as large as a song can be."""
        ...


async def fetch_picture(fetch: Fetch, picture: Remote | None, path: Path) -> Path | None:
    """Return where a song's picture is; None for one that can't be had, or is no harmless JPEG or PNG.

    A song goes without, so nothing is raised and nobody waits for long.
    """
    if picture is None:
        return None
    try:
        if not await asyncio.to_thread(path.exists):
            async with asyncio.timeout(PICTURE_S):
                await fetch(picture.url, path, most_bytes=covers.MAX_BYTES)
        data = await asyncio.to_thread(path.read_bytes)
    except (ProviderError, OSError) as error:  # time-outs are of the latter
        log.warning("the song goes without its picture", reason=type(error).__name__)
        return None
    if not covers.is_harmless(data):
        log.warning("the song goes without its picture", reason="not a JPEG or PNG of a moderate size")
        return None
    return path
