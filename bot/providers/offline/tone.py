"""Sound from arithmetic: oscillators, envelopes, strings, spectra. Mono float32 at 44.1 kHz."""

import math
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

SAMPLE_RATE = 44_100
"""Samples a second of everything that is rendered."""

Audio = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]
Curve = Callable[[Floats], Floats]

TABLE = 2048
_SMALLEST = 1e-9


def hertz(pitch: float) -> float:
    """Return the frequency of a MIDI note."""
    return float(440.0 * 2 ** ((pitch - 69) / 12))


def seconds(count: int) -> Audio:
    """Return the time of each of `count` samples, in seconds."""
    return np.arange(count, dtype=np.float32) / np.float32(SAMPLE_RATE)


def low_pass(cut_hz: float, order: float = 2) -> Curve:
    """Return the gain over frequency of a low-pass."""
    return lambda f: 1 / np.sqrt(1 + (f / cut_hz) ** (2 * order))


def high_pass(cut_hz: float, order: float = 2) -> Curve:
    """Return the gain over frequency of a high-pass."""
    return lambda f: 1 / np.sqrt(1 + (cut_hz / np.maximum(f, 1)) ** (2 * order))


def bell(centre_hz: float, gain_db: float, octaves: float = 1.0) -> Curve:
    """Return the gain over frequency of a bell-shaped boost or cut."""
    return lambda f: 10 ** (gain_db / 20 * np.exp(-((np.log2(np.maximum(f, 20) / centre_hz) / octaves) ** 2)))


def chain(curves: Sequence[Curve]) -> Curve:
    """Return the product of several gain curves."""

    def gain(f: Floats) -> Floats:
        out = np.ones_like(f)
        for curve in curves:
            out = out * curve(f)
        return out

    return gain


