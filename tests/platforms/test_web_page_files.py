"""Files with lyrics on the page: attached, shown, sent and kept, in a real browser."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from bot.domain.view import Choice, Option, Phrase
from tests.browser import CHROMIUM, NO_CHROMIUM
from tests.platforms.studio import Chat, a_view, running_chat
from tests.platforms.tabs import message_box, say, tabs

if not CHROMIUM.exists():
    pytest.skip(NO_CHROMIUM, allow_module_level=True)

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

WORDS = "The kettle hums\nthe morning's slow"
OLD_BYTES = "月亮代表我的心".encode("gb18030")
MOST = 200_000
DRAG = """([names, files]) => {
  const dragged = new DataTransfer();
  for (const [name, text] of files) dragged.items.add(new File([text], name));
  if (!files.length) dragged.setData("text/plain", "only a text");
  let prevented = false;
  for (const name of names) {
    const at = document.getElementById(name === "dragleave" ? "drop" : "log");
    const event = new DragEvent(name, { dataTransfer: dragged, bubbles: true, cancelable: true });
    prevented = !at.dispatchEvent(event);
  }
  return prevented;
}"""
PASTE = """([files, text]) => {
  const pasted = new DataTransfer();
  for (const [name, type] of files) pasted.items.add(new File(["la la"], name, { type }));
  if (text) pasted.setData("text/plain", text);
  const event = new ClipboardEvent("paste", { clipboardData: pasted, bubbles: true, cancelable: true });
  return !document.getElementById("input").dispatchEvent(event);
}"""
SLOW_READING = """() => {
  const read = FileReader.prototype.readAsDataURL;
  FileReader.prototype.readAsDataURL = function (file) { window.read = () => read.call(this, file); };
}"""
NO_READING = """() => {
  FileReader.prototype.readAsDataURL = function () { this.dispatchEvent(new Event("error")); };
}"""
FULL = """() => {
  let block = "x".repeat(1 << 20);
  for (let n = 0; block; n += 1) {
    try { localStorage.setItem(`full ${n}`, block); } catch { block = block.slice(block.length / 2 + 1); }
  }
}"""


async def choose(page: Page, name: str = "words.txt", data: bytes = WORDS.encode()) -> None:
    """Choose a file by the paperclip."""
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("button", name="Attach a file with lyrics").click()
    await (await chooser.value).set_files({"name": name, "mimeType": "", "buffer": data})


async def drag(page: Page, *names: str, files: tuple[tuple[str, str], ...]) -> bool:
    """Drag files over the page, and tell whether the page takes care of it."""
    prevented: bool = await page.evaluate(DRAG, [list(names), [list(file) for file in files]])
    return prevented


def chip(page: Page) -> Locator:
    return page.locator("#attached")


def alert(page: Page) -> Locator:
    return page.locator("footer").get_by_role("alert")


async def test_a_file_is_chosen_shown_and_sent_with_enter(chromium: Browser, open_chat: Chat) -> None:
    async with tabs(chromium, open_chat, "you") as (page,):
        await choose(page, "月亮.txt", OLD_BYTES)
        await expect(chip(page)).to_have_text("月亮.txt14 bytes")
        await expect(page.get_by_role("status").filter(has_text="Attached")).to_have_text(
            "Attached: 月亮.txt, 14 bytes"
        )
        await expect(message_box(page)).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(page.locator("#log .message.you")).to_contain_text("月亮.txt14 bytes")
        await expect(page.locator(".message.panel")).to_be_visible()
        await expect(chip(page)).to_be_hidden()
        await expect(page.locator("#pending")).to_be_empty()
        await page.keyboard.press("Enter")  # there is nothing left to be sent
        await page.reload()
        await expect(page.locator("#log .message.you")).to_have_count(1)
        await expect(page.locator("#log .message.you")).to_contain_text("月亮.txt14 bytes")
    [file] = open_chat.dialogues.files
    assert (file.name, file.data) == ("月亮.txt", OLD_BYTES)


async def test_a_keyboard_is_enough(chromium: Browser, open_chat: Chat) -> None:
    async with tabs(chromium, open_chat, "you") as (page,):
        await expect(message_box(page)).to_be_focused()  # the page puts it there once it has loaded
        await page.keyboard.press("Shift+Tab")
        await expect(page.get_by_role("button", name="Attach a file with lyrics")).to_be_focused()
        async with page.expect_file_chooser() as chooser:
            await page.keyboard.press("Enter")
        await (await chooser.value).set_files({"name": "a.md", "mimeType": "", "buffer": b"la" * 700})
        await expect(chip(page)).to_have_text("a.md1.4 kB")
        await page.keyboard.press("Shift+Tab")
        await page.keyboard.press("Shift+Tab")
        await expect(page.get_by_role("button", name="Remove a.md")).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(chip(page)).to_be_hidden()
        await expect(message_box(page)).to_be_focused()
        await expect(page.get_by_text("The file is no longer attached.")).to_have_count(1)
        assert await page.locator("#picker").get_attribute("accept") == ".txt,.md,.lrc,.mp3,.wav,.flac"
    assert open_chat.dialogues.files == []


async def test_song_with_file_as_its_last_option_asks_for_the_file(
    chromium: Browser, open_chat: Chat
) -> None:
    async with tabs(chromium, open_chat, "you") as (page,):
        box = message_box(page)
        await box.fill("/song style: folk file:")
        async with page.expect_file_chooser() as chooser:
            await box.press("Enter")
        await expect(box).to_have_value("/song style: folk file:")
        await (await chooser.value).set_files({"name": "a.lrc", "mimeType": "", "buffer": WORDS.encode()})
        await expect(box).to_be_focused()
        await box.press("Enter")
        await expect(page.locator(".message.receipt")).to_be_visible()
        await expect(box).to_have_value("")
        await say(page, "the profile:")
        await expect(page.locator("#log .message.you")).to_have_count(2)
    [order] = open_chat.desk.orders
    assert (order.request.style, order.request.lyrics) == ("folk", WORDS)


async def test_a_file_is_dropped_anywhere(chromium: Browser, open_chat: Chat) -> None:
    async with tabs(chromium, open_chat, "you") as (page,):
        target = page.get_by_text("Drop your lyrics or a song here")
        files = (("words.txt", WORDS),)
        assert await drag(page, "dragenter", "dragover", files=files)
        await expect(target).to_be_visible()
        await drag(page, "dragleave", files=files)
        await expect(target).to_be_hidden()
        await drag(page, "dragenter", files=files)
        await expect(target).to_be_visible()
        await page.mouse.move(200, 200)  # nothing is dragged any more
        await page.mouse.move(210, 200)
        await expect(target).to_be_hidden()
        assert await drag(page, "dragenter", "dragover", "drop", files=files)
        await expect(target).to_be_hidden()
        await expect(chip(page)).to_contain_text("words.txt")
        await drag(page, "drop", files=(("other.md", "la"),))
        await expect(chip(page)).to_have_text("other.md2 bytes")  # one at a time: the last one
        assert not await drag(page, "dragenter", "dragover", files=())
        await expect(target).to_be_hidden()
        await say(page, "/song")
        await expect(page.locator(".message.receipt")).to_be_visible()
    assert [order.request.lyrics for order in open_chat.desk.orders] == ["la"]


async def test_two_files_at_once_are_one_too_many(chromium: Browser, open_chat: Chat) -> None:
    async with tabs(chromium, open_chat, "you") as (page,):
        await drag(page, "dragenter", "drop", files=(("a.txt", "a"), ("b.txt", "b")))
        await expect(alert(page)).to_have_text(
            "Only one file can go along with a message. Choose one of them."
        )
        await expect(chip(page)).to_be_hidden()
        await choose(page)
        await expect(alert(page)).to_have_count(0)


async def test_a_file_is_pasted_but_not_the_picture_of_a_text(chromium: Browser, open_chat: Chat) -> None:
    async with tabs(chromium, open_chat, "you") as (page,):
        assert not await page.evaluate(PASTE, [[], "only a text"])
        assert not await page.evaluate(PASTE, [[["image.png", "image/png"]], "a cell of a table"])
        await expect(chip(page)).to_be_hidden()
        assert await page.evaluate(PASTE, [[["a.lrc", ""]], ""])
        await expect(chip(page)).to_contain_text("a.lrc")


async def test_a_file_over_the_limit_is_not_sent(chromium: Browser, open_chat: Chat) -> None:
    async with tabs(chromium, open_chat, "you") as (page,):
        await choose(page, data=b"x" * (MOST + 1))
        await expect(alert(page)).to_have_text(
            "This file is too large for the lyrics of a song, so send one of at most 200 kB."
        )
        await page.keyboard.press("Enter")
        await choose(page, data=b"x" * MOST)
        await expect(chip(page)).to_contain_text("200 kB")
        await page.keyboard.press("Enter")
        await expect(page.locator(".message.panel")).to_have_count(1)
    assert [len(file.data) for file in open_chat.dialogues.files] == [MOST]


async def test_a_file_that_can_not_be_read_is_said(chromium: Browser, open_chat: Chat) -> None:
    async with tabs(chromium, open_chat, "you") as (page,):
        await page.evaluate(NO_READING)
        await choose(page)
        await expect(alert(page)).to_contain_text("This file can't be read.")
        await expect(chip(page)).to_be_hidden()


async def test_a_message_waits_for_its_file_to_be_read(chromium: Browser, open_chat: Chat) -> None:
    async with tabs(chromium, open_chat, "you") as (page,):
        await page.evaluate(SLOW_READING)
        await choose(page, "gone.txt")
        await page.get_by_role("button", name="Remove gone.txt").click()
        await choose(page)
        for _ in range(3):
            await say(page, "style: folk")
        await expect(message_box(page)).to_have_value("style: folk")
        await page.evaluate("window.read()")
        await expect(page.locator(".message.panel")).to_be_visible()
        await expect(page.locator(".message.you")).to_have_count(1)
        await say(page, "hello")
        await expect(page.locator(".message.you")).to_have_count(2)
    assert [file.name for file in open_chat.dialogues.files] == ["words.txt"]
    assert [text for _, _, text, _, _ in open_chat.dialogues.asked] == ["style: folk", "hello"]


async def test_a_file_waits_with_its_message_for_the_bot(chromium: Browser, tmp_path: Path) -> None:
    context = await chromium.new_context()
    async with running_chat(tmp_path) as first:
        port, page = first.port, await context.new_page()
        await page.goto(first.platform.address)
        await expect(message_box(page)).to_be_focused()
    await choose(page, "月亮.txt", OLD_BYTES)
    await say(page, "/song file:")
    pending = page.locator("#pending")
    await expect(pending).to_contain_text("月亮.txt14 bytes")
    await expect(pending).to_contain_text("Will be sent when the bot is back")
    await expect(pending).not_to_contain_text("no room")
    await page.close()
    async with running_chat(tmp_path, port=port) as second:
        second.dialogues.guesses = True
        page = await context.new_page()
        await page.goto(second.platform.address)
        await expect(page.locator(".message.panel")).to_be_visible()
        await expect(page.locator("#pending")).to_be_empty()
        await expect(page.locator("#log .message.you")).to_contain_text("/song file:月亮.txt")
        await page.reload()
        await expect(page.locator(".message.panel")).to_be_visible()
        assert [file.data for file in second.dialogues.files] == [OLD_BYTES]
    await context.close()


async def test_where_the_browser_has_no_room_to_keep_a_file_that_is_said(
    chromium: Browser, tmp_path: Path
) -> None:
    context = await chromium.new_context()
    async with running_chat(tmp_path) as first:
        port, page = first.port, await context.new_page()
        await page.goto(first.platform.address)
        await expect(message_box(page)).to_be_focused()
        await page.evaluate(FULL)
    await choose(page, data=b"x" * MOST)
    await page.keyboard.press("Enter")
    await expect(page.locator("#pending").get_by_role("alert")).to_have_text(
        "This browser has no room to keep this message, so leave the page open until it is sent."
    )
    await expect(page.locator("#pending")).to_contain_text("Will be sent when the bot is back")
    async with running_chat(tmp_path, port=port) as second:
        await expect(page.locator(".message.panel")).to_be_visible(timeout=20_000)
        await expect(page.locator("#pending")).to_be_empty()
        assert [len(file.data) for file in second.dialogues.files] == [MOST]
    await context.close()


async def test_a_message_that_comes_back_brings_its_file(chromium: Browser, open_chat: Chat) -> None:
    async with tabs(chromium, open_chat, "you") as (page,):
        await choose(page)
        await message_box(page).evaluate("(box) => { box.value = 'la la la la\\n'.repeat(100000); }")
        await message_box(page).press("Enter")
        await expect(page.locator("#pending")).to_contain_text("too long")
        await expect(page.locator("#pending")).to_contain_text("words.txt")
        await expect(chip(page)).to_be_hidden()
        await page.get_by_role("button", name="Put it back into the input").click()
        await expect(chip(page)).to_contain_text("words.txt")
        await say(page, "style: folk")
        await expect(page.locator(".message.panel")).to_be_visible()
    assert [file.data for file in open_chat.dialogues.files] == [WORDS.encode()]


async def test_names_are_text_and_stay_in_their_line(chromium: Browser, open_chat: Chat) -> None:
    evil = "<b>bold</b> \u202etxt." + "long" * 50 + ".txt"
    async with tabs(chromium, open_chat, "you", viewport={"width": 320, "height": 640}) as (page,):
        await choose(page, evil)
        await expect(chip(page)).to_contain_text("<b>bold</b>")
        assert await _sideways(page) == 0
        await page.keyboard.press("Enter")
        await expect(page.locator("#log .message.you")).to_contain_text("long.txt34 bytes")
        assert await page.locator("#log b, #attached b").count() == 0
        assert await _sideways(page) == 0


@pytest.mark.parametrize("width", [320, 1100])
async def test_long_readings_of_a_file_fit_and_can_be_chosen(
    chromium: Browser, open_chat: Chat, width: int
) -> None:
    lines = {
        "gb18030": "月亮代表我的心" * 11,
        "big5": "堎謗測桶扂腔陑" * 11,
        "shift_jis": "ﾔﾂﾁﾁｴ惕勞ﾒｵﾄﾐﾄ" * 5,
    }
    options = tuple(Option(encoding, line) for encoding, line in lines.items())
    reading = Choice("encoding", Phrase("chat-row-lyrics"), options, chosen=("gb18030",))
    open_chat.dialogues.views["file"] = a_view("I guess", choices=(reading,))
    async with tabs(chromium, open_chat, "you", viewport={"width": width, "height": 700}) as (page,):
        await choose(page)
        await page.keyboard.press("Enter")
        choices = page.locator(".message.panel .choices").get_by_role("button")
        await expect(choices).to_have_text(list(lines.values()))
        await expect(choices.first).to_have_attribute("aria-pressed", "true")
        assert await _sideways(page) == 0
        await choices.nth(1).click()
        await expect(page.locator(".message.panel")).to_contain_text("You took encoding.")
    [(_, tap, _)] = open_chat.dialogues.taps
    assert tap.values == {"encoding": ("big5",)}


async def _sideways(page: Page) -> int:
    """Return by how many pixels the page is wider than its window."""
    wide: int = await page.evaluate(
        "() => Math.max(...['html', '#scroller', 'footer'].map((one) => document.querySelector(one))"
        ".map((one) => one.scrollWidth - one.clientWidth))"
    )
    return wide
