"""The HTTP client of a music service: what left, what came back, and whether it may have cost.

An error tells what is known about the request. As long as no connection stood, nothing has left: name not
found, connection refused, TLS refused, no answer to the knock. That is seen from aiohttp's own tracing and
not guessed from exceptions: `ServerDisconnectedError`, for one, may come before and after a request was
read. From the moment a connection stands the request counts as sent.

Every request has a connection of its own (`force_close`): one that was kept alive may be dead without
knowing. aiohttp repeats a GET by itself on a broken connection, and never a POST.
Source: https://docs.aiohttp.org/en/stable/client_reference.html
"""

import asyncio
import io
import re
import ssl
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import aclosing, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver

from bot.domain.errors import OutcomeUnknown, ProviderError, TransientFailure
from bot.net.bodies import encoded
from bot.net.events import Event, EventTooLarge, Limits, events
from bot.net.links import NotALink, exact
from bot.net.reply import Reply, parse_reply

CHUNK_BYTES = 1 << 16
MOST_BYTES = 4 * 1024 * 1024
"""The largest answer that is read whole: links and words fit a hundred times, a song as hex does not."""
NO_HEADERS: Mapping[str, str] = {}
_SHORTEST_SECRET = 4
_SECRET_HEADER = re.compile(r"auth|key|token|secret|cookie", re.IGNORECASE)
_LONGEST_REASON = 200
_UNSENDABLE = re.compile(r"[\r\n\0]")
_FAILURES = (aiohttp.ClientError, TimeoutError, OSError)


@dataclass(frozen=True)
class Timeouts:
    """How long to wait, in seconds; None: for ever."""

    connect_s: float | None = 10.0
    """Until a connection stands: name, TCP and TLS. No vendor says."""
    total_s: float | None = 600.0
    """For a whole call, until its last byte. Streams have none."""
    idle_s: float | None = 120.0
    """Between two reads of a stream, its first byte included."""


class _TooLarge(Exception):
    """The answer is larger than its cap."""


@dataclass
class _Call:
    """One request on its way."""

    method: str
    path: str
    body: Mapping[str, Any] | None
    headers: Mapping[str, str]
    wait: Timeouts
    paid: bool
    connected: bool = False
    """From here on it may have arrived."""

    @contextmanager
    def mapped(self) -> Iterator[None]:
        """Turn what goes wrong on the wire into `ProviderError`s."""
        try:
            yield
        except _FAILURES as error:
            raise self.lost(error) from error

    def lost(self, error: Exception) -> ProviderError:
        """Say what is known about a request whose answer did not come, or not whole."""
        if not self.connected:
            return TransientFailure(f"{type(error).__name__}: {error}"[:_LONGEST_REASON])
        reason = type(error).__name__  # its text may hold links and words
        return OutcomeUnknown(reason) if self.paid else TransientFailure(reason)

    def too_large(self) -> ProviderError:
        """Refuse an answer that came and can't be used; asking again would not make it smaller."""
        reason = "the answer is larger than any this service should give"
        return OutcomeUnknown(reason) if self.paid else ProviderError(reason)


@dataclass
class Stream:
    """An answer that is read as it comes.

    Close what you iterate over: `async with aclosing(stream.events()) as events`. A stream that ends
    tells nothing: whether the song is whole is for its last message to say.
    """

    status: int
    headers: Mapping[str, str]
    _response: aiohttp.ClientResponse = field(repr=False)
    _call: _Call = field(repr=False)
    _read_reply: Callable[[aiohttp.ClientResponse, _Call], Awaitable[Reply]] = field(repr=False)

    @property
    def content_type(self) -> str:
        """What the answer says it is, in lower case and without parameters; empty: nothing."""
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()

    async def chunks(self) -> AsyncGenerator[bytes]:
        """Give out bytes as they come, at most `CHUNK_BYTES` at once. Raises `ProviderError`s."""
        with self._call.mapped():
            source = aiter(self._response.content.iter_chunked(CHUNK_BYTES))
        while True:
            with self._call.mapped():
                try:
                    async with asyncio.timeout(self._call.wait.idle_s):
                        chunk = await anext(source)
                except StopAsyncIteration:
                    return
            yield chunk

    async def events(self, limits: Limits | None = None) -> AsyncGenerator[Event]:
        """Give out server-sent events. Raises `ProviderError`s."""
        try:
            async with aclosing(self.chunks()) as chunks, aclosing(events(chunks, limits=limits)) as found:
                async for event in found:
                    yield event
        except EventTooLarge as error:
            raise self._call.too_large() from error

    async def reply(self) -> Reply:
        """Read the rest whole: for a refusal, or an answer of another type than was asked for."""
        with self._call.mapped():
            async with asyncio.timeout(self._call.wait.idle_s):
                return await self._read_reply(self._response, self._call)


