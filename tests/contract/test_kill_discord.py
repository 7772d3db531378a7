"""Kill a bot that is on Discord: one post of each song, nothing bought twice, and nobody is left in the dark.

The bot is a process of its own, with the code of `troubadour run`; Discord and the service are peers here, and
outlive it.
"""

import asyncio
from abc import ABC, abstractmethod
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.contract.discord_world import WORDS, DiscordWorld
from tests.peers.discord import Answer, Channel, Message
from tests.peers.minimax import MiniMax
from tests.peers.senseaudio import SenseAudio

POSTS = "/channels/*/messages"
QUICK = {"poll_s": 0.05}
pytestmark = pytest.mark.timeout(300)


class Story(ABC):
    """Something that somebody does, which the bot may not survive."""

    def __init__(self, world: DiscordWorld, n: int) -> None:
        self.world, self.n, self.title = world, n, f"Rain {n}"

    async def begin(self) -> None:
        """Do what comes before it."""

    @abstractmethod
    async def act(self) -> None:
        """Do it, and wait until nothing more happens."""

    @abstractmethod
    async def check(self) -> None:
        """Look at it after the restart: it came to an end, once."""

    async def song(self, **options: Any) -> Message:
        """Have a song made by a bot that lives, and return its post."""
        await self.world.ann.slash("song", lyrics=WORDS, title=self.title, **options)
        await self.world.quiet()
        job = self.world.job(self.title)
        assert job is not None
        (song,) = self.world.songs(job[0])
        return song


class Order(Story):
    """A song is ordered."""

    private = False
    words = WORDS

    def __init__(self, world: DiscordWorld, n: int) -> None:
        super().__init__(world, n)
        self.asked = len(world.peer.answers)

    @property
    def where(self) -> Channel:
        """Where the song goes."""
        return self.world.ann.dm if self.private else self.world.room

    async def act(self) -> None:
        await self.world.ann.slash("song", lyrics=self.words, title=self.title, private=self.private)
        await self.end()

    async def end(self) -> str:
        """Wait until nothing more happens; return how the order has ended."""
        await self.world.quiet()
        state = self.world.check_order(self.title, self.where)
        if state:
            answer = next(iter(self.world.peer.answers[self.asked :]), None)
            await self.world.receipt_is_final(answer, state)
        return state

    async def check(self) -> None:
        world = self.world
        if not await self.end():
            return
        job = world.job(self.title)
        assert job is not None
        for song in world.songs(job[0], self.where):
            words = await world.ann.press(song, "Lyrics file")
            assert (await words.settled()).files
        if self.private:
            assert not world.songs(job[0], world.room)


class PrivateOrder(Order):
    """A song is ordered that nobody else is to hear of."""

    private = True


class RefusedOrder(Order):
    """A song is ordered that the service will not sing."""

    words = f"{WORDS}\nand a badword"


STORIES: dict[type[Story], int] = {Order: 9, PrivateOrder: 9, RefusedOrder: 5}
"""How often the bot has to have died in each of them, at the least."""


async def dies_at_every_step(story: type[Story], folder: Path, first: int, every: int) -> int:
    """Let the bot die at one step after the other; each restart ends what the bot before it began."""
    folder.mkdir()
    before = None
    async with SenseAudio(folder, polls=1) as vendor, DiscordWorld(folder, vendor, keys=QUICK) as world:
        for n in count(first, every):
            await world.start(die_at=n)
            if before is not None:
                await before.check()
            now = story(world, n)
            await now.begin()
            world.arm()
            if await world.survives(now.act()):
                await world.stop()
                assert world.peer.violations == []
                return (n - first) // every
            before = now
    raise AssertionError


@pytest.mark.parametrize("story", STORIES)
async def test_kill_at_every_step(story: type[Story], tmp_path: Path) -> None:
    deaths = await asyncio.gather(
        *(dies_at_every_step(story, tmp_path / str(first), first, 2) for first in (1, 2))
    )
    assert sum(deaths) >= STORIES[story]
