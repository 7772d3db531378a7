"""What Discord's stand-in refuses, request by request, with Discord's status, code and words."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession

from tests.peers.bots import Bare
from tests.peers.discord import DiscordPeer, Guild, Person

Json = dict[str, Any]
MIB = 1024 * 1024
LAYOUT, EPHEMERAL = 1 << 15, 1 << 6


@pytest.fixture
async def peer() -> AsyncIterator[DiscordPeer]:
    async with DiscordPeer() as up:
        yield up


@pytest.fixture
async def send(peer: DiscordPeer) -> AsyncIterator[Bare]:
    async with ClientSession() as session:
        yield Bare(session, peer)


@pytest.fixture
def hall(peer: DiscordPeer) -> Guild:
    return peer.guild("hall")


@pytest.fixture
def ann(peer: DiscordPeer, hall: Guild) -> Person:
    return peer.member("ann", guild=hall)


def messages(guild: Guild) -> str:
    """Return the path of a channel's messages."""
    return f"/channels/{guild.channel().id}/messages"


def listed(*names: str) -> list[Json]:
    """Return the list of files that goes with an upload."""
    return [{"id": n, "filename": name} for n, name in enumerate(names)]


def button(**more: Any) -> Json:
    """Return a good button."""
    return {"type": 2, "style": 1, "label": "Again", "custom_id": "again", **more}


def row(*components: Json) -> Json:
    """Return a row."""
    return {"type": 1, "components": list(components)}


def menu(options: int = 2, **more: Any) -> Json:
    """Return a good menu."""
    lines = [{"label": f"option {n}", "value": str(n)} for n in range(options)]
    return {"type": 3, "custom_id": "menu", "options": lines, **more}


def text(characters: int) -> Json:
    """Return a text of a layout message."""
    return {"type": 10, "content": "x" * characters}


