"""Small pictures of songs, made from the ones that services send, in a worker process as all decoding is."""

import asyncio
import io
import os
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from bot.media import worker
from bot.media.covers import is_harmless, look_at
from bot.media.folders import PART_SUFFIX, partial
from bot.media.probe import limit_memory

if TYPE_CHECKING:
    from av.video.frame import VideoFrame

SIDE = 320
"""Pixels that neither side exceeds. Source: https://core.telegram.org/bots/api#sendaudio, thumbnail"""
MAX_BYTES = 200_000
"""So many bytes it stays below ("less than 200 kB"); noise takes a quarter of them. Source: as above."""
_QUALITY = 3
"""On FFmpeg's scale from 2, the best, to 31."""
_DEMUXERS = {"image/jpeg": "jpeg_pipe", "image/png": "png_pipe"}
"""Named, so that nobody's picture is read as a list of other files."""
_FRAME_S = Fraction(1, 25)
"""A codec wants to know how long a picture lasts."""


class _Wish(BaseModel):
    model_config = ConfigDict(frozen=True)

    source: Path
    target: Path


async def make_thumbnail(source: Path, target: Path) -> bool:
    """Make a small JPEG of a picture; the file is whole when it appears, and False if there is none.

    Of a picture that can't be read there is none, and nothing is raised but `OSError`.
    """
    try:
        answer = await worker.run(thumbnail_work, _Wish(source=source, target=target))
    except worker.WorkerFailed as error:
        if error.errno is not None:
            raise OSError(error.errno, os.strerror(error.errno), str(target)) from error
        part = target.with_name(target.name + PART_SUFFIX)
        await asyncio.to_thread(part.unlink, missing_ok=True)
        return False
    return answer.get("made") is True


def thumbnail_work(argument: dict[str, Any], progress: worker.Progress) -> dict[str, Any]:
    """Make one in a worker process: paths to `{"made": …}`."""
    limit_memory()
    wish = _Wish.model_validate(argument)
    data = small_jpeg(wish.source.read_bytes())
    if data is None:
        return {"made": False}
    with partial(wish.target) as part:
        part.write_bytes(data)
    return {"made": True}


def small_jpeg(data: bytes) -> bytes | None:
    """Scale a JPEG or PNG down to a small JPEG with its proportions; None for what can't be read. Blocks."""
    import av  # codecs are loaded where they work, and nowhere else

    found = look_at(data) if is_harmless(data) else None
    if found is None:
        return None
    try:
        with av.open(io.BytesIO(data), "r", format=_DEMUXERS[found.kind]) as container:
            jpeg = _encoded(next(container.decode(video=0)))
    except (av.FFmpegError, StopIteration, IndexError, ValueError, MemoryError):
        return None
    return jpeg if len(jpeg) < MAX_BYTES else None


def _encoded(picture: "VideoFrame") -> bytes:
    from av.video.codeccontext import VideoCodecContext

    width, height = _fitted(picture.width, picture.height)
    codec = VideoCodecContext.create("mjpeg", "w")
    codec.width, codec.height, codec.pix_fmt, codec.time_base = width, height, "yuvj420p", _FRAME_S
    codec.qmin = codec.qmax = _QUALITY
    small = picture.reformat(width, height, "yuvj420p")
    return b"".join(bytes(packet) for packet in [*codec.encode(small), *codec.encode(None)])


def _fitted(width: int, height: int) -> tuple[int, int]:
    """Return the size that keeps the proportions, with no side over the limit and none of 0."""
    over = max(width, height, SIDE) / SIDE
    return max(1, round(width / over)), max(1, round(height / over))
