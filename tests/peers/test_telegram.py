"""The stand-in for Telegram, as the real library meets it: updates, people, groups, files."""

import asyncio

import pytest
from telegram import (
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllPrivateChats,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram.error import Conflict, Forbidden, NetworkError, TimedOut

from tests.peers.service import audio
from tests.peers.telegram import NotPossible, TelegramPeer
from tests.peers.telegram_bots import bot_of, fetched, limited, refused, texts


async def test_updates_come_in_order_and_until_they_are_confirmed() -> None:
    async with TelegramPeer() as peer, bot_of(peer) as bot:
        ann = peer.person("ann", language="ja")
        for words in ("one", "two", "three"):
            await ann.write(words)
        first = await fetched(bot)
        assert [one.message.text for one in first if one.message] == ["one", "two", "three"]
        assert [one.update_id - first[0].update_id for one in first] == [0, 1, 2]
        assert first[0].effective_user is not None and first[0].effective_user.language_code == "ja"
        assert len(await bot.get_updates(limit=2)) == 2
        assert [one.update_id for one in await fetched(bot, first[2].update_id)] == [first[2].update_id]
        assert [one.update_id for one in await fetched(bot)] == [first[2].update_id]
        assert await fetched(bot, first[2].update_id + 1) == []
        assert peer.violations == []


async def test_a_poll_is_answered_when_something_happens_and_another_ends_it() -> None:
    async with TelegramPeer() as peer, bot_of(peer) as bot, bot_of(peer) as rival:
        poll = asyncio.create_task(bot.get_updates(timeout=50, allowed_updates=["message"]))
        await peer.until(lambda: peer.updates.polling)
        ann = peer.person("ann")
        ann.block()  # of no kind that was asked for
        ann.unblock()
        await ann.write("rain")
        (update,) = await poll
        assert update.message is not None and update.message.text == "rain"
        poll = asyncio.create_task(bot.get_updates(offset=update.update_id + 1, timeout=50))
        await peer.until(lambda: peer.updates.polling)
        assert await rival.get_updates(timeout=0) == ()
        with pytest.raises(Conflict, match="other getUpdates request"):
            await poll
        peer.updates.webhook = "https://example.com/hook"
        await refused(bot.get_updates(), "webhook is active")
        assert (await bot.get_webhook_info()).url == "https://example.com/hook"
        assert await bot.delete_webhook()
        assert await bot.get_updates(timeout=0) == ()


async def test_in_a_group_the_bot_hears_what_is_meant_for_it() -> None:
    async with TelegramPeer() as peer, bot_of(peer) as bot:
        hall = peer.group("hall")
        ann, bob = peer.member("ann", hall), peer.member("bob", hall, username="bob_b")
        await bot.send_message(hall.id, "hello")
        hello = await peer.said(hall, "hello")
        meant = ["/song rain", f"/help@{bot.username}", f"@{bot.username} sing", "an answer"]
        await ann.write("nobody is meant", at=hall)
        await ann.write("/song@other_bot rain", at=hall)
        for words in meant[:3]:
            await ann.write(words, at=hall)
        await ann.write("an answer", at=hall, reply_to=hello)
        assert await texts(bot) == meant
        hall.add_bot("administrator")
        await ann.write("administrators hear all", at=hall)
        assert await texts(bot) == ["administrators hear all"]
        hall.add_bot("member")
        peer.privacy = False
        assert (await bot.get_me()).can_read_all_group_messages
        await ann.write("quota of Bob and @bob_b", at=hall, naming={"Bob": bob})
        (update,) = [one for one in await fetched(bot) if one.message]
        assert update.message is not None
        marks = update.message.parse_entities()
        assert {one.type: words for one, words in marks.items()} == {
            "text_mention": "Bob",
            "mention": "@bob_b",
        }
        assert peer.violations == []


async def test_an_answer_in_a_supergroup_names_the_first_message_of_its_chain() -> None:
    async with TelegramPeer() as peer, bot_of(peer) as bot:
        hall = peer.group("hall")
        ann = peer.member("ann", hall)
        first = await ann.write("/song rain", at=hall)
        second = await ann.write("/song snow", at=hall, reply_to=first)
        await ann.write("/song fog", at=hall, reply_to=second)
        sent = [one.message for one in await fetched(bot)]
        assert [one and one.message_thread_id for one in sent] == [None, first.id, first.id]
        assert not any(one and one.is_topic_message for one in sent)


async def test_people_write_as_the_group_and_as_channels() -> None:
    async with TelegramPeer() as peer, bot_of(peer) as bot:
        hall = peer.group("hall")
        ann, mia = peer.member("ann", hall), peer.member("mia", hall, manages=True)
        await mia.write("/admin", at=hall, anonymous=True)
        await ann.write("/song", at=hall, channel="News")
        await ann.write("/news", at=hall, channel="News", forwarded=True)
        with pytest.raises(NotPossible):
            await ann.write("/admin", at=hall, anonymous=True)
        sent = [one.message for one in await fetched(bot) if one.message]
        assert [one.sender_chat and one.sender_chat.title for one in sent] == ["hall", "News", "News"]
        assert [bool(one.is_automatic_forward) for one in sent] == [False, False, True]
        administrators = await bot.get_chat_administrators(hall.id)
        assert [one.user.first_name for one in administrators] == ["owner of hall", "mia"]


async def test_topics_have_threads_and_close() -> None:
    async with TelegramPeer() as peer, bot_of(peer) as bot:
        hall = peer.group("hall", forum=True)
        ann = peer.member("ann", hall)
        songs = hall.topic("songs")
        await ann.write("/song rain", at=songs)
        opened, sent = [one.message for one in await fetched(bot)]
        assert opened is not None and opened.forum_topic_created is not None and sent is not None
        assert sent.is_topic_message and sent.message_thread_id == songs.id
        assert sent.reply_to_message is not None and sent.reply_to_message.forum_topic_created is not None
        await bot.send_message(hall.id, "in songs", message_thread_id=songs.id)
        await bot.send_message(hall.id, "in General")
        assert [one.text for one in ann.sees(songs)] == ["/song rain", "in songs"]
        assert [one.text for one in ann.sees(hall.general)] == ["in General"]
        await bot.send_chat_action(hall.id, "upload_voice", message_thread_id=songs.id)
        assert peer.actions == [(hall.chat, songs.id, "upload_voice")]
        answer = ReplyParameters(sent.message_id)
        await refused(bot.send_message(hall.id, "x", reply_parameters=answer), "replied not found")
        songs.close()
        await refused(bot.send_message(hall.id, "x", message_thread_id=songs.id), "TOPIC_CLOSED")
        songs.delete()
        await refused(bot.send_message(hall.id, "x", message_thread_id=songs.id), "message thread not found")
        assert peer.violations == []
        await refused(bot.send_message(hall.id, "x", message_thread_id=1), "message thread not found")
        assert len(peer.violations) == 1


async def test_a_member_reads_what_the_bot_writes_and_presses_its_buttons() -> None:
    async with TelegramPeer() as peer, bot_of(peer) as bot:
        ann = peer.person("ann")
        order = await ann.write("/song rain")
        keys = [
            [
                InlineKeyboardButton("Again", callback_data="a"),
                InlineKeyboardButton("Page", url="https://x.y"),
            ]
        ]
        sent = await bot.send_message(
            ann.id,
            "<b>Rain</b> &amp; <i>snow</i>\n<blockquote expandable>la\nla</blockquote>"
            f'\n<a href="tg://user?id={ann.id}">Ann</a>',
            parse_mode="HTML",
            disable_notification=True,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
            reply_markup=InlineKeyboardMarkup(keys),
            reply_parameters=ReplyParameters(order.id, allow_sending_without_reply=True),
        )
        read = await peer.said(ann, "snow")
        assert read.text == "Rain & snow\nla\nla\nAnn"
        assert (read.marked("bold"), read.marked("expandable_blockquote")) == (["Rain"], ["la\nla"])
        assert read.entities[-1].person == ann.id
        assert read.labels == [["Again", "Page"]] and read.reply_to == order.id
        assert read.silent and not read.preview
        with pytest.raises(NotPossible, match="leads to"):
            await ann.press(read, "Page")
        tap = await ann.press(read, "Again", wait=False)
        (query,) = [one.callback_query for one in await fetched(bot) if one.callback_query]
        assert query.data == "a" and query.message is not None
        await bot.answer_callback_query(query.id, "no", show_alert=True)
        assert (await ann.answered(tap)).text == "no" and tap.alert
        await bot.edit_message_text("done", ann.id, sent.message_id)
        assert (read.text, read.labels, read.edits) == ("done", [], 1)
        await bot.send_message(ann.id, "Which?", reply_markup=ForceReply(input_field_placeholder="words"))
        asked = await peer.said(ann, "Which?")
        assert asked.asks and asked.hint == "words"
        await bot.delete_message(ann.id, order.id)
        answer = ReplyParameters(order.id, allow_sending_without_reply=True)
        await bot.send_message(ann.id, "gone", reply_parameters=answer)
        assert (await peer.said(ann, "gone")).reply_to is None
        assert peer.violations == []


async def test_songs_and_files_are_sent_kept_and_fetched() -> None:
    async with TelegramPeer() as peer, bot_of(peer) as bot:
        ann = peer.person("ann", started=True)
        song = audio(0.5)
        sent = await bot.send_audio(
            ann.id, song, title="Rain", performer="Ann", duration=1, filename="rain.mp3", caption="<b>x</b>",
            parse_mode="HTML",
        )  # fmt: skip
        assert sent.audio is not None
        await bot.send_audio(ann.id, sent.audio.file_id)
        first, again = [one.audio for one in ann.sees()]
        assert first is not None and first is again
        assert (first.name, first.data, first.title, first.duration) == ("rain.mp3", song, "Rain", 1)
        await refused(bot.send_document(ann.id, sent.audio.file_id), "can't use file of type Audio")
        await refused(bot.send_audio(ann.id, "AwADBAADbQ"), "wrong file identifier")
        await ann.send("document", "words.txt", "雨\n".encode(), caption="/song")
        await ann.send("audio", "long.mp3", size=20_000_001, duration=600)
        words, long = [one.message for one in await fetched(bot) if one.message]
        assert words.document is not None and words.caption == "/song"
        assert words.parse_caption_entities() and words.document.file_name == "words.txt"
        there = await bot.get_file(words.document.file_id)
        assert bytes(await there.download_as_bytearray()) == "雨\n".encode()
        assert long.audio is not None and long.audio.file_size == 20_000_001
        await refused(bot.get_file(long.audio.file_id), "file is too big")


async def test_a_block_a_removal_and_a_chat_never_started() -> None:
    async with TelegramPeer() as peer, bot_of(peer) as bot:
        hall, ann = peer.group("hall"), peer.person("ann")
        await refused(bot.send_message(ann.id, "x"), "can't initiate conversation")
        await refused(bot.send_message(4, "x"), "chat not found")
        await ann.start()
        await bot.send_message(ann.id, "hello")
        ann.block()
        assert isinstance(await refused(bot.send_message(ann.id, "x"), "blocked by the user"), Forbidden)
        with pytest.raises(NotPossible):
            await ann.write("x")
        ann.unblock()
        hall.remove_bot()
        await refused(bot.send_message(hall.id, "x"), "bot was kicked from the supergroup chat")
        hall.add_bot()
        stands = [one.my_chat_member for one in await fetched(bot) if one.my_chat_member]
        assert [(one.chat.type, one.new_chat_member.status) for one in stands] == [
            ("private", "kicked"),
            ("private", "member"),
            ("supergroup", "kicked"),
            ("supergroup", "member"),
        ]
        assert peer.violations == []


async def test_a_group_becomes_a_supergroup() -> None:
    async with TelegramPeer() as peer, bot_of(peer) as bot:
        hall = peer.group("hall", basic=True)
        ann = peer.member("ann", hall)
        old = hall.id
        hall.migrate()
        told = [one.message for one in await fetched(bot) if one.message]
        assert [(one.chat_id, one.migrate_to_chat_id, one.migrate_from_chat_id) for one in told] == [
            (old, hall.id, None),
            (hall.id, None, old),
        ]
        error = await refused(bot.send_message(old, "x"), "group migrated")
        assert getattr(error, "new_chat_id", 0) == hall.id
        assert (await bot.get_chat_member(hall.id, ann.id)).status == "member"


async def test_members_are_known_as_far_as_telegram_tells() -> None:
    async with TelegramPeer() as peer, bot_of(peer) as bot:
        hall = peer.group("hall")
        ann, bob = peer.member("ann", hall), peer.person("bob")
        assert (await bot.get_chat_member(hall.id, ann.id)).status == "member"
        await refused(bot.get_chat_member(hall.id, bob.id), "member not found")
        hall.leave(ann)
        assert (await bot.get_chat_member(hall.id, ann.id)).status == "left"
        hall.leave(ann, kicked=True)
        assert (await bot.get_chat_member(hall.id, ann.id)).status == "kicked"
        hall.hide_members()
        await refused(bot.get_chat_member(hall.id, ann.id), "CHAT_ADMIN_REQUIRED")
        hall.add_bot("administrator")
        assert (await bot.get_chat_member(hall.id, ann.id)).status == "kicked"


async def test_commands_are_offered_by_place_rank_and_language() -> None:
    async with TelegramPeer() as peer, bot_of(peer) as bot:
        hall = peer.group("hall")
        ann = peer.member("ann", hall, language="ja")
        mia = peer.member("mia", hall, manages=True)
        song, admin = BotCommand("song", "sing"), BotCommand("admin", "rule")
        await bot.set_my_commands([song])
        await bot.set_my_commands([admin], BotCommandScopeAllChatAdministrators())
        await bot.set_my_commands(
            [BotCommand("song", "歌う")], BotCommandScopeAllPrivateChats(), language_code="ja"
        )
        assert ann.commands() == {"song": "歌う"}
        assert (ann.commands(hall), mia.commands(hall)) == ({"song": "sing"}, {"admin": "rule"})
        assert await bot.get_my_commands() == (song,)
        await bot.delete_my_commands()
        assert ann.commands(hall) == {}
        await refused(bot.set_my_commands([BotCommand("Song", "x")]), "BOT_COMMAND_INVALID")
        await refused(bot.set_my_commands([BotCommand("song", " ")]), "BOT_COMMAND_DESCRIPTION_INVALID")


async def test_what_goes_wrong_on_the_way() -> None:
    async with TelegramPeer() as peer, bot_of(peer) as bot:
        ann = peer.person("ann", started=True)
        peer.faults.add("sendMessage", retry_after=7)
        peer.faults.add("sendMessage", drop="before")
        peer.faults.add("sendMessage", drop="after")
        peer.faults.add("sendMessage", html=True, status=502)
        assert await limited(bot.send_message(ann.id, "one")) == 7
        for words in ("two", "three"):
            with pytest.raises(NetworkError):
                await bot.send_message(ann.id, words)
        assert [one.text for one in ann.sees()] == ["three"]
        with pytest.raises(NetworkError, match="Bad Gateway"):
            await bot.send_message(ann.id, "four")
        held = peer.faults.hold("sendMessage", chat=ann.id)
        sending = asyncio.create_task(bot.send_message(ann.id, "five"))
        await held.reached()
        assert [one.text for one in ann.sees()] == ["three"]
        held.release()
        await sending
        peer.faults.hold("sendMessage", after=True)
        with pytest.raises(TimedOut):
            await bot.send_message(ann.id, "six", read_timeout=0.1)
        assert [one.text for one in ann.sees()] == ["three", "five", "six"]
        await peer.down()
        with pytest.raises(NetworkError):
            await bot.get_me()
        await peer.up()
        assert (await bot.get_me()).username == peer.bot.username


async def test_who_writes_too_fast_has_to_wait_in_that_chat_only() -> None:
    async with TelegramPeer() as peer, bot_of(peer) as bot:
        hall, ann = peer.group("hall"), peer.person("ann", started=True)
        peer.flood.on, peer.flood.chat, peer.flood.group = True, (100, 1.0), (2, 3600.0)
        for _ in range(2):
            await bot.send_message(hall.id, "x")
        assert await limited(bot.send_message(hall.id, "x")) > 3000
        assert peer.flood.refused == 1
        await bot.send_message(ann.id, "x")
