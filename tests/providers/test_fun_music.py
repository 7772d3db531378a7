"""Fun-Music, the way of a song: each kind of order, its request as it left, and what came back."""

from pathlib import Path
from typing import Any

import pytest

from bot.domain.errors import (
    AuthenticationFailed,
    BadRequest,
    NotEnabled,
    ProviderError,
    RateLimited,
    ResultExpired,
    TransientFailure,
)
from bot.domain.job import Call
from bot.domain.money import Cost, Price
from bot.domain.ports import Answered, Finished, KeyHolder, Progress, Remote, Submitting
from bot.media.probe import probe
from bot.net.download import Downloads
from bot.net.links import addresses_of
from bot.providers import discover
from bot.providers.fun_music import Settings, create
from tests.net.servers import Script, closed_port, http, raw
from tests.peers.fun_music import GENERATION
from tests.peers.service import KEY
from tests.providers.fun_music_bench import (
    LYRICS,
    PROMPT,
    SHORT,
    asked_of,
    both,
    events_of,
    service,
    song_of,
    streamed,
    task_of,
    track_of,
)

ZH_PROMPT = "一首温暖舒缓的民谣"

# --- the request as it left -------------------------------------------------------------------

MODES: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = {
    # name: keys of the section, the order, the fields of `input`
    "a prompt": ({}, {"prompt": PROMPT}, {"prompt": PROMPT, "format": "mp3"}),
    "a prompt with a style": (
        {},
        {"prompt": PROMPT, "style": "folk, slow"},
        {"prompt": f"folk, slow\n{PROMPT}", "format": "mp3"},
    ),
    "a style alone": (
        {"instrumental": True},
        {"style": "folk", "instrumental": True},
        {
            "prompt": "folk",
            "is_instrumental": True,
            "format": "mp3",
        },
    ),
    "what to avoid": (
        {},
        {"prompt": PROMPT, "avoid": "drums, autotune"},
        {"prompt": f"{PROMPT}\nWithout: drums, autotune", "format": "mp3"},
    ),
    "what to avoid, in Chinese": (
        {},
        {"prompt": ZH_PROMPT, "avoid": "鼓"},
        {"prompt": f"{ZH_PROMPT}\n不要：鼓", "format": "mp3"},
    ),
    "own words": ({}, {"lyrics": LYRICS}, {"lyrics": LYRICS, "format": "mp3"}),
    "own words with tags of their own": (
        {},
        {"lyrics": "Verse 2:\nOne light\n[Solo]\n[Drop]\nRound we go"},
        {"lyrics": "[verse]\nOne light\n\n[chorus]\nRound we go", "format": "mp3"},
    ),
    "a voice": (
        {},
        {"lyrics": LYRICS, "voice": "male"},
        {"lyrics": LYRICS, "gender": "male", "format": "mp3"},
    ),
    "a format": ({}, {"lyrics": LYRICS, "format": "wav"}, {"lyrics": LYRICS, "format": "wav"}),
    "a title is for the tags only": (
        {},
        {"lyrics": LYRICS, "title": "Slow"},
        {"lyrics": LYRICS, "format": "mp3"},
    ),
    "music without a voice": (
        {"instrumental": True},
        {"prompt": PROMPT, "voice": "male", "instrumental": True},
        {"prompt": PROMPT, "is_instrumental": True, "format": "mp3"},
    ),
    "a bare chorus is sung again": (
        {},
        {"lyrics": "[chorus]\nRound we go\n\n[chorus]"},
        {"lyrics": "[chorus]\nRound we go\n\n[chorus]\nRound we go", "format": "mp3"},
    ),
    "a chorus that has no room is not": (
        {},
        {"lyrics": f"[chorus]\n{'爱' * 170}\n\n[chorus]"},
        {"lyrics": f"[chorus]\n{'爱' * 170}\n\n[chorus]", "format": "mp3"},
    ),
    "music without a voice, by its words": (
        {"instrumental": True},
        {"lyrics": LYRICS, "instrumental": True},
        {"prompt": "A piece of instrumental music", "is_instrumental": True, "format": "mp3"},
    ),
    "a watermark": (
        {"watermark": True},
        {"prompt": PROMPT},
        {"prompt": PROMPT, "format": "mp3", "enable_aigc_watermark": True},
    ),
    "preview has no field for the voice": (
        {"model": "fun-music-preview"},
        {"prompt": PROMPT, "voice": "female"},
        {"prompt": f"{PROMPT}\nSung by a female voice", "format": "mp3"},
    ),
    "preview wants a prompt beside own words": (
        {"model": "fun-music-preview"},
        {"lyrics": LYRICS, "voice": "male"},
        {
            "lyrics": LYRICS,
            "prompt": "A song with the given lyrics\nSung by a male voice",
            "format": "mp3",
        },
    ),
    "preview, in Chinese": (
        {"model": "fun-music-preview"},
        {"lyrics": "[verse]\n大海啊你是我的家"},
        {"lyrics": "[verse]\n大海啊你是我的家", "prompt": "用给定的歌词唱一首歌", "format": "mp3"},
    ),
}


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("name", MODES)
async def test_each_order_leaves_as_the_pages_say(name: str, stream: bool, tmp_path: Path) -> None:
    keys, order, fields = MODES[name]
    async with both(tmp_path, newer=True, stream=stream, **keys) as (provider, peer):
        track = await song_of(provider, task_of(tmp_path, **order))
        (seen,) = peer.seen
        assert (seen.method, seen.path) == ("POST", GENERATION)
        assert seen.body == {"model": keys.get("model", "fun-music-v1"), "input": fields}
        assert seen.headers["Authorization"] == f"Bearer {KEY}"
        assert "X-DashScope-Async" not in seen.headers
        assert isinstance(track.audio, Remote)
        assert len(peer.billed()) == 1


