"""What Discord's stand-in takes as answers to interactions, and when it no longer does."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession

from tests.peers.bots import Answered, Bare
from tests.peers.discord import Answer, DiscordPeer, Guild, Message, Person

Json = dict[str, Any]
EPHEMERAL = 1 << 6
SAY: Json = {"type": 4, "data": {"content": "hello"}}
DEFER: Json = {"type": 5}
SONG: Json = {
    "type": 1,
    "name": "song",
    "description": "Sing",
    "options": [{"type": 3, "name": "style", "description": "Style", "autocomplete": True}],
}
FIELD: Json = {"type": 4, "custom_id": "words", "style": 2, "max_length": 4_000}
MODAL: Json = {
    "title": "A song",
    "custom_id": "song",
    "components": [{"type": 18, "label": "Words", "component": FIELD}],
}


class Interactions:
    """Asks as a member, and answers as the bot, step by step."""

    def __init__(self, peer: DiscordPeer, ann: Person, send: Bare) -> None:
        self._peer = peer
        self.ann = ann
        self.send = send

    async def ask(self, what: str = "song", message: Message | None = None) -> Answer:
        """Use a command, complete an option or press a button; it stays unanswered."""
        known = len(self._peer.answers)
        if message is not None:
            asking: asyncio.Task[Any] = asyncio.create_task(self.ann.press(message, what))
        elif what == "complete":
            asking = asyncio.create_task(self.ann.complete("song", "style", "fo"))
        else:
            asking = asyncio.create_task(self.ann.slash(what))
        await self._peer.until(lambda: len(self._peer.answers) > known)
        asking.cancel()
        return self._peer.answers[-1]

    async def answer(self, asked: Answer, body: Json) -> Answered:
        """Send a first answer."""
        return await self.send(
            "POST", f"/interactions/{asked.id}/{asked.token}/callback?with_response=true", body
        )

    def webhook(self, asked: Answer) -> str:
        """Return the path of what follows by token."""
        return f"/webhooks/{self._peer.application_id}/{asked.token}"

    def original(self, asked: Answer) -> str:
        """Return the path of the first answer's message."""
        return f"{self.webhook(asked)}/messages/@original"


@pytest.fixture
async def peer() -> AsyncIterator[DiscordPeer]:
    async with DiscordPeer() as up:
        yield up


@pytest.fixture
def hall(peer: DiscordPeer) -> Guild:
    return peer.guild("hall")


@pytest.fixture
async def there(peer: DiscordPeer, hall: Guild) -> AsyncIterator[Interactions]:
    async with ClientSession() as session:
        send = Bare(session, peer)
        await send("PUT", f"/applications/{peer.application_id}/commands", [SONG])
        async with send.online():
            yield Interactions(peer, peer.member("ann", guild=hall), send)


async def test_an_answer_after_three_seconds_comes_too_late(peer: DiscordPeer, there: Interactions) -> None:
    asked = await there.ask()
    peer.pass_time(2.9)
    assert (await there.answer(asked, SAY)).status == 200
    late = await there.ask()
    peer.pass_time(3.1)
    refused = await there.answer(late, SAY)
    assert (refused.status, refused.code) == (404, 10062)


async def test_nobody_waits_longer_than_three_seconds_for_an_answer(
    peer: DiscordPeer, there: Interactions
) -> None:
    asking = asyncio.create_task(there.ann.slash("song"))
    await peer.until(lambda: peer.answers)
    peer.pass_time(3.1)
    assert (await asking).kind == "failed"


async def test_a_second_first_answer_is_refused(peer: DiscordPeer, there: Interactions) -> None:
    asked = await there.ask()
    await there.answer(asked, DEFER)
    refused = await there.answer(asked, SAY)
    assert (refused.status, refused.code) == (400, 40060)
    assert len(peer.violations) == 1


async def test_a_token_works_for_a_quarter_of_an_hour(peer: DiscordPeer, there: Interactions) -> None:
    asked = await there.ask()
    assert (await there.send("POST", there.webhook(asked), {"content": "early"})).code == 10015
    await there.answer(asked, DEFER)
    peer.pass_time(14 * 60)
    assert (await there.send("PATCH", there.original(asked), {"content": "one"})).status == 200
    peer.pass_time(61)
    for method, path in (("PATCH", there.original(asked)), ("POST", there.webhook(asked))):
        refused = await there.send(method, path, {"content": "two"})
        assert (refused.status, refused.code) == (401, 50027)
    assert there.ann.last().text == "one"


