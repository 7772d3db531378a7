"""Files as services make them: one of every kind, with the same six seconds of something like music."""

from pathlib import Path

import numpy as np

from bot.domain.song import Pcm, Tags
from bot.media.tags import write_tags
from tests.media.samples import RATE, Samples, encode, png, wav

SECONDS = 6.0
PCM = Pcm(sample_rate=RATE, channels=2)
COVER = png(40, 30)
THEIR_TAGS = Tags(title="theirs", artist="A Service", lyrics="old words", comment="made by a service")


def music(seconds: float = SECONDS, *, rate: int = RATE, channels: int = 2, noise: float = 0.02) -> Samples:
    """A swelling chord over some noise, each channel a little different."""
    time = np.arange(round(seconds * rate)) / rate
    random = np.random.default_rng(7)
    made = [
        sum(0.12 * np.sin(2 * np.pi * hertz * time * (1 + channel / 500)) for hertz in (220, 277, 330))
        * (0.6 + 0.4 * np.sin(time * 2))
        + noise * random.standard_normal(time.size)
        for channel in range(channels)
    ]
    return np.stack(made).astype(np.float32)


KINDS: dict[str, tuple[str, str, int]] = {
    "mp3": ("mp3", "libmp3lame", RATE),
    "wav": ("wav", "pcm_s16le", RATE),
    "wav 24 bit": ("wav", "pcm_s24le", 48_000),
    "wav float": ("wav", "pcm_f32le", RATE),
    "flac": ("flac", "flac", RATE),
    "m4a": ("ipod", "aac", RATE),
    "alac": ("ipod", "alac", RATE),
    "opus": ("ogg", "libopus", 48_000),
    "flac in ogg": ("ogg", "flac", RATE),
}


def write_sources(folder: Path) -> dict[str, Path]:
    """Write every kind, tagged by its service and with a cover, and raw samples."""
    made = {}
    for name, (muxer, codec, rate) in KINDS.items():
        path = folder / name
        path.write_bytes(encode(music(rate=rate), muxer, codec, rate=rate))
        write_tags(path, THEIR_TAGS, cover=COVER)
        made[name] = path
    raw = folder / "raw"
    raw.write_bytes(samples_of(music()))
    return made | {"raw": raw}


def samples_of(sound: Samples) -> bytes:
    return (np.clip(sound.T, -1, 1) * 32_767).astype("<i2").tobytes()


def mono_wav(seconds: float = SECONDS) -> bytes:
    return wav(samples_of(music(seconds, channels=1)), channels=1, align=2)
