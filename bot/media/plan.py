"""Decide in what form a track is posted: pure arithmetic on what is known of the source and of the chat.

Untouched if that fits; without loss if that fits; else the best codec and bit rate that land under the limit.
The numbers are data: `RUNGS` lists every lossy form from the best to the last that is still music.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil
from typing import Literal

from bot.media.containers import Container
from bot.media.encode import CONTAINERS, MP3_SAMPLE_RATES, Codec

OPUS_RATE = 48_000
"""Opus knows one clock only, whatever it was given (RFC 7845, section 5.1)."""
AAC_SAMPLE_RATES = (8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
"""The encoder takes up to 96 kHz; above 48 the bits would go into what nobody hears."""
MAX_FLAC_RATE = 655_350
"""RFC 9639, section 9.1.2."""
MAX_WAV_BYTES = 4_000_000_000
"""The lengths in a WAV are numbers of 32 bits."""

PLAYED_CODECS: Mapping[Container, tuple[str, ...]] = {
    "mp3": ("mp3",),
    "m4a": ("aac",),  # ALAC is played by Apple's players only
    "ogg": ("opus", "vorbis", "flac"),
    "flac": ("flac",),
    "wav": ("pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le"),
}
"""What browsers and the chats' apps decode in each container (https://developer.mozilla.org/en-US/docs/Web/Media/Guides/Formats/Audio_codecs)."""

LOSSLESS_CODECS = ("flac", "alac")
"""And everything that FFmpeg calls `pcm_…`."""

AS_MP3: Mapping[str, float] = {"mp3": 1.0, "aac": 1.25, "vorbis": 1.25, "opus": 1.5, "speex": 1.5}
"""So many bits of MP3 sound as good as one bit of the codec, in round figures of public listening tests:
AAC and Vorbis at 96 kbit/s like MP3 at 128, Opus a little better (https://wiki.hydrogenaud.io/index.php?title=Opus)."""
_SAME_QUALITY = 0.97
"""A bit rate is measured, not declared: 128 kbit/s may come out as 127 or 129."""


@dataclass(frozen=True)
class Rung:
    """One lossy form. `most_rate`: more samples a second than this would starve at this bit rate."""

    codec: Codec
    kbits: int
    channels: int
    most_rate: int
    downmix: bool = False
    """A stereo source may be made mono for it: what is left of the bits is better spent on one channel."""


def _rungs(
    codec: Codec, channels: int, kbits: tuple[int, ...], most_rate: int, *, downmix: bool = False
) -> tuple[Rung, ...]:
    return tuple(Rung(codec, rate, channels, most_rate, downmix) for rate in kbits)


RUNGS: tuple[Rung, ...] = (
    # MP3 plays everywhere; from 96 kbit/s (56 mono) on it is good enough for that to count most.
    *_rungs("mp3", 2, (320, 256, 224, 192, 160, 128, 112, 96), 48_000),
    *_rungs("mp3", 1, (192, 160, 128, 112, 96, 80, 64, 56), 48_000),
    # Below, Opus is by far the best; above, it serves chats that play nothing else.
    *_rungs("opus", 2, (256, 224, 192, 160, 128, 112, 96, 88, 80, 72, 64, 56, 48, 40, 32), OPUS_RATE),
    *_rungs("opus", 1, (128, 112, 96, 80, 64, 56, 48, 40, 32), OPUS_RATE),
    # The floor: down to about 14 kbit/s mono libopus keeps the band of music; below it is telephone speech.
    *_rungs("opus", 1, (24, 20, 16), OPUS_RATE, downmix=True),
    # FFmpeg's own AAC encoder: next best, for chats that play no Ogg.
    *_rungs("aac", 2, (256, 224, 192, 160, 128, 112, 96, 88, 80, 72, 64), 48_000),
    *_rungs("aac", 2, (56, 48), 32_000),
    *_rungs("aac", 1, (128, 112, 96, 80, 64, 56, 48), 48_000),
    *_rungs("aac", 1, (40, 32), 32_000, downmix=True),
    *_rungs("aac", 1, (24,), 24_000, downmix=True),
    # MP3 below its good range, where nothing else is played. The rates are those that LAME picks by itself.
    *_rungs("mp3", 2, (80,), 32_000),
    *_rungs("mp3", 2, (64,), 24_000),
    *_rungs("mp3", 1, (48, 40, 32), 24_000, downmix=True),
    *_rungs("mp3", 1, (24, 16), 16_000, downmix=True),
)


