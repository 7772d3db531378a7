"""Who may have songs made, and who moderates: the rules of a place and the operator's `[access]`."""

from bot.domain.errors import (
    Blocked,
    NotModerator,
    Outside,
    OutsideMessages,
    Paused,
    RoleNeeded,
    RoleNeededThere,
    WrongChannel,
)
from bot.domain.people import Account, Caller, Identity, Place
from bot.store import blocks, people
from bot.store.db import Query
from bot.studio.rules import Rules


class Admission:
    """Judges callers. What a chat says of somebody is taken as it is; the rest is looked up here."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules

    def is_operator(self, account: Account) -> bool:
        """Tell whether this is one of the accounts in `[operator]`."""
        return (account.platform, account.native_id) in self._rules.operators

    def moderates(self, caller: Caller, place: Place) -> bool:
        """Tell whether somebody moderates a place: only ever the one that they are calling from."""
        if caller.place != place.ref:
            return False
        by_role = bool(caller.roles & set(place.settings.moderator_roles))
        return caller.manages or by_role or (place.ref.is_private and self.is_operator(caller.account))

    def require_moderator(self, caller: Caller, place: Place) -> None:
        """Raise `NotModerator` for everybody else."""
        if not self.moderates(caller, place):
            raise NotModerator("only moderators")

    async def check(self, q: Query, caller: Caller, identity: Identity, place: Place, *, now_ms: int) -> None:
        """Raise the `Refusal` that keeps somebody from having songs made here now."""
        await self.check_access(q, caller, identity, place)
        await self.check_block(q, identity.person_id, place, now_ms=now_ms)
        settings = place.settings
        if settings.pause is not None:
            raise Paused(settings.pause.message)
        if settings.roles and not caller.roles & set(settings.roles):
            elsewhere = caller.direct and not place.ref.is_private
            raise RoleNeededThere(settings.roles) if elsewhere else RoleNeeded(settings.roles)
        if settings.channels and not caller.direct and caller.channel not in settings.channels:
            raise WrongChannel(settings.channels)

    async def check_access(self, q: Query, caller: Caller, identity: Identity, place: Place) -> None:
        """Raise `Outside` where the operator's `[access]` does not let somebody in."""
        access = self._rules.access
        if not place.ref.is_private:
            if not self.lets_in(place):
                raise Outside("this place")
            return
        if access.private == "all" or self.moderates(caller, place):
            return
        if access.private == "nobody" or not await people.was_met(q, identity.person_id):
            raise OutsideMessages("private") if caller.direct else Outside("private")

    def lets_in(self, place: Place) -> bool:
        """Tell whether `[access] servers` lets a server or group in."""
        servers = self._rules.access.servers
        return servers is None or place.ref.native_id in servers

    async def check_block(self, q: Query, person_id: str, place: Place, *, now_ms: int) -> None:
        """Raise `Blocked` for somebody whom a moderator has blocked here."""
        block = await blocks.find(q, place.id, person_id, now_ms=now_ms)
        if block is not None:
            raise Blocked(reason=block.reason, until_ms=block.until_ms, time_zone=place.time_zone)
