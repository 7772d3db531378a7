"""A studio that does what a test says, and a local chat in front of it, over real sockets."""

import json
import math
import struct
import wave
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import aiohttp
from pydantic import SecretStr

from bot.domain.job import Failure, Job, JobState, Track
from bot.domain.people import Account, PlaceRef
from bot.domain.ports import JobStatus, NoticePost, SongPost, Stage
from bot.domain.quota import Limit, Usage
from bot.domain.song import Origin, SongRequest
from bot.platforms.web.platform import WebPlatform
from bot.platforms.web.settings import WebSettings
from bot.store.chat_log import SqlChatLog
from bot.store.db import Db
from bot.store.migrate import migrate, packed_migrations
from bot.studio.views import (
    Cancellation,
    CancelOutcome,
    Order,
    QuotaView,
    Receipt,
    SongEntry,
    SongPage,
)

NOON_MS = 1_790_000_000_000
LIMIT = Limit(5, "day")
ORIGIN = Origin(platform="web", chat="local")


class Clock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.ms = NOON_MS

    def __call__(self) -> int:
        return self.ms


@dataclass
class ScriptedDesk:
    """Takes every order unless it is told to raise."""

    raises: Exception | None = None
    outcome: CancelOutcome = CancelOutcome.CANCELLED
    orders: list[Order] = field(default_factory=list)
    taken: dict[str, Receipt] = field(default_factory=dict)
    cancelled: list[str | None] = field(default_factory=list)
    contacts: list[Origin] = field(default_factory=list)
    pages: dict[int, SongPage] = field(default_factory=dict)
    tracks: dict[tuple[str, int], Track] = field(default_factory=dict)
    view: QuotaView = field(default_factory=lambda: QuotaView(Usage(LIMIT, 1, NOON_MS + 3_600_000), None))

    async def order(self, order: Order) -> Receipt:
        if self.raises is not None:
            raise self.raises
        self.orders.append(order)
        if order.dedup in self.taken:
            return replace(self.taken[order.dedup], repeated=True)
        job_id = f"job{len(self.taken) + 1}"
        status = JobStatus(job_id, JobState.QUEUED, line=2, usual_s=40, can_cancel=True)
        receipt = Receipt(status, order.request, "Offline singer", Usage(LIMIT, 1, None), False)
        self.taken[order.dedup] = receipt
        return receipt

    async def cancel(self, account: Account, place: PlaceRef, job_id: str | None = None) -> Cancellation:
        self.cancelled.append(job_id)
        if self.outcome is CancelOutcome.NOTHING:
            return Cancellation(self.outcome)
        return Cancellation(self.outcome, job_id or "job1", Usage(LIMIT, 0, None))

    async def quota(self, account: Account, place: PlaceRef) -> QuotaView:
        if self.raises is not None:
            raise self.raises
        return self.view

    async def songs(self, account: Account, *, page: int = 1) -> SongPage:
        return self.pages.get(page, SongPage((), page, max(self.pages, default=1)))

    async def track(self, account: Account, job_id: str, n: int) -> Track | None:
        return self.tracks.get((job_id, n))

    async def contact(self, account: Account, origin: Origin) -> None:
        self.contacts.append(origin)


@dataclass
class Chat:
    """A running local chat, seen from the outside."""

    platform: WebPlatform
    desk: ScriptedDesk
    clock: Clock
    data_dir: Path
    http: aiohttp.ClientSession

    @property
    def base(self) -> str:
        return self.platform.address.split("?")[0].rstrip("/")

    @property
    def port(self) -> int:
        return int(self.base.rsplit(":", 1)[1])

    async def open(self) -> None:
        """Get a session, as opening the page does."""
        async with self.http.get(self.platform.address) as answer:
            assert answer.status == 200

    async def type(self, text: str, n: int = 1) -> aiohttp.ClientResponse:
        """Send a message as the page does; `n` stands for the id that the browser makes."""
        body = BytesIO(json.dumps({"id": nonce(n), "text": text}).encode())
        headers = {"Content-Type": "application/json"}
        answer = await self.http.post(f"{self.base}/api/messages", data=body, headers=headers)
        await answer.read()
        return answer

    async def messages(self) -> list[dict[str, Any]]:
        async with self.http.get(f"{self.base}/api/messages") as answer:
            assert answer.status == 200, await answer.text()
            messages: list[dict[str, Any]] = (await answer.json())["messages"]
            return messages

    async def bodies(self, author: str = "bot") -> list[dict[str, Any]]:
        return [message["body"] for message in await self.messages() if message["author"] == author]

    @asynccontextmanager
    async def events(
        self, after: int = 0, headers: dict[str, str] | None = None
    ) -> AsyncIterator[AsyncGenerator[dict[str, Any], None]]:
        """Follow the stream; each event is its name, its id and its data."""
        address = f"{self.base}/events?after={after}"
        async with self.http.get(address, headers=headers or {}) as answer:
            assert answer.status == 200, await answer.text()
            events = _events(answer)
            try:
                yield events
            finally:
                await events.aclose()

    async def show(self, state: JobState, stage: Stage | None = None, **more: Any) -> None:
        """Report progress of the first job, as the studio does."""
        await self.platform.show(ORIGIN, JobStatus("job1", state, stage=stage, **more))

    def sing(self, *, n: int = 1, job_id: str = "job1", seconds: float = 2.0, **about: Any) -> Track:
        """Put a track's file where the studio puts it."""
        path = f"jobs/{job_id}/{n}.wav"
        size = write_tone(self.data_dir / path, seconds)
        track = Track(
            n=n,
            title=about.get("title", "The Bug in Bar Nine"),
            lyrics=about.get("lyrics", "[verse]\nHaul on the stack trace, heave\n\n[chorus]\nHeave ho"),
            duration_ms=round(seconds * 1000),
            path=path,
            size_bytes=size,
        )
        self.desk.tracks[job_id, n] = track
        return track

    async def deliver(self, track: Track, **request: Any) -> str:
        """Post a track of the first job."""
        post = SongPost(a_job(**request), track, 1, "Offline singer", Usage(LIMIT, 1, None))
        return await self.platform.post(ORIGIN, post, part=1, nonce=f"job1.{track.n}")

    async def fail(self, code: str, params: dict[str, str | int] | None = None, *, message: str = "") -> None:
        """Post the news that the first job failed."""
        origin = ORIGIN.model_copy(update={"message": message})
        news = NoticePost(a_job(), JobState.FAILED, Failure(code, params or {}), refunded=True)
        await self.platform.post(origin, news, part=1, nonce="job1.notice")


