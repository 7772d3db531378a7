"""`troubadour check` tries the key of each service that is on: it works, is refused, or is not known of."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.checks import Finding, run_checks
from bot.config import Settings, load_settings
from bot.domain.errors import (
    AuthenticationFailed,
    BalanceTooLow,
    Busy,
    NotEnabled,
    ProviderError,
    TransientFailure,
)
from bot.domain.ports import KeyHolder, Provider
from bot.keys import key_findings, try_keys
from bot.locales import catalogue
from bot.providers import discover
from tests.peers.fun_music import FunMusic
from tests.peers.minimax import MiniMax
from tests.peers.senseaudio import SenseAudio
from tests.peers.service import KEY, Peer
from tests.studio.fakes import ScriptedProvider, info
from tests.test_command_line import run

WORDS = catalogue()
VARIABLES = {
    "fun_music": "DASHSCOPE_API_KEY",
    "minimax": "MINIMAX_API_KEY",
    "senseaudio": "SENSEAUDIO_API_KEY",
}


@dataclass
class KeyedProvider(ScriptedProvider):
    """A service that says this of its key; None: that it works. An event: it says nothing until then."""

    says: ProviderError | asyncio.Event | None = None
    closed: bool = False

    async def try_key(self) -> None:
        match self.says:
            case ProviderError() as error:
                raise error
            case asyncio.Event() as event:
                await event.wait()

    async def close(self) -> None:
        self.closed = True


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
async def peers(tmp_path: Path) -> AsyncIterator[dict[str, Peer]]:
    """The three services, as their vendors run them."""
    async with AsyncExitStack() as stack:
        made = (FunMusic(tmp_path), MiniMax(tmp_path), SenseAudio(tmp_path))
        yield {peer.name: await stack.enter_async_context(peer) for peer in made}


def settings(urls: dict[str, str], *, key: str = KEY) -> Settings:
    """Return the settings of a bot that has this key for each of these services."""
    text = "".join(f'[providers.{name}]\nbase_url = "{url}"\n' for name, url in urls.items())
    Path("config.toml").write_text(f"[web]\nport = 0\n{text}", encoding="utf-8")
    return load_settings(None, {VARIABLES[name]: key for name in urls})


async def tried(ready: Settings) -> dict[str, Finding]:
    findings = await asyncio.to_thread(key_findings, ready)
    return {str(finding.params["service"]): finding for finding in findings}


async def said(provider: Provider, *, key: str = KEY, limit_s: float = 60.0) -> Finding:
    ready = settings({"minimax": "https://minimax.example"}, key=key)
    (finding,) = await try_keys({"minimax": provider}, ready, limit_s=limit_s)
    return finding


async def test_good_keys_work_and_nothing_is_billed(peers: dict[str, Peer]) -> None:
    findings = await tried(settings({name: peer.url for name, peer in peers.items()}))
    assert {name: one.level for name, one in findings.items()} == dict.fromkeys(VARIABLES, "ok")
    assert findings["minimax"].text(WORDS) == "The key of minimax works."
    assert [charge for peer in peers.values() for charge in peer.billed()] == []
    assert all(len(peer.seen) == 1 for peer in peers.values())


@pytest.mark.parametrize("name", VARIABLES)
async def test_a_wrong_key_is_an_error_that_says_where_to_set_it(peers: dict[str, Peer], name: str) -> None:
    wrong = "sk-wrong-0123456789abcdef"
    finding = (await tried(settings({name: peers[name].url}, key=wrong)))[name]
    assert (finding.level, finding.sentence) == ("error", "check-key-refused")
    assert f"{VARIABLES[name]}, or as api_key in [providers.{name}]" in finding.text(WORDS)
    assert wrong not in finding.text(WORDS)


@pytest.mark.parametrize("name", VARIABLES)
async def test_a_service_that_is_not_reached_is_a_warning_with_its_address(name: str) -> None:
    with socket.socket() as nobody:  # bound and not listening: connections are refused
        nobody.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        finding = (await tried(settings({name: url})))[name]
    assert (finding.level, finding.sentence) == ("warning", "check-key-unreached")
    assert url in finding.text(WORDS)


@pytest.mark.parametrize(
    ("error", "level", "sentence"),
    [
        (AuthenticationFailed("no"), "error", "check-key-refused"),
        (BalanceTooLow("no"), "warning", "check-key-balance"),
        (NotEnabled("no"), "warning", "check-key-not-enabled"),
        (TransientFailure("no"), "warning", "check-key-unreached"),
        (Busy("no"), "warning", "check-key-untold"),
        (ProviderError("no"), "warning", "check-key-untold"),
    ],
)
async def test_each_answer_has_its_line(error: ProviderError, level: str, sentence: str) -> None:
    finding = await said(KeyedProvider(info("minimax"), says=error))
    assert (finding.level, finding.sentence) == (level, sentence)
    for language in ("en", "zh", "ja"):
        assert finding.text(catalogue(language)).endswith(" (no)")


async def test_what_a_service_says_is_one_short_line_without_the_key() -> None:
    key = "sk-secret-0123456789"
    told = AuthenticationFailed(f"the key {key} is wrong\n" + "x" * 10_000)
    text = (await said(KeyedProvider(info("minimax"), says=told), key=key)).text(WORDS)
    assert key not in text
    assert "\n" not in text
    assert len(text) < 500


async def test_a_service_that_says_nothing_in_time_is_a_warning() -> None:
    finding = await said(KeyedProvider(info("minimax"), says=asyncio.Event()), limit_s=0.0)
    assert (finding.level, finding.sentence) == ("warning", "check-key-unreached")


async def test_all_are_asked_at_once_and_closed_afterwards() -> None:
    """Each answers once both have been asked."""
    both = asyncio.Barrier(2)

    class Waiting(KeyedProvider):
        async def try_key(self) -> None:
            await both.wait()

    one, two, keyless = (
        Waiting(info("minimax")),
        Waiting(info("senseaudio")),
        ScriptedProvider(info("offline")),
    )
    providers: dict[str, Provider] = {"minimax": one, "senseaudio": two, "offline": keyless}
    findings = await try_keys(providers, load_settings(None, {}))
    assert [finding.level for finding in findings] == ["ok", "ok"]
    assert one.closed
    assert two.closed


async def test_check_prints_a_line_for_each_key(peers: dict[str, Peer], tmp_path: Path) -> None:
    settings({name: peer.url for name, peer in peers.items()})
    keys = {variable: "sk-wrong-key" if name == "minimax" else KEY for name, variable in VARIABLES.items()}
    code, out, err = await asyncio.to_thread(run, "check", folder=tmp_path, **keys)
    assert (code, err) == (1, "")
    assert "ok      The key of fun_music works." in out.splitlines()
    assert "ok      The key of senseaudio works." in out.splitlines()
    assert "error   The service minimax refuses its key" in out
    assert out.splitlines()[-1] == "One error keeps the bot from working."
    assert "sk-" not in out


def test_without_a_key_nobody_is_asked() -> None:
    assert key_findings(load_settings(None, {})) == []


def test_keys_are_tried_behind_the_services() -> None:
    ready = load_settings(None, {"TROUBADOUR_WEB_PORT": "0"})
    tested = Finding("ok", "check-key-works", {"service": "minimax"})
    findings = run_checks(ready, {}, try_keys=lambda _: [tested])
    sentences = [finding.sentence for finding in findings]
    assert (
        sentences.index("check-key-works")
        == max(at for at, one in enumerate(sentences) if one.startswith("check-service")) + 1
    )
    assert "check-key-works" not in [finding.sentence for finding in run_checks(ready, {})]


async def test_every_service_with_a_key_can_try_it() -> None:
    ready = load_settings(None, dict.fromkeys(VARIABLES.values(), KEY))
    for name, module in discover().items():
        provider = module.create(ready.services[name])
        assert isinstance(provider, KeyHolder) is (name in VARIABLES)
        await provider.close()
