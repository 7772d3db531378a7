"""The real bot in this process, at home in a stand-in for Telegram."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.app import App, rules_from, running
from bot.chats import discord_chat, local_chat, telegram_chat
from bot.config import Settings
from bot.domain.ports import Platform, Provider
from bot.platforms.telegram.gate import Limit, Limits
from bot.platforms.telegram.platform import TelegramPlatform
from tests.peers.telegram import TelegramPeer
from tests.store.rows import QuickDb

QUICK = Limits(all=Limit(1_000, 1.0), chat=Limit(100, 1.0), group=Limit(1_000, 1.0))
"""A pace at which no test waits; the peer has none unless it is told to."""


def chats(app: App, limits: Limits = QUICK) -> list[Platform]:
    """Make every chat that is on, as the bot does."""
    return [*local_chat(app), *discord_chat(app), *telegram_chat(app, limits=limits)]


def settings_for(peer: TelegramPeer, data_dir: Path, **more: Any) -> Settings:
    """Return the settings of a bot that is on in this stand-in only, unless more is said."""
    settings: dict[str, Any] = {"web": {"enabled": False}, **more}
    settings["telegram"] = {"token": peer.token, "base_url": peer.base_url} | settings.get("telegram", {})
    return Settings.model_validate({"data_dir": data_dir, **settings})


@asynccontextmanager
async def at_home(
    peer: TelegramPeer, data_dir: Path, *providers: Provider, pace: Limits = QUICK, **more: Any
) -> AsyncIterator[App]:
    """Run a bot with these services; `more` are sections of its settings. It may not be there yet.

    Nothing that it sends may be anything that a well-made bot never sends.
    """
    settings = settings_for(peer, data_dir, **more)
    async with running(
        settings,
        data_dir=data_dir,
        rules=rules_from(settings),
        providers={one.info.name: one for one in providers},
        platforms=lambda app: chats(app, pace),
        open_db=QuickDb.open,
    ) as app:
        yield app
    assert peer.violations == []


def telegram_of(app: App) -> TelegramPlatform:
    """Return the bot's side of Telegram."""
    platform = app.platforms["telegram"]
    assert isinstance(platform, TelegramPlatform)
    return platform
