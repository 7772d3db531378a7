"""Pictures are judged by their heads alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.media.covers import MAX_BYTES, MAX_SIDE, Picture, is_harmless, look_at
from tests.media.samples import jpeg, png


def test_sizes_are_read_from_the_head() -> None:
    assert look_at(png(30, 20)) == Picture("image/png", 30, 20)
    assert look_at(jpeg(30, 20)) == Picture("image/jpeg", 30, 20)
    assert look_at(jpeg(30, 20, before=b"\xff\xff\xff\xfe\x00\x06xxxx\xff\xd0")) == Picture(
        "image/jpeg", 30, 20
    )


def test_what_says_no_size() -> None:
    assert look_at(b"\xff\xd8\xff" + b"words" * 9) == Picture("image/jpeg")
    assert look_at(png(30, 20)[:20]) == Picture("image/png")
    assert look_at(b"GIF89a" + bytes(50)) is None
    assert look_at(b"") is None


@pytest.mark.parametrize(
    ("data", "harmless"),
    [
        (png(600, 600), True),
        (jpeg(MAX_SIDE, 1), True),
        (jpeg(MAX_SIDE + 1, 1), False),
        (png(10_000, 10_000), False),
        (jpeg(0, 10), False),
        (jpeg(10, 10) + bytes(MAX_BYTES), False),
        (b"\xff\xd8\xff" + bytes(100), False),
        (b"<svg>", False),
    ],
)
def test_what_goes_into_a_song(data: bytes, harmless: bool) -> None:
    assert is_harmless(data) is harmless


@given(st.sampled_from([b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b""]), st.binary(max_size=300))
def test_any_bytes(start: bytes, rest: bytes) -> None:
    assert is_harmless(start + rest) in (True, False)
