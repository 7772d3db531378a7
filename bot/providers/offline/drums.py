"""Drums and noises, each a recipe of sines and filtered noise. Peaks lie near 1."""

from collections.abc import Callable

import numpy as np

from bot.providers.offline.chance import generator
from bot.providers.offline.tone import (
    SAMPLE_RATE,
    Audio,
    Curve,
    bell,
    high_pass,
    low_pass,
    noise,
    seconds,
    shaped,
)

TAKES = 3
"""Different strokes of each drum, so that a roll is not one sample repeated."""
_TAU = np.float32(2 * np.pi)


def _decay(t: Audio, seconds_: float) -> Audio:
    return np.asarray(np.exp(-t / np.float32(seconds_)))


def _thud(
    start_hz: float, end_hz: float, sweep_s: float, decay_s: float, *, click: float, length_s: float
) -> Callable[[np.random.Generator], Audio]:
    def make(chance: np.random.Generator) -> Audio:
        t = seconds(int(length_s * SAMPLE_RATE))
        frequency = end_hz + (start_hz - end_hz) * _decay(t, sweep_s)
        body = np.sin(_TAU * (np.cumsum(frequency, dtype=np.float64) / SAMPLE_RATE % 1).astype(np.float32))
        snap = shaped(noise(len(t), chance) * _decay(t, 0.004), low_pass(5000))
        return np.asarray(np.tanh((body * _decay(t, decay_s) + np.float32(click) * snap) * np.float32(1.5)))

    return make


def _hiss(
    length_s: float, attack_s: float, decay_s: float, *curves: Curve, tones: tuple[float, ...] = ()
) -> Callable[[np.random.Generator], Audio]:
    def make(chance: np.random.Generator) -> Audio:
        t = seconds(int(length_s * SAMPLE_RATE))
        source = noise(len(t), chance)
        for tone in tones:
            source += np.float32(0.5) * np.sign(np.sin(_TAU * np.float32(tone) * t))
        rise = np.minimum(t / np.float32(max(attack_s, 1e-4)), 1)
        return np.asarray(shaped(source, *curves) * rise * _decay(np.maximum(t - attack_s, 0), decay_s))

    return make


def _snare(chance: np.random.Generator) -> Audio:
    t = seconds(int(0.32 * SAMPLE_RATE))
    pitch = np.float32(chance.uniform(183, 190))
    body = 0.6 * np.sin(_TAU * pitch * t) * _decay(t, 0.055) + 0.3 * np.sin(_TAU * 329 * t) * _decay(t, 0.035)
    wires = shaped(noise(len(t), chance), high_pass(1100), bell(4500, 2), low_pass(10000))
    return np.asarray(body + 0.6 * wires * _decay(t, 0.085), dtype=np.float32)


def _clap(chance: np.random.Generator) -> Audio:
    t = seconds(int(0.3 * SAMPLE_RATE))
    hands = sum(np.where(t >= d, np.exp(-np.maximum(t - d, 0) / 0.009), 0) for d in (0, 0.011, 0.023))
    room = np.where(t > 0.03, np.exp(-np.maximum(t - 0.03, 0) / 0.07), 0)
    burst = shaped(noise(len(t), chance), high_pass(800), low_pass(7500), bell(1500, 5))
    return np.asarray(burst * (0.5 * hands + room), dtype=np.float32)


def _knock(*modes: tuple[float, float, float]) -> Callable[[np.random.Generator], Audio]:
    def make(chance: np.random.Generator) -> Audio:
        t = seconds(int(0.2 * SAMPLE_RATE))
        bend = np.float32(chance.uniform(0.98, 1.02))
        parts = [
            strength * np.sin(_TAU * np.float32(f) * bend * t) * _decay(t, d) for f, strength, d in modes
        ]
        return np.asarray(sum(parts), dtype=np.float32)

    return make


