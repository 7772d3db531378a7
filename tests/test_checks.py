"""`troubadour check`: each problem is one line with its fix, and errors make the exit code."""

import errno
import io
import os
import re
import shutil
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from rich.console import Console

from bot import checks
from bot.app import make_providers
from bot.checks import Finding, check, print_findings, run_checks
from bot.config import Settings, load_settings
from bot.domain.errors import StartupError
from bot.domain.money import Price
from bot.locales import catalogue
from bot.platforms.discord.invite import PERMISSIONS
from bot.providers import discover
from tests.studio.fakes import ScriptedProvider, info

WORDS = catalogue()
PORT_0 = "[web]\nport = 0\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        one.listen()
        yield one.getsockname()[1]


def settings(text: str = PORT_0, **env: str) -> Settings:
    Path("config.toml").write_text(text, encoding="utf-8")
    Path("config.toml").chmod(0o600)
    return load_settings(None, env)


def found(text: str = PORT_0, *, env: dict[str, str] | None = None, **options: Any) -> dict[str, Finding]:
    env = env or {}
    findings = run_checks(settings(text, **env), env, **options)
    assert all("\n" not in finding.text(WORDS) for finding in findings)
    return {finding.sentence: finding for finding in findings}


def levels(findings: dict[str, Finding]) -> set[str]:
    return {finding.level for finding in findings.values()}


def line(findings: dict[str, Finding], sentence: str) -> str:
    return findings[sentence].text(WORDS)


def test_fresh_machine_has_no_error() -> None:
    findings = run_checks(load_settings(None, {"TROUBADOUR_WEB_PORT": "0"}), {})
    assert {finding.level for finding in findings} <= {"ok", "note"}
    assert "check-file-none" in {finding.sentence for finding in findings}
    for finding in findings:
        assert "\n" not in finding.text(WORDS)


def test_file_and_variables_are_named() -> None:
    findings = found(env={"TROUBADOUR_LOG_FORMAT": "json", "DISCORD_TOKEN": ""})
    assert line(findings, "check-file").endswith("config.toml.")
    assert "TROUBADOUR_LOG_FORMAT." in line(findings, "check-environment")


def test_secrets_in_a_file_that_others_read(folder: Path) -> None:
    text = PORT_0 + '[discord]\ntoken = "hush"\n'
    assert "check-file-open" not in found(text)
    ready = settings(text)
    (folder / "config.toml").chmod(0o644)
    sentences = {finding.sentence for finding in run_checks(ready, {})}
    assert "check-file-open" in sentences


def test_variable_that_is_nearly_one() -> None:
    findings = found(env={"TROUBADOUR_DATADIR": "x"})
    assert findings["check-variable-unknown"].level == "warning"
    assert "TROUBADOUR_DATA_DIR" in line(findings, "check-variable-unknown")


def test_data_folder_is_there_or_will_be_made(folder: Path) -> None:
    assert "check-data-new" in found()
    assert not (folder / "data").exists()
    (folder / "data").mkdir()
    assert "check-data" in found()


def test_data_folder_that_is_a_file(folder: Path) -> None:
    (folder / "data").touch()
    assert found()["startup-data-unwritable"].level == "error"
    inside = found('data_dir = "data/more"\n' + PORT_0)
    assert inside["startup-data-unwritable"].level == "error"


def test_data_folder_without_the_right_to_write(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert found()["startup-data-unwritable"].level == "error"


class Disk(NamedTuple):
    free: int


@pytest.mark.parametrize(
    ("free_mb", "sentence", "level"),
    [(100_000, "check-disk", "ok"), (600, "check-disk-small", "note"), (400, "check-disk-full", "error")],
)
def test_room_on_the_disk(monkeypatch: pytest.MonkeyPatch, free_mb: int, sentence: str, level: str) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Disk(free_mb * 1_000_000))
    assert found()[sentence].level == level


def test_bot_that_runs_already_is_no_error(folder: Path, taken: int) -> None:
    findings = found(f"[web]\nport = {taken}", is_locked=lambda path: path == Path("data"))
    assert findings["check-running"].level == "note"
    assert "error" not in levels(findings)


