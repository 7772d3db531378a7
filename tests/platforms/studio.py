"""A studio that does what a test says, and a local chat in front of it, over real sockets."""

import json
from base64 import b64encode
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import aiohttp
from pydantic import SecretStr

from bot.domain.errors import InvalidOrder
from bot.domain.job import Failure, Job, JobState, Track
from bot.domain.people import Account, Caller, PlaceRef
from bot.domain.posts import JobStatus, NoticePost, SongPost, Stage, ViewPost
from bot.domain.quota import Limit, Usage
from bot.domain.song import Origin, SongRequest
from bot.domain.view import Button, Field, Form, Input, Phrase, Tap, View
from bot.platforms.web.platform import WebPlatform
from bot.platforms.web.settings import WebSettings
from bot.store.chat_log import SqlChatLog
from bot.store.db import Db
from bot.store.migrate import migrate, packed_migrations
from bot.studio.commands import CoverOrder
from bot.studio.uploads import Uploads
from bot.studio.views import (
    Answer,
    Cancellation,
    CancelOutcome,
    Order,
    Receipt,
    SentAudio,
    SentFile,
    SongEntry,
    SongPage,
)
from tests.platforms.tones import write_tone

NOON_MS = 1_790_000_000_000
LIMIT = Limit(5, "day")
MOST_FILE_BYTES = 200_000
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
    streams: dict[str, Callable[[], AsyncGenerator[bytes]]] = field(default_factory=dict)
    """How to listen to songs that are being made."""
    speaks: str = ""
    """The place's language; empty: everybody's own."""
    callers: list[Caller] = field(default_factory=list)
    """Who asked for audio."""

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

    async def songs(self, account: Account, *, page: int = 1) -> SongPage:
        return self.pages.get(page, SongPage((), page, max(self.pages, default=1)))

    async def track(self, caller: Caller, job_id: str, n: int) -> Track | None:
        self.callers.append(caller)
        return self.tracks.get((job_id, n))

    async def listen(self, caller: Caller, job_id: str) -> AsyncGenerator[bytes] | None:
        self.callers.append(caller)
        listen = self.streams.get(job_id)
        return None if listen is None else listen()

    async def contact(self, account: Account, origin: Origin) -> None:
        self.contacts.append(origin)

    async def language(self, caller: Caller) -> str:
        return self.speaks or caller.account.language


@dataclass
class ScriptedSongs:
    """Does everything with every song unless it is told to raise."""

    desk: ScriptedDesk
    raises: Exception | None = None
    pressed: list[tuple[str, str, str]] = field(default_factory=list)
    """Who did what with which song."""
    styles: tuple[str, ...] = ()

    async def again(self, caller: Caller, job_id: str, origin: Origin, tap_id: str) -> Receipt:
        self._note(caller, "again", job_id)
        return await self.desk.order(Order(caller, SongRequest(prompt="the sea"), origin, tap_id))

    async def edit(self, caller: Caller, job_id: str, origin: Origin, dedup: str) -> View:
        self._note(caller, "edit", job_id)
        return a_view("Change it and sing", dialogue=f"edit{len(self.pressed)}")

    async def fetch(self, caller: Caller, job_id: str, origin: Origin) -> None:
        self._note(caller, "post", job_id)

    async def delete(self, caller: Caller, job_id: str) -> None:
        self._note(caller, "delete", job_id)

    async def recent_styles(self, account: Account) -> tuple[str, ...]:
        return self.styles

    def _note(self, caller: Caller, action: str, job_id: str) -> None:
        if self.raises is not None:
            raise self.raises
        self.pressed.append((caller.account.native_id, action, job_id))


def a_view(text: str = "What shall it be?", *, dialogue: str = "d1", step: int = 1, **more: Any) -> View:
    """A view with a button, unless it is told otherwise."""
    buttons = (Button("go", Phrase("chat-ui-send"), "primary"),)
    return View((text,), dialogue=dialogue, step=step, **{"buttons": buttons, **more})


def quota_view() -> View:
    """What `/quota` may look like: a field, and a button that opens a form."""
    form = Form(
        "ask",
        Phrase("chat-ui-trouble"),
        (Input("reason", Phrase("chat-row-prompt"), many_lines=True, most=200),),
        Phrase("chat-ui-send"),
    )
    left = Phrase("chat-left", {"left": 4, "limit": 5, "when": Phrase("period-day")})
    return a_view(
        "You have 4 songs left today, of 5.",
        dialogue="quota",
        fields=(Field(Phrase("chat-row-left"), (left,)),),
        buttons=(Button("ask", Phrase("chat-try-again"), form=form),),
    )


