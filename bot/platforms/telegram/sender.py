"""The bot's hands: everything that it writes to Telegram goes through here, and past the gate.

What was refused because too much came at once is sent again when the chat is open again. A group that has
become a supergroup is written to under its new id. A text whose marks can't be read goes without them.
"""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any, TypeVar

import structlog
import telegram
from telegram import InputFile, InputMediaDocument, LinkPreviewOptions, ReplyParameters
from telegram.constants import ChatAction, ParseMode

from bot.domain.errors import DeliveryUnavailable, PlatformError
from bot.platforms.telegram import facts
from bot.platforms.telegram.gate import Dropped, Gate, Rank
from bot.platforms.telegram.lengths import cut_plain, plain
from bot.platforms.telegram.outbound import Audio, Html, Message, keyboard_markup
from bot.platforms.telegram.trouble import (
    Fixed,
    Moved,
    NoSuchMessage,
    NotHere,
    Same,
    TooLate,
    Unreadable,
    told,
)
from bot.platforms.telegram.uploads import opened, thumbnail

log = structlog.get_logger(__name__)

Result = TypeVar("Result")
TRIES = 3
"""So often something is sent that comes back because too much came at once."""
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


async def _nobody(_old: str, _new: str) -> None:
    """Stand where somebody hears of groups that have another id."""


