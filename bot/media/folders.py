"""Where files live: a work folder and a folder of finished songs for each job, and audio that people sent.

Functions of the module block and are for worker processes and threads; the methods of `Folders` that touch
the disk are coroutines, which run them in a thread.
"""

import asyncio
import contextlib
import logging
import os
import re
import secrets
import shutil
import stat
from collections.abc import Iterator, Set
from pathlib import Path

PART_SUFFIX = ".part"
UPLOADS_S = 25 * 3600
"""How long audio that was sent is kept after it was last used: what a service made of it lives 24 hours.

Source: https://platform.minimax.io/docs/api-reference/music-cover-preprocess
"""
MOST_UPLOADS = 10
"""Files that one person may have here; the oldest goes for the next."""
_JOB_ID = re.compile(r"[0-9a-z]{1,16}", re.ASCII)
_OWNER = re.compile(r"[0-9a-f]{16}", re.ASCII)
_UPLOAD = re.compile(r"uploads/([0-9a-f]{16})/([0-9a-f]{32})", re.ASCII)
_log = logging.getLogger(__name__)


class Folders:
    """The folders of all jobs. Job ids are checked, so that no path can leave the data folder.

    `cap_bytes` limits what all jobs' files take together (None: no limit), and `keep_free_bytes` stays free
    on the disk whatever the cap says.
    """

    def __init__(self, data_dir: Path, *, cap_bytes: int | None = None, keep_free_bytes: int = 0) -> None:
        self._work = data_dir / "work"
        self._songs = data_dir / "songs"
        self._uploads = data_dir / "uploads"
        self._cap_bytes = cap_bytes
        self._keep_free_bytes = keep_free_bytes

    def work(self, job_id: str) -> Path:
        """Name the folder of a job's unfinished files. Raises ValueError if the id is none."""
        return self._work / _checked(job_id)

    def songs(self, job_id: str) -> Path:
        """Name the folder of a job's finished songs. Raises ValueError if the id is none."""
        return self._songs / _checked(job_id)

    async def make(self, job_id: str) -> tuple[Path, Path]:
        """Make both folders of a job where they are missing: work, then songs."""
        folders = self.work(job_id), self.songs(job_id)
        for folder in folders:
            await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
        return folders

    async def remove_work(self, job_id: str) -> None:
        """Delete a job's unfinished files; the songs stay. Raises OSError if something can't be deleted."""
        await asyncio.to_thread(delete_tree, self.work(job_id))

    async def remove(self, job_id: str) -> None:
        """Delete everything a job has on the disk. Raises OSError if something can't be deleted."""
        for folder in (self.work(job_id), self.songs(job_id)):
            await asyncio.to_thread(delete_tree, folder)

    def upload(self, name: str) -> Path:
        """Return where audio lies that somebody sent. Raises ValueError if this is no name of one."""
        found = _UPLOAD.fullmatch(name)
        if found is None:
            raise ValueError("not an upload")
        return self._uploads / found[1] / found[2]

    async def new_upload(self, owner: str) -> tuple[str, Path]:
        """Name a file for audio that is being sent, and make room for it among its owner's.

        Its name tells nobody anything and can't be guessed. Raises ValueError if `owner` is no key of one.
        """
        if _OWNER.fullmatch(owner) is None:
            raise ValueError("not an owner")
        name = f"uploads/{owner}/{secrets.token_hex(16)}"
        path = self.upload(name)
        await asyncio.to_thread(_leave_room, path.parent)
        return name, path

    async def sweep_uploads(self, *, now: float) -> int:
        """Delete audio that was sent and not used for `UPLOADS_S` before `now`; say how many files went."""
        return await asyncio.to_thread(_sweep_uploads, self._uploads, now - UPLOADS_S)

    async def usage_bytes(self) -> int:
        """Sum the sizes of all songs, unfinished ones and uploads; the database and the logs don't count."""
        roots = (self._work, self._songs, self._uploads)
        return sum([await asyncio.to_thread(tree_bytes, root) for root in roots])

    async def free_bytes(self) -> int:
        """Say what is free on the disk of the data folder, before anything is kept in reserve."""
        return await asyncio.to_thread(free_bytes, self._songs)

    async def room_for(self, size_bytes: int) -> bool:
        """Say whether so much more may be written. Not a reservation: the disk can still fill up."""
        if await self.free_bytes() - size_bytes < self._keep_free_bytes:
            return False
        return self._cap_bytes is None or await self.usage_bytes() + size_bytes <= self._cap_bytes

    async def sweep(self, keep: Set[str], *, now: float, older_than_s: float) -> list[str]:
        """Delete what no job needs any more, and return the ids of the jobs whose files went.

        `keep` names every job that has not ended and every one whose songs are still kept: their folders are
        not looked into. Of the rest goes what has not changed for `older_than_s` before `now` (seconds since
        1970), so that a job that is younger than `keep` is safe. Besides jobs' folders that is everything in
        work/, and in songs/ the unfinished `.part` files; other strangers there are left alone. What can't be
        deleted is logged, and tried again by the next sweep.
        """
        return await asyncio.to_thread(self._sweep, keep, now - older_than_s)

    def _sweep(self, keep: Set[str], before: float) -> list[str]:
        gone: set[str] = set()
        for root in (self._work, self._songs):
            for entry in _entries(root):
                is_job = _JOB_ID.fullmatch(entry.name) is not None
                if is_job and entry.name in keep:
                    continue
                if root == self._songs and not is_job and not entry.name.endswith(PART_SUFFIX):
                    continue
                try:
                    if _changed_at(Path(entry.path)) >= before:
                        continue
                    delete_tree(Path(entry.path))
                except OSError as error:
                    _log.warning("can't delete %s: %s", entry.path, error)
                    continue
                if is_job:
                    gone.add(entry.name)
        return sorted(gone)


