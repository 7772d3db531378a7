"""Several people on the page, each in a tab, in a real browser."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.browser import CHROMIUM, NO_CHROMIUM
from tests.platforms.studio import Chat, a_view, nonce, running_chat
from tests.platforms.tabs import become_moderator, message_box, rename, say, tabs

if not CHROMIUM.exists():
    pytest.skip(NO_CHROMIUM, allow_module_level=True)

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


async def test_two_tabs_are_two_people(chromium: Browser, open_chat: Chat) -> None:
    async with tabs(chromium, open_chat, "Ann", "Bob") as (ann, bob):
        await say(ann, "Good morning")
        theirs = bob.locator(".message.other")
        await expect(theirs).to_contain_text("Good morning")
        await expect(theirs.locator(".author")).to_have_text("Ann")
        await expect(ann.locator(".message.you")).to_contain_text("Good morning")
        await expect(ann.locator(".author")).to_have_count(0)
        await say(ann, "/help")
        await expect(ann.get_by_text("Only you can see this")).to_have_count(2)
        await say(bob, "Hello")
        await expect(ann.locator(".message.other")).to_contain_text("Hello")
        assert await bob.get_by_text("/help").count() == 0
        await bob.reload()
        await expect(bob).to_have_title("Troubadour – Bob")
        await expect(theirs).to_contain_text("Good morning")
        assert await bob.get_by_text("/help").count() == 0
    assert {caller.account.name for _, caller, *_ in open_chat.dialogues.asked} == {"Ann", "Bob"}


async def test_a_name_is_the_same_however_it_is_written(chromium: Browser, open_chat: Chat) -> None:
    async with tabs(chromium, open_chat, "Straße", "STRASSE") as (small, large):
        await say(small, "Guten Morgen")
        await expect(large.locator(".message.you")).to_contain_text("Guten Morgen")
        await expect(small.locator(".message.you")).to_contain_text("Guten Morgen")


async def test_what_moderators_see_comes_and_goes_with_the_part(chromium: Browser, open_chat: Chat) -> None:
    await open_chat.post_view(a_view("Ann asks for more."), audience="moderators")
    async with tabs(chromium, open_chat, "Mo") as (page,):
        request = page.get_by_text("Ann asks for more.")
        await expect(request).to_be_hidden()
        await become_moderator(page)
        await expect(request).to_be_visible()
        await expect(page.get_by_text("Only moderators can see this")).to_be_visible()
        await message_box(page).press_sequentially("/adm")
        await expect(page.get_by_role("option")).to_have_count(1)
        await page.locator("#who-button").click()
        await page.get_by_role("radio", name="Member").check()
        await expect(request).to_be_hidden()
        await page.get_by_role("checkbox", name="Singers").check()
        await page.keyboard.press("Escape")
        await say(page, "hello")
        await expect(page.locator(".message.panel")).to_be_visible()
    (_, caller, *_) = open_chat.dialogues.asked[0]
    assert (caller.account.name, caller.manages, caller.roles) == ("Mo", False, frozenset({"singers"}))


async def test_channels_are_conversations_of_their_own(chromium: Browser, open_chat: Chat) -> None:
    async with tabs(chromium, open_chat, "Ann") as (page,):
        await say(page, "On the stage")
        await expect(page.locator(".message.panel")).to_be_visible()
        await page.get_by_role("button", name="#Backstage").click()
        await expect(page.locator("#log > li")).to_have_count(0)
        await expect(page.get_by_role("button", name="#Backstage", exact=True)).to_be_focused()
        await expect(page.get_by_role("heading", name="What shall I sing for you?")).to_be_visible()
        await say(page, "Behind the stage")
        await expect(page.locator(".message.you")).to_contain_text("Behind the stage")
        await page.reload()
        await expect(page.locator(".message.you")).to_contain_text("Behind the stage")
        await page.get_by_role("button", name="#Stage").click()
        await expect(page.locator(".message.you")).to_contain_text("On the stage")
    assert [origin.chat for _, _, _, origin, _ in open_chat.dialogues.asked] == ["local", "backstage"]


async def test_a_name_that_is_refused_changes_nothing(chromium: Browser, open_chat: Chat) -> None:
    async with tabs(chromium, open_chat, "Ann") as (page,):
        await rename(page, "x" * 40)
        await expect(page.get_by_role("alert")).to_contain_text("1 to 32 letters")
        await expect(page).to_have_title("Troubadour – Ann")
        await expect(page.locator("#who-button")).to_contain_text("Ann")
        await page.reload()
        await expect(page).to_have_title("Troubadour – Ann")


async def test_a_tab_whose_name_is_no_longer_taken_begins_anew(chromium: Browser, open_chat: Chat) -> None:
    async with tabs(chromium, open_chat, "you") as (page,):
        await page.evaluate("sessionStorage.setItem('troubadour.me', JSON.stringify({ name: 'bot' }))")
        await page.reload()
        await expect(page).to_have_title("Troubadour – You")


async def test_what_waits_is_sent_by_whoever_wrote_it(chromium: Browser, tmp_path: Path) -> None:
    context = await chromium.new_context()
    ann, bob = await context.new_page(), await context.new_page()
    async with running_chat(tmp_path) as first:
        port = first.port
        for page, name in ((ann, "Ann"), (bob, "Bob")):
            await page.goto(first.platform.address)
            await rename(page, name)
            await expect(page).to_have_title(f"Troubadour – {name}")
    await expect(ann.get_by_text("The bot is away.")).to_be_visible()
    await say(ann, "from Ann")
    await expect(ann.locator("#pending")).to_contain_text("Will be sent when the bot is back")
    async with running_chat(tmp_path, port=port) as second:
        await bob.reload()
        await expect(bob).to_have_title("Troubadour – Bob")
        await expect(bob.locator(".message.other")).to_contain_text("from Ann", timeout=20_000)
        await expect(ann.locator("#pending")).to_be_empty()
        assert [caller.account.name for _, caller, *_ in second.dialogues.asked] == ["Ann"]
        await context.close()


async def test_a_message_of_ones_own_is_on_the_page_of_the_other_tab(
    chromium: Browser, open_chat: Chat
) -> None:
    async with tabs(chromium, open_chat, "Ann", "Ann") as (one, other):
        await say(one, "twice me")
        await expect(other.locator(".message.you")).to_contain_text("twice me")
        await open_chat.type("and somebody", 7, name="Zoë")
        await expect(other.locator(".message.other .author")).to_have_text("Zoë")
        assert await other.locator(f"[data-nonce='{nonce(7)}']").count() == 1
