"""The bot's hands at Discord without the rest of the bot: a real client at the peer, and what it delivers."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import discord
from discord import app_commands

from bot.chats import song_file_name
from bot.domain.job import Failure, Job, JobState, Track
from bot.domain.posts import JobStatus, NoticePost, Outgoing, SongPost
from bot.domain.song import Origin, SongRequest
from bot.domain.view import Button, Phrase, View
from bot.platforms.discord import render
from bot.platforms.discord.answers import Answered, Answers
from bot.platforms.discord.callers import origin_of
from bot.platforms.discord.client import Client
from bot.platforms.discord.delivery import Delivery
from bot.platforms.discord.facts import PLATFORM, TOKEN_LIVES_MS
from bot.platforms.discord.receipts import Receipts
from bot.platforms.discord.settings import DiscordSettings
from bot.platforms.discord.wording import words_in
from bot.store.db import Db
from bot.store.notes import SqlNotes
from tests.peers.discord import Channel, DiscordPeer, Guild, Message, Person
from tests.store.rows import open_database

JOB = "0mmkk5nfsxg6cf6t"
NONCE = f"{JOB}.1.0"
ALERT = View((Phrase("chat-help"),))
MIB = 1024 * 1024
POSTS = "/channels/*/messages"


@dataclass
class WallClock:
    """The time of the machine, and what a test lets go by besides."""

    ahead_ms: int = 0

    def __call__(self) -> int:
        return int(time.time() * 1000) + self.ahead_ms


@dataclass
class Bench:
    """A bot that has logged in, and the peer that it talks to."""

    peer: DiscordPeer
    client: Client
    db: Db
    folder: Path
    clock: WallClock = field(default_factory=WallClock)

    def __post_init__(self) -> None:
        self.answers = Answers(SqlNotes(self.db, PLATFORM, self.clock), self.clock)
        self.delivery = Delivery(
            client=self.client,
            answers=self.answers,
            folder=self.folder,
            file_name=song_file_name,
            now_ms=self.clock,
        )
        self.receipts = Receipts(
            client=self.client, answers=self.answers, now_ms=self.clock, edit_every_s=0.05
        )
        self.hall: Guild = self.peer.guild("hall")
        self.ann: Person = self.peer.member("ann", guild=self.hall)
        self.origins: asyncio.Queue[Origin] = asyncio.Queue()

    @property
    def room(self) -> Channel:
        """The channel where things are ordered."""
        return self.hall.channel()

    def origin(self, *, at: Channel | None = None, message: str = "") -> Origin:
        """Return where Ann asks for something: in a channel, in a thread, or in a direct message."""
        at = at or self.room
        if at.guild is None:
            return Origin(platform=PLATFORM, chat=f"@{self.ann.id}", message=message, person=str(self.ann.id))
        parent = at.parent or at
        return Origin(
            platform=PLATFORM,
            chat=str(parent.id),
            thread=str(at.id) if at.parent else "",
            place=str(at.guild.id),
            message=message,
            person=str(self.ann.id),
        )

    def job(self, origin: Origin, *, private: bool = False, state: JobState = JobState.DELIVERING) -> Job:
        """Return an order of Ann's."""
        return Job(
            id=JOB,
            dedup="discord:1",
            kind="song",
            identity_id="ann",
            place_id="hall",
            origin=origin,
            request=SongRequest(prompt="the sea", private=private),
            provider="offline",
            state=state,
            epoch=1,
            created_ms=self.clock(),
            deadline_ms=self.clock(),
            title="Low tide",
        )

    def song(
        self,
        origin: Origin,
        *,
        private: bool = False,
        size: int = 2_000,
        lyrics: str = "la la la",
        n: int = 1,
    ) -> SongPost:
        """Return a song that is a file of so many bytes."""
        path = f"songs/{JOB}/{n}.mp3"
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        with (self.folder / path).open("wb") as file:
            file.truncate(size)
        track = Track(n, "Low tide", lyrics, 2_000, path, size)
        return SongPost(self.job(origin, private=private), track, 1, "Offline", None)

    def notice(self, origin: Origin, *, private: bool = False, kept: bool = False) -> NoticePost:
        """Return the news that there is no song, or that it is kept."""
        state = JobState.KEPT if kept else JobState.FAILED
        job = self.job(origin, private=private, state=state)
        failure = None if kept else Failure("busy")
        return NoticePost(job, state, failure, refunded=not kept)

    @asynccontextmanager
    async def online(self) -> AsyncIterator[None]:
        """Take `/ask alone:…` from the gateway: its answer is a receipt, noted like every other."""
        command: app_commands.Command[Any, ..., None] = app_commands.Command(
            name="ask", description="Ask for a song", callback=self._ask
        )
        self.client.tree.add_command(command)
        await self.client.tree.sync()
        stay = asyncio.create_task(self.client.connect())
        try:
            await self.peer.ready()
            yield
        finally:
            stay.cancel()
            await asyncio.wait([stay])

    async def _ask(self, interaction: discord.Interaction, alone: bool) -> None:
        sent = await interaction.response.send_message(
            **render.progress(words_in("en"), JobStatus(JOB, JobState.QUEUED, line=1)).sending(),
            ephemeral=alone,
        )
        answered = Answered(
            channel=str(interaction.channel_id),
            message=str(sent.message_id),
            ephemeral=alone,
            token=interaction.token,
            token_until_ms=self.clock() + TOKEN_LIVES_MS,
            job_id=JOB,
        )
        await self.answers.note(str(interaction.id), answered)
        await self.origins.put(origin_of(interaction, "en"))

    async def asked(self, *, alone: bool = False, at: Channel | None = None) -> tuple[Origin, Message]:
        """Let Ann ask for a song; return where it came from and the receipt that she sees."""
        answer = await self.ann.slash("ask", at=at or self.room, alone=alone)
        async with asyncio.timeout(30):
            origin = await self.origins.get()
        assert answer.message is not None
        return origin, answer.message

    def later(self, seconds: float) -> None:
        """Let time go by, for the bot and for Discord."""
        self.clock.ahead_ms += int(seconds * 1000)
        self.peer.pass_time(seconds)

    def said_in(self, channel: Channel) -> list[Message]:
        """Return the bot's messages in a channel, the oldest first."""
        return [one for one in self.peer.messages_in(channel) if one.author is self.peer.bot]


