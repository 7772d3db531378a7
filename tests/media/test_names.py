"""File names made from titles."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.media.names import MAX_BYTES, MAX_CHARS, file_name

FAMILY = "👨‍👩‍👧‍👦"
ENGLAND = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
RESERVED = {"con", "prn", "aux", "nul", "com1", "lpt9", "com¹", "conin$", "conout$"}


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Harbour Lights", "Harbour Lights.mp3"),
        ('AC/DC: live? <b>"*|\\', "AC DC live b.mp3"),
        ("  ..hidden. . ", "hidden.mp3"),
        ("../../etc/passwd", "etc passwd.mp3"),
        ("夜曲：第一章", "夜曲：第一章.mp3"),
        ("Ночь", "Ночь.mp3"),
        ("می‌خواهم", "می‌خواهم.mp3"),
        ("evil\u202egnp.exe", "evilgnp.exe.mp3"),
        ("a\u200bb\ufeffc\x00d\x1be\u2028f\tg", "abcde f g.mp3"),
        ("Cafe\u0301", "Caf\u00e9.mp3"),
        ("Cafe\u200b\u0301", "Caf\u00e9.mp3"),
        ("CON", "_CON.mp3"),
        ("nul.txt", "_nul.txt.mp3"),
        ("Com1 ", "_Com1.mp3"),
        ("console", "console.mp3"),
        ("", "song.mp3"),
        (" . ", "song.mp3"),
        ("???", "song.mp3"),
        ("\u200d\u200c", "song.mp3"),
        ("\u0301", "song.mp3"),
        ("\ud800x", "x.mp3"),
        (f"I {FAMILY} {ENGLAND}", f"I {FAMILY} {ENGLAND}.mp3"),
        ("100% & more #1 ~", "100% & more #1 ~.mp3"),
    ],
)
def test_titles(title: str, name: str) -> None:
    assert file_name(title, ".mp3") == name


@pytest.mark.parametrize(
    ("unit", "size"),
    [(FAMILY, 25), (ENGLAND, 28), ("🇩🇪", 8), ("👍🏽", 8), ("e\u0323\u0302\u0301", 0), ("夜", 3), ("x", 1)],
)
def test_cut_between_characters_as_people_see_them(unit: str, size: int) -> None:
    unit = unicodedata.normalize("NFC", unit)
    size = size or len(unit.encode())
    for before in ("", "a", "ab"):
        stem = file_name(before + unit * 100, ".mp3").removesuffix(".mp3")
        rest = stem.removeprefix(before)
        assert rest == unit * (len(rest) // len(unit))
        most = min((MAX_CHARS - 4 - len(before)) // len(unit), (MAX_BYTES - 4 - len(before)) // size)
        assert len(rest) // len(unit) == most


def test_one_endless_character_is_cut_all_the_same() -> None:
    name = file_name("a" + "\u0335" * 500, ".wav")
    assert 50 < len(name) <= MAX_CHARS


def test_no_space_is_left_before_the_suffix_by_a_cut() -> None:
    assert file_name("x" * 75 + " yyyy", ".mp3") == "x" * 75 + ".mp3"


@pytest.mark.parametrize("suffix", ["mp3", "", ".", ".MP3", "./x", ".mp3\n"])
def test_suffixes_that_are_none(suffix: str) -> None:
    with pytest.raises(ValueError, match="not a suffix"):
        file_name("song", suffix)


ODD = st.sampled_from(
    ["/", "\\", ".", " ", "\u202e", "\u200d", "\u0301", "👍", "🏽", "🇩", "CON", "nul", "夜", "\0"]
)


@given(st.one_of(st.text(), st.lists(ODD, max_size=120).map("".join), st.text(min_size=60, max_size=300)))
def test_every_title_makes_a_safe_name(title: str) -> None:
    name = file_name(title, ".mp3")
    stem = name.removesuffix(".mp3")
    assert name == stem + ".mp3"
    assert stem
    assert len(name) <= MAX_CHARS
    assert len(name.encode()) <= MAX_BYTES
    assert not set(stem) & set('/\\:*?"<>|')
    allowed = {"\u200c", "\u200d", *map(chr, range(0xE0020, 0xE0080))}
    assert not [char for char in stem if unicodedata.category(char)[0] == "C" and char not in allowed]
    assert stem == stem.strip(" .")
    assert stem.partition(".")[0].strip().lower() not in RESERVED
    assert file_name(stem, ".mp3") == name
