"""A bot on Discord that can be killed and started again: its server, its people, and what it costs."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, Self

from tests.contract.nursery import Forked
from tests.contract.world import Process, World
from tests.peers.discord import Answer, Channel, DiscordPeer, Message
from tests.peers.service import KEY, Peer
from tests.platforms.discord.hall import is_song

WORDS = "[verse]\nThe kettle hums, the morning is slow\nA paper bird in the window's glow"
BUSY_S = 60.0
"""So long something may take on a busy machine."""
LOOK_S = 0.02
ENDS = {"done": "Your song is ready", "failed": "No song came", "kept": "kept for you"}
"""How a receipt begins when its order is over."""


class DiscordWorld(World):
    """A server with a member and a moderator, and one service that sings."""

    def __init__(
        self, folder: Path, vendor: Peer, *, keys: dict[str, Any] | None = None, **config: Any
    ) -> None:
        self.vendor, self.peer = vendor, DiscordPeer()
        section = {"api_key": KEY, "base_url": vendor.url, **(keys or {})}
        providers = {vendor.name: section, "offline": {"enabled": False}}
        config = {"providers": providers, "web": {"enabled": False}, **config}
        super().__init__(folder, b"", services=(vendor.name,), **config)

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

    async def _run(self, wanted: dict[str, Any]) -> Process:
        return Forked(wanted, self._log)

    async def start(self, **config: Any) -> Process:
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

    async def killed(self) -> None:
        """Kill the bot, and wait until it is dead."""
        assert self.bot is not None
        self.kill()
        await self.bot.wait()

    async def survives(self, doing: Coroutine[Any, Any, object]) -> bool:
        """Do something, and tell whether the bot came through it."""
        assert self.bot is not None
        does, dies = asyncio.ensure_future(doing), asyncio.ensure_future(self.bot.wait())
        async with asyncio.timeout(BUSY_S):
            await asyncio.wait([does, dies], return_when=asyncio.FIRST_COMPLETED)
        died = dies.done()
        for task in (does, dies):
            task.cancel()
        await asyncio.wait([does, dies])
        if died:
            assert self.bot.returncode == -9, self.log()
        else:
            does.result()
        return not died

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

    def job(self, title: str) -> tuple[str, str] | None:
        """Return the id and the state of the order with this title; None if it was not taken."""
        rows = self.rows("SELECT id, state, json_extract(request, '$.title') FROM jobs")
        return next(((job_id, state) for job_id, state, found in rows if found == title), None)

    def job_id(self, title: str) -> str:
        """Return the id of the order with this title."""
        job = self.job(title)
        assert job is not None, f"no order of {title}"
        return job[0]

    def sold(self) -> Counter[str]:
        """Return the titles of the songs on the service's bill."""
        return Counter(str(one.body.get("title", "")) for one in self.vendor.billed() if one.what != "lyrics")

    # --- what has to be so ------------------------------------------------------------------------

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait for something of the database."""
        until_s = time.monotonic() + BUSY_S
        while not holds():
            assert time.monotonic() < until_s, self.log()
            await asyncio.sleep(LOOK_S)

    async def quiet(self) -> None:
        """Wait until every order has ended, and nothing is left to be told or done."""
        await self.until(lambda: not self.rows("SELECT 1 FROM jobs WHERE finished_ms IS NULL"))
        await self.until(lambda: not self.rows("SELECT 1 FROM posts WHERE posted IS NULL"))
        await self.until(lambda: not self.rows("SELECT 1 FROM news WHERE told_ms IS NULL"))

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
        job = self.job(title)
        if job is None:
            assert not self.sold()[title]
            return ""
        job_id, state = job
        moves = self.rows(f"SELECT kind FROM ledger WHERE job_id = '{job_id}'")
        told = len(self.songs(job_id, at)), len(self.notices(job_id, at))
        expected = {
            "done": ((1, 0), ["reserve", "settle"], (1,)),
            "failed": ((0, 1), ["refund", "reserve"], (0, 1)),
        }
        posts, books, bills = expected[state]
        assert told == posts, (title, self.log())
        assert sorted(kind for (kind,) in moves) == books
        assert self.sold()[title] in bills
        return state


def _names(message: Message, job_id: str) -> bool:
    return any(button.custom_id.startswith(f"1:s:again:{job_id}:") for button in message.buttons)
