"""Instruments that play pitches: struck ones, which ring by themselves, and held ones."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bot.providers.offline.chance import generator
from bot.providers.offline.timbres import HELD
from bot.providers.offline.tone import (
    SAMPLE_RATE,
    Audio,
    Curve,
    bell,
    envelope,
    hertz,
    high_pass,
    levelled,
    low_pass,
    noise,
    plucked,
    ringing,
    seconds,
    shaped,
    steady,
    swept,
    wave_table,
)

_LEVEL = np.float32(0.1)


def held(
    name: str, pitch: int, seconds_: float, *, after: int | None = None, take: int = 0, spread: float = 1.0
) -> Audio:
    """Sound a held instrument for `seconds_` and its release; the pitch glides from the note `after`."""
    timbre = HELD[name]
    count = int((seconds_ + timbre.release_s) * SAMPLE_RATE)
    chance = generator(pitch, name, take)
    t = seconds(count)
    ease = np.clip((t - 0.15) / 0.25, 0, 1)
    wobble = np.sin(np.float32(2 * np.pi * timbre.vibrato_hz) * t + np.float32(chance.uniform(0, 1)))
    bend = timbre.vibrato * ease * wobble
    if after is not None and timbre.glide_s and abs(after - pitch) <= 12:
        bend = bend + (after - pitch) * np.exp(-t / np.float32(timbre.glide_s))
    elif timbre.scoop:
        bend = bend - timbre.scoop * np.exp(-t / np.float32(0.04))
    table = _table(name, pitch)
    frequency = hertz(pitch) * np.exp2(bend / 12)
    sound = np.zeros(count, np.float32)
    for cents in timbre.spread:
        sound += swept(table, frequency * 2 ** (cents * spread / 1200), chance.uniform())
    sound /= np.float32(np.sqrt(len(timbre.spread)))
    if timbre.breath:
        hiss = shaped(noise(count, chance), high_pass(hertz(pitch) * 1.2, 1), low_pass(7000, 1))
        sound += hiss * (timbre.breath + 3 * timbre.breath * np.exp(-t / np.float32(0.04)))
    sound *= envelope(
        count, attack_s=timbre.attack_s, decay_s=timbre.decay_s, sustain=timbre.sustain,
        release_s=timbre.release_s, held_s=seconds_,
    )  # fmt: skip
    if timbre.tremolo:
        sound *= 1 + timbre.tremolo * ease * wobble
    if timbre.drive:
        sound = shaped(np.tanh(sound * timbre.drive), timbre.body, high_pass(hertz(pitch) * 0.7))
    return np.asarray(sound * _LEVEL, dtype=np.float32)


def _table(name: str, pitch: int) -> Audio:
    """Return one period of an instrument at a pitch, its partials already shaped by the body."""
    timbre = HELD[name]
    frequency = hertz(pitch)
    n = np.arange(1, max(2, min(80, int(timbre.top_hz / frequency)) + 1), dtype=np.float64)
    strengths = timbre.partials(n)
    if not timbre.drive:
        strengths = strengths * timbre.body(n * frequency)
    return wave_table(strengths, generator(pitch, "phases", name))


def pad(name: str, pitches: tuple[int, ...], seconds_: float) -> Audio:
    """Sound a chord on a held instrument in stereo, shape (2, n): the detuned voices sit left and right."""
    timbre = HELD[name]
    count = int((seconds_ + timbre.release_s) * SAMPLE_RATE)
    sides = np.zeros((2, count), np.float32)
    for pitch in pitches:
        chance = generator(pitch, "pad", name)
        table = _table(name, pitch)
        for i, cents in enumerate(timbre.spread):
            drift = timbre.vibrato * np.sin(
                2 * np.pi * (4.4 + chance.uniform(0, 1)) * seconds(count) + chance.uniform(0, 6)
            )
            voice = swept(table, hertz(pitch) * np.exp2((cents / 100 + drift) / 12), chance.uniform())
            place = 0.5 + (0.36 if (i + pitch) % 2 else -0.36)
            sides[0] += voice * np.float32(np.sqrt(1 - place))
            sides[1] += voice * np.float32(np.sqrt(place))
    sides *= envelope(
        count, attack_s=timbre.attack_s, decay_s=timbre.decay_s, sustain=timbre.sustain,
        release_s=timbre.release_s, held_s=seconds_,
    )  # fmt: skip
    return np.asarray(sides * (_LEVEL * 1.4 / np.sqrt(len(pitches) * len(timbre.spread))), dtype=np.float32)


@dataclass(frozen=True)
class Struck:
    """An instrument whose notes ring by themselves: how they are made, ring and are damped."""

    make: Callable[[int, int], Audio]
    ring_s: float
    release_s: float = 0.08


def _string(brightness: float, decay: float, position: float, *body: Curve) -> Callable[[int, int], Audio]:
    def make(pitch: int, count: int) -> Audio:
        chance = generator(pitch, "string", int(position * 100))
        sound = plucked(
            hertz(pitch), count, brightness=brightness, decay=decay, position=position, chance=chance
        )
        return shaped(sound, *body) if body else sound

    return make


def _piano(pitch: int, count: int) -> Audio:
    """Add up stiff partials of two strings a cent apart, and the knock of the hammer."""
    chance = generator(pitch, "piano")
    t = seconds(count)
    frequency = hertz(pitch)
    stiffness = 4e-4 * 2 ** ((pitch - 60) / 14)
    modes = []
    for n in range(1, int(min(22, 11000 / frequency)) + 1):
        partial = frequency * n * np.sqrt(1 + stiffness * n * n)
        strength = np.exp(-n * 0.22) * (abs(np.sin(np.pi * n * 0.12)) + 0.22)
        pace = (0.9 + 0.3 * n**0.9) * 2 ** ((pitch - 60) / 24)
        phase = chance.uniform(0, 2 * np.pi)
        modes += [
            (partial, 0.6 * strength, pace, phase),
            (partial * 1.0006, 0.4 * strength, 1.4 * pace, phase),
        ]
    knock = shaped(noise(count, chance) * np.exp(-t * 130), low_pass(2500), high_pass(150))
    return ringing(count, modes) + knock * np.float32(0.10)


def _electric_piano(pitch: int, count: int) -> Audio:
    t = seconds(count).astype(np.float64)
    turn = 2 * np.pi * hertz(pitch) * t
    index = 0.95 * np.exp(-t * 3) + 0.12
    tine = 0.16 * np.sin(turn * 14 % (2 * np.pi)) * np.exp(-t * 9)
    body = np.sin(turn + index * np.sin(turn)) * np.exp(-t * 1.1)
    return ((body + tine) * (1 + 0.1 * np.sin(2 * np.pi * 4.6 * t))).astype(np.float32)


def _bars(*modes: tuple[float, float, float]) -> Callable[[int, int], Audio]:
    """Return a struck bar with modes of (ratio, strength, pace of decay)."""

    def make(pitch: int, count: int) -> Audio:
        kept = [(hertz(pitch) * ratio, strength, pace, 0.0) for ratio, strength, pace in modes]
        sound = ringing(count, [mode for mode in kept if mode[0] < 15000])
        head = min(count, int(0.02 * SAMPLE_RATE))
        sound[:head] += (
            np.float32(0.1) * noise(head, generator(pitch, "mallet")) * np.exp(-seconds(head) * 500)
        )
        return sound

    return make


def _overdriven(take: int) -> Callable[[int, int], Audio]:
    """Return a power chord: root, fifth and octave through an overdriven amplifier."""

    def make(pitch: int, count: int) -> Audio:
        sound = np.zeros(count, np.float32)
        for interval, strength in ((0, 1.0), (7, 0.8), (12, 0.6)):
            chance = generator(pitch + interval, "power", take)
            sound += np.float32(strength) * plucked(
                hertz(pitch + interval + 0.03 * take),
                count,
                brightness=0.7,
                decay=0.998,
                position=0.2,
                chance=chance,
            )
        hot = np.tanh(shaped(levelled(sound, level=0.3), high_pass(120)) * 7)
        return shaped(hot, high_pass(95), low_pass(4600, 3), bell(450, -3), bell(2300, 4))

    return make


_GUITAR_BODY = (high_pass(75), bell(110, 3, 0.5), bell(220, 2, 0.5), bell(4500, 3), low_pass(11000))
STRUCK: dict[str, Struck] = {
    "steel": Struck(_string(0.66, 0.996, 0.13, *_GUITAR_BODY), 1.8, 0.12),
    "ukulele": Struck(_string(0.50, 0.990, 0.22, high_pass(180), bell(480, 3, 0.6)), 0.9, 0.08),
    "zheng": Struck(_string(0.74, 0.9975, 0.09, high_pass(120), bell(3200, 3)), 2.4, 0.3),
    "pluck": Struck(_string(0.72, 0.992, 0.12, high_pass(200), low_pass(9000)), 0.9, 0.08),
    "upright": Struck(_string(0.30, 0.988, 0.25, low_pass(1500), bell(105, 4)), 1.6, 0.06),
    "pick_bass": Struck(_string(0.58, 0.996, 0.12, low_pass(2600), bell(90, 3)), 1.8, 0.05),
    "piano": Struck(_piano, 2.6, 0.16),
    "epiano": Struck(_electric_piano, 2.4, 0.14),
    "glock": Struck(_bars((1, 1, 2.4), (2.76, 0.3, 5), (5.4, 0.12, 9)), 1.6, 0.3),
    "xylophone": Struck(_bars((1, 1, 5.5), (3.0, 0.4, 14), (6.1, 0.15, 28)), 0.8, 0.2),
    "bell": Struck(_bars((1, 1, 2.5), (2, 0.45, 3.5), (3, 0.2, 6), (4.2, 0.1, 10)), 1.6, 0.25),
    "overdrive": Struck(_overdriven(0), 2.2, 0.05),
    "overdrive2": Struck(_overdriven(1), 2.2, 0.05),
}


def struck(name: str, pitch: int) -> Audio:
    """Sound a struck instrument to the end of its ring, at the common level."""
    instrument = STRUCK[name]
    count = int(instrument.ring_s * SAMPLE_RATE)
    sound = instrument.make(pitch, count)
    fade = int(0.05 * SAMPLE_RATE)
    sound[-fade:] *= np.linspace(1, 0, fade, dtype=np.float32)
    return levelled(sound)


def damped(sound: Audio, name: str, seconds_: float) -> Audio:
    """Cut a ringing note short, as a finger would."""
    release = int(STRUCK[name].release_s * SAMPLE_RATE)
    stop = int(seconds_ * SAMPLE_RATE)
    if stop + release >= len(sound):
        return sound
    short = sound[: stop + release].copy()
    short[stop:] *= np.linspace(1, 0, release, dtype=np.float32)
    return short


def sub_bass(pitch: int, seconds_: float) -> Audio:
    """Sound a pure low note, to lie under the drop."""
    count = int((seconds_ + 0.05) * SAMPLE_RATE)
    wave = steady(wave_table(np.array([1.0, 0.15])), hertz(pitch), count)
    return (
        wave
        * _LEVEL
        * envelope(count, attack_s=0.01, decay_s=3, sustain=0.9, release_s=0.05, held_s=seconds_)
    )
