"""Fun-Music, streams: pieces as they come, every way in which a stream ends, and bytes of any shape."""

import asyncio
import json
from base64 import b64encode
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.domain.errors import (
    BadRequest,
    Busy,
    OutcomeUnknown,
    OutputModerated,
    ProviderError,
    RateLimited,
)
from bot.domain.money import Cost, Price
from bot.domain.ports import Answered, AudioChunk, Finished, Progress, ProviderEvent, Remote, Submitting
from bot.net.download import Downloads
from bot.net.events import Decoder, Event
from bot.net.links import addresses_of
from bot.providers.fun_music.wire import cost_of, read_message
from tests.net.servers import Script, raw
from tests.peers.fun_music import GENERATION
from tests.peers.service import Cut, Fail, audio
from tests.providers.fun_music_bench import PROMPT, both, events_of, service, streamed, task_of, track_of

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream;charset=UTF-8\r\nConnection: close\r\n\r\n"
LINK = (
    "http://dashscope-result-bj.oss-cn-beijing.aliyuncs.com/pre/fun-music/song.mp3?Expires=1&Signature=a%2Bb"
)


def frame(said: Any, *, kind: str = "result", status: int = 200, text: str | None = None) -> bytes:
    """Write a message as the service does: nothing stands behind its colons."""
    data = json.dumps(said) if text is None else text
    return f"id:1\nevent:{kind}\n:HTTP_STATUS/{status}\ndata:{data}\n\n".encode()


def piece(data: bytes | str, reason: Any = "null") -> bytes:
    """Write a message in the middle."""
    text = data if isinstance(data, str) else b64encode(data).decode()
    return frame({"output": {"audio": {"data": text, "id": "a"}, "finish_reason": reason}, "request_id": "r"})


def last(*, url: str = "", reason: str = "stop", data: str = "") -> bytes:
    """Write the message that ends a song."""
    link = {"url": url} if url else {}
    output = {
        "audio": {"data": data, **link},
        "extra_info": {"sample_rate": "48000", "lyrics": "[verse]\nla"},
        "finish_reason": reason,
    }
    return frame({"output": output, "usage": {"duration": 2}, "request_id": "r9"})


def problem(code: str, status: int = 400, message: str = "no") -> bytes:
    """Write an error inside HTTP 200."""
    said = {"code": code, "message": message, "request_id": "r5"}
    return frame(said, kind="error", status=status)


async def heard(folder: Path, *frames: bytes) -> list[ProviderEvent]:
    """Order a song whose stream is these bytes."""
    async with raw(Script(HEAD + b"".join(frames))) as peer, service(peer.url) as provider:
        return await events_of(provider, task_of(folder, prompt=PROMPT))


# --- against the peer -------------------------------------------------------------------------


async def test_a_stream_is_the_file_that_its_link_leads_to(tmp_path: Path) -> None:
    async with both(tmp_path) as (provider, peer):
        events = await events_of(provider, task_of(tmp_path, prompt=PROMPT))
        kinds = [type(event) for event in events]
        assert kinds[:4] == [Progress, Submitting, Progress, AudioChunk]
        assert kinds[-2:] == [Answered, Finished]
        assert set(kinds[3:-2]) == {AudioChunk}
        track = track_of(events)
        assert isinstance(track.audio, Remote)
        downloads = Downloads(trusted=addresses_of([peer.url]))
        await downloads.fetch(track.audio.url, tmp_path / "song")
        await downloads.close()
        assert (tmp_path / "song").read_bytes() == streamed(events) == audio(2.0)
        assert [event.cost for event in events if isinstance(event, Answered)] == [Cost(4_000, "CNY")]
        (asked, fetched) = peer.seen
        assert (asked.path, asked.headers["Accept"]) == (GENERATION, "text/event-stream")
        assert (fetched.method, peer.leaks) == ("GET", [])


@pytest.mark.parametrize("after", [0, 12_345])
async def test_a_stream_that_is_cut_is_no_song(after: int, tmp_path: Path) -> None:
    async with both(tmp_path) as (provider, peer):
        peer.fail("stream", Cut(after))
        came: list[ProviderEvent] = []
        with pytest.raises(OutcomeUnknown) as caught:
            async with aclosing(provider.generate(task_of(tmp_path))) as events:
                async for event in events:
                    came.append(event)
        assert len(streamed(came)) == after
        assert bool(caught.value.trace_id) == bool(after)  # the pieces told it
        assert not [event for event in came if isinstance(event, Answered)]
        assert (len(peer.seen), len(peer.billed())) == (1, 1)


