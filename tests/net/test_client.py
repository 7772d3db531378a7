"""The client of a service: answers of every kind, and what is known of a request when the wire breaks."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver

from bot.domain.errors import OutcomeUnknown, ProviderError, TransientFailure
from bot.net.client import Client, Timeouts, normal_base
from bot.net.events import Limits
from tests.net.servers import Names, NoAnswer, Script, closed_port, http, raw, site

KEY = "sk-test-0123456789"
JSON = "Content-Type: application/json\r\n"
SSE = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"


@asynccontextmanager
async def client(url: str, **more: Any) -> AsyncIterator[Client]:
    one = Client(url, {"Authorization": f"Bearer {KEY}"}, **more)
    try:
        yield one
    finally:
        await one.close()


def chunk(data: bytes) -> bytes:
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


async def test_an_object_goes_out_and_one_comes_back() -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.json_response({"got": await request.json()}, headers={"Trace-Id": "t1"})

    async with site(answer) as peer, client(peer.url + "/") as one:
        reply = await one.post_json("/v1/songs", {"prompt": "海"}, headers={"X-More": "1"})
    assert (reply.status, reply.json, reply.headers["trace-id"]) == (200, {"got": {"prompt": "海"}}, "t1")
    (request,) = peer.requests
    assert (request.method, request.path) == ("POST", "/v1/songs")
    assert request.headers["Authorization"] == f"Bearer {KEY}"
    assert (request.headers["X-More"], request.headers["Content-Type"]) == ("1", "application/json")


async def test_a_large_body_goes_out_whole() -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.json_response({"size": len((await request.json())["audio"])})

    async with site(answer) as peer, client(peer.url) as one:
        assert (await one.post_json("/", {"audio": "x" * 5_000_000})).json == {"size": 5_000_000}


async def test_a_refusal_that_comes_before_the_body_was_read_is_heard() -> None:
    refusal = http(b'{"code": "InvalidApiKey"}', status="401 Unauthorized", more=JSON)
    async with raw(Script(refusal, read=False, end="hold")) as peer, client(peer.url) as one:
        reply = await one.post_json("/", {"audio": "x" * 20_000_000})
    assert (reply.status, reply.json) == (401, {"code": "InvalidApiKey"})


@pytest.mark.parametrize(
    ("body", "kind", "parsed"),
    [
        (b"<html>502 Bad Gateway</html>", "text/html", None),
        (b"", "application/json", None),
        (b"[1]", "application/json", None),
        (b'"no"', "application/json", None),
        (b"[" * 100_000, "application/json", None),
        (b'{"a": 1', "application/json", None),
        (b"\xff\xfe{", "application/json", None),
        (b'\xef\xbb\xbf{"a": 1}', "text/plain", {"a": 1}),
        (b'id:1\nevent:error\n:HTTP_STATUS/429\ndata:{"code":"x"}\n', "text/event-stream", {"code": "x"}),
        (b"data: what\n\n", "text/event-stream;charset=utf-8", None),
    ],
)
async def test_any_body_is_read_before_it_is_judged(
    body: bytes, kind: str, parsed: dict[str, Any] | None
) -> None:
    answer = http(body, status="502 Bad Gateway", more=f"Content-Type: {kind}\r\n")
    async with raw(Script(answer)) as peer, client(peer.url) as one:
        reply = await one.post_json("/", {})
    assert (reply.status, reply.json) == (502, parsed)
    assert len(reply.text_start) <= 501


async def test_what_goes_to_the_log_holds_no_key_and_no_signature() -> None:
    link = "https://bucket.aliyuncs.com/audio%2Fa.mp3?Expires=1&Signature=geheim"
    escaped = link.replace("/", "\\/").replace("&", "\\u0026")
    text = f'{{"message": "bad key {KEY} or sk-other-key-123", "a": "{link}", "b": "{escaped}"}}'
    async with raw(Script(http(text.encode() + b" " * 600 + b"x"))) as peer, client(peer.url) as one:
        reply = await one.post_json("/", {})
    assert "audio%2Fa.mp3?…" in reply.text_start
    assert not [word for word in (KEY, "sk-", "geheim", "Expires") if word in reply.text_start]
    assert len(reply.text_start) == 501


@pytest.mark.parametrize(
    ("value", "wish_s"),
    [
        ("7", 7.0),
        (" 1.5 ", 1.5),
        ("0", 0.0),
        ("99999999", 3600.0),
        ("Thu, 01 Jan 1970 00:02:00 GMT", 20.0),
        ("Thu, 01 Jan 1970 00:00:01 GMT", 0.0),
        ("Sat, 01 Jan 2400 00:00:00 GMT", 3600.0),
        ("soon", None),
        ("-5", None),
        ("1e9", None),
        ("Thu, 99 Jan 1970 00:02:00 GMT", None),
    ],
)
async def test_the_wish_to_be_left_alone_is_understood(value: str, wish_s: float | None) -> None:
    answer = http(b"{}", status="429 Too Many Requests", more=f"Retry-After: {value}\r\n")
    async with raw(Script(answer)) as peer, client(peer.url, now_s=lambda: 100.0) as one:
        assert (await one.get_json("/")).retry_after_s == wish_s


Connect = Callable[[], tuple[str, AbstractResolver | None, Timeouts]]


@pytest.mark.parametrize(
    "connect",
    [
        lambda: (f"http://127.0.0.1:{closed_port()}", None, Timeouts()),
        lambda: ("http://service.invalid", Names({}), Timeouts()),
        lambda: ("http://service.invalid", NoAnswer(), Timeouts(connect_s=0.05)),
        lambda: ("http://service.invalid", NoAnswer(), Timeouts(connect_s=None, total_s=0.05)),
    ],
    ids=["refused", "no name", "name server silent", "no time left"],
)
@pytest.mark.parametrize("streamed", [False, True])
async def test_without_a_connection_nothing_was_asked(connect: Connect, streamed: bool) -> None:
    url, resolver, timeouts = connect()
    if streamed and timeouts.connect_s is None:
        timeouts = Timeouts(connect_s=0.02, idle_s=0.02)
    async with client(url, resolver=resolver, timeouts=timeouts) as one:
        with pytest.raises(TransientFailure):
            if streamed:
                async with one.stream("/", {}):
                    pass
            else:
                await one.post_json("/", {})


async def test_without_tls_nothing_was_asked() -> None:
    speaks_no_tls = Script(b"220 hello\r\n", read=False)
    async with raw(speaks_no_tls) as peer, client(peer.url.replace("http:", "https:")) as one:
        with pytest.raises(TransientFailure):
            await one.post_json("/", {})
    assert KEY.encode() not in b"".join(peer.requests)


WHOLE = http(b'{"a": 1}', more=JSON)
BREAKS = {
    "before reading": Script(read=False),
    "reset before reading": Script(read=False, end="reset"),
    "after reading": Script(),
    "reset after reading": Script(end="reset"),
    "in the status line": Script(b"HTTP/1.1 20"),
    "in the headers": Script(b"HTTP/1.1 200 OK\r\nContent-Le"),
    "after the headers": Script(WHOLE[:-8]),
    "reset after the headers": Script(WHOLE[:-8], end="reset"),
    "in the body": Script(WHOLE[:-3]),
    "reset in the body": Script(WHOLE[:-3], end="reset"),
    "in a chunk": Script(SSE.encode() + b'8\r\n{"a"'),
    "before the last chunk": Script(SSE.encode() + chunk(b'{"a": 1}')),
    "no HTTP at all": Script(b"220 mail.example ESMTP\r\n\r\n"),
    "a chunk without a size": Script(SSE.encode() + b"what\r\n{}\r\n"),
    "silence": Script(end="hold"),
    "silence in the body": Script(WHOLE[:-3], end="hold"),
}
QUICK = Timeouts(connect_s=0.2, total_s=0.2, idle_s=0.2)


@pytest.mark.parametrize("script", BREAKS.values(), ids=BREAKS)
async def test_a_paid_call_that_breaks_off_may_have_been_billed_and_is_never_repeated(script: Script) -> None:
    async with raw(script, Script(WHOLE)) as peer, client(peer.url, timeouts=QUICK) as one:
        with pytest.raises(OutcomeUnknown):
            await one.post_json("/", {})
    assert len(peer.requests) == 1


@pytest.mark.parametrize("script", BREAKS.values(), ids=BREAKS)
async def test_a_free_call_that_breaks_off_may_be_asked_again(script: Script) -> None:
    async with raw(script) as peer, client(peer.url, timeouts=QUICK) as one:
        with pytest.raises(TransientFailure):
            await one.post_json("/", {}, paid=False)
        with pytest.raises(TransientFailure):
            await one.get_json("/")


@pytest.mark.parametrize("script", BREAKS.values(), ids=BREAKS)
async def test_a_stream_that_breaks_off_may_have_been_billed(script: Script) -> None:
    async with raw(script, Script(WHOLE)) as peer, client(peer.url, timeouts=QUICK) as one:
        with pytest.raises(OutcomeUnknown):
            async with one.stream("/", {}) as stream, aclosing(stream.chunks()) as chunks:
                async for _ in chunks:
                    pass
    assert len(peer.requests) == 1


async def test_a_refusal_whose_body_is_cut_is_a_refusal() -> None:
    cut = http(b'{"code": "Thr', status="429 Too Many Requests", length=100, more=JSON)
    async with raw(Script(cut)) as peer, client(peer.url) as one:
        reply = await one.post_json("/", {})
    assert (reply.status, reply.json, reply.text_start) == (429, None, '{"code": "Thr')


async def test_a_redirect_is_an_answer_and_the_key_stays_here() -> None:
    async with raw(Script(WHOLE)) as other:
        moved = http(b"", status="307 Moved", more=f"Location: {other.url}/\r\nSet-Cookie: a=b\r\n")
        async with raw(Script(moved)) as peer, client(peer.url) as one:
            replies = [await one.post_json("/", {}), await one.get_json("/")]
    assert [reply.status for reply in replies] == [307, 307]
    assert not other.requests
    assert len(peer.requests) == 2
    assert b"a=b" not in peer.requests[1]


@pytest.mark.parametrize("more", ["Content-Length: 5000000\r\n", "Transfer-Encoding: chunked\r\n", ""])
async def test_an_answer_that_is_too_large_is_refused(more: str) -> None:
    body = b"x" * 2000
    body = chunk(body) if "chunked" in more else body
    script = Script(f"HTTP/1.1 200 OK\r\n{more}\r\n".encode() + body, end="hold")
    async with raw(script) as peer, client(peer.url, most_bytes=1000) as one:
        with pytest.raises(OutcomeUnknown):
            await one.post_json("/", {})
        with pytest.raises(ProviderError) as caught:
            await one.get_json("/")
        assert not caught.value.may_retry


async def test_a_refusal_that_is_too_large_is_read_as_far_as_it_may() -> None:
    script = Script(http(b"x" * 2000, status="500 Oh"))
    async with raw(script) as peer, client(peer.url, most_bytes=1000) as one:
        reply = await one.post_json("/", {})
    assert (reply.status, reply.text_start) == (500, "x" * 500 + "…")


async def test_every_request_has_a_connection_of_its_own() -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.json_response({})

    async with site(answer) as peer, client(peer.url) as one:
        for _ in range(3):
            await one.post_json("/", {})
    assert len({id(request.protocol) for request in peer.requests}) == 3


async def test_a_stream_gives_out_events() -> None:
    pieces = (
        b"\xef\xbb\xbfid:1\nevent:result\n:HTTP_STATUS/200\ndata:{}\n\n: alive\n\ndata: [DONE]\n\ndata: x\n\n"
    )
    body = b"".join(chunk(pieces[n : n + 7]) for n in range(0, len(pieces), 7)) + b"0\r\n\r\n"
    async with (
        raw(Script(SSE.encode() + body)) as peer,
        client(peer.url) as one,
        one.stream("/", {"stream": True}, headers={"X-DashScope-SSE": "enable"}) as stream,
        aclosing(stream.events()) as events,
    ):
        assert (stream.status, stream.content_type) == (200, "text/event-stream")
        found = [event async for event in events]
    assert [(event.kind, event.data, event.status, event.id) for event in found] == [
        ("result", "{}", 200, "1")
    ]
    assert b"X-DashScope-SSE: enable" in peer.requests[0]


@pytest.mark.parametrize("paid", [True, False])
async def test_an_event_that_is_too_large_ends_the_stream(paid: bool) -> None:
    script = Script(SSE.encode() + chunk(b"data: " + b"x" * 2000), end="hold")
    async with raw(script) as peer, client(peer.url) as one:
        with pytest.raises(ProviderError) as caught:
            async with (
                one.stream("/", {}, paid=paid) as stream,
                aclosing(stream.events(Limits(line_bytes=1000))) as events,
            ):
                async for _ in events:
                    pass
    assert isinstance(caught.value, OutcomeUnknown) == paid


async def test_a_stream_that_was_refused_is_read_as_an_answer() -> None:
    script = Script(http(json.dumps({"code": "Throttling"}).encode(), status="429 Slow", more=JSON))
    async with raw(script) as peer, client(peer.url) as one, one.stream("/", {}) as stream:
        reply = await stream.reply()
    assert (stream.status, reply.json) == (429, {"code": "Throttling"})


async def test_what_goes_wrong_while_a_stream_is_used_stays_what_it_is() -> None:
    async with raw(Script(WHOLE, end="hold")) as peer, client(peer.url) as one:
        with pytest.raises(OSError, match="disk full"):
            async with one.stream("/", {}):
                raise OSError("disk full")


@pytest.mark.parametrize(
    ("given", "base"),
    [
        ("https://api.minimax.io", "https://api.minimax.io"),
        (" https://api.minimax.io/ ", "https://api.minimax.io"),
        ("https://api.minimax.io/v1", "https://api.minimax.io"),
        ("https://api.minimax.io/v1/v1//", "https://api.minimax.io"),
        ("HTTPS://API.minimax.io:443/x/v1/", "https://api.minimax.io/x"),
    ],
)
def test_a_base_is_brought_into_one_form(given: str, base: str) -> None:
    assert normal_base(given, strip="/v1") == base


@pytest.mark.parametrize(
    "base", ["", "api.minimax.io", "ftp://a", "https://a@b", "https://a/?q", "https://a/#f"]
)
def test_a_base_that_is_none_is_refused(base: str) -> None:
    with pytest.raises(ValueError, match=r"base|link|host"):
        Client(base, {})


def test_a_key_with_a_line_break_is_refused_and_not_repeated() -> None:
    with pytest.raises(ValueError, match="line break") as caught:
        Client("https://a", {"Authorization": "Bearer geheim\n"})
    assert "geheim" not in str(caught.value)


async def test_a_path_stays_below_its_base() -> None:
    async with raw(Script(WHOLE)) as peer, client(peer.url + "/base") as one:
        for path in ("/a%2Fb", "/a b\r\nX-Evil: 1", "//other.example/"):
            await one.get_json(path)
        with pytest.raises(ValueError, match="slash"):
            await one.get_json("@other.example/")
    lines = [request.split(b"\r\n")[0] for request in peer.requests]
    assert lines == [
        b"GET /base/a%2Fb HTTP/1.1",
        b"GET /base/a%20b%0D%0AX-Evil:%201 HTTP/1.1",
        b"GET /base//other.example/ HTTP/1.1",
    ]
