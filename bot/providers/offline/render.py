"""From a score to sound, block by block: memory does not grow with the length of the song."""

from collections.abc import Callable, Iterator

import numpy as np

from bot.providers.offline.band import Band
from bot.providers.offline.dynamics import GRAIN, Compressor, Limiter, power_lufs, weighted_power
from bot.providers.offline.hits import Sampler
from bot.providers.offline.mixer import LATENCY, Mixer
from bot.providers.offline.score import TAIL_S, Score
from bot.providers.offline.tone import SAMPLE_RATE, Audio

__all__ = ["BLOCK", "SAMPLE_RATE", "TARGET_LUFS", "render"]

BLOCK = 1 << 16
"""Samples in a block, about one and a half seconds."""
TARGET_LUFS = -14.0
"""The loudness of a finished song."""
_EARLY_S = 0.05
"""How far before its bar a hit may fall when players hurry."""
_SURVEY_BARS = 3
_SURVEY_KINDS = 4
_SETTLE_S = 0.8


def render(
    score: Score, *, on_progress: Callable[[float], None] | None = None, block: int = BLOCK
) -> Iterator[Audio]:
    """Play a score: yields float32 stereo blocks of shape (2, n) at `SAMPLE_RATE`, peaks under -1 dBFS.

    Loudness lies near `TARGET_LUFS`. `on_progress` is called with the part that is done (0 to 1) after each
    block. `block` is a multiple of 256 samples and changes nothing but the size of the blocks; the last one
    may be shorter.
    """
    if block <= 0 or block % GRAIN:
        raise ValueError(f"a block is a multiple of {GRAIN} samples, not {block}")
    band, sampler = Band(score), Sampler()
    gain = np.float32(_survey(score, band, sampler))
    compressor, limiter = Compressor(), Limiter()
    total = round(score.length_s * SAMPLE_RATE)
    late = LATENCY + limiter.LATENCY
    done = -late
    for mixed in _mix(score, band, sampler, bars=range(score.bars), count=total + late, block=block):
        out = limiter.process(compressor.process(mixed * gain))
        first, done = done, done + block
        sound = out[:, max(0, -first) : block - max(0, done - total)]
        if sound.shape[1]:
            start = max(0, first)
            yield _faded(sound, start, total)
            if on_progress is not None:
                on_progress(min(1.0, (start + sound.shape[1]) / total))


def _mix(
    score: Score, band: Band, sampler: Sampler, *, bars: range, count: int, block: int
) -> Iterator[Audio]:
    """Mix some bars and what rings on: `count` samples from the start of the first bar, before mastering."""
    mixer = Mixer(score.style, block)
    origin = bars.start * score.bar_s
    number = bars.start
    for start in range(0, count, block):
        end_s = origin + (start + block) / SAMPLE_RATE
        while number < bars.stop and number * score.bar_s - _EARLY_S < end_s:
            for hit in band.bar(number):
                at = round((hit.at_s - origin) * SAMPLE_RATE) - start
                mixer.add(hit, sampler.sound(hit), max(0, at))
            number += 1
        yield mixer.mix()


def _survey(score: Score, band: Band, sampler: Sampler) -> float:
    """Listen to a few bars of each kind of section; return the gain that brings the song to its loudness."""
    heard: list[tuple[Audio, float]] = []
    for span, weight in _longest_kinds(score):
        first = span.start + max(0, min(span.lead_in + 1, span.bars - _SURVEY_BARS))
        bars = range(first, min(first + _SURVEY_BARS, span.start + span.bars))
        count = int(len(bars) * score.bar_s * SAMPLE_RATE)
        blocks = list(_mix(score, band, sampler, bars=bars, count=count, block=BLOCK))
        heard.append((np.concatenate(blocks, axis=1)[:, : count // GRAIN * GRAIN], weight))
    gain = 1.0
    for _ in range(4):
        powers = [(_mastered_power(sound, gain), weight) for sound, weight in heard]
        gain *= 10 ** ((TARGET_LUFS - _integrated(powers)) / 20)
    return gain


class _Sample:
    """Where to listen to a kind of section."""

    def __init__(self, start: int, bars: int, lead_in: int) -> None:
        self.start, self.bars, self.lead_in = start, bars, lead_in


def _longest_kinds(score: Score) -> list[tuple[_Sample, float]]:
    """Return the kinds of section that fill most of the song, with how many bars each fills."""
    totals: dict[str, float] = {}
    samples: dict[str, _Sample] = {}
    for span in score.spans:
        bars = span.bars - span.coda or span.bars
        totals[span.kind] = totals.get(span.kind, 0) + bars
        samples.setdefault(span.kind, _Sample(span.start_bar, bars, span.lead_in))
    kinds = sorted(totals, key=lambda kind: -totals[kind])[:_SURVEY_KINDS]
    return [(samples[kind], totals[kind]) for kind in kinds]


def _mastered_power(sound: Audio, gain: float) -> float:
    """Return the K-weighted power of a passage after the compressor and the limiter."""
    out = Limiter().process(Compressor().process(sound * np.float32(gain)))
    settled = min(int(_SETTLE_S * SAMPLE_RATE), out.shape[1] // 2)
    return weighted_power(out[:, settled:])


def _integrated(powers: list[tuple[float, float]]) -> float:
    """Return the loudness of passages by their weights; those 10 LU under the rest do not count."""
    loud = powers
    for _ in range(2):
        mean = sum(p * w for p, w in loud) / sum(w for _, w in loud)
        loud = [(p, w) for p, w in powers if p >= mean / 10]
    return power_lufs(sum(p * w for p, w in loud) / sum(w for _, w in loud))


def _faded(sound: Audio, start: int, total: int) -> Audio:
    """Fade out the last seconds of the song; `start` is the first sample of this block."""
    length = int(TAIL_S * SAMPLE_RATE)
    left = total - start - np.arange(sound.shape[1])
    if left[-1] >= length:
        return sound
    part = np.clip(left / length, 0, 1)
    return np.asarray(sound * (part * part * (3 - 2 * part)), dtype=np.float32)
