"""What a service answered, judged by nobody yet: a status, headers, and a body that may be JSON.

Gateways answer in HTML, in nothing and in event streams where JSON was agreed on. So a body is read as
text, then tried as JSON, and only then judged by whoever asked.
"""

import asyncio
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any, Final

from bot.net.events import Decoder, EventTooLarge

HIDDEN: Final = "…"
TEXT_START = 500
"""Characters of a body that may be logged."""
MOST_RETRY_AFTER_S = 3600.0
"""A service that asks for more is asked again after this, and may repeat itself."""
_HEAD = 20_000
"""Characters that are searched for links and keys to make a `text_start`."""
_PARSE_ASIDE_BYTES = 1 << 20
"""A larger body is parsed in a thread: up to 30 ms each megabyte."""
_LINK_SECRETS = re.compile(r"(https?:(?:\\?/){2})([^\s?#\"'<>/\\]*@)?([^\s?#\"'<>]*)([?#][^\s\"'<>]*)?", re.I)
_KEY = re.compile(r"\b(?:sk-[\w-]{6,}|eyJ[\w-]{10,}[\w.-]*|Bearer\s+\S+)", re.IGNORECASE)
_SECONDS = re.compile(r"\s*(\d{1,12}(?:\.\d{1,12})?)\s*")


@dataclass(frozen=True)
class Reply:
    """An answer of a service; nothing is said about whether it is a good one."""

    status: int
    headers: Mapping[str, str]
    """Case does not matter in their names."""
    json: dict[str, Any] | None
    """The body as an object; None where it is none: HTML of a gateway, a list, a cut or empty body."""
    text_start: str
    """How the body begins, for the log: at most `TEXT_START` characters, without keys and signatures.

    It may hold a member's words, which the log leaves out of fields with telling names (`text=`).
    """
    retry_after_s: float | None = None
    """The service's wish from 0 to `MOST_RETRY_AFTER_S`; None where it has none."""

    @property
    def is_page(self) -> bool:
        """Tell whether it is a page in HTML: a gateway's, which does not know what became of the request."""
        kind = self.headers.get("Content-Type", "").lower()
        return self.json is None and ("html" in kind or self.text_start.lstrip().startswith("<"))


async def parse_reply(
    status: int, headers: Mapping[str, str], body: bytes, *, secrets: Collection[str], now_s: float
) -> Reply:
    """Make a `Reply` of what arrived; `now_s` is the time in seconds since 1970."""
    kind = headers.get("Content-Type", "")
    if len(body) > _PARSE_ASIDE_BYTES:
        parsed, start = await asyncio.to_thread(_parse, body, kind, secrets)
    else:
        parsed, start = _parse(body, kind, secrets)
    return Reply(status, headers, parsed, start, retry_after_s(headers, now_s=now_s))


def retry_after_s(headers: Mapping[str, str], *, now_s: float) -> float | None:
    """Return how long a service wants to be left alone; `Retry-After` holds seconds or an HTTP date.

    Source: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
    """
    value = headers.get("Retry-After", "")
    seconds = _SECONDS.fullmatch(value)
    if seconds:
        wish = float(seconds[1])
    else:
        try:
            moment = parsedate_to_datetime(value)
        except (ValueError, IndexError, TypeError, OverflowError):
            return None
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        wish = aware.timestamp() - now_s
    return min(max(wish, 0.0), MOST_RETRY_AFTER_S)


def text_start(text: str, secrets: Collection[str]) -> str:
    """Return how a text begins, fit for a log."""
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
    head = _KEY.sub(HIDDEN, _LINK_SECRETS.sub(_bare_link, text[:_HEAD]))
    return head[:TEXT_START] + (HIDDEN if len(head) > TEXT_START else "")


def _bare_link(match: re.Match[str]) -> str:
    scheme, user, rest, query = match.groups()
    return f"{scheme}{f'{HIDDEN}@' if user else ''}{rest}{f'{query[0]}{HIDDEN}' if query else ''}"


def _parse(body: bytes, kind: str, secrets: Collection[str]) -> tuple[dict[str, Any] | None, str]:
    text = body.decode("utf-8-sig", errors="replace")
    parsed = _object(text)
    if parsed is None and kind.lower().startswith("text/event-stream"):
        parsed = _first_object(body)
    return parsed, text_start(text, secrets)


def _object(text: str) -> dict[str, Any] | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _first_object(body: bytes) -> dict[str, Any] | None:
    """Find the object on the `data:` line of an event stream: DashScope also refuses in this shape.

    Source: github.com/dashscope/dashscope-sdk-python, `_handle_http_failed_response`
    """
    decoder = Decoder()
    try:
        found = [*decoder.feed(body), *decoder.end()]
    except EventTooLarge:
        return None
    return next((value for event in found if (value := _object(event.data)) is not None), None)
