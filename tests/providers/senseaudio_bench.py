"""The provider of SenseAudio in front of its peer, with pauses that take no time."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.domain.job import Call
from bot.domain.lyrics import parse_lyrics
from bot.domain.ports import Finished, ProviderEvent, ProviderTask, Submitting, TrackSource
from bot.domain.song import SongRequest
from bot.net.polling import Waiting
from bot.providers.senseaudio import Settings
from bot.providers.senseaudio.provider import SenseAudio
from tests.peers.senseaudio import SenseAudio as Peer
from tests.peers.service import KEY

LYRICS, SONG = "/v1/music/lyrics/create", "/v1/music/song/create"
PENDING = "/v1/music/song/pending/"
OWN = "[verse]\nOne light; one night\nIt stays\n\n[chorus]\nRound we go"
OWN_SENT = "[verse] One light, one night ; It stays ; [chorus] Round we go"
PROMPT = {"lyrics": "", "prompt": "A song about rain"}
WRITTEN = (
    "[intro]\n\n[verse]\nA song of A song about rain.\nIt goes on\n\n[chorus]\nSing it now.\nSing it loud\n\n"
    "[outro]"
)
"""The peer's words about the prompt, as people read them: a line for each of its sentences."""
TIMEOUT_S = 600


@dataclass
class Clock:
    """Time that goes on by the pauses only."""

    now: float = 1000.0
    pauses: list[float] = field(default_factory=list)

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)

    def waiting(self) -> Waiting:
        return Waiting(sleep=self.sleep, now_s=lambda: self.now, random=lambda: 0.5)


def provider_for(peer: Peer, *, clock: Clock | None = None, key: str = KEY, **keys: Any) -> SenseAudio:
    """Return the provider with the peer as its service."""
    section = {"base_url": peer.url, "timeout_s": TIMEOUT_S} | keys
    return SenseAudio(Settings(api_key=SecretStr(key), **section), (clock or Clock()).waiting())


def task_of(*calls: Call, **request: Any) -> ProviderTask:
    """Return an order for a song; it has the member's own words unless it says something else."""
    asked = SongRequest(**({"lyrics": OWN} | request))
    return ProviderTask("job1", asked, parse_lyrics(asked.lyrics), Path("unused"), calls)


@asynccontextmanager
async def open_one(provider: SenseAudio) -> AsyncIterator[SenseAudio]:
    """Free the connections at the end, whatever happens; asked again, the provider connects anew."""
    try:
        yield provider
    finally:
        await provider.close()


def _begun(provider: SenseAudio, task: ProviderTask, *, draft: bool) -> AsyncGenerator[ProviderEvent, None]:
    return provider.draft(task) if draft else provider.generate(task)


async def events_of(provider: SenseAudio, task: ProviderTask, *, draft: bool = False) -> list[ProviderEvent]:
    """Follow an order to its end, and free the connections."""
    async with open_one(provider), aclosing(_begun(provider, task, draft=draft)) as events:
        return [event async for event in events]


async def tracks_of(provider: SenseAudio, task: ProviderTask) -> tuple[TrackSource, ...]:
    """Return the songs that come of an order."""
    last = (await events_of(provider, task))[-1]
    assert isinstance(last, Finished)
    return last.tracks


async def until(provider: SenseAudio, task: ProviderTask, kind: type[ProviderEvent]) -> ProviderEvent:
    """Follow an order up to an event, and leave it there as a crash would."""
    async with open_one(provider), aclosing(provider.generate(task)) as events:
        async for event in events:
            if isinstance(event, kind):
                return event
    raise AssertionError(f"no {kind}")


def names_of(events: list[ProviderEvent]) -> list[str]:
    """Return the events by their names; calls with their kind."""
    return [
        f"{type(event).__name__} {event.kind}" if isinstance(event, Submitting) else type(event).__name__
        for event in events
    ]


def orders(peer: Peer) -> list[tuple[str, Any]]:
    """Return what may have been paid for: paths and bodies."""
    return [(seen.path, seen.body) for seen in peer.seen if seen.method == "POST"]
