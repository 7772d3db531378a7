"""A worker outlives no bot by more than two seconds, however the bot died."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import bot
from bot.media import worker
from tests.processes import is_running, pid_in, seconds_until_gone

LAW_S = 2.0
_ROOT = Path(str(bot.__file__)).parent.parent

BOT = """
import asyncio, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where tests run in the background
sys.path.insert(0, sys.argv[1])
from bot.media.worker import run
from tests.media import work
asyncio.run(run(getattr(work, sys.argv[2]), {"pid_file": sys.argv[3]}))
"""


def _start_bot(tmp_path: Path, work: str) -> subprocess.Popen[bytes]:
    """Start a small bot from another working folder, in a session of its own."""
    script = tmp_path / "small_bot.py"
    script.write_text(BOT)
    command = [sys.executable, str(script), str(_ROOT), work, str(tmp_path / "pid")]
    return subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.DEVNULL, start_new_session=True)


@pytest.mark.parametrize("work", ["busy_numpy", "progress_forever", "keeps_the_gil"])
async def test_gone_after_sigkill_of_the_bot(tmp_path: Path, work: str) -> None:
    if work == "keeps_the_gil" and sys.platform != "linux":
        pytest.skip("only Linux ends a process that does not let its own threads run")
    small_bot = _start_bot(tmp_path, work)
    pid = await pid_in(tmp_path / "pid")
    assert is_running(pid)
    small_bot.kill()
    took_s = seconds_until_gone(pid, limit_s=20)
    small_bot.wait()
    assert took_s <= LAW_S


async def test_ctrl_c_reaches_the_bot_only_and_ends_both(tmp_path: Path) -> None:
    small_bot = _start_bot(tmp_path, "busy_numpy")
    pid = await pid_in(tmp_path / "pid")
    try:
        os.killpg(small_bot.pid, signal.SIGINT)
        assert small_bot.wait(20) != 0  # by its own KeyboardInterrupt, after which nothing is left
        assert seconds_until_gone(pid, limit_s=20) <= LAW_S
    finally:
        small_bot.kill()


@pytest.mark.parametrize("work", ["busy_numpy", "progress_forever"])
async def test_closed_pipe_alone_ends_a_worker(tmp_path: Path, work: str) -> None:
    """As on systems that do not tell a process of its parent's death: this parent lives on."""
    request = {
        "work": f"tests.media.work:{work}",
        "argument": {"pid_file": str(tmp_path / "pid")},
        "path": [str(_ROOT), *sys.path],
    }
    command = [sys.executable, "-P", str(Path(worker.__file__).with_name("worker_main.py"))]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    assert child.stdin is not None
    child.stdin.write(json.dumps(request).encode() + b"\n")
    child.stdin.flush()
    pid = await pid_in(tmp_path / "pid")
    assert pid == child.pid
    child.stdin.close()
    took_s = seconds_until_gone(pid, limit_s=20)
    child.wait()
    assert took_s <= LAW_S


async def test_half_a_request_ends_a_worker() -> None:
    command = [sys.executable, "-P", str(Path(worker.__file__).with_name("worker_main.py"))]
    done = subprocess.run(command, input=b'{"work": "tests.med', capture_output=True, timeout=20, check=False)
    assert done.returncode == 3
    assert done.stdout == done.stderr == b""
