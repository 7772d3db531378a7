"""Songs for covers in the local chat: sent ahead to a file, never in memory, and named by a message then."""

import asyncio
import os
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.media.folders import Folders
from bot.studio.uploads import Uploads
from tests.platforms.studio import Chat, nonce, running_chat

MOST = 3_000_000
ANN: dict[str, Any] = {"name": "Ann"}
BYTES = {"Content-Type": "application/octet-stream"}


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[Chat]:
    async with running_chat(tmp_path) as chat:
        chat.dialogues.uploads = Uploads(Folders(tmp_path), most_bytes=MOST)
        await chat.open()
        yield chat


async def send(
    chat: Chat, data: Any, headers: dict[str, str] = BYTES, **me: Any
) -> tuple[int, dict[str, Any]]:
    body = BytesIO(data) if isinstance(data, bytes) else data
    async with chat.http.post(f"{chat.base}/api/uploads", params=me, data=body, headers=headers) as answer:
        return answer.status, await answer.json()


def files(chat: Chat) -> list[Path]:
    return [path for path in (chat.data_dir / "uploads").rglob("*") if path.is_file()]


async def test_a_song_goes_to_a_file_and_is_named_by_a_message(chat: Chat) -> None:
    content = os.urandom(2_000_000)
    status, said = await send(chat, content, **ANN)
    assert status == 200
    [path] = files(chat)
    assert path.read_bytes() == content
    audio = {"name": "Yesterday.mp3", "id": said["id"], "size_bytes": len(content)}
    body = {"id": nonce(1), "text": "/cover style: jazz, smoky bar", "audio": audio}
    assert (await chat.send("/api/messages", body, **ANN)).status == 200
    [(order, sent)] = chat.dialogues.covers
    assert (order.request.style, order.link) == ("jazz, smoky bar", "")
    assert sent is not None
    assert (sent.name, sent.file) == ("Yesterday.mp3", said["id"])
    [mine] = await chat.bodies("ann", **ANN)
    assert mine["file"] == {"name": "Yesterday.mp3", "size_bytes": 2_000_000}
    assert [one["kind"] for one in await chat.bodies(**ANN)] == ["panel"]


@pytest.mark.parametrize("text", ["", "style: jazz", "/cover", "/cover file:", "/COVER style: jazz file："])
async def test_a_song_without_a_command_offers_a_cover(chat: Chat, text: str) -> None:
    audio = {"name": "a.mp3", "id": "uploads/x", "size_bytes": 1}
    await chat.send("/api/messages", {"id": nonce(1), "text": text, "audio": audio})
    [(order, _)] = chat.dialogues.covers
    assert order.request.style == ("jazz" if "jazz" in text else "")


@pytest.mark.parametrize(
    ("text", "says"),
    [("/song style: jazz", "music and not lyrics"), ("/quota", "takes no file"), ("/dance", "don't know")],
)
async def test_other_commands_take_no_song(chat: Chat, text: str, says: str) -> None:
    audio = {"name": "a.mp3", "id": "uploads/x", "size_bytes": 1}
    await chat.send("/api/messages", {"id": nonce(1), "text": text, "audio": audio})
    [said] = await chat.bodies()
    assert says in said["text"]
    assert chat.dialogues.covers == []


async def test_cover_without_a_song_says_how_to_attach_one(chat: Chat) -> None:
    await chat.type("/cover style: jazz")
    [said] = await chat.bodies()
    assert "paperclip" in said["text"]
    await chat.type("/cover style: jazz link: https://example.com/a.mp3", 2)
    [(order, audio)] = chat.dialogues.covers
    assert (order.link, audio) == ("https://example.com/a.mp3", None)


async def test_a_private_cover_is_seen_by_its_sender_only(chat: Chat) -> None:
    await chat.type("/cover style: jazz link: https://example.com/a.mp3 private: yes", **ANN)
    assert await chat.messages(name="Bob") == []


@pytest.mark.parametrize("chunked", [False, True])
async def test_what_is_too_large_is_refused_and_leaves_nothing(chat: Chat, chunked: bool) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b"x" * 100_000

    status, said = await send(chat, pieces() if chunked else b"x" * (MOST + 1))
    assert (status, said["error"]["text"]) == (
        409,
        "This file is too large. At most 3 MB fit, as the MP3 of a song does.",
    )
    assert files(chat) == []


async def test_an_empty_song_is_refused(chat: Chat) -> None:
    status, said = await send(chat, b"")
    assert (status, said["error"]["code"]) == (409, "error-invalid")
    assert files(chat) == []


async def test_without_a_service_that_sings_covers_no_song_is_taken(chat: Chat) -> None:
    chat.dialogues.uploads = None
    status, said = await send(chat, b"x" * 1000)
    assert status == 409
    assert said["error"]["text"].startswith("Covers need MiniMax Music, which is not on here.")


async def test_without_such_a_service_nobody_is_asked_to_attach_a_song(chat: Chat) -> None:
    chat.dialogues.uploads = None
    await chat.type("/cover style: jazz")
    [said] = await chat.bodies()
    assert said["text"].startswith("Covers need MiniMax Music, which is not on here.")


async def test_a_song_that_breaks_off_leaves_nothing(chat: Chat) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", chat.port)
    cookie = "; ".join(f"{one.key}={one.value}" for one in chat.http.cookie_jar)
    head = f"POST /api/uploads HTTP/1.1\r\nHost: 127.0.0.1:{chat.port}\r\nCookie: {cookie}\r\n"
    head += "Content-Type: application/octet-stream\r\nContent-Length: 2000000\r\n\r\n"
    writer.write(head.encode() + b"x" * 1_000_000)
    await writer.drain()
    while not files(chat):
        await asyncio.sleep(0.01)
    writer.transport.abort()
    while files(chat):
        await asyncio.sleep(0.01)
    assert await reader.read() == b""


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": "multipart/form-data"},
        {"Content-Type": "application/json"},
        {**BYTES, "Origin": "https://evil.example"},
        {**BYTES, "Sec-Fetch-Site": "cross-site"},
        {**BYTES, "Host": "evil.example"},
        {**BYTES, "Cookie": "troubadour=no"},
    ],
)
async def test_what_another_site_could_send_is_refused(chat: Chat, headers: dict[str, str]) -> None:
    cookie = "; ".join(f"{one.key}={one.value}" for one in chat.http.cookie_jar)
    async with aiohttp.ClientSession() as stranger:
        sent = {"Cookie": cookie, **headers}
        async with stranger.post(f"{chat.base}/api/uploads", data=b"x", headers=sent) as answer:
            assert answer.status in (403, 415)
    assert files(chat) == []


async def test_bytes_without_a_type_are_refused(chat: Chat) -> None:
    async with chat.http.post(
        f"{chat.base}/api/uploads", data=b"x", skip_auto_headers=["Content-Type"]
    ) as answer:
        assert answer.status == 415
    assert files(chat) == []
