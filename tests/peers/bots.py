"""Two bots to test Discord's stand-in with: one on discord.py, one that sends what no library would."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import discord
import pytest
import yarl
from aiohttp import ClientSession, FormData
from discord import app_commands

from tests.peers.discord import DiscordPeer

Ask = discord.Interaction["Bot"]


class Bot(discord.AutoShardedClient):
    """It registers what is in its tree, and remembers what it hears."""

    def __init__(self, intents: discord.Intents | None = None) -> None:
        super().__init__(
            intents=intents or discord.Intents(guilds=True, guild_messages=True, dm_messages=True),
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
        )
        self.tree: app_commands.CommandTree[Bot] = app_commands.CommandTree(self)
        self.heard: list[discord.Message] = []
        self.on_press: Callable[[Ask], Awaitable[Any]] | None = None

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def on_message(self, message: discord.Message) -> None:
        if message.author != self.user:
            self.heard.append(message)

    async def on_interaction(self, interaction: Ask) -> None:
        types = (discord.InteractionType.component, discord.InteractionType.modal_submit)
        if interaction.type in types and self.on_press is not None:
            await self.on_press(interaction)


def point_at(peer: DiscordPeer, patch: pytest.MonkeyPatch) -> None:
    """Let discord.py talk to the peer."""
    patch.setattr(discord.http.Route, "BASE", peer.base_url)
    patch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(peer.gateway_url))


@asynccontextmanager
async def running(bot: Bot, peer: DiscordPeer, *, commands: bool = True) -> AsyncIterator[Bot]:
    """Run a bot beside the peer; what it fails with is raised."""
    task = asyncio.create_task(bot.start(peer.token))
    ready = asyncio.create_task(peer.ready(commands=commands))
    await asyncio.wait({task, ready}, return_when=asyncio.FIRST_COMPLETED)
    if task.done():
        ready.cancel()
        await task
    await ready
    try:
        yield bot
    finally:
        await bot.close()
        await task


@dataclass(frozen=True)
class Answered:
    """A status with the JSON that came."""

    status: int
    body: Any

    @property
    def code(self) -> int:
        return int(self.body["code"])


class Bare:
    """Sends requests as they are, without a library that would stop the wrong ones."""

    def __init__(self, session: ClientSession, peer: DiscordPeer) -> None:
        self._session = session
        self._peer = peer

    async def __call__(
        self, method: str, path: str, body: object = None, *, files: tuple[tuple[str, bytes], ...] = ()
    ) -> Answered:
        data: Any = None if body is None else json.dumps(body)
        headers = {"Authorization": f"Bot {self._peer.token}"}
        if files:
            data = FormData({"payload_json": data}, quote_fields=False)
            for n, (name, content) in enumerate(files):
                data.add_field(f"files[{n}]", BytesIO(content), filename=name)
        elif data is not None:
            headers["Content-Type"] = "application/json"
        async with self._session.request(
            method, self._peer.base_url + path, data=data, headers=headers
        ) as response:
            text = await response.text()
            return Answered(response.status, json.loads(text) if text else None)

    @asynccontextmanager
    async def online(self) -> AsyncIterator[None]:
        """Be connected to the gateway, and leave everything unanswered that comes."""
        async with self._session.ws_connect(f"{self._peer.gateway_url}?v=10&encoding=json") as socket:
            data = {"token": self._peer.token, "intents": 1, "properties": {}, "shard": [0, 1]}
            await socket.send_json({"op": 2, "d": data})
            await self._peer.ready()
            yield
