"""What moderators do with `/admin`, and that nobody else can."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.peers.discord import NotPossible
from tests.platforms.discord.hall import Hall, open_hall


@pytest.fixture
async def hall(tmp_path: Path, song: bytes) -> AsyncIterator[Hall]:
    async with open_hall(tmp_path, song) as there:
        yield there


def commands_for(hall: Hall) -> list[tuple[str, dict[str, Any]]]:
    """Return every command with options that make sense."""
    member = {"member": hall.ann}
    return [
        ("admin quota set", {**member, "songs": 3, "period": "week", "reason": "a helper"}),
        ("admin quota add", {**member, "songs": 2}),
        ("admin quota reset", member),
        ("admin quota role", {"role": hall.guild.role("singers"), "instead": "unlimited"}),
        ("admin quota default", {"songs": 7}),
        ("admin quota server", {"songs": 100, "period": "month"}),
        ("admin quota show", {}),
        ("admin settings", {}),
        ("admin block", {**member, "days": 2, "reason": "spam"}),
        ("admin unblock", member),
        ("admin pause", {"message": "back soon"}),
    ]


async def test_every_command_is_answered_to_the_moderator_alone(hall: Hall) -> None:
    for command, options in commands_for(hall):
        answer = await hall.mia.slash(command, **options)
        assert (answer.kind, answer.ephemeral) == ("message", True), command
        assert answer.text, command


async def test_members_are_not_offered_it_and_are_refused_where_a_server_offers_it(hall: Hall) -> None:
    with pytest.raises(NotPossible):
        await hall.ann.slash("admin settings")
    hall.guild.command_overrides["admin"] = {hall.guild.id: True}
    for command, options in commands_for(hall):
        answer = await hall.ann.slash(command, **options)
        assert answer.ephemeral, command
        assert "Only moderators" in answer.text, command


async def test_a_member_whom_the_bot_has_never_met_gets_a_limit(hall: Hall) -> None:
    bob = hall.peer.member("bob", guild=hall.guild)
    answer = await hall.mia.slash("admin quota set", member=bob, songs=3, period="week")
    await hall.mia.press(await answer.settled(), "Confirm")
    quota = await bob.slash("quota")
    assert "3 songs" in quota.text


async def test_a_blocked_member_gets_no_songs_until_the_block_is_lifted(hall: Hall) -> None:
    answer = await hall.mia.slash("admin block", member=hall.ann, hours=12, reason="spam")
    await hall.mia.press(await answer.settled(), "Confirm")
    refusal = await hall.ann.slash("song", prompt="rain")
    assert refusal.ephemeral
    assert "spam" in refusal.text
    answer = await hall.mia.slash("admin unblock", member=hall.ann)
    await hall.mia.press(await answer.settled(), "Confirm")
    assert not (await hall.ann.slash("song", prompt="rain")).ephemeral


async def test_a_pause_begins_and_ends(hall: Hall) -> None:
    answer = await hall.mia.slash("admin pause", message="back on Monday")
    await hall.mia.press(await answer.settled(), "Confirm")
    assert "back on Monday" in (await hall.ann.slash("song", prompt="rain")).text
    answer = await hall.mia.slash("admin pause", off=True)
    await hall.mia.press(await answer.settled(), "Confirm")
    assert not (await hall.ann.slash("song", prompt="rain")).ephemeral


@pytest.mark.parametrize(
    ("command", "options", "said"),
    [
        ("admin quota default", {}, "Give a number of songs"),
        ("admin quota default", {"songs": 1, "instead": "none"}, "Give one of these"),
        ("admin quota server", {"songs": 1, "money": 2.5}, "Give one of these"),
        ("admin quota server", {"instead": "no-money"}, "no cap in money"),
        ("admin quota server", {"money": 2.5, "period": "month"}, "2.50 USD"),
        ("admin block", {"days": 365, "hours": 1}, "365"),
        ("admin quota add", {"songs": 0}, "nothing would change"),
    ],
)
async def test_what_is_given_is_read_or_refused_in_words(
    hall: Hall, command: str, options: dict[str, Any], said: str
) -> None:
    if command in ("admin block", "admin quota add"):
        options = {**options, "member": hall.ann}
    answer = await hall.mia.slash(command, **options)
    assert answer.ephemeral
    assert said in answer.text
