"""`troubadour check`: what is configured, missing, or would go wrong; one line each, with its fix."""

import errno
import os
import platform
import shutil
import socket
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

from rich.cells import set_cell_size
from rich.console import Console
from rich.text import Text

from bot.config import CONFIG_VARIABLE, Settings, environment, load_settings, revealed
from bot.domain.errors import Params, StartupError
from bot.domain.money import amount_text
from bot.domain.ports import ProviderInfo
from bot.domain.quota import Limit
from bot.locales import Catalogue
from bot.platforms.discord.invite import PERMISSIONS
from bot.platforms.web.settings import in_url, is_loopback
from bot.problems import ConfigError
from bot.providers import discover, key_variable
from bot.redaction import one_line
from bot.studio.pricing import Pricing
from bot.studio.rules import FIRST_PAID_SONGS
from bot.studio.shelf import SONG_BYTES

Level = Literal["ok", "note", "warning", "error"]
SchemaProblem = Callable[[Path], StartupError | None]
"""Says what would keep the bot from using the database of a data folder, without changing it."""
IsLocked = Callable[[Path], bool]
"""Tells whether a running bot holds a data folder, without taking or making anything."""

OLDEST_PYTHON = (3, 11)
_OWN_VARIABLE = "TROUBADOUR_"
_STYLES: dict[Level, str] = {"ok": "green", "note": "cyan", "warning": "yellow", "error": "red"}
_LEVEL_WIDTH = 8
_MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at, in a sentence of the catalogue."""

    level: Level
    sentence: str
    params: Params = field(default_factory=dict)
    where: str = ""
    """Stands before the sentence: the path of a key."""
    detail: str = ""
    """Stands behind the sentence: what somebody else says of it."""

    def text(self, words: Catalogue) -> str:
        """Return the one line."""
        params = {
            name: one_line(part) if isinstance(part, str) else part for name, part in self.params.items()
        }
        sentence = words.text(self.sentence, **params)
        sentence = f"{sentence} ({one_line(self.detail)})" if self.detail else sentence
        return f"{self.where}: {sentence}" if self.where else sentence


def _no_problem(_data_dir: Path) -> StartupError | None:
    return None


TryKeys = Callable[[Settings], Iterable[Finding]]
"""Asks the services that are on whether their keys work; a finding for each."""


def _none_tried(_settings: Settings) -> Iterable[Finding]:
    return ()


def _not_locked(_data_dir: Path) -> bool:
    return False


def check(
    path: Path | None,
    env: Mapping[str, str],
    *,
    words: Catalogue,
    console: Console,
    schema_problem: SchemaProblem = _no_problem,
    is_locked: IsLocked = _not_locked,
    try_keys: TryKeys = _none_tried,
) -> int:
    """Read the configuration that `run` would read, look at everything, print it, return the exit code."""
    try:
        settings = load_settings(path, env)
    except ConfigError as error:
        return print_findings(config_findings(error), console, words)
    findings = run_checks(
        settings, env, schema_problem=schema_problem, is_locked=is_locked, try_keys=try_keys
    )
    return print_findings(findings, console, words)


def run_checks(
    settings: Settings,
    env: Mapping[str, str],
    *,
    schema_problem: SchemaProblem = _no_problem,
    is_locked: IsLocked = _not_locked,
    try_keys: TryKeys = _none_tried,
    python: tuple[int, ...] = sys.version_info[:3],
) -> list[Finding]:
    """Look at everything that can be looked at without starting; nothing is made or changed.

    Only `try_keys` may ask others.
    """
    locked = is_locked(settings.data_dir)
    return [
        *_machine(python),
        *_sources(settings, env),
        *_data(settings, schema_problem, locked=locked),
        *_web(settings, locked=locked),
        *_chats(settings),
        *_access(settings),
        *_services(settings),
        *try_keys(settings),
        *_allowances(settings),
        *_money(settings),
    ]


def config_findings(error: ConfigError) -> list[Finding]:
    """Return one finding for each problem of a configuration that can't be used."""
    return [Finding("error", one.sentence_id, one.params, one.where) for one in error.problems]


