"""Two scripted music services with a bill on disk.

`polling` answers an order with a task id and is asked again until the song is there. `blocking` holds the
connection until the song is there and knows no ids: an answer that is lost is lost, and paid.

A song costs when the service begins to sing, and the bill is a file that is synced before anything else
happens, so that no crash of anybody makes it wrong. Tests hang hooks on the moments in between.
"""

import asyncio
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from aiohttp import web

Moment = Literal["submit", "billed", "answered", "poll", "poll-done", "download", "download-middle"]
POLLS = 2
"""So often the song is not there yet."""


class Vendors:
    """Both services on one port. Start it with `async with`."""

    def __init__(self, bill: Path, audio: bytes) -> None:
        self._bill, self._audio = bill, audio
        self._polls: dict[str, int] = {}
        self._hooks: dict[Moment, Callable[[], None]] = {}
        self._refusals: list[tuple[int, str]] = []
        self._runner: web.AppRunner | None = None
        self.url = ""
        self.cuts = 0
        """So many of the next answers are cut off after the song was paid for."""
        self.hold = asyncio.Event()
        self.hold.set()
        self.waiting = asyncio.Event()

    async def __aenter__(self) -> "Vendors":
        app = web.Application()
        app.router.add_post("/polling/songs", self._polling_submit)
        app.router.add_get("/polling/songs/{id}", self._polling_poll)
        app.router.add_post("/blocking/songs", self._blocking_song)
        app.router.add_get("/files/{name}", self._download)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self.hold.set()
        if self._runner is not None:
            await self._runner.cleanup()

    def at(self, moment: Moment, hook: Callable[[], None]) -> None:
        """Call `hook` once when the moment comes."""
        self._hooks[moment] = hook

    def refuse(self, status: int, code: str, *, times: int = 1) -> None:
        """Answer the next orders with an error; nothing is billed for them."""
        self._refusals += [(status, code)] * times

    def billed(self) -> list[str]:
        """Return the orders that were paid for, from the disk."""
        if not self._bill.exists():
            return []
        return [json.loads(line)["order"] for line in self._bill.read_text().splitlines()]

    def _now(self, moment: Moment) -> None:
        hook = self._hooks.pop(moment, None)
        if hook is not None:
            hook()

    def _charge(self, order: str) -> None:
        with self._bill.open("a") as file:
            file.write(json.dumps({"order": order}) + "\n")
            file.flush()
            os.fsync(file.fileno())

    async def _order(self, request: web.Request) -> str | web.Response:
        self._now("submit")
        if self._refusals:
            status, code = self._refusals.pop(0)
            return web.json_response({"code": code}, status=status)
        body = await request.json()
        if not body.get("text") or set(body) != {"order", "text"}:
            return web.json_response({"code": "bad-request"}, status=400)
        order = str(body["order"])
        self._charge(order)
        self._now("billed")
        if self.cuts:
            self.cuts -= 1
            assert request.transport is not None
            request.transport.abort()
            return web.Response(status=500)
        return order

    async def _polling_submit(self, request: web.Request) -> web.Response:
        order = await self._order(request)
        if isinstance(order, web.Response):
            return order
        self._polls[f"task-{order}"] = 0
        return web.json_response({"task_id": f"task-{order}"})

    async def _polling_poll(self, request: web.Request) -> web.Response:
        task = request.match_info["id"]
        if task not in self._polls:
            return web.json_response({"code": "not-found"}, status=404)
        self._now("poll")
        self._polls[task] += 1
        if self._polls[task] <= POLLS:
            return web.json_response({"status": "PENDING"})
        self._now("poll-done")
        return web.json_response({"status": "SUCCESS", "audio_url": f"{self.url}/files/{task}"})

    async def _blocking_song(self, request: web.Request) -> web.Response:
        order = await self._order(request)
        if isinstance(order, web.Response):
            return order
        self.waiting.set()
        await self.hold.wait()
        self._now("answered")
        return web.json_response({"audio_url": f"{self.url}/files/{order}"})

    async def _download(self, request: web.Request) -> web.StreamResponse:
        self._now("download")
        response = web.StreamResponse(headers={"Content-Length": str(len(self._audio))})
        await response.prepare(request)
        half = len(self._audio) // 2
        await response.write(self._audio[:half])
        self._now("download-middle")
        await response.write(self._audio[half:])
        return response
