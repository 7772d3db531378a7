"""What each kind of section asks of the composer and of the band, as data."""

from dataclasses import dataclass
from typing import Literal

from bot.domain.lyrics import SectionKind

Family = Literal["verse", "chorus", "bridge", "lift"]
Drumming = Literal["none", "enter", "play", "roll", "fill"]
Borrowing = Literal["none", "tail", "head", "all", "ornate"]


@dataclass(frozen=True)
class Plan:
    """How a kind of section is set.

    `family` chooses chords and contour; `density` the patterns (0 sparse, 1 middle, 2 full); `level_db` the
    loudness against a chorus; `bars` the length without words; `drums` whether they rest, enter halfway,
    play, roll towards the next section or fill; `hook` how much of the song's hook the band plays where
    there are no words; `ends` whether the section comes to rest on the tonic, leans on the dominant, or just
    goes on.
    """

    family: Family
    density: Literal[0, 1, 2]
    level_db: float
    bars: int
    drums: Drumming = "play"
    hook: Borrowing = "none"
    ends: Literal["rest", "lean", "on"] = "on"


PLANS: dict[SectionKind, Plan] = {
    SectionKind.INTRO: Plan("verse", 0, -4.5, 4, "enter", "tail"),
    SectionKind.VERSE: Plan("verse", 1, -2.5, 8, hook="all", ends="rest"),
    SectionKind.PRE_CHORUS: Plan("lift", 1, -1.8, 4, hook="head", ends="lean"),
    SectionKind.CHORUS: Plan("chorus", 2, 0.0, 8, hook="all", ends="rest"),
    SectionKind.POST_CHORUS: Plan("chorus", 2, -0.5, 4, hook="all", ends="rest"),
    SectionKind.HOOK: Plan("chorus", 2, -0.3, 4, hook="all", ends="rest"),
    SectionKind.BRIDGE: Plan("bridge", 1, -1.8, 8, hook="head", ends="lean"),
    SectionKind.INST: Plan("chorus", 2, -1.0, 8, hook="all", ends="rest"),
    SectionKind.SOLO: Plan("chorus", 2, -0.6, 8, hook="ornate", ends="rest"),
    SectionKind.INTERLUDE: Plan("verse", 1, -2.5, 4, hook="head"),
    SectionKind.BREAK: Plan("verse", 0, -3.5, 4, "none", "tail"),
    SectionKind.BUILD_UP: Plan("lift", 1, -2.2, 4, "roll", ends="lean"),
    SectionKind.DROP: Plan("chorus", 2, 0.8, 8, hook="all", ends="rest"),
    SectionKind.TRANSITION: Plan("lift", 1, -1.8, 2, "fill", ends="lean"),
    SectionKind.OUTRO: Plan("verse", 0, -3.5, 4, "none", "head", ends="rest"),
}

HOOK_SOURCES = (
    SectionKind.CHORUS,
    SectionKind.HOOK,
    SectionKind.DROP,
    SectionKind.POST_CHORUS,
    SectionKind.VERSE,
)
"""Where the tune that the band plays comes from, the best first."""

TUNEFUL = frozenset(
    {SectionKind.VERSE, SectionKind.PRE_CHORUS, SectionKind.CHORUS, SectionKind.POST_CHORUS}
    | {SectionKind.HOOK, SectionKind.BRIDGE, SectionKind.DROP}
)
"""The sections that get a tune of their own in a song without any words."""

DEFAULT_FORM = (
    SectionKind.INTRO,
    SectionKind.VERSE,
    SectionKind.CHORUS,
    SectionKind.VERSE,
    SectionKind.CHORUS,
    SectionKind.BRIDGE,
    SectionKind.CHORUS,
    SectionKind.OUTRO,
)
"""The form of a song for which no sections were given."""
