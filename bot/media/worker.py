"""Run CPU work in a process of its own: spawned, niced, killable, and gone soon after the bot is.

One piece of work is one process. The bot holds the other end of its standard input; when that closes,
however the bot died, the worker ends (see `worker_main.py`, which is what runs there).
"""

import asyncio
import contextlib
import json
import logging
import os
import selectors
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

from pydantic import BaseModel

Progress = Callable[[float], None]
"""Takes the share of the work that is done, 0 to 1."""
Work = Callable[[dict[str, Any], Progress], dict[str, Any]]
"""What a worker can run: a function at the top level of a module, from JSON to JSON."""

MAX_ANSWER_BYTES = 16 * 1024 * 1024
MAX_LOG_BYTES = 64 * 1024
MAX_LOG_LINE_BYTES = 2_000
STDERR_GRACE_S = 1.0
"""How long a finished worker's last words are waited for, should somebody else hold the pipe open."""
_READ_BYTES = 64 * 1024

_CHILD = Path(__file__).with_name("worker_main.py")
_PASSED_ON = ("PATH", "HOME", "TMPDIR", "TEMP", "TMP", "TZ", "LANG", "VIRTUAL_ENV")
_PASSED_ON_PREFIXES = ("LC_", "LD_", "DYLD_", "PYTHON")
_ONE_THREAD = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "BLIS_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)

_log = logging.getLogger(__name__)


class WorkerFailed(Exception):
    """The work did not end with a result.

    `kind` is the name of the exception that the work raised, or `killed` (ended by a signal), `exited` (gone
    without an answer) or `garbled` (an answer that nobody can read). `errno` is the system's number when
    the work raised an OSError (ENOSPC tells a full disk apart), `signal` the one that killed the process.
    """

    def __init__(
        self, kind: str, message: str, *, errno: int | None = None, signal: int | None = None
    ) -> None:
        super().__init__(f"{kind}: {message}" if message else kind)
        self.kind = kind
        self.message = message
        self.errno = errno
        self.signal = signal


async def run(
    work: Work, argument: BaseModel | Mapping[str, Any], *, on_progress: Progress | None = None
) -> dict[str, Any]:
    """Run `work(argument, progress)` in a new process and return its result.

    Cancelling the caller kills the process and waits for it to be gone; so do errors of `on_progress`, which
    are raised here. Raises WorkerFailed, TypeError if the argument is not JSON, ValueError if `work` can't
    be found by name from another process, and OSError if no process can be started.
    """
    request = _request(work, argument)
    loop = asyncio.get_running_loop()
    news: asyncio.Queue[_News] = asyncio.Queue()
    ended = loop.create_future()

    def tell(item: _News) -> None:
        # The loop is open for as long as `run` waits; if it was torn down under us, nobody listens.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(news.put_nowait, item)
            if not isinstance(item, bytes):
                loop.call_soon_threadsafe(ended.set_result, None)

    worker = _Worker(request, tell)
    worker.start()
    try:
        return await _answer(news, on_progress)
    finally:
        worker.kill()
        if await _outlast(ended):
            raise asyncio.CancelledError


async def _answer(news: "asyncio.Queue[_News]", on_progress: Progress | None) -> dict[str, Any]:
    while isinstance(item := await news.get(), bytes):
        match _message(item):
            case {"result": dict(result)}:
                return cast(dict[str, Any], result)
            case {"failed": str(kind), "message": str(message), "errno": int() | None as errno}:
                raise WorkerFailed(kind, message, errno=errno)
            case {"progress": float() | int() as share}:
                if on_progress is not None:
                    on_progress(float(share))
            case _:
                raise WorkerFailed("garbled", "the worker process said something unreadable")
    if isinstance(item, OSError):
        raise item
    if item < 0:
        raise WorkerFailed("killed", f"the worker process was ended by signal {-item}", signal=-item)
    raise WorkerFailed("exited", f"the worker process ended with status {item} and without an answer")


async def _outlast(ended: asyncio.Future[None]) -> bool:
    """Wait for the end of a process that was killed; say whether the caller was cancelled meanwhile."""
    cancelled = False
    while not ended.done():
        try:
            await asyncio.wait([ended])
        except asyncio.CancelledError:
            cancelled = True
    return cancelled


def _message(line: bytes) -> object:
    try:
        return json.loads(line)
    except ValueError:
        return None


