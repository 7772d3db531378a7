"""`troubadour quota` beside a running bot: what it prints, what it leaves, and what it refuses."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.domain.people import Account, Caller, PlaceRef
from bot.store import people
from bot.store.db import Db
from tests.store.rows import NOON_MS, look, make_database

ROOT = Path(__file__).parents[1]
SERVER = PlaceRef("discord", "42")


def quota(folder: Path, *arguments: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "quota", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
async def database(tmp_path: Path) -> Path:
    """A data folder in which two people were met, in private and in a server."""
    (tmp_path / "data").mkdir()
    path = make_database(tmp_path / "data" / "troubadour.db")
    db = await Db.open(path)
    for place in (PlaceRef(), SERVER):
        for name in ("ann", "bob"):
            caller = Caller(Account("web", name, name=f"{name.title()} Lee", username=name), place)
            await db.tx(lambda q, one=caller: people.arrive(q, one, now_ms=NOON_MS))  # type: ignore[misc]
    await db.close()
    return path


async def test_limit_is_set_and_shown_beside_a_running_bot(tmp_path: Path, database: Path) -> None:
    db = await Db.open(database)
    try:
        await db.try_to_write()
        code, out, err = quota(tmp_path, "set", "@ann", "5", "week", "--reason", "a friend")
        assert code == 0, err
        assert "Before: 10 songs a day" in out
        assert "Now: 5 songs a week" in out
        assert "a friend" in out
        rows = await db.read("SELECT songs, period, set_by FROM policies WHERE valid_to_ms IS NULL")
        assert [tuple(row) for row in rows] == [(5, "week", "operator")]
        code, out, _ = quota(tmp_path, "show", "Ann Lee")
        assert code == 0
        assert "Limit: 5 songs a week" in out
        assert "by the operator" in out
        await db.try_to_write()
    finally:
        await db.close()
    ((who, what, after),) = look(database, "SELECT who, what, after FROM audit")
    assert (who, what) == ("operator", "quota.set")
    assert json.loads(after)["reason"] == "a friend"


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (("set", "default", "3"), ("3 songs a day",)),
        (("set", "server", "20", "USD", "month", "--place", "discord:42"), ("20.00 USD a month",)),
        (("set", "server", "20 songs", "--place", "discord:42"), ("20 songs a month",)),
        (("set", "role:77", "unlimited", "--place", "discord:42"), ("as many songs",)),
        (("show",), ("What holds here", "10 songs a day")),
        (("show", "--place", "discord:42"), ("What holds here",)),
    ],
)
async def test_what_the_operator_asks_for_is_printed(
    tmp_path: Path, database: Path, arguments: tuple[str, ...], parts: tuple[str, ...]
) -> None:
    code, out, err = quota(tmp_path, *arguments)
    assert code == 0, err
    assert all(part in out for part in parts), out


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("set", "ann", "-1"), "no number of songs"),
        (("set", "ann", "five"), "whole number"),
        (("set", "ann", "5", "year"), "no period"),
        (("set", "ann", "5", "day", "please"), "--reason"),
        (("set", "nobody", "5"), "has not met"),
        (("set", "ann", "none"), "no limit of their own"),
        (("set", "role:", "5"), "no role"),
        (("set", "server", "5", "EUR"), "in USD"),
        (("set", "ann", "5", "--reason", "x" * 201), "200 fit"),
        (("show", "nobody"), "has not met"),
        (("show", "@"), "Say who"),
        (("show", "--place", "discord:43"), "discord:43"),
        (("show", "--place", "nonsense"), "nonsense"),
    ],
)
async def test_bad_input_is_one_sentence_and_changes_nothing(
    tmp_path: Path, database: Path, arguments: tuple[str, ...], part: str
) -> None:
    code, out, err = quota(tmp_path, *arguments)
    assert code == 1, out + err
    assert out == ""
    assert len(err.strip().splitlines()) == 1, err
    assert part in err
    assert look(database, "SELECT (SELECT COUNT(*) FROM policies) + (SELECT COUNT(*) FROM audit)") == [(0,)]


def test_folder_without_a_database_is_told(tmp_path: Path) -> None:
    code, _, err = quota(tmp_path, "show")
    assert code == 1
    assert "No bot has run" in err
    assert not (tmp_path / "data" / "troubadour.db").exists()


def test_database_that_this_program_does_not_know_is_refused(tmp_path: Path) -> None:
    import sqlite3
    from contextlib import closing

    (tmp_path / "data").mkdir()
    path = make_database(tmp_path / "data" / "troubadour.db")
    for change, part in (
        ("DELETE FROM schema_version WHERE version = (SELECT MAX(version) FROM schema_version)", "older"),
        ("INSERT INTO schema_version VALUES (9999, 'later', 'x', 0)", "newer"),
    ):
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(change)
            connection.commit()
        code, _, err = quota(tmp_path, "show")
        assert code == 1
        assert part in err
        assert len(err.strip().splitlines()) == 1
