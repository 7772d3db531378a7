"""MiniMax's music: one blocking call, or a stream; lyrics; covers; links to an object store.

Every logical failure is HTTP 200 with a `base_resp.status_code` that is not 0. Written from `providers.md`,
section 2, and the vendor's OpenAPI page (S003); the keys in brackets are resolved there.
"""

import asyncio
import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal
from urllib.parse import parse_qs, quote

import aiohttp
import numpy as np
from aiohttp import web

from bot.media.encode import Encoder
from bot.media.probe import probe
from tests.peers import minimax_rules as rules
from tests.peers.minimax_rules import Order, Refused
from tests.peers.service import KEY, Cut, Fail, Fault, Gateway, Lose, Peer, Refuse, by_hand

CALLS = {
    "/v1/music_generation": "song",
    "/v1/lyrics_generation": "lyrics",
    "/v1/music_cover_preprocess": "preprocess",
}
LINK_PATH = "/audio"
SENSITIVE_WORD = "unspeakable"
"""What moderation finds, unless a test says other words."""
CONTENT_TYPES = {"mp3": "audio/mpeg", "wav": "audio/wav", "pcm": "application/octet-stream"}
CHUNK_BYTES = 6_000
FETCH_S = 10.0
MOST_LOW_BITRATE = 160_000
"""All that an mp3 below 32 kHz can have (MPEG-2, layer III), whatever was ordered."""


@dataclass(frozen=True)
class Track:
    """A song that was made."""

    content: bytes
    format: str
    extra_info: Mapping[str, int]


@dataclass(frozen=True)
class Link:
    """An object in the store, and how its address is signed."""

    track: Track
    expires: int
    signature: str


@dataclass(frozen=True)
class Call:
    """One request to the API."""

    request: web.Request
    name: str
    body: Any
    trace: str

    @property
    def streams(self) -> bool:
        return self.name == "song" and isinstance(self.body, dict) and self.body.get("stream") is True

    @property
    def fault_name(self) -> str:
        return "stream" if self.streams else self.name

    def failure(self, code: str | int, message: str) -> dict[str, Any]:
        return rules.failure(self.name, self.trace, int(code), message)


