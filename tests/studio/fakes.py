"""A service and a chat that do what a test says, and a studio put together around them.

Both implement the ports and come in through the production door; time is a clock that the test moves.
"""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, assert_never

from bot.domain.errors import CantTell, FileForgotten, PlatformError
from bot.domain.job import Call, Job, JobState, Post, Track
from bot.domain.money import Cost
from bot.domain.people import Account, Caller, PlaceRef, Standing
from bot.domain.ports import (
    Accepted,
    Answered,
    AudioChunk,
    Finished,
    Heard,
    Progress,
    Provider,
    ProviderEvent,
    ProviderInfo,
    ProviderTask,
    Range,
    Submitting,
    TrackSource,
    Written,
)
from bot.domain.posts import JobStatus, NoticePost, Outgoing, Posted, SongPost, Upload, ViewPost
from bot.domain.quota import Limit
from bot.domain.song import Origin, SongRequest
from bot.domain.view import View
from bot.media.folders import Folders
from bot.net.links import public_link
from bot.store import facts, jobs
from bot.store.db import Db
from bot.studio.admission import Admission
from bot.studio.aftercare import Aftercare
from bot.studio.alerts import Alerts
from bot.studio.allowance import Allowance
from bot.studio.board import Board
from bot.studio.charging import Charging
from bot.studio.desk import Desk
from bot.studio.dialogues.front import make_dialogues
from bot.studio.dispatcher import Dispatcher
from bot.studio.drafts import Drafts
from bot.studio.endings import Endings
from bot.studio.errands import Errands
from bot.studio.fetching import Fetch
from bot.studio.health import Health
from bot.studio.pace import Pace
from bot.studio.pipeline import Pipeline
from bot.studio.pricing import Pricing
from bot.studio.replies import Replies
from bot.studio.routing import Routing
from bot.studio.rules import DELIVERY_PATIENCE_MS, Rules
from bot.studio.shelf import Shelf
from bot.studio.songs import Songs
from bot.studio.uploads import Uploads, most_taken
from bot.studio.views import Order, Receipt
from tests.store.rows import Clock

CHAT = "chat"
TAVERN = PlaceRef(CHAT, "tavern")
WORDS = Range(1, 3_000)
PRICE = Cost(150_000, "USD")
UNLIMITED = Limit(None, "total")
FREE = Rules(quota=UNLIMITED, budget=UNLIMITED)


def info(name: str, *, calls: bool = True, standby: bool = False, slots: int = 4) -> ProviderInfo:
    """Describe a service."""
    return ProviderInfo(
        name=name,
        title=f"The {name} service",
        makes_calls=calls,
        standby=standby,
        prompt=WORDS,
        lyrics={"en": WORDS, "zh": WORDS, "other": WORDS},
        max_concurrent=slots,
        requests_per_minute=None,
        timeout_s=60,
        usual_s=30,
    )


@dataclass(frozen=True)
class WritesFile:
    """The service puts audio into the task's folder and is done."""

    content: bytes


Step = ProviderEvent | BaseException | asyncio.Event | WritesFile
"""An event, an error to raise, something to wait for, or the song."""


def sings(song: bytes) -> list[Step]:
    """A call that is answered at once with a song."""
    return [Submitting(), Answered({"title": "La"}, cost=PRICE), WritesFile(song)]


