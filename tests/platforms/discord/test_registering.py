"""Commands are registered when they changed, in every language, within Discord's limits."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import discord
import pytest
from discord import Locale, app_commands
from discord.app_commands import TranslationContext, TranslationContextLocation

from bot.folder import DATABASE
from bot.platforms.discord import translator
from bot.platforms.discord.facts import COMMAND_CHARACTERS
from bot.platforms.discord.translator import CatalogueTranslator, fits, in_words
from tests.peers.discord.faults import Refuse
from tests.peers.discord.peer import DiscordPeer
from tests.platforms.discord.bots import at_home

COMMANDS = "/applications/*/commands"
LANGUAGES = ("zh-CN", "zh-TW", "ja")
SAME_EVERYWHERE = {"mp3", "wav"}


@pytest.fixture
async def peer() -> AsyncIterator[DiscordPeer]:
    async with DiscordPeer() as there:
        yield there


def registrations(peer: DiscordPeer) -> int:
    return sum(one.method == "PUT" and one.path.endswith("/commands") for one in peer.requests)


async def come_and_go(peer: DiscordPeer, data_dir: Path) -> int:
    """Start the bot, stop it, and return how often commands were registered so far."""
    async with at_home(peer, data_dir):
        await peer.ready()
        await peer.member("ann", guild=peer.guild("hall")).slash("help")
    return registrations(peer)


async def test_commands_are_registered_once_until_they_change(
    peer: DiscordPeer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await come_and_go(peer, tmp_path) == 1
    assert await come_and_go(peer, tmp_path) == 1
    monkeypatch.setattr(translator, "best_language", lambda _: "ja")
    assert await come_and_go(peer, tmp_path) == 2
    assert peer.violations == []


async def test_a_lost_database_registers_once_more(peer: DiscordPeer, tmp_path: Path) -> None:
    assert await come_and_go(peer, tmp_path) == 1
    for file in tmp_path.glob(f"{DATABASE}*"):
        file.unlink()
    assert await come_and_go(peer, tmp_path) == 2
    assert await come_and_go(peer, tmp_path) == 2


async def test_commands_that_discord_does_not_take_keep_nobody_out(peer: DiscordPeer, tmp_path: Path) -> None:
    peer.fail("PUT", COMMANDS, Refuse(400, 50035, "Invalid Form Body"))
    async with at_home(peer, tmp_path) as app:
        await peer.ready(commands=False)
        assert await app.healthy()
    assert await come_and_go(peer, tmp_path) == 2


async def test_commands_of_another_version_are_answered_and_replaced(
    peer: DiscordPeer, tmp_path: Path
) -> None:
    ann = peer.member("ann", guild=peer.guild("hall"), locale="ja")
    async with at_home(peer, tmp_path):
        await peer.ready()
        old = next(command for command in peer.commands if command["name"] == "help")
        peer.commands.append({**old, "id": "7", "name": "sing"})
        answer = await ann.slash("sing")
        assert "別のバージョン" in answer.text
        await peer.until(lambda: all(command["name"] != "sing" for command in peer.commands))
        assert (await ann.slash("help")).kind == "message"
    assert registrations(peer) == 2
    assert peer.violations == []


async def test_every_text_has_a_translation_and_keeps_to_the_limits(
    peer: DiscordPeer, tmp_path: Path
) -> None:
    assert await come_and_go(peer, tmp_path) == 1
    assert peer.commands
    for command in peer.commands:
        assert longest(command) <= COMMAND_CHARACTERS, command["name"]
        for what, text, others in texts(command):
            where = f"{command['name']}: {what} {text}"
            assert set(others) == (set() if text in SAME_EVERYWHERE else set(LANGUAGES)), where
            location = {
                "name": TranslationContextLocation.command_name,
                "description": TranslationContextLocation.command_description,
                "choice": TranslationContextLocation.choice_name,
            }[what]
            for one in (text, *others.values()):
                assert fits(one, location, menu=command.get("type", 1) != 1), where


async def test_commands_are_for_servers_and_direct_messages(peer: DiscordPeer, tmp_path: Path) -> None:
    assert await come_and_go(peer, tmp_path) == 1
    for command in peer.commands:
        assert command["integration_types"] == [0]
        assert set(command["contexts"]) <= {0, 1}
    by_name = {command["name"]: command for command in peer.commands}
    manage_server = discord.Permissions(manage_guild=True).value
    assert int(by_name["admin"]["default_member_permissions"]) == manage_server
    assert by_name["song"]["default_member_permissions"] is None


@pytest.mark.parametrize(
    ("text", "location", "menu", "taken"),
    [
        ("song", TranslationContextLocation.command_name, False, True),
        ("歌曲", TranslationContextLocation.command_name, False, True),
        ("クォータ", TranslationContextLocation.group_name, False, True),
        ("Song", TranslationContextLocation.command_name, False, False),
        ("two words", TranslationContextLocation.parameter_name, False, False),
        ("Two words", TranslationContextLocation.command_name, True, True),
        ("x" * 33, TranslationContextLocation.command_name, True, False),
        ("", TranslationContextLocation.command_description, False, False),
        ("x" * 101, TranslationContextLocation.parameter_description, False, False),
        ("x" * 101, TranslationContextLocation.choice_name, False, False),
    ],
)
def test_what_discord_takes(text: str, location: TranslationContextLocation, menu: bool, taken: bool) -> None:
    assert fits(text, location, menu=menu) is taken


async def test_a_translation_that_breaks_a_limit_costs_that_translation_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Long:
        def text(self, _sentence: str) -> str:
            return "x" * 101

    described = in_words("check-discord-off")
    monkeypatch.setattr(translator, "catalogue", lambda _: Long())

    async def answer(_: discord.Interaction) -> None:
        """Do nothing."""

    command: app_commands.Command[Any, ..., None] = app_commands.Command(
        name="x", description="x", callback=answer
    )
    context: Any = TranslationContext(TranslationContextLocation.command_description, command)
    assert await CatalogueTranslator().translate(described, Locale.japanese, context) is None


def texts(part: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Yield what it is, the English and the other languages of every text of a command."""
    yield "name", part["name"], part.get("name_localizations") or {}
    if part.get("description"):
        yield "description", part["description"], part.get("description_localizations") or {}
    for option in part.get("options", ()):
        yield from texts(option)
    for choice in part.get("choices", ()):
        yield "choice", choice["name"], choice.get("name_localizations") or {}


def longest(command: dict[str, Any]) -> int:
    """Count a command as Discord does: of each text the longest, and what stands for its choices."""
    counted = sum(max(len(one) for one in (text, *others.values())) for _, text, others in texts(command))
    return counted + values(command)


def values(part: dict[str, Any]) -> int:
    own = sum(len(str(choice["value"])) for choice in part.get("choices", ()))
    return own + sum(values(option) for option in part.get("options", ()))
