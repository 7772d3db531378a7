"""The bot put together: one on each folder, honest about its health, polite when it stops."""

import asyncio
import errno
import shutil
import subprocess
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.app import App, heartbeat, make_providers, rules_from, running
from bot.config import Settings
from bot.domain.errors import StartupError
from bot.domain.job import JobState
from bot.domain.ports import Answered, Platform, Provider, Submitting
from bot.folder import is_locked, schema_problem
from bot.store import jobs
from bot.store.db import Db
from bot.studio.board import stop_task
from tests.store.rows import QuickDb, look
from tests.studio.fakes import ScriptedPlatform, ScriptedProvider, Step, WritesFile, an_order, info

DEADLINE_S = 30


@asynccontextmanager
async def bot(
    data_dir: Path,
    *providers: Provider,
    platform: Platform | None = None,
    platforms: list[Platform] | None = None,
    open_db: type[Db] = QuickDb,
) -> AsyncIterator[App]:
    """Run a bot with scripted services and a scripted chat, or several."""
    settings = Settings(data_dir=data_dir)
    async with running(
        settings,
        data_dir=data_dir,
        rules=rules_from(settings),
        providers={one.info.name: one for one in providers},
        platforms=lambda _: platforms or [platform or ScriptedPlatform()],
        open_db=open_db.open,
    ) as app:
        yield app


class Refuses(ScriptedPlatform):
    async def start(self) -> None:
        raise StartupError("discord-token")


def named(name: str) -> ScriptedPlatform:
    platform = ScriptedPlatform()
    platform.name = name
    return platform


