"""Fitting: a cover that comes beside the sound ends up in the file, whatever its kind."""

from pathlib import Path

import pytest

from bot.domain.song import Pcm, Tags
from bot.media.fit import Wish
from bot.media.fit_pass import fit
from bot.media.tags import read_extras
from tests.media.samples import jpeg, png
from tests.media.sources import COVER, KINDS, PCM, write_sources

PLAYS = ("mp3", "m4a", "ogg", "flac", "wav")
BESIDE = jpeg(64, 48)


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return write_sources(tmp_path_factory.mktemp("sources"))


def cover_of(source: Path, folder: Path, beside: bytes, *, most: int | None = None) -> bytes | None:
    """Fit a source together with a cover, and return the one that the file has then."""
    picture = folder / "picture"
    picture.write_bytes(beside)
    pcm: Pcm | None = PCM if source.name == "raw" else None
    wish = Wish(
        source=source,
        target=folder / "1",
        tags=Tags(title="La", artist="Ann"),
        plays=PLAYS,
        most_bytes=most,
        pcm=pcm,
        cover=picture,
    )
    return read_extras(fit(wish).path).cover


@pytest.mark.parametrize("kind", [*KINDS, "raw"])
def test_cover_stands_in_for_the_files_own(sources: dict[str, Path], tmp_path: Path, kind: str) -> None:
    assert cover_of(sources[kind], tmp_path, BESIDE) == BESIDE


def test_cover_is_in_a_file_that_is_encoded_anew(sources: dict[str, Path], tmp_path: Path) -> None:
    assert cover_of(sources["wav"], tmp_path, BESIDE, most=400_000) == BESIDE


@pytest.mark.parametrize(
    "beside", [b"", b"<html>", BESIDE[:12], png(5_000, 5), BESIDE + bytes(4 << 20)], ids=len
)
def test_what_is_no_harmless_picture_is_left_out(
    sources: dict[str, Path], tmp_path: Path, beside: bytes
) -> None:
    assert cover_of(sources["mp3"], tmp_path, beside) == COVER


def test_cover_goes_before_the_sound_suffers(sources: dict[str, Path], tmp_path: Path) -> None:
    heavy = BESIDE + bytes(200_000)
    assert cover_of(sources["mp3"], tmp_path, heavy, most=sources["mp3"].stat().st_size + 5_000) is None
