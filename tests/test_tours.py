"""The rules of a place, worked by people in tabs: the real bot, the page in a real browser.

Each tour kills the bot in its middle, and presses every button twice.
"""

import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from tests.browser import ARGUMENTS, CHROMIUM, NO_CHROMIUM
from tests.running import Bot

if not CHROMIUM.exists():
    pytest.skip(NO_CHROMIUM, allow_module_level=True)

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
SONG_MS = 120_000
SOON_MS = 20_000
WORDS = "The kettle hums, the morning's slow\nA paper bird in the window's glow\nStay a while\nStay a while"
Tab = Callable[..., Awaitable[Page]]


@pytest.fixture
async def bot(tmp_path: Path, quick_singer: str) -> AsyncIterator[Bot]:
    (tmp_path / "config.toml").write_text(f'[quota]\nsongs = 1\nperiod = "day"\n{quick_singer}')
    async with Bot(tmp_path) as running:
        yield running


@asynccontextmanager
async def tabs(bot: Bot) -> AsyncIterator[Tab]:
    """Open a tab as somebody."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)

        async def open_as(name: str, *, moderator: bool = False, channel: str = "local") -> Page:
            return await opened(browser, bot, name, moderator=moderator, channel=channel)

        yield open_as
        await browser.close()


async def opened(browser: Browser, bot: Bot, name: str, *, moderator: bool, channel: str) -> Page:
    page = await browser.new_page()
    me = f'{{"name": "{name}", "moderator": {str(moderator).lower()}, "roles": [], "channel": "{channel}"}}'
    await page.add_init_script(
        f"sessionStorage.getItem('troubadour.me') ?? sessionStorage.setItem('troubadour.me', '{me}')"
    )
    await page.goto(bot.address)
    await expect(page.get_by_role("textbox", name="Message")).to_be_visible()
    return page


async def say(page: Page, text: str) -> Locator:
    """Type something and return the panel that answers."""
    before = await page.locator(".message.panel").count()
    box = page.get_by_role("textbox", name="Message")
    await box.fill(text)
    await box.press("Enter")
    panels = page.locator(".message.panel")
    await expect(panels).to_have_count(before + 1, timeout=SOON_MS)
    return panels.nth(before)


async def press(panel: Locator, name: str) -> None:
    """Press a button as somebody impatient does: twice."""
    await panel.get_by_role("button", name=name, exact=True).dblclick()


async def restart(bot: Bot, *pages: Page) -> None:
    """Kill the bot as the kernel would, start it again, and wait until the pages have noticed."""
    await bot.kill()
    await bot.start()
    for page in pages:
        await page.reload()
        await expect(page.get_by_role("textbox", name="Message")).to_be_visible()


def rows(folder: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "data" / "troubadour.db")) as database:
        return database.execute(sql).fetchall()


async def test_lyrics_become_one_song_by_two_presses_across_a_crash(bot: Bot, tmp_path: Path) -> None:
    async with tabs(bot) as tab:
        ann = await tab("Ann")
        panel = await say(ann, WORDS)
        await expect(panel).to_contain_text("English")
        await panel.get_by_label("Style").select_option(label="Folk")
        await expect(panel.locator(".rows")).to_contain_text("Folk")  # answered, and not only chosen
        await restart(bot, ann)
        panel = ann.locator(".message.panel").last
        await press(panel, "female")
        await expect(panel.get_by_role("button", name="female")).to_have_attribute("aria-pressed", "true")
        await press(panel, "Sing")
        await expect(ann.locator("audio")).to_have_count(1, timeout=SONG_MS)
        await expect(panel).to_contain_text("on its way")
        await expect(panel.get_by_role("button", name="Sing")).to_have_count(0)
        spent = await say(ann, WORDS)
        await press(spent, "Sing")
        await expect(spent.get_by_role("alert")).to_contain_text("used your song for today")
    assert rows(tmp_path, "SELECT COUNT(*) FROM jobs") == [(1,)]
    assert rows(tmp_path, "SELECT SUM(songs) FROM ledger") == [(1,)]


async def test_a_wish_becomes_a_song_only_when_its_sender_says_so(bot: Bot, tmp_path: Path) -> None:
    async with tabs(bot) as tab:
        ann, bob = await tab("Ann"), await tab("Bob")
        panel = await say(ann, "my cat and the moon")
        theirs = bob.locator(".message.panel").last
        await press(theirs, "Write a song about this")
        await expect(theirs.get_by_role("alert")).not_to_be_empty()
        await press(panel, "Write a song about this")
        await press(panel, "Sing")
        await expect(ann.locator("audio")).to_have_count(1, timeout=SONG_MS)
    assert rows(tmp_path, "SELECT COUNT(*) FROM jobs") == [(1,)]


async def test_more_songs_are_asked_for_granted_once_and_the_member_is_told(bot: Bot, tmp_path: Path) -> None:
    async with tabs(bot) as tab:
        bob, mia = await tab("Bob"), await tab("Mia", moderator=True)
        panel = await say(bob, "/quota")
        await panel.get_by_role("button", name="Ask for more").click()
        await panel.get_by_role("textbox", name="Songs").fill("3")
        await panel.get_by_role("textbox", name="Why").fill("a birthday")
        await press(panel, "Ask")
        await expect(panel).to_contain_text("A moderator will answer")
        request = mia.locator(".message.panel").last
        await expect(request).to_contain_text("a birthday", timeout=SOON_MS)
        await restart(bot, bob, mia)
        request = mia.locator(".message.panel").last
        await expect(request).to_contain_text("a birthday")
        await press(request, "Approve")
        await expect(request).to_contain_text("approved the request: 3 more songs")
        await expect(bob.locator("#log")).to_contain_text("approved the request", timeout=SOON_MS)
        fresh = await say(bob, "/quota")
        await expect(fresh).to_contain_text("4")
    assert rows(tmp_path, "SELECT kind, granted FROM ledger") == [("grant", 3)]
    assert rows(tmp_path, "SELECT what FROM audit") == [("quota.request",)]


async def test_settings_hold_at_once_are_written_down_once_and_survive_a_crash(
    bot: Bot, tmp_path: Path
) -> None:
    async with tabs(bot) as tab:
        mia, ann = await tab("Mia", moderator=True), await tab("Ann")
        panel = await say(mia, "/admin settings")
        await panel.get_by_role("checkbox", name="Backstage").check()
        await panel.get_by_role("button", name="Done").dblclick()
        await expect(panel.get_by_role("button", name="Done")).to_be_hidden()
        await restart(bot, mia, ann)
        spent = await say(ann, WORDS)
        await press(spent, "Sing")
        await expect(spent.get_by_role("alert")).to_contain_text("#Backstage")
        panel = mia.locator(".message.panel").filter(has_text="Settings:")
        await expect(panel.get_by_role("checkbox", name="Backstage")).to_be_checked()
        await press(panel, "This place…")
        await panel.get_by_label("Time zone").select_option("Asia/Tokyo")
        await expect(panel.get_by_label("Time zone")).to_have_value("Asia/Tokyo")
    assert rows(tmp_path, "SELECT what FROM audit ORDER BY id") == [
        ("settings.channels",),
        ("settings.time_zone",),
    ]
    assert rows(tmp_path, "SELECT COUNT(*) FROM jobs") == [(0,)]


async def test_a_limit_is_shown_before_it_changes_and_changes_once(bot: Bot, tmp_path: Path) -> None:
    async with tabs(bot) as tab:
        ann, mia = await tab("Ann"), await tab("Mia", moderator=True)
        await say(ann, "/quota")
        panel = await say(mia, "/admin quota set @ann 5 week helping out")
        await expect(panel).to_contain_text("5 songs a week")
        assert rows(tmp_path, "SELECT COUNT(*) FROM policies") == [(0,)]
        await restart(bot, mia)
        panel = mia.locator(".message.panel").last
        await press(panel, "Confirm")
        await expect(panel.get_by_role("button", name="Confirm")).to_have_count(0)
        shown = await say(mia, "/admin quota show @ann")
        await expect(shown).to_contain_text("helping out")
        denied = ann.get_by_text("Only moderators of this place can do that")
        await ann.get_by_role("textbox", name="Message").fill("/admin quota set @ann 500 day")
        await ann.keyboard.press("Enter")
        await expect(denied).to_have_count(1)
    assert rows(tmp_path, "SELECT songs, period FROM policies") == [(5, "week")]
    assert rows(tmp_path, "SELECT what FROM audit") == [("quota.set",)]


async def test_a_request_is_declined_with_a_word_and_another_is_answered_with_less(
    bot: Bot, tmp_path: Path
) -> None:
    async with tabs(bot) as tab:
        bob, mia = await tab("Bob"), await tab("Mia", moderator=True)
        for answer in ("Decline", "Another amount"):
            panel = await say(bob, "/quota")
            await panel.get_by_role("button", name="Ask for more").click()
            await panel.get_by_role("textbox", name="Songs").fill("9")
            await press(panel, "Ask")
            await expect(panel).to_contain_text("A moderator will answer")
            request = mia.locator(".message.panel").last
            await expect(request.get_by_role("button", name=answer)).to_have_count(1, timeout=SOON_MS)
            await restart(bot, bob, mia)
            request = mia.locator(".message.panel").last
            await request.get_by_role("button", name=answer).click()
            if answer == "Another amount":
                await request.get_by_role("textbox", name="Songs").fill("2")
            await request.locator("form button[type=submit]").dblclick()
            await expect(request).to_contain_text("2 more songs" if answer != "Decline" else "declined")
            await expect(bob.locator("#log")).to_contain_text("@Mia", timeout=SOON_MS)
    assert rows(tmp_path, "SELECT kind, granted FROM ledger") == [("grant", 2)]


async def test_blocks_and_pauses_stop_orders_until_they_are_lifted(bot: Bot, tmp_path: Path) -> None:
    async with tabs(bot) as tab:
        ann, mia = await tab("Ann"), await tab("Mia", moderator=True)
        draft = await say(ann, WORDS)
        for stop, go, sentence in (
            ("/admin block @ann 3d spam", "/admin unblock @ann", "blocked you here"),
            ("/admin pause back on Monday", "/admin pause off", "back on Monday"),
        ):
            change = await say(mia, stop)
            await restart(bot, ann, mia)
            await press(change, "Confirm")
            await expect(change).to_contain_text("Done")
            await restart(bot, ann, mia)
            draft = ann.locator(".message.panel").filter(has_text="kettle").first
            await press(draft, "Sing")
            await expect(draft.get_by_role("alert")).to_contain_text(sentence)
            await press(await say(mia, go), "Confirm")
            await expect(mia.locator(".message.panel").last).to_contain_text("Done")
        await press(draft, "Sing")
        await expect(ann.locator("audio")).to_have_count(1, timeout=SONG_MS)
    what = [row[0] for row in rows(tmp_path, "SELECT what FROM audit ORDER BY at_ms")]
    assert what == ["block", "unblock", "pause", "resume"]
    assert rows(tmp_path, "SELECT COUNT(*) FROM jobs") == [(1,)]


async def test_song_alone_opens_a_form_that_makes_one_song(bot: Bot, tmp_path: Path) -> None:
    async with tabs(bot) as tab:
        ann = await tab("Ann")
        panel = await say(ann, "/song")
        await panel.get_by_role("textbox", name="About").fill("my cat and the moon")
        await panel.locator("form button[type=submit]").dblclick()
        await expect(ann.locator("audio")).to_have_count(1, timeout=SONG_MS)
    assert rows(tmp_path, "SELECT COUNT(*) FROM jobs") == [(1,)]
