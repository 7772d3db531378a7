"""Songs from files with lyrics: the real bot in its own process, the page in a real browser."""

import io
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, async_playwright, expect

from tests.browser import ARGUMENTS, CHROMIUM, NO_CHROMIUM
from tests.platforms.tabs import catch_choosers
from tests.running import Bot
from tests.test_tours import press, restart, rows

if not CHROMIUM.exists():
    pytest.skip(NO_CHROMIUM, allow_module_level=True)

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
SONG_MS = 120_000
SOON_MS = 20_000

KETTLE = "The kettle hums, the morning's slow\nA paper bird in the window's glow\nStay a while\nStay a while"
MOON = "月亮代表我的心\n你问我爱你有多深\n我爱你有几分\n你去想一想你去看一看\n月亮代表我的心"
MARKDOWN = "# Slowly\n\n## Verse\n\n- The **kettle** hums, the _morning's_ slow\n- A paper bird in its glow\n"
STAMPED = "[ti:Low tide]\n[00:12.00]The tide is low tonight\n[00:15.50][00:31.20]And every boat is sleeping\n"
DROP = """([name, bytes]) => {
  const dragged = new DataTransfer();
  dragged.items.add(new File([new Uint8Array(bytes)], name));
  for (const event of ["dragenter", "dragover", "drop"]) {
    document.getElementById("log").dispatchEvent(
      new DragEvent(event, { dataTransfer: dragged, bubbles: true, cancelable: true }));
  }
}"""


@pytest.fixture
async def bot(tmp_path: Path, quick_singer: str) -> AsyncIterator[Bot]:
    (tmp_path / "config.toml").write_text(quick_singer)
    async with Bot(tmp_path) as running:
        yield running


@asynccontextmanager
async def chatting(bot: Bot) -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = await browser.new_page()
        catch_choosers(page)
        await page.goto(bot.address)
        await expect(page.get_by_role("textbox", name="Message")).to_be_focused()
        yield page
        await browser.close()


async def choose(page: Page, name: str, data: bytes) -> None:
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("button", name="Attach a file with lyrics").click()
    await (await chooser.value).set_files({"name": name, "mimeType": "", "buffer": data})


async def drop(page: Page, name: str, data: bytes) -> None:
    await page.evaluate(DROP, [name, list(data)])


async def say(page: Page, text: str = "") -> None:
    box = page.get_by_role("textbox", name="Message")
    await box.fill(text)
    await box.press("Enter")


async def shown(page: Page, n: int = 0) -> Locator:
    """Wait for what the bot made of a file, before it sings."""
    panel = page.locator(".message.panel").nth(n)
    await expect(panel).to_be_visible(timeout=SOON_MS)
    return panel


async def sung(page: Page, n: int = 1) -> Locator:
    """Wait for the songs; return the lyrics of the last one."""
    await expect(page.locator("audio")).to_have_count(n, timeout=SONG_MS)
    return page.locator(".message.song").nth(n - 1)


async def test_song_file_asks_for_a_file_and_sings_its_words(bot: Bot, tmp_path: Path) -> None:
    async with chatting(bot) as page:
        box = page.get_by_role("textbox", name="Message")
        await box.fill("/song style: folk file:")
        async with page.expect_file_chooser() as chooser:
            await box.press("Enter")
        await (await chooser.value).set_files(
            {"name": "kettle.txt", "mimeType": "text/plain", "buffer": KETTLE.encode()}
        )
        await expect(page.locator("#attached")).to_contain_text("kettle.txt")
        assert rows(tmp_path, "SELECT COUNT(*) FROM web_messages") == [(0,)]
        await box.press("Enter")
        await box.press("Enter")
        song = await sung(page)
        for line in KETTLE.splitlines():
            await expect(song).to_contain_text(line)
        await expect(page.locator(".message.you")).to_contain_text("kettle.txt")
    assert rows(tmp_path, "SELECT COUNT(*) FROM jobs") == [(1,)]


async def test_a_file_with_time_stamps_is_dropped_and_sung_without_them(bot: Bot, tmp_path: Path) -> None:
    async with chatting(bot) as page:
        await drop(page, "low tide.lrc", STAMPED.encode())
        await expect(page.locator("#attached")).to_contain_text("low tide.lrc")
        await say(page, "/song style: folk")
        song = await sung(page)
        await expect(song).to_contain_text("The tide is low tonight")
        await expect(song.get_by_role("heading", name="Low tide")).to_be_visible()
        posted = await song.locator(".lyrics").inner_text()
        assert "And every boat is sleeping" in posted
        assert "00:" not in posted
        assert ":15" not in posted
    assert rows(tmp_path, "SELECT COUNT(*) FROM jobs") == [(1,)]


