"""A song of each music service in each of its modes: typed in the local chat, sung by the service, posted.

The bot, the page in a browser and the requests are real; the services are the stand-ins of `tests/peers`.
"""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser import CHROMIUM, NO_CHROMIUM
from tests.peers.fun_music import FunMusic
from tests.peers.minimax import MiniMax
from tests.peers.senseaudio import SenseAudio
from tests.peers.service import KEY, Peer
from tests.running import Bot
from tests.test_tours import rows, tabs

if not CHROMIUM.exists():
    pytest.skip(NO_CHROMIUM, allow_module_level=True)

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
SONG_MS = 60_000
WORDS = "[verse]\nThe kettle hums, the morning's slow\n[break]\n[chorus]\nStay a while"
OWN = f"/song title: Kettle voice: female style: folk, warm avoid: drums provider: {{}}\n{WORDS}"
ABOUT = "/song prompt: A lighthouse keeper's evening style: folk voice: male provider: {}"
PLAYED = "/song prompt: A calm piano over a quiet sea instrumental: yes provider: {}"
Peers = dict[str, Peer]


@pytest.fixture
async def peers(tmp_path: Path) -> AsyncIterator[Peers]:
    made = [FunMusic(tmp_path, newer=True), MiniMax(tmp_path), SenseAudio(tmp_path, songs=2)]
    async with AsyncExitStack() as stack:
        yield {peer.name: await stack.enter_async_context(peer) for peer in made}


@pytest.fixture
def keys() -> dict[str, str]:
    """Return what is set for a service besides its address and key."""
    return {"fun_music": "instrumental = true", "senseaudio": "poll_s = 0.2"}


@pytest.fixture
async def bot(tmp_path: Path, peers: Peers, keys: dict[str, str]) -> AsyncIterator[Bot]:
    sections = [
        f'[providers.{name}]\nbase_url = "{peer.url}"\napi_key = "{KEY}"\n{keys.get(name, "")}'
        for name, peer in peers.items()
    ]
    sections.append("[limits]\nrunning_per_user = 5\nqueued_per_user = 20")
    (tmp_path / "config.toml").write_text("\n".join(sections))
    async with Bot(tmp_path) as running:
        yield running


async def order(page: Page, *orders: str) -> None:
    """Type orders one after the other."""
    box = page.get_by_role("textbox", name="Message")
    for text in orders:
        await box.fill(text)
        await box.press("Enter")


async def sung(page: Page, songs: int) -> None:
    """Wait until so many songs are there."""
    audio = page.locator("audio[src*='/audio/']:not([src*='/live/'])")
    await expect(audio).to_have_count(songs, timeout=SONG_MS)


def sent(peer: Peer, path: str) -> list[Any]:
    return [seen.body for seen in peer.seen if seen.method == "POST" and seen.path.endswith(path)]


def headers(peer: Peer) -> list[dict[str, str]]:
    return [seen.headers for seen in peer.seen if seen.method == "POST"]


def in_any_order(bodies: list[Any]) -> list[str]:
    return sorted(json.dumps(body, sort_keys=True) for body in bodies)


async def test_fun_music(bot: Bot, peers: Peers, tmp_path: Path) -> None:
    own = f"/song voice: female provider: fun_music\n{WORDS}"
    async with tabs(bot) as tab:
        page = await tab("Ann")
        peers["fun_music"].hold.clear()
        await order(page, ABOUT.format("fun_music"), own, PLAYED.format("fun_music"))
        await expect(page.get_by_text("[break] is left out")).to_be_visible()
        peers["fun_music"].hold.set()
        await sung(page, 3)
        await expect(page.get_by_text("The evening settles over town").first).to_be_visible()
    asked = [body["input"] for body in sent(peers["fun_music"], "/generation")]
    assert in_any_order(asked) == in_any_order(
        [
            {"prompt": "folk\nA lighthouse keeper's evening", "gender": "male", "format": "mp3"},
            {
                "lyrics": "[verse]\nThe kettle hums, the morning's slow\n\n[chorus]\nStay a while",
                "gender": "female",
                "format": "mp3",
            },
            {"prompt": "A calm piano over a quiet sea", "is_instrumental": True, "format": "mp3"},
        ]
    )
    streamed = [body["X-DashScope-SSE"] for body in headers(peers["fun_music"]) if "X-DashScope-SSE" in body]
    assert len(streamed) == 2, "own words as short as these are no stream"
    assert rows(tmp_path, "SELECT COUNT(*), SUM(cost_micro), MIN(currency) FROM calls") == [
        (3, 12_000, "CNY")
    ]


