"""The loudness of a track: what the standard's own examples say, and what FFmpeg's program says."""

import re
import shutil
import subprocess
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import numpy as np
import numpy.typing as npt
import pytest

from bot.media.loudness import Meter
from tests.media.samples import Samples, encode, sine


def loudness(samples: Samples, rate: int, *, layout: str = "stereo", mono: bool = False) -> float | None:
    meter = Meter(mono=mono)
    for start in range(0, samples.shape[1], 1_000):
        piece = np.ascontiguousarray(samples[:, start : start + 1_000])
        frame = av.AudioFrame.from_ndarray(cast(npt.NDArray[np.float64], piece), "fltp", layout)
        frame.sample_rate, frame.time_base, frame.pts = rate, Fraction(1, rate), start
        meter.add(frame)
    return meter.end()


@pytest.mark.parametrize("rate", [8_000, 22_050, 44_100, 48_000, 96_000, 192_000, 384_000])
def test_the_sine_of_the_standard(rate: int) -> None:
    """EBU Tech 3341, test 1: a stereo sine of 1 kHz at -23 dBFS is -23 LUFS, within 0.1 LU."""
    tone = sine(5.0, hertz=1_000, rate=rate) * 2 * 10 ** (-23 / 20)
    assert loudness(tone, rate) == pytest.approx(-23, abs=0.1)
    assert loudness(tone, rate, mono=True) == pytest.approx(-26, abs=0.1)


def test_quiet_parts_do_not_count() -> None:
    """EBU Tech 3341, test 3: only the loud part in the middle is above the gate."""
    loud, quiet = (
        sine(seconds, hertz=1_000, rate=48_000) * 2 * 10 ** (level / 20)
        for seconds, level in ((12.0, -23), (2.0, -36))
    )
    assert loudness(np.concatenate([quiet, loud, quiet], axis=1), 48_000) == pytest.approx(-23, abs=0.2)


@pytest.mark.parametrize("seconds", [0.0, 0.1, 3.0])
def test_silence_has_none(seconds: float) -> None:
    assert loudness(np.zeros((2, round(seconds * 44_100)), np.float32), 44_100) is None


@pytest.mark.parametrize("rate", [1_000, 768_000])
def test_rates_that_the_filter_can_not_take(rate: int) -> None:
    tone = sine(2.0, hertz=300, rate=rate)
    assert loudness(tone, rate) == pytest.approx(loudness(sine(2.0, hertz=300), 44_100), abs=0.5)


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="compares with the ffmpeg program")
@pytest.mark.parametrize(("rate", "channels"), [(22_050, 1), (44_100, 2), (48_000, 6), (96_000, 2)])
def test_the_same_as_the_program(tmp_path: Path, rate: int, channels: int) -> None:
    random = np.random.default_rng(1)
    time = np.arange(6 * rate) / rate
    swell = 0.05 + 0.1 * np.sin(time) ** 2
    samples = (swell * random.standard_normal((channels, 6 * rate))).astype(np.float32)
    layout = {1: "mono", 2: "stereo", 6: "5.1"}[channels]
    path = tmp_path / "x.wav"
    path.write_bytes(encode(samples, "wav", "pcm_f32le", rate=rate, layout=layout))
    command = ["ffmpeg", "-hide_banner", "-nostats", "-i", str(path), "-af", "ebur128", "-f", "null", "-"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    expected = float(re.findall(r"I:\s+(-?[\d.]+) LUFS", said)[-1])
    assert loudness(samples, rate, layout=layout) == pytest.approx(expected, abs=0.2)
