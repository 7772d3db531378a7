"""Writing mp3 and WAV from blocks of samples."""

import errno
from pathlib import Path

import numpy as np
import pytest

from bot.domain.song import AudioFormat
from bot.media.encode import Encoder
from bot.media.probe import probe
from tests.media.samples import decode, loudest_hertz, sine, write


@pytest.mark.parametrize("suffix", [".mp3", ".wav"])
@pytest.mark.parametrize(("rate", "channels"), [(44_100, 2), (48_000, 2), (22_050, 1)])
def test_a_sine_comes_out_as_it_went_in(tmp_path: Path, suffix: str, rate: int, channels: int) -> None:
    path = write(tmp_path / f"sine{suffix}", sine(2.0, rate=rate, channels=channels), rate=rate)
    facts = probe(path)
    assert (facts.container, facts.sample_rate, facts.channels) == (suffix[1:], rate, channels)
    assert facts.duration_ms == 2_000
    heard = decode(path)
    assert heard.shape == (channels, 2 * rate)
    assert loudest_hertz(heard, rate) == pytest.approx(440, abs=1)


def test_bitrate(tmp_path: Path) -> None:
    samples = sine(4.0)
    for bitrate in (64_000, 192_000, 320_000):
        facts = probe(write(tmp_path / "x.mp3", samples, bitrate=bitrate))
        assert facts.bitrate == pytest.approx(bitrate, rel=0.05)


@pytest.mark.parametrize("kind", ["mp3", "wav"])
def test_same_samples_in_any_blocks_are_the_same_bytes(tmp_path: Path, kind: AudioFormat) -> None:
    samples = sine(0.7)
    files = []
    for step in (10_000_000, 4_410, 1_153, 97):
        path = tmp_path / f"{step}"
        with Encoder(path, format=kind) as encoder:
            encoder.write(samples[:, :0])
            for start in range(0, samples.shape[1], step):
                encoder.write(samples[:, start : start + step])
            assert encoder.samples == samples.shape[1]
        files.append(path.read_bytes())
    assert len(set(files)) == 1
    assert b"Lavf" not in files[0] or kind == "mp3"
    assert not files[0].startswith(b"ID3")


def test_wav_is_exact_and_too_loud_is_clipped(tmp_path: Path) -> None:
    samples = np.array([[0.0, 0.5, -0.5, 2.0, -2.0, np.inf]] * 2, dtype=np.float32)
    path = write(tmp_path / "x.wav", samples)
    assert decode(path)[0].tolist() == [0, 16_384, -16_384, 32_767, -32_768, 32_767]
    assert path.stat().st_size == 44 + 6 * 4


def test_the_file_grows_while_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "x.mp3"
    block = sine(5.0)
    with Encoder(path) as encoder:
        encoder.write(block)
        encoder.write(block)
        assert path.stat().st_size > 64_000


def test_blocks_that_are_none(tmp_path: Path) -> None:
    with Encoder(tmp_path / "x.mp3") as encoder:
        for block in (sine(channels=1), sine()[0], np.full((2, 9), np.nan, dtype=np.float32)):
            with pytest.raises(ValueError, match="a block"):
                encoder.write(block)


@pytest.mark.parametrize(("rate", "channels"), [(44_000, 2), (0, 2), (96_000, 2), (44_100, 6), (44_100, 0)])
def test_what_an_mp3_can_not_be(tmp_path: Path, rate: int, channels: int) -> None:
    with pytest.raises(ValueError, match=r"Hz|channels"):
        Encoder(tmp_path / "x.mp3", sample_rate=rate, channels=channels)
    assert not (tmp_path / "x.mp3").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the device that is always full")
@pytest.mark.parametrize("kind", ["mp3", "wav"])
@pytest.mark.parametrize("seconds", [0.05, 5.0])
def test_full_disk(kind: AudioFormat, seconds: float, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(OSError) as caught, Encoder(Path("/dev/full"), format=kind) as encoder:
        encoder.write(sine(seconds))
    assert caught.value.errno == errno.ENOSPC
    assert capfd.readouterr().err == ""


def test_error_in_the_block_is_the_one_that_is_seen(tmp_path: Path) -> None:
    with pytest.raises(LookupError), Encoder(tmp_path / "x.mp3") as encoder:
        encoder.write(sine(0.1))
        raise LookupError
    with pytest.raises(FileNotFoundError):
        Encoder(tmp_path / "no" / "x.mp3")
