"""Work folders and finished songs: paths, whole files, room, and what a sweep takes."""

import errno
import os
from pathlib import Path

import pytest

from bot.media import folders as module
from bot.media.folders import Folders, delete_tree, partial, tree_bytes

NOW = 2_000_000_000.0
DAY_S = 86_400.0


def _write(path: Path, size_bytes: int = 10, *, age_s: float = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * size_bytes)
    for place in (path, path.parent):
        os.utime(place, (NOW - age_s, NOW - age_s))
    return path


@pytest.mark.parametrize(
    "job_id", ["", ".", "..", "a/b", "../a", "A", "a" * 17, "a\n", "é", "a\0", "٣", "a b"]
)
async def test_ids_that_are_none(tmp_path: Path, job_id: str) -> None:
    folders = Folders(tmp_path)
    for call in (folders.work, folders.songs):
        with pytest.raises(ValueError, match="not a job id"):
            call(job_id)
    with pytest.raises(ValueError, match="not a job id"):
        await folders.remove(job_id)


async def test_make_and_remove(tmp_path: Path) -> None:
    folders = Folders(tmp_path / "data")
    work, songs = await folders.make("0abc9")
    assert (work, songs) == (tmp_path / "data/work/0abc9", tmp_path / "data/songs/0abc9")
    assert await folders.make("0abc9") == (work, songs)
    _write(work / "deep/er/file")
    _write(songs / "song.mp3")
    await folders.remove_work("0abc9")
    assert not work.exists()
    assert songs.exists()
    await folders.remove("0abc9")
    await folders.remove("0abc9")
    assert not songs.exists()


def test_partial_becomes_the_file_when_the_block_ends_well(tmp_path: Path) -> None:
    path = _write(tmp_path / "夜.mp3")
    with partial(path) as part:
        assert part == tmp_path / "夜.mp3.part"
        part.write_bytes(b"new")
        assert path.read_bytes() == b"x" * 10
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "full"), KeyboardInterrupt()])
def test_partial_leaves_the_old_file_when_the_block_fails(tmp_path: Path, error: BaseException) -> None:
    path = _write(tmp_path / "song.mp3")
    with pytest.raises(type(error)), partial(path) as part:
        part.write_bytes(b"half")
        raise error
    assert path.read_bytes() == b"x" * 10
    assert list(tmp_path.iterdir()) == [path]


def test_partial_starts_anew_after_a_crash(tmp_path: Path) -> None:
    _write(tmp_path / "song.mp3.part")
    with partial(tmp_path / "song.mp3") as part:
        assert not part.exists()
        part.write_bytes(b"new")
    assert (tmp_path / "song.mp3").read_bytes() == b"new"
    with pytest.raises(FileNotFoundError), partial(tmp_path / "song.mp3"):
        pass
    assert (tmp_path / "song.mp3").read_bytes() == b"new"


async def test_usage_counts_files_of_jobs_and_follows_no_link(tmp_path: Path) -> None:
    folders = Folders(tmp_path / "data")
    assert await folders.usage_bytes() == 0
    _write(folders.work("a") / "x", 100)
    _write(folders.songs("b") / "deep/y", 1_000)
    _write(tmp_path / "data/troubadour.db", 50_000)
    (folders.songs("b") / "link").symlink_to(tmp_path / "data/troubadour.db")
    (folders.songs("b") / "loop").symlink_to(tmp_path / "data")
    assert await folders.usage_bytes() == 1_100


async def test_room_up_to_the_cap(tmp_path: Path) -> None:
    folders = Folders(tmp_path, cap_bytes=1_000)
    _write(folders.songs("a") / "x", 600)
    assert await folders.room_for(400)
    assert not await folders.room_for(401)


async def test_room_leaves_something_free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "free_bytes", lambda folder: 5_000)
    folders = Folders(tmp_path / "not/yet/there", keep_free_bytes=4_000)
    assert await folders.room_for(1_000)
    assert not await folders.room_for(1_001)


async def test_free_bytes_of_a_folder_that_is_not_made_yet(tmp_path: Path) -> None:
    assert await Folders(tmp_path / "not/yet/there").free_bytes() > 0


