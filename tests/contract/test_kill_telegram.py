"""Kill a bot that is on Telegram: no order is lost, nothing is bought twice, and what may be twice says so.

The bot is a process of its own, with the code of `troubadour run`; Telegram and the service are peers here,
and outlive it. Telegram shows a bot none of its messages: what was under way when the bot died is sent again.
"""

import asyncio
from abc import abstractmethod
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest

from tests.contract.chat_world import BUSY_S, WORDS
from tests.contract.stories import Deaths, Story, dies
from tests.contract.telegram_world import TelegramWorld, says_perhaps_again
from tests.peers.senseaudio import SenseAudio
from tests.peers.telegram import Message, Place

TITLE = "Rain 00"
FOR_EVER = 1_000_000
QUICK = {"poll_s": 0.05}
LONG = "\n".join(["[verse]", *(f"Rain on the roof of house number {n}" for n in range(40))])
"""Too many words for what may stand below a file."""
pytestmark = pytest.mark.timeout(300)


def written(title: str, words: str = WORDS, *, private: bool = False) -> str:
    """Return what somebody writes who orders a song."""
    return f"/song title: {title}\nprivate: {'yes' if private else 'no'}\n{words}"


class TelegramStory(Story[TelegramWorld]):
    """Something that somebody does on Telegram. Whatever Telegram was told of is not done again."""

    async def song(self) -> Message:
        """Have a song made by a bot that lives, and return its post."""
        await self.world.ann.write(written(self.title), at=self.world.group)
        await self.world.quiet()
        (song,) = self.world.songs(self.world.job_id(self.title))
        return song


class Ordered(TelegramStory):
    """A song is ordered in one way or another."""

    refused = False
    """The service will not sing it."""
    was_asked = False
    """The bot died between the beginning of a call to the service and its answer."""
    was_posted = False
    """It died between the beginning of a post and the news that it arrived."""
    was_unanswered = False
    """It died before it knew its receipt."""

    @property
    @abstractmethod
    def where(self) -> Place:
        """Where the song goes."""

    def died(self) -> None:
        job = self.world.job(self.title)
        waits = self.world.peer.updates.pending or self.world.rows("SELECT 1 FROM updates")
        assert waits or job, "nobody knows of the order any more"
        self.was_asked = job is not None and self.world.is_asking(job[0])
        self.was_posted = job is not None and self.world.is_posting(job[0])
        self.was_unanswered = job is None or not self.world.is_noted(job[0])

    async def check(self) -> None:
        world, where = self.world, self.where
        await world.quiet()
        state = world.check_order(self.title)
        assert state == ("failed" if self.refused or self.was_asked else "done"), world.log()
        await world.receipt_is_final(self.title, state, where)
        receipts, job_id = world.receipts(self.title, where), world.job_id(self.title)
        songs, notices = world.songs(job_id, where), world.notices(job_id, where)
        posts, others = (songs, notices) if state == "done" else (notices, songs)
        assert others == []
        assert 1 <= len(receipts) <= (2 if self.was_unanswered else 1), receipts
        assert 1 <= len(posts) <= (2 if self.was_posted else 1), posts
        assert [says_perhaps_again(one) for one in posts] == [False] * (len(posts) - 1) + [self.was_posted]
        self.look(receipts, posts)

    @abstractmethod
    def look(self, receipts: list[Message], posts: list[Message]) -> None:
        """See that what was said stands where it belongs."""


class Order(Ordered):
    """A song is ordered by a command, in General or in a topic."""

    at_once: tuple[Deaths, ...] = (
        Deaths(1, 9, last=10),
        Deaths(9, 2),
        Deaths(12, 2),
        Deaths(12, last=12, die="after"),
    )
    least_deaths = 7
    private = False
    words = WORDS

    @property
    def where(self) -> Place:
        """Where the song goes."""
        if self.private:
            return self.world.ann
        return self.world.topic if self.n % 2 else self.world.group.general

    async def begin(self) -> None:
        pass

    async def act(self) -> None:
        at = self.world.topic if self.n % 2 else self.world.group
        self.order = await self.world.ann.write(written(self.title, self.words, private=self.private), at=at)
        await self.check()

    def look(self, receipts: list[Message], posts: list[Message]) -> None:
        if self.private:
            assert not [one for one in self.world.posts() if self.title in one.text]
        else:
            assert {one.reply_to for one in (*receipts, *posts)} == {self.order.id}


class PrivateOrder(Order):
    """A song is ordered that nobody else is to hear of; until it is posted, it is an order like others."""

    at_once = (Deaths(5, 8, last=13),)
    least_deaths = 2
    private = True


