"""How large a song may be that is posted on Discord, and what becomes of one that is larger."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.errors import DeliveryUnavailable, TooLargeToPost
from bot.platforms.discord.upload_limits import EVERYWHERE
from tests.peers.discord import Broken
from tests.platforms.discord.delivery_bench import MIB, Bench, bench, only, post


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Bench]:
    """A bot that has logged in, and Ann, a member of its one server."""
    async with bench(tmp_path) as made:
        yield made


@pytest.mark.parametrize(
    ("tier", "features", "most"),
    [
        (0, (), 10 * MIB),
        (1, (), 10 * MIB),
        (2, (), 25 * MIB),
        (3, (), 25 * MIB),
        (0, ("MAX_FILE_SIZE_50_MB",), 25 * MIB),
        (0, ("MAX_FILE_SIZE_100_MB", "COMMUNITY"), 25 * MIB),
    ],
)
async def test_a_server_takes_what_its_tier_or_its_features_give(
    at: Bench, tier: int, features: tuple[str, ...], most: int
) -> None:
    guild = at.peer.guild("boosted", tier=tier, features=features)
    upload = await at.delivery.upload(at.origin(at=guild.channel()))
    assert upload.most_bytes is not None
    assert most - 100_000 < upload.most_bytes < most
    assert "mp3" in upload.plays


async def test_a_song_as_large_as_the_limit_arrives(at: Bench) -> None:
    guild = at.peer.guild("boosted", tier=2)
    origin = at.origin(at=guild.channel())
    upload = await at.delivery.upload(origin)
    await post(at, origin, at.song(origin, size=upload.most_bytes or 0))
    assert only(at.said_in(guild.channel())).files[0].size == upload.most_bytes


async def test_a_direct_message_takes_the_least(at: Bench) -> None:
    assert (await at.delivery.upload(at.origin(at=at.ann.dm))).most_bytes == EVERYWHERE
    guild = at.peer.guild("gone", tier=3)
    origin = at.origin(at=guild.channel())
    await guild.remove_bot()
    assert (await at.delivery.upload(origin)).most_bytes == EVERYWHERE


async def test_a_server_is_not_asked_for_its_limit_again_and_again(at: Bench) -> None:
    for _ in range(3):
        await at.delivery.upload(at.origin())
    asked = [one for one in at.peer.requests if one.path.startswith("/guilds/")]
    assert len(asked) == 1
    at.later(3_600)
    await at.delivery.upload(at.origin())
    assert len([one for one in at.peer.requests if one.path.startswith("/guilds/")]) == 2


async def test_a_limit_that_nobody_can_tell_is_asked_for_later(at: Bench) -> None:
    at.peer.fail("GET", "/guilds/*", Broken(503))
    with pytest.raises(DeliveryUnavailable):
        await at.delivery.upload(at.origin())
    assert (await at.delivery.upload(at.origin())).most_bytes == EVERYWHERE


async def test_a_file_that_is_refused_for_its_size_is_to_be_made_smaller(at: Bench) -> None:
    origin = at.origin()
    with pytest.raises(TooLargeToPost) as caught:
        await post(at, origin, at.song(origin, size=11 * MIB))
    assert caught.value.most_bytes == EVERYWHERE
    assert at.said_in(at.room) == []


async def test_a_server_that_sank_is_believed_to_take_less(at: Bench) -> None:
    guild = at.peer.guild("boosted", tier=2)
    origin = at.origin(at=guild.channel())
    assert (await at.delivery.upload(origin)).most_bytes != EVERYWHERE
    guild.tier = 0
    with pytest.raises(TooLargeToPost):
        await post(at, origin, at.song(origin, size=20 * MIB))
    assert (await at.delivery.upload(origin)).most_bytes == EVERYWHERE


async def test_what_goes_by_direct_message_instead_is_made_smaller_before_it_is_sent(at: Bench) -> None:
    guild = at.peer.guild("boosted", tier=2)
    at.peer.member("ann", guild=guild)
    origin = at.origin(at=guild.channel())
    guild.channel().deny(at.peer.bot, "send_messages")
    with pytest.raises(TooLargeToPost) as caught:
        await post(at, origin, at.song(origin, size=20 * MIB))
    assert caught.value.most_bytes == EVERYWHERE
    await post(at, origin, at.song(origin, size=EVERYWHERE))
    assert only(at.said_in(at.ann.dm)).files[0].size == EVERYWHERE
