"""Songs that are heard while they are made, as they leave the local chat's socket."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import aiohttp
import pytest

from bot.domain.job import JobState
from bot.media.growing import GrowingFile, follow
from tests.platforms.studio import Chat

SHANTY = "/song prompt: a sea shanty about debugging"


@pytest.fixture
async def growing(chat: Chat, tmp_path: Path) -> GrowingFile:
    """The first job's file, of which there is nothing yet."""
    path = tmp_path / "stream"
    file = GrowingFile(path)
    await file.open()
    chat.desk.streams["job1"] = lambda: follow(path)
    return file


def live(chat: Chat) -> str:
    return f"{chat.base}/audio/live/job1"


async def test_a_listener_hears_each_piece_as_it_comes_and_the_end(chat: Chat, growing: GrowingFile) -> None:
    await growing.append(b"first")
    async with chat.http.get(live(chat)) as answer:
        assert answer.status == 200
        assert answer.headers["Content-Type"] == "audio/mpeg"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Transfer-Encoding"] == "chunked"
        assert await answer.content.readany() == b"first"
        await growing.append(b"second")
        assert await answer.content.readany() == b"second"
        await growing.complete()
        assert await answer.read() == b""


async def test_who_comes_late_gets_all_of_it(chat: Chat, growing: GrowingFile) -> None:
    await growing.append(b"first")
    await growing.append(b"second")
    await growing.complete()
    async with chat.http.get(live(chat)) as answer:
        assert await answer.read() == b"firstsecond"


@pytest.mark.parametrize("wish", ["bytes=0-", "bytes=3-5", "bytes=900-", "nonsense"])
async def test_a_wish_for_a_range_is_answered_with_the_whole(
    chat: Chat, growing: GrowingFile, wish: str
) -> None:
    await growing.append(b"a song")
    await growing.complete()
    async with chat.http.get(live(chat), headers={"Range": wish}) as answer:
        assert (answer.status, answer.headers["Accept-Ranges"]) == (200, "none")
        assert "Content-Range" not in answer.headers
        assert await answer.read() == b"a song"


async def test_who_asks_for_the_head_gets_no_more(chat: Chat, growing: GrowingFile) -> None:
    await growing.append(b"a song")
    async with chat.http.head(live(chat)) as answer:
        assert (answer.status, answer.content_type) == (200, "audio/mpeg")
        assert await answer.read() == b""


async def test_a_song_that_breaks_off_is_no_whole_answer(chat: Chat, growing: GrowingFile) -> None:
    await growing.append(b"so far")
    async with chat.http.get(live(chat)) as answer:
        assert await answer.content.readany() == b"so far"
        await growing.break_off()
        with pytest.raises(aiohttp.ClientPayloadError):
            await answer.read()


async def test_a_song_that_nobody_makes_is_not_there(chat: Chat, growing: GrowingFile) -> None:
    async with chat.http.get(f"{chat.base}/audio/live/job2") as answer:
        assert answer.status == 404
    await growing.break_off()
    async with chat.http.get(live(chat)) as answer:
        assert answer.status == 404


async def test_the_studio_is_told_who_wants_to_listen(chat: Chat) -> None:
    async with chat.http.get(live(chat), params={"name": "Ann"}) as answer:
        assert answer.status == 404
    (caller,) = chat.desk.callers
    assert caller.account.name == "Ann"


async def test_a_listener_who_does_not_read_holds_up_nobody(chat: Chat, growing: GrowingFile) -> None:
    song = bytes(range(256)) * 80_000
    await growing.append(song)
    async with chat.http.get(live(chat)) as slow, chat.http.get(live(chat)) as quick:
        await growing.append(song)
        await growing.complete()
        assert await quick.read() == song + song
        assert await slow.read() == song + song


async def test_a_listener_who_has_gone_leaves_nothing_behind(chat: Chat) -> None:
    left = asyncio.Event()

    async def silent_after_a_note() -> AsyncGenerator[bytes]:
        try:
            yield b"la"
            await asyncio.Event().wait()
        finally:
            left.set()

    chat.desk.streams["job1"] = silent_after_a_note
    async with chat.http.get(live(chat)) as answer:
        assert await answer.content.readany() == b"la"
    async with asyncio.timeout(30):
        await left.wait()


async def test_a_listener_who_stays_does_not_keep_the_chat_from_ending(
    chat: Chat, growing: GrowingFile
) -> None:
    await growing.append(b"so far")
    async with chat.http.get(live(chat)) as answer:
        assert await answer.content.readany() == b"so far"
        async with asyncio.timeout(30):
            await chat.platform.stop()


async def test_a_receipt_says_where_its_song_is_heard_for_as_long_as_it_is(chat: Chat) -> None:
    async def offered() -> str:
        (receipt,) = [body for body in await chat.bodies() if body["kind"] == "receipt"]
        path: str = receipt["live"]
        return path

    await chat.type(SHANTY)
    assert await offered() == ""
    await chat.show(JobState.RUNNING, "singing", live=True)
    assert await offered() == "/audio/live/job1"
    await chat.deliver(chat.sing())
    assert await offered() == ""