@pytest.mark.parametrize(
    ("order", "stream", "expected"),
    [
        ({"prompt": PROMPT}, True, True),
        ({"prompt": PROMPT}, False, False),
        ({"prompt": SHORT}, True, False),
        ({"prompt": "温暖的民谣"}, True, True),
        ({"prompt": "a warm quiet 民谣 tune"}, True, False),
        ({"lyrics": LYRICS}, True, False),
        ({"lyrics": "[verse]\n" + "la " * 210}, True, True),
        ({"lyrics": "[verse]\n" + "la " * 250}, True, False),
        ({"lyrics": "[verse]\n" + "爱" * 320}, True, True),
        ({"lyrics": "[verse]\n" + "爱" * 295}, True, False),
    ],
)
async def test_what_fits_the_narrow_limits_is_streamed(
    order: dict[str, Any], stream: bool, expected: bool, tmp_path: Path
) -> None:
    async with both(tmp_path, stream=stream) as (provider, peer):
        events = await events_of(provider, task_of(tmp_path, **order))
        assert (peer.seen[0].headers.get("X-DashScope-SSE") == "enable") is expected
        assert bool(streamed(events)) is expected


async def test_the_end_of_a_base_url_that_sdks_want_does_no_harm(tmp_path: Path) -> None:
    async with both(tmp_path) as (_, peer), service(f"{peer.url}/api/v1") as provider:
        await song_of(provider, task_of(tmp_path))
        assert peer.seen[0].path == GENERATION


# --- what is told of a song -------------------------------------------------------------------


async def test_a_plain_song_is_one_call(tmp_path: Path) -> None:
    async with both(tmp_path, stream=False) as (provider, peer):
        peer.seconds = 2.3
        events = await events_of(provider, task_of(tmp_path, lyrics=LYRICS))
        assert [type(event) for event in events] == [Progress, Submitting, Answered, Finished]
        answered, track = events[2], track_of(events)
        assert isinstance(answered, Answered)
        assert answered.cost == Cost(6_000, "CNY")  # three seconds are billed
        assert answered.trace_id == answered.answer["request_id"] != ""
        assert answered.answer["usage"] == {"duration": 3}
        assert track.lyrics == LYRICS
        assert (track.title, track.note) == ("", "")


