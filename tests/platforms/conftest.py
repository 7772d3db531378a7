"""A local chat for each test, and a browser for each file of tests that need one."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.browser import ARGUMENTS, CHROMIUM
from tests.platforms.studio import Chat, running_chat


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[Chat]:
    """A local chat on loopback, with its page open."""
    async with running_chat(tmp_path) as running:
        await running.open()
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium() -> AsyncIterator[Browser]:
    """One Chromium for all tests of this file."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def open_chat(tmp_path: Path) -> AsyncIterator[Chat]:
    """A local chat; its page is opened by the test."""
    async with running_chat(tmp_path) as running:
        await running.open()
        yield running
