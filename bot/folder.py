"""The data folder: owned by one process at a time, with a database that this program can use."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from bot.domain.errors import StartupError
from bot.store import migrate as migrations

DATABASE = "troubadour.db"
LOCK = "troubadour.lock"


@contextmanager
def own_folder(data_dir: Path) -> Iterator[None]:
    """Hold the lock of a data folder, which the system frees however the process ends."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        lock = FileLock(data_dir / LOCK, blocking=False)
        lock.acquire()
    except Timeout as error:
        raise StartupError("data-locked", path=str(data_dir)) from error
    except OSError as error:
        code = "disk-full" if error.errno == errno.ENOSPC else "data-unwritable"
        raise StartupError(code, path=str(data_dir)) from error
    try:
        yield
    finally:
        lock.release()


def is_locked(data_dir: Path) -> bool:
    """Tell whether a bot owns this data folder now."""
    if not (data_dir / LOCK).exists():
        return False
    try:
        with FileLock(data_dir / LOCK, blocking=False):
            return False
    except (Timeout, OSError):
        return True


def schema_problem(data_dir: Path) -> StartupError | None:
    """Say what would keep this program from using the database of a data folder."""
    return migrations.schema_problem(data_dir / DATABASE, migrations.packed_migrations())