def test_database_that_is_newer(folder: Path) -> None:
    (folder / "data").mkdir()
    problem = StartupError("database-newer", path="data/troubadour.db")
    findings = found(schema_problem=lambda _: problem)
    assert findings["startup-database-newer"].level == "error"
    assert "data/troubadour.db" in line(findings, "startup-database-newer")


def test_port_that_is_taken(taken: int) -> None:
    findings = found(f"[web]\nport = {taken}")
    assert findings["startup-web-port-busy"].level == "error"
    assert f" {taken} " in line(findings, "startup-web-port-busy")


def test_port_that_is_free_stays_free(taken: int) -> None:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    for _ in range(2):
        assert found(f"[web]\nport = {port}")["check-web"].level == "ok"


def test_address_of_another_machine() -> None:
    assert found('[web]\nport = 8080\nhost = "192.0.2.1"')["startup-web-address"].level == "error"


def test_port_that_needs_more_rights(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "_binding_error", lambda *_: errno.EACCES)
    assert found("[web]\nport = 80")["check-port-forbidden"].level == "error"


def test_open_to_the_network() -> None:
    text = '[web]\nport = 0\nhost = "0.0.0.0"\n'
    assert found(text)["check-web-open-without-token"].level == "note"
    assert found(text + 'token = "long-enough-token"')["check-web-open"].level == "note"


def test_no_chat_at_all() -> None:
    assert found("[web]\nenabled = false")["check-no-chat"].level == "error"


def test_discord_is_a_chat_too() -> None:
    alone = found("[web]\nenabled = false", env={"DISCORD_TOKEN": "a"})
    assert alone["check-web-off"].level == "note"
    assert alone["check-discord-on"].level == "ok"
    assert {"check-no-chat", "check-discord-off"}.isdisjoint(alone)
    assert found()["check-discord-off"].level == "note"


def test_discord_is_asked_for_six_permissions_and_each_has_its_reason() -> None:
    findings = found(env={"DISCORD_TOKEN": "a"})
    lines = [line(findings, one.sentence) for one in PERMISSIONS]
    assert len(lines) == 6
    assert all(re.match(r"On servers it needs [A-Z][A-Za-z ]+: to ", text) for text in lines)


def test_telegram_is_a_chat_too() -> None:
    alone = found("[web]\nenabled = false", env={"TELEGRAM_TOKEN": "b"})
    assert alone["check-web-off"].level == "note"
    assert alone["check-telegram-on"].level == "ok"
    assert {"check-no-chat", "check-telegram-off"}.isdisjoint(alone)
    assert found()["check-telegram-off"].level == "note"


def test_services_off_and_on() -> None:
    assert found()["check-service-on"].level == "ok"
    off = found(PORT_0 + "[providers.offline]\nenabled = false")
    assert off["check-service-off"].level == "note"
    assert off["check-no-service"].level == "error"


@pytest.mark.parametrize(
    ("service", "variable"),
    [
        ("fun_music", "DASHSCOPE_API_KEY"),
        ("minimax", "MINIMAX_API_KEY"),
        ("senseaudio", "SENSEAUDIO_API_KEY"),
    ],
)
def test_a_service_is_on_with_a_key(service: str, variable: str) -> None:
    def lines(**env: str) -> list[str]:
        return [finding.text(WORDS) for finding in run_checks(settings(**env), env)]

    off = f"The service {service} is off: to turn it on, set {variable}, or api_key in [providers.{service}]."
    on = f"The service {service} is on."
    assert off in lines()
    with_key = lines(**{variable: "a-key"})
    assert on in with_key
    assert off not in with_key
    assert "a-key" not in "".join(with_key)


def test_order_of_services_that_are_unknown() -> None:
    assert "check-order-unknown" not in found()
    findings = found(PORT_0 + '[routing]\norder = ["offline", "minimax", "suno"]')
    assert findings["check-order-unknown"].level == "warning"
    assert "no service suno" in line(findings, "check-order-unknown")


def test_allowances() -> None:
    findings = found(PORT_0 + '[budget]\nsongs = 1\nperiod = "total"')
    assert line(findings, "check-quota") == "Everybody may have 10 songs a day."
    assert line(findings, "check-budget") == "The whole bot may make one song in total."
    none = found(PORT_0 + "[quota]\nsongs = 0\n[budget]\nsongs = 0")
    assert (none["check-quota-none"].level, none["check-budget-none"].level) == ("warning", "warning")
    assert "check-quota-unlimited" in found(PORT_0 + '[quota]\nsongs = "unlimited"')


