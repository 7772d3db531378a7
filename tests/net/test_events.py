"""Server-sent events: every way to write them, and the same events however the bytes are cut."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.net.events import Decoder, Event, EventTooLarge, Limits, events


def decode(*chunks: bytes, limits: Limits | None = None) -> list[Event | str]:
    """Return the events of a stream, and the name of the error that ended it."""
    decoder = Decoder(limits)
    found: list[Event | str] = []
    try:
        for chunk in chunks:
            found += decoder.feed(chunk)
        found += decoder.end()
    except EventTooLarge:
        found.append("too large")
    return found


async def stream(chunks: Sequence[bytes]) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


def message(data: str, kind: str = "message", status: int | None = None, last_id: str = "") -> Event:
    return Event(kind, data, status, last_id)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("data:a\n\n", [message("a")]),
        ("data: a\n\n", [message("a")]),
        ("data:  a\n\n", [message(" a")]),
        ("data: a\r\n\r\n", [message("a")]),
        ("data: a\r\r", [message("a")]),
        ("data: a\r\n\ndata: b\n\r\n", [message("a"), message("b")]),
        ("\ufeffdata: a\n\n", [message("a")]),
        ("data: a\ndata:\ndata: b\n\n", [message("a\n\nb")]),
        ("data\n\n", [message("")]),
        ("data: a", [message("a")]),
        ("data: a\n", [message("a")]),
        ("data: a\r", [message("a")]),
        ("event: result\ndata: a\n\ndata: b\n\n", [message("a", "result"), message("b")]),
        ("id:1\ndata:a\n\ndata:b\n\n", [message("a", last_id="1"), message("b", last_id="1")]),
        (":HTTP_STATUS/429\ndata:a\n\ndata:b\n\n", [message("a", status=429), message("b")]),
        (": HTTP_STATUS/200\ndata:a\n\n", [message("a", status=200)]),
        ("status:500\nevent:error\ndata:a\n\n", [message("a", "error", 500)]),
        (": keep-alive\n\n:\n\ndata:a\n: more\n\n", [message("a")]),
        ("event:error\n:HTTP_STATUS/500\n\n", [message("", "error", 500)]),
        ("event:done\n\n", [message("", "done")]),
        (":HTTP_STATUS/200\n\n", []),
        ("retry: 10\nwhat: ever\nnothing\n\n", []),
        ("data:a\n\ndata: [DONE]\n\ndata:b\n\n", [message("a")]),
        ("data: [DONE]", []),
        ("\n\n\n", []),
        ("", []),
        ("data:a\u2028b\x85c\n\n", [message("a\u2028b\x85c")]),
    ],
)
def test_events_are_read(text: str, expected: list[Event]) -> None:
    assert decode(text.encode()) == expected
    assert decode(*[bytes([byte]) for byte in text.encode()]) == expected


def test_what_is_no_text_is_replaced() -> None:
    assert decode(b"data: a\xffb\xe6\xb5\n\n") == [message("a\ufffdb\ufffd")]


TEXTS = [
    "data",
    ":",
    " ",
    "\n",
    "\r",
    "\r\n",
    "\n\n",
    "event:x",
    "data:[DONE]",
    "id:7",
    "data: {}",
    "a",
    "海",
]
TEXTS += [":HTTP_STATUS/429", "status:500", "\ufeff", ": alive", "x" * 30]
PIECES = st.sampled_from([*(text.encode() for text in TEXTS), b"\xff", b"\xe6\xb5"])


@given(st.lists(PIECES, max_size=25).map(b"".join), st.lists(st.integers(0, 200), max_size=12))
def test_however_the_bytes_are_cut_the_events_are_the_same(text: bytes, cuts: list[int]) -> None:
    limits = Limits(line_bytes=40, event_bytes=60)
    ends = sorted({min(cut, len(text)) for cut in cuts} | {0, len(text)})
    pieces = [text[a:b] for a, b in itertools.pairwise(ends)]
    whole = decode(text, limits=limits)
    assert decode(*pieces, limits=limits) == whole
    assert decode(*[bytes([byte]) for byte in text], limits=limits) == whole


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"data:a\n\ndata:" + b"x" * 50, [message("a"), "too large"]),
        (b"data:" + b"x" * 35 + b"\n\n", [message("x" * 35)]),
        (b"data:" + b"x" * 36 + b"\n\n", ["too large"]),
        (b"data:xxxx\n" * 20, ["too large"]),
        (b": keep-alive\n" * 20 + b"data:a\n\n", [message("a")]),
        (b": keep-alive\n\n" * 20, []),
    ],
)
def test_lines_and_events_have_a_largest_size(text: bytes, expected: list[Event | str]) -> None:
    assert decode(text, limits=Limits(line_bytes=40, event_bytes=60)) == expected


def test_reading_takes_linear_time() -> None:
    """A song as hex in one line, in small pieces: seconds, where copying at each piece would take minutes."""
    piece, pieces = b"a" * 1024, 30_000
    decoder, start = Decoder(), time.process_time()
    list(decoder.feed(b"data:"))
    for _ in range(pieces):
        assert not list(decoder.feed(piece))
    (event,) = decoder.end()
    assert len(event.data) == len(piece) * pieces
    assert time.process_time() - start < 5


async def test_a_stream_of_pieces_becomes_events() -> None:
    found = [event async for event in events(stream([b"da", b"ta: a\r", b"\n\r\nda", b"ta: b"]))]
    assert found == [message("a"), message("b")]


async def test_the_end_mark_ends_the_reading_though_the_stream_stays_open() -> None:
    async def endless() -> AsyncIterator[bytes]:
        yield b"data: a\n\ndata: [DONE]\n\n"
        await asyncio.Event().wait()

    assert [event async for event in events(endless())] == [message("a")]


async def test_a_stream_that_falls_silent_is_given_up() -> None:
    async def silent() -> AsyncIterator[bytes]:
        yield b"data: a\n\n"
        await asyncio.Event().wait()

    found = []
    with pytest.raises(TimeoutError):
        async for event in events(silent(), idle_s=0.02):
            found.append(event)
    assert found == [message("a")]
