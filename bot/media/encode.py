"""Turn blocks of samples into an audio file, a little at a time."""

import contextlib
import os
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, cast

import numpy as np
import numpy.typing as npt

from bot.domain.song import AudioFormat

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame

MP3_SAMPLE_RATES = (8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
_CODECS: dict[AudioFormat, str] = {"mp3": "libmp3lame", "wav": "pcm_s16le"}
_LAYOUTS = {1: "mono", 2: "stereo"}
_PIECE = 8_192
"""Samples a channel that are handed on at a time: what memory is needed does not grow with the blocks."""


class Encoder:
    """Write an mp3 (constant bit rate, with the header for playing without gaps) or a 16-bit WAV.

    A context manager; the file is complete when the block has ended well. It grows while it is written, is
    written to `path` itself (wrap it in `folders.partial` where a half file does harm), and the same samples
    give the same bytes. For worker processes: it blocks. Raises ValueError for a rate or a number of channels
    that the format has not, and OSError (ENOSPC: the disk is full) from any method.
    """

    def __init__(
        self,
        path: Path,
        *,
        format: AudioFormat = "mp3",  # noqa: A002 - the word that members use
        sample_rate: int = 44_100,
        channels: int = 2,
        bitrate: int = 192_000,
    ) -> None:
        if channels not in _LAYOUTS:
            raise ValueError(f"{channels} channels: only 1 and 2 can be written")
        if sample_rate <= 0 or (format == "mp3" and sample_rate not in MP3_SAMPLE_RATES):
            raise ValueError(f"{sample_rate} Hz: no {format} has this rate")
        import av
        from av.audio.stream import AudioStream

        self._channels = channels
        self._rate = sample_rate
        self._samples = 0
        self._file = _Sink(path)
        try:
            options = {"fflags": "+bitexact"} | ({"id3v2_version": "0"} if format == "mp3" else {})
            self._container = av.open(self._file, "w", format=format, options=options)
            stream = self._container.add_stream(_CODECS[format], rate=sample_rate, layout=_LAYOUTS[channels])
            assert isinstance(stream, AudioStream)
            self._stream = stream
            if format == "mp3":
                self._stream.bit_rate = bitrate
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._finish()
        else:
            self._give_up()

    @property
    def samples(self) -> int:
        """Samples a channel that were written so far."""
        return self._samples

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
            cast(npt.NDArray[np.float64], piece), format="fltp", layout=_LAYOUTS[self._channels]
        )
        frame.sample_rate = self._rate
        frame.time_base = Fraction(1, self._rate)
        frame.pts = self._samples
        self._mux(frame)
        self._samples += piece.shape[1]

    def _mux(self, frame: "AudioFrame | None") -> None:
        self._container.mux(self._stream.encode(frame))

    def _finish(self) -> None:
        try:
            self._mux(None)
            self._container.close()
            self._file.close()
        except BaseException:
            self._give_up()
            raise

    def _give_up(self) -> None:
        """Let go of everything after an error; what goes wrong here would only hide it."""
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

    def write(self, data: bytes) -> int:
        rest = memoryview(data)
        while rest and not self._failed:
            try:
                rest = rest[self._file.write(rest) :]
            except OSError:
                self._failed = True
                raise
        return len(data)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return offset if self._failed else self._file.seek(offset, whence)

    def tell(self) -> int:
        return 0 if self._failed else self._file.tell()

    def close(self) -> None:
        self._file.close()
