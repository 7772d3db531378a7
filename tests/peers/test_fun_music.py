"""The peer that stands for Fun-Music: it refuses what the vendor would, and answers in its shapes."""

import asyncio
import json
from base64 import b64decode
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from aiohttp import ClientError, ClientPayloadError, ClientSession
from yarl import URL

from bot.media.probe import probe
from tests.peers.fun_music import GENERATION, FunMusic
from tests.peers.service import HTML_502, KEY, Charge, Cut, Fail, Fault, Gateway, Lose, Refuse

GOOD: Mapping[str, str] = {"Authorization": f"Bearer {KEY}"}
SSE: Mapping[str, str] = {**GOOD, "X-DashScope-SSE": "enable"}
LYRICS = "[verse]\nMorning sunlight streams through the curtains\n\n[chorus]\nTake it slow, no need to rush"
PROMPT = "A warm, soothing folk song with acoustic guitar"


@dataclass
class Answer:
    """An answer of the peer, read to its end."""

    status: int
    type: str
    headers: Mapping[str, str]
    content: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.content)

    @property
    def messages(self) -> list[Any]:
        """What is on the data lines of a stream."""
        lines = self.content.decode().splitlines()
        return [json.loads(line.removeprefix("data:")) for line in lines if line.startswith("data:")]

    @property
    def problem(self) -> tuple[int, str]:
        """The status, and the code of an error."""
        body = self.messages[-1] if self.type == "text/event-stream" else self.json
        assert set(body) == {"request_id", "code", "message"}
        return self.status, body["code"]


@dataclass
class Client:
    """One who talks to the peer."""

    peer: FunMusic
    http: ClientSession

    async def ask(
        self,
        given: Any = None,
        *,
        model: str = "fun-music-v1",
        headers: Mapping[str, str] = GOOD,
        body: Any = None,
        method: str = "POST",
        path: str = GENERATION,
        raw: bytes | None = None,
    ) -> Answer:
        """Send a request: these fields of `input`, or a whole body."""
        content = json.dumps({"model": model, "input": given} if body is None else body).encode()
        sent = {"Content-Type": "application/json", **headers}
        async with self.http.request(
            method, self.peer.url + path, data=content if raw is None else raw, headers=sent
        ) as response:
            return Answer(
                response.status, response.content_type, dict(response.headers), await response.read()
            )

    async def get(self, link: str, method: str = "GET", **headers: str) -> Answer:
        """Download a link, untouched."""
        async with self.http.request(method, URL(link, encoded=True), headers=headers) as response:
            return Answer(
                response.status, response.content_type, dict(response.headers), await response.read()
            )


@asynccontextmanager
async def _client(peer: FunMusic) -> AsyncIterator[Client]:
    async with peer, ClientSession() as http:
        yield Client(peer, http)


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[Client]:
    async with _client(FunMusic(tmp_path)) as client:
        yield client


@pytest.fixture
async def newer(tmp_path: Path) -> AsyncIterator[Client]:
    async with _client(FunMusic(tmp_path, newer=True)) as client:
        yield client


def _words(count: int) -> str:
    return "[verse]\n" + "la " * (count - 1) + "la"


