"""File names made from titles: any script, safe on every system and in every chat."""

import re
import unicodedata

MAX_CHARS = 80
MAX_BYTES = 150
"""Both hold for the whole name with its suffix; file systems allow 255 bytes, and folders add to it."""
FALLBACK = "song"

_FORBIDDEN = frozenset('/\\:*?"<>|')
_JOINERS = frozenset("\u200c\u200d")
"""Invisible, but emoji, Persian and Indic scripts need them between letters."""
_TAGS = range(0xE0020, 0xE0080)
"""Invisible, and the second part of some flags."""
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\.|$)", re.IGNORECASE)
_ENDS = " .\u200c\u200d"
_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")


def file_name(title: str, suffix: str) -> str:
    """Make a file name from `title` and `suffix` (`.mp3`): at most 80 characters and 150 bytes of UTF-8.

    What a system forbids becomes a space, what is invisible or turns the direction of writing goes; a title
    of which nothing is left is called `song`. A name is cut between two characters as people see them. Raises
    ValueError if the suffix is not a dot with small letters and digits.
    """
    if _SUFFIX.fullmatch(suffix) is None:
        raise ValueError(f"not a suffix: {suffix!r}")
    stem = _tidy(unicodedata.normalize("NFC", "".join(map(_safe, title))))
    if _RESERVED.match(stem):
        stem = f"_{stem}"
    stem = _tidy(_cut(stem, chars=MAX_CHARS - len(suffix), size_bytes=MAX_BYTES - len(suffix)))
    return (stem if _visible(stem) else FALLBACK) + suffix


def _safe(char: str) -> str:
    category = unicodedata.category(char)
    if char in _JOINERS or ord(char) in _TAGS:
        return char
    if char in _FORBIDDEN or category.startswith("Z") or char in "\t\n\r\v\f":
        return " "
    return "" if category.startswith("C") else char


def _tidy(text: str) -> str:
    """One space at a time, none at the ends, and neither dots nor joiners there."""
    return re.sub(" +", " ", text).strip(_ENDS)


def _visible(text: str) -> bool:
    return any(unicodedata.category(char)[0] in "LNPS" for char in text)


def _cut(text: str, *, chars: int, size_bytes: int) -> str:
    """Keep as much of the start as fits, in whole clusters; one that alone is too long is cut after all."""
    end = min(len(text), chars)
    while len(text[:end].encode()) > size_bytes:
        end -= 1
    fits = end
    while 0 < end < len(text) and _continues(text, end):
        end -= 1
    return text[: end or fits]


def _continues(text: str, at: int) -> bool:
    """Say whether the character at this place belongs to what a reader sees as one with those before it."""
    char, before = text[at], text[at - 1]
    if unicodedata.category(char).startswith("M") or char in _JOINERS or before == "\u200d":
        return True
    if ord(char) in _TAGS or ord(char) in _SKIN_TONES:
        return True
    if ord(char) in _FLAG_LETTERS:
        letters = 0
        while letters < at and ord(text[at - 1 - letters]) in _FLAG_LETTERS:
            letters += 1
        return letters % 2 == 1
    return False
