"""Chords: from roman numerals to tones, and from tones to the notes that hands would play."""

import itertools
import re

from bot.providers.offline.palette import Mode, Scale
from bot.providers.offline.score import Chord

SCALES: dict[Scale, tuple[int, ...]] = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "penta": (0, 2, 4, 7, 9),
    "minor_penta": (0, 3, 5, 7, 10),
}
_DEGREES = {"i": 0, "ii": 1, "iii": 2, "iv": 3, "v": 4, "vi": 5, "vii": 6}
_NUMERAL = re.compile(r"(?P<flat>b?)(?P<degree>[iv]+|[IV]+)(?P<kind>maj7|7|)$")


def parse_chord(symbol: str, *, mode: Mode, key: int) -> Chord:
    """Read a roman numeral such as `vi`, `bVII` or `ii7` in a key (pitch class of the tonic)."""
    found = _NUMERAL.match(symbol)
    if found is None:
        raise ValueError(f"not a chord: {symbol!r}")
    flat, degree, kind = found["flat"], found["degree"], found["kind"]
    scale = SCALES["major" if flat or mode == "major" else "minor"]
    root = scale[_DEGREES[degree.lower()]] - len(flat) + key
    intervals = [0, 4 if degree.isupper() else 3, 7]
    if kind:
        intervals.append(11 if kind == "maj7" else 10)
    return Chord(symbol, tuple((root + i) % 12 for i in intervals))


def tonic(*, mode: Mode, key: int) -> Chord:
    """Return the chord on which a song comes to rest."""
    return parse_chord("I" if mode == "major" else "i", mode=mode, key=key)


def dominant(*, mode: Mode, key: int) -> Chord:
    """Return the chord that asks for the tonic."""
    return parse_chord("V", mode=mode, key=key)


def ladder(chord: Chord, low: int, count: int) -> list[int]:
    """Return `count` tones of the chord upwards from MIDI note `low`."""
    tones = set(chord.tones)
    return list(itertools.islice((p for p in itertools.count(low) if p % 12 in tones), count))


def lead_voices(chord: Chord, previous: list[int] | None, *, low: int, count: int) -> list[int]:
    """Voice a chord close to the one before, so that each voice moves as little as it can.

    The notes lie within an octave and a fourth above `low`, ascending, and hold as many different tones as
    fit.
    """
    if previous is None:
        return ladder(chord, low, count)
    choices = [ladder(chord, start, count) for start in range(low, low + 12)]

    def distance(notes: list[int]) -> tuple[int, int]:
        moved = sum(abs(a - b) for a, b in zip(notes, previous, strict=True))
        return moved, abs(notes[0] - low - 3)

    return min(choices, key=distance)


def nearest_tone(pitch: int, chord: Chord) -> int:
    """Bend a note to the nearest tone of the chord, downwards where two are as near."""
    return min(
        range(pitch - 6, pitch + 7), key=lambda p: (abs(p - pitch) if p % 12 in chord.tones else 99, p)
    )


def third_above(pitch: int, chord: Chord, scale: frozenset[int]) -> int:
    """Return the second voice for a note: a third above in the scale, a chord tone where there is one."""
    above = [p for p in range(pitch + 3, pitch + 6) if p % 12 in scale]
    return next((p for p in above if p % 12 in chord.tones), above[0] if above else pitch + 4)
