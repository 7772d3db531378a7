"""A bot on Telegram that can be killed and started again: its group, its people, and what it says."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from tests.contract.chat_world import BUSY_S, ENDS, ChatWorld
from tests.contract.nursery import Forked
from tests.peers.service import Peer
from tests.peers.telegram import Message, Place, TelegramPeer
from tests.platforms.telegram.hall import is_song


class TelegramWorld(ChatWorld):
    """A group with topics, a member and an administrator, and one service that sings."""

    def __init__(
        self, folder: Path, vendor: Peer, *, keys: dict[str, Any] | None = None, **config: Any
    ) -> None:
        super().__init__(folder, vendor, keys=keys, **config)
        self.peer = TelegramPeer()

    async def __aenter__(self) -> Self:
        await super().__aenter__()
        await self._stack.enter_async_context(self.peer)
        self.group = self.peer.group("hall", forum=True)
        self.topic = self.group.topic("rain")
        self.ann = self.peer.member("ann", self.group, started=True)
        self.mia = self.peer.member("mia", self.group, started=True, manages=True)
        return self

    async def start(self, **config: Any) -> Forked:
        """Start the bot, and wait until it is there. With `die_at` it dies at a step after `arm`."""
        await self.peer.until(lambda: not self.peer.updates.polling)
        there = {"token": self.peer.token, "base_url": self.peer.base_url}
        bot = await super().start(telegram=there, armed=False, **config)
        polls = self.peer.updates
        await self.peer.until(lambda: polls.polling or bot.returncode is not None, within_s=BUSY_S)
        assert bot.returncode is None, self.log()
        await self.peer.ready()
        return bot

    async def quiet(self) -> None:
        """Wait until everything that people did is answered, and nothing is left to be told or done."""
        await self.eventually(lambda: not self.peer.updates.pending)
        await self.until(lambda: not self.rows("SELECT 1 FROM updates"))
        await super().quiet()

    # --- what there is to be seen -----------------------------------------------------------------

    def posts(self, at: Place | None = None) -> list[Message]:
        """Return what the bot has said in the group, or elsewhere, the oldest first."""
        return [one for one in self.peer.messages_in(at or self.group) if one.by_bot and not one.gone]

    def songs(self, job_id: str, at: Place | None = None) -> list[Message]:
        """Return the audio of a song, which its buttons name."""
        return [one for one in self.posts(at) if is_song(one) and _names(one, job_id)]

    def notices(self, job_id: str, at: Place | None = None) -> list[Message]:
        """Return the news that there is no such song."""
        return [one for one in self.posts(at) if not is_song(one) and _names(one, job_id)]

    def words(self, song: Message, at: Place | None = None) -> list[Message]:
        """Return the messages with a song's words, which reply to its audio."""
        return [one for one in self.posts(at) if one.replied is song]

    def receipts(self, title: str, at: Place | None = None) -> list[Message]:
        """Return the messages that show how an order stands, or how it ended."""
        found = [one for one in self.posts(at) if f"Title: {title}" in one.text]
        return [one for one in found if "Made by:" in one.text]

    def is_noted(self, job_id: str) -> bool:
        """Tell whether the bot knows its receipt of an order."""
        return bool(self.rows(f"SELECT 1 FROM notes WHERE key = 'receipt:{job_id}'"))

    def is_posting(self, job_id: str) -> bool:
        """Tell whether the bot has begun a post of an order, and does not know whether it arrived."""
        begun = "started IS NOT NULL AND posted IS NULL"
        return bool(self.rows(f"SELECT 1 FROM posts WHERE job_id = '{job_id}' AND {begun}"))

    def is_asking(self, job_id: str) -> bool:
        """Tell whether the bot was asking the service for a song, and does not know what came of it."""
        unknown = "remote_id IS NULL AND answer IS NULL AND outcome IS NULL"
        return bool(self.rows(f"SELECT 1 FROM calls WHERE job_id = '{job_id}' AND {unknown}"))

    # --- what has to be so ------------------------------------------------------------------------

    async def eventually(self, holds: Callable[[], object], *about: object) -> None:
        """Wait for something to be seen; where it does not come, say what there was."""
        try:
            await self.peer.until(holds)
        except AssertionError as error:
            raise AssertionError(f"{error}; {about}; {self.log()}") from None

    async def receipt_is_final(self, title: str, state: str, at: Place | None = None) -> None:
        """Wait until the newest receipt of an order says how it ended, and offers nothing more."""
        shown = self.receipts(title, at)[-1]
        await self.eventually(lambda: ENDS[state] in shown.text and not shown.buttons, shown)


def says_perhaps_again(message: Message) -> bool:
    """Tell whether a message says that it may stand there twice."""
    return "it may stand here twice" in message.text


def _names(message: Message, job_id: str) -> bool:
    return any(button.data.startswith(f"1:s:again:{job_id}:") for button in message.buttons)