def print_findings(findings: Iterable[Finding], console: Console, words: Catalogue) -> int:
    """Print one line for each finding and a last one with the count; return the exit code: 1 on errors."""
    findings = list(findings)
    labels: dict[Level, str] = {
        "ok": words.text("check-level-ok"),
        "note": words.text("check-level-note"),
        "warning": words.text("check-level-warning"),
        "error": words.text("check-level-error"),
    }
    for finding in findings:
        label = Text(set_cell_size(labels[finding.level], _LEVEL_WIDTH), style=_STYLES[finding.level])
        console.print(label + Text(finding.text(words)), soft_wrap=True)
    errors = sum(finding.level == "error" for finding in findings)
    warnings = sum(finding.level == "warning" for finding in findings)
    console.print(Text(words.text("check-summary", errors=errors, warnings=warnings)), soft_wrap=True)
    return 1 if errors else 0


def _machine(python: tuple[int, ...]) -> Iterator[Finding]:
    version = ".".join(map(str, python))
    if python < OLDEST_PYTHON:
        yield Finding("error", "check-python-old", {"version": version})
    else:
        yield Finding("ok", "check-python", {"version": version, "system": platform.system()})
    yield Finding("ok", "check-mp3") if _encodes_mp3() else Finding("error", "check-mp3-missing")


def _encodes_mp3() -> bool:
    try:
        import av

        av.Codec("libmp3lame", "w")
    except (ImportError, OSError, ValueError):  # PyAV's own errors are ValueErrors
        return False
    return True


def _sources(settings: Settings, env: Mapping[str, str]) -> Iterator[Finding]:
    """Look at where the settings come from."""
    file = settings.file
    if file is None:
        yield Finding("note", "check-file-none")
    else:
        yield Finding("ok", "check-file", {"path": str(file)})
        in_file = set(settings.secrets()) - {value.strip() for value in env.values()}
        if os.name == "posix" and in_file and file.stat().st_mode & 0o077:
            yield Finding("warning", "check-file-open", {"path": str(file)})
    known = {*environment(), CONFIG_VARIABLE}
    used = sorted(name for name in environment() if env.get(name, "").strip())
    if used:
        yield Finding("ok", "check-environment", {"variables": tuple(used)})
    for name in sorted(env):
        if name.startswith(_OWN_VARIABLE) and name not in known:
            near = get_close_matches(name, known, n=1) or sorted(known)
            yield Finding("warning", "check-variable-unknown", {"variable": name, "suggestion": near[0]})


def _data(settings: Settings, schema_problem: SchemaProblem, *, locked: bool) -> Iterator[Finding]:
    folder = settings.data_dir
    shown = {"path": str(folder.absolute())}
    try:
        there = _nearest_folder(folder)
        usable = there.is_dir() and os.access(there, os.W_OK | os.X_OK)
        free_mb = shutil.disk_usage(there).free // _MEGABYTE
    except OSError:
        usable = False
    if not usable:
        yield Finding("error", "startup-data-unwritable", shown)
        return
    yield Finding("ok", "check-data" if there == folder else "check-data-new", shown)
    if locked:
        yield Finding("note", "check-running", shown)
    problem = schema_problem(folder) if there == folder else None
    if problem is not None:
        yield Finding("error", f"startup-{problem.sentence}", problem.params())
    keep_mb = settings.limits.keep_free_mb
    song_mb = SONG_BYTES // _MEGABYTE
    room = {"free": free_mb, "keep": keep_mb, "songs": settings.limits.disk_mb, "song": song_mb}
    if free_mb < keep_mb + song_mb:
        yield Finding("error", "check-disk-full", room)
    elif free_mb < keep_mb + settings.limits.disk_mb:
        yield Finding("note", "check-disk-small", room)
    else:
        yield Finding("ok", "check-disk", room)


def _nearest_folder(path: Path) -> Path:
    """Return the path itself, or what is there of it."""
    return next((one for one in (path, *path.absolute().parents) if one.exists()), path)


def _web(settings: Settings, *, locked: bool) -> Iterator[Finding]:
    web = settings.web
    if not web.enabled:
        elsewhere = settings.discord.is_on or settings.telegram.is_on
        yield Finding("note", "check-web-off") if elsewhere else Finding("error", "check-no-chat")
        return
    host = in_url(web.host)
    problem = None if locked or web.port == 0 else _listening_problem(web.host, web.port)
    if problem is not None:
        yield Finding("error", problem, {"host": host, "port": web.port})
    elif web.port == 0:
        yield Finding("ok", "check-web-any-port", {"host": host})
    else:
        yield Finding("ok", "check-web", {"host": host, "port": web.port})
    if not is_loopback(web.host):
        yield Finding("note", "check-web-open" if revealed(web.token) else "check-web-open-without-token")


