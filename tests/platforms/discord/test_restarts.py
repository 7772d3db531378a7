"""What was on somebody's screen when the bot went down still works when it is back."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.peers.discord import DiscordPeer, File, Message
from tests.peers.service import audio
from tests.platforms.discord.hall import Hall, bot_in

LYRICS = "[verse]\nRain on the roof\nand a kettle that sings"

Opens = Callable[[Hall], Awaitable[Message]]


@asynccontextmanager
async def after_a_restart(folder: Path, song: bytes, opens: Opens) -> AsyncIterator[tuple[Hall, Message]]:
    """Let something be opened, and hand it out when another bot has taken over."""
    async with DiscordPeer() as peer:
        async with bot_in(peer, folder, song) as hall:
            opened = await opens(hall)
        async with bot_in(peer, folder, song) as hall:
            yield hall, opened


async def draft(hall: Hall) -> Message:
    await hall.ann.slash("lyrics", prompt="rain on the harbour")
    return await hall.comes("Rain on the harbour")


async def heard(hall: Hall) -> Message:
    recording = File("Yesterday.mp3", audio(8.0), "audio/mpeg")
    await hall.ann.slash("cover", file=recording, style="jazz, smoky bar")
    return await hall.comes("What the singer seems to say")


async def made_of_a_message(hall: Hall) -> Message:
    message = await hall.mia.write(LYRICS, at=hall.room)
    return await (await hall.ann.menu("Make a song from this", message)).settled()


async def sung(hall: Hall) -> Message:
    await hall.ann.slash("song", lyrics=LYRICS, title="Rain")
    return await hall.song()


async def list_of_songs(hall: Hall) -> Message:
    await sung(hall)
    listed = await (await hall.ann.slash("songs")).settled()
    await hall.ann.choose(listed, listed.selects[0].custom_id, "Rain")
    return listed


@pytest.mark.parametrize("opens", [draft, heard, made_of_a_message])
async def test_what_was_about_to_be_sung_is_sung(tmp_path: Path, song: bytes, opens: Opens) -> None:
    async with after_a_restart(tmp_path, song, opens) as (hall, panel):
        answer = await hall.ann.press(panel, "Sing")
        assert answer.kind == "update"
        assert await hall.song() in hall.posts()


async def test_a_draft_can_still_be_edited(tmp_path: Path, song: bytes) -> None:
    async with after_a_restart(tmp_path, song, made_of_a_message) as (hall, panel):
        opened = await hall.ann.press(panel, "Edit")
        assert opened.modal is not None
        await hall.ann.submit(opened.modal, {"title": "Kettle"})
        assert "Kettle" in panel.text


async def test_a_song_is_posted_again_from_the_list(tmp_path: Path, song: bytes) -> None:
    async with after_a_restart(tmp_path, song, list_of_songs) as (hall, listed):
        await hall.ann.press(listed, "Post again")
        assert len(await hall.songs(2)) == 2
        assert hall.band.tasks == [], "nothing was sung for it"


async def test_the_words_of_a_song_come_as_a_file(tmp_path: Path, song: bytes) -> None:
    async with after_a_restart(tmp_path, song, sung) as (hall, post):
        words = await (await hall.ann.press(post, "Lyrics file")).settled()
        assert words.files[0].data == b"la la la", "what the band sang"


async def test_a_song_is_opened_for_somebody_else_to_edit(tmp_path: Path, song: bytes) -> None:
    async with after_a_restart(tmp_path, song, sung) as (hall, post):
        opened = await hall.mia.press(post, "Edit and sing")
        assert opened.ephemeral
        assert "Rain on the roof" in opened.text


async def test_a_song_is_deleted(tmp_path: Path, song: bytes) -> None:
    async with after_a_restart(tmp_path, song, sung) as (hall, post):
        asks = await (await hall.ann.press(post, "Delete")).settled()
        await hall.ann.press(asks, "Delete")
        await hall.peer.until(lambda: post.gone)


async def test_the_form_of_a_song_is_sung(tmp_path: Path, song: bytes) -> None:
    async with DiscordPeer() as peer:
        async with bot_in(peer, tmp_path, song) as hall:
            opened = await hall.ann.slash("song")
        async with bot_in(peer, tmp_path, song) as hall:
            await hall.ann.submit(opened.modal, {"words": LYRICS})
            assert await hall.song() in hall.posts()
