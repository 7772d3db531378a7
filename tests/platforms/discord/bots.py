"""The real bot in this process, at home in a stand-in for Discord."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.app import App, rules_from, running
from bot.chats import chats
from bot.config import Settings
from bot.domain.ports import Provider
from bot.platforms.discord.platform import DiscordPlatform
from tests.peers.discord.peer import DiscordPeer
from tests.store.rows import QuickDb


def settings_for(peer: DiscordPeer, data_dir: Path, **more: Any) -> Settings:
    """Return the settings of a bot that is on in this stand-in only, unless more is said."""
    there = {"token": peer.token, "base_url": peer.base_url, "gateway_url": peer.gateway_url}
    settings: dict[str, Any] = {"web": {"enabled": False}, **more}
    settings["discord"] = there | settings.get("discord", {})
    return Settings.model_validate({"data_dir": data_dir, **settings})


@asynccontextmanager
async def at_home(peer: DiscordPeer, data_dir: Path, *providers: Provider, **more: Any) -> AsyncIterator[App]:
    """Run a bot with these services; `more` are sections of its settings. It may not be there yet."""
    settings = settings_for(peer, data_dir, **more)
    async with running(
        settings,
        data_dir=data_dir,
        rules=rules_from(settings),
        providers={one.info.name: one for one in providers},
        platforms=chats,
        open_db=QuickDb.open,
    ) as app:
        yield app


def discord_of(app: App) -> DiscordPlatform:
    """Return the bot's side of Discord."""
    platform = app.platforms["discord"]
    assert isinstance(platform, DiscordPlatform)
    return platform