@dataclass
class ScriptedProvider:
    """Goes through one plan for each run; the last one is used for ever."""

    info: ProviderInfo
    plans: list[list[Step]] = field(default_factory=list)
    tasks: list[ProviderTask] = field(default_factory=list)
    waiting: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a run has come to something to wait for."""
    at_once: int = 0
    most_at_once: int = 0

    def plan(self, *plans: list[Step]) -> None:
        """Say what the next runs do."""
        self.plans = list(plans)

    @property
    def orders(self) -> list[str]:
        """The jobs this service was asked for, once for each run."""
        return [task.job_id for task in self.tasks]

    def generate(self, task: ProviderTask) -> AsyncGenerator[ProviderEvent, None]:
        return self.carry_out(task, self.plans)

    async def carry_out(
        self, task: ProviderTask, plans: list[list[Step]]
    ) -> AsyncGenerator[ProviderEvent, None]:
        self.tasks.append(task)
        steps = plans.pop(0) if len(plans) > 1 else plans[0]
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            for step in steps:
                match step:
                    case BaseException():
                        raise step
                    case asyncio.Event():
                        self.waiting.set()
                        await step.wait()
                    case WritesFile(content):
                        path = task.folder / "song.mp3"
                        path.write_bytes(content)
                        yield Finished((TrackSource(path, title="La", lyrics="la la la"),))
                    case Submitting() | Accepted() | Answered() | Progress() | AudioChunk():
                        yield step
                    case Finished() | Written() | Heard():
                        yield step
                    case _:
                        assert_never(step)
        finally:
            self.at_once -= 1

    async def close(self) -> None:
        pass


@dataclass
class ScriptedPlatform:
    """A chat that keeps what it is sent, unless it is told to raise."""

    name: str = CHAT
    raises: list[PlatformError | Exception | None] = field(default_factory=list)
    """For the next posts; None takes one."""
    loses: bool = False
    """Posts arrive although the chat raises."""
    refuses_to_show: bool = False
    blind: bool = False
    """It can't say what was posted in it."""
    lends: bool = False
    """It keeps songs under ids of its own, and takes them instead of the audio."""
    forgotten: set[str] = field(default_factory=set)
    """Ids that it does not know any more."""
    parts_each: int = 1
    takes: Upload = field(default_factory=lambda: Upload(None))
    posts: dict[str, tuple[Origin, Outgoing]] = field(default_factory=dict)
    attempts: list[str] = field(default_factory=list)
    searches: list[str] = field(default_factory=list)
    shown: list[JobStatus] = field(default_factory=list)
    taken_down: list[tuple[str, str]] = field(default_factory=list)
    """Chats and messages."""
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    desk: Desk | None = None
    members: dict[tuple[PlaceRef, str], Standing | PlatformError] = field(default_factory=dict)
    """What it says of somebody's standing in a place; of all others that they are not there."""
    looked_up: list[PlaceRef] = field(default_factory=list)

    async def start(self) -> None:
        pass

    async def stop(self) -> None:
        pass

    async def upload(self, origin: Origin) -> Upload:
        return self.takes

    def parts(self, outgoing: Outgoing) -> int:
        return self.parts_each if isinstance(outgoing, SongPost) else 1

    async def post(self, origin: Origin, outgoing: Outgoing, *, part: int, nonce: str) -> Posted:
        assert len(nonce) <= 25
        self.attempts.append(nonce)
        file_id = outgoing.file_id if isinstance(outgoing, SongPost) else ""
        error = self.raises.pop(0) if self.raises else None
        if file_id in self.forgotten:
            error = FileForgotten()
        if error is None or self.loses:
            assert nonce not in self.posts or (self.blind and outgoing.perhaps_again), "posted twice"
            self.posts[nonce] = (origin, outgoing)
        if error is not None:
            raise error
        async with self.changed:
            self.changed.notify_all()
        if not self.lends or not isinstance(outgoing, SongPost) or part:
            return Posted(f"m-{nonce}")
        return Posted(f"m-{nonce}", file_id or f"file-{nonce}")

    async def find(
        self, origin: Origin, outgoing: Outgoing, *, part: int, nonce: str, since_ms: int
    ) -> str | None:
        self.searches.append(nonce)
        if self.blind:
            raise CantTell
        return f"m-{nonce}" if nonce in self.posts else None

    async def take_down(self, origin: Origin, message_id: str) -> None:
        error = self.raises.pop(0) if self.raises else None
        if error is not None:
            raise error
        self.taken_down.append((origin.chat, message_id))

    async def show(self, origin: Origin, status: JobStatus) -> None:
        if self.refuses_to_show:
            raise PlatformError("not now")
        self.shown.append(status)

    async def standing(self, place: PlaceRef, native_id: str) -> Standing | None:
        self.looked_up.append(place)
        said = self.members.get((place, native_id))
        if isinstance(said, PlatformError):
            raise said
        return said

    async def until_posted(self, count: int) -> None:
        """Wait until so many messages have arrived."""
        async with asyncio.timeout(30), self.changed:
            await self.changed.wait_for(lambda: len(self.posts) >= count)

    def songs(self) -> list[SongPost]:
        return [post for _, post in self.posts.values() if isinstance(post, SongPost)]

    def views(self) -> list[tuple[Origin, ViewPost]]:
        return [(origin, post) for origin, post in self.posts.values() if isinstance(post, ViewPost)]

    def notices(self) -> list[NoticePost]:
        return [post for _, post in self.posts.values() if isinstance(post, NoticePost)]


