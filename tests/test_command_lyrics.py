"""`troubadour song --lyrics-file` with files as people have them: each is sung, or refused in a sentence."""

import os
import pty
from pathlib import Path

import pytest

from bot.media.tags import read_tags
from tests.test_command_line import ROOT, run, start

pytestmark = pytest.mark.timeout(120)

LINES = ("The kettle hums, the morning's slow", "A paper bird in the window's glow", "Stay a while")
MOON = "月亮代表我的心\n你问我爱你有多深\n我爱你有几分\n你去想一想你去看一看\n"
LRC = "[ti:Slowly]\n[ar:Nobody]\n" + "".join(f"[00:{n + 10}.00]{line}\n" for n, line in enumerate(LINES))
MARKDOWN = "# Slowly\n\n## Verse\n\n*{}*  \n{}\n\n## Chorus\n\n> {}\n".format(*LINES)
PLAIN = "[verse]\n{}\n{}\n[chorus]\n{}\n".format(*LINES)


@pytest.mark.parametrize(
    ("name", "data", "lines"),
    [
        ("words.txt", ("\ufeff" + PLAIN).encode("utf-16-le"), LINES),
        ("words.md", MARKDOWN.encode(), LINES),
        ("words.lrc", LRC.encode(), LINES),
        ("words.txt", MOON.encode("gb18030"), tuple(MOON.split())),
    ],
    ids=["utf-16", "markdown", "lrc", "gb18030"],
)
def test_words_of_a_file_are_sung(
    tmp_path: Path, quick_singer: str, name: str, data: bytes, lines: tuple[str, ...]
) -> None:
    (tmp_path / "config.toml").write_text(quick_singer)
    (tmp_path / name).write_bytes(data)
    options = ["--encoding", "gb18030"] if b"\xd4" in data else []
    if name.endswith(".txt"):  # the others have a title of their own
        options += ["--title", "Slowly"]
    code, out, err = run("song", "--lyrics-file", name, *options, "-o", "song.mp3", folder=tmp_path)
    assert code == 0, err
    tags = read_tags(tmp_path / "song.mp3")
    assert tags.title == "Slowly"
    assert [line for line in tags.lyrics.splitlines() if line and not line.startswith("[")] == list(lines)
    assert all(line in out for line in lines)


def test_guessed_file_is_shown_and_not_sung(tmp_path: Path) -> None:
    (tmp_path / "moon.txt").write_bytes(MOON.encode("gb18030"))
    code, out, err = run("song", "--lyrics-file", "moon.txt", "-o", "song.mp3", folder=tmp_path)
    assert (code, out) == (1, "")
    assert "gb18030" in err.splitlines()[0]
    assert "月亮代表我的心" in err.splitlines()[0]
    assert "--encoding gb18030" in err.splitlines()[-1]
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(("answer", "status"), [("y", 0), ("", 1), ("n", 1)])
def test_operator_at_a_terminal_is_asked(tmp_path: Path, quick_singer: str, answer: str, status: int) -> None:
    (tmp_path / "config.toml").write_text(quick_singer)
    (tmp_path / "moon.txt").write_bytes(MOON.encode("gb18030"))
    ours, theirs = pty.openpty()
    try:
        command = ("song", "--lyrics-file", "moon.txt", "-o", "song.mp3")
        with start(*command, folder=tmp_path, stdin=theirs) as process:
            os.write(ours, f"{answer}\n".encode())
            process.communicate(timeout=100)
    finally:
        os.close(ours)
        os.close(theirs)
    assert process.returncode == status
    assert (tmp_path / "song.mp3").exists() == (status == 0)


def test_reading_that_is_not_possible_is_named(tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text(PLAIN)
    code, _, err = run("song", "--lyrics-file", "words.txt", "--encoding", "big5", folder=tmp_path)
    assert code == 1
    assert "utf-8" in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "data", "part"),
    [
        ("words.txt", b"PK\x03\x04" + bytes(100), "archive"),
        ("words.txt", b"ID3\x04\0\0\0\0\0\0" + b"\xff\xfb\x90\0" * 400, "music"),
        ("words.txt", b"\x89PNG\r\n\x1a\n" + bytes(100), "picture"),
        ("words.txt", bytes(range(256)) * 4, "text"),
        ("words.txt", b"", "empty"),
        ("words.txt", b"la la la\n" * 30_000, "200 kB"),
    ],
    ids=["zip", "mp3", "png", "binary", "empty", "large"],
)
def test_file_without_lyrics_is_one_sentence(tmp_path: Path, name: str, data: bytes, part: str) -> None:
    (tmp_path / name).write_bytes(data)
    code, out, err = run("song", "--lyrics-file", name, folder=tmp_path)
    assert (code, out, len(err.strip().splitlines())) == (1, "", 1), err
    assert part in err
    assert not (tmp_path / "data").exists()


def test_help_names_the_encodings() -> None:
    _, out, _ = run("song", "--help", folder=ROOT)
    assert "gb18030" in out
