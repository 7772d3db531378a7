"""What people can do by direct message."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.job import JobState
from bot.domain.people import Account
from tests.peers.discord import File, Message
from tests.peers.service import audio
from tests.platforms.discord.hall import Hall, is_song, open_hall
from tests.studio.fakes import sings

LYRICS = "[verse]\nRain on the roof\nall night long\n[chorus]\nSing it away"


@pytest.fixture
async def hall(tmp_path: Path, song: bytes) -> AsyncIterator[Hall]:
    async with open_hall(tmp_path, song) as there:
        yield there


async def answered(hall: Hall, asked: Message) -> Message:
    """Wait for the reply to a direct message of Ann's."""
    return await hall.ann.waits_for(lambda message: message.reply_to == asked.id, at=hall.ann.dm)


async def until_kept(hall: Hall) -> None:
    """Wait until no place has taken Ann's song."""
    account = Account("discord", str(hall.ann.id))
    async with asyncio.timeout(30):
        while (await hall.app.desk.songs(account)).entries[0].state is not JobState.KEPT:
            await asyncio.sleep(0.01)


async def test_words_are_shown_as_they_will_be_sung_and_then_sung(hall: Hall) -> None:
    shown = await answered(hall, await hall.ann.write_dm(LYRICS))
    assert "Rain on the roof" in shown.text
    await hall.ann.press(shown, "Sing")
    song = await hall.ann.waits_for(is_song, at=hall.ann.dm)
    assert song.channel is hall.ann.dm
    assert hall.posts() == []


async def test_words_that_may_be_a_wish_are_asked_about(hall: Hall) -> None:
    shown = await answered(hall, await hall.ann.write_dm("a song about rain"))
    assert len(shown.buttons) == 3


async def test_a_text_file_is_a_submission_with_what_is_said_beside_it(hall: Hall) -> None:
    file = File("rain.txt", LYRICS.encode(), "text/plain")
    shown = await answered(hall, await hall.ann.write_dm("style: jazz", files=[file]))
    assert "Rain on the roof" in shown.text
    assert "azz" in shown.text


async def test_music_is_to_be_covered(hall: Hall) -> None:
    recording = File("tune.mp3", audio(8.0), "audio/mpeg")
    shown = await answered(hall, await hall.ann.write_dm("style: jazz, smoky bar", files=[recording]))
    assert "tune.mp3" in shown.text or "listening" in shown.text


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([File("a.txt", b"la"), File("b.txt", b"la")], "Only one file"),
        ([File("face.png", b"\x89PNG\r\n\x1a\n" + bytes(100), "image/png")], "picture"),
        ([File("long.txt", b"la " * 100_000)], "too large"),
    ],
)
async def test_files_that_cant_be_used_are_refused_with_a_reason(
    hall: Hall, files: list[File], said: str
) -> None:
    refusal = await answered(hall, await hall.ann.write_dm(files=files))
    assert said in refusal.text


async def test_a_sticker_is_answered_with_what_there_is_to_do(hall: Hall) -> None:
    hint = await answered(hall, await hall.ann.write_dm(sticker="wave"))
    assert "no words" in hint.text


async def test_what_is_changed_or_deleted_before_it_is_answered_is_answered_once(hall: Hall) -> None:
    held = hall.peer.hold("POST", f"/channels/{hall.ann.dm.id}/messages")
    asked = await hall.ann.write_dm(LYRICS)
    await held.reached()
    await hall.ann.edit(asked, "[verse]\nSnow on the roof\nall night long")
    await hall.ann.delete(asked)
    held.release()
    shown = await hall.ann.waits_for(lambda message: "Rain on the roof" in message.text, at=hall.ann.dm)
    assert shown.reply_to is None
    await hall.ann.slash("help", at=hall.ann.dm)
    assert len([one for one in hall.ann.sees(hall.ann.dm) if one.author.bot]) == 2


async def test_who_can_not_be_answered_is_let_go(hall: Hall) -> None:
    held = hall.peer.hold("POST", f"/channels/{hall.ann.dm.id}/messages")
    await hall.ann.write_dm(LYRICS)
    await held.reached()
    hall.ann.dms_open = False
    held.release()
    assert (await hall.ann.slash("help")).text
    assert not any(one.author.bot for one in hall.ann.sees(hall.ann.dm))


