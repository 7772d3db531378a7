"""The words of a typed command one after the other, and the values that they stand for.

Digits of every script are digits. Names with spaces stand in quotes; a quoted word is no period, no length
of time and no currency.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from difflib import get_close_matches
from typing import get_args

from bot.domain.errors import InvalidOrder
from bot.domain.money import MICRO, micro_of
from bot.domain.quota import Period

MOST_SONGS = 1_000_000
MOST_MONEY = 1_000_000_000
MOST_SHOWN = 40
PERIODS: tuple[Period, ...] = get_args(Period)
LONGEST_BLOCK = timedelta(days=365)
_MOST_DIGITS = 20
_UNITS = {"m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
_NO_PERIODS = frozenset(
    {"second", "minute", "hour", "hourly", "daily", "weekly", "fortnight", "monthly", "quarter", "quarterly"}
    | {"year", "yearly", "decade", "ever", "forever", "always"}
)
"""Words that look like a period and are none: nobody begins a reason with them."""
_PER = frozenset({"a", "an", "per", "each", "every"})
_CURRENCIES = frozenset({"usd", "eur", "gbp", "cny", "jpy", "chf", "cad", "aud", "inr", "krw", "hkd", "sgd"})
"""Known also in small letters; in capitals any three letters are a currency."""
_QUOTED = re.compile(r"[@#]*(?:\"([^\"]*)\"|[“„]([^”“]*)[”“])(?=\s|$)")
_WORD = re.compile(r"\S+")
_PERSON = re.compile(r"<@!?(\d{1,30})>")
_LONG_NUMBER = re.compile(r"\d{8,30}")
"""An id rather than a number of songs or the beginning of a reason."""
_ROLE = re.compile(r"<@&(\d{1,30})>")
ID = re.compile(r"[\w-]{1,64}")
"""What a plain id of a role or channel looks like on every chat."""


@dataclass(frozen=True)
class Word:
    """A word, or several in quotes."""

    text: str
    quoted: bool = False


class Scanner:
    """Takes words from the front of a text."""

    def __init__(self, text: str, *, about: str = "") -> None:
        """`about` is the plain id of whom the text is about where it names nobody; empty: it has to."""
        self.about = about
        clean = text.encode(errors="ignore").decode()  # lone surrogates are no text
        self._rest = "".join(c for c in clean if c.isspace() or unicodedata.category(c) != "Cc").strip()

    def peek(self) -> Word | None:
        """Return the next word and leave it."""
        return self._next()[0]

    def take(self) -> Word | None:
        """Return the next word; None at the end."""
        word, self._rest = self._next()
        return word

    def rest(self) -> str:
        """Return what is left."""
        return self._rest

    def reason(self) -> str:
        """Take all that is left, on one line and without quotes around it."""
        quoted = _QUOTED.fullmatch(self._rest)
        text = (quoted[1] or quoted[2] or "") if quoted else self._rest
        self._rest = ""
        return " ".join(text.split())

    def who(self) -> str:
        """Take somebody's name or id. Raises `InvalidOrder`."""
        word = self.take()
        if word is None:
            raise InvalidOrder("who-missing")
        if not word.quoted and word.text.lstrip("@")[:1] in ('"', "“", "„"):
            raise InvalidOrder("quote-open")
        mention = _PERSON.fullmatch(word.text)
        name = mention[1] if mention else (word.text if word.quoted else word.text.removeprefix("@"))
        if not name.strip():
            raise InvalidOrder("who-missing")
        return name.strip()

    def who_before(self, is_value: Callable[[Word], bool]) -> str:
        """Take somebody whom a value follows, named or not; two values are a name and a value."""
        first, second = self._first_two()
        alone = first is None or (is_value(first) and not (second is not None and is_value(second)))
        return self.about if self.about and alone and not self._is_named(first) else self.who()

    def who_or_about(self, before: Callable[[Word], bool] | None = None) -> str:
        """Take somebody, named or not; a reason may follow, or a value `before` which a name has to stand."""
        first, second = self._first_two()
        forced = before is not None and second is not None and before(second)
        return self.about if self.about and not forced and not self._is_named(first) else self.who()

    def _first_two(self) -> tuple[Word | None, Word | None]:
        first, rest = self._next()
        return first, Scanner(rest).peek()

    def _is_named(self, word: Word | None) -> bool:
        """Tell whether a word names somebody, whatever follows."""
        if word is None:
            return False
        return (
            word.quoted
            or word.text == self.about
            or word.text.startswith(("@", "<@", "“", "„", '"'))
            or _LONG_NUMBER.fullmatch(word.text) is not None
        )

    def _next(self) -> tuple[Word | None, str]:
        found = _QUOTED.match(self._rest)
        if found is not None:
            return Word(found[1] or found[2] or "", quoted=True), self._rest[found.end() :].lstrip()
        found = _WORD.match(self._rest)
        return (None, "") if found is None else (Word(found[0]), self._rest[found.end() :].lstrip())


