"""What runs in a worker process. Started as a script by `bot.media.worker`, never imported by the bot.

Standard input: one JSON line with the work, then nothing; its end means that the bot is gone, and the process
ends at once. Standard output: JSON lines, `{"progress": 0.5}` and at last `{"result": …}` or `{"failed": …}`.
Only the standard library is imported before the bot's own module path is set.
"""

import faulthandler
import importlib
import json
import os
import signal
import sys
import threading
import traceback
from typing import Any

NICENESS = 5
PROGRESS_STEP = 0.005
"""Smaller steps of progress are not sent: at most 200 lines a piece of work."""
MAX_MESSAGE_CHARS = 500
ORPHANED = 3
"""Exit status of a worker whose bot is gone. Nobody is left to read it."""
_READ_BYTES = 1 << 20
_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Read the work, run it, send what came of it, and leave without any tidying that could hang."""
    # A Ctrl-C, and the SIGTERM that systemd sends to every process of a service, are for the bot: it decides.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    stdin, answers = _take_pipes()
    faulthandler.enable()
    os.nice(NICENESS)
    _die_with_parent()
    request = _read_request(stdin)
    threading.Thread(target=_watch, args=(stdin,), name="watchdog", daemon=True).start()
    _send(answers, _outcome(request, answers))
    sys.stdout.flush()
    os._exit(0)


def _take_pipes() -> tuple[int, int]:
    """Keep both pipes under other numbers, so that stray reads get nothing and stray prints are logged."""
    stdin, answers = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return stdin, answers


def _die_with_parent() -> None:
    """Have Linux kill this process with the bot: the watchdog would wait for code that keeps the GIL."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _read_request(stdin: int) -> dict[str, Any]:
    line = bytearray()
    while not line.endswith(b"\n"):
        data = os.read(stdin, _READ_BYTES)
        if not data:
            os._exit(ORPHANED)
        line += data
    request: dict[str, Any] = json.loads(line)
    return request


def _watch(stdin: int) -> None:
    try:
        while os.read(stdin, _READ_BYTES):
            pass
    finally:
        os._exit(ORPHANED)


def _outcome(request: dict[str, Any], answers: int) -> bytes:
    """Run the work; a failure of any kind is an answer too."""
    sent = 0.0

    def progress(share: float) -> None:
        nonlocal sent
        share = min(float(share), 1.0)
        if share - sent >= PROGRESS_STEP:
            sent = share
            _send(answers, json.dumps({"progress": share}).encode("ascii"))

    try:
        sys.path[:] = request["path"]
        module, name = request["work"].split(":")
        work = getattr(importlib.import_module(module), name)
        return json.dumps({"result": work(request["argument"], progress)}).encode("ascii")
    except BaseException as error:  # noqa: BLE001 - the top of a process; all that is left is to report
        traceback.print_exc()
        failed = {
            "failed": type(error).__name__,
            "message": str(error)[:MAX_MESSAGE_CHARS],
            "errno": error.errno if isinstance(error, OSError) else None,
        }
        return json.dumps(failed).encode("ascii")


def _send(answers: int, line: bytes) -> None:
    rest = memoryview(line + b"\n")
    while rest:
        rest = rest[os.write(answers, rest) :]


if __name__ == "__main__":
    main()
