"""The held instruments, as data: the spectrum of each and how its notes begin, tremble and end."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bot.providers.offline.tone import Curve, Floats, bell, chain, high_pass, low_pass


@dataclass(frozen=True)
class Timbre:
    """A held instrument: its spectrum and how its notes begin, tremble and end.

    `partials` gives the strength of the n-th partial, `body` the resonances. Vibrato depth is in semitones;
    `glide_s` is how long the pitch takes from the note before, `scoop` how far below (in semitones) a note
    begins. `spread` are the detunings in cents of the voices that sound together. `drive` is the gain into a
    soft clipper, 0 for none.
    """

    partials: Callable[[Floats], Floats]
    body: Curve
    attack_s: float = 0.03
    decay_s: float = 2.0
    sustain: float = 0.85
    release_s: float = 0.09
    vibrato: float = 0.15
    vibrato_hz: float = 5.4
    tremolo: float = 0.0
    glide_s: float = 0.0
    scoop: float = 0.0
    spread: tuple[float, ...] = (0.0,)
    breath: float = 0.0
    drive: float = 0.0
    top_hz: float = 9000.0


def _reed(n: Floats) -> Floats:
    return np.where(n < 7, 0.9 / np.sqrt(n), 1.6 / n**1.2)


def _hollow(n: Floats) -> Floats:
    return np.where(n % 2 == 1, 1 / n**1.15, 0.10 / n**0.6)


def _pipe(n: Floats) -> Floats:
    return np.array(np.exp(-0.95 * (n - 1)))


def _bowed(n: Floats) -> Floats:
    return 1 / n * (1 + 0.8 * np.exp(-(((n - 3) / 2.0) ** 2)))


def _saw(n: Floats) -> Floats:
    return 1 / n


def _soft(n: Floats) -> Floats:
    return 1 / n**1.5


def _drawbars(n: Floats) -> Floats:
    return np.isin(n, (1, 2, 3, 4, 6, 8)) / np.sqrt(n)


HELD: dict[str, Timbre] = {
    "harmonica": Timbre(
        _reed,
        chain([high_pass(280), bell(1700, 5), low_pass(5200)]),
        0.035,
        3,
        0.85,
        0.07,
        0.1,
        5.2,
        0.14,
        scoop=0.4,
        spread=(-3, 4),
        top_hz=8000,
    ),
    "accordion": Timbre(
        _reed,
        chain([high_pass(150), bell(900, 3), bell(2400, 2), low_pass(5200)]),
        0.03,
        4,
        0.9,
        0.06,
        0,
        5,
        spread=(-9, 0, 9),
        top_hz=8000,
    ),
    "clarinet": Timbre(
        _hollow,
        chain([bell(1500, 4), low_pass(4800)]),
        0.035,
        3,
        0.88,
        0.08,
        0.1,
        5.0,
        0.08,
        scoop=0.35,
        breath=0.03,
    ),
    "dizi": Timbre(
        _pipe,
        chain([bell(2600, 3), bell(5200, 9, 0.7)]),
        0.04,
        3,
        0.88,
        0.09,
        0.2,
        5.6,
        0.15,
        glide_s=0.03,
        breath=0.10,
        top_hz=12000,
    ),
    "whistle": Timbre(
        _pipe, bell(2200, 2), 0.03, 3, 0.9, 0.07, 0.12, 5.4, 0.12, glide_s=0.015, breath=0.07, top_hz=12000
    ),
    "violin": Timbre(
        _bowed,
        chain([high_pass(180), bell(450, 3, 0.5), bell(2600, 4, 0.7), low_pass(5600)]),
        0.07,
        3,
        0.92,
        0.11,
        0.2,
        5.6,
        0.06,
        glide_s=0.03,
        spread=(-2.5, 3.5),
    ),
    "fiddle": Timbre(
        _bowed,
        chain([high_pass(190), bell(500, 3, 0.5), bell(2900, 5, 0.7), low_pass(6500)]),
        0.03,
        1.2,
        0.8,
        0.07,
        0.12,
        5.8,
        0.05,
        glide_s=0.02,
        spread=(-3, 3),
        top_hz=11000,
    ),
    "soft_lead": Timbre(
        _soft,
        chain([bell(1100, 3), bell(3000, 4, 0.8), low_pass(6000)]),
        0.02,
        1.5,
        0.8,
        0.1,
        0.16,
        5.3,
        0.05,
        glide_s=0.025,
        spread=(-6, 0, 6),
        breath=0.02,
        top_hz=10000,
    ),
    "saw_lead": Timbre(
        _saw,
        chain([high_pass(160), low_pass(6500)]),
        0.008,
        0.8,
        0.75,
        0.08,
        0.1,
        5.5,
        0,
        glide_s=0.02,
        spread=(-13, -5, 4, 12),
        top_hz=12000,
    ),
    "guitar_lead": Timbre(
        _saw,
        chain([high_pass(200), bell(1500, 4), low_pass(4600, 3)]),
        0.006,
        1.5,
        0.6,
        0.09,
        0.22,
        5.8,
        0,
        glide_s=0.025,
        drive=4.0,
    ),
    "organ": Timbre(_drawbars, low_pass(3500), 0.02, 5, 1.0, 0.08, 0.04, 6.2, 0.08, spread=(-2, 3)),
    "warm_pad": Timbre(
        _saw, low_pass(1500, 1.5), 0.30, 4, 0.85, 0.5, 0.03, 4.6, 0, spread=(-9, -3, 3, 9), top_hz=6000
    ),
    "string_pad": Timbre(
        _bowed,
        chain([high_pass(150), bell(2200, 3), low_pass(3600, 1.5)]),
        0.28,
        4,
        0.9,
        0.5,
        0.08,
        5.2,
        0,
        spread=(-8, -3, 3, 8),
        top_hz=8000,
    ),
    "saw_stab": Timbre(
        _saw,
        chain([high_pass(160), low_pass(3800, 1.5)]),
        0.004,
        0.15,
        0.55,
        0.06,
        0,
        5,
        0,
        spread=(-12, -4, 5, 11),
        top_hz=10000,
    ),
    "synth_bass": Timbre(
        _saw,
        chain([bell(70, 3, 0.8), low_pass(650, 1.6)]),
        0.004,
        0.25,
        0.6,
        0.04,
        0,
        5,
        0,
        spread=(-2, 2),
        top_hz=3000,
    ),
}
