"""The tune as it is played: the lead with its second voice and echoes, and answers between the phrases."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from bot.domain.lyrics import SectionKind
from bot.providers.offline.arrangement import PLANS
from bot.providers.offline.chance import generator
from bot.providers.offline.harmony import ladder, third_above
from bot.providers.offline.hits import Hit, How
from bot.providers.offline.score import Note, Score, Span
from bot.providers.offline.timbres import HELD

# The lowest note on which each instrument carries a tune.
_LOWEST = {
    "dizi": 69,
    "whistle": 69,
    "xylophone": 69,
    "glock": 76,
    "bell": 69,
    "pluck": 64,
    "zheng": 60,
    "guitar_lead": 57,
}
_ANSWER_SHAPES = ((0, 1, 2, 3), (3, 2, 1, 0), (1, 2, 0, 2), (2, 3, 1, 0), (0, 2, 1, 3))
_ANSWERED = frozenset(
    {SectionKind.VERSE, SectionKind.CHORUS, SectionKind.BRIDGE, SectionKind.PRE_CHORUS, SectionKind.OUTRO}
)


def sounding(pitch: int, score: Score, instrument: str) -> int:
    """Return the pitch at which an instrument plays a note of the tune: whole octaves up from a low voice."""
    lowest = _LOWEST.get(instrument, 57)
    return pitch + 12 * max(0, -(-(lowest - score.low) // 12))


def lead(score: Score, span: Span, notes: Sequence[Note], scale: frozenset[int]) -> Iterator[Hit]:
    """Play the notes of the tune that begin in one bar of a section."""
    style, plan = score.style, PLANS[span.kind]
    level = 10 ** (plan.level_db * 0.45 / 20)
    how: How = "held" if style.lead in HELD else "struck"
    for note in notes:
        start = score.time_s(note.step)
        chance = generator(score.seed, "lead", note.step)
        length = score.time_s(note.end) - start
        # The end of a phrase is where a singer breathes; inside one the notes nearly touch.
        length = round(length * (0.86 if note.phrase_end else 0.97), 4)
        before = _before(span, note)
        heavy = note.step % score.style.meter.beat == 0
        gain = style.lead_gain * level * float(chance.uniform(0.92, 1.0)) * (1.0 if heavy else 0.9)
        gain *= 1.0 if span.sung else 0.85
        at = start + float(chance.normal(0.004, 0.004))
        pitch = sounding(note.pitch, score, style.lead)
        after = sounding(before.pitch, score, style.lead) if before else None
        take = int(chance.integers(4))
        yield Hit("lead", at, how, style.lead, (pitch,), length, gain, 0.0, after, take)
        if plan.density == 2:
            chord = score.chords[note.step // style.meter.steps]
            second = third_above(pitch, chord, scale)
            yield Hit(
                "lead", at + 0.009, how, style.lead, (second,), length, gain * 0.34, 0.35, None, take + 1
            )
        if span.kind is SectionKind.DROP:
            yield Hit(
                "lead", at + 0.004, how, style.lead, (pitch + 12,), length, gain * 0.4, -0.3, None, take + 2
            )
        if note.phrase_end:
            beat = score.step_s * style.meter.beat
            for echo, side in ((1, -0.6), (2, 0.6)):
                quiet = gain * 0.20 * 0.5**echo * 2
                yield Hit(
                    "lead",
                    at + 0.75 * beat * echo,
                    how,
                    style.lead,
                    (pitch,),
                    length,
                    quiet,
                    side,
                    None,
                    take,
                )


def _before(span: Span, note: Note) -> Note | None:
    """Find the note that runs straight into this one."""
    for earlier, later in zip(span.notes, span.notes[1:], strict=False):
        if later is note:
            return earlier if earlier.end == note.step and not earlier.phrase_end else None
    return None


def answers(score: Score) -> dict[int, tuple[Note, ...]]:
    """Write short answers into the gaps that the tune leaves; returned by the bar in which they begin."""
    found: dict[int, list[Note]] = defaultdict(list)
    beat, bar_steps = score.style.meter.beat, score.style.meter.steps
    unit = max(1, beat // 2)
    for span in score.spans:
        if not span.sung or span.kind not in _ANSWERED:
            continue
        limit = (span.end_bar - span.coda) * bar_steps
        ends = [n for n in span.notes if n.phrase_end]
        starts = [n.step for n, before in zip(span.notes[1:], span.notes, strict=False) if before.phrase_end]
        for ending, stop in zip(ends, [*starts, limit], strict=False):
            chance = generator(score.seed, "answer", ending.step)
            first = -(-ending.end // unit) * unit
            count = min(4, (stop - first - 1) // unit)
            if count < 2 or chance.random() > 0.8:
                continue
            bar = min(first // bar_steps, span.end_bar - 1)
            tones = ladder(score.chords[bar], 67, 5)
            shape = _ANSWER_SHAPES[int(chance.integers(len(_ANSWER_SHAPES)))]
            for i in range(count):
                step = first + i * unit
                length = unit * 2 if i == count - 1 else unit
                found[step // bar_steps].append(
                    Note(step, length, tones[shape[i]], phrase_end=i == count - 1)
                )
    return {bar: tuple(notes) for bar, notes in found.items()}


def reply(score: Score, notes: Sequence[Note]) -> Iterator[Hit]:
    """Play answers, to the left and well below the tune."""
    name = score.style.answer
    how: How = "held" if name in HELD else "struck"
    for note in notes:
        start = score.time_s(note.step)
        length = round(score.time_s(note.end) - start, 4)
        pitch = note.pitch + (12 if _LOWEST.get(name, 60) > 66 else 0)
        chance = generator(score.seed, "reply", note.step)
        gain = 0.34 * float(chance.uniform(0.85, 1.0))
        if how == "struck":
            length = max(length, 0.8)
        yield Hit("lead", start + float(chance.normal(0, 0.004)), how, name, (pitch,), length, gain, -0.35)
