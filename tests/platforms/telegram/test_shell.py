"""The bot comes to Telegram, stays through everything that happens to its connection, and goes politely."""

import asyncio
import io
import logging
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.app import App
from bot.checks import Finding
from bot.config import LogSettings
from bot.domain.errors import StartupError
from bot.keys import try_telegram
from bot.locales import catalogue
from bot.logs import set_up_logging
from bot.platforms.telegram.facts import UPDATES
from tests.peers.telegram import TelegramPeer
from tests.platforms.telegram.bots import at_home, settings_for, telegram_of

ROOT = Path(__file__).parents[3]
WORDS = catalogue()
HELP = "These are the commands"
LOCAL_CHAT: dict[str, Any] = {"web": {"enabled": True, "port": 0}}
WRONG_TOKEN = "7000000001:AAHa-token-that-telegram-does-not-know"
WRONG: dict[str, Any] = {"telegram": {"token": WRONG_TOKEN}}
HOOK = "https://other.example/a-secret-path"


@pytest.fixture
async def peer() -> AsyncIterator[TelegramPeer]:
    async with TelegramPeer() as there:
        yield there


@pytest.fixture
def log(logging_as_before: None) -> io.StringIO:
    """The bot's own log, with everything in it."""
    out = io.StringIO()
    set_up_logging(LogSettings(level="debug"), stream=out)
    return out


async def answers(peer: TelegramPeer, name: str = "ann") -> None:
    """Let somebody ask for help, and wait until they got it."""
    asked = await peer.person(name).write("/help")
    await peer.said(peer.person(name), HELP, after=asked)


async def alerts(app: App) -> list[str]:
    """Return what the operator was told of chats, and is still so."""
    rows = await app.db.read("SELECT topic FROM news WHERE topic LIKE 'chat.%' AND over_ms IS NULL")
    return sorted(row["topic"] for row in rows)


async def test_the_bot_comes_answers_and_goes(peer: TelegramPeer, tmp_path: Path) -> None:
    async with at_home(peer, tmp_path) as app:
        await peer.ready()
        assert peer.updates.allowed == UPDATES
        assert telegram_of(app).link == f"https://t.me/{peer.bot.username}"
        await answers(peer)
        await peer.heard()
    await peer.until(lambda: not peer.updates.polling)
    assert set(asyncio.all_tasks()) == {asyncio.current_task()}
    assert peer.violations == []


async def test_telegram_that_is_not_reached_is_no_error_and_is_waited_for(
    peer: TelegramPeer, tmp_path: Path
) -> None:
    await peer.down()
    async with at_home(peer, tmp_path) as app:
        assert telegram_of(app).link == ""
        assert (app.left_out, await alerts(app), await app.healthy()) == ([], [], True)
        await peer.up()
        await peer.ready()
        await answers(peer)
        assert telegram_of(app).link != ""
        await peer.down()
        await peer.up()
        await answers(peer)
        await peer.down()
    assert set(asyncio.all_tasks()) == {asyncio.current_task()}
    assert peer.violations == []


async def test_a_token_that_is_refused_is_said_and_the_local_chat_goes_on(
    peer: TelegramPeer, tmp_path: Path
) -> None:
    async with at_home(peer, tmp_path, **LOCAL_CHAT, **WRONG) as app:
        assert [problem.sentence for problem in app.left_out] == ["telegram-token"]
        assert sorted(app.platforms) == ["log", "web"]
        assert await alerts(app) == ["chat.telegram.off.log:", "chat.telegram.off.web:local"]
    async with at_home(peer, tmp_path, **LOCAL_CHAT) as app:
        assert (app.left_out, await alerts(app)) == ([], [])
        await peer.ready()


async def test_a_token_that_is_refused_keeps_a_bot_without_another_chat_from_starting(
    peer: TelegramPeer, tmp_path: Path
) -> None:
    with pytest.raises(StartupError) as refused:
        async with at_home(peer, tmp_path, **WRONG):
            pass
    assert refused.value.sentence == "telegram-token"
    assert set(asyncio.all_tasks()) == {asyncio.current_task()}


@pytest.mark.parametrize(("method", "times"), [("getUpdates", 1), ("get*", 2)])
async def test_a_token_that_is_refused_later_is_told_once_and_tried_again(
    peer: TelegramPeer, tmp_path: Path, log: io.StringIO, method: str, times: int
) -> None:
    if times > 1:  # the first question is lost, the second one is answered with a refusal
        peer.faults.add(method, status=502, html=True)
    peer.faults.add(method, status=401, description="Unauthorized", times=1_000_000)
    async with at_home(peer, tmp_path, **LOCAL_CHAT) as app:
        async with asyncio.timeout(30):
            while not (told := await alerts(app)):
                await asyncio.sleep(0.01)
        assert told == ["chat.telegram.off.log:", "chat.telegram.off.web:local"]
        assert await app.healthy()
        assert not app.broken.is_set()
        peer.faults.clear()  # it was something in between that refused
        await answers(peer)
        async with asyncio.timeout(30):
            while await alerts(app):
                await asyncio.sleep(0.01)
    (line,) = [one for one in log.getvalue().splitlines() if "a chat is off" in one]
    assert "refuses the bot's token" in line


async def test_a_webhook_that_was_left_behind_is_ended_and_what_waits_is_answered(
    peer: TelegramPeer, tmp_path: Path, log: io.StringIO
) -> None:
    peer.updates.webhook = HOOK
    asked = await peer.person("ann").write("/help")
    async with at_home(peer, tmp_path):
        await peer.said(peer.person("ann"), HELP, after=asked)
    assert peer.updates.webhook == ""
    assert "host=other.example" in log.getvalue()
    assert "a-secret-path" not in log.getvalue()
    assert peer.violations == []


