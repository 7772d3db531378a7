"""SenseAudio's answers as data, and its refusals as errors; nothing is trusted to have the right type."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict

from bot.domain.errors import (
    AuthenticationFailed,
    BadRequest,
    BalanceTooLow,
    InputModerated,
    NotEnabled,
    OutcomeUnknown,
    OutputModerated,
    ProviderError,
    ResultExpired,
    TransientFailure,
    Unready,
)
from bot.net.reply import Reply
from bot.providers.senseaudio import facts


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _list(value: object) -> list[Any]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


Text = Annotated[str, BeforeValidator(_text)]


class Item(BaseModel):
    """One song, or one text; either may lack anything. How long a song is (`duration`) its file tells."""

    model_config = ConfigDict(frozen=True)

    text: Text = ""
    audio_url: Text = ""
    cover_url: Text = ""
    lyrics: Text = ""
    title: Text = ""


class Result(BaseModel):
    """What a task has brought."""

    model_config = ConfigDict(frozen=True)

    data: Annotated[tuple[Item, ...], BeforeValidator(_list)] = ()


class Answer(BaseModel):
    """Every good answer: a task's id, its status, or the words themselves."""

    model_config = ConfigDict(frozen=True)

    task_id: Text = ""
    status: Text = ""
    fail_reason: Text = ""
    response: Annotated[Result, BeforeValidator(_object)] = Result()
    """Missing or null while a task is pending."""
    data: Annotated[tuple[Item, ...], BeforeValidator(_list)] = ()
    """Words that came at once."""

    @property
    def items(self) -> tuple[Item, ...]:
        """What came, wherever it stands."""
        return self.response.data or self.data


def refusal(reply: Reply) -> ProviderError:
    """Say what is known about a request that is paid for and brought nothing.

    Only what clearly says no was not accepted; 5xx, pages of gateways and good answers without an id leave
    it open.
    """
    ref_code, code, message = _reasons(reply)
    detail = f"HTTP {reply.status} {code} {ref_code or ''}: {message}"[: facts.LONGEST_DETAIL]
    kind = _kind(reply, ref_code, code, message)
    if issubclass(kind, Unready):
        return kind(detail, retry_after_s=reply.retry_after_s)
    if kind is BadRequest:
        is_words = ref_code in facts.LYRICS_FIELD or "歌词格式" in message
        return BadRequest(detail, field="lyrics" if is_words else "")
    return kind(detail)


def progress_of(reply: Reply, task_id: str) -> dict[str, Any] | None:
    """Return the whole answer about a task that is done, None while it is under way.

    Raises `TransientFailure` and `Unready` for what may be asked again, `ResultExpired` for a task that
    is not there, and for one that came to nothing `OutputModerated` or a plain `ProviderError`: whether it
    is billed is unpublished.
    """
    is_good = 200 <= reply.status < 300
    is_page = reply.is_page and reply.status not in (404, 429)
    if reply.status >= 500 or is_page or (is_good and reply.json is None):
        raise TransientFailure(f"HTTP {reply.status} for a task")
    if reply.status == 404:
        raise ResultExpired("the service does not know the task", trace_id=task_id)
    if not is_good or reply.json is None:
        raise _poll_refused(reply, task_id)
    answer = Answer.model_validate(reply.json)
    match facts.STATUSES.get(answer.status.strip().upper()):
        case facts.DONE:
            return reply.json
        case facts.FAILED:
            reason = answer.fail_reason[: facts.LONGEST_DETAIL]
            is_moderated = _by_phrase(reason) is InputModerated
            kind = OutputModerated if is_moderated else ProviderError
            raise kind(f"the task failed: {reason}", trace_id=task_id)
    return None


def _poll_refused(reply: Reply, task_id: str) -> ProviderError:
    """Turn a refusal of a question about a task into what it means for a task that was taken."""
    error = refusal(reply)
    match error:
        case AuthenticationFailed() | BalanceTooLow() | NotEnabled() | Unready():
            return error
        case InputModerated():
            return OutputModerated(error.detail, trace_id=task_id)
        case OutcomeUnknown():  # of the question, which costs nothing
            return TransientFailure(error.detail, trace_id=task_id)
        case _:
            return ProviderError(error.detail, trace_id=task_id)


def _kind(reply: Reply, ref_code: int, code: str, message: str) -> type[ProviderError]:
    status = reply.status
    if status >= 500 or (reply.is_page and status != 429):
        return OutcomeUnknown
    said = facts.REF_CODES.get(ref_code) or _by_phrase(message) or facts.CODES.get(code)
    if said or (said := facts.BROAD_CODES.get(ref_code)):
        return said
    if 200 <= status < 300:
        return OutcomeUnknown
    if 300 <= status < 400:
        return NotEnabled  # the base URL leads elsewhere; redirects are not followed
    return facts.HTTP.get(status, BadRequest)


def _by_phrase(message: str) -> type[ProviderError] | None:
    low = message.lower()
    return next((kind for phrase, kind in facts.PHRASES if phrase in low), None)


def _reasons(reply: Reply) -> tuple[int, str, str]:
    """Return `ref_code` (0: none), `code` and what is said, of whichever mixture came."""
    said = reply.json or {}
    inner = _object(said.get("error"))
    code = said.get("code") or inner.get("code") or ""
    texts = (said.get("message"), said.get("error"), inner.get("message"))
    number = said.get("ref_code") or inner.get("ref_code") or (code if str(code).isdecimal() else 0)
    ref_code = int(number) if str(number).isdecimal() else 0
    return ref_code, str(code)[:60], next((text for text in map(_text, texts) if text), "")
