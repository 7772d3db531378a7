"""What moderators see of `/admin`, and what members notice of it."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.peers.discord import Answer, DiscordPeer, Message, Person
from tests.platforms.discord.hall import Hall, bot_in, is_song, open_hall

TIME = re.compile(r"<t:\d+:f>")


@pytest.fixture
async def hall(tmp_path: Path, song: bytes) -> AsyncIterator[Hall]:
    async with open_hall(tmp_path, song) as there:
        yield there


@pytest.fixture
def bob(hall: Hall) -> Person:
    """A member who has never spoken to the bot."""
    return hall.peer.member("bob", guild=hall.guild)


def panel_of(answer: Answer) -> Message:
    """Return what a moderator was shown, and nobody else."""
    assert (answer.kind, answer.ephemeral) == ("message", True)
    assert answer.message is not None
    return answer.message


async def done(hall: Hall, command: str, **options: Any) -> Message:
    """Have Mia use a command and confirm it."""
    panel = panel_of(await hall.mia.slash(f"admin {command}", **options))
    answer = await hall.mia.press(panel, "Confirm")
    assert answer.kind == "update"
    assert "Done." in panel.text
    assert panel.buttons == []
    return panel


# --- limits ---------------------------------------------------------------------------------------


async def test_a_limit_is_shown_with_its_effect_and_holds_once_it_is_confirmed(hall: Hall) -> None:
    answer = await hall.mia.slash("admin quota set", member=hall.ann, songs=1, reason="a *test*")
    panel = panel_of(answer)
    assert "## A limit for Ann" in panel.text
    assert "**Now**: 10 songs a day, for everybody, by the operator, 10 left" in panel.text
    assert "**Then**: one song a day, set for this person, 1 left" in panel.text
    assert r"**Reason**: a \*test\*" in panel.text
    await hall.mia.press(panel, "Confirm")
    assert "Done." in panel.text
    await hall.ann.slash("song", prompt="rain")
    await hall.song()
    refused = await hall.ann.slash("song", prompt="snow")
    assert refused.ephemeral
    assert "You have used your song for today" in refused.text
    assert TIME.search(refused.text)


async def test_a_change_that_is_left_changes_nothing(hall: Hall) -> None:
    panel = panel_of(await hall.mia.slash("admin quota set", member=hall.ann, songs=0))
    assert "With 0 no song can be ordered." in panel.text
    await hall.mia.press(panel, "Leave it")
    assert "everything stays as it was" in panel.text
    assert panel.buttons == []
    await hall.ann.slash("song", prompt="rain")
    await hall.song()


@pytest.mark.parametrize(
    ("command", "options", "title", "then"),
    [
        ("quota set", {"instead": "unlimited", "period": "week"}, "A limit for Bob", "as many songs as"),
        ("quota set", {"songs": 7, "period": "a week"}, "A limit for Bob", "7 songs a week"),
        ("quota add", {"songs": 3}, "Songs on top for Bob", "13 left"),
        ("quota add", {"songs": -3}, "Songs on top for Bob", "7 left"),
        ("quota default", {"songs": 2}, "The limit for everybody here", "2 songs a day"),
        ("quota server", {"songs": 200, "period": "month"}, "The cap in songs", "200 songs a month"),
        ("quota server", {"money": 20.5}, "The cap in money", "20.50 USD a month"),
        ("block", {}, "Block Bob", "blocked until it is lifted"),
        ("block", {"days": 2, "hours": 3, "reason": "spam"}, "Block Bob", "blocked until <t:"),
        ("pause", {"message": "until Monday"}, "A pause for the whole place", "“until Monday”"),
    ],
)
async def test_every_change_is_explained_to_the_moderator_alone_and_made_when_they_say_so(
    hall: Hall, command: str, options: Mapping[str, Any], title: str, then: str
) -> None:
    bob = hall.peer.member("bob", guild=hall.guild)
    about_bob: dict[str, Any] = {"member": bob} if "Bob" in title else {}
    panel = panel_of(await hall.mia.slash(f"admin {command}", **about_bob, **options))
    assert title in panel.text
    assert then in panel.text
    assert [button.label for button in panel.buttons] == ["Confirm", "Leave it"]
    await hall.mia.press(panel, "Confirm")
    assert "Done." in panel.text
    assert then in panel.text
    assert hall.posts() == []


async def test_a_role_has_a_limit_until_it_is_taken_away(hall: Hall) -> None:
    singers = hall.guild.role("singers")
    hall.ann.set_roles(hall.guild, singers)
    panel = await done(hall, "quota role", role=singers, songs=20)
    assert f"A limit for the role <@&{singers.id}>" in panel.text
    assert "20 songs a day" in (await hall.ann.slash("quota")).text
    await done(hall, "quota role", role=singers, instead="none")
    assert "10 songs a day" in (await hall.ann.slash("quota")).text


async def test_what_everybody_has_and_the_caps_are_taken_away_again(hall: Hall) -> None:
    await done(hall, "quota default", songs=2)
    await done(hall, "quota server", songs=5)
    await done(hall, "quota server", money=0.5)
    assert "10 songs a day" in (await done(hall, "quota default", instead="none")).text
    assert "none is set" in (await done(hall, "quota server", instead="no cap in songs any more")).text
    assert "none is set" in (await done(hall, "quota server", instead="no cap in money any more")).text
    shown = panel_of(await hall.mia.slash("admin quota show"))
    assert "**Everybody**: 10 songs a day" in shown.text
    assert shown.text.count("none is set") == 4


async def test_a_count_starts_anew(hall: Hall) -> None:
    await done(hall, "quota set", member=hall.ann, songs=1)
    await hall.ann.slash("song", prompt="rain")
    await hall.song()
    await done(hall, "quota reset", member=hall.ann)
    answer = await hall.ann.slash("song", prompt="snow")
    assert not answer.ephemeral
    await hall.songs(2)


async def test_show_explains_a_member_who_was_never_there_with_the_roles_they_have(
    hall: Hall, bob: Person
) -> None:
    singers = hall.guild.role("singers")
    bob.set_roles(hall.guild, singers)
    await done(hall, "quota role", role=singers, songs=20, reason="they sing")
    shown = panel_of(await hall.mia.slash("admin quota show", member=bob))
    assert "## Bob, explained" in shown.text
    assert f"20 songs a day, for the role <@&{singers.id}>" in shown.text
    assert re.search(r"\*\*Set\*\*: by Mia on <t:\d+:f>, “they sing”", shown.text)
    assert re.search(r"\*\*Starts anew\*\*: <t:\d+:f>$", shown.text, re.MULTILINE)


async def test_show_lists_what_holds_in_the_server(hall: Hall, bob: Person) -> None:
    await done(hall, "quota set", member=hall.ann, songs=3)
    await done(hall, "block", member=bob, days=1)
    await done(hall, "pause", message="a *break*")
    shown = panel_of(await hall.mia.slash("admin quota show"))
    assert "**People**: Ann: 3 songs a day" in shown.text
    assert re.search(r"\*\*Blocked\*\*: Bob until <t:\d+:f>$", shown.text, re.MULTILINE)
    assert r"**Pause**: paused, “a \*break\*”" in shown.text


@pytest.mark.parametrize(
    ("command", "options", "sentence"),
    [
        ("quota set", {"member": "ann"}, "Give a number of songs, or choose what holds instead"),
        ("quota set", {"member": "ann", "songs": 1, "instead": "none"}, "Give one of these"),
        ("quota set", {"member": "ann", "instead": "none"}, "Ann has no limit of their own"),
        ("quota set", {"member": "mia", "songs": 1}, "changed by another moderator"),
        ("quota add", {"member": "ann", "songs": 0}, "With 0 nothing would change."),
        ("quota reset", {"member": "ann"}, "Ann has used nothing in this period"),
        ("quota role", {"role": "choir", "instead": "none"}, "The role <@&{choir}> has no limit"),
        ("quota default", {"instead": "none"}, "No limit is set for everybody here"),
        ("quota server", {}, "Give a number of songs"),
        ("quota server", {"songs": 1, "money": 1.0}, "Give one of these"),
        ("quota server", {"instead": "none"}, "choose “no cap in money any more”"),
        ("quota server", {"instead": "no-money"}, "no cap in money"),
        ("block", {"member": "ann", "days": 365, "hours": 1}, "A block ends after 365 days at the latest."),
        ("unblock", {"member": "ann"}, "Ann is not blocked here."),
        ("pause", {"off": True}, "There is no pause here."),
    ],
)
async def test_what_cannot_be_done_is_said_in_a_sentence(
    hall: Hall, command: str, options: Mapping[str, Any], sentence: str
) -> None:
    choir = hall.guild.role("choir")
    named = {"ann": hall.ann, "mia": hall.mia, "choir": choir}
    given: dict[str, Any] = {name: named.get(str(value), value) for name, value in options.items()}
    panel = panel_of(await hall.mia.slash(f"admin {command}", **given))
    assert sentence.format(choir=choir.id) in panel.text
    assert panel.buttons == []


# --- blocks and pauses ----------------------------------------------------------------------------


async def test_somebody_who_was_never_there_is_blocked_and_let_in_again(hall: Hall, bob: Person) -> None:
    await done(hall, "block", member=bob, hours=12, reason="spam in *#general*")
    refused = await bob.slash("song", prompt="rain")
    assert refused.ephemeral
    assert "A moderator has blocked you here" in refused.text
    assert TIME.search(refused.text)
    assert r"spam in \*#general\*" in refused.text
    await done(hall, "unblock", member=bob, reason="all right")
    answer = await bob.slash("song", prompt="rain")
    assert not answer.ephemeral
    await bob.waits_for(is_song)


async def test_a_pause_keeps_everybody_from_songs_until_it_ends(hall: Hall) -> None:
    await done(hall, "pause", message="we are back on Monday")
    for somebody in (hall.ann, hall.mia):
        refused = await somebody.slash("song", prompt="rain")
        assert refused.ephemeral
        assert "making a pause here" in refused.text
        assert "we are back on Monday" in refused.text
    await done(hall, "pause", off=True)
    await hall.ann.slash("song", prompt="rain")
    await hall.song()


# --- presses that come late -----------------------------------------------------------------------


async def test_two_presses_at_once_are_one_change(hall: Hall) -> None:
    panel = panel_of(await hall.mia.slash("admin quota add", member=hall.ann, songs=3))
    await asyncio.gather(*(hall.mia.press(panel, "Confirm") for _ in range(2)))
    await hall.comes("already done", hall.mia)
    assert "13 of 13 songs left today" in (await hall.ann.slash("quota")).text


async def test_a_change_that_another_moderator_made_meanwhile_is_no_longer_offered(
    hall: Hall, bob: Person
) -> None:
    mo = hall.peer.member("mo", guild=hall.guild, permissions=("administrator",))
    await done(hall, "block", member=bob)
    panel = panel_of(await mo.slash("admin unblock", member=bob))
    await done(hall, "unblock", member=bob)
    answer = await mo.press(panel, "Confirm")
    assert answer.ephemeral
    assert "Bob is not blocked here." in answer.text


async def test_a_change_is_confirmed_after_a_restart(tmp_path: Path, song: bytes) -> None:
    async with DiscordPeer() as peer:
        async with bot_in(peer, tmp_path, song) as hall:
            panel = panel_of(await hall.mia.slash("admin quota set", member=hall.ann, songs=3))
        async with bot_in(peer, tmp_path, song) as hall:
            await hall.mia.press(panel, "Confirm")
            assert "Done." in panel.text
            assert "3 of 3 songs left today" in (await hall.ann.slash("quota")).text
            assert TIME.search((await hall.ann.slash("quota")).text)


async def test_who_is_no_moderator_any_more_confirms_nothing(hall: Hall) -> None:
    panel = panel_of(await hall.mia.slash("admin quota set", member=hall.ann, songs=0))
    hall.mia.set_roles(hall.guild)
    refused = await hall.mia.press(panel, "Confirm")
    assert refused.ephemeral
    assert "Only moderators" in refused.text
    assert "10 of 10 songs left today" in (await hall.ann.slash("quota")).text
