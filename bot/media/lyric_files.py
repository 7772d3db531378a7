"""Read a file of lyrics that somebody sent: text, Markdown or LRC, in whatever encoding, told by its content.

A name is never trusted: it decides between Markdown, LRC and text, and nothing else. Everything that is no
text is refused with the sentence for what it is; the first bytes tell that, as in the tables of
https://mimesniff.spec.whatwg.org/ and https://en.wikipedia.org/wiki/List_of_file_signatures.
"""

import io
from dataclasses import dataclass
from typing import Literal

from bot.domain.errors import InvalidOrder
from bot.domain.lyrics import clean_lines, parse_lyrics
from bot.media.containers import sniff
from bot.media.lrc import looks_timed, read_lrc
from bot.media.markdown import read_markdown
from bot.media.text_encodings import Decoded, decode_by_guess, decode_exactly

Kind = Literal["text", "markdown", "lrc"]

_FIRST_CHARACTERS = 4000
_LONGEST_TITLE = 100
"""Characters; what is longer is no title, and would have the whole order refused."""
_MOST_BYTES_IN_DOUBT = 64_000
"""A file so long is no one song, and its encoding is sure: it is not read several times over."""


@dataclass(frozen=True)
class Reading:
    """One way to read a file: plain text for `parse_lyrics`, without stamps, marks and byte order mark."""

    encoding: str
    text: str
    title: str = ""

    @property
    def telling_line(self) -> str:
        """The line by which a person sees whether the reading is right: the first that is not all ASCII."""
        lines = [line for line in clean_lines(self.text) if line]
        return next((line for line in lines if not line.isascii()), lines[0])


@dataclass(frozen=True)
class LyricFile:
    """What a file holds; several readings, the best first, only where its encoding had to be guessed."""

    kind: Kind
    readings: tuple[Reading, ...]

    @property
    def guessed(self) -> bool:
        """Whether the encoding is a guess: the words should be shown before anything is charged."""
        return self.best.encoding not in ("utf-8", "utf-16")

    @property
    def best(self) -> Reading:
        """The likeliest reading."""
        return self.readings[0]


