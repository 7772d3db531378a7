"""MiniMax's peer: it refuses what the vendor refuses, answers in its shapes, and its bill is right."""

import asyncio
import base64
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import numpy as np
import pytest
from yarl import URL

from bot.media.encode import Codec, Encoder
from bot.media.probe import probe
from tests.peers import minimax_rules as rules
from tests.peers.minimax import LINK_PATH, SENSITIVE_WORD, MiniMax
from tests.peers.service import KEY, Cut, Fail, Fault, Gateway, Lose, Refuse, audio

SONG, LYRICS, PREPROCESS = "/v1/music_generation", "/v1/lyrics_generation", "/v1/music_cover_preprocess"
WORDS = "[Verse]\nA small boat on a large sea"
VOCAL = {"model": "music-3.0", "lyrics": WORDS}
COVER = {"model": "music-cover", "prompt": "a slow jazz trio"}
REFERENCE = base64.b64encode(audio(7.0)).decode()
COVERED = COVER | {"audio_base64": REFERENCE}
PREPROCESSED = {"model": "music-cover", "audio_base64": REFERENCE}
GHOST = "a\u200bb\u200bc\u200b"


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: Any
    content: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.content)

    @property
    def code(self) -> int:
        code: int = self.json["base_resp"]["status_code"]
        return code

    @property
    def messages(self) -> list[Any]:
        """What the `data:` lines of a stream say."""
        lines = self.content.decode().split("\n")
        return [json.loads(line[6:]) for line in lines if line.startswith("data: {")]


@pytest.fixture
async def peer(tmp_path: Path) -> AsyncIterator[MiniMax]:
    async with MiniMax(tmp_path, seconds=1.5) as minimax:
        yield minimax


async def post(peer: MiniMax, path: str, body: Any, **headers: str) -> Answer:
    return await ask(peer, "POST", path, json.dumps(body), **headers)


async def ask(peer: MiniMax, method: str, path: str, data: str = "", **headers: str) -> Answer:
    sent = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"} | headers
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, peer.url + path, data=BytesIO(data.encode()), headers=sent) as response,
    ):
        return Answer(response.status, response.headers, await response.read())


async def get(url: str | URL, **headers: str) -> Answer:
    async with (
        aiohttp.ClientSession() as session,
        session.get(URL(str(url), encoded=True), headers=headers) as response,
    ):
        return Answer(response.status, response.headers, await response.read())


def made(folder: Path, codec: Codec, seconds: float) -> str:
    """Return a low tone in base64: mono, 8 kHz where the codec can."""
    path, rate = folder / "tone", 48_000 if codec == "opus" else 8_000
    wave = 0.1 * np.sin(2 * np.pi * 110 * np.arange(round(seconds * rate)) / rate)
    with Encoder(path, format=codec, sample_rate=rate, channels=1, bitrate=32_000) as encoder:
        encoder.write(wave[np.newaxis].astype(np.float32))
    return base64.b64encode(path.read_bytes()).decode()


def probed(folder: Path, content: bytes) -> Any:
    path = folder / "answered"
    path.write_bytes(content)
    return probe(path)


def with_setting(**setting: Any) -> dict[str, Any]:
    return VOCAL | {"audio_setting": setting}


