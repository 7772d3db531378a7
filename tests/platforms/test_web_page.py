"""The page in a real browser."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect

from bot.domain.errors import StorageError, TooManyWaiting
from bot.domain.job import JobState
from bot.store.chat_log import SqlChatLog
from bot.studio.views import SongPage
from tests.browser import ARGUMENTS, CHROMIUM, NO_CHROMIUM
from tests.platforms.studio import Chat, an_entry, found, running_chat

if not CHROMIUM.exists():
    pytest.skip(NO_CHROMIUM, allow_module_level=True)

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

SHANTY = "/song prompt: a sea shanty about debugging style: folk"
WORDS = "[verse]\nOne two\nthree\n\n[chorus]\nFour"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for all tests of this file."""
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        await chromium.close()


@pytest_asyncio.fixture(loop_scope="module")
async def open_chat(tmp_path: Path) -> AsyncIterator[Chat]:
    """A local chat; its page is opened by the test."""
    async with running_chat(tmp_path) as running:
        yield running


@asynccontextmanager
async def opened(browser: Browser, chat: Chat, **options: Any) -> AsyncIterator[Page]:
    """The chat's page in a fresh profile; any error of its scripts fails the test."""
    context = await browser.new_context(**options)
    page = await context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if _is_policy(said.text) else None)
    await page.goto(chat.platform.address)
    await expect(page.locator("#input")).to_be_focused()  # whatever language it is called in
    try:
        yield page
    finally:
        await context.close()
    assert errors == []


def _is_policy(text: str) -> bool:
    return "Content Security Policy" in text


async def say(page: Page, text: str) -> None:
    box = page.get_by_role("textbox", name="Message")
    await box.fill(text)
    await box.press("Enter")


async def test_a_song_from_order_to_audio(browser: Browser, open_chat: Chat) -> None:
    async with opened(browser, open_chat) as page:
        await expect(page.get_by_role("heading", name="What shall I sing for you?")).to_be_visible()
        await say(page, SHANTY)
        receipt = page.locator(".message.receipt")
        await expect(receipt).to_contain_text("a sea shanty about debugging")
        await expect(receipt).to_contain_text("4 of 5 songs left today")
        await expect(receipt).to_contain_text("Number 2 in line")
        await expect(page.locator("#welcome")).to_be_hidden()
        await open_chat.show(JobState.QUEUED, line=1, busy=True, service="MiniMax Music")
        await expect(receipt).to_contain_text("MiniMax Music has no room just now")

        await open_chat.show(JobState.RUNNING, "singing", fraction=0.4, usual_s=40.0, can_cancel=True)
        await expect(receipt).to_contain_text("Singing")
        await expect(receipt).not_to_contain_text("no room")
        await expect(receipt).to_contain_text("usually about 0:40")
        await open_chat.show(JobState.RUNNING, "singing", fraction=0.6, usual_s=40.0)
        await expect(receipt.get_by_role("progressbar")).to_have_attribute("value", "0.6")
        await expect(receipt.get_by_role("button")).to_be_hidden()

        await open_chat.deliver(open_chat.sing(), style="folk")
        song = page.locator(".message.song")
        await expect(song.get_by_role("heading", name="The Bug in Bar Nine")).to_be_visible()
        await expect(song).to_contain_text("0:02 · folk · made by Offline singer")
        await expect(song.get_by_text("Haul on the stack trace, heave")).to_be_visible()
        await expect(page.locator(".message.receipt")).to_contain_text("Your song is ready.")
        await expect(page.locator(".message.receipt")).not_to_contain_text("Quota")
        audio = song.locator("audio")
        await expect(audio).to_have_js_property("readyState", 4)
        assert round(await audio.evaluate("audio => audio.duration")) == 2
        await audio.evaluate("audio => audio.play()")
        await expect(audio).to_have_js_property("ended", True)

        async with page.expect_download() as download:
            await song.get_by_role("link", name="Download “The Bug in Bar Nine”").click()
        assert (await download.value).suggested_filename == "The Bug in Bar Nine.wav"


