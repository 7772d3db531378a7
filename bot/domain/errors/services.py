"""What keeps a music service from making a song."""

from typing import ClassVar

from bot.domain.errors.base import Params, TroubadourError


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
