"""Fun-Music of Alibaba Cloud's DashScope on this machine: one call, plain or as a stream, and its links.

The letters beside a fact name its source: S000 is the vendor's guide, S001 its API reference, FM-… are newer
pages, DS-ERR is its list of errors, DS-SDK its client. Where they are silent, this peer takes only what every
reading of them would take. Lengths, for one: nobody says what is counted, so nothing but the words that are
sung counts towards the fewest, and everything, tags and line breaks too, towards the most.

    python -m tests.peers.fun_music --port 9001 --seconds 30
"""

import asyncio
import hmac
import json
import math
import re
import time
import unicodedata
from base64 import b64encode
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha1
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlencode
from uuid import uuid4

from aiohttp import web

from bot.domain.song import AudioFormat
from tests.peers.service import KEY, RATE, Cut, Fail, Fault, Gateway, Lose, Peer, Refuse, audio, by_hand

GENERATION = "/api/v1/services/audio/music/generation"  # S001
FILES = "/pre/fun-music/"  # S001, in the links
LINK_SECONDS = 24 * 60 * 60  # S000
CHANNELS = 2  # S001
MODELS = ("fun-music-v1", "fun-music-preview")  # S000; S001 knows the first one only
PREVIEW = "fun-music-preview"
TOP_FIELDS: Mapping[str, type] = {"model": str, "input": dict}  # S001
FIELDS: Mapping[str, type] = {"lyrics": str, "prompt": str, "gender": str, "format": str}  # S001
NEWER_FIELDS: Mapping[str, type] = {"is_instrumental": bool, "enable_aigc_watermark": bool}  # FM-CN
CHOICES = {"gender": ("male", "female"), "format": ("mp3", "wav")}  # S001
TAGS = re.compile(r"^\[(intro|verse|chorus|bridge|outro)\]$", re.MULTILINE)  # S000
ILLEGAL = ("cocaine", "blood-soaked", "毒品")
"""Nobody knows what the vendor looks for; it says that drugs and horror are not sung about (S000)."""
WATERMARK_SECONDS = 2.0  # it lengthens the audio (FM-CN), nobody says by how much
CHUNK_BYTES = 10_000  # of a stream; no multiple of three, so that every chunk has base64's padding
KEEP_ALIVE = b": keep-alive\n\n"
STATUSES = {"DataInspectionFailed": 400, "data_inspection_failed": 400}  # DS-ERR
"""Of errors that come after the song was begun; all others have 500."""
NEVER: Mapping[str, tuple[type[Fault], ...]] = {"song": (Cut,), "stream": (), "download": (Fail,)}
"""The faults that a call can't meet."""
LIMITS = {  # S000, S001
    ("lyrics", "plain", "zh"): (5, 350, "characters"),
    ("lyrics", "plain", "en"): (5, 2000, "characters"),
    ("lyrics", "stream", "zh"): (300, 350, "characters"),
    ("lyrics", "stream", "en"): (200, 250, "words"),
    ("prompt", "plain", "zh"): (1, 2000, "characters"),
    ("prompt", "plain", "en"): (1, 2000, "characters"),
    ("prompt", "stream", "zh"): (5, 1000, "characters"),
    ("prompt", "stream", "en"): (5, 1000, "words"),
}


@dataclass(frozen=True)
class Order:
    """A request that the vendor would take."""

    body: Any
    streaming: bool

    @property
    def kind(self) -> AudioFormat:
        """The format of the audio (S001)."""
        return "wav" if self.body["input"].get("format") == "wav" else "mp3"

    @property
    def sung(self) -> str:
        """The lyrics of the song. A prompt beside lyrics is ignored, without a word (S001)."""
        asked = self.body["input"]
        if asked.get("is_instrumental"):
            return ""
        return str(asked["lyrics"]) if "lyrics" in asked else words_for(asked["prompt"])


