"""Lyrics as sections: what people write, what vendors read, and how long it is."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Language = Literal["zh", "en", "other"]


class SectionKind(StrEnum):
    """The parts of a song that the bot knows by name."""

    INTRO = "intro"
    VERSE = "verse"
    PRE_CHORUS = "pre_chorus"
    CHORUS = "chorus"
    POST_CHORUS = "post_chorus"
    HOOK = "hook"
    BRIDGE = "bridge"
    INST = "inst"
    SOLO = "solo"
    INTERLUDE = "interlude"
    BREAK = "break"
    BUILD_UP = "build_up"
    DROP = "drop"
    TRANSITION = "transition"
    OUTRO = "outro"


@dataclass(frozen=True)
class Section:
    """One part of a song: its kind and the lines that are sung in it (none: the band plays)."""

    kind: SectionKind
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lyrics:
    """Words in the order in which they are sung."""

    sections: tuple[Section, ...]
