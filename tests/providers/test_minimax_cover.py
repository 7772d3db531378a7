"""MiniMax, covers: what leaves when a song is listened to and sung anew, what is heard, what is refused."""

import base64
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.domain.errors import BadRequest, OutcomeUnknown, ProviderError, TransientFailure
from bot.domain.job import Call
from bot.domain.lyrics import parse_lyrics
from bot.domain.money import Cost
from bot.domain.ports import Answered, CoverSinger, Heard, ProviderTask, Submitting
from bot.domain.song import CoverSource, SongRequest
from bot.media.probe import probe
from bot.net.download import Downloads
from bot.net.links import addresses_of
from bot.providers.minimax import cover
from tests.net.servers import site
from tests.peers import minimax_rules as rules
from tests.peers.service import Lose, Refuse, audio
from tests.providers.minimax_bench import (
    SONG,
    WORDS,
    WORDS_SENT,
    all_of,
    asked,
    both,
    calls_of,
    events_of,
    song_of,
    track_of,
)

LISTEN = "/v1/music_cover_preprocess"
STYLE = "jazz, smoky bar"
HEARD = "[intro]\n\n[verse]\nWhat the singer seems to say\n\n[chorus]\nIs heard again another day"
"""The peer's words in the bot's own tags."""
FAR = 2**53
"""A time that does not come."""
MANNER = {
    "model": "music-cover",
    "output_format": "url",
    "audio_setting": {"sample_rate": 44_100, "bitrate": 256_000, "format": "mp3"},
}


@pytest.fixture
def reference(tmp_path: Path) -> Path:
    path = tmp_path / "reference"
    path.write_bytes(audio(7.0))
    return path


def cover_of(
    reference: Path | None, *calls: Call, source: dict[str, Any] | None = None, **request: Any
) -> ProviderTask:
    """Return an order of a cover as the pipeline hands it in."""
    given = source or {"file": "uploads/a/b"}
    wanted = SongRequest.model_validate({"style": STYLE, **request, "cover": given})
    folder = Path() if reference is None else reference.parent
    lyrics = parse_lyrics(wanted.lyrics)
    return ProviderTask("job1", wanted, lyrics, folder, calls, reference=reference)


def known_as(feature_id: str, *, until_ms: int = FAR) -> dict[str, Any]:
    return {"file": "uploads/a/b", "feature_id": feature_id, "feature_until_ms": until_ms}


def shown(path: Path) -> str:
    """Return what the peer's log shows of a file's base64."""
    whole = base64.b64encode(path.read_bytes()).decode()
    return str(rules.shortened({"audio_base64": whole})["audio_base64"])


async def heard_by(provider: Any, task: ProviderTask) -> Heard:
    last = (await all_of(provider.listen(task)))[-1]
    assert isinstance(last, Heard)
    return last


# --- listening


async def test_listening_is_free_and_tells_the_words(tmp_path: Path, reference: Path) -> None:
    async with both(tmp_path) as (provider, peer):
        assert isinstance(provider, CoverSinger)
        events = await all_of(provider.listen(cover_of(reference)))
    submitting, answered, heard = events
    assert submitting == Submitting("preprocess")
    assert isinstance(answered, Answered)
    assert answered.cost == Cost(0, "USD")
    assert answered.answer["base_resp"]["status_code"] == 0
    assert isinstance(heard, Heard)
    assert (heard.lyrics, heard.feature_id) == (
        parse_lyrics(HEARD).text(),
        answered.answer["cover_feature_id"],
    )
    assert asked(peer, LISTEN) == [{"model": "music-cover", "audio_base64": shown(reference)}]
    assert peer.billed() == []


async def test_what_was_heard_before_a_restart_is_not_asked_for_again(
    tmp_path: Path, reference: Path
) -> None:
    async with both(tmp_path) as (provider, peer):
        events = await all_of(provider.listen(cover_of(reference)))
        (call,) = calls_of(events)
        again = await heard_by(provider, cover_of(None, replace(call, started_ms=1_000)))
    assert again.feature_until_ms == 1_000 + 24 * 3600 * 1000
    assert (again.feature_id, again.lyrics) == (events[-1].feature_id, events[-1].lyrics)  # type: ignore[union-attr]
    assert len(peer.seen) == 1