def test_access_that_is_closed_is_noted() -> None:
    findings = found(PORT_0 + '[access]\nservers = []\nprivate = "nobody"')
    assert findings["check-access-servers"].level == "note"
    assert findings["check-access-private"].level == "note"
    assert not {"check-access-servers", "check-access-private"} & set(found())


def test_paid_service_and_its_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not {"check-budget-first", "check-operator-none"} & set(found())
    price: Price | None = None
    monkeypatch.setattr(
        discover()["offline"], "create", lambda _: ScriptedProvider(replace(info("offline"), price=price))
    )
    findings = found()
    assert "500 songs a month" in line(findings, "check-budget-first")
    assert findings["check-operator-none"].level == "note"
    text = PORT_0 + "[operator]\ndiscord_id = 5\n[budget]\nmoney = 5\n"
    findings = found(text)
    assert line(findings, "check-money") == "The whole bot may spend 5.00 USD a month."
    assert findings["check-service-unpriced"].level == "warning"
    assert not {"check-budget-first", "check-operator-none"} & set(findings)
    assert make_providers(settings(text)) == {}
    price = Price(1, "CNY")
    assert "set CNY in [budget.rates]" in line(found(text), "check-service-unrated")
    text += "[budget.rates]\nCNY = 0.14\n"
    assert levels(found(text)) <= {"ok", "note"}
    assert set(make_providers(settings(text))) == {"offline"}


def test_python_that_is_too_old() -> None:
    assert found(python=(3, 10, 2))["check-python-old"].level == "error"


def test_mp3_that_can_not_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "check-mp3" in found()
    monkeypatch.setattr(checks, "_encodes_mp3", lambda: False)
    assert found()["check-mp3-missing"].level == "error"


def printed(*findings: Finding) -> tuple[int, list[str]]:
    out = io.StringIO()
    code = print_findings(findings, Console(file=out, width=40), WORDS)
    return code, out.getvalue().splitlines()


def test_each_finding_is_one_line_however_narrow_the_screen() -> None:
    hostile = "/srv/[red]x\n\x1b[2J" + "y" * 80
    code, lines = printed(Finding("ok", "check-data", {"path": hostile}))
    assert code == 0
    assert lines[0].startswith("ok      Songs and database are kept in /srv/[red]x\\n\\u001b[2Jyyy")
    assert lines[1:] == ["Nothing is wrong."]


def test_errors_make_the_exit_code() -> None:
    warning, error = Finding("warning", "check-quota-none"), Finding("error", "check-no-chat")
    assert printed(warning) == (0, [printed(warning)[1][0], "The bot can start. There is one warning."])
    assert printed(warning, error)[0] == 1
    assert printed(error, error)[1][-1] == "2 errors keep the bot from working."


def test_configuration_that_can_not_be_used_is_all_errors() -> None:
    Path("config.toml").write_text('[web]\nport = "hush"\n[nonsense]')
    out = io.StringIO()
    console = Console(file=out, highlight=False, markup=False)
    assert check(None, {}, words=WORDS, console=console) == 1
    assert out.getvalue().splitlines() == [
        "error   web.port: must be a whole number from 0 to 65535",
        "error   nonsense: there is no such key",
        "2 errors keep the bot from working.",
    ]


def test_check_reads_the_configuration_that_run_reads() -> None:
    out = io.StringIO()
    env = {"TROUBADOUR_WEB_PORT": "0"}
    assert check(None, env, words=WORDS, console=Console(file=out)) == 0
    assert "Nothing is wrong." in out.getvalue()


def test_nobody_let_in_and_a_rate_for_the_budgets_own_currency() -> None:
    closed = found(PORT_0 + '[access]\nservers = []\nprivate = "nobody"')
    assert closed["check-access-closed"].level == "warning"
    assert "check-access-closed" not in found(PORT_0 + "[access]\nservers = []")
    assert "for USD" in line(found(PORT_0 + "[budget.rates]\nUSD = 1"), "check-rate-own")
