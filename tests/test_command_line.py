"""The program as its operator uses it: a process, its exit code, what it prints and what it leaves."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.domain.lyrics import parse_lyrics
from bot.media.probe import probe
from bot.media.tags import read_tags
from bot.store.migrate import migrate, packed_migrations
from tests.songs import CAFE_WORDS, YOUTH_WORDS

pytestmark = pytest.mark.timeout(120)
ROOT = Path(__file__).parents[1]


def start(
    *arguments: str, folder: Path, env: dict[str, str] | None = None, stdin: int = subprocess.DEVNULL
) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TROUBADOUR_WEB_PORT": "0", **(env or {})},
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(*arguments: str, folder: Path, **env: str) -> tuple[int, str, str]:
    with start(*arguments, folder=folder, env=env) as process:
        out, err = process.communicate(timeout=100)
    return process.returncode, out, err


@pytest.fixture
def serving(tmp_path: Path) -> "Iterator[subprocess.Popen[str]]":
    with start("run", folder=tmp_path) as process:
        assert process.stderr is not None
        line = process.stderr.readline()
        assert "http://127.0.0.1:" in line, line + process.stderr.read()
        yield process
        if process.poll() is None:
            process.kill()


def test_song_from_a_prompt_is_a_tagged_file_and_its_words(tmp_path: Path) -> None:
    code, out, err = run("song", "a warm folk song about a café", "-o", "cafe.mp3", folder=tmp_path)
    assert code == 0, err
    assert "[chorus]" in out
    assert "café" in out.lower()
    assert "cafe.mp3" in err
    facts, tags = probe(tmp_path / "cafe.mp3"), read_tags(tmp_path / "cafe.mp3")
    assert facts.container == "mp3"
    assert 60_000 < facts.duration_ms < 360_000
    assert tags.title
    assert tags.title in out
    assert len(parse_lyrics(tags.lyrics).lines) >= 12
    assert tags.comment == "AI generated"
    assert tags.lyrics in out


@pytest.mark.parametrize("words", [YOUTH_WORDS, CAFE_WORDS], ids=["english", "chinese"])
def test_song_from_own_words_sings_these_words(tmp_path: Path, quick_singer: str, words: str) -> None:
    (tmp_path / "config.toml").write_text(quick_singer)
    (tmp_path / "words.txt").write_text(words, encoding="utf-8")
    code, out, err = run(
        "song", "--lyrics-file", "words.txt", "--style", "folk", "--title", "Slowly", "-o", "song.mp3",
        folder=tmp_path,
    )  # fmt: skip
    assert code == 0, err
    tags = read_tags(tmp_path / "song.mp3")
    assert tags.title == "Slowly"
    for line in words.splitlines():
        assert line in tags.lyrics
        assert line in out


def test_song_beside_a_running_bot(tmp_path: Path, serving: "subprocess.Popen[str]") -> None:
    code, _, err = run("song", "--instrumental", "rain on a roof", "-o", "rain.wav", folder=tmp_path)
    assert code == 0, err
    assert probe(tmp_path / "rain.wav").container == "wav"
    assert read_tags(tmp_path / "rain.wav").lyrics == ""
    assert serving.poll() is None


def test_polite_stop_ends_with_zero_and_frees_the_folder(
    tmp_path: Path, serving: "subprocess.Popen[str]"
) -> None:
    code, _, err = run("run", folder=tmp_path)
    assert code == 1
    assert "Another bot" in err
    assert len(err.strip().splitlines()) == 1
    serving.send_signal(signal.SIGTERM)
    assert serving.wait(timeout=30) == 0


def test_health_is_honest(tmp_path: Path, serving: "subprocess.Popen[str]") -> None:
    beat = tmp_path / "data" / "heartbeat"
    while not beat.exists():
        assert serving.poll() is None
    assert run("health", folder=tmp_path)[0] == 0
    os.utime(beat, (0, 0))
    serving.send_signal(signal.SIGSTOP)
    os.utime(beat, (0, 0))
    code, _, err = run("health", folder=tmp_path)
    serving.send_signal(signal.SIGCONT)
    assert code == 1
    assert len(err.strip().splitlines()) == 1


def test_health_without_a_bot(tmp_path: Path) -> None:
    assert run("health", folder=tmp_path)[0] == 1


def test_stats_without_a_database(tmp_path: Path) -> None:
    code, out, err = run("stats", folder=tmp_path)
    assert (code, err) == (0, "")
    assert "nothing to count" in out
    assert not (tmp_path / "data").exists()


def test_stats_beside_a_running_bot(tmp_path: Path, serving: "subprocess.Popen[str]") -> None:
    (tmp_path / "config.toml").write_text("[budget]\nmoney = 5\nsongs = 7\n")
    code, out, err = run("stats", folder=tmp_path)
    assert (code, err) == (0, "")
    assert "Songs: 0 of 7 this month, 7 left." in out
    assert "Money: 0.00 of 5.00 USD this month, 5.00 left." in out
    assert serving.poll() is None


def test_stats_count_songs_by_service_and_place(tmp_path: Path, quick_singer: str) -> None:
    (tmp_path / "config.toml").write_text(quick_singer)
    assert run("song", "--instrumental", "rain", "-o", "rain.mp3", folder=tmp_path)[0] == 0
    code, out, err = run("stats", folder=tmp_path, TROUBADOUR_DATA_DIR="data/cli")
    assert (code, err) == (0, "")
    rows = {tuple(line.split()[:-3]): line.split()[-3:] for line in out.splitlines() if line.endswith("1")}
    assert rows[("Songs",)] == rows[("senseaudio",)] == ["1", "1", "1"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("song",), "nothing"),
        (("song", "x" * 100_000), "100,000"),
        (("song", "rain", "--provider", "nobody"), "nobody"),
        (("song", "--lyrics-file", "missing.txt"), "missing.txt"),
        (("song", "--lyrics-file", "tags.txt"), "tags"),
    ],
    ids=["nothing", "too-long", "no-such-service", "no-file", "only-tags"],
)
def test_bad_order_is_one_sentence(tmp_path: Path, arguments: tuple[str, ...], sentence: str) -> None:
    (tmp_path / "tags.txt").write_text("[verse]\n\n[chorus]\n")
    code, out, err = run(*arguments, folder=tmp_path)
    assert code == 1
    assert out == ""
    assert len(err.strip().splitlines()) == 1, err
    assert sentence.lower() in err.lower()
    assert "Traceback" not in err


def test_interrupted_song_is_cancelled(tmp_path: Path) -> None:
    with start("song", "a long song about the sea", "-o", "sea.mp3", folder=tmp_path) as process:
        work = tmp_path / "data" / "cli" / "work"
        while not list(work.glob("*/song.mp3")):
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "Traceback" not in err
    assert not (tmp_path / "sea.mp3").exists()


def test_config_may_stand_before_and_after_the_command(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text("[limits]\nkeep_days = 70000\n[web]\nhots = 1\n")
    for arguments in (("--config", "bad.toml", "check"), ("check", "--config", "bad.toml")):
        code, out, err = run(*arguments, folder=tmp_path)
        assert code == 1, err
        assert "limits.keep_days" in out + err
        assert "web.hots" in out + err
        assert "70000" not in out + err
    code, _, err = run("run", "--config", "bad.toml", folder=tmp_path)
    assert code == 2
    assert "limits.keep_days" in err


def test_check_finds_nothing_wrong_on_a_fresh_machine(tmp_path: Path) -> None:
    code, out, _ = run("check", folder=tmp_path, TROUBADOUR_WEB_PORT="18093")
    assert code == 0, out


def test_database_from_the_future_is_refused_in_one_sentence(tmp_path: Path) -> None:
    run("song", folder=tmp_path)
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(tmp_path / "data" / "cli" / "troubadour.db")) as connection:
        connection.execute("INSERT INTO schema_version VALUES (9999, 'later', 'x', 0)")
        connection.commit()
    code, _, err = run("song", "rain", folder=tmp_path)
    assert code == 1
    assert "newer" in err
    assert len(err.strip().splitlines()) == 1


def test_stats_of_a_database_from_an_older_version(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    first = packed_migrations()[:1]
    migrate(tmp_path / "data" / "troubadour.db", first, now_ms=lambda: 0)
    before = (tmp_path / "data" / "troubadour.db").read_bytes()
    code, out, err = run("stats", folder=tmp_path)
    assert (code, out) == (1, "")
    assert "older version" in err
    assert len(err.strip().splitlines()) == 1
    assert (tmp_path / "data" / "troubadour.db").read_bytes() == before