def _ride(chance: np.random.Generator) -> Audio:
    t = seconds(int(0.9 * SAMPLE_RATE))
    ring = sum(
        np.sin(_TAU * np.float32(f) * t + np.float32(chance.uniform(0, 6))) for f in (3150, 4470, 5230, 7340)
    )
    wash = shaped(noise(len(t), chance), high_pass(6000)) * _decay(t, 0.25)
    stick = shaped(noise(len(t), chance), high_pass(3000)) * _decay(t, 0.006)
    return np.asarray(0.12 * ring * _decay(t, 0.3) + 0.2 * wash + 0.5 * stick, dtype=np.float32)


def _gong(chance: np.random.Generator) -> Audio:
    t = seconds(int(3.5 * SAMPLE_RATE))
    wander = 2 * np.sin(_TAU * np.float32(0.7) * t)
    modes = ((112, 1.6), (183, 1.2), (267, 0.9), (391, 0.8), (520, 0.5), (733, 0.4))
    return np.asarray(sum(np.sin(_TAU * np.float32(f) * t + wander) * _decay(t, d) for f, d in modes) * 0.2)


_RECIPES: dict[str, Callable[[np.random.Generator], Audio]] = {
    "kick": _thud(165, 48, 0.022, 0.14, click=0.35, length_s=0.4),
    "softkick": _thud(120, 50, 0.020, 0.11, click=0.12, length_s=0.35),
    "stomp": _thud(110, 55, 0.030, 0.10, click=0.5, length_s=0.4),
    "impact": _thud(140, 34, 0.08, 0.5, click=0.5, length_s=1.6),
    "tom_high": _thud(230, 165, 0.03, 0.15, click=0.15, length_s=0.45),
    "tom": _thud(180, 125, 0.03, 0.17, click=0.15, length_s=0.45),
    "tom_low": _thud(140, 92, 0.03, 0.19, click=0.12, length_s=0.5),
    "bodhran": _thud(150, 88, 0.02, 0.12, click=0.3, length_s=0.35),
    "bongo": _thud(380, 290, 0.015, 0.07, click=0.15, length_s=0.3),
    "snare": _snare,
    "clap": _clap,
    "brush": _hiss(0.28, 0.012, 0.055, high_pass(1500), low_pass(8500)),
    "hat": _hiss(0.1, 0.0005, 0.022, high_pass(7000, 3), tones=(5400, 8120)),
    "pedal_hat": _hiss(0.1, 0.002, 0.030, high_pass(5500, 3), tones=(5100,)),
    "open_hat": _hiss(0.4, 0.0005, 0.11, high_pass(6500, 3), tones=(5400, 8120)),
    "shaker": _hiss(0.12, 0.028, 0.022, high_pass(4800), low_pass(12000)),
    "tambourine": _hiss(0.25, 0.002, 0.06, high_pass(6000), bell(8200, 6, 0.3), tones=(7300, 9100)),
    "crash": _hiss(2.2, 0.001, 0.55, high_pass(3000), low_pass(14000), bell(6000, 3)),
    "ride": _ride,
    "gong": _gong,
    "rim": _knock((1720, 1.0, 0.008), (480, 0.5, 0.015)),
    "wood": _knock((920, 1.0, 0.022), (1650, 0.3, 0.012)),
}


def stroke(name: str, take: int) -> Audio:
    """Sound one stroke of a drum; takes differ a little."""
    sound = _RECIPES[name](generator(take, "drum", name))
    fade = int(0.01 * SAMPLE_RATE)
    sound[-fade:] *= np.linspace(1, 0, fade, dtype=np.float32)
    return np.asarray(sound * (0.8 / (np.abs(sound).max() + 1e-9)), dtype=np.float32)


def riser(seconds_: float) -> Audio:
    """Sound noise that swells and brightens towards its end."""
    count = int(seconds_ * SAMPLE_RATE)
    chance = generator(0, "riser")
    part = np.linspace(0, 1, count, dtype=np.float32)
    source = noise(count, chance)
    dark, bright = (
        shaped(source, high_pass(300), low_pass(1800)),
        shaped(source, high_pass(2500), low_pass(11000)),
    )
    fade = np.minimum(1, (count - np.arange(count)) / np.float32(0.02 * SAMPLE_RATE)).astype(np.float32)
    return np.asarray((dark * (1 - part) + bright * part) * part**2 * fade * 0.3, dtype=np.float32)
