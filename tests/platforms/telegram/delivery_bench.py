"""The bot's hands at Telegram without the rest of the bot: the real library, and what it delivers."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.chats import song_file_name
from bot.domain.job import Failure, Job, JobState, Track
from bot.domain.posts import JobStatus, NoticePost, Outgoing, Posted, SongPost
from bot.domain.song import Origin, SongRequest
from bot.domain.view import Button, Phrase, View
from bot.platforms.telegram import render
from bot.platforms.telegram.client import Bot
from bot.platforms.telegram.delivery import Delivery, thread_of
from bot.platforms.telegram.facts import PLATFORM
from bot.platforms.telegram.gate import Gate
from bot.platforms.telegram.memory import Memory, NotedReceipt
from bot.platforms.telegram.outbound import Html
from bot.platforms.telegram.receipts import Pace, Receipts
from bot.platforms.telegram.sender import Sender
from bot.platforms.telegram.settings import TelegramSettings
from bot.platforms.telegram.wording import words_in
from bot.store.db import Db
from bot.store.notes import SqlNotes
from tests.peers.telegram import Group, Message, Person, TelegramPeer, Topic
from tests.platforms.telegram.bots import QUICK
from tests.store.rows import open_database

JOB = "0mmkk5nfsxg6cf6t"
LONG = "\n\n".join("[verse]\n" + "la la la la la la la la\n" * 20 for _ in range(9))
"""Words that are longer than one message."""
FACTS = Html("<b>Style</b>: a shanty")
NEWS = View((Phrase("chat-help"),))


@dataclass
class WallClock:
    """The time of the machine, and what a test lets go by besides."""

    ahead_ms: int = 0

    def __call__(self) -> int:
        return int(time.time() * 1000) + self.ahead_ms


@dataclass
class Bench:
    """A bot at Telegram, a group, and Ann, who is in it and has started the bot."""

    peer: TelegramPeer
    bot: Bot
    db: Db
    folder: Path
    song_bytes: bytes
    clock: WallClock = field(default_factory=WallClock)

    def __post_init__(self) -> None:
        self.hall: Group = self.peer.group("hall", forum=True)
        self.ann: Person = self.peer.member("ann", self.hall, started=True)
        self.again()

    def again(self) -> None:
        """Make everything anew that a restart forgets."""
        self.sender = Sender(self.bot, Gate(QUICK))
        self.memory = Memory(SqlNotes(self.db, PLATFORM, self.clock), self.clock)
        self.delivery = Delivery(
            sender=self.sender,
            memory=self.memory,
            folder=self.folder,
            file_name=song_file_name,
            link=lambda: "https://t.me/troubadour_test_bot",
        )
        self.receipts = Receipts(
            sender=self.sender, memory=self.memory, now_ms=self.clock, pace=Pace(0.05, 0.05, 0.05)
        )

    # --- what is asked

    async def asked(self, at: Group | Topic | None = None) -> tuple[Origin, Message]:
        """Let Ann order something, in a group, a topic or alone with the bot; return where that was."""
        order = await self.ann.write("/song the sea", at=at)
        return self.origin(order), order

    def origin(self, order: Message) -> Origin:
        """Return where an order came from."""
        return Origin(
            platform=PLATFORM,
            chat=str(order.chat.id),
            thread=str(order.thread or ""),
            place="" if order.chat.is_private else str(order.chat.id),
            message=str(order.id),
            person=str(self.ann.id),
        )

    def job(self, origin: Origin, *, private: bool = False, state: JobState = JobState.DELIVERING) -> Job:
        """Return an order of Ann's."""
        return Job(
            id=JOB,
            dedup="telegram:1:1",
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
        lyrics: str = "la la la",
        container: str = "mp3",
        size: int = 0,
        file_id: str = "",
    ) -> SongPost:
        """Return a song: a real one, or with `size` a file of so many empty bytes."""
        path = self.folder / "songs" / JOB / f"1.{container}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self.song_bytes)
        if size:
            with path.open("r+b") as file:
                file.truncate(size)
        relative = path.relative_to(self.folder).as_posix()
        track = Track(1, "Low tide", lyrics, 2_000, relative, path.stat().st_size)
        return SongPost(self.job(origin, private=private), track, 1, "Offline", None, file_id=file_id)

    def notice(self, origin: Origin, *, private: bool = False, kept: bool = False) -> NoticePost:
        """Return the news that there is no song, or that it is kept."""
        state = JobState.KEPT if kept else JobState.FAILED
        job = self.job(origin, private=private, state=state)
        return NoticePost(job, state, None if kept else Failure("busy"), refunded=not kept)

    # --- what is done

    async def post(self, origin: Origin, outgoing: Outgoing, *, part: int = 0) -> Posted:
        """Post a part, each always with the same nonce."""
        return await self.delivery.post(origin, outgoing, part=part, nonce=f"{JOB}.1.{part}")

    async def post_all(self, origin: Origin, outgoing: Outgoing) -> list[Posted]:
        """Post all parts."""
        count = self.delivery.parts(outgoing)
        return [await self.post(origin, outgoing, part=part) for part in range(count)]

    async def receipt(self, origin: Origin, *, chat: str = "") -> Message:
        """Say that an order was taken, and remember where that was said."""
        shown = render.status(words_in("en"), FACTS, JobStatus(JOB, JobState.QUEUED, line=9, can_cancel=True))
        thread, reply_to = ("", "") if chat else (origin.thread, origin.message)
        sent = await self.sender.send(chat or origin.chat, shown, thread=thread, reply_to=reply_to)
        noted = NotedReceipt(
            chat=str(sent.chat.id),
            message=str(sent.message_id),
            thread=thread_of(sent),
            facts=FACTS,
            person=origin.person,
        )
        await self.memory.note_receipt(JOB, noted)
        return self.said(self.ann if sent.chat.type == "private" else self.hall)[-1]

    def said(self, at: Person | Group | Topic) -> list[Message]:
        """Return what the bot has said somewhere, and what still stands there."""
        return [one for one in self.peer.messages_in(at) if one.by_bot and not one.gone]


@asynccontextmanager
async def bench(folder: Path, song: bytes) -> AsyncIterator[Bench]:
    """Start a peer and a bot; in the end Telegram has nothing to complain of."""
    db = await open_database(folder)
    async with TelegramPeer() as peer:
        settings = TelegramSettings.model_validate({"token": peer.token, "base_url": peer.base_url})
        async with Bot(settings) as bot:
            made = Bench(peer, bot, db, folder, song)
            try:
                yield made
            finally:
                await made.receipts.stop()
                await db.close()
        assert peer.violations == []


def panel(step: int) -> View:
    """Return what a dialogue shows at a step."""
    button = Button("sing", Phrase("dialogue-song-sing"))
    return View((f"step {step}",), buttons=(button,), dialogue="dlg1", step=step)