BAD = rules.BAD_PARAMETERS
REFUSED_SONGS: dict[str, tuple[Any, int]] = {
    "no object": ([VOCAL], BAD),
    "no model": ({"lyrics": WORDS}, BAD),
    "older model": (VOCAL | {"model": "music-1.5"}, BAD),
    "unknown field": (VOCAL | {"duration": 60}, BAD),
    "seed": (VOCAL | {"seed": 1}, BAD),
    "null": (VOCAL | {"prompt": None}, BAD),
    "number for a flag": (VOCAL | {"stream": 1}, BAD),
    "word for a flag": (VOCAL | {"is_instrumental": "false"}, BAD),
    "no lyrics": ({"model": "music-3.0", "prompt": "folk"}, BAD),
    "empty lyrics": (VOCAL | {"lyrics": ""}, BAD),
    "long lyrics": (VOCAL | {"lyrics": "歌" * 3501}, BAD),
    "long prompt": (VOCAL | {"prompt": "p" * 2001}, BAD),
    "instrumental without prompt": ({"model": "music-3.0", "is_instrumental": True}, BAD),
    "instrumental, empty prompt": ({"model": "music-2.5+", "is_instrumental": True, "prompt": ""}, BAD),
    "instrumental, long prompt": ({"model": "music-2.6", "is_instrumental": True, "prompt": "p" * 2001}, BAD),
    "instrumental, long lyrics": (
        {"model": "music-2.6", "is_instrumental": True, "prompt": "p", "lyrics": "l" * 3501},
        BAD,
    ),
    "2.5 has no instrumental": (VOCAL | {"model": "music-2.5", "is_instrumental": False}, BAD),
    "2.5 has no optimizer": (VOCAL | {"model": "music-2.5", "lyrics_optimizer": False}, BAD),
    "2.5+ has no optimizer": ({"model": "music-2.5+", "prompt": "folk", "lyrics_optimizer": True}, BAD),
    "optimizer with lyrics": (VOCAL | {"prompt": "folk", "lyrics_optimizer": True}, BAD),
    "optimizer, instrumental": (
        {"model": "music-2.6", "prompt": "folk", "lyrics_optimizer": True, "is_instrumental": True},
        BAD,
    ),
    "optimizer without prompt": ({"model": "music-2.6", "lyrics_optimizer": True}, BAD),
    "stream of a url": (VOCAL | {"stream": True, "output_format": "url"}, BAD),
    "stream with watermark": (VOCAL | {"stream": True, "aigc_watermark": True}, BAD),
    "base64 output": (VOCAL | {"output_format": "base64"}, BAD),
    "48 kHz": (with_setting(sample_rate=48_000), BAD),
    "rate as text": (with_setting(sample_rate="44100"), BAD),
    "rate as a fraction": (with_setting(sample_rate=44_100.0), BAD),
    "320 kbit/s": (with_setting(bitrate=320_000), BAD),
    "flac": (with_setting(format="flac"), BAD),
    "channel": (with_setting(channel=2), BAD),
    "setting is no object": (VOCAL | {"audio_setting": []}, BAD),
    "reference for a song": (VOCAL | {"audio_base64": REFERENCE}, BAD),
    "empty reference for a song": (VOCAL | {"audio_url": ""}, BAD),
    "cover of nothing": (COVER, BAD),
    "cover of two": (COVERED | {"cover_feature_id": "x"}, BAD),
    "cover of an unknown id": (COVER | {"cover_feature_id": "x", "lyrics": WORDS}, BAD),
    "cover without prompt": (PREPROCESSED, BAD),
    "cover, short prompt": (COVERED | {"prompt": "p" * 9}, BAD),
    "cover, long prompt": (COVERED | {"prompt": "p" * 301}, BAD),
    "cover, short lyrics": (COVERED | {"lyrics": "l" * 9}, BAD),
    "cover, empty lyrics": (COVERED | {"lyrics": ""}, BAD),
    "cover, long lyrics": (COVERED | {"lyrics": "l" * 1001}, BAD),
    "cover, instrumental": (COVERED | {"is_instrumental": True}, BAD),
    "cover, optimizer": (COVERED | {"lyrics_optimizer": False}, BAD),
    "cover of no base64": (COVER | {"audio_base64": "%%%%"}, BAD),
    "cover of a data url": (COVER | {"audio_base64": f"data:audio/mpeg;base64,{REFERENCE}"}, BAD),
    "cover of base64 in lines": (COVER | {"audio_base64": f"{REFERENCE[:76]}\n{REFERENCE[76:]}"}, BAD),
    "cover of a text": (COVER | {"audio_base64": base64.b64encode(b"no sound at all").decode()}, BAD),
    "cover of a file": (COVER | {"audio_url": "file:///etc/passwd"}, BAD),
    "cover of no address": (COVER | {"audio_url": ""}, BAD),
    "invisible": (VOCAL | {"lyrics": GHOST}, rules.INVISIBLE),
    "half a character": (VOCAL | {"prompt": "\ud800"}, rules.INVISIBLE),
    "sensitive prompt": (VOCAL | {"prompt": f"An {SENSITIVE_WORD.upper()} song"}, rules.SENSITIVE_INPUT),
    "sensitive lyrics": (VOCAL | {"lyrics": SENSITIVE_WORD}, rules.SENSITIVE_INPUT),
}


