"""The bot comes to Discord, stays through everything that happens to its connection, and goes politely."""

import asyncio
import io
from collections.abc import AsyncIterator
from pathlib import Path

import discord
import pytest

from bot.app import App
from bot.config import LogSettings
from bot.domain.errors import StartupError
from bot.logs import set_up_logging
from tests.peers.discord.faults import Broken, Limited
from tests.peers.discord.peer import DiscordPeer
from tests.peers.discord.world import Guild
from tests.platforms.discord.bots import at_home, discord_of

DIRECT_MESSAGES = 1 << 12
LOCAL_CHAT = {"web": {"enabled": True, "port": 0}}
WRONG = {"discord": {"token": "MTA5.wrong.token-that-discord-does-not-know"}}


@pytest.fixture
async def peer() -> AsyncIterator[DiscordPeer]:
    async with DiscordPeer() as there:
        yield there


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the bot come back without a pause.

    discord.py leaves five seconds between two sessions, as Discord asks for; one test below waits for them.
    """

    async def no_pause(client: discord.Client, shard_id: int | None, *, initial: bool = False) -> None:
        pass

    monkeypatch.setattr(discord.Client, "before_identify_hook", no_pause)
    monkeypatch.setattr("bot.platforms.discord.session.SHORTEST_PAUSE_S", 0.1)


@pytest.fixture
def log(logging_as_before: None) -> io.StringIO:
    """The bot's own log, with everything in it."""
    out = io.StringIO()
    set_up_logging(LogSettings(level="debug"), stream=out)
    return out


async def answered(peer: DiscordPeer) -> bool:
    """Tell whether the bot answers somebody now."""
    hall = peer.guilds[0] if peer.guilds else peer.guild("hall")
    answer = await peer.member("ann", guild=hall).slash("help")
    return answer.kind == "message" and bool(answer.text)


async def alerts(app: App) -> list[str]:
    """Return what the operator was told of chats, and is still so."""
    rows = await app.db.read("SELECT topic FROM news WHERE topic LIKE 'chat.%' AND over_ms IS NULL")
    return sorted(row["topic"] for row in rows)


async def test_the_bot_comes_and_answers_with_no_intent_but_direct_messages(
    peer: DiscordPeer, tmp_path: Path
) -> None:
    async with at_home(peer, tmp_path) as app:
        await peer.ready()
        assert peer.intents == DIRECT_MESSAGES
        assert await answered(peer)
        assert f"client_id={peer.application_id}&" in discord_of(app).invite
    assert not peer.online
    assert peer.violations == []


async def test_a_connection_that_discord_wants_anew_is_resumed(peer: DiscordPeer, tmp_path: Path) -> None:
    async with at_home(peer, tmp_path):
        await peer.ready()
        await peer.reconnect()
        await peer.until(lambda: len(peer.resumes) == 1 and peer.online)
        assert await answered(peer)
    assert (len(peer.identifies), peer.violations) == (1, [])


async def test_a_lost_connection_is_resumed_and_nothing_is_missed(peer: DiscordPeer, tmp_path: Path) -> None:
    ann = peer.member("ann", guild=peer.guild("hall"))
    async with at_home(peer, tmp_path):
        await peer.ready()
        await peer.close_gateway()
        answer = await ann.slash("help")
        assert answer.kind == "message"
        assert (len(peer.identifies), len(peer.resumes)) == (1, 1)
    assert peer.violations == []


async def test_a_session_that_is_gone_is_begun_anew(peer: DiscordPeer, tmp_path: Path, at_once: None) -> None:
    async with at_home(peer, tmp_path):
        await peer.ready()
        await peer.invalid_session()
        await peer.until(lambda: len(peer.identifies) == 2 and peer.online)
        assert await answered(peer)
    assert peer.violations == []


async def test_discord_says_where_its_gateway_is(peer: DiscordPeer, tmp_path: Path, at_once: None) -> None:
    async with at_home(peer, tmp_path, discord={"gateway_url": ""}):
        await peer.ready()
        await peer.invalid_session()
        await peer.until(lambda: len(peer.identifies) == 2 and peer.online)
        assert await answered(peer)


async def test_every_server_is_served_through_its_own_shard(peer: DiscordPeer, tmp_path: Path) -> None:
    peer._hub.gateway.shards = 2
    places: list[Guild] = []
    while len({place.id >> 22 & 1 for place in places}) < 2:
        peer.pass_time(0.001)
        places.append(peer.guild(f"hall {len(places)}"))
    async with at_home(peer, tmp_path):
        await peer.ready()
        assert sorted(one["shard"] for one in peer.identifies) == [[0, 2], [1, 2]]
        for place in places:
            ann = peer.member("ann", guild=place)
            assert (await ann.slash("help", at=place.channel())).kind == "message"
    assert peer.violations == []


async def test_an_event_that_the_library_can_not_read_does_not_end_the_stay(
    peer: DiscordPeer, tmp_path: Path, at_once: None
) -> None:
    async with at_home(peer, tmp_path):
        await peer.ready()
        peer._hub.gateway.dispatch("INTERACTION_CREATE", {"id": "1"}, None)
        await peer.until(lambda: len(peer.identifies) == 2 and peer.online)
        assert await answered(peer)
    assert peer.violations == []


