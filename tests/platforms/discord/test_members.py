"""Who belongs to a server, by one call for a person, and what they are there."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.errors import DeliveryUnavailable
from bot.domain.people import PlaceRef, Standing
from bot.platforms.discord.members import Server
from tests.peers.discord.faults import Broken, Limited
from tests.peers.discord.members import Person
from tests.peers.discord.peer import DiscordPeer
from tests.peers.discord.world import Guild
from tests.platforms.discord.bots import at_home, discord_of

MANAGE, ADMINISTER = 1 << 5, 1 << 3


@pytest.fixture
async def peer() -> AsyncIterator[DiscordPeer]:
    async with DiscordPeer() as there:
        yield there


def place_of(guild: Guild) -> PlaceRef:
    return PlaceRef("discord", str(guild.id))


def asked_for(peer: DiscordPeer, person: Person) -> int:
    return sum(one.method == "GET" and one.path.endswith(f"/members/{person.id}") for one in peer.requests)


async def test_standings_are_as_the_server_says_and_asked_for_once(peer: DiscordPeer, tmp_path: Path) -> None:
    hall = peer.guild("hall")
    singers = hall.role("singers")
    ann = peer.member("ann", guild=hall, roles=[singers])
    bob = peer.member("bob", guild=hall, permissions=["manage_guild"])
    carl = peer.member("carl", guild=hall, permissions=["administrator"])
    assert hall.owner is not None
    async with at_home(peer, tmp_path) as app:
        await peer.ready()

        async def standing(person: Person) -> Standing:
            found = await discord_of(app).standing(place_of(hall), str(person.id))
            assert found is not None
            return found

        assert await standing(ann) == Standing(place_of(hall), "hall", frozenset({str(singers.id)}))
        assert (await standing(bob)).manages
        assert (await standing(carl)).manages
        owner = await discord_of(app).standing(place_of(hall), str(hall.owner.id))
        assert owner is not None
        assert owner.manages
        await standing(ann)
        assert asked_for(peer, ann) == 1
        assert sum(one.path.endswith(f"/guilds/{hall.id}") for one in peer.requests) == 1
    assert peer.violations == []


async def test_who_is_not_there_has_no_standing(peer: DiscordPeer, tmp_path: Path) -> None:
    hall, elsewhere = peer.guild("hall"), peer.guild("elsewhere", bot=None)
    ann = peer.member("ann", guild=elsewhere)
    async with at_home(peer, tmp_path) as app:
        await peer.ready()
        discord = discord_of(app)
        assert await discord.standing(place_of(hall), str(ann.id)) is None
        assert await discord.standing(place_of(elsewhere), str(ann.id)) is None
        assert await discord.standing(PlaceRef("discord", "1"), str(ann.id)) is None
        assert await discord.standing(PlaceRef(), str(ann.id)) is None
    assert peer.violations == []


async def test_discord_that_does_not_say_is_no_answer(peer: DiscordPeer, tmp_path: Path) -> None:
    hall = peer.guild("hall")
    ann = peer.member("ann", guild=hall)
    async with at_home(peer, tmp_path) as app:
        await peer.ready()
        for fault in (Broken(503), Limited(3600.0)):
            peer.fail("GET", "/guilds/*/members/*", fault)
            with pytest.raises(DeliveryUnavailable):
                await discord_of(app).standing(place_of(hall), str(ann.id))
        assert await discord_of(app).standing(place_of(hall), str(ann.id)) is not None
    async with at_home(peer, tmp_path) as app:
        discord = discord_of(app)
        await discord.stop()
        with pytest.raises(DeliveryUnavailable):
            await discord.standing(place_of(hall), str(ann.id))


@pytest.mark.parametrize(
    ("rights", "timed_out_until", "manages"),
    [
        (0, None, False),
        (MANAGE, None, True),
        (MANAGE, "2020-01-01T00:00:00+00:00", True),
        (MANAGE, "2999-01-01T00:00:00+00:00", False),
        (ADMINISTER, "2999-01-01T00:00:00+00:00", True),
    ],
)
def test_who_is_timed_out_manages_nothing(rights: int, timed_out_until: str | None, manages: bool) -> None:
    role = {"id": "7", "permissions": str(rights)}
    everyone = {"id": "1", "permissions": "0"}
    server = Server.of({"id": "1", "name": "hall", "owner_id": "9", "roles": [everyone, role]})
    member = {"roles": ["7"], "communication_disabled_until": timed_out_until}
    assert server.standing(PlaceRef("discord", "1"), "8", member).manages is manages
