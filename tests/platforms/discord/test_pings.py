"""Who is notified: whoever asked, and nobody whom words name."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.peers.discord import File
from tests.platforms.discord.hall import Hall, is_song, open_hall
from tests.platforms.discord.test_direct import until_kept

SHOUT = "@everyone @here"


@pytest.fixture
async def hall(tmp_path: Path, song: bytes) -> AsyncIterator[Hall]:
    async with open_hall(tmp_path, song) as there:
        yield there


async def test_words_of_members_notify_nobody(hall: Hall) -> None:
    role = hall.guild.role("band")
    shout = f"{SHOUT} <@{hall.mia.id}> <@&{role.id}>"
    hall.mia.set_roles(hall.guild, role)
    await hall.ann.slash("song", lyrics=f"[verse]\n{shout}\nsing", title=shout, style=shout, avoid=shout)
    await hall.song()
    await hall.ann.slash("song", file=File("a.txt", f"[verse]\n{shout}".encode()), title=shout)
    songs = await hall.songs(2)
    drafted = await hall.ann.slash("lyrics", prompt=shout, title=shout)
    panel = await drafted.settled()
    await hall.peer.until(lambda: any(one.label == "Sing" for one in panel.buttons))
    await hall.ann.press(panel, "Sing")
    await hall.songs(3)
    assert [song.pings for song in songs] == [{"ann"}, {"ann"}]
    assert hall.mia.notified == []
    assert {name for one in hall.posts() for name in one.pings} == {"ann"}


async def test_a_song_that_somebody_else_has_posted_again_notifies_them_alone(hall: Hall) -> None:
    hall.room.deny(hall.peer.bot, "send_messages")
    hall.ann.dms_open = False
    receipt = await (await hall.ann.slash("song", prompt="rain")).settled()
    await until_kept(hall)
    await hall.peer.until(lambda: any(one.label == "Get it" for one in receipt.buttons))
    hall.room.allow(hall.peer.bot, "send_messages")
    await hall.ann.press(receipt, "Get it")
    first = await hall.song()
    await hall.mia.press(receipt, "Get it")
    again = next(one for one in await hall.songs(2) if one is not first)
    assert again.pings == {"mia"}
    assert [one for one in hall.ann.notified if is_song(one)] == [first]
