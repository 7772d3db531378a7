"""MiniMax, how songs come: links, hex, streams of hex, and whatever else its clients have met."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.domain.errors import OutcomeUnknown, OutputModerated, ProviderError, RateLimited
from bot.domain.ports import Answered, AudioChunk, Finished, Progress, Remote, Submitting
from bot.domain.song import Pcm
from bot.media.probe import probe
from tests.net.servers import Script, http, raw
from tests.peers.minimax import sung
from tests.peers.service import Cut, Fail, Refuse
from tests.providers.minimax_bench import (
    WORDS,
    both,
    calls_of,
    events_of,
    service,
    song_of,
    streamed,
    task_of,
    track_of,
)

OK = {"status_code": 0, "status_msg": "success"}
SECONDS = 2.0


def made(kind: str = "mp3", *, sample_rate: int = 44_100) -> bytes:
    """Return the song as the peer makes it."""
    return sung(SECONDS, kind, sample_rate, 256_000).content


async def told(body: bytes | str, folder: Path, *, kind: str = "application/json", **keys: Any) -> Any:
    """Return what is told of a song whose answer is just this."""
    sent = http(body.encode() if isinstance(body, str) else body, more=f"Content-Type: {kind}\r\n")
    async with raw(Script(sent)) as server, service(server.url, **keys) as provider:
        return await events_of(provider, task_of(folder))


def message(audio: str, status: int, **more: Any) -> str:
    return f"data: {json.dumps({'data': {'audio': audio, 'status': status}, 'base_resp': OK, **more})}\n\n"


# --- hex in the answer ------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["mp3", "wav"])
async def test_hex_becomes_a_file(kind: str, tmp_path: Path) -> None:
    async with both(tmp_path, output="hex") as (provider, _):
        events = await events_of(provider, task_of(tmp_path, lyrics=WORDS, format=kind))
        audio = track_of(events).audio
        assert isinstance(audio, Path)
        assert audio.read_bytes() == made(kind)
        assert audio.parent == tmp_path
        (answered,) = [event for event in events if isinstance(event, Answered)]
        assert answered.answer["data"]["audio"] == ""
        assert answered.answer["extra_info"]["music_size"] == len(made(kind))


async def test_samples_say_what_they_are(tmp_path: Path) -> None:
    keys: dict[str, Any] = {"wav_as": "pcm", "sample_rate": 32_000}
    for output in ("url", "hex"):
        async with both(tmp_path, output=output, **keys) as (provider, _):
            track = await song_of(provider, task_of(tmp_path, lyrics=WORDS, format="wav"))
            assert track.pcm == Pcm(sample_rate=32_000, channels=2)
    assert isinstance(track.audio, Path)
    assert track.audio.read_bytes() == made("pcm", sample_rate=32_000)


async def test_samples_are_what_was_asked_for_where_the_answer_does_not_say(tmp_path: Path) -> None:
    answer = json.dumps({"data": {"audio": "00ff"}, "extra_info": None, "base_resp": OK})
    sent = http(answer.encode(), more="Content-Type: application/json\r\n")
    async with raw(Script(sent)) as server, service(server.url, wav_as="pcm", sample_rate=16_000) as provider:
        track = await song_of(provider, task_of(tmp_path, lyrics=WORDS, format="wav"))
    assert track.pcm == Pcm(sample_rate=16_000, channels=2)


@pytest.mark.parametrize(
    "audio", ["00f", "0g", "00 ff", "00\\nff", "00\\u0030\\u0030", "audio.mp3", "0xff"], ids=str
)
async def test_what_is_no_hex_is_no_song(audio: str, tmp_path: Path) -> None:
    with pytest.raises(OutcomeUnknown):
        await told(f'{{"data": {{"audio": "{audio}"}}}}', tmp_path)
    assert not (tmp_path / "answer.audio").exists()


@pytest.mark.parametrize("output", ["url", "hex"])
async def test_an_answer_that_breaks_off_is_an_unknown_outcome(output: str, tmp_path: Path) -> None:
    async with both(tmp_path, output=output) as (provider, peer):
        peer.fail("song", Cut(60))
        with pytest.raises(OutcomeUnknown):
            await events_of(provider, task_of(tmp_path))
        assert (len(peer.seen), len(peer.billed())) == (1, 1)
        assert not (tmp_path / "answer.audio").exists()


# --- whatever was asked for -------------------------------------------------------------------

LINK = "https://minimax.oss.example/audio%2Fa.mp3?Signature=x%3D"
LINKS: dict[str, dict[str, Any]] = {
    "in audio": {"data": {"audio": LINK, "status": 2}, "base_resp": OK},
    "in audio_url": {"data": {"audio": "", "audio_url": LINK}, "base_resp": OK},
    "in both": {"data": {"audio": "https://elsewhere.example/b.mp3", "audio_url": LINK}, "base_resp": OK},
    "without base_resp": {"data": {"audio": LINK}},
}


@pytest.mark.parametrize("name", LINKS)
@pytest.mark.parametrize("keys", [{"output": "url"}, {"output": "hex"}, {"stream": True}], ids=str)
async def test_a_link_is_taken_wherever_it_stands(name: str, keys: dict[str, Any], tmp_path: Path) -> None:
    events = await told(json.dumps(LINKS[name]), tmp_path, **keys)
    assert track_of(events).audio == Remote(LINK)


@pytest.mark.parametrize("name", [name for name in LINKS if name != "without base_resp"])
async def test_a_link_at_the_end_of_a_stream_without_a_song_is_taken(name: str, tmp_path: Path) -> None:
    answer = LINKS[name]
    said = f"data: {json.dumps({**answer, 'data': {'status': 2, **answer['data']}})}\n\n"
    events = await told(said, tmp_path, kind="text/event-stream", stream=True)
    assert track_of(events).audio == Remote(LINK)


@pytest.mark.parametrize("keys", [{"output": "url"}, {"stream": True}], ids=str)
async def test_hex_that_nobody_asked_for_is_taken(keys: dict[str, Any], tmp_path: Path) -> None:
    answer = {"data": {"audio": made().hex(), "status": 2}, "extra_info": {}, "base_resp": OK}
    audio = track_of(await told(json.dumps(answer), tmp_path, **keys)).audio
    assert isinstance(audio, Path)
    assert audio.read_bytes() == made()


NO_SONGS = {
    "no data": {"data": None, "base_resp": OK},
    "nothing in it": {"data": {"audio": "", "status": 1}, "base_resp": OK},
    "something of a gateway": {"message": "hello"},
    "no object": ["data"],
    "null": None,
}


@pytest.mark.parametrize("name", NO_SONGS)
async def test_an_answer_without_a_song_is_an_unknown_outcome(name: str, tmp_path: Path) -> None:
    with pytest.raises(OutcomeUnknown):
        await told(json.dumps(NO_SONGS[name]), tmp_path)


async def test_a_stream_that_is_the_song_itself_is_taken(tmp_path: Path) -> None:
    events = await told(made(), tmp_path, kind="audio/mpeg", stream=True)
    assert streamed(events) == made()
    assert track_of(events).audio is None
    with pytest.raises(OutcomeUnknown):
        await told(b"", tmp_path, kind="audio/mpeg", stream=True)


# --- streams ----------------------------------------------------------------------------------


@pytest.mark.parametrize("peer", [{}, {"says_done": True}, {"repeats": False}], ids=str)
async def test_a_song_is_streamed_once(peer: dict[str, Any], tmp_path: Path) -> None:
    async with both(tmp_path, peer=peer, stream=True) as (provider, vendor):
        events = await events_of(provider, task_of(tmp_path))
        kinds = [type(event) for event in events if not isinstance(event, AudioChunk)]
        assert kinds == [Progress, Submitting, Answered, Finished]
        assert streamed(events) == made()
        assert len([event for event in events if isinstance(event, AudioChunk)]) > 2
        track = track_of(events)
        assert (track.audio, track.lyrics) == (None, WORDS)
        again = await events_of(provider, task_of(tmp_path, *calls_of(events)))
        assert track_of(again) == track
        assert (len(vendor.seen), len(vendor.billed())) == (1, 1)


async def test_a_streamed_song_can_be_played(tmp_path: Path) -> None:
    async with both(tmp_path, stream=True) as (provider, _):
        path = tmp_path / "streamed"
        path.write_bytes(streamed(await events_of(provider, task_of(tmp_path))))
        assert (probe(path).container, round(probe(path).duration_ms / 1000)) == ("mp3", 2)


STREAMS = {
    "pieces and nothing at the end": message("00ff", 1) + message("00ff", 1) + message("", 2),
    "what stands at the end again": message("00ff", 1) + message("00ff", 1) + message("00ff00ff", 2),
    "extra_info everywhere": message("00ff", 1, extra_info={})
    + message("00ff", 1, extra_info=None)
    + message("00ff00ff", 2, extra_info={"music_size": 4})
    + "data: [DONE]\n\n",
    "other talk between": message("00ff", 1)
    + 'data: "hello"\n\nevent: ping\ndata: {}\n\n'
    + message("00ff", 1)
    + message("", 2).rstrip(),
}


@pytest.mark.parametrize("name", STREAMS)
async def test_a_stream_is_read_as_it_is_spoken(name: str, tmp_path: Path) -> None:
    events = await told(STREAMS[name], tmp_path, kind="text/event-stream", stream=True)
    assert streamed(events).hex() == "00ff00ff"
    assert track_of(events).audio is None


@pytest.mark.parametrize("audio", [b"\0\xff" * 2, bytes(range(256)) * 3_000], ids=len)
async def test_a_song_that_only_the_last_message_holds_is_a_file(audio: bytes, tmp_path: Path) -> None:
    spoken = ": hello\n\n" + message(audio.hex(), 2)
    events = await told(spoken, tmp_path, kind="text/event-stream", stream=True)
    track = track_of(events)
    assert isinstance(track.audio, Path)
    assert (track.audio.read_bytes(), streamed(events)) == (audio, b"")


async def test_pieces_may_be_of_any_size(tmp_path: Path) -> None:
    pieces = [bytes([n]) * size for n, size in enumerate((1, 700_000, 3, 262_144))]
    spoken = "".join(message(piece.hex(), 1) for piece in pieces) + message(b"".join(pieces).hex(), 2)
    events = await told(spoken, tmp_path, kind="text/event-stream", stream=True)
    assert streamed(events) == b"".join(pieces)
    assert max(len(event.data) for event in events if isinstance(event, AudioChunk)) < 600_000


CUTS = {
    "pieces alone": message("00ff", 1),
    "done before the end": message("00ff", 1) + "data: [DONE]\n\n" + message("", 2),
    "the last one cut in two": message("00ff", 1) + message("00ff", 2)[:-20],
    "nothing": "",
    "an end without a song": message("", 2),
    "half a byte": message("00f", 1) + message("", 2),
    "no hex": message("zz", 1) + message("", 2),
    "hex that breaks off": message("00ff", 1)[:-30] + "\n\n" + message("", 2),
}


@pytest.mark.parametrize("name", CUTS)
async def test_a_stream_without_its_end_is_an_unknown_outcome(name: str, tmp_path: Path) -> None:
    with pytest.raises(OutcomeUnknown):
        await told(CUTS[name], tmp_path, kind="text/event-stream", stream=True)


async def test_a_stream_that_is_cut_is_told_piece_by_piece_until_then(tmp_path: Path) -> None:
    async with both(tmp_path, stream=True) as (provider, peer):
        peer.fail("stream", Cut(10_000))
        heard = bytearray()
        with pytest.raises(OutcomeUnknown) as caught:
            async for event in provider.generate(task_of(tmp_path)):
                heard += event.data if isinstance(event, AudioChunk) else b""
        assert bytes(heard) == made()[:10_000]
        assert caught.value.trace_id
        assert len(peer.billed()) == 1


@pytest.mark.parametrize(
    ("code", "expected"),
    [(1026, OutputModerated), (1027, OutputModerated), (1002, OutcomeUnknown), (1008, OutcomeUnknown)],
)
async def test_an_error_after_the_first_piece_may_have_cost(
    code: int, expected: type[ProviderError], tmp_path: Path
) -> None:
    async with both(tmp_path, stream=True) as (provider, peer):
        peer.fail("stream", Fail(code, "no more"))
        with pytest.raises(expected) as caught:
            await events_of(provider, task_of(tmp_path))
        assert str(code) in caught.value.detail
        assert caught.value.trace_id
        assert (len(peer.seen), len(peer.billed())) == (1, 1)


async def test_an_error_after_the_song_was_begun_may_have_cost(tmp_path: Path) -> None:
    busy = json.dumps({"data": None, "base_resp": {"status_code": 1002, "status_msg": "rate limit"}})
    spoken = message("", 1) + f"data: {busy}\n\n"
    with pytest.raises(OutcomeUnknown):
        await told(spoken, tmp_path, kind="text/event-stream", stream=True)


async def test_a_piece_whose_message_is_damaged_leaves_no_gap(tmp_path: Path) -> None:
    gap = message("00ff", 1) + message("11ee", 1).rstrip()[:-1] + "\n\n"
    whole = await told(gap + message("00ff11ee", 2), tmp_path, kind="text/event-stream", stream=True)
    audio = track_of(whole).audio
    assert isinstance(audio, Path)
    assert audio.read_bytes().hex() == "00ff11ee"
    with pytest.raises(OutcomeUnknown):
        await told(gap + message("", 2), tmp_path, kind="text/event-stream", stream=True)


@pytest.mark.parametrize("stream_errors", ["event-stream", "json"])
async def test_an_error_instead_of_a_stream_costs_nothing(stream_errors: str, tmp_path: Path) -> None:
    async with both(tmp_path, peer={"stream_errors": stream_errors}, stream=True) as (provider, peer):
        peer.fail("stream", Refuse(200, 1002, "rate limit"))
        with pytest.raises(RateLimited):
            await events_of(provider, task_of(tmp_path))
        assert peer.billed() == []