async def test_the_words_of_a_prompt_are_those_that_the_service_sang(tmp_path: Path) -> None:
    async with both(tmp_path) as (provider, _):
        track = await song_of(provider, task_of(tmp_path, prompt=PROMPT))
        assert track.lyrics.startswith("[verse]\nThe evening settles over town\nA warm, soothing")
        assert "\n\n[chorus]\n" in track.lyrics


async def test_music_without_a_voice_has_no_words(tmp_path: Path) -> None:
    async with both(tmp_path, newer=True, instrumental=True) as (provider, _):
        track = await song_of(provider, task_of(tmp_path, prompt=PROMPT, instrumental=True))
        assert (track.lyrics, track.note) == ("", "")


@pytest.mark.parametrize("container", ["mp3", "wav"])
async def test_the_song_is_fetched_without_the_key(container: str, tmp_path: Path) -> None:
    async with both(tmp_path, stream=False) as (provider, peer):
        track = await song_of(provider, task_of(tmp_path, prompt=PROMPT, format=container))
        assert isinstance(track.audio, Remote)
        downloads = Downloads(trusted=addresses_of([peer.url]))
        await downloads.fetch(track.audio.url, tmp_path / "song")
        await downloads.close()
        facts = probe(tmp_path / "song")
        assert (facts.container, round(facts.duration_ms / 1000)) == (container, 2)
        assert peer.leaks == []
        assert KEY not in str(peer.seen[1])


async def test_a_link_that_died_is_an_expired_song(tmp_path: Path) -> None:
    async with both(tmp_path, stream=False) as (provider, peer):
        peer.link_seconds = -1
        track = await song_of(provider, task_of(tmp_path))
        assert isinstance(track.audio, Remote)
        downloads = Downloads(trusted=addresses_of([peer.url]), pauses_s=())
        with pytest.raises(ResultExpired):
            await downloads.fetch(track.audio.url, tmp_path / "song")
        await downloads.close()


# --- after a restart --------------------------------------------------------------------------


@pytest.mark.parametrize("stream", [True, False])
async def test_a_stored_answer_is_gone_on_from(stream: bool, tmp_path: Path) -> None:
    async with both(tmp_path, stream=stream) as (provider, peer):
        task = task_of(tmp_path)
        events = await events_of(provider, task)
        (answer,) = [event.answer for event in events if isinstance(event, Answered)]
        assert "data" not in answer["output"]["audio"]
        call = Call(1, "fun_music", "song", 0, answer=answer, outcome="answered")
        again = await events_of(provider, task_of(tmp_path, call))
        assert [type(event) for event in again] == [Finished]
        assert track_of(again) == track_of(events)
        assert (len(peer.seen), len(peer.billed())) == (1, 1)


async def test_a_streamed_song_without_a_link_is_where_its_pieces_are(tmp_path: Path) -> None:
    answer = {"output": {"finish_reason": "stop"}, "usage": {"duration": 2}, "request_id": "r1"}
    call = Call(1, "fun_music", "song", 0, answer=answer, outcome="answered")
    async with service("http://127.0.0.1:1") as provider:
        track = await song_of(provider, task_of(tmp_path, call, prompt=PROMPT))
        assert (track.audio, track.lyrics, track.note) == (None, "", "words-untold")
        sung = await song_of(provider, task_of(tmp_path, call, lyrics=LYRICS))
        assert (sung.audio, sung.lyrics, sung.note) == (None, LYRICS, "")


# --- facts about the service ------------------------------------------------------------------


def info_of(**keys: Any) -> Any:
    return discover()["fun_music"].create(Settings.model_validate({"api_key": KEY, **keys})).info


