"""What is read from a message: what it points at, and whom it is about."""

from typing import Any

import pytest
import telegram

from bot.platforms.telegram.messages import Pointed, pointed_at, said_about, typed_in, with_ids

BOT = {"id": 7, "is_bot": True, "first_name": "Troubadour", "username": "troubadour_bot"}
ANN = {"id": 11, "is_bot": False, "first_name": "Ann 🎻 Lee"}
CHAT = {"id": -100, "type": "supergroup", "title": "hall", "is_forum": True}


def message(text: str = "", *, sender: dict[str, Any] = ANN, **more: Any) -> telegram.Message:
    """Return a message as Telegram tells of it."""
    return telegram.Message.de_json(raw(text, sender=sender, **more), None)


def raw(text: str = "", *, sender: dict[str, Any] = ANN, **more: Any) -> dict[str, Any]:
    """Return a message as it is sent over the line."""
    return {"message_id": 1, "date": 0, "chat": CHAT, "from": sender, "text": text, **more}


def mark(kind: str, text: str, part: str, **more: Any) -> dict[str, Any]:
    """Return how a part of a text is marked; it is counted as Telegram counts."""
    before = text[: text.index(part)]
    return {"type": kind, "offset": _units(before), "length": _units(part), **more}


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


FILE: dict[str, Any] = {"file_id": "f", "file_unique_id": "f", "file_name": "rain.txt", "file_size": 3}
TUNE: dict[str, Any] = {"file_id": "t", "file_unique_id": "t", "duration": 3, "file_name": "tune.mp3"}
SONG = "Harbour Rain\nRain on the roof\nagain"


@pytest.mark.parametrize(
    ("more", "pointed"),
    [
        ({}, None),
        ({"reply_to_message": raw("a poem")}, Pointed("a poem")),
        ({"reply_to_message": raw("a poem"), "quote": {"text": "poem", "position": 2}}, Pointed("poem")),
        ({"external_reply": {"origin": {"type": "hidden_user", "date": 0, "sender_user_name": "x"}},
          "quote": {"text": "far away", "position": 0}}, Pointed("far away")),
        ({"reply_to_message": raw("jazz", forum_topic_created={"name": "jazz", "icon_color": 1})}, None),
        ({"reply_to_message": raw("What is the song about?", sender=BOT)}, None),
        ({"reply_to_message": raw(SONG, sender=BOT, entities=[
            mark("expandable_blockquote", SONG, "Rain on the roof\nagain")])},
         Pointed("Rain on the roof\nagain")),
        ({"reply_to_message": raw("/song@troubadour_bot a waltz")}, Pointed("a waltz")),
        ({"reply_to_message": raw()}, Pointed()),
    ],
)  # fmt: skip
def test_what_a_command_points_at(more: dict[str, Any], pointed: Pointed | None) -> None:
    assert pointed_at(message("/song", **more), telegram.User.de_json(BOT, None)) == pointed


@pytest.mark.parametrize("sender", [ANN, BOT])
def test_files_count_whoever_sent_them(sender: dict[str, Any]) -> None:
    own = telegram.User.de_json(BOT, None)
    for name, told, kind in [("document", FILE, "file"), ("audio", TUNE, "audio"), ("voice", TUNE, "audio")]:
        found = pointed_at(message("/song", reply_to_message=raw(sender=sender) | {name: told}), own)
        assert found is not None
        assert getattr(found, kind).file_id in ("f", "t")
    moving = raw(sender=ANN, document=FILE, animation={**FILE, "width": 1, "height": 1, "duration": 1})
    assert pointed_at(message("/song", reply_to_message=moving), own) == Pointed()


def test_a_command_names_the_bot_that_it_is_for() -> None:
    for text, name, to in [
        ("/song rain", "song", ""),
        ("/SONG@Troubadour_Bot rain", "song", "troubadour_bot"),
    ]:
        typed = typed_in(message(text))
        assert typed is not None
        assert (typed.command.name, typed.command.text, typed.to) == (name, "rain", to)
    assert typed_in(message("no /song")) is None
    assert typed_in(message(caption="/cover as a waltz", text="")) is not None


def test_whom_a_message_is_about_is_mentioned_or_replied_to() -> None:
    text = "/admin quota set 🎻 Ann 🎻 Lee 5 day for Ann 🎻 Lee"
    marks = [mark("text_mention", text, "Ann 🎻 Lee", user=ANN)]
    named = message(text, entities=marks)
    assert with_ids(named) == "/admin quota set 🎻 11 5 day for Ann 🎻 Lee"
    about = said_about(named)
    assert about is not None
    assert about.id == 11
    replied = said_about(message("/admin block", sender=BOT, reply_to_message=raw("spam")))
    assert replied is not None
    assert replied.id == 11
    for nobody in (
        {},
        {"reply_to_message": raw("a song", sender=BOT)},
        {"reply_to_message": raw("I am the group", sender_chat=CHAT)},
        {"reply_to_message": raw("jazz", forum_topic_created={"name": "jazz", "icon_color": 1})},
    ):
        assert said_about(message("/admin block", **nobody)) is None
