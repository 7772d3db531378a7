"""Buttons in rows, as many in each as a phone shows whole."""

import unicodedata
from collections.abc import Iterable
from dataclasses import replace

from bot.platforms.telegram.facts import LABEL_CHARACTERS
from bot.platforms.telegram.lengths import line
from bot.platforms.telegram.outbound import Key, Keyboard
from bot.platforms.telegram.wording import clean

_WIDTHS = {3: 10, 2: 20}
"""So wide may each label be where so many stand in a row; a letter of Chinese or Japanese counts twice."""


def rows(keys: Iterable[Key], *, most: int = 3) -> Keyboard:
    """Put buttons into rows of so many at the most, in their order; a label that is too long is shortened."""
    left = [replace(key, label=line(clean(key.label), LABEL_CHARACTERS)) for key in keys]
    keyboard = []
    while left:
        many = next((n for n, width in _WIDTHS.items() if n <= most and _fit(left[:n], n, width)), 1)
        many = 2 if many == 3 and len(left) == 4 else many  # and not one alone in the next row
        keyboard.append(tuple(left[:many]))
        del left[:many]
    return tuple(keyboard)


def _fit(keys: list[Key], many: int, width: int) -> bool:
    return len(keys) == many and all(_width(key.label) <= width for key in keys)


def _width(label: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in label)
