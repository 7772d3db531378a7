"""The picture that comes with a song ends up in its file; without it the song is none the worse."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web

from bot.domain.errors import ProviderError
from bot.domain.job import JobState, Track
from bot.domain.ports import Answered, Finished, Remote, Submitting, TrackSource
from bot.media import covers
from bot.media.covers import look_at
from bot.media.tags import read_extras, read_tags
from bot.net.download import Downloads
from bot.net.links import addresses_of
from bot.store import facts
from bot.studio import fetching
from tests.media.samples import jpeg, png
from tests.net.servers import site
from tests.peers.senseaudio import SenseAudio, picture
from tests.peers.service import Cut, Fault, Gateway, Lose, Refuse
from tests.providers.senseaudio_bench import Clock, provider_for
from tests.studio.conftest import MakeStudio
from tests.studio.fakes import ScriptedProvider, Studio, info

WORDS = "[verse]\nOne light\nOne night"
TWO_LOST = (Lose("before"), Lose("before"))
"""aiohttp repeats a GET by itself."""


@pytest.fixture
async def peer(tmp_path: Path) -> AsyncIterator[SenseAudio]:
    async with SenseAudio(tmp_path) as peer:
        yield peer


@pytest.fixture
async def downloads(peer: SenseAudio) -> AsyncIterator[Downloads]:
    one = Downloads(trusted=addresses_of([peer.url]), sleep=Clock().sleep)
    yield one
    await one.close()


@pytest.fixture
async def studio(peer: SenseAudio, downloads: Downloads, make_studio: MakeStudio) -> AsyncIterator[Studio]:
    service = provider_for(peer)
    yield make_studio(service, fetch=downloads.fetch)
    await service.close()


async def files_of(studio: Studio, job_id: str) -> list[Path]:
    tracks: list[Track] = await facts.tracks_of(studio.db.read, job_id)
    return [studio.folder / track.path for track in tracks]


@pytest.mark.parametrize("kind", ["mp3", "wav"])
async def test_picture_of_a_song_is_in_its_file(studio: Studio, peer: SenseAudio, kind: str) -> None:
    peer.kind = kind  # type: ignore[assignment]
    job_id = await studio.ordered(prompt="", lyrics=WORDS, title="Low tide")
    assert (await studio.run(job_id)).state is JobState.DONE
    (path,) = await files_of(studio, job_id)
    assert path.suffix == f".{kind}"
    assert read_extras(path).cover == picture()
    assert (read_tags(path).title, read_tags(path).lyrics) == ("Low tide", WORDS)
    assert len(peer.billed()) == 1


async def test_every_song_has_its_own(studio: Studio, peer: SenseAudio) -> None:
    peer.songs = 2
    job_id = await studio.ordered(prompt="", lyrics=WORDS)
    assert (await studio.run(job_id)).state is JobState.DONE
    paths = await files_of(studio, job_id)
    assert [read_extras(path).cover for path in paths] == [picture()] * 2
    small = [post.thumbnail for post in studio.chat.songs()]
    assert small == [path.with_name(f"{n}.thumbnail.jpg") for n, path in enumerate(paths, start=1)]
    seen = [look_at(path.read_bytes()) for path in small if path is not None]
    assert [one and one.kind for one in seen] == ["image/jpeg"] * 2
    await studio.folders.remove(job_id)
    assert not any(path is not None and path.exists() for path in small)
    asked = [seen.path for seen in peer.seen if ".png" in seen.path]
    assert len(set(asked)) == 2


@pytest.mark.parametrize(
    "faults",
    [(Refuse(403, "AccessDenied"),), (Refuse(500, "x"),) * 4, TWO_LOST * 4],
    ids=["gone", "500", "lost"],
)
async def test_song_goes_without_a_picture_that_can_not_be_had(
    studio: Studio, peer: SenseAudio, faults: tuple[Fault, ...]
) -> None:
    peer.fail("cover", *faults)
    job_id = await studio.ordered(prompt="", lyrics=WORDS)
    assert (await studio.run(job_id)).state is JobState.DONE
    (path,) = await files_of(studio, job_id)
    assert read_extras(path).cover is None
    assert [post.thumbnail for post in studio.chat.songs()] == [None]
    assert await studio.moves(job_id) == ["reserve", "settle"]


async def test_song_that_is_fetched_again_keeps_its_picture(studio: Studio, peer: SenseAudio) -> None:
    peer.songs = 2
    peer.fail("download", Cut(1000), Gateway(502), Gateway(502), Cut(1000))
    job_id = await studio.ordered(prompt="", lyrics=WORDS)
    await studio.run(job_id)
    await studio.run(job_id)
    paths = await files_of(studio, job_id)
    assert [read_extras(path).cover for path in paths] == [picture()] * 2
    assert len(peer.billed()) == 1


async def test_song_whose_link_is_dead_is_asked_for_again_and_not_bought(
    studio: Studio, peer: SenseAudio
) -> None:
    peer.fail("download", Refuse(403, "AccessDenied"))
    job_id = await studio.ordered(prompt="", lyrics=WORDS)
    assert (await studio.run(job_id)).state is JobState.DONE
    (path,) = await files_of(studio, job_id)
    assert read_extras(path).cover == picture()
    assert [charge.what for charge in peer.billed()] == ["song"]


async def test_a_broken_picture_costs_only_the_small_one(make_studio: MakeStudio, song: bytes) -> None:
    async def put(link: str, target: Path, *, most_bytes: int | None = None) -> None:
        target.write_bytes(jpeg(64, 48) if "picture" in link else song)

    track = TrackSource(Remote("http://x/song"), picture=Remote("http://x/picture"))
    one = ScriptedProvider(info("one"), [[Submitting(), Answered({}), Finished((track,))]])
    studio = make_studio(one, fetch=put)
    job_id = await studio.ordered()
    assert (await studio.run(job_id)).state is JobState.DONE
    assert [post.thumbnail for post in studio.chat.songs()] == [None]
    assert [path.name for path in studio.folders.songs(job_id).iterdir()] == ["1.mp3"]


ODD = {
    "no picture": b"<html>",
    "nothing": b"",
    "huge": picture() + bytes(covers.MAX_BYTES),
    "wide": png(5_000, 5),
}


@pytest.mark.parametrize("body", ODD.values(), ids=list(ODD))
async def test_odd_pictures_are_left_out(
    make_studio: MakeStudio, song: bytes, tmp_path: Path, body: bytes
) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(body=song if request.path == "/song" else body, content_type="image/png")

    async with site(answer) as host:
        track = TrackSource(Remote(f"{host.url}/song"), picture=Remote(f"{host.url}/picture"))
        one = ScriptedProvider(info("one"), [[Submitting(), Answered({}), Finished((track,))]])
        downloads = Downloads(trusted=frozenset({host.address}), sleep=Clock().sleep)
        studio = make_studio(one, fetch=downloads.fetch)
        job_id = await studio.ordered()
        assert (await studio.run(job_id)).state is JobState.DONE
        await downloads.close()
    (path,) = await files_of(studio, job_id)
    assert read_extras(path).cover is None


async def test_nobody_waits_for_a_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "PICTURE_S", 0.01)

    async def never(link: str, target: Path, *, most_bytes: int | None = None) -> None:
        await asyncio.Event().wait()

    assert await fetching.fetch_picture(never, Remote("http://x/"), tmp_path / "picture") is None


async def test_picture_has_a_cap_of_its_own(tmp_path: Path) -> None:
    caps = []

    async def capped(link: str, target: Path, *, most_bytes: int | None = None) -> None:
        caps.append(most_bytes)
        raise ProviderError("larger")

    assert await fetching.fetch_picture(capped, Remote("http://x/"), tmp_path / "picture") is None
    assert await fetching.fetch_picture(capped, None, tmp_path / "picture") is None
    assert caps == [covers.MAX_BYTES]
