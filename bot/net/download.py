"""Download audio and pictures to files: whole, never more than the cap, and from the public internet only.

A link comes from outside and may lead anywhere, the bot's own network included. So the address is judged
at the moment a socket is made for it, whatever name led there: what is judged is what is connected to.
Redirects are followed by hand, and every step is judged anew. Let in besides are the hosts and ports that
the operator named as a service's `base_url`. No key, cookie or user name goes along.
"""

import asyncio
import os
import re
import socket
import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import aclosing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import time
from typing import ParamSpec

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from bot.domain.errors import ProviderError, ResultExpired, TransientFailure
from bot.net.links import NotALink, address_of, exact, follow, is_public
from bot.net.reply import retry_after_s

P = ParamSpec("P")

CHUNK_BYTES = 1 << 18
MOST_BYTES = 300 * 1024 * 1024
"""More than an hour of wav; nothing that a service makes is longer."""
CONNECT_S = 10.0
IDLE_S = 60.0
TOTAL_S = 1800.0
"""For one try; 300 MB take less at 1.4 Mbit/s."""
MOST_REDIRECTS = 5
PAUSES_S = (1.0, 4.0, 10.0)
"""Before the second try and those after it."""
LONGEST_PAUSE_S = 30.0
"""A storage host's own wish is followed up to here; whoever asked for the file comes back later."""
GONE = frozenset({403, 404, 410})
"""An expired signature is answered with 403 by the storage hosts the vendors use."""
REDIRECTS = frozenset({301, 302, 303, 307, 308})
HTML = frozenset({"text/html", "application/xhtml+xml"})
STORAGE_HOSTS = (".aliyuncs.com",)
"""Hosts whose http links are asked over https first: Alibaba's OSS, which signs method, object and expiry.

That the scheme is not signed is inferred and not tried live; so the link as it is comes second.
"""
_ASKED = {"Accept": "*/*", "Accept-Encoding": "identity"}
_CONTENT_RANGE = re.compile(r"bytes (\d{1,15})-(\d{1,15})/(\d{1,15}|\*)")


class NotPublic(OSError):
    """A link leads to an address that is not public; all of them have one text, as aiohttp needs it."""

    def __init__(self, address: str) -> None:
        super().__init__("the address is not public")
        self.address = address


class _NoConnection(TransientFailure):
    """The host was not reached; another scheme may do better."""


@dataclass
class _Part:
    """What is there of a file, and what is known about the rest."""

    path: Path
    most_bytes: int
    size: int = 0
    total: int | None = None
    validator: str = ""
    """What the host calls this version of the file; empty: it can't be gone on with."""
    wish_s: float = 0.0
    """How long the host wants to be left alone."""

    def forget(self) -> None:
        """Start over."""
        self.size, self.total, self.validator = 0, None, ""

    def judge_size(self, size: int) -> None:
        """Raise for a file that is, or says that it is, larger than it may be."""
        if size > self.most_bytes:
            raise ProviderError("the file is larger than it may be")