def read_lyric_file(name: str, data: bytes, *, most_bytes: int) -> LyricFile:
    """Read a file of at most `most_bytes`; raises `InvalidOrder("file-…")` for all that can't be sung.

    Takes time linear in the file: milliseconds for a song, some seconds for 200 kB of Markdown made to be
    slow; so keep it off the event loop.
    """
    problem = _foreign(data)
    if problem:
        raise InvalidOrder(problem)
    if len(data) > most_bytes:
        if _is_rubbish(data[:_HEAD_BYTES]):
            raise InvalidOrder("file-binary")
        raise InvalidOrder("file-too-large", most_kb=most_bytes // 1000)
    exact = decode_exactly(data)
    decoded = (exact,) if exact else decode_by_guess(data)
    if not decoded:
        raise InvalidOrder("file-binary")
    kind = _kind(name, decoded[0].text)
    readings: dict[str, Reading] = {}
    for one in decoded if len(data) <= _MOST_BYTES_IN_DOUBT else decoded[:1]:
        reading = _read(kind, one)
        if _has_words(reading.text):
            readings.setdefault(reading.text, reading)
    if not readings:
        raise InvalidOrder("file-no-words" if any(clean_lines(decoded[0].text)) else "file-empty")
    return LyricFile(kind, tuple(readings.values()))


def _kind(name: str, text: str) -> Kind:
    seen = "".join(char for char in name if char.isprintable())  # without marks that change its direction
    ending = seen.rstrip().rpartition(".")[2].casefold()
    if ending == "lrc" or looks_timed(text):
        return "lrc"
    return "markdown" if ending in ("md", "markdown") else "text"


def _read(kind: Kind, decoded: Decoded) -> Reading:
    match kind:
        case "lrc":
            text, title = read_lrc(decoded.text)
        case "markdown":
            text, title = read_markdown(decoded.text)
        case "text":
            text, title = decoded.text, ""
    return Reading(decoded.encoding, text, title if len(title) <= _LONGEST_TITLE else "")


def _has_words(text: str) -> bool:
    """Tell whether there is anything to sing; the first lines nearly always tell."""
    first_lines = text[:_FIRST_CHARACTERS].rpartition("\n")[0]
    return parse_lyrics(first_lines).has_words or parse_lyrics(text).has_words


# --- what is no text -------------------------------------------------------------------------------------

_HEAD_BYTES = 4096
_TAIL_BYTES = 64 * 1024

_SIGNATURES: dict[str, tuple[tuple[int, bytes], ...]] = {
    "file-archive": (
        (0, b"PK\x03\x04"),
        (0, b"PK\x05\x06"),
        (0, b"PK\x07\x08"),
        (0, b"Rar!\x1a\x07"),
        (0, b"7z\xbc\xaf\x27\x1c"),
        (0, b"\x1f\x8b\x08"),
        (0, b"BZh91AY&SY"),
        (0, b"\xfd7zXZ\0"),
        (0, b"\x28\xb5\x2f\xfd"),
        (0, b"\x04\x22\x4d\x18"),
        (0, b"MSCF\0\0\0\0"),
        (257, b"ustar"),
    ),
    "file-document": (
        (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),  # Word and its kin before 2007
    ),
    "file-audio": (
        (0, b"ID3\x02"),
        (0, b"ID3\x03"),
        (0, b"ID3\x04"),
        (0, b"fLaC\0"),
        (0, b"fLaC\x80"),
        (0, b"OggS\0"),
        (0, b"MThd\0\0\0\x06"),
        (0, b"#!AMR"),
        (8, b"WAVEfmt "),
        (8, b"AIFFCOMM"),
        (8, b"AIFCFVER"),
        (0, b"caff\0\x01"),
        # The first bytes of an MPEG frame: layers 1 to 3 and AAC, with and without a checksum.
        *((0, bytes((0xFF, second))) for second in (0xF1, 0xF2, 0xF3, 0xF9, 0xFA, 0xFB, 0xFC, 0xFD)),
    ),
    "file-picture": (
        (0, b"\x89PNG\r\n\x1a\n"),
        (0, b"\xff\xd8\xff"),
        (0, b"GIF87a"),
        (0, b"GIF89a"),
        (8, b"WEBPVP8"),
        (0, b"II*\0"),
        (0, b"MM\0*"),
        (0, b"8BPS\0\x01"),
        (0, b"\0\0\x01\0"),
        (0, b"\0\0\0\x0cJXL "),
    ),
    "file-video": (
        (0, b"\x1a\x45\xdf\xa3"),
        (8, b"AVI LIST"),
        (0, b"FLV\x01"),
        (0, b"\0\0\x01\xba"),
        (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11"),
    ),
}
_MARKUP_LANGUAGES = (b"%pdf-", b"%!ps-", b"{\\rtf", b"<html", b"<!doctype", b"<?xml", b"<svg")
"""How documents begin that are text to a machine only; in lower case, there may be blanks before."""
_OFFICE_PARTS = (b"[Content_Types].xml", b"mimetypeapplication/", b"Index/Document.iwa")
"""Names that stand in the zip files which Word, LibreOffice, e-book makers and Pages write."""
_BRANDS = {
    "file-audio": (b"M4A ", b"M4B ", b"M4P ", b"F4A "),
    "file-picture": (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"),
}
"""The brands of ISO base media files (https://mp4ra.org/registered-types/brands); the others are video."""
_BMP_HEADERS = (12, 40, 52, 56, 64, 108, 124)


def _foreign(data: bytes) -> str:
    """Name the problem if the bytes are those of another kind of file, or return `""`."""
    head = data[:_HEAD_BYTES]
    for problem, signatures in _SIGNATURES.items():
        if any(head.startswith(mark, at) for at, mark in signatures):
            return "file-document" if problem == "file-archive" and _is_office(data) else problem
    if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:16].lower().startswith(_MARKUP_LANGUAGES):
        return "file-picture" if b"<svg" in head else "file-document"
    if head[4:8] == b"ftyp" and head[:2] == b"\0\0":
        return next((one for one, brands in _BRANDS.items() if head[8:12] in brands), "file-video")
    if head.startswith(b"BM") and head[15:18] == b"\0\0\0" and head[14] in _BMP_HEADERS:
        return "file-picture"
    # No UTF-8 has this byte, so that most files are spared the search for frames.
    return "file-audio" if b"\xff" in head and sniff(io.BytesIO(data)) else ""


def _is_office(archive: bytes) -> bool:
    """Tell the zip files of office programs from others by the names at their beginning and end."""
    names = archive[:_HEAD_BYTES] + archive[-_TAIL_BYTES:]
    return any(part in names for part in _OFFICE_PARTS)


def _is_rubbish(head: bytes) -> bool:
    """Tell whether a file begins with zero bytes that are not those of UTF-16."""
    return b"\0" in head and decode_exactly(head) is None