async def test_a_link_is_passed_on_as_it_was_typed(tmp_path: Path) -> None:
    async def song(_: web.Request) -> web.Response:
        return web.Response(body=audio(7.0), content_type="audio/mpeg")

    async with site(song) as host, both(tmp_path) as (provider, peer):
        link = f"{host.url}/a%2Fb.mp3?sig=%2B1"
        task = cover_of(None, source={"link": link})
        heard = await heard_by(provider, task)
        await song_of(provider, task)
    assert heard.lyrics
    assert asked(peer, LISTEN) == [{"model": "music-cover", "audio_url": link}]
    assert asked(peer, SONG) == [{**MANNER, "audio_url": link, "prompt": STYLE}]
    assert [request.raw_path for request in host.requests] == ["/a%2Fb.mp3?sig=%2B1"] * 2


async def test_a_song_that_is_not_kept_any_more_is_not_sent(tmp_path: Path) -> None:
    async with both(tmp_path) as (provider, peer):
        for task in (cover_of(tmp_path / "gone"), cover_of(None)):
            for events in (provider.listen(task), provider.generate(task)):
                with pytest.raises(BadRequest) as caught:
                    await all_of(events)
                assert caught.value.field == "feature"
    assert peer.seen == []


@pytest.mark.parametrize(("seconds", "kind"), [(5.0, "mp3"), (361.0, "mp3")], ids=["too short", "too long"])
async def test_a_song_that_the_service_does_not_take_is_a_clear_no(
    tmp_path: Path, reference: Path, seconds: float, kind: Any
) -> None:
    reference.write_bytes(audio(seconds, kind))
    async with both(tmp_path) as (provider, _):
        with pytest.raises(BadRequest) as caught:
            await heard_by(provider, cover_of(reference))
    assert caught.value.field == "cover"


async def test_listening_that_breaks_off_may_be_tried_again(tmp_path: Path, reference: Path) -> None:
    async with both(tmp_path) as (provider, peer):
        peer.fail("preprocess", Lose("after"), Refuse(200, 1000))
        for _ in range(2):
            with pytest.raises(TransientFailure):
                await heard_by(provider, cover_of(reference))
        assert (await heard_by(provider, cover_of(reference))).lyrics


async def test_an_answer_without_an_id_is_no_answer(tmp_path: Path, reference: Path) -> None:
    stored = Call(1, "minimax", "preprocess", 0, answer={"formatted_lyrics": "la"}, outcome="answered")
    async with both(tmp_path) as (provider, _):
        with pytest.raises(ProviderError) as caught:
            await heard_by(provider, cover_of(reference, stored))
    assert not caught.value.may_retry


# --- singing


async def test_words_that_were_changed_are_sung_to_what_was_heard(tmp_path: Path, reference: Path) -> None:
    async with both(tmp_path, price="0.15") as (provider, peer):
        heard = await heard_by(provider, cover_of(reference))
        source = {**known_as(heard.feature_id), "feature_until_ms": heard.feature_until_ms}
        task = cover_of(reference, source=source, lyrics=WORDS, voice="female", title="Again")
        events = await events_of(provider, task)
        track = track_of(events)
        target = tmp_path / "cover.mp3"
        downloads = Downloads(trusted=addresses_of([peer.url]))
        await downloads.fetch(track.audio.url, target)  # type: ignore[union-attr]
        await downloads.close()
    assert asked(peer, SONG) == [
        {
            **MANNER,
            "cover_feature_id": heard.feature_id,
            "lyrics": WORDS_SENT,
            "prompt": f"{STYLE}, female vocals",
        }
    ]
    assert (track.title, track.lyrics, track.note) == ("Again", WORDS, "")
    assert [one.cost for one in events if isinstance(one, Answered)] == [Cost(150_000, "USD")]
    assert [one.what for one in peer.billed()] == ["cover"]
    assert probe(target).container == "mp3"


async def test_in_one_step_the_song_itself_leaves_and_is_sung_as_heard(
    tmp_path: Path, reference: Path
) -> None:
    async with both(tmp_path, cover_model="music-cover-free") as (provider, peer):
        track = await song_of(provider, cover_of(reference))
    (body,) = asked(peer, SONG)
    assert body == {
        **MANNER,
        "model": "music-cover-free",
        "audio_base64": shown(reference),
        "prompt": STYLE,
    }
    assert (track.lyrics, track.note) == ("", "as-heard")


