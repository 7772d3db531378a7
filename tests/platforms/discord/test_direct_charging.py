"""Songs that are ordered by direct message: which server is charged, and what is said where none is.

No song is ever made here: what is charged is charged when it is ordered.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.peers.discord import Answer, DiscordPeer, File, Guild, Message, Person
from tests.peers.discord.message import Select
from tests.platforms.discord.hall import Hall, bot_in, open_hall

LYRICS = "[verse]\nRain on the roof\nall night long\n[chorus]\nSing it away"
OWN = "direct messages"
TWO_A_DAY = {"quota": {"songs": 2, "period": "day"}}


class Town:
    """Two servers that let songs by direct message count, and Ann, who has sung in the market lately."""

    def __init__(self, hall: Hall, market: Guild) -> None:
        self.hall, self.market = hall, market
        self.peer, self.ann, self.mia = hall.peer, hall.ann, hall.mia

    async def write(self, text: str = LYRICS, files: tuple[File, ...] = ()) -> Message:
        """Let Ann write to the bot; returns the reply."""
        asked = await self.ann.write_dm(text, files=files)
        return await self.ann.waits_for(lambda message: message.reply_to == asked.id, at=self.ann.dm)

    async def sing(self, draft: Message) -> Message:
        """Let Ann press Sing; returns the receipt."""
        seen = {message.id for message in self.ann.sees(self.ann.dm)}
        await self.ann.press(draft, "Sing")
        return await self.ann.waits_for(
            lambda message: message.id not in seen and is_receipt(message), at=self.ann.dm
        )

    async def left(self, guild: Guild) -> str:
        """Return what Ann has left in a server, as it is said there."""
        return (await (await self.ann.slash("quota", at=guild.channel())).settled()).text

    async def moderate(self, command: str, guild: Guild, **given: object) -> Message:
        """Use a moderator's command, and confirm it where that is asked for."""
        panel = await (await self.mia.slash(f"admin {command}", at=guild.channel(), **given)).settled()
        if any(button.label == "Confirm" for button in panel.buttons):
            await (await self.mia.press(panel, "Confirm")).settled()
        return panel

    async def count_here(self, guild: Guild) -> None:
        """Change whether songs by direct message count in a server."""
        panel = await self.moderate("settings", guild)
        await (await self.mia.press(panel, "This place…")).settled()
        switch = next(one.label for one in panel.buttons if "direct messages" in one.label)
        await (await self.mia.press(panel, switch)).settled()

    async def sing_in(self, guild: Guild) -> None:
        """Let Ann order a song in a server."""
        answer = await self.ann.slash("song", prompt="rain", at=guild.channel())
        assert is_receipt(await answer.settled())

    def asked_about(self, person: Person) -> list[str]:
        """Return the servers, by name, of which Discord was asked about somebody, in order."""
        paths = {f"/guilds/{one.id}/members/{person.id}": one.name for one in self.peer.guilds}
        return [paths[one.path] for one in self.peer.requests if one.path in paths]


@asynccontextmanager
async def town_with(folder: Path, song: bytes, **settings: Any) -> AsyncIterator[Town]:
    """Open the town; each person has two songs a day in each server unless `settings` say otherwise."""
    async with DiscordPeer() as peer, town_in(peer, folder, song, **settings) as town:
        yield town


@asynccontextmanager
async def town_in(peer: DiscordPeer, folder: Path, song: bytes, **settings: Any) -> AsyncIterator[Town]:
    """Open the town in this stand-in."""
    peer.guild("hall")
    market = peer.guild("market")
    peer.member("ann", guild=market)
    peer.member("mia", guild=market, permissions=("manage_guild",))
    async with bot_in(peer, folder, song, **{**TWO_A_DAY, **settings}) as hall:
        hall.band.plan([asyncio.Event()])  # a song that is never sung
        town = Town(hall, market)
        for guild in (hall.guild, market):
            await town.count_here(guild)
        await town.left(hall.guild)
        await town.sing_in(market)
        yield town


