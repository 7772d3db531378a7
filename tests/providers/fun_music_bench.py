"""What the tests of Fun-Music share: the provider beside its peer, orders, and what comes of them."""

from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import Any

from bot.domain.job import Call
from bot.domain.lyrics import parse_lyrics
from bot.domain.ports import AudioChunk, Finished, ProviderEvent, ProviderTask, TrackSource
from bot.domain.song import SongRequest
from bot.providers.fun_music import Settings
from bot.providers.fun_music.provider import FunMusic as Provider
from tests.peers.fun_music import FunMusic
from tests.peers.service import KEY

PROMPT = "A warm, soothing folk song with acoustic guitar"
SHORT = "a folk song"
"""Too short a prompt for a stream."""
LYRICS = "[verse]\nMorning sunlight streams through the curtains\n\n[chorus]\nTake it slow, no need to rush"


@asynccontextmanager
async def service(url: str, **keys: Any) -> AsyncIterator[Provider]:
    """Make the provider for the length of the context."""
    made = Provider(Settings.model_validate({"api_key": KEY, "base_url": url, **keys}))
    try:
        yield made
    finally:
        await made.close()


@asynccontextmanager
async def both(folder: Path, *, newer: bool = False, **keys: Any) -> AsyncIterator[tuple[Provider, FunMusic]]:
    """Run the peer, and the provider beside it."""
    async with FunMusic(folder, newer=newer) as peer, service(peer.url, **keys) as made:
        yield made, peer


def task_of(folder: Path, *calls: Call, **request: Any) -> ProviderTask:
    """Return an order as the pipeline hands it in."""
    asked = SongRequest.model_validate(request or {"prompt": PROMPT})
    return ProviderTask("job1", asked, parse_lyrics(asked.lyrics), folder, calls)


async def events_of(provider: Provider, task: ProviderTask) -> list[ProviderEvent]:
    """Let the song be made, and return everything that was told."""
    async with aclosing(provider.generate(task)) as events:
        return [event async for event in events]


async def song_of(provider: Provider, task: ProviderTask) -> TrackSource:
    """Let the song be made, and return its one track."""
    return track_of(await events_of(provider, task))


def track_of(events: list[ProviderEvent]) -> TrackSource:
    """Return the one track that a song ended with."""
    last = events[-1]
    assert isinstance(last, Finished)
    (track,) = last.tracks
    return track


def streamed(events: list[ProviderEvent]) -> bytes:
    """Return what came piece by piece."""
    return b"".join(event.data for event in events if isinstance(event, AudioChunk))


def asked_of(peer: FunMusic) -> dict[str, Any]:
    """Return the fields of the one request for a song."""
    (seen,) = peer.seen
    fields: dict[str, Any] = seen.body["input"]
    return fields
