"""Messages with controls, in a real browser."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, expect

from bot.domain.errors import DialogueGone
from bot.domain.people import Caller
from bot.domain.song import Origin
from bot.domain.view import Attachment, Button, Choice, Field, Form, Input, Option, Phrase, Tap, View
from bot.studio.views import Answer
from tests.browser import CHROMIUM, NO_CHROMIUM
from tests.platforms.studio import Chat, a_view, running_chat
from tests.platforms.tabs import become_moderator, rename, say, tabs

if not CHROMIUM.exists():
    pytest.skip(NO_CHROMIUM, allow_module_level=True)

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

STYLES = tuple(Option(name.lower(), name) for name in ("Folk", "Pop", "Rock", "Jazz", "Metal"))
VOICES = (Option("f", Phrase("chat-voice-female")), Option("m", Phrase("chat-voice-male")))
STYLE = Choice("style", Phrase("chat-row-style"), STYLES)
VOICE = Choice("voice", Phrase("chat-row-voice"), VOICES, chosen=("f",))
WHERE = Choice(
    "where",
    Phrase("chat-ui-channels"),
    of="channel",
    chosen=("local",),
    least=0,
    most=2,
    none=Phrase("chat-ui-choose-none"),
)
FORM = Form(
    "write",
    Phrase("chat-row-title"),
    (
        Input("title", Phrase("chat-row-prompt"), required=True, most=20, hint=Phrase("chat-ui-name")),
        Input("words", Phrase("chat-row-lyrics"), "La la", many_lines=True),
        VOICE,
        WHERE,
    ),
    Phrase("chat-ui-done"),
)
OPENER = Button("edit", Phrase("chat-try-again"), form=FORM)
MANY_LINES = "[verse]\nOne two\n  three"


@asynccontextmanager
async def panel(chromium: Browser, chat: Chat, view: View, **options: Any) -> AsyncIterator[Locator]:
    """A page on which this view is the answer to what somebody said."""
    chat.dialogues.views["words"] = view
    async with tabs(chromium, chat, "you", **options) as (page,):
        await say(page, "hello")
        shown = page.locator(".message.panel")
        await expect(shown).to_be_visible()
        yield shown


class Gate:
    """Holds taps back until it is opened."""

    def __init__(self, chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
        self.open = asyncio.Event()
        self.arrived = 0
        self._answer = chat.dialogues.tap
        monkeypatch.setattr(chat.dialogues, "tap", self._tap)

    async def _tap(self, caller: Caller, tap: Tap, origin: Origin) -> Answer:
        self.arrived += 1
        await self.open.wait()
        return await self._answer(caller, tap, origin)


async def test_every_element_is_shown(chromium: Browser, open_chat: Chat) -> None:
    view = a_view(
        "<b>Mine</b>",
        title=Phrase("chat-row-title"),
        fields=(Field(Phrase("chat-row-voice"), ("low", "slow")),),
        choices=(STYLE, VOICE, WHERE),
        buttons=(
            Button("go", Phrase("chat-ui-send"), "primary"),
            Button("drop", Phrase("chat-ui-cancel"), "danger"),
            OPENER,
        ),
        files=(Attachment("lyrics.txt", MANY_LINES),),
    )
    async with panel(chromium, open_chat, view) as shown:
        await expect(shown.get_by_role("heading", name="Title")).to_be_visible()
        await expect(shown.get_by_text("<b>Mine</b>", exact=True)).to_be_visible()
        await expect(shown.locator("dl")).to_have_text("Voicelow, slow")
        style = shown.get_by_role("combobox", name="Style")
        await expect(style.locator("option")).to_have_text(
            ["Choose…", "Folk", "Pop", "Rock", "Jazz", "Metal"]
        )
        await expect(shown.get_by_role("button", name="female", exact=True)).to_have_attribute(
            "aria-pressed", "true"
        )
        await expect(shown.get_by_role("checkbox", name="Stage", exact=True)).to_be_checked()
        for name, style_of in (("Send", "primary"), ("Cancel", "danger"), ("Try again", "plain")):
            await expect(shown.get_by_role("button", name=name, exact=True)).to_contain_class(style_of)
        await shown.locator("summary").click()
        await expect(shown.locator("pre")).to_have_text(MANY_LINES, use_inner_text=True)
        async with shown.page.expect_download() as download:
            await shown.get_by_role("button", name="Download “lyrics.txt”").click()
        saved = await download.value
        assert saved.suggested_filename == "lyrics.txt"
        assert Path(await saved.path()).read_text() == MANY_LINES


async def test_a_double_click_is_one_tap(
    chromium: Browser, open_chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(open_chat, monkeypatch)
    view = a_view(choices=(STYLE,), buttons=(Button("go", Phrase("chat-ui-send")), OPENER))
    async with panel(chromium, open_chat, view) as shown:
        await shown.get_by_role("button", name="Send").dblclick()
        for control in await shown.locator("button, select").all():
            await expect(control).to_be_disabled()
        gate.open.set()
        await expect(shown).to_contain_text("You took go.")
        await expect(shown.get_by_role("button")).to_have_count(0)
    assert gate.arrived == 1
    (_, tap, _) = open_chat.dialogues.taps[0]
    assert tap == Tap("d1", 1, "go")


async def test_a_form_asks_for_what_it_needs(chromium: Browser, open_chat: Chat) -> None:
    async with panel(chromium, open_chat, a_view(buttons=(OPENER,))) as shown:
        await shown.get_by_role("button", name="Try again").click()
        title = shown.get_by_role("textbox", name="About")
        await expect(title).to_be_focused()
        await expect(title).to_have_attribute("placeholder", "Name")
        await shown.get_by_role("button", name="Done").click()
        await expect(title).to_be_focused()
        assert open_chat.dialogues.taps == []
        await title.press_sequentially("A song that is far too long a title")
        await shown.get_by_role("textbox", name="Your words").fill(MANY_LINES)
        await shown.get_by_role("radio", name="male", exact=True).check()
        await shown.get_by_role("checkbox", name="Backstage").check()
        await title.press("Enter")
        await expect(shown).to_contain_text("You took write.")
    (_, tap, _) = open_chat.dialogues.taps[0]
    assert tap.values == {
        "title": ("A song that is far t",),
        "words": (MANY_LINES,),
        "voice": ("m",),
        "where": ("local", "backstage"),
    }


async def test_back_closes_a_form_and_gives_the_focus_back(chromium: Browser, open_chat: Chat) -> None:
    async with panel(chromium, open_chat, a_view(buttons=(OPENER,))) as shown:
        opener = shown.get_by_role("button", name="Try again")
        await opener.click()
        title = shown.get_by_role("textbox", name="About")
        await title.fill("half a title")
        await shown.get_by_role("button", name="Back").click()
        await expect(opener).to_be_focused()
        await opener.press("Enter")
        await expect(title).to_have_value("half a title")
        await title.press("Escape")
        await expect(title).to_be_hidden()
        await expect(opener).to_be_focused()


async def test_a_form_that_is_the_panel_stands_open(chromium: Browser, open_chat: Chat) -> None:
    async with panel(chromium, open_chat, a_view(buttons=(), form=FORM)) as shown:
        await expect(shown.get_by_role("form", name="Title")).to_be_visible()
        await expect(shown.get_by_role("button", name="Back")).to_have_count(0)
        await shown.get_by_role("textbox", name="About").fill("rain")
        await shown.get_by_role("button", name="Done").click()
        await expect(shown).to_contain_text("You took write.")


async def test_one_choice_is_sent_at_once(chromium: Browser, open_chat: Chat) -> None:
    view = a_view(choices=(STYLE, VOICE), buttons=())
    open_chat.dialogues.answers["style"] = Answer(
        a_view(step=2, choices=(Choice("style", STYLE.label, STYLES, chosen=("rock",)), VOICE), buttons=())
    )
    async with panel(chromium, open_chat, view) as shown:
        style = shown.get_by_role("combobox", name="Style")
        await style.focus()
        await style.select_option("rock")
        await expect(style.locator("option")).to_have_count(5)
        await expect(style).to_have_value("rock")
        await expect(style).to_be_focused()
        await shown.get_by_role("button", name="female", exact=True).click()  # it is chosen already
        await shown.get_by_role("button", name="male", exact=True).click()
        await expect(shown).to_contain_text("You took voice.")
    taps = [tap for _, tap, _ in open_chat.dialogues.taps]
    assert taps == [Tap("d1", 1, "style", {"style": ("rock",)}), Tap("d1", 2, "voice", {"voice": ("m",)})]


async def test_a_choice_that_is_refused_can_be_made_again(chromium: Browser, open_chat: Chat) -> None:
    async with panel(chromium, open_chat, a_view(choices=(STYLE, WHERE), buttons=())) as shown:
        open_chat.dialogues.raises = DialogueGone()
        backstage = shown.get_by_role("checkbox", name="Backstage")
        await backstage.check()
        style = shown.get_by_role("combobox", name="Style")
        await style.select_option("rock")
        await expect(shown.get_by_role("alert")).not_to_be_empty()
        await expect(style).to_have_value("")
        await expect(backstage).to_be_checked()
        open_chat.dialogues.raises = None
        await style.select_option("rock")
        await expect(shown).to_contain_text("You took style.")


async def test_several_choices_are_sent_together(chromium: Browser, open_chat: Chat) -> None:
    async with panel(chromium, open_chat, a_view(choices=(WHERE,), buttons=())) as shown:
        done = shown.get_by_role("button", name="Done")
        stage = shown.get_by_role("checkbox", name="Stage", exact=True)
        await expect(done).to_be_hidden()
        await stage.uncheck()
        await expect(shown.locator(".menu .note")).to_have_text("None")
        await expect(done).to_be_visible()
        await stage.check()
        await expect(done).to_be_hidden()
        await stage.uncheck()
        await shown.get_by_role("checkbox", name="Backstage").check()
        await done.click()
        await expect(shown).to_contain_text("You took where.")
    (_, tap, _) = open_chat.dialogues.taps[0]
    assert tap.values == {"where": ("backstage",)}


async def test_a_refusal_is_said_and_what_was_typed_stays(chromium: Browser, open_chat: Chat) -> None:
    async with panel(chromium, open_chat, a_view(buttons=(OPENER,))) as shown:
        open_chat.dialogues.raises = DialogueGone()
        await shown.get_by_role("button", name="Try again").click()
        title = shown.get_by_role("textbox", name="About")
        await title.fill("rain")
        await title.press("Enter")
        await expect(shown.get_by_role("alert")).not_to_be_empty()
        await expect(title).to_have_value("rain")
        await expect(title).to_be_enabled()
        await expect(title).to_be_focused()
        open_chat.dialogues.raises = None
        await title.press("Enter")
        await expect(shown).to_contain_text("You took write.")


async def test_a_note_is_shown_beside_what_has_changed(chromium: Browser, open_chat: Chat) -> None:
    view = a_view("Somebody has answered.", step=2)
    open_chat.dialogues.answers["go"] = Answer(view, note=Phrase("chat-notice-kept"))
    async with panel(chromium, open_chat, a_view()) as shown:
        await shown.get_by_role("button", name="Send").click()
        await expect(shown).to_contain_text("Somebody has answered.")
        await expect(shown.get_by_role("alert")).not_to_be_empty()
        await expect(shown.get_by_role("button", name="Send")).to_be_enabled()


async def test_a_press_while_the_bot_is_away_can_be_repeated(chromium: Browser, tmp_path: Path) -> None:
    context = await chromium.new_context()
    page = await context.new_page()
    async with running_chat(tmp_path) as first:
        port = first.port
        first.dialogues.views["words"] = a_view()
        await page.goto(first.platform.address)
        await say(page, "hello")
        shown = page.locator(".message.panel")
        send = shown.get_by_role("button", name="Send")
        await expect(send).to_be_visible()
    await send.click()
    await expect(shown.get_by_role("alert")).to_have_text("That did not arrive. Please try again.")
    await expect(page.get_by_text("The bot is away.")).to_be_visible()
    async with running_chat(tmp_path, port=port) as second:
        await expect(page.locator("#away")).to_be_hidden(timeout=20_000)
        await send.click()
        await expect(shown).to_contain_text("You took go.")
        assert len(second.dialogues.taps) == 1
        await context.close()


async def test_somebody_elses_press_changes_the_panel(chromium: Browser, open_chat: Chat) -> None:
    open_chat.dialogues.views["words"] = a_view()
    async with tabs(chromium, open_chat, "Ann", "Bob") as (ann, bob):
        await say(ann, "hello")
        await bob.get_by_role("button", name="Send", exact=True).and_(bob.locator(".press")).click()
        await expect(ann.locator(".message.panel")).to_contain_text("You took go.")
        await expect(ann.locator(".message.panel").get_by_role("button")).to_have_count(0)
    (caller, _, _) = open_chat.dialogues.taps[0]
    assert caller.account.native_id == "bob"


async def test_what_is_typed_survives_a_change_of_the_message(chromium: Browser, open_chat: Chat) -> None:
    changed = a_view("Two have voted.", choices=(WHERE,), buttons=(OPENER,))
    open_chat.dialogues.answers["vote"] = Answer(changed)
    async with panel(chromium, open_chat, a_view(choices=(WHERE,), buttons=(OPENER,))) as shown:
        await shown.get_by_role("button", name="Try again").click()
        choices, form = shown.locator(".choices"), shown.get_by_role("form")
        await choices.get_by_role("checkbox", name="Backstage").check()
        await form.get_by_role("radio", name="male", exact=True).check()
        words = form.get_by_role("textbox", name="Your words")
        await words.fill("half a line")
        await words.evaluate("box => box.setSelectionRange(4, 4)")
        message = await shown.get_attribute("data-nonce")
        assert message is not None
        assert (await open_chat.tap(message, "vote")).status == 200
        await expect(shown).to_contain_text("Two have voted.")
        await expect(words).to_have_value("half a line")
        await expect(words).to_be_focused()
        assert await words.evaluate("box => box.selectionStart") == 4
        await expect(form.get_by_role("radio", name="male", exact=True)).to_be_checked()
        await expect(choices.get_by_role("checkbox", name="Backstage")).to_be_checked()
        await expect(choices.get_by_role("button", name="Done")).to_be_visible()


@pytest.mark.parametrize("width", [320, 390, 1100])
async def test_no_panel_is_wider_than_the_screen(chromium: Browser, open_chat: Chat, width: int) -> None:
    long = "word" * 100
    options = tuple(Option(str(n), f"{n}{long}") for n in range(5))
    view = a_view(
        long,
        title=long,
        fields=(Field(Phrase("chat-row-voice"), (long,)),),
        choices=(
            Choice("one", STYLE.label, options, chosen=("1",)),
            Choice("few", STYLE.label, options[:3], least=0),
            Choice("many", STYLE.label, options, least=0, most=3),
        ),
        form=Form("f", FORM.title, (*FORM.inputs, Choice("x", STYLE.label, options)), FORM.submit),
        files=(Attachment(f"{long}.txt", long),),
    )
    size = {"width": width, "height": 700}
    async with panel(chromium, open_chat, view, viewport=size) as shown:
        await shown.locator("summary").click()
        await rename(shown.page, "W" * 32)
        await expect(shown.page.locator("#who")).to_be_hidden()
        await become_moderator(shown.page)
        for part in ("html", "header", "#scroller"):
            over = await shown.page.locator(part).evaluate("one => one.scrollWidth - one.clientWidth")
            assert (part, over) == (part, 0)
