"""Songs that were sent for covers: whose they are, and how long they are kept."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.errors import InvalidOrder, StorageFull
from bot.domain.people import Account
from bot.media.folders import Folders
from bot.studio.uploads import Uploads

MOST = 3_000_000


async def one_piece(data: bytes) -> AsyncIterator[bytes]:
    yield data


async def test_a_song_is_its_senders_only(tmp_path: Path) -> None:
    uploads = Uploads(Folders(tmp_path), most_bytes=MOST)
    ann, bob = Account("web", "ann"), Account("web", "bob")
    name = await uploads.take(ann, one_piece(b"la"))
    assert (await uploads.find(ann, name)).read_bytes() == b"la"
    for account, given in ((bob, name), (ann, name[:-1]), (ann, "uploads/../x"), (ann, "/etc/passwd")):
        with pytest.raises(InvalidOrder):
            await uploads.find(account, given)


async def test_of_many_songs_the_oldest_goes(tmp_path: Path) -> None:
    uploads = Uploads(Folders(tmp_path), most_bytes=MOST)
    ann = Account("web", "ann")
    names = []
    for n in range(12):
        names.append(await uploads.take(ann, one_piece(b"la")))
        os.utime(tmp_path / names[-1], (n, n))
    kept = [name for name in names if (tmp_path / name).exists()]
    assert kept == names[2:]


async def test_songs_are_kept_for_a_day_after_they_were_last_used(tmp_path: Path) -> None:
    folders = Folders(tmp_path)
    uploads = Uploads(folders, most_bytes=MOST)
    old, used = [await uploads.take(Account("web", one), one_piece(b"la")) for one in ("ann", "bob")]
    now = (tmp_path / used).stat().st_mtime + 24 * 3600
    for name in (old, used):
        os.utime(tmp_path / name, (now - 26 * 3600, now - 26 * 3600))
    assert await uploads.keep(used)
    assert await folders.sweep_uploads(now=now) == 1
    assert not (tmp_path / old).exists()
    assert (tmp_path / used).exists()
    assert not await uploads.keep(old)
    assert await folders.usage_bytes() == 2


async def test_a_full_disk_takes_no_song(tmp_path: Path) -> None:
    uploads = Uploads(Folders(tmp_path, cap_bytes=MOST - 1), most_bytes=MOST)
    with pytest.raises(StorageFull):
        await uploads.take(Account("web", "ann"), one_piece(b"la"))
    assert not (tmp_path / "uploads").exists()
