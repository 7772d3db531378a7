"""`/songs`: one's own songs, page by page, posted again for nothing, sung anew and deleted."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.peers.discord import Message
from tests.platforms.discord.hall import Hall, is_song, open_hall


@pytest.fixture
async def hall(tmp_path: Path, song: bytes) -> AsyncIterator[Hall]:
    async with open_hall(tmp_path, song) as there:
        yield there


async def picked(hall: Hall, title: str) -> Message:
    """Open `/songs` and pick one."""
    panel = await (await hall.ann.slash("songs")).settled()
    await hall.ann.choose(panel, panel.selects[0].custom_id, title)
    return panel


async def left(hall: Hall) -> str:
    """Return what Ann reads of her quota."""
    return (await (await hall.ann.slash("quota")).settled()).text


async def test_a_song_is_posted_again_where_it_is_asked_for_and_costs_nothing(hall: Hall) -> None:
    await hall.ann.slash("song", prompt="rain", title="Rain")
    await hall.song()
    before, other = await left(hall), hall.guild.channel("other")
    panel = await (await hall.ann.slash("songs", at=other)).settled()
    assert panel.ephemeral
    await hall.ann.choose(panel, panel.selects[0].custom_id, "Rain")
    await hall.ann.press(panel, "Post again")
    again = await hall.ann.waits_for(is_song, at=other)
    assert again.pings == {"ann"}
    assert await left(hall) == before
    assert len(hall.band.tasks) == 1


async def test_a_secret_song_is_posted_again_to_its_owner_alone(hall: Hall) -> None:
    await hall.ann.slash("song", prompt="a secret", title="Secret", private=True)
    first = await hall.ann.waits_for(is_song, at=hall.ann.dm)
    await hall.ann.press(await picked(hall, "Secret"), "Post again")
    again = await hall.ann.waits_for(lambda one: is_song(one) and one is not first, at=hall.ann.dm)
    assert again.pings == {"ann"}
    assert hall.posts() == []


async def test_a_deleted_song_goes_with_everything_that_was_posted_of_it(hall: Hall) -> None:
    await hall.ann.slash("song", prompt="rain", title="Rain")
    await hall.song()
    panel = await picked(hall, "Rain")
    await hall.ann.press(panel, "Post again")
    songs = await hall.songs(2)
    await hall.ann.press(panel, "Delete")
    assert not any(song.gone for song in songs)
    await hall.ann.press(panel, "Delete")
    await hall.peer.until(lambda: all(song.gone for song in songs))


async def test_older_songs_are_on_the_next_page(tmp_path: Path, song: bytes) -> None:
    async with open_hall(tmp_path, song, quota={"songs": 20, "period": "day"}) as hall:
        for n in range(11):
            await (await hall.ann.slash("song", prompt="rain", title=f"Rain {n}")).settled()
            await hall.songs(n + 1)
        panel = await (await hall.ann.slash("songs")).settled()
        assert "Rain 10" in panel.text
        await hall.ann.press(panel, "Older")
        await hall.peer.until(lambda: "Rain 10" not in panel.text)
        assert "Rain 0" in panel.text