@pytest.mark.parametrize("name", REFUSED_SONGS)
async def test_refuses_music(peer: MiniMax, name: str) -> None:
    body, code = REFUSED_SONGS[name]
    answer = await post(peer, SONG, body)
    said = answer.messages[0] if answer.headers["Content-Type"] == "text/event-stream" else answer.json
    assert answer.status == 200
    assert said["base_resp"]["status_code"] == code, said
    assert said["data"] is None
    assert said["trace_id"] == answer.headers["Trace-Id"]
    assert peer.billed() == []


FULL = {"prompt": "p" * 2000, "lyrics": "歌" * 3500}
ACCEPTED_SONGS: dict[str, Any] = {
    **{name: {"model": name, "lyrics": "a"} for name, model in rules.MODELS.items() if not model.cover},
    "longest": VOCAL | FULL,
    "2.5, longest": FULL | {"model": "music-2.5"},
    "empty prompt": VOCAL | {"prompt": ""},
    "instrumental": {"model": "music-2.5+", "prompt": "p", "is_instrumental": True},
    "instrumental, longest": FULL | {"model": "music-2.6", "is_instrumental": True},
    "optimizer": {"model": "music-2.6-free", "prompt": "p", "lyrics": "", "lyrics_optimizer": True},
    "all flags off": VOCAL
    | {"is_instrumental": False, "lyrics_optimizer": False, "stream": False, "aigc_watermark": False},
    "watermark": VOCAL | {"aigc_watermark": True},
    "a tenth invisible": VOCAL | {"lyrics": "abcdefghi\u200b"},
    "line breaks are visible": VOCAL | {"lyrics": "a\n\n\n\r\n\t"},
    "no setting": with_setting(),
    "cover": COVERED,
    "cover, longest": COVERED | {"model": "music-cover-free", "prompt": "p" * 300, "lyrics": "l" * 1000},
    "cover, shortest": COVERED | {"prompt": "p" * 10, "lyrics": "l" * 10},
}


@pytest.mark.parametrize("name", ACCEPTED_SONGS)
async def test_takes_and_bills_music(peer: MiniMax, name: str) -> None:
    body = ACCEPTED_SONGS[name]
    answer = await post(peer, SONG, body)
    assert (answer.status, answer.code) == (200, 0), answer.content
    [charge] = peer.billed()
    assert (charge.what, charge.seconds) == ("cover" if "cover" in body["model"] else "song", 1.5)
    assert charge.body == rules.shortened(body) == peer.seen[0].body


REFUSED_LYRICS: dict[str, tuple[Any, int]] = {
    "no mode": ({"prompt": "rain"}, BAD),
    "unknown mode": ({"mode": "continue"}, BAD),
    "model": ({"mode": "write_full_song", "model": "music-3.0"}, BAD),
    "long prompt": ({"mode": "write_full_song", "prompt": "p" * 2001}, BAD),
    "lyrics to write": ({"mode": "write_full_song", "lyrics": WORDS}, BAD),
    "nothing to edit": ({"mode": "edit", "prompt": "sadder"}, BAD),
    "long lyrics": ({"mode": "edit", "lyrics": "l" * 3501}, BAD),
    "sensitive title": ({"mode": "write_full_song", "title": SENSITIVE_WORD}, rules.SENSITIVE_INPUT),
    "invisible": ({"mode": "write_full_song", "prompt": GHOST}, rules.INVISIBLE),
}
REFUSED_PREPROCESS: dict[str, tuple[Any, int]] = {
    "other model": (PREPROCESSED | {"model": "music-2.6"}, BAD),
    "free model": (PREPROCESSED | {"model": "music-cover-free"}, BAD),
    "no model": ({"audio_base64": REFERENCE}, BAD),
    "no audio": ({"model": "music-cover"}, BAD),
    "two audios": (PREPROCESSED | {"audio_url": "http://127.0.0.1/a.mp3"}, BAD),
    "prompt": (PREPROCESSED | COVER, BAD),
    "no base64": (PREPROCESSED | {"audio_base64": REFERENCE[:-1]}, BAD),
}


@pytest.mark.parametrize("name", REFUSED_LYRICS)
async def test_refuses_lyrics(peer: MiniMax, name: str) -> None:
    body, code = REFUSED_LYRICS[name]
    answer = await post(peer, LYRICS, body)
    assert (answer.status, answer.code, peer.billed()) == (200, code, [])


