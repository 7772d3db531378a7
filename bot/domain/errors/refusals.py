"""What keeps an order from being taken; nothing is charged."""

from collections.abc import Mapping

from bot.domain.errors.base import Params, TroubadourError, Value
from bot.domain.quota import MoneyUsage, Usage
from bot.domain.view import Mention


class Refusal(TroubadourError):
    """An order or a command that can't be done as asked. Nothing was lost or charged."""

    code = "refused"


class InvalidOrder(Refusal):
    """A field of an order is wrong; `problem` names the sentence that says what to do."""

    code = "invalid"

    def __init__(self, problem: str, **about: Value | Mention) -> None:
        super().__init__(problem)
        self.problem = problem
        self._params = {name: one for name, one in about.items() if not isinstance(one, Mention)}
        self._mentions = {name: (one,) for name, one in about.items() if isinstance(one, Mention)}

    def params(self) -> Params:
        """Return the numbers and names that the sentence mentions."""
        return {"problem": self.problem, **self._params}

    def mentions(self) -> Mapping[str, tuple[Mention, ...]]:
        """Return the people, roles and channels that it mentions."""
        return self._mentions


class QuotaExceeded(Refusal):
    """The person has used up what this place gives them."""

    code = "quota-exceeded"

    def __init__(self, usage: Usage) -> None:
        super().__init__(self.code)
        self.usage = usage

    def params(self) -> Params:
        """Return limit, use, period and the time of the reset (0: never)."""
        return {
            "used": self.usage.used,
            "limit": self.usage.allowed or 0,
            "period": self.usage.limit.period,
            "resets_at_ms": self.usage.resets_at_ms or 0,
            "zone": self.usage.time_zone,
        }

    @property
    def time_zone(self) -> str:
        """The place's zone."""
        return self.usage.time_zone


class BudgetExceeded(QuotaExceeded):
    """The whole bot has used up what its operator set in `[budget]`."""

    code = "budget-exceeded"


class PlaceCapExceeded(QuotaExceeded):
    """The whole place has used up the songs that its moderators allow it."""

    code = "place-cap-exceeded"


class MoneyExceeded(Refusal):
    """The order may cost more than is left under a cap in money."""

    def __init__(self, usage: MoneyUsage) -> None:
        super().__init__(self.code)
        self.usage = usage

    def params(self) -> Params:
        """Return period and time of the reset (0: never); amounts are moderators' and operator's business."""
        return {
            "period": self.usage.cap.period,
            "resets_at_ms": self.usage.resets_at_ms or 0,
            "zone": self.usage.time_zone,
        }

    @property
    def time_zone(self) -> str:
        """The place's zone."""
        return self.usage.time_zone


class PlaceMoneyExceeded(MoneyExceeded):
    """The cap in money that the moderators of a place set."""

    code = "place-money-exceeded"


class BudgetMoneyExceeded(MoneyExceeded):
    """The cap in money that the operator set in `[budget]`."""

    code = "budget-money-exceeded"


class Unpriced(Refusal):
    """The place has a cap in money, and nobody can tell what this service costs in its currency."""

    code = "unpriced"

    def __init__(self, service: str) -> None:
        super().__init__(self.code)
        self.service = service

    def params(self) -> Params:
        """Return the service's title."""
        return {"service": self.service}


class Outside(Refusal):
    """`[access]` does not let this place, or this person's direct messages, in."""

    code = "outside"


class OutsideMessages(Outside):
    """`[access]` takes no direct messages of this person's, and no server can be charged for their songs."""

    code = "outside-messages"


class NowhereToCharge(Refusal):
    """No server takes a song that was ordered by direct message; each has a reason of its own."""

    code = "nowhere-to-charge"

    def __init__(self, refusals: tuple[tuple[str, Refusal], ...]) -> None:
        super().__init__(self.code)
        self.refusals = refusals

    def reasons(self) -> tuple[tuple[str, TroubadourError], ...]:
        """Return each server's name and its reason."""
        return self.refusals


