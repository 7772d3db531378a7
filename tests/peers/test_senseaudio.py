"""The peer of SenseAudio takes what the vendor's page shows, refuses everything else, and bills rightly."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit
from uuid import UUID

import pytest
from aiohttp import ClientConnectionError, ClientPayloadError, ClientSession
from yarl import URL

from bot.media.covers import Picture, look_at
from bot.media.probe import probe
from tests.peers.senseaudio import SHAPES, SenseAudio, is_tagged
from tests.peers.service import KEY, Charge, Cut, Fail, Gateway, Lose, Refuse

MODEL = "senseaudio-music-1.0-260319"
LYRICS = "/v1/music/lyrics/create"
SONG = "/v1/music/song/create"
PENDING = "/v1/music/song/pending/"
NEW_WORDS, OLD_WORDS = "/v1/music/lyrics/pending/", "/v1/song/lyrics/pending/"
WORDS = (
    "[intro-medium] ; [verse] Wake up from the shadows! ; Rise up with your fire! ; "
    "Break the chains that hold you down! ; [chorus] Roar like a lion! ; Conquer the storm! ; "
    "We are the unstoppable force! ; [bridge] Nothing can stop us now! ; [outro-short] ; [inst-short]"
)
EXAMPLE = {"lyrics": WORDS, "model": MODEL, "title": "战歌", "vocal_gender": "m"}
"""The body of the example in S004."""
PROMPT = {"prompt": "A song about [rain]; please", "provider": MODEL}


class Answer(NamedTuple):
    status: int
    body: Any


async def call(peer: SenseAudio, path: str, order: Any = None, *, key: str = KEY) -> Answer:
    """Send an order, or ask where there is none."""
    headers, method = {"Authorization": f"Bearer {key}"}, "GET" if order is None else "POST"
    async with (
        ClientSession(headers=headers) as session,
        session.request(method, peer.url + path, json=order) as response,
    ):
        is_json = response.content_type == "application/json"
        return Answer(response.status, await response.json() if is_json else await response.text())


async def ordered(peer: SenseAudio, **more: Any) -> str:
    answer = await call(peer, SONG, EXAMPLE | more)
    assert answer.status == 200 and set(answer.body) == {"task_id"}
    return str(UUID(answer.body["task_id"]))


async def finished(peer: SenseAudio, task: str) -> list[dict[str, Any]]:
    """Ask until the song is there, and return the songs."""
    for _ in range(10):
        answer = await call(peer, PENDING + task)
        if answer.body["status"] == "SUCCESS":
            return list(answer.body["response"]["data"])
    raise AssertionError("the song never came")


async def fetched(url: str | URL, **headers: str) -> tuple[int, bytes]:
    async with ClientSession() as session, session.get(url, headers=headers) as response:
        return response.status, await response.read()


@pytest.fixture
async def peer(tmp_path: Path) -> AsyncIterator[SenseAudio]:
    async with SenseAudio(tmp_path) as peer:
        yield peer


def song(**more: Any) -> tuple[str, Any]:
    return SONG, EXAMPLE | more


def words(**more: Any) -> tuple[str, Any]:
    return LYRICS, PROMPT | more


def without(body: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in body.items() if key != name}


REFUSED: dict[str, tuple[str, Any]] = {
    "no object": (SONG, ["x"]),
    "nothing": (SONG, {}),
    "no model": (SONG, without(EXAMPLE, "model")),
    "no lyrics": (SONG, without(EXAMPLE, "lyrics")),
    "instrumental without lyrics": (SONG, without(EXAMPLE, "lyrics") | {"instrumental": True}),
    "empty lyrics": song(lyrics=""),
    "lyrics of another kind": song(lyrics=["[verse] a"]),
    "long lyrics": song(lyrics="[verse] " + "你" * 1993),
    "provider for a song": (SONG, without(EXAMPLE, "model") | {"provider": MODEL}),
    "old model": song(model="sensesong"),
    "newer model": song(model="senseaudio-music-2.0-260626"),
    "unknown field": song(duration=60),
    "lyrics_id": song(lyrics_id="1"),
    "custom_mode of another kind": song(custom_mode="false"),
    "instrumental of another kind": song(instrumental=1),
    "style_weight as a string": song(style_weight="0.5"),
    "style_weight too large": song(style_weight=1.01),
    "style_weight too small": song(style_weight=-0.1),
    "style_weight as a flag": song(style_weight=True),
    "style_weight that is no number": song(style_weight=float("nan")),
    "vocal_gender in full": song(vocal_gender="female"),
    "vocal_gender in capitals": song(vocal_gender="F"),
    "empty vocal_gender": song(vocal_gender=""),
    "negative_tags as a list": song(negative_tags=["noise"]),
    "style null": song(style=None),
    "title as a number": song(title=1),
    "moderated lyrics": song(lyrics="[verse] What a BADWORD"),
    "moderated title": song(title="违禁词"),
    "prompt with custom_mode": song(lyrics="A song about rain", custom_mode=True),
    "prompt": song(lyrics="A song about rain"),
    "no prompt": (LYRICS, {"provider": MODEL}),
    "empty prompt": words(prompt=" "),
    "long prompt": words(prompt="🎵" * 2001),
    "no provider": (LYRICS, {"prompt": "rain"}),
    "model for words": (LYRICS, {"prompt": "rain", "model": MODEL}),
    "old provider": words(provider="sensesong"),
    "both names": words(model=MODEL),
    "moderated prompt": words(prompt="a badword"),
}

UNTAGGED = (
    "Wake up",
    "Wake up ; [verse] now",
    "[verse]",
    "[verse] ",
    "[verse] ; Wake up",
    "[verse] ; [chorus] Wake up",
    "[intro-short] Wake up",
    "[intro-short] ; Wake up",
    "[verse] a ; [outro-short] ; b",
    "[intro]",
    "[outro] ; [verse] a",
    "[inst] ; [verse] a",
    "[intro-long] ; [verse] a",
    "[hook] a",
    "[pre-chorus] a",
    "[Verse] a",
    "[VERSE] a",
    "[verse 1] a",
    "[verse]a",
    "[verse]  a",
    "[verse] a  ; b",
    "[verse] a [chorus] b",
    "[verse] a (b) [x]",
    "[verse] a;b",
    "[verse] a; b",
    "[verse] a ;b",
    "[verse] a ; ",
    "[verse] a ;  ; b",
    "; [verse] a",
    "[verse] a\nb",
    "[verse]\na",
    "[verse] a\n",
    "[verse] a\u2028b",
    "[verse] a ;\n[chorus] b",
    "\n[verse] a",
)
TAGGED = (
    WORDS,
    "[verse] a",
    " [verse] a ",
    "[inst-short]",
    "[intro-medium] ; [inst-medium] ; [outro-medium]",
    "[verse] 你好，世界 ; (ooh) it's 5/8 — “yes” ; 再见；好",
    "[verse] A sentence. Another one ; [chorus] Again",
)
ACCEPTED: tuple[dict[str, Any], ...] = (
    {},
    {"lyrics": "[verse] " + "🎵" * 1992},
    {"custom_mode": False, "instrumental": True, "lyrics": "[intro-medium] ; [inst-medium] ; [outro-short]"},
    {"style": "rock", "style_weight": 0, "negative_tags": "noise", "vocal_gender": "f", "title": ""},
    {"style_weight": 1.0},
    {"custom_mode": True},
)


@pytest.mark.parametrize("name", REFUSED)
async def test_refuses_what_the_vendor_refuses(peer: SenseAudio, name: str) -> None:
    path, order = REFUSED[name]
    answer = await call(peer, path, order)
    assert answer.status == 400
    assert answer.body["code"] == "invalid"
    assert peer.billed() == []
    seen = [seen.path for seen in peer.seen]
    assert seen == [path]


@pytest.mark.parametrize("lyrics", UNTAGGED)
def test_refuses_lyrics_out_of_format(lyrics: str) -> None:
    assert not is_tagged(lyrics)


@pytest.mark.parametrize("lyrics", TAGGED)
def test_takes_lyrics_in_format(lyrics: str) -> None:
    assert is_tagged(lyrics)


@pytest.mark.parametrize("is_custom", [False, True])
async def test_says_that_the_format_is_wrong(peer: SenseAudio, is_custom: bool) -> None:
    answer = await call(peer, *song(lyrics="rain", custom_mode=is_custom))
    assert answer == (400, {"code": "invalid", "message": "无效的歌词格式", "ref_code": 400709})


@pytest.mark.parametrize("more", ACCEPTED)
async def test_takes_what_the_page_allows(peer: SenseAudio, more: dict[str, Any]) -> None:
    await ordered(peer, **more)
    assert peer.billed() == [Charge("song", EXAMPLE | more, 2.0)]
    assert [seen.body for seen in peer.seen] == [EXAMPLE | more]


async def test_takes_prompts_where_it_is_told_to(tmp_path: Path) -> None:
    async with SenseAudio(tmp_path, takes_prompts=True, polls=0) as peer:
        task = await ordered(peer, lyrics="Rain; all day\nlong", custom_mode=True)
        assert (await call(peer, *song(lyrics="rain", custom_mode=False))).status == 400
        assert (await call(peer, *song(lyrics="rain"))).status == 400
        assert is_tagged((await finished(peer, task))[0]["lyrics"])


async def test_refuses_other_keys(peer: SenseAudio) -> None:
    task = await ordered(peer)
    for path, order in (song(), words(), (PENDING + task, None)):
        answer = await call(peer, path, order, key="sk-other")
        assert answer == (401, {"code": "authentication_error", "message": "incorrect API key provided"})
    assert len(peer.billed()) == 1


@pytest.mark.parametrize(
    ("account", "status", "code"), [("empty", 401, None), ("spent", 400, 400001), ("frozen", 400, 400901)]
)
async def test_refuses_accounts_without_money(
    tmp_path: Path, account: Any, status: int, code: int | None
) -> None:
    async with SenseAudio(tmp_path, account=account) as peer:
        for order in (song(), words()):
            answer = await call(peer, *order)
            assert (answer.status, answer.body.get("ref_code")) == (status, code)
        assert peer.billed() == []
        peer.account = "good"
        task = await ordered(peer)
        peer.account = account
        assert (await call(peer, PENDING + task)).status == 200  # asking is free


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v1/song/music/create"),
        ("POST", "/v1/song/lyrics/create"),
        ("POST", "/v1/v1/music/song/create"),
        ("POST", "/v2/music/song/create"),
        ("GET", SONG),
        ("PUT", SONG),
        ("POST", PENDING + "x"),
        ("HEAD", PENDING + "x"),
        ("GET", PENDING),
        ("GET", OLD_WORDS + "x"),
        ("GET", "/v1/song/music/pending/x"),
        ("GET", "/"),
    ],
)
async def test_has_no_other_calls(peer: SenseAudio, method: str, path: str) -> None:
    headers = {"Authorization": f"Bearer {KEY}"}
    async with (
        ClientSession() as session,
        session.request(method, peer.url + path, headers=headers) as response,
    ):
        assert response.status == 404
        assert response.content_type == "text/plain"
    assert [(seen.method, seen.path) for seen in peer.seen] == [(method, path)]


@pytest.mark.parametrize("body", ["", "{", "x=1", json.dumps(EXAMPLE)])
async def test_wants_json_that_says_so(peer: SenseAudio, body: str) -> None:
    headers = {"Authorization": f"Bearer {KEY}"}
    if not body.endswith("}"):
        headers["Content-Type"] = "application/json"
    async with (
        ClientSession(headers=headers) as session,
        session.post(peer.url + SONG, data=body.encode()) as response,
    ):
        assert response.status == 400
    assert peer.billed() == []


async def test_writes_words_at_once(peer: SenseAudio) -> None:
    answer = await call(peer, LYRICS, PROMPT)
    [written] = answer.body.pop("data")
    assert answer == (200, {})
    assert written["title"] == "" and set(written) == {"text", "title"}
    assert written["text"].endswith(" ") and ". " in written["text"]
    assert peer.billed() == [Charge("lyrics", PROMPT, 0.0)]
    await ordered(peer, lyrics=written["text"])  # the vendor sings what it wrote


@pytest.mark.parametrize(
    ("kind", "right", "wrong"), [("task", NEW_WORDS, OLD_WORDS), ("old task", OLD_WORDS, NEW_WORDS)]
)
async def test_writes_words_by_task(tmp_path: Path, kind: Any, right: str, wrong: str) -> None:
    async with SenseAudio(tmp_path, lyrics_by=kind, polls=1) as peer:
        answer = await call(peer, LYRICS, PROMPT)
        assert answer.status == 200 and set(answer.body) == {"task_id"}
        task = answer.body["task_id"]
        assert (await call(peer, wrong + task)).status == 404
        assert (await call(peer, PENDING + task)).status == 404  # no song
        assert (await call(peer, right + task)).body == {
            "task_id": task,
            "status": "PENDING",
            "response": None,
        }
        answer = await call(peer, right + task)
        response = answer.body.pop("response")
        assert answer == (200, {"task_id": task, "status": "SUCCESS"})
        assert set(response) == {"task_id", "data"} and response["task_id"] == task
        assert is_tagged(response["data"][0]["text"])
        assert len(peer.billed()) == 1


async def test_song_is_pending_first(peer: SenseAudio) -> None:
    task = await ordered(peer)
    assert await call(peer, PENDING + task) == (200, {"task_id": task, "status": "PENDING", "response": None})
    assert await call(peer, PENDING + task) == (200, {"task_id": task, "status": "PENDING"})
    answer = await call(peer, PENDING + task)
    response = answer.body.pop("response")
    assert answer == (200, {"task_id": task, "status": "SUCCESS"})
    assert response["task_id"] == task and set(response) == {"task_id", "data"}
    [item] = response["data"]
    assert set(item) == {"id", "audio_url", "cover_url", "duration", "lyrics", "title"}
    assert str(UUID(item["id"])) == item["id"]
    assert (item["duration"], item["lyrics"], item["title"]) == (2.0, WORDS, "战歌")
    assert await finished(peer, task) == [item]  # as often as one likes
    assert len(peer.billed()) == 1


async def test_songs_of_a_task_differ(tmp_path: Path) -> None:
    async with SenseAudio(tmp_path, songs=3, polls=0) as peer:
        songs = await finished(peer, await ordered(peer))
        assert [item["title"] for item in songs] == ["战歌", "战歌 (2)", "战歌 (3)"]
        for name in ("id", "audio_url", "cover_url", "lyrics"):
            assert len({item[name] for item in songs}) == 3
        assert all(is_tagged(item["lyrics"]) for item in songs)
        assert len(peer.billed()) == 1
        for item in songs:
            assert (await fetched(URL(item["audio_url"], encoded=True)))[0] == 200


async def test_songs_can_lack_things(tmp_path: Path) -> None:
    async with SenseAudio(tmp_path, polls=0, lacks=("audio_url", "title")) as peer:
        [item] = await finished(peer, await ordered(peer))
        assert set(item) == {"id", "cover_url", "duration", "lyrics"}
        peer.songs = 0
        assert await finished(peer, await ordered(peer)) == []


async def test_unknown_task(peer: SenseAudio) -> None:
    answer = await call(peer, PENDING + "50f979f5-2b9e-4254-8653-c277644a31fa")
    assert answer == (404, {"code": "notfound", "message": "未找到资源", "ref_code": 404000})


@pytest.mark.parametrize("kind", ["mp3", "wav"])
async def test_files_are_real(tmp_path: Path, kind: Any) -> None:
    async with SenseAudio(tmp_path, polls=0, kind=kind, seconds=3.0) as peer:
        [item] = await finished(peer, await ordered(peer))
        status, content = await fetched(URL(item["audio_url"], encoded=True))
        assert status == 200
        (tmp_path / "song").write_bytes(content)
        facts = await asyncio.to_thread(probe, tmp_path / "song")
        assert facts.container == kind
        assert facts.duration_ms == pytest.approx(3000, abs=100)
        status, content = await fetched(URL(item["cover_url"], encoded=True))
        assert (status, look_at(content)) == (200, Picture("image/png", 16, 16))


async def test_links_are_escaped_or_raw(tmp_path: Path) -> None:
    async with SenseAudio(tmp_path, polls=0) as peer:
        task = await ordered(peer, title="a/b?c#d%e 战歌")
        [item] = await finished(peer, task)
        assert item["audio_url"].isascii() and " " not in item["audio_url"]
        assert unquote(urlsplit(item["audio_url"]).path).endswith("/a_b_c_d_e 战歌 歌曲.mp3")
        assert (await fetched(URL(item["audio_url"].replace("%20", "%2520"), encoded=True)))[0] == 403
        assert (await fetched(URL(item["audio_url"].replace("%2B", "+"), encoded=True)))[0] == 403
        peer.links = "raw"
        [item] = await finished(peer, task)
        assert "/a_b_c_d_e 战歌 歌曲.mp3?" in item["audio_url"]
        assert (await fetched(item["audio_url"]))[0] == 200


async def test_links_are_guarded(peer: SenseAudio) -> None:
    peer.polls = 0
    [item] = await finished(peer, await ordered(peer))
    for name in ("audio_url", "cover_url"):
        url = URL(item[name], encoded=True)
        assert (await fetched(url, Authorization=f"Bearer {KEY}"))[0] == 400
        assert "Authorization" in peer.seen[-1].headers
        status, content = await fetched(url.with_query(None))
        assert (status, b"<Code>AccessDenied</Code>" in content) == (403, True)
        assert (await fetched(url.update_query(Expires=int(time.time()) + 9_999_999)))[0] == 403
        assert (await fetched(url.update_query(Signature="x")))[0] == 403
    peer.link_seconds = -1
    [item] = await finished(peer, await ordered(peer))
    assert (await fetched(URL(item["audio_url"], encoded=True)))[0] == 403


@pytest.mark.parametrize(("name", "order"), [("song", song()), ("lyrics", words())])
async def test_orders_meet_faults(peer: SenseAudio, name: str, order: tuple[str, Any]) -> None:
    peer.fail(name, Refuse(429, 429000, "请求过于频繁", {"Retry-After": "7"}), Refuse(503, "busy", "x"))
    answer = await call(peer, *order)
    assert answer == (
        429,
        {"code": "invalid", "message": "请求过于频繁", "error": "请求过于频繁", "ref_code": 429000},
    )
    assert await call(peer, *order) == (503, {"code": "busy", "message": "x"})
    peer.fail(name, Lose("before"), Gateway(502))
    with pytest.raises(ClientConnectionError):
        await call(peer, *order)
    assert (await call(peer, *order)).body.startswith("<html>")
    assert peer.billed() == []
    peer.fail(name, Lose("after"), Gateway(504, billed=True))
    with pytest.raises(ClientConnectionError):
        await call(peer, *order)
    assert (await call(peer, *order)).status == 504
    assert [charge.what for charge in peer.billed()] == [name, name]
    assert (await call(peer, *order)).status == 200
    assert len(peer.seen) == 7


async def test_errors_come_in_every_shape(peer: SenseAudio) -> None:
    peer.fail("song", *[Refuse(500, 500000)] * len(SHAPES))
    shapes = [tuple((await call(peer, *song())).body) for _ in SHAPES]
    assert shapes == list(SHAPES)


async def test_polls_meet_faults(peer: SenseAudio) -> None:
    task, path = await ordered(peer), PENDING
    strange, nothing = Refuse(200, "STRANGE"), Refuse(200, "SUCCESS")
    lost = (Lose("before"), Lose("after"))  # two, because aiohttp repeats a GET by itself
    peer.fail("poll", strange, strange, nothing, Refuse(404, 404000), Gateway(), *lost)
    for _ in range(2):
        answer = await call(peer, path + task)
        assert answer == (200, {"task_id": task, "status": "STRANGE", "response": None})
    answer = await call(peer, path + task)
    assert answer.body == {"task_id": task, "status": "SUCCESS", "response": {"task_id": task, "data": []}}
    assert [(await call(peer, path + task)).status for _ in range(2)] == [404, 502]
    with pytest.raises(ClientConnectionError):
        await call(peer, path + task)
    assert len(await finished(peer, task)) == 1
    assert len(peer.billed()) == 1


@pytest.mark.parametrize(("bills", "charges"), [("accept", 1), ("success", 0)])
@pytest.mark.parametrize(("where", "polls"), [("song", 3), ("poll", 1)])
async def test_songs_can_fail(tmp_path: Path, bills: Any, charges: int, where: str, polls: int) -> None:
    async with SenseAudio(tmp_path, bills=bills) as peer:
        peer.fail(where, Fail(500000, "生成失败"))
        task = await ordered(peer)
        for _ in range(polls):
            answer = await call(peer, PENDING + task)
        failed = (200, {"task_id": task, "status": "FAILED", "fail_reason": "生成失败", "response": None})
        assert answer == failed == await call(peer, PENDING + task)
        assert len(peer.billed()) == charges


async def test_words_can_fail(tmp_path: Path) -> None:
    async with SenseAudio(tmp_path) as peer:
        peer.fail("lyrics", Fail(500000, "生成失败"))
        assert (await call(peer, *words())).status == 500
        assert len(peer.billed()) == 1
        peer.lyrics_by, peer.polls = "task", 0
        peer.fail("lyrics", Fail(500000, "生成失败"))
        task = (await call(peer, *words())).body["task_id"]
        assert (await call(peer, NEW_WORDS + task)).body["status"] == "FAILED"


async def test_downloads_meet_faults(peer: SenseAudio) -> None:
    peer.polls = 0
    [item] = await finished(peer, await ordered(peer))
    url, cover = URL(item["audio_url"], encoded=True), URL(item["cover_url"], encoded=True)
    peer.fail("download", Refuse(403, "AccessDenied"), Gateway(), Lose("before"), Lose("before"), Cut(1000))
    peer.fail("cover", Refuse(404, "NoSuchKey"), Lose("before"), Lose("before"))
    assert (await fetched(cover))[0] == 404
    with pytest.raises(ClientConnectionError):
        await fetched(cover)
    assert (await fetched(cover))[0] == 200
    assert [(await fetched(url))[0] for _ in range(2)] == [403, 502]
    with pytest.raises(ClientConnectionError):
        await fetched(url)
    with pytest.raises(ClientPayloadError):
        await fetched(url)
    assert (await fetched(url))[0] == 200


def test_knows_what_cannot_happen(tmp_path: Path) -> None:
    for name, fault in (("song", Cut(1)), ("poll", Cut(1)), ("download", Fail(1)), ("cover", Fail(1))):
        with pytest.raises(AssertionError):
            SenseAudio(tmp_path).fail(name, fault)


async def test_bills_when_the_song_is_there(tmp_path: Path) -> None:
    async with SenseAudio(tmp_path, bills="success", polls=1) as peer:
        task = await ordered(peer)
        assert (await call(peer, PENDING + task)).body["status"] == "PENDING"
        assert peer.billed() == []
        await finished(peer, task)
        await finished(peer, task)
        assert peer.billed() == [Charge("song", EXAMPLE, 2.0)]
        peer.fail("song", Lose("after"))
        with pytest.raises(ClientConnectionError):
            await call(peer, *song())
        assert len(peer.billed()) == 2  # nobody can ask for it, and it is sung all the same


async def test_holds_answers_back(peer: SenseAudio) -> None:
    task = await ordered(peer)
    for path, order in (song(), words(), (PENDING + task, None)):
        peer.hold.clear()
        peer.waiting.clear()
        answer = asyncio.create_task(call(peer, path, order))
        await asyncio.wait_for(peer.waiting.wait(), 10)
        await asyncio.sleep(0.02)
        assert not answer.done()
        peer.hold.set()
        assert (await answer).status == 200
    assert [charge.what for charge in peer.billed()] == ["song", "song", "lyrics"]


async def test_bill_and_tasks_outlive_the_peer(tmp_path: Path) -> None:
    async with SenseAudio(tmp_path, songs=2) as peer:
        done, begun = await ordered(peer), await ordered(peer)
        songs = await finished(peer, done)
        await call(peer, PENDING + begun)
        port = URL(peer.url).port
        await peer.down()
        with pytest.raises(ClientConnectionError):
            await call(peer, PENDING + done)
        await peer.up()
        assert URL(peer.url).port == port
        assert await finished(peer, done) == songs
    async with SenseAudio(tmp_path) as other:
        new = await ordered(other)
    async with SenseAudio(tmp_path) as other:
        assert (await call(other, PENDING + new)).body["status"] == "PENDING"  # though nobody had asked
        again = await finished(other, done)
        assert [item["id"] for item in again] == [item["id"] for item in songs]
        assert (await fetched(URL(again[0]["audio_url"], encoded=True)))[0] == 200
        statuses = [(await call(other, PENDING + begun)).body["status"] for _ in range(2)]
        assert statuses == ["PENDING", "SUCCESS"]
        assert len(other.billed()) == 3