async def test_the_first_follow_up_fills_the_placeholder_and_stays_what_that_was(there: Interactions) -> None:
    asked = await there.ask()
    deferred = await there.answer(asked, {"type": 5, "data": {"flags": EPHEMERAL}})
    assert deferred.body["interaction"]["response_message_loading"]
    assert "message" not in deferred.body["resource"]
    made = await there.send("POST", f"{there.webhook(asked)}?wait=true", {"content": "one"})
    assert made.body["id"] == deferred.body["interaction"]["response_message_id"]
    await there.send("POST", there.webhook(asked), {"content": "two"})
    assert [(one.text, one.ephemeral) for one in there.ann.sees()] == [("one", True), ("two", False)]


async def test_a_refusal_can_replace_a_public_placeholder(
    peer: DiscordPeer, hall: Guild, there: Interactions
) -> None:
    asked = await there.ask()
    await there.answer(asked, DEFER)
    await there.send("DELETE", there.original(asked))
    await there.send("POST", there.webhook(asked), {"content": "no", "flags": EPHEMERAL})
    assert (await asked.settled()).text == "no"
    assert peer.member("bob", guild=hall).sees() == []
    assert (await there.send("GET", there.original(asked))).code == 10008


async def test_an_ephemeral_message_is_not_in_the_channel(hall: Guild, there: Interactions) -> None:
    asked = await there.ask()
    await there.answer(asked, {"type": 4, "data": {"content": "x", "flags": EPHEMERAL}})
    assert asked.message is not None
    path = f"/channels/{hall.channel().id}/messages"
    assert (await there.send("GET", path)).body == []
    assert (await there.send("PATCH", f"{path}/{asked.message.id}", {"content": "y"})).code == 10008
    assert (await there.send("PATCH", there.original(asked), {"content": "y"})).status == 200


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("song", {"type": 8, "data": {"choices": []}}),
        ("song", {"type": 6}),
        ("song", {"type": 99}),
        ("complete", SAY),
        ("complete", {"type": 8, "data": {"choices": [{"name": "x", "value": "x"}] * 26}}),
        ("complete", {"type": 8, "data": {"choices": [{"name": "x" * 101, "value": "x"}]}}),
        ("song", {"type": 4, "data": {"content": "x" * 2_001}}),
        ("song", {"type": 9, "data": {**MODAL, "title": "x" * 46}}),
        ("song", {"type": 9, "data": {**MODAL, "components": []}}),
        ("song", {"type": 9, "data": {**MODAL, "components": MODAL["components"] * 6}}),
        ("song", {"type": 9, "data": {**MODAL, "components": [{"type": 1, "components": [{"type": 2}]}]}}),
        (
            "song",
            {
                "type": 9,
                "data": {
                    **MODAL,
                    "components": [{"type": 18, "label": "x", "component": {**FIELD, "max_length": 4_001}}],
                },
            },
        ),
    ],
)
async def test_an_answer_that_does_not_fit_is_refused(
    peer: DiscordPeer, there: Interactions, what: str, body: Json
) -> None:
    asked = await there.ask(what)
    refused = await there.answer(asked, body)
    assert (refused.status, refused.code) == (400, 50035)
    assert peer.violations
    good = {"type": 8, "data": {"choices": []}} if what == "complete" else {"type": 9, "data": MODAL}
    assert (await there.answer(asked, good)).status == 200


async def test_a_button_changes_its_message(there: Interactions) -> None:
    asked = await there.ask()
    components = [{"type": 1, "components": [{"type": 2, "style": 1, "label": "Go", "custom_id": "go"}]}]
    await there.answer(asked, {"type": 4, "data": {"content": "one", "components": components}})
    pressed = await there.ask("Go", asked.message)
    changed = await there.answer(pressed, {"type": 7, "data": {"content": "two", "components": []}})
    assert changed.body["resource"]["message"]["content"] == "two"
    assert (there.ann.last().text, there.ann.last().buttons) == ("two", [])


async def test_answers_may_be_as_large_as_the_person_may_upload(
    peer: DiscordPeer, there: Interactions
) -> None:
    large = (("song.mp3", bytes(10 * 1024 * 1024 + 1)),)
    body = {"type": 4, "data": {"attachments": [{"id": 0, "filename": "song.mp3"}]}}
    for limit, status in ((10, 413), (50, 200)):
        there.ann.upload_bytes = limit * 1024 * 1024
        asked = await there.ask()
        path = f"/interactions/{asked.id}/{asked.token}/callback?with_response=true"
        assert (await there.send("POST", path, body, files=large)).status == status