@dataclass(frozen=True)
class Song:
    """A song that is there, and the messages about it (S001)."""

    request_id: str
    url: str
    expires_at: int
    lyrics: str
    duration: int
    """Billed seconds, whole ones."""
    content: bytes

    def whole(self) -> dict[str, Any]:
        """Return the plain answer."""
        audio = {"data": "", "expires_at": self.expires_at, "id": f"audio_{self.request_id}", "url": self.url}
        extra = {"channels": CHANNELS, "lyrics": self.lyrics, "sample_rate": RATE}
        return self._stopped({"audio": audio, "extra_info": extra})

    def piece(self, chunk: bytes) -> dict[str, Any]:
        """Return a message in the middle of a stream; its finish_reason is a string."""
        data = b64encode(chunk).decode()
        audio = {"data": data, "expires_at": self.expires_at, "id": f"audio_{self.request_id}"}
        return {"output": {"audio": audio, "finish_reason": "null"}, "request_id": self.request_id}

    def last(self) -> dict[str, Any]:
        """Return the last message of a stream; its sample rate is a string."""
        audio = {"expires_at": self.expires_at, "id": f"audio_{self.request_id}", "data": "", "url": self.url}
        extra = {"channels": CHANNELS, "sample_rate": str(RATE), "lyrics": self.lyrics}
        return self._stopped({"audio": audio, "extra_info": extra})

    def _stopped(self, output: dict[str, Any]) -> dict[str, Any]:
        output["finish_reason"] = "stop"
        return {"output": output, "usage": {"duration": self.duration}, "request_id": self.request_id}