@pytest.mark.parametrize("name", REFUSED_PREPROCESS)
async def test_refuses_to_preprocess(peer: MiniMax, name: str) -> None:
    body, code = REFUSED_PREPROCESS[name]
    answer = await post(peer, PREPROCESS, body)
    assert (answer.status, answer.code, peer.billed()) == (200, code, [])


@pytest.mark.parametrize("path", [SONG, LYRICS, PREPROCESS])
async def test_refuses_strangers(peer: MiniMax, path: str) -> None:
    assert (await post(peer, path, VOCAL, Authorization="Bearer sk-other")).code == 2049
    assert (await post(peer, path, VOCAL, Authorization=KEY)).code == 1004
    peer.wrong_key = 1004
    assert (await post(peer, path, VOCAL, Authorization="Bearer sk-other")).code == 1004
    assert (await post(peer, path, VOCAL, **{"Content-Type": "text/plain"})).code == BAD
    assert (await ask(peer, "POST", path, "{not json")).code == BAD
    assert peer.billed() == []
    assert len(peer.seen) == 5


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", f"/v1{SONG}"),
        ("POST", f"{SONG}/"),
        ("POST", f"{SONG}?GroupId=1"),
        ("POST", "/music_generation"),
        ("POST", "/v1/music"),
        ("GET", SONG),
        ("PUT", LYRICS),
        ("POST", "/audio%2Fx.mp3"),
        ("GET", "/"),
    ],
)
async def test_knows_no_other_calls(peer: MiniMax, method: str, path: str) -> None:
    answer = await ask(peer, method, path, json.dumps(VOCAL))
    assert answer.status == 404
    assert [seen.path for seen in peer.seen] == [path]


async def test_the_plan_has_no_such_model(tmp_path: Path) -> None:
    async with MiniMax(tmp_path, plan=("music-2.6-free",), sensitive=("rain",)) as peer:
        assert (await post(peer, SONG, VOCAL)).code == 2061
        assert (await post(peer, PREPROCESS, PREPROCESSED)).code == 2061
        assert (await post(peer, SONG, VOCAL | {"prompt": "Rain"})).code == 1026
        assert peer.billed() == []
        assert (await post(peer, SONG, VOCAL | {"model": "music-2.6-free"})).code == 0


@pytest.mark.parametrize("bitrate", [32_000, 256_000])
@pytest.mark.parametrize("rate", [16_000, 24_000, 32_000, 44_100])
@pytest.mark.parametrize("kind", ["mp3", "wav", "pcm"])
async def test_makes_the_audio_that_was_ordered(
    peer: MiniMax, tmp_path: Path, kind: str, rate: int, bitrate: int
) -> None:
    answer = await post(peer, SONG, with_setting(sample_rate=rate, bitrate=bitrate, format=kind))
    said = answer.json
    content, info = bytes.fromhex(said["data"]["audio"]), said["extra_info"]
    assert (info["music_sample_rate"], info["music_channel"], info["music_size"]) == (rate, 2, len(content))
    if kind == "pcm":
        assert len(content) == info["music_duration"] * rate * 4 // 1000 == rate * 6
        samples = np.frombuffer(content, "<i2").reshape(-1, 2)
        assert (samples[:, 0] == samples[:, 1]).all()
        assert 3_000 < np.abs(samples).max() < 12_000
        assert info["bitrate"] == rate * 32
    else:
        facts = probed(tmp_path, content)
        assert (facts.container, facts.sample_rate, facts.channels) == (kind, rate, 2)
        assert (facts.duration_ms, info["music_duration"]) == (1500, 1500)
        assert facts.bitrate == pytest.approx(info["bitrate"], rel=0.1)


async def test_the_answer_in_hex_field_by_field(peer: MiniMax) -> None:
    answer = await post(peer, SONG, VOCAL)
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    said = answer.json
    content = bytes.fromhex(said["data"].pop("audio"))
    assert re.fullmatch("[0-9a-f]{32}", said["trace_id"])
    assert said == {
        "data": {"status": 2},
        "trace_id": answer.headers["Trace-Id"],
        "extra_info": {
            "music_duration": 1500,
            "music_sample_rate": 44_100,
            "music_channel": 2,
            "bitrate": 256_000,
            "music_size": len(content),
        },
        "analysis_info": None,
        "base_resp": {"status_code": 0, "status_msg": "success"},
    }