@dataclass(frozen=True)
class Sound:
    """What there is to know of a source."""

    container: Container | None
    """None: raw samples."""
    codec: str
    """FFmpeg's word: `mp3`, `aac`, `opus`, `vorbis`, `flac`, `alac`, `pcm_s16le` …"""
    samples: int
    """A channel."""
    sample_rate: int
    channels: int
    bitrate: int
    """Bits a second of the sound alone."""
    size_bytes: int
    """The file without its tags."""
    bits: int = 16
    """Of a sample, where the codec is lossless: 16 or 24."""
    pure: bool = True
    """Nothing but sound: no film beside it."""

    @property
    def seconds(self) -> float:
        """The length."""
        return self.samples / self.sample_rate

    @property
    def lossless(self) -> bool:
        """Whether nothing was lost so far."""
        return self.codec in LOSSLESS_CODECS or self.codec.startswith("pcm_")


@dataclass(frozen=True)
class Room:
    """What a file may take, and how much of that its tags need in each container."""

    most_bytes: int | None
    tags: Mapping[Container, int] = field(default_factory=dict)

    def takes(self, container: Container, size_bytes: int) -> bool:
        """Say whether so many bytes of sound fit beside the tags."""
        return self.most_bytes is None or size_bytes + self.tags.get(container, 0) <= self.most_bytes


@dataclass(frozen=True)
class Target:
    """A form to encode into."""

    codec: Codec
    sample_rate: int
    channels: int
    bitrate: int = 0
    """0: lossless."""
    bits: int = 16
    """Of a sample, where it is lossless."""
    size_bytes: int | None = None
    """The most that it can take; None: nobody knows beforehand."""

    @property
    def container(self) -> Container:
        """What it is put into."""
        return CONTAINERS[self.codec]


Plan = Literal["keep"] | tuple[Target, ...]
"""`keep`: the sound stays as it is. Else the forms to encode into beside each other: the first that is small
enough in the end is taken."""


def plan(
    sound: Sound, plays: tuple[str, ...], room: Room, *, keep: bool = True, lossless: bool = True
) -> Plan | None:
    """Say what to do; None if nothing that can be heard would fit.

    `keep` and `lossless` are False where that was tried already, in vain.
    """
    if keep and _fits_as_it_is(sound, plays, room):
        return "keep"
    exact = _exact(sound, plays, room) if sound.lossless and lossless else ()
    if exact and exact[-1].size_bytes is not None:
        return exact
    lossy = _lossy(sound, plays, room)
    if exact and room.most_bytes is None:
        return exact
    return (*exact, *lossy) or None


def _fits_as_it_is(sound: Sound, plays: tuple[str, ...], room: Room) -> bool:
    return (
        sound.container is not None
        and keepable(sound, plays)
        and room.takes(sound.container, sound.size_bytes)
    )


def keepable(sound: Sound, plays: tuple[str, ...]) -> bool:
    """Say whether the chat plays the source as it is."""
    return (
        sound.container is not None
        and sound.container in plays
        and sound.pure
        and sound.codec in PLAYED_CODECS[sound.container]
    )


def _exact(sound: Sound, plays: tuple[str, ...], room: Room) -> tuple[Target, ...]:
    """Return the lossless forms to try: raw samples become a WAV if that fits; else FLAC, of unknown size."""
    wav_bytes = sound.samples * sound.channels * sound.bits // 8 + 100
    wav = Target("wav", sound.sample_rate, sound.channels, bits=sound.bits, size_bytes=wav_bytes)
    wav_fits = "wav" in plays and room.takes("wav", wav_bytes) and wav_bytes <= MAX_WAV_BYTES
    if sound.container is None and wav_fits:
        return (wav,)
    if "flac" in plays and sound.sample_rate <= MAX_FLAC_RATE:
        # What is FLAC already would only come out as large as it was, unless it can't be posted as it is.
        again = sound.codec == "flac" and keepable(sound, plays)
        return () if again else (Target("flac", sound.sample_rate, sound.channels, bits=sound.bits),)
    return (wav,) if wav_fits else ()