def _listening_problem(host: str, port: int) -> str | None:
    """Return the sentence for why nothing can listen there; nothing stays bound."""
    try:
        addresses = socket.getaddrinfo(
            host.strip("[]"), port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
    except (OSError, UnicodeError):
        return "startup-web-address"
    problems = [_binding_error(family, address) for family, _, _, _, address in addresses]
    if errno.EADDRINUSE in problems:
        return "startup-web-port-busy"
    if errno.EACCES in problems:
        return "check-port-forbidden"
    return "startup-web-address" if all(problems) else None


def _binding_error(family: int, address: tuple[object, ...]) -> int | None:
    try:
        with socket.socket(family, socket.SOCK_STREAM) as one:
            if os.name == "posix":
                one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            one.bind(address)
    except OSError as error:
        return error.errno or errno.EADDRNOTAVAIL
    return None


def _chats(settings: Settings) -> Iterator[Finding]:
    if settings.discord.is_on:
        yield Finding("ok", "check-discord-on")
        for permission in PERMISSIONS:
            yield Finding("ok", permission.sentence)
    else:
        yield Finding("note", "check-discord-off")
    on = settings.telegram.is_on
    yield Finding("ok", "check-telegram-on") if on else Finding("note", "check-telegram-off")


def _access(settings: Settings) -> Iterator[Finding]:
    access = settings.access
    if access.closed:
        yield Finding("warning", "check-access-closed")
    if access.servers != "all":
        yield Finding("note", "check-access-servers", {"servers": len(access.servers)})
    if access.private != "all":
        yield Finding("note", "check-access-private", {"private": access.private})


def _services(settings: Settings) -> Iterator[Finding]:
    on = [name for name in settings.services if settings.service_is_on(name)]
    for name, section in settings.services.items():
        if name in on:
            yield Finding("ok", "check-service-on", {"service": name})
        elif not getattr(section, "enabled", True):
            yield Finding("note", "check-service-off", {"service": name})
        else:
            shown = {"service": name, "variable": key_variable(name)}
            yield Finding("note", "check-service-without-key", shown)
    if not on:
        yield Finding("error", "check-no-service")
    if "order" in settings.routing.model_fields_set:
        for name in settings.routing.order:
            if name not in settings.services:
                known = tuple(settings.services)
                yield Finding("warning", "check-order-unknown", {"service": name, "services": known})


def _allowances(settings: Settings) -> Iterator[Finding]:
    yield _allowance(settings.quota.limit, "check-quota", "check-quota-none", "check-quota-unlimited")
    yield _allowance(settings.budget.limit, "check-budget", "check-budget-none", "check-budget-unlimited")


def _money(settings: Settings) -> Iterator[Finding]:
    """Look at what is paid for, and who would hear of it."""
    budget, infos = settings.budget, _infos(settings)
    pricing = Pricing(infos, budget.known_rates)
    cap = budget.money_cap
    if budget.currency in budget.rates:
        yield Finding("warning", "check-rate-own", {"currency": budget.currency})
    if cap is not None:
        amount = {"amount": amount_text(cap.amount_micro), "currency": cap.currency, "period": cap.period}
        yield Finding("ok", "check-money", amount)
        for name, info in infos.items():
            if pricing.can_be_capped(name):
                continue
            if info.price is None:
                yield Finding("warning", "check-service-unpriced", {"service": name})
            else:
                currency = info.price.currency
                yield Finding("warning", "check-service-unrated", {"service": name, "currency": currency})
    if not any(info.makes_calls for info in infos.values()):
        return
    if not budget.is_given:
        songs = FIRST_PAID_SONGS.songs or 0
        yield Finding("note", "check-budget-first", {"songs": songs})
    if not settings.operator.accounts:
        yield Finding("note", "check-operator-none")


def _infos(settings: Settings) -> dict[str, ProviderInfo]:
    """Return what the services that are on say of themselves; none of them is asked anything."""
    infos = {}
    for name, module in discover().items():
        provider = module.create(settings.services[name]) if settings.service_is_on(name) else None
        if provider is not None:
            infos[name] = provider.info
    return infos


def _allowance(limit: Limit, some: str, none: str, unlimited: str) -> Finding:
    if limit.songs is None:
        return Finding("ok", unlimited)
    if limit.songs == 0:
        return Finding("warning", none)
    return Finding("ok", some, {"songs": limit.songs, "period": limit.period})
