"""Migrations: whole or not at all, in order, never a changed one, with a copy of what was before."""

import re
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from bot.domain.errors import StartupError
from bot.store.migrate import Migration, migrate, packed_migrations, read_migrations, schema_problem
from tests.store.rows import NOON_MS, look

ROOT = Path(__file__).parents[2]
DESIGN = {
    "people": {"id"},
    "identities": {
        *("id", "person_id", "platform", "native_id", "username", "name", "language", "seen_at"),
    },
    "places": {"id", "platform", "native_id", "settings"},
    "sightings": {"identity_id", "place_id", "seen_at"},
    "jobs": {
        *(
            "id",
            "dedup",
            "kind",
            "identity_id",
            "place_id",
            "origin",
            "request",
            "provider",
            "state",
            "epoch",
        ),
    },
    "job_log": {"job_id"},
    "policies": {"id"},
    "ledger": {"job_id", "identity_id", "place_id", "kind", "songs", "amount_micro", "currency"},
    "calls": {
        *("id", "job_id", "n", "provider", "kind", "started_ms", "remote_id", "answer", "outcome"),
        *("cost_micro", "currency", "trace_id"),
    },
    "tracks": {"id", "job_id", "n", "title", "lyrics", "duration_ms", "path"},
    "posts": {"job_id", "track_id", "role", "part", "chat", "message_id", "file_id", "started", "posted"},
    "dialogues": {"id", "kind", "identity_id", "place_id", "data", "expires"},
    "audit": {"who", "what", "before", "after"},
}
"""The tables that later parts of the bot rely on, and the columns the design names."""

SONGS = Migration(1, "0001_songs.sql", "CREATE TABLE songs (id TEXT);\nINSERT INTO songs VALUES ('first');")
TITLES = Migration(2, "0002_titles.sql", "ALTER TABLE songs ADD COLUMN title TEXT; -- the end")
BROKEN = Migration(2, "0002_broken.sql", "INSERT INTO songs VALUES ('lost');\nCREATE TABLE songs (id TEXT);")


def now_ms() -> int:
    return NOON_MS


def refused(path: Path, *migrations: Migration) -> str:
    with pytest.raises(StartupError) as caught:
        migrate(path, migrations, now_ms=now_ms)
    return caught.value.sentence


