"""Updates are stored before Telegram forgets them, answered in order, and answered once."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import structlog
import telegram

from bot.domain.errors import DeliveryUnavailable, StartupError, StorageError
from bot.folder import DATABASE
from bot.platforms.telegram.client import Bot, Json
from bot.platforms.telegram.lanes import MOST_IN_A_CHAT, Lanes
from bot.platforms.telegram.polling import ALONE_AGAIN_MS, KEPT_MS, Polling
from bot.store.updates import MOST_TRIES, SqlUpdates
from tests.peers.telegram import Person, TelegramPeer
from tests.peers.waiting import Changes
from tests.platforms.telegram.bots import at_home, settings_for
from tests.store.rows import Clock, QuickDb, open_database

HELP = "These are the commands"


@pytest.fixture
async def peer() -> AsyncIterator[TelegramPeer]:
    async with TelegramPeer() as there:
        yield there


def helped(peer: TelegramPeer, person: Person) -> int:
    return len([one for one in peer.messages_in(person) if HELP in one.text])


async def store_of_a_crashed_bot(peer: TelegramPeer, folder: Path) -> None:
    """Leave what a bot leaves that was killed right after it had stored what was pending."""
    db = await QuickDb.open(folder / DATABASE)
    pending = {one["update_id"]: json.dumps(one) for one in peer.updates.pending}
    number = peer.token.partition(":")[0]
    store = SqlUpdates(db, f"telegram:{number}", Clock())
    await store.receive(pending, offset=max(pending) + 1, offset_until_ms=1 << 50)
    await db.close()


async def test_what_a_crash_left_unanswered_is_answered_after_the_restart_and_only_once(
    peer: TelegramPeer, tmp_path: Path
) -> None:
    ann, ben = peer.person("ann"), peer.person("ben")
    async with at_home(peer, tmp_path):
        await peer.ready()
    await ann.write("/help")
    await store_of_a_crashed_bot(peer, tmp_path)
    await ben.write("/help")
    async with at_home(peer, tmp_path):
        await peer.until(lambda: helped(peer, ann) and helped(peer, ben))
        await peer.heard()
    first = next(one for one in peer.asked("getUpdates") if "offset" in one.params)
    assert first.params["offset"] == 100_000_002
    async with at_home(peer, tmp_path):
        again = await ann.write("/help")
        await peer.said(ann, HELP, after=again)
    assert (helped(peer, ann), helped(peer, ben)) == (2, 1)
    assert peer.violations == []


async def test_nothing_is_lost_where_telegram_stumbles(peer: TelegramPeer, tmp_path: Path) -> None:
    ann = peer.person("ann")
    async with at_home(peer, tmp_path):
        await peer.ready()
        peer.faults.add("getUpdates", status=502, html=True)
        peer.faults.add("getUpdates", retry_after=0.1)
        peer.faults.add("getUpdates", drop="after")
        for n in range(1, 4):
            asked = await ann.write("/help")
            await peer.said(ann, HELP, after=asked)
            assert helped(peer, ann) == n
    assert peer.violations == []


# --- the question for updates ---------------------------------------------------------------------


@dataclass
class Fetching:
    """The bot's updates, fetched and noted down instead of being answered."""

    clock: Clock
    reports: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    async def report(self, problem: StartupError | None) -> None:
        """Hear what the operator is told."""
        self.reports.append(problem.sentence if problem is not None else "mended")

    async def handle(self, update: telegram.Update) -> None:
        """Hear what people write."""
        assert update.message is not None
        self.texts.append(update.message.text or "")


@asynccontextmanager
async def fetching(peer: TelegramPeer, folder: Path, clock: Clock | None = None) -> AsyncIterator[Fetching]:
    """Fetch updates for the length of the context, and keep them in a database in this folder."""
    found = Fetching(clock or Clock())
    file = folder / DATABASE
    db = await QuickDb.open(file) if file.exists() else await open_database(folder)
    async with Bot(settings_for(peer, folder).telegram) as bot:
        store = SqlUpdates(db, "telegram:1", found.clock)
        lanes = Lanes(bot, store, found.handle)
        polling = Polling(bot, store, lanes, report=found.report, now_ms=found.clock)
        run = asyncio.create_task(polling.run())
        yield found
        run.cancel()
        await asyncio.wait([run])
        await lanes.stop(30)
        assert await store.unanswered() == {}
    await db.close()


