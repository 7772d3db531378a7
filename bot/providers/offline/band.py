"""The band: reads a score bar by bar and says who plays what, when and how loud."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.lyrics import SectionKind
from bot.providers.offline import tune
from bot.providers.offline.arrangement import PLANS, Plan
from bot.providers.offline.chance import generator
from bot.providers.offline.harmony import SCALES, ladder, lead_voices
from bot.providers.offline.hits import Hit, How
from bot.providers.offline.palette import Layer
from bot.providers.offline.score import Chord, Note, Score, Span

_STROKES = {"x": 1.0, "o": 0.66, "-": 0.36}
_BASS_LOW, _BASS_HIGH = 31, 45
_HURRIED_ROLL = (4, 2, 1)
"""Steps between the strokes of a roll in its first, second and last third."""


@dataclass(frozen=True)
class _Bar:
    """One bar as the players see it."""

    number: int
    inside: int
    span: Span
    plan: Plan
    chord: Chord
    following: Chord
    gain: float

    @property
    def left(self) -> int:
        """Return how many bars of the section remain after this one."""
        return self.span.bars - 1 - self.inside

    @property
    def in_coda(self) -> bool:
        """Tell whether the last chord of the song rings here."""
        return self.left < self.span.coda


class Band:
    """Plays a score. Bars may be asked for in any order; the same bar is always played the same way."""

    def __init__(self, score: Score) -> None:
        self.score = score
        self._spans = [span for span in score.spans for _ in range(span.bars)]
        self._notes: dict[int, list[Note]] = defaultdict(list)
        for span in score.spans:
            for note in span.notes:
                self._notes[note.step // score.style.meter.steps].append(note)
        self._voicings = {layer: self._voice(layer) for layer in score.style.layers}
        self._roots = self._bass_roots()
        self._answers = tune.answers(score)
        self._scale = frozenset((p + score.key) % 12 for p in SCALES[score.mode])
        self._arrivals = [span.start_bar for span in score.spans]

    def bar(self, number: int) -> list[Hit]:
        """Return what is played in one bar, counted from 0."""
        span = self._spans[number]
        chords = self.score.chords
        plan = PLANS[span.kind]
        bar = _Bar(
            number=number,
            inside=number - span.start_bar,
            span=span,
            plan=plan,
            chord=chords[number],
            following=chords[min(number + 1, len(chords) - 1)],
            gain=10 ** (plan.level_db / 20),
        )
        hits = [*tune.lead(self.score, span, self._notes[number], self._scale)]
        hits += tune.reply(self.score, self._answers.get(number, ()))
        if bar.in_coda:
            return [*hits, *self._last_chord(bar)]
        return [*hits, *self._chords(bar), *self._bass(bar), *self._drums(bar), *self._effects(bar)]

    def _voice(self, layer: Layer) -> list[list[int]]:
        """Voice every bar's chord for a layer, each close to the one before."""
        voicings: list[list[int]] = []
        for span in self.score.spans:
            held: list[int] | None = None
            for chord in span.chords:
                if layer.play == "arp" and layer.voices > 4:
                    held = ladder(chord, layer.low, layer.voices)
                else:
                    held = lead_voices(chord, held, low=layer.low, count=layer.voices)
                voicings.append(held)
        return voicings

    def _bass_roots(self) -> list[int]:
        roots: list[int] = []
        for chord in self.score.chords:
            choices = [p for p in range(_BASS_LOW, _BASS_HIGH + 1) if p % 12 == chord.root]
            before = roots[-1] if roots else 38
            roots.append(min(choices, key=lambda p: (abs(p - before) + 0.3 * abs(p - 38), p)))
        return roots

    def _at(self, bar: _Bar, step: float) -> float:
        return self.score.time_s(bar.number * self.score.style.meter.steps + step)

    def _pattern(self, patterns: tuple[str, str, str], bar: _Bar) -> str:
        return patterns[bar.plan.density]

    def _signs(self, bar: _Bar, pattern: str) -> Iterator[tuple[int, str, float, float]]:
        """Yield the signs of a pattern: step, sign, and when it sounds and for how long, in seconds."""
        places = [i for i, sign in enumerate(pattern) if sign != "."]
        for i, step in enumerate(places):
            start = self._at(bar, step)
            stop = self._at(bar, places[i + 1] if i + 1 < len(places) else len(pattern))
            if pattern[step] != "-":
                yield step, pattern[step], start, stop - start

    def _chords(self, bar: _Bar) -> Iterator[Hit]:
        for index, layer in enumerate(self.score.style.layers):
            pattern = self._pattern(layer.patterns, bar)
            if not pattern:
                continue
            notes = self._voicings[layer][bar.number]
            chance = generator(self.score.seed, "chords", index, bar.number)
            gain = layer.gain * bar.gain
            if layer.play == "pad":
                yield Hit(
                    "chords", self._at(bar, 0), "pad", layer.instrument, tuple(notes),
                    round(self.score.bar_s * 0.98, 4), gain, layer.pan,
                )  # fmt: skip
                continue
            for step, sign, start, length in self._signs(bar, pattern):
                late = float(chance.normal(0, 0.003))
                touch = (
                    gain
                    * float(chance.uniform(0.88, 1.0))
                    * (1.0 if step % self.score.style.meter.beat == 0 else 0.85)
                )
                yield from self._stroke(layer, sign, bar, at_s=start + late, length_s=length, gain=touch)

    def _stroke(
        self, layer: Layer, sign: str, bar: _Bar, *, at_s: float, length_s: float, gain: float
    ) -> Iterator[Hit]:
        """Play one sign of a layer's pattern."""
        notes = self._voicings[layer][bar.number]
        name = layer.instrument
        ring = max(length_s, 0.9)
        match layer.play:
            case "strum":
                down = sign == "D"
                strings = notes if down else notes[:-4:-1]
                for i, pitch in enumerate(strings):
                    pan = layer.pan + 0.06 * i
                    touch = gain * (0.7 if down else 0.5)
                    yield Hit("chords", at_s + 0.011 * i, "struck", name, (pitch,), ring, touch, pan)
            case "arp":
                pitch = notes[min(int(sign), len(notes) - 1)]
                yield Hit(
                    "chords", at_s, "struck", name, (pitch,), ring, gain, layer.pan + 0.05 * (int(sign) - 2)
                )
            case "power":
                root = 40 + (bar.chord.root - 40) % 12
                length = length_s if sign == "X" else 0.07
                yield Hit("chords", at_s, "struck", name, (root,), length, gain, layer.pan)
            case _:
                touch = gain * _STROKES[sign] * 0.75
                how: How = "held" if name in ("accordion", "saw_stab", "organ") else "struck"
                for i, pitch in enumerate(notes):
                    pan = layer.pan + 0.12 * (i - 1.5)
                    length = round(length_s * 0.92, 3)
                    yield Hit(
                        "chords", at_s + 0.005 * i, how, name, (pitch,), length, touch, pan, steady=True
                    )

    def _bass(self, bar: _Bar) -> Iterator[Hit]:
        line = self.score.style.bass
        pattern = self._pattern(line.patterns, bar)
        if bar.span.kind is SectionKind.INTRO and not bar.span.sung and bar.inside < bar.span.bars // 2:
            return
        root, after = self._roots[bar.number], self._roots[min(bar.number + 1, len(self._roots) - 1)]
        chance = generator(self.score.seed, "bass", bar.number)
        how: How = "held" if line.instrument == "synth_bass" else "struck"
        fifth = root + 7 if root + 7 <= _BASS_HIGH + 3 else root - 5
        third = root + (bar.chord.tones[1] - bar.chord.root) % 12
        for _, sign, start, length in self._signs(bar, pattern):
            match sign:
                case "5":
                    pitch = fifth
                case "3":
                    pitch = third
                case "8":
                    pitch = root + 12
                case "A":
                    pitch = self._approach(root, after)
                case _:
                    pitch = root
            late = 0.003 + float(chance.normal(0, 0.002))
            gain = line.gain * float(chance.uniform(0.9, 1.0)) * bar.gain**0.6
            yield Hit(
                "bass",
                start + late,
                how,
                line.instrument,
                (pitch,),
                round(length * 0.94, 3),
                gain,
                0.0,
                steady=True,
            )

    def _approach(self, root: int, after: int) -> int:
        """Return a note of the scale beside the next root, on the side from which the bass comes."""
        side = range(after + 1, after + 4) if root > after else range(after - 1, after - 4, -1)
        return next(p for p in side if p % 12 in self._scale)

    def _drums(self, bar: _Bar) -> Iterator[Hit]:
        style, plan = self.score.style, bar.plan
        if plan.drums == "none" or (
            plan.drums == "enter" and (bar.span.sung or bar.inside < bar.span.bars // 2)
        ):
            return
        if plan.drums == "roll":
            yield from self._roll(bar)
            return
        density = 1 if plan.drums == "enter" else plan.density
        filling = bar.left == 0 and (bar.span.bars >= 4 or plan.drums == "fill")
        stop = style.meter.steps // (4 if plan.drums == "fill" else 2) if filling else style.meter.steps
        chance = generator(self.score.seed, "drums", bar.number)
        loud = bar.gain * (0.6 if plan.drums == "enter" else 1.0)
        for lane in style.drums:
            for step, sign in enumerate(lane.patterns[density]):
                if sign == "." or (step >= stop and lane.drum not in ("hat", "ride", "shaker")):
                    continue
                late = 0.0 if "kick" in lane.drum else float(chance.normal(0, 0.0025))
                gain = lane.gain * _STROKES[sign] * float(chance.uniform(0.86, 1.0)) * loud
                yield self._drum(
                    lane.drum, self._at(bar, step) + late, gain, lane.pan, int(chance.integers(3))
                )
        if bar.inside == 0 and plan.density == 2 and bar.span.bars > 2:
            yield self._drum(style.crash, self._at(bar, 0), 0.34 * loud, 0.3)
        if filling:
            yield from self._fill(bar, stop, loud)

    def _drum(self, name: str, at_s: float, gain: float, pan: float = 0.0, take: int = 0) -> Hit:
        return Hit("drums", at_s, "drum", name, (), 0.0, gain, pan, take=take)

    def _fill(self, bar: _Bar, start: int, loud: float) -> Iterator[Hit]:
        """Lead over into the next section; into a fuller one with more strokes."""
        style = self.score.style
        following = self._spans[min(bar.number + 1, len(self._spans) - 1)]
        rising = PLANS[following.kind].density >= bar.plan.density
        chance = generator(self.score.seed, "fill", bar.number)
        room = style.meter.steps - start
        every = 1 if style.meter.beat == 3 else 2
        steps = [
            s for s in range(start, style.meter.steps, every) if chance.random() < (0.85 if rising else 0.5)
        ]
        if rising and style.meter.beat == 4:
            steps += [s for s in (13, 15) if chance.random() < 0.6]
        for step in sorted({*steps, style.meter.steps - every}):
            part = (step - start) / room
            drum = style.fill[min(len(style.fill) - 1, int(part * len(style.fill)))]
            gain = (0.30 + 0.28 * part) * loud * float(chance.uniform(0.85, 1.0))
            yield self._drum(drum, self._at(bar, step), gain, 0.3 - 0.6 * part, step % 3)

    def _roll(self, bar: _Bar) -> Iterator[Hit]:
        """Roll towards the next section, ever faster and louder."""
        steps = self.score.style.meter.steps
        total = bar.span.bars * steps
        for step in range(steps):
            part = (bar.inside * steps + step) / total
            every = _HURRIED_ROLL[min(2, int(part * 3))]
            if step % every == 0:
                yield self._drum(
                    "snare", self._at(bar, step), (0.14 + 0.36 * part) * bar.gain, 0.05, step % 3
                )
            if step % self.score.style.meter.beat == 0 and part < 0.85:
                yield self._drum("softkick", self._at(bar, step), 0.6 * bar.gain)

    def _effects(self, bar: _Bar) -> Iterator[Hit]:
        """Add what marks the way into a drop and the drop itself."""
        if bar.span.kind is SectionKind.BUILD_UP and bar.left == min(1, bar.span.bars - 1):
            yield Hit(
                "chords",
                self._at(bar, 0),
                "riser",
                "riser",
                (),
                round(self.score.bar_s * (bar.left + 1), 4),
                0.5,
                0.0,
            )
        if bar.span.kind is SectionKind.DROP:
            if bar.inside == 0:
                yield self._drum("impact", self._at(bar, 0), 0.8)
                yield self._drum("crash", self._at(bar, 0), 0.4, -0.3)
            root = self._roots[bar.number]
            yield Hit(
                "bass", self._at(bar, 0), "sub", "sub", (root,), round(self.score.bar_s * 0.95, 4), 0.5, 0.0
            )

    def _last_chord(self, bar: _Bar) -> Iterator[Hit]:
        """Let the whole band strike the tonic once and ring, quieter after a quiet section."""
        if bar.left != bar.span.coda - 1:
            return
        style, at, ring = self.score.style, self._at(bar, 0), self.score.bar_s * 2
        yield Hit(
            "bass", at, "struck", "upright", (self._roots[bar.number],), ring, style.bass.gain * bar.gain, 0.0
        )
        for layer in style.layers:
            if not layer.patterns[0] and bar.plan.density == 0:
                continue
            notes = self._voicings[layer][bar.number]
            if layer.play == "pad":
                yield Hit(
                    "chords",
                    at,
                    "pad",
                    layer.instrument,
                    tuple(notes),
                    round(ring, 4),
                    layer.gain * bar.gain,
                    layer.pan,
                )
            elif layer.play != "power" and layer.instrument not in ("accordion", "saw_stab"):
                for i, pitch in enumerate(notes[:5]):
                    gain = layer.gain * bar.gain * 0.8
                    yield Hit(
                        "chords",
                        at + 0.04 * i,
                        "struck",
                        layer.instrument,
                        (pitch,),
                        ring,
                        gain,
                        layer.pan + 0.08 * i,
                    )
        if bar.plan.density == 2 or style.crash == "gong":
            yield self._drum(style.crash, at, 0.3 * bar.gain)
            yield self._drum("softkick", at, 0.7 * bar.gain)