def shown(text: str) -> str:
    """Return so much of somebody's words as fits into a sentence."""
    line = " ".join(text.split())
    return line if len(line) <= MOST_SHOWN else line[: MOST_SHOWN - 1] + "…"


def read_amount(word: Word, currency: str = "") -> int | None:
    """Return a number of songs; None is unlimited. With a currency the sentence speaks of money, too."""
    if word.text.casefold() == "unlimited":
        return None
    number = _whole(word.text)
    if number is None or number > MOST_SONGS:
        if currency:
            raise InvalidOrder("amount-server", word=shown(word.text), most=MOST_SONGS, currency=currency)
        raise InvalidOrder("amount", word=shown(word.text), most=MOST_SONGS)
    return number


def is_amount(word: Word) -> bool:
    """Tell whether a word can be a number of songs, or what stands for one."""
    text = word.text.casefold()
    return not word.quoted and (text in ("unlimited", "none") or _whole(text) is not None)


def is_change(word: Word) -> bool:
    """Tell whether a word can be a number of songs to give or to take."""
    return not word.quoted and _whole(word.text.lstrip("+-−")) is not None


def is_duration(word: Word) -> bool:
    """Tell whether a word can be a length of time."""
    return not word.quoted and word.text[-1:].lower() in _UNITS and _whole(word.text[:-1]) is not None


def read_change(word: Word | None) -> int:
    """Return a number of songs to give, below 0 to take."""
    if word is None:
        raise InvalidOrder("amount-missing-add")
    sign, digits = (word.text[0], word.text[1:]) if word.text[:1] in ("+", "-", "−") else ("+", word.text)
    number = _whole(digits)
    if not number or number > MOST_SONGS:
        raise InvalidOrder("amount-add", word=shown(word.text), most=MOST_SONGS)
    return number if sign == "+" else -number


def read_currency(words: Scanner, budget: str) -> str:
    """Take `songs` or a currency that stands behind an amount; empty for songs."""
    word = words.peek()
    if word is None or word.quoted:
        return ""
    if word.text.casefold() in ("song", "songs"):
        words.take()
        return ""
    if not re.fullmatch(r"[A-Za-z]{3}", word.text) or word.text.lower() in PERIODS:
        return ""
    code = word.text.upper()
    if word.text.isupper() or code == budget or code.lower() in _CURRENCIES:
        words.take()
        return code
    return ""


def read_money(word: Word, currency: str) -> int:
    """Return an amount in millionths."""
    micro = micro_of("".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in word.text))
    if micro is None or micro > MOST_MONEY * MICRO:
        raise InvalidOrder("amount-money", word=shown(word.text), currency=currency, most=MOST_MONEY)
    return micro


def read_period(words: Scanner) -> Period | None:
    """Take a period, if one comes next; `5 a day` and `5 per day` are read, too."""
    word = words.peek()
    if word is None or word.quoted:
        return None
    if word.text.casefold() in _PER:
        ahead = Scanner(words.rest())
        ahead.take()
        after = ahead.peek()
        if after is None or not _looks_like_period(after):
            return None
        words.take()
        return read_period(words)
    for period in PERIODS:
        if word.text.casefold() == period:
            words.take()
            return period
    if _looks_like_period(word):
        raise InvalidOrder("period", word=shown(word.text), periods=tuple(PERIODS))
    return None


def read_duration(words: Scanner) -> int | None:
    """Take a length of time such as `12h` or `12 h`, if one comes next; returns seconds."""
    word = words.peek()
    if word is None or word.quoted or not re.match(r"[+\-−]?\d", word.text):
        return None
    if _whole(word.text) is not None:
        ahead = Scanner(words.rest())
        ahead.take()
        unit_word = ahead.peek()
        if unit_word is not None and not unit_word.quoted and unit_word.text.lower() in _UNITS:
            words.take()
            word = Word(word.text + unit_word.text)
    number, unit = _whole(word.text[:-1]), _UNITS.get(word.text[-1].lower())
    if not number or unit is None or number * unit > LONGEST_BLOCK.total_seconds():
        raise InvalidOrder("duration", word=shown(word.text), days=LONGEST_BLOCK.days)
    words.take()
    return number * unit


def read_role(word: Word | None) -> str:
    """Return a role's plain id, also from `<@&1>` as Discord writes it."""
    if word is None:
        raise InvalidOrder("role-missing")
    mention = _ROLE.fullmatch(word.text)
    role = mention[1] if mention else word.text.lstrip("@#")
    if not ID.fullmatch(role):
        raise InvalidOrder("role", word=shown(word.text))
    return role


def _whole(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else None


def _looks_like_period(word: Word) -> bool:
    text = word.text.casefold()
    return text.removesuffix("s") in _NO_PERIODS or bool(get_close_matches(text, PERIODS, n=1, cutoff=0.8))