class Blocked(Refusal):
    """A moderator has blocked the person in this place; without `until_ms` until it is lifted."""

    code = "blocked"

    def __init__(self, *, reason: str, until_ms: int | None, time_zone: str = "UTC") -> None:
        super().__init__(self.code)
        self.reason, self.until_ms, self._time_zone = reason, until_ms, time_zone

    def params(self) -> Params:
        """Return the moderator's reason, which may be empty, and the time of the end (0: none is set)."""
        ends = 0 if self.until_ms is None else 1
        return {
            "reason": self.reason,
            "ends": ends,
            "until_at_ms": self.until_ms or 0,
            "zone": self._time_zone,
        }

    @property
    def time_zone(self) -> str:
        """The place's zone."""
        return self._time_zone


class Paused(Refusal):
    """The moderators make a pause in this place."""

    code = "paused"

    def __init__(self, message: str) -> None:
        super().__init__(self.code)
        self.message = message

    def params(self) -> Params:
        """Return what the moderators have to say, which may be nothing."""
        return {"message": self.message}


class WrongChannel(Refusal):
    """Songs are not made in this channel; `channels` are the plain ids of those where they are."""

    code = "wrong-channel"

    def __init__(self, channels: tuple[str, ...], names: Mapping[str, str] | None = None) -> None:
        super().__init__(self.code)
        self.channels, self._names = channels, names or {}

    def mentions(self) -> Mapping[str, tuple[Mention, ...]]:
        """Return the channels, with their names where a chat has given them."""
        return {"channels": tuple(Mention("channel", one, self._names.get(one, "")) for one in self.channels)}


class RoleNeeded(Refusal):
    """Songs are made for some roles only; `roles` are their plain ids."""

    code = "role-needed"

    def __init__(self, roles: tuple[str, ...]) -> None:
        super().__init__(self.code)
        self.roles = roles

    def mentions(self) -> Mapping[str, tuple[Mention, ...]]:
        """Return the roles."""
        return {"roles": tuple(Mention("role", one) for one in self.roles)}


class RoleNeededThere(RoleNeeded):
    """The same, of a server whose roles can't be named here: a chat shows them nowhere else."""

    code = "role-needed-there"

    def mentions(self) -> Mapping[str, tuple[Mention, ...]]:
        """Return nothing."""
        return {}


class NotModerator(Refusal):
    """Only those who moderate this place may do that."""

    code = "not-moderator"


class NotYours(Refusal):
    """A control that belongs to somebody else."""

    code = "not-yours"


class Anonymous(Refusal):
    """They write in the name of a group or a channel: there is nobody to charge, nor to answer."""

    code = "anonymous"

    def __init__(self) -> None:
        super().__init__(self.code)


class DialogueGone(Refusal):
    """The message with this control is too old, or was never there."""

    code = "dialogue-gone"


class SongGone(Refusal):
    """The song was deleted, its file is not kept any more, or there never was one."""

    code = "song-gone"


class SongUnderWay(Refusal):
    """The song is still being made: what was asked can be done when it is finished."""

    code = "song-under-way"


class TooManyWaiting(Refusal):
    """The person already has as many songs waiting as `[limits] queued_per_user` allows."""

    code = "too-many-waiting"

    def __init__(self, *, limit: int) -> None:
        super().__init__(self.code)
        self.limit = limit

    def params(self) -> Params:
        """Return the limit."""
        return {"limit": self.limit}


class TooManyDrafts(Refusal):
    """The person has had as many drafts today as `[limits] drafts_per_day` allows."""

    code = "too-many-drafts"

    def __init__(self, *, limit: int, resets_at_ms: int, time_zone: str) -> None:
        super().__init__(self.code)
        self.limit, self.resets_at_ms, self._time_zone = limit, resets_at_ms, time_zone

    def params(self) -> Params:
        """Return the limit and when the next day begins."""
        return {"limit": self.limit, "resets_at_ms": self.resets_at_ms, "zone": self._time_zone}

    @property
    def time_zone(self) -> str:
        """The place's zone."""
        return self._time_zone


class NoService(Refusal):
    """No service that is on takes this order."""

    code = "no-service"


class NoneTakes(Refusal):
    """Every service that is on has a reason of its own not to take this order."""

    code = "none-takes"

    def __init__(self, refusals: tuple[tuple[str, Refusal], ...]) -> None:
        super().__init__(self.code)
        self.refusals = refusals

    def reasons(self) -> tuple[tuple[str, TroubadourError], ...]:
        """Return each service's title and its reason."""
        return self.refusals


class StorageFull(Refusal):
    """The disk, or the cap set for songs, has no room for one more."""

    code = "storage-full"