class Sender:
    """Writes to chats. One for each bot, with its gate.

    All methods but `answer` raise `PlatformError`s, and `NotHere` where the chat takes nothing (`NoTopic`:
    the topic; `NoSuchMessage`: the message is gone). What has the rank of progress or less raises `Dropped`
    where there is no room for it.
    """

    def __init__(self, bot: telegram.Bot, gate: Gate) -> None:
        self._bot, self._gate = bot, gate
        self._moved: dict[str, str] = {}
        self.on_moved: Callable[[str, str], Awaitable[None]] = _nobody
        """Called with the old and the new id of a group before anything is sent to the new one."""

    async def send(
        self,
        chat: str,
        message: Message,
        *,
        thread: str = "",
        reply_to: str = "",
        rank: Rank = Rank.ANSWER,
    ) -> telegram.Message:
        """Send a message, as a reply to another one where that is still there.

        Raises `FileForgotten` for a file that Telegram was to know, `TooLargeToPost`, and OSError for a file
        that can't be read.
        """
        where = self.whereabouts(chat)
        more = _place(thread, reply_to if where == chat else "")
        try:
            return await self._send(where, message, more, rank)
        except Moved as moved:
            await self._move(chat, moved.to)
            return await self._send(moved.to, message, _place(thread, ""), rank)

    def whereabouts(self, chat: str) -> str:
        """Return the id that a chat has now, as far as the bot has heard."""
        return self._moved.get(chat, chat)

    async def edit(self, chat: str, message_id: str, message: Message, *, rank: Rank = Rank.ANSWER) -> None:
        """Change a text of the bot's and its buttons; of several changes that wait the newest is made."""
        markup = keyboard_markup(message.keyboard)

        async def write(text: str, parse_mode: ParseMode | None) -> object:
            return await self._bot.edit_message_text(
                text,
                chat_id=chat,
                message_id=int(message_id),
                parse_mode=parse_mode,
                reply_markup=markup,
                link_preview_options=_NO_PREVIEW,
            )

        await self._change(chat, message_id, lambda: _marked(message, write), rank)

    async def empty(self, chat: str, message_id: str, instead: Html) -> None:
        """Leave only a sentence of a message that can't be removed: neither text, nor audio, nor buttons.

        Any message can become a file, and one with a file nothing else. Source: api, editMessageMedia.
        """
        sign = plain(instead).encode()

        async def write() -> object:
            media = InputMediaDocument(
                sign, caption=instead, parse_mode=ParseMode.HTML, filename=facts.EMPTIED_FILE
            )
            return await self._bot.edit_message_media(media, chat_id=chat, message_id=int(message_id))

        await self._change(chat, message_id, write, Rank.ANSWER)

    async def delete(self, chat: str, message_id: str) -> None:
        """Remove a message of the bot's; one that is gone is nobody's loss. Raises `Fixed` for an old one."""
        try:
            await self._past_gate(
                chat,
                Rank.ANSWER,
                lambda: self._bot.delete_message(chat_id=chat, message_id=int(message_id)),
            )
        except Moved as moved:
            await self._move(chat, moved.to)
            raise Fixed("the group has moved") from moved
        except Fixed:
            raise
        except NoSuchMessage:
            pass

    async def answer(self, query_id: str, text: str = "", *, alert: bool = False) -> None:
        """End the waiting after a press, and show a plain text above the chat; it may fail unsaid."""
        shown = cut_plain(text, facts.ANSWER_CHARACTERS) or None
        try:
            await told(self._bot.answer_callback_query(query_id, text=shown, show_alert=alert or None))
        except (PlatformError, NotHere, TooLate) as error:
            log.info("a press was not answered", reason=type(error).__name__, detail=str(error))

    async def act(self, chat: str, thread: str, action: ChatAction) -> None:
        """Show for some seconds what the bot is doing, where there is room for that."""
        where = self.whereabouts(chat)
        try:
            await self._past_gate(
                where,
                Rank.ACTION,
                lambda: self._bot.send_chat_action(where, action, **_place(thread, "")),
            )
        except Moved as moved:
            await self._move(chat, moved.to)
            raise Dropped("the group has moved") from moved

    async def _send(self, chat: str, message: Message, more: dict[str, Any], rank: Rank) -> telegram.Message:
        has_upload = message.document is not None or (message.audio is not None and not message.audio.file_id)
        return await self._past_gate(
            chat,
            rank,
            lambda: _marked(message, lambda text, mode: self._write(chat, message, text, mode, more)),
            upload=has_upload,
        )

    async def _write(
        self, chat: str, message: Message, text: str, parse_mode: ParseMode | None, more: dict[str, Any]
    ) -> telegram.Message:
        more = {
            **more,
            "parse_mode": parse_mode,
            "reply_markup": message.markup,
            "disable_notification": message.silent or None,
        }
        if message.audio is None and message.document is None:
            return await self._bot.send_message(chat, text, link_preview_options=_NO_PREVIEW, **more)
        more |= {
            "caption": text or None,
            "read_timeout": facts.UPLOAD_TIMEOUT_S,
            "write_timeout": facts.UPLOAD_TIMEOUT_S,
        }
        async with AsyncExitStack() as files:
            if message.audio is not None:
                return await self._write_audio(chat, message.audio, files, more)
            assert message.document is not None
            document = await files.enter_async_context(opened(message.document))
            return await self._bot.send_document(chat, document, **more)

    async def _write_audio(
        self, chat: str, audio: Audio, files: AsyncExitStack, more: dict[str, Any]
    ) -> telegram.Message:
        sent: str | InputFile = audio.file_id
        if not sent:
            sent = await files.enter_async_context(opened(audio.file))
        picture = None if audio.file_id else await thumbnail(audio.thumbnail)
        if not audio.plays:
            return await self._bot.send_document(chat, sent, thumbnail=picture, **more)
        return await self._bot.send_audio(
            chat,
            sent,
            title=audio.title or None,
            performer=audio.performer or None,
            duration=audio.duration_s or None,
            thumbnail=picture,
            **more,
        )

    async def _change(self, chat: str, what: str, write: Callable[[], Awaitable[object]], rank: Rank) -> None:
        try:
            await self._past_gate(chat, rank, write, key=what)
        except Same:
            pass
        except Moved as moved:
            await self._move(chat, moved.to)
            raise NoSuchMessage("the group has moved") from moved
        except Dropped:
            if rank >= Rank.PROGRESS:
                raise  # otherwise something newer is on its way to the same message

    async def _past_gate(
        self,
        chat: str,
        rank: Rank,
        work: Callable[[], Awaitable[Result]],
        *,
        key: str = "",
        upload: bool = False,
    ) -> Result:
        """Do something when it is its turn, and again where it was refused for coming too fast."""
        tries = 0
        while True:
            async with self._gate.turn(chat, rank, key=key, upload=upload):
                try:
                    return await told(work())
                except DeliveryUnavailable as error:
                    if error.retry_after_s is None:
                        raise
                    log.info("a chat is held", seconds=error.retry_after_s)
                    self._gate.hold(chat, error.retry_after_s)
                    tries += 1
                    if rank >= Rank.PROGRESS:
                        raise Dropped("the chat is held") from error
                    if tries == TRIES:
                        raise

    async def _move(self, old: str, new: str) -> None:
        await self.on_moved(old, new)
        self._moved[old] = new


async def _marked(message: Message, write: Callable[[str, ParseMode | None], Awaitable[Result]]) -> Result:
    """Write a text with its marks, or plainly where Telegram can't read them: no song is lost for that."""
    try:
        return await told(write(message.html, ParseMode.HTML))
    except Unreadable as error:
        log.error("Telegram can't read the marks in a text of ours", reason=str(error))
        return await told(write(plain(message.html), None))


def _place(thread: str, reply_to: str) -> dict[str, Any]:
    """Say where in a chat a message goes: to a topic, as a reply."""
    place: dict[str, Any] = {}
    if thread and thread != str(facts.GENERAL_TOPIC):
        place["message_thread_id"] = int(thread)
    if reply_to:
        place["reply_parameters"] = ReplyParameters(int(reply_to), allow_sending_without_reply=True)
    return place