async def test_sweep_takes_old_folders_of_no_job(tmp_path: Path) -> None:
    folders = Folders(tmp_path)
    for job in ("old", "kept", "new"):
        age_s = 0 if job == "new" else 2 * DAY_S
        _write(folders.work(job) / "deep/song.mp3.part", age_s=age_s)
        os.utime(folders.work(job), (NOW - age_s, NOW - age_s))
        _write(folders.songs(job) / "song.mp3", age_s=age_s)
    assert await folders.sweep({"kept"}, now=NOW, older_than_s=DAY_S) == ["old"]
    assert not folders.work("old").exists()
    assert not folders.songs("old").exists()
    for job in ("kept", "new"):
        assert (folders.work(job) / "deep/song.mp3.part").exists()
        assert (folders.songs(job) / "song.mp3").exists()
    assert await folders.sweep({"kept"}, now=NOW, older_than_s=DAY_S) == []


async def test_sweep_spares_an_old_folder_with_a_growing_file(tmp_path: Path) -> None:
    folders = Folders(tmp_path)
    growing = _write(folders.work("a") / "deep/song.mp3", age_s=2 * DAY_S)
    os.utime(folders.work("a"), (NOW - 2 * DAY_S,) * 2)
    os.utime(growing, (NOW, NOW))
    assert await folders.sweep(set(), now=NOW, older_than_s=DAY_S) == []
    assert growing.exists()


async def test_sweep_takes_rubbish_from_work_and_only_parts_from_songs(tmp_path: Path) -> None:
    folders = Folders(tmp_path)
    old = 2 * DAY_S
    rubbish = [
        _write(tmp_path / "work/song.mp3.part", age_s=old),
        _write(tmp_path / "work/Not A Job/x", age_s=old).parent,
        _write(tmp_path / "songs/song.mp3.part", age_s=old),
    ]
    fresh = _write(tmp_path / "work/fresh.part")
    strangers = [
        _write(tmp_path / "songs/README.txt", age_s=old),
        _write(tmp_path / "songs/My Best/x", age_s=old),
    ]
    for root in ("work", "songs"):
        os.utime(tmp_path / root, (NOW - old,) * 2)
    assert await folders.sweep(set(), now=NOW, older_than_s=DAY_S) == []
    assert not [path for path in rubbish if path.exists()]
    assert all(path.exists() for path in (fresh, *strangers))


async def test_sweep_follows_no_link(tmp_path: Path) -> None:
    folders = Folders(tmp_path / "data")
    precious = _write(tmp_path / "precious/file", age_s=2 * DAY_S)
    _write(folders.work("a") / "x", age_s=2 * DAY_S)
    for link in (folders.work("a") / "inside", folders.work("b"), tmp_path / "data/work/Rubbish"):
        link.symlink_to(precious.parent)
        os.utime(link, (NOW - 2 * DAY_S,) * 2, follow_symlinks=False)
    os.utime(folders.work("a"), (NOW - 2 * DAY_S,) * 2)
    assert await folders.sweep(set(), now=NOW, older_than_s=DAY_S) == ["a", "b"]
    assert precious.read_bytes() == b"x" * 10
    assert list((tmp_path / "data/work").iterdir()) == []


async def test_sweep_goes_on_when_something_can_not_be_deleted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(path: Path) -> None:
        if path.name == "a":
            raise PermissionError(errno.EACCES, "no")
        delete_tree(path)

    monkeypatch.setattr(module, "delete_tree", refuse)
    folders = Folders(tmp_path)
    for job in ("a", "b"):
        _write(folders.work(job) / "x", age_s=2 * DAY_S)
    assert await folders.sweep(set(), now=NOW, older_than_s=DAY_S) == ["b"]
    assert "can't delete" in caplog.text


async def test_sweep_of_nothing(tmp_path: Path) -> None:
    assert await Folders(tmp_path / "none").sweep(set(), now=NOW, older_than_s=0) == []


def test_delete_and_measure_what_is_gone(tmp_path: Path) -> None:
    delete_tree(tmp_path / "never")
    assert tree_bytes(tmp_path / "never") == 0
    delete_tree(_write(tmp_path / "file"))
    assert not (tmp_path / "file").exists()