@dataclass
class Disk:
    """What the desk asks of the disk."""

    room: bool = True
    removed: list[str] = field(default_factory=list)

    async def has_room(self) -> bool:
        return self.room

    async def remove(self, job_id: str) -> None:
        self.removed.append(job_id)

    def listen(self, job_id: str) -> AsyncGenerator[bytes]:
        raise AssertionError("nothing is made here")


@dataclass
class NoRunners:
    """Stands where the dispatcher would, for tests in which nothing runs."""

    dropped: list[str] = field(default_factory=list)
    woken: int = 0

    def wake(self) -> None:
        self.woken += 1

    async def drop(self, job_id: str) -> None:
        self.dropped.append(job_id)


class NotedShelf(Shelf):
    """A shelf of which a test sees that it was swept."""

    def __init__(self, folders: Folders) -> None:
        super().__init__(folders)
        self.swept = asyncio.Event()
        self.fails: Exception | None = None

    async def sweep(self, keep: Set[str], *, now_ms: int) -> list[str]:
        """Sweep, and say so."""
        try:
            if self.fails is not None:
                raise self.fails
            return await super().sweep(keep, now_ms=now_ms)
        finally:
            self.swept.set()


async def no_links(link: str, target: Path, *, most_bytes: int | None = None) -> None:
    """Stand where downloads would."""
    raise AssertionError(f"{link} is not to be fetched")


async def no_admin(caller: Caller, text: str, origin: Origin, dedup: str) -> View:
    """Stand where `/admin` would."""
    raise AssertionError(f"/admin {text} is not to be asked")


