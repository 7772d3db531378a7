"""What somebody may still order: their limit in a place, and the cap of the whole bot."""

from bot.domain.people import Place
from bot.domain.quota import Usage, span_of
from bot.store import ledger
from bot.store.db import Query
from bot.studio.rules import Rules

BOT_ZONE = "UTC"
"""The bot's own periods begin at midnight here."""


class Allowance:
    """Sums the ledger up under the operator's rules."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules

    async def person(self, q: Query, person_id: str, place: Place, *, now_ms: int) -> Usage:
        """Return what a person has used in a place in the period that holds `now_ms`."""
        limit = self._rules.quota
        span = span_of(limit.period, now_ms, place.time_zone)
        used = await ledger.used_by_person(q, person_id, place.id, span)
        return Usage(limit, used, span.end_ms)

    async def bot(self, q: Query, *, now_ms: int) -> Usage:
        """Return what the whole bot has used; without a cap nobody asks for the sum."""
        limit = self._rules.budget
        span = span_of(limit.period, now_ms, BOT_ZONE)
        used = await ledger.used_by_bot(q, span) if limit.songs is not None else 0
        return Usage(limit, used, span.end_ms)
