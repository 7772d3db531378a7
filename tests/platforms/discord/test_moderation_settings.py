"""`/admin settings`: the panel with all its components, and what each of them does."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.peers.discord import DiscordPeer, Message, Person
from tests.platforms.discord.hall import Hall, bot_in, is_song, open_hall

CHANNELS, ROLES, MODERATOR_ROLES = "everywhere", "everybody", "none besides"
MODERATOR_CHANNEL, LANGUAGE, ZONE = "where they are made", "everybody’s own", "Choose…"
INTEGRATIONS = "Server Settings → Integrations"


@pytest.fixture
async def hall(tmp_path: Path, song: bytes) -> AsyncIterator[Hall]:
    async with open_hall(tmp_path, song) as there:
        yield there


async def settings(who: Person, page: str = "") -> Message:
    """Open the panel, at a page of it."""
    answer = await who.slash("admin settings")
    assert (answer.kind, answer.ephemeral) == ("message", True)
    assert answer.message is not None
    if page:
        turned = await who.press(answer.message, page)
        assert turned.kind == "update"
    return answer.message


# --- songs ----------------------------------------------------------------------------------------


async def test_songs_are_made_in_the_channels_that_are_chosen(hall: Hall) -> None:
    stage = hall.guild.channel("stage")
    panel = await settings(hall.mia)
    answer = await hall.mia.choose(panel, CHANNELS, stage)
    assert answer.kind == "update"
    assert panel.select(CHANNELS).defaults == (str(stage.id),)
    refused = await hall.ann.slash("song", prompt="rain", at=hall.room)
    assert refused.ephemeral
    assert f"Order in <#{stage.id}>." in refused.text
    thread = stage.thread("evening")
    taken = await hall.ann.slash("song", prompt="rain", at=thread)
    assert not taken.ephemeral
    await hall.ann.waits_for(is_song, at=thread)
    await hall.mia.choose(panel, CHANNELS)
    assert not (await hall.ann.slash("song", prompt="snow", at=hall.room)).ephemeral


async def test_songs_are_made_for_the_roles_that_are_chosen(hall: Hall) -> None:
    singers = hall.guild.role("singers")
    panel = await settings(hall.mia)
    await hall.mia.choose(panel, ROLES, singers)
    assert panel.select(ROLES).defaults == (str(singers.id),)
    refused = await hall.ann.slash("song", prompt="rain")
    assert refused.ephemeral
    assert f"for some roles only: <@&{singers.id}>" in refused.text
    hall.ann.set_roles(hall.guild, singers)
    assert not (await hall.ann.slash("song", prompt="rain")).ephemeral


async def test_the_service_that_is_asked_first_is_chosen(hall: Hall) -> None:
    panel = await settings(hall.mia)
    service = panel.select("as the operator decided")
    await hall.mia.choose(panel, service.custom_id, "The band service")
    assert panel.select("as the operator decided").chosen == ("The band service",)


# --- moderators -----------------------------------------------------------------------------------


async def test_roles_that_moderate_need_one_more_step_in_discord_which_is_said(hall: Hall) -> None:
    staff = hall.guild.role("staff")
    sam = hall.peer.member("sam", guild=hall.guild, roles=[staff])
    panel = await settings(hall.mia, "Moderators…")
    assert INTEGRATIONS not in panel.text
    await hall.mia.choose(panel, MODERATOR_ROLES, staff)
    assert INTEGRATIONS in panel.text
    assert panel.select(MODERATOR_ROLES).defaults == (str(staff.id),)
    assert "admin" not in [command.name for command in sam.commands()]
    hall.guild.allow_command("admin", staff)
    theirs = await settings(sam, "Moderators…")
    await sam.choose(theirs, MODERATOR_ROLES)
    assert INTEGRATIONS not in theirs.text
    refused = await sam.press(theirs, "Songs…")
    assert "Only moderators" in refused.text


async def test_requests_go_to_the_channel_that_is_chosen(hall: Hall) -> None:
    channel = hall.guild.channel("moderators")
    panel = await settings(hall.mia, "Moderators…")
    await hall.mia.choose(panel, MODERATOR_CHANNEL, channel)
    assert panel.select(MODERATOR_CHANNEL).defaults == (str(channel.id),)
    await hall.mia.choose(panel, MODERATOR_CHANNEL)
    assert panel.select(MODERATOR_CHANNEL).defaults == ()


# --- the place ------------------------------------------------------------------------------------


async def test_the_time_zone_is_chosen_or_written_and_names_the_midnight_that_counts(hall: Hall) -> None:
    panel = await settings(hall.mia, "This place…")
    assert re.search(r"in UTC, where today’s counts end on <t:\d+:f>", panel.text)
    await hall.mia.choose(panel, ZONE, "Asia/Shanghai")
    assert panel.select(ZONE).chosen == ("Asia/Shanghai",)
    opened = await hall.mia.press(panel, "Another time zone")
    assert opened.modal is not None
    refused = await hall.mia.submit(opened.modal, {"Its name, like Europe/Vienna": "Nowhere"})
    assert "There is no time zone “Nowhere”." in refused.text
    opened = await hall.mia.press(panel, "Another time zone")
    await hall.mia.submit(opened.modal, {"Its name, like Europe/Vienna": "asia/kathmandu"})
    assert panel.select(ZONE).chosen == ("Asia/Kathmandu",)
    assert re.search(r"in Asia/Kathmandu, where today’s counts end on <t:\d+:f>", panel.text)


async def test_a_pause_begins_and_ends_on_the_panel(hall: Hall) -> None:
    panel = await settings(hall.mia, "This place…")
    opened = await hall.mia.press(panel, "Make a pause")
    assert opened.modal is not None
    sent = await hall.mia.submit(opened.modal, {"What to tell those who order": "back on _Monday_"})
    assert sent.kind == "update"
    assert r"**Songs**: paused, “back on \_Monday\_”" in panel.text
    refused = await hall.ann.slash("song", prompt="rain")
    assert r"back on \_Monday\_" in refused.text
    await hall.mia.press(panel, "End the pause")
    assert "**Songs**: songs are made" in panel.text
    assert not (await hall.ann.slash("song", prompt="rain")).ephemeral


async def test_songs_by_direct_message_are_let_in_and_shut_out(hall: Hall) -> None:
    panel = await settings(hall.mia, "This place…")
    await hall.mia.press(panel, "Let direct messages count here")
    assert "**Songs by direct message count here**: yes" in panel.text
    await hall.ann.slash("quota", at=hall.room)
    quota = await hall.ann.slash("quota", at=hall.ann.dm)
    assert "In hall" in (await quota.settled()).text
    await hall.mia.press(panel, "Stop direct messages counting here")
    assert "**Songs by direct message count here**: no" in panel.text


async def test_everybody_reads_the_language_of_the_server_from_then_on(hall: Hall) -> None:
    panel = await settings(hall.mia, "This place…")
    await hall.mia.choose(panel, LANGUAGE, "中文")
    assert "收到！" in (await hall.ann.slash("song", prompt="rain")).text
    assert "由 The band service 制作" in (await hall.song()).text
    assert "9 of 10 songs left today" in (await hall.ann.slash("quota")).text, "what she alone reads is hers"


# --- all together ---------------------------------------------------------------------------------


async def test_the_panel_takes_as_much_as_discord_lets_anybody_choose(hall: Hall) -> None:
    channels = [hall.guild.channel(f"channel-{n}") for n in range(25)]
    roles = [hall.guild.role(f"role {n}") for n in range(25)]
    panel = await settings(hall.mia)
    await hall.mia.choose(panel, CHANNELS, *channels)
    await hall.mia.choose(panel, ROLES, *roles)
    assert len(panel.select(CHANNELS).defaults) == len(panel.select(ROLES).defaults) == 25
    await hall.mia.press(panel, "Moderators…")
    await hall.mia.choose(panel, MODERATOR_ROLES, *roles)
    await hall.mia.choose(panel, MODERATOR_CHANNEL, channels[0])
    await hall.mia.press(panel, "This place…")
    opened = await hall.mia.press(panel, "Make a pause")
    await hall.mia.submit(opened.modal, {"What to tell those who order": "*" * 200})
    assert r"\*" * 200 in panel.text
    refused = await hall.ann.slash("song", prompt="rain")
    assert refused.text.count(r"\*") == 200
    await hall.mia.press(panel, "End the pause")
    refused = await hall.ann.slash("song", prompt="rain")
    assert all(f"<@&{role.id}>" in refused.text for role in roles)


async def test_two_panels_beside_each_other_do_not_undo_each_other(hall: Hall) -> None:
    mo = hall.peer.member("mo", guild=hall.guild, permissions=("manage_guild",))
    stage, singers = hall.guild.channel("stage"), hall.guild.role("singers")
    one, other = await settings(hall.mia), await settings(mo)
    await hall.mia.choose(one, CHANNELS, stage)
    await mo.choose(other, ROLES, singers)
    assert other.select(CHANNELS).defaults == (str(stage.id),)
    assert other.select(ROLES).defaults == (str(singers.id),)


async def test_a_panel_works_after_a_restart(tmp_path: Path, song: bytes) -> None:
    async with DiscordPeer() as peer:
        async with bot_in(peer, tmp_path, song) as hall:
            panel = await settings(hall.mia, "Moderators…")
        async with bot_in(peer, tmp_path, song) as hall:
            staff = hall.guild.role("staff")
            await hall.mia.choose(panel, MODERATOR_ROLES, staff)
            assert panel.select(MODERATOR_ROLES).defaults == (str(staff.id),)
            assert INTEGRATIONS in panel.text