async def test_another_bot_with_the_same_token_is_told_once(peer: TelegramPeer, tmp_path: Path) -> None:
    shared = "Conflict: terminated by other getUpdates request"
    peer.faults.add("getUpdates", status=409, description=shared, times=2)
    async with fetching(peer, tmp_path) as found:
        await peer.until(lambda: peer.updates.polling)
        assert found.reports == ["telegram-shared"]
        await peer.person("ann").write("one")
        await peer.until(lambda: found.texts == ["one"])
        assert found.reports == ["telegram-shared"]
        found.clock.forward(ALONE_AGAIN_MS + 1)
        await peer.person("ann").write("two")
        await peer.until(lambda: found.texts == ["one", "two"])
        await peer.heard()
        assert found.reports == ["telegram-shared", "mended"]


async def test_after_a_day_telegram_is_asked_for_whatever_it_has(peer: TelegramPeer, tmp_path: Path) -> None:
    clock = Clock()
    for passed_ms, expected in ((0, None), (KEPT_MS - 1, 100_000_002), (KEPT_MS, None)):
        clock.forward(passed_ms)
        before = len(peer.asked("getUpdates"))
        async with fetching(peer, tmp_path, clock) as found:
            await peer.until(lambda: peer.updates.polling)
            assert peer.asked("getUpdates")[before].params.get("offset") == expected
            if expected is None:
                await peer.person("ann").write("one")
                await peer.until(lambda: found.texts == ["one"])
                await peer.heard()


# --- the way from the store to the answer -----------------------------------------------------------


@dataclass
class Desk:
    """Answers updates, each as long as a test wants, and notes down what happens."""

    store: SqlUpdates
    trouble: dict[int, Exception] = field(default_factory=dict)
    held: dict[int, asyncio.Event] = field(default_factory=dict)
    begun: list[int] = field(default_factory=list)
    answered: list[int] = field(default_factory=list)
    changes: Changes = field(default_factory=Changes)

    def __post_init__(self) -> None:
        self.lanes = Lanes(telegram.Bot("1:never-used"), self.store, self.handle)

    async def handle(self, update: telegram.Update) -> None:
        """Answer an update, or fail to."""
        number = update.update_id
        self.begun.append(number)
        self.changes.tell()
        if number in self.held:
            await self.held[number].wait()
        if number in self.trouble:
            raise self.trouble.pop(number)
        self.answered.append(number)
        self.changes.tell()

    def hold(self, number: int) -> asyncio.Event:
        """Let an update take until this is set."""
        self.held[number] = asyncio.Event()
        return self.held[number]

    async def put(self, *updates: Json) -> None:
        """Store updates and hand them on."""
        batch = {one["update_id"]: json.dumps(one) for one in updates}
        await self.store.receive(batch, offset=max(batch) + 1, offset_until_ms=1 << 50)
        for number, text in batch.items():
            self.lanes.put(number, text)

    async def until_answered(self, *numbers: int) -> None:
        """Wait until these were answered, and nothing else."""
        await self.changes.until(lambda: {*numbers} <= {*self.answered}, 30)
        assert sorted(numbers) == sorted(self.answered)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    db = await open_database(tmp_path)
    made = Desk(SqlUpdates(db, "telegram:1", Clock()))
    yield made
    await made.lanes.stop(30)
    await db.close()


def message(number: int, who: int = 1, chat: int = -5, **more: Any) -> Json:
    """Return an update with a message of somebody's in a group."""
    sender = {"id": who, "is_bot": False, "first_name": "ann"}
    where = {"id": chat, "type": "group", "title": "hall"}
    said = {"message_id": number, "date": 1, "chat": where, "from": sender, "text": "x", **more}
    return {"update_id": number, "message": said}