@dataclass
class ScriptedDialogues:
    """Answers with the views that a test gives it, and takes every tap unless it is told to raise.

    `views` are by the name of what was asked: `words`, `file`, `song_of_file`, `song`, `cover`, `quota`,
    `admin`.
    A tap is answered with what `answers` has for its action, else with a closed view of the same dialogue.
    """

    raises: Exception | None = None
    views: dict[str, View] = field(default_factory=lambda: {"quota": quota_view()})
    guesses: bool = False
    """Whether it has to guess what a file says, and shows it before it takes an order."""
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, Caller, str, Origin, str]] = field(default_factory=list)
    """What was asked: its name, who, the text, where, and its `dedup`."""
    files: list[SentFile] = field(default_factory=list)
    covers: list[tuple[CoverOrder, SentAudio | None]] = field(default_factory=list)
    uploads: Uploads | None = None
    """Where songs for covers go; None: no service sings covers."""
    desk: "ScriptedDesk | None" = None
    """Takes the orders whose words are in files."""
    taps: list[tuple[Caller, Tap, Origin]] = field(default_factory=list)

    async def words(self, caller: Caller, text: str, origin: Origin, dedup: str) -> View:
        return self._ask("words", caller, text, origin, dedup)

    async def file(self, caller: Caller, text: str, file: SentFile, origin: Origin, dedup: str) -> View:
        self.files.append(file)
        return self._ask("file", caller, text, origin, dedup)

    async def song_of_file(
        self, caller: Caller, request: SongRequest, file: SentFile, origin: Origin, dedup: str
    ) -> Receipt | View:
        self.files.append(file)
        if self.guesses or self.desk is None:
            return self._ask("song_of_file", caller, request.prompt, origin, dedup)
        request = request.model_copy(update={"lyrics": file.data.decode()})
        return await self.desk.order(Order(caller, request, origin, dedup))

    async def song_form(self, caller: Caller, origin: Origin, dedup: str) -> View:
        return self._ask("song", caller, "", origin, dedup)

    @property
    def most_audio_bytes(self) -> int:
        return self.uploads.most_bytes if self.uploads else 0

    async def upload(self, caller: Caller, pieces: AsyncIterator[bytes]) -> str:
        if self.uploads is None:
            raise InvalidOrder("no-covers")
        return await self.uploads.take(caller.account, pieces)

    async def cover(
        self, caller: Caller, order: CoverOrder, audio: SentAudio | None, origin: Origin, dedup: str
    ) -> Receipt | View:
        self.covers.append((order, audio))
        return self._ask("cover", caller, order.request.style, origin, dedup)

    async def lyrics(self, caller: Caller, asked: SongRequest, origin: Origin, dedup: str) -> View:
        return self._ask("lyrics", caller, asked.prompt, origin, dedup)

    async def quota(self, caller: Caller, origin: Origin, dedup: str) -> View:
        return self._ask("quota", caller, "", origin, dedup)

    async def admin(self, caller: Caller, text: str, origin: Origin, dedup: str) -> View:
        return self._ask("admin", caller, text, origin, dedup)

    async def tap(self, caller: Caller, tap: Tap, origin: Origin) -> Answer:
        if self.raises is not None:
            raise self.raises
        self.taps.append((caller, tap, origin))
        if tap.action in self.answers:
            return self.answers[tap.action]
        closed = a_view(f"You took {tap.action}.", dialogue=tap.dialogue, step=tap.step + 1, buttons=())
        return Answer(closed)

    def _ask(self, name: str, caller: Caller, text: str, origin: Origin, dedup: str) -> View:
        if self.raises is not None:
            raise self.raises
        self.asked.append((name, caller, text, origin, dedup))
        return self.views.get(name, a_view(dialogue=name))


