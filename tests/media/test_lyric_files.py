"""Files of lyrics: which encoding they are in, what is refused, and that nothing breaks the reader."""

import gzip
import io
import time
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.errors import InvalidOrder
from bot.domain.lyrics import parse_lyrics
from bot.locales import catalogue
from bot.media.lyric_files import LyricFile, read_lyric_file
from tests.media.lyric_samples import CODECS, HALF_KANA, HANS, HANT, JA, SONGS, excerpts

MOST = 200_000


def read(data: bytes, name: str = "song.txt") -> LyricFile:
    return read_lyric_file(name, data, most_bytes=MOST)


def problem_of(data: bytes, name: str = "song.txt", most_bytes: int = MOST) -> str:
    with pytest.raises(InvalidOrder) as caught:
        read_lyric_file(name, data, most_bytes=most_bytes)
    sentence = catalogue().error(caught.value)
    assert name not in sentence
    return caught.value.problem


# --- encodings ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("codec", "mark", "encoding"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", b"\xef\xbb\xbf", "utf-8"),
        ("utf-16-le", b"\xff\xfe", "utf-16"),
        ("utf-16-be", b"\xfe\xff", "utf-16"),
        ("utf-16-le", b"", "utf-16"),
        ("utf-16-be", b"", "utf-16"),
    ],
)
@pytest.mark.parametrize(
    "text",
    [
        "Hello world\nLa la la",
        "好一朵美麗的茉莉花\n芬芳美麗",
        "Ça ira\r\nÉté",
        "さくら\nさくら 🌸🎶",
        "a\tb\n",
        "Привет\nмир",
    ],
)
def test_unicode_is_read_exactly(codec: str, mark: bytes, encoding: str, text: str) -> None:
    file = read(mark + text.encode(codec))
    assert (file.kind, file.guessed, len(file.readings)) == ("text", False, 1)
    assert (file.best.encoding, file.best.text) == (encoding, text)


def test_an_emoji_that_is_younger_than_python_is_read() -> None:
    assert read("La la \U0001faea la".encode()).best.text == "La la \U0001faea la"


def test_a_control_character_out_of_a_pdf_does_no_harm() -> None:
    assert not read(("Some words of a song that go on\n" * 5 + "co\x02operate").encode()).guessed


def test_plain_ascii_is_no_guess() -> None:
    file = read(b"Hello\nworld")
    assert (file.guessed, file.best.encoding) == (False, "utf-8")


@pytest.mark.parametrize("song", SONGS)
@pytest.mark.parametrize("size", [4, 20])
def test_old_encodings_are_guessed_from_a_few_lines(song: str, size: int) -> None:
    lines, encoding = SONGS[song]
    for text in excerpts(lines, size, CODECS[encoding]):
        file = read(text.encode(CODECS[encoding]))
        assert file.guessed
        assert (file.best.encoding, file.best.text) == (encoding, text)


def test_one_line_is_nearly_always_enough() -> None:
    right = total = 0
    for lines, encoding in SONGS.values():
        for text in excerpts(lines, 1, CODECS[encoding]):
            file = read(text.encode(CODECS[encoding]))
            right += file.best.text == text
            total += 1
            assert text in [reading.text for reading in file.readings]
    assert right >= total * 0.97


def test_the_other_readings_are_offered_once_each_best_first() -> None:
    file = read("\n".join(HANS[:4]).encode("gb18030"))
    texts = [reading.text for reading in file.readings]
    assert len(texts) == len(set(texts)) > 1
    assert file.best is file.readings[0]
    assert file.best.encoding == "gb18030"


def test_a_long_file_in_an_old_encoding_is_read_once() -> None:
    file = read(("\n".join(HANS) * 200).encode("gb18030"))
    assert (file.guessed, [one.encoding for one in file.readings]) == (True, ["gb18030"])


def test_cantonese_is_read() -> None:
    text = "我哋喺度唱歌\n你嘅聲音好靚\n佢哋嚟咗"
    assert read(text.encode("big5hkscs")).best.text == text


def test_the_telling_line_is_the_one_that_shows_the_encoding() -> None:
    text = "[Verse 1]\nla la la\n" + "\n".join(JA[:4])
    file = read(text.encode("cp932"))
    assert file.best.telling_line == JA[0]
    assert read(b"\n\nHello\nworld").best.telling_line == "Hello"


