"""The queue of updates, and who fetches them. Source: Bot API, getUpdates."""

import asyncio
from contextlib import suppress
from itertools import count
from typing import Any

from tests.peers.telegram.problems import Problem, bad
from tests.peers.waiting import Changes

Json = dict[str, Any]

FIRST = 100_000_001
MOST = 100
LEFT_OUT = ("chat_member", "message_reaction", "message_reaction_count")
"""What is sent only to bots that name it."""
RIVAL = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
HOOKED = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook"
    " first"
)


class Updates:
    """Keeps updates until they are confirmed."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self._ids = count(FIRST)
        self._poll = object()
        self.pending: list[Json] = []
        """What is not confirmed."""
        self.allowed: tuple[str, ...] = ()
        """The kinds that the bot asked for last; none: all but some."""
        self.webhook = ""
        """The address of a webhook that was left behind."""
        self.polling = 0
        """How many requests wait for updates."""
        self.twice = False
        """Everything comes twice, as for a bot that crashed before it had written down that it answered."""

    def put(self, kind: str, told: Json) -> None:
        """Store an update, if the bot wants it."""
        wanted = kind in self.allowed if self.allowed else kind not in LEFT_OUT
        for _ in range(1 + self.twice if wanted else 0):
            self.pending.append({"update_id": next(self._ids), kind: told})
        self._changes.tell()

    async def get(self, asked: Json) -> list[Json]:
        """Answer a getUpdates: at once if there is something, else as soon as there is."""
        if self.webhook:
            raise Problem(409, HOOKED)
        mine = self._poll = object()
        self._changes.tell()
        if "allowed_updates" in asked:
            self.allowed = tuple(asked["allowed_updates"])
        limit = asked.get("limit", MOST)
        if not 1 <= limit <= MOST:
            raise bad("limit must be between 1 and 100", violation=True)
        self._confirm(asked.get("offset", 0))
        self.polling += 1
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(asked.get("timeout", 0)):
                    while not self.pending and self._poll is mine:
                        await self._changes.next()
        finally:
            self.polling -= 1
        if self._poll is not mine:
            raise Problem(409, RIVAL)
        return self.pending[:limit]

    def _confirm(self, offset: int) -> None:
        """Forget what comes before `offset`; a negative one counts from the end."""
        if offset < 0:
            self.pending = self.pending[offset:]
        elif offset:
            self.pending = [one for one in self.pending if one["update_id"] >= offset]
