"""A group with a bot that can do everything, a member and an administrator: what tests begin with."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.app import App
from tests.peers.telegram import Group, Message, Person, Place, TelegramPeer, Topic
from tests.platforms.band import Band, a_band, slow_studio
from tests.platforms.telegram.bots import at_home
from tests.studio.fakes import Step


@dataclass
class Hall:
    """A group, and the bot in it."""

    peer: TelegramPeer
    app: App
    band: Band
    group: Group
    ann: Person
    """A member, who has started the bot."""
    mia: Person
    """An administrator, who has started it, too."""

    def posts(self, at: Place | None = None) -> list[Message]:
        """Return what the bot has said in the group, or elsewhere, and what still stands there."""
        return [one for one in self.peer.messages_in(at or self.group) if one.by_bot and not one.gone]

    def slow_studio(self) -> AbstractAsyncContextManager[None]:
        """Let nothing be written for the length of the context: whatever is asked takes as long."""
        return slow_studio(self.app)

    async def asks(
        self, words: str, *, who: Person | None = None, at: Group | Topic | None = None, **more: Any
    ) -> Message:
        """Let somebody write into the group, and return the first message of the bot's after that."""
        order = await (who or self.ann).write(words, at=at or self.group, **more)
        return await self._first(at or self.group, order)

    async def asks_alone(self, words: str, *, who: Person | None = None, **more: Any) -> Message:
        """Let somebody write to the bot in private, and return its first message after that."""
        order = await (who or self.ann).write(words, **more)
        return await self._first(who or self.ann, order)

    async def _first(self, at: Place, order: Message) -> Message:
        await self.peer.said(at, after=order)
        return next(one for one in self.posts(at) if one.id > order.id)

    async def song(self, at: Place | None = None, *, after: Message | None = None) -> Message:
        """Wait for a song."""
        return await self.peer.said(at or self.group, fits=is_song, after=after)

    async def songs(self, count: int, at: Place | None = None) -> list[Message]:
        """Wait until so many songs are in the group, or elsewhere."""

        def found() -> list[Message]:
            return [one for one in self.posts(at) if is_song(one)]

        await self.peer.until(lambda: len(found()) >= count)
        return found()

    async def comes(
        self,
        text: str,
        at: Place | None = None,
        *,
        after: Message | None = None,
        fits: Callable[[Message], object] = lambda _: True,
    ) -> Message:
        """Wait for a message with this text, also one that is edited until it has it."""
        return await self.peer.said(at or self.group, text, after=after, fits=fits)


def is_song(message: Message) -> bool:
    """Tell whether a message brings a song."""
    file = message.file
    return message.by_bot and file is not None and file.name.endswith((".mp3", ".m4a", ".wav"))


@asynccontextmanager
async def open_hall(folder: Path, song: bytes, **settings: Any) -> AsyncIterator[Hall]:
    """Open a group with a bot; nothing that it sends may be anything that a well-made bot never sends."""
    async with TelegramPeer() as peer, bot_in(peer, folder, song, **settings) as hall:
        yield hall


@asynccontextmanager
async def bot_in(
    peer: TelegramPeer, folder: Path, song: bytes, *, plans: Sequence[list[Step]] = (), **settings: Any
) -> AsyncIterator[Hall]:
    """Start a bot in the group, which is there before it or not; `plans` are what its service does first."""
    band = a_band(song)
    band.plans = [*plans] or band.plans
    group = peer.groups[0] if peer.groups else peer.group("hall", forum=True)
    ann = peer.member("ann", group, username="ann_a", started=True)
    mia = peer.member("mia", group, username="mia_m", started=True, manages=True)
    async with at_home(peer, folder, band, **settings) as app:
        await peer.ready()
        yield Hall(peer, app, band, group, ann, mia)
    assert peer.violations == []