async def _events(answer: aiohttp.ClientResponse) -> AsyncGenerator[dict[str, Any], None]:
    event: dict[str, Any] = {}
    async for raw in answer.content:
        line = raw.decode().rstrip("\n")
        if line.startswith("data: "):
            event["data"] = json.loads(line.removeprefix("data: "))
        elif ": " in line and not line.startswith(":"):
            name, value = line.split(": ", 1)
            event[name] = value
        elif not line and "data" in event:
            yield event
            event = {}


def nonce(n: int) -> str:
    return str(UUID(int=n))


def a_job(**request: Any) -> Job:
    """The order that `/song` makes in these tests."""
    asked = SongRequest(prompt=request.pop("prompt", "a sea shanty about debugging"), **request)
    return Job(
        id="job1",
        dedup="web:local:1",
        kind="song",
        identity_id="i",
        place_id="p",
        origin=ORIGIN,
        request=asked,
        provider="offline",
        state=JobState.DELIVERING,
        epoch=1,
        created_ms=NOON_MS,
        deadline_ms=NOON_MS,
        title="a sea shanty about debugging",
    )


def an_entry(n: int, *, tracks: tuple[Track, ...] = (), state: JobState = JobState.DONE) -> SongEntry:
    return SongEntry(f"job{n}", state, f"Song {n}", NOON_MS, "Offline singer", tracks)


def write_tone(path: Path, seconds: float, rate: int = 8000) -> int:
    """Write a quiet A as a WAV file and return its size."""
    path.parent.mkdir(parents=True, exist_ok=True)
    samples = (round(3000 * math.sin(2 * math.pi * 440 * n / rate)) for n in range(round(seconds * rate)))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
    return path.stat().st_size


def a_platform(desk: ScriptedDesk, db: Db, data_dir: Path, clock: Clock, **settings: Any) -> WebPlatform:
    """Make a local chat on a free port."""
    token = SecretStr(settings.pop("token", ""))
    well = settings.pop("well", True)

    async def health() -> bool:
        return bool(well)

    return WebPlatform(
        desk=desk,
        chat_log=SqlChatLog(db),
        settings=WebSettings(token=token, **{"port": 0, **settings}),
        data_dir=data_dir,
        file_name=lambda track: f"{track.title}.wav",
        keep_secret=lambda _: None,
        health=health,
        now_ms=clock,
    )


@asynccontextmanager
async def database(data_dir: Path) -> AsyncIterator[Db]:
    path = data_dir / "troubadour.db"
    migrate(path, packed_migrations(), now_ms=lambda: NOON_MS)
    db = await Db.open(path)
    try:
        yield db
    finally:
        await db.close()


@asynccontextmanager
async def running_chat(data_dir: Path, **settings: Any) -> AsyncIterator[Chat]:
    """Start a local chat and stop it again."""
    desk, clock = ScriptedDesk(), Clock()
    async with database(data_dir) as db:
        platform = a_platform(desk, db, data_dir, clock, **settings)
        await platform.start()
        jar = aiohttp.CookieJar(unsafe=True)  # cookies of addresses in numbers too
        try:
            async with aiohttp.ClientSession(cookie_jar=jar) as http:
                yield Chat(platform, desk, clock, data_dir, http)
        finally:
            await platform.stop()
