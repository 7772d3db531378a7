"""What Fun-Music's refusals mean: a flat object with `code`, `message` and `request_id`.

Source: https://help.aliyun.com/zh/model-studio/error-code
"""

from collections.abc import Mapping
from typing import Any

from bot.domain.echo import HIDDEN_ECHO, repeats
from bot.domain.errors import (
    BadRequest,
    InputModerated,
    OutcomeUnknown,
    OutputModerated,
    ProviderError,
    Unready,
)
from bot.net.reply import Reply, text_start
from bot.providers.fun_music.facts import ERRORS, STATUSES

_LONGEST_MESSAGE = 200
_FIELDS = ("lyrics", "prompt")


def is_refusal(said: Mapping[str, Any]) -> bool:
    """Tell an error object from an answer, which may have an empty code beside its output."""
    return bool(said.get("code")) and not isinstance(said.get("output"), dict)


def error_of(
    said: Mapping[str, Any], *, status: int | None, wish_s: float | None = None, echo: str = ""
) -> ProviderError:
    """Say what an error object means; `status` is the HTTP status that belongs to it, if there is one.

    The code tells, and its message where the code hides something. What is in neither table goes by the
    status: 4xx are refused and permanent, everything else may have been carried out. `echo` is the text of
    the order, which goes to no log: a message that repeats it is left out.
    """
    code, message = (_text(said.get(name)) for name in ("code", "message"))
    trace_id = _text(said.get("request_id"))
    rule = next((rule for rule in ERRORS if rule.meets(code, message)), None)
    kind = rule.error if rule else _by_status(status)
    detail = ": ".join(part for part in (f"{status or ''} {code}".strip(), _shown(message, echo)) if part)
    if issubclass(kind, Unready):
        return kind(detail, retry_after_s=wish_s, trace_id=trace_id)
    if kind is BadRequest:
        named = [field for field in _FIELDS if rule and field in message]
        return BadRequest(detail, field=named[0] if len(named) == 1 else "", trace_id=trace_id)
    return kind(detail, trace_id=trace_id)


def error_of_reply(reply: Reply, *, echo: str = "") -> ProviderError:
    """Say what an answer means that is no song.

    A page in HTML is that of a gateway, which does not know what became of the request; but a 429, from
    whomever, is said before anything is done.
    """
    if reply.json is not None and (reply.status >= 400 or is_refusal(reply.json)):
        # A refusal inside HTTP 200 has no status of its own.
        status = reply.status if reply.status >= 400 else None
        return error_of(reply.json, status=status, wish_s=reply.retry_after_s, echo=echo)
    if reply.status != 429 and (reply.is_page or reply.status < 400):
        return OutcomeUnknown(f"HTTP {reply.status}, and no answer of the service")
    return error_of({}, status=reply.status, wish_s=reply.retry_after_s)


def once_begun(error: ProviderError) -> ProviderError:
    """Say what a refusal means after the first audio: the request was accepted, and may be billed.

    A refusal of words is then one of the song; of all other refusals nobody knows what they are about.
    """
    kind = OutputModerated if isinstance(error, InputModerated) else OutcomeUnknown
    return kind(f"after the song had begun: {error.detail}", trace_id=error.trace_id)


def _by_status(status: int | None) -> type[ProviderError]:
    if status is None or not 400 <= status < 500:
        return OutcomeUnknown
    return STATUSES.get(status, BadRequest)


def _shown(message: str, echo: str) -> str:
    start = text_start(message, ())[:_LONGEST_MESSAGE]
    return HIDDEN_ECHO if repeats(start, echo) else start


def _text(value: object) -> str:
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else ""
