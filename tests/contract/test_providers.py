"""What every provider has to keep to: the one that is built in, the three services, and two scripted ones."""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, aclosing
from pathlib import Path

import pytest

from bot.domain.job import Call
from bot.domain.lyrics import parse_lyrics
from bot.domain.ports import (
    Accepted,
    Answered,
    Finished,
    Progress,
    Provider,
    ProviderEvent,
    ProviderTask,
    Remote,
    Submitting,
)
from bot.domain.song import SongRequest
from bot.media.probe import probe
from bot.providers import discover
from tests.contract.scripted import Blocking, Polling
from tests.peers.fun_music import FunMusic
from tests.peers.minimax import MiniMax
from tests.peers.senseaudio import SenseAudio
from tests.peers.service import KEY, Peer
from tests.peers.vendors import Vendors
from tests.processes import children

WORDS = "[verse]\nOne light\nOne night\n\n[chorus]\nRound we go"
SERVICES: dict[str, Callable[[Path], Peer]] = {
    "fun_music": FunMusic,
    "minimax": MiniMax,
    "senseaudio": SenseAudio,
}
KEYS = {"senseaudio": {"poll_s": 0.05}}
NAMES = ("offline", "polling", "blocking", *SERVICES)


@pytest.fixture
async def vendors(tmp_path: Path, song: bytes) -> AsyncIterator[Vendors]:
    async with Vendors(tmp_path / "bill.jsonl", song) as running:
        yield running


@pytest.fixture(params=NAMES)
async def provider(
    request: pytest.FixtureRequest, vendors: Vendors, tmp_path: Path
) -> AsyncIterator[Provider]:
    name = request.param
    made: Provider
    async with AsyncExitStack() as stack:
        match name:
            case "polling":
                made = Polling(vendors.url)
            case "blocking":
                made = Blocking(vendors.url)
            case _:
                keys = {}
                if name in SERVICES:
                    peer = await stack.enter_async_context(SERVICES[name](tmp_path))
                    keys = {"api_key": KEY, "base_url": peer.url, **KEYS.get(name, {})}
                module = discover()[name]
                made = module.create(module.Settings.model_validate(keys))
        yield made
        await made.close()


def task_of(folder: Path, *calls: Call, job_id: str = "job1", **request: object) -> ProviderTask:
    asked = SongRequest.model_validate({"lyrics": WORDS, "style": "folk", **request})
    return ProviderTask(job_id, asked, parse_lyrics(asked.lyrics), folder, calls)


async def events_of(provider: Provider, task: ProviderTask) -> list[ProviderEvent]:
    async with aclosing(provider.generate(task)) as events:
        return [event async for event in events]


async def test_ends_with_one_finished_and_at_least_one_track(provider: Provider, tmp_path: Path) -> None:
    events = await events_of(provider, task_of(tmp_path))
    assert [type(event) for event in events].count(Finished) == 1
    last = events[-1]
    assert isinstance(last, Finished)
    for track in last.tracks:
        assert track.audio is not None
        assert isinstance(track.audio, Remote) or probe(track.audio).duration_ms > 0


async def test_announces_each_call_before_it_tells_of_it(provider: Provider, tmp_path: Path) -> None:
    events = await events_of(provider, task_of(tmp_path))
    called = [event for event in events if isinstance(event, Submitting | Accepted | Answered)]
    assert bool(called) is provider.info.makes_calls
    if called:
        assert isinstance(called[0], Submitting)
        assert isinstance(called[-1], Answered)


async def test_progress_never_goes_back(provider: Provider, tmp_path: Path) -> None:
    events = await events_of(provider, task_of(tmp_path))
    shares = [
        event.fraction for event in events if isinstance(event, Progress) and event.fraction is not None
    ]
    assert shares == sorted(shares)
    assert all(0 <= share <= 1 for share in shares)


async def test_facts_are_frank(provider: Provider) -> None:
    info = provider.info
    assert info.max_concurrent >= 1
    assert info.timeout_s > 0
    assert info.usual_s > 0
    assert 0 < info.prompt.least <= info.prompt.most
    assert info.lyrics


async def test_answer_that_is_stored_is_not_asked_for_again(vendors: Vendors, tmp_path: Path) -> None:
    for service in (Polling(vendors.url), Blocking(vendors.url)):
        known = Call(1, service.name, "song", 0, answer={"audio_url": "http://x/y"}, outcome="answered")
        events = await events_of(service, task_of(tmp_path, known))
        assert [type(event) for event in events] == [Finished]
        assert vendors.billed() == []


async def test_task_id_that_is_stored_is_polled_and_not_bought_again(
    vendors: Vendors, tmp_path: Path
) -> None:
    service = Polling(vendors.url)
    async with aclosing(service.generate(task_of(tmp_path))) as events:
        async for event in events:
            if isinstance(event, Accepted):
                remote_id = event.remote_id
                break
    again = Polling(vendors.url)
    known = Call(1, "polling", "song", 0, remote_id=remote_id)
    events_after = await events_of(again, task_of(tmp_path, known))
    assert not [event for event in events_after if isinstance(event, Submitting)]
    assert len(vendors.billed()) == 1
    await service.close()
    await again.close()


# --- the offline singer alone -----------------------------------------------------------------


@pytest.fixture
def offline() -> Provider:
    module = discover()["offline"]
    made: Provider = module.create(module.Settings())
    return made


async def test_offline_song_is_the_same_for_the_same_job(offline: Provider, tmp_path: Path) -> None:
    sounds = []
    for i, job_id in enumerate(("job1", "job1", "job2")):
        folder = tmp_path / str(i)
        folder.mkdir()
        await events_of(offline, task_of(folder, job_id=job_id))
        sounds.append((folder / "song.mp3").read_bytes())
    assert sounds[0] == sounds[1] != sounds[2]


async def test_offline_instrumental_has_no_words(offline: Provider, tmp_path: Path) -> None:
    task = task_of(tmp_path, lyrics="[verse]", prompt="rain on a tin roof", instrumental=True)
    finished = (await events_of(offline, task))[-1]
    assert isinstance(finished, Finished)
    assert finished.tracks[0].lyrics == ""


async def test_offline_wav_is_a_wav(offline: Provider, tmp_path: Path) -> None:
    finished = (await events_of(offline, task_of(tmp_path, format="wav")))[-1]
    assert isinstance(finished, Finished)
    audio = finished.tracks[0].audio
    assert isinstance(audio, Path)
    assert probe(audio).container == "wav"


async def test_leaving_the_offline_singer_ends_its_process(offline: Provider, tmp_path: Path) -> None:
    others = set(children(os.getpid()))
    async with aclosing(offline.generate(task_of(tmp_path))) as events:
        async for event in events:
            if isinstance(event, Progress) and event.stage == "singing":
                break
        assert set(children(os.getpid())) - others
    assert set(children(os.getpid())) <= others


async def test_offline_singer_can_be_turned_off() -> None:
    module = discover()["offline"]
    assert module.create(module.Settings(enabled=False)) is None
