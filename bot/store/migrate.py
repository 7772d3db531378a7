"""Migrations: whole SQL scripts, applied in order at start-up, each in a transaction of its own.

The database remembers each script's checksum. A backup copy is made before anything is changed.
"""

import hashlib
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from bot.domain.errors import StartupError

_FILE = re.compile(r"(\d{4})_\w+\.sql")
_TABLE = """
CREATE TABLE IF NOT EXISTS schema_version (
    version BIGINT PRIMARY KEY,
    name TEXT NOT NULL,
    checksum TEXT NOT NULL,
    applied_ms BIGINT NOT NULL
)
"""


@dataclass(frozen=True)
class Migration:
    """One numbered script."""

    version: int
    name: str
    sql: str

    @property
    def checksum(self) -> str:
        """The script's SHA-256; a changed script is refused, not applied again."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


def packed_migrations() -> tuple[Migration, ...]:
    """Return the program's own scripts: from the wheel, or from the checkout's `migrations/`."""
    folder = Path(str(files("bot"))) / "_migrations"
    if not folder.is_dir():
        folder = folder.parent.parent / "migrations"
    return read_migrations(folder)


def read_migrations(folder: Path) -> tuple[Migration, ...]:
    """Return the scripts of a folder in order; their numbers have to run from 1 without a gap."""
    found = []
    for path in sorted(folder.glob("*.sql")):
        name = _FILE.fullmatch(path.name)
        if name is None:
            raise ValueError(f"not a migration's name: {path.name}")
        found.append(Migration(int(name[1]), path.name, path.read_text(encoding="utf-8")))
    if [one.version for one in found] != list(range(1, len(found) + 1)):
        raise ValueError("migrations are not numbered from 1 without a gap")
    return tuple(found)


def migrate(path: Path, migrations: tuple[Migration, ...], *, now_ms: Callable[[], int]) -> list[str]:
    """Bring the database at `path` up to date; return the names of the scripts that were applied.

    Raises `StartupError` where the database is newer than the program, where an applied script has
    changed since, or where the file can't be read as a database.
    """
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            applied = _applied(connection)
            _check(applied, migrations, path)
            missing = [one for one in migrations if one.version not in applied]
            if missing and applied:
                _back_up(connection, path, max(applied))
            for one in missing:
                _apply(connection, one, now_ms())
    except sqlite3.DatabaseError as error:
        raise StartupError(_problem(error), path=str(path)) from error
    return [one.name for one in missing]


def schema_problem(path: Path, migrations: tuple[Migration, ...]) -> StartupError | None:
    """Say what would keep `migrate` from working on this file, without changing it."""
    if not path.exists():
        return None
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            _check(_applied(connection, create=False), migrations, path)
    except sqlite3.DatabaseError:
        return StartupError("database-unreadable", path=str(path))
    except StartupError as error:
        return error
    return None


def _problem(error: sqlite3.DatabaseError) -> str:
    """Tell a disk that is full, or a folder without the right to write, from a damaged file."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the low byte of an extended code
    if code == sqlite3.SQLITE_FULL:
        return "disk-full"
    if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_IOERR):
        return "data-unwritable"
    return "database-unreadable"


def _applied(connection: sqlite3.Connection, *, create: bool = True) -> dict[int, str]:
    if create:
        connection.execute(_TABLE)
    elif not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'schema_version'").fetchall():
        return {}
    return dict(connection.execute("SELECT version, checksum FROM schema_version").fetchall())


def _check(applied: dict[int, str], migrations: tuple[Migration, ...], path: Path) -> None:
    known = {one.version: one for one in migrations}
    for version, checksum in applied.items():
        if version not in known:
            raise StartupError("database-newer", path=str(path))
        if known[version].checksum != checksum:
            raise StartupError("migration-changed", name=known[version].name)


def _back_up(connection: sqlite3.Connection, path: Path, version: int) -> None:
    """Copy the database beside itself before it is changed; one copy for each version."""
    copy = path.with_name(f"{path.stem}.before-{version + 1:04d}{path.suffix}")
    with closing(sqlite3.connect(copy)) as target:
        connection.backup(target)


def _apply(connection: sqlite3.Connection, migration: Migration, now_ms: int) -> None:
    # executescript would commit an open transaction, so the script carries its own.
    record = (
        "INSERT INTO schema_version (version, name, checksum, applied_ms) "
        f"VALUES ({migration.version}, '{migration.name}', '{migration.checksum}', {now_ms});"
    )
    try:
        connection.executescript(f"BEGIN IMMEDIATE;\n{migration.sql}\n;{record}\nCOMMIT;")
    except sqlite3.DatabaseError as error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        of_the_script = isinstance(error, sqlite3.OperationalError | sqlite3.IntegrityError)
        if of_the_script and _problem(error) == "database-unreadable":
            raise StartupError("migration-failed", name=migration.name) from error
        raise
