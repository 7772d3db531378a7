"""Kill the bot anywhere: every song is delivered, or refunded and told, and nothing is bought twice."""

import asyncio
from pathlib import Path

import pytest

from tests.contract.world import PRICED, World
from tests.processes import appears, children, is_running

ORDER = "/song prompt: a song about lighthouses"
SHORT_WORDS = "/song lyrics: The lamp goes round, the sea is wide, and nobody is at the tide"
AT_ONCE = 3
"""Bots that run at the same time; each is a process."""
pytestmark = pytest.mark.timeout(300)


async def killed_and_restarted(world: World, **first: object) -> bool:
    """Order a song from a bot that dies, start it again, and wait for the end; False if it didn't die."""
    world.chat.say(ORDER, message="1")
    bot = await world.start(**first)
    ended = asyncio.create_task(world.until_ended())
    died = asyncio.create_task(bot.wait())
    await asyncio.wait([ended, died], return_when=asyncio.FIRST_COMPLETED)
    if died.done():
        assert bot.returncode == -9, world.log()
        await world.start()
        await world.chat.until(world.chat.is_read)
    await ended
    died.cancel()
    code = await world.stop()
    if code == -9:  # the last step of all was the end
        await world.start()
        await world.chat.until(world.chat.is_read)
        code = await world.stop()
    assert code == 0, world.log()
    world.check_books()
    return bot.returncode == -9


@pytest.mark.parametrize("service", ["polling", "blocking", "streaming"])
async def test_kill_before_any_step(tmp_path: Path, song: bytes, service: str) -> None:
    """The vendors' own providers are killed after each step, in test_kill_services.py."""
    slots = asyncio.Semaphore(AT_ONCE)

    async def one(n: int) -> tuple[bool, str, int]:
        async with slots, World(tmp_path / str(n), song, services=(service,), **PRICED) as world:
            killed = await killed_and_restarted(world, die_at=n, die="before")
            world.check_money()
            return killed, world.state(), len(world.vendors.billed())

    ends = await asyncio.gather(*(one(n) for n in range(1, 14)))
    died = [end for end in ends if end[0]]
    assert 9 <= len(died) < len(ends), "the kills did not reach from the first step to the last"
    if service == "polling":
        # Only between "sent" and "has an id" is the outcome unknown; from then on the song arrives.
        assert sum(state == "failed" for _, state, _ in died) <= 2
    assert all(billed == 1 for _, state, billed in ends if state == "done")


async def test_kill_while_an_unknown_outcome_is_written_down(tmp_path: Path, song: bytes) -> None:
    slots = asyncio.Semaphore(AT_ONCE)

    async def one(n: int) -> None:
        async with slots, World(tmp_path / str(n), song, services=("blocking", "polling")) as world:
            world.vendors.cuts = 1
            await killed_and_restarted(world, die_at=n, die="after")
            billed = world.vendors.billed()
            assert (world.state(), len(billed)) == ("failed", 1), world.log()
            assert world.rows("SELECT outcome FROM calls") == [("unknown",)]

    await asyncio.gather(*(one(n) for n in range(5, 9)))


@pytest.mark.parametrize(
    ("service", "moment", "state"),
    [
        ("polling", "submit", "failed"),
        ("polling", "billed", "failed"),
        ("polling", "poll", "done"),
        ("polling", "poll-done", "done"),
        ("polling", "download", "done"),
        ("polling", "download-middle", "done"),
        ("blocking", "submit", "failed"),
        ("blocking", "billed", "failed"),
        ("blocking", "answered", "failed"),
        ("blocking", "download", "done"),
        ("blocking", "download-middle", "done"),
        ("streaming", "answered", "failed"),
        ("streaming", "download-middle", "failed"),
    ],
)
async def test_kill_inside_a_call_to_the_service(
    tmp_path: Path, song: bytes, service: str, moment: str, state: str
) -> None:
    async with World(tmp_path, song, services=(service,)) as world:
        world.vendors.at(moment, world.kill)  # type: ignore[arg-type]
        assert await killed_and_restarted(world)
        assert world.state() == state


@pytest.mark.parametrize("moment", ["order-sent", "post", "posted"])
async def test_kill_inside_a_call_to_the_chat(tmp_path: Path, song: bytes, moment: str) -> None:
    async with World(tmp_path, song, services=("polling",)) as world:
        world.chat.at(moment, world.kill)  # type: ignore[arg-type]
        assert await killed_and_restarted(world)
        assert world.state() == "done"


async def test_offline_singer_dies_with_the_bot_and_sings_again(tmp_path: Path, song: bytes) -> None:
    async with World(tmp_path, song, services=("offline",)) as world:
        world.chat.say(SHORT_WORDS, message="1")
        bot = await world.start()
        worker = await appears(lambda: children(bot.pid))
        world.kill()
        await bot.wait()
        async with asyncio.timeout(2):
            while is_running(worker):
                await asyncio.sleep(0.02)
        await world.start()
        await world.until_ended(timeout_s=90)
        assert await world.stop() == 0, world.log()
        world.check_books()
        assert world.state() == "done"
        assert world.chat.results()[0].audio_bytes > 100_000
