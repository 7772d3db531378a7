"""What the peers of the music services share: a bill on disk, a log of requests, faults that a test orders.

A peer is one vendor's API and nothing more. It validates what the vendor documents, answers in the vendor's
own shapes, and charges when the vendor would begin to sing; the bill is synced to disk before anything else
happens. Audio is real, and as long as it is told to be.
"""

import argparse
import asyncio
import json
import os
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, Self

import numpy as np
from aiohttp import web

from bot.domain.song import AudioFormat
from bot.media.encode import Encoder

KEY = "sk-test-0123456789abcdef"
"""The key that every peer takes; another one is refused as the vendor would."""
RATE = 44_100
DRIP_BYTES = 10_000
MOST_BODY_BYTES = 80 * 1024 * 1024
HTML_502 = "<html><head><title>502 Bad Gateway</title></head><body><center>nginx</center></body></html>"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Refuse:
    """The vendor says no, in its own shape; nothing is billed."""

    status: int
    code: str | int
    message: str = "refused"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Lose:
    """The connection breaks: before the vendor has taken the request, or after it has billed it."""

    when: Literal["before", "after"]


@dataclass(frozen=True)
class Gateway:
    """A gateway answers for the vendor, in HTML; the request was taken and billed, or it was not."""

    status: int = 502
    billed: bool = False


@dataclass(frozen=True)
class Cut:
    """A stream, or a download, ends after so many bytes of audio."""

    after_bytes: int


@dataclass(frozen=True)
class Fail:
    """The vendor took the request and billed it, and says afterwards that it came to nothing."""

    code: str | int
    message: str = "failed"


Fault = Refuse | Lose | Gateway | Cut | Fail


