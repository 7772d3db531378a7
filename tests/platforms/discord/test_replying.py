"""What a member sees when the disk is slow or Discord's answers are lost: one answer, for the right eyes."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.platforms.discord.answers import Answered
from tests.peers.discord import Lose
from tests.platforms.discord.bots import discord_of
from tests.platforms.discord.hall import Hall, open_hall


@pytest.fixture
async def hall(tmp_path: Path, song: bytes) -> AsyncIterator[Hall]:
    async with open_hall(tmp_path, song) as there:
        yield there


async def test_an_order_is_deferred_though_only_the_note_of_its_answer_takes_long(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = discord_of(hall.app)._delivery._answering._answers
    note, over = answers.note, asyncio.Event()

    async def slow(key: str, answered: Answered) -> None:
        await over.wait()
        await note(key, answered)

    monkeypatch.setattr(answers, "note", slow)
    answer = await hall.ann.slash("song", prompt="rain")
    assert answer.kind == "deferred"
    over.set()
    assert "rain" in (await answer.settled()).text
    await hall.song()


async def test_a_refusal_stays_private_though_discord_never_said_that_the_placeholder_arrived(
    tmp_path: Path, song: bytes
) -> None:
    async with open_hall(tmp_path, song, quota={"songs": 0, "period": "day"}) as hall:
        hall.peer.fail("POST", "/interactions/*", Lose(after=True))
        async with hall.slow_studio():
            answer = await hall.ann.slash("song", prompt="rain")
            assert (answer.kind, answer.ephemeral) == ("deferred", False)
        refusal = await hall.comes("no songs here")
        assert refusal.ephemeral
        assert hall.posts() == []


async def test_a_panel_that_changed_unheard_is_followed_by_its_receipt(hall: Hall) -> None:
    drafted = await hall.ann.slash("lyrics", prompt="rain")
    panel = await drafted.settled()
    await hall.peer.until(lambda: any(one.label == "Sing" for one in panel.buttons))
    hall.peer.fail("POST", "/interactions/*", Lose(after=True))
    answer = await hall.ann.press(panel, "Sing")
    song = await hall.song()
    assert answer.kind == "update"
    (receipt,) = [one for one in hall.posts() if one is not song]
    assert song.reply_to == receipt.id


async def test_a_placeholder_that_never_arrived_is_no_hindrance(hall: Hall) -> None:
    placeholder = hall.peer.hold("POST", "/interactions/*", after=False)
    hall.peer.fail("POST", "/interactions/*", Lose())
    async with hall.slow_studio():
        asked = asyncio.create_task(hall.ann.slash("song", prompt="rain"))
        await placeholder.reached()
        placeholder.release()
    answer = await asked
    assert (answer.kind, answer.ephemeral) == ("message", False)
    await hall.song()


async def test_what_breaks_before_anybody_could_be_answered_is_said_all_the_same(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    helped = await (await hall.ann.slash("help")).settled()

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("bot.platforms.discord.visits.caller_of", broken)
    for answer in (
        await hall.ann.slash("help"),
        await hall.ann.press(helped, helped.buttons[0].label),
    ):
        assert answer.ephemeral
        assert "our side" in answer.text
