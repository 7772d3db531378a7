"""A bot on Discord that can be killed and started again: its server, its people, and what it says."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from tests.contract.chat_world import BUSY_S, ENDS, ChatWorld
from tests.contract.nursery import Forked
from tests.peers.discord import Answer, Channel, DiscordPeer, Message
from tests.peers.service import Peer
from tests.platforms.discord.hall import is_song


class DiscordWorld(ChatWorld):
    """A server with a member and a moderator, and one service that sings."""

    def __init__(
        self, folder: Path, vendor: Peer, *, keys: dict[str, Any] | None = None, **config: Any
    ) -> None:
        super().__init__(folder, vendor, keys=keys, **config)
        self.peer = DiscordPeer()

    async def __aenter__(self) -> Self:
        await super().__aenter__()
        await self._stack.enter_async_context(self.peer)
        self.guild = self.peer.guild("hall")
        self.ann = self.peer.member("ann", guild=self.guild)
        self.mia = self.peer.member("mia", guild=self.guild, permissions=("manage_guild",))
        return self

    @property
    def room(self) -> Channel:
        """The channel of the server."""
        return self.guild.channel()

    # --- the bot ----------------------------------------------------------------------------------

    async def start(self, **config: Any) -> Forked:
        """Start the bot, and wait until it is there. With `die_at` it dies at a step after `arm`."""
        await self.peer.until(lambda: not self.peer.online)
        there = {
            "token": self.peer.token,
            "base_url": self.peer.base_url,
            "gateway_url": self.peer.gateway_url,
        }
        bot = await super().start(discord=there, armed=False, **config)
        await self.peer.until(lambda: self.peer.online or bot.returncode is not None, within_s=BUSY_S)
        assert bot.returncode is None, self.log()
        await self.peer.ready()
        return bot

    # --- what there is to be seen -----------------------------------------------------------------

    def posts(self, at: Channel | None = None) -> list[Message]:
        """Return what the bot has said in a channel, the oldest first."""
        return [one for one in self.peer.messages_in(at or self.room) if one.author.bot]

    def songs(self, job_id: str, at: Channel | None = None) -> list[Message]:
        """Return the posts of a song, which its buttons name."""
        return [one for one in self.posts(at) if is_song(one) and _names(one, job_id)]

    def notices(self, job_id: str, at: Channel | None = None) -> list[Message]:
        """Return the news that there is no such song."""
        return [one for one in self.posts(at) if not is_song(one) and _names(one, job_id)]

    # --- what has to be so ------------------------------------------------------------------------

    async def receipt_is_final(self, answer: Answer | None, state: str) -> None:
        """Wait until the answer to an order, if there was one, says how it ended, and offers nothing more."""
        if answer is not None and (shown := answer.message) is not None:
            await self.eventually(lambda: ENDS[state] in shown.text and not shown.buttons, shown)

    async def eventually(self, holds: Callable[[], object], *about: object) -> None:
        """Wait for something to be seen; where it does not come, say what there was."""
        try:
            await self.peer.until(holds)
        except AssertionError as error:
            raise AssertionError(f"{error}; {about}; {self.log()}") from None

    def check_order(self, title: str, at: Channel | None = None) -> str:
        """See that an order has one post, one end in the ledger and at most one line on the bill."""
        state = super().check_order(title)
        if state:
            job_id = self.job_id(title)
            told = len(self.songs(job_id, at)), len(self.notices(job_id, at))
            assert told == {"done": (1, 0), "failed": (0, 1)}[state], (title, self.log())
        return state


def _names(message: Message, job_id: str) -> bool:
    return any(button.custom_id.startswith(f"1:s:again:{job_id}:") for button in message.buttons)
