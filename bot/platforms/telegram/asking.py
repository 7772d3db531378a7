"""Questions that the bot has put and waits to see answered, each remembered by the message that puts it.

In a group the answer is a reply to that message: privacy mode keeps everything else from bots. In a private
chat the next message will do, unless a command comes first. https://core.telegram.org/bots/features#privacy-mode
"""

from dataclasses import dataclass
from typing import Literal

import telegram
from pydantic import BaseModel, ConfigDict

from bot.platforms.telegram.gate import is_group
from bot.platforms.telegram.memory import KEPT_MS, Memory


class Question(BaseModel):
    """Whom it was put to, and what the answer is for."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    person: str
    form: str = ""
    """The form that is filled in; empty: the command that had nothing after it asks."""
    command: Literal["song", "lyrics"] = "song"
    input: str = ""
    takes_file: bool = True
    """A text file without a word is an answer, too."""
    answer: str = ""
    """The message that answered it last."""


class Next(BaseModel):
    """What the next message of a private chat answers."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    question: str = ""
    """The message that put it; empty: nothing."""
    taken: str = ""
    """The message that answered it, which does so again where it is handled again."""


@dataclass(frozen=True)
class Asked:
    """A question that a message answers."""

    message: str
    """The message that put it."""
    question: Question
    again: bool = False
    """This answer was handled before: the bot was stopped in the midst of it."""


class Asking:
    """Remembers questions, for some days. Raises `StorageError`s."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def put(self, put: telegram.Message, question: Question) -> None:
        """Remember that a message of ours puts a question."""
        chat, message = str(put.chat.id), str(put.message_id)
        await self._memory.put(_of(chat, message), question, KEPT_MS)
        if not is_group(chat):
            await self._memory.put(_next(chat), Next(question=message), KEPT_MS)

    async def asked(self, message: telegram.Message, question: str) -> Asked | None:
        """Return the question that a message of ours puts in the chat of another message."""
        found = await self._memory.get(_of(str(message.chat.id), question), Question)
        return Asked(question, found) if found is not None else None

    async def answered(self, message: telegram.Message) -> Asked | None:
        """Return the question that a message answers; in a private chat it is the next one's no more.

        The same message answers the same question however often it is handled.
        """
        chat, own_id = str(message.chat.id), str(message.message_id)
        waits = None if is_group(chat) else await self._memory.get(_next(chat), Next)
        if message.reply_to_message is not None:
            to = str(message.reply_to_message.message_id)
        else:
            to = waits.question if waits is not None and waits.taken in ("", own_id) else ""
        question = await self._memory.get(_of(chat, to), Question) if to else None
        if question is None:
            return None
        if message.reply_to_message is None and not message.text and not question.takes_file:
            return None
        if waits is not None and waits.question == to:
            await self._memory.put(_next(chat), Next(question=to, taken=own_id), KEPT_MS)
        again = question.answer == own_id
        if not again:
            await self._memory.put(_of(chat, to), question.model_copy(update={"answer": own_id}), KEPT_MS)
        return Asked(to, question, again)

    async def leave(self, chat: str, question: str = "") -> None:
        """Let the next message of a private chat answer this question no more; without one, none at all."""
        waits = None if is_group(chat) else await self._memory.get(_next(chat), Next)
        if waits is not None and not waits.taken and question in ("", waits.question):
            await self._memory.put(_next(chat), Next(), KEPT_MS)


def _of(chat: str, message: str) -> str:
    return f"ask:{chat}:{message}"


def _next(chat: str) -> str:
    return f"next:{chat}"
