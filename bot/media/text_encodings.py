"""Read bytes as text: exactly where they tell how, else every way that looks like writing, likeliest first.

UTF-8 and UTF-16 are certain: other text does not decode as UTF-8 by accident, and UTF-16 has a byte order
mark or the zero bytes of its spaces and line ends (https://encoding.spec.whatwg.org/#bom-sniff). Of the older
encodings, read as browsers do (https://encoding.spec.whatwg.org/#names-and-labels: "latin1" is windows-1252),
none tells what it is. charset-normalizer (https://charset-normalizer.readthedocs.io/) guesses well from a few
lines on; for one line it is too weak (right for 9 of 10, measured), so its vote decides only between readings
whose characters are about equally common.
"""

import codecs
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import Literal

import charset_normalizer

Encoding = Literal["utf-8", "utf-16", "gb18030", "big5", "shift_jis", "windows-1252"]


@dataclass(frozen=True)
class Decoded:
    """One way to read some bytes, without a byte order mark."""

    encoding: Encoding
    text: str


def decode_exactly(data: bytes) -> Decoded | None:
    """Read UTF-8 and UTF-16 that is writing, or return None: another encoding, or nothing to read."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = _strictly(data, "utf-16")
        return Decoded("utf-16", text) if text is not None and _is_writing(text) else None
    text = _strictly(data, "utf-8-sig")
    if text is not None and _is_writing(text):
        return Decoded("utf-8", text)
    return _utf16_without_mark(data) if b"\0" in data else None


def decode_by_guess(data: bytes) -> tuple[Decoded, ...]:
    """Read text in one of the older encodings every way that looks like writing, the likeliest first."""
    found: dict[str, Encoding] = {}
    for encoding, names in _CODECS.items():
        texts = (_strictly(data, name) for name in names)
        text = next((one for one in texts if one is not None and _is_clean(one)), None)
        if text is not None:
            found.setdefault(text, encoding)
    votes = _votes(data) if len(found) > 1 else []
    scores = {
        text: _likelihood(text, encoding) + (_VOTE if encoding in votes[:1] else 0.0)
        for text, encoding in found.items()
    }
    best_first = sorted(found, key=scores.__getitem__, reverse=True)
    return tuple(Decoded(found[text], text) for text in best_first)


def _strictly(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeError:
        return None


# --- what is writing -------------------------------------------------------------------------------------

_LINES_AND_TABS = frozenset("\t\n\v\f\r\x1a\x1c\x1d\x1e\x85")  # \x1a ended files under DOS
_NOT_WRITTEN = frozenset({"Cc", "Cn", "Co", "Cs"})
_CHARACTERS_PER_CONTROL = 100


def _is_writing(text: str) -> bool:
    """Tell whether a text has no NUL and next to no control characters; a few come with words out of a PDF.

    Unassigned characters are let through: an emoji may be younger than Python's tables.
    """
    counts = Counter(text)
    controls = sum(
        count
        for char, count in counts.items()
        if unicodedata.category(char) == "Cc" and char not in _LINES_AND_TABS
    )
    return "\0" not in counts and controls * _CHARACTERS_PER_CONTROL <= len(text)


def _is_clean(text: str) -> bool:
    """Tell whether every character is one that people write: none is control, private or unassigned."""
    return not any(
        char not in _LINES_AND_TABS and unicodedata.category(char) in _NOT_WRITTEN for char in set(text)
    )


def _utf16_without_mark(data: bytes) -> Decoded | None:
    """Read UTF-16 that has zero bytes and no mark, if one byte order alone makes writing of it.

    The wrong order turns every letter and space of ASCII into a character of another script with a zero in
    its lower byte, so that order has many more of those.
    """
    readings = [text for name in ("utf-16-le", "utf-16-be") if (text := _strictly(data, name)) is not None]
    clean = [text for text in readings if _is_clean(text)]
    if len(clean) > 1:
        odd = [sum(count for char, count in Counter(text).items() if not ord(char) & 0xFF) for text in clean]
        if min(odd) * 4 > max(odd):
            return None
        clean = [clean[odd.index(min(odd))]]
    return Decoded("utf-16", clean[0]) if clean else None


# --- which of the older encodings ------------------------------------------------------------------------

_CODECS: dict[Encoding, tuple[str, ...]] = {
    "gb18030": ("gb18030",),
    "big5": ("cp950", "big5hkscs"),  # the second has the characters of Cantonese
    "shift_jis": ("cp932",),
    "windows-1252": ("cp1252",),
}
_VOTE = 0.03
"""What charset-normalizer's vote weighs beside the likelihood, which goes from 0 to 1."""


