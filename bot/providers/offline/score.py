"""What the composer writes down and the band reads: bars, chords, and a note for every syllable."""

from dataclasses import dataclass
from functools import cached_property

from bot.domain.lyrics import SectionKind
from bot.providers.offline.palette import Mode, Style

TAIL_S = 3.0
"""Seconds after the last bar in which the last chord rings and fades."""


@dataclass(frozen=True)
class Chord:
    """One chord: its roman numeral and its tones as pitch classes (0 to 11), the root first."""

    symbol: str
    tones: tuple[int, ...]

    @property
    def root(self) -> int:
        """Return the pitch class of the root."""
        return self.tones[0]


@dataclass(frozen=True)
class Note:
    """One note of the tune; `step` counts from the start of the song, `pitch` is a MIDI number.

    `line` is the line within its section whose syllable the note carries; a note of the band carries none
    (-1).
    """

    step: int
    steps: int
    pitch: int
    text: str = ""
    line: int = -1
    phrase_end: bool = False

    @property
    def end(self) -> int:
        """Return the step at which the note is over."""
        return self.step + self.steps


@dataclass(frozen=True)
class Span:
    """One section of the song: where it lies, its chords (one a bar) and its tune.

    `lead_in` bars before the first phrase and `coda` bars after the last one belong to the section.
    """

    kind: SectionKind
    start_bar: int
    chords: tuple[Chord, ...]
    notes: tuple[Note, ...]
    sung: bool
    lead_in: int
    coda: int
    start_s: float
    end_s: float

    @property
    def bars(self) -> int:
        """Return the number of bars."""
        return len(self.chords)

    @property
    def end_bar(self) -> int:
        """Return the bar after the last one."""
        return self.start_bar + len(self.chords)


@dataclass(frozen=True)
class Score:
    """A whole song, ready to be played. `key` is the pitch class of the tonic."""

    style: Style
    seed: int
    bpm: float
    key: int
    mode: Mode
    spans: tuple[Span, ...]
    instrumental: bool
    low: int
    high: int

    @property
    def step_s(self) -> float:
        """Return the length of one step in seconds, before swing."""
        return 60 / self.bpm / self.style.meter.beat

    @property
    def bar_s(self) -> float:
        """Return the length of one bar in seconds."""
        return self.step_s * self.style.meter.steps

    @property
    def bars(self) -> int:
        """Return the number of bars in the song."""
        return self.spans[-1].end_bar

    @property
    def length_s(self) -> float:
        """Return the length of the song in seconds, with the ring of the last chord."""
        return self.bars * self.bar_s + TAIL_S

    @cached_property
    def chords(self) -> tuple[Chord, ...]:
        """Return the chord of every bar."""
        return tuple(chord for span in self.spans for chord in span.chords)

    def time_s(self, step: float) -> float:
        """Return when a step sounds, in seconds; swing makes the first half of each beat longer."""
        beat = self.style.meter.beat
        whole, inside = divmod(step, beat)
        half = beat / 2
        late = self.style.swing * half
        bent = inside * (half + late) / half if inside <= half else inside + late * (beat - inside) / half
        return (whole * beat + bent) * self.step_s
