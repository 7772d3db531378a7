"""The conversations as pages see them: the log, and who listens to it.

Nobody is handed a message that is not theirs to see: `Me` says who looks.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from bot.platforms.web.chat import BOT, Body, ChatLog, ChatMessage, Spot
from bot.platforms.web.people import Me

HISTORY = 200
"""Messages that a page gets at once."""


@dataclass(frozen=True)
class History:
    """A stretch of the conversation, and the change it is up to date with."""

    messages: tuple[ChatMessage, ...]
    older: bool
    changed: int


@dataclass(eq=False)
class Listener:
    """An open page. `wake` says that there may be news; the news itself is read from the room."""

    me: Me
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    passing: dict[str, ChatMessage] = field(default_factory=dict)
    """The newest progress by nonce: a page that is slow skips what it missed."""


class Room:
    """All channels. What matters is in the log; a progress bar's last percent is only in here."""

    def __init__(self, log: ChatLog, *, now_ms: Callable[[], int]) -> None:
        self._log, self._now_ms = log, now_ms
        self._listeners: set[Listener] = set()
        self._passing: dict[str, ChatMessage] = {}
        self.closed = False

    async def put(self, nonce: str, body: Body, spot: Spot, *, author: Me | None = None) -> ChatMessage:
        """Add a message of somebody, or of the bot, once for a nonce."""
        stored = await self._log.add(
            nonce,
            channel=spot.channel,
            audience=spot.seen_by,
            author=BOT if author is None else author.native_id,
            author_name="" if author is None else author.name,
            kind=body.kind,
            body=body.model_dump_json(),
            now_ms=self._now_ms(),
        )
        self._wake()
        return ChatMessage.of(stored)

    async def edit(self, nonce: str, body: Body) -> None:
        """Replace a message's content for good."""
        self._passing.pop(nonce, None)
        await self._log.update(nonce, kind=body.kind, body=body.model_dump_json())
        self._wake()

    def pass_on(self, message: ChatMessage) -> None:
        """Show a content to whoever is looking, without storing it."""
        self._passing[message.nonce] = message
        for listener in self._listeners:
            if listener.me.sees(message.spot):
                listener.passing[message.nonce] = message
                listener.wake.set()

    async def find(self, nonce: str) -> ChatMessage | None:
        """Return a message by its nonce, as it is stored."""
        stored = await self._log.find(nonce)
        return None if stored is None else ChatMessage.of(stored)

    async def history(self, me: Me, before: int | None) -> History:
        """Return the last messages before a place in the conversation."""
        changed = await self._log.last_change()  # first: what changes meanwhile is sent once more
        stored = await self._log.before(before, channel=me.channel, audiences=me.audiences, most=HISTORY + 1)
        messages = tuple(self._current(ChatMessage.of(one)) for one in stored[-HISTORY:])
        return History(messages, older=len(stored) > HISTORY, changed=changed)

    async def news(self, me: Me, changed: int) -> list[ChatMessage]:
        """Return what was added or edited after a change; call again until there is nothing."""
        stored = await self._log.changed_after(
            changed, channel=me.channel, audiences=me.audiences, most=HISTORY
        )
        return [self._current(ChatMessage.of(one)) for one in stored]

    async def last_change(self) -> int:
        """Return the number of the last change."""
        return await self._log.last_change()

    @contextmanager
    def listen(self, me: Me) -> Iterator[Listener]:
        """Register an open page for the length of the context."""
        passing = {nonce: one for nonce, one in self._passing.items() if me.sees(one.spot)}
        listener = Listener(me, passing=passing)
        self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)

    def close(self) -> None:
        """Send everybody home."""
        self.closed = True
        self._wake()

    def _current(self, message: ChatMessage) -> ChatMessage:
        passing = self._passing.get(message.nonce)
        return passing if passing is not None and passing.changed == message.changed else message

    def _wake(self) -> None:
        for listener in self._listeners:
            listener.wake.set()
