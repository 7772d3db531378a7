"""Which pitches the syllables get: a Viterbi search over the notes of the scale."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.providers.offline.chance import generator
from bot.providers.offline.palette import Style
from bot.providers.offline.rhythm import PICKUP
from bot.providers.offline.score import Chord

_Costs = npt.NDArray[np.float64]

# Five points of a phrase, in scale steps above the resting pitch of the section.
_SHAPES: dict[str, tuple[tuple[float, ...], ...]] = {
    "verse": ((0, 1, 2, 1, 0), (1, 2, 1, 0, -1), (-1, 0, 1, 2, 1)),
    "chorus": ((3, 4, 5, 3, 2), (2, 3, 5, 4, 3), (4, 5, 3, 4, 2)),
    "bridge": ((2, 1, 2, 3, 4), (3, 2, 1, 2, 3)),
    "lift": ((0, 1, 2, 3, 4), (1, 2, 2, 3, 4)),
}
_BASE = {"verse": 5, "chorus": 6, "bridge": 6, "lift": 6}
_FORM = (0, 1, 0, 2)
"""The motifs of four phrases: statement, answer, statement, close."""
_LEAPS = np.array([0.8, 0, 0.6, 1.1, 1.7, 2.8, 4, 6] + [9] * 40)


@dataclass(frozen=True)
class Setting:
    """What is asked of one phrase.

    `slots` are (step, steps) from the first bar of the phrase, `stress` the weight of each syllable;
    `chords` are the chords from the bar of the pick-up on; `low` and `high` the range as MIDI notes; `rest`
    the pitch classes on which the last note should lie, if any.
    """

    slots: Sequence[tuple[int, int]]
    stress: Sequence[int]
    chords: Sequence[Chord]
    role: str
    index: int
    rest: tuple[int, ...]


def sing(
    setting: Setting, *, style: Style, seed: int, scale: Sequence[int], low: int, high: int
) -> list[int]:
    """Return a MIDI pitch for every slot.

    A remembered contour, chord tones on heavy steps, steps rather than leaps, and a point of rest at the end.
    """
    pitches = np.array([p for p in range(low, high + 1) if p % 12 in scale])
    costs = _note_costs(setting, pitches, style=style, seed=seed, low=low)
    apart = pitches.size
    moves = np.arange(apart)[None, :] - np.arange(apart)[:, None]
    steps = _LEAPS[np.abs(moves)]
    # turning[a, b, c]: a note that turns back (b = the peak), and two leaps in one direction, sound restless.
    turning = (
        0.9
        * (moves[:, :, None] * moves[None, :, :] < 0)
        * (np.arange(apart)[:, None, None] == np.arange(apart))
    )
    turning = turning + 1.2 * ((moves[:, :, None] * moves[None, :, :] > 0) & (np.abs(moves[:, :, None]) > 2))
    if len(costs) == 1:
        return [int(pitches[np.argmin(costs[0])])]
    best = costs[0][:, None] + steps + costs[1][None, :]
    trail = []
    for cost in costs[2:]:
        total = best[:, :, None] + turning + steps[None]
        trail.append(np.argmin(total, axis=0))
        best = total.min(axis=0) + cost[None, :]
    x, y = (int(v) for v in np.unravel_index(int(np.argmin(best)), best.shape))
    path = [y, x]
    for before in reversed(trail):
        x, y = int(before[x, y]), x
        path.append(x)
    return [int(pitches[p]) for p in reversed(path)]


def _contour(setting: Setting, seed: int, length: int) -> _Costs:
    """Return the remembered line of a role and motif, in semitones, for every step of the phrase."""
    motif = _FORM[setting.index % 4] if setting.role != "bridge" else setting.index % 4
    family = _SHAPES[setting.role]
    shape = np.array(family[int(generator(seed, "shape", setting.role).integers(len(family)))])
    if motif == 1:
        shape = shape[::-1] - 0.5
    elif motif == 2:
        shape = shape - np.linspace(0, 2, 5)
    grid = np.arange(-PICKUP, length + PICKUP)
    wander = generator(seed, "motif", setting.role, motif).normal(0, 2.0, 9)
    arch = np.interp(np.clip(grid / (0.81 * length), 0, 1) * 4, np.arange(5), shape)
    return np.asarray(np.interp(grid, np.linspace(-PICKUP, length + 3, 9), wander) + 1.9 * arch)


def _note_costs(
    setting: Setting, pitches: npt.NDArray[np.int64], *, style: Style, seed: int, low: int
) -> _Costs:
    bar = style.meter.steps
    curve = _contour(setting, seed, 2 * bar)
    base = low + _BASE[setting.role]
    costs = np.zeros((len(setting.slots), pitches.size))
    for k, (step, steps) in enumerate(setting.slots):
        # chords[0] is the bar before the phrase, so that a pick-up leans on the chord it sounds over.
        chord = setting.chords[step // bar + 1]
        inside = np.isin(pitches % 12, chord.tones)
        rubs = np.isin((pitches - 1) % 12, chord.tones) & ~inside
        heavy = style.meter.weights[step % bar] >= 4 or steps >= 1.5 * style.meter.beat
        cost = 0.10 * (pitches - base - curve[step + PICKUP]) ** 2
        cost = cost + np.where(inside, 0, 2.6 if heavy else 1.2 if steps >= style.meter.beat else 0.45)
        cost = cost + np.where(rubs & (steps >= 3), 2.0, 0) - 0.05 * setting.stress[k] * (pitches - base)
        if k == len(setting.slots) - 1:
            cost = cost + np.where(inside, 0, 3.0)
            if setting.rest:
                cost = cost + np.where(np.isin(pitches % 12, setting.rest), 0, 6.0)
        costs[k] = cost
    return costs