class Downloads:
    """Fetches links to files. Made once; connects on the first link; close it at the end."""

    def __init__(
        self,
        *,
        trusted: frozenset[tuple[str, int]] = frozenset(),
        storage_hosts: tuple[str, ...] = STORAGE_HOSTS,
        most_bytes: int = MOST_BYTES,
        pauses_s: tuple[float, ...] = PAUSES_S,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        is_allowed: Callable[[str], bool] = is_public,
        resolver: AbstractResolver | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Take the hosts and ports that may be anywhere; `is_allowed` judges the IP addresses of all others.

        `tls` names the authorities that are trusted; None: those of the system.
        """
        self._trusted, self._storage_hosts = trusted, storage_hosts
        self._most_bytes, self._pauses_s, self._sleep = most_bytes, pauses_s, sleep
        self._is_allowed, self._resolver, self._tls = is_allowed, resolver, tls
        self._sessions: dict[bool, aiohttp.ClientSession] = {}

    async def fetch(self, link: str, target: Path, *, most_bytes: int | None = None) -> None:
        """Fetch `link` into `target`, which appears only when it is complete.

        Tries again by itself, going on where it was if the host can do that. Raises `ResultExpired` for a
        dead link, `TransientFailure` for what may go better later, `ProviderError` for what never will, and
        `OSError` of the disk.
        """
        try:
            url = exact(link)
        except NotALink as error:
            raise ProviderError(str(error)) from error
        part = _Part(target.with_name(target.name + ".part"), most_bytes or self._most_bytes)
        try:
            await self._try_and_try(url, part)
            await asyncio.to_thread(os.replace, part.path, target)
        except BaseException:
            await asyncio.to_thread(part.path.unlink, missing_ok=True)
            raise

    async def pieces(self, link: str, *, most_bytes: int) -> AsyncGenerator[bytes]:
        """Give out what a link leads to as it comes, at most `CHUNK_BYTES` at once, and all of it.

        It is tried once: what was handed on can't be taken back. Close it (`aclosing`) to leave before its
        end. Raises `ResultExpired` for a dead link, `TransientFailure` for what may go better later, and
        `ProviderError` for what never will, a file of more than `most_bytes` included.
        """
        with _mapped():
            url = exact(link)
        for _ in range(MOST_REDIRECTS + 1):
            with _mapped():
                response = await self._session(url).get(url, headers=_ASKED, allow_redirects=False)
            try:
                if response.status in REDIRECTS and "Location" in response.headers:
                    with _mapped():
                        url = follow(url, response.headers["Location"])
                    continue
                async with aclosing(_read(response, most_bytes)) as found:
                    async for piece in found:
                        yield piece
                return
            finally:
                response.close()
        raise ProviderError("the link leads from place to place")

    async def close(self) -> None:
        """Free the connections; no download is under way."""
        for session in self._sessions.values():
            await session.close()
        self._sessions.clear()

    async def _try_and_try(self, url: URL, part: _Part) -> None:
        for pause_s in self._pauses_s:
            with suppress(TransientFailure):
                await self._try_in_time(url, part)
                return
            await self._sleep(min(max(pause_s, part.wish_s), LONGEST_PAUSE_S))
        await self._try_in_time(url, part)

    async def _try_in_time(self, url: URL, part: _Part) -> None:
        try:
            async with asyncio.timeout(TOTAL_S):
                await self._try(url, part)
        except TimeoutError as error:
            raise TransientFailure("the download took too long") from error

    async def _try(self, url: URL, part: _Part) -> None:
        """Follow a link to its end once."""
        part.wish_s = 0.0
        for _ in range(MOST_REDIRECTS + 1):
            found = await self._step(url, part)
            if found is None:
                return
            url = found
        raise ProviderError("the link leads from place to place")

    async def _step(self, url: URL, part: _Part) -> URL | None:
        """Ask one address; return where it sends us, None if the file is there."""
        safer = self._upgraded(url)
        if safer is None:
            return await self._ask(url, part)
        try:
            return await self._ask(safer, part)
        except (_NoConnection, ResultExpired):
            return await self._ask(url, part)

    def _upgraded(self, url: URL) -> URL | None:
        """Return an http link to a known storage host as https; None for all others."""
        host, port = address_of(url)
        if url.scheme != "http" or port != 80 or (host, port) in self._trusted:
            return None
        if not host.endswith(self._storage_hosts):
            return None
        return exact(f"https://{url.raw_host}{url.raw_path_qs}")

    async def _ask(self, url: URL, part: _Part) -> URL | None:
        with _mapped():
            async with self._session(url).get(url, headers=_headers(part), allow_redirects=False) as response:
                if response.status in REDIRECTS and "Location" in response.headers:
                    return follow(url, response.headers["Location"])
                _judge(response, part)
                await _save(response, part)
                return None

    def _session(self, url: URL) -> aiohttp.ClientSession:
        """Return the session for a link: that of trusted hosts, or the one that judges addresses."""
        trusted = address_of(url) in self._trusted
        if trusted not in self._sessions:
            self._sessions[trusted] = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=0,
                    force_close=True,
                    resolver=self._resolver,
                    ssl=self._tls or True,
                    socket_factory=None if trusted else self._judged_socket,
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                trust_env=False,  # through a proxy no address could be judged
                timeout=aiohttp.ClientTimeout(
                    total=None, connect=CONNECT_S, sock_connect=CONNECT_S, sock_read=IDLE_S
                ),
            )
        return self._sessions[trusted]

    def _judged_socket(self, where: aiohttp.AddrInfoType) -> socket.socket:
        """Make a socket for an address that is about to be connected to, if that is a public one."""
        family, kind, protocol, _, address = where
        if not self._is_allowed(str(address[0])):
            raise NotPublic(str(address[0]))
        return socket.socket(family, kind, protocol)


@contextmanager
def _mapped() -> Iterator[None]:
    """Turn what goes wrong on the way into `ProviderError`s."""
    try:
        yield
    except NotALink as error:
        raise ProviderError(str(error)) from error
    except aiohttp.InvalidURL as error:  # 127.1 and other ways to write an address
        raise ProviderError("not a web link") from error
    except aiohttp.ClientConnectorError as error:
        if isinstance(error.os_error, NotPublic):
            raise ProviderError(f"{error.os_error.address} is not a public address") from error
        raise _NoConnection(type(error).__name__) from error
    except aiohttp.ConnectionTimeoutError as error:
        raise _NoConnection(type(error).__name__) from error
    except aiohttp.ClientError as error:
        raise TransientFailure(type(error).__name__) from error


async def _read(response: aiohttp.ClientResponse, most_bytes: int) -> AsyncGenerator[bytes]:
    """Give out an answer that is a file."""
    part = _Part(Path(), most_bytes)
    _judge(response, part)
    part.judge_size(part.total or 0)
    with _mapped():
        source = aiter(response.content.iter_chunked(CHUNK_BYTES))
    while True:
        with _mapped():
            try:
                chunk = await anext(source)
            except StopAsyncIteration:
                break
        part.size += len(chunk)
        part.judge_size(part.size)
        yield chunk
    if part.total is not None and part.size != part.total:
        raise TransientFailure("the download ended early")


def _headers(part: _Part) -> dict[str, str]:
    headers = dict(_ASKED)
    if part.size and part.validator:
        headers |= {"Range": f"bytes={part.size}-", "If-Range": part.validator}
    return headers


def _judge(response: aiohttp.ClientResponse, part: _Part) -> None:
    """Raise for an answer that is no audio; bring `part` to where the answer begins."""
    status = response.status
    if status in GONE:
        raise ResultExpired(f"HTTP {status}")
    if status == 206:
        return _judge_rest(response, part)
    part.forget()
    if status != 200:
        part.wish_s = retry_after_s(response.headers, now_s=time()) or 0.0
        raise TransientFailure(f"HTTP {status}")
    if response.content_type in HTML:
        raise TransientFailure("HTML instead of a file")
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise TransientFailure("compressed, and nobody asked for that")
    part.total = response.content_length
    part.validator = _validator(response)
    return None


def _judge_rest(response: aiohttp.ClientResponse, part: _Part) -> None:
    found = _CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", "").strip())
    begins = int(found[1]) if found else None
    total = int(found[3]) if found and found[3] != "*" else None
    if begins != part.size or (total is not None and part.total not in (None, total)):
        part.forget()
        raise TransientFailure("not the rest that was asked for")
    part.total = part.total if total is None else total


def _validator(response: aiohttp.ClientResponse) -> str:
    """Return by what a rest is recognised as one of the same file. Source: RFC 9110, section 13.1.5."""
    if response.headers.get("Accept-Ranges", "").lower() != "bytes":
        return ""
    tag = response.headers.get("ETag", "")
    return response.headers.get("Last-Modified", "") if tag.startswith("W/") or not tag else tag


async def _save(response: aiohttp.ClientResponse, part: _Part) -> None:
    part.judge_size(part.total or 0)
    await _in_thread(_cut, part.path, part.size)
    async for chunk in response.content.iter_chunked(CHUNK_BYTES):
        part.judge_size(part.size + len(chunk))
        await _in_thread(_write, part.path, part.size, chunk)
        part.size += len(chunk)
    if part.total is not None and part.size != part.total:
        raise TransientFailure("the download ended early")
    await _in_thread(_sync, part.path)


async def _in_thread(work: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
    """Do blocking work in a thread; who cancels waits for its end, so that nothing is written afterwards."""
    task = asyncio.ensure_future(asyncio.to_thread(work, *args, **kwargs))
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise


def _cut(path: Path, size: int) -> None:
    """Make the file, or keep its first `size` bytes only."""
    with path.open("r+b" if size else "wb") as file:
        file.truncate(size)


def _write(path: Path, offset: int, content: bytes) -> None:
    """Open the file for each piece (some 40 µs): no handle is left open, whatever ends the download."""
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(content)


def _sync(path: Path) -> None:
    with path.open("r+b") as file:
        os.fsync(file.fileno())
