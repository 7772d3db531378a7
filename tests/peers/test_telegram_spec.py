"""The Bot API's description, as judge of what bots send and of what the stand-in says."""

from pathlib import Path

import pytest

from tests.peers.service import audio
from tests.peers.telegram import TelegramPeer, spec
from tests.peers.telegram_bots import bot_of

pytestmark = pytest.mark.skipif(
    not spec.is_there(), reason="the Bot API's description is not here; TROUBADOUR_SPECS names its folder"
)

REPLY = '{"message_id": 3, "allow_sending_without_reply": true}'
KEYS = '{"inline_keyboard": [[{"text": "Again", "callback_data": "x"}]]}'


@pytest.mark.parametrize(
    ("method", "sent", "wrong"),
    [
        ("sendMessage", {"chat_id": "1", "text": "3", "reply_parameters": REPLY, "reply_markup": KEYS}, []),
        ("getUpdates", {"timeout": "5", "allowed_updates": '["message"]'}, []),
        ("sendMessage", {"chat_id": "1"}, ["sendMessage: text is required"]),
        ("getMe", {"chat_id": "1"}, ["getMe: chat_id: no such parameter"]),
        (
            "deleteMessage",
            {"chat_id": "1", "message_id": '"3"'},
            ["deleteMessage: message_id is not of the type Integer"],
        ),
        (
            "sendMessage",
            {"chat_id": "1", "text": "x", "reply_parameters": '{"id": 3}'},
            [
                "sendMessage: reply_parameters.id: no such field of ReplyParameters",
                "sendMessage: reply_parameters.message_id is required in ReplyParameters",
            ],
        ),
        (
            "sendMessage",
            {"chat_id": "1", "text": "x", "disable_notification": "yes", "reply_markup": "{"},
            [
                "sendMessage: disable_notification: neither true nor false",
                "sendMessage: reply_markup: no JSON",
            ],
        ),
        (
            "sendMessage",
            {"chat_id": "1", "text": "x", "reply_markup": KEYS.replace('"text"', '"label"')},
            [
                "sendMessage: reply_markup.inline_keyboard[0][0].label: no such field of "
                "InlineKeyboardButton",
                "sendMessage: reply_markup.inline_keyboard[0][0].text is required in InlineKeyboardButton",
            ],
        ),
    ],
)
def test_requests_are_judged(method: str, sent: dict[str, str], wrong: list[str]) -> None:
    assert spec.read(method, sent).wrong == wrong


def test_files_are_named_by_a_parameter() -> None:
    sent = {"chat_id": "1", "thumbnail": "attach://small"}
    assert spec.read("sendAudio", sent, ["audio", "small"]).wrong == []
    assert spec.read("sendAudio", sent, ["audio", "small", "other"]).wrong == [
        "sendAudio: the file other is named nowhere"
    ]


async def test_what_the_stand_in_says_is_as_described() -> None:
    async with TelegramPeer() as peer, bot_of(peer) as bot:
        hall = peer.group("hall", forum=True)
        ann = peer.member("ann", hall, username="ann_a")
        mia = peer.member("mia", hall, manages=True)
        songs = hall.topic("songs")
        order = await ann.write("/song @mia_m Mia", at=songs, naming={"Mia": mia})
        await ann.write("and", at=songs, reply_to=order)
        await mia.write("/admin", at=hall, anonymous=True)
        await ann.write("/start", at=hall, channel="News", forwarded=True)
        for kind in ("audio", "voice", "document"):
            await ann.send(kind, "rain.mp3", audio(0.5), caption="/cover", title="Rain", duration=3)
        sent = await bot.send_audio(ann.id, audio(0.5), performer="Ann")
        await bot.send_message(ann.id, "x", api_kwargs={"reply_markup": KEYS})
        await ann.press(ann.sees()[-1], "Again", wait=False)
        await ann.edit(await ann.write("x"), "y")
        ann.block()
        hall.remove_bot()
        hall.add_bot("administrator")
        peer.group("small", basic=True).migrate()
        assert len(peer.updates.pending) == 16
        wrong = [spec.wrong_with(one, "Update") for one in peer.updates.pending]
        assert [one for one in wrong if one] == []
        for result, kind in (
            (await bot.get_me(), "User"),
            (await bot.get_chat(hall.id), "ChatFullInfo"),
            (await bot.get_webhook_info(), "WebhookInfo"),
            (await bot.get_file(str(sent.audio and sent.audio.file_id)), "File"),
        ):
            assert spec.wrong_with(result.to_dict(), kind) == []
        for person in (ann, mia, peer.bot):
            member = await bot.get_chat_member(hall.id, person.id)
            assert spec.wrong_with(member.to_dict(), "ChatMember") == []
        assert peer.violations == []


async def test_without_the_file_the_stand_in_works_and_judges_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TROUBADOUR_SPECS", str(tmp_path))
    async with TelegramPeer() as peer, bot_of(peer) as bot:
        ann = peer.person("ann", started=True)
        await bot.send_message(ann.id, "12", disable_notification=True)
        assert ann.sees()[-1].text == "12" and ann.sees()[-1].silent
        assert spec.read("getMe", {"x": "1"}).wrong == []
