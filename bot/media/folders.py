"""Where files live: a work folder and a folder of finished songs for each job, under the data folder.

Functions of the module block and are for worker processes and threads; the methods of `Folders` that touch
the disk are coroutines, which run them in a thread.
"""

import asyncio
import contextlib
import logging
import os
import re
import shutil
import stat
from collections.abc import Iterator, Set
from pathlib import Path

PART_SUFFIX = ".part"
_JOB_ID = re.compile(r"[0-9a-z]{1,16}", re.ASCII)
_log = logging.getLogger(__name__)


class Folders:
    """The folders of all jobs. Job ids are checked, so that no path can leave the data folder.

    `cap_bytes` limits what all jobs' files take together (None: no limit), and `keep_free_bytes` stays free
    on the disk whatever the cap says.
    """

    def __init__(self, data_dir: Path, *, cap_bytes: int | None = None, keep_free_bytes: int = 0) -> None:
        self._work = data_dir / "work"
        self._songs = data_dir / "songs"
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

    async def usage_bytes(self) -> int:
        """Sum the sizes of all files of all jobs; the database and the logs are not among them."""
        return sum([await asyncio.to_thread(tree_bytes, root) for root in (self._work, self._songs)])

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
