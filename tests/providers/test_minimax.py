"""MiniMax, the way of a song: each kind of order, its requests as they left, and what came back."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from bot.domain.errors import AuthenticationFailed, BadRequest, NotEnabled, ProviderError, ResultExpired
from bot.domain.lyrics import parse_lyrics
from bot.domain.money import Cost
from bot.domain.ports import Answered, Finished, KeyHolder, Lyricist, Progress, Remote, Submitting
from bot.domain.song import SongRequest
from bot.media.probe import probe
from bot.net.download import Downloads
from bot.net.links import addresses_of
from bot.providers.minimax import Settings, create
from tests.net.servers import Script, http, raw
from tests.peers import minimax_rules as rules
from tests.peers.service import KEY
from tests.providers.minimax_bench import (
    LYRICS,
    PROMPT,
    SONG,
    WORDS,
    WORDS_SENT,
    asked,
    both,
    calls_of,
    draft_of,
    events_of,
    service,
    song_of,
    task_of,
    track_of,
)

MANNER = {
    "model": "music-2.6",
    "output_format": "url",
    "audio_setting": {"sample_rate": 44_100, "bitrate": 256_000, "format": "mp3"},
}
"""What every order says if the operator has set nothing."""

# --- the request as it left -------------------------------------------------------------------

ORDERS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "own words": ({"lyrics": WORDS}, {"lyrics": WORDS_SENT}),
    "own words, style": ({"lyrics": WORDS, "style": "folk"}, {"lyrics": WORDS_SENT, "prompt": "folk"}),
    "own words, all there is": (
        {
            "lyrics": WORDS,
            "style": "folk, slow",
            "prompt": "for a rainy\nevening",
            "voice": "female",
            "avoid": "drums",
            "title": "Home",
        },
        {
            "lyrics": WORDS_SENT,
            "prompt": "folk, slow, for a rainy evening, female vocals, no drums",
        },
    ),
    "a bare chorus": (
        {"lyrics": WORDS + "\n\n[verse]\nMore\n\n[chorus]"},
        {"lyrics": WORDS_SENT + "\n\n[Verse]\nMore\n\n[Chorus]\nRow it home to me"},
    ),
    "tags of elsewhere": (
        {"lyrics": "[Verse 1: soft piano]\nla\n[Pre-Chorus]\nlo\n[Drop]\nlu\n[Instrumental]\n[whispering]"},
        {"lyrics": "[Verse]\nla\n\n[Pre Chorus]\nlo\n\n[Hook]\nlu\n\n[Inst]"},
    ),
    "instrumental": (
        {"prompt": PROMPT, "style": "harp", "avoid": "drums", "voice": "male", "instrumental": True},
        {"is_instrumental": True, "prompt": f"harp, {PROMPT}, no drums"},
    ),
    "instrumental, with words for the eye": (
        {"lyrics": WORDS, "instrumental": True},
        {"is_instrumental": True, "prompt": "instrumental music"},
    ),
}


@pytest.mark.parametrize("name", ORDERS)
async def test_an_order_leaves_as_the_service_reads_it(name: str, tmp_path: Path) -> None:
    order, expected = ORDERS[name]
    async with both(tmp_path) as (provider, peer):
        events = await events_of(provider, task_of(tmp_path, **order))
        assert asked(peer, SONG) == [MANNER | expected]
        assert len(peer.seen) == 1
        assert peer.seen[0].headers["Authorization"] == f"Bearer {KEY}"
        assert [type(event) for event in events] == [Progress, Submitting, Answered, Finished]


SETTINGS: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = {
    "another model": ({"model": "music-3.0-free"}, {}, {"model": "music-3.0-free"}),
    "hex": ({"output": "hex"}, {}, {"output_format": "hex"}),
    "a stream": ({"stream": True}, {}, {"output_format": "hex", "stream": True}),
    "a watermark": ({"watermark": True}, {}, {"aigc_watermark": True}),
    "a small mp3": (
        {"sample_rate": 32_000, "bitrate": 64_000},
        {},
        {"audio_setting": {"sample_rate": 32_000, "bitrate": 64_000, "format": "mp3"}},
    ),
    "a wav, which no stream can tell the length of": (
        {"stream": True},
        {"format": "wav"},
        {"audio_setting": {"sample_rate": 44_100, "format": "wav"}},
    ),
    "a wav as samples": (
        {"wav_as": "pcm"},
        {"format": "wav"},
        {"audio_setting": {"sample_rate": 44_100, "format": "pcm"}},
    ),
}


@pytest.mark.parametrize("name", SETTINGS)
async def test_the_operator_says_how_a_song_comes(name: str, tmp_path: Path) -> None:
    keys, order, expected = SETTINGS[name]
    async with both(tmp_path, **keys) as (provider, peer):
        await song_of(provider, task_of(tmp_path, lyrics=WORDS, **order))
        assert asked(peer, SONG) == [MANNER | {"lyrics": WORDS_SENT} | expected]


async def test_the_end_of_a_base_url_that_people_copy_does_no_harm(tmp_path: Path) -> None:
    async with both(tmp_path) as (_, peer), service(f"{peer.url}/v1/") as provider:
        await song_of(provider, task_of(tmp_path))
        assert peer.seen[0].path == SONG


# --- a song from a prompt ---------------------------------------------------------------------


async def test_a_prompt_gets_its_words_first(tmp_path: Path) -> None:
    order = {"prompt": PROMPT, "style": "sea shanty", "voice": "male", "avoid": "brass"}
    async with both(tmp_path) as (provider, peer):
        events = await events_of(provider, task_of(tmp_path, **order))
        assert asked(peer, LYRICS) == [{"mode": "write_full_song", "prompt": f"{PROMPT}, sea shanty"}]
        (song,) = asked(peer, SONG)
        assert song["prompt"] == f"sea shanty, {rules.STYLES}, male vocals, no brass"
        assert song["lyrics"].startswith("[Intro]\n\n[Verse]\nA word about A quiet song")
        assert [charge.what for charge in peer.billed()] == ["lyrics", "song"]
        kinds = [event.kind for event in events if isinstance(event, Submitting)]
        stages = [event.stage for event in events if isinstance(event, Progress)]
        assert (kinds, stages) == (["lyrics", "song"], ["writing", "singing"])


async def test_words_of_the_service_are_sung_without_its_numbers_and_hyphens(tmp_path: Path) -> None:
    async with both(tmp_path) as (provider, peer):
        track = await song_of(provider, task_of(tmp_path, prompt=PROMPT))
        (song,) = asked(peer, SONG)
        assert {line for line in song["lyrics"].split("\n") if line.startswith("[")} == {
            "[Intro]",
            "[Verse]",
            "[Pre Chorus]",
            "[Build Up]",
            "[Chorus]",
            "[Break]",
            "[Bridge]",
            "[Hook]",
            "[Inst]",
            "[Outro]",
        }
        assert parse_lyrics(track.lyrics).lines == parse_lyrics(song["lyrics"]).lines
        assert (track.title, track.note) == (PROMPT.title()[:30], "")


async def test_a_title_of_ones_own_is_the_title(tmp_path: Path) -> None:
    async with both(tmp_path) as (provider, peer):
        track = await song_of(provider, task_of(tmp_path, prompt=PROMPT, title="Keeper"))
        assert track.title == "Keeper"
        assert asked(peer, LYRICS)[0]["title"] == "Keeper"
        assert "title" not in asked(peer, SONG)[0]


async def test_style_of_the_service_gives_way_to_the_members(tmp_path: Path) -> None:
    style = "s" * 1_975
    async with both(tmp_path) as (provider, peer):
        await song_of(provider, task_of(tmp_path, prompt="rain", style=style))
        assert asked(peer, SONG)[0]["prompt"] == f"{style}, Folk, Acoustic, Warm"


async def test_words_that_nobody_is_told_take_one_call(tmp_path: Path) -> None:
    async with both(tmp_path, lyrics_optimizer=True) as (provider, peer):
        assert provider.info.most_calls == 1
        track = await song_of(provider, task_of(tmp_path, prompt=PROMPT, style="folk", voice="female"))
        described = f"folk, {PROMPT}, female vocals"
        assert asked(peer, SONG) == [MANNER | {"lyrics_optimizer": True, "prompt": described}]
        assert len(peer.seen) == 1
        assert (track.lyrics, track.note) == ("", "words-untold")


async def test_own_words_are_sung_whoever_else_could_write(tmp_path: Path) -> None:
    async with both(tmp_path, lyrics_optimizer=True) as (provider, peer):
        track = await song_of(provider, task_of(tmp_path))
        assert asked(peer, SONG) == [MANNER | {"lyrics": WORDS_SENT}]
        assert (track.lyrics, track.note) == (WORDS, "")


# --- the song ---------------------------------------------------------------------------------


@pytest.mark.parametrize("link_in", ["audio", "audio_url"])
@pytest.mark.parametrize("kind", ["mp3", "wav"])
async def test_the_song_is_fetched_without_the_key(link_in: str, kind: str, tmp_path: Path) -> None:
    async with both(tmp_path, peer={"link_in": link_in}) as (provider, peer):
        track = await song_of(provider, task_of(tmp_path, lyrics=WORDS, format=kind))
        assert isinstance(track.audio, Remote)
        assert "%2F" in track.audio.url
        downloads = Downloads(trusted=addresses_of([peer.url]))
        await downloads.fetch(track.audio.url, tmp_path / "song")
        await downloads.close()
        facts = probe(tmp_path / "song")
        assert (facts.container, round(facts.duration_ms / 1000)) == (kind, 2)
        assert KEY not in str(peer.seen[-1])


async def test_a_song_has_words_and_a_trace(tmp_path: Path) -> None:
    async with both(tmp_path) as (provider, _):
        events = await events_of(provider, task_of(tmp_path))
        (answered,) = [event for event in events if isinstance(event, Answered)]
        assert answered.trace_id == answered.answer["trace_id"] != ""
        track = track_of(events)
        assert (track.lyrics, track.title, track.note, track.pcm) == (WORDS, "", "", None)


PRICES: dict[str, tuple[dict[str, str], list[Cost | None]]] = {
    "none": ({}, [None, None]),
    "a song": ({"price": "0.15"}, [None, Cost(150_000, "USD")]),
    "a call": ({"price": "0.1", "unit": "call"}, [Cost(100_000, "USD"), Cost(100_000, "USD")]),
    "a second": ({"price": "0.01", "unit": "second", "currency": "CNY"}, [None, Cost(25_000, "CNY")]),
}


@pytest.mark.parametrize("name", PRICES)
async def test_what_a_song_costs_is_for_the_operator_to_say(name: str, tmp_path: Path) -> None:
    keys, expected = PRICES[name]
    async with both(tmp_path, peer={"seconds": 2.5}, wav_as="wav", **keys) as (provider, _):
        events = await events_of(provider, task_of(tmp_path, prompt=PROMPT, format="wav"))
        assert [event.cost for event in events if isinstance(event, Answered)] == expected


# --- after a restart --------------------------------------------------------------------------


@pytest.mark.parametrize("output", ["url", "hex"])
@pytest.mark.parametrize("order", [{"lyrics": WORDS}, {"prompt": PROMPT, "title": "Keeper"}])
async def test_a_song_that_is_answered_is_not_bought_again(
    output: str, order: dict[str, str], tmp_path: Path
) -> None:
    async with both(tmp_path, output=output) as (provider, peer):
        events = await events_of(provider, task_of(tmp_path, **order))
        before = len(peer.seen)
        again = await events_of(provider, task_of(tmp_path, *calls_of(events), **order))
        assert [type(event) for event in again] == [Finished]
        assert track_of(again) == track_of(events)
        assert len(peer.seen) == before


async def test_words_that_were_written_are_not_bought_again(tmp_path: Path) -> None:
    async with both(tmp_path) as (provider, peer):
        events = await events_of(provider, task_of(tmp_path, prompt=PROMPT))
        written = calls_of(events)[0]
        again = await events_of(provider, task_of(tmp_path, written, prompt=PROMPT))
        assert [type(event) for event in again] == [Progress, Submitting, Answered, Finished]
        assert [charge.what for charge in peer.billed()] == ["lyrics", "song", "song"]
        assert asked(peer, SONG)[0] == asked(peer, SONG)[1]


async def test_a_song_is_told_as_it_was_made_whatever_was_set_since(tmp_path: Path) -> None:
    async with both(tmp_path, lyrics_optimizer=True) as (provider, peer):
        calls = calls_of(await events_of(provider, task_of(tmp_path, prompt=PROMPT)))
        async with service(peer.url) as changed:
            track = await song_of(changed, task_of(tmp_path, *calls, prompt=PROMPT))
        assert track.note == "words-untold"
        assert len(peer.billed()) == 1


async def test_a_song_whose_file_is_gone_is_lost(tmp_path: Path) -> None:
    async with both(tmp_path, output="hex") as (provider, peer):
        events = await events_of(provider, task_of(tmp_path))
        audio = track_of(events).audio
        assert isinstance(audio, Path)
        audio.unlink()
        with pytest.raises(ResultExpired):
            await events_of(provider, task_of(tmp_path, *calls_of(events)))
        assert len(peer.billed()) == 1


# --- drafts -----------------------------------------------------------------------------------


async def test_words_are_drafted_without_a_song(tmp_path: Path) -> None:
    async with both(tmp_path) as (provider, peer):
        assert isinstance(provider, Lyricist)
        assert provider.info.writes_lyrics
        draft = await draft_of(provider, task_of(tmp_path, prompt=PROMPT, style="folk"))
        assert asked(peer, LYRICS) == [{"mode": "write_full_song", "prompt": f"{PROMPT}, folk"}]
        assert draft.lyrics == parse_lyrics(draft.lyrics).text()
        assert "[pre-chorus]\nAnd nobody is there to hear" in draft.lyrics
        assert (draft.title, draft.style) == (PROMPT.title()[:30], rules.STYLES)
        assert [charge.what for charge in peer.billed()] == ["lyrics"]


async def test_words_are_changed_as_somebody_wishes(tmp_path: Path) -> None:
    lyrics = "[pre-chorus]\nOne\n\n[build-up]\n\n[drop]\nTwo\n\n[transition]\n\n[post-chorus]\nThree"
    wish = "make the last line sadder"
    async with both(tmp_path) as (provider, peer):
        draft = await draft_of(provider, task_of(tmp_path, lyrics=lyrics, prompt=wish, title="Home"))
        sent = "[Pre-Chorus]\nOne\n\n[Build-up]\n\n[Drop]\nTwo\n\n[Transition]\n\n[Post-Chorus]\nThree"
        assert asked(peer, LYRICS) == [{"mode": "edit", "prompt": wish, "title": "Home", "lyrics": sent}]
        assert draft.lyrics == lyrics.replace("Three", rules.EDITED)
        assert draft.title == "Home"


async def test_a_draft_that_is_answered_is_not_bought_again(tmp_path: Path) -> None:
    async with both(tmp_path) as (provider, peer):
        answered = next(
            event
            for event in await events_of(provider, task_of(tmp_path, prompt=PROMPT))
            if isinstance(event, Answered)
        )
        before = len(peer.seen)
        call = calls_of([Submitting("lyrics"), answered])
        draft = await draft_of(provider, task_of(tmp_path, *call, prompt=PROMPT))
        assert draft.title == PROMPT.title()[:30]
        assert len(peer.seen) == before


# --- limits -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "instrumental", "prompt", "lyrics"),
    [
        ("music-3.0", True, (1, 2000), (1, 3500)),
        ("music-2.6-free", True, (1, 2000), (1, 3500)),
        ("music-2.5+", True, (1, 2000), (1, 3500)),
        ("music-2.5", False, (1, 2000), (1, 3500)),
        ("music-1.5", False, (10, 300), (10, 3500)),
        ("music-9", False, (10, 2000), (10, 3000)),
    ],
)
def test_models_differ_in_what_they_take(
    model: str, instrumental: bool, prompt: tuple[int, int], lyrics: tuple[int, int]
) -> None:
    made = create(Settings.model_validate({"api_key": KEY, "model": model}))
    assert made is not None
    info = made.info
    assert info.instrumental is instrumental
    assert (info.prompt.least, info.prompt.most) == prompt
    assert {(one.least, one.most) for one in info.lyrics.values()} == {lyrics}
    assert set(info.lyrics) == {"zh", "en", "other"}


TOO_MUCH: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "words": ({}, {"lyrics": "la " * 1_170}, "lyrics"),
    "style beside words": ({}, {"lyrics": WORDS, "style": "s" * 2_001}, "prompt"),
    "a prompt": ({}, {"prompt": "p" * 2_001}, "prompt"),
    "an instrumental": ({}, {"prompt": "p" * 2_001, "instrumental": True}, "prompt"),
    "an instrumental by a model that sings": (
        {"model": "music-2.5"},
        {"prompt": PROMPT, "instrumental": True},
        "instrumental",
    ),
    "a style for an old model": ({"model": "music-1.5"}, {"lyrics": WORDS, "style": "s" * 301}, "prompt"),
    "too little for an old model": ({"model": "music-1.5"}, {"lyrics": WORDS, "style": "folk"}, "prompt"),
}


@pytest.mark.parametrize("name", TOO_MUCH)
async def test_what_the_service_would_refuse_never_leaves(name: str, tmp_path: Path) -> None:
    keys, order, field = TOO_MUCH[name]
    async with both(tmp_path, **keys) as (provider, peer):
        with pytest.raises(BadRequest) as caught:
            await events_of(provider, task_of(tmp_path, **order))
        assert caught.value.field == field
        assert peer.seen == []


async def test_words_that_are_too_long_to_be_changed_never_leave(tmp_path: Path) -> None:
    async with both(tmp_path) as (provider, peer):
        with pytest.raises(BadRequest) as caught:
            await draft_of(provider, task_of(tmp_path, lyrics="la " * 1_170, prompt="sadder"))
        assert caught.value.field == "lyrics"
        assert peer.seen == []


async def test_a_model_that_needs_a_description_gets_one(tmp_path: Path) -> None:
    async with both(tmp_path, model="music-9") as (provider, peer):
        with pytest.raises(BadRequest):  # the peer knows no such model
            await events_of(provider, task_of(tmp_path))
        assert asked(peer, SONG)[0]["prompt"] == "a song that fits its words"


def test_a_description_is_all_that_is_said_of_the_music() -> None:
    made = create(Settings.model_validate({"api_key": KEY}))
    assert made is not None
    request = SongRequest(prompt="rain", style="jazz", voice="male", avoid="brass", lyrics=WORDS)
    assert made.info.describe(request) == "jazz, rain, male vocals, no brass"
    assert made.info.describe(SongRequest(lyrics=WORDS)) == ""


# --- the section and the key ------------------------------------------------------------------


def test_the_service_is_on_with_a_key() -> None:
    assert create(Settings()) is None
    assert create(Settings.model_validate({"api_key": KEY, "enabled": False})) is None
    assert create(Settings.model_validate({"api_key": KEY})) is not None


def test_a_stream_has_no_watermark_and_an_old_model_no_words() -> None:
    both = {"stream": True, "watermark": True, "lyrics_optimizer": True, "model": "music-2.5"}
    with pytest.raises(ValidationError) as caught:
        Settings.model_validate(both)
    assert {error["loc"][0]: error["type"] for error in caught.value.errors()} == {
        "watermark": "config-watermark-stream",
        "lyrics_optimizer": "config-lyrics-optimizer",
    }
    assert Settings.model_validate({"lyrics_optimizer": True, "model": "music-9"}).lyrics_optimizer


async def test_a_good_key_is_tried_for_nothing(tmp_path: Path) -> None:
    async with both(tmp_path) as (provider, peer):
        assert isinstance(provider, KeyHolder)
        await provider.try_key()
        assert asked(peer, LYRICS) == [{}]
        assert peer.billed() == []


@pytest.mark.parametrize("code", [1004, 2049])
async def test_a_wrong_key_is_found_out(code: int, tmp_path: Path) -> None:
    wrong = {"api_key": "sk-other-0123456789"}
    async with both(tmp_path, peer={"wrong_key": code}, **wrong) as (provider, _):
        with pytest.raises(AuthenticationFailed):
            await provider.try_key()


async def test_a_key_of_which_nobody_knows_what_is_wrong_is_not_good(tmp_path: Path) -> None:
    said = b'{"base_resp": {"status_code": 4711, "status_msg": "who are you"}}'
    sent = http(said, more="Content-Type: application/json\r\n")
    async with raw(Script(sent)) as server, service(server.url) as provider:
        with pytest.raises(BadRequest):
            await provider.try_key()


async def test_an_address_that_is_not_the_services_is_found_out(tmp_path: Path) -> None:
    async with both(tmp_path) as (_, peer), service(f"{peer.url}/elsewhere") as provider:
        with pytest.raises(NotEnabled):
            await provider.try_key()


async def test_words_that_are_none_are_no_song(tmp_path: Path) -> None:
    async with both(tmp_path) as (provider, peer):
        call = calls_of([Submitting("lyrics"), Answered({"lyrics": "[Intro]\n[Outro]"})])
        with pytest.raises(ProviderError):
            await events_of(provider, task_of(tmp_path, *call, prompt=PROMPT))
        assert peer.billed() == []