GOOD: dict[str, Json] = {
    "content of 2,000": {"content": "x" * 2_000},
    "embeds of 6,000": {"embeds": [{"description": "x" * 4_000}, {"description": "x" * 2_000}]},
    "five rows of five buttons": {
        "content": "x",
        "components": [row(*(button(custom_id=f"{n}-{m}") for m in range(5))) for n in range(5)],
    },
    "a menu of 25": {"content": "x", "components": [row(menu(25))]},
    "a link": {
        "content": "x",
        "components": [row({"type": 2, "style": 5, "label": "x", "url": "https://x.y"})],
    },
    "a layout": {"flags": LAYOUT, "components": [{"type": 17, "components": [text(3_900), row(button())]}]},
}
BAD: dict[str, tuple[Json, str]] = {
    "nothing": ({"content": ""}, "50006"),
    "long content": ({"content": "x" * 2_001}, "BASE_TYPE_MAX_LENGTH"),
    "long embed": ({"embeds": [{"description": "x" * 4_097}]}, "BASE_TYPE_MAX_LENGTH"),
    "long embeds": ({"embeds": [{"description": "x" * 3_001}] * 2}, "MAX_EMBED_SIZE_EXCEEDED"),
    "long title": ({"embeds": [{"title": "x" * 257}]}, "BASE_TYPE_MAX_LENGTH"),
    "26 fields": ({"embeds": [{"fields": [{"name": "x", "value": "y"}] * 26}]}, "BASE_TYPE_MAX_LENGTH"),
    "11 embeds": ({"embeds": [{"title": "x"}] * 11}, "BASE_TYPE_BAD_LENGTH"),
    "long nonce": ({"content": "x", "nonce": "n" * 26}, "BASE_TYPE_MAX_LENGTH"),
    "6 rows": (
        {"content": "x", "components": [row(button(custom_id=str(n))) for n in range(6)]},
        "BAD_LENGTH",
    ),
    "6 buttons": (
        {"content": "x", "components": [row(*(button(custom_id=str(n)) for n in range(6)))]},
        "BAD_LENGTH",
    ),
    "26 options": ({"content": "x", "components": [row(menu(26))]}, "BASE_TYPE_BAD_LENGTH"),
    "two menus in a row": (
        {"content": "x", "components": [row(menu(), menu(custom_id="other"))]},
        "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
    ),
    "an id twice": (
        {"content": "x", "components": [row(button(), button())]},
        "COMPONENT_CUSTOM_ID_DUPLICATED",
    ),
    "long id": ({"content": "x", "components": [row(button(custom_id="x" * 101))]}, "BASE_TYPE_BAD_LENGTH"),
    "long label": ({"content": "x", "components": [row(button(label="x" * 81))]}, "BASE_TYPE_MAX_LENGTH"),
    "no label": ({"content": "x", "components": [row(button(label=""))]}, "MISSING_LABEL_OR_EMOJI"),
    "a layout part in an ordinary message": ({"content": "x", "components": [text(5)]}, "UNION_TYPE_CHOICES"),
    "content in a layout": ({"content": "x", "flags": LAYOUT, "components": [text(5)]}, "LEGACY_FIELDS"),
    "long layout": ({"flags": LAYOUT, "components": [text(2_001), text(2_000)]}, "TEXT_SIZE_EXCEEDED"),
    "41 parts": (
        {"flags": LAYOUT, "components": [{"type": 17, "components": [text(1)] * 40}]},
        "MAX_TOTAL_COMPONENTS",
    ),
    "a file that is not there": (
        {"flags": LAYOUT, "components": [{"type": 13, "file": {"url": "attachment://a.txt"}}]},
        "REFERENCED_ATTACHMENT_NOT_FOUND",
    ),
    "users parsed and listed": (
        {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
        "PARSE_EXCLUSIVE",
    ),
    "a reply to nothing": (
        {"content": "x", "message_reference": {"message_id": "1"}},
        "REPLIES_UNKNOWN_MESSAGE",
    ),
}


@pytest.mark.parametrize("name", GOOD)
async def test_a_good_message_is_posted(peer: DiscordPeer, hall: Guild, send: Bare, name: str) -> None:
    assert (await send("POST", messages(hall), GOOD[name])).status == 200
    assert peer.violations == []


@pytest.mark.parametrize("name", BAD)
async def test_a_bad_message_is_refused(peer: DiscordPeer, hall: Guild, send: Bare, name: str) -> None:
    body, why = BAD[name]
    answered = await send("POST", messages(hall), body)
    assert answered.status == 400
    assert why in json.dumps(answered.body)
    assert peer.messages_in(hall.channel()) == []
    assert bool(peer.violations) == (name != "a reply to nothing")


@pytest.mark.parametrize(
    ("place", "limit"),
    [({}, 10), ({"tier": 2}, 50), ({"features": ["MAX_FILE_SIZE_50_MB"]}, 50), ({"tier": 3}, 100)],
)
async def test_a_file_is_as_large_as_the_server_allows(
    peer: DiscordPeer, send: Bare, place: Json, limit: int
) -> None:
    hall = peer.guild("a hall", **place)
    body = {"attachments": listed("song.mp3")}
    large = await send("POST", messages(hall), body, files=(("song.mp3", bytes(limit * MIB + 1)),))
    assert (large.status, large.code) == (413, 40005)
    fits = await send("POST", messages(hall), body, files=(("song.mp3", bytes(limit * MIB)),))
    assert fits.body["attachments"][0]["size"] == limit * MIB


@pytest.mark.parametrize(
    ("denied", "body", "expected"),
    [
        ("view_channel", {"content": "x"}, (403, 50001)),
        ("send_messages", {"content": "x"}, (403, 50013)),
        ("embed_links", {"embeds": [{"title": "x"}]}, (403, 50013)),
        ("attach_files", {"attachments": listed("a.txt")}, (403, 50013)),
        ("read_message_history", {"content": "x", "message_reference": {"message_id": "1"}}, (400, 160002)),
    ],
)
async def test_what_the_bot_may_not_is_refused(
    peer: DiscordPeer, hall: Guild, send: Bare, *, denied: str, body: Json, expected: tuple[int, int]
) -> None:
    hall.channel().deny(peer.bot, denied)
    files = (("a.txt", b"x"),) if "attachments" in body else ()
    answered = await send("POST", messages(hall), body, files=files)
    assert (answered.status, answered.code) == expected


async def test_without_history_there_are_no_messages(peer: DiscordPeer, hall: Guild, send: Bare) -> None:
    made = await send("POST", messages(hall), {"content": "x"})
    hall.channel().deny(peer.bot, "read_message_history")
    assert (await send("GET", messages(hall))).body == []
    assert (await send("GET", f"{messages(hall)}/{made.body['id']}")).code == 50013


@pytest.mark.parametrize(
    ("thread", "denied", "expected"),
    [
        ({}, "", 200),
        ({}, "send_messages_in_threads", 50013),
        ({"archived": True}, "", 200),
        ({"locked": True}, "", 160005),
        ({"archived": True, "locked": True}, "", 50083),
        ({"private": True}, "", 50001),
    ],
)
async def test_a_thread_takes_what_it_takes(
    peer: DiscordPeer, hall: Guild, send: Bare, *, thread: Json, denied: str, expected: int
) -> None:
    below = hall.channel().thread(**thread)
    if denied:
        hall.channel().deny(peer.bot, denied)
    answered = await send("POST", f"/channels/{below.id}/messages", {"content": "x"})
    assert (200 if answered.status == 200 else answered.code) == expected
    assert not (expected == 200 and below.archived)


async def test_direct_messages_can_be_closed_or_without_a_server(
    peer: DiscordPeer, hall: Guild, ann: Person, send: Bare
) -> None:
    opened = await send("POST", "/users/@me/channels", {"recipient_id": str(ann.id)})
    path = f"/channels/{opened.body['id']}/messages"
    assert (await send("POST", path, {"content": "x"})).status == 200
    ann.dms_open = False
    assert (await send("POST", path, {"content": "x"})).code == 50007
    await ann.leave(hall)
    assert (await send("POST", path, {"content": "x"})).code == 50278
    assert [one.text for one in ann.sees(ann.dm)] == ["x"]
    assert peer.violations == []


async def test_the_same_nonce_posts_once_for_some_minutes(peer: DiscordPeer, hall: Guild, send: Bare) -> None:
    body = {"content": "x", "nonce": "job-1", "enforce_nonce": True}
    first, again = [(await send("POST", messages(hall), body)).body["id"] for _ in range(2)]
    assert first == again
    peer.pass_time(3600)
    assert (await send("POST", messages(hall), body)).body["id"] != first


async def test_only_own_messages_that_are_there_are_edited(hall: Guild, ann: Person, send: Bare) -> None:
    said = await ann.write("hello")
    path = f"{messages(hall)}/{said.id}"
    assert (await send("PATCH", path, {"content": "x"})).code == 50005
    assert (await send("DELETE", path)).code == 50013
    await ann.delete(said)
    assert (await send("PATCH", path, {"content": "x"})).code == 10008
    await hall.channel().delete()
    assert (await send("GET", f"/channels/{said.channel.id}")).code == 10003


async def test_an_edit_keeps_what_it_does_not_name(hall: Guild, ann: Person, send: Bare) -> None:
    files = (("a.txt", b"a"), ("b.txt", b"b"))
    body = {"content": "x", "embeds": [{"title": "facts"}], "attachments": listed("a.txt", "b.txt")}
    made = (await send("POST", messages(hall), body, files=files)).body
    path = f"{messages(hall)}/{made['id']}"
    await send("PATCH", path, {"content": "y"})
    assert (ann.last().text, len(ann.last().files)) == ("y\nfacts", 2)
    await send("PATCH", path, {"embeds": [], "attachments": [{"id": made["attachments"][1]["id"]}]})
    assert (ann.last().text, [one.name for one in ann.last().files]) == ("y", ["b.txt"])
    assert ann.last().edits == 2


async def test_a_layout_stays_a_layout(peer: DiscordPeer, hall: Guild, send: Bare) -> None:
    made = await send("POST", messages(hall), {"flags": LAYOUT, "components": [text(5)]})
    path = f"{messages(hall)}/{made.body['id']}"
    assert "LEGACY_FIELDS" in json.dumps((await send("PATCH", path, {"content": "x"})).body)
    assert (await send("PATCH", path, {"flags": 0, "components": [text(5)]})).code == 50035
    assert (await send("PATCH", path, {"components": [text(6)]})).status == 200


async def test_a_file_that_no_part_of_a_layout_shows_is_noted(
    peer: DiscordPeer, hall: Guild, send: Bare
) -> None:
    body = {"flags": LAYOUT, "components": [text(5)], "attachments": listed("a.txt")}
    assert (await send("POST", messages(hall), body, files=(("a.txt", b"a"),))).status == 200
    assert "nobody sees it" in peer.violations[0]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/users/1", 404),
        ("POST", "/guilds/1/channels", 404),
        ("DELETE", "/users/@me/channels", 405),
        ("PUT", "/channels/1/messages", 405),
    ],
)
async def test_a_call_that_the_bot_does_not_make_is_refused_and_noted(
    peer: DiscordPeer, send: Bare, method: str, path: str, status: int
) -> None:
    assert (await send(method, path)).status == status
    assert len(peer.violations) == 1


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ({"name": "Song"}, "APPLICATION_COMMAND_INVALID_NAME"),
        ({"name": "x" * 33}, "APPLICATION_COMMAND_INVALID_NAME"),
        ({"description": ""}, "BASE_TYPE_BAD_LENGTH"),
        ({"description_localizations": {"ja": "x" * 101}}, "BASE_TYPE_BAD_LENGTH"),
        ({"description_localizations": {"xx": "x"}}, "BASE_TYPE_CHOICES"),
        ({"name_localizations": {"ja": "うた うた"}}, "APPLICATION_COMMAND_INVALID_NAME"),
        (
            {
                "options": [
                    {"type": 3, "name": "a", "description": "d"},
                    {"type": 3, "name": "b", "description": "d", "required": True},
                ]
            },
            "REQUIRED_INVALID",
        ),
        ({"options": [{"type": 3, "name": "a", "description": "d"}] * 2}, "NAME_ALREADY_EXISTS"),
        ({"options": [{"type": 3, "name": f"a{n}", "description": "d"} for n in range(26)]}, "BAD_LENGTH"),
        (
            {
                "options": [
                    {
                        "type": 3,
                        "name": "a",
                        "description": "d",
                        "choices": [{"name": "x", "value": "x"}] * 26,
                    }
                ]
            },
            "BAD_LENGTH",
        ),
        (
            {
                "options": [
                    {
                        "type": 3,
                        "name": f"a{n}",
                        "description": "d" * 100,
                        "choices": [{"name": "x" * 100, "value": f"{m}" * 100} for m in range(9)],
                    }
                    for n in range(6)
                ]
            },
            "APPLICATION_COMMAND_TOO_LARGE",
        ),
        (
            {
                "options": [
                    {"type": 1, "name": "a", "description": "d"},
                    {"type": 3, "name": "b", "description": "d"},
                ]
            },
            "OPTIONS_TYPE_INVALID",
        ),
    ],
)
async def test_a_bad_command_is_refused(peer: DiscordPeer, send: Bare, command: Json, why: str) -> None:
    path = f"/applications/{peer.application_id}/commands"
    good = {"type": 1, "name": "song", "description": "Sing"}
    answered = await send("PUT", path, [{**good, **command}])
    assert (answered.status, answered.code) == (400, 50035)
    assert why in json.dumps(answered.body)
    kept = await send("PUT", path, [good])
    again = await send("PUT", path, [{**good, "description": "Sing!"}])
    assert kept.body[0]["id"] == again.body[0]["id"]


async def test_a_wrong_token_is_refused_everywhere(peer: DiscordPeer, hall: Guild, send: Bare) -> None:
    peer.token = "another"
    for path in ("/users/@me", messages(hall), f"/guilds/{hall.id}/members/1"):
        assert (await send("GET", path)).status == 401


@pytest.mark.parametrize(
    ("given", "kept", "title"),
    [
        ("Rain.mp3", "Rain.mp3", None),
        ("Rain on the roof.mp3", "Rain_on_the_roof.mp3", "Rain on the roof"),
        ("_Né!.mp3", "Ne.mp3", "_Né!"),
        ("雨 rain.mp3", "rain.mp3", "雨 rain"),
    ],
)
async def test_names_of_files_are_cleaned_and_shown_as_they_were(
    hall: Guild, ann: Person, send: Bare, *, given: str, kept: str, title: str | None
) -> None:
    body = {"flags": LAYOUT, "components": [{"type": 13, "file": {"url": f"attachment://{given}"}}]}
    body["attachments"] = listed(given)
    made = (await send("POST", messages(hall), body, files=((given, b"x"),))).body["attachments"][0]
    assert (made["filename"], made.get("title")) == (kept, title)
    assert ann.last().files[0].name == given
