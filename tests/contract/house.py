"""The whole bot in this process, with the real providers and a chat that writes down what it gets."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.app import App, make_providers, rules_from, running
from bot.config import Settings, settings_model
from bot.domain.job import Call, Job
from bot.domain.people import Account, Caller, PlaceRef
from bot.domain.posts import JobStatus, NoticePost, Outgoing, Posted, SongPost, Upload, ViewPost
from bot.domain.song import Origin, SongRequest
from bot.locales import catalogue
from bot.store import facts, jobs
from bot.studio.views import Order, Receipt
from tests.peers.service import KEY, Peer

CHAT = "noted"
WAIT_S = 30.0


class Noted:
    """A chat that takes everything."""

    name = CHAT

    def __init__(self) -> None:
        self.songs: list[SongPost] = []
        self.notices: list[NoticePost] = []
        self.views: list[ViewPost] = []
        self.shown: list[JobStatus] = []

    async def start(self) -> None:
        pass

    async def stop(self) -> None:
        pass

    async def upload(self, origin: Origin) -> Upload:
        return Upload(None)

    def parts(self, outgoing: Outgoing) -> int:
        return 1

    async def post(self, origin: Origin, outgoing: Outgoing, *, part: int, nonce: str) -> Posted:
        match outgoing:
            case SongPost():
                self.songs.append(outgoing)
            case NoticePost():
                self.notices.append(outgoing)
            case ViewPost():
                self.views.append(outgoing)
        return Posted(nonce)

    async def find(
        self, origin: Origin, outgoing: Outgoing, *, part: int, nonce: str, since_ms: int
    ) -> str | None:
        return None

    async def take_down(self, origin: Origin, message_id: str) -> None:
        raise NotImplementedError

    async def show(self, origin: Origin, status: JobStatus) -> None:
        self.shown.append(status)

    def sentences(self) -> list[str]:
        """Return what members were told about songs that were not made."""
        told = []
        for notice in self.notices:
            assert notice.failure is not None
            told.append(catalogue().problem(f"error-{notice.failure.code}", notice.failure.params))
        return told


class House:
    """A running bot and its only chat."""

    def __init__(self, app: App, chat: Noted) -> None:
        self.app, self.chat = app, chat
        self._orders = 0

    async def order(self, request: SongRequest) -> Receipt:
        """Order a song as a member."""
        self._orders += 1
        message = str(self._orders)
        caller = Caller(Account(CHAT, "ann", name="Ann"), PlaceRef(CHAT, "server"))
        origin = Origin(platform=CHAT, chat="room", message=message)
        return await self.app.desk.order(Order(caller, request, origin, f"{CHAT}:room:{message}"))

    async def until(self, job_id: str, reached: Callable[[Job], bool]) -> Job:
        """Wait until a job is as it should be."""
        async with asyncio.timeout(WAIT_S):
            while True:
                job = await jobs.get(self.app.db.read, job_id)
                assert job is not None
                if reached(job):
                    return job
                await asyncio.sleep(0.01)

    async def ended(self, job_id: str) -> Job:
        """Wait until a job has ended and whoever waits for it was told."""
        job = await self.until(job_id, lambda job: job.state.ended)
        async with asyncio.timeout(WAIT_S):
            while job_id in await facts.untold(self.app.db.read):
                await asyncio.sleep(0.01)
        return job

    async def calls(self, job_id: str) -> list[Call]:
        """Return the rows of a job's calls."""
        return await facts.calls_of(self.app.db.read, job_id)

    async def reasons_to_wait(self, job_id: str) -> list[str]:
        """Return why an order went back into the queue, each time that it did."""
        sql = "SELECT detail FROM job_log WHERE job_id = :job AND before IS NOT NULL AND after = 'queued'"
        return [str(row["detail"]) for row in await self.app.db.read(sql, {"job": job_id})]

    async def songs_charged(self) -> int:
        """Return how many songs the ledger counts."""
        rows = await self.app.db.read("SELECT COALESCE(SUM(songs), 0) AS songs FROM ledger")
        return int(rows[0]["songs"])

    async def money(self) -> int:
        """Return what the ledger counts, in millionths of whatever currency the service has."""
        rows = await self.app.db.read("SELECT COALESCE(SUM(amount_micro), 0) AS micro FROM ledger")
        return int(rows[0]["micro"])

    async def news_topics(self) -> list[str]:
        """Return what the operator was told about, without the chat that it was told in."""
        rows = await self.app.db.read("SELECT topic FROM news WHERE topic LIKE 'service.%'")
        return [str(row["topic"]).rpartition(".")[0] for row in rows]


def settings_for(folder: Path, *peers: Peer, limits: dict[str, Any] | None = None, **keys: Any) -> Settings:
    """Return settings that name the peers, and `keys` for each of them; nothing else is on."""
    sections: dict[str, Any] = {
        peer.name: {"api_key": KEY, "base_url": peer.url, "price": "0.1", "unit": "song", "currency": "USD"}
        | keys
        for peer in peers
    }
    table = {
        "data_dir": str(folder / "data"),
        "providers": {**sections, "offline": {"enabled": False}},
        "quota": {"songs": 1000},
        "limits": limits or {},
        "web": {"enabled": False},
    }
    return settings_model().model_validate(table)


@asynccontextmanager
async def house(settings: Settings) -> AsyncIterator[House]:
    """Run the bot for the length of the context."""
    chat = Noted()
    async with running(
        settings,
        data_dir=settings.data_dir,
        rules=rules_from(settings),
        providers=make_providers(settings),
        platforms=lambda _app: [chat],
    ) as app:
        yield House(app, chat)
