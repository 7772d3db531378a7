"""Small pictures of songs: from what a service sends to what a chat takes."""

import io
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame

from bot.media.covers import look_at
from bot.media.thumbnails import MAX_BYTES, SIDE, make_thumbnail, small_jpeg
from tests.media.samples import jpeg, png


def picture(kind: str, width: int, height: int, *, formats: str = "") -> bytes:
    """Draw a picture that is all noise, which no codec makes small."""
    noise = np.random.default_rng(width).integers(0, 256, (height, width, 3), dtype=np.uint8)
    codec = VideoCodecContext.create(kind, "w")
    assert isinstance(codec, VideoCodecContext)
    codec.width, codec.height, codec.time_base = width, height, Fraction(1, 25)
    codec.pix_fmt = formats or {"png": "rgb24", "mjpeg": "yuvj420p", "libwebp": "yuv420p"}[kind]
    frame = VideoFrame.from_ndarray(noise, "rgb24").reformat(format=codec.pix_fmt)
    return b"".join(bytes(packet) for packet in [*codec.encode(frame), *codec.encode(None)])


def shown(data: bytes) -> tuple[int, int]:
    """Return the size of a picture as a viewer finds it."""
    with av.open(io.BytesIO(data), "r") as container:
        frame = next(container.decode(video=0))
    return frame.width, frame.height


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (picture("png", 1_000, 1_000), (320, 320)),
        (picture("png", 640, 480, formats="rgba"), (320, 240)),
        (picture("png", 640, 480, formats="gray"), (320, 240)),
        (picture("mjpeg", 480, 1_280), (120, 320)),
        (picture("mjpeg", 301, 77), (301, 77)),
        (picture("png", 4_096, 2), (320, 1)),
    ],
    ids=["square", "transparent", "grey", "tall", "small already", "a line"],
)
def test_a_picture_becomes_a_small_jpeg_with_its_proportions(data: bytes, size: tuple[int, int]) -> None:
    made = small_jpeg(data)
    assert made is not None
    assert shown(made) == size
    assert max(size) <= SIDE
    found = look_at(made)
    assert found is not None
    assert (found.kind, found.width, found.height) == ("image/jpeg", *size)
    assert len(made) < MAX_BYTES


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg>",
        b"#EXTM3U\nfile:///etc/passwd",
        picture("libwebp", 64, 64),
        jpeg(64, 48),
        png(5_000, 5),
        picture("png", 64, 64)[:60],
    ],
    ids=["nothing", "svg", "a list", "webp", "a head of a jpeg", "too wide", "cut off"],
)
def test_of_what_can_not_be_read_there_is_none(data: bytes) -> None:
    assert small_jpeg(data) is None


async def test_it_is_made_in_a_process_of_its_own(tmp_path: Path) -> None:
    source, target = tmp_path / "1.picture", tmp_path / "1.thumbnail.jpg"
    source.write_bytes(picture("png", 640, 640))
    assert await make_thumbnail(source, target)
    assert shown(target.read_bytes()) == (320, 320)
    target.unlink()
    source.write_bytes(b"no picture")
    assert not await make_thumbnail(source, target)
    with pytest.raises(FileNotFoundError):
        await make_thumbnail(tmp_path / "gone", target)
    assert [path.name for path in tmp_path.iterdir()] == ["1.picture"]
