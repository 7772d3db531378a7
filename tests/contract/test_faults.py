"""Services and chats that are difficult: what the member gets, what the bill and the ledger say."""

import asyncio
from pathlib import Path

import pytest

from tests.contract.world import World
from tests.peers.chat import Mood

ORDER = "/song prompt: a song about lighthouses"
pytestmark = pytest.mark.timeout(120)


async def order_and_wait(world: World) -> None:
    world.chat.say(ORDER, message="1")
    await world.start()
    await world.until_ended()
    assert await world.stop() == 0, world.log()
    world.check_books()


@pytest.mark.parametrize("mood", ["refuses", "loses-answer"])
async def test_difficult_chat_gets_the_song_once(tmp_path: Path, song: bytes, mood: Mood) -> None:
    async with World(tmp_path, song, services=("polling",)) as world:
        world.chat.behave(mood)
        await order_and_wait(world)
        assert world.state() == "done"
        assert len(world.chat.results()) == 1


async def test_song_whose_chat_is_gone_is_kept_until_the_next_contact(tmp_path: Path, song: bytes) -> None:
    async with World(tmp_path, song, services=("polling",)) as world:
        world.chat.gone.add("room")
        world.chat.say(ORDER, message="1")
        await world.start()
        await until_state(world, "kept")
        world.check_books()
        assert await world.stop() == 0
        await world.start()
        world.chat.say("hello again", message="2", chat="elsewhere")
        await world.until_ended()
        assert await world.stop() == 0, world.log()
        world.check_books()
        assert [post.chat for post in world.chat.results()] == ["elsewhere"]
        assert len(world.vendors.billed()) == 1


async def test_busy_service_is_asked_again_and_billed_once(tmp_path: Path, song: bytes) -> None:
    async with World(tmp_path, song, services=("blocking",)) as world:
        world.vendors.refuse(429, "busy")
        await order_and_wait(world)
        assert world.state() == "done"
        assert len(world.vendors.billed()) == 1
        outcomes = [row[0] for row in world.rows("SELECT outcome FROM calls ORDER BY n")]
        assert outcomes == ["refused", "answered"]


async def test_busy_service_hands_the_order_on_to_another(tmp_path: Path, song: bytes) -> None:
    async with World(tmp_path, song, services=("blocking", "polling")) as world:
        world.vendors.refuse(429, "busy")
        await order_and_wait(world)
        assert world.state() == "done"
        assert [row[0] for row in world.rows("SELECT provider FROM calls ORDER BY n")] == [
            "blocking",
            "polling",
        ]


async def test_words_refused_for_their_content_go_to_nobody_else(tmp_path: Path, song: bytes) -> None:
    async with World(tmp_path, song, services=("blocking", "polling")) as world:
        world.vendors.refuse(400, "moderated")
        await order_and_wait(world)
        assert world.state() == "failed"
        assert world.vendors.billed() == []
        assert len(world.rows("SELECT 1 FROM calls")) == 1


async def test_junk_instead_of_audio_is_refunded_and_told(tmp_path: Path) -> None:
    async with World(tmp_path, b"<html>not a song</html>" * 100, services=("polling",)) as world:
        await order_and_wait(world)
        assert world.state() == "failed"
        assert not list((world.data_dir / "songs").glob("*/*"))


async def test_same_message_sent_twice_is_one_song(tmp_path: Path, song: bytes) -> None:
    async with World(tmp_path, song, services=("polling",)) as world:
        world.chat.say(ORDER, message="1")
        world.chat.say(ORDER, message="1")
        await world.start()
        await world.until_ended()
        assert await world.stop() == 0, world.log()
        world.check_books()
        assert len(world.chat.results()) == 1
        assert len(world.rows("SELECT 1 FROM jobs")) == 1


async def test_polite_stop_waits_for_the_call_that_nobody_could_look_up(tmp_path: Path, song: bytes) -> None:
    async with World(tmp_path, song, services=("blocking",)) as world:
        world.vendors.hold.clear()
        world.chat.say(ORDER, message="1")
        await world.start()
        await world.vendors.waiting.wait()
        stopping = asyncio.create_task(world.stop())
        done, _ = await asyncio.wait([stopping], timeout=1)
        assert not done
        world.vendors.hold.set()
        assert await stopping == 0, world.log()
        assert world.state() == "running"
        await world.start()
        await world.until_ended()
        assert await world.stop() == 0, world.log()
        world.check_books()
        assert world.state() == "done"
        assert len(world.vendors.billed()) == 1