class Studio:
    """The studio around a database, scripted services and a scripted chat."""

    def __init__(
        self,
        db: Db,
        folder: Path,
        *,
        providers: Sequence[Provider],
        rules: Rules = FREE,
        fetch: Fetch = no_links,
        paces: Mapping[str, Pace] | None = None,
    ) -> None:
        self.db, self.folder, self.clock = db, folder, Clock()
        self.providers: Mapping[str, Provider] = {one.info.name: one for one in providers}
        self.chat = ScriptedPlatform()
        self.folders = Folders(folder)
        platforms = self.platforms = {CHAT: self.chat}
        infos = {name: one.info for name, one in self.providers.items()}
        pricing = Pricing(infos, rules.rates)
        allowance = Allowance(rules, pricing)
        alerts = Alerts(rules, allowance, self.clock)
        self.health = Health(self.clock)
        routing = Routing(self.providers, list(infos), rests=self.health.rests)
        self.board = Board(platforms, now_ms=self.clock)
        replies = Replies(self.clock)
        drafts = Drafts(
            routing=routing,
            rules=rules,
            admission=Admission(rules),
            allowance=allowance,
            pricing=pricing,
            alerts=alerts,
        )
        self.endings = Endings(
            db=db,
            routing=routing,
            platforms=platforms,
            folders=self.folders,
            board=self.board,
            allowance=allowance,
            pricing=pricing,
            alerts=alerts,
            replies=replies,
            now_ms=self.clock,
        )
        self.pipeline = Pipeline(
            db=db,
            providers=self.providers,
            platforms=platforms,
            paces=paces or {name: Pace(None, now_s=lambda: 0.0) for name in infos},
            folders=self.folders,
            board=self.board,
            endings=self.endings,
            allowance=allowance,
            alerts=alerts,
            health=self.health,
            fetch=fetch,
            now_ms=self.clock,
        )
        self.shelf = NotedShelf(self.folders)
        self.dispatcher = Dispatcher(
            db=db,
            pipeline=self.pipeline,
            endings=self.endings,
            board=self.board,
            shelf=self.shelf,
            health=self.health,
            titles=routing.titles,
            slots={name: one.max_concurrent for name, one in infos.items()},
            usual_s={name: one.usual_s for name, one in infos.items()},
            rules=rules,
            now_ms=self.clock,
        )
        self.charging = Charging(
            db=db,
            platforms=platforms,
            admission=Admission(rules),
            allowance=allowance,
        )
        self.desk = Desk(
            db=db,
            routing=routing,
            titles={name: one.title for name, one in infos.items()},
            board=self.board,
            storage=self.shelf,
            runners=self.dispatcher,
            rules=rules,
            admission=Admission(rules),
            allowance=allowance,
            pricing=pricing,
            charging=self.charging,
            alerts=alerts,
            now_ms=self.clock,
        )
        self.uploads = Uploads(self.folders, most_bytes=most_taken(infos.values()))
        aftercare = self.aftercare = Aftercare(
            admission=Admission(rules), rules=rules, folders=self.folders, uploads=self.uploads
        )
        self.errands = Errands(
            db=db, titles=routing.titles, folders=self.folders, pricing=pricing, now_ms=self.clock
        )
        self.dialogues, self.machine, self.herald = make_dialogues(
            db=db,
            desk=self.desk,
            rules=rules,
            routing=routing,
            admission=Admission(rules),
            allowance=allowance,
            charging=self.charging,
            platforms=platforms,
            runners=self.dispatcher,
            drafts=drafts,
            replies=replies,
            uploads=self.uploads,
            public_link=public_link,
            aftercare=aftercare,
            errands=self.errands,
            admin_kinds={},
            admin=no_admin,
            now_ms=self.clock,
        )
        self.songs = Songs(
            db=db,
            aftercare=aftercare,
            orders=self.desk,
            flows=self.dialogues,
            wake=self.herald.wake,
            now_ms=self.clock,
        )

    async def order(self, who: str = "ann", prompt: str = "the sea", **more: Any) -> Receipt:
        """Order a song; the clock goes on by a second."""
        self.clock.forward(1_000)
        return await self.desk.order(an_order(who, f"{self.clock.ms}", prompt=prompt, **more))

    async def job(self, job_id: str) -> Job:
        """Return a job as it is stored."""
        found = await jobs.get(self.db.read, job_id)
        assert found is not None
        return found

    async def run(self, job_id: str) -> Job:
        """Give a job one run, as the dispatcher would when its turn has come."""
        now_ms = self.clock()
        await self.db.tx(lambda q: jobs.start(q, job_id, now_ms=now_ms))
        await self.pipeline.run(job_id)
        return await self.job(job_id)

    async def run_delivery(self, job_id: str) -> Job:
        """Give a song that goes to another chat its run."""
        await self.pipeline.run(job_id)
        return await self.job(job_id)

    async def ordered(self, **more: Any) -> str:
        """Order a song and return its job's id."""
        return (await self.order(**more)).status.job_id

    async def calls(self, job_id: str) -> list[Call]:
        """Return what is known of a job's calls."""
        return await facts.calls_of(self.db.read, job_id)

    async def moves(self, job_id: str) -> list[str]:
        """Return the kinds of a job's ledger rows."""
        rows = await self.db.read(
            "SELECT kind FROM ledger WHERE job_id = :job ORDER BY at_ms, id", {"job": job_id}
        )
        return sorted(row["kind"] for row in rows)

    async def posts(self, job_id: str) -> dict[str, Post]:
        """Return what is known of a job's messages."""
        return await facts.posts_of(self.db.read, job_id)

    async def sung(self, song: bytes = b"a song", who: str = "ann", **request: Any) -> str:
        """Bring an order to the point at which its song is on the disk and waits to be posted."""
        job_id = (await self.order(who, **request)).status.job_id
        _, songs = await self.folders.make(job_id)
        (songs / "1.mp3").write_bytes(song)
        now_ms = self.clock()
        await self.db.tx(lambda q: jobs.start(q, job_id, now_ms=now_ms))
        mine = await self.db.tx(lambda q: jobs.claim(q, job_id))
        track = Track(1, "La", "la la", 2_000, f"songs/{job_id}/1.mp3", len(song))
        await self.db.tx(lambda q: facts.save_tracks(q, mine, [track], now_ms=now_ms))
        deadline_ms = now_ms + DELIVERY_PATIENCE_MS
        await self.db.tx(
            lambda q: jobs.change(
                q, mine, JobState.DELIVERING, now_ms=now_ms, also={"deadline_ms": deadline_ms}
            )
        )
        return job_id


def an_order(
    who: str, message: str, *, place: PlaceRef = TAVERN, caller: Caller | None = None, **request: Any
) -> Order:
    """Return an order as a chat hands it in."""
    return Order(
        caller=caller or Caller(Account(CHAT, who), place),
        request=SongRequest(**request),
        origin=Origin(
            platform=CHAT,
            chat=place.native_id,
            message=message,
            place="" if place.is_private else place.native_id,
        ),
        dedup=f"{CHAT}:{place.native_id}:{message}",
    )


def with_limits(rules: Rules = FREE, **limits: Any) -> Rules:
    """Return rules with other limits."""
    return replace(rules, **limits)
