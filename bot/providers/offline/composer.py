"""From words to a score: phrases, bars, chords and a tune."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from bot.domain.lyrics import Lyrics, Section, SectionKind
from bot.providers.offline import melody
from bot.providers.offline.arrangement import DEFAULT_FORM, HOOK_SOURCES, PLANS, TUNEFUL, Plan
from bot.providers.offline.chance import generator
from bot.providers.offline.harmony import SCALES, dominant, nearest_tone, parse_chord, tonic
from bot.providers.offline.palette import Style
from bot.providers.offline.rhythm import PHRASE_BARS, most_syllables, place
from bot.providers.offline.score import TAIL_S, Chord, Note, Score, Span
from bot.providers.offline.syllables import Syllable, syllables

MAX_S = 360.0
"""The longest song, in seconds."""
RANGES: dict[Literal["female", "male"] | None, tuple[int, int]] = {
    "female": (57, 74),
    "male": (45, 62),
    None: (57, 74),
}
"""The lowest and highest MIDI note of the tune for each voice."""
_FASTEST_BPM = 165.0
_LEAD_IN_BARS = 2
_CODA_BARS = 2

# How to make long words fit, tried in turn: syllables that a phrase may gather from several lines (0: each
# line has phrases of its own), whether sections without words are halved, and how much the tempo may rise.
_SQUEEZES: tuple[tuple[int, bool, float], ...] = (
    (0, False, 1.0),
    (0, True, 1.0),
    (0, True, 1.12),
    (20, True, 1.12),
    (24, True, 1.2),
    (28, True, math.inf),
)


@dataclass(frozen=True)
class _Word:
    """A syllable and the line of its section that it belongs to (-1: made up for a song without words)."""

    syllable: Syllable
    line: int


_Phrase = tuple[_Word, ...]


@dataclass(frozen=True)
class _Frame:
    """A section before it has notes: its phrases and its place."""

    kind: SectionKind
    phrases: tuple[_Phrase, ...]
    sung: bool
    start_bar: int
    bars: int
    lead_in: int
    coda: int


def compose(
    lyrics: Lyrics, *, style: Style, seed: int, voice: Literal["female", "male"] | None, instrumental: bool
) -> Score:
    """Write the song: one note for every syllable, chords for every bar.

    The same arguments give the same score. Raises ValueError if the words cannot be sung in `MAX_S` seconds.
    """
    sections = lyrics.sections or tuple(Section(kind) for kind in DEFAULT_FORM)
    chance = generator(seed, "song", style.name)
    bpm = float(chance.uniform(*style.bpm))
    key = int(chance.integers(-3, 4)) % 12
    frames, bpm = _fit(sections, style=style, seed=seed, bpm=round(bpm, 1))
    low, high = RANGES[voice]
    draft = Score(style, seed, bpm, key, style.mode, (), instrumental, low, high)
    spans = [_span(frame, draft, last=frame is frames[-1]) for frame in frames]
    hook = _hook(spans)
    return replace(draft, spans=tuple(_with_hook(span, hook, draft) for span in spans))


def _fit(sections: Sequence[Section], *, style: Style, seed: int, bpm: float) -> tuple[list[_Frame], float]:
    """Lay the sections out in bars; gather and hurry the words only as far as the longest song demands."""
    lines = [[(i, found) for i, line in enumerate(s.lines) if (found := syllables(line))] for s in sections]
    worded = any(lines)
    needed = 0.0
    for gather, halve, hurry in _SQUEEZES:
        frames: list[_Frame] = []
        for number, (section, words) in enumerate(zip(sections, lines, strict=True)):
            phrases = tuple(_phrases(words, style, gather))
            if not worded and section.kind in TUNEFUL:
                phrases = tuple(_made_up(section.kind, seed))
            frames.append(
                _frame(section.kind, phrases, number, frames, len(sections), sung=bool(words), halve=halve)
            )
        beats = (frames[-1].start_bar + frames[-1].bars) * style.meter.steps / style.meter.beat
        needed = beats * 60 / (MAX_S - TAIL_S)
        if needed <= bpm * hurry and (needed <= _FASTEST_BPM or hurry == 1.0):
            return frames, max(bpm, math.ceil(needed * 10) / 10)
    minutes = needed / _FASTEST_BPM * MAX_S / 60
    raise ValueError(f"these words would take {minutes:.0f} minutes to sing; {MAX_S / 60:.0f} are the most")


def _frame(
    kind: SectionKind,
    phrases: tuple[_Phrase, ...],
    number: int,
    before: list[_Frame],
    count: int,
    *,
    sung: bool,
    halve: bool,
) -> _Frame:
    start = before[-1].start_bar + before[-1].bars if before else 0
    coda = _CODA_BARS if number == count - 1 else 0
    if not phrases:
        bars = max(2, PLANS[kind].bars // (2 if halve else 1))
        return _Frame(kind, (), False, start, bars + coda // 2 * (bars < 4 and coda > 0), 0, min(coda, bars))
    lead_in = _LEAD_IN_BARS if number == 0 else 0
    bars = PHRASE_BARS * len(phrases)
    if bars > 2 and not halve:
        bars += bars % 4
    return _Frame(kind, phrases, sung, start, lead_in + bars + coda, lead_in, coda)


def _phrases(lines: list[tuple[int, list[Syllable]]], style: Style, gather: int) -> Iterator[_Phrase]:
    """Cut lines into phrases, or gather several short lines into one phrase of at most `gather` syllables."""
    most = min(most_syllables(style.meter), max(gather, style.phrase_syllables))
    held: list[_Word] = []
    for number, found in lines:
        closed = [*found[:-1], replace(found[-1], pause_after=True)]
        for piece in _pieces(closed, most):
            if held and (not gather or len(held) + len(piece) > most):
                yield tuple(held)
                held = []
            held += [_Word(s, number) for s in piece]
    if held:
        yield tuple(held)


def _pieces(line: list[Syllable], most: int) -> Iterator[list[Syllable]]:
    """Cut a line into pieces of at most `most` syllables: at a pause if one is near, else between words."""
    left = line
    while len(left) > most:
        count = -(-len(left) // most)
        goal = len(left) / count
        least = max(1, len(left) - (count - 1) * most)

        def cost(cut: int, rest: list[Syllable] = left, goal: float = goal) -> float:
            return abs(cut - goal) - 3 * rest[cut - 1].pause_after + 6 * (not rest[cut].starts_word)

        cut = min(range(least, most + 1), key=cost)
        yield left[:cut]
        left = left[cut:]
    yield left


def _made_up(kind: SectionKind, seed: int) -> Iterator[_Phrase]:
    """Make up the rhythm of words for a tune in a song that has none."""
    family = PLANS[kind].family
    counts = [int(n) for n in generator(seed, "wordless", family).integers(5, 9, size=2)]
    for index in range(PLANS[kind].bars // PHRASE_BARS):
        count = counts[index % 2]
        yield tuple(
            _Word(Syllable("", 2 if i % 2 == 0 else 0, True, i == count - 1), -1) for i in range(count)
        )


def _span(frame: _Frame, draft: Score, *, last: bool) -> Span:
    """Set the chords of a section and the notes of its phrases."""
    plan = PLANS[frame.kind]
    chords = _chords(frame, plan, draft)
    scale = [(p + draft.key) % 12 for p in SCALES[draft.style.scale]]
    bar_steps = draft.style.meter.steps
    notes: list[Note] = []
    earliest = 0
    for index, phrase in enumerate(frame.phrases):
        bar = frame.lead_in + PHRASE_BARS * index
        words = [w.syllable for w in phrase]
        slots = place(
            words,
            style=draft.style,
            seed=draft.seed,
            role=plan.family,
            index=index,
            earliest=earliest if index else 0,
        )
        earliest = slots[-1][0] + slots[-1][1] + 2 - PHRASE_BARS * bar_steps
        closing = index == len(frame.phrases) - 1
        end = chords[bar + PHRASE_BARS - 1]
        setting = melody.Setting(
            slots=slots,
            stress=[w.stress for w in words],
            chords=(chords[max(0, bar - 1)], *chords[bar : bar + PHRASE_BARS]),
            role=plan.family,
            index=index,
            rest=(draft.key,) if closing and (plan.ends == "rest" or last) and draft.key in end.tones else (),
        )
        pitches = melody.sing(
            setting, style=draft.style, seed=draft.seed, scale=scale, low=draft.low, high=draft.high
        )
        first = (frame.start_bar + bar) * bar_steps
        notes += [
            Note(first + step, steps, pitch, word.syllable.text, word.line, word is phrase[-1])
            for (step, steps), pitch, word in zip(slots, pitches, phrase, strict=True)
        ]
    return Span(
        kind=frame.kind,
        start_bar=frame.start_bar,
        chords=chords,
        notes=tuple(notes),
        sung=frame.sung,
        lead_in=frame.lead_in,
        coda=frame.coda,
        start_s=frame.start_bar * draft.bar_s,
        end_s=(frame.start_bar + frame.bars) * draft.bar_s + (TAIL_S if last else 0),
    )


def _chords(frame: _Frame, plan: Plan, draft: Score) -> tuple[Chord, ...]:
    """Return the chord of every bar: the progression of the family, bent where the section has to end."""
    choices = getattr(draft.style.chords, plan.family)
    symbols = choices[int(generator(draft.seed, "chords", plan.family).integers(len(choices)))].split()
    mode, key = draft.mode, draft.key
    chords = [
        parse_chord(symbols[(i - frame.lead_in) % len(symbols)], mode=mode, key=key)
        for i in range(frame.bars)
    ]
    close = frame.lead_in + PHRASE_BARS * len(frame.phrases) - 1 if frame.phrases else frame.bars - 1
    if plan.ends == "rest" and key not in chords[close].tones:
        chords[close] = tonic(mode=mode, key=key)
    elif plan.ends == "lean":
        chords[close] = dominant(mode=mode, key=key)
    if frame.coda:
        chords[-frame.coda :] = [tonic(mode=mode, key=key)] * frame.coda
    return tuple(chords)


def _hook(spans: Sequence[Span]) -> Span | None:
    """Find the tune that the band may play: the first chorus, or what stands for it."""
    for kind in (*HOOK_SOURCES, *SectionKind):
        for span in spans:
            if span.kind is kind and span.notes:
                return span
    return None


def _with_hook(span: Span, hook: Span | None, draft: Score) -> Span:
    """Give a section without words the part of the hook that its kind asks for."""
    borrowing = PLANS[span.kind].hook
    if span.notes or hook is None or borrowing == "none":
        return span
    bar_steps = draft.style.meter.steps
    first = hook.start_bar + hook.lead_in
    source = [replace(note, step=note.step - first * bar_steps) for note in hook.notes]
    length = (hook.bars - hook.lead_in - hook.coda) * bar_steps
    start, bars = span.start_bar, span.bars - (span.coda if span.bars > span.coda else 0)
    room = (0, bars * bar_steps)
    if borrowing == "head":
        room = (0, max(2, bars // 2) * bar_steps)
    elif borrowing == "tail":
        room = ((bars - 2) * bar_steps, bars * bar_steps) if bars > 2 else room
    notes = []
    for offset in range(room[0], room[1], length):
        for note in source:
            at = note.step + offset
            if room[0] <= at and at + note.steps <= min(room[1], offset + length):
                chord = span.chords[at // bar_steps]
                held = note.steps >= draft.style.meter.beat
                pitch = nearest_tone(note.pitch, chord) if held else note.pitch
                notes.append(Note(start * bar_steps + at, note.steps, pitch, phrase_end=note.phrase_end))
    if borrowing == "ornate":
        notes = list(_ornamented(notes, draft))
    return replace(span, notes=tuple(notes))


def _ornamented(notes: list[Note], draft: Score) -> Iterator[Note]:
    """Play around a tune: held notes become a turn to the neighbour in the scale and back."""
    scale = {(p + draft.key) % 12 for p in SCALES[draft.style.scale]}
    for note, after in pairwise([*notes, notes[-1]] if notes else []):
        if note.steps < 4:
            yield note
            continue
        upward = after.pitch >= note.pitch
        neighbours = (
            range(note.pitch + 1, note.pitch + 5) if upward else range(note.pitch - 1, note.pitch - 5, -1)
        )
        turn = next((p for p in neighbours if p % 12 in scale), note.pitch)
        yield replace(note, steps=2, phrase_end=False)
        yield replace(note, step=note.step + 2, steps=1, pitch=turn, phrase_end=False)
        yield replace(note, step=note.step + 3, steps=note.steps - 3)
