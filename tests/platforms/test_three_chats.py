"""Discord, Telegram and the local chat, served by one bot: one process, one ledger."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.app import App, rules_from, running
from bot.chats import chats
from bot.config import Settings
from bot.platforms.web.platform import WebPlatform
from tests.peers.discord import DiscordPeer
from tests.peers.service import audio
from tests.peers.telegram import TelegramPeer
from tests.platforms.band import a_band
from tests.platforms.discord.hall import is_song as is_song_on_discord
from tests.platforms.studio import nonce
from tests.platforms.telegram.hall import is_song
from tests.store.rows import QuickDb

PATIENCE_S = 30.0
USED_UP = "The whole bot has made all the songs it may make for now."
ALERT = "The bot has made all the songs it may make"


@dataclass
class LocalChat:
    """The local chat, seen from a page of it."""

    address: str
    http: aiohttp.ClientSession

    def __post_init__(self) -> None:
        self._ids = count(1)

    async def type(self, text: str) -> None:
        """Send a message."""
        body = aiohttp.JsonPayload({"id": nonce(next(self._ids)), "text": text})
        async with self.http.post(f"{self.address}/api/messages", data=body) as answer:
            assert answer.status == 200, await answer.text()

    async def says(self, fits: Callable[[dict[str, Any]], object]) -> None:
        """Wait for a message of the bot's that fits, be it for moderators only."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                async with self.http.get(f"{self.address}/api/messages?moderator=1") as answer:
                    told = (await answer.json())["messages"]
                if any(one["author"] == "bot" and fits(one["body"]) for one in told):
                    return
                await asyncio.sleep(0.02)


@asynccontextmanager
async def local_chat(app: App) -> AsyncIterator[LocalChat]:
    """Open the page of the local chat."""
    platform = app.platforms["web"]
    assert isinstance(platform, WebPlatform)
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        async with http.get(platform.address) as answer:
            assert answer.status == 200
        yield LocalChat(platform.address.split("?")[0].rstrip("/"), http)


async def test_three_chats_share_one_bot_and_one_ledger(tmp_path: Path) -> None:
    async with DiscordPeer() as discord, TelegramPeer() as telegram:
        guild, group = discord.guild("harbour"), telegram.group("hall")
        ann_there, ann = discord.member("ann", guild=guild), telegram.member("ann", group)
        boss, boss_there = telegram.person("boss", started=True), discord.member("boss", guild=guild)
        settings = Settings.model_validate(
            {
                "data_dir": tmp_path,
                "web": {"port": 0},
                "telegram": {"token": telegram.token, "base_url": telegram.base_url},
                "discord": {
                    "token": discord.token,
                    "base_url": discord.base_url,
                    "gateway_url": discord.gateway_url,
                },
                "quota": {"songs": 2, "period": "day"},
                "budget": {"songs": 4, "alert_at": 1.0},
                "operator": {"telegram_id": str(boss.id)},
            }
        )
        band = a_band(audio(1.0))
        async with running(
            settings,
            data_dir=tmp_path,
            rules=rules_from(settings),
            providers={band.info.name: band},
            platforms=chats,
            open_db=QuickDb.open,
        ) as app:
            await discord.ready()
            await telegram.ready()
            async with local_chat(app) as local:
                # a song on each
                await ann_there.slash("song", prompt="rain", at=guild.channel())
                await ann.write("/song rain", at=group)
                await local.type("/song rain")
                await ann_there.waits_for(is_song_on_discord)
                await telegram.said(group, fits=is_song)
                await local.says(lambda body: body["kind"] == "song")

                # what one person has left is counted apart in each place
                left = "1 of 2 songs left today"
                quota = await (await ann_there.slash("quota", at=guild.channel())).settled()
                assert left in quota.text
                asked = await ann.write("/quota", at=group)
                await telegram.said(group, left, after=asked)
                await local.type("/quota")
                await local.says(lambda body: left in str(body))

                # the fourth song uses up the bot's budget, and is kept
                group.forbid("music")
                await ann.write("/song snow", at=group)
                kept = await telegram.said(group, fits=lambda one: "Get it" in str(one.labels))
                refused = await (await ann_there.slash("song", prompt="fog", at=guild.channel())).settled()
                assert USED_UP in refused.text

                # the operator hears of it where they are known, and where they run the bot
                await telegram.said(boss, ALERT)
                await local.says(lambda body: ALERT in str(body))
                assert boss_there.sees(boss_there.dm) == []

                group.forbid()
                await ann.press(kept, "Get it")
                await telegram.said(group, fits=is_song, after=kept)
        assert not discord.online
        assert not telegram.updates.polling
        with pytest.raises(aiohttp.ClientConnectionError):
            async with aiohttp.request("GET", local.address):
                pass
        assert (discord.violations, telegram.violations) == ([], [])
