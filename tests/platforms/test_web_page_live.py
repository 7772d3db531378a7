"""A song that is heard on the page while it is made: the real bot and a real browser, the service is ours."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from bot.app import rules_from, running
from bot.chats import local_chat
from bot.config import Settings
from bot.domain.errors import OutcomeUnknown
from bot.domain.ports import Answered, AudioChunk, Finished, Submitting, TrackSource
from bot.media.encode import Encoder
from bot.platforms.web.platform import WebPlatform
from bot.platforms.web.settings import WebSettings
from tests.browser import CHROMIUM, NO_CHROMIUM
from tests.studio.fakes import ScriptedProvider, Step, info

if not CHROMIUM.exists():
    pytest.skip(NO_CHROMIUM, allow_module_level=True)

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

SECONDS = 30
SONG_MS = 60_000
"""How long it may take on a busy machine to fit a song and to post it."""
HAVE_CURRENT_DATA = 2
"""A player that has nothing to go on with: https://developer.mozilla.org/docs/Web/API/HTMLMediaElement/readyState"""
LISTEN = "Listen while it is made"
MOVES = "audio => new Promise(done => { const at = audio.currentTime;" + (
    " audio.ontimeupdate = () => { if (audio.currentTime > at) done(true); }; })"
)


@pytest.fixture(scope="module")
def melody(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A real mp3 of half a minute."""
    path: Path = tmp_path_factory.mktemp("audio") / "melody.mp3"
    time = np.arange(SECONDS * 44_100) / 44_100
    wave = 0.2 * np.sin(2 * np.pi * 440 * time)
    with Encoder(path, format="mp3", sample_rate=44_100, channels=2, bitrate=128_000) as encoder:
        encoder.write(np.stack([wave, wave]).astype(np.float32))
    return path.read_bytes()


@dataclass
class Show:
    """A bot whose service streams a song: half of it at once, the rest when the test says so."""

    address: str
    go_on: asyncio.Event


@asynccontextmanager
async def streaming(folder: Path, melody: bytes, *, ends: Step | None = None) -> AsyncIterator[Show]:
    go_on, half = asyncio.Event(), len(melody) // 2
    rest: list[Step] = [
        AudioChunk(melody[half:]),
        Answered({}),
        Finished((TrackSource(None, title="Waves", lyrics="[verse]\nWave after wave"),)),
    ]
    steps: list[Step] = [Submitting(), AudioChunk(melody[:half]), go_on, *([ends] if ends else rest)]
    settings = Settings(data_dir=folder, web=WebSettings(port=0))
    async with running(
        settings,
        data_dir=folder,
        rules=rules_from(settings),
        providers={"one": ScriptedProvider(info("one"), [steps])},
        platforms=local_chat,
    ) as app:
        web = app.platforms["web"]
        assert isinstance(web, WebPlatform)
        try:
            yield Show(web.address, go_on)
        finally:
            go_on.set()  # nothing waits for this service when the bot stops


@pytest_asyncio.fixture(loop_scope="module")
async def show(tmp_path: Path, melody: bytes) -> AsyncIterator[Show]:
    async with streaming(tmp_path, melody) as running_show:
        yield running_show


@asynccontextmanager
async def opened(chromium: Browser, show: Show, **options: Any) -> AsyncIterator[Page]:
    """The page, with a song ordered; any error of its scripts fails the test."""
    context = await chromium.new_context(**options)
    page = await context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if "Policy" in said.text else None)
    await page.goto(show.address)
    await page.locator("#input").fill("/song prompt: waves")
    await page.locator("#input").press("Enter")
    try:
        yield page
    finally:
        await context.close()
    assert errors == []


def receipt(page: Page) -> Locator:
    return page.locator(".message.receipt")


async def listen(page: Page) -> Locator:
    """Begin to listen, and return the player when it plays."""
    await page.get_by_role("button", name=LISTEN).click()
    player = receipt(page).locator("audio")
    assert await player.evaluate(MOVES)
    return player


async def posted(page: Page, show: Show) -> Locator:
    """Let the service finish its song, and return its message."""
    show.go_on.set()
    song = page.locator(".message.song")
    await expect(song.get_by_role("heading", name="Waves")).to_be_visible(timeout=SONG_MS)
    return song


async def test_a_song_is_heard_before_it_is_done_and_on_when_it_is_posted(
    chromium: Browser, show: Show
) -> None:
    async with opened(chromium, show) as page:
        button = page.get_by_role("button", name=LISTEN)
        await expect(button).to_be_visible()
        await expect(page.locator("audio")).to_have_count(0)  # nothing starts by itself
        player = await listen(page)
        await expect(player).to_have_accessible_name("The song while it is made, player")
        await expect(player).to_be_focused()
        heard_s = await player.evaluate("audio => audio.buffered.end(0)")
        assert 1 < heard_s < SECONDS * 0.6
        await expect(page.locator(".message.song")).to_have_count(0)

        song = await posted(page, show)
        await expect(receipt(page)).to_contain_text("Your song is ready.")
        await expect(receipt(page).get_by_role("progressbar")).to_have_count(0)
        assert await player.evaluate(MOVES)
        assert not await player.evaluate("audio => audio.paused")
        await expect(player).to_be_focused()

        await song.locator("audio").evaluate("audio => audio.play()")
        await expect(player).to_have_js_property("paused", True)


async def test_who_is_ahead_of_the_singer_waits_and_hears_on_to_the_end(
    chromium: Browser, show: Show
) -> None:
    async with opened(chromium, show) as page:
        player = await listen(page)
        await player.evaluate("audio => { audio.playbackRate = 16; audio.muted = true; }")
        await expect(player).to_have_js_property("readyState", HAVE_CURRENT_DATA, timeout=SONG_MS)
        assert await player.evaluate("audio => audio.currentTime") < SECONDS * 0.6
        await posted(page, show)
        await expect(page.locator("audio")).to_have_count(1, timeout=SONG_MS)
        await expect(receipt(page)).to_have_text(re.compile(r"Your song is ready\. It took \d:\d\d\.$"))


async def test_who_does_not_listen_sees_nothing_of_it_afterwards(chromium: Browser, show: Show) -> None:
    async with opened(chromium, show) as page:
        await expect(page.get_by_role("button", name=LISTEN)).to_be_visible()
        await posted(page, show)
        await expect(page.get_by_role("button", name=LISTEN)).to_have_count(0)
        await expect(page.locator("audio")).to_have_count(1)


async def test_a_page_that_is_opened_later_offers_it_too(chromium: Browser, show: Show) -> None:
    async with opened(chromium, show) as page:
        await expect(page.get_by_role("button", name=LISTEN)).to_be_visible()
        await page.reload()
        await listen(page)


async def test_it_can_be_begun_with_the_keyboard_alone(chromium: Browser, show: Show) -> None:
    async with opened(chromium, show) as page:
        button = page.get_by_role("button", name=LISTEN)
        await button.focus()
        await page.keyboard.press("Enter")
        player = receipt(page).locator("audio")
        assert await player.evaluate(MOVES)
        await page.keyboard.press("Space")
        await expect(player).to_have_js_property("paused", True)


async def test_a_song_that_breaks_off_takes_its_player_along(
    chromium: Browser, tmp_path: Path, melody: bytes
) -> None:
    async with (
        streaming(tmp_path, melody, ends=OutcomeUnknown("the stream broke")) as show,
        opened(chromium, show) as page,
    ):
        await listen(page)
        show.go_on.set()
        news = page.locator(".message.say")
        await expect(news).to_contain_text("The music service fell silent", timeout=SONG_MS)
        await expect(page.locator("audio")).to_have_count(0)
        await expect(page.get_by_role("button", name=LISTEN)).to_have_count(0)


@pytest.mark.parametrize("language", ["en", "zh", "ja"])
async def test_it_fits_a_small_phone(chromium: Browser, show: Show, language: str) -> None:
    async with opened(chromium, show, viewport={"width": 360, "height": 640}, locale=language) as page:
        button = receipt(page).locator(".live button")
        await expect(button).to_be_visible()
        await button.click()
        player = receipt(page).locator("audio")
        assert await player.evaluate(MOVES)
        assert await page.evaluate("document.documentElement.scrollWidth") == 360
        box, around = await player.bounding_box(), await receipt(page).bounding_box()
        assert box is not None
        assert around is not None
        assert around["x"] <= box["x"]
        assert box["x"] + box["width"] <= around["x"] + around["width"]
