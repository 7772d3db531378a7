"""Find out what an audio file is from its content: container, length, rate. Nothing is believed of its name.

The container is told by its first bytes and FFmpeg is given no other choice, so that a playlist or a subtitle
file can't make it open something else. Decoders of pictures and films are never opened.
"""

import math
import os
import resource
import signal
import stat
import struct
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Literal, get_args

from pydantic import BaseModel, ConfigDict

from bot.domain.song import AudioFacts
from bot.media import worker
from bot.media.containers import Container, sniff
from bot.media.tag_bytes import masks

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame
    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from av.packet import Packet
    from av.video.stream import VideoStream

Reason = Literal["empty", "not_a_file", "unknown_format", "no_sound", "broken", "too_long"]
"""`unknown_format` is text, pictures, archives, films of other kinds; `no_sound` a known container without
audio in it; `broken` one that can't be read or decoded; `too_long` more sound than anybody waits for."""

MIN_SAMPLE_RATE, MAX_SAMPLE_RATE = 1_000, 768_000
MAX_CHANNELS = 64
MAX_MEMORY_BYTES = 2 << 30
"""Address space of a probing worker; what a file declares about itself can't make it take more."""
_MAX_PACKETS_TO_SOUND = 50
_MAX_PACKETS = 10_000_000
"""Seven hours of the shortest packets there are, of 2.5 ms; one that is lied about takes time as well."""
_DEMUXERS: dict[Container, str] = {"mp3": "mp3", "wav": "wav", "flac": "flac", "ogg": "ogg", "m4a": "mov"}
_DECODERS = (
    "mp3float,mp3,flac,vorbis,opus,libopus,speex,aac,alac,adpcm_ms,adpcm_ima_wav,pcm_alaw,pcm_mulaw,"
    "pcm_u8,pcm_s16le,pcm_s24le,pcm_s32le,pcm_f32le,pcm_f64le,pcm_s16be,pcm_s24be,pcm_s32be"
)
CRASHES = frozenset({signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL})


class NotAudio(Exception):
    """A file is no audio that the bot can use. `detail` is for the log, not for members."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


class _Argument(BaseModel):
    model_config = ConfigDict(frozen=True)

    path: str


async def probe_file(path: Path) -> AudioFacts:
    """Probe a file that a stranger made, in a worker process. Raises as `probe` does, and WorkerFailed.

    A file at which the decoder crashes is NotAudio; it takes nothing with it.
    """
    try:
        answer = await worker.run(probe_work, _Argument(path=str(path)))
    except worker.WorkerFailed as failed:
        if failed.signal in CRASHES:
            raise NotAudio("broken", failed.message) from failed
        if failed.errno is not None:
            raise OSError(failed.errno, os.strerror(failed.errno), str(path)) from failed
        raise
    match answer:
        case {"facts": facts}:
            return AudioFacts.model_validate(facts)
        case {"not_audio": reason, "detail": str(detail)} if reason in get_args(Reason):
            raise NotAudio(reason, detail)
        case _:
            raise worker.WorkerFailed("garbled", "probing gave no facts")


def probe_work(argument: dict[str, Any], progress: worker.Progress) -> dict[str, Any]:
    """Probe in a worker process: `{"path": …}` to `{"facts": …}` or `{"not_audio": …, "detail": …}`."""
    limit_memory()
    try:
        return {"facts": probe(Path(_Argument.model_validate(argument).path)).model_dump()}
    except NotAudio as error:
        return {"not_audio": error.reason, "detail": error.detail}


def limit_memory() -> None:
    """Bound the address space of this process, so that no file can make it take the machine's memory."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if sys.platform == "linux" and (hard == resource.RLIM_INFINITY or hard > MAX_MEMORY_BYTES):
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, hard))


