"""Turn blocks of samples into an audio file, a little at a time."""

import contextlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self, cast

import numpy as np
import numpy.typing as npt

from bot.media.containers import Container

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame
    from av.audio.resampler import AudioResampler

Codec = Literal["mp3", "wav", "flac", "opus", "aac"]
"""What can be written. Members choose between the first two, which are an `AudioFormat`."""
CONTAINERS: Mapping[Codec, Container] = {
    "mp3": "mp3",
    "wav": "wav",
    "flac": "flac",
    "opus": "ogg",
    "aac": "m4a",
}

MP3_SAMPLE_RATES = (8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
_LAYOUTS = {1: "mono", 2: "stereo", 3: "2.1", 4: "quad", 5: "5.0", 6: "5.1", 7: "6.1", 8: "7.1"}
DOWNMIX_PEAK = "1.0"
"""`rematrix_maxval` of libswresample: fewer channels are mixed so that nothing gets louder than it was. By
default it lets samples with a decimal point pass full scale, which an encoder cuts off."""
_PIECE = 8_192
"""Samples a channel that are handed on at a time: what memory is needed does not grow with the blocks."""


@dataclass(frozen=True)
class _Recipe:
    """How FFmpeg is told to write a codec."""

    muxer: str
    encoders: Mapping[int, tuple[str, str]]
    """By the bits of a sample: the encoder, and the form in which it takes samples."""
    sample_rates: tuple[int, ...] | range
    most_channels: int = 2
    muxer_options: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    lossy: bool = True


_ANY_RATE = range(1, 655_351)
"""The most that FLAC can say (RFC 9639, section 9.1.2)."""
_RECIPES: Mapping[Codec, _Recipe] = {
    "mp3": _Recipe(
        "mp3", {16: ("libmp3lame", "fltp")}, MP3_SAMPLE_RATES, muxer_options={"id3v2_version": "0"}
    ),
    "wav": _Recipe(
        "wav",
        {16: ("pcm_s16le", "s16"), 24: ("pcm_s24le", "s32")},
        range(1, 1 << 31),
        most_channels=8,
        lossy=False,
    ),
    "flac": _Recipe(
        "flac", {16: ("flac", "s16"), 24: ("flac", "s32")}, _ANY_RATE, most_channels=8, lossy=False
    ),
    # Packets of equal size: what comes out is known beforehand.
    "opus": _Recipe("ogg", {16: ("libopus", "flt")}, (48_000,), options={"vbr": "off"}),
    "aac": _Recipe(
        "ipod",
        {16: ("aac", "fltp")},
        (8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000),
    ),
}


class Encoder:
    """Write an mp3 (constant bit rate, with the header for playing without gaps), a WAV, FLAC, Opus or AAC.

    A context manager; the file is complete when the block has ended well. It grows while it is written, is
    written to `path` itself (wrap it in `folders.partial` where a half file does harm), and the same samples
    give the same bytes. WAV and FLAC hold 16 or 24 bits; `bitrate` is for the others, and more than two
    channels for these two alone. For worker processes: it blocks. Raises ValueError for a rate or a number of
    channels that the format has not, and OSError (ENOSPC: the disk is full) from any method.
    """

    def __init__(
        self,
        path: Path,
        *,
        format: Codec = "mp3",  # noqa: A002 - the word that members use
        sample_rate: int = 44_100,
        channels: int = 2,
        bitrate: int = 192_000,
        bits: int = 16,
    ) -> None:
        recipe = _RECIPES[format]
        if not 1 <= channels <= recipe.most_channels:
            raise ValueError(f"{channels} channels: {format} is written with 1 to {recipe.most_channels}")
        if sample_rate not in recipe.sample_rates:
            raise ValueError(f"{sample_rate} Hz: no {format} has this rate")
        encoder, samples_form = recipe.encoders[bits]
        import av
        from av.audio.stream import AudioStream

        self._layout = _LAYOUTS[channels]
        self._channels = channels
        self._rate = sample_rate
        self._samples = 0
        self._is_open = True
        self._mixer: AudioResampler | None = None
        self._file = _Sink(path)
        try:
            options = {"fflags": "+bitexact", **recipe.muxer_options}
            self._container = av.open(self._file, "w", format=recipe.muxer, options=options)
            stream = self._container.add_stream(
                encoder, rate=sample_rate, layout=self._layout, options=dict(recipe.options)
            )
            assert isinstance(stream, AudioStream)
            stream.codec_context.format = av.AudioFormat(samples_form)
            stream.codec_context.thread_count = 1
            self._stream = stream
            if recipe.lossy:
                self._stream.bit_rate = bitrate
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None and self._is_open:
            self._finish()
        else:
            self.abandon()

    @property
    def samples(self) -> int:
        """Samples a channel that were written so far, as they came in."""
        return self._samples

    @property
    def size_bytes(self) -> int:
        """How long the file is so far; what FFmpeg still holds back is not in it."""
        return self._file.size_bytes

    def add(self, frame: "AudioFrame") -> None:
        """Add a frame of sound, of any kind as long as all are alike: it is converted to what is written.

        Its time stamp counts on from the frame before it, in samples of its own rate.
        """
        if frame.layout.nb_channels > self._channels:
            for mixed in self._mixed(frame):
                self._mux(mixed)
        else:
            self._mux(frame)
        self._samples += frame.samples

    def _mixed(self, frame: "AudioFrame") -> "list[AudioFrame]":
        from av.audio.resampler import AudioResampler

        if self._mixer is None:
            options = {"rematrix_maxval": DOWNMIX_PEAK}
            self._mixer = AudioResampler("fltp", self._layout, frame.sample_rate, options=options)
        return self._mixer.resample(frame)

    def write(self, block: npt.NDArray[np.float32]) -> None:
        """Add a block of shape (channels, samples), full scale ±1; what is louder is clipped.

        Raises ValueError for another shape, and for values that are no numbers.
        """
        if block.ndim != 2 or block.shape[0] != self._channels:
            raise ValueError(f"a block of shape {block.shape} for {self._channels} channels")
        for start in range(0, block.shape[1], _PIECE):
            piece = np.clip(block[:, start : start + _PIECE], -1.0, 1.0).astype(np.float32)
            if not np.isfinite(piece).all():
                raise ValueError("a block with samples that are no numbers")
            self._encode(np.ascontiguousarray(piece))

    def _encode(self, piece: npt.NDArray[np.float32]) -> None:
        from av.audio.frame import AudioFrame

        # PyAV's list of accepted element types leaves out float32, which it accepts.
        frame = AudioFrame.from_ndarray(
            cast(npt.NDArray[np.float64], piece), format="fltp", layout=self._layout
        )
        frame.sample_rate = self._rate
        frame.time_base = Fraction(1, self._rate)
        frame.pts = self._samples
        self.add(frame)

    def _mux(self, frame: "AudioFrame | None") -> None:
        self._container.mux(self._stream.encode(frame))

    def _finish(self) -> None:
        try:
            self._mux(None)
            self._container.close()
            self._file.close()
        except BaseException:
            self.abandon()
            raise

    def abandon(self) -> None:
        """Let go of everything; what is in the file is of no use. What goes wrong here is let pass."""
        self._is_open = False
        import av

        with contextlib.suppress(av.FFmpegError, OSError, ValueError):
            self._container.close()
        with contextlib.suppress(OSError):
            self._file.close()


class _Sink:
    """The file that FFmpeg writes to: a file object, so that a full disk comes back as the OSError it is.

    Only the first error is raised. What FFmpeg tries after it, to tidy up, is let pass: the file is lost.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("w+b", buffering=0)
        self._failed = False
        self.size_bytes = 0

    def write(self, data: bytes) -> int:
        rest = memoryview(data)
        while rest and not self._failed:
            try:
                rest = rest[self._file.write(rest) :]
            except OSError:
                self._failed = True
                raise
        if not self._failed:
            self.size_bytes = max(self.size_bytes, self._file.tell())
        return len(data)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return offset if self._failed else self._file.seek(offset, whence)

    def tell(self) -> int:
        return 0 if self._failed else self._file.tell()

    def close(self) -> None:
        self._file.close()
