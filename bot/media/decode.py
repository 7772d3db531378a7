"""Decode a file a little at a time: every frame alike, damage skipped, and an end for what has none."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from bot.domain.song import Pcm
from bot.media.containers import Container
from bot.media.probe import NotAudio, opened, packets, sound_stream

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame
    from av.audio.resampler import AudioResampler
    from av.audio.stream import AudioStream
    from av.container import InputContainer

MAX_DURATION_S = 2 * 60 * 60
MAX_VALUES = MAX_DURATION_S * 2 * 96_000
"""Two hours of stereo at 96 kHz, all channels counted: what takes longer than anybody waits is refused."""
MAX_CHANNELS = 8
MAX_PEAK = 8.0
"""Full scale is 1; codecs overshoot it, and services that sing too loud go up to 3."""
_FLOATS: dict[str, type[np.floating[Any]]] = {
    "flt": np.float32,
    "fltp": np.float32,
    "dbl": np.float64,
    "dblp": np.float64,
}
_PCM_BYTES = 2
_DEFAULT_LAYOUTS = {1: "mono", 2: "stereo", 3: "2.1", 4: "quad", 5: "5.0", 6: "5.1", 7: "6.1", 8: "7.1"}


@dataclass(frozen=True)
class Source:
    """A file, what it is, and where its sound begins."""

    path: Path
    container: Container | None
    """None: raw samples, of the kind that `pcm` says."""
    start: int = 0
    pcm: Pcm | None = None


def pcm_samples(pcm: Pcm, size_bytes: int) -> int:
    """Return how many samples a channel are in so many bytes; what is left of the last one does not count."""
    return size_bytes // (_PCM_BYTES * pcm.channels)


def frames(source: Source) -> "Iterator[AudioFrame]":
    """Decode all that can be played; rate, channels and form are those of the first frame throughout.

    Time stamps count samples from 0, without gaps. Raises NotAudio if nothing can be decoded or there is too
    much of it, and OSError.
    """
    with _opened(source) as input_:
        even = _Even()
        for frame in _decoded(input_, sound_stream(input_)):
            yield from even.take(frame)
        yield from even.end()
        if not even.samples:
            raise NotAudio("broken", "nothing in it can be decoded")


@contextmanager
def _opened(source: Source) -> "Iterator[InputContainer]":
    with source.path.open("rb") as file:
        if source.container is not None:
            with opened(file, source.container, source.start) as input_:
                yield input_
            return
        import av

        assert source.pcm is not None
        options = {
            "sample_rate": str(source.pcm.sample_rate),
            "ch_layout": _DEFAULT_LAYOUTS.get(source.pcm.channels, ""),
        }
        try:
            with av.open(file, "r", format="s16le", options=options) as input_:
                yield input_
        except (av.FFmpegError, ValueError) as error:
            raise NotAudio("broken", f"{type(error).__name__}: {error}"[:200]) from error


def _decoded(opened: "InputContainer", stream: "AudioStream") -> "Iterator[AudioFrame]":
    """Decode packet by packet; one that can't be decoded is left out, as players do."""
    import av

    for packet in packets(opened, stream):
        try:
            yield from packet.decode()
        except av.FFmpegError:
            continue
    try:
        yield from stream.codec_context.decode(None)
    except av.FFmpegError:
        return


class _Even:
    """Makes all frames like the first: rate and channels may change in the middle of a file."""

    def __init__(self) -> None:
        self.samples = 0
        self._like: tuple[str, str, int] | None = None
        self._input: tuple[str, str, int] | None = None
        self._resampler: AudioResampler | None = None

    def take(self, frame: "AudioFrame") -> "Iterator[AudioFrame]":
        """Yield what has become of a frame, and of those before it."""
        if not frame.samples:
            return
        shape = (frame.format.name, frame.layout.name, frame.sample_rate)
        if self._like is None:
            self._like = (shape[0], _layout(frame), shape[2])
        if shape != self._input:
            yield from self.end()
            self._input = shape
            self._resampler = None if shape == self._like else self._make_resampler()
        frame.pts = None
        yield from self._stamped([frame] if self._resampler is None else self._resampler.resample(frame))

    def end(self) -> "Iterator[AudioFrame]":
        """Yield what the conversion still holds back."""
        if self._resampler is not None:
            yield from self._stamped(self._resampler.resample(None))
            self._resampler = None

    def _make_resampler(self) -> "AudioResampler":
        from av.audio.resampler import AudioResampler

        assert self._like is not None
        form, layout, rate = self._like
        return AudioResampler(form, layout, rate)

    def _stamped(self, frames: "list[AudioFrame]") -> "Iterator[AudioFrame]":
        for frame in frames:
            if not frame.samples:
                continue
            _make_finite(frame)
            frame.time_base = Fraction(1, frame.sample_rate)
            frame.pts = self.samples
            self.samples += frame.samples
            values = self.samples * frame.layout.nb_channels
            if values > MAX_VALUES or self.samples > MAX_DURATION_S * frame.sample_rate:
                raise NotAudio("too_long", f"more than {MAX_DURATION_S} s")
            yield frame


def _layout(frame: "AudioFrame") -> str:
    """Name the order of the channels; the usual one, where the file does not say."""
    channels = frame.layout.nb_channels
    if channels > MAX_CHANNELS:
        raise NotAudio("broken", f"{channels} channels")
    name = frame.layout.name
    return _DEFAULT_LAYOUTS[channels] if name.endswith("channels") else name


def _make_finite(frame: "AudioFrame") -> None:
    """Put silence for what is no number, and bound what is far too loud: encoders crash at either."""
    kind = _FLOATS.get(frame.format.name)
    if kind is None:
        return
    if all(np.abs(values).max(initial=0) <= MAX_PEAK for values in _planes(frame, kind)):
        return  # nothing that is no number gets here: it is not smaller than anything
    frame.make_writable()
    for values in _planes(frame, kind):
        np.nan_to_num(values, copy=False, nan=0.0)
        np.clip(values, -MAX_PEAK, MAX_PEAK, out=values)


def _planes(frame: "AudioFrame", kind: type[np.floating[Any]]) -> list[npt.NDArray[np.floating[Any]]]:
    """Return the samples of a frame where they lie; behind them there may be anything."""
    count = frame.samples * (1 if frame.format.is_planar else frame.layout.nb_channels)
    return [np.frombuffer(memoryview(plane), dtype=kind, count=count) for plane in frame.planes]