async def test_the_link_must_be_taken_as_it_is(peer: MiniMax, tmp_path: Path) -> None:
    peer.clock = lambda: 1_000_000.5
    said = (await post(peer, SONG, VOCAL | {"output_format": "url"})).json
    url = said["data"]["audio"]
    assert said["data"] == {"audio": url, "status": 2}
    assert url.startswith(f"{peer.url}{LINK_PATH}%2F")
    assert "Expires=1086400&" in url
    assert url.endswith("%3D")  # a signature that has to stay escaped, too
    answer = await get(url)
    assert (answer.status, answer.headers["Content-Type"]) == (200, "audio/mpeg")
    assert probed(tmp_path, answer.content).duration_ms == 1500
    assert len(answer.content) == said["extra_info"]["music_size"]
    for wrong in (
        url.replace("%2F", "/", 1),
        url.replace("%2F", "%252F", 1),
        url.replace("%2F", "%2f", 1),
        url.replace("Expires=1086400", "Expires=1086401"),
        url.replace("Signature=", "Signature=x"),
        url.replace("Signature=", "signature="),
        url.partition("?")[0],
        url.replace(".mp3", ".wav"),
    ):
        refused = await get(wrong)
        assert (refused.status, refused.headers["Content-Type"]) == (403, "application/xml; charset=utf-8")
        assert b"<Error><Code>" in refused.content
    leaked = await get(url, Authorization=f"Bearer {KEY}")
    assert leaked.status == 400
    assert peer.seen[-1].headers["Authorization"] == f"Bearer {KEY}"
    peer.clock = lambda: 1_000_000 + 24 * 3600
    expired = await get(url)
    assert (expired.status, b"Request has expired" in expired.content) == (403, True)
    assert len(peer.billed()) == 1


async def test_the_link_elsewhere(tmp_path: Path) -> None:
    async with MiniMax(tmp_path, link_in="audio_url") as peer:
        order = VOCAL | {"output_format": "url", "audio_setting": {"format": "pcm"}}
        data = (await post(peer, SONG, order)).json["data"]
        assert data.keys() == {"audio_url", "status"}
        answer = await get(data["audio_url"])
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert len(answer.content) == 2 * 44_100 * 4


async def test_the_stream_byte_by_byte(tmp_path: Path) -> None:
    async with MiniMax(tmp_path, says_done=True) as peer:
        answer = await post(peer, SONG, VOCAL | {"stream": True})
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/event-stream")
    text = answer.content.decode()
    assert text.startswith(": keep-alive\n\ndata: {")
    assert "\n\n\ndata: {" in text
    assert text.endswith("}\n\ndata: [DONE]\n\n")
    assert {line[:6] for line in text.split("\n")} == {"", ": keep", "data: "}
    *chunks, last = answer.messages
    assert len(chunks) > 2
    for chunk in chunks:
        assert chunk["data"].keys() == {"audio", "status"}
        assert (chunk["data"]["status"], chunk["extra_info"], chunk["analysis_info"]) == (1, None, None)
        assert chunk["base_resp"]["status_code"] == 0
    whole = b"".join(bytes.fromhex(chunk["data"]["audio"]) for chunk in chunks)
    assert last["data"] == {"audio": whole.hex(), "status": 2}
    assert {message["trace_id"] for message in answer.messages} == {answer.headers["Trace-Id"]}
    assert last["extra_info"]["music_size"] == len(whole)
    assert probed(tmp_path, whole).duration_ms == last["extra_info"]["music_duration"] == 2000
    assert [charge.what for charge in peer.billed()] == ["song"]


async def test_a_stream_whose_end_repeats_nothing(tmp_path: Path) -> None:
    async with MiniMax(tmp_path, repeats=False) as peer:
        answer = await post(peer, SONG, COVERED | {"stream": True})
    assert answer.messages[-1]["data"] == {"audio": "", "status": 2}
    assert b"[DONE]" not in answer.content


