"""A dialogue that goes on in another message: the panel on which it was asked for is closed."""

from typing import Any

import pytest

from bot.domain.view import Attachment, Field, Phrase, View
from bot.studio.views import Answer
from tests.platforms.studio import Chat, a_view, nonce

ANN: dict[str, Any] = {"name": "Ann"}
QUESTION, PANEL = nonce(1), f"{nonce(1)}.answer"


def waiting(step: int = 1) -> View:
    about = Field(Phrase("chat-row-prompt"), ("the sea",))
    return a_view("Somebody is writing.", step=step, fields=(about,))


def draft(step: int = 2, dialogue: str = "d1") -> View:
    words = Attachment("lyrics.txt", "[verse]\nla la", is_open=True)
    return a_view("Here is a draft.", dialogue=dialogue, step=step, files=(words,))


async def asked(chat: Chat) -> None:
    chat.dialogues.views["lyrics"] = waiting()
    await chat.type("/lyrics the sea", **ANN)


async def arrives(chat: Chat, view: View, message: str = QUESTION, name: str = "news1", **more: Any) -> None:
    await chat.post_view(view, nonce=name, message=message, person="ann", **{"audience": "person", **more})


async def bodies(chat: Chat) -> dict[str, dict[str, Any]]:
    return {message["nonce"]: message["body"] for message in await chat.messages(**ANN)}


async def test_lyrics_are_asked_for_and_come_in_a_message_of_their_own(chat: Chat) -> None:
    await asked(chat)
    [(name, _, text, origin, _)] = chat.dialogues.asked
    assert (name, text, origin.message) == ("lyrics", "the sea", QUESTION)
    await arrives(chat, draft())
    shown = await bodies(chat)
    assert list(shown) == [QUESTION, PANEL, "news1"]
    assert shown["news1"]["files"] == [{"name": "lyrics.txt", "text": "[verse]\nla la", "open": True}]
    assert [message["audience"] for message in await chat.messages(**ANN)] == ["person"] * 3


async def test_the_panel_that_was_waited_on_says_that_it_goes_on_below(chat: Chat) -> None:
    await asked(chat)
    await arrives(chat, draft())
    closed = (await bodies(chat))[PANEL]
    assert closed["text"] == ["This goes on below."]
    assert closed["fields"] == [{"label": "About", "value": "the sea"}]
    assert (closed["buttons"], closed["choices"], closed["form"]) == ([], [], None)


async def test_a_panel_that_was_pressed_is_closed_as_well(chat: Chat) -> None:
    await asked(chat)
    await arrives(chat, draft())
    chat.dialogues.answers["go"] = Answer(waiting(step=3))
    await chat.tap("news1", step=2, **ANN)
    await arrives(chat, draft(step=4), message="news1", name="news2")
    shown = await bodies(chat)
    assert (shown["news1"]["text"], shown["news1"]["buttons"]) == (["This goes on below."], [])
    assert shown["news2"]["buttons"] != []


async def test_what_a_press_shows_too_late_opens_nothing_again(chat: Chat) -> None:
    await asked(chat)
    await arrives(chat, draft())
    chat.dialogues.answers["go"] = Answer(waiting(step=1))
    await chat.tap(PANEL, **ANN)
    assert (await bodies(chat))[PANEL]["text"] == ["This goes on below."]


@pytest.mark.parametrize(
    "view", [draft(dialogue="d2"), draft(step=1)], ids=["another dialogue", "the same step"]
)
async def test_other_panels_stay_as_they_are(chat: Chat, view: View) -> None:
    await asked(chat)
    await arrives(chat, view)
    assert (await bodies(chat))[PANEL]["text"] == ["Somebody is writing."]


async def test_a_view_for_moderators_closes_nothing(chat: Chat) -> None:
    await asked(chat)
    await arrives(chat, draft(), audience="moderators")
    assert (await bodies(chat))[PANEL]["text"] == ["Somebody is writing."]
