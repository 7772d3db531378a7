"""A scripted chat: it holds orders until they are taken, keeps posts, and can be difficult.

It finds the bot's own posts by their nonce but takes every post it is sent, so that a bot that posts
twice is seen posting twice.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from aiohttp import web

Moment = Literal["order-sent", "post", "posted"]
Mood = Literal["willing", "refuses", "loses-answer", "gone"]


@dataclass(frozen=True)
class Posted:
    """A message that arrived."""

    chat: str
    nonce: str
    kind: str
    text: str
    audio_bytes: int


class Chat:
    """The chat's server. Start it with `async with`."""

    def __init__(self) -> None:
        self._runner: web.AppRunner | None = None
        self._orders: list[dict[str, Any]] = []
        self._hooks: dict[Moment, Callable[[], None]] = {}
        self._moods: list[Mood] = []
        self._news = asyncio.Condition()
        self._read = False
        self.gone: set[str] = set()
        self.posts: list[Posted] = []
        self.answers: list[dict[str, Any]] = []
        self.url = ""

    async def __aenter__(self) -> "Chat":
        app = web.Application(client_max_size=32 * 1024 * 1024)
        app.router.add_get("/orders", self._list_orders)
        app.router.add_post("/orders/{id}/answer", self._answer)
        app.router.add_post("/posts", self._post)
        app.router.add_get("/posts", self._find)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    def at(self, moment: Moment, hook: Callable[[], None]) -> None:
        """Call `hook` once when the moment comes."""
        self._hooks[moment] = hook

    def behave(self, *moods: Mood) -> None:
        """Treat the next posts so; after them willingly."""
        self._moods += moods

    def say(self, text: str, *, message: str, who: str = "ann", chat: str = "room") -> None:
        """A member writes a message; it stays in the inbox until the bot has answered it."""
        self._orders.append({"id": message, "text": text, "who": who, "chat": chat})

    async def until(self, condition: Callable[[], bool], *, timeout_s: float = 30.0) -> None:
        """Wait until something has been posted or answered."""
        async with asyncio.timeout(timeout_s), self._news:
            await self._news.wait_for(condition)

    def bot_restarts(self) -> None:
        """Forget that anybody has looked into the inbox."""
        self._read = False

    def results(self) -> list[Posted]:
        """Return the songs that were posted."""
        return [post for post in self.posts if post.kind == "song"]

    def notices(self) -> list[Posted]:
        """Return the news of orders that ended without a song."""
        return [post for post in self.posts if post.kind == "notice"]

    def _now(self, moment: Moment) -> None:
        hook = self._hooks.pop(moment, None)
        if hook is not None:
            hook()

    def is_read(self) -> bool:
        """Tell whether the bot that runs now has looked into the inbox."""
        return self._read

    async def _list_orders(self, _: web.Request) -> web.Response:
        self._read = True
        async with self._news:
            self._news.notify_all()
        if self._orders:
            self._now("order-sent")
        return web.json_response(self._orders)

    async def _answer(self, request: web.Request) -> web.Response:
        message = request.match_info["id"]
        self._orders = [order for order in self._orders if order["id"] != message]
        self.answers.append({"id": message, **await request.json()})
        async with self._news:
            self._news.notify_all()
        return web.json_response({})

    async def _post(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        self._now("post")
        mood = self._moods.pop(0) if self._moods else "willing"
        chat = str(form["chat"])
        if mood == "gone" or chat in self.gone:
            return web.json_response({"code": "chat-gone"}, status=410)
        if mood == "refuses":
            return web.json_response({"code": "unavailable"}, status=503)
        audio = form.get("audio")
        size = len(audio.file.read()) if isinstance(audio, web.FileField) else 0
        self.posts.append(Posted(chat, str(form["nonce"]), str(form["kind"]), str(form["text"]), size))
        self._now("posted")
        async with self._news:
            self._news.notify_all()
        if mood == "loses-answer":
            assert request.transport is not None
            request.transport.abort()
        return web.json_response({"id": f"m{len(self.posts)}"})

    async def _find(self, request: web.Request) -> web.Response:
        chat, nonce = request.query["chat"], request.query["nonce"]
        if chat in self.gone:
            return web.json_response({"code": "chat-gone"}, status=410)
        found = [i for i, post in enumerate(self.posts, 1) if (post.chat, post.nonce) == (chat, nonce)]
        return web.json_response({"id": f"m{found[0]}" if found else None})
