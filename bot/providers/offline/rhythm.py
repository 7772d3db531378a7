"""Where the syllables of a phrase fall: a dynamic programme that puts stress on strong steps."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from bot.providers.offline.chance import generator
from bot.providers.offline.palette import Meter, Style
from bot.providers.offline.syllables import Syllable

PHRASE_BARS = 2
PICKUP = 4
"""Steps before the first bar line at which a phrase may begin."""
_FAR = 1e9
_LONGEST_GAP = 8
_Costs = npt.NDArray[np.float64]
_Shapes = tuple[tuple[int, ...], ...]

_STRAIGHT: _Shapes = (
    (0, 2, 4, 8, 10, 12),
    (0, 4, 6, 8, 12, 14),
    (0, 2, 4, 6, 8, 12),
    (0, 4, 6, 10, 12),
    (2, 4, 6, 8, 12, 14),
)
_SYNCOPATED = (
    (0, 3, 6, 8, 12),
    (0, 3, 6, 10, 12, 14),
    (0, 2, 6, 8, 11, 14),
    (2, 4, 6, 10, 12, 14),
    (0, 2, 4, 6, 10, 14),
)
_TAILS = ((0, 4, 8), (0, 2, 4, 8), (0, 4, 6, 8), (0, 2, 4, 6, 8), (0, 6, 8))
_LILTS = ((0, 2, 3, 5, 6, 8, 9), (0, 2, 3, 6, 8, 9), (0, 3, 5, 6, 9, 11), (0, 1, 2, 3, 5, 6, 9))
_LILT_TAILS = ((0, 3, 6), (0, 2, 3, 6), (0, 2, 3, 5, 6))
_OFFBEAT = np.array([0, 0, 0, 0, -0.8, 0, 2.2, 0, -0.3, 0, 0, 0, -0.8, 0, 2.0, 0])


def most_syllables(meter: Meter) -> int:
    """Return how many syllables one phrase can hold at the very most."""
    return PHRASE_BARS * meter.steps - 4


def place(
    words: Sequence[Syllable], *, style: Style, seed: int, role: str, index: int, earliest: int
) -> list[tuple[int, int]]:
    """Place the syllables of one phrase on the steps of its two bars.

    Returns (step, steps) for each, in order and without overlap. A step may be negative, down to `earliest`:
    a pick-up into the phrase. The same role and index parity share a remembered figure, so verses resemble
    each other.
    """
    count, length = len(words), PHRASE_BARS * style.meter.steps
    first = max(-PICKUP, min(0, earliest))
    width = length + PICKUP
    figure = _figure(style, seed, role, index % 2, width)
    quick = style.meter.beat == 3 or count > 12
    metre = _metre_costs(words, style, figure, quick=quick)
    best = np.full((count, width), _FAR)
    back = np.zeros((count, width), dtype=np.int64)
    start = np.arange(first, 7 if count < 14 else 3)
    best[0, start + PICKUP] = metre[0, start + PICKUP] + np.where(start < 0, -0.9 * start, 0.8 * start)
    if words[0].stress > 1:
        best[0, :PICKUP] = _FAR
    for i in range(1, count):
        arrivals = np.full((_LONGEST_GAP, width), _FAR)
        for gap in range(1, _LONGEST_GAP + 1):
            arrivals[gap - 1, gap:] = best[i - 1, :-gap] + _gap_cost(
                gap, words[i - 1], words[i], count, style, quick=quick
            )
        choice = np.argmin(arrivals, axis=0)
        best[i] = np.minimum(arrivals[choice, np.arange(width)] + metre[i], _FAR)
        back[i] = np.arange(width) - choice - 1
        best[i, length + PICKUP - 3 :] = _FAR
    steps = np.arange(width) - PICKUP
    ends = best[-1] + 1.2 * np.maximum(0, steps - 0.75 * length) + 0.12 * np.abs(steps - 0.69 * length)
    at = int(np.argmin(ends))
    path = [at]
    for i in range(count - 1, 0, -1):
        at = int(back[i, at])
        path.append(at)
    return _with_lengths([p - PICKUP for p in reversed(path)], words, length, style.meter)


def _figure(style: Style, seed: int, role: str, parity: int, width: int) -> _Costs:
    """Return the remembered figure of a role: where its notes like to fall (lower is likelier)."""
    chance = generator(seed, "figure", role, parity)
    heads: _Shapes
    tails: _Shapes
    if style.meter.beat == 3:
        heads, tails = _LILTS, _LILT_TAILS
    else:
        heads, tails = (_SYNCOPATED * 2 + _STRAIGHT if style.syncopated else _STRAIGHT), _TAILS
    liking = np.full(width, 0.3)
    for bar, shapes in ((0, heads), (style.meter.steps, tails)):
        for step in shapes[int(chance.integers(len(shapes)))]:
            liking[PICKUP + bar + step] -= 1.5
    return liking + chance.normal(0, 0.25, width)


def _metre_costs(words: Sequence[Syllable], style: Style, figure: _Costs, *, quick: bool) -> _Costs:
    """Return the cost of each syllable at each step: strong syllables belong on heavy steps."""
    steps = np.arange(len(figure)) - PICKUP
    weights = np.array(style.meter.weights)
    if style.syncopated and style.meter.beat == 4:
        weights = weights + _OFFBEAT
    heavy = weights[steps % style.meter.steps]
    if style.meter.beat == 4:
        heavy = heavy - np.where(steps % 2 == 0, 0, 1.2 if quick else 6)
    stress = np.array([w.stress for w in words], dtype=np.float64)[:, None]
    misplaced = np.where(stress == 0, 0.35 * np.maximum(0, heavy - 2), 0)
    return np.asarray(-(0.16 + 0.42 * stress) * heavy + misplaced + figure)


def _gap_cost(gap: int, before: Syllable, after: Syllable, count: int, style: Style, *, quick: bool) -> float:
    """Return the cost of the distance between two syllables."""
    room = 26 / 32 * PHRASE_BARS * style.meter.steps / count
    ease = (2.5, 0.12) if style.meter.beat == 4 else (1.7, 0.14)
    cost = 0.55 * abs(gap - min(room, ease[0] + ease[1] * max(0, 8 - count)))
    if gap == 1 and style.meter.beat == 4:
        cost += 1.2 if quick else 3.5
    if gap in (5, 7):
        cost += 0.7
    if gap >= 3 and before.stress > 1:
        cost -= 0.5
    elif gap >= 4 and before.stress == 0:
        cost += 0.6
    if gap >= 4 and after.starts_word:
        cost -= 0.3
    if before.pause_after:
        cost += -1.6 if gap >= 4 else -0.4 if gap == 3 else 1.5
    return cost


def _with_lengths(
    starts: list[int], words: Sequence[Syllable], length: int, meter: Meter
) -> list[tuple[int, int]]:
    """Give each note its length: up to the next one, with a breath after a pause and at the end."""
    placed = []
    for i, start in enumerate(starts):
        if i + 1 < len(starts):
            steps = min(starts[i + 1] - start, meter.beat * 3 // 2)
            if words[i].pause_after and steps >= 3:
                steps -= 1
        else:
            steps = max(1, min(meter.beat * 2, length - 2 - start))
        placed.append((start, steps))
    return placed