async def test_writes_lyrics_in_its_own_dialect(peer: MiniMax) -> None:
    order = {"mode": "write_full_song", "prompt": "rain on\na {tin} roof", "title": "My Title"}
    answer = await post(peer, LYRICS, order)
    said = answer.json
    assert list(said) == ["song_title", "style_tags", "lyrics", "base_resp"]
    assert said["song_title"] == "My Title"
    assert "rain on a {tin} roof" in said["lyrics"]
    assert {"[Verse 1]", "[Pre-Chorus]", "[Build-up]", "[Instrumental]"} < set(said["lyrics"].split("\n"))
    assert len(said["style_tags"].split(", ")) > 1
    assert said["base_resp"] == {"status_code": 0, "status_msg": "success"}
    assert re.fullmatch("[0-9a-f]{32}", answer.headers["Trace-Id"])
    invented = (await post(peer, LYRICS, {"mode": "write_full_song"})).json
    assert invented["song_title"]
    assert invented["lyrics"]
    assert [(charge.what, charge.seconds) for charge in peer.billed()] == [("lyrics", 0.0)] * 2
    assert peer.billed()[0].body == order


async def test_takes_the_longest_lyrics(peer: MiniMax) -> None:
    written = await post(peer, LYRICS, {"mode": "write_full_song", "prompt": "p" * 2000})
    edited = await post(peer, LYRICS, {"mode": "edit", "prompt": "", "lyrics": "歌" * 3500})
    assert (written.code, edited.code, len(peer.billed())) == (0, 0, 2)


async def test_edits_one_line_and_keeps_the_rest(peer: MiniMax) -> None:
    order = {"mode": "edit", "prompt": "sadder", "title": "Boat", "lyrics": f"{WORDS}\nSails away\n\n[Outro]"}
    once = (await post(peer, LYRICS, order)).json
    before, after = order["lyrics"].split("\n"), once["lyrics"].split("\n")
    assert [i for i, (old, new) in enumerate(zip(before, after, strict=True)) if old != new] == [2]
    assert once["song_title"] == "Boat"
    twice = (await post(peer, LYRICS, order | {"lyrics": once["lyrics"]})).json
    assert twice["lyrics"] != once["lyrics"]
    tags_only = (await post(peer, LYRICS, order | {"lyrics": "[Intro]"})).json
    assert tags_only["lyrics"].startswith("[Intro]\n")


async def test_preprocesses_for_nothing(peer: MiniMax) -> None:
    answer = await post(peer, PREPROCESS, PREPROCESSED)
    said = answer.json
    assert list(said) == [
        "cover_feature_id",
        "formatted_lyrics",
        "structure_result",
        "audio_duration",
        "trace_id",
        "base_resp",
    ]
    assert said["audio_duration"] == pytest.approx(7.0, abs=0.05)
    assert said["trace_id"] == answer.headers["Trace-Id"]
    assert 10 <= len(said["formatted_lyrics"]) <= 1000
    parts = json.loads(said["structure_result"])
    assert parts["num_segments"] == len(parts["segments"])
    assert parts["segments"][0]["start"] == 0
    assert parts["segments"][-1]["end"] == pytest.approx(7.0, abs=0.05)
    assert {part["label"] for part in parts["segments"]} == {"intro", "verse", "chorus", "outro"}
    again = (await post(peer, PREPROCESS, PREPROCESSED)).json
    assert again["cover_feature_id"] == said["cover_feature_id"]
    assert again["trace_id"] != said["trace_id"]
    assert peer.billed() == []


async def test_a_feature_lives_for_a_day(peer: MiniMax, tmp_path: Path) -> None:
    peer.clock = lambda: 0.0
    feature = (await post(peer, PREPROCESS, PREPROCESSED)).json["cover_feature_id"]
    order = COVER | {"cover_feature_id": feature, "lyrics": WORDS}
    peer.clock = lambda: 24 * 3600 - 1.0
    assert (await post(peer, PREPROCESS, PREPROCESSED)).json["cover_feature_id"] == feature
    assert (await post(peer, SONG, order)).code == 0
    assert (await post(peer, SONG, COVER | {"cover_feature_id": feature})).code == BAD
    assert (await post(peer, SONG, order | {"lyrics": "l" * 9})).code == BAD
    assert (await post(peer, SONG, COVERED | order)).code == BAD
    peer.clock = lambda: 24 * 3600.0
    assert (await post(peer, SONG, order)).code == BAD
    assert (await post(peer, PREPROCESS, PREPROCESSED)).json["cover_feature_id"] == feature
    assert (await post(peer, SONG, order)).code == 0
    assert [charge.what for charge in peer.billed()] == ["cover", "cover"]