async def test_stop_without_grace_ends_in_an_unknown_outcome(tmp_path: Path, song: bytes) -> None:
    async with World(tmp_path, song, services=("blocking",), limits={"grace_s": 0}) as world:
        world.vendors.hold.clear()
        world.chat.say(ORDER, message="1")
        await world.start()
        await world.vendors.waiting.wait()
        assert await world.stop() == 0, world.log()
        await world.start()
        await world.until_ended()
        assert await world.stop() == 0, world.log()
        world.check_books()
        assert world.state() == "failed"
        assert world.rows("SELECT outcome FROM calls") == [("unknown",)]


async def test_polls_are_left_at_a_polite_stop_and_go_on_at_the_next_start(
    tmp_path: Path, song: bytes
) -> None:
    async with World(tmp_path, song, services=("polling",)) as world:
        polled = asyncio.Event()
        world.vendors.at("poll", polled.set)
        world.chat.say(ORDER, message="1")
        await world.start()
        await polled.wait()
        assert await world.stop() == 0, world.log()
        await world.start()
        await world.until_ended()
        assert await world.stop() == 0, world.log()
        world.check_books()
        assert world.state() == "done"
        assert len(world.vendors.billed()) == 1


async def test_song_that_waits_can_be_cancelled_and_is_refunded(tmp_path: Path, song: bytes) -> None:
    async with World(tmp_path, song, services=("blocking",), concurrent=1) as world:
        world.vendors.hold.clear()
        world.chat.say(ORDER, message="1")
        world.chat.say(ORDER, message="2", who="ben")
        await world.start()
        await world.vendors.waiting.wait()
        await world.chat.until(lambda: len(world.chat.answers) == 2)
        world.chat.say("/cancel", message="3", who="ben")
        world.chat.say("/cancel", message="4", who="ann")
        await world.chat.until(lambda: len(world.chat.answers) == 4)
        assert [answer["outcome"] for answer in world.chat.answers[2:]] == ["cancelled", "singing"]
        world.vendors.hold.set()
        await world.until_ended(2)
        assert await world.stop() == 0, world.log()
        world.check_books()
        assert sorted(row[0] for row in world.rows("SELECT state FROM jobs")) == ["cancelled", "done"]


async def test_offline_song_is_cancelled_while_it_is_sung(tmp_path: Path, song: bytes) -> None:
    async with World(tmp_path, song, services=("offline",)) as world:
        world.chat.say(ORDER, message="1")
        await world.start()
        await world.chat.until(lambda: len(world.chat.answers) == 1)
        async with asyncio.timeout(30):
            while not list((world.data_dir / "work").glob("*/song.mp3")):
                await asyncio.sleep(0.02)
        world.chat.say("/cancel", message="2")
        await world.chat.until(lambda: len(world.chat.answers) == 2)
        assert world.chat.answers[1]["outcome"] == "cancelled"
        assert await world.stop() == 0, world.log()
        world.check_books()
        assert not list((world.data_dir / "work").glob("*"))


async def test_second_bot_on_the_same_folder_is_refused(tmp_path: Path, song: bytes) -> None:
    async with World(tmp_path, song, services=("polling",)) as world:
        first = await world.start()
        await world.chat.until(world.chat.is_read)
        second = await world.start()
        assert await second.wait() == 1
        assert "data-locked" in world.log()
        first.terminate()
        assert await first.wait() == 0


async def test_quota_is_kept_across_a_crash(tmp_path: Path, song: bytes) -> None:
    async with World(tmp_path, song, services=("polling",), quota={"songs": 1}) as world:
        world.chat.at("post", world.kill)
        world.chat.say(ORDER, message="1")
        bot = await world.start()
        await bot.wait()
        await world.start()
        await world.until_ended()
        world.chat.say(ORDER, message="2")
        await world.chat.until(lambda: len(world.chat.answers) == 2)
        assert world.chat.answers[1]["refused"] == "quota-exceeded"
        assert await world.stop() == 0, world.log()
        world.check_books()


async def until_state(world: World, state: str, *, timeout_s: float = 30) -> None:
    async with asyncio.timeout(timeout_s):
        while not world.rows("SELECT 1 FROM jobs") or world.state() != state:
            await asyncio.sleep(0.02)
