"""The board: each order's newest state, once, and nobody hears of an order that has ended."""

import asyncio

import pytest

from bot.domain.job import Job, JobState
from bot.domain.song import Origin, SongRequest
from bot.studio.board import Board, stop_task
from tests.store.rows import Clock
from tests.studio.fakes import CHAT, ScriptedPlatform


@pytest.fixture
def chat() -> ScriptedPlatform:
    """A chat."""
    return ScriptedPlatform()


@pytest.fixture
def clock() -> Clock:
    """A clock that the test moves."""
    return Clock()


@pytest.fixture
def board(chat: ScriptedPlatform, clock: Clock) -> Board:
    """A board that shows to it."""
    return Board({CHAT: chat}, now_ms=clock)


def put(board: Board, clock: Clock, job_id: str = "a", *, platform: str = CHAT, line: int | None = 1) -> None:
    job = Job(
        id=job_id,
        dedup=job_id,
        kind="song",
        identity_id="i",
        place_id="p",
        origin=Origin(platform=platform, chat="tavern"),
        request=SongRequest(prompt="the sea"),
        provider="one",
        state=JobState.QUEUED,
        epoch=0,
        created_ms=clock.ms,
        deadline_ms=clock.ms,
    )
    board.put(job, usual_s=30, can_cancel=True, line=line)


async def test_an_order_is_shown_when_something_has_changed_since_its_receipt(
    board: Board, chat: ScriptedPlatform, clock: Clock
) -> None:
    put(board, clock)
    await board.show_now()
    board.wait("a", 1)
    await board.show_now()
    assert chat.shown == []
    for _ in range(2):
        board.wait("a", 2)
        await board.show_now()
    assert [status.line for status in chat.shown] == [2]


async def test_only_the_latest_of_many_changes_is_shown(
    board: Board, chat: ScriptedPlatform, clock: Clock
) -> None:
    put(board, clock)
    board.move("a", JobState.RUNNING, can_cancel=True)
    for fraction in (0.1, 0.2, 0.3):
        board.progress("a", "singing", fraction)
    clock.forward(5_000)
    await board.show_now()
    (status,) = chat.shown
    assert (status.state, status.stage, status.fraction) == (JobState.RUNNING, "singing", 0.3)
    assert (status.line, status.elapsed_s, status.can_cancel) == (None, 5.0, True)
    board.no_way_back("a")
    await board.show_now()
    assert not chat.shown[-1].can_cancel


@pytest.mark.parametrize("end", [state for state in JobState if state.ended or state is JobState.KEPT])
async def test_an_order_that_has_ended_is_shown_and_leaves(
    board: Board, chat: ScriptedPlatform, clock: Clock, end: JobState
) -> None:
    put(board, clock)
    board.move("a", end)
    await board.show_now()
    assert [status.state for status in chat.shown] == [end]
    assert board.status("a") is None
    board.progress("a", "singing", 0.5)
    await board.show_now()
    assert len(chat.shown) == 1


async def test_what_comes_late_does_not_bring_an_ended_order_back(
    board: Board, chat: ScriptedPlatform, clock: Clock
) -> None:
    put(board, clock)
    board.move("a", JobState.CANCELLED)
    board.wait("a", 1)
    board.progress("a", "singing", 0.5)
    board.no_way_back("a")
    await board.show_now()
    assert [(status.state, status.line) for status in chat.shown] == [(JobState.CANCELLED, None)]


async def test_a_chat_that_fails_keeps_nobody_else_from_being_told(clock: Clock) -> None:
    broken, chat = ScriptedPlatform("broken", refuses_to_show=True), ScriptedPlatform()
    board = Board({"broken": broken, CHAT: chat}, now_ms=clock)
    put(board, clock, "a", platform="broken")
    put(board, clock, "b", platform="off")
    put(board, clock, "c")
    board.show_all()
    await board.show_now()
    assert [status.job_id for status in chat.shown] == ["c"]
    broken.refuses_to_show = False
    board.wait("a", 2)
    await board.show_now()
    assert [status.line for status in broken.shown] == [2]


async def test_after_a_restart_every_order_is_shown_once(
    board: Board, chat: ScriptedPlatform, clock: Clock
) -> None:
    for job_id in "abc":
        put(board, clock, job_id)
    board.show_all()
    shows = asyncio.create_task(board.run())
    async with asyncio.timeout(30):
        while len(chat.shown) < 3:
            await asyncio.sleep(0)
    await stop_task(shows)
    await board.show_now()
    assert [status.job_id for status in chat.shown] == ["a", "b", "c"]


async def test_orders_nobody_put_up_are_nobodys(board: Board, chat: ScriptedPlatform) -> None:
    board.move("x", JobState.DONE)
    board.wait("x", 1)
    await board.show_now()
    assert chat.shown == []
    assert board.status("x") is None
