"""What a style of music is made of.

A pattern has one character for each step of a bar and comes in three densities: sparse, middle, full. An
empty pattern is silence. What the characters mean is said at the part that has the pattern.
"""

from dataclasses import dataclass, replace
from typing import Literal

Mode = Literal["major", "minor"]
Scale = Literal["major", "minor", "penta", "minor_penta"]
Patterns = tuple[str, str, str]


@dataclass(frozen=True)
class Meter:
    """The grid of a bar: how many steps, how many of them make a beat, and how heavy each is."""

    steps: int
    beat: int
    weights: tuple[float, ...]


COMMON = Meter(16, 4, (5, 0, 1.5, 0, 3, 0, 1.8, 0, 4, 0, 1.5, 0, 3, 0, 1.8, 0))
COMPOUND = Meter(12, 3, (5, 0.1, 1.6, 3, 0.1, 1.6, 4.4, 0.1, 1.6, 3, 0.1, 1.6))


@dataclass(frozen=True)
class Lane:
    """One drum: `x` a stroke, `o` a lighter one, `-` a ghost."""

    drum: str
    patterns: Patterns
    gain: float
    pan: float = 0.0


@dataclass(frozen=True)
class Layer:
    """One accompanying instrument.

    `strum`: `D` down, `U` up. `arp`: a digit is a tone of the chord, counted from the lowest. `block`: `x`
    or `o` all tones at once, until the next sign. `power`: `X` a ringing fifth, `m` a muted one. `pad`: any
    sign, one chord for the bar. `-` ends what sounds. `low` is the lowest MIDI note of its chords and
    `voices` their size.
    """

    instrument: str
    play: Literal["strum", "arp", "block", "power", "pad"]
    patterns: Patterns
    gain: float
    pan: float = 0.0
    low: int = 52
    voices: int = 4


@dataclass(frozen=True)
class BassLine:
    """The bass: `R` root, `5` fifth, `3` third, `8` octave, `A` a step to the next root; `-` ends a note."""

    instrument: str
    patterns: Patterns
    gain: float


@dataclass(frozen=True)
class Progressions:
    """Chords by roman numeral, one a bar, for each family of sections; a song chooses one of each."""

    verse: tuple[str, ...]
    chorus: tuple[str, ...]
    bridge: tuple[str, ...]
    lift: tuple[str, ...]


DARK = Progressions(
    verse=("i VI III VII", "i iv VI V", "i VII VI VII"),
    chorus=("VI VII i i", "VI III VII i", "i VI III VII"),
    bridge=("iv VI i V", "iv i VI V"),
    lift=("iv V", "VI VII"),
)


@dataclass(frozen=True)
class Style:
    """One style: its tempo in beats a minute, harmony, instruments and room."""

    name: str
    bpm: tuple[float, float]
    mode: Mode
    scale: Scale
    chords: Progressions
    bass: BassLine
    layers: tuple[Layer, ...]
    drums: tuple[Lane, ...]
    lead: str
    answer: str
    fill: tuple[str, ...]
    meter: Meter = COMMON
    swing: float = 0.0
    syncopated: bool = False
    phrase_syllables: int = 13
    lead_gain: float = 1.0
    reverb: float = 0.2
    room_s: float = 1.6
    duck: float = 0.0
    crash: str = "crash"

    def darkened(self) -> "Style":
        """Return the style in minor; a style that is in minor already stays as it is."""
        if self.mode == "minor":
            return self
        scale: Scale = "minor_penta" if self.scale == "penta" else "minor"
        return replace(self, mode="minor", scale=scale, chords=DARK)

    def paced(self, factor: float) -> "Style":
        """Return the style with its tempo multiplied by `factor`."""
        return replace(self, bpm=(self.bpm[0] * factor, self.bpm[1] * factor))
