"""How long a text is for Telegram, and a shorter one where it is too long.

Telegram counts after it has read the marks, and in UTF-16 units to be safe, in which it counts entities.
A cut leaves every mark whole and closed. Source: https://core.telegram.org/bots/api#messageentity
"""

import re
import unicodedata
from html import unescape

from bot.platforms.telegram.outbound import Html

ELLIPSIS = "…"
_JOINERS = ("\u200d", "\ufe0f")
_PIECES = re.compile(r"<(?P<close>/?)(?P<tag>[a-z]+)[^>]*>|&[a-z]+;|.", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_BLANK = {"Cc", "Cf", "Zs", "Zl", "Zp"}
"""Categories of characters that show nothing: Telegram takes a text of these for an empty one."""
_BLANK_TOO = "\u115f\u1160\u2800\u3164\uffa0\ufffc"
"""Letters and signs that show nothing."""


def units(text: str) -> int:
    """Return how long a plain text is."""
    return len(text) + sum(char > "\uffff" for char in text)


def length(html: Html) -> int:
    """Return how long a text is once its marks were read."""
    return units(plain(html))


def plain(html: Html) -> str:
    """Return what is read of a text."""
    return unescape(_TAG.sub("", html))


def is_blank(text: str) -> bool:
    """Tell whether nothing is to be seen of a plain text."""
    return all(unicodedata.category(char) in _BLANK or char in _BLANK_TOO for char in text)


def cut_lines(html: Html, most: int) -> Html:
    """Return the whole lines that fit in so many units; of a first one too long, its beginning.

    Where something is left out, it shows.
    """
    if most <= 0:
        return Html("")
    if length(html) <= most:
        return html
    found = list(_PIECES.finditer(html))
    shown = ["" if one["tag"] else unescape(one[0]) for one in found]
    end, ending = _last_line(shown, most - units(ELLIPSIS) - 1), f"\n{ELLIPSIS}"
    if not end:
        end, ending = _end(shown, most - units(ELLIPSIS)), ELLIPSIS
    while end and shown[end - 1] and is_blank(shown[end - 1]):
        end -= 1
    opened: list[str] = []
    for one in found[:end]:
        if one["tag"]:
            opened.pop() if one["close"] else opened.append(one["tag"])
    closed = "".join(f"</{tag}>" for tag in reversed(opened))
    return Html("".join(one[0] for one in found[:end]) + ending + closed)


def cut_plain(text: str, most: int) -> str:
    """Return a plain text of at most so many units."""
    if units(text) <= most:
        return text
    return text[: _end(list(text), most - 1)].rstrip() + ELLIPSIS if most > 0 else ""


def line(text: str, most: int) -> str:
    """Return a plain text in one line of at most so many units, never an empty one."""
    one = cut_plain(" ".join(text.split()), most)
    return ELLIPSIS if is_blank(one) else one


def _last_line(pieces: list[str], most: int) -> int:
    """Return where the last line ends that fits; 0 where there is none with anything in it."""
    fits = pieces[: _end(pieces, most) + 1]
    end = max((n for n, char in enumerate(fits) if char == "\n"), default=0)
    return 0 if all(map(is_blank, fits[:end])) else end


def _end(pieces: list[str], most: int) -> int:
    """Return how many of these pieces fit; what is read as one character stays together."""
    end = used = 0
    while end < len(pieces) and used + units(pieces[end]) <= most:
        used += units(pieces[end])
        end += 1
    while 0 < end < len(pieces) and (_belongs(pieces[end]) or pieces[end - 1] in _JOINERS):
        end -= 1
    return end


def _belongs(char: str) -> bool:
    """Tell whether a character is read as one with the one before it."""
    return bool(char) and (
        unicodedata.category(char).startswith("M") or char in _JOINERS or "\U0001f3fb" <= char <= "\U0001f3ff"
    )
