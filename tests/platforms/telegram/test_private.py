"""What people send to the bot without a command, and what becomes of chats."""

import asyncio
from pathlib import Path
from typing import Any

from bot.domain.job import JobState
from bot.domain.people import Account
from tests.peers.service import audio
from tests.peers.telegram import Message, TelegramPeer, payloads
from tests.platforms.telegram.hall import Hall, bot_in, open_hall
from tests.studio.fakes import sings

LYRICS = "[verse]\nRain on the roof\nall night long\n[chorus]\nSing it away"


async def answer(hall: Hall, asked: Message) -> Message:
    """Wait for the reply to a message of Ann's in her private chat."""
    return await hall.peer.said(hall.ann, fits=lambda one: one.reply_to == asked.id)


def sends(hall: Hall, **what: Any) -> None:
    """Let Ann send what the peer's clients can't, such as a sticker."""
    told = {"message_id": 1_000, "date": 0, "from": payloads.user(hall.ann)}
    hall.peer.updates.put("message", told | {"chat": payloads.chat(hall.ann.private)} | what)


def document(name: str) -> dict[str, Any]:
    """Return a text file of nothing, as a bot is told of it."""
    return {"file_id": name, "file_unique_id": name, "file_name": name, "file_size": 2}


async def until_kept(hall: Hall) -> None:
    """Wait until no place has taken Ann's song."""
    account = Account("telegram", str(hall.ann.id))
    async with asyncio.timeout(30):
        while (await hall.app.desk.songs(account)).entries[0].state is not JobState.KEPT:
            await asyncio.sleep(0.01)


async def test_words_files_and_music_are_taken_as_what_they_are(tmp_path: Path, song: bytes) -> None:
    async with open_hall(tmp_path, song) as hall:
        ann = hall.ann
        shown = await answer(hall, await ann.write(LYRICS))
        assert "Rain on the roof" in shown.text
        await ann.press(shown, "Sing")
        sung = await hall.song(ann)
        assert sung.audio is not None
        assert hall.posts() == [], "nobody in the group reads along"

        wish = await answer(hall, await ann.write("a song about rain"))
        assert len(wish.buttons) == 3
        file = await ann.send("document", "rain.txt", LYRICS.encode(), caption="style: jazz")
        shown = await answer(hall, file)
        assert "Rain on the roof" in shown.text
        assert "Jazz" in shown.text
        for kind, name in [("audio", "tune.mp3"), ("voice", ""), ("document", "take.flac")]:
            tune = await ann.send(kind, name, audio(8.0), caption="as a waltz")
            assert (name or "voice.ogg") in (await answer(hall, tune)).text


async def test_what_is_no_song_is_answered_with_a_reason(tmp_path: Path, song: bytes) -> None:
    async with open_hall(tmp_path, song) as hall:
        ann = hall.ann
        picture = await ann.send("document", "face.png", b"\x89PNG\r\n\x1a\n" + bytes(100))
        assert "picture" in (await answer(hall, picture)).text
        long = await ann.send("document", "long.txt", size=20_000_000)
        assert "too large" in (await answer(hall, long)).text

        sends(hall, sticker={"file_id": "s", "file_unique_id": "s", "width": 1, "height": 1,
                             "is_animated": False, "is_video": False, "type": "regular"})  # fmt: skip
        hint = await hall.comes("I make songs of words", ann)
        for n, name in enumerate(("a.txt", "b.txt", "c.txt")):
            sends(hall, document=document(name), media_group_id="album", message_id=1_100 + n)
        await hall.comes("Only one file", ann, after=hint)
        sends(hall, pinned_message={"message_id": 1, "date": 0, "chat": payloads.chat(ann.private)})
        elsewhere = {"origin": {"type": "hidden_user", "date": 0, "sender_user_name": "kim"}}
        sends(hall, text="/song", external_reply=elsewhere)
        await hall.comes("quote them in your reply", ann)
        sends(hall, text="/weather")
        last = await hall.comes("I don't know /weather", ann)
        assert len([one for one in hall.posts(ann) if one.id > hint.id]) == 3, "an album is answered once"
        assert last.text.count("/admin") == 0


async def test_what_is_handled_twice_is_ordered_and_shown_once(tmp_path: Path, song: bytes) -> None:
    async with TelegramPeer() as peer:
        async with bot_in(peer, tmp_path, song) as hall:
            order = await hall.ann.write("/song a sea shanty")
            await hall.song(hall.ann)
            words = await hall.ann.write(LYRICS)
            panel = await answer(hall, words)
        async with bot_in(peer, tmp_path, song) as hall:
            before = len(hall.posts(hall.ann))
            for again in (order, words):  # as after a crash that came before they were forgotten
                peer.updates.put("message", payloads.message(again))
            await hall.asks_alone("/help")
            assert len(hall.posts(hall.ann)) == before + 1
            assert hall.band.tasks == []
            await hall.ann.press(panel, "Sing")
            await peer.until(lambda: hall.band.tasks)


async def test_who_comes_back_gets_what_was_kept(tmp_path: Path, song: bytes) -> None:
    async with open_hall(tmp_path, song) as hall:
        ann = hall.ann
        held = hall.peer.faults.hold("sendAudio")
        await ann.write("/song rain")
        await held.reached()
        ann.block()
        held.release()
        await until_kept(hall)
        ann.unblock()
        assert (await hall.song(ann)).audio


async def test_a_group_that_becomes_a_supergroup_is_the_same_place(tmp_path: Path, song: bytes) -> None:
    async with open_hall(tmp_path, song) as hall:
        old = hall.peer.group("cellar", basic=True)
        ann = hall.peer.member("ann", old)
        waits = asyncio.Event()
        hall.band.plan([waits, *sings(song)])
        await ann.write("/song rain", at=old)
        receipt = await hall.comes("rain", old)
        await hall.band.waiting.wait()
        old.migrate()
        hall.peer.faults.add("sendAudio", status=413, description="Request Entity Too Large")
        moved = await hall.comes("rain", old, fits=lambda one: one is not receipt)
        waits.set()
        brought = await hall.song(old, after=moved)
        assert brought.file is not None
        assert brought.file.size < len(song), "what is too large is made smaller"
        await hall.peer.until(lambda: "ready" in moved.text)
        await ann.write("/quota", at=old)
        assert "9 of 10" in (await hall.comes("9 of 10", old, after=brought)).text


async def test_an_order_in_a_topic_of_the_private_chat_is_answered_though_the_topic_goes(
    tmp_path: Path, song: bytes
) -> None:
    async with open_hall(tmp_path, song) as hall:
        sends(hall, text="/song rain", message_thread_id=77, is_topic_message=True)
        await hall.comes("rain", hall.ann)
        assert (await hall.song(hall.ann)).thread is None
        wanted = [one.params.get("message_thread_id") for one in hall.peer.asked("sendAudio")]
        assert [str(one) for one in wanted] == ["77", "None"], "where it was asked for comes first"


async def test_everybody_is_answered_in_their_own_language(tmp_path: Path, song: bytes) -> None:
    async with open_hall(tmp_path, song) as hall:
        kei = hall.peer.person("kei", language="ja")
        await kei.write("/song private: maybe")
        await hall.comes("「private」には yes か no", kei)
        lin = hall.peer.person("lin", language="zh-hans")
        await lin.write("/cancel")
        await hall.comes("取消", lin)