OVER_350 = "爱" * 351
INVALID = (400, "InvalidParameter")
REFUSED: dict[str, tuple[dict[str, Any], tuple[int, str]]] = {
    "no key": ({"given": {"lyrics": LYRICS}, "headers": {}}, (401, "InvalidApiKey")),
    "wrong key": (
        {"given": {"lyrics": LYRICS}, "headers": {"Authorization": "Bearer sk-other"}},
        (401, "InvalidApiKey"),
    ),
    "bare key": ({"given": {"lyrics": LYRICS}, "headers": {"Authorization": KEY}}, (401, "InvalidApiKey")),
    "async": (
        {"given": {"lyrics": LYRICS}, "headers": {**GOOD, "X-DashScope-Async": "enable"}},
        (403, "AccessDenied"),
    ),
    "form": ({"given": {"lyrics": LYRICS}, "headers": {**GOOD, "Content-Type": "text/plain"}}, INVALID),
    "sse by another word": (
        {"given": {"lyrics": LYRICS}, "headers": {**GOOD, "X-DashScope-SSE": "true"}},
        INVALID,
    ),
    "no JSON": ({"raw": b"{"}, INVALID),
    "not UTF-8": ({"raw": b"\xff"}, INVALID),
    "a list": ({"body": []}, INVALID),
    "no model": ({"body": {"input": {"lyrics": LYRICS}}}, INVALID),
    "no input": ({"body": {"model": "fun-music-v1"}}, INVALID),
    "input is text": ({"given": LYRICS}, INVALID),
    "model is a number": ({"body": {"model": 1, "input": {"lyrics": LYRICS}}}, INVALID),
    "unknown model": ({"given": {"lyrics": LYRICS}, "model": "fun-music-v2"}, (404, "ModelNotFound")),
    "unknown at the top": (
        {"body": {"model": "fun-music-v1", "input": {"lyrics": LYRICS}, "parameters": {}}},
        INVALID,
    ),
    "unknown in input": ({"given": {"lyrics": LYRICS, "title": "Slow"}}, INVALID),
    "instrumental, older account": ({"given": {"prompt": PROMPT, "is_instrumental": True}}, INVALID),
    "watermark, older account": ({"given": {"prompt": PROMPT, "enable_aigc_watermark": False}}, INVALID),
    "null": ({"given": {"lyrics": LYRICS, "gender": None}}, INVALID),
    "lyrics are lines": ({"given": {"lyrics": [LYRICS]}}, INVALID),
    "neither": ({"given": {"gender": "male"}}, INVALID),
    "both empty": ({"given": {"lyrics": "", "prompt": ""}}, INVALID),
    "one empty": ({"given": {"lyrics": LYRICS, "prompt": ""}}, INVALID),
    "preview without prompt": ({"given": {"lyrics": LYRICS}, "model": "fun-music-preview"}, INVALID),
    "preview with gender": (
        {"given": {"prompt": PROMPT, "gender": "male"}, "model": "fun-music-preview"},
        INVALID,
    ),
    "gender": ({"given": {"lyrics": LYRICS, "gender": "Male"}}, INVALID),
    "format": ({"given": {"lyrics": LYRICS, "format": "flac"}}, INVALID),
    "lyrics too short": ({"given": {"lyrics": "la l"}}, INVALID),
    "tags only": ({"given": {"lyrics": "[verse]\n\n[chorus]"}}, INVALID),
    "Chinese too short": ({"given": {"lyrics": "爱爱爱爱"}}, INVALID),
    "Chinese too long": ({"given": {"lyrics": OVER_350}}, INVALID),
    "one Chinese character": ({"given": {"lyrics": "la" * 200 + "爱"}}, INVALID),
    "English too long": ({"given": {"lyrics": "la" * 1000 + "l"}}, INVALID),
    "prompt too long": ({"given": {"prompt": "p" * 2001}}, INVALID),
    "ignored prompt too long": ({"given": {"prompt": "p" * 2001, "lyrics": LYRICS}}, INVALID),
    "blank prompt": ({"given": {"prompt": " \n"}}, INVALID),
    "Japanese": ({"given": {"lyrics": "さくらさくら"}}, INVALID),
    "Russian": ({"given": {"prompt": "тихая песня"}}, INVALID),
    "stream, Chinese too short": ({"given": {"lyrics": "爱" * 299 + "，" * 20}, "headers": SSE}, INVALID),
    "stream, Chinese too long": ({"given": {"lyrics": OVER_350}, "headers": SSE}, INVALID),
    "stream, English too short": ({"given": {"lyrics": _words(199)}, "headers": SSE}, INVALID),
    "stream, English too long": ({"given": {"lyrics": _words(250)}, "headers": SSE}, INVALID),
    "stream, prompt too short": ({"given": {"prompt": "a warm folk song"}, "headers": SSE}, INVALID),
    "stream, prompt too long": ({"given": {"prompt": "so " * 1001}, "headers": SSE}, INVALID),
    "illegal lyrics": ({"given": {"lyrics": LYRICS + " Cocaine"}}, INVALID),
    "illegal prompt": ({"given": {"prompt": "毒品之歌"}}, (400, "DataInspectionFailed")),
    "task": ({"method": "GET", "path": "/api/v1/tasks/1"}, (404, "NotFound")),
    "speech": ({"path": "/api/v1/services/audio/tts/SpeechSynthesizer"}, (404, "NotFound")),
    "doubled": ({"path": "/api/v1" + GENERATION}, (404, "NotFound")),
    "method": ({"method": "GET"}, (404, "NotFound")),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_what_the_vendor_refuses(client: Client, name: str) -> None:
    request, expected = REFUSED[name]
    answer = await client.ask(**request)
    assert answer.problem == expected
    streaming = "X-DashScope-SSE" in request.get("headers", {})
    assert answer.type == ("text/event-stream" if streaming else "application/json")
    assert client.peer.billed() == []
    assert len(client.peer.seen) == 1


async def test_messages_that_the_vendor_documents(client: Client) -> None:
    assert (await client.ask({})).json["message"] == "At least one of 'lyrics' or 'prompt' must be provided."
    message = (await client.ask({"lyrics": "blood-soaked " * 3})).json["message"]
    assert message == "Lyrics content is illegal and cannot be used for music generation."


ACCEPTED: dict[str, dict[str, Any]] = {
    "prompt": {"given": {"prompt": PROMPT}},
    "short prompt": {"given": {"prompt": "a"}},
    "long prompt": {"given": {"prompt": "p" * 2000}},
    "both, and all fields": {
        "given": {"prompt": PROMPT, "lyrics": LYRICS, "gender": "female", "format": "mp3"}
    },
    "preview": {"given": {"prompt": PROMPT}, "model": "fun-music-preview"},
    "preview with lyrics": {"given": {"prompt": PROMPT, "lyrics": LYRICS}, "model": "fun-music-preview"},
    "English, least": {"given": {"lyrics": "la la l"}},
    "English, most": {"given": {"lyrics": "la" * 1000}},
    "Chinese, least": {"given": {"lyrics": "爱爱爱爱爱"}},
    "Chinese, most": {"given": {"lyrics": "爱" * 350}},
    "accents": {"given": {"prompt": "a naïve café"}},
    "charset": {
        "given": {"prompt": PROMPT},
        "headers": {**GOOD, "Content-Type": "application/json; charset=utf-8"},
    },
    "stream, English, least": {"given": {"lyrics": _words(200)}, "headers": SSE},
    "stream, English, most": {"given": {"lyrics": _words(249)}, "headers": SSE},
    "stream, Chinese, least": {"given": {"lyrics": "爱" * 300}, "headers": SSE},
    "stream, Chinese, most": {"given": {"lyrics": "[verse]\n" + "爱" * 342}, "headers": SSE},
    "stream, prompt": {"given": {"prompt": "a warm quiet folk song"}, "headers": SSE},
    "stream, Chinese prompt": {"given": {"prompt": "温暖的民谣"}, "headers": SSE},
}


@pytest.mark.parametrize("name", ACCEPTED)
async def test_what_the_vendor_takes(client: Client, name: str) -> None:
    answer = await client.ask(**ACCEPTED[name])
    assert answer.status == 200, answer.content
    assert [charge.what for charge in client.peer.billed()] == ["song"]


async def test_newer_parameters(newer: Client) -> None:
    instrumental = await newer.ask({"prompt": PROMPT, "is_instrumental": True, "gender": "male"})
    assert instrumental.json["output"]["extra_info"]["lyrics"] == ""
    marked = await newer.ask({"prompt": PROMPT, "enable_aigc_watermark": True})
    assert marked.json["usage"]["duration"] > instrumental.json["usage"]["duration"]
    assert (await newer.ask({"lyrics": LYRICS, "is_instrumental": True})).problem == INVALID
    assert (await newer.ask({"lyrics": LYRICS, "is_instrumental": "true"})).problem == INVALID
    assert len(newer.peer.billed()) == 2


async def test_the_plain_answer(client: Client, tmp_path: Path) -> None:
    client.peer.seconds = 2.3
    answer = (await client.ask({"lyrics": LYRICS})).json
    audio = answer["output"]["audio"]
    assert answer == {
        "output": {
            "audio": {
                "data": "",
                "expires_at": audio["expires_at"],
                "id": f"audio_{answer['request_id']}",
                "url": audio["url"],
            },
            "extra_info": {"channels": 2, "lyrics": LYRICS, "sample_rate": 44_100},
            "finish_reason": "stop",
        },
        "usage": {"duration": 3},
        "request_id": str(UUID(answer["request_id"])),
    }
    link = urlsplit(audio["url"])
    assert (link.scheme, link.path.startswith("/pre/fun-music/")) == ("http", True)
    assert parse_qs(link.query)["Expires"] == [str(audio["expires_at"])]
    body = {"model": "fun-music-v1", "input": {"lyrics": LYRICS}}
    assert client.peer.billed() == [Charge("song", body, 3)]
    facts = _facts(tmp_path, (await client.get(audio["url"])).content)
    assert (facts.container, facts.sample_rate, facts.channels) == ("mp3", 44_100, 2)
    assert facts.duration_ms == pytest.approx(2300, abs=60)


def _facts(folder: Path, content: bytes) -> Any:
    path = folder / "song"
    path.write_bytes(content)
    return probe(path)


async def test_wav(client: Client, tmp_path: Path) -> None:
    url = (await client.ask({"lyrics": LYRICS, "format": "wav"})).json["output"]["audio"]["url"]
    answer = await client.get(url)
    assert (urlsplit(url).path[-4:], answer.type) == (".wav", "audio/wav")
    facts = _facts(tmp_path, answer.content)
    assert (facts.container, facts.duration_ms) == ("wav", 2000)


async def test_the_prompt_beside_lyrics_is_ignored(client: Client) -> None:
    both = await client.ask({"prompt": PROMPT, "lyrics": LYRICS})
    assert both.json["output"]["extra_info"]["lyrics"] == LYRICS


@pytest.mark.parametrize("prompt", [PROMPT, "温暖的民谣"])
async def test_words_made_from_a_prompt(client: Client, prompt: str) -> None:
    lyrics = (await client.ask({"prompt": prompt})).json["output"]["extra_info"]["lyrics"]
    assert lyrics.startswith("[verse]\n")
    assert "\n\n[chorus]\n" in lyrics
    assert prompt[:20] in lyrics


async def test_the_stream(client: Client) -> None:
    answer = await client.ask({"prompt": PROMPT}, headers=SSE)
    assert (answer.status, answer.type) == (200, "text/event-stream")
    *pieces, last = answer.messages
    assert len(pieces) > 2
    request_id, audio = last["request_id"], last["output"]["audio"]
    for piece in pieces:
        assert piece == {
            "output": {
                "audio": {
                    "data": piece["output"]["audio"]["data"],
                    "expires_at": audio["expires_at"],
                    "id": f"audio_{request_id}",
                },
                "finish_reason": "null",
            },
            "request_id": request_id,
        }
    assert last == {
        "output": {
            "audio": {
                "expires_at": audio["expires_at"],
                "id": f"audio_{request_id}",
                "data": "",
                "url": audio["url"],
            },
            "extra_info": {
                "channels": 2,
                "sample_rate": "44100",
                "lyrics": last["output"]["extra_info"]["lyrics"],
            },
            "finish_reason": "stop",
        },
        "usage": {"duration": 2},
        "request_id": str(UUID(request_id)),
    }
    assert _audio(answer) == (await client.get(audio["url"])).content
    assert [charge.seconds for charge in client.peer.billed()] == [2]


def _audio(answer: Answer) -> bytes:
    outputs = [message["output"] for message in answer.messages if "output" in message]
    return b"".join(b64decode(output["audio"]["data"]) for output in outputs)


async def test_the_bytes_of_a_stream(client: Client) -> None:
    frames = (await client.ask({"prompt": PROMPT}, headers=SSE)).content.split(b"\n\n")
    assert frames[0] == frames[-3] == b": keep-alive"
    assert frames[-1] == b""
    assert frames[1].startswith(b'id:1\nevent:result\n:HTTP_STATUS/200\ndata:{"output":{"audio":{"data":"')
    assert b'"finish_reason":"null"},"request_id":"' in frames[1]
    assert frames[2].startswith(b"id:2\nevent:result\n")
    assert b'"finish_reason":"stop"},"usage":{"duration":2},' in frames[-2]


LINKS: dict[str, tuple[Callable[[str], str], int, bytes]] = {
    "whole": (lambda link: link, 200, b""),
    "no query": (lambda link: link.split("?")[0], 403, b"<Code>AccessDenied</Code>"),
    "no signature": (lambda link: link.split("&Signature")[0], 403, b"<Code>AccessDenied</Code>"),
    "plus lost": (lambda link: link.replace("%2B", "+"), 403, b"<Code>SignatureDoesNotMatch</Code>"),
    "escaped twice": (lambda link: link.replace("%", "%25"), 403, b"<Code>SignatureDoesNotMatch</Code>"),
    "another file": (lambda link: link.replace(".mp3", ".wav"), 403, b"<Code>SignatureDoesNotMatch</Code>"),
    "longer life": (
        lambda link: link.replace("Expires=", "Expires=9"),
        403,
        b"<Code>SignatureDoesNotMatch</Code>",
    ),
}


@pytest.mark.parametrize("name", LINKS)
async def test_links(client: Client, name: str) -> None:
    change, status, content = LINKS[name]
    link = (await client.ask({"prompt": PROMPT})).json["output"]["audio"]["url"]
    answer = await client.get(change(link))
    assert answer.status == status
    assert content in answer.content
    assert answer.type == ("audio/mpeg" if status == 200 else "application/xml")
    assert len(client.peer.billed()) == 1


async def test_a_link_is_for_getting(client: Client) -> None:
    link = (await client.ask({"prompt": PROMPT})).json["output"]["audio"]["url"]
    assert (await client.get(link, "HEAD")).status == 403


async def test_a_link_that_expired(client: Client) -> None:
    client.peer.link_seconds = -1
    answer = await client.get((await client.ask({"prompt": PROMPT})).json["output"]["audio"]["url"])
    assert answer.status == 403
    assert b"<Message>Request has expired.</Message>" in answer.content


@pytest.mark.parametrize("header", ["Authorization", "X-Api-Key"])
async def test_a_key_does_not_go_to_the_storage(client: Client, header: str) -> None:
    link = (await client.ask({"prompt": PROMPT})).json["output"]["audio"]["url"]
    assert (await client.get(link)).status == 200
    assert client.peer.leaks == []
    assert (await client.get(link, **{header: f"Bearer {KEY}"})).status == 400
    assert client.peer.leaks == [urlsplit(link).path]


async def test_refusals_that_a_test_orders(client: Client) -> None:
    client.peer.fail("song", Refuse(429, "Throttling", "slow down", {"Retry-After": "3"}))
    answer = await client.ask({"prompt": PROMPT})
    assert answer.problem == (429, "Throttling")
    assert (answer.headers["Retry-After"], answer.json["message"]) == ("3", "slow down")
    assert client.peer.billed() == []
    assert (await client.ask({"prompt": PROMPT})).status == 200


async def test_a_stream_refused_in_its_middle(client: Client) -> None:
    client.peer.fail("stream", Refuse(429, "Throttling.RateQuota"))
    answer = await client.ask({"prompt": PROMPT}, headers=SSE)
    assert answer.problem == (200, "Throttling.RateQuota")
    assert b'id:1\nevent:error\n:HTTP_STATUS/429\ndata:{"request_id":"' in answer.content
    assert client.peer.billed() == []


async def test_a_stream_refused_in_the_body(client: Client) -> None:
    client.peer.fail("stream", Refuse(403, "AccessDenied.Unpurchased", headers={"X-Peer": "sse-body"}))
    answer = await client.ask({"prompt": PROMPT}, headers=SSE)
    assert answer.problem == (403, "AccessDenied.Unpurchased")
    assert answer.type == "text/event-stream"
    assert "X-Peer" not in answer.headers
    assert client.peer.billed() == []


@pytest.mark.parametrize("call", ["song", "stream"])
@pytest.mark.parametrize(("fault", "billed"), [(Lose("before"), 0), (Lose("after"), 1)])
async def test_lost_connections(client: Client, call: str, fault: Fault, billed: int) -> None:
    client.peer.fail(call, fault)
    with pytest.raises(ClientError):
        await client.ask({"prompt": PROMPT}, headers=SSE if call == "stream" else GOOD)
    assert len(client.peer.billed()) == billed


@pytest.mark.parametrize("call", ["song", "stream"])
@pytest.mark.parametrize("billed", [False, True])
async def test_gateways(client: Client, call: str, billed: bool) -> None:
    client.peer.fail(call, Gateway(504, billed))
    answer = await client.ask({"prompt": PROMPT}, headers=SSE if call == "stream" else GOOD)
    assert (answer.status, answer.type, answer.content.decode()) == (504, "text/html", HTML_502)
    assert len(client.peer.billed()) == int(billed)


@pytest.mark.parametrize("after", [0, 12_345])
async def test_a_stream_that_is_cut(client: Client, after: int) -> None:
    client.peer.fail("stream", Cut(after))
    answer = await client.ask({"prompt": PROMPT}, headers=SSE)
    assert (answer.status, len(_audio(answer)), b"stop" in answer.content) == (200, after, False)
    assert len(client.peer.billed()) == 1


@pytest.mark.parametrize(("code", "status"), [("ResponseTimeout", 500), ("DataInspectionFailed", 400)])
async def test_songs_that_come_to_nothing(client: Client, code: str, status: int) -> None:
    client.peer.fail("song", Fail(code, "gone"))
    assert (await client.ask({"prompt": PROMPT})).problem == (status, code)
    client.peer.fail("stream", Fail(code, "gone"))
    stream = await client.ask({"prompt": PROMPT}, headers=SSE)
    assert stream.problem == (200, code)
    assert f"event:error\n:HTTP_STATUS/{status}\n".encode() in stream.content
    assert len(_audio(stream)) > 0
    assert len(client.peer.billed()) == 2


async def test_downloads_that_fail(client: Client) -> None:
    link = (await client.ask({"prompt": PROMPT})).json["output"]["audio"]["url"]
    lost = [Lose("before")] * 2  # aiohttp's client gets once more by itself
    client.peer.fail("download", Refuse(503, "ServiceUnavailable"), Gateway(502), *lost, Cut(1000))
    assert (await client.get(link)).status == 503
    assert (await client.get(link)).type == "text/html"
    with pytest.raises(ClientError):
        await client.get(link)
    with pytest.raises(ClientPayloadError):
        await client.get(link)
    assert (await client.get(link)).status == 200
    assert len(client.peer.billed()) == 1


@pytest.mark.parametrize(("call", "fault"), [("song", Cut(1)), ("download", Fail("x"))])
async def test_faults_that_a_call_never_meets(client: Client, call: str, fault: Fault) -> None:
    with pytest.raises(ValueError, match="never meets"):
        client.peer.fail(call, fault)


async def test_a_call_that_this_vendor_does_not_have(client: Client) -> None:
    with pytest.raises(KeyError):
        client.peer.fail("poll", Refuse(400, "x"))


@pytest.mark.parametrize("headers", [GOOD, SSE])
async def test_an_answer_that_is_held_back_is_billed(client: Client, headers: Mapping[str, str]) -> None:
    client.peer.hold.clear()
    asking = asyncio.create_task(client.ask({"prompt": PROMPT}, headers=headers))
    await client.peer.waiting.wait()
    assert len(client.peer.billed()) == 1
    assert not asking.done()
    client.peer.hold.set()
    assert (await asking).status == 200


async def test_a_bad_request_uses_no_fault_up(client: Client) -> None:
    client.peer.fail("song", Refuse(500, "InternalError.Algo"))
    assert (await client.ask({})).problem == INVALID
    assert (await client.ask({"prompt": PROMPT})).problem == (500, "InternalError.Algo")


async def test_an_outage(client: Client) -> None:
    link = (await client.ask({"prompt": PROMPT})).json["output"]["audio"]["url"]
    await client.peer.down()
    with pytest.raises(ClientError):
        await client.ask({"prompt": PROMPT})
    await client.peer.up()
    assert (await client.get(link)).status == 200
    assert len(client.peer.seen) == 2
