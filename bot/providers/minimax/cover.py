"""Covers through MiniMax: what is heard in a song, and what is sent so that it is sung anew.

Listening is free and tells the words, with an id that stands for the audio for 24 hours. The cover itself is
a call of music_generation like any song: here is only what is different in its body.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Mapping
from datetime import timedelta
from typing import Any

from bot.domain.errors import BadRequest, ProviderError
from bot.domain.lyrics import parse_lyrics
from bot.domain.money import Cost
from bot.domain.ports import Answered, CoverLimits, Heard, ProviderEvent, ProviderTask, Range, Submitting
from bot.domain.song import SongRequest, TrackNote
from bot.net.bodies import Base64File
from bot.providers.minimax import facts, words
from bot.providers.minimax.wire import Wire

LISTENER = "music-cover"
"""The one model that listens, whichever sings. Source: `facts.COVER_PAGE`"""
FEATURE_MS = timedelta(hours=24) // timedelta(milliseconds=1)
"""How long the service remembers what it heard. Source: `facts.COVER_PAGE`"""
LIMITS = CoverLimits(
    prompt=Range(10, 300, source=facts.MUSIC_PAGE),
    lyrics=Range(10, 1000, source=facts.MUSIC_PAGE),
    least_s=6,
    most_s=360,
    most_bytes=50_000_000,
    containers=("mp3", "wav", "flac"),
    source=facts.COVER_PAGE,
)
LEAD = "A cover version: "
"""Begins a description that is too short for the service, as one word of style is."""


def describe(request: SongRequest) -> str:
    """Say how a song is to be sung anew, in the service's one field for it; empty if nobody has said."""
    described = words.description(request) if (request.style or request.prompt).strip() else ""
    short = 0 < len(described) < LIMITS.prompt.least
    return LEAD + described if short else described


def note_of(task: ProviderTask) -> TrackNote:
    """Say below the song if its words are what the service heard, which it does not tell."""
    return "" if task.lyrics.has_words else "as-heard"


async def fields(task: ProviderTask, *, now_ms: int) -> dict[str, Any]:
    """Return what the body of a cover has besides model and format.

    With an id that is still known, that stands for the audio and the words come along. Otherwise it is the
    audio itself, and the words only if there are some. Raises `BadRequest` if there is no audio any more.
    """
    cover = task.request.cover
    if cover is None:
        raise BadRequest("no cover was ordered")
    lyrics = facts.DIALECT.write(task.lyrics) if task.lyrics.has_words else ""
    known = cover.feature_id and now_ms < cover.feature_until_ms
    audio = {"cover_feature_id": cover.feature_id} if known and lyrics else await _audio(task)
    return {"prompt": describe(task.request), **audio, **({"lyrics": lyrics} if lyrics else {})}


def refused(error: BadRequest, body: Mapping[str, Any]) -> BadRequest:
    """Say of a refusal what must be meant, since everything else was checked before it left.

    That is an id that the service has forgotten, or the song itself.
    """
    field = "feature" if "cover_feature_id" in body else "cover"
    return BadRequest(error.detail, field=field, suggestion=error.suggestion, trace_id=error.trace_id)


async def listen(
    wire: Wire, task: ProviderTask, *, currency: str, now_ms: Callable[[], int] | None = None
) -> AsyncGenerator[ProviderEvent, None]:
    """Have the service listen to the audio, once: an answer that is stored already is read again."""
    answered = next((call for call in task.calls if call.kind == "preprocess" and call.answer), None)
    if answered is not None and answered.answer is not None:
        yield _heard(answered.answer, since_ms=answered.started_ms)
        return
    body = {"model": LISTENER, **await _audio(task)}
    yield Submitting("preprocess")
    since_ms = (now_ms or _now_ms)()
    try:
        said = await wire.post(facts.PREPROCESS, body, paid=False)
    except BadRequest as error:
        raise refused(error, body) from error
    yield Answered(said.answer, Cost(0, currency), said.trace_id)
    yield _heard(said.answer, since_ms=since_ms)


async def _audio(task: ProviderTask) -> dict[str, Any]:
    """Return the field that holds the song: a file, streamed from the disk, or the link that was typed."""
    cover = task.request.cover
    if cover is not None and cover.link:
        return {"audio_url": cover.link}
    if task.reference is None or not await asyncio.to_thread(task.reference.is_file):
        raise BadRequest("the audio is not kept any more", field="feature")
    return {"audio_base64": Base64File(task.reference)}


def _heard(answer: Mapping[str, Any], *, since_ms: int) -> Heard:
    """Read the words and their id; where the parts begin (`structure_result`) nobody asks."""
    feature, heard = answer.get("cover_feature_id"), answer.get("formatted_lyrics")
    if not isinstance(feature, str) or not feature:
        raise ProviderError("an answer without cover_feature_id")
    lyrics = parse_lyrics(heard if isinstance(heard, str) else "")
    return Heard(feature, since_ms + FEATURE_MS, lyrics.text())


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