class RefusedOrder(Order):
    """A song is ordered that the service will not sing; until it says so, it is an order like others."""

    at_once = (Deaths(2, 3), Deaths(3, 3), Deaths(4, 3), Deaths(3, last=3, die="after"))
    least_deaths = 11
    refused = True
    words = f"{WORDS}\nand a badword"


class Sung(Ordered):
    """A song is ordered by a press on the last button of a dialogue."""

    at_once = (Deaths(3, 2, last=6), Deaths(4, 2, last=6))
    least_deaths = 4

    @property
    def where(self) -> Place:
        """Where the song goes."""
        return self.world.ann

    async def begin(self) -> None:
        ann = self.world.ann
        sent = await ann.send("document", "rain.txt", WORDS.encode(), caption=f"title: {self.title}")
        self.panel = await self.world.peer.said(ann, self.title, after=sent)
        await self.world.quiet()

    async def act(self) -> None:
        for _ in range(2):
            await self.world.ann.press(self.panel, "Sing", wait=False)
        await self.check()

    def look(self, receipts: list[Message], posts: list[Message]) -> None:
        assert self.panel.buttons == (), "there is nothing left to be pressed"


class PostedAgain(TelegramStory):
    """A song is posted once more, without being paid again, nor sent to Telegram again."""

    at_once = (Deaths(3, 2), Deaths(4, last=4))
    least_deaths = 3

    async def begin(self) -> None:
        world, ann = self.world, self.world.ann
        await self.song()
        asked = await ann.write("/songs")
        self.panel = await world.peer.said(ann, after=asked)
        await ann.press(self.panel, "Pick a song")
        await self._offers(self.title)
        await ann.press(self.panel, self.title)
        await self._offers("Post again")
        await world.quiet()
        self.was_posted = False

    async def _offers(self, label: str) -> None:
        await self.world.eventually(lambda: label in str(self.panel.labels), self.panel)

    async def act(self) -> None:
        await self.world.ann.press(self.panel, "Post again", wait=False)
        await self.check()

    def died(self) -> None:
        begun = "started_ms IS NOT NULL AND told_ms IS NULL"
        self.was_posted = bool(self.world.rows(f"SELECT 1 FROM news WHERE {begun}"))

    async def check(self) -> None:
        world = self.world
        await world.quiet()
        job_id = world.job_id(self.title)
        posts = world.songs(job_id, world.ann)
        assert 1 <= len(posts) <= (2 if self.was_posted else 1)
        assert [says_perhaps_again(one) for one in posts] == [False] * (len(posts) - 1) + [self.was_posted]
        assert (len(world.songs(job_id)), world.sold()[self.title]) == (1, 1)
        uploads = [one for one in world.peer.asked("sendAudio") if one.params["title"] == self.title]
        assert [bool(one.files) for one in uploads] == [True] + [False] * len(posts)
        assert "Post again" in str(self.panel.labels)


class Deleted(TelegramStory):
    """A song is deleted by its owner."""

    at_once = (Deaths(4, last=4), Deaths(3, 2, last=5, die="after"))
    least_deaths = 3

    async def begin(self) -> None:
        self.post = await self.song()
        self.job_id = self.world.job_id(self.title)
        await self.world.ann.press(self.post, "Delete")
        self.asks = await self.world.peer.said(self.world.group, "for good?")
        await self.world.quiet()

    async def act(self) -> None:
        await self.world.ann.press(self.asks, "Delete", wait=False)
        await self.check()

    async def check(self) -> None:
        await self.world.quiet()
        assert self.post.gone
        assert not (self.world.data_dir / "songs" / self.job_id).exists()
        assert ("Deleted" in self.asks.text, self.asks.buttons) == (True, ())


class Approved(TelegramStory):
    """An administrator gives somebody the songs that were asked for."""

    at_once = (Deaths(2, 2), Deaths(3, 2), Deaths(3, 1, last=3, die="after"))
    least_deaths = 5

    async def begin(self) -> None:
        world, ann = self.world, self.world.ann
        asked = await ann.write("/quota", at=world.group)
        panel = await world.peer.said(world.group, after=asked)
        await ann.press(panel, "Ask for more")
        sheet = await world.peer.said(world.group, "Songs: 5", after=panel)
        await ann.press(sheet, "Ask")
        self.request = await world.peer.said(world.group, "A request for more songs", after=sheet)
        await world.quiet()
        self.given, self.told_before = self._given(), self._told()

    def _given(self) -> int:
        return len(self.world.rows("SELECT 1 FROM ledger WHERE kind = 'grant'"))

    def _told(self) -> list[Message]:
        return [one for one in self.world.posts(self.world.ann) if "approved the request" in one.text]

    async def act(self) -> None:
        await self.world.mia.press(self.request, "Approve", wait=False)
        await self.check()

    async def check(self) -> None:
        await self.world.quiet()
        assert self._given() == self.given + 1
        assert ("approved the request" in self.request.text, self.request.buttons) == (True, ())
        first, *others = self._told()[len(self.told_before) :]
        assert "more songs" in first.text
        assert [says_perhaps_again(one) for one in others] in ([], [True])


