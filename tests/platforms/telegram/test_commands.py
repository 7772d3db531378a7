"""What commands in groups and private chats are answered with, and by whom they can be used."""

from pathlib import Path
from typing import Any

from tests.peers.service import audio
from tests.peers.telegram import BOT_NAME, Message, Person
from tests.platforms.telegram.hall import Hall, open_hall
from tests.platforms.tones import write_tone
from tests.studio.fakes import sings

LYRICS = "[verse]\nRain on the roof\nall night long\n[chorus]\nSing it away"


async def answer(hall: Hall, asked: Message, at: Any = None) -> Message:
    """Wait for the reply to a message, in the group unless it is said where."""
    return await hall.peer.said(at or hall.group, fits=lambda one: one.reply_to == asked.id and not one.audio)


async def test_a_song_is_ordered_by_typing_it_or_by_pointing_at_the_words(
    tmp_path: Path, song: bytes
) -> None:
    async with open_hall(tmp_path, song) as hall:
        ann, mia, group, sung = hall.ann, hall.mia, hall.group, hall.band.tasks

        order = await ann.write(f"/song@{BOT_NAME} a sea shanty about debugging\nstyle: folk", at=group)
        receipt = await answer(hall, order)
        assert "a sea shanty about debugging" in receipt.text
        assert receipt.silent, "in a group an answer makes no sound"
        assert await hall.peer.said(group, fits=lambda one: one.audio and one.reply_to == order.id)
        assert (sung[0].request.prompt, sung[0].request.style) == ("a sea shanty about debugging", "folk")

        poem = await mia.write(LYRICS, at=group)
        order = await ann.write("/song style: jazz", at=group, reply_to=poem)
        assert "Rain on the roof" in (await answer(hall, order)).text
        await hall.peer.said(group, fits=lambda one: one.audio and one.reply_to == order.id)
        assert (sung[1].request.lyrics, sung[1].request.style) == (LYRICS, "jazz")

        file = await mia.send("document", "kettle.lrc", b"[00:01.00]The kettle sings\n", at=group)
        order = await ann.write("/song", at=group, reply_to=file)
        await answer(hall, order)
        order = await ann.send("document", "a.txt", LYRICS.encode(), caption="/song voice: male", at=group)
        await answer(hall, order)
        await hall.peer.until(lambda: len(sung) == 4)
        assert sung[2].request.lyrics == "The kettle sings"
        assert (sung[3].request.lyrics, sung[3].request.voice) == (LYRICS, "male")

        write_tone(tmp_path / "polka.wav", 2.0)
        hall.band.plan(sings((tmp_path / "polka.wav").read_bytes()))
        order = await ann.write("/song a polka\nformat: wav", at=group)
        wav = await hall.peer.said(group, fits=lambda one: one.document and one.reply_to == order.id)
        assert wav.document is not None
        assert wav.document.name.endswith(".wav")
        assert wav.document.data.startswith(b"RIFF"), "what has no player comes as a file"

        other = await mia.write("/song a waltz about tea", at=group)
        order = await ann.write("/song", at=group, reply_to=other)
        assert "a waltz about tea" in (await answer(hall, order)).text, "the words without their command"


async def test_what_cant_be_sung_is_answered_with_what_to_do(tmp_path: Path, song: bytes) -> None:
    async with open_hall(tmp_path, song) as hall:
        ann, mia, group = hall.ann, hall.mia, hall.group
        memo = await mia.send("voice", "", audio(1.0), at=group)
        poem = await mia.write(LYRICS, at=group)
        for text, pointed, said in [
            ("/song", memo, "no words in the message"),
            ("/lyrics", memo, "no words in the message"),
            (f"/song {LYRICS}", poem, "Choose one of them"),
            ("/song voice: loud", None, "female"),
            ("/cover", poem, "no music in this message"),
            ("/cover", None, "reply with /cover"),
            ("/lyrics voice: male", None, "prompt"),
        ]:
            asked = await ann.write(text, at=group, reply_to=pointed)
            assert said in (await answer(hall, asked)).text
        asked = await ann.send("audio", "tune.mp3", audio(1.0), caption="/song", at=group)
        assert "music and not lyrics" in (await answer(hall, asked)).text

        asked = await ann.write("/song style: jazz", at=group)
        blank = await answer(hall, asked)
        await ann.press(blank, blank.buttons[0].label)
        sheet = await hall.comes("jazz", after=blank)
        assert sheet.buttons, "what is missing is asked for, and nothing is forgotten"
        assert hall.band.tasks == []


async def test_words_are_drafted_about_a_wish_or_a_message(tmp_path: Path, song: bytes) -> None:
    async with open_hall(tmp_path, song) as hall:
        idea = await hall.mia.write("the kettle that never boils", at=hall.group)
        asked = await hall.ann.write("/lyrics as a waltz", at=hall.group, reply_to=idea)
        panel = await answer(hall, asked)
        await hall.peer.until(lambda: hall.band.tasks)
        assert hall.band.tasks[0].request.prompt == "as a waltz\n\nthe kettle that never boils"
        await hall.peer.until(lambda: panel.buttons)
        assert len(hall.posts()) == 1, "what was written stands where it was asked for"


