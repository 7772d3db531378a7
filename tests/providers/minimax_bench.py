"""What the tests of MiniMax share: the provider beside its peer, orders, and what comes of them."""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import Any

from bot.domain.job import Call
from bot.domain.lyrics import parse_lyrics
from bot.domain.ports import (
    Answered,
    AudioChunk,
    Finished,
    ProviderEvent,
    ProviderTask,
    Submitting,
    TrackSource,
    Written,
)
from bot.domain.song import SongRequest
from bot.providers.minimax import Settings
from bot.providers.minimax.provider import MiniMax as Provider
from tests.peers.minimax import MiniMax
from tests.peers.service import KEY

SONG, LYRICS = "/v1/music_generation", "/v1/lyrics_generation"
PROMPT = "A quiet song about a lighthouse keeper"
WORDS = "[verse]\nA small boat on a large sea\n\n[chorus]\nRow it home to me"
WORDS_SENT = "[Verse]\nA small boat on a large sea\n\n[Chorus]\nRow it home to me"


@asynccontextmanager
async def service(url: str, **keys: Any) -> AsyncIterator[Provider]:
    """Make the provider for the length of the context."""
    made = Provider(Settings.model_validate({"api_key": KEY, "base_url": url, **keys}))
    try:
        yield made
    finally:
        await made.close()


@asynccontextmanager
async def both(folder: Path, *, peer: Any = None, **keys: Any) -> AsyncIterator[tuple[Provider, MiniMax]]:
    """Run the peer, made with the arguments in `peer`, and the provider beside it."""
    async with MiniMax(folder, **(peer or {})) as vendor, service(vendor.url, **keys) as made:
        yield made, vendor


def task_of(folder: Path, *calls: Call, **request: Any) -> ProviderTask:
    """Return an order as the pipeline hands it in; with own words if it says nothing."""
    asked = SongRequest.model_validate(request or {"lyrics": WORDS})
    return ProviderTask("job1", asked, parse_lyrics(asked.lyrics), folder, calls)


async def all_of(events: AsyncGenerator[ProviderEvent, None]) -> list[ProviderEvent]:
    """Let something be done, and return everything that was told."""
    async with aclosing(events):
        return [event async for event in events]


async def events_of(provider: Provider, task: ProviderTask) -> list[ProviderEvent]:
    """Let the song be made, and return everything that was told."""
    return await all_of(provider.generate(task))


async def song_of(provider: Provider, task: ProviderTask) -> TrackSource:
    """Let the song be made, and return its one track."""
    return track_of(await events_of(provider, task))


async def draft_of(provider: Provider, task: ProviderTask) -> Written:
    """Let words be written, and return them."""
    last = (await all_of(provider.draft(task)))[-1]
    assert isinstance(last, Written)
    return last


def track_of(events: Sequence[ProviderEvent]) -> TrackSource:
    """Return the one track that a song ended with."""
    last = events[-1]
    assert isinstance(last, Finished)
    (track,) = last.tracks
    return track


def calls_of(events: Sequence[ProviderEvent]) -> list[Call]:
    """Return the calls as the pipeline stores them: each with its answer."""
    kinds = [event.kind for event in events if isinstance(event, Submitting)]
    answers = [event for event in events if isinstance(event, Answered)]
    return [
        Call(n, "minimax", kind, 0, answer=answered.answer, outcome="answered", cost=answered.cost)
        for n, (kind, answered) in enumerate(zip(kinds, answers, strict=True), start=1)
    ]


def streamed(events: Sequence[ProviderEvent]) -> bytes:
    """Return what came piece by piece."""
    return b"".join(event.data for event in events if isinstance(event, AudioChunk))


def asked(peer: MiniMax, path: str) -> list[dict[str, Any]]:
    """Return the bodies of the requests to a path, as they left."""
    return [seen.body for seen in peer.seen if seen.path == path]
