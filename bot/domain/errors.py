"""The error trees.

TroubadourError
├── Refusal                     what a member asked can't be done as asked; nothing is charged
│   ├── InvalidOrder            a field is wrong; says which and what to do
│   ├── QuotaExceeded           the person's limit in this place is used up
│   │   ├── PlaceCapExceeded    the place's cap in songs is used up
│   │   └── BudgetExceeded      the whole bot's cap in songs is used up
│   ├── MoneyExceeded           more than is left under a cap in money
│   │   ├── PlaceMoneyExceeded  of the place
│   │   └── BudgetMoneyExceeded of the whole bot
│   ├── Unpriced                a cap in money, and a service that can't be held to it
│   ├── Outside                 [access] does not let them in
│   │   └── OutsideMessages     in direct messages
│   ├── NowhereToCharge         none of the servers that they belong to takes a song by direct message
│   ├── Blocked                 by a moderator of this place
│   ├── Paused                  no songs are made in this place for a while
│   ├── WrongChannel            songs are made in other channels of this place
│   ├── RoleNeeded              songs are made for some roles only
│   │   └── RoleNeededThere     in a server that a song by direct message would be charged to
│   ├── NotModerator            only moderators of this place may do that
│   ├── NotYours                the control is somebody else's
│   ├── DialogueGone            the control's message is too old
│   ├── SongGone                the song was deleted, is not kept any more, or was never there
│   ├── SongUnderWay            that can be done when the song is finished
│   ├── TooManyWaiting          the person has enough songs in the queue
│   ├── TooManyDrafts           the person has had enough drafts today
│   ├── NoService               no service takes this order
│   ├── NoneTakes               each service that is on has a reason of its own against it
│   └── StorageFull             the disk has no room for one more song
├── ProviderError               a music service said no, or nothing (these may have been billed: *)
│   ├── BadRequest              it refuses a field; may suggest a better value
│   │   └── CantChangeWords     it writes words, and can't change any as somebody wishes
│   ├── InputModerated          it refuses the words for their content
│   ├── OutputModerated *       it sang, and refuses its own song
│   ├── AuthenticationFailed    the key is wrong
│   ├── NotEnabled              the account may not use this model
│   ├── BalanceTooLow           the account is empty
│   ├── Unready                 not accepted just now; may say when to come back
│   │   ├── RateLimited         too many requests
│   │   └── Busy                no free slot
│   ├── TransientFailure        surely not started
│   ├── OutcomeUnknown *        may have sung and billed
│   ├── TookTooLong *           no song within the service's own time
│   ├── ResultExpired *         the song was made, and its link is dead
│   ├── StoppedTooOften         the bot went down again and again while it worked on this song
│   └── Broken *                a mistake of the bot's own
├── PlatformError               a chat said no, or nothing
│   ├── DeliveryUnavailable     not now; the same post may go through later
│   ├── DeliveryUnknown         the post may have arrived; look before posting again
│   ├── PlaceGone               nobody can be reached there any more
│   ├── TooLargeToPost          the file was refused for its size; a smaller one may go through
│   └── TooBigHere              nothing audible of the song is as small as the place wants it
├── StartupError                the bot can't start; one sentence and an exit code
└── StorageError                the database did not answer; no job fails for it

Errors carry data. One place (`bot.locales`) turns them into sentences: `code` names the sentence,
`params` fills it. A provider's own message goes to the log, never to a member.
"""

from collections.abc import Mapping
from typing import ClassVar

from bot.domain.quota import MoneyUsage, Usage
from bot.domain.view import Mention

Value = str | int | tuple[str, ...]
Params = Mapping[str, Value]
"""What fills a sentence; several names become a row, as the reader's language writes one."""


class TroubadourError(Exception):
    """The root: everything that the bot raises on purpose."""

    code: ClassVar[str] = "internal"

    def params(self) -> Params:
        """Return what fills the sentence that `code` names."""
        return {}

    def mentions(self) -> Mapping[str, tuple[Mention, ...]]:
        """Return whom and what the sentence mentions; the platform knows how to show it."""
        return {}

    def reasons(self) -> "tuple[tuple[str, TroubadourError], ...]":
        """Return who said no and why, where several did; each is told behind the sentence."""
        return ()

    @property
    def time_zone(self) -> str:
        """The IANA name of the zone in which the sentence's times are told."""
        return "UTC"


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

    def __init__(self, channels: tuple[str, ...]) -> None:
        super().__init__(self.code)
        self.channels = channels

    def mentions(self) -> Mapping[str, tuple[Mention, ...]]:
        """Return the channels."""
        return {"channels": tuple(Mention("channel", one) for one in self.channels)}


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