async def refused(data_dir: Path) -> str:
    with pytest.raises(StartupError) as caught:
        async with bot(data_dir):
            pass
    return caught.value.sentence


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A data folder that is not there yet."""
    return tmp_path / "new" / "data"


async def test_a_new_folder_becomes_a_bots_home(data_dir: Path) -> None:
    async with bot(data_dir) as app:
        assert await app.healthy()
    assert look(data_dir / "troubadour.db", "SELECT COUNT(*) FROM jobs") == [(0,)]


async def test_a_song_is_made_and_posted(data_dir: Path, song: bytes) -> None:
    steps: list[Step] = [Submitting(), Answered({}), WritesFile(song)]
    chat = ScriptedPlatform()
    async with bot(data_dir, ScriptedProvider(info("one"), [steps]), platform=chat) as app:
        await app.desk.order(an_order("ann", "1", prompt="the sea"))
        await chat.until_posted(1)
    assert len(chat.songs()) == 1


async def test_a_second_bot_on_the_same_folder_is_refused_and_harms_nothing(data_dir: Path) -> None:
    async with bot(data_dir) as app:
        assert is_locked(data_dir)
        assert await refused(data_dir) == "data-locked"
        assert await app.healthy()
    assert not is_locked(data_dir)
    async with bot(data_dir):
        pass


async def test_a_bot_that_could_not_start_leaves_the_folder_free(data_dir: Path) -> None:
    data_dir.mkdir(parents=True)
    (data_dir / "troubadour.db").write_text("dear diary " * 100)
    assert await refused(data_dir) == "database-unreadable"
    assert not is_locked(data_dir)


@pytest.mark.parametrize("place", ["file", "file/below"])
async def test_a_folder_that_can_not_be_made_is_named(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("in the way")
    assert await refused(tmp_path / place) == "data-unwritable"


async def test_a_database_of_a_newer_program_is_left_alone(data_dir: Path) -> None:
    async with bot(data_dir) as app:
        await app.db.tx(lambda q: q("INSERT INTO schema_version VALUES (9999, '9999_later.sql', 'x', 0)"))
    before = (data_dir / "troubadour.db").read_bytes()
    problem = schema_problem(data_dir)
    assert problem is not None
    assert problem.sentence == await refused(data_dir) == "database-newer"
    assert (data_dir / "troubadour.db").read_bytes() == before


async def test_a_chat_that_can_not_start_stops_the_bot_whole(data_dir: Path) -> None:
    with pytest.raises(StartupError):
        async with bot(data_dir, platforms=[Refuses()]):
            pass
    assert not is_locked(data_dir)
    assert set(asyncio.all_tasks()) == {asyncio.current_task()}


async def test_a_chat_that_can_not_start_is_left_out_and_told_of_once(data_dir: Path) -> None:
    async def start() -> tuple[list[str], list[str]]:
        refused, other = Refuses(), named("other")
        refused.name = "discord"
        async with bot(data_dir, platforms=[refused, other]) as app:
            assert app.platforms[other.name] is other
            assert "discord" not in app.platforms
            rows = await app.db.read("SELECT topic FROM news WHERE topic LIKE 'chat.%' AND over_ms IS NULL")
            return [problem.sentence for problem in app.left_out], [row["topic"] for row in rows]

    told = ["chat.discord.off.log:", "chat.discord.off.web:local"]
    for _ in range(2):
        problems, topics = await start()
        assert (problems, sorted(topics)) == (["discord-token"], told)
    async with bot(data_dir, platforms=[named("discord")]) as app:
        over = await app.db.read("SELECT topic FROM news WHERE topic LIKE 'chat.%' AND over_ms IS NULL")
        assert over == []


async def test_a_bot_whose_database_takes_no_writes_is_not_well(data_dir: Path) -> None:
    async with bot(data_dir) as app:
        assert await app.healthy()
        await app.db._writer.execute("PRAGMA query_only = ON")
        assert not await app.healthy()
        await app.db._writer.execute("PRAGMA query_only = OFF")
        assert await app.healthy()


async def test_a_heartbeat_that_can_not_be_written_does_not_end_the_bot(data_dir: Path) -> None:
    tried = threading.Event()

    class Untouchable(type(Path())):  # type: ignore[misc]
        def touch(self, mode: int = 0o666, exist_ok: bool = True) -> None:
            tried.set()
            raise PermissionError(errno.EACCES, "not allowed")

    async with bot(data_dir) as app:
        beats = asyncio.create_task(heartbeat(app, Untouchable(data_dir / "heartbeat")))
        async with asyncio.timeout(DEADLINE_S):
            while not tried.is_set():
                await asyncio.sleep(0)
        for _ in range(100):
            await asyncio.sleep(0)
        assert not beats.done()
        await stop_task(beats)


async def test_the_bot_says_when_a_part_that_has_to_run_has_ended(data_dir: Path) -> None:
    async def ends() -> None:
        raise LookupError("gone")

    async with bot(data_dir) as app:
        app.keep_running("part", ends())
        async with asyncio.timeout(DEADLINE_S):
            await app.broken.wait()


async def test_leaving_politely_waits_for_a_request_and_keeps_its_answer(data_dir: Path) -> None:
    gate = asyncio.Event()
    service = ScriptedProvider(info("one"), [[Submitting(), gate, Answered({"title": "La"})]])
    async with asyncio.timeout(DEADLINE_S):
        async with bot(data_dir, service) as app:
            await app.desk.order(an_order("ann", "1", prompt="the sea"))
            await service.waiting.wait()
            asyncio.get_running_loop().call_soon(gate.set)
    assert look(data_dir / "troubadour.db", "SELECT outcome FROM calls") == [("answered",)]
    assert look(data_dir / "troubadour.db", "SELECT state FROM jobs") == [("running",)]


async def test_hurrying_ends_a_polite_stop(data_dir: Path) -> None:
    service = ScriptedProvider(info("one"), [[Submitting(), asyncio.Event()]])
    async with asyncio.timeout(DEADLINE_S):  # the grace period is 330 s
        async with bot(data_dir, service) as app:
            await app.desk.order(an_order("ann", "1", prompt="the sea"))
            await service.waiting.wait()
            asyncio.get_running_loop().call_soon(app.dispatcher.hurry)
    assert look(data_dir / "troubadour.db", "SELECT outcome FROM calls") == [(None,)]


async def test_a_folder_can_be_moved_between_two_starts(data_dir: Path, song: bytes) -> None:
    steps: list[Step] = [Submitting(), Answered({}), WritesFile(song)]
    chat = ScriptedPlatform()
    async with bot(data_dir, ScriptedProvider(info("one"), [steps]), platform=chat) as app:
        order = an_order("ann", "1", prompt="the sea")
        job_id = (await app.desk.order(order)).status.job_id
        await chat.until_posted(1)
    moved = data_dir.with_name("moved")
    shutil.move(data_dir, moved)
    async with bot(moved) as app:
        job = await jobs.get(app.db.read, job_id)
        assert job is not None
        assert job.state in (JobState.DONE, JobState.DELIVERING)
        track = await app.desk.track(order.caller, job_id, 1)
        assert track is not None
        assert (moved / track.path).exists()


def test_without_configuration_there_is_a_singer(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    assert list(make_providers(settings)) == ["offline"]
    assert rules_from(settings).quota == settings.quota.limit


def test_a_start_does_not_load_what_it_may_never_need() -> None:
    """Numbers, codecs and tags take a second to load, and memory for as long as the bot runs.

    The library of a chat is loaded where that chat is on, and only there.
    """
    heavy = {"numpy", "av", "mutagen", "discord", "telegram", "httpx"}
    look = f"import sys, bot.run, bot.keys; print(*sorted({heavy} & sys.modules.keys()))"
    found = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == ""
