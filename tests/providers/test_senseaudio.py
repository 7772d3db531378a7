"""SenseAudio, from an order to its songs: what leaves, what comes, and what it says of itself."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.domain.errors import (
    AuthenticationFailed,
    BadRequest,
    OutputModerated,
    ProviderError,
    TransientFailure,
)
from bot.domain.job import Call
from bot.domain.money import Cost, Price
from bot.domain.ports import Accepted, Answered, Finished, Lyricist, Remote, TrackSource, Written
from bot.net.download import Downloads
from bot.net.links import addresses_of
from bot.providers.senseaudio import ENVIRONMENT, Settings, create
from tests.net.servers import Script, closed_port, http, raw
from tests.peers.senseaudio import SenseAudio as Peer
from tests.peers.senseaudio import is_tagged
from tests.peers.service import KEY, Fail
from tests.providers.senseaudio_bench import (
    LYRICS,
    OWN,
    OWN_SENT,
    PROMPT,
    SONG,
    WRITTEN,
    events_of,
    names_of,
    open_one,
    orders,
    provider_for,
    task_of,
    tracks_of,
)

MODEL = "senseaudio-music-1.0-260319"


@pytest.fixture
async def peer(tmp_path: Path) -> AsyncIterator[Peer]:
    async with Peer(tmp_path) as peer:
        yield peer


# --- what leaves ------------------------------------------------------------------------------


async def test_own_words_are_one_call(peer: Peer) -> None:
    request = {"style": "folk", "avoid": "drums", "title": "Low tide", "voice": "male"}
    events = await events_of(provider_for(peer), task_of(**request))
    assert names_of(events) == ["Progress", "Submitting song", "Accepted", "Answered", "Finished"]
    assert orders(peer) == [
        (
            SONG,
            {
                "model": MODEL,
                "lyrics": OWN_SENT,
                "custom_mode": False,
                "instrumental": False,
                "style": "folk",
                "negative_tags": "drums",
                "title": "Low tide",
                "vocal_gender": "m",
            },
        )
    ]
    finished = events[-1]
    assert isinstance(finished, Finished)
    (track,) = finished.tracks
    assert (track.title, track.lyrics, track.note) == ("Low tide", OWN, "")


async def test_what_nobody_wishes_does_not_leave(peer: Peer) -> None:
    await events_of(provider_for(peer), task_of())
    ((_, body),) = orders(peer)
    assert set(body) == {"model", "lyrics", "custom_mode", "instrumental"}


async def test_a_prompt_is_two_calls(peer: Peer) -> None:
    events = await events_of(provider_for(peer), task_of(**PROMPT, style="folk", voice="female"))
    assert names_of(events) == [
        "Progress",
        "Submitting lyrics",
        "Answered",
        "Progress",
        "Submitting song",
        "Accepted",
        "Answered",
        "Finished",
    ]
    (first, asked), (second, sung) = orders(peer)
    assert (first, asked) == (LYRICS, {"prompt": "A song about rain", "provider": MODEL})
    assert second == SONG
    assert is_tagged(sung["lyrics"])
    assert (sung["style"], sung["vocal_gender"], sung["custom_mode"]) == ("folk", "f", False)
    finished = events[-1]
    assert isinstance(finished, Finished)
    assert finished.tracks[0].lyrics == WRITTEN
    assert finished.tracks[0].title == ""  # the service's word for “untitled” is none


async def test_what_a_prompt_says_of_the_music_is_not_lost(peer: Peer) -> None:
    await events_of(provider_for(peer), task_of(**PROMPT))
    await events_of(provider_for(peer), task_of(prompt="with a trumpet", style="jazz"))
    styles = [body["style"] for path, body in orders(peer) if path == SONG]
    assert styles == ["A song about rain", "jazz, with a trumpet"]


async def test_music_without_a_voice_is_played_as_the_prompt_says(peer: Peer) -> None:
    order = task_of(lyrics="", prompt="with a trumpet", style="jazz", instrumental=True)
    await events_of(provider_for(peer), order)
    (_, written), (_, body) = orders(peer)
    assert (written["prompt"], body["style"]) == ("with a trumpet", "jazz, with a trumpet")


@pytest.mark.parametrize("how", ["task", "old task"])
async def test_words_can_come_by_task(tmp_path: Path, how: Any) -> None:
    async with Peer(tmp_path, lyrics_by=how) as peer:
        events = await events_of(provider_for(peer), task_of(**PROMPT))
    assert names_of(events)[:4] == ["Progress", "Submitting lyrics", "Accepted", "Answered"]
    assert [charge.what for charge in peer.billed()] == ["lyrics", "song"]


async def test_a_bare_chorus_is_sung_again(peer: Peer) -> None:
    (track,) = await tracks_of(provider_for(peer), task_of(lyrics=f"{OWN}\n\n[verse]\nAnd on\n\n[chorus]"))
    ((_, body),) = orders(peer)
    assert body["lyrics"] == f"{OWN_SENT} ; [verse] And on ; [chorus] Round we go"
    assert track.lyrics == f"{OWN}\n\n[verse]\nAnd on\n\n[chorus]\nRound we go"


async def test_music_without_a_voice_still_sends_words(peer: Peer) -> None:
    (track,) = await tracks_of(provider_for(peer), task_of(**PROMPT, instrumental=True, voice="male"))
    (_, written), (_, body) = orders(peer)
    assert written["prompt"] == "A song about rain"
    assert body["instrumental"] is True
    assert "vocal_gender" not in body
    assert (track.lyrics, track.note) == ("", "")


async def test_an_outline_of_music_is_one_call(peer: Peer) -> None:
    lyrics = "[intro]\n[verse]\n[solo]\n[outro]"
    (track,) = await tracks_of(provider_for(peer), task_of(lyrics=lyrics, style="slow", instrumental=True))
    ((_, body),) = orders(peer)
    assert body["lyrics"] == "[intro-medium] ; [inst-medium] ; [inst-medium] ; [outro-medium]"
    assert track.lyrics == ""


async def test_custom_mode_that_is_refused_blames_no_words_that_nobody_wrote(peer: Peer) -> None:
    with pytest.raises(BadRequest) as caught:
        await events_of(provider_for(peer, custom_mode=True), task_of(**PROMPT))
    assert caught.value.field == "prompt"
    assert caught.value.detail.startswith("custom_mode was refused: HTTP 400")


async def test_custom_mode_sends_the_prompt_itself(tmp_path: Path) -> None:
    async with Peer(tmp_path, takes_prompts=True) as peer:
        provider = provider_for(peer, custom_mode=True)
        (track,) = await tracks_of(provider, task_of(**PROMPT))
        ((_, body),) = orders(peer)
        assert (body["lyrics"], body["custom_mode"]) == ("A song about rain", True)
        assert track.lyrics == WRITTEN
        assert provider.info.most_calls == 1
        peer.lacks = ("lyrics",)
        (track,) = await tracks_of(provider, task_of(**PROMPT))
        assert (track.lyrics, track.note) == ("", "words-untold")
        await events_of(provider, task_of())  # own words are no prompt
        assert orders(peer)[-1][1]["custom_mode"] is False


@pytest.mark.parametrize("weight", [0.0, 0.3, 1.0])
async def test_weight_of_the_style_is_the_operators(peer: Peer, weight: float) -> None:
    await events_of(provider_for(peer, style_weight=weight), task_of(style="folk"))
    assert orders(peer)[0][1]["style_weight"] == weight


async def test_the_key_goes_to_the_service_and_to_no_link(peer: Peer, tmp_path: Path) -> None:
    peer.links = "raw"
    (track,) = await tracks_of(provider_for(peer), task_of(title="Low tide"))
    assert isinstance(track.audio, Remote) and track.picture is not None
    downloads = Downloads(trusted=addresses_of([peer.url]))
    for n, link in enumerate((track.audio.url, track.picture.url)):
        await downloads.fetch(link, tmp_path / f"{n}")
    await downloads.close()
    for seen in peer.seen:
        is_file = seen.path.startswith("/files/")
        assert (seen.headers.get("Authorization") == f"Bearer {KEY}") is not is_file
        assert KEY not in f"{seen.path}{seen.body}"


@pytest.mark.parametrize("end", ["", "/", "/v1", "/v1/"])
async def test_base_url_may_end_as_people_write_it(peer: Peer, end: str) -> None:
    await events_of(provider_for(peer, base_url=peer.url + end), task_of())
    assert orders(peer)[0][0] == SONG


# --- limits -----------------------------------------------------------------------------------


async def test_longest_words_and_prompts_are_taken(peer: Peer) -> None:
    words = "[verse]\n" + "你" * 1992
    (track,) = await tracks_of(provider_for(peer), task_of(lyrics=words))
    assert track.lyrics == words
    await events_of(provider_for(peer), task_of(lyrics="", prompt="🎵" * 2000, style="folk"))
    assert len(orders(peer)) == 3


@pytest.mark.parametrize(
    ("request_", "field"),
    [({"lyrics": "[verse]\n" + "你" * 1993}, "lyrics"), ({"lyrics": "", "prompt": "🎵" * 2001}, "prompt")],
)
async def test_what_is_too_long_does_not_leave(peer: Peer, request_: dict[str, Any], field: str) -> None:
    for custom_mode in (False, True):
        with pytest.raises(BadRequest) as caught:
            await events_of(provider_for(peer, custom_mode=custom_mode), task_of(**request_))
        assert caught.value.field == field
    assert peer.seen == []


async def test_repeats_that_do_not_fit_are_left_out(peer: Peer) -> None:
    words = "[chorus]\n" + "la " * 400 + "\n\n[verse]\nx\n\n[chorus]"
    await events_of(provider_for(peer), task_of(lyrics=words))
    assert orders(peer)[0][1]["lyrics"].count("[chorus]") == 1


# --- what comes -------------------------------------------------------------------------------


async def test_every_song_of_a_task_has_its_own_words_title_and_picture(tmp_path: Path) -> None:
    async with Peer(tmp_path, songs=2) as peer:
        first, second = await tracks_of(provider_for(peer), task_of(title="Low tide"))
    assert (first.title, second.title) == ("Low tide", "Low tide (2)")
    assert first.lyrics == OWN
    assert second.lyrics.endswith("[chorus]\nThis is song 2")
    for track in (first, second):
        assert isinstance(track.audio, Remote) and track.picture is not None
    assert len({str(track.audio) for track in (first, second)}) == 2


async def test_songs_that_lack_things_are_taken_as_they_are(tmp_path: Path) -> None:
    async with Peer(tmp_path, lacks=("cover_url", "title", "lyrics", "duration")) as peer:
        (track,) = await tracks_of(provider_for(peer), task_of())
    assert track == TrackSource(track.audio, lyrics=OWN)


@pytest.mark.parametrize("peculiar", [{"lacks": ("audio_url",)}, {"songs": 0}])
async def test_success_without_audio_is_a_failure(tmp_path: Path, peculiar: dict[str, Any]) -> None:
    async with Peer(tmp_path, **peculiar) as peer:
        with pytest.raises(ProviderError) as caught:
            await events_of(provider_for(peer), task_of())
    assert (type(caught.value), caught.value.code) == (ProviderError, "provider")


@pytest.mark.parametrize(
    ("reason", "kind"), [("生成失败", ProviderError), ("歌词内容审核未通过", OutputModerated)]
)
async def test_a_failed_task_is_told_and_its_cost_stays_counted(
    peer: Peer, reason: str, kind: type[ProviderError]
) -> None:
    peer.fail("song", Fail(500000, reason))
    with pytest.raises(ProviderError) as caught:
        await events_of(provider_for(peer), task_of())
    error = caught.value
    assert type(error) is kind
    assert reason in error.detail
    assert error.trace_id
    assert (error.surely_refused, error.may_retry, error.may_reroute) == (False, False, False)


async def test_words_that_fail_are_told(peer: Peer) -> None:
    peer.lyrics_by = "task"
    peer.fail("lyrics", Fail(500000, "生成失败"))
    with pytest.raises(ProviderError, match="生成失败"):
        await events_of(provider_for(peer), task_of(**PROMPT))
    assert [charge.what for charge in peer.billed()] == ["lyrics"]


# --- drafts -----------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["answer", "task", "old task"])
async def test_words_are_drafted(tmp_path: Path, how: Any) -> None:
    async with Peer(tmp_path, lyrics_by=how) as peer:
        provider = provider_for(peer)
        assert isinstance(provider, Lyricist) and provider.info.writes_lyrics
        events = await events_of(provider, task_of(**PROMPT), draft=True)
        assert events[-1] == Written(WRITTEN)
        assert orders(peer) == [(LYRICS, {"prompt": "A song about rain", "provider": MODEL})]


async def test_a_change_is_asked_for_in_words(peer: Peer) -> None:
    events = await events_of(provider_for(peer), task_of(prompt="make it sadder"), draft=True)
    assert isinstance(events[-1], Written)
    ((_, body),) = orders(peer)
    assert "make it sadder" in body["prompt"]
    assert OWN_SENT in body["prompt"]


async def test_a_change_of_words_that_are_too_long_does_not_leave(peer: Peer) -> None:
    words = "[verse]\n" + "你好" * 980
    with pytest.raises(BadRequest) as caught:
        await events_of(provider_for(peer), task_of(lyrics=words, prompt="更" * 40), draft=True)
    assert caught.value.field == "lyrics"
    assert peer.seen == []


async def test_a_draft_that_is_known_is_not_bought_again(tmp_path: Path) -> None:
    async with Peer(tmp_path, lyrics_by="task") as peer:
        events = await events_of(provider_for(peer), task_of(**PROMPT), draft=True)
        accepted, answered = events[2], events[3]
        assert isinstance(accepted, Accepted) and isinstance(answered, Answered)
        for known in ({"remote_id": accepted.remote_id}, {"answer": answered.answer}):
            call = Call(1, "senseaudio", "lyrics", 0, **known)
            assert (await events_of(provider_for(peer), task_of(call, **PROMPT), draft=True))[-1] == events[
                -1
            ]
        assert len(peer.billed()) == 1


# --- key, price and section -------------------------------------------------------------------


async def test_a_good_key_is_told_for_nothing(peer: Peer) -> None:
    async with open_one(provider_for(peer)) as provider:
        await provider.try_key()
    assert orders(peer) == [] and peer.billed() == []


async def test_a_wrong_key_is_told(peer: Peer) -> None:
    async with open_one(provider_for(peer, key="sk-other")) as provider:
        with pytest.raises(AuthenticationFailed):
            await provider.try_key()


@pytest.mark.parametrize("answer", [http(b"404 page not found", status="404 Not Found"), http(b"<html>")])
async def test_an_address_that_is_not_the_services_is_told(peer: Peer, answer: bytes) -> None:
    async with (
        raw(Script(answer)) as elsewhere,
        open_one(provider_for(peer, base_url=elsewhere.url)) as provider,
    ):
        with pytest.raises(TransientFailure):
            await provider.try_key()


async def test_an_address_where_nobody_is_is_told(peer: Peer) -> None:
    url = f"http://127.0.0.1:{closed_port()}"
    async with open_one(provider_for(peer, base_url=url)) as provider:
        with pytest.raises(TransientFailure):
            await provider.try_key()


@pytest.mark.parametrize(
    ("unit", "costs"),
    [
        ("song", [None, Cost(500_000, "CNY")]),
        ("call", [Cost(500_000, "CNY")] * 2),
        ("second", [None, None]),  # the bot measures the song
    ],
)
async def test_each_answer_says_what_it_cost(peer: Peer, unit: Any, costs: list[Cost | None]) -> None:
    provider = provider_for(peer, price="0.5", unit=unit)
    assert provider.info.price == Price(500_000, "CNY", unit)
    events = await events_of(provider, task_of(**PROMPT))
    assert [event.cost for event in events if isinstance(event, Answered)] == costs


async def test_no_price_is_published(peer: Peer) -> None:
    provider = provider_for(peer)
    assert provider.info.price is None
    events = await events_of(provider, task_of())
    assert [event.cost for event in events if isinstance(event, Answered)] == [None]


def test_section_is_on_with_a_key() -> None:
    assert ENVIRONMENT == {"SENSEAUDIO_API_KEY": "api_key"}
    assert create(Settings()) is None
    assert create(Settings.model_validate({"api_key": KEY, "enabled": False})) is None
    made = create(Settings.model_validate({"api_key": KEY}))
    assert made is not None
    assert (made.info.name, made.info.title, made.info.most_calls) == ("senseaudio", "SenseAudio", 2)
    asyncio.run(made.close())