class ProviderError(TroubadourError):
    """A music service refused, failed or fell silent."""

    code = "provider"
    may_retry: ClassVar[bool] = False
    """The same request may be sent again by itself: it surely was not accepted."""
    may_reroute: ClassVar[bool] = False
    """Another service may be asked for the same order."""
    surely_refused: ClassVar[bool] = False
    """The request was not accepted and costs nothing; otherwise it may have been billed."""

    def __init__(self, detail: str = "", *, trace_id: str = "") -> None:
        super().__init__(detail)
        self.detail = detail
        self.trace_id = trace_id


class BadRequest(ProviderError):
    """The service refuses a field of the request."""

    code = "bad-request"
    surely_refused = True

    def __init__(
        self, detail: str = "", *, field: str = "", suggestion: str = "", trace_id: str = ""
    ) -> None:
        super().__init__(detail, trace_id=trace_id)
        self.field, self.suggestion = field, suggestion

    def params(self) -> Params:
        """Return the field's name and, if the service gave one, a better value."""
        return {"field": self.field, "suggestion": self.suggestion}


class CantChangeWords(BadRequest):
    """The service writes new words only: it does not understand what is to be different in old ones."""

    code = "cant-change-words"


class InputModerated(ProviderError):
    """The words were refused for their content; no other service is offered them."""

    code = "input-moderated"
    surely_refused = True


class OutputModerated(ProviderError):
    """The service sang and then refused its own song; that may be billed."""

    code = "output-moderated"


class AuthenticationFailed(ProviderError):
    """The key is wrong, or of another region."""

    code = "service-unavailable"
    surely_refused = True
    may_reroute = True


class NotEnabled(ProviderError):
    """The account may not use this model."""

    code = "service-unavailable"
    surely_refused = True
    may_reroute = True


class BalanceTooLow(ProviderError):
    """The account has no money left."""

    code = "service-unavailable"
    surely_refused = True
    may_reroute = True


class Unready(ProviderError):
    """Surely not accepted, for now; `retry_after_s` is the service's own wish, None where it has none."""

    code = "busy"
    surely_refused = True
    may_retry = True
    may_reroute = True

    def __init__(self, detail: str = "", *, retry_after_s: float | None = None, trace_id: str = "") -> None:
        super().__init__(detail, trace_id=trace_id)
        self.retry_after_s = retry_after_s


class RateLimited(Unready):
    """Too many requests."""


class Busy(Unready):
    """The service has no free slot."""


class TransientFailure(ProviderError):
    """The request surely did not start: refused connection, unavailable gateway."""

    code = "busy"
    surely_refused = True
    may_retry = True
    may_reroute = True


class OutcomeUnknown(ProviderError):
    """The request left and no answer came: it may have sung, and billed. Never sent again."""

    code = "unknown-outcome"


class ResultExpired(ProviderError):
    """The song was made and paid, and can no longer be fetched."""

    code = "result-expired"


class TookTooLong(ProviderError):
    """The song was not made within the service's time."""

    code = "took-too-long"


class StoppedTooOften(ProviderError):
    """The bot went down several times in a row while it worked on this song, and learned nothing."""

    code = "stopped-too-often"


class Broken(ProviderError):
    """Something that nobody foresaw; the traceback is in the log under the job's id."""

    code = "internal"


class PlatformError(TroubadourError):
    """A chat refused, failed or fell silent."""

    code = "platform"


class DeliveryUnavailable(PlatformError):
    """Surely not posted; the same post may go through later."""

    code = "delivery-unavailable"

    def __init__(self, detail: str = "", *, retry_after_s: float | None = None) -> None:
        super().__init__(detail)
        self.retry_after_s = retry_after_s


class DeliveryUnknown(PlatformError):
    """The post left and no answer came: look for it before posting again."""

    code = "delivery-unknown"


class PlaceGone(PlatformError):
    """The chat is gone, or the bot may not write there any more."""

    code = "place-gone"


class TooBigHere(PlatformError):
    """A song of which nothing audible could be made that fits where it was ordered."""

    code = "too-big-here"

    def __init__(self, *, most_bytes: int) -> None:
        super().__init__(f"at most {most_bytes} bytes")
        self._most_kb = most_bytes // 1000

    def params(self) -> Params:
        """Return what fills the sentence."""
        return {"most_kb": self._most_kb}


class TooLargeToPost(PlatformError):
    """The chat did not take a file for its size; a smaller one of the same song may go through."""

    code = "too-large-to-post"

    def __init__(self, detail: str = "", *, most_bytes: int | None = None) -> None:
        super().__init__(detail)
        self.most_bytes = most_bytes
        """What the chat takes; None where it does not say."""


class StartupError(TroubadourError):
    """The bot can't start. `code` names the sentence, `exit_code` is the process's answer."""

    exit_code: ClassVar[int] = 1

    def __init__(self, code: str, **params: Value) -> None:
        super().__init__(code)
        self.sentence = code
        self._params = params

    def params(self) -> Params:
        """Return what fills the sentence."""
        return self._params


class StorageError(TroubadourError):
    """The database did not do what it was asked. No job fails for it."""

    code = "storage"