class Refused(Exception):
    """The vendor does not take a request."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.refuse = Refuse(status, code, message)


class FunMusic(Peer):
    """The vendor. `newer` accounts have the parameters that only newer pages know.

    A Refuse meets a stream as an event inside HTTP 200; with the header `X-Peer: sse-body`, as every request
    that breaks the rules: before the stream, by a status that is no 200, with JSON on a `data:` line.
    """

    name = "fun_music"

    def __init__(self, folder: Path, *, seconds: float = 2.0, newer: bool = False) -> None:
        super().__init__(folder, seconds=seconds)
        self.newer = newer
        self.link_seconds = LINK_SECONDS
        """How long links live; below zero they are dead from the start."""
        self.leaks: list[str] = []
        """Downloads that brought a key along, which the storage has no business to see."""
        self._files: dict[str, bytes] = {}
        self._secret = uuid4().bytes

    def routes(self) -> list[web.RouteDef]:
        """Return the one call, the files, and a refusal of everything else."""
        return [
            web.post(GENERATION, self._generation),
            web.route("*", FILES + "{name:.+}", self._file),
            web.route("*", "/{path:.*}", self._elsewhere),
        ]

    def fail(self, call: str, *faults: Fault) -> None:
        """Let the next requests of `song`, `stream` or `download` meet these faults."""
        for fault in faults:
            if isinstance(fault, NEVER[call]):
                raise ValueError(f"{call!r} never meets {fault}")
        super().fail(call, *faults)

    async def _elsewhere(self, request: web.Request) -> web.Response:
        await self.note(request)
        return refusal(Refuse(404, "NotFound", f"The requested path {request.path} is not found."))

    async def _generation(self, request: web.Request) -> web.StreamResponse:
        body = await self.note(request)
        try:
            order = accept(request, body, newer=self.newer)
        except Refused as refused:
            return refusal(refused.refuse, sse="X-DashScope-SSE" in request.headers)
        fault = self.fault("stream" if order.streaming else "song")
        match fault:
            case Refuse():
                return await self._refuse(request, order, fault)
            case Lose("before"):
                return self.break_off(request)
            case Gateway(billed=False):
                return self.gateway(fault)
        song = await self._sing(order)
        match fault:
            case Lose():
                return self.break_off(request)
            case Gateway():
                return self.gateway(fault)
        if order.streaming:
            return await self._stream(request, song, fault)
        if isinstance(fault, Fail):
            return refusal(_said(fault), request_id=song.request_id)
        return web.json_response(song.whole())

    async def _refuse(self, request: web.Request, order: Order, refuse: Refuse) -> web.StreamResponse:
        if not order.streaming or refuse.headers.get("X-Peer") == "sse-body":
            return refusal(refuse, sse=order.streaming)
        response = await begin_stream(request)
        await response.write(error_event(1, refuse, str(uuid4())))
        return response

    async def _sing(self, order: Order) -> Song:
        """Bill a song, and make it once nobody holds it back."""
        seconds = self.seconds + WATERMARK_SECONDS * order.body["input"].get("enable_aigc_watermark", False)
        duration = math.ceil(seconds)
        self.charge("song", order.body, duration)
        await self.held()
        content = await asyncio.to_thread(audio, seconds, order.kind)
        request_id = str(uuid4())
        path = f"{FILES}{datetime.now(UTC):%Y%m%d}/5f0c9a1e/{request_id}.{order.kind}"
        self._files[path] = content
        expires_at = int(time.time() + self.link_seconds)
        return Song(request_id, self._link(path, expires_at), expires_at, order.sung, duration, content)

    async def _stream(self, request: web.Request, song: Song, fault: Fault | None) -> web.StreamResponse:
        ends = {Cut: getattr(fault, "after_bytes", 0), Fail: len(song.content) // 2}
        content = song.content[: ends.get(type(fault), len(song.content))]
        response = await begin_stream(request)
        number = 0
        for number, start in enumerate(range(0, len(content), CHUNK_BYTES), 1):
            chunk = content[start : start + CHUNK_BYTES]
            await response.write(event(number, "result", 200, song.piece(chunk)))
            await asyncio.sleep(self.drip_s)
        await response.write(KEEP_ALIVE)
        if isinstance(fault, Fail):
            await response.write(error_event(number + 1, _said(fault), song.request_id))
        elif fault is None:
            await response.write(event(number + 1, "result", 200, song.last()))
        return response

    def _link(self, path: str, expires_at: int) -> str:
        signature = self._signature("GET", path, str(expires_at))
        query = {"Expires": expires_at, "OSSAccessKeyId": "LTAI-peer", "Signature": signature}
        return f"{self.url}{path}?{urlencode(query)}"

    def _signature(self, method: str, path: str, expires: str) -> str:
        """Sign as OSS does; in front are the characters at which clients break links."""
        signed = hmac.digest(self._secret, f"{method}\n\n\n{expires}\n{path}".encode(), sha1)
        return "+/" + b64encode(signed).decode()

    async def _file(self, request: web.Request) -> web.StreamResponse:
        await self.note(request)
        if "Authorization" in request.headers or KEY in f"{request.headers} {request.query_string}":
            self.leaks.append(request.path)
            return storage_error(400, "InvalidArgument", "Only one auth mechanism is allowed.")
        expires, signature = request.query.get("Expires", ""), request.query.get("Signature", "")
        if not signature or not expires.isdecimal():
            return storage_error(403, "AccessDenied", "You have no right to access this object.")
        if signature != self._signature(request.method, request.path, expires):
            return storage_error(403, "SignatureDoesNotMatch", "The request signature does not match.")
        if int(expires) <= time.time():
            return storage_error(403, "AccessDenied", "Request has expired.")
        kind = "audio/wav" if request.path.endswith(".wav") else "audio/mpeg"
        return await self.send_file(request, self._files[request.path], kind)


def accept(request: web.Request, body: Any, *, newer: bool) -> Order:
    """Return what was ordered. Raises Refused for everything that the vendor would not take."""
    streaming = _check_headers(request)
    if not isinstance(body, dict):
        _invalid("Required body invalid, please check the request body format.")
    _check_fields(body, TOP_FIELDS, "")
    for name in TOP_FIELDS:
        if name not in body:
            _invalid(f"Field required: {name}")
    if body["model"] not in MODELS:
        raise Refused(404, "ModelNotFound", "Model not exist.")
    asked = body["input"]
    _check_fields(asked, {**FIELDS, **NEWER_FIELDS} if newer else FIELDS, "input.")
    _check_needs(body["model"], asked)
    for name, choices in CHOICES.items():
        if name in asked and asked[name] not in choices:
            _invalid(f"input.{name} must be one of {', '.join(choices)}")
    for name in ("lyrics", "prompt"):
        if name in asked:
            _check_text(name, asked[name], streaming)
    _moderate(asked)
    return Order(body, streaming)


def _check_headers(request: web.Request) -> bool:
    if request.headers.get("Authorization") != f"Bearer {KEY}":
        raise Refused(401, "InvalidApiKey", "Invalid API-key provided.")
    if "X-DashScope-Async" in request.headers:
        raise Refused(403, "AccessDenied", "current user api does not support asynchronous calls.")
    if request.content_type != "application/json":
        _invalid("Content-Type must be application/json")
    if request.headers.get("X-DashScope-SSE", "enable") != "enable":
        _invalid("X-DashScope-SSE must be enable")
    return "X-DashScope-SSE" in request.headers


def _check_fields(given: Mapping[str, Any], known: Mapping[str, type], where: str) -> None:
    for name, value in given.items():
        if name not in known:
            _invalid(f"Unknown parameter: {where}{name}")
        if not isinstance(value, known[name]):
            _invalid(f"{where}{name} must be of type {known[name].__name__}")


def _check_needs(model: str, asked: Mapping[str, Any]) -> None:
    if not asked.get("lyrics") and not asked.get("prompt"):
        _invalid("At least one of 'lyrics' or 'prompt' must be provided.")  # DS-ERR
    if "prompt" not in asked and (model == PREVIEW or asked.get("is_instrumental")):
        _invalid("'prompt' must be provided.")  # FM-CN; of preview, and of music without lyrics
    if model == PREVIEW and "gender" in asked:
        _invalid("'gender' is not supported by this model.")  # FM-CN: version 1 only


def _check_text(name: str, text: str, streaming: bool) -> None:
    if any(_is_foreign(char) for char in text):
        _invalid(f"input.{name}: only Chinese and English are supported.")  # S000
    language = "zh" if any(_is_chinese(char) for char in text) else "en"
    fewest, most, unit = LIMITS[name, "stream" if streaming else "plain", language]
    sung = TAGS.sub("", text)
    if unit == "words":
        low, high = sum(any(map(str.isalpha, word)) for word in sung.split()), len(text.split())
    else:
        chinese_only = language == "zh" and fewest > 1
        low, high = sum(_is_chinese(char) if chinese_only else not char.isspace() for char in sung), len(text)
    if low < fewest or high > most:
        _invalid(f"The length of input.{name} must be between {fewest} and {most} {unit}")


def _is_chinese(char: str) -> bool:
    return unicodedata.name(char, "").startswith(("CJK UNIFIED IDEOGRAPH", "CJK COMPATIBILITY IDEOGRAPH"))


def _is_foreign(char: str) -> bool:
    """Tell whether this is a letter that neither English nor Chinese has; accents are English enough."""
    latin = unicodedata.name(char, "").startswith(("LATIN ", "FULLWIDTH LATIN "))
    return unicodedata.category(char) in {"Lu", "Ll", "Lt", "Lo"} and not latin and not _is_chinese(char)


def _moderate(asked: Mapping[str, Any]) -> None:
    if any(word in asked.get("lyrics", "").lower() for word in ILLEGAL):  # DS-ERR
        _invalid("Lyrics content is illegal and cannot be used for music generation.")
    if any(word in asked.get("prompt", "").lower() for word in ILLEGAL):  # DS-ERR
        raise Refused(400, "DataInspectionFailed", "Input data may contain inappropriate content.")


def _invalid(message: str) -> NoReturn:
    raise Refused(400, "InvalidParameter", message)


def words_for(prompt: str) -> str:
    """Write lyrics as the vendor does where only a prompt is given: with tags."""
    theme = " ".join(prompt.split())[:40]
    if any(map(_is_chinese, prompt)):
        return f"[verse]\n夜色慢慢落下来\n{theme}\n\n[chorus]\n我们一起唱到天明"
    return f"[verse]\nThe evening settles over town\n{theme}\n\n[chorus]\nAnd so we sing until the dawn"


def _said(fail: Fail) -> Refuse:
    return Refuse(STATUSES.get(str(fail.code), 500), fail.code, fail.message)


def problem(refuse: Refuse, request_id: str) -> dict[str, str]:
    """Return the body of an error: flat (DS-ERR)."""
    return {"request_id": request_id, "code": str(refuse.code), "message": refuse.message}


def refusal(refuse: Refuse, *, sse: bool = False, request_id: str = "") -> web.Response:
    """Answer with an error: JSON, or JSON on a `data:` line where a stream was asked for (DS-SDK)."""
    request_id = request_id or str(uuid4())
    headers = {name: value for name, value in refuse.headers.items() if name != "X-Peer"}
    if not sse:
        return web.json_response(problem(refuse, request_id), status=refuse.status, headers=headers)
    frame = error_event(1, refuse, request_id)
    return web.Response(body=frame, status=refuse.status, headers=headers, content_type="text/event-stream")


async def begin_stream(request: web.Request) -> web.StreamResponse:
    """Begin a stream: from here on the status is 200, whatever happens."""
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream;charset=UTF-8"})
    await response.prepare(request)
    await response.write(KEEP_ALIVE)
    return response


def event(number: int, name: str, status: int, data: Any) -> bytes:
    """Write a frame; there is no space after its colons (FM-CN, DS-SDK)."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"id:{number}\nevent:{name}\n:HTTP_STATUS/{status}\ndata:{text}\n\n".encode()


def error_event(number: int, refuse: Refuse, request_id: str) -> bytes:
    """Write the frame of an error."""
    return event(number, "error", refuse.status, problem(refuse, request_id))


def storage_error(status: int, code: str, message: str) -> web.Response:
    """Answer as the storage does, which is another service: in XML."""
    fields = f"<Code>{code}</Code><Message>{message}</Message><RequestId>{uuid4().hex}</RequestId>"
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error>{fields}</Error>'
    return web.Response(status=status, text=text, content_type="application/xml")


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(by_hand(lambda folder, seconds: FunMusic(folder, seconds=seconds)))