async def test_minimax(bot: Bot, peers: Peers, tmp_path: Path) -> None:
    async with tabs(bot) as tab:
        page = await tab("Ann")
        await order(page, ABOUT.format("minimax"), OWN.format("minimax"), PLAYED.format("minimax"))
        await sung(page, 3)
    (words,) = sent(peers["minimax"], "lyrics_generation")
    assert words == {"mode": "write_full_song", "prompt": "A lighthouse keeper's evening, folk"}
    manner = {
        "model": "music-2.6",
        "audio_setting": {"sample_rate": 44_100, "bitrate": 256_000, "format": "mp3"},
        "output_format": "url",
    }
    songs = sent(peers["minimax"], "music_generation")
    assert {
        "lyrics": "[Verse]\nThe kettle hums, the morning's slow\n\n[Break]\n\n[Chorus]\nStay a while",
        "prompt": "folk, warm, female vocals, no drums",
        **manner,
    } in songs
    assert {"is_instrumental": True, "prompt": "A calm piano over a quiet sea", **manner} in songs
    (written,) = [body for body in songs if "A word about A lighthouse" in body.get("lyrics", "")]
    assert written["prompt"].startswith("folk, ")
    assert written["prompt"].endswith(", male vocals")
    assert rows(tmp_path, "SELECT kind, COUNT(*) FROM calls GROUP BY kind") == [("lyrics", 1), ("song", 3)]


@pytest.mark.parametrize("keys", [{"minimax": 'output = "hex"'}, {"minimax": "stream = true"}], ids=str)
async def test_minimax_sends_the_song_itself(bot: Bot, peers: Peers, keys: dict[str, str]) -> None:
    peer = peers["minimax"]
    peer.drip_s = 0.2
    streams = "stream = true" in keys.values()
    async with tabs(bot) as tab:
        page = await tab("Ann")
        await order(page, OWN.format("minimax"))
        if streams:
            await expect(page.get_by_role("button", name="Listen while it is made")).to_be_visible()
        await sung(page, 1)
    (asked,) = sent(peer, "music_generation")
    assert (asked["output_format"], asked.get("stream", False)) == ("hex", streams)
    assert not [seen for seen in peer.seen if seen.method == "GET"], "there was nothing to download"


async def test_senseaudio(bot: Bot, peers: Peers, tmp_path: Path) -> None:
    name = "senseaudio"
    async with tabs(bot) as tab:
        page = await tab("Ann")
        await order(page, ABOUT.format(name), OWN.format(name), PLAYED.format(name))
        await sung(page, 6)
        await expect(page.get_by_text("This is song 2").first).to_be_visible()
    drafts = sent(peers[name], "lyrics/create")
    model = "senseaudio-music-1.0-260319"
    assert in_any_order(drafts) == in_any_order(
        [
            {"prompt": "A lighthouse keeper's evening", "provider": model},
            {"prompt": "A calm piano over a quiet sea", "provider": model},
        ]
    )
    fixed = {"model": model, "custom_mode": False}
    songs = sent(peers[name], "song/create")
    assert {
        "lyrics": "[verse] The kettle hums, the morning's slow ; [inst-short] ; [chorus] Stay a while",
        "instrumental": False,
        "style": "folk, warm",
        "negative_tags": "drums",
        "title": "Kettle",
        "vocal_gender": "f",
        **fixed,
    } in songs
    (played,) = [body for body in songs if body["instrumental"]]
    assert (played["style"], "vocal_gender" in played) == ("A calm piano over a quiet sea", False)
    (written,) = [body for body in songs if body.get("vocal_gender") == "m"]
    assert written["lyrics"].startswith("[intro-medium] ; [verse] A song of A lighthouse keeper's evening")
    assert rows(tmp_path, "SELECT kind, COUNT(*) FROM calls GROUP BY kind") == [("lyrics", 2), ("song", 3)]