async def test_a_typed_command_is_answered_with_where_commands_are(hall: Hall) -> None:
    hint = await answered(hall, await hall.ann.write_dm("/song prompt: rain"))
    assert "pick the command" in hint.text


async def test_the_language_of_the_last_command_is_spoken(hall: Hall) -> None:
    kei = hall.peer.member("kei", guild=hall.guild, locale="ja")
    await kei.slash("quota")
    asked = await kei.write_dm("/help")
    hint = await kei.waits_for(lambda message: message.reply_to == asked.id, at=kei.dm)
    assert "コマンド" in hint.text


async def test_commands_work_in_a_direct_message(hall: Hall) -> None:
    receipt = await hall.ann.slash("song", prompt="rain", at=hall.ann.dm)
    assert "rain" in receipt.text
    assert await hall.ann.waits_for(is_song, at=hall.ann.dm)


async def test_what_is_written_in_a_channel_is_not_answered(hall: Hall) -> None:
    await hall.ann.write(LYRICS, at=hall.room)
    await hall.ann.slash("help")
    assert [one.author.name for one in hall.posts()] == ["ann"]


async def test_a_slow_answer_is_shown_as_being_written(hall: Hall) -> None:
    async with hall.slow_studio():
        asked = await hall.ann.write_dm(LYRICS)
        await hall.peer.until(lambda: any(one.path.endswith("/typing") for one in hall.peer.requests))
    await answered(hall, asked)


async def test_a_song_that_no_place_took_comes_with_the_next_contact(hall: Hall) -> None:
    hall.room.deny(hall.peer.bot, "send_messages")
    hall.ann.dms_open = False
    await hall.ann.slash("song", prompt="rain")
    await until_kept(hall)
    hall.ann.dms_open = True
    await hall.ann.slash("help")
    assert await hall.ann.waits_for(is_song, at=hall.ann.dm)


async def test_a_secret_song_that_nobody_took_never_goes_to_a_channel(hall: Hall) -> None:
    over = asyncio.Event()
    hall.band.plan([over, *sings(audio(1.0))])
    hall.ann.dms_open = False
    await hall.ann.slash("song", prompt="rain", private=True)
    hall.peer.pass_time(16 * 60)  # no answer can be followed up any more
    over.set()
    await until_kept(hall)
    assert hall.posts() == []
    hall.ann.dms_open = True
    await hall.ann.slash("help")
    assert await hall.ann.waits_for(is_song, at=hall.ann.dm)
    assert hall.posts() == []


async def test_a_song_that_no_place_took_is_fetched_with_a_button(hall: Hall) -> None:
    hall.room.deny(hall.peer.bot, "send_messages")
    hall.ann.dms_open = False
    await hall.ann.slash("song", prompt="rain")
    news = await hall.ann.waits_for(lambda message: any(one.label == "Get it" for one in message.buttons))
    hall.room.allow(hall.peer.bot, "send_messages")
    answer = await hall.ann.press(news, "Get it")
    assert answer.ephemeral
    assert await hall.song() in hall.posts()


async def test_words_by_direct_message_are_charged_to_a_server_that_allows_it(hall: Hall) -> None:
    panel = await (await hall.mia.slash("admin settings")).settled()
    for page in ("page-place", "dm"):
        button = next(one for one in panel.buttons if one.custom_id.endswith(f":{page}"))
        await hall.mia.press(panel, button.custom_id)
    await hall.ann.slash("quota")
    shown = await answered(hall, await hall.ann.write_dm(LYRICS))
    menu = next(one for one in shown.selects if one.custom_id.endswith(":charge"))
    assert "hall" in menu.chosen[0]
    sing = await hall.ann.press(shown, "Sing")
    await hall.ann.waits_for(is_song, at=hall.ann.dm)
    assert "hall" in sing.followups[0].text
    assert "9 of 10" in (await hall.ann.slash("quota", at=hall.room)).text
