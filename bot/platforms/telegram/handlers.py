"""Where everything that people do on Telegram arrives: messages, presses, and what becomes of chats."""

from collections.abc import Callable

import structlog
import telegram
from telegram import ChatMember

from bot.domain.people import PlaceRef
from bot.domain.song import Origin
from bot.net.download import Downloads
from bot.platforms.telegram import callers, controls
from bot.platforms.telegram.attachments import Attachments
from bot.platforms.telegram.commands import Commands
from bot.platforms.telegram.controls import CommandControl, JobControl, SongControl
from bot.platforms.telegram.facts import PLATFORM
from bot.platforms.telegram.members import Members
from bot.platforms.telegram.memory import Memory
from bot.platforms.telegram.messages import is_of_a_person, typed_in
from bot.platforms.telegram.private import PrivateMessages
from bot.platforms.telegram.rows import Rows
from bot.platforms.telegram.sender import Sender
from bot.platforms.telegram.song_buttons import SongButtons
from bot.platforms.telegram.studio import Studio
from bot.platforms.telegram.taps import Taps
from bot.platforms.telegram.texts import Texts
from bot.platforms.telegram.topics import Topics
from bot.platforms.telegram.visits import House, Visits

log = structlog.get_logger(__name__)

EXAMPLE, SONG = "example", "song"
"""Commands that buttons give."""


class Handlers:
    """Answers people."""

    def __init__(
        self,
        *,
        studio: Studio,
        bot: telegram.Bot,
        sender: Sender,
        memory: Memory,
        members: Members,
        topics: Topics,
        downloads: Downloads,
        most_file_bytes: int,
        now_ms: Callable[[], int],
    ) -> None:
        """`bot` is logged in; `most_file_bytes` is the longest file of lyrics."""
        self._studio, self._bot, self._members, self._topics = studio, bot, members, topics
        house = House(bot=bot, sender=sender, memory=memory, topics=topics, now_ms=now_ms)
        self._visits = Visits(desk=studio.desk, members=members, house=house)
        attachments = Attachments(bot, downloads, most_file_bytes=most_file_bytes)
        rows = Rows(memory)
        texts = Texts(dialogues=studio.dialogues, memory=memory, rows=rows)
        self._taps = Taps(
            studio=studio,
            visits=self._visits,
            memory=memory,
            attachments=attachments,
            rows=rows,
            texts=texts,
        )
        self._buttons = SongButtons(studio=studio, visits=self._visits)
        self._commands = Commands(
            studio=studio, visits=self._visits, taps=self._taps, texts=texts, attachments=attachments
        )
        self._private = PrivateMessages(
            dialogues=studio.dialogues, visits=self._visits, texts=texts, attachments=attachments
        )

    async def on_update(self, update: telegram.Update) -> None:
        """Answer whatever it is; nothing of it but a `StorageError` is raised.

        Handled twice, it orders nothing twice. What Telegram brings that nobody asked for is left aside.
        """
        if update.message is not None:
            await self._message(update.message)
        elif update.callback_query is not None:
            await self._press(update.callback_query)
        elif update.my_chat_member is not None:
            await self._own_standing(update.my_chat_member)

    async def _message(self, message: telegram.Message) -> None:
        chat = message.chat
        if message.migrate_to_chat_id is not None:
            await self._moved(str(chat.id), str(message.migrate_to_chat_id))
            return
        if message.migrate_from_chat_id is not None:
            await self._moved(str(message.migrate_from_chat_id), str(chat.id))
            return
        if not is_of_a_person(message):
            return
        is_private = chat.type == telegram.Chat.PRIVATE
        if not (is_private or callers.is_group(chat)):
            return
        if not is_private:
            await self._topics.met(message)
        if await self._taps.answer(message):
            return
        typed = typed_in(message)
        if typed is not None:
            if typed.to in ("", self._bot.username.lower()):
                await self._commands.answer(message, typed)
        elif is_private:
            await self._private.hear(message)

    async def _press(self, query: telegram.CallbackQuery) -> None:
        control = controls.read(query.data or "")
        if query.message is None or control is None:
            await self._visits.refuse_unknown(query)
            return
        match control:
            case SongControl() | JobControl():
                await self._buttons.press(query, control)
            case CommandControl(name=name) if name == EXAMPLE:
                await self._commands.example(query)
            case CommandControl(name=name) if name == SONG:
                await self._commands.ask_song(query)
            case CommandControl():
                await self._taps.press(query, control)
            case _ if callers.has_button(query):
                await self._taps.press(query, control)
            case _:  # what it would change is not the message of its dialogue, or not any more
                await self._visits.say_stale(query)

    async def _own_standing(self, change: telegram.ChatMemberUpdated) -> None:
        """Hear that the bot was let in, thrown out, blocked or started."""
        if callers.is_group(change.chat):
            self._members.forget(str(change.chat.id))
            log.info("a group has changed what the bot may do", status=change.new_chat_member.status)
        elif change.chat.type == telegram.Chat.PRIVATE and change.new_chat_member.status == ChatMember.MEMBER:
            await self._back(change.from_user)

    async def _back(self, user: telegram.User) -> None:
        """Let what was kept for somebody go out: they can be reached again."""
        account = callers.account_of(user)
        origin = Origin(
            platform=PLATFORM,
            chat=account.native_id,
            person=account.native_id,
            language=account.language,
        )
        try:
            await self._studio.desk.contact(account, origin)
        except Exception:
            log.exception("contact failed")

    async def _moved(self, old: str, new: str) -> None:
        """Take a group's new id: it has become a supergroup."""
        await self._studio.moves.moved(PlaceRef(PLATFORM, old), PlaceRef(PLATFORM, new))
        self._members.forget(old)
        self._members.forget(new)
