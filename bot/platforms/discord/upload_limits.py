"""How large a file may be that the bot posts."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import discord

from bot.net.memo import Memo
from bot.platforms.discord import facts
from bot.platforms.discord.trouble import NotHere, told

GOOD_FOR_MS = timedelta(minutes=10) // timedelta(milliseconds=1)
MOST_KEPT = 1_000
EVERYWHERE = facts.DEFAULT_UPLOAD_BYTES - facts.REQUEST_ROOM_BYTES
"""What every place takes, a direct message included."""


class Limits:
    """Asks servers for their limits; an answer is good for some minutes."""

    def __init__(self, client: discord.Client, now_ms: Callable[[], int]) -> None:
        self._client = client
        self._kept: Memo[str, int] = Memo(now_ms, for_ms=GOOD_FOR_MS, most=MOST_KEPT)

    async def of(self, server: str) -> int:
        """Return the limit in bytes of a server, or of direct messages (empty). Raises `PlatformError`s."""
        if not server:
            return EVERYWHERE
        known = self._kept.get(server)
        if known is None:
            try:
                guild = await told(self._client.fetch_guild(int(server), with_counts=False))
            except NotHere:  # the bot is not there any more: the song goes to the person
                return EVERYWHERE
            known = limit_of(guild.premium_tier, guild.features)
            self._kept.put(server, known)
        return known

    def lower(self, server: str) -> None:
        """Take it for a while that a server takes no more than every other: it refused a file."""
        self._kept.put(server, EVERYWHERE)


def limit_of(tier: int, features: Sequence[str]) -> int:
    """Return what a server takes, in bytes of one file."""
    boosted = facts.TIER_UPLOAD_BYTES.get(tier, facts.DEFAULT_UPLOAD_BYTES)
    granted = [facts.FEATURE_UPLOAD_BYTES.get(one, 0) for one in features]
    return min(max(boosted, *granted, 0), facts.REQUEST_BYTES) - facts.REQUEST_ROOM_BYTES
