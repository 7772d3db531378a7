"""How long a text is for Discord, and a shorter one where it is too long.

Discord does not say what it counts as a character. UTF-16 units are the most that it may count, as its own
programs do; whatever fits in these fits.
"""

import unicodedata

ELLIPSIS = "…"
_JOINERS = ("\u200d", "\ufe0f")


def length(text: str) -> int:
    """Return how long a text is at the most."""
    return len(text) + sum(char > "\uffff" for char in text)


def cut(text: str, most: int) -> str:
    """Return a text of at most so many characters; where something is left out, it shows."""
    if length(text) <= most:
        return text
    end, used = 0, length(ELLIPSIS)
    while used + length(text[end]) <= most:
        used += length(text[end])
        end += 1
    while end and (_belongs(text[end]) or text[end - 1] in _JOINERS):
        end -= 1
    return text[:end].rstrip().rstrip("\\") + ELLIPSIS


def line(text: str, most: int) -> str:
    """Return a text in one line of at most so many characters."""
    return cut(" ".join(text.split()), most)


def cut_lines(text: str, most: int) -> str:
    """Return the whole lines that fit in so many characters; of a first one too long, its beginning."""
    if length(text) <= most:
        return text
    kept, used = [], length(ELLIPSIS)
    for one in text.split("\n"):
        used += length(one) + 1
        if used > most:
            break
        kept.append(one)
    return "\n".join([*kept, ELLIPSIS]) if kept else cut(text, most)


def _belongs(char: str) -> bool:
    """Tell whether a character is read as one with the one before it."""
    return (
        unicodedata.category(char).startswith("M") or char in _JOINERS or "\U0001f3fb" <= char <= "\U0001f3ff"
    )
