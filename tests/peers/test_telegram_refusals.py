"""What Telegram refuses, and what it takes and a well-made bot never sends."""

import pytest
from aiohttp import ClientSession
from telegram import ForceReply, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import InvalidToken, NetworkError

from tests.peers.service import audio
from tests.peers.telegram import TelegramPeer
from tests.peers.telegram_bots import bot_of, refused

JPEG = b"\xff\xd8\xff\xe0\x00\x04..\xff\xc0\x00\x0b\x08%b%b\x01\x01\x11\x00\xff\xd9"


def keyboard(*rows: int, data: str = "x") -> InlineKeyboardMarkup:
    """Return rows of so many buttons."""
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton("Again", callback_data=data) for _ in range(row)] for row in rows]
    )


def picture(width: int, height: int) -> bytes:
    """Return what is JPEG as far as its header goes."""
    return JPEG % (height.to_bytes(2, "big"), width.to_bytes(2, "big"))


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>rain</p>", 'unsupported start tag "p" at byte offset 0'),
        ("雨 <b>rain", 'can\'t find end tag corresponding to start tag "b"'),
        ("雨 <b", "unclosed start tag at byte offset 4"),
        ("rain</b>", "unexpected end tag at byte offset 4"),
        ("<b><i>rain</b></i>", 'expected "</i>", found "</b>"'),
        ("<span>rain</span>", 'must have class "tg-spoiler"'),
        ("1 < 2", "unclosed start tag"),
        ("", "text is empty"),
        (" <b> </b>\n", "text is empty"),
        ("🎵" * 2049, "message is too long"),
    ],
)
async def test_marks_and_lengths(html: str, words: str) -> None:
    async with TelegramPeer() as peer, bot_of(peer) as bot:
        ann = peer.person("ann", started=True)
        await refused(bot.send_message(ann.id, html, parse_mode="HTML"), words)
        assert len(peer.violations) == 1 and not ann.sees()


async def test_what_telegram_takes_and_shows_otherwise() -> None:
    async with TelegramPeer() as peer, bot_of(peer) as bot:
        ann = peer.person("ann", started=True)
        for html, text, violations in (
            ("<b>" + "x" * 4096 + "</b>", "x" * 4096, 0),
            ("a &lt; b &#128512;", "a < b 😀", 0),
            ("R&B", "R&B", 1),
            ("a > b", "a > b", 1),
            ("<blockquote>a<blockquote>b</blockquote></blockquote>", "ab", 1),
            ("<code><b>a</b></code>", "a", 1),
            ('<a href="tg://user?id=3">nobody</a>', "nobody", 1),
            ("<b>x</b> " * 101, ("x " * 101).strip(), 1),
        ):
            peer.violations.clear()
            await bot.send_message(ann.id, html, parse_mode="HTML")
            assert (ann.sees()[-1].text, len(peer.violations)) == (text, violations)


async def test_buttons() -> None:
    async with TelegramPeer() as peer, bot_of(peer) as bot:
        ann = peer.person("ann", started=True)
        await bot.send_message(ann.id, "x", reply_markup=keyboard(8, *[4] * 23, data="x" * 64))
        assert peer.violations == []
        for markup, words in (
            (keyboard(1, data="雨" * 22), "BUTTON_DATA_INVALID"),
            (keyboard(9), "BUTTON_ROW_TOO_LONG"),
            (keyboard(*[5] * 20, 1), "reply markup is too long"),
            (InlineKeyboardMarkup([[InlineKeyboardButton("x")]]), "text buttons are unallowed"),
            (InlineKeyboardMarkup([[InlineKeyboardButton("x", url="nowhere")]]), "BUTTON_URL_INVALID"),
        ):
            await refused(bot.send_message(ann.id, "x", reply_markup=markup), words)
        assert len(ann.sees()) == 1


