"""Songs for covers: what is looked at in a file, and the one sentence with which it may be refused."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.errors import InvalidOrder
from bot.domain.ports import CoverLimits, Range
from bot.domain.song import AudioFormat
from bot.locales import catalogue, languages
from bot.studio.references import examine
from tests.peers.service import audio

LIMITS = CoverLimits(
    prompt=Range(10, 300),
    lyrics=Range(10, 1000),
    least_s=6,
    most_s=360,
    most_bytes=50_000_000,
    containers=("mp3", "wav", "flac"),
)


async def refused(path: Path, limits: CoverLimits = LIMITS) -> InvalidOrder:
    with pytest.raises(InvalidOrder) as caught:
        await examine(path, limits)
    return caught.value


def written(folder: Path, content: bytes) -> Path:
    path = folder / "song"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("kind", ["mp3", "wav"])
@pytest.mark.parametrize("seconds", [6.0, 359.0])
async def test_songs_that_are_taken(tmp_path: Path, kind: AudioFormat, seconds: float) -> None:
    limits = replace(LIMITS, most_bytes=80_000_000)
    await examine(written(tmp_path, audio(seconds, kind)), limits)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "audio-empty"),
        (b"%PDF-1.7 no music", "audio-kind"),
        (audio(5.5), "audio-too-short"),
        (audio(7.0, "wav")[:60], "audio-no-sound"),
    ],
    ids=["empty", "no music", "too short", "only a head"],
)
async def test_songs_that_are_refused(tmp_path: Path, content: bytes, problem: str) -> None:
    refusal = await refused(written(tmp_path, content))
    assert refusal.problem == problem
    for language in languages():
        assert catalogue(language).error(refusal)


async def test_a_song_that_is_too_long_is_refused(tmp_path: Path) -> None:
    refusal = await refused(written(tmp_path, audio(361.0, "wav")))
    assert refusal.problem == "audio-too-long"
    for language in languages():
        assert catalogue(language).error(refusal)


async def test_a_kind_that_the_service_does_not_take_is_refused_with_those_that_it_takes(
    tmp_path: Path,
) -> None:
    refusal = await refused(written(tmp_path, audio(7.0)), replace(LIMITS, containers=("wav", "flac")))
    assert catalogue().error(refusal) == "I can't use music of this kind. Send it as WAV, FLAC."


async def test_a_large_song_is_refused_with_the_size_that_fits(tmp_path: Path) -> None:
    refusal = await refused(written(tmp_path, audio(7.0)), replace(LIMITS, most_bytes=20_000))
    assert refusal.problem == "audio-too-large"


async def test_a_song_that_has_gone_is_asked_for_again(tmp_path: Path) -> None:
    assert (await refused(tmp_path / "gone")).problem == "audio-gone"