@dataclass(frozen=True)
class Seen:
    """A request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any
    """The parsed JSON; None where there is none."""


@dataclass(frozen=True)
class Charge:
    """A line of the bill."""

    what: str
    body: Any
    seconds: float


@cache
def audio(seconds: float, kind: AudioFormat = "mp3") -> bytes:
    """Return a quiet chord of this length: real audio that every player takes."""
    rate, channels = (RATE, 2) if seconds < 60 else (RATE // 2, 1)  # of a long one only the length matters
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"chord.{kind}"
        with Encoder(path, format=kind, sample_rate=rate, channels=channels, bitrate=128_000) as encoder:
            left = round(seconds * rate)
            while left > 0:
                time = np.arange(min(left, rate)) / rate  # whole seconds: the waves go on without a step
                wave = sum(0.1 * np.sin(2 * np.pi * hertz * time) for hertz in (220, 275, 330))
                encoder.write(np.stack([wave] * channels).astype(np.float32))
                left -= len(time)
        return path.read_bytes()


class Peer(ABC):
    """A vendor on a port of this machine. Start it with `async with`."""

    name: str

    def __init__(self, folder: Path, *, seconds: float = 2.0) -> None:
        self._bill = folder / f"{self.name}.bill"
        self.seconds = seconds
        """How long the songs are."""
        self.seen: list[Seen] = []
        self.hold = asyncio.Event()
        """Cleared, it keeps every answer about a song back; `waiting` is set when one is kept."""
        self.hold.set()
        self.waiting = asyncio.Event()
        self.drip_s = 0.0
        """A pause between any two pieces of audio."""
        self.url = ""
        self._faults: dict[str, deque[Fault]] = {}
        self._runner: web.AppRunner | None = None
        self._port = 0

    @abstractmethod
    def routes(self) -> list[web.RouteDef]:
        """Return the calls that this vendor has and the bot makes; every other is refused."""

    async def __aenter__(self) -> Self:
        await self.up()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.down()

    async def up(self, port: int = 0) -> None:
        """Listen; after an outage on the port that it had before."""
        app = web.Application(client_max_size=MOST_BODY_BYTES)
        app.add_routes(self.routes())
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port or self._port).start()
        self._port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{self._port}"

    async def down(self) -> None:
        """Refuse connections from now on."""
        self.hold.set()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def fail(self, call: str, *faults: Fault) -> None:
        """Let the next requests of a call (`song`, `lyrics`, `poll`, `download` …) meet these faults."""
        self._faults.setdefault(call, deque()).extend(faults)

    def fault(self, call: str) -> Fault | None:
        """Take the next fault of a call."""
        waiting = self._faults.get(call)
        return waiting.popleft() if waiting else None

    def billed(self) -> list[Charge]:
        """Return what was charged, from the disk."""
        if not self._bill.exists():
            return []
        return [Charge(**json.loads(line)) for line in self._bill.read_text().splitlines()]

    def charge(self, what: str, body: Any, seconds: float = 0.0) -> None:
        """Put a line on the bill before anything else happens."""
        with self._bill.open("a") as file:
            file.write(json.dumps({"what": what, "body": body, "seconds": seconds}) + "\n")
            file.flush()
            os.fsync(file.fileno())

    async def note(self, request: web.Request) -> Any:
        """Log a request and return its JSON; None where the body is none."""
        body: Any = None
        with suppress(ValueError):
            body = json.loads(await request.text())
        self.seen.append(Seen(request.method, request.path_qs, dict(request.headers), body))
        return body

    async def held(self) -> None:
        """Wait while a test holds the answers back."""
        self.waiting.set()
        await self.hold.wait()

    def break_off(self, request: web.Request) -> web.Response:
        """Break the connection as a network does: without a word."""
        if request.transport is not None:  # otherwise whoever asked has gone before
            request.transport.abort()
        return web.Response(status=500)

    def gateway(self, fault: Gateway) -> web.Response:
        """Answer as a gateway in front of the vendor."""
        return web.Response(status=fault.status, text=HTML_502, content_type="text/html")

    async def send_file(self, request: web.Request, content: bytes, kind: str) -> web.StreamResponse:
        """Send audio, or break off in its middle where a test wants that."""
        match self.fault("download"):
            case Refuse() as refused:
                return web.Response(status=refused.status, text="<Error/>", content_type="application/xml")
            case Lose():
                return self.break_off(request)
            case Gateway() as fault:
                return self.gateway(fault)
            case Fail():
                raise ValueError("a download can't fail afterwards")
            case Cut(after_bytes):
                response = web.StreamResponse(headers={"Content-Length": str(len(content))})
                await response.prepare(request)
                await response.write(content[:after_bytes])
                return self.break_off(request)
        if not self.drip_s:
            return web.Response(body=content, content_type=kind)
        headers = {"Content-Length": str(len(content)), "Content-Type": kind}
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        for start in range(0, len(content), DRIP_BYTES):
            await response.write(content[start : start + DRIP_BYTES])
            await asyncio.sleep(self.drip_s)
        return response


async def by_hand(*makes: Callable[[Path, float], Peer], port: int = 0) -> None:
    """Run peers until Ctrl-C, for a person: they say what to set, and every request that comes.

    They listen on `port` and those after it, on any free ones if it is 0.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=port)
    parser.add_argument("--seconds", type=float, default=30.0, help="how long the songs are")
    parser.add_argument("--drip", type=float, default=0.0, help="seconds between two pieces of audio")
    options = parser.parse_args()
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory())
        peers = [make(Path(folder), options.seconds) for make in makes]
        for n, peer in enumerate(peers):
            peer.drip_s = options.drip
            await peer.up(options.port and options.port + n)
            stack.push_async_callback(peer.down)
            _print(f'[providers.{peer.name}]\nbase_url = "{peer.url}"\napi_key = "{KEY}"')
        known = [0] * len(peers)
        while True:
            await asyncio.sleep(0.5)
            for n, peer in enumerate(peers):
                for seen in peer.seen[known[n] :]:
                    _print(seen.method, seen.path, json.dumps(seen.body, ensure_ascii=False)[:400])
                known[n] = len(peer.seen)


def _print(*words: str) -> None:
    print(*words, flush=True)  # noqa: T201