async def test_edits_and_deletions() -> None:
    async with TelegramPeer() as peer, bot_of(peer) as bot:
        hall = peer.group("hall")
        ann = peer.member("ann", hall)
        order = await ann.write("/song", at=hall)
        sent = await bot.send_message(hall.id, "<b>x</b>", parse_mode="HTML", reply_markup=keyboard(1))
        same = sent.edit_text("<b>x</b>", parse_mode="HTML", reply_markup=keyboard(1))
        await refused(same, "not modified")
        await refused(bot.edit_message_text("y", hall.id, 99), "message to edit not found")
        await refused(bot.delete_message(hall.id, order.id), "message can't be deleted")
        peer.pass_time(49 * 3600)
        await refused(bot.delete_message(hall.id, sent.message_id), "can't be deleted for everyone")
        await bot.edit_message_reply_markup(hall.id, sent.message_id)
        ann.delete(order)
        await refused(bot.delete_message(hall.id, order.id), "message to delete not found")
        assert peer.violations == []
        asks = await bot.send_message(hall.id, "Which?", reply_markup=ForceReply())
        await refused(asks.edit_text("That one?"), "message can't be edited")
        peer.violations.clear()
        await refused(bot.edit_message_caption(hall.id, sent.message_id, caption="y"), "no caption")
        assert len(peer.violations) == 1


async def test_presses_are_answered_in_time_and_briefly() -> None:
    async with TelegramPeer() as peer, bot_of(peer) as bot:
        ann = peer.person("ann", started=True)
        await bot.send_message(ann.id, "x", reply_markup=keyboard(1))
        tap = await ann.press(ann.sees()[-1], "Again", wait=False)
        await refused(bot.answer_callback_query(tap.id, "x" * 201), "MESSAGE_TOO_LONG")
        await refused(bot.answer_callback_query("1"), "query ID is invalid")
        peer.pass_time(61)
        await refused(bot.answer_callback_query(tap.id), "query is too old")
        assert len(peer.violations) == 1


async def test_files_that_have_no_player_or_are_too_big() -> None:
    async with TelegramPeer() as peer, bot_of(peer) as bot:
        ann = peer.person("ann", started=True)
        for picture_, violations in ((picture(320, 320), 0), (picture(640, 320), 1), (b"\x89PNG", 1)):
            peer.violations.clear()
            await bot.send_audio(ann.id, audio(0.5), thumbnail=picture_)
            song = ann.sees()[-1].audio
            assert song is not None and (song.thumbnail is None) == bool(violations)
            assert len(peer.violations) == violations
        await bot.send_audio(ann.id, b"RIFF....WAVE", filename="a.wav")
        assert ann.sees()[-1].document is not None and len(peer.violations) == 2
        await refused(bot.send_audio(ann.id, audio(0.5), caption="x" * 1025), "message caption is too long")
        with pytest.raises(NetworkError, match="Request Entity Too Large"):
            await bot.send_document(ann.id, bytes(50_000_001))


async def test_what_members_may_not_send() -> None:
    async with TelegramPeer() as peer, bot_of(peer) as bot:
        hall = peer.group("hall")
        hall.forbid("music")
        await bot.send_message(hall.id, "x")
        await refused(bot.send_audio(hall.id, audio(0.5)), "not enough rights to send music")
        hall.add_bot("administrator")
        await bot.send_audio(hall.id, audio(0.5))
        assert peer.violations == []


async def test_tokens_and_calls_that_are_none() -> None:
    async with TelegramPeer() as peer, bot_of(peer) as bot, ClientSession() as http:
        for token, status in ((f"7000000001:{'x' * 35}", 401), ("rubbish", 404)):
            async with http.post(f"{peer.base_url}/bot{token}/getMe") as answer:
                assert (answer.status, (await answer.json())["ok"]) == (status, False)
        with pytest.raises(InvalidToken):
            async with bot_of(peer, f"7000000001:{'x' * 35}"):
                pass
        assert peer.violations == []
        await refused(bot.send_dice(1), "not found")
        assert peer.violations == ["sendDice: no call of the bot's"]
