"""English: put a subject into lines that scan, and into titles."""

import itertools
import re
from collections.abc import Iterator
from functools import cache

from bot.providers.offline.words import Stanza, Subject, Tables, load
from bot.providers.offline.words.sound_en import rhyme, size, tokens
from bot.providers.offline.words.subject_en import foreign_subject_of, subject_of

__all__ = [
    "LONGEST",
    "SHORTEST",
    "TABLES",
    "foreign_subject_of",
    "render",
    "rhyme",
    "size",
    "subject_of",
    "title",
    "title_fits",
]

TABLES: Tables = load("en")
SHORTEST, LONGEST = 6, 10
_IDEAL = 8

_SLOT = re.compile(r"\{([^{}]*)\}")
_DOUBLED = re.compile(r"\b([\w']+) \1\b", re.IGNORECASE)


def _fillings(subject: Subject) -> Iterator[dict[str, str]]:
    for name, detail, other in itertools.product(
        dict.fromkeys((subject.name, subject.short)), subject.details or ("",), subject.others or ("",)
    ):
        he, him, his = subject.pronouns or ("", "", "")
        yield {
            "s": name, "n": subject.short, "a": subject.indefinite, "m": subject.bare, "at": subject.at,
            "he": he, "him": him, "his": his, "d": detail, "t": other,
        }  # fmt: skip


def _fill(template: str, filling: dict[str, str], plural: bool) -> str | None:
    missing = False

    def put(match: re.Match[str]) -> str:
        nonlocal missing
        slot = match.group(1)
        if "|" in slot:
            one, many = slot.lstrip("~").split("|")
            they = filling["he"] == "they" if slot.startswith("~") else plural
            return many if they else one
        missing = missing or not filling[slot]
        return filling[slot]

    line = _SLOT.sub(put, template)
    own = sum(len(_DOUBLED.findall(filling[slot])) for slot in _SLOT.findall(template) if slot in filling)
    return None if missing or len(_DOUBLED.findall(line)) > own else line[0].upper() + line[1:]


@cache
def _fixed_words(lines: tuple[str, ...]) -> frozenset[str]:
    return frozenset(w.lower() for line in lines for w in tokens(_SLOT.sub(" ", line)))


@cache
def _variants(template: str) -> list[str]:
    parts = re.split(r"<([^<>]*)>", template)
    choices = [(part,) if index % 2 == 0 else (part, "") for index, part in enumerate(parts)]
    return [" ".join("".join(c).split()) for c in itertools.product(*choices)]


def render(stanza: Stanza, subject: Subject, *, whole: bool = True) -> tuple[str, ...] | None:
    """Put the subject into the lines; None when one of them would not scan or read well.

    `whole` asks for the long name where it fits, otherwise for the short one.
    """
    fixed, slotted = _fixed_words(stanza.lines), any("{" in line for line in stanza.lines)
    own = {w.lower() for w in tokens(subject.name) if w.lower() not in TABLES.lists["stops"]}
    if slotted and (own | {w.removesuffix("s") for w in own}) & fixed:
        return None
    best: tuple[str, ...] | None = None
    cost = 0
    for filling in _fillings(subject):
        lines: list[str] = []
        for template in stanza.lines:
            filled = [line for v in _variants(template) if (line := _fill(v, filling, subject.plural))]
            fitting = [line for line in filled if SHORTEST <= size(line) <= LONGEST]
            if not fitting:
                break
            lines.append(min(fitting, key=lambda line: abs(size(line) - _IDEAL)))
        sizes = [size(line) for line in lines]
        spread = (max(sizes) - min(sizes) if sizes else 0) + 4 * ((filling["s"] == subject.name) != whole)
        if len(lines) == len(stanza.lines) and (best is None or spread < cost):
            best, cost = tuple(line.rstrip(",") for line in lines), spread
    return best


def title(pattern: str, subject: Subject) -> str:
    """Fill a title's pattern and set it in title case."""
    bare = subject.name.removeprefix("the ")
    text = pattern.format(s=subject.name, n=subject.short, b=bare)
    small = {"a", "an", "the", "of", "to", "in", "on", "at", "by", "for", "with", "and", "or", "from"}
    words = text.split()
    return " ".join(
        w if index and w.lower() in small else w[:1].upper() + w[1:] for index, w in enumerate(words)
    )


def title_fits(text: str) -> bool:
    """Tell whether a title has two to five words and at most 60 characters."""
    return 2 <= len(text.split()) <= 5 and len(text) <= 60
