"""Answers: to a message, as replies to it, and to a press, which Telegram wants to know to be heard.

In a group everybody sees an answer, so it makes no sound there. Nothing that goes wrong between here and
Telegram is raised: what was done stands, whoever hears of it.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import Protocol, TypeVar

import structlog
import telegram
from telegram.constants import ChatAction

from bot.domain.errors import PlatformError
from bot.domain.song import Origin
from bot.platforms.telegram.callers import has_button
from bot.platforms.telegram.facts import ACTION_LASTS_S, ANSWER_CHARACTERS
from bot.platforms.telegram.gate import Dropped
from bot.platforms.telegram.outbound import Message
from bot.platforms.telegram.sender import Sender
from bot.platforms.telegram.trouble import NotHere, NoTopic

log = structlog.get_logger(__name__)

Said = TypeVar("Said")

PATIENCE_S = 0.7
"""What takes longer is shown as being written."""
PRESS_PATIENCE_S = 5.0
"""After this a press is answered silently, and what is said then is a message: the client waits no longer.

Telegram sets no limit that it writes down; its refusal is "query is too old and response timeout expired".
"""


class Replying(Protocol):
    """What somebody can be answered through."""

    async def send(self, message: Message) -> telegram.Message | None:
        """Say something as a new message where they are; None where it did not arrive."""
        ...

    async def update(self, message: Message) -> telegram.Message | None:
        """Change the message with the button that was pressed; what nobody pressed is answered."""
        ...

    async def note(self, text: str, *, alert: bool) -> bool:
        """Show plain text above the chat, as an answer to a press; False where that can't be done."""
        ...


class MessageReply:
    """The answers to one message."""

    def __init__(self, sender: Sender, origin: Origin, *, patience_s: float = PATIENCE_S) -> None:
        """Answer to `origin.message`, or just into the chat where that is empty."""
        self._sender, self._origin, self._patience_s = sender, origin, patience_s
        self._answered = asyncio.Event()

    @asynccontextmanager
    async def in_time(self) -> AsyncIterator[None]:
        """Answer within the context; what takes longer than a moment is shown as being written."""
        watch = asyncio.create_task(self._write_if_slow())
        try:
            yield
        finally:
            self._answered.set()
            await watch

    async def send(self, message: Message) -> telegram.Message | None:
        """Reply."""
        self._answered.set()
        return await _sent(self._sender, self._origin, message)

    async def update(self, message: Message) -> telegram.Message | None:
        """Reply: there is no button here."""
        return await self.send(message)

    async def note(self, text: str, *, alert: bool) -> bool:
        """Show nothing: there is no press here."""
        return False

    async def _write_if_slow(self) -> None:
        patience_s = self._patience_s
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(patience_s):
                    await self._answered.wait()
                    return
            patience_s = ACTION_LASTS_S
            with suppress(PlatformError, NotHere, Dropped):
                await self._sender.act(self._origin.chat, self._origin.thread, ChatAction.TYPING)


class PressReply:
    """The answers to one press."""

    def __init__(
        self,
        sender: Sender,
        query: telegram.CallbackQuery,
        origin: Origin,
        *,
        patience_s: float = PRESS_PATIENCE_S,
    ) -> None:
        """`origin` is where new messages go, and what they reply to."""
        self._sender, self._query, self._origin, self._patience_s = sender, query, origin, patience_s
        self._over, self._is_heard = asyncio.Event(), False

    @asynccontextmanager
    async def in_time(self) -> AsyncIterator[None]:
        """Answer within the context; in the end the press was heard in any case."""
        watch = asyncio.create_task(self._hear_if_slow())
        try:
            yield
        finally:
            self._over.set()
            await watch
            await self.heard()

    async def send(self, message: Message) -> telegram.Message | None:
        """Say something as a new message."""
        return await _sent(self._sender, self._origin, message)

    async def update(self, message: Message) -> telegram.Message | None:
        """Change the message with the button; where that is gone, there is a new one."""
        shown = self._query.message
        if not has_button(self._query):
            return await self.send(message)
        if shown is None or await changed(self._sender, str(shown.chat.id), str(shown.message_id), message):
            return None
        return await self.send(message)

    async def note(self, text: str, *, alert: bool) -> bool:
        """Show plain text; False for what is too long, and for what comes too late."""
        if self._is_heard or len(text) > ANSWER_CHARACTERS:
            return False
        self._is_heard = True
        await self._sender.answer(self._query.id, text, alert=alert)
        return True

    async def heard(self) -> None:
        """Let the client know that the press was heard, unless it does."""
        if not self._is_heard:
            self._is_heard = True
            await self._sender.answer(self._query.id)

    async def _hear_if_slow(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(self._patience_s):
                await self._over.wait()
                return
        await self.heard()


async def to_person(sender: Sender, person: str, message: Message) -> telegram.Message | None:
    """Say something in somebody's private chat. Raises `NotHere` where they never started the bot."""
    return await _tried(sender.send(person, message))


async def changed(sender: Sender, chat: str, message_id: str, message: Message) -> bool:
    """Change a message of ours; False where it is gone."""
    try:
        await _tried(sender.edit(chat, message_id, message))
    except NotHere:
        return False
    return True


async def _sent(sender: Sender, origin: Origin, message: Message) -> telegram.Message | None:
    if origin.place:
        message = replace(message, silent=True)
    try:
        return await _tried(sender.send(origin.chat, message, thread=origin.thread, reply_to=origin.message))
    except NotHere as error:
        if isinstance(error, NoTopic) and not origin.place:  # the rest of a private chat is theirs, too
            return await _sent(sender, origin.model_copy(update={"thread": ""}), message)
        log.warning("an answer has nowhere to go", why=str(error))
        return None


async def _tried(saying: Awaitable[Said]) -> Said | None:
    """Do what may go wrong on the way to Telegram."""
    try:
        return await saying
    except NotHere:
        raise
    except PlatformError as error:
        log.warning("an answer did not arrive", why=type(error).__name__)
        return None
