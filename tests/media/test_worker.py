"""Work in processes of its own: results, progress, failures, cancellation."""

import asyncio
import errno
import gc
import logging
import os
import signal
import threading
from pathlib import Path

import pytest
from blockbuster import BlockBuster
from pydantic import BaseModel

import bot
from bot.media import worker
from bot.media.worker import WorkerFailed, run
from tests.media import work
from tests.processes import is_known, pid_in


class Argument(BaseModel):
    text: str
    path: Path = Path("/songs/夜.mp3")


async def test_result_of_a_dict_and_of_a_model() -> None:
    assert await run(work.echo, {"a": [1, None, "é🎵\ud800"]}) == {"echo": {"a": [1, None, "é🎵\ud800"]}}
    assert await run(work.echo, Argument(text="x")) == {"echo": {"text": "x", "path": "/songs/夜.mp3"}}


async def test_argument_and_result_of_a_megabyte() -> None:
    text = "音乐\n" * 350_000
    result = await run(work.measure, {"text": text})
    assert result == {"length": len(text), "text": text}


async def test_progress_arrives_in_order_and_within_bounds() -> None:
    seen: list[float] = []
    shares = [0.1, 0.1001, 0.05, 0.5, float("nan"), 0.9, 7.0]
    await run(work.steps, {"shares": shares}, on_progress=seen.append)
    assert seen == [0.1, 0.5, 0.9, 1.0]


async def test_progress_is_not_a_flood() -> None:
    seen: list[float] = []
    await run(work.steps, {"shares": [n / 50_000 for n in range(50_001)]}, on_progress=seen.append)
    assert 100 <= len(seen) <= 200


async def test_stray_prints_are_logged_and_harmless(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "bot.media.worker"):
        assert await run(work.chatter, {}) == {"read": ""}
    for line in ("a stray print", "straight to the descriptor", "a warning", "forged"):
        assert line in caplog.text


async def test_a_flood_of_output_is_cut_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "bot.media.worker"):
        await run(work.flood, {"lines": 1_000})
    said = [record.getMessage() for record in caplog.records]
    assert len(said) <= worker.MAX_LOG_BYTES // 1_000 + 2
    assert "not logged" in said[-1]


async def test_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "secret")
    monkeypatch.setenv("OMP_NUM_THREADS", "8")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "json.py").write_text("raise RuntimeError('the working folder is not for imports')")
    secret = tmp_path / "open.txt"
    with secret.open("w") as held:
        os.set_inheritable(held.fileno(), True)
        found = await run(work.surroundings, {})
    assert found["nice"] == min(os.nice(0) + 5, 19)
    assert "DISCORD_TOKEN" not in found["environment"]
    assert found["environment"]["OMP_NUM_THREADS"] == found["environment"]["OPENBLAS_NUM_THREADS"] == "1"
    assert str(secret) not in found["open"]
    assert found["heavy"] == []
    assert found["bot"] == bot.__file__


@pytest.mark.parametrize(
    ("how", "kind", "number"),
    [
        ("value", "ValueError", None),
        ("full", "OSError", errno.ENOSPC),
        ("memory", "MemoryError", None),
        ("exit", "SystemExit", None),
        ("hard_exit", "exited", None),
        ("not_json", "TypeError", None),
    ],
)
async def test_failures(how: str, kind: str, number: int | None) -> None:
    with pytest.raises(WorkerFailed) as caught:
        await run(work.raises, {"how": how})
    assert (caught.value.kind, caught.value.errno, caught.value.signal) == (kind, number, None)
    assert len(str(caught.value)) < 1_000


@pytest.mark.parametrize(("how", "number"), [("segfault", signal.SIGSEGV), ("kill", signal.SIGKILL)])
async def test_crashes(how: str, number: int) -> None:
    with pytest.raises(WorkerFailed) as caught:
        await run(work.raises, {"how": how})
    assert (caught.value.kind, caught.value.signal) == ("killed", number)


async def test_killed_from_outside(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    task = asyncio.create_task(run(work.busy_numpy, {"pid_file": str(pid_file)}))
    os.kill(await pid_in(pid_file), signal.SIGKILL)
    with pytest.raises(WorkerFailed, match="signal 9"):
        await task


async def test_signals_for_the_bot_do_not_end_a_worker() -> None:
    assert await run(work.ignores_signals, {}) == {"alive": True}


async def test_cancelling_kills_and_reaps(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    task = asyncio.create_task(run(work.busy_numpy, {"pid_file": str(pid_file)}))
    pid = await pid_in(pid_file)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not is_known(pid)


async def test_cancelling_again_and_again_leaves_nothing(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    task = asyncio.create_task(run(work.keeps_the_gil, {"pid_file": str(pid_file)}))
    pid = await pid_in(pid_file)
    while not task.done():
        task.cancel()
        await asyncio.sleep(0)
    assert task.cancelled()
    assert not is_known(pid)


@pytest.mark.parametrize("turns", range(0, 12, 3))
async def test_cancelling_while_it_starts(turns: int) -> None:
    task = asyncio.create_task(run(work.echo, {}))
    for _ in range(turns):
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with asyncio.timeout(10):
        while any(thread.name == "worker" for thread in threading.enumerate()):
            await asyncio.sleep(0)


async def test_time_limit_ends_the_process(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(None) as limit:
            running = asyncio.create_task(pid_in(pid_file))
            running.add_done_callback(lambda _: limit.reschedule(0))
            await run(work.progress_forever, {"pid_file": str(pid_file)})
    assert not is_known(running.result())


async def test_error_of_the_listener_ends_the_process(tmp_path: Path) -> None:
    def refuse(share: float) -> None:
        raise LookupError("nobody is listening")

    pid_file = tmp_path / "pid"
    with pytest.raises(LookupError, match="nobody"):
        await run(work.progress_forever, {"pid_file": str(pid_file)}, on_progress=refuse)
    assert not is_known(int(pid_file.read_text()))


def test_end_of_the_loop_leaves_nothing(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"

    async def leave() -> int:
        asyncio.get_running_loop().create_task(run(work.busy_numpy, {"pid_file": str(pid_file)}))
        return await pid_in(pid_file)

    pid = asyncio.run(leave())  # cancels what is left, as the bot does when it ends
    gc.collect()
    assert not is_known(pid)


async def test_many_at_once() -> None:
    results = await asyncio.gather(*(run(work.echo, {"n": n}) for n in range(8)))
    assert [result["echo"]["n"] for result in results] == list(range(8))


async def test_the_loop_is_never_blocked() -> None:
    guard = BlockBuster()
    guard.activate()
    try:
        await run(work.steps, {"shares": [0.5]}, on_progress=lambda share: None)
    finally:
        guard.deactivate()


async def test_refuses_what_no_process_can_find_or_read() -> None:
    with pytest.raises(ValueError, match="top level"):
        await run(lambda argument, progress: {}, {})
    with pytest.raises(TypeError):
        await run(work.echo, {"path": object()})


async def test_missing_interpreter(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    with pytest.raises(FileNotFoundError):
        await run(work.echo, {})


async def test_answers_of_any_length_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "MAX_ANSWER_BYTES", 100_000)
    with pytest.raises(WorkerFailed, match="garbled"):
        await run(work.measure, {"text": "x" * 500_000})
