"""Kill the bot while it speaks to a vendor: nothing is bought twice, every song arrives or is refunded."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from tests.contract.world import World
from tests.peers.fun_music import FunMusic
from tests.peers.minimax import MiniMax
from tests.peers.senseaudio import SenseAudio
from tests.peers.service import KEY, Peer

ORDER = "/song prompt: A warm folk song about a lighthouse and its keeper"
OWN_WORDS = "/song lyrics: The kettle hums, the morning's slow, a paper bird in the window's glow"
FIRST_STEP = 3
"""The last transaction before the first call is written down."""
AT_ONCE = 3
pytestmark = pytest.mark.timeout(300)

Make = Callable[[Path], Peer]
LAST_STEPS = {"fun_music": 6, "fun_music-stream": 6, "minimax": 8, "senseaudio": 9}
"""The transaction that finds the song on the disk."""
SERVICES: dict[str, tuple[Make, dict[str, Any]]] = {
    "fun_music": (FunMusic, {"stream": False}),
    "fun_music-stream": (FunMusic, {}),
    "minimax": (MiniMax, {}),
    "senseaudio": (lambda folder: SenseAudio(folder, polls=1), {"poll_s": 0.05}),
}


def world_with(folder: Path, song: bytes, peer: Peer, keys: dict[str, Any]) -> World:
    """Return a world in which one vendor is on; its peer is on already."""
    section = {"api_key": KEY, "base_url": peer.url, **keys}
    return World(folder, song, services=(peer.name,), providers={peer.name: section})


def songs_of(peer: Peer) -> int:
    return sum(charge.what == "song" for charge in peer.billed())


async def finish(world: World) -> None:
    """Start the bot anew, wait for the end of the order, and look at the books."""
    await world.start()
    await world.chat.until(world.chat.is_read)
    await world.until_ended()
    assert await world.stop() == 0, world.log()
    world.check_books()


@pytest.mark.parametrize("name", SERVICES)
async def test_kill_after_any_step(name: str, tmp_path: Path, song: bytes) -> None:
    make, keys = SERVICES[name]
    slots = asyncio.Semaphore(AT_ONCE)

    async def one(n: int) -> str:
        folder = tmp_path / str(n)
        folder.mkdir()
        async with slots, make(folder) as peer, world_with(folder, song, peer, keys) as world:
            world.chat.say(ORDER, message="1")
            bot = await world.start(die_at=n, die="after")
            async with asyncio.timeout(60):
                assert await bot.wait() == -9, world.log()
            known = world.rows("SELECT kind, answer IS NOT NULL OR remote_id IS NOT NULL FROM calls")
            sent = sum(seen.method == "POST" for seen in peer.seen)
            await finish(world)
            open_calls = [kind for kind, is_known in known if not is_known]
            # What was on its way when the bot died is never sent again; everything else goes on.
            assert world.state() == ("failed" if open_calls else "done"), world.log()
            assert songs_of(peer) <= 1
            if open_calls:
                assert sum(seen.method == "POST" for seen in peer.seen) == sent
            else:
                assert songs_of(peer) == 1
            return world.state()

    ends = await asyncio.gather(*(one(n) for n in range(FIRST_STEP, LAST_STEPS[name] + 1)))
    assert {"done", "failed"} <= set(ends), "the kills did not reach the calls"


@pytest.mark.parametrize("name", ["fun_music", "fun_music-stream", "minimax", "senseaudio"])
async def test_kill_while_the_service_sings(name: str, tmp_path: Path, song: bytes) -> None:
    make, keys = SERVICES[name]
    order = ORDER if name.startswith("fun_music") else OWN_WORDS
    async with make(tmp_path) as peer, world_with(tmp_path, song, peer, keys) as world:
        peer.hold.clear()
        world.chat.say(order, message="1")
        bot = await world.start()
        await waited(peer.waiting.wait())
        world.kill()
        await bot.wait()
        peer.hold.set()
        await finish(world)
        assert (world.state(), songs_of(peer)) == ("failed", 1), world.log()
        assert sum(seen.method == "POST" for seen in peer.seen) == 1


async def test_a_task_is_asked_for_and_never_bought_again(tmp_path: Path, song: bytes) -> None:
    make, keys = SERVICES["senseaudio"]
    async with make(tmp_path) as peer, world_with(tmp_path, song, peer, keys) as world:
        world.chat.say(OWN_WORDS, message="1")
        bot = await world.start()
        async with asyncio.timeout(30):
            while not world.rows("SELECT 1 FROM calls WHERE remote_id IS NOT NULL"):
                await asyncio.sleep(0.01)
        world.kill()
        await bot.wait()
        await finish(world)
        assert (world.state(), songs_of(peer)) == ("done", 1), world.log()
        assert sum(seen.method == "POST" for seen in peer.seen) == 1


async def waited(something: Awaitable[object]) -> None:
    async with asyncio.timeout(60):
        await something