@pytest.fixture
async def town(tmp_path: Path, song: bytes) -> AsyncIterator[Town]:
    async with town_with(tmp_path, song) as there:
        yield there


def is_receipt(message: Message) -> bool:
    """Tell whether a message says that an order was taken."""
    return any(button.label == "Cancel" for button in message.buttons)


def menu_of(draft: Message) -> Select:
    """Return the menu of what can be charged."""
    return next(one for one in draft.selects if any(OWN in option.label for option in one.options))


def offered(draft: Message) -> list[str]:
    """Return what can be charged, what is chosen with a star before it."""
    return [f"{'*' if one.default else ''}{one.label.partition(' (')[0]}" for one in menu_of(draft).options]


# --- what is charged --------------------------------------------------------------------------


async def test_the_server_where_they_last_sang_is_named_and_charged(town: Town) -> None:
    draft = await town.write()
    assert offered(draft) == ["*market", "hall", OWN]
    assert "1 of 2 songs left" in menu_of(draft).options[0].label
    receipt = await town.sing(draft)
    assert "market" in receipt.text
    assert "market" not in (await town.write()).text  # it has none left, and is not offered
    assert "No more songs" in await town.left(town.market)
    assert "2 of 2" in await town.left(town.hall.guild)


async def test_discord_is_asked_about_each_server_once(town: Town) -> None:
    await town.sing(await town.write())
    await town.write("[verse]\nAnother song\nof the rain")
    assert sorted(town.asked_about(town.ann)) == ["hall", "market"]


@pytest.mark.parametrize("place", ["hall", OWN])
async def test_another_place_is_charged_when_it_is_chosen(town: Town, place: str) -> None:
    draft = await town.write()
    menu = menu_of(draft)
    option = next(one for one in menu.options if one.label.startswith(place))
    changed = await (await town.ann.choose(draft, menu.custom_id, option.value)).settled()
    assert f"*{place}" in offered(changed)
    receipt = await town.sing(changed)
    assert ("hall" in receipt.text) == (place == "hall")
    assert "1 of 2" in await town.left(town.market)
    assert ("1 of 2" if place == "hall" else "2 of 2") in await town.left(town.hall.guild)


async def test_a_command_in_a_direct_message_is_charged_there_and_says_so(town: Town) -> None:
    receipt = await (await town.ann.slash("song", prompt="rain", at=town.ann.dm)).settled()
    assert "market" in receipt.text
    assert "No more songs" in await town.left(town.market)


async def test_a_wish_that_becomes_words_and_a_file_are_charged_there_too(town: Town) -> None:
    wish = await town.write("a song about rain")
    assert offered(wish) == ["*market", "hall", OWN]
    file = await town.write("style: jazz", (File("rain.txt", LYRICS.encode(), "text/plain"),))
    assert offered(file) == ["*market", "hall", OWN]


async def left_the_market(town: Town) -> None:
    await town.ann.leave(town.market)


async def expelled_the_bot(town: Town) -> None:
    await town.market.remove_bot()


async def used_it_up(town: Town) -> None:
    await town.sing_in(town.market)


async def counts_no_messages(town: Town) -> None:
    await town.count_here(town.market)


async def blocked_her(town: Town) -> None:
    await town.moderate("block", town.market, member=town.ann, reason="spam")


async def paused(town: Town) -> None:
    await town.moderate("pause", town.market, message="back soon")


async def wants_a_role(town: Town) -> None:
    panel = await town.moderate("settings", town.market)
    await (await town.mia.choose(panel, "everybody", town.market.role("singers"))).settled()


REASONS = (
    left_the_market,
    expelled_the_bot,
    used_it_up,
    counts_no_messages,
    blocked_her,
    paused,
    wants_a_role,
)


@pytest.mark.parametrize("happens", REASONS, ids=lambda one: one.__name__)
async def test_a_server_that_would_not_take_it_gives_way_to_the_next(town: Town, happens: Any) -> None:
    await happens(town)
    draft = await town.write()
    assert offered(draft) == ["*hall", OWN]
    assert "hall" in (await town.sing(draft)).text


