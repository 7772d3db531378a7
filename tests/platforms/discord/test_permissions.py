"""Who may do what: every command and menu, of a member, moderators here and elsewhere, and somebody blocked.

Discord is told to offer `/admin` to everybody: what counts is what the bot says.
"""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.peers.discord import File, Person
from tests.peers.service import audio
from tests.platforms.discord.hall import Hall, open_hall

SONGS: dict[str, dict[str, Any]] = {
    "song": {"prompt": "rain"},
    "lyrics": {"prompt": "rain"},
    "cover": {"file": File("tune.mp3", audio(8.0), "audio/mpeg"), "style": "jazz, smoky bar"},
}
"""What may cost something."""
PLAIN: dict[str, dict[str, Any]] = {"songs": {}, "quota": {}, "cancel": {}, "help": {}}
MENUS = ("Make a song from this", "Cover this")
MODERATED: dict[str, dict[str, Any]] = {
    "admin quota set": {"member": "ann", "songs": 3},
    "admin quota add": {"member": "ann", "songs": 2},
    "admin quota reset": {"member": "ann"},
    "admin quota role": {"role": "singers", "songs": 1},
    "admin quota default": {"songs": 7},
    "admin quota server": {"songs": 100},
    "admin quota show": {},
    "admin settings": {},
    "admin block": {"member": "ann"},
    "admin unblock": {"member": "ann"},
    "admin pause": {},
}
EVERYTHING = (*SONGS, *PLAIN, *MENUS, *MODERATED)
REFUSED = {
    "member": {*MODERATED},
    "moderator": set[str](),
    "moderator by a role": set[str](),
    "moderator elsewhere": {*MODERATED},
    "blocked": {*SONGS, *MODERATED},
}
"""What everybody is refused; everything else they may do. The menus open drafts, which cost nothing yet."""
REASONS = ("Only moderators of this place", "blocked you here")


@pytest.fixture
async def hall(tmp_path: Path, song: bytes) -> AsyncIterator[Hall]:
    async with open_hall(tmp_path, song, limits={"drafts_per_day": 100, "queued_per_user": 100}) as there:
        yield there


async def person(hall: Hall, kind: str) -> Person:
    """Return somebody of this kind."""
    match kind:
        case "moderator":
            return hall.mia
        case "moderator by a role":
            role = hall.guild.role("wardens")
            panel = await (await hall.mia.slash("admin settings")).settled()
            page = next(one for one in panel.buttons if one.custom_id.endswith(":page-moderators"))
            await hall.mia.press(panel, page.custom_id)
            menu = next(one for one in panel.selects if one.custom_id.endswith(":moderator_roles"))
            await hall.mia.choose(panel, menu.custom_id, role)
            return hall.peer.member("bob", guild=hall.guild, roles=[role])
        case "moderator elsewhere":
            other = hall.peer.guild("elsewhere")
            hall.peer.member("bob", guild=other, permissions=("administrator",))
            return hall.peer.member("bob", guild=hall.guild)
        case "blocked":
            bob = hall.peer.member("bob", guild=hall.guild)
            answer = await hall.mia.slash("admin block", member=bob)
            await hall.mia.press(await answer.settled(), "Confirm")
            return bob
    return hall.peer.member("bob", guild=hall.guild)


async def said_to(hall: Hall, who: Person, command: str) -> str:
    """Use a command, and return what is said; empty for a form."""
    if command in MENUS:
        files = [File("tune.mp3", audio(8.0), "audio/mpeg")] if command == "Cover this" else []
        message = await hall.ann.write("[verse]\nRain\n[chorus]\nSun", at=hall.room, files=files)
        answer = await who.menu(command, message)
    else:
        options = {**SONGS, **PLAIN, **MODERATED}[command]
        named = {"ann": hall.ann, "singers": hall.guild.role("singers")}
        given = {
            name: named.get(value, value) if isinstance(value, str) else value
            for name, value in options.items()
        }
        answer = await who.slash(command, at=hall.room, **given)
    if answer.modal is not None:
        return ""
    shown = await answer.settled()
    return " ".join([shown.text, *(one.text for one in answer.followups)])


@pytest.mark.parametrize("kind", REFUSED)
async def test_everybody_may_do_what_is_theirs_to_do(hall: Hall, kind: str) -> None:
    who = await person(hall, kind)
    hall.guild.command_overrides["admin"] = {hall.guild.id: True}
    refused = set()
    for command in EVERYTHING:
        said = await said_to(hall, who, command)
        if any(reason in said for reason in REASONS):
            refused.add(command)
    assert refused == REFUSED[kind]
