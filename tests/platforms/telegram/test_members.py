"""Who administers a group, and who belongs to it: asked of Telegram, and kept for minutes only."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from pydantic import SecretStr

from bot.domain.errors import DeliveryUnavailable, PlatformError
from bot.domain.people import PlaceRef, Standing
from bot.platforms.telegram.client import Bot
from bot.platforms.telegram.members import FRESH_MS, STALE_MS, STANDING_MS, Members
from bot.platforms.telegram.settings import TelegramSettings
from tests.peers.telegram import Group, Person, TelegramPeer
from tests.store.rows import Clock

ADMINISTRATORS = "getChatAdministrators"


@dataclass
class Office:
    """Telegram, and the part of the bot that asks it about people."""

    peer: TelegramPeer
    members: Members
    clock: Clock

    async def manages(self, group: Group, person: Person) -> bool:
        return await self.members.manages(str(group.id), str(person.id))

    async def standing(self, group: Group, person: Person) -> Standing | None:
        return await self.members.standing(place_of(group), str(person.id))


def place_of(group: Group) -> PlaceRef:
    return PlaceRef("telegram", str(group.id))


@asynccontextmanager
async def open_office() -> AsyncIterator[Office]:
    clock = Clock()
    async with TelegramPeer() as peer:
        settings = TelegramSettings(token=SecretStr(peer.token), base_url=peer.base_url)
        async with Bot(settings) as bot:
            yield Office(peer, Members(bot, clock), clock)
        assert peer.violations == []


async def test_who_administers_a_group_is_asked_once_for_many_and_again_after_some_minutes() -> None:
    async with open_office() as office:
        peer = office.peer
        hall, other = peer.group("hall"), peer.group("other")
        mia, ann = peer.member("mia", hall, manages=True), peer.member("ann", hall)
        answers = await asyncio.gather(*(office.manages(hall, who) for who in (mia, ann, mia, ann)))
        assert answers == [True, False, True, False]
        assert await office.manages(hall, peer.person("owner of hall"))
        assert not await office.manages(other, mia)
        assert len(peer.asked(ADMINISTRATORS)) == 2

        hall.join(mia, "member")
        hall.join(ann, "administrator")
        assert await office.manages(hall, mia), "it was asked a moment ago"
        office.clock.forward(FRESH_MS)
        assert not await office.manages(hall, mia)
        assert await office.manages(hall, ann)
        hall.join(ann, "member")
        office.members.forget(str(hall.id))
        assert not await office.manages(hall, ann)


async def test_where_telegram_does_not_say_those_manage_who_did_within_the_hour() -> None:
    async with open_office() as office:
        peer = office.peer
        hall = peer.group("hall")
        mia, ann = peer.member("mia", hall, manages=True), peer.member("ann", hall)
        peer.faults.add(ADMINISTRATORS, status=500, description="Internal Server Error", times=99)
        assert not await office.manages(hall, mia)
        assert not await office.manages(hall, mia)
        assert len(peer.asked(ADMINISTRATORS)) == 1, "it is not asked again at once"
        peer.faults.clear()
        office.clock.forward(FRESH_MS)
        assert await office.manages(hall, mia)

        await peer.down()
        office.clock.forward(FRESH_MS)
        assert await office.manages(hall, mia)
        assert not await office.manages(hall, ann)
        office.clock.forward(STALE_MS)
        assert not await office.manages(hall, mia)
        await peer.up()


async def test_standings_are_as_telegram_says() -> None:
    async with open_office() as office:
        peer = office.peer
        hall = peer.group("hall", bot="administrator")
        ann, mia = peer.member("ann", hall), peer.member("mia", hall, manages=True)
        bob, carl, stranger = peer.person("bob"), peer.person("carl"), peer.person("stranger")
        hall.join(bob, "restricted")
        hall.join(carl, "member")
        place = place_of(hall)
        assert await office.standing(hall, ann) == Standing(place, "hall")
        assert await office.standing(hall, mia) == Standing(place, "hall", manages=True)
        assert await office.standing(hall, bob) == Standing(place, "hall")
        assert len(peer.asked("getChat")) == 1, "the title is kept"

        hall.leave(bob)
        hall.leave(carl, kicked=True)
        assert await office.standing(hall, ann)
        assert len(peer.asked("getChatMember")) == 3, "what was asked a moment ago is kept"
        office.clock.forward(STANDING_MS)
        for gone in (bob, carl, stranger):
            assert await office.standing(hall, gone) is None
        assert await office.members.standing(PlaceRef(), str(ann.id)) is None
        assert await office.members.standing(PlaceRef("discord", "1"), str(ann.id)) is None


@pytest.mark.parametrize("how", ["hidden", "removed"])
async def test_a_group_that_tells_the_bot_nothing_takes_no_songs_from_elsewhere(how: str) -> None:
    async with open_office() as office:
        hall = office.peer.group("hall")
        ann = office.peer.member("ann", hall)
        if how == "hidden":
            hall.hide_members()
        else:
            hall.remove_bot()
        assert await office.standing(hall, ann) is None


async def test_no_answer_is_trouble_and_no_no() -> None:
    async with open_office() as office:
        peer = office.peer
        hall = peer.group("hall")
        ann = peer.member("ann", hall)
        for fault in ({"status": 502, "html": True}, {"retry_after": 600.0}, {"drop": "after"}):
            peer.faults.add("getChatMember", **fault)
            with pytest.raises(PlatformError):
                await office.standing(hall, ann)
        await peer.down()
        with pytest.raises(DeliveryUnavailable):
            await office.standing(hall, ann)
        await peer.up()
        assert await office.standing(hall, ann) is not None