@dataclass
class Chat:
    """A running local chat, seen from the outside."""

    platform: WebPlatform
    desk: ScriptedDesk
    dialogues: ScriptedDialogues
    songs: ScriptedSongs
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

    async def type(self, text: str, n: int = 1, **me: Any) -> aiohttp.ClientResponse:
        """Send a message as the page does; `n` stands for the id that the browser makes.

        `me` says who types: `name`, `moderator`, `roles`, `channel`.
        """
        return await self.send("/api/messages", {"id": nonce(n), "text": text}, **me)

    async def type_with_file(
        self, text: str, data: bytes, n: int = 1, *, file: str = "words.txt", **me: Any
    ) -> aiohttp.ClientResponse:
        """Send a message with a file as the page does."""
        attached = {"name": file, "data": b64encode(data).decode()}
        return await self.send("/api/messages", {"id": nonce(n), "text": text, "file": attached}, **me)

    async def tap(
        self, message: str, action: str = "go", *, dialogue: str = "d1", step: int = 1, **more: Any
    ) -> aiohttp.ClientResponse:
        """Press a control as the page does; `values` go along, the rest says who presses."""
        body = {"message": message, "dialogue": dialogue, "step": step, "action": action}
        return await self.send("/api/tap", {**body, "values": more.pop("values", {})}, **more)

    async def send(self, path: str, body: dict[str, Any], **me: Any) -> aiohttp.ClientResponse:
        """Post something as somebody; without `me` the page does not say who it is."""
        data = BytesIO(json.dumps({**body, **({"me": me} if me else {})}).encode())
        headers = {"Content-Type": "application/json"}
        answer = await self.http.post(self.base + path, data=data, headers=headers)
        await answer.read()
        return answer

    async def messages(self, **me: Any) -> list[dict[str, Any]]:
        address = f"{self.base}/api/messages"
        async with self.http.get(address, params=in_query(**me)) as answer:
            assert answer.status == 200, await answer.text()
            messages: list[dict[str, Any]] = (await answer.json())["messages"]
            return messages

    async def bodies(self, author: str = "bot", **me: Any) -> list[dict[str, Any]]:
        return [message["body"] for message in await self.messages(**me) if message["author"] == author]

    async def post_view(self, view: View, *, nonce: str = "news1", **more: Any) -> str:
        """Post a view as the studio does; `audience` of the post, the rest of the origin."""
        audience = more.pop("audience", "everyone")
        origin = ORIGIN.model_copy(update=more)
        return (await self.platform.post(origin, ViewPost(view, audience), part=1, nonce=nonce)).message_id

    @asynccontextmanager
    async def events(
        self, after: int = 0, headers: dict[str, str] | None = None, **me: Any
    ) -> AsyncIterator[AsyncGenerator[dict[str, Any], None]]:
        """Follow the stream; each event is its name, its id and its data."""
        address, params = f"{self.base}/events", [("after", str(after)), *in_query(**me)]
        async with self.http.get(address, params=params, headers=headers or {}) as answer:
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
        return (await self.platform.post(ORIGIN, post, part=1, nonce=f"job1.{track.n}")).message_id

    async def deliver_for(self, person: str, track: Track) -> str:
        """Post a track of somebody's."""
        origin = ORIGIN.model_copy(update={"person": person})
        post = SongPost(replace(a_job(), origin=origin), track, 1, "Offline singer", None)
        return (await self.platform.post(origin, post, part=0, nonce=f"job1.{track.n}")).message_id

    async def fail(self, code: str, params: dict[str, Any] | None = None, *, message: str = "") -> None:
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


def in_query(**me: Any) -> list[tuple[str, str]]:
    """Write who somebody is into the end of an address, as the page does."""
    pairs = [(name, me[name]) for name in ("name", "channel") if name in me]
    acting = [("moderator", "1" if me["moderator"] else "0")] if "moderator" in me else []
    return [*pairs, *acting, *(("role", role) for role in me.get("roles", ()))]


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


def a_platform(desk: ScriptedDesk, db: Db, data_dir: Path, clock: Clock, **settings: Any) -> WebPlatform:
    """Make a local chat on a free port."""
    dialogues = settings.pop("dialogues", None) or ScriptedDialogues()
    songs = settings.pop("songs", None) or ScriptedSongs(desk)
    most_file_bytes = settings.pop("most_file_bytes", MOST_FILE_BYTES)
    token = SecretStr(settings.pop("token", ""))
    well = settings.pop("well", True)

    async def health() -> bool:
        return bool(well)

    return WebPlatform(
        desk=desk,
        dialogues=dialogues,
        songs=songs,
        chat_log=SqlChatLog(db),
        settings=WebSettings(token=token, **{"port": 0, **settings}),
        data_dir=data_dir,
        file_name=lambda track: f"{track.title}.wav",
        keep_secret=lambda _: None,
        health=health,
        now_ms=clock,
        most_file_bytes=most_file_bytes,
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
    dialogues, songs = ScriptedDialogues(desk=desk), ScriptedSongs(desk)
    async with database(data_dir) as db:
        platform = a_platform(desk, db, data_dir, clock, dialogues=dialogues, songs=songs, **settings)
        await platform.start()
        jar = aiohttp.CookieJar(unsafe=True)  # cookies of addresses in numbers too
        try:
            async with aiohttp.ClientSession(cookie_jar=jar) as http:
                yield Chat(platform, desk, dialogues, songs, clock, data_dir, http)
        finally:
            await platform.stop()


async def found(chat: Chat, nonce: str) -> str | None:
    """Look for a message of the bot's by its nonce, whatever it says."""
    anything = ViewPost(View(()))
    return await chat.platform.find(ORIGIN, anything, part=0, nonce=nonce, since_ms=0)