@pytest.mark.parametrize(
    ("code", "message", "expected"),
    [
        ("DataInspectionFailed", "Input data may contain inappropriate content.", OutputModerated),
        ("Throttling", "slow down", OutcomeUnknown),
        ("InternalError.Algo", "[music]Receive batching backend response failed!", OutcomeUnknown),
        ("InvalidParameter", "no", OutcomeUnknown),
        ("SystemError", "no", OutcomeUnknown),
    ],
)
async def test_after_the_first_audio_no_error_is_a_clear_no(
    code: str, message: str, expected: type[ProviderError], tmp_path: Path
) -> None:
    async with both(tmp_path) as (provider, peer):
        peer.fail("stream", Fail(code, message))
        with pytest.raises(ProviderError) as caught:
            await events_of(provider, task_of(tmp_path))
        assert type(caught.value) is expected
        assert len(caught.value.trace_id) == 36
        assert len(peer.billed()) == 1


async def test_whoever_stops_listening_ends_the_call(tmp_path: Path) -> None:
    async with both(tmp_path) as (provider, peer):
        peer.hold.clear()
        task = asyncio.create_task(events_of(provider, task_of(tmp_path)))
        await peer.waiting.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


# --- against bytes ----------------------------------------------------------------------------


async def test_without_a_link_the_song_is_what_came(tmp_path: Path) -> None:
    events = await heard(tmp_path, b": keep-alive\n\n", piece(b"one"), piece(b"two"), last())
    assert streamed(events) == b"onetwo"
    track = track_of(events)
    assert (track.audio, track.lyrics) == (None, "[verse]\nla")


@pytest.mark.parametrize("reason", ["null", "", None])
async def test_every_way_to_say_that_a_song_is_not_done(reason: str | None, tmp_path: Path) -> None:
    events = await heard(tmp_path, piece(b"one", reason), piece(b"two", reason), last(url=LINK))
    assert streamed(events) == b"onetwo"
    assert track_of(events).audio == Remote(LINK)


@pytest.mark.parametrize(
    "frames",
    [
        [last(url=LINK)],
        [piece("not base64!"), last(url=LINK)],
        [frame({}, text="{"), last(url=LINK)],
        [frame({}, text="ping"), piece(b"one"), last(url=LINK)],
        [piece(b"one"), last(url=LINK, reason="length")],
        [piece(b"one"), last(url=LINK, data=b64encode(b"again").decode())],
        [piece(b"one"), frame({}, kind="done", text=""), last(url=LINK)],
        [piece(b"one"), last(url=LINK), problem("SystemError", 500)],
        [piece(b"one"), last(url=LINK).replace(b"data:", b"data: ").replace(b"\n", b"\r\n")],
        [piece(b"one"), last(url=LINK).rstrip(b"\n")],
        [frame({"output": {"audio": {"data": 5}, "finish_reason": "null"}}), last(url=LINK)],
    ],
)
async def test_a_link_makes_up_for_what_can_not_be_read(frames: list[bytes], tmp_path: Path) -> None:
    events = await heard(tmp_path, *frames)
    assert track_of(events).audio == Remote(LINK)
    assert streamed(events) in (b"", b"one")
    (answered,) = [event for event in events if isinstance(event, Answered)]
    assert answered.trace_id == "r9"
    assert "data" not in answered.answer["output"]["audio"]