async def test_an_outage_of_all_of_discord_is_waited_for(
    peer: DiscordPeer, tmp_path: Path, at_once: None
) -> None:
    async with at_home(peer, tmp_path):
        await peer.ready()
        await peer.down()
        await peer.up()
        await peer.until(lambda: peer.online, within_s=60)
        assert await answered(peer)


async def test_discord_that_is_not_reached_at_the_start_is_no_error(
    peer: DiscordPeer, tmp_path: Path, at_once: None
) -> None:
    await peer.down()
    async with at_home(peer, tmp_path) as app:
        assert discord_of(app).invite == ""
        assert (app.left_out, await alerts(app)) == ([], [])
        await peer.up()
        await peer.ready()
        assert await answered(peer)
        assert discord_of(app).invite != ""
    assert peer.violations == []


async def test_the_bot_can_be_stopped_while_discord_is_not_reached(peer: DiscordPeer, tmp_path: Path) -> None:
    await peer.down()
    async with asyncio.timeout(30):
        async with at_home(peer, tmp_path) as app:
            assert await app.healthy()
    assert set(asyncio.all_tasks()) == {asyncio.current_task()}


async def test_a_gateway_that_is_not_found_is_asked_for_again(
    peer: DiscordPeer, tmp_path: Path, at_once: None
) -> None:
    peer.fail("GET", "/gateway/bot", Broken(503))
    async with at_home(peer, tmp_path):
        await peer.ready()
        assert await answered(peer)


async def test_a_token_that_is_refused_is_said_and_the_local_chat_goes_on(
    peer: DiscordPeer, tmp_path: Path
) -> None:
    async with at_home(peer, tmp_path, **LOCAL_CHAT, **WRONG) as app:
        assert [problem.sentence for problem in app.left_out] == ["discord-token"]
        assert sorted(app.platforms) == ["log", "web"]
        assert await alerts(app) == ["chat.discord.off.log:", "chat.discord.off.web:local"]
        assert await app.healthy()
    async with at_home(peer, tmp_path, **LOCAL_CHAT) as app:
        assert (app.left_out, await alerts(app)) == ([], [])
        await peer.ready()


async def test_a_token_that_is_refused_keeps_a_bot_without_another_chat_from_starting(
    peer: DiscordPeer, tmp_path: Path
) -> None:
    with pytest.raises(StartupError) as refused:
        async with at_home(peer, tmp_path, **WRONG):
            pass
    assert refused.value.sentence == "discord-token"
    assert set(asyncio.all_tasks()) == {asyncio.current_task()}


@pytest.mark.parametrize(("code", "said"), [(4004, "refuses the bot's token"), (4014, "code 4014")])
async def test_a_connection_that_is_closed_for_good_is_told_and_the_bot_goes_on(
    peer: DiscordPeer, tmp_path: Path, log: io.StringIO, code: int, said: str
) -> None:
    async with at_home(peer, tmp_path, **LOCAL_CHAT) as app:
        await peer.ready()
        await peer.close_gateway(code)
        async with asyncio.timeout(30):
            while not (told := await alerts(app)):
                await asyncio.sleep(0.01)
        assert told == ["chat.discord.off.log:", "chat.discord.off.web:local"]
        assert await app.healthy()
        assert not app.broken.is_set()
    (line,) = [one for one in log.getvalue().splitlines() if "a chat is off" in one]
    assert said in line


async def test_an_answer_under_way_is_finished_before_the_bot_goes(peer: DiscordPeer, tmp_path: Path) -> None:
    ann = peer.member("ann", guild=peer.guild("hall"))
    async with asyncio.timeout(60):
        async with at_home(peer, tmp_path):
            await peer.ready()
            held = peer.hold("POST", "/interactions/*/*/callback")
            asked = asyncio.create_task(ann.slash("help"))
            await held.reached()
            asyncio.get_running_loop().call_soon(held.release)
        assert (await asked).kind == "message"
    assert peer.violations == []


async def test_no_token_is_ever_in_the_log(peer: DiscordPeer, tmp_path: Path, log: io.StringIO) -> None:
    ann = peer.member("ann", guild=peer.guild("hall"))
    async with at_home(peer, tmp_path) as app:
        await peer.ready()
        peer.fail("POST", "/interactions/*/*/callback", Limited(), Broken(500))
        await ann.slash("help")
        await ann.slash("quota")
        await peer.reconnect()
        await peer.until(lambda: peer.resumes and peer.online)
        assert discord_of(app).invite in log.getvalue()
    tokens = [peer.token, *(answer.token for answer in peer.answers)]
    assert len(tokens) == 3
    assert not [token for token in tokens if token in log.getvalue()]
    assert "Guilds intent" not in log.getvalue()
    assert "voice" not in log.getvalue()


async def test_the_operator_is_told_by_direct_message(peer: DiscordPeer, tmp_path: Path) -> None:
    hall = peer.guild("hall")
    olga = peer.member("olga", guild=hall)
    operator = {"operator": {"discord_id": str(olga.id)}}
    async with at_home(peer, tmp_path, **operator) as app:
        await peer.ready()
        await app.tell_chat("web", StartupError("web-port-busy", host="127.0.0.1", port=1))
        told = await olga.waits_for(lambda message: "The local chat is off" in message.text, at=olga.dm)
        assert "Another program already uses port 1" in told.text
    assert peer.violations == []
