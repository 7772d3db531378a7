"""A newcomer's first songs: the real bot in its own process, the page in a real browser."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, async_playwright, expect

from bot.media.probe import probe
from bot.media.tags import read_tags
from tests.browser import ARGUMENTS, CHROMIUM, NO_CHROMIUM
from tests.processes import appears, children
from tests.running import Bot
from tests.songs import CAFE_WORDS, YOUTH_WORDS

if not CHROMIUM.exists():
    pytest.skip(NO_CHROMIUM, allow_module_level=True)

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
SONG_MS = 120_000
"""How long a song may take on a busy machine."""


@asynccontextmanager
async def chatting(bot: Bot) -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = await browser.new_page()
        await page.goto(bot.address)
        yield page
        await browser.close()


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Bot]:
    async with Bot(tmp_path) as running:
        yield running


async def say(page: Page, text: str) -> None:
    box = page.get_by_role("textbox", name="Message")
    await box.fill(text)
    await box.press("Enter")


async def song_in(page: Page) -> Locator:
    """Wait for the song's message."""
    await expect(page.locator("audio")).to_have_count(1, timeout=SONG_MS)
    return page.locator("article, li, div").filter(has=page.locator("audio")).last


async def saved(page: Page, folder: Path) -> Path:
    """Download the song as a member would."""
    async with page.expect_download() as coming:
        await page.get_by_role("link", name="Download").first.click()
    download = await coming.value
    path = folder / download.suggested_filename
    await download.save_as(path)
    return path


@pytest.mark.parametrize("words", [YOUTH_WORDS, CAFE_WORDS], ids=["english", "chinese"])
async def test_pasted_lyrics_become_a_song_with_these_lyrics(bot: Bot, tmp_path: Path, words: str) -> None:
    async with chatting(bot) as page:
        await say(page, f"/song style: folk title: Slowly\n{words}")
        await expect(page.get_by_role("progressbar")).to_be_visible()
        await song_in(page)
        for line in filter(None, words.splitlines()):
            if not line.startswith("["):
                await expect(page.get_by_text(line).last).to_be_visible()
        path = await saved(page, tmp_path)
    assert path.name == "Slowly.mp3"
    assert probe(path).duration_ms > 20_000
    tags = read_tags(path)
    assert tags.title == "Slowly"
    assert all(line in tags.lyrics for line in words.splitlines())
    assert await bot.stop() == 0


async def test_shanty_survives_a_crash_in_its_middle_and_a_reload(bot: Bot) -> None:
    async with chatting(bot) as page:
        await say(page, "/song prompt: a sea shanty about debugging style: folk")
        await expect(page.get_by_role("progressbar")).to_be_visible()
        assert bot.process is not None
        pid = bot.process.pid
        await appears(lambda: children(pid))
        await bot.kill()
        await say(page, "/quota")
        await bot.start()
        await song_in(page)
        await expect(page.locator(".panel .says", has_text="9 of 10 songs left today")).to_have_count(1)
        await page.reload()
        await song_in(page)
        await expect(page.locator(".lyrics")).to_contain_text("debugging", ignore_case=True)
        length_s = await page.locator("audio").evaluate(
            "audio => new Promise(done => {"
            " audio.onloadedmetadata = () => done(audio.duration);"
            " audio.preload = 'metadata'; audio.load(); })"
        )
    assert length_s > 60
    assert await bot.stop() == 0