async def test_own_words_go_along_with_the_song_itself(tmp_path: Path, reference: Path) -> None:
    async with both(tmp_path) as (provider, peer):
        track = await song_of(provider, cover_of(reference, lyrics=WORDS))
    (body,) = asked(peer, SONG)
    assert (body["lyrics"], body["audio_base64"]) == (WORDS_SENT, shown(reference))
    assert track.note == ""


async def test_an_id_whose_time_is_over_is_not_sent_while_the_song_is_kept(
    tmp_path: Path, reference: Path
) -> None:
    source = known_as("old", until_ms=1_000)
    async with both(tmp_path) as (provider, peer):
        await song_of(provider, cover_of(reference, source=source, lyrics=WORDS))
        with pytest.raises(BadRequest) as caught:
            await song_of(provider, cover_of(None, source=source, lyrics=WORDS))
    (body,) = asked(peer, SONG)
    assert "cover_feature_id" not in body
    assert body["audio_base64"] == shown(reference)
    assert caught.value.field == "feature"


async def test_an_id_that_the_service_has_forgotten_is_a_clear_no(tmp_path: Path, reference: Path) -> None:
    async with both(tmp_path) as (provider, peer):
        with pytest.raises(BadRequest) as caught:
            await song_of(provider, cover_of(reference, source=known_as("unknown"), lyrics=WORDS))
    assert caught.value.params()["field"] == "feature"
    assert peer.billed() == []


async def test_a_cover_that_breaks_off_is_never_sent_again(tmp_path: Path, reference: Path) -> None:
    async with both(tmp_path) as (provider, peer):
        peer.fail("song", Lose("after"))
        with pytest.raises(OutcomeUnknown):
            await song_of(provider, cover_of(reference))
    assert len(asked(peer, SONG)) == 1


async def test_an_answer_that_is_stored_is_not_bought_again(tmp_path: Path, reference: Path) -> None:
    async with both(tmp_path) as (provider, peer):
        events = await events_of(provider, cover_of(reference))
        again = await song_of(provider, cover_of(None, *calls_of(events)))
    assert again == track_of(events)
    assert len(peer.billed()) == 1


# --- the description, and the limits


@pytest.mark.parametrize(
    ("request_", "says"),
    [
        ({"style": "jazz"}, "A cover version: jazz"),
        ({"style": "爵士，烟雾缭绕的酒吧"}, "爵士，烟雾缭绕的酒吧"),
        ({"style": "爵士"}, "A cover version: 爵士"),
        ({"style": "slow\njazz", "prompt": "in a bar"}, "slow jazz, in a bar"),
        ({"style": "slow jazz", "voice": "male", "avoid": "drums"}, "slow jazz, male vocals, no drums"),
        ({"style": "", "voice": "male"}, ""),
    ],
)
def test_how_it_is_to_be_sung(request_: dict[str, Any], says: str) -> None:
    described = cover.describe(SongRequest(**request_, cover=CoverSource(file="x")))
    assert described == says
    least, most = cover.LIMITS.prompt.least, cover.LIMITS.prompt.most
    assert not described or least <= len(described) <= most


@pytest.mark.parametrize("preprocess", [True, False])
async def test_what_a_service_takes_is_told(tmp_path: Path, preprocess: bool) -> None:
    async with both(tmp_path, preprocess=preprocess) as (provider, _):
        limits = provider.info.covers
    assert limits == replace(cover.LIMITS, listens=preprocess)


def test_the_limits_are_those_of_the_vendor() -> None:
    limits = cover.LIMITS
    assert [limits.least_s * 1000, limits.most_s * 1000] == list(rules.REFERENCE_MS)
    assert (limits.most_bytes, limits.containers) == (rules.REFERENCE_BYTES, rules.REFERENCE_KINDS)
    assert (limits.prompt.least, limits.prompt.most) == rules.COVER_PROMPT
    assert (limits.lyrics.least, limits.lyrics.most) == rules.COVER_LYRICS
    assert all(source.startswith("https://") for source in (limits.source, limits.prompt.source))