@contextlib.contextmanager
def partial(path: Path) -> Iterator[Path]:
    """Yield `<name>.part` to be written; it becomes `path` when the block ends well, and vanishes if not.

    Whoever sees `path` sees all of it, also after a power cut. One writer at a time for a path. Raises
    FileNotFoundError if the block wrote nothing.
    """
    part = path.with_name(path.name + PART_SUFFIX)
    part.unlink(missing_ok=True)
    try:
        yield part
        _fsync(part)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _fsync(path.parent)


def _leave_room(folder: Path) -> None:
    """Make an owner's folder, and delete the oldest files in it so that one more is not too many."""
    folder.mkdir(parents=True, exist_ok=True)
    oldest = sorted((_changed_at(Path(entry.path)), entry.path) for entry in _entries(folder))
    for _, path in oldest[: max(0, len(oldest) - MOST_UPLOADS + 1)]:
        delete_tree(Path(path))


def _sweep_uploads(root: Path, before: float) -> int:
    gone = 0
    for folder in _entries(root):
        for entry in _entries(Path(folder.path)):
            if _changed_at(Path(entry.path)) < before:
                try:
                    delete_tree(Path(entry.path))
                except OSError as error:
                    _log.warning("can't delete %s: %s", entry.path, error)
                    continue
                gone += 1
        with contextlib.suppress(OSError):  # it is not empty, or a new file is just about to come
            if _changed_at(Path(folder.path)) < before:
                Path(folder.path).rmdir()
    return gone


def tree_bytes(root: Path) -> int:
    """Sum the sizes of the files below `root`, without following links; 0 if there is no such folder."""
    return sum(found.st_size for found in _walk(root) if stat.S_ISREG(found.st_mode))


def free_bytes(folder: Path) -> int:
    """Say what an ordinary user may still write on the disk where `folder` is, or will be."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return shutil.disk_usage(folder).free


def delete_tree(path: Path) -> None:
    """Delete a file, a link (never what it points to) or a folder with all it holds; gone already is fine.

    Raises OSError if something is left, for example because somebody keeps writing there.
    """
    if path.is_symlink() or not path.is_dir():
        path.unlink(missing_ok=True)
        return
    shutil.rmtree(path, ignore_errors=True)
    if path.exists():  # a file appeared or went meanwhile: once more, and this time its error counts
        with contextlib.suppress(FileNotFoundError):
            shutil.rmtree(path)


def _checked(job_id: str) -> str:
    if _JOB_ID.fullmatch(job_id) is None:
        raise ValueError(f"not a job id: {job_id[:40]!r}")
    return job_id


def _fsync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return list(found)
    except (FileNotFoundError, NotADirectoryError):
        return []


def _walk(root: Path) -> Iterator[os.stat_result]:
    """Yield the facts of everything below `root`; what vanishes meanwhile is skipped."""
    folders = [root]
    while folders:
        for entry in _entries(folders.pop()):
            try:
                found = entry.stat(follow_symlinks=False)
            except FileNotFoundError:
                continue
            yield found
            if stat.S_ISDIR(found.st_mode):
                folders.append(Path(entry.path))


def _changed_at(path: Path) -> float:
    """Say when a file, or anything in a folder, last changed; the start of time if it is gone."""
    try:
        own = path.lstat()
    except FileNotFoundError:
        return 0.0
    below = _walk(path) if stat.S_ISDIR(own.st_mode) else ()
    return max([own.st_mtime, *(found.st_mtime for found in below)])
