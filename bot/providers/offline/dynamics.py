"""Loudness: how loud a mix is to the ear, the glue that evens it out, and the limiter that keeps it from
clipping.

Everything here works on streams: state is carried from block to block, so that the size of a block changes
nothing.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from bot.providers.offline.tone import SAMPLE_RATE, Audio, Floats, bins, fast_length

CEILING: Final = 10 ** (-1.5 / 20)
"""The highest sample that leaves the limiter; a little under -1 dBFS, for what encoding adds."""
GRAIN: Final = 256
"""Blocks are a multiple of this many samples."""
_STEP = 64
_LOOK = 4
_WIDER = _LOOK + 1


def loudness(sound: Audio) -> float:
    """Return the ungated loudness of stereo sound in LUFS (ITU-R BS.1770)."""
    return power_lufs(weighted_power(sound))


def power_lufs(power: float) -> float:
    """Return the loudness in LUFS of a K-weighted power."""
    return float(-0.691 + 10 * np.log10(power + 1e-12))


def weighted_power(sound: Audio) -> float:
    """Return the K-weighted power of stereo sound, shape (2, n)."""
    size = fast_length(sound.shape[1])
    spectrum = np.fft.rfft(sound, size)
    weight = _k_weighting(bins(size))
    energy = np.abs(spectrum).astype(np.float64) ** 2 * weight**2
    return float(2 * energy.sum() / size / sound.shape[1])


def _k_weighting(frequency: Floats) -> Floats:
    """Return the gain of the two K-weighting filters, from their coefficients at 48 kHz."""
    z = np.exp(-2j * np.pi * np.minimum(frequency, 23_000) / 48_000)

    def polynomial(a: float, b: float, c: float) -> npt.NDArray[np.complex128]:
        return np.asarray(a + b * z + c * z * z)

    shelf = polynomial(1.53512485958697, -2.69169618940638, 1.19839281085285) / polynomial(
        1.0, -1.69065929318241, 0.73248077421585
    )
    rumble = polynomial(1.0, -2.0, 1.0) / polynomial(1.0, -1.99004745483398, 0.99007225036621)
    return np.abs(shelf * rumble)


class Compressor:
    """Evens out a mix: above the threshold loudness grows by `1 / ratio` only."""

    def __init__(self, *, threshold_db: float = -15.0, ratio: float = 1.8) -> None:
        self._threshold_db = threshold_db
        self._slope = 1 - 1 / ratio
        self._attack = float(np.exp(-GRAIN / SAMPLE_RATE / 0.015))
        self._release = float(np.exp(-GRAIN / SAMPLE_RATE / 0.18))
        self._reduction_db = 0.0
        self._last_gain = 1.0

    def process(self, block: Audio) -> Audio:
        """Return the block with its gain ridden; its length is a multiple of `GRAIN`."""
        grains = block.reshape(2, -1, GRAIN)
        level_db = 10 * np.log10((grains**2).mean(axis=(0, 2), dtype=np.float64) + 1e-10)
        gains = [self._last_gain]
        for wanted in np.maximum(0, level_db - self._threshold_db) * self._slope:
            pace = self._attack if wanted > self._reduction_db else self._release
            self._reduction_db = float(wanted + (self._reduction_db - wanted) * pace)
            gains.append(10 ** (-self._reduction_db / 20))
        self._last_gain = gains[-1]
        return (grains * _ramps(np.array(gains), GRAIN)).reshape(2, -1)


class Limiter:
    """Holds peaks under the ceiling; sees them coming, so that the gain never jumps."""

    LATENCY: Final = (_LOOK + _WIDER + 1) * _STEP - _STEP // 2

    def __init__(self) -> None:
        self._release = 1 - float(np.exp(-_STEP / SAMPLE_RATE / 0.08))
        self._wanted = np.ones(2 * _WIDER)
        self._held = np.ones(2 * _LOOK)
        self._gain = 1.0
        self._last = 1.0
        self._delayed = np.zeros((2, self.LATENCY), np.float32)

    def process(self, block: Audio) -> Audio:
        """Return as many samples as are given, `LATENCY` later."""
        peaks = np.abs(block).max(axis=0).reshape(-1, _STEP).max(axis=1)
        wanted = np.concatenate([self._wanted, np.minimum(1, CEILING / np.maximum(peaks, 1e-6))])
        lowest = np.lib.stride_tricks.sliding_window_view(wanted, 2 * _WIDER + 1).min(axis=1)
        held = np.concatenate([self._held, self._recovering(lowest)])
        # A mean of minima, each of which has seen the peak: smooth, and never above what the peak allows.
        window = 2 * _LOOK + 1
        gains = np.convolve(held, np.full(window, 1 / window), "valid")
        ramps = _ramps(np.append(self._last, gains), _STEP)
        sound = np.concatenate([self._delayed, block], axis=1)
        self._wanted, self._held = wanted[-2 * _WIDER :], held[-2 * _LOOK :]
        self._last = float(gains[-1])
        self._delayed = sound[:, -self.LATENCY :].copy()
        out = (sound[:, : block.shape[1]].reshape(2, -1, _STEP) * ramps).reshape(2, -1)
        return np.clip(out, -CEILING, CEILING)

    def _recovering(self, lowest: Floats) -> Floats:
        """Let the gain fall at once and come back slowly."""
        if self._gain >= 1 and lowest.min() >= 1:
            return lowest
        gain, out = self._gain, np.empty_like(lowest)
        for i, allowed in enumerate(lowest.tolist()):
            gain = allowed if allowed < gain else gain + (allowed - gain) * self._release
            out[i] = gain
        self._gain = gain if gain < 0.99999 else 1.0
        return out


def _ramps(gains: Floats, size: int) -> Audio:
    """Return straight lines from each gain to the next, `size` samples each, shape (n, size)."""
    part = np.arange(1, size + 1) / size
    return np.asarray(gains[:-1, None] + (gains[1:] - gains[:-1])[:, None] * part, dtype=np.float32)