async def test_an_answer_under_way_is_finished_before_the_bot_goes(
    peer: TelegramPeer, tmp_path: Path
) -> None:
    ann = peer.person("ann")
    async with asyncio.timeout(60):
        async with at_home(peer, tmp_path):
            await peer.ready()
            held = peer.faults.hold("sendMessage")
            asked = await ann.write("/help")
            await held.reached()
            await peer.heard()
            asyncio.get_running_loop().call_soon(held.release)
        assert [one.text for one in peer.messages_in(ann) if one.id > asked.id]
    said = len(peer.messages_in(ann))
    async with at_home(peer, tmp_path):
        await answers(peer)
    assert len(peer.messages_in(ann)) == said + 2  # what was answered is not answered again


async def test_no_token_and_no_word_is_ever_in_the_log(
    peer: TelegramPeer, tmp_path: Path, log: io.StringIO
) -> None:
    async with at_home(peer, tmp_path) as app:
        await peer.ready()
        peer.faults.add("getUpdates", status=502, html=True)
        peer.faults.add("getUpdates", retry_after=0.1)
        peer.faults.add("sendMessage", drop="before")
        await peer.person("ann").write("my secret words")
        await answers(peer)
        logging.getLogger("httpx").warning("as the library may write it: %s", f"/bot{peer.token}/getMe")
        assert telegram_of(app).link in log.getvalue()
    assert "as the library may write it" in log.getvalue()
    assert peer.token not in log.getvalue()
    assert peer.token.partition(":")[2] not in log.getvalue()
    assert "HTTP Request" not in log.getvalue()
    assert "secret words" not in log.getvalue()


async def test_the_operator_is_told_in_private(peer: TelegramPeer, tmp_path: Path) -> None:
    olga = peer.person("olga", started=True)
    async with at_home(peer, tmp_path, operator={"telegram_id": str(olga.id)}) as app:
        await peer.ready()
        await app.tell_chat("web", StartupError("web-port-busy", host="127.0.0.1", port=1))
        told = await olga.waits_for(lambda message: "The local chat is off" in message.text)
        assert "Another program already uses port 1" in told.text
    assert peer.violations == []


# --- what whoever runs the bot is told ------------------------------------------------------------


async def tried(peer: TelegramPeer, *, token: str = "", limit_s: float = 30.0) -> list[Finding]:
    more = {"telegram": {"token": token}} if token else {}
    return await try_telegram(settings_for(peer, Path("data"), **more), limit_s=limit_s)


def said(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.level, finding.sentence) for finding in findings]


async def test_check_tries_the_token_and_says_what_would_keep_messages_away(peer: TelegramPeer) -> None:
    asked_for = len(peer.requests)
    works = ("ok", "check-telegram-works")
    findings = await tried(peer)
    assert said(findings) == [works, ("note", "check-telegram-privacy")]
    assert f"https://t.me/{peer.bot.username}" in findings[0].text(WORDS)
    peer.privacy, peer.updates.webhook, peer._hub.world.joins_groups = False, HOOK, False
    findings = await tried(peer)
    assert said(findings) == [
        works,
        ("warning", "check-telegram-webhook"),
        ("warning", "check-telegram-no-groups"),
        ("warning", "check-telegram-reads-all"),
    ]
    assert "at other.example:" in findings[1].text(WORDS)
    assert "a-secret-path" not in findings[1].text(WORDS)
    asked = [one.method for one in peer.requests[asked_for:]]
    assert asked == ["getMe", "getWebhookInfo"] * 2
    assert (peer.updates.webhook, peer.violations) == (HOOK, [])


async def test_check_does_not_judge_a_token_that_it_could_not_try(peer: TelegramPeer) -> None:
    unreached = [("warning", "check-telegram-unreached")]
    refused = await tried(peer, token=WRONG_TOKEN)
    assert said(refused) == [("error", "check-telegram-refused")]
    assert WRONG_TOKEN not in refused[0].text(WORDS)
    peer.faults.add("getMe", status=503)
    peer.faults.add("getMe", status=403)
    assert said(await tried(peer)) == unreached
    assert said(await tried(peer)) == [("warning", "check-telegram-untold")]
    assert said(await tried(peer, limit_s=0.0)) == unreached
    await peer.down()
    findings = await tried(peer)
    assert said(findings) == unreached
    assert peer.base_url in findings[0].text(WORDS)
    assert peer.token not in findings[0].text(WORDS)


async def test_run_prints_where_the_bot_is(peer: TelegramPeer, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(f'[telegram]\nbase_url = "{peer.base_url}"\n', encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": str(ROOT), "TROUBADOUR_WEB_PORT": "0", "TELEGRAM_TOKEN": peer.token}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=tmp_path, env=env, stdin=DEVNULL, stderr=PIPE
    )
    assert process.stderr is not None
    lines = [""]
    async with asyncio.timeout(60):
        while "The bot is on Telegram." not in lines[-1]:
            lines.append((await process.stderr.readline()).decode())
            assert lines[-1], lines
    assert lines[-1].rstrip().endswith(f"https://t.me/{peer.bot.username}")
    assert not [line for line in lines if "this version" in line or peer.token in line]
    await peer.ready()
    process.terminate()
    await process.communicate()
    assert process.returncode == 0
    await peer.until(lambda: not peer.updates.polling)
