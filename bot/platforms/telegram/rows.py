"""Texts longer than a message: clients cut them up, and send the parts one right after the other.

In a private chat they are put together again as they come: nothing waits for a part that may never be sent.
In a group bots are sent the first part only, since none but that has the command.
"""

from datetime import timedelta

import telegram
from pydantic import BaseModel, ConfigDict

from bot.platforms.telegram.gate import is_group
from bot.platforms.telegram.lengths import units
from bot.platforms.telegram.memory import Memory

CUT_UNITS = 3_000
"""What is shorter was not cut: clients fill the 4,096 of a message up to the last verse that fits."""
APART_S = 5
"""No more than this is between two parts; times of messages are whole seconds."""
KEPT_MS = timedelta(days=2) // timedelta(milliseconds=1)
"""Longer than Telegram keeps what the bot did not fetch."""
_VERSES_APART = "\n\n"


class Part(BaseModel):
    """A message that is part of a text."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    message: str
    text: str


class Row(BaseModel):
    """Messages that are one text, as far as it has come, and what was made of it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    parts: tuple[Part, ...]
    sent_s: int
    """When the last of them was sent."""
    dialogue: str = ""
    """The dialogue that was opened with it, at its first step."""
    question: str = ""
    """The message whose question it answers; empty: it is a song."""
    is_refused: bool = False
    """It can't be used, and that was said."""

    @property
    def text(self) -> str:
        """Return the whole of it: clients cut between verses where they can, and Telegram trims the ends."""
        joint = _VERSES_APART if any(_VERSES_APART in one.text for one in self.parts) else "\n"
        return joint.join(one.text for one in self.parts)


class Rows:
    """Remembers the newest text of each private chat that may go on. Raises `StorageError`s."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def begin(
        self,
        message: telegram.Message,
        text: str,
        *,
        dialogue: str = "",
        question: str = "",
        is_refused: bool = False,
    ) -> None:
        """Remember what was made of a text, if it may be the first part of a longer one."""
        if may_go_on(message) and not is_group(str(message.chat.id)):
            part = Part(message=str(message.message_id), text=text)
            row = Row(parts=(part,), sent_s=_sent_s(message), dialogue=dialogue, question=question)
            await self.keep(message, row.model_copy(update={"is_refused": is_refused}))

    async def of(self, message: telegram.Message) -> Row | None:
        """Return the text that a message is the next part of, with this part.

        The same message is so however often it is handled, as long as none came after it.
        """
        if not message.text or message.reply_to_message is not None:
            return None
        row = await self._memory.get(_key(message), Row)
        if row is None:
            return None
        part = Part(message=str(message.message_id), text=message.text)
        if part in row.parts:
            return row if part != row.parts[0] else None
        is_next = may_go_on_after(row) and 0 <= _sent_s(message) - row.sent_s <= APART_S
        if not is_next:
            return None
        return row.model_copy(update={"parts": (*row.parts, part), "sent_s": _sent_s(message)})

    async def keep(self, message: telegram.Message, row: Row) -> None:
        """Remember a text that has become longer, and what has become of it."""
        await self._memory.put(_key(message), row, KEPT_MS)


def may_go_on(message: telegram.Message) -> bool:
    """Tell whether a message may be the part of a text that was cut."""
    return units(message.text or "") >= CUT_UNITS


def may_go_on_after(row: Row) -> bool:
    """Tell whether a text may have another part: a short one is the last."""
    return len(row.parts) == 1 or units(row.parts[-1].text) >= CUT_UNITS


def _sent_s(message: telegram.Message) -> int:
    return int(message.date.timestamp())


def _key(message: telegram.Message) -> str:
    return f"row:{message.chat.id}"
