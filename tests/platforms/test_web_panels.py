"""Views as panels."""

from typing import Any

from bot.domain.view import (
    Attachment,
    Button,
    Choice,
    Field,
    Form,
    Input,
    Mention,
    Option,
    Phrase,
    View,
)
from tests.platforms.studio import NOON_MS, Chat

SEND, TITLE = Phrase("chat-ui-send"), Phrase("chat-row-title")
MENU = {"kind": "menu", "least": 1, "most": 1, "none": ""}
CHANNELS = [{"value": "local", "label": "Stage"}, {"value": "backstage", "label": "Backstage"}]
ROLES = [{"value": "singers", "label": "Singers"}, {"value": "patrons", "label": "Patrons"}]


def everything() -> View:
    """A view with all that there is."""
    form = Form(
        "write",
        TITLE,
        (
            Input("words", Phrase("chat-row-lyrics"), "La la", many_lines=True, required=True, most=3_500),
            Input("style", Phrase("chat-row-style"), hint=Phrase("chat-voice-none")),
            Choice("voice", Phrase("chat-row-voice"), (Option("f", Phrase("chat-voice-female")),)),
        ),
        SEND,
    )
    zone = Phrase("error-quota-exceeded", _usage(), time_zone="Asia/Tokyo")
    who = (Mention("person", "ann", "Ann"), Mention("channel", "backstage"), Mention("role", "singers"))
    return View(
        ("Ann's <b>own</b> words", zone, Phrase("chat-songs-page", {"page": 1, "pages": 2})),
        title=TITLE,
        tone="problem",
        fields=(Field(TITLE, ("Hush", *who, Phrase("period-day"))),),
        choices=(
            Choice("pick", TITLE, (Option("1", "One"), Option("2", SEND)), chosen=("2",)),
            Choice("where", TITLE, of="channel", chosen=("local", "gone"), least=0, most=2, none=SEND),
            Choice("who", TITLE, of="role", least=0, most=9),
        ),
        buttons=(
            Button("go", SEND, "primary"),
            Button("del", SEND, "danger"),
            Button("edit", SEND, form=form),
        ),
        form=form,
        files=(Attachment("log.csv", "a,b\n1,2\n"),),
        dialogue="d1",
        step=7,
    )


def _usage() -> dict[str, str | int]:
    return {"used": 5, "limit": 5, "period": "day", "resets_at_ms": NOON_MS, "zone": "Asia/Tokyo"}


async def panel_of(chat: Chat, view: View, **me: Any) -> dict[str, Any]:
    chat.dialogues.views["words"] = view
    await chat.type("hello", **me)
    return (await chat.bodies(**me))[-1]


async def test_every_element_of_a_view_is_a_finished_sentence(chat: Chat) -> None:
    panel = await panel_of(chat, everything())
    form = {
        "id": "write",
        "title": "Title",
        "inputs": [
            {
                "kind": "input",
                "id": "words",
                "label": "Your words",
                "value": "La la",
                "many_lines": True,
                "required": True,
                "most": 3500,
                "hint": "",
            },
            {
                "kind": "input",
                "id": "style",
                "label": "Style",
                "value": "",
                "many_lines": False,
                "required": False,
                "most": 300,
                "hint": "none, instrumental",
            },
            {
                **MENU,
                "id": "voice",
                "label": "Voice",
                "options": [{"value": "f", "label": "female"}],
                "chosen": [],
            },
        ],
        "submit": "Send",
    }
    text = panel.pop("text")
    assert (text[0], text[2]) == ("Ann's <b>own</b> words", "Your songs, page 1 of 2")
    assert "11:13" in text[1]  # in Tokyo
    assert panel == {
        "kind": "panel",
        "dialogue": "d1",
        "step": 7,
        "title": "Title",
        "tone": "problem",
        "fields": [{"label": "Title", "value": "Hush, @Ann, #Backstage, @Singers, today"}],
        "choices": [
            {
                **MENU,
                "id": "pick",
                "label": "Title",
                "options": [{"value": "1", "label": "One"}, {"value": "2", "label": "Send"}],
                "chosen": ["2"],
            },
            {
                **MENU,
                "id": "where",
                "label": "Title",
                "options": [*CHANNELS, {"value": "gone", "label": "gone"}],
                "chosen": ["local", "gone"],
                "least": 0,
                "most": 2,
                "none": "Send",
            },
            {**MENU, "id": "who", "label": "Title", "options": ROLES, "chosen": [], "least": 0, "most": 9},
        ],
        "buttons": [
            {"id": "go", "label": "Send", "style": "primary", "form": None},
            {"id": "del", "label": "Send", "style": "danger", "form": None},
            {"id": "edit", "label": "Send", "style": "plain", "form": form},
        ],
        "form": form,
        "files": [{"name": "log.csv", "text": "a,b\n1,2\n", "open": False}],
    }


async def test_a_bare_view_is_a_panel_too(chat: Chat) -> None:
    panel = await panel_of(chat, View(()))
    assert (panel["title"], panel["text"], panel["form"], panel["dialogue"]) == ("", [], None, "")


async def test_a_view_without_a_sentence_is_our_fault_and_not_the_chats(chat: Chat) -> None:
    said = await panel_of(chat, View((Phrase("no-such-sentence"),)))
    assert (said["kind"], said["tone"]) == ("say", "problem")
    assert said["code"]
