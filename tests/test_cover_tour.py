"""A cover, from a song on somebody's disk to the new one in their ear: the real bot, page, browser and peer.

The bot is killed in between: what the service heard outlives it.
"""

from base64 import b64encode
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, async_playwright, expect

from tests.browser import ARGUMENTS, CHROMIUM, NO_CHROMIUM
from tests.peers.minimax import MiniMax
from tests.peers.minimax_rules import shortened
from tests.peers.service import KEY, Refuse, audio
from tests.running import Bot

if not CHROMIUM.exists():
    pytest.skip(NO_CHROMIUM, allow_module_level=True)

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
SONG_MS = 60_000
PLAYED = """player => new Promise((played) => {
  player.addEventListener("ended", () => played(player.currentTime));
  player.play();
})"""
SONG, LISTEN = "/v1/music_generation", "/v1/music_cover_preprocess"


@pytest.fixture
async def peer(tmp_path: Path) -> AsyncIterator[MiniMax]:
    async with MiniMax(tmp_path, seconds=3.0) as vendor:
        yield vendor


@pytest.fixture
async def bot(tmp_path: Path, peer: MiniMax, request: pytest.FixtureRequest) -> AsyncIterator[Bot]:
    """A bot with the service, and with whatever else a test says of its section."""
    more: str = getattr(request, "param", "")
    config = f'[providers.minimax]\napi_key = "{KEY}"\nbase_url = "{peer.url}"\n{more}\n'
    (tmp_path / "config.toml").write_text(config)
    async with Bot(tmp_path) as running:
        yield running


@pytest.fixture
async def page(bot: Bot) -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = await browser.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        await page.goto(bot.address)
        await expect(page.get_by_role("textbox", name="Message")).to_be_visible()
        yield page
        await browser.close()
        assert errors == []


async def attach(page: Page, name: str, content: bytes) -> None:
    """Choose a song by the paperclip."""
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("button", name="Attach a file").click()
    await (await chooser.value).set_files({"name": name, "mimeType": "audio/mpeg", "buffer": content})


async def say(page: Page, text: str) -> None:
    await page.get_by_role("textbox", name="Message").fill(text)
    await page.get_by_role("textbox", name="Message").press("Enter")


def panel(page: Page, text: str) -> Locator:
    return page.locator(".message.panel").filter(has_text=text).last


async def test_a_song_is_listened_to_its_words_are_changed_and_it_is_sung_anew(
    bot: Bot, page: Page, peer: MiniMax
) -> None:
    peer.fail("preprocess", Refuse(200, 2013))
    await attach(page, "Yesterday.mp3", audio(8.0))
    await expect(page.locator("#attached")).to_contain_text("Yesterday.mp3")
    await say(page, "/cover style: jazz, smoky bar")
    await expect(page.locator(".message.you")).to_contain_text("Yesterday.mp3")
    failed = panel(page, "couldn't listen")
    await expect(failed).to_be_visible(timeout=SONG_MS)
    await failed.get_by_role("button", name="Listen again").dblclick()
    heard = panel(page, "These are the words that I hear.")
    await expect(heard).to_contain_text("What the singer seems to say", timeout=SONG_MS)
    await bot.kill()
    await bot.start()
    await page.reload()
    heard = panel(page, "These are the words that I hear.")
    await heard.get_by_role("button", name="Edit").click()
    words = heard.get_by_role("textbox", name="Words")
    await words.fill((await words.input_value()).replace("another day", "a rainy day"))
    await heard.locator("form button[type=submit]").click()
    await expect(panel(page, "These words will be sung.")).to_contain_text("Is heard again a rainy day")
    await panel(page, "These words will be sung.").get_by_role("button", name="Sing").dblclick()
    player = page.locator("audio")
    await expect(player).to_have_count(1, timeout=SONG_MS)
    assert await player.evaluate(PLAYED) > 2.5
    await expect(page.locator(".message.song")).to_contain_text("Is heard again a rainy day")
    assert [seen.path for seen in peer.seen if seen.method == "POST"] == [LISTEN, LISTEN, SONG]
    body = peer.seen[2].body
    assert (body["model"], body["prompt"]) == ("music-cover", "jazz, smoky bar")
    assert "a rainy day" in body["lyrics"]
    assert body["cover_feature_id"]
    assert [charge.what for charge in peer.billed()] == ["cover"]


async def test_a_song_that_is_dropped_without_a_command_offers_a_cover(page: Page, peer: MiniMax) -> None:
    await attach(page, "Yesterday.mp3", audio(8.0))
    await page.get_by_role("button", name="Send", exact=True).click()
    offer = panel(page, "I can sing this song anew.")
    await offer.get_by_role("textbox", name="Style").fill("slow waltz")
    await offer.get_by_role("button", name="Listen", exact=True).dblclick()
    await expect(panel(page, "These are the words that I hear.")).to_be_visible(timeout=SONG_MS)
    assert [seen.path for seen in peer.seen] == [LISTEN]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("short.mp3", audio(3.0), "This recording is too short. At least 6 seconds are needed."),
        ("notes.mp3", b"not music at all" * 100, "I can't use music of this kind."),
    ],
)
async def test_a_song_that_can_not_be_used_is_one_sentence(
    page: Page, peer: MiniMax, name: str, content: bytes, sentence: str
) -> None:
    await attach(page, name, content)
    await say(page, "/cover style: jazz, smoky bar")
    await expect(page.locator(".message.say").last).to_contain_text(sentence)
    assert peer.seen == []


@pytest.mark.parametrize("bot", ["preprocess = false"], indirect=True)
async def test_in_one_step_a_song_is_sung_as_it_is_heard(page: Page, peer: MiniMax) -> None:
    await attach(page, "Yesterday.mp3", audio(8.0))
    await say(page, "/cover style: jazz, smoky bar")
    song = page.locator(".message.song")
    await expect(song).to_contain_text("Sung as heard", timeout=SONG_MS)
    await expect(song).to_contain_text("jazz, smoky bar · cover · made by MiniMax Music")
    [body] = [seen.body for seen in peer.seen if seen.path == SONG]
    assert body["audio_base64"] == shortened({"audio_base64": b64encode(audio(8.0)).decode()})["audio_base64"]
    assert "lyrics" not in body
    assert LISTEN not in [seen.path for seen in peer.seen]
