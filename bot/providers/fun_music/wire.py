"""Fun-Music on the wire: the request that is sent, and what is in the messages that come back.

Ids, the sample rate and the link's end (`expires_at`) are left where they are: the file tells what it is, and
a dead link is found out when it is asked.

Source: https://help.aliyun.com/zh/model-studio/fun-music-api
"""

import asyncio
import binascii
import json
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from math import ceil
from typing import Any

from bot.domain.money import Cost, Price
from bot.domain.ports import ProviderTask, Remote, TrackSource
from bot.domain.song import TrackNote
from bot.net.events import Event
from bot.providers.fun_music import Settings
from bot.providers.fun_music.errors import error_of, is_refusal
from bot.providers.fun_music.facts import DIALECT, LONGEST_S, PREVIEW, STREAM_PROMPT, STREAM_WORDS
from bot.providers.fun_music.texts import description, description_of_words, fits, sings_words, sung

STOP = "stop"
RUNNING = (None, "", "null")
"""`finish_reason` of a song that is not done: the pages say null and show the text "null"."""
_LONGEST_REASON = 60
_ASIDE = 1 << 20
"""A message with more characters is read in a thread: that takes some 5 ms each megabyte."""


@dataclass(frozen=True)
class Order:
    """A request, ready to be sent."""

    body: Mapping[str, Any]
    streamed: bool
    echo: str
    """Its texts, which must not come back in a log."""


def order_of(task: ProviderTask, settings: Settings) -> Order:
    """Write the request for a song; it is streamed where every text is surely short and long enough."""
    request, words = task.request, ""
    asked: dict[str, Any] = {}
    if sings_words(request, task.lyrics):
        words = asked["lyrics"] = sung(task.lyrics)
        if settings.model == PREVIEW:
            asked["prompt"] = description_of_words(request, words)
    else:
        asked["prompt"] = description(request, settings.model)
    if request.instrumental:
        asked["is_instrumental"] = True
    elif request.voice and settings.model != PREVIEW:
        asked["gender"] = request.voice
    asked["format"] = request.format
    if settings.watermark:
        asked["enable_aigc_watermark"] = True
    limits = {"lyrics": STREAM_WORDS, "prompt": STREAM_PROMPT}
    streamed = settings.stream and all(fits(asked[name], limits[name]) for name in limits if name in asked)
    body = {"model": settings.model, "input": asked}
    return Order(body, streamed, echo="\n".join(asked[name] for name in limits if name in asked))


@dataclass(frozen=True)
class Message:
    """One message of a stream."""

    audio: bytes = b""
    """The next piece of the file."""
    begun: bool = False
    """The service works on the song: so it was accepted."""
    damaged: bool = False
    """There was audio in it, or may have been, that can't be read."""
    last: dict[str, Any] | None = None
    """The message itself, if it ends the song."""
    trace: str = ""
    """By what the vendor finds the request again."""


async def message_of(event: Event, *, echo: str = "") -> Message:
    """Read a message of a stream as `read_message` does; a large one aside, so that nothing else waits."""
    if len(event.data) > _ASIDE:
        return await asyncio.to_thread(read_message, event, echo=echo)
    return read_message(event, echo=echo)


def read_message(event: Event, *, echo: str = "") -> Message:
    """Read a message of a stream; raises the `ProviderError` that it tells of, and nothing else.

    Audio in the last message is left alone, as the vendor's own sample does: the pages show it empty.
    """
    said = _object(event.data)
    if event.kind == "error" or (event.status or 0) >= 400:
        raise error_of(said or {"message": event.data[:100]}, status=event.status, echo=echo)
    if said is None:
        return Message(damaged=bool(event.data))
    if is_refusal(said):
        raise error_of(said, status=event.status, echo=echo)
    trace = trace_of(said)
    if _at(said, "output", "finish_reason") not in RUNNING:
        return Message(begun=True, last=said, trace=trace)
    data = _at(said, "output", "audio", "data")
    if not data:
        return Message(begun="output" in said, trace=trace)
    try:
        return Message(b64decode(data, validate=True), begun=True, trace=trace)
    except (binascii.Error, TypeError, ValueError):
        return Message(begun=True, damaged=True, trace=trace)


def is_done(answer: Mapping[str, Any]) -> bool:
    """Tell whether an answer has a song: it says so, or it has a link although it says something else."""
    return bool(link_of(answer)) or is_stopped(answer)


def is_stopped(answer: Mapping[str, Any]) -> bool:
    """Tell whether an answer says that its song is done, as the pages have it."""
    return bool(_at(answer, "output", "finish_reason") == STOP)


def reason_of(answer: Mapping[str, Any]) -> str:
    """Return how a song ended, in the service's words, for the log."""
    return str(_at(answer, "output", "finish_reason"))[:_LONGEST_REASON]


def link_of(answer: Mapping[str, Any]) -> str:
    """Return the link to the file, untouched; "" where there is none."""
    url = _at(answer, "output", "audio", "url")
    return url if isinstance(url, str) and url.startswith(("http://", "https://")) else ""


def trace_of(answer: Mapping[str, Any]) -> str:
    """Return by what the vendor finds the request again."""
    found = answer.get("request_id")
    return found if isinstance(found, str) else ""


def without_audio(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return a whole answer but for the audio in it, which a row of a table has no room for."""
    audio = _at(answer, "output", "audio")
    if not isinstance(audio, dict):
        return dict(answer)
    kept = {name: value for name, value in audio.items() if name != "data"}
    return {**answer, "output": {**answer["output"], "audio": kept}}


def cost_of(answer: Mapping[str, Any], price: Price | None) -> Cost | None:
    """Return what a song cost: `usage.duration` is what is billed, in seconds; None where nobody can tell."""
    if price is None:
        return None
    if price.unit != "second":
        return Cost(price.amount_micro, price.currency)
    seconds = _seconds(_at(answer, "usage", "duration"))
    return None if seconds is None else Cost(price.amount_micro * seconds, price.currency)


def track_of(answer: Mapping[str, Any], task: ProviderTask) -> TrackSource:
    """Return the song of an answer; without a link it is what the stream brought.

    The words are those that the service says it sang; if it says none, the member's own. Nobody knows the
    words of a song that was made from a prompt then, and the song is said to be such a one.
    """
    link = link_of(answer)
    said = _at(answer, "output", "extra_info", "lyrics")
    lyrics = DIALECT.read(said) if isinstance(said, str) else task.lyrics
    note: TrackNote = ""
    if not lyrics.has_words and not task.request.instrumental:
        lyrics = task.lyrics
        note = "" if lyrics.has_words else "words-untold"
    text = lyrics.text() if lyrics.has_words and not task.request.instrumental else ""
    return TrackSource(Remote(link) if link else None, lyrics=text, note=note)


def _at(found: Any, *path: str) -> Any:
    """Return what is at the end of a path through objects; None where it breaks off."""
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found


def _object(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _seconds(value: object) -> int | None:
    """Read a length in seconds, which is a number or a text; a begun second counts."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        exact = Decimal(str(value))
    except InvalidOperation:
        return None
    return ceil(exact) if exact.is_finite() and 0 <= exact <= LONGEST_S else None