async def test_a_guess_is_shown_and_can_be_corrected_before_anything_is_reserved(
    bot: Bot, tmp_path: Path
) -> None:
    async with chatting(bot) as page:
        await choose(page, "月亮.txt", MOON.encode("gb18030"))
        await say(page, "/song style: folk private: no")
        panel = await shown(page)
        await expect(panel).to_contain_text("GB18030")
        await expect(panel).to_contain_text("Begins with “月亮代表我的心”")
        assert rows(tmp_path, "SELECT (SELECT COUNT(*) FROM jobs), (SELECT COUNT(*) FROM ledger)") == [(0, 0)]
        readings = panel.get_by_role("group", name="Reads as").get_by_role("button")
        other = await readings.nth(1).inner_text()
        await readings.nth(1).click()
        await expect(panel).to_contain_text(f"Begins with “{other}")
        await expect(panel).not_to_contain_text("Begins with “月亮")
        await restart(bot, page)
        panel = await shown(page)
        await panel.get_by_role("group", name="Reads as").get_by_role("button").first.click()
        await expect(panel).to_contain_text("Begins with “月亮代表我的心”")
        assert rows(tmp_path, "SELECT COUNT(*) FROM jobs") == [(0,)]
        await press(panel, "Sing")
        song = await sung(page)
        for line in MOON.splitlines():
            await expect(song).to_contain_text(line)
    assert rows(tmp_path, "SELECT COUNT(*) FROM jobs") == [(1,)]
    assert [kind for (kind,) in rows(tmp_path, "SELECT kind FROM ledger")].count("reserve") == 1


async def test_every_kind_of_text_is_understood(bot: Bot, tmp_path: Path) -> None:
    files = (
        ("kettle.txt", KETTLE.encode(), "Begins with “The kettle hums, the morning's slow”"),
        ("bom.txt", b"\xef\xbb\xbf" + MOON.encode(), "Begins with “月亮代表我的心”"),
        ("moon.txt", MOON.encode("utf-16"), "Begins with “月亮代表我的心”"),
        ("slowly.md", MARKDOWN.encode(), "Begins with “The kettle hums, the morning's slow”"),
        ("tide.lrc", STAMPED.encode(), "Begins with “The tide is low tonight”"),
        ("no ending", KETTLE.encode(), "Begins with “The kettle hums, the morning's slow”"),
    )
    async with chatting(bot) as page:
        for n, (name, data, first) in enumerate(files):
            await (drop if n % 2 else choose)(page, name, data)
            await say(page, "style: folk")
            panel = await shown(page, n)
            await expect(panel).to_contain_text(first)
            await expect(panel.get_by_label("Style")).to_have_value("folk")
            await expect(panel.get_by_text("Reads as")).to_have_count(0)
            await expect(page.locator(".message.you").nth(n)).to_contain_text(name)
    assert rows(tmp_path, "SELECT COUNT(*) FROM jobs") == [(0,)]


async def test_what_is_no_text_is_one_sentence_and_costs_nothing(
    bot: Bot, tmp_path: Path, song: bytes
) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("words.txt", KETTLE)
    files = (
        ("words.txt", archive.getvalue(), "archive"),
        ("words.lrc", song, "music"),
        ("words.md", b"\x89PNG\r\n\x1a\n" + bytes(60), "picture"),
        ("words.txt", b"", "empty"),
    )
    async with chatting(bot) as page:
        for n, (name, data, says) in enumerate((*files, *files)):
            await choose(page, name, data)
            await say(page, "/song style: folk" if n < len(files) else "")
            said = page.locator(".message.say").nth(n)
            await expect(said).to_contain_text(says, timeout=SOON_MS)
            assert (await said.inner_text()).count(". ") == 0
        await choose(page, "words.txt", b"la " * 70_000)
        await expect(page.locator("#attach-alert")).to_contain_text("at most 200 kB")
        await say(page, "/song file:")
        await expect(page.locator("#attached")).to_be_hidden()
        await choose(page, "words.txt", KETTLE.encode())
        await say(page, "/quota")
        await expect(page.locator(".message.say").last).to_contain_text("/quota takes no file.")
    assert rows(tmp_path, "SELECT (SELECT COUNT(*) FROM jobs), (SELECT COUNT(*) FROM ledger)") == [(0, 0)]


async def test_a_file_waits_for_a_bot_that_was_killed_and_is_one_song(bot: Bot, tmp_path: Path) -> None:
    async with chatting(bot) as page:
        await bot.kill()
        await choose(page, "kettle.txt", KETTLE.encode())
        await say(page, "/song style: folk")
        await expect(page.locator("#pending")).to_contain_text("kettle.txt")
        await expect(page.locator("#pending")).to_contain_text("Will be sent when the bot is back")
        await bot.start()
        await expect(page.locator(".message.receipt")).to_be_visible(timeout=SOON_MS)
        await restart(bot, page)
        song = await sung(page)
        await expect(song).to_contain_text("A paper bird in the window's glow")
        await expect(page.locator("#pending")).to_be_empty()
    assert rows(tmp_path, "SELECT COUNT(*) FROM jobs") == [(1,)]
    assert rows(tmp_path, "SELECT COUNT(*) FROM web_messages WHERE kind = 'text'") == [(1,)]