async def test_messages_survive_a_reload(browser: Browser, open_chat: Chat) -> None:
    async with opened(browser, open_chat) as page:
        await say(page, SHANTY)
        await open_chat.deliver(open_chat.sing())
        await expect(page.locator(".message.song")).to_be_visible()
        await expect(page.locator("#log")).to_contain_text("Your song is ready")
        before = await page.locator("#log").inner_text()
        await page.reload()
        await expect(page.locator(".message.song")).to_be_visible()
        assert await page.locator("#log").inner_text() == before


async def test_pasted_lines_stay_and_shift_enter_makes_more(browser: Browser, open_chat: Chat) -> None:
    async with opened(browser, open_chat) as page:
        box = page.get_by_role("textbox", name="Message")
        await box.fill(f"/song\n{WORDS}")
        await box.press("Shift+Enter")
        await box.press_sequentially("five")
        await box.press("Enter")
        await expect(page.locator(".message.receipt")).to_contain_text("“One two” and 3 more lines")
        await expect(box).to_have_value("")
    assert open_chat.desk.orders[0].request.lyrics == f"{WORDS}\nfive"


async def test_the_cancel_button_ends_the_order(browser: Browser, open_chat: Chat) -> None:
    async with opened(browser, open_chat) as page:
        await say(page, SHANTY)
        await page.get_by_role("button", name="Cancel this song").click()
        await expect(page.locator(".message.receipt")).to_have_text(
            re.compile("Cancelled. Nothing was charged.")
        )
    assert open_chat.desk.cancelled == ["job1"]


async def test_an_example_goes_into_the_input(browser: Browser, open_chat: Chat) -> None:
    async with opened(browser, open_chat) as page:
        await page.get_by_role("button", name="A sea shanty about debugging").click()
        box = page.get_by_role("textbox", name="Message")
        await expect(box).to_have_value(SHANTY)
        await box.press("Enter")
        await expect(page.locator(".message.receipt")).to_be_visible()


async def test_commands_are_offered(browser: Browser, open_chat: Chat) -> None:
    async with opened(browser, open_chat) as page:
        box = page.get_by_role("textbox", name="Message")
        await box.press_sequentially("/q")
        await expect(page.get_by_role("option")).to_have_count(1)
        await box.press("Tab")
        await expect(box).to_have_value("/quota")
        await box.press("Enter")
        await expect(page.locator(".message.panel")).to_contain_text("You have 4 songs left today")


async def test_styles_are_offered_behind_their_option(browser: Browser, open_chat: Chat) -> None:
    async with opened(browser, open_chat) as page:
        box, options = page.get_by_role("textbox", name="Message"), page.get_by_role("option")
        await box.press_sequentially("/song prompt: the sea style:")
        await expect(options).to_have_count(11)
        await box.press_sequentially(" gui")
        await expect(options).to_have_text([re.compile("^Folk"), re.compile("^Rock")])
        await box.press("ArrowDown")
        await box.press("ArrowDown")
        await expect(options.nth(1)).to_have_attribute("aria-selected", "true")
        await expect(box).to_have_attribute("aria-activedescendant", "command-1")
        await box.press("Enter")
        await expect(options).to_have_count(0)
        await expect(box).to_have_value(
            "/song prompt: the sea style: rock, distorted electric guitar, driving drums, high energy"
        )
        await box.press("Enter")
        await expect(page.locator(".message.receipt")).to_contain_text("distorted electric guitar")


async def test_a_style_in_own_words_is_sent_as_it_is(browser: Browser, open_chat: Chat) -> None:
    async with opened(browser, open_chat) as page:
        box, options = page.get_by_role("textbox", name="Message"), page.get_by_role("option")
        await box.press_sequentially("/song prompt: the sea style: ro")
        await expect(options).not_to_have_count(0)
        await box.press("Escape")
        await expect(options).to_have_count(0)
        await box.press_sequentially("ck")
        await expect(options).to_have_count(1)
        await box.press("Enter")
        await expect(page.locator(".message.receipt")).to_be_visible()
        assert open_chat.desk.orders[0].request.style == "rock"


async def test_a_description_can_begin_with_an_example(browser: Browser, open_chat: Chat) -> None:
    async with opened(browser, open_chat, locale="zh-CN") as page:
        box, options = page.locator("#input"), page.get_by_role("option")
        await box.press_sequentially("/song prompt:")
        await expect(options).to_have_count(6)
        await options.first.click()
        await expect(box).to_have_value(re.compile("^/song prompt: 温暖的民谣"))
        await box.press("Shift+Enter")
        await box.press_sequentially("style：爵")
        await box.press("Tab")
        await expect(box).to_have_value(re.compile("style： ?爵士$"))
        await expect(box).to_be_focused()