@asynccontextmanager
async def bench(folder: Path) -> AsyncIterator[Bench]:
    """Start a peer, and log a bot in; in the end Discord has nothing to complain of."""
    db = await open_database(folder)
    async with DiscordPeer() as peer:
        settings = DiscordSettings.model_validate(
            {"token": peer.token, "base_url": peer.base_url, "gateway_url": peer.gateway_url}
        )
        client = Client(settings)
        await client.login(peer.token)
        made = Bench(peer, client, db, folder)
        try:
            yield made
        finally:
            await made.receipts.stop()
            await client.close()
            await db.close()
        assert peer.violations == []


async def post(at: Bench, origin: Origin, outgoing: Outgoing) -> str:
    """Post something, always with the same nonce."""
    return await at.delivery.post(origin, outgoing, nonce=NONCE)


async def find(at: Bench, origin: Origin, outgoing: Outgoing, *, since_ms: int) -> str | None:
    """Look for a post."""
    return await at.delivery.find(origin, outgoing, since_ms=since_ms)


def only(messages: list[Message]) -> Message:
    """Return the one message that there is."""
    (message,) = messages
    return message


def panel(step: int) -> View:
    """Return what a dialogue shows at a step."""
    button = Button("sing", Phrase("dialogue-song-sing"))
    return View((f"step {step}",), buttons=(button,), dialogue="dlg1", step=step)
