"""A song while it is made, as a browser's player reads it: one answer of unknown length that grows."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from aiohttp import web

LOOK_EVERY_S = 2.0
"""So late it is noticed at the latest that a listener has gone while nothing was there to be sent."""
_HEADERS = {
    "Content-Type": "audio/mpeg",
    "Cache-Control": "no-store",
    # Players ask for a range of everything; without ranges 200 is the answer: RFC 9110, section 14.2.
    "Accept-Ranges": "none",
    "X-Accel-Buffering": "no",  # nginx would hold the song back
}


async def play(request: web.Request, audio: AsyncGenerator[bytes]) -> web.StreamResponse | None:
    """Send a song as it grows, and close `audio` whatever happens; None where there is nothing of it.

    A listener gets it at their own pace. A song that breaks off ends without the mark of a whole answer.
    """
    async with aclosing(audio):
        try:
            first = await anext(audio, b"")
        except (EOFError, OSError):
            return None
        response = web.StreamResponse(headers=_HEADERS)
        await response.prepare(request)
        if request.method == "HEAD":
            return response
        sending = asyncio.create_task(_send(request, response, first, audio))
        try:
            while not sending.done() and request.transport is not None:
                await asyncio.wait([sending], timeout=LOOK_EVERY_S)
        finally:
            sending.cancel()
            await asyncio.wait([sending])
        return response


async def _send(
    request: web.Request, response: web.StreamResponse, first: bytes, audio: AsyncGenerator[bytes]
) -> None:
    try:
        await response.write(first)
        async for piece in audio:
            await response.write(piece)
    except (EOFError, OSError):  # it broke off, or the listener did
        if request.transport is not None:
            request.transport.close()