def _votes(data: bytes) -> list[Encoding]:
    isolated = {names[0]: encoding for encoding, names in _CODECS.items()}
    matches = charset_normalizer.from_bytes(
        data, cp_isolation=list(isolated), preemptive_behaviour=False, enable_fallback=False
    )
    return [isolated[match.encoding] for match in matches if match.encoding in isolated]


def _characters(codec: str, leads: range) -> frozenset[str]:
    """Return what a double-byte character set has in some of its rows."""
    pairs = (bytes((lead, trail)) for lead in leads for trail in range(0x40, 0xFF))
    return frozenset(char for pair in pairs if len(char := pair.decode(codec, "ignore")) == 1)


# The rows that the standards gave to the most used Han characters: level 1 of GB 2312, Big5 and JIS X 0208.
_COMMON_SIMPLIFIED = _characters("gb2312", range(0xB0, 0xD8))
# Cantonese is written with some that came late into Big5, or never.
_COMMON_TRADITIONAL = _characters("cp950", range(0xA4, 0xC7)) | frozenset(
    "哋喺嘅嚟咗佢唔冇啲咁嘢噉喎囉㗎靚攞瞓嗰搵揾吓"
)
_COMMON_JAPANESE = _characters("cp932", range(0x88, 0x98))
_COMMON: dict[Encoding, frozenset[str]] = {
    "gb18030": _COMMON_SIMPLIFIED,
    "big5": _COMMON_TRADITIONAL,
    "shift_jis": _COMMON_JAPANESE,
}

_ODD, _RARE, _POSSIBLE, _USUAL = 0.0, 0.2, 0.5, 1.0
_HALF_KANA = 0.9
_BESIDE_LATIN = re.compile(
    r"(?<=[A-Za-z])[\u3040-\u9fff\uff61-\uff9f]|[\u3040-\u9fff\uff61-\uff9f](?=[A-Za-z])"
)
_ACCENTED_RUN = re.compile(r"[^\x00-\x7f]+")
_LONGEST_ACCENTED_RUN = 2
_SHOUTING_INSIDE = re.compile(r"(?<=[a-zß-ÿ])[À-Þ]")
_WESTERN_MARKS = frozenset("‘’‚“”„…–—«»‹›¡¿ªº°´·€\u00a0œŒšŠžŽŸ")


def _likelihood(text: str, encoding: Encoding) -> float:
    """Tell from 0 to 1 how usual the characters beyond ASCII are in this encoding, on the average."""
    counts = Counter(char for char in text if not char.isascii())
    total = sum(counts.values())
    if not total:
        return _USUAL
    if encoding == "windows-1252":
        return _western_weight(text) / total
    weight = sum(_weight(char, encoding) * count for char, count in counts.items())
    # A Latin letter that lost its accent to a Han character: `pr阾e`. Chinese beside English has a space.
    beside = len(_BESIDE_LATIN.findall(text))
    return max(weight - beside * (_USUAL - _RARE), 0.0) / total


def _weight(char: str, encoding: Encoding) -> float:
    if "\u3041" <= char <= "\u30fe":
        # Kana are also what the commonest rows of Big5 look like in a Chinese reading.
        return _USUAL if encoding == "shift_jis" else _POSSIBLE
    if "\u3000" <= char <= "\u303f" or "\uff01" <= char <= "\uff5e" or char in _WESTERN_MARKS:
        return _USUAL
    if "\uff61" <= char <= "\uff9f":
        return _HALF_KANA
    if char in _COMMON[encoding]:
        return _USUAL
    if encoding == "gb18030" and char in _COMMON_TRADITIONAL:
        return _HALF_KANA
    return _RARE if "\u4e00" <= char <= "\u9fff" else _ODD


def _western_weight(text: str) -> float:
    """Add up the accented letters and marks that stand as in Western words: one or two, in lower case."""
    weight = 0.0
    for run in _ACCENTED_RUN.findall(text):
        if len(run) <= _LONGEST_ACCENTED_RUN:
            weight += sum(_USUAL if one.isalpha() or one in _WESTERN_MARKS else _RARE for one in run)
    return max(weight - len(_SHOUTING_INSIDE.findall(text)) * (_USUAL - _RARE), 0.0)
