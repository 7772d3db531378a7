"""What a member sees when they use the commands."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.peers.discord import Broken, File, Lose, Refuse
from tests.peers.service import audio
from tests.platforms.discord.hall import Hall, is_song, open_hall
from tests.studio.fakes import sings

LYRICS = "[verse]\nRain on the roof\nall night long\n[chorus]\nSing it away"


@pytest.fixture
async def hall(tmp_path: Path, song: bytes) -> AsyncIterator[Hall]:
    async with open_hall(tmp_path, song) as there:
        yield there


# --- /song --------------------------------------------------------------------------------------


async def test_a_song_is_acknowledged_for_everybody_and_comes_as_a_message_of_its_own(hall: Hall) -> None:
    answer = await hall.ann.slash("song", prompt="a sea shanty", style="folk", voice="female", format="wav")
    assert (answer.kind, answer.ephemeral) == ("message", False)
    assert "a sea shanty" in answer.text
    song = await hall.song()
    assert song.reply_to == (await answer.settled()).id
    assert song.pings == {"ann"}
    assert [(file.name, file.description) for file in song.files] == [("La.mp3", "La · 0:02")]
    (order,) = [task.request for task in hall.band.tasks]
    assert (order.style, order.voice, order.format) == ("folk", "female", "wav")


async def test_a_song_for_oneself_is_acknowledged_to_nobody_else_and_comes_by_direct_message(
    hall: Hall,
) -> None:
    answer = await hall.ann.slash("song", prompt="a secret", private=True)
    assert answer.ephemeral
    song = await hall.ann.waits_for(is_song, at=hall.ann.dm)
    assert song.channel is hall.ann.dm
    assert hall.posts() == []


async def test_a_song_that_is_ordered_in_a_thread_comes_there(hall: Hall) -> None:
    thread = hall.room.thread("songs")
    answer = await hall.ann.slash("song", prompt="rain", at=thread)
    song = await hall.ann.waits_for(is_song, at=thread)
    assert song.reply_to == (await answer.settled()).id
    assert hall.posts() == []


async def test_lyrics_in_a_file_are_sung(hall: Hall) -> None:
    await hall.ann.slash("song", file=File("rain.txt", LYRICS.encode()), title="Rain")
    await hall.song()
    (task,) = hall.band.tasks
    assert (task.lyrics.lines[0], task.request.title) == ("Rain on the roof", "Rain")


async def test_a_file_whose_letters_had_to_be_guessed_is_shown_to_its_sender_first(hall: Hall) -> None:
    guessed = "[verse]\nДождь идёт всю ночь\nпо крыше моей\n".encode("cp1251")
    answer = await hall.ann.slash("song", file=File("rain.txt", guessed))
    shown = await answer.settled()
    assert shown.ephemeral
    assert hall.posts() == []
    assert hall.band.tasks == []


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (File("long.txt", b"la " * 100_000), "too large"),
        (File("song.mp3", b"ID3 and so on", "audio/mpeg"), "music and not lyrics"),
        (File("empty.txt", b" "), "empty"),
    ],
)
async def test_a_file_that_cant_be_sung_is_refused_to_its_sender_alone(
    hall: Hall, file: File, said: str
) -> None:
    answer = await hall.ann.slash("song", file=file)
    refusal = await answer.settled()
    assert refusal.ephemeral
    assert said in refusal.text
    assert hall.posts() == []


async def test_a_song_that_cant_be_made_is_refused_to_whoever_ordered_it_alone(hall: Hall) -> None:
    answer = await hall.ann.slash("song", lyrics="[verse] [chorus]")
    assert (answer.kind, answer.ephemeral) == ("message", True)
    assert "no words" in answer.text


async def test_the_style_is_completed_with_ones_own_first(hall: Hall) -> None:
    await hall.ann.slash("song", prompt="rain", style="fo shizzle folk")
    await hall.song()
    found = [choice.value for choice in await hall.ann.complete("song", "style", "fo")]
    assert found[0] == "fo shizzle folk"
    assert any(str(style).startswith("folk") for style in found[1:])
    assert len(await hall.ann.complete("song", "style", "")) <= 25
    assert await hall.ann.complete("song", "style", "zzzz") == []


# --- the form of /song ----------------------------------------------------------------------------


async def test_without_anything_to_sing_a_form_opens_at_once(hall: Hall) -> None:
    answer = await hall.ann.slash("song", style="jazz")
    assert answer.modal is not None
    assert answer.modal.field("style").value == "jazz"
    sent = await hall.ann.submit(answer.modal, {"words": "a rainy night", "title": "Rain"})
    assert not sent.ephemeral
    await hall.song()
    (order,) = [task.request for task in hall.band.tasks]
    assert (order.prompt, order.style, order.title) == ("a rainy night", "jazz", "Rain")


async def test_lyrics_in_the_form_are_sung_as_they_are(hall: Hall) -> None:
    answer = await hall.ann.slash("song")
    await hall.ann.submit(answer.modal, {"words": LYRICS})
    await hall.song()
    assert hall.band.tasks[0].lyrics.lines[0] == "Rain on the roof"


async def test_what_the_form_does_not_ask_for_is_not_forgotten(hall: Hall) -> None:
    answer = await hall.ann.slash("song", private=True, avoid="drums")
    sent = await hall.ann.submit(answer.modal, {"words": "a secret"})
    assert sent.ephemeral
    await hall.ann.waits_for(is_song, at=hall.ann.dm)
    assert hall.band.tasks[0].request.avoid == "drums"
    assert hall.posts() == []


async def test_a_file_in_the_form_is_sung(hall: Hall) -> None:
    answer = await hall.ann.slash("song")
    await hall.ann.submit(answer.modal, {"file": File("rain.txt", LYRICS.encode())})
    await hall.song()
    assert hall.band.tasks[0].lyrics.lines[0] == "Rain on the roof"


async def test_a_form_that_is_refused_loses_nothing(hall: Hall) -> None:
    answer = await hall.ann.slash("song")
    sent = await hall.ann.submit(answer.modal, {"words": "[verse]\n[chorus]", "title": "Nothing"})
    refusal = await sent.settled()
    assert refusal.ephemeral
    assert "[verse]" in refusal.files[0].data.decode()
    again = await hall.ann.press(refusal, "Open the form again")
    assert again.modal is not None
    assert again.modal.field("words").value == "[verse]\n[chorus]"
    assert again.modal.field("title").value == "Nothing"
    await hall.ann.submit(again.modal, {"words": "rain"})
    await hall.song()


# --- /lyrics, /cover ------------------------------------------------------------------------------


async def test_lyrics_are_drafted_for_the_person_alone_and_sung_for_everybody(hall: Hall) -> None:
    answer = await hall.ann.slash("lyrics", prompt="rain on the harbour")
    assert answer.ephemeral
    draft = await hall.comes("Rain on the harbour")
    await hall.ann.press(draft, "Sing")
    assert await hall.song() in hall.posts()
    (sung,) = [task for task in hall.band.tasks if task.request.lyrics]
    assert sung.lyrics.lines[0] == "Rain on the harbour"


async def test_lyrics_without_a_wish_open_a_form(hall: Hall) -> None:
    answer = await hall.ann.slash("lyrics")
    assert answer.modal is not None
    field = answer.modal.fields[0]
    await hall.ann.submit(answer.modal, {field.custom_id: "rain on the harbour"})
    await hall.comes("Rain on the harbour")


async def test_a_cover_begins_with_the_words_that_are_heard(hall: Hall, song: bytes) -> None:
    recording = File("Yesterday.mp3", audio(8.0), "audio/mpeg")
    answer = await hall.ann.slash("cover", file=recording, style="jazz, smoky bar")
    heard = await hall.comes("What the singer seems to say")
    assert (await answer.settled()).ephemeral
    assert heard.ephemeral
    await hall.ann.press(heard, "Sing")
    await hall.song()


async def test_a_cover_of_nothing_says_what_is_missing(hall: Hall) -> None:
    answer = await hall.ann.slash("cover", style="jazz")
    assert answer.ephemeral
    assert "“file”" in answer.text


async def test_a_song_that_is_too_large_is_not_even_fetched(hall: Hall) -> None:
    most = hall.app.dialogues.most_audio_bytes
    hall.ann.upload_bytes = most + 1
    answer = await hall.ann.slash("cover", file=File("long.wav", bytes(most + 1), "audio/wav"), style="jazz")
    assert (answer.kind, answer.ephemeral) == ("message", True)
    assert "too large" in answer.text


# --- the others -----------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["songs", "quota", "cancel", "help"])
async def test_what_concerns_one_person_is_shown_to_them_alone(hall: Hall, command: str) -> None:
    answer = await hall.ann.slash(command)
    assert (answer.kind, answer.ephemeral) == ("message", True)
    assert answer.text


async def test_help_begins_a_song(hall: Hall) -> None:
    answer = await hall.ann.slash("help")
    assert "/song" in answer.text
    begun = await hall.ann.press(await answer.settled(), (await answer.settled()).buttons[0].label)
    await hall.ann.submit(begun.modal, {"words": "rain"})
    await hall.song()


async def test_the_newest_song_is_cancelled(hall: Hall, song: bytes) -> None:
    waits = asyncio.Event()
    hall.band.plan([waits, *sings(song)])
    receipt = await hall.ann.slash("song", prompt="rain")
    answer = await hall.ann.slash("cancel")
    assert "Cancelled" in answer.text
    await hall.peer.until(lambda: "Cancelled" in receipt.text)
    waits.set()


async def test_songs_are_listed_with_what_can_be_done_with_them(hall: Hall) -> None:
    await hall.ann.slash("song", prompt="rain", title="Rain")
    await hall.song()
    answer = await hall.ann.slash("songs")
    assert "Rain" in answer.text
    chosen = await hall.ann.choose(
        await answer.settled(), (await answer.settled()).selects[0].custom_id, "Rain"
    )
    assert chosen.kind == "update"
    await hall.ann.press(await answer.settled(), "Post again")
    assert len(await hall.songs(2)) == 2


# --- menus of messages ----------------------------------------------------------------------------


async def test_a_song_is_made_of_somebodys_message(hall: Hall) -> None:
    message = await hall.mia.write(LYRICS, at=hall.room)
    answer = await hall.ann.menu("Make a song from this", message)
    assert answer.ephemeral
    await hall.ann.press(await answer.settled(), "Sing")
    await hall.song()
    assert hall.band.tasks[0].lyrics.lines[0] == "Rain on the roof"


async def test_a_song_is_made_of_the_file_in_a_message(hall: Hall) -> None:
    message = await hall.mia.write("my lyrics", at=hall.room, files=[File("rain.txt", LYRICS.encode())])
    answer = await hall.ann.menu("Make a song from this", message)
    assert "Rain on the roof" in (await answer.settled()).text


async def test_a_picture_beside_the_words_of_a_message_is_no_hindrance(hall: Hall) -> None:
    picture = File("roof.png", b"\x89PNG\r\n\x1a\n" + bytes(100), "image/png")
    message = await hall.mia.write(LYRICS, at=hall.room, files=[picture])
    answer = await hall.ann.menu("Make a song from this", message)
    assert "Rain on the roof" in answer.text


async def test_a_message_without_words_makes_no_song(hall: Hall) -> None:
    message = await hall.mia.write(at=hall.room, files=[File("tune.mp3", audio(2.0), "audio/mpeg")])
    answer = await hall.ann.menu("Make a song from this", message)
    assert answer.ephemeral
    assert "no words" in answer.text


async def test_the_music_in_a_message_is_covered(hall: Hall) -> None:
    message = await hall.mia.write(at=hall.room, files=[File("tune.mp3", audio(8.0), "audio/mpeg")])
    answer = await hall.ann.menu("Cover this", message)
    assert answer.modal is not None or (await answer.settled()).ephemeral


async def test_a_message_without_music_cant_be_covered(hall: Hall) -> None:
    message = await hall.mia.write("no music here", at=hall.room)
    answer = await hall.ann.menu("Cover this", message)
    assert answer.ephemeral
    assert "no music" in answer.text


# --- in time --------------------------------------------------------------------------------------


async def test_what_takes_longer_is_deferred_and_answered_later(hall: Hall) -> None:
    async with hall.slow_studio():
        answer = await hall.ann.slash("song", prompt="rain")
        assert (answer.kind, answer.ephemeral) == ("deferred", False)
    assert "rain" in (await answer.settled()).text
    song = await hall.song()
    assert song.reply_to == (await answer.settled()).id


async def test_what_is_private_is_deferred_for_the_person_alone(hall: Hall) -> None:
    async with hall.slow_studio():
        answer = await hall.ann.slash("quota")
        assert (answer.kind, answer.ephemeral) == ("deferred", True)
    assert "10 songs" in (await answer.settled()).text


async def test_a_refusal_after_a_placeholder_for_everybody_is_for_the_person_alone(
    tmp_path: Path, song: bytes
) -> None:
    async with open_hall(tmp_path, song, quota={"songs": 0, "period": "day"}) as hall:
        async with hall.slow_studio():
            answer = await hall.ann.slash("song", prompt="rain")
            assert answer.kind == "deferred"
        refusal = await hall.comes("no songs here")
        assert refusal.ephemeral
        assert hall.posts() == []


async def test_a_form_that_comes_too_late_is_offered_once_more(hall: Hall) -> None:
    async with hall.slow_studio():
        answer = await hall.ann.slash("lyrics")
        assert answer.kind == "deferred"
    panel = await answer.settled()
    opened = await hall.ann.press(panel, panel.buttons[0].label)
    assert opened.modal is not None


async def test_an_order_stands_though_its_answer_comes_too_late(hall: Hall) -> None:
    async with hall.slow_studio():
        answer = await hall.ann.slash("song", prompt="rain", title="Rain")
        assert answer.kind == "deferred"
        hall.peer.fail("PATCH", "/webhooks/*", Refuse(404, 10015, "Unknown Webhook"))
    receipt = await hall.comes("rain")
    assert not receipt.ephemeral
    song = await hall.song()
    assert song.reply_to == receipt.id


async def test_an_answer_that_was_lost_on_the_way_back_is_not_given_twice(hall: Hall) -> None:
    hall.peer.fail("POST", "/interactions/*", Lose(after=True))
    answer = await hall.ann.slash("song", prompt="rain")
    song = await hall.song()
    assert song.reply_to == (await answer.settled()).id
    assert len(hall.posts()) == 2


async def test_a_file_that_cant_be_fetched_is_asked_for_once_more(hall: Hall) -> None:
    hall.peer.fail("GET", "/ephemeral-attachments/*", Broken(500))
    answer = await hall.ann.slash("song", file=File("rain.txt", LYRICS.encode()))
    refusal = await answer.settled()
    assert refusal.ephemeral
    assert "Send it once more" in refusal.text


async def test_a_mistake_of_the_bots_own_is_said_with_a_code(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(hall.app.dialogues, "quota", broken)
    answer = await hall.ann.slash("quota")
    assert answer.ephemeral
    assert "our side" in answer.text
    assert re.search(r"Code [0-9a-f]{6}", answer.text)


@pytest.mark.parametrize(("locale", "said"), [("ja", "残り"), ("zh-CN", "剩"), ("de", "left")])
async def test_everybody_is_answered_in_the_language_of_their_client(
    hall: Hall, locale: str, said: str
) -> None:
    kei = hall.peer.member("kei", guild=hall.guild, locale=locale)
    assert said in (await kei.slash("quota")).text


async def test_commands_and_their_options_are_named_in_the_language_of_the_client(hall: Hall) -> None:
    kei = hall.peer.member("kei", guild=hall.guild, locale="ja")
    names = {command.name for command in kei.commands()}
    assert {"歌", "歌詞", "カバー", "これで曲を作る"} <= names
    assert "管理" not in names
    assert "admin" in {command.name for command in hall.mia.commands()}
