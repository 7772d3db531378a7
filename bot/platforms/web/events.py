"""The stream of server-sent events that keeps a page up to date.

https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

import asyncio
import contextlib

from aiohttp import web

from bot.domain.errors import StorageError
from bot.platforms.web.chat import ChatMessage
from bot.platforms.web.people import Me
from bot.platforms.web.room import Listener, Room
from bot.platforms.web.wire import MOST

HEARTBEAT_S = 15.0
RETRY_MS = 1_000


async def stream(request: web.Request, room: Room, me: Me, *, after: int | None) -> web.StreamResponse:
    """Send what changes for somebody after `after` (None: from now on), until page or room are closed.

    A page that has seen more changes than there are (somebody emptied the data folder) has to start over.
    """
    newest = await room.last_change()
    response = web.StreamResponse(
        headers={
            "Content-Type": "text/event-stream; charset=utf-8",
            "Cache-Control": "no-store",
            "X-Accel-Buffering": "no",  # nginx would hold events back
        }
    )
    await response.prepare(request)
    # Without a connection or an answer from the log the stream just ends; the page comes back by itself.
    with room.listen(me) as listener, contextlib.suppress(ConnectionResetError, StorageError):
        await response.write(f"retry: {RETRY_MS}\n\n".encode())
        if after is not None and after > newest:
            await response.write(b"event: restart\ndata: {}\n\n")
        after = newest if after is None else min(after, newest)
        while not room.closed:
            listener.wake.clear()
            after = await _send_news(response, room, listener, after)
            await _wait(response, listener)
    return response


async def _send_news(response: web.StreamResponse, room: Room, listener: Listener, after: int) -> int:
    newest = await room.last_change()  # up to here nothing has to be looked through again
    while news := await room.news(listener.me, after):
        for message in news:
            after = message.changed
            listener.passing.pop(message.nonce, None)
            await response.write(_event("message", message, number=after))
    passing = list(listener.passing.values())
    listener.passing.clear()
    for message in passing:
        await response.write(_event("progress", message))
    return max(after, newest)


async def _wait(response: web.StreamResponse, listener: Listener) -> None:
    """Wait for news; a comment now and then finds out whether the page is still there."""
    try:
        async with asyncio.timeout(HEARTBEAT_S):  # wait_for may swallow a cancellation in 3.11
            await listener.wake.wait()
    except TimeoutError:
        await response.write(b": still here\n\n")


def _event(name: str, message: ChatMessage, *, number: int | None = None) -> bytes:
    head = "" if number is None else f"id: {number}\n"
    return f"{head}event: {name}\ndata: {message.model_dump_json()}\n\n".encode()


def resume_point(request: web.Request) -> int | None:
    """Return the change that a page is up to date with: what EventSource says wins over the address."""
    text = request.headers.get("Last-Event-ID") or request.query.get("after", "")
    if not (text.isascii() and text.isdecimal()):
        return None
    return min(int(text[:20]), MOST)
