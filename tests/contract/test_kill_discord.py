"""Kill a bot that is on Discord: one post of each song, nothing bought twice, and nobody is left in the dark.

The bot is a process of its own, with the code of `troubadour run`; Discord and the service are peers here,
and outlive it.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Coroutine
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.contract.chat_world import BUSY_S, WORDS
from tests.contract.discord_world import DiscordWorld
from tests.contract.stories import Deaths, Story, dies
from tests.peers.discord import Answer, Channel, Message
from tests.peers.minimax import MiniMax
from tests.peers.senseaudio import SenseAudio
from tests.platforms.discord.hall import is_song
from tests.platforms.discord.test_moderation_requests import asks, is_request

POSTS = "/channels/*/messages"
TITLE = "Rain"
FOR_EVER = 1_000_000
QUICK = {"poll_s": 0.05}
pytestmark = pytest.mark.timeout(300)


class DiscordStory(Story[DiscordWorld]):
    """Something that somebody does on Discord."""

    async def song(self, **options: Any) -> Message:
        """Have a song made by a bot that lives, and return its post."""
        await self.world.ann.slash("song", lyrics=WORDS, title=self.title, **options)
        await self.world.quiet()
        (song,) = self.world.songs(self.world.job_id(self.title))
        return song


class Order(DiscordStory):
    """A song is ordered."""

    at_once: tuple[Deaths, ...] = (Deaths(1, 3), Deaths(2, 3), Deaths(3, 3))
    least_deaths = 10
    private = False
    words = WORDS

    @property
    def where(self) -> Channel:
        """Where the song goes."""
        return self.world.ann.dm if self.private else self.world.room

    async def begin(self) -> None:
        self.answers_before = len(self.world.peer.answers)

    async def act(self) -> None:
        await self.world.ann.slash("song", lyrics=self.words, title=self.title, private=self.private)
        await self.end()

    async def end(self) -> str:
        """Wait until nothing more happens; return how the order has ended."""
        await self.world.quiet()
        state = self.world.check_order(self.title, self.where)
        if state:
            answer = next(iter(self.world.peer.answers[self.answers_before :]), None)
            await self.world.receipt_is_final(answer, state)
        return state

    async def check(self) -> None:
        if not await self.end():
            return
        job_id = self.world.job_id(self.title)
        for song in self.world.songs(job_id, self.where):
            words = await self.world.ann.press(song, "Lyrics file")
            assert (await words.settled()).files
        if self.private:
            assert not self.world.songs(job_id, self.world.room)


class PrivateOrder(Order):
    """A song is ordered that nobody else is to hear of; until it is posted, it is an order like others."""

    at_once = (Deaths(2, 7), Deaths(8, 2), Deaths(9, 2))
    least_deaths = 5
    private = True


class RefusedOrder(Order):
    """A song is ordered that the service will not sing."""

    at_once = (Deaths(5, 2), Deaths(6, 2))
    least_deaths = 4
    words = f"{WORDS}\nand a badword"


class PostedAgain(DiscordStory):
    """A song is posted once more, without being paid again."""

    least_deaths = 4

    async def begin(self) -> None:
        await self.song()
        self.panel = await shown(self.world.ann.slash("songs"))
        await self.world.ann.choose(self.panel, self.panel.selects[0].custom_id, self.title)

    async def act(self) -> None:
        await self.world.ann.press(self.panel, "Post again")
        await self.world.quiet()

    async def check(self) -> None:
        job_id = self.world.job_id(self.title)
        if not self.world.rows(f"SELECT 1 FROM news WHERE content LIKE '%{job_id}%'"):
            await self.act()  # nothing was done, and the panel is as it was
        await self.world.quiet()
        assert len(self.world.songs(job_id)) == 2
        assert self.world.sold()[self.title] == 1


class Deleted(DiscordStory):
    """A song is deleted by its owner."""

    least_deaths = 4

    async def begin(self) -> None:
        self.post = await self.song()
        self.asks = await shown(self.world.ann.press(self.post, "Delete"))

    async def act(self) -> None:
        await self.world.ann.press(self.asks, "Delete")
        await self.world.quiet()

    async def check(self) -> None:
        job_id = self.post.button("Again").custom_id.split(":")[3]
        await self.world.quiet()
        if not self.post.gone:
            assert not self.world.rows(f"SELECT 1 FROM jobs WHERE id = '{job_id}' AND deleted_ms IS NOT NULL")
            await self.act()
        assert self.post.gone
        assert not (self.world.data_dir / "songs" / job_id).exists()


class Approved(DiscordStory):
    """A moderator gives somebody the songs that were asked for."""

    least_deaths = 4

    async def begin(self) -> None:
        await asks(self.world.ann, songs=self.n)
        self.request = await self.world.mia.waits_for(lambda one: is_request(one) and one.buttons)
        await self.world.quiet()

    async def act(self) -> None:
        await self.world.mia.press(self.request, "Approve")
        await self.world.quiet()

    async def check(self) -> None:
        await self.world.quiet()
        if self.request.buttons:  # nothing was done, or what was done is shown now
            await self.act()
        given = self.world.rows("SELECT granted FROM ledger WHERE kind = 'grant'")
        assert given.count((self.n,)) == 1
        assert not self.request.buttons
        assert "approved the request" in self.request.text
        told = [one for one in self.world.ann.sees() if one.ephemeral and "approved the request" in one.text]
        assert told


STORIES: tuple[type[DiscordStory], ...] = (Order, PrivateOrder, RefusedOrder, PostedAgain, Deleted, Approved)


async def shown(asking: Awaitable[Answer]) -> Message:
    """Return what a command or a press is answered with."""
    return await (await asking).settled()


@pytest.mark.parametrize("story", STORIES)
async def test_kill_at_every_step(story: type[DiscordStory], tmp_path: Path) -> None:
    chains = (dies(story, partial(world_of, tmp_path / str(n)), at) for n, at in enumerate(story.at_once))
    deaths = await asyncio.gather(*chains)
    assert sum(deaths) >= story.least_deaths, "the kills did not reach from the first step to the last"


# --- at a moment ----------------------------------------------------------------------------------


@asynccontextmanager
async def world_of(folder: Path, *, seconds: float = 2.0) -> AsyncIterator[DiscordWorld]:
    """Put a world together; whatever happens in it, the bot may send nothing that Discord would refuse."""
    folder.mkdir(exist_ok=True)
    vendor = SenseAudio(folder, polls=1, seconds=seconds)
    async with vendor, DiscordWorld(folder, vendor, keys=QUICK) as world:
        yield world
        assert world.peer.violations == []


async def song_after_restart(world: DiscordWorld, receipt: Answer, *, private: bool = False) -> Message:
    """Start the bot again; the song comes, once, as if nothing had happened, and its buttons work."""
    await world.start()
    await world.quiet()
    where = world.ann.dm if private else world.room
    assert world.check_order(TITLE, where) == "done", world.log()
    await world.receipt_is_final(receipt, "done")
    (song,) = world.songs(world.job_id(TITLE), where)
    assert (await shown(world.ann.press(song, "Lyrics file"))).files
    return song


def order(world: DiscordWorld, **options: Any) -> Coroutine[Any, Any, Answer]:
    """Let Ann order a song with words of her own."""
    return world.ann.slash("song", lyrics=WORDS, title=TITLE, **options)


async def sings_on(world: DiscordWorld) -> Answer:
    """Order a song that the service takes, and sings for as long as a test wants."""
    assert isinstance(world.vendor, SenseAudio)
    world.vendor.polls = FOR_EVER
    receipt = await order(world)
    await world.until(lambda: world.rows("SELECT 1 FROM calls WHERE remote_id IS NOT NULL"))
    return receipt


async def test_kill_while_the_service_sings(tmp_path: Path) -> None:
    async with world_of(tmp_path) as world:
        await world.start()
        receipt = await sings_on(world)
        await world.killed()
        world.vendor.polls = 0  # type: ignore[attr-defined]
        song = await song_after_restart(world, receipt)
        assert receipt.message is not None
        assert (song.reply_to, song.pings) == (receipt.message.id, {"ann"})


async def test_kill_while_a_service_sings_that_cant_be_asked_again(tmp_path: Path) -> None:
    async with MiniMax(tmp_path) as vendor, DiscordWorld(tmp_path, vendor) as world:
        await world.start()
        vendor.hold.clear()
        receipt = await order(world)
        async with asyncio.timeout(BUSY_S):
            await vendor.waiting.wait()
        await world.killed()
        vendor.hold.set()
        await world.start()
        await world.quiet()
        assert world.check_order(TITLE) == "failed"
        assert len(vendor.billed()) == 1
        await world.receipt_is_final(receipt, "failed")
        (notice,) = world.notices(world.job_id(TITLE))
        again = await world.ann.press(notice, "Try again")
        await world.quiet()
        assert again.message is not None
        assert [one.reply_to for one in world.posts() if is_song(one)] == [again.message.id]
        assert world.peer.violations == []


@pytest.mark.parametrize("private", [False, True], ids=["channel", "private"])
@pytest.mark.parametrize("after", [False, True], ids=["under way", "arrived"])
async def test_kill_during_the_upload(tmp_path: Path, *, after: bool, private: bool) -> None:
    async with world_of(tmp_path, seconds=60) as world:
        await world.start()
        upload = world.peer.hold("POST", POSTS, after=after)
        receipt = await order(world, private=private)
        await upload.reached(BUSY_S)
        await world.killed()
        upload.release()
        await song_after_restart(world, receipt, private=private)


async def test_a_song_that_arrived_is_found_after_a_long_break(tmp_path: Path) -> None:
    async with world_of(tmp_path) as world:
        await world.start()
        upload = world.peer.hold("POST", POSTS, after=True)
        receipt = await order(world)
        await upload.reached(BUSY_S)
        await world.killed()
        upload.release()
        world.peer.pass_time(3_600)  # the nonce is forgotten, and the interaction is over
        for n in range(120):
            await world.mia.write(f"so much to say: {n}", at=world.room)
        await song_after_restart(world, receipt)
        assert "posted again perhaps" not in world.log()


async def test_where_nobody_may_look_back_the_log_says_that_a_song_may_stand_twice(tmp_path: Path) -> None:
    async with world_of(tmp_path) as world:
        await world.start()
        upload = world.peer.hold("POST", POSTS, after=True)
        await order(world)
        await upload.reached(BUSY_S)
        world.room.deny(world.peer.bot, "read_message_history")
        await world.killed()
        upload.release()
        world.peer.pass_time(3_600)
        await world.start()
        await world.quiet()
        first, second = world.songs(world.job_id(TITLE))
        assert ("twice" in first.content, "twice" in second.content) == (False, True)
        assert "posted again perhaps" in world.log()
        assert world.sold()[TITLE] == 1


async def test_a_bot_that_is_stopped_politely_goes_on_where_it_was(tmp_path: Path) -> None:
    async with world_of(tmp_path) as world:
        await world.start()
        receipt = await sings_on(world)
        assert await world.stop() == 0, world.log()
        assert world.job(TITLE) == (world.job_id(TITLE), "running")
        world.vendor.polls = 0  # type: ignore[attr-defined]
        await song_after_restart(world, receipt)