def press(number: int, who: int = 1) -> Json:
    """Return an update with somebody's press of a button in the group."""
    below = message(number, who=99)["message"]
    sender = {"id": who, "is_bot": False, "first_name": "ann"}
    query = {"id": "7", "from": sender, "chat_instance": "1", "data": "x", "message": below}
    return {"update_id": number, "callback_query": query}


async def test_everybody_is_answered_in_order_and_nobody_waits_for_others(desk: Desk) -> None:
    slow = desk.hold(1)
    elsewhere = message(3, chat=-6)
    await desk.put(message(1), press(2), elsewhere, message(4, who=2), message(5))
    await desk.until_answered(3, 4)
    assert desk.begun == [1, 3, 4]
    slow.set()
    await desk.until_answered(1, 2, 3, 4, 5)
    assert [number for number in desk.answered if number in (1, 2, 5)] == [1, 2, 5]


async def test_a_flooded_group_keeps_nobody_else_waiting(desk: Desk) -> None:
    crowd = [message(number, who=number) for number in range(1, 3 * MOST_IN_A_CHAT)]
    held = [desk.hold(one["update_id"]) for one in crowd]
    await desk.put(*crowd, message(100, chat=-6), message(101, chat=7))
    await desk.until_answered(100, 101)
    assert len(desk.begun) == MOST_IN_A_CHAT + 2
    for one in held:
        one.set()
    await desk.until_answered(100, 101, *(one["update_id"] for one in crowd))


async def test_a_group_that_becomes_another_is_looked_after_in_its_turn(desk: Desk) -> None:
    before, move = desk.hold(1), desk.hold(3)
    moved = message(3, who=2, migrate_to_chat_id=-100)
    after = message(4, who=3, chat=-100)
    await desk.put(message(1), message(2, chat=-6), moved, after, message(5, who=4, chat=-6))
    await desk.until_answered(2, 5)
    before.set()
    await desk.changes.until(lambda: 3 in desk.begun, 30)
    assert 4 not in desk.begun
    move.set()
    await desk.until_answered(1, 2, 3, 4, 5)


async def test_an_update_waits_for_the_database_and_is_left_aside_for_anything_else(desk: Desk) -> None:
    desk.trouble |= {
        1: StorageError("the disk is full"),
        2: ValueError("a mistake of ours"),
        3: DeliveryUnavailable("not now"),
    }
    unknown = {"update_id": 5, "message": {"message_id": "what is this?"}}
    with structlog.testing.capture_logs() as logs:
        await desk.put(message(1), message(2), message(3), message(4), unknown)
        await desk.until_answered(1, 4)
        while await desk.store.unanswered():
            await asyncio.sleep(0.01)
    assert desk.begun == [1, 1, 2, 3, 4]
    said = [(one["event"], one.get("update")) for one in logs]
    assert sorted(said, key=str) == [
        ("an update broke", 2),
        ("an update broke", 5),
        ("an update got no answer", 3),
        ("an update waits for the database", None),
    ]


async def test_an_update_that_brought_the_bot_down_three_times_is_left_alone(desk: Desk) -> None:
    await desk.store.receive({1: json.dumps(message(1))}, offset=2, offset_until_ms=1 << 50)
    assert [await desk.store.begin(1) for _ in range(MOST_TRIES)] == [True] * MOST_TRIES
    with structlog.testing.capture_logs() as logs:
        await desk.put(message(1), message(2))
        await desk.until_answered(2)
    assert [(one["event"], one["log_level"]) for one in logs] == [
        ("an update ended the bot again and again, and is left alone", "error")
    ]


async def test_a_stop_finishes_what_is_under_way_and_leaves_the_rest_for_the_next_start(desk: Desk) -> None:
    ends, stays = desk.hold(1), desk.hold(3)
    await desk.put(message(1), message(2), message(3, who=2))
    await desk.changes.until(lambda: len(desk.begun) == 2, 30)
    stop = asyncio.create_task(desk.lanes.stop(0.05))
    ends.set()
    await stop
    assert (desk.answered, stays.is_set()) == ([1], False)
    assert list(await desk.store.unanswered()) == [2, 3]