def test_the_service_is_on_with_a_key() -> None:
    assert create(Settings()) is None
    assert create(Settings.model_validate({"api_key": KEY, "enabled": False})) is None
    assert create(Settings.model_validate({"api_key": KEY})) is not None


def test_one_model_has_a_published_price() -> None:
    assert info_of().price == Price(2_000, "CNY", "second")
    assert info_of(model="fun-music-preview").price is None
    own = {"price": "0.4", "unit": "song", "currency": "USD"}
    assert info_of(**own).price == Price(400_000, "USD", "song")


async def test_a_price_of_ones_own_is_what_a_song_costs(tmp_path: Path) -> None:
    async with both(tmp_path, price="0.4", unit="song", currency="USD") as (provider, _):
        events = await events_of(provider, task_of(tmp_path))
        assert [event.cost for event in events if isinstance(event, Answered)] == [Cost(400_000, "USD")]


def test_music_without_a_voice_is_a_setting() -> None:
    assert not info_of().instrumental
    assert info_of(instrumental=True).instrumental


@pytest.mark.parametrize(
    ("order", "field"),
    [
        ({"prompt": "さくらの歌"}, "prompt"),
        ({"prompt": PROMPT, "style": "шансон"}, "prompt"),
        ({"lyrics": "Привет, море, как дела"}, "lyrics"),
        ({"lyrics": "la"}, "lyrics"),
        ({"lyrics": "爱你 " + "la " * 200}, "lyrics"),
        ({"lyrics": LYRICS, "avoid": "drums"}, "lyrics"),
        ({"prompt": PROMPT, "instrumental": True}, "instrumental"),
    ],
)
async def test_what_is_surely_refused_is_not_asked_for(
    order: dict[str, Any], field: str, tmp_path: Path
) -> None:
    async with both(tmp_path) as (provider, peer):
        with pytest.raises(BadRequest) as caught:
            await events_of(provider, task_of(tmp_path, **order))
        assert caught.value.field == field
        assert peer.seen == []


# --- the key ----------------------------------------------------------------------------------


async def test_a_good_key_is_tried_for_nothing(tmp_path: Path) -> None:
    async with both(tmp_path) as (provider, peer):
        assert isinstance(provider, KeyHolder)
        await provider.try_key()
        assert asked_of(peer) == {}
        assert peer.billed() == []


async def test_a_wrong_key_is_found_out(tmp_path: Path) -> None:
    async with both(tmp_path, api_key="sk-other-0123456789") as (provider, _):
        with pytest.raises(AuthenticationFailed):
            await provider.try_key()


async def test_a_model_that_is_not_there_is_found_out(tmp_path: Path) -> None:
    async with both(tmp_path, model="fun-music-v9") as (provider, peer):
        with pytest.raises(NotEnabled):
            await provider.try_key()
        assert peer.billed() == []


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        ("404 Not Found", "NotFound", NotEnabled),
        ("403 Forbidden", "AccessDenied.Unpurchased", NotEnabled),
        ("429 Too Many Requests", "Throttling", RateLimited),
        ("418 Teapot", "SomethingNew", BadRequest),
        ("500 Internal Server Error", "InternalError", TransientFailure),
        ("502 Bad Gateway", "", TransientFailure),
        ("200 OK", "", TransientFailure),
    ],
)
async def test_whatever_else_a_key_is_told_keeps_songs_from_being_made(
    status: str, code: str, expected: type[ProviderError]
) -> None:
    body = f'{{"code":"{code}","message":"","request_id":"r1"}}'.encode() if code else b"<html>"
    async with raw(Script(http(body, status=status))) as peer, service(peer.url) as provider:
        with pytest.raises(expected):
            await provider.try_key()


async def test_a_service_that_is_not_there_may_be_tried_again() -> None:
    async with service(f"http://127.0.0.1:{closed_port()}") as provider:
        with pytest.raises(TransientFailure):
            await provider.try_key()
