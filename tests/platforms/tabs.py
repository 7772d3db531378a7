"""The page of the local chat in several tabs, as tests open it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, Locator, Page, expect

from tests.platforms.studio import Chat


@asynccontextmanager
async def tabs(chromium: Browser, chat: Chat, *names: str, **options: Any) -> AsyncIterator[list[Page]]:
    """A tab of one browser for each name, all open; any error of their scripts fails the test."""
    context = await chromium.new_context(**options)
    errors: list[str] = []
    pages = []
    for name in names:
        page = await context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if "Policy" in said.text else None)
        catch_choosers(page)
        await page.goto(chat.platform.address)
        await expect(message_box(page)).to_be_enabled()
        await expect(page.locator("#who-button")).to_contain_text("Member")
        if name != "you":
            await rename(page, name)
            await expect(page).to_have_title(f"Troubadour – {name}")
            await expect(page.locator("#who")).to_be_hidden()  # closes by itself a moment later
        pages.append(page)
    try:
        yield pages
    finally:
        await context.close()
    assert errors == []


def catch_choosers(page: Page) -> None:
    """Have the browser hand over file choosers from now on: of a first listener it learns in its own time."""
    page.on("filechooser", lambda chooser: None)


def message_box(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Message")


async def say(page: Page, text: str) -> None:
    await message_box(page).fill(text)
    await message_box(page).press("Enter")


async def rename(page: Page, name: str) -> None:
    await page.locator("#who-button").click()
    await page.get_by_role("textbox", name="Name").fill(name)
    await page.get_by_role("button", name="Change", exact=True).click()


async def become_moderator(page: Page) -> None:
    await page.locator("#who-button").click()
    await page.get_by_role("radio", name="Moderator").check()
    await expect(page.locator("#who-button")).to_contain_text("Moderator")
    await page.keyboard.press("Escape")