class Client:
    """Speaks to one service. May be made before the event loop runs; close it at the end."""

    def __init__(
        self,
        base_url: str,
        headers: Mapping[str, str],
        *,
        timeouts: Timeouts | None = None,
        strip: str = "",
        most_bytes: int = MOST_BYTES,
        tls: ssl.SSLContext | None = None,
        resolver: AbstractResolver | None = None,
        now_s: Callable[[], float] = time.time,
    ) -> None:
        """Take the service's base URL, with or without `strip` at its end, and headers for every call.

        `headers` (the key among them) go to this base and nowhere else: redirects are not followed, cookies
        not kept, proxies and netrc of the environment not read. `tls` names the authorities that are
        trusted; None: those of the system. Raises `ValueError` for a base or a header that can't be sent.
        """
        if any(_UNSENDABLE.search(name + value) for name, value in headers.items()):
            raise ValueError("a header holds a line break")
        self.base_url = normal_base(base_url, strip=strip)
        self._headers = dict(headers)
        self._timeouts = timeouts or Timeouts()
        self._most_bytes, self._tls, self._resolver, self._now_s = most_bytes, tls, resolver, now_s
        self._session: aiohttp.ClientSession | None = None

    async def post_json(
        self,
        path: str,
        body: Mapping[str, Any],
        *,
        paid: bool = True,
        headers: Mapping[str, str] = NO_HEADERS,
        timeouts: Timeouts | None = None,
    ) -> Reply:
        """Send an object, `Base64File`s in it included, and return the answer, whatever its status.

        Raises `TransientFailure` where the request surely did not leave; after that `OutcomeUnknown` if it
        is `paid`, else `TransientFailure`.
        """
        return await self._ask(_Call("POST", path, body, headers, timeouts or self._timeouts, paid))

    async def get_json(
        self, path: str, *, headers: Mapping[str, str] = NO_HEADERS, timeouts: Timeouts | None = None
    ) -> Reply:
        """Ask what is free to ask, and return the answer, whatever its status. Raises `TransientFailure`."""
        return await self._ask(_Call("GET", path, None, headers, timeouts or self._timeouts, paid=False))

    @asynccontextmanager
    async def stream(
        self,
        path: str,
        body: Mapping[str, Any],
        *,
        paid: bool = True,
        headers: Mapping[str, str] = NO_HEADERS,
        timeouts: Timeouts | None = None,
    ) -> AsyncIterator[Stream]:
        """Send an object and open the answer, whatever its status; errors as with `post_json`."""
        call = _Call("POST", path, body, headers, timeouts or self._timeouts, paid)
        with call.mapped():
            async with asyncio.timeout(_sum(call.wait.connect_s, call.wait.idle_s)):
                response = await self._send(call)
        try:
            yield Stream(response.status, response.headers, response, call, self._reply)
        finally:
            response.close()

    async def close(self) -> None:
        """Free the connections; no call is under way."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _ask(self, call: _Call) -> Reply:
        with call.mapped():
            async with asyncio.timeout(call.wait.total_s):
                response = await self._send(call)
                try:
                    return await self._reply(response, call)
                finally:
                    response.close()

    async def _send(self, call: _Call) -> aiohttp.ClientResponse:
        """Send a request and wait for the head of its answer."""
        if not call.path.startswith("/"):
            raise ValueError("a path begins with a slash")
        headers = {**self._headers, **call.headers, "Accept-Encoding": "identity"}
        data: AsyncIterator[bytes] | io.BytesIO | None = None
        if call.body is not None:
            headers.setdefault("Content-Type", "application/json")
            body = await asyncio.to_thread(encoded, call.body)
            if body.text is None:
                headers["Content-Length"] = str(body.length)
            # from a file, as it were: aiohttp sends that in pieces, and hears a refusal that comes early
            data = body.pieces() if body.text is None else io.BytesIO(body.text)
        connect_s = call.wait.connect_s
        return await self._http().request(
            call.method,
            exact(self.base_url + call.path),
            data=data,
            headers=headers,
            allow_redirects=False,
            timeout=aiohttp.ClientTimeout(total=None, connect=connect_s, sock_connect=connect_s),
            trace_request_ctx=call,
        )

    async def _reply(self, response: aiohttp.ClientResponse, call: _Call) -> Reply:
        body = bytearray()
        try:
            await self._read(response, body)
        except _TooLarge as error:
            if response.status < 400:
                raise call.too_large() from error
        except (aiohttp.ClientError, OSError):
            if response.status < 400:
                raise  # an answer that is cut is none; a refusal's status says enough
        return await parse_reply(
            response.status, response.headers, bytes(body), secrets=self._secrets(), now_s=self._now_s()
        )

    async def _read(self, response: aiohttp.ClientResponse, body: bytearray) -> None:
        if (response.content_length or 0) > self._most_bytes and response.status < 400:
            raise _TooLarge
        async for chunk in response.content.iter_chunked(CHUNK_BYTES):
            body += chunk[: self._most_bytes - len(body) + 1]
            if len(body) > self._most_bytes:
                raise _TooLarge

    def _secrets(self) -> list[str]:
        """Return the keys, which some services repeat in their refusals; the longest first."""
        telling = [value for name, value in self._headers.items() if _SECRET_HEADER.search(name)]
        values = {word for value in telling for word in (value, value.rpartition(" ")[2])}
        return sorted((one for one in values if len(one) >= _SHORTEST_SECRET), key=len, reverse=True)

    def _http(self) -> aiohttp.ClientSession:
        if self._session is None:
            tracing = aiohttp.TraceConfig()
            tracing.on_connection_create_end.append(_connected)
            tracing.on_connection_reuseconn.append(_connected)
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=0, force_close=True, resolver=self._resolver, ssl=self._tls or True
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                trace_configs=[tracing],
                trust_env=False,
            )
        return self._session


def normal_base(base_url: str, *, strip: str = "") -> str:
    """Return a base URL without slashes and any number of `strip` (as `/v1`) at its end.

    Raises `ValueError` for what is no plain http or https address: user names, queries and fragments.
    """
    base = base_url.strip().rstrip("/")
    while strip and base.endswith(strip):
        base = base.removesuffix(strip).rstrip("/")
    if "?" in base or "#" in base:
        raise NotALink("a base URL has neither query nor fragment")
    return str(exact(base)).rstrip("/")


async def _connected(_session: aiohttp.ClientSession, context: SimpleNamespace, _params: object) -> None:
    context.trace_request_ctx.connected = True


def _sum(connect_s: float | None, idle_s: float | None) -> float | None:
    return None if connect_s is None or idle_s is None else connect_s + idle_s