async def test_a_failure_offers_the_order_again(browser: Browser, open_chat: Chat) -> None:
    async with opened(browser, open_chat) as page:
        await say(page, SHANTY)
        await expect(page.locator(".message.receipt")).to_be_visible()
        message = open_chat.desk.orders[0].origin.message
        await open_chat.fail("took-too-long", message=message)
        notice = page.locator(".message.say")
        await expect(notice).to_contain_text("Nothing was charged.")
        await expect(notice).to_contain_text("Code took-too-long job1")
        await notice.get_by_role("button", name="Try again").click()
        await expect(page.get_by_role("textbox", name="Message")).to_have_value(SHANTY)


async def test_what_is_typed_while_the_bot_is_away_is_sent_later(browser: Browser, tmp_path: Path) -> None:
    async with running_chat(tmp_path) as first:
        port = first.port
        context = await browser.new_context()
        page = await context.new_page()
        await page.goto(first.platform.address)
        await expect(page.get_by_role("textbox", name="Message")).to_be_focused()
    away = page.get_by_text("The bot is away.")
    await expect(away).to_be_visible()
    await say(page, SHANTY)
    await expect(page.locator("#pending")).to_contain_text("Will be sent when the bot is back")
    async with running_chat(tmp_path, port=port) as second:
        await expect(page.locator(".message.receipt")).to_be_visible(timeout=20_000)
        await expect(away).to_be_hidden()
        await expect(page.locator("#pending")).to_be_empty()
        assert len(second.desk.orders) == 1
        await context.close()


async def test_markup_and_directions_are_shown_as_text(browser: Browser, open_chat: Chat) -> None:
    evil = '<img src=x onerror="document.title=1"><b>bold</b> &amp; \u202eevil'
    track = open_chat.sing(title=evil, lyrics=f"[verse]\n{evil}\nשלום עולם\n" + "@everyone " * 1000)
    async with opened(browser, open_chat, viewport={"width": 360, "height": 640}) as page:
        await say(page, f"/song {evil}")
        await open_chat.deliver(track, style=evil)
        song = page.locator(".message.song")
        await expect(song.get_by_role("heading", level=3)).to_have_text(evil)
        assert await page.locator("#log img, #log b, #log script").count() == 0
        assert await page.title() != "1"
        await song.locator("summary").click()
        assert await _sideways(page) == 0


async def test_a_message_that_is_too_long_comes_back(browser: Browser, open_chat: Chat) -> None:
    async with opened(browser, open_chat) as page:
        box = page.get_by_role("textbox", name="Message")
        await box.evaluate("(box) => { box.value = 'la la la la\\n'.repeat(100000); }")
        await box.press("Enter")
        await expect(page.locator("#pending")).to_contain_text("too long")
        await page.get_by_role("button", name="Put it back into the input").click()
        await expect(page.locator("#pending")).to_be_empty()
        assert len(await box.input_value()) == 1_200_000


async def test_the_input_runs_the_way_its_text_does(browser: Browser, open_chat: Chat) -> None:
    async with opened(browser, open_chat) as page:
        box = page.get_by_role("textbox", name="Message")
        for text, direction in (("שלום", "rtl"), ("12 سلام", "rtl"), ("/song", "ltr"), ("你好", "ltr")):
            await box.fill(text)
            await expect(box).to_have_attribute("dir", direction)


async def test_a_refusal_is_a_message(browser: Browser, open_chat: Chat) -> None:
    open_chat.desk.raises = TooManyWaiting(limit=5)
    async with opened(browser, open_chat) as page:
        await say(page, SHANTY)
        await expect(page.locator(".message.say")).to_contain_text("You already have 5 songs waiting.")


async def test_songs_turn_pages(browser: Browser, open_chat: Chat) -> None:
    track = open_chat.sing()
    open_chat.desk.pages = {
        1: SongPage(tuple(an_entry(n, tracks=(track,)) for n in (4, 3)), 1, 2),
        2: SongPage((an_entry(2, state=JobState.FAILED),), 2, 2),
    }
    async with opened(browser, open_chat) as page:
        await say(page, "/songs")
        await expect(page.locator(".message.songs audio")).to_have_count(2)
        await page.get_by_role("button", name="Older", exact=True).click()
        await expect(page.get_by_role("heading", name="Your songs, page 2 of 2")).to_be_visible()