@pytest.mark.parametrize(
    ("codec", "seconds", "code"),
    [
        ("wav", 6.0, 0),
        ("wav", 360.0, 0),
        ("flac", 6.5, 0),
        ("mp3", 6.5, 0),
        ("wav", 5.9, BAD),
        ("wav", 360.5, BAD),
        ("opus", 6.5, BAD),
        ("aac", 6.5, BAD),
    ],
)
async def test_listens_to_the_reference(
    peer: MiniMax, tmp_path: Path, codec: Codec, seconds: float, code: int
) -> None:
    reference = {"audio_base64": made(tmp_path, codec, seconds)}
    assert (await post(peer, PREPROCESS, PREPROCESSED | reference)).code == code
    assert (await post(peer, SONG, COVER | reference)).code == code
    assert len(peer.billed()) == (1 if code == 0 else 0)
    assert all(len(seen.body["audio_base64"]) < 80 for seen in peer.seen)


def test_50_megabytes_and_no_more() -> None:
    with pytest.raises(rules.Refused, match="larger"):
        rules.reference_seconds(bytes(50_000_001))
    with pytest.raises(rules.Refused, match="unknown_format"):
        rules.reference_seconds(bytes(50_000_000))


async def test_fetches_the_reference_itself(peer: MiniMax) -> None:
    link = (await post(peer, SONG, VOCAL | {"output_format": "url"})).json["data"]["audio"]
    assert (await post(peer, SONG, COVER | {"audio_url": link})).code == BAD  # of 1.5 seconds
    peer.seconds = 6.5
    link = (await post(peer, SONG, VOCAL | {"output_format": "url"})).json["data"]["audio"]
    assert (await post(peer, SONG, COVER | {"audio_url": link})).code == 0
    said = (await post(peer, PREPROCESS, {"model": "music-cover", "audio_url": link})).json
    assert said["audio_duration"] == 6.5
    gone = link.replace("Signature=", "Signature=x")
    assert (await post(peer, SONG, COVER | {"audio_url": gone})).code == BAD


CALLS: dict[str, tuple[str, Any]] = {
    "song": (SONG, VOCAL),
    "stream": (SONG, VOCAL | {"stream": True}),
    "lyrics": (LYRICS, {"mode": "write_full_song"}),
    "preprocess": (PREPROCESS, PREPROCESSED),
}
BILLED = {"song": 1, "stream": 1, "lyrics": 1, "preprocess": 0}
ORDERED: list[tuple[Fault, int | None, bool]] = [
    (Refuse(200, 1002, "rate limit"), 1002, False),
    (Refuse(200, 2056, "until 2026-11-21 20:00"), 2056, False),
    (Fail(1027, "output new_sensitive"), 1027, True),
    (Fail(1001), 1001, True),
    (Lose("before"), None, False),
    (Lose("after"), None, True),
]


