"""Which server a song is charged to that was ordered by direct message.

It is the server where the person last sang, among those where the bot has met them, that allow this, and that
have a song left for them. Whether they still belong there the chat is asked each time, before anything is
written. Where no server takes the song it is charged to `private`, if `[access]` lets them.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace

import structlog

from bot.domain.errors import (
    Blocked,
    BudgetExceeded,
    NoneTakes,
    NowhereToCharge,
    Outside,
    Paused,
    PlaceMoneyExceeded,
    PlatformError,
    QuotaExceeded,
    Refusal,
    RoleNeeded,
    Unpriced,
)
from bot.domain.people import Caller, Identity, Place, PlaceRef, Standing
from bot.domain.ports import Members, Platform
from bot.domain.view import Phrase, Words
from bot.store import people
from bot.store.db import Db, Query
from bot.studio.admission import Admission
from bot.studio.allowance import Allowance

log = structlog.get_logger(__name__)

MOST_ASKED = 10
"""About so many servers a chat is asked at once, those where somebody sang last."""
LOOK_UP_S = 1.0
"""What has not been answered by then is left out: somebody waits, and has two seconds more at the most."""
NAME_CHARACTERS = 60
"""A server's name is shown this long, so that what is left fits behind it into a menu."""
_OF_A_PLACE = (QuotaExceeded, PlaceMoneyExceeded, Unpriced, Blocked, Paused, RoleNeeded, Outside)


@dataclass(frozen=True)
class Offer:
    """A place that can be charged."""

    caller: Caller
    """Who asks, as they stand there."""
    place: Place

    @property
    def name(self) -> str:
        """What the server is called; empty for direct messages themselves."""
        return name_of(self.caller)


class Charging:
    """Finds out what can be charged. What it shows of a server, its people are shown there, too."""

    def __init__(
        self,
        *,
        db: Db,
        platforms: Mapping[str, Platform],
        admission: Admission,
        allowance: Allowance,
    ) -> None:
        self._db, self._platforms = db, platforms
        self._admission, self._allowance = admission, allowance

    async def look_up(self, caller: Caller) -> Caller:
        """Ask the chat where somebody belongs who writes by direct message; it is in `elsewhere` after.

        It takes about a second at most, and no transaction may be open. A place that can't be asked is left
        out. Whoever writes elsewhere is returned as they are.
        """
        chat: object = self._platforms.get(caller.account.platform)
        if not is_free(caller) or caller.elsewhere or not isinstance(chat, Members):
            return caller
        identity = await people.find_identity(self._db.read, caller.account)
        if identity is None:
            return caller
        met = await people.met_in(self._db.read, identity.person_id, caller.account.platform)
        asked = [one for one in met if one.place.settings.dm_songs and self._admission.lets_in(one.place)]
        found = await asyncio.gather(*(_ask(chat, one) for one in asked[:MOST_ASKED]))
        return replace(caller, elsewhere=tuple(one for one in found if one is not None))

    async def offers(self, q: Query, caller: Caller, identity: Identity, *, now_ms: int) -> tuple[Offer, ...]:
        """Return the places with a song left for somebody, the one that is charged by itself first.

        Raises the `Refusal` that says why there is none.
        """
        found, refusals = [], []
        for way in ways(caller):
            place = await people.come_to(q, way.place, now_ms=now_ms)
            try:
                await self._admission.check(q, way, identity, place, now_ms=now_ms)
                await self._allowance.ensure_here(q, identity.person_id, place, now_ms=now_ms)
            except Refusal as refusal:
                refusals.append((way, refusal))
            else:
                found.append(Offer(way, place))
        if not found:
            raise refusal_of(refusals)
        return tuple(found)


def is_free(caller: Caller) -> bool:
    """Tell whether it is open yet where a song of this caller's is charged."""
    return caller.direct and caller.place.is_private


def ways(caller: Caller) -> tuple[Caller, ...]:
    """Return the caller as they stand in each place that could be charged, the first choice first."""
    if not is_free(caller):
        return (caller,)
    return (*(at(caller, standing) for standing in caller.elsewhere), caller)


def at(caller: Caller, standing: Standing) -> Caller:
    """Return somebody who writes by direct message as they stand in a server that is charged.

    Whoever may manage the server does so there, and not from here.
    """
    return replace(caller, place=standing.place, channel="", roles=standing.roles, manages=False)


def name_of(caller: Caller) -> str:
    """Return what the server is called that is charged; empty where none is, or the chat did not say."""
    names = (one.name for one in caller.elsewhere if one.place == caller.place)
    name = " ".join(next(names, "").split())
    return name if len(name) <= NAME_CHARACTERS else name[: NAME_CHARACTERS - 1].rstrip() + "…"


def charged_to(caller: Caller, ref: PlaceRef) -> Words | None:
    """Name the server that was charged for a song ordered by direct message; None where none was."""
    if not caller.direct or ref.is_private:
        return None
    return name_of(replace(caller, place=ref)) or Phrase("charge-server")


def is_of_a_place(refusal: Refusal) -> bool:
    """Tell whether another place might take what this one refuses."""
    if isinstance(refusal, NoneTakes):
        return any(isinstance(one, Unpriced) for _, one in refusal.refusals)
    return isinstance(refusal, _OF_A_PLACE) and not isinstance(refusal, BudgetExceeded)


def refusal_of(refusals: list[tuple[Caller, Refusal]]) -> Refusal:
    """Return what says best why no place takes a song, of what each of them said."""
    servers = tuple((name_of(way), one) for way, one in refusals if not way.place.is_private)
    return NowhereToCharge(servers) if servers and len(refusals) > 1 else refusals[-1][1]


async def _ask(chat: Members, met: people.Met) -> Standing | None:
    try:
        async with asyncio.timeout(LOOK_UP_S):
            return await chat.standing(met.place.ref, met.native_id)
    except (PlatformError, TimeoutError) as error:
        reason = type(error).__name__
        log.warning("a server could not be asked about a member", place=met.place.id, reason=reason)
        return None
