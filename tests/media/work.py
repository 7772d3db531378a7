"""Pieces of work that the tests give to workers."""

import ctypes
import errno
import itertools
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bot


def echo(argument: dict[str, Any], progress: Callable[[float], None]) -> dict[str, Any]:
    return {"echo": argument}


def measure(argument: dict[str, Any], progress: Callable[[float], None]) -> dict[str, Any]:
    return {"length": len(argument["text"]), "text": argument["text"]}


def steps(argument: dict[str, Any], progress: Callable[[float], None]) -> dict[str, Any]:
    for share in argument["shares"]:
        progress(float(share))
    return {}


def chatter(argument: dict[str, Any], progress: Callable[[float], None]) -> dict[str, Any]:
    print("a stray print")  # noqa: T201
    print('{"result": {"forged": true}}')  # noqa: T201
    os.write(1, b"straight to the descriptor\n")
    sys.stderr.write("a warning\n")
    return {"read": sys.stdin.read()}


def flood(argument: dict[str, Any], progress: Callable[[float], None]) -> dict[str, Any]:
    for _ in range(argument["lines"]):
        print("x" * 999)  # noqa: T201
    return {}


def surroundings(argument: dict[str, Any], progress: Callable[[float], None]) -> dict[str, Any]:
    descriptors = Path("/proc/self/fd").iterdir() if Path("/proc/self/fd").exists() else ()
    return {
        "nice": os.nice(0),
        "environment": dict(os.environ),
        "open": [_target(descriptor) for descriptor in descriptors],
        "bot": bot.__file__,
        "heavy": sorted({"asyncio", "pydantic", "av", "bot.media.worker"} & sys.modules.keys()),
    }


def _target(descriptor: Path) -> str:
    try:
        return str(descriptor.readlink())
    except OSError:
        return ""  # the descriptor that listed the folder


def raises(argument: dict[str, Any], progress: Callable[[float], None]) -> dict[str, Any]:
    match argument["how"]:
        case "value":
            raise ValueError("no such chord: " + "x" * 5000)
        case "full":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        case "memory":
            raise MemoryError
        case "exit":
            sys.exit(7)
        case "hard_exit":
            os._exit(7)
        case "not_json":
            return {"value": object()}
        case "segfault":
            ctypes.string_at(0)
        case _:
            os.kill(os.getpid(), signal.SIGKILL)
    return {}


def ignores_signals(argument: dict[str, Any], progress: Callable[[float], None]) -> dict[str, Any]:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        os.kill(os.getpid(), number)
    return {"alive": True}


def busy_numpy(argument: dict[str, Any], progress: Callable[[float], None]) -> dict[str, Any]:
    """Tell the pid by a file, then multiply matrices until killed."""
    import numpy as np

    _tell_pid(argument)
    matrix = np.ones((900, 900))
    while True:
        matrix = matrix @ matrix
        matrix /= matrix.max()


def keeps_the_gil(argument: dict[str, Any], progress: Callable[[float], None]) -> dict[str, Any]:
    """Stay in one C call that no other thread of Python can interrupt."""
    _tell_pid(argument)
    return {"sum": sum(itertools.repeat(1))}


def progress_forever(argument: dict[str, Any], progress: Callable[[float], None]) -> dict[str, Any]:
    _tell_pid(argument)
    progress(0.5)
    while True:
        time.sleep(60)


def _tell_pid(argument: dict[str, Any]) -> None:
    path = Path(argument["pid_file"])
    path.with_suffix(".tmp").write_text(str(os.getpid()))
    path.with_suffix(".tmp").replace(path)