def _lossy(sound: Sound, plays: tuple[str, ...], room: Room) -> tuple[Target, ...]:
    """Return the best lossy form that fits and is not better than its source; none if there is none."""
    for rung in RUNGS:
        target = rung_target(sound, rung, plays)
        if target is not None and room.takes(target.container, target.size_bytes or 0):
            return (target,)
    return ()


def rung_target(sound: Sound, rung: Rung, plays: tuple[str, ...]) -> Target | None:
    """Put a rung to a source; None if the chat does not play it, or it is not for such a source."""
    if CONTAINERS[rung.codec] not in plays:
        return None
    if rung.channels != min(sound.channels, 2) and not (rung.downmix and sound.channels > rung.channels):
        return None
    if not sound.lossless and rung.kbits > _enough_kbits(sound, rung):
        return None
    rate = _rate(rung, sound.sample_rate)
    if not _possible(rung, rate):
        return None
    return Target(
        rung.codec, rate, rung.channels, rung.kbits * 1000, size_bytes=lossy_bytes(rung, rate, sound.seconds)
    )


def _enough_kbits(sound: Sound, rung: Rung) -> float:
    """Return the bit rate of the rung's codec above which a lossy source gains nothing."""
    wanted = sound.bitrate / 1000 * AS_MP3.get(sound.codec, 1.0) / AS_MP3[rung.codec] * _SAME_QUALITY
    ladder = [one.kbits for one in RUNGS if (one.codec, one.channels) == (rung.codec, rung.channels)]
    return min((kbits for kbits in ladder if kbits >= wanted), default=max(ladder))


def _rate(rung: Rung, source: int) -> int:
    """Choose the sample rate: the source's own, else one that divides it, else the next lower."""
    if rung.codec == "opus":
        return OPUS_RATE
    rates = MP3_SAMPLE_RATES if rung.codec == "mp3" else AAC_SAMPLE_RATES
    fitting = [rate for rate in rates if rate <= min(source, rung.most_rate)] or [min(rates)]
    return max(
        (rate for rate in fitting if source % rate == 0 and rate * 2 > max(fitting)), default=max(fitting)
    )


def _possible(rung: Rung, rate: int) -> bool:
    """Say whether the codec has this bit rate at this sample rate."""
    if rung.codec == "mp3":  # ISO 11172-3, 13818-3, and what LAME allows below 16 kHz
        return 32 <= rung.kbits <= 320 if rate >= 32_000 else rung.kbits <= (160 if rate >= 16_000 else 64)
    if rung.codec == "aac":  # 6144 bits for 1024 samples of a channel (ISO 14496-3)
        return rung.kbits * 1000 <= 6 * rate * rung.channels
    return True


def lossy_bytes(rung: Rung, rate: int, seconds: float) -> int:
    """Return the most bytes that sound of this length takes in this form, with its container but no tags."""
    bits = rung.kbits * 1000
    if rung.codec == "mp3":
        # Constant frames, an encoder's delay of less than two of them, and one with the header.
        frame = 1152 if rate >= 32_000 else 576
        frames = ceil(seconds * rate / frame) + 4
        return ceil(frames * frame * bits / rate / 8) + _MPEG_FRAME_BYTES
    if rung.codec == "opus":
        packets = ceil((seconds + 0.1) / _OPUS_PACKET_S)
        size = ceil(bits * _OPUS_PACKET_S / 8)
        return packets * (size + 1 + size // 255) + (ceil(seconds) + 4) * _OGG_PAGE_BYTES + _HEADERS_BYTES
    packets = ceil(seconds * rate / 1024) + 3
    return ceil(packets * (1024 * bits / rate / 8 * _AAC_MARGIN + _M4A_TABLE_BYTES)) + _HEADERS_BYTES


_MPEG_FRAME_BYTES = 1_441
_OPUS_PACKET_S = 0.02
_OGG_PAGE_BYTES = 28
"""The head of a page; FFmpeg begins one a second."""
_M4A_TABLE_BYTES = 8
"""A packet's entry in the table of lengths, and its share of the table of places."""
_AAC_MARGIN = 1.03
"""The encoder aims at an average. Measured on noise, tones and music: at most 2 % above it."""
_HEADERS_BYTES = 2_048
