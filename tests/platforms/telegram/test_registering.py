"""The lists of commands: set when they have changed, for everybody in their language, `/admin` for some."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import structlog

from bot.folder import DATABASE
from bot.platforms.telegram import registering
from bot.studio.commands import COMMANDS
from tests.peers.telegram import TelegramPeer
from tests.platforms.telegram.bots import at_home

LISTS = 9
"""Three scopes in three languages."""


@pytest.fixture
async def peer() -> AsyncIterator[TelegramPeer]:
    async with TelegramPeer() as there:
        yield there


async def come_and_go(peer: TelegramPeer, data_dir: Path) -> int:
    """Start the bot, stop it, and return how many lists of commands it set so far."""
    with structlog.testing.capture_logs() as logs:
        async with at_home(peer, data_dir):
            await peer.ready()
            await peer.until(lambda: _done(logs))
    return len(peer.asked("setMyCommands"))


def _done(logs: list[structlog.typing.EventDict]) -> bool:
    return bool({"commands set", "commands are set already"} & {one["event"] for one in logs})


async def test_commands_are_set_once_until_they_change(
    peer: TelegramPeer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await come_and_go(peer, tmp_path) == LISTS
    assert await come_and_go(peer, tmp_path) == LISTS
    monkeypatch.setitem(registering.EVERYWHERE, "start", "telegram-command-start-about")
    assert await come_and_go(peer, tmp_path) == 2 * LISTS
    for file in tmp_path.glob(f"{DATABASE}*"):
        file.unlink()
    assert await come_and_go(peer, tmp_path) == 3 * LISTS
    assert peer.violations == []


async def test_everybody_is_offered_the_commands_in_their_language_and_administrators_one_more(
    peer: TelegramPeer, tmp_path: Path
) -> None:
    assert await come_and_go(peer, tmp_path) == LISTS
    hall = peer.group("hall")
    ann, kei = peer.member("ann", hall, language="pt-br"), peer.member("kei", hall, language="ja")
    mia = peer.member("mia", hall, language="zh-hans", manages=True)
    everybody = {*COMMANDS} - {"admin", "start"}
    assert set(ann.commands()) == set(ann.commands(hall)) == set(kei.commands(hall)) == everybody
    assert set(mia.commands(hall)) == {*everybody, "admin"}
    assert set(mia.commands()) == everybody
    assert ann.commands()["song"] == "Make a whole song, words and music"
    said = [person.commands(hall)["song"] for person in (ann, kei, mia)]
    assert len({*said}) == 3
    assert peer.violations == []


async def test_commands_that_telegram_does_not_take_keep_nobody_out(
    peer: TelegramPeer, tmp_path: Path
) -> None:
    peer.faults.add("setMyCommands", status=400, description="Bad Request: BOT_COMMAND_INVALID")
    ann = peer.person("ann")
    async with at_home(peer, tmp_path) as app:
        await peer.ready(commands=False)
        asked = await ann.write("/help")
        await peer.said(ann, "/song", after=asked)
        assert await app.healthy()
    assert len(peer.asked("setMyCommands")) == 1
    assert await come_and_go(peer, tmp_path) == 1 + LISTS
