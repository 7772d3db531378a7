"""Small servers on sockets of this machine: one that speaks HTTP, and raw ones that break off where told."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Literal

from aiohttp import ThreadedResolver, web
from aiohttp.abc import AbstractResolver, ResolveResult


@dataclass(frozen=True)
class Script:
    """What a raw server does with one connection."""

    send: bytes = b""
    end: Literal["close", "reset", "hold"] = "close"
    read: bool = True
    """Whether the request is read before anything is sent."""
    until: Callable[[], Awaitable[None]] | None = None
    """What is waited for before the end."""


@dataclass
class Raw:
    """A server without HTTP; its connections follow the scripts in turn, and the last one again and again."""

    scripts: Sequence[Script]
    url: str = ""
    port: int = 0
    requests: list[bytes] = field(default_factory=list)
    """What each connection sent; one that was not read has an empty one."""
    _open: set[asyncio.StreamWriter] = field(default_factory=set)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        script = self.scripts[min(len(self.requests), len(self.scripts) - 1)]
        n = len(self.requests)
        self.requests.append(b"")
        self._open.add(writer)
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            if script.read:
                self.requests[n] = await _whole_request(reader)
            writer.write(script.send)
            await writer.drain()
            if script.until is not None:
                await script.until()
            if script.end == "reset":
                await asyncio.sleep(0)
                sock = writer.get_extra_info("socket")
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                writer.transport.abort()
        if script.end != "hold":
            writer.close()

    def hang_up(self) -> None:
        for writer in self._open:
            writer.close()


async def _whole_request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = 0
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            length = int(line.partition(b":")[2])
    return head + await reader.readexactly(length)


@asynccontextmanager
async def raw(*scripts: Script) -> AsyncIterator[Raw]:
    """Run a raw server."""
    peer = Raw(scripts)
    server = await asyncio.start_server(peer.serve, "127.0.0.1", 0)
    peer.port = server.sockets[0].getsockname()[1]
    peer.url = f"http://127.0.0.1:{peer.port}"
    try:
        yield peer
    finally:
        peer.hang_up()
        server.close()
        await server.wait_closed()


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Site:
    """A server that speaks HTTP and remembers what it was asked."""

    url: str
    port: int
    requests: list[web.Request]

    @property
    def address(self) -> tuple[str, int]:
        return ("127.0.0.1", self.port)


@asynccontextmanager
async def site(handler: Handler) -> AsyncIterator[Site]:
    """Run a server that answers every path with `handler`."""
    requests: list[web.Request] = []

    async def handle(request: web.Request) -> web.StreamResponse:
        requests.append(request)
        await request.read()
        return await handler(request)

    app = web.Application(client_max_size=1 << 28)
    app.router.add_route("*", "/{path:.*}", handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    try:
        yield Site(f"http://127.0.0.1:{port}", port, requests)
    finally:
        await runner.cleanup()


class Names(AbstractResolver):
    """A name server of a few names; each is an address, or an address and the port that is meant by any."""

    def __init__(self, names: dict[tuple[str, int], tuple[str, int]], *, also: tuple[str, ...] = ()) -> None:
        self.names, self.also, self.asked = names, also, list[tuple[str, int]]()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked.append((host, port))
        if (host, port) not in self.names:
            raise OSError(None, "name not known")
        address, real_port = self.names[host, port]
        return [
            ResolveResult(hostname=host, host=one, port=real_port, family=socket.AF_INET, proto=0, flags=0)
            for one in (*self.also, address)
        ]

    async def close(self) -> None:
        pass


class NoAnswer(ThreadedResolver):
    """A name server that never answers."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        await asyncio.Event().wait()
        return []


def closed_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def http(body: bytes, *, status: str = "200 OK", length: int | None = None, more: str = "") -> bytes:
    """Write an HTTP answer; `length` is what it says of itself."""
    size = len(body) if length is None else length
    return f"HTTP/1.1 {status}\r\nContent-Length: {size}\r\n{more}\r\n".encode() + body
