"""MiniMax on the wire: send a request, and judge the answer.

A logical failure is HTTP 200 with a `base_resp.status_code` that is not 0; gateways in front of the service
answer with a status of their own, in HTML or in JSON without `base_resp`.
Source: https://platform.minimax.io/docs/api-reference/errorcode
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.errors import BadRequest, OutcomeUnknown, ProviderError, TransientFailure, Unready
from bot.net.client import Client, Timeouts
from bot.net.reply import Reply, text_start
from bot.providers.minimax import Settings
from bot.providers.minimax.facts import BASE_END, BASE_URL, CODES, STATUSES, SURE_PAGES


@dataclass(frozen=True)
class Said:
    """A good answer."""

    answer: dict[str, Any]
    trace_id: str
    """By what the vendor finds the request again; empty: it has none."""


class Wire:
    """Sends requests to the service and judges its answers."""

    def __init__(self, settings: Settings) -> None:
        self.client = Client(
            settings.base_url or BASE_URL,
            {"Authorization": f"Bearer {settings.key}"},
            strip=BASE_END,
            timeouts=Timeouts(total_s=settings.timeout_s, idle_s=settings.timeout_s),
        )

    async def post(
        self, path: str, body: Mapping[str, Any], *, paid: bool = True, timeouts: Timeouts | None = None
    ) -> Said:
        """Send a request and return its good answer; raises `ProviderError`s for every other one."""
        return judged(await self.client.post_json(path, body, paid=paid, timeouts=timeouts), paid=paid)

    async def close(self) -> None:
        """Free the connections."""
        await self.client.close()


def judged(reply: Reply, *, paid: bool = True) -> Said:
    """Return a good answer, or raise what is known of the request.

    What leaves open whether the request was carried out is an unknown outcome if it is `paid`, and may be
    repeated if not. An answer with HTTP 200 and without `base_resp` is left to whoever looks for something
    in it.
    """
    answer = reply.json or {}
    trace_id = _text(answer.get("trace_id")) or trace_in(reply.headers)
    code, message = verdict_in(reply)
    kind: type[ProviderError]
    if code:
        new = BadRequest if reply.status == 200 else _by_status(reply)
        kind, detail = CODES.get(code, new), f"{code}: {text_start(message, ())}"
    elif reply.status != 200:
        kind, detail = _by_status(reply), f"HTTP {reply.status}"
    elif reply.json is None:
        kind, detail = OutcomeUnknown, "HTTP 200 without JSON"
    else:
        return Said(answer, trace_id)
    if kind is OutcomeUnknown and not paid:
        kind = TransientFailure
    if issubclass(kind, Unready):
        raise kind(detail, retry_after_s=reply.retry_after_s, trace_id=trace_id)
    raise kind(detail, trace_id=trace_id)


def trace_in(headers: Mapping[str, str]) -> str:
    """Return by what the vendor finds a request again, from the head of its answer; empty: it does not."""
    return headers.get("Trace-Id", "")


def verdict_in(reply: Reply) -> tuple[int, str]:
    """Return the code of an answer (0: it is good, or has none) and what is said about it."""
    found = (reply.json or {}).get("base_resp")
    said: dict[str, Any] = found if isinstance(found, dict) else {}
    code = said.get("status_code")
    return code if isinstance(code, int) else 0, _text(said.get("status_msg"))


def _by_status(reply: Reply) -> type[ProviderError]:
    """Say what a status means that came without a code; a page in HTML says hardly anything for sure."""
    if reply.is_page and reply.status not in SURE_PAGES:
        return OutcomeUnknown
    return STATUSES.get(reply.status, OutcomeUnknown)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