def bins(size: int) -> Floats:
    """Return the frequency of each bin of a transform of `size` samples, in Hz."""
    return np.arange(size // 2 + 1, dtype=np.float64) * (SAMPLE_RATE / size)


def fast_length(least: int) -> int:
    """Return the smallest length from `least` on with no prime factor above 5: quick to transform."""
    best = 1 << (least - 1).bit_length()
    for threes in range(4):
        for fives in range(3):
            odd = 3**threes * 5**fives
            if odd < best:
                best = min(best, odd << max(0, math.ceil(math.log2(least / odd))))
    return best


def shaped(sound: Audio, *curves: Curve) -> Audio:
    """Filter a short sound by a gain over frequency, without moving it in time."""
    size = fast_length(len(sound) + 2048)
    gain = chain(curves)(bins(size)).astype(np.float32)
    return np.asarray(np.fft.irfft(np.fft.rfft(sound, size) * gain, size)[: len(sound)], dtype=np.float32)


def kernel(curve: Curve, taps: int) -> Audio:
    """Return a linear-phase impulse response with a gain over frequency; its centre is at `taps // 2`."""
    size = 4 * taps
    response = np.fft.irfft(curve(bins(size)), size)
    centred = np.roll(response, taps // 2)[:taps]
    return np.asarray(centred * np.hanning(taps + 1)[:taps], dtype=np.float32)


def envelope(
    count: int, *, attack_s: float, decay_s: float, sustain: float, release_s: float, held_s: float
) -> Audio:
    """Return the rise, fall, hold and release of a note; the release begins after `held_s`."""
    t = seconds(count)
    rise = np.minimum(t / max(attack_s, 1e-4), 1)
    fall = sustain + (1 - sustain) * np.exp(-np.maximum(t - attack_s, 0) / decay_s)
    left = np.clip(1 - (t - held_s) / release_s, 0, 1)
    return np.asarray(rise * fall * left * left * (3 - 2 * left), dtype=np.float32)


def wave_table(amplitudes: Floats, chance: np.random.Generator | None = None) -> Audio:
    """Return one period of a wave with the given strengths of partials, at unit effective level.

    With a generator the partials get phases by chance, which keeps the peaks of rich waves low.
    """
    spectrum = np.zeros(TABLE // 2 + 1, dtype=np.complex128)
    phases = (
        chance.uniform(0, 2 * np.pi, amplitudes.size) if chance is not None else np.zeros(amplitudes.size)
    )
    spectrum[1 : amplitudes.size + 1] = amplitudes * np.exp(1j * (phases - np.pi / 2))
    wave = np.fft.irfft(spectrum, TABLE)
    wave /= np.sqrt(np.mean(wave**2)) + _SMALLEST
    return np.append(wave, wave[0]).astype(np.float32)


def swept(table: Audio, frequency: Audio | Floats, phase: float = 0.0) -> Audio:
    """Read a wave table at a frequency (in Hz) that may change with every sample."""
    turns = (phase + np.cumsum(frequency, dtype=np.float64) / SAMPLE_RATE) % 1.0
    place = turns * TABLE
    index = place.astype(np.int32)
    part = (place - index).astype(np.float32)
    left = table[index]
    return np.asarray(left + (table[index + 1] - left) * part, dtype=np.float32)


def steady(table: Audio, frequency: float, count: int, phase: float = 0.0) -> Audio:
    """Read a wave table at one frequency."""
    return swept(table, np.full(count, frequency), phase)


def plucked(
    frequency: float,
    count: int,
    *,
    brightness: float,
    decay: float,
    position: float,
    chance: np.random.Generator,
) -> Audio:
    """Return a plucked string (Karplus and Strong): noise in a loop that loses its highs on every turn.

    `brightness` from 0 to 1, `decay` the gain of a turn at 220 Hz, `position` where on the string it is
    plucked.
    """
    blend = 0.5 - 0.45 * brightness
    period = max(8, int(SAMPLE_RATE / frequency - blend))
    natural = SAMPLE_RATE / (period + blend)
    turns = int(count * frequency / SAMPLE_RATE) + 3
    loop = chance.uniform(-1, 1, period)
    loop -= np.roll(loop, max(1, int(position * period)))
    spectrum = np.fft.rfft(loop - loop.mean())
    partial = np.arange(spectrum.size)
    # The spectrum of the finger: noise as it comes would make every pitch a different instrument.
    strength = np.abs(np.sin(np.pi * partial * position)) / np.maximum(partial, 1) ** (1.5 - brightness)
    loop = np.fft.irfft(strength * np.exp(1j * np.angle(spectrum)), period)
    gain = decay ** (220 / frequency) if frequency > 220 else decay
    out = np.empty((turns, period))
    out[0] = loop
    for i in range(1, turns):
        before, row = out[i - 1], out[i]
        np.multiply(before, gain * (1 - blend), out=row)
        row[1:] += gain * blend * before[:-1]
        if i > 1:
            row[0] += gain * blend * out[i - 2, -1]
    flat = out.ravel()
    wanted = np.arange(count) * (frequency / natural)
    return np.asarray(np.interp(wanted, np.arange(flat.size), flat), dtype=np.float32)


def ringing(count: int, modes: Sequence[tuple[float, float, float, float]]) -> Audio:
    """Add up sines that die away, each of (Hz, strength, pace of decay, phase).

    The value at sample j of block b is the product of one that depends on b and one that depends on j, so
    that two small tables stand for all the sines and exponentials.
    """
    span = 256
    blocks = -(-count // span)
    frequency, strength, pace, phase = (np.array(column)[:, None] for column in zip(*modes, strict=True))
    speed = (2j * np.pi * frequency - pace) / SAMPLE_RATE
    coarse = strength * np.exp(speed * (span * np.arange(blocks)) + 1j * phase)
    fine = np.exp(speed * np.arange(span))
    total = np.einsum("mb,mj->bj", coarse.imag, fine.real) + np.einsum("mb,mj->bj", coarse.real, fine.imag)
    return np.asarray(total.ravel()[:count], dtype=np.float32)


def levelled(sound: Audio, *, window_s: float = 0.35, level: float = 0.1) -> Audio:
    """Scale a struck sound so that its first part has the same effective level on every pitch."""
    head = sound[: int(window_s * SAMPLE_RATE)]
    return np.asarray(
        sound * (level / (np.sqrt(np.mean(head.astype(np.float64) ** 2)) + _SMALLEST)), dtype=np.float32
    )


def noise(count: int, chance: np.random.Generator) -> Audio:
    """Return white noise."""
    return chance.standard_normal(count, dtype=np.float32)
