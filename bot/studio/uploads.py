"""Audio that people send, to be sung anew: it goes from the chat to a file and never lies in memory whole."""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

from bot.domain.errors import InvalidOrder, StorageFull
from bot.domain.people import Account
from bot.domain.ports import ProviderInfo
from bot.media.folders import PART_SUFFIX, Folders

WRITTEN_BYTES = 1 << 18
"""What is gathered before it is written: a thread for every network packet would be too many."""


class Uploads:
    """The files that were sent. Each belongs to the account that sent it, and to nobody else."""

    def __init__(self, folders: Folders, *, most_bytes: int) -> None:
        """`most_bytes` is the most that any service takes; 0: none that is on sings covers."""
        self._folders, self.most_bytes = folders, most_bytes

    async def take(self, account: Account, pieces: AsyncIterator[bytes]) -> str:
        """Write what comes to a file and return its name, by which only its sender can use it.

        Nothing is left of what is too large or breaks off. Raises `InvalidOrder`, `StorageFull`, and what
        `pieces` raises.
        """
        if not self.most_bytes:
            raise InvalidOrder("no-covers")
        if not await self._folders.room_for(self.most_bytes):
            raise StorageFull("disk")
        name, path = await self._folders.new_upload(_owner(account))
        part = path.with_name(path.name + PART_SUFFIX)
        try:
            size = await self._write(part, pieces)
            if not size:
                raise InvalidOrder("audio-empty")
            await asyncio.to_thread(part.replace, path)
        finally:
            await asyncio.shield(asyncio.to_thread(part.unlink, missing_ok=True))
        return name

    async def find(self, account: Account, name: str) -> Path:
        """Return where somebody's audio lies. Raises `InvalidOrder` if it is not theirs or not there."""
        try:
            path = self._folders.upload(name)
        except ValueError as error:
            raise InvalidOrder("audio-gone") from error
        if path.parent.name != _owner(account) or not await asyncio.to_thread(path.is_file):
            raise InvalidOrder("audio-gone")
        return path

    async def keep(self, name: str) -> bool:
        """Keep a file from now on for as long as one that was just sent; False if it is gone."""
        try:
            await asyncio.to_thread(os.utime, self._folders.upload(name))
        except OSError:
            return False
        return True

    async def _write(self, part: Path, pieces: AsyncIterator[bytes]) -> int:
        """Write everything that comes; return how much that was."""
        size, gathered = 0, bytearray()
        async for piece in pieces:
            size += len(piece)
            if size > self.most_bytes:
                raise InvalidOrder("audio-too-large", most_mb=self.most_bytes // 1_000_000)
            gathered += piece
            if len(gathered) >= WRITTEN_BYTES:
                await _append(part, bytes(gathered))
                gathered.clear()
        if gathered:
            await _append(part, bytes(gathered))
        return size


def most_taken(infos: Iterable[ProviderInfo]) -> int:
    """Return the largest song that any of these services sings anew, in bytes; 0: none does."""
    return max((info.covers.most_bytes for info in infos if info.covers is not None), default=0)


def _owner(account: Account) -> str:
    """Return a key for an account that can be part of a path, whatever its id looks like."""
    return hashlib.sha256(f"{account.platform}:{account.native_id}".encode()).hexdigest()[:16]


async def _append(path: Path, data: bytes) -> None:
    def write() -> None:
        with path.open("ab") as file:
            file.write(data)

    try:
        await asyncio.to_thread(write)
    except OSError as error:
        raise StorageFull("disk") from error
