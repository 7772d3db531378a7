"""Quotas as the operator shows and sets them at the command line: no question is asked, but all is noted."""

from bot.domain.errors import InvalidOrder
from bot.domain.people import OPERATOR, Place
from bot.domain.quota import SubjectKind
from bot.domain.view import View
from bot.store.db import Query
from bot.studio.dialogues.change import done_view
from bot.studio.moderation.changes import Changes
from bot.studio.moderation.commands import parse_limit
from bot.studio.moderation.overview import Overview
from bot.studio.moderation.scan import Scanner, Word, read_role

ROLE = "role:"


async def show_quota(q: Query, overview: Overview, place: Place, who: str, *, now_ms: int) -> View:
    """Explain somebody's state, or the whole place's. Raises `InvalidOrder`."""
    if not who:
        return await overview.place(q, place, now_ms=now_ms)
    return await overview.person(q, place, who=_name(who), now_ms=now_ms)


async def set_quota(
    q: Query, changes: Changes, place: Place, who: str, limit: str, *, reason: str, now_ms: int
) -> View:
    """Set a limit at once; `limit` is an amount and perhaps a period. Raises `InvalidOrder`."""
    subject, name = _subject(who)
    command = parse_limit(subject, name, limit, reason=reason, currency=changes.currency)
    plan = await changes.plan(q, command, place, by=None, now_ms=now_ms)
    done = await changes.carry_out(q, plan, place, by=OPERATOR, now_ms=now_ms)
    return done_view(plan, done.before, done.after, place.time_zone)


def _subject(who: str) -> tuple[SubjectKind, str]:
    match who.casefold():
        case "default":
            return "default", ""
        case "server":
            return "cap", ""
        case role if role.startswith(ROLE):
            return "role", read_role(Word(who[len(ROLE) :]))
        case _:
            return "person", _name(who)


def _name(who: str) -> str:
    """Return a name from the shell, which has taken its quotes off."""
    clean = who.encode(errors="ignore").decode().strip()
    name = Scanner(clean).who() if clean.startswith("<@") else clean.removeprefix("@")
    if not name:
        raise InvalidOrder("who-missing")
    return name
