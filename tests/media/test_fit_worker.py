"""Fitting in a worker process: results and refusals come back, and a cancelled one leaves nothing."""

import asyncio
import errno
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.domain.song import Tags
from bot.media import worker
from bot.media.fit import DoesNotFit, Wish, fit_file
from bot.media.fit_pass import fit
from bot.media.probe import NotAudio
from bot.media.worker import WorkerFailed
from tests.media.samples import encode, wav
from tests.media.sources import music, samples_of

TAGS = Tags(title="夜曲", artist="王菲")


def wish(source: Path, *, most: int | None = None) -> Wish:
    plays = ("mp3", "flac", "ogg")
    return Wish(source=source, target=source.parent / "1", tags=TAGS, plays=plays, most_bytes=most)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "夜 \udcff"
    path.write_bytes(encode(music(2.0), "mp3", "libmp3lame"))
    return path


async def test_the_same_as_without_a_worker(source: Path) -> None:
    fitted = await fit_file(wish(source, most=30_000))
    assert fitted == fit(wish(source, most=30_000))
    assert fitted.changed
    assert fitted.facts.loudness_lufs is not None


async def test_refusals(source: Path) -> None:
    with pytest.raises(DoesNotFit) as caught:
        await fit_file(wish(source, most=1_000))
    assert (caught.value.duration_ms, caught.value.most_bytes) == (2_000, 1_000)
    source.write_bytes(b"words")
    with pytest.raises(NotAudio, match="unknown_format"):
        await fit_file(wish(source))
    source.unlink()
    with pytest.raises(FileNotFoundError):
        await fit_file(wish(source))


async def test_progress_is_told(source: Path) -> None:
    seen: list[float] = []
    fit(wish(source), seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == pytest.approx(1.0, abs=0.01)


async def test_cancelling_leaves_only_the_source(tmp_path: Path) -> None:
    source = tmp_path / "long"
    source.write_bytes(wav(samples_of(music(120.0))))
    task = asyncio.create_task(fit_file(wish(source, most=5_000_000)))
    async with asyncio.timeout(60):
        while not list(tmp_path.glob("1.*.part")):
            await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert [path.name for path in tmp_path.iterdir()] == ["long"]


@pytest.mark.parametrize(
    ("failed", "expected"),
    [
        (WorkerFailed("killed", "", signal=6), NotAudio),
        (WorkerFailed("killed", "", signal=9), WorkerFailed),
        (WorkerFailed("OSError", "full", errno=errno.ENOSPC), OSError),
        (WorkerFailed("RuntimeError", "a bug"), WorkerFailed),
    ],
)
async def test_a_worker_that_fails(
    monkeypatch: pytest.MonkeyPatch, source: Path, failed: WorkerFailed, expected: type[Exception]
) -> None:
    async def crash(work: object, argument: object) -> dict[str, object]:
        (source.parent / "1.mp3.part").write_bytes(b"half")
        raise failed

    monkeypatch.setattr(worker, "run", crash)
    with pytest.raises(expected):
        await fit_file(wish(source))
    assert list(source.parent.iterdir()) == [source]


@pytest.fixture
def small_disk() -> Iterator[None]:
    """A limit on the size of files stands for a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("most", [None, 30_000])
def test_full_disk(source: Path, small_disk: None, most: int | None) -> None:
    with pytest.raises(OSError) as caught:
        fit(wish(source, most=most))
    assert caught.value.errno == errno.EFBIG
    assert list(source.parent.iterdir()) == [source]