class MiniMax(Peer):
    """The vendor. What its sources disagree about is said here."""

    name = "minimax"

    def __init__(
        self,
        folder: Path,
        *,
        seconds: float = 2.0,
        wrong_key: Literal[1004, 2049] = 2049,
        link_in: Literal["audio", "audio_url"] = "audio",
        plan: Collection[str] = tuple(rules.MODELS),
        sensitive: Collection[str] = (SENSITIVE_WORD,),
        stream_errors: Literal["event-stream", "json"] = "event-stream",
        says_done: bool = False,
        repeats: bool = True,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(folder, seconds=seconds)
        self.wrong_key = wrong_key
        self.link_in = link_in
        self.plan = plan
        self.sensitive = sensitive
        self.stream_errors = stream_errors
        """How a stream that never began says so: within a stream, or as plain JSON [OCLAW]."""
        self.says_done = says_done
        """`[DONE]` ends a stream [OCLAW]."""
        self.repeats = repeats
        """The last message of a stream holds the whole audio again [CCC: seen of speech only]."""
        self.clock = clock
        self._links: dict[str, Link] = {}
        self._features: dict[str, float] = {}
        self._secret = secrets.token_bytes(16)

    def routes(self) -> list[web.RouteDef]:
        return [web.route("*", "/{rest:.*}", self._answer)]

    async def note(self, request: web.Request) -> Any:
        """Log a request; of the audio in it only how it begins."""
        body = await super().note(request)
        self.seen[-1] = replace(self.seen[-1], body=rules.shortened(body))
        return body

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        body = await self.note(request)
        if request.method == "POST" and request.raw_path in CALLS:
            return await self._call(Call(request, CALLS[request.raw_path], body, secrets.token_hex(16)))
        if request.method == "GET" and request.raw_path.startswith(LINK_PATH):
            return await self._download(request)
        return web.Response(status=404, text="404 page not found")

    async def _call(self, call: Call) -> web.StreamResponse:
        try:
            self._check_caller(call.request)
            calls = {"song": self._song, "lyrics": self._lyrics, "preprocess": self._preprocess}
            return await calls[call.name](call)
        except Refused as refused:
            return await self._refusal(call, refused)

    def _check_caller(self, request: web.Request) -> None:
        given = request.headers.get("Authorization", "")
        if not given.startswith("Bearer "):
            raise Refused(rules.UNAUTHORISED, "login fail: carry the API secret key in Authorization")
        if given != f"Bearer {KEY}":
            raise Refused(self.wrong_key, "invalid api key")
        if request.content_type != "application/json":  # S003: a required header of one value
            raise Refused(rules.BAD_PARAMETERS, "invalid params, Content-Type")

    async def _song(self, call: Call) -> web.StreamResponse:
        order = rules.song(call.body)
        rules.text(call.body, self.sensitive)
        if order.kind == "cover":
            await self._check_reference(call.body)
        if order.model not in self.plan:
            raise Refused(rules.NOT_IN_PLAN, f"your current token plan not support model, {order.model}")
        answer = self._sing if not order.stream else self._stream
        return await self._meet(call, order.kind, lambda fault: answer(call, order, fault))

    async def _check_reference(self, body: Mapping[str, Any]) -> None:
        if "cover_feature_id" not in body:
            await self._reference(body)
            return
        made = self._features.get(body["cover_feature_id"])
        if made is None or self.clock() - made >= rules.FEATURE_S:
            raise Refused(rules.BAD_PARAMETERS, "invalid params, cover_feature_id is unknown or expired")

    async def _reference(self, body: Mapping[str, Any]) -> tuple[bytes, float]:
        """Return the reference audio and its length, or refuse it."""
        if "audio_url" in body:
            content = await fetched(body["audio_url"])
        else:
            content = await asyncio.to_thread(rules.decoded, body["audio_base64"])
        return content, await asyncio.to_thread(rules.reference_seconds, content)

    async def _meet(
        self, call: Call, what: str | None, answer: Callable[[Fault | None], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """Meet the fault of a call, and charge: `what` is None where nothing is to pay."""
        fault = self.fault(call.fault_name)
        match fault:
            case Refuse():
                return await self._ordered_refusal(call, fault)
            case Lose("before"):
                return self.break_off(call.request)
            case Gateway(billed=False):
                return self.gateway(fault)
        if what is not None:
            self.charge(what, rules.shortened(call.body), 0.0 if what == "lyrics" else self.seconds)
            await self.held()
        match fault:
            case Lose():
                return self.break_off(call.request)
            case Gateway():
                return self.gateway(fault)
            case Fail(code, message) if not call.streams or self.stream_errors == "json":
                return says(call, call.failure(code, message))
            case Cut(after_bytes) if not call.streams:
                return await self._cut_off(call.request, await answer(fault), after_bytes)
        return await answer(fault)

    async def _ordered_refusal(self, call: Call, fault: Refuse) -> web.StreamResponse:
        """Refuse as a test ordered: the vendor with HTTP 200, what stands before it with a real status."""
        if fault.status == 200:
            return await self._refusal(call, Refused(int(fault.code), fault.message), fault.headers)
        if isinstance(fault.code, int):
            return says(call, call.failure(fault.code, fault.message), fault.status, fault.headers)
        return web.Response(status=fault.status, text=f"{fault.code}: {fault.message}", headers=fault.headers)

    async def _refusal(
        self, call: Call, refused: Refused, headers: Mapping[str, str] | None = None
    ) -> web.StreamResponse:
        said = call.failure(refused.code, refused.message)
        if not call.streams or self.stream_errors == "json":
            return says(call, said, 200, headers)

        async def only() -> AsyncIterator[str]:
            yield self._last(said)

        return await self._send_stream(call, only(), headers)

    async def _cut_off(
        self, request: web.Request, whole: web.StreamResponse, after_bytes: int
    ) -> web.StreamResponse:
        """Send the beginning of an answer, and break the connection."""
        assert isinstance(whole, web.Response)
        assert isinstance(whole.body, bytes)
        headers = {"Content-Type": "application/json", "Content-Length": str(len(whole.body))}
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        await response.write(whole.body[:after_bytes])
        return self.break_off(request)

    async def _made(self, order: Order) -> Track:
        return await asyncio.to_thread(sung, self.seconds, order.format, order.sample_rate, order.bitrate)

    async def _sing(self, call: Call, order: Order, _fault: Fault | None) -> web.StreamResponse:
        track = await self._made(order)
        field = self.link_in if order.as_url else "audio"
        audio = self._linked(track) if order.as_url else track.content.hex()
        return says(call, rules.music(call.trace, {field: audio, "status": 2}, track.extra_info))

    async def _stream(self, call: Call, order: Order, fault: Fault | None) -> web.StreamResponse:
        track = await self._made(order)
        return await self._send_stream(call, self._messages(call, track, fault))

    async def _messages(self, call: Call, track: Track, fault: Fault | None) -> AsyncIterator[str]:
        """Yield the lines of a stream: the audio in pieces, and at the end all of it again."""
        most = len(track.content)
        match fault:
            case Cut(after_bytes):
                most = min(most, after_bytes)
            case Fail():
                most //= 2
        yield ": keep-alive\n\n"
        for start in range(0, most, CHUNK_BYTES):
            piece = track.content[start : min(start + CHUNK_BYTES, most)]
            yield data_line(rules.music(call.trace, {"audio": piece.hex(), "status": 1}, None))
            yield ": keep-alive\n\n\n"
            await asyncio.sleep(self.drip_s)
        match fault:
            case Cut():
                return
            case Fail(code, message):
                yield self._last(call.failure(code, message))
            case _:
                whole = track.content.hex() if self.repeats else ""
                yield self._last(rules.music(call.trace, {"audio": whole, "status": 2}, track.extra_info))

    def _last(self, message: Mapping[str, Any]) -> str:
        return data_line(message) + ("data: [DONE]\n\n" if self.says_done else "")

    async def _send_stream(
        self, call: Call, lines: AsyncIterator[str], headers: Mapping[str, str] | None = None
    ) -> web.StreamResponse:
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Trace-Id": call.trace, **(headers or {})}
        )
        await response.prepare(call.request)
        async for line in lines:
            await response.write(line.encode())
        await response.write_eof()
        return response

    async def _lyrics(self, call: Call) -> web.StreamResponse:
        fields = rules.lyrics(call.body)
        rules.text(fields, self.sensitive)

        async def answer(_fault: Fault | None) -> web.StreamResponse:
            return says(call, rules.written(fields))

        return await self._meet(call, "lyrics", answer)

    async def _preprocess(self, call: Call) -> web.StreamResponse:
        content, seconds = await self._reference(rules.preprocess(call.body))
        if rules.PREPROCESS_MODEL not in self.plan:
            raise Refused(rules.NOT_IN_PLAN, "your current token plan not support model")

        async def answer(_fault: Fault | None) -> web.StreamResponse:
            feature = hashlib.md5(content, usedforsecurity=False).hexdigest()  # MM-PRE
            if self.clock() - self._features.get(feature, -rules.FEATURE_S) >= rules.FEATURE_S:
                self._features[feature] = self.clock()
            return says(call, rules.heard(call.trace, feature, seconds))

        return await self._meet(call, None, answer)

    def _linked(self, track: Track) -> str:
        """Put a track into the store and return its signed address."""
        key = f"audio%2F{self.name}-{secrets.token_hex(8)}.{track.format}"
        expires = int(self.clock()) + rules.LINK_S
        wording = f"GET\n\n\n{expires}\n/{key}".encode()
        signature = base64.b64encode(hmac.digest(self._secret, wording, "sha1")).decode()
        self._links[f"/{key}"] = Link(track, expires, signature)
        return f"{self.url}/{key}?Expires={expires}&OSSAccessKeyId=test&Signature={quote(signature, safe='')}"

    async def _download(self, request: web.Request) -> web.StreamResponse:
        """Answer as Alibaba's object store does; its key is compared byte for byte."""
        if "Authorization" in request.headers:
            return oss_error(400, "InvalidArgument", "Only one auth mechanism allowed")
        path, _, query = request.raw_path.partition("?")
        link = self._links.get(path)
        given = {name: values[0] for name, values in parse_qs(query).items()}
        if link is None or not {"Expires", "Signature"} <= given.keys():
            return oss_error(403, "AccessDenied", "You have no right to access this object")
        if (given["Expires"], given["Signature"]) != (str(link.expires), link.signature):
            return oss_error(403, "SignatureDoesNotMatch", "The request signature does not match")
        if self.clock() >= link.expires:
            return oss_error(403, "AccessDenied", "Request has expired.")
        return await self.send_file(request, link.track.content, CONTENT_TYPES[link.track.format])


@cache
def sung(seconds: float, kind: str, sample_rate: int, bitrate: int) -> Track:
    """Make a quiet chord as it was ordered. Blocks."""
    second = np.arange(sample_rate) / sample_rate
    wave = sum(0.1 * np.sin(2 * np.pi * hertz * second) for hertz in (220, 275, 330))
    wave = np.resize(np.float32(wave), round(seconds * sample_rate))  # whole waves: it goes on without a step
    if kind == "pcm":  # no header [S003]: 16 bits, little-endian, left and right in turn
        content = np.repeat(np.round(wave * 32_767).astype("<i2"), rules.CHANNELS).tobytes()
        return Track(
            content,
            kind,
            rules.extra_info(seconds * 1000, sample_rate, sample_rate * rules.CHANNELS * 16, content),
        )
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"chord.{kind}"
        codec: Literal["mp3", "wav"] = "wav" if kind == "wav" else "mp3"
        with Encoder(
            path, format=codec, sample_rate=sample_rate, channels=rules.CHANNELS, bitrate=bitrate
        ) as file:
            file.write(np.stack([wave, wave]))
        content, facts = path.read_bytes(), probe(path)
    if kind == "wav":
        bitrate = sample_rate * rules.CHANNELS * 16
    elif sample_rate < 32_000:
        bitrate = min(bitrate, MOST_LOW_BITRATE)
    return Track(content, kind, rules.extra_info(facts.duration_ms, sample_rate, bitrate, content))


def says(
    call: Call, answered: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None
) -> web.Response:
    return web.json_response(answered, status=status, headers={"Trace-Id": call.trace, **(headers or {})})


def data_line(message: Mapping[str, Any]) -> str:
    return f"data: {json.dumps(message)}\n\n"


def oss_error(status: int, code: str, message: str) -> web.Response:
    """Refuse a download as Alibaba's object store does."""
    said = f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n{said}'
    return web.Response(status=status, text=text, content_type="application/xml")


async def fetched(url: str) -> bytes:
    """Fetch a reference audio as the vendor does, and no more of it than is allowed."""
    timeout = aiohttp.ClientTimeout(total=FETCH_S)
    try:
        async with aiohttp.ClientSession(timeout=timeout) as session, session.get(url) as response:
            response.raise_for_status()
            content = bytearray()
            async for chunk in response.content.iter_chunked(1 << 16):
                content += chunk
                if len(content) > rules.REFERENCE_BYTES:
                    break
            return bytes(content)
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        raise Refused(rules.BAD_PARAMETERS, f"invalid params, audio_url: {type(error).__name__}") from error


if __name__ == "__main__":
    asyncio.run(by_hand(lambda folder, seconds: MiniMax(folder, seconds=seconds)))
