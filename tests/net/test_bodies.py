"""Files in a request as base64: the very bytes that JSON of the whole would be, and never all at once."""

import json
import os
import tracemalloc
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from aiohttp import web
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.errors import TransientFailure
from bot.net.bodies import PIECE_BYTES, Base64File, encoded
from bot.net.client import Client
from tests.net.servers import Script, http, raw, site

SIZES = st.one_of(
    st.integers(0, 10), st.integers(PIECE_BYTES - 4, PIECE_BYTES + 4), st.integers(2 * PIECE_BYTES, 300_000)
)
WORDS = st.text(max_size=40)


@asynccontextmanager
async def client(url: str) -> AsyncIterator[Client]:
    one = Client(url, {"Authorization": "Bearer sk-test-0123456789"})
    try:
        yield one
    finally:
        await one.close()


def as_json(body: dict[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()


@settings(max_examples=60, deadline=None)
@given(sizes=st.lists(SIZES, min_size=1, max_size=3), words=WORDS, name=WORDS)
async def test_a_body_with_files_is_the_json_of_the_whole(sizes: list[int], words: str, name: str) -> None:
    with TemporaryDirectory() as folder:
        whole: dict[str, Any] = {"model": words, "more": {name: words, "list": []}}
        streamed: dict[str, Any] = {"model": words, "more": {name: words, "list": []}}
        for n, size in enumerate(sizes):
            content = os.urandom(size)
            (Path(folder) / f"{n}").write_bytes(content)
            whole["more"]["list"].append(b64encode(content).decode())
            streamed["more"]["list"].append(Base64File(Path(folder) / f"{n}"))
        body = encoded(streamed)
        assert b"".join([piece async for piece in body.pieces()]) == as_json(whole)
        assert body.length == len(as_json(whole))


async def test_a_file_arrives_as_base64_with_its_length_known(tmp_path: Path) -> None:
    content = os.urandom(1_000_001)
    path = tmp_path / "audio"
    path.write_bytes(content)
    bodies_seen = []

    async def answer(request: web.Request) -> web.Response:
        bodies_seen.append(await request.read())
        return web.json_response({})

    async with site(answer) as peer, client(peer.url) as one:
        await one.post_json("/", {"model": "music-cover", "audio_base64": Base64File(path), "prompt": "爵士"})
        await one.post_json("/", {"prompt": "爵士"})
    whole = as_json({"model": "music-cover", "audio_base64": b64encode(content).decode(), "prompt": "爵士"})
    assert bodies_seen == [whole, as_json({"prompt": "爵士"})]
    assert [request.headers["Content-Length"] for request in peer.requests] == [
        str(len(one)) for one in bodies_seen
    ]
    assert all("Transfer-Encoding" not in request.headers for request in peer.requests)


async def test_the_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "audio"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    script = Script(http(b"{}"))
    async with raw_that_forgets(script) as url, client(url) as one:
        await one.post_json("/", {"prompt": "warm up"})
        tracemalloc.start()
        try:
            await one.post_json("/", {"audio_base64": Base64File(path)})
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert peak < 2_000_000


@asynccontextmanager
async def raw_that_forgets(script: Script) -> AsyncIterator[str]:
    """Run a server that reads a request to its end, keeps nothing of it, and answers."""

    async def answer(request: web.BaseRequest) -> web.Response:
        async for _ in request.content.iter_chunked(1 << 16):
            pass
        return web.Response(body=b"{}", content_type="application/json")

    runner = web.ServerRunner(web.Server(answer), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def test_a_refusal_before_the_file_was_sent_is_heard(tmp_path: Path) -> None:
    path = tmp_path / "audio"
    path.write_bytes(os.urandom(5_000_000))
    refusal = http(b'{"code": 1004}', status="401 Unauthorized", more="Content-Type: application/json\r\n")
    async with raw(Script(refusal, read=False, end="hold")) as peer, client(peer.url) as one:
        reply = await one.post_json("/", {"audio_base64": Base64File(path)})
    assert (reply.status, reply.json) == (401, {"code": 1004})


async def test_a_missing_file_is_found_before_anything_leaves(tmp_path: Path) -> None:
    async with raw(Script(http(b"{}"))) as peer, client(peer.url) as one:
        with pytest.raises(TransientFailure):
            await one.post_json("/", {"audio_base64": Base64File(tmp_path / "gone")})
    assert not peer.requests


async def test_a_file_that_shrinks_meanwhile_is_not_sent_as_if_it_were_whole(tmp_path: Path) -> None:
    path = tmp_path / "audio"
    path.write_bytes(os.urandom(3 * PIECE_BYTES))
    pieces = encoded({"audio_base64": Base64File(path)}).pieces()
    await anext(pieces)
    path.write_bytes(b"short")
    with pytest.raises(OSError, match="shorter"):
        await anext(pieces)


def test_only_files_stand_for_what_json_has_not() -> None:
    with pytest.raises(TypeError, match="set"):
        encoded({"a": {1}})