def versions(path: Path) -> list[int]:
    return [row[0] for row in look(path, "SELECT version FROM schema_version ORDER BY version")]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the database is going to be."""
    return tmp_path / "troubadour.db"


def test_an_empty_folder_gets_every_table_of_the_design(path: Path) -> None:
    assert migrate(path, packed_migrations(), now_ms=now_ms) == [one.name for one in packed_migrations()]
    for table, columns in DESIGN.items():
        found = {row[1] for row in look(path, f"PRAGMA table_info({table})")}
        assert columns <= found, table


def test_an_account_and_an_order_can_be_written_only_once(path: Path) -> None:
    migrate(path, packed_migrations(), now_ms=now_ms)
    unique = set()
    for table in ("identities", "jobs"):
        for _, index, is_unique, *_ in look(path, f"PRAGMA index_list({table})"):
            columns = tuple(row[2] for row in look(path, f"PRAGMA index_info({index})"))
            unique |= {(table, *columns)} if is_unique else set()
    assert {("identities", "platform", "native_id"), ("jobs", "dedup")} <= unique


def test_the_script_stays_in_the_sql_that_postgresql_shares(path: Path) -> None:
    for one in packed_migrations():
        statements = re.sub(r"--[^\n]*", "", one.sql).upper()
        for word in ("AUTOINCREMENT", "WITHOUT ROWID", "PRAGMA", "STRICT", "CHECK", "DATETIME"):
            assert word not in statements, (one.name, word)


def test_a_second_start_changes_nothing(path: Path) -> None:
    migrate(path, (SONGS, TITLES), now_ms=now_ms)
    before = path.read_bytes()
    assert migrate(path, (SONGS, TITLES), now_ms=now_ms) == []
    assert path.read_bytes() == before
    assert list(path.parent.glob("*before*")) == []


def test_only_what_is_missing_is_applied_and_remembered(path: Path) -> None:
    migrate(path, (SONGS,), now_ms=now_ms)
    assert migrate(path, (SONGS, TITLES), now_ms=now_ms) == ["0002_titles.sql"]
    assert look(path, "SELECT version, name, checksum, applied_ms FROM schema_version") == [
        (one.version, one.name, one.checksum, NOON_MS) for one in (SONGS, TITLES)
    ]
    assert look(path, "SELECT id, title FROM songs") == [("first", None)]


def test_a_copy_is_made_before_a_database_is_changed_and_it_works_with_the_old_version(path: Path) -> None:
    migrate(path, (SONGS,), now_ms=now_ms)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO songs VALUES ('second')")
    migrate(path, (SONGS, TITLES), now_ms=now_ms)
    (copy,) = path.parent.glob("*before*")
    assert migrate(copy, (SONGS,), now_ms=now_ms) == []
    assert look(copy, "SELECT id FROM songs") == [("first",), ("second",)]


def test_a_script_that_fails_in_the_middle_leaves_the_old_version_whole(path: Path) -> None:
    migrate(path, (SONGS,), now_ms=now_ms)
    refused(path, SONGS, BROKEN)
    assert versions(path) == [1]
    assert look(path, "SELECT id FROM songs") == [("first",)]
    (copy,) = path.parent.glob("*before*")
    assert look(copy, "SELECT id FROM songs") == [("first",)]
    assert migrate(path, (SONGS, TITLES), now_ms=now_ms) == ["0002_titles.sql"]


def test_scripts_before_the_one_that_fails_stay_applied(path: Path) -> None:
    third = Migration(3, "0003_broken.sql", "CREATE TABLE songs (id TEXT);")
    refused(path, SONGS, TITLES, third)
    assert versions(path) == [1, 2]


def test_a_newer_database_is_refused_untouched(path: Path) -> None:
    migrate(path, (SONGS, TITLES), now_ms=now_ms)
    before = path.read_bytes()
    assert refused(path, SONGS) == "database-newer"
    assert path.read_bytes() == before


def test_a_script_that_was_changed_after_it_was_applied_is_refused(path: Path) -> None:
    migrate(path, (SONGS,), now_ms=now_ms)
    changed = Migration(1, SONGS.name, SONGS.sql + "\n-- harmless?")
    assert refused(path, changed, TITLES) == "migration-changed"
    assert versions(path) == [1]


def test_what_is_no_database_is_refused_and_kept(path: Path) -> None:
    path.write_text("dear diary " * 100)
    assert refused(path, SONGS) == "database-unreadable"
    assert path.read_text().startswith("dear diary")


def test_a_script_that_fails_is_named(path: Path) -> None:
    migrate(path, (SONGS,), now_ms=now_ms)
    assert (
        refused(path, SONGS, Migration(2, "0002_wrong.sql", "CREATE TABLE songs (id TEXT)"))
        == "migration-failed"
    )
    assert versions(path) == [1]


def test_a_folder_in_the_databases_place_is_refused(path: Path) -> None:
    path.mkdir()
    assert refused(path, SONGS) == "data-unwritable"


@pytest.mark.parametrize(
    ("before", "now", "sentence"),
    [
        ((SONGS,), (SONGS,), None),
        ((SONGS,), (SONGS, TITLES), None),
        ((SONGS, TITLES), (SONGS,), "database-newer"),
        ((SONGS,), (Migration(1, SONGS.name, ""),), "migration-changed"),
    ],
)
def test_a_look_beforehand_says_the_same_and_changes_nothing(
    path: Path, before: tuple[Migration, ...], now: tuple[Migration, ...], sentence: str | None
) -> None:
    assert schema_problem(path, now) is None
    assert not path.exists()
    migrate(path, before, now_ms=now_ms)
    content = path.read_bytes()
    problem = schema_problem(path, now)
    assert (problem.sentence if problem else None) == sentence
    assert path.read_bytes() == content


def test_a_look_beforehand_knows_what_is_no_database(path: Path) -> None:
    path.write_text("dear diary " * 100)
    problem = schema_problem(path, (SONGS,))
    assert problem is not None
    assert problem.sentence == "database-unreadable"


@pytest.mark.parametrize("names", [["0002_b.sql"], ["0001_a.sql", "0003_c.sql"], ["1_a.sql"], ["0001.sql"]])
def test_scripts_with_a_gap_or_another_name_are_a_mistake_of_ours(tmp_path: Path, names: list[str]) -> None:
    for name in names:
        (tmp_path / name).write_text("SELECT 1;")
    with pytest.raises(ValueError, match="migration"):
        read_migrations(tmp_path)


def test_the_wheel_holds_everything_that_is_not_code(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
        script = archive.read("bot/_migrations/0001_first.sql").decode()
    assert script == packed_migrations()[0].sql
    data = {
        file.relative_to(ROOT).as_posix()
        for pattern in ("locales/*/*.ftl", "platforms/web/static/*", "providers/offline/words/*.toml")
        for file in (ROOT / "bot").glob(pattern)
    }
    assert len(data) > 5
    assert data <= packed
    assert "bot/_config.example.toml" in packed
    assert not [name for name in packed if name.startswith("tests/")]
