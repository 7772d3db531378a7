"""A server with a bot that can do everything, a member and a moderator: what tests of commands begin with."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.app import App
from tests.peers.discord import Channel, DiscordPeer, Guild, Message, Person
from tests.platforms.band import Band, a_band, slow_studio
from tests.platforms.discord.bots import at_home


@dataclass
class Hall:
    """A server, and the bot in it."""

    peer: DiscordPeer
    app: App
    band: Band
    guild: Guild
    ann: Person
    mia: Person
    """Manages the server."""

    @property
    def room(self) -> Channel:
        """The channel of the server."""
        return self.guild.channel()

    def posts(self) -> list[Message]:
        """Return what everybody in the room can read."""
        return [one for one in self.peer.messages_in(self.room) if not one.ephemeral]

    def slow_studio(self) -> AbstractAsyncContextManager[None]:
        """Let nothing be written for the length of the context: whatever is asked takes as long."""
        return slow_studio(self.app)

    async def song(self, who: Person | None = None) -> Message:
        """Wait for a song."""
        return await (who or self.ann).waits_for(is_song)

    async def songs(self, count: int) -> list[Message]:
        """Wait until so many songs are in the room."""
        await self.peer.until(lambda: len([one for one in self.posts() if is_song(one)]) >= count)
        return [one for one in self.posts() if is_song(one)]

    async def comes(self, text: str, who: Person | None = None, *, at: Channel | None = None) -> Message:
        """Wait for a message with this text."""
        return await (who or self.ann).waits_for(lambda message: text in message.text, at=at)


def is_song(message: Message) -> bool:
    """Tell whether a message brings a song."""
    return message.author.bot and any(file.name.endswith((".mp3", ".wav")) for file in message.files)


@asynccontextmanager
async def open_hall(folder: Path, song: bytes, **settings: Any) -> AsyncIterator[Hall]:
    """Open a server with a bot; nothing that it sends may be anything that Discord would refuse."""
    async with DiscordPeer() as peer, bot_in(peer, folder, song, **settings) as hall:
        yield hall


@asynccontextmanager
async def bot_in(peer: DiscordPeer, folder: Path, song: bytes, **settings: Any) -> AsyncIterator[Hall]:
    """Start a bot in the server, which is there before it or not."""
    band = a_band(song)
    guild = peer.guilds[0] if peer.guilds else peer.guild("hall")
    ann = peer.member("ann", guild=guild)
    mia = peer.member("mia", guild=guild, permissions=("manage_guild",))
    async with at_home(peer, folder, band, **settings) as app:
        await peer.ready()
        yield Hall(peer, app, band, guild, ann, mia)
    assert peer.violations == []