def _request(work: Work, argument: BaseModel | Mapping[str, Any]) -> bytes:
    """Write the one line that a worker reads: what to run, on what, and where its modules are."""
    module, name = work.__module__, work.__qualname__
    if module == "__main__" or not name.isidentifier():
        raise ValueError(f"{module}.{name} is not a function at the top level of a module")
    request = {
        "work": f"{module}:{name}",
        "argument": argument.model_dump(mode="json") if isinstance(argument, BaseModel) else dict(argument),
        # As `multiprocessing` does: the child finds the very modules that this process found, whether
        # the bot is installed or run from a checkout, and whatever its working directory holds.
        "path": [entry or str(Path.cwd()) for entry in sys.path],
    }
    return json.dumps(request).encode("ascii") + b"\n"


def _environment() -> dict[str, str]:
    """Pass on what Python needs to run, and no secret: tokens and keys live in the environment."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in _PASSED_ON or name.startswith(_PASSED_ON_PREFIXES)
    }
    return kept | dict.fromkeys(_ONE_THREAD, "1")


_News = bytes | int | OSError
"""A line of the worker; at last its exit status (negative: the signal), or why it could not be started."""


class _Worker(threading.Thread):
    """Start one process, hand it its work, pass on what it says, and reap it.

    A thread and not asyncio's own subprocesses: those leave pipes and zombies behind when the loop is
    cancelled at the wrong moment, while this thread ends with its process and needs nothing from the loop.
    """

    def __init__(self, request: bytes, tell: Callable[[_News], None]) -> None:
        super().__init__(name="worker", daemon=True)
        self._request = request
        self._tell = tell
        self._lock = threading.Lock()
        self._killed = False
        self._process: subprocess.Popen[bytes] | None = None

    def kill(self) -> None:
        """End the process now, or as soon as it exists; no harm if it has ended by itself."""
        with self._lock:
            self._killed = True
            if self._process is not None:
                self._process.kill()

    def run(self) -> None:
        """Live as long as the process does. Linux ends the process with the thread that started it."""
        try:
            # -P: no folder is put before the standard library, which bot/media would shadow. A group of its
            # own: Ctrl-C in a terminal is for the bot, which decides, even before the child can ignore it.
            process = subprocess.Popen(  # noqa: S603 - this very interpreter and a file of ours
                [sys.executable, "-P", str(_CHILD)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                env=_environment(),
                process_group=0,
            )
        except OSError as error:
            self._tell(error)
            return
        try:
            with process:  # closes its pipes, which alone would end it, and reaps it
                with self._lock:
                    self._process = process
                    if self._killed:
                        process.kill()
                self._listen(process)
        finally:
            self._tell(process.returncode)

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        rest = memoryview(self._request)
        with contextlib.suppress(BrokenPipeError):
            while rest:
                rest = rest[process.stdin.write(rest) :]
        log = _LogLines(process.pid)
        answer = bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            selector.register(process.stderr, selectors.EVENT_READ)
            while process.stdout.fileno() in selector.get_map():
                for key, _ in selector.select():
                    data = os.read(key.fd, _READ_BYTES)
                    if not data:
                        selector.unregister(key.fileobj)
                    elif key.fileobj is process.stderr:
                        log.feed(data)
                    else:
                        answer = self._pass_on(answer + data)
            process.wait()
            while selector.get_map() and selector.select(STDERR_GRACE_S):
                if not (data := os.read(process.stderr.fileno(), _READ_BYTES)):
                    break
                log.feed(data)
        log.close()

    def _pass_on(self, answer: bytearray) -> bytearray:
        *lines, rest = answer.split(b"\n")
        for line in lines:
            self._tell(bytes(line))
        if len(rest) > MAX_ANSWER_BYTES:
            self._tell(b"")  # garbled: `run` ends the process
            rest.clear()
        return rest


class _LogLines:
    """Write what a process says on its standard error to the log, up to a limit."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._left = MAX_LOG_BYTES
        self._line = bytearray()

    def feed(self, data: bytes) -> None:
        if self._left <= 0:
            return
        self._line += data[: self._left]
        self._left -= len(data)
        *lines, rest = self._line.split(b"\n")
        for line in lines:
            self._write(line)
        while len(rest) >= MAX_LOG_LINE_BYTES:
            self._write(rest[:MAX_LOG_LINE_BYTES])
            rest = rest[MAX_LOG_LINE_BYTES:]
        self._line = bytearray(rest)
        if self._left <= 0:
            self.close()
            _log.warning("worker %d: the rest of its output is not logged", self._pid)

    def close(self) -> None:
        self._write(self._line)
        self._line.clear()

    def _write(self, line: bytearray) -> None:
        if text := line[:MAX_LOG_LINE_BYTES].decode("utf-8", "replace").rstrip():
            _log.warning("worker %d: %s", self._pid, text)
