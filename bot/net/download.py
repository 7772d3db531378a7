"""Download a vendor's audio to a file: at once, whole, and never more than the cap."""

import asyncio
import os
from pathlib import Path

import aiohttp

from bot.domain.errors import ProviderError, ResultExpired, TransientFailure

CHUNK_BYTES = 1 << 16
MOST_BYTES = 300 * 1024 * 1024
"""More than an hour of wav; nothing that a service makes is longer."""
CONNECT_S = 10.0
IDLE_S = 60.0
GONE = frozenset({403, 404, 410})
"""An expired signature is answered with 403 by the storage hosts the vendors use."""


async def download(session: aiohttp.ClientSession, url: str, target: Path) -> None:
    """Fetch `url` into `target`, which appears only when it is complete.

    Raises `ResultExpired` for a dead link, `TransientFailure` for what may go better later, and
    `ProviderError` for what never will. No header of the vendor's API goes to the storage host.
    """
    partial = target.with_name(target.name + ".part")
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_S, sock_read=IDLE_S)
    try:
        async with session.get(url, timeout=timeout) as response:
            if response.status in GONE:
                raise ResultExpired(f"HTTP {response.status}")
            if response.status != 200:
                raise TransientFailure(f"HTTP {response.status}")
            await _save(response, partial)
    except (aiohttp.ClientError, TimeoutError) as error:
        raise TransientFailure(type(error).__name__) from error
    await asyncio.to_thread(os.replace, partial, target)


async def _save(response: aiohttp.ClientResponse, partial: Path) -> None:
    size = 0
    with await asyncio.to_thread(partial.open, "wb") as file:
        async for chunk in response.content.iter_chunked(CHUNK_BYTES):
            size += len(chunk)
            if size > MOST_BYTES:
                raise ProviderError("the audio is larger than any song")
            await asyncio.to_thread(file.write, chunk)
        await asyncio.to_thread(_flush, file.fileno())
    if response.content_length is not None and size != response.content_length:
        raise TransientFailure("the download ended early")


def _flush(descriptor: int) -> None:
    os.fsync(descriptor)