async def test_a_song_that_is_to_be_covered_is_pointed_at(tmp_path: Path, song: bytes) -> None:
    async with open_hall(tmp_path, song) as hall:
        ann, mia, group = hall.ann, hall.mia, hall.group
        tune = await mia.send("audio", "tune.mp3", audio(8.0), at=group)
        asked = await ann.write("/cover style: smoky jazz", at=group, reply_to=tune)
        assert "tune.mp3" in (await answer(hall, asked)).text
        asked = await ann.send("document", "take.wav", audio(8.0), caption="/cover as a waltz", at=group)
        assert "take.wav" in (await answer(hall, asked)).text
        asked = await ann.write("/cover link: https://example.org/tune.mp3", at=group)
        assert "example.org" in (await answer(hall, asked)).text


async def test_only_what_is_meant_for_the_bot_is_answered(tmp_path: Path, song: bytes) -> None:
    async with open_hall(tmp_path, song) as hall:
        hall.peer.privacy = False
        ann, group = hall.ann, hall.group
        await ann.write("/song@another_bot rain", at=group)
        await ann.write("/weather", at=group)
        await ann.write("what a day", at=group)
        await ann.send("audio", "tune.mp3", audio(1.0), at=group)
        await ann.write("/song the news", at=group, channel="news", forwarded=True)
        named = await ann.write(f"/weather@{BOT_NAME}", at=group)
        known = await answer(hall, named)
        assert "/weather" in known.text
        assert "/song" in known.text
        assert "/admin" not in known.text
        asked = await hall.mia.write(f"/weather@{BOT_NAME}", at=group)
        assert "/admin" in (await answer(hall, asked)).text
        asked = await ann.write("/weather")
        assert "/quota" in (await answer(hall, asked, ann)).text
        assert len(hall.posts()) == 2


async def test_nobody_in_particular_gets_help_but_no_song(tmp_path: Path, song: bytes) -> None:
    async with open_hall(tmp_path, song) as hall:
        mia, group = hall.mia, hall.group
        for text in ("/song rain", "/songs", "/quota"):
            asked = await mia.write(text, at=group, anonymous=True)
            assert "Write as yourself" in (await answer(hall, asked)).text
        asked = await mia.write("/help", at=group, anonymous=True)
        assert "/admin" in (await answer(hall, asked)).text, "who writes as the group moderates it"
        asked = await hall.ann.write("/song rain", at=group, channel="news")
        assert "Write as yourself" in (await answer(hall, asked)).text
        asked = await hall.ann.write("/admin", at=group, channel="news")
        assert "Only moderators" in (await answer(hall, asked)).text
        assert hall.band.tasks == []


async def test_answers_stay_in_their_topic_and_its_opening_is_no_message_to_sing(
    tmp_path: Path, song: bytes
) -> None:
    async with open_hall(tmp_path, song) as hall:
        group = hall.peer.group("stage", forum=True)
        ann = hall.peer.member("ann", group)
        jazz = group.topic("jazz")
        asked = await ann.write("/song", at=jazz)
        question = await answer(hall, asked, jazz)
        assert question.asks
        order = await ann.write("/song rain", at=jazz)
        assert "rain" in (await answer(hall, order, jazz)).text
        assert await hall.peer.said(jazz, fits=lambda one: one.audio)
        order = await ann.write("/song snow", at=group.general)
        assert (await answer(hall, order, group)).thread is None


async def test_a_secret_song_goes_to_the_private_chat_and_waits_until_that_is_open(
    tmp_path: Path, song: bytes
) -> None:
    async with open_hall(tmp_path, song) as hall:
        group, bob = hall.group, hall.peer.member("bob", hall.group)
        order = await bob.write("/song a surprise for mia\nprivate: yes", at=group)
        hint = await answer(hall, order)
        assert hint.buttons[0].url == f"https://t.me/{BOT_NAME}"
        assert "surprise" not in hint.text
        asked = await bob.write("/songs", at=group)
        assert "press Start" in (await answer(hall, asked)).text
        await bob.start()
        kept = await hall.peer.said(bob, fits=lambda one: one.audio)
        assert kept.audio is not None

        before = len(hall.posts())
        await bob.write("/song another one\nprivate: yes", at=group)
        receipt = await hall.peer.said(bob, "another one")
        assert not receipt.silent
        await hall.peer.said(bob, fits=lambda one: one.audio, after=receipt)
        assert len(hall.posts()) == before

        asked = await bob.write("/songs", at=group)
        assert (await answer(hall, asked)).buttons[0].url
        listed = await hall.peer.said(bob, "Your songs")
        assert listed.buttons
        assert not any(one.buttons[0].data for one in hall.posts() if one.buttons and not one.audio)


async def test_everything_else_there_is_to_ask(tmp_path: Path, song: bytes) -> None:
    async with open_hall(tmp_path, song) as hall:
        ann, group = hall.ann, hall.group
        kei: Person = hall.peer.member("kei", group, language="ja")
        for text, said in [
            ("/cancel", "no song of yours to cancel"),
            ("/quota", "songs"),
            ("/help", "“private: yes”"),
            ("/lyrics", "what shall the words be about?"),
            ("/start", "I make whole songs"),
            ("/admin", "Only moderators"),
        ]:
            asked = await ann.write(text, at=group)
            assert said in (await answer(hall, asked)).text
        asked = await kei.write("/cancel", at=group)
        assert "キャンセル" in (await answer(hall, asked)).text
        asked = await ann.write("/start")
        welcome = await answer(hall, asked, ann)
        await ann.press(welcome, welcome.buttons[0].label)
        await ann.press(welcome, welcome.buttons[0].label)
        await hall.peer.said(ann, fits=lambda one: one.audio)
        assert len(hall.band.tasks) == 1, "the example is sung once"
        await ann.press(welcome, welcome.buttons[1].label)
        assert (await hall.peer.said(ann, fits=lambda one: one.asks)).hint
