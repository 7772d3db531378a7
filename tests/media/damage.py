"""Files that were made badly, for the tests that nothing may crash at them.

How many are tried is the Hypothesis profile's `max_examples`, and a few hundred at least.
"""

import functools
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from bot.domain.song import Tags
from bot.media.tags import write_tags
from tests.media.samples import encode, id3, pcm, png, sine, wav

EXAMPLES = max(300, settings().max_examples)
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


@functools.cache
def seeds() -> tuple[bytes, ...]:
    """Short files of every kind, some of them tagged."""
    plain = [
        encode(sine(0.3), "mp3", "libmp3lame"),
        wav(pcm(0.1)),
        encode(sine(0.1), "wav", "pcm_f32le"),
        encode(sine(0.1), "wav", "pcm_s24le"),
        encode(sine(0.2), "flac", "flac"),
        encode(sine(0.2, rate=48_000), "ogg", "libopus", rate=48_000),
        encode(sine(0.2), "ogg", "flac"),
        encode(sine(0.2), "ipod", "aac"),
        encode(sine(0.1), "ipod", "alac"),
    ]
    return (*plain, *map(_tagged, plain), id3(100) + plain[0], b"RF64" + plain[1][4:])


def _tagged(content: bytes) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x"
        path.write_bytes(content)
        write_tags(path, Tags(title="title", artist="artist", lyrics="words " * 20), cover=png(16, 16))
        return path.read_bytes()


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """Random bytes, or a good file changed: bytes written over, cut out, put in twice, the end lost."""
    if draw(st.integers(0, 9)) == 0:
        start = draw(
            st.sampled_from(
                [b"", b"RIFF\xff\xff\xff\xffWAVE", b"OggS\0\2", b"fLaC\0", b"ID3\3\0\0", b"\xff\xfb\x90"]
            )
        )
        return start + draw(st.binary(max_size=2_000)) or b"\0"
    content = bytearray(draw(st.sampled_from(seeds())))
    near_start = draw(st.booleans())
    for _ in range(draw(st.integers(0, 6))):
        at = int(draw(st.floats(0, 1)) * min(400 if near_start else len(content), len(content)))
        length = draw(st.integers(1, 8) | st.integers(1, 1_000))
        match draw(st.sampled_from(["write", "write", "write", "zero", "ones", "cut", "twice"])):
            case "write":
                data = draw(st.binary(min_size=1, max_size=8))
                content[at : at + len(data)] = data
            case "zero":
                content[at : at + length] = bytes(len(content[at : at + length]))
            case "ones":
                content[at : at + length] = b"\xff" * len(content[at : at + length])
            case "cut":
                del content[at : at + length]
            case "twice":
                content[at:at] = content[at : at + length]
    if draw(st.integers(0, 3)) == 0:
        del content[int(len(content) * draw(st.floats(0, 1))) :]
    return bytes(content) or b"\0"