STORIES: tuple[type[TelegramStory], ...] = (
    Order,
    PrivateOrder,
    RefusedOrder,
    Sung,
    PostedAgain,
    Deleted,
    Approved,
)


@pytest.mark.parametrize("story", STORIES)
async def test_kill_at_every_step(story: type[TelegramStory], tmp_path: Path) -> None:
    chains = (dies(story, partial(world_of, tmp_path / str(n)), at) for n, at in enumerate(story.at_once))
    deaths = await asyncio.gather(*chains)
    assert sum(deaths) >= story.least_deaths, "the kills did not reach from the first step to the last"


# --- at a moment ----------------------------------------------------------------------------------


@asynccontextmanager
async def world_of(folder: Path) -> AsyncIterator[TelegramWorld]:
    """Put a world together; whatever happens in it, the bot may send nothing that Telegram would refuse."""
    folder.mkdir(exist_ok=True)
    vendor = SenseAudio(folder, polls=1)
    async with vendor, TelegramWorld(folder, vendor, keys=QUICK) as world:
        yield world
        assert world.peer.violations == []


async def sings_on(world: TelegramWorld) -> Message:
    """Order a song in the topic that the service takes, and sings for as long as a test wants."""
    assert isinstance(world.vendor, SenseAudio)
    world.vendor.polls = FOR_EVER
    order = await world.ann.write(written(TITLE), at=world.topic)
    await world.until(lambda: world.rows("SELECT 1 FROM calls WHERE remote_id IS NOT NULL"))
    await world.until(lambda: world.is_noted(world.job_id(TITLE)))
    return order


async def goes_on(world: TelegramWorld, at: Place) -> list[Message]:
    """Start the bot again; the song comes as if nothing had happened. Return what stands there of it."""
    await world.start()
    await world.quiet()
    assert world.check_order(TITLE) == "done", world.log()
    await world.receipt_is_final(TITLE, "done", at)
    assert len(world.receipts(TITLE, at)) == 1
    songs = world.songs(world.job_id(TITLE), at)
    await world.ann.press(songs[-1], "Lyrics file")
    await world.peer.said(at, fits=lambda one: one.document, after=songs[-1])
    return songs


@pytest.mark.parametrize("polite", [False, True], ids=["killed", "stopped"])
async def test_a_bot_that_ends_while_the_service_sings_goes_on_where_it_was(
    tmp_path: Path, *, polite: bool
) -> None:
    async with world_of(tmp_path) as world:
        await world.start()
        order = await sings_on(world)
        if polite:
            assert await world.stop() == 0, world.log()
        else:
            await world.killed()
        assert world.job(TITLE) == (world.job_id(TITLE), "running")
        world.vendor.polls = 0  # type: ignore[attr-defined]
        (song,) = await goes_on(world, world.topic)
        assert (song.reply_to, says_perhaps_again(song)) == (order.id, False)


@pytest.mark.parametrize("private", [False, True], ids=["topic", "private"])
@pytest.mark.parametrize("after", [False, True], ids=["under way", "arrived"])
async def test_kill_during_the_upload(tmp_path: Path, *, after: bool, private: bool) -> None:
    async with world_of(tmp_path) as world:
        await world.start()
        upload = world.peer.faults.hold("sendAudio", after=after)
        await world.ann.write(written(TITLE, private=private), at=world.topic)
        await upload.reached(BUSY_S)
        await world.killed()
        upload.release()
        songs = await goes_on(world, world.ann if private else world.topic)
        assert [says_perhaps_again(one) for one in songs] == ([False, True] if after else [True])
        assert world.sold()[TITLE] == 1
        assert not private or not world.songs(world.job_id(TITLE))


@pytest.mark.parametrize("after", [False, True], ids=["under way", "arrived"])
async def test_kill_between_the_audio_and_its_words(tmp_path: Path, *, after: bool) -> None:
    async with world_of(tmp_path) as world:
        await world.start()
        audio = world.peer.faults.hold("sendAudio")
        await world.ann.write(written(TITLE, LONG), at=world.topic)
        await audio.reached(BUSY_S)
        words = world.peer.faults.hold("sendMessage", after=after)
        audio.release()
        await words.reached(BUSY_S)
        await world.killed()
        words.release()
        (song,) = await goes_on(world, world.topic)
        assert not says_perhaps_again(song)
        pages = world.words(song, world.topic)
        assert [says_perhaps_again(one) for one in pages] == ([False, True] if after else [True])
        assert {("house number 39" in one.text, one.thread) for one in pages} == {(True, world.topic.id)}
