"""Small audio files for the tests, and what is in them."""

import io
import struct
import zlib
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import numpy as np
import numpy.typing as npt
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream

from bot.domain.song import AudioFormat
from bot.media.encode import Encoder

RATE = 44_100
Samples = npt.NDArray[np.float32]


def sine(seconds: float = 1.0, *, hertz: float = 440.0, rate: int = RATE, channels: int = 2) -> Samples:
    time = np.arange(round(seconds * rate)) / rate
    wave = 0.5 * np.sin(2 * np.pi * hertz * time)
    return np.tile(wave.astype(np.float32), (channels, 1))


def write(path: Path, samples: Samples, *, rate: int = RATE, bitrate: int = 128_000) -> Path:
    """Encode with the code under test: mp3 or WAV, by the suffix."""
    kind: AudioFormat = "wav" if path.suffix == ".wav" else "mp3"
    with Encoder(path, format=kind, sample_rate=rate, channels=samples.shape[0], bitrate=bitrate) as encoder:
        encoder.write(samples)
    return path


def frame(samples: Samples, *, rate: int = RATE, layout: str = "stereo") -> AudioFrame:
    # PyAV's list of accepted element types leaves out float32, which it accepts.
    made = AudioFrame.from_ndarray(cast(npt.NDArray[np.float64], samples), "fltp", layout)
    made.sample_rate, made.time_base, made.pts = rate, Fraction(1, rate), 0
    return made


def encode(
    samples: Samples,
    container: str,
    codec: str,
    *,
    rate: int = RATE,
    layout: str = "stereo",
    options: dict[str, str] | None = None,
    codec_options: dict[str, str] | None = None,
    metadata: dict[str, str] | None = None,
) -> bytes:
    """Encode with any codec that FFmpeg has."""
    file = io.BytesIO()
    with av.open(file, "w", format=container, options=options or {}) as output:
        output.metadata.update(metadata or {})
        stream = output.add_stream(codec, rate=rate, layout=layout, options=codec_options or {})
        assert isinstance(stream, AudioStream)
        output.mux(stream.encode(frame(samples, rate=rate, layout=layout)))
        output.mux(stream.encode(None))
    return file.getvalue()


def decode(path: Path) -> Samples:
    """Decode the whole of a file to (channels, samples)."""
    with av.open(str(path)) as opened:
        planes = [np.asarray(frame.to_ndarray()) for frame in opened.decode(opened.streams.audio[0])]
        stream = opened.streams.audio[0]
        channels, packed = stream.channels, not stream.format.is_planar
    if packed:
        planes = [plane.reshape(-1, channels).T for plane in planes]
    return np.concatenate(planes, axis=1).astype(np.float32)


def loudest_hertz(samples: Samples, rate: int) -> float:
    spectrum = np.abs(np.fft.rfft(samples[0] * np.hanning(samples.shape[1])))
    return float(np.argmax(spectrum) * rate / samples.shape[1])


def film(*, sound: bool) -> bytes:
    """A very short mp4 film."""
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as output:
        picture = output.add_stream("mpeg4", rate=25)
        assert isinstance(picture, av.VideoStream)
        picture.width, picture.height, picture.pix_fmt = 64, 64, "yuv420p"
        voice = output.add_stream("aac", rate=RATE, layout="stereo") if sound else None
        for _ in range(25):
            output.mux(picture.encode(av.VideoFrame(64, 64, "yuv420p")))
        output.mux(picture.encode(None))
        if voice is not None:
            assert isinstance(voice, AudioStream)
            output.mux(voice.encode(frame(sine())))
            output.mux(voice.encode(None))
    return file.getvalue()


def png(width: int, height: int) -> bytes:
    """A black picture; a huge one is a few kilobytes that unpack to gigabytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer = zlib.compressobj(9)
    row = b"\0" * (1 + (width + 7) // 8)
    packed = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def jpeg(width: int, height: int, *, before: bytes = b"") -> bytes:
    """The head of a picture, which is all that is ever looked at."""
    start = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(9)
    return (
        start + before + b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", height, width) + bytes(12) + b"\xff\xd9"
    )


def wav(data: bytes, *, riff_size: int | None = None, data_size: int | None = None, **fields: int) -> bytes:
    """A 16-bit stereo WAV written by hand, so that its header can lie."""
    values = {"codec": 1, "channels": 2, "rate": RATE, "align": 4, "bits": 16} | fields
    head = struct.pack(
        "<HHIIHH",
        values["codec"],
        values["channels"],
        values["rate"],
        values["rate"] * values["align"] & 0xFFFFFFFF,
        values["align"],
        values["bits"],
    )
    body = b"WAVEfmt " + struct.pack("<I", len(head)) + head
    body += b"data" + struct.pack("<I", len(data) if data_size is None else data_size) + data
    return b"RIFF" + struct.pack("<I", len(body) if riff_size is None else riff_size) + body


def pcm(seconds: float = 1.0) -> bytes:
    return (sine(seconds).T * 32_767).astype("<i2").tobytes()


def id3(size_bytes: int) -> bytes:
    """An ID3v2.3 tag of so many bytes that holds nothing but padding."""
    sizes = bytes(size_bytes >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\0\0" + sizes + b"\0" * size_bytes
