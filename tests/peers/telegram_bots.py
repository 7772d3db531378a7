"""The library's bot, at home in a stand-in for Telegram: what tests of the stand-in ask with."""

from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager

import pytest
from telegram import Bot, Update
from telegram.error import RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from bot.platforms.telegram.pauses import seconds_of
from tests.peers.telegram import TelegramPeer

PLAIN = {"verify": False}
"""Certificates take time to be loaded, and nothing here has one."""


@asynccontextmanager
async def bot_of(peer: TelegramPeer, token: str = "") -> AsyncIterator[Bot]:
    """Make a bot that goes to this peer."""
    bot = Bot(
        token or peer.token,
        base_url=f"{peer.base_url}/bot",
        base_file_url=f"{peer.base_url}/file/bot",
        request=HTTPXRequest(httpx_kwargs=PLAIN),
        get_updates_request=HTTPXRequest(httpx_kwargs=PLAIN),
    )
    async with bot:
        yield bot


async def fetched(bot: Bot, offset: int = 0) -> list[Update]:
    """Fetch what there is, at once."""
    return [*await bot.get_updates(offset=offset or None, timeout=0)]


async def texts(bot: Bot) -> list[str]:
    """Return the texts of what is fetched, and confirm it."""
    updates = await fetched(bot)
    if updates:
        await fetched(bot, updates[-1].update_id + 1)
    return [one.message.text or "" for one in updates if one.message is not None]


async def refused(asked: Awaitable[object], words: str) -> TelegramError:
    """Assert that Telegram refuses something with these words, and return the error."""
    with pytest.raises(TelegramError) as caught:
        await asked
    assert words.lower() in str(caught.value).lower()
    return caught.value


async def limited(asked: Awaitable[object]) -> float:
    """Assert that Telegram refuses something because it comes too fast, and return how long to wait."""
    with pytest.raises(RetryAfter) as caught:
        await asked
    return seconds_of(caught.value)
