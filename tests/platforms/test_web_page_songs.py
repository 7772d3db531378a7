"""Songs for covers on the page: sent ahead, shown, refused in one sentence, and named by their message."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.media.folders import Folders
from bot.studio.uploads import Uploads
from tests.browser import CHROMIUM, NO_CHROMIUM
from tests.platforms.studio import Chat, running_chat
from tests.platforms.tabs import message_box, say, tabs

if not CHROMIUM.exists():
    pytest.skip(NO_CHROMIUM, allow_module_level=True)

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

SONG = b"ID3" + b"la" * 600


@pytest_asyncio.fixture(loop_scope="module")
async def singing_chat(tmp_path: Path) -> AsyncIterator[Chat]:
    """A local chat with a service that sings covers, of songs of 1 MB at the most."""
    async with running_chat(tmp_path) as chat:
        chat.dialogues.uploads = Uploads(Folders(tmp_path), most_bytes=1_000_000)
        await chat.open()
        yield chat


async def choose(page: Page, name: str, data: bytes = SONG, kind: str = "") -> None:
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("button", name="Attach a file").click()
    await (await chooser.value).set_files({"name": name, "mimeType": kind, "buffer": data})


@pytest.mark.parametrize(("name", "kind"), [("夜.mp3", ""), ("A.FLAC", ""), ("song", "audio/mpeg")])
async def test_a_song_goes_ahead_and_its_message_names_it(
    chromium: Browser, singing_chat: Chat, name: str, kind: str
) -> None:
    async with tabs(chromium, singing_chat, "Ann") as (page,):
        await choose(page, name, kind=kind)
        await expect(page.locator("#attached")).to_have_text(f"{name}1.2 kB")
        await say(page, "/cover style: jazz, smoky bar")
        await expect(page.locator("#log .message.you")).to_contain_text(f"{name}1.2 kB")
        await expect(page.locator(".message.panel")).to_be_visible()
        await expect(page.locator("#attached")).to_be_hidden()
    [(order, audio)] = singing_chat.dialogues.covers
    assert order.request.style == "jazz, smoky bar"
    assert audio is not None
    assert audio.name == name
    assert (singing_chat.data_dir / audio.file).read_bytes() == SONG
    assert singing_chat.dialogues.files == []


async def test_a_song_that_is_too_large_does_not_leave(chromium: Browser, singing_chat: Chat) -> None:
    async with tabs(chromium, singing_chat, "you") as (page,):
        await choose(page, "long.wav", b"x" * 1_000_001)
        alert = page.locator("footer").get_by_role("alert")
        await expect(alert).to_have_text(
            "This file is too large. At most 1 MB fit, as the MP3 of a song does."
        )
        await expect(page.locator("#attached")).to_be_hidden()
    assert not (singing_chat.data_dir / "uploads").exists()


async def test_where_nobody_sings_covers_a_song_is_refused_at_once(
    chromium: Browser, open_chat: Chat
) -> None:
    async with tabs(chromium, open_chat, "you") as (page,):
        await choose(page, "song.mp3")
        alert = page.locator("footer").get_by_role("alert")
        await expect(alert).to_contain_text("Covers need MiniMax Music, which is not on here.")


async def test_a_song_that_can_not_be_sent_is_said_and_the_text_stays(
    chromium: Browser, singing_chat: Chat
) -> None:
    async with tabs(chromium, singing_chat, "you") as (page,):
        await page.route("**/api/uploads*", lambda route: route.abort())
        await message_box(page).fill("/cover style: jazz")
        await choose(page, "song.mp3")
        alert = page.locator("footer").get_by_role("alert")
        await expect(alert).to_have_text("The song could not be sent. Choose it again.")
        await expect(message_box(page)).to_have_value("/cover style: jazz")
    assert singing_chat.dialogues.covers == []


async def test_cover_with_file_as_its_last_option_asks_for_the_song(
    chromium: Browser, singing_chat: Chat
) -> None:
    async with tabs(chromium, singing_chat, "you") as (page,):
        await message_box(page).fill("/cover style: jazz file:")
        async with page.expect_file_chooser() as chooser:
            await message_box(page).press("Enter")
        await (await chooser.value).set_files({"name": "a.mp3", "mimeType": "", "buffer": SONG})
        await expect(page.locator("#attached")).to_contain_text("a.mp3")
        await page.keyboard.press("Enter")
        await expect(page.locator(".message.panel")).to_be_visible()
    [(order, _)] = singing_chat.dialogues.covers
    assert order.request.style == "jazz"