def test_characters_that_nobody_writes_make_no_reading() -> None:
    for lines in (HANS, HANT, JA, HALF_KANA):
        file = read("\n".join(lines).encode("gb18030"))
        assert all("\x80" not in one.text and "\ue000" not in one.text for one in file.readings)


# --- refusals ----------------------------------------------------------------------------------------


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "some words")
    return buffer.getvalue()


PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(60)
FOREIGN = {
    "zip": (zipped("song.txt"), "file-archive"),
    "empty zip": (zipped(), "file-archive"),
    "gzip": (gzip.compress(b"some words"), "file-archive"),
    "rar": (b"Rar!\x1a\x07\x01\0aaaa", "file-archive"),
    "7z": (b"7z\xbc\xaf\x27\x1c\0\4aaaa", "file-archive"),
    "docx": (zipped("[Content_Types].xml", "word/document.xml"), "file-document"),
    "odt": (
        zipped("mimetype").replace(b"some words", b"application/") + b"mimetypeapplication/",
        "file-document",
    ),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "file-document"),
    "rtf": (b"{\\rtf1\\ansi Hello}", "file-document"),
    "doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "file-document"),
    "page": (b"\xef\xbb\xbf\n<!DOCTYPE html><html><body>Hello", "file-document"),
    "wav": (b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0", "file-audio"),
    "flac": (b"fLaC\0\0\0\x22" + bytes(40), "file-audio"),
    "ogg": (b"OggS\0\x02" + bytes(40), "file-audio"),
    "m4a": (b"\0\0\0\x20ftypM4A \0\0\0\0", "file-audio"),
    "midi": (b"MThd\0\0\0\x06\0\1\0\2\1\0", "file-audio"),
    "tagged": (b"ID3\x04\0\0\0\0\0\x0a" + bytes(20), "file-audio"),
    "png": (PNG, "file-picture"),
    "jpeg": (b"\xff\xd8\xff\xe0\0\x10JFIF\0", "file-picture"),
    "gif": (b"GIF89a\1\0\1\0", "file-picture"),
    "webp": (b"RIFF\x24\0\0\0WEBPVP8 ", "file-picture"),
    "bmp": (b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0" + bytes(40), "file-picture"),
    "heic": (b"\0\0\0\x18ftypheic\0\0\0\0", "file-picture"),
    "svg": (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"></svg>', "file-picture"),
    "mp4": (b"\0\0\0\x20ftypisom\0\0\2\0", "file-video"),
    "webm": (b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01", "file-video"),
    "avi": (b"RIFF\x24\0\0\0AVI LIST", "file-video"),
    "zeros": (bytes(1000), "file-binary"),
    "program": (b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x03\0\x3e\0", "file-binary"),
    "rubbish": (bytes(range(256)), "file-binary"),
    "escapes": (b"\x1b[31m\x1b[0m\x01\x02", "file-binary"),
    "half of utf-16": (b"\xff\xfea\0b", "file-binary"),
    "nothing": (b"", "file-empty"),
    "only a mark": (b"\xef\xbb\xbf", "file-empty"),
    "only a wide mark": (b"\xff\xfe", "file-empty"),
    "blank": (b" \r\n\t\n", "file-empty"),
    "zero width": ("\u200b\u2060\n\u200d\ufeff".encode(), "file-empty"),
    "only tags": (b"[Verse]\n\n[Chorus]", "file-no-words"),
    "only stamps": (b"[ti:Song]\n[00:01.00]\n[00:02.00]", "file-no-words"),
    "only dots": (b"...\n!!!", "file-no-words"),
}


@pytest.mark.parametrize("what", FOREIGN)
@pytest.mark.parametrize("name", ["song.txt", "song.lrc", "song.md", "song.mp3"])
def test_what_cannot_be_sung_is_named(what: str, name: str) -> None:
    data, problem = FOREIGN[what]
    assert problem_of(data, name) == problem


def test_a_real_mp3_is_music(song: bytes) -> None:
    assert problem_of(song) == "file-audio"
    assert problem_of(song[700:], most_bytes=1000) == "file-audio"


@pytest.mark.parametrize("what", ["zip", "png", "pdf", "wav", "mp4", "zeros"])
def test_what_it_is_is_told_before_how_large(what: str) -> None:
    data, problem = FOREIGN[what]
    assert problem_of(data + bytes(5000), most_bytes=1000) == problem


def test_limit_is_told_in_kb() -> None:
    assert read_lyric_file("a.txt", b"a" * 1000, most_bytes=1000).best.text == "a" * 1000
    with pytest.raises(InvalidOrder) as caught:
        read_lyric_file("a.txt", b"a" * 200_001, most_bytes=MOST)
    assert (caught.value.problem, caught.value.params()["most_kb"]) == ("file-too-large", 200)
    assert problem_of("啊\n".encode("utf-16") * 300, most_bytes=1000) == "file-too-large"


@pytest.mark.parametrize(
    "text", ["BMW on the road\nla la", "PK und ich", "ID3 is a tag\nRIFF", "Rar! she cried"]
)
def test_words_that_begin_like_another_file_are_words(text: str) -> None:
    assert read(text.encode()).best.text == text
    assert read((text + "\n" + HANS[0]).encode("gb18030")).best.encoding == "gb18030"


@pytest.mark.parametrize(
    "name",
    ["", ".", "../../etc/passwd", "a\0b.md", "\u202etxt.md", "x" * 300 + ".lrc", "lrc", "…", "a.MD \u200f"],
)
def test_no_name_does_harm(name: str) -> None:
    assert "Hello" in read(b"Hello there", name).best.text


# --- nothing breaks it -------------------------------------------------------------------------------

NAMES = st.sampled_from(["a.txt", "a.md", "a.lrc", ""]) | st.text(max_size=20)
MARKS = "[00:01.00] [ti: <00:01.00> [Chorus] # > - 1. * _ ` | --- <!-- --> <br> [a]( ](#b) ``` words 词 é ｱ :"
PIECES = st.sampled_from(
    [*MARKS.split(" "), "# ", "> ", "- ", "1. ", " ", "\n", "---\n", "\r", "\x0b", "\u2028"]
)
MARKED_TEXT = st.lists(PIECES, max_size=40).map("".join)


def outcome(name: str, data: bytes) -> LyricFile | str:
    try:
        file = read(data, name)
    except InvalidOrder as refusal:
        assert refusal.problem.startswith("file-")
        return refusal.problem
    for reading in file.readings:
        assert parse_lyrics(reading.text).has_words
        assert len(reading.text) <= 4 * len(data)
        assert reading.telling_line
        assert "\n" not in reading.title
    assert len({reading.text for reading in file.readings}) == len(file.readings)
    assert file.guessed or len(file.readings) == 1
    return file


@given(NAMES, st.binary(max_size=300))
@settings(deadline=None)
def test_any_bytes_are_read_or_refused(name: str, data: bytes) -> None:
    outcome(name, data)


@given(NAMES, MARKED_TEXT, st.sampled_from(["utf-8", "utf-16", "gb18030", "cp932", "cp1252"]))
@settings(deadline=None)
def test_any_marks_are_read_or_refused(name: str, text: str, codec: str) -> None:
    outcome(name, text.encode(codec, "ignore"))


@given(st.sampled_from(sorted(FOREIGN)), st.data())
@settings(deadline=None)
def test_broken_files_of_other_kinds_are_read_or_refused(what: str, data: st.DataObject) -> None:
    content = bytearray(FOREIGN[what][0][:400])
    for _ in range(data.draw(st.integers(1, 4))):
        if content:
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    outcome("a.txt", bytes(content[: data.draw(st.integers(0, 400))]))


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\t\r"), max_size=200)


@given(
    WORDS,
    st.sampled_from(
        [("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")]
    ),
)
@settings(deadline=None)
def test_any_text_comes_back_as_it_was(text: str, codec: tuple[str, bytes]) -> None:
    data = codec[1] + ("Words\n" + text).encode(codec[0])
    file = outcome("a.txt", data)
    assert isinstance(file, LyricFile)
    assert file.kind == "lrc" or file.best.text == "Words\n" + text


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.lrc"])
@pytest.mark.parametrize(
    "unit",
    [
        "[",
        "*",
        ">",
        "<",
        "> ",
        "![",
        "[a](",
        "<!--",
        "`",
        "|a|\n",
        "[00:01.00]",
        "[00:01.00][00:02.00]x\n",
        "- ",
        "\\",
        "\r",
        "é",
    ],
)
def test_no_text_is_slow(name: str, unit: str) -> None:
    data = (unit * (20_000 // len(unit))).encode() + b"\nwords"
    began = time.process_time()
    outcome(name, data)
    assert time.process_time() - began < 2.0
