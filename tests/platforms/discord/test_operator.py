"""What whoever runs the bot is told of Discord: by `troubadour check`, and by `troubadour run`."""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.checks import Finding
from bot.keys import try_discord
from bot.locales import catalogue
from bot.platforms.discord.invite import invite_link
from tests.peers.discord.faults import Broken, Refuse
from tests.peers.discord.peer import DiscordPeer
from tests.platforms.discord.bots import settings_for

ROOT = Path(__file__).parents[3]
WORDS = catalogue()
WRONG = "MTA5.wrong.token-that-discord-does-not-know"


@pytest.fixture
async def peer() -> AsyncIterator[DiscordPeer]:
    async with DiscordPeer() as there:
        yield there


async def tried(peer: DiscordPeer, *, token: str = "", limit_s: float = 30.0) -> list[Finding]:
    more = {"discord": {"token": token}} if token else {}
    return await try_discord(settings_for(peer, Path("data"), **more), limit_s=limit_s)


def said(*findings: Finding) -> list[tuple[str, str]]:
    return [(finding.level, finding.sentence) for finding in findings]


async def test_check_tries_the_token_and_names_the_bot(peer: DiscordPeer) -> None:
    (finding,) = await tried(peer)
    assert finding.level == "ok"
    assert f"that of {peer.bot.name}" in finding.text(WORDS)
    assert invite_link(peer.application_id) in finding.text(WORDS)
    assert not peer.online
    assert peer.violations == []


async def test_check_says_that_a_token_is_refused(peer: DiscordPeer) -> None:
    (finding,) = await tried(peer, token=WRONG)
    assert said(finding) == [("error", "check-discord-refused")]
    assert WRONG not in finding.text(WORDS)


async def test_check_says_that_commands_would_go_elsewhere(peer: DiscordPeer) -> None:
    peer._hub.world.interactions_endpoint = "https://bot.example/interactions"
    findings = await tried(peer)
    assert said(*findings) == [("ok", "check-discord-works"), ("warning", "check-discord-endpoint")]


async def test_check_does_not_judge_a_token_that_it_could_not_try(peer: DiscordPeer) -> None:
    unreached = [("warning", "check-discord-unreached")]
    peer.fail("GET", "/users/@me", Broken(503), Refuse(403, 0))
    assert said(*await tried(peer)) == unreached
    assert said(*await tried(peer)) == [("warning", "check-discord-untold")]
    assert said(*await tried(peer, limit_s=0.0)) == unreached
    await peer.down()
    findings = await tried(peer)
    assert said(*findings) == unreached
    assert peer.base_url in findings[0].text(WORDS)


@asynccontextmanager
async def running(folder: Path, peer: DiscordPeer, token: str) -> AsyncIterator[Process]:
    """Run `troubadour run` as an operator does, with a token and the addresses of the stand-in."""
    (folder / "config.toml").write_text(
        f'[discord]\nbase_url = "{peer.base_url}"\ngateway_url = "{peer.gateway_url}"\n', encoding="utf-8"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT), "TROUBADOUR_WEB_PORT": "0", "DISCORD_TOKEN": token}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=folder, env=env, stdin=DEVNULL, stderr=PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


async def lines_until(process: Process, last: str) -> list[str]:
    """Read what is printed, up to the line with these words."""
    assert process.stderr is not None
    lines: list[str] = []
    async with asyncio.timeout(60):
        while not lines or last not in lines[-1]:
            lines.append((await process.stderr.readline()).decode())
            assert lines[-1], lines
    return lines


async def test_run_prints_the_link_that_adds_the_bot_to_a_server(peer: DiscordPeer, tmp_path: Path) -> None:
    async with running(tmp_path, peer, peer.token) as process:
        lines = await lines_until(process, "The bot is on Discord.")
        assert lines[-1].rstrip().endswith(invite_link(peer.application_id))
        assert any("The local chat is at http://" in line for line in lines)
        await peer.ready()
        process.terminate()
        assert await process.wait() == 0
    assert not peer.online


async def test_run_says_in_one_sentence_that_the_token_is_refused_and_goes_on(
    peer: DiscordPeer, tmp_path: Path
) -> None:
    async with running(tmp_path, peer, WRONG) as process:
        lines = await lines_until(process, "The local chat is at http://")
        sentence = catalogue().text("startup-discord-token")
        assert f"{sentence}\n" in lines
        assert not [line for line in lines if WRONG in line or "Traceback" in line]
        process.terminate()
        assert await process.wait() == 0
