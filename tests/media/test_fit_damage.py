"""Broken and hostile files through the fitting: a song, or a word why not, and never anything else."""

import resource
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.song import Pcm, Tags
from bot.media.fit import DoesNotFit, Wish
from bot.media.fit_pass import fit
from bot.media.probe import MAX_MEMORY_BYTES, NotAudio, probe
from tests.media import damage

TAGS = Tags(title="title", artist="artist", lyrics="words")


@pytest.fixture(scope="module", autouse=True)
def bounded_memory() -> Iterator[None]:
    """As in a worker, with what the tests themselves need on top."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (2 * MAX_MEMORY_BYTES, hard))
    yield
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


@pytest.mark.timeout(7_200)
@settings(max_examples=damage.EXAMPLES, deadline=None, suppress_health_check=damage.SLOW)
@given(
    content=damage.files(),
    plays=st.sampled_from(
        [("mp3", "m4a", "ogg", "flac", "wav"), ("mp3", "m4a"), ("ogg",), ("flac",), ("mp3",)]
    ),
    most=st.none() | st.integers(0, 40_000),
    raw=st.integers(0, 9),
)
def test_any_file(content: bytes, plays: tuple[str, ...], most: int | None, raw: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "source"
        source.write_bytes(content)
        wish = Wish(
            source=source,
            target=Path(folder) / "1",
            tags=TAGS,
            plays=plays,
            most_bytes=most,
            pcm=Pcm(sample_rate=24_000, channels=1) if raw == 0 else None,
        )
        try:
            fitted = fit(wish)
        except (NotAudio, DoesNotFit):
            assert [path.name for path in Path(folder).iterdir()] == ["source"]
            return
        assert sorted(path.name for path in Path(folder).iterdir()) == [fitted.path.name, "source"]
        assert fitted.path.suffix[1:] in plays
        assert most is None or fitted.path.stat().st_size <= most
        assert probe(fitted.path).duration_ms > 0