@dataclass(frozen=True)
class Examined:
    """Everything that a file shows without decoding all of it."""

    facts: AudioFacts
    container: Container
    start: int
    """The byte where the audio part begins, behind foreign tags."""
    codec: str
    """FFmpeg's word: `mp3`, `aac`, `opus`, `vorbis`, `flac`, `alac`, `pcm_s16le` …"""
    bits: int
    """16 or 24: what a sample needs where nothing may be lost."""
    samples: int
    """A channel."""
    pure: bool
    """No film is in it; a cover is none."""


def probe(path: Path) -> AudioFacts:
    """Read a file's facts; the length is that of the audio that is there, whatever its headers say.

    A file that was cut off gives the facts of what is left, as long as something can be played. Blocks, for
    about a second per hour of sound. Raises NotAudio, and OSError if the file can't be read.
    """
    return examine(path).facts


def examine(path: Path) -> Examined:
    """Read a file's facts, and what else shows. Blocks and raises as `probe` does."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise NotAudio("not_a_file")
    with path.open("rb") as file:
        size_bytes = os.fstat(file.fileno()).st_size
        if size_bytes == 0:
            raise NotAudio("empty")
        found = sniff(file)
        if found is None:
            raise NotAudio("unknown_format")
        container, start = found
        with opened(file, container, start) as input_:
            stream = sound_stream(input_)
            heard = _measure(input_, stream)
            codec = stream.codec_context.codec.canonical_name
            pure = all(_is_cover(other) for other in input_.streams.video)
    duration_ms = round(heard.seconds * 1000)
    if duration_ms <= 0:
        raise NotAudio("no_sound", f"{container} of no length")
    if not (MIN_SAMPLE_RATE <= heard.rate <= MAX_SAMPLE_RATE and 1 <= heard.channels <= MAX_CHANNELS):
        raise NotAudio("broken", f"{heard.rate} Hz, {heard.channels} channels")
    facts = AudioFacts(
        container=container,
        duration_ms=duration_ms,
        sample_rate=heard.rate,
        channels=heard.channels,
        bitrate=round(heard.size_bytes * 8000 / duration_ms),
        size_bytes=size_bytes,
    )
    bits = 16 if heard.form in _SHORT_FORMS else 24
    return Examined(facts, container, start, codec, bits, round(heard.seconds * heard.rate), pure)


@contextmanager
def opened(file: BinaryIO, container: Container, start: int) -> "Iterator[InputContainer]":
    """Open a container for reading; everything that FFmpeg finds wrong in it meanwhile is NotAudio."""
    import av

    try:
        with av.open(
            _From(file, start, os.fstat(file.fileno()).st_size, masks(file, container, start)),
            "r",
            format=_DEMUXERS[container],
            options={"codec_whitelist": _DECODERS},
            metadata_errors="replace",
        ) as input_:
            yield input_
    except (av.FFmpegError, ValueError, MemoryError, OverflowError) as error:
        raise NotAudio("broken", f"{type(error).__name__}: {error}"[:200]) from error


def sound_stream(opened: "InputContainer") -> "AudioStream":
    """Return the first stream of sound. Raises NotAudio if there is none that can be decoded."""
    stream = next(iter(opened.streams.audio), None)
    if stream is None:
        raise NotAudio("no_sound", f"{opened.format.name} without an audio stream")
    if getattr(stream, "codec_context", None) is None:  # whatever PyAV's types say
        raise NotAudio("broken", f"{opened.format.name} with sound that nothing here can decode")
    stream.codec_context.thread_count = 1
    return stream


def packets(opened: "InputContainer", stream: "AudioStream") -> "Iterator[Packet[AudioStream]]":
    """Yield the packets that are whole, up to where the file ends or can't be read on.

    Raises NotAudio where there are more than any song has.
    """
    import av

    count = 0
    try:
        for packet in opened.demux(stream):
            # A packet that the end of the file cut is lost, unless it is plain samples.
            if packet.size and not (packet.is_corrupt and opened.format.name != "wav"):
                yield packet
            count += 1
            if count > _MAX_PACKETS:
                raise NotAudio("too_long", f"more than {_MAX_PACKETS} packets")
    except av.FFmpegError:
        if not count:
            raise


@dataclass(frozen=True)
class _Heard:
    """What adding up the packets gave."""

    seconds: float
    size_bytes: int
    rate: int
    channels: int
    form: str
    """Of the samples, as the decoder gives them."""


_SHORT_FORMS = ("u8", "u8p", "s16", "s16p")


def _measure(opened: "InputContainer", stream: "AudioStream") -> _Heard:
    """Add up the packets, and decode from the first ones until there is sound."""
    ticks, skipped, count, size_bytes = 0, 0, 0, 0
    sound: AudioFrame | None = None
    tries = 0
    for packet in packets(opened, stream):
        # What lies before time zero is never heard.
        ticks += max(0, (packet.duration or 0) + min(packet.pts or 0, 0))
        skipped += _skipped(packet)
        count += 1
        size_bytes += packet.size
        if sound is None and tries < _MAX_PACKETS_TO_SOUND:
            tries += 1
            sound = _sound(packet)
    if sound is None:
        raise NotAudio("broken" if tries else "no_sound", f"no sound in {tries} packets")
    rate = sound.sample_rate
    seconds = float(ticks * (stream.time_base or 0)) - skipped / max(rate, 1)
    if stream.codec_context.frame_size and opened.format.name != "ogg":
        # The table of an m4a says how long each packet lasts. AAC that is stretched may double its frames.
        seconds = min(seconds, 2 * count * stream.codec_context.frame_size / max(rate, 1))
    return _Heard(
        seconds if math.isfinite(seconds) else 0.0,
        size_bytes,
        rate,
        sound.layout.nb_channels,
        sound.format.name,
    )


def _sound(packet: "Packet[AudioStream]") -> "AudioFrame | None":
    import av

    try:
        frames = packet.decode()
    except av.FFmpegError:
        return None  # the decoder may find its way with the next one
    return next((frame for frame in frames if frame.samples), None)


def _is_cover(stream: "VideoStream") -> bool:
    from av.stream import Disposition

    return bool(stream.disposition & Disposition.attached_pic)


def _skipped(packet: "Packet[AudioStream]") -> int:
    """Count the samples at the two ends of an mp3 that its encoder added and players leave out.

    The demuxers of the other containers have taken them off already.
    """
    if packet.stream.container.format.name != "mp3" or not packet.has_sidedata("skip_samples"):
        return 0
    data = bytes(packet.get_sidedata("skip_samples"))
    start, end = struct.unpack_from("<II", data) if len(data) >= 8 else (0, 0)
    return int(start) + int(end)


class _From:
    """A file seen from `start` on, with its large tags hidden: FFmpeg would read them into memory.

    Places before the start or behind the end, which broken files point to, become the start and the end.
    """

    def __init__(self, file: BinaryIO, start: int, size_bytes: int, hidden: Mapping[int, bytes]) -> None:
        self._file = file
        self._start = start
        self._size_bytes = size_bytes
        self._hidden = hidden
        self.seek(0)

    def read(self, size: int) -> bytes:
        data = self._file.read(size)
        return self._masked(data) if self._hidden else data

    def _masked(self, data: bytes) -> bytes:
        end = self._file.tell()
        begin, seen = end - len(data), bytearray(data)
        for at, mask in self._hidden.items():
            for place, byte in enumerate(mask, at):
                if begin <= place < end:
                    seen[place - begin] = byte
        return bytes(seen)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: self._start, os.SEEK_CUR: self._file.tell(), os.SEEK_END: self._size_bytes}[
            whence
        ]
        return self._file.seek(min(max(base + offset, self._start), self._size_bytes)) - self._start

    def tell(self) -> int:
        return self._file.tell() - self._start