@pytest.mark.parametrize(
    ("frames", "expected"),
    [
        ([], OutcomeUnknown),
        ([piece(b"one")], OutcomeUnknown),
        ([piece(b"one"), b"data:[DONE]\n\n", last(url=LINK)], OutcomeUnknown),
        ([piece(b"one"), last(url=LINK)[:90]], OutcomeUnknown),
        ([piece(b"one"), piece("not base64!"), piece(b"two"), last()], OutcomeUnknown),
        ([piece(b"one"), last(reason="length")], OutcomeUnknown),
        ([last()], OutcomeUnknown),
        ([piece(b""), problem("Throttling", 429)], OutcomeUnknown),
        ([problem("Throttling", 429)], RateLimited),
        ([problem("InternalError.Algo", 500, "batching backend response failed")], Busy),
        ([frame({}, kind="error", status=400, text='"a bare string"')], BadRequest),
        ([frame({}, kind="error", status=500, text="<html>")], OutcomeUnknown),
        ([frame({}, kind="error", text="")], OutcomeUnknown),
        ([frame({"code": "Throttling", "message": "m"}, status=200)], RateLimited),
        ([frame({"code": "Throttling", "message": "m", "output": None})], RateLimited),
        ([b":HTTP_STATUS/429\n\n"], RateLimited),
    ],
)
async def test_streams_that_bring_no_song(
    frames: list[bytes], expected: type[ProviderError], tmp_path: Path
) -> None:
    with pytest.raises(ProviderError) as caught:
        await heard(tmp_path, *frames)
    assert type(caught.value) is expected


async def test_a_service_that_answers_plainly_all_the_same(tmp_path: Path) -> None:
    output = {"audio": {"data": "", "url": LINK}, "finish_reason": "stop"}
    said = {"output": output, "request_id": "r", "code": "", "message": ""}
    head = HEAD.replace(b"text/event-stream", b"application/json")
    async with raw(Script(head + json.dumps(said).encode())) as peer, service(peer.url) as provider:
        events = await events_of(provider, task_of(tmp_path, prompt=PROMPT))
        assert track_of(events).audio == Remote(LINK)
        assert track_of(events).note == "words-untold"


async def test_a_large_message_is_read_as_well(tmp_path: Path) -> None:
    sound = bytes(range(256)) * 8_000
    events = await heard(tmp_path, piece(sound), last())
    assert streamed(events) == sound


@pytest.mark.parametrize(("reason", "lines"), [("stop", 0), ("length", 1)])
async def test_a_strange_end_beside_a_link_is_taken_and_logged(
    reason: str, lines: int, tmp_path: Path
) -> None:
    with capture_logs() as log:
        events = await heard(tmp_path, piece(audio(1.0)), last(url=LINK, reason=reason))
    assert track_of(events).audio == Remote(LINK)
    warnings = [line for line in log if line["log_level"] == "warning"]
    assert [(line["finish_reason"], line["trace"]) for line in warnings] == [("length", "r9")] * lines


# --- properties -------------------------------------------------------------------------------

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
fields = {"data": anything, "url": anything}
like_an_answer = st.fixed_dictionaries(
    {},
    optional={
        "output": anything
        | st.fixed_dictionaries(
            {},
            optional={
                "audio": anything | st.fixed_dictionaries({}, optional=fields),
                "finish_reason": anything,
            },
        ),
        "code": anything,
        "message": anything,
        "request_id": anything,
        "usage": anything | st.fixed_dictionaries({"duration": anything}),
    },
)


@given(
    st.sampled_from(["result", "error", "message", "done"]),
    st.text() | like_an_answer.map(json.dumps) | anything.map(json.dumps),
    st.sampled_from([None, 200, 400, 429, 500]),
)
def test_any_message_is_read_or_is_an_error_of_the_service(kind: str, data: str, status: int | None) -> None:
    try:
        message = read_message(Event(kind, data, status))
    except ProviderError:
        return
    assert message.last is None or not message.audio


@given(like_an_answer)
def test_no_answer_costs_less_than_nothing_or_more_than_a_day(answer: dict[str, Any]) -> None:
    cost = cost_of(answer, Price(2_000, "CNY", "second"))
    assert cost is None or 0 <= cost.amount_micro <= 24 * 60 * 60 * 2_000


@given(st.lists(st.binary(min_size=1, max_size=50), max_size=8), st.integers(1, 40))
def test_pieces_are_put_together_whatever_the_network_makes_of_them(pieces: list[bytes], step: int) -> None:
    sent = b"".join(piece(one) for one in pieces) + last(url=LINK)
    decoder = Decoder()
    found = [
        event for start in range(0, len(sent), step) for event in decoder.feed(sent[start : start + step])
    ]
    messages = [read_message(event) for event in found]
    assert b"".join(message.audio for message in messages) == b"".join(pieces)
    assert [message.last is not None for message in messages] == [False] * len(pieces) + [True]
