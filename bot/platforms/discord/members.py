"""Who belongs to a server, as Discord says when it is asked: nothing of servers is kept but for a minute."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import aiohttp
import discord
from discord import Permissions

from bot.domain.errors import DeliveryUnavailable
from bot.domain.people import PlaceRef, Standing
from bot.net.memo import Memo
from bot.platforms.discord.client import Client
from bot.platforms.discord.facts import MISSING_ACCESS, PLATFORM, UNKNOWN_GUILD, UNKNOWN_MEMBER, UNKNOWN_USER

KEPT_MS = 60_000
MOST_KEPT = 2_000
"""So many answers of each kind are kept at the most."""
LIMIT_S = 10.0
"""How long Discord may take to answer."""
NOT_THERE = frozenset({UNKNOWN_GUILD, UNKNOWN_MEMBER, UNKNOWN_USER, MISSING_ACCESS})
_MANAGES = Permissions(manage_guild=True).value | Permissions(administrator=True).value
_ADMINISTERS = Permissions(administrator=True).value


@dataclass(frozen=True)
class Server:
    """What says who manages a server."""

    id: str
    name: str
    owner: str
    roles: Mapping[str, int]
    """The rights that each role gives."""

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Server":
        """Read the answer to Get Guild (resources/guild)."""
        roles = {str(role["id"]): int(role["permissions"]) for role in data["roles"]}
        return cls(str(data["id"]), data["name"], str(data["owner_id"]), roles)

    def standing(self, place: PlaceRef, native_id: str, member: Mapping[str, Any]) -> Standing:
        """Return a member's standing; `member` is the answer to Get Guild Member."""
        roles = frozenset(map(str, member["roles"]))
        rights = 0
        for role in (self.id, *roles):  # everybody has the role that is called like the server
            rights |= self.roles.get(role, 0)
        manages = bool(rights & _MANAGES) and not (_timed_out(member) and not rights & _ADMINISTERS)
        return Standing(place, self.name, roles, manages or native_id == self.owner)


def _timed_out(member: Mapping[str, Any]) -> bool:
    """Tell whether a member may do nothing for a while, managing included (topics/permissions)."""
    until: str = member.get("communication_disabled_until") or ""
    return until != "" and datetime.fromisoformat(until) > discord.utils.utcnow()


class Standings:
    """Asks Discord who belongs to a server: one Get Guild Member call, and Get Guild where they do."""

    def __init__(self, client: Client, now_ms: Callable[[], int]) -> None:
        self._client = client
        self._found = Memo[tuple[str, str], Standing](now_ms, for_ms=KEPT_MS, most=MOST_KEPT)
        self._servers = Memo[str, Server](now_ms, for_ms=KEPT_MS, most=MOST_KEPT)

    async def standing(self, place: PlaceRef, native_id: str) -> Standing | None:
        """Return somebody's standing in a server; None if they, or the bot, are not there any more.

        Raises `DeliveryUnavailable` where Discord does not say.
        """
        if place.platform != PLATFORM:
            return None
        known = self._found.get((place.native_id, native_id))
        if known is not None:
            return known
        if not self._client.reachable:
            raise DeliveryUnavailable("not connected to Discord")
        try:
            async with asyncio.timeout(LIMIT_S):
                member = await self._client.http.get_member(int(place.native_id), int(native_id))
                server = await self._server(place.native_id)
        except discord.HTTPException as error:
            if error.code in NOT_THERE:
                return None
            raise DeliveryUnavailable(f"{error.status} {error.code}") from error
        except (discord.DiscordException, aiohttp.ClientError, OSError, RuntimeError) as error:
            # a timeout is an `OSError`; the connection may have been closed meanwhile, a `RuntimeError`
            raise DeliveryUnavailable(type(error).__name__) from error
        standing = server.standing(place, native_id, member)
        self._found.put((place.native_id, native_id), standing)
        return standing

    async def _server(self, native_id: str) -> Server:
        server = self._servers.get(native_id)
        if server is None:
            server = Server.of(await self._client.http.get_guild(int(native_id), with_counts=False))
            self._servers.put(native_id, server)
        return server