async def test_a_role_that_she_has_in_that_server_lets_her_in(town: Town) -> None:
    await wants_a_role(town)
    town.ann.set_roles(town.market, town.market.role("singers"))
    assert "*market" in offered(await town.write())


@pytest.mark.parametrize(
    "happens", [used_it_up, counts_no_messages, blocked_her], ids=lambda one: one.__name__
)
async def test_what_changed_before_sing_is_said_and_nothing_is_ordered(town: Town, happens: Any) -> None:
    draft = await town.write()
    await happens(town)
    await town.ann.press(draft, "Sing")
    said = await town.ann.waits_for(lambda message: "any more" in message.text, at=town.ann.dm)
    assert "charged to hall now" in said.text
    assert offered(draft) == ["*hall", OWN]
    assert not any(is_receipt(one) for one in town.ann.sees(town.ann.dm))
    assert "hall" in (await town.sing(draft)).text


async def test_a_draft_outlives_a_restart_and_a_server_that_she_has_left_is_not_charged(
    tmp_path: Path, song: bytes
) -> None:
    async with DiscordPeer() as peer:
        async with town_in(peer, tmp_path, song) as town:
            draft = await town.write()
        await town.ann.leave(town.market)
        async with bot_in(peer, tmp_path, song, **TWO_A_DAY) as hall:
            hall.band.plan([asyncio.Event()])
            again = Town(hall, town.market)
            await (await hall.ann.press(draft, "Sing")).settled()
            assert offered(draft) == ["*hall", OWN]
            assert "hall" in (await again.sing(draft)).text


# --- no server is charged ---------------------------------------------------------------------


async def test_where_all_is_used_up_each_server_is_named_with_its_reason(tmp_path: Path, song: bytes) -> None:
    async with town_with(tmp_path, song, access={"private": "nobody"}) as town:
        await town.sing_in(town.market)
        await blocked_in_the_hall(town)
        refusal = await town.write()
        assert "market" in refusal.text
        assert "hall" in refusal.text
        assert not refusal.selects


async def blocked_in_the_hall(town: Town) -> None:
    await town.moderate("block", town.hall.guild, member=town.ann, reason="spam")


@pytest.mark.parametrize(
    ("private", "was_met", "is_let_in"),
    [("all", False, True), ("members", False, False), ("members", True, True), ("nobody", True, False)],
)
async def test_without_a_server_the_operator_decides(
    tmp_path: Path, song: bytes, private: str, was_met: bool, is_let_in: bool
) -> None:
    async with open_hall(tmp_path, song, access={"private": private}) as hall:
        hall.band.plan([asyncio.Event()])
        if was_met:
            await hall.ann.slash("quota")
        asked = await hall.ann.write_dm(LYRICS)
        answer = await hall.ann.waits_for(lambda message: message.reply_to == asked.id, at=hall.ann.dm)
        if is_let_in:
            await hall.ann.press(answer, "Sing")
            assert await hall.ann.waits_for(is_receipt, at=hall.ann.dm)
        else:
            assert "server" in answer.text
            assert not answer.buttons


async def test_a_server_that_discord_does_not_speak_of_in_time_is_left_out(town: Town) -> None:
    held = town.peer.hold("GET", f"/guilds/{town.market.id}/members/*")
    draft = await town.write()
    assert offered(draft) == ["*hall", OWN]
    held.release()


async def test_a_command_is_answered_before_discord_has_said_where_she_belongs(town: Town) -> None:
    held = [town.peer.hold("GET", f"/guilds/{one.id}/members/*") for one in (town.market, town.hall.guild)]
    answer: Answer = await town.ann.slash("song", prompt="rain", at=town.ann.dm)
    assert answer.kind in ("deferred", "message")
    receipt = await answer.settled()
    assert is_receipt(receipt)
    assert not {"market", "hall"} & set(receipt.text.split())
    for one in held:
        one.release()
