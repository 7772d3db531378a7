"""Words for a song, from `/lyrics` to the player: the real bot, the page in a real browser, and a crash."""

from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser import CHROMIUM, NO_CHROMIUM
from tests.running import Bot
from tests.test_tours import SONG_MS, SOON_MS, press, restart, rows, say, tabs

if not CHROMIUM.exists():
    pytest.skip(NO_CHROMIUM, allow_module_level=True)

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
LINE = "The lamps along the harbour sway"


async def draft(page: Page, panels: int) -> Locator:
    """Wait for so many panels; the last one is the draft."""
    await expect(page.locator(".message.panel")).to_have_count(panels, timeout=SOON_MS)
    panel = page.locator(".message.panel").last
    await expect(panel.get_by_role("button", name="Sing", exact=True)).to_be_visible()
    return panel


async def fill(panel: Locator, button: str, label: str, text: str, submit: str) -> None:
    """Open a form, write into it and send it."""
    await panel.get_by_role("button", name=button, exact=True).click()
    form = panel.locator("form")
    await form.get_by_label(label).fill(text)
    await form.get_by_role("button", name=submit, exact=True).click()


async def test_words_are_drafted_changed_and_sung(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("[limits]\ndrafts_per_day = 2\n")
    async with Bot(tmp_path) as bot, tabs(bot) as tab:
        ann = await tab("Ann")
        await say(ann, "/lyrics a rainy night in Hamburg")
        first = await draft(ann, 2)
        await expect(ann.locator(".message.panel").first).to_contain_text("This goes on below")
        words = await first.locator("pre").inner_text()
        await restart(bot, ann)
        await press(await draft(ann, 2), "Another draft")
        second = await draft(ann, 3)
        await expect(second.locator("pre")).not_to_have_text(words)
        await fill(second, "Change", "Your wish", "make the second verse sadder", "Change")
        await expect(second.get_by_role("alert")).to_contain_text("your 2 drafts for today")
        await ann.reload()
        second = await draft(ann, 3)
        await fill(second, "Edit", "Your words", f"[verse]\n{LINE}\nand so do I", "Save")
        await expect(second.locator("pre")).to_contain_text(LINE)
        await press(second, "female")
        await expect(second.get_by_role("button", name="female")).to_have_attribute("aria-pressed", "true")
        await press(second, "Sing")
        await expect(ann.locator("audio")).to_have_count(1, timeout=SONG_MS)
        await expect(ann.locator(".message.song")).to_contain_text(LINE)
    assert rows(tmp_path, "SELECT kind, COUNT(*) FROM jobs GROUP BY kind ORDER BY kind") == [
        ("lyrics", 2),
        ("song", 1),
    ]
    assert rows(tmp_path, "SELECT SUM(songs) FROM ledger") == [(1,)]
