"""Asking moderators for more songs, their answers, and what the operator is told by direct message."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.peers.discord import Channel, DiscordPeer, Hold, Message, Person
from tests.platforms.discord.hall import Hall, bot_in, is_song, open_hall

TOKEN_LIVES_S = 15 * 60


@pytest.fixture
async def hall(tmp_path: Path, song: bytes) -> AsyncIterator[Hall]:
    async with open_hall(tmp_path, song) as there:
        yield there


def is_request(message: Message) -> bool:
    """Tell whether somebody asks for more in it."""
    return "A request for more songs" in message.text


async def asks(who: Person, *, songs: int = 5, why: str = "", at: Channel | None = None) -> Message:
    """Ask for more with the button of `/quota`, and return what is shown to whoever asks."""
    panel = (await who.slash("quota", at=at)).message
    assert panel is not None
    opened = await who.press(panel, "Ask for more")
    sent = await who.submit(opened.modal, {"Songs": str(songs), "Why": why})
    assert sent.kind == "update"
    assert "A moderator will answer." in panel.text
    assert panel.ephemeral == (panel.channel.guild is not None)
    return panel


async def with_staff(hall: Hall) -> tuple[Person, Channel]:
    """Let a role moderate, and have requests in a channel; returns somebody with the role."""
    staff, channel = hall.guild.role("staff"), hall.guild.channel("moderators")
    panel = (await hall.mia.slash("admin settings")).message
    assert panel is not None
    await hall.mia.press(panel, "Moderators…")
    await hall.mia.choose(panel, "none besides", staff)
    await hall.mia.choose(panel, "where they are made", channel)
    return hall.peer.member("sam", guild=hall.guild, roles=[staff]), channel


# --- asking ---------------------------------------------------------------------------------------


async def test_a_request_stands_where_it_was_made_and_pings_nobody(hall: Hall) -> None:
    await asks(hall.ann, songs=3, why="for *my* choir @everyone")
    request = await hall.mia.waits_for(is_request)
    assert not request.ephemeral
    assert request.pings == set()
    assert f"**Who**: <@{hall.ann.id}>" in request.text
    assert "**Songs**: 3 songs" in request.text
    assert r"**Why**: for \*my\* choir" in request.text
    assert "**Has now**: 10 of 10 songs left today" in request.text
    assert [button.label for button in request.buttons] == ["Approve", "Another amount", "Decline"]


async def test_a_number_that_is_none_is_asked_for_again_with_what_was_written(hall: Hall) -> None:
    panel = (await hall.ann.slash("quota")).message
    assert panel is not None
    opened = await hall.ann.press(panel, "Ask for more")
    refused = await hall.ann.submit(opened.modal, {"Songs": "many", "Why": "because"})
    assert refused.ephemeral
    assert "a whole number of songs from 1 to 1,000" in refused.text
    assert refused.message is not None
    again = await hall.ann.press(refused.message, "Open the form again")
    assert again.modal is not None
    assert again.modal.field("Why").value == "because"
    await hall.ann.submit(again.modal, {"Songs": "4"})
    assert "4 songs" in (await hall.mia.waits_for(is_request)).text


async def test_one_request_at_a_time(hall: Hall) -> None:
    await asks(hall.ann)
    panel = (await hall.ann.slash("quota")).message
    assert panel is not None
    opened = await hall.ann.press(panel, "Ask for more")
    refused = await hall.ann.submit(opened.modal, {})
    assert "already asked for more songs here" in refused.text


# --- answering ------------------------------------------------------------------------------------


async def test_who_manages_the_server_approves_and_the_asker_alone_is_told(hall: Hall) -> None:
    await asks(hall.ann, songs=3)
    request = await hall.mia.waits_for(is_request)
    answer = await hall.mia.press(request, "Approve")
    assert answer.kind == "update"
    assert f"<@{hall.mia.id}> approved the request: 3 more songs." in request.text
    assert request.buttons == []
    told = await hall.ann.waits_for(lambda one: one.ephemeral and "approved the request" in one.text)
    assert f"<@{hall.mia.id}> approved the request: 3 more songs." in told.text
    assert "13 of 13 songs left today" in told.text


async def test_a_role_without_manage_server_answers_in_the_moderators_channel(hall: Hall) -> None:
    sam, channel = await with_staff(hall)
    await asks(hall.ann, songs=3)
    request = await sam.waits_for(is_request, at=channel)
    assert not [one for one in hall.posts() if is_request(one)]
    opened = await sam.press(request, "Another amount")
    assert opened.modal is not None
    assert opened.modal.field("Songs").value == "3"
    await sam.submit(opened.modal, {"Songs": "2", "A word to the member": "two will *do*"})
    assert "2 more songs" in request.text
    told = await hall.ann.waits_for(lambda one: one.ephemeral and "12 of 12" in one.text, at=hall.room)
    assert r"“two will \*do\*”" in told.text


async def test_a_request_is_declined_with_a_word(hall: Hall) -> None:
    sam, channel = await with_staff(hall)
    await asks(hall.ann)
    request = await sam.waits_for(is_request, at=channel)
    opened = await sam.press(request, "Decline")
    await sam.submit(opened.modal, {"A word to the member": "next week"})
    assert f"<@{sam.id}> declined the request" in request.text
    assert request.buttons == []
    told = await hall.comes("declined the request", at=hall.room)
    assert "next week" in told.text
    assert "10 of 10 songs left today" in told.text


@pytest.mark.parametrize("button", ["Approve", "Another amount", "Decline"])
async def test_nobody_else_answers_a_request(hall: Hall, button: str) -> None:
    bob = hall.peer.member("bob", guild=hall.guild)
    await asks(hall.ann)
    request = await bob.waits_for(is_request)
    for somebody in (bob, hall.ann):
        refused = await somebody.press(request, button)
        assert (refused.kind, refused.ephemeral) == ("message", True)
        assert "Only moderators" in refused.text
    assert len(request.buttons) == 3


async def test_moderators_do_not_answer_their_own_requests(hall: Hall) -> None:
    await asks(hall.mia)
    request = await hall.mia.waits_for(is_request)
    refused = await hall.mia.press(request, "Approve")
    assert "somebody else has to answer it" in refused.text


async def test_of_two_answers_at_once_one_counts_and_both_see_it(hall: Hall) -> None:
    sam, channel = await with_staff(hall)
    await asks(hall.ann, songs=3)
    request = await sam.waits_for(is_request, at=channel)
    await asyncio.gather(sam.press(request, "Approve"), hall.mia.press(request, "Approve"))
    assert "approved the request" in request.text
    assert "13 of 13 songs left today" in (await hall.ann.slash("quota", at=hall.room)).text


async def test_an_asker_whose_token_is_over_is_told_by_direct_message(hall: Hall) -> None:
    await asks(hall.ann, songs=3)
    request = await hall.mia.waits_for(is_request)
    hall.peer.pass_time(TOKEN_LIVES_S + 1)
    await hall.mia.press(request, "Approve")
    told = await hall.comes("approved the request: 3 more songs.", at=hall.ann.dm)
    assert "13 of 13 songs left today" in told.text


async def test_an_asker_who_takes_no_direct_messages_has_the_songs_all_the_same(hall: Hall) -> None:
    await asks(hall.ann, songs=3)
    request = await hall.mia.waits_for(is_request)
    hall.peer.pass_time(TOKEN_LIVES_S + 1)
    hall.ann.dms_open = False
    await hall.mia.press(request, "Approve")
    assert "approved the request" in request.text
    assert "13 of 13 songs left today" in (await hall.ann.slash("quota")).text


# --- where nobody can be reached -------------------------------------------------------------------


async def test_a_request_that_the_moderators_channel_does_not_take_stands_where_it_was_made(
    hall: Hall,
) -> None:
    _, channel = await with_staff(hall)
    channel.deny(hall.peer.bot, "view_channel")
    await asks(hall.ann, songs=3, at=hall.room)
    request = await hall.mia.waits_for(is_request, at=hall.room)
    await hall.mia.press(request, "Approve")
    assert "approved the request" in request.text


async def test_who_asks_where_the_bot_may_not_write_is_told_that_nobody_reads_it(hall: Hall) -> None:
    hall.room.deny(hall.peer.bot, "send_messages")
    await asks(hall.ann, songs=3)
    told = await hall.comes("could not be brought to the moderators")
    assert told.ephemeral
    assert not [one for one in hall.posts() if is_request(one)]
    hall.room.allow(hall.peer.bot, "send_messages")
    await asks(hall.ann, songs=3)
    await hall.mia.waits_for(is_request)


async def test_who_asks_an_operator_who_is_in_no_server_of_the_bots_is_told_so(
    tmp_path: Path, song: bytes
) -> None:
    async with DiscordPeer() as peer:
        oda = peer.person("oda")
        async with bot_in(peer, tmp_path, song, operator={"discord_id": oda.id}) as hall:
            await asks(hall.ann, songs=3, at=hall.ann.dm)
            await hall.comes("could not be brought to the moderators", at=hall.ann.dm)


# --- restarts -------------------------------------------------------------------------------------


async def test_a_request_is_answered_after_a_restart(tmp_path: Path, song: bytes) -> None:
    async with DiscordPeer() as peer:
        async with bot_in(peer, tmp_path, song) as hall:
            await asks(hall.ann, songs=3)
            request = await hall.mia.waits_for(is_request)
        async with bot_in(peer, tmp_path, song) as hall:
            opened = await hall.mia.press(request, "Another amount")
            await hall.mia.submit(opened.modal, {"Songs": "1"})
            assert "one more song" in request.text
            await hall.ann.waits_for(lambda one: one.ephemeral and "one more song" in one.text)


async def test_a_request_that_a_restart_broke_off_arrives_once(tmp_path: Path, song: bytes) -> None:
    async with DiscordPeer() as peer:
        async with bot_in(peer, tmp_path, song) as hall:
            held: Hold = peer.hold("POST", "/channels/*/messages", after=True)
            await asks(hall.ann)
            await held.reached()
        held.release()
        async with bot_in(peer, tmp_path, song) as hall:
            request = await hall.mia.waits_for(is_request)
            await hall.mia.press(request, "Approve")
            await hall.ann.waits_for(lambda one: one.ephemeral and "5 more songs" in one.text)
            assert len([one for one in hall.posts() if is_request(one)]) == 1


# --- the operator ---------------------------------------------------------------------------------


async def test_the_operator_answers_requests_of_direct_messages(tmp_path: Path, song: bytes) -> None:
    async with DiscordPeer() as peer:
        oda = peer.member("oda", guild=peer.guild("hall"))
        async with bot_in(peer, tmp_path, song, operator={"discord_id": oda.id}) as hall:
            await asks(hall.ann, songs=3, at=hall.ann.dm)
            request = await oda.waits_for(is_request, at=oda.dm)
            assert f"**Who**: <@{hall.ann.id}>" in request.text
            await oda.press(request, "Approve")
            assert "approved the request: 3 more songs." in request.text
            told = await hall.comes("approved the request", at=hall.ann.dm)
            assert "13 of 13 songs left today" in told.text
            assert hall.posts() == []


async def test_without_an_operator_there_is_nobody_to_ask_in_direct_messages(hall: Hall) -> None:
    panel = (await hall.ann.slash("quota", at=hall.ann.dm)).message
    assert panel is not None
    opened = await hall.ann.press(panel, "Ask for more")
    refused = await hall.ann.submit(opened.modal, {})
    assert "Nobody is there to ask" in (await refused.settled()).text


async def test_the_operator_is_alerted_once_by_direct_message(tmp_path: Path, song: bytes) -> None:
    async with DiscordPeer() as peer:
        oda = peer.member("oda", guild=peer.guild("hall"))
        budget = {"songs": 1, "period": "month"}
        async with bot_in(peer, tmp_path, song, operator={"discord_id": oda.id}, budget=budget) as hall:
            await hall.ann.slash("song", prompt="rain")
            await hall.ann.waits_for(is_song)
            alert = await hall.comes("all the songs it may make", oda, at=oda.dm)
            assert "<t:" in alert.text
            refused = await hall.ann.slash("song", prompt="snow")
            assert "The whole bot has made all the songs it may make for now" in refused.text
            assert len([one for one in oda.sees(oda.dm) if "all the songs it may make" in one.text]) == 1