@pytest.mark.parametrize("json_errors", [False, True])
@pytest.mark.parametrize("ordered", ORDERED)
@pytest.mark.parametrize("call", CALLS)
async def test_faults(
    peer: MiniMax, call: str, ordered: tuple[Fault, int | None, bool], json_errors: bool
) -> None:
    fault, code, billed = ordered
    peer.stream_errors = "json" if json_errors else "event-stream"
    path, body = CALLS[call]
    peer.fail(call, fault)
    assert (await post(peer, path, body | {"unknown": 1})).status == 200  # it is refused; the fault waits
    if code is None:
        with pytest.raises(aiohttp.ClientConnectionError):
            await post(peer, path, body)
    else:
        answer = await post(peer, path, body)
        streamed = call == "stream" and not json_errors
        kind = "text/event-stream" if streamed else "application/json; charset=utf-8"
        assert (answer.status, answer.headers["Content-Type"]) == (200, kind)
        *before, said = answer.messages if streamed else [answer.json]
        assert said["base_resp"]["status_code"] == code
        assert said.get("data") is None
        assert ("data" in said) == (path == SONG)
        assert said["trace_id"] == answer.headers["Trace-Id"]
        assert bool(before) == (streamed and billed)
        assert all(message["data"]["status"] == 1 for message in before)
    assert len(peer.billed()) == (BILLED[call] if billed else 0)
    assert (await post(peer, path, body)).status == 200  # a fault comes once


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("status", [401, 402, 429, 500, 503])
async def test_http_failures(peer: MiniMax, call: str, status: int) -> None:
    path, body = CALLS[call]
    peer.fail(call, Refuse(status, 1002, "slowly", {"Retry-After": "7"}), Refuse(status, "overloaded"))
    answer = await post(peer, path, body)
    assert (answer.status, answer.code, answer.headers["Retry-After"]) == (status, 1002, "7")
    plain = await post(peer, path, body)
    assert (plain.status, plain.content) == (status, b"overloaded: refused")
    assert peer.billed() == []


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("billed", [False, True])
async def test_a_gateway_answers(peer: MiniMax, call: str, billed: bool) -> None:
    path, body = CALLS[call]
    peer.fail(call, Gateway(504, billed))
    answer = await post(peer, path, body)
    assert (answer.status, answer.headers["Content-Type"]) == (504, "text/html; charset=utf-8")
    assert answer.content.startswith(b"<html>")
    assert len(peer.billed()) == (BILLED[call] if billed else 0)


async def test_a_stream_ends_too_early(peer: MiniMax) -> None:
    peer.says_done = True
    peer.fail("stream", Cut(10_001))
    answer = await post(peer, *CALLS["stream"])
    assert {message["data"]["status"] for message in answer.messages} == {1}
    assert sum(len(message["data"]["audio"]) for message in answer.messages) == 2 * 10_001
    assert b"[DONE]" not in answer.content
    assert len(peer.billed()) == 1


async def test_a_stream_fails_halfway(peer: MiniMax) -> None:
    peer.says_done = True
    peer.fail("stream", Fail(1033, "downstream"))
    *chunks, last = (await post(peer, *CALLS["stream"])).messages
    *_, whole = (await post(peer, *CALLS["stream"])).messages
    sent = sum(len(chunk["data"]["audio"]) for chunk in chunks)
    assert sent == whole["extra_info"]["music_size"] // 2 * 2
    assert (last["data"], last["base_resp"]) == (None, {"status_code": 1033, "status_msg": "downstream"})


async def test_an_answer_is_cut_off(peer: MiniMax) -> None:
    peer.fail("song", Cut(100))
    with pytest.raises(aiohttp.ClientPayloadError):
        await post(peer, *CALLS["song"])
    assert len(peer.billed()) == 1


async def test_a_download_fails_and_the_link_lives(peer: MiniMax) -> None:
    link = (await post(peer, SONG, VOCAL | {"output_format": "url"})).json["data"]["audio"]
    lost = Lose("before"), Lose("before")  # aiohttp's client asks twice for what it may ask for twice
    peer.fail("download", Refuse(503, "SlowDown"), Gateway(), *lost, Cut(1_000))
    assert (await get(f"{link}x")).status == 403  # it is refused; the faults wait
    assert [(await get(link)).status, (await get(link)).status] == [503, 502]
    for _ in range(2):
        with pytest.raises(aiohttp.ClientError):
            await get(link)
    assert (await get(link)).status == 200
    assert len(peer.billed()) == 1


@pytest.mark.parametrize("call", ["song", "stream", "lyrics"])
async def test_bills_on_disk_before_it_answers(peer: MiniMax, tmp_path: Path, call: str) -> None:
    peer.hold.clear()
    answering = asyncio.create_task(post(peer, *CALLS[call]))
    await peer.waiting.wait()
    assert len((tmp_path / "minimax.bill").read_text().splitlines()) == 1
    assert len(MiniMax(tmp_path).billed()) == 1
    assert not answering.done()
    peer.hold.set()
    assert (await answering).status == 200
    assert len(peer.billed()) == 1


async def test_the_bill_and_the_log_hold_no_audio(peer: MiniMax) -> None:
    await post(peer, SONG, COVERED)
    [charge] = peer.billed()
    assert charge.body == peer.seen[0].body
    assert charge.body["audio_base64"] == f"{REFERENCE[:40]}... ({len(REFERENCE)} characters)"