@pytest.mark.parametrize("width", [320, 390, 1280])
async def test_nothing_is_wider_than_the_screen(browser: Browser, open_chat: Chat, width: int) -> None:
    long = "word" * 200
    track = open_chat.sing(title=long, lyrics=f"[verse]\n{long}")
    open_chat.desk.pages = {1: SongPage((an_entry(1, tracks=(track,)),), 1, 1)}
    async with opened(browser, open_chat, viewport={"width": width, "height": 700}) as page:
        for text in (f"/song prompt: {long} style: {long}", "/songs", "/help", f"/{'x' * 300}"):
            await say(page, text)
        await open_chat.deliver(track, style=long)
        await expect(page.locator(".message.song")).to_be_visible()
        assert await _sideways(page) == 0


async def test_older_messages_can_be_fetched(
    browser: Browser, open_chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.platforms.web.room.HISTORY", 4)
    await open_chat.open()
    for n in range(1, 5):
        await open_chat.type(f"message {n}", n)
    async with opened(browser, open_chat) as page:
        await expect(page.locator("#log > li")).to_have_count(4)
        await page.get_by_role("button", name="Show older messages").click()
        await expect(page.locator("#log > li")).to_have_count(8)
        await expect(page.locator("#log > li").first).to_contain_text("message 1")
        await expect(page.get_by_role("button", name="Show older messages")).to_be_hidden()


async def test_the_page_asks_nobody_else(browser: Browser, open_chat: Chat) -> None:
    context = await browser.new_context()
    page = await context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(open_chat.platform.address)
    await say(page, "/help")
    await expect(page.locator(".message.say")).to_be_visible()
    await found(open_chat, "x")
    await context.close()
    assert asked
    assert [url for url in asked if not url.startswith(open_chat.base)] == []


async def _sideways(page: Page) -> int:
    """Return by how many pixels the page is wider than its window."""
    wide: int = await page.evaluate(
        "() => Math.max(...['html', '#scroller'].map((one) => document.querySelector(one))"
        ".map((one) => one.scrollWidth - one.clientWidth))"
    )
    return wide


async def test_a_full_disk_is_said_and_the_message_goes_out_when_there_is_room(
    browser: Browser, open_chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: object, **__: object) -> None:
        raise StorageError("database or disk is full")

    async with opened(browser, open_chat) as page:
        with monkeypatch.context() as patch:
            patch.setattr(SqlChatLog, "add", full)
            await say(page, SHANTY)
            await expect(page.locator("#pending")).to_contain_text("I couldn't write that down")
            assert open_chat.desk.orders == []
        await expect(page.locator(".message.receipt")).to_be_visible()
        await expect(page.locator("#pending")).to_be_empty()
    assert len(open_chat.desk.orders) == 1


async def test_off_loopback_the_printed_address_opens_the_page(browser: Browser, tmp_path: Path) -> None:
    async with running_chat(tmp_path, host="0.0.0.0") as chat, opened(browser, chat) as page:
        assert page.url == f"{chat.base}/"
        await say(page, "/quota")
        await expect(page.locator(".message.panel")).to_contain_text("You have 4 songs left today")
        context = await browser.new_context()
        stranger = await context.new_page()
        await stranger.goto(chat.base)
        await expect(stranger.get_by_text("Open the chat with the address")).to_be_visible()
        await context.close()


async def test_a_long_song_shows_its_player_first(browser: Browser, open_chat: Chat) -> None:
    words = "[verse]\n" + "\n".join(f"Line {n} of many" for n in range(40))
    async with opened(browser, open_chat, viewport={"width": 600, "height": 600}) as page:
        await say(page, SHANTY)
        await expect(page.locator(".message.receipt")).to_be_visible()
        await open_chat.deliver(open_chat.sing(lyrics=words))
        await expect(page.get_by_text("Line 39 of many")).to_have_count(1)
        await expect(page.locator(".message.song audio")).to_be_in_viewport()
        await expect(page.locator(".message.receipt")).to_contain_text("Your song is ready.")
        await expect(page.locator(".message.song audio")).to_be_in_viewport()
