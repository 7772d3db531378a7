"""Settings: a TOML file, and environment variables that win over it.

Nothing is read at import. Every problem is found at once and named by the path of its key; a value is
never repeated, so that a secret in the wrong place stays one. Each service owns the model of its section
(`bot.providers.<name>.Settings`), and so does the local chat.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    SecretStr,
    SerializeAsAny,
    ValidationError,
    create_model,
)
from pydantic.fields import FieldInfo

from bot.domain.money import Rates, micro_of
from bot.domain.quota import Limit, MoneyCap, Period
from bot.platforms.discord.settings import DiscordSettings
from bot.platforms.telegram.settings import TelegramSettings
from bot.platforms.web.settings import WebSettings
from bot.problems import ConfigError, Problem, kinds_of, problems_of, section_model
from bot.providers import discover
from bot.values import (
    UNLIMITED,
    Currency,
    Folder,
    Money,
    Part,
    PersonId,
    Rate,
    Servers,
    Songs,
)

CONFIG_VARIABLE = "TROUBADOUR_CONFIG"
DEFAULT_FILE = Path("config.toml")
ENVIRONMENT = {
    "TROUBADOUR_DATA_DIR": "data_dir",
    "DISCORD_TOKEN": "discord.token",
    "TELEGRAM_TOKEN": "telegram.token",
    "TROUBADOUR_WEB_HOST": "web.host",
    "TROUBADOUR_WEB_PORT": "web.port",
    "TROUBADOUR_WEB_TOKEN": "web.token",
    "TROUBADOUR_LOG_FORMAT": "log.format",
}
"""Environment variables and the keys they stand for; services add their own. Empty ones don't count."""

_SECRET_KEYS = frozenset({"token", "api_key"})
"""Keys whose value is a secret even where a section holds it as plain text."""
_WHOLE_NUMBER = re.compile(r"[+-]?[0-9]{1,18}")
_WRONG_TYPE: list[None] = [None]
"""Stands for what no key takes: dates and times of TOML, bytes that are no text."""


class Section(BaseModel):
    """A section of the file: read-only, and every key is known."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class OperatorSettings(Section):
    """`[operator]`: who is told about money and keys; nobody by default."""

    discord_id: PersonId = ""
    telegram_id: PersonId = ""

    @property
    def accounts(self) -> frozenset[tuple[str, str]]:
        """The platforms and native ids under which the operator is known."""
        known = (("discord", self.discord_id), ("telegram", self.telegram_id))
        return frozenset((platform, native_id) for platform, native_id in known if native_id)


class AccessSettings(Section):
    """`[access]`: which servers and groups, and whose direct messages, are taken."""

    servers: Servers = "all"
    private: Literal["all", "members", "nobody"] = "all"
    """`members` are people who were met in a server or a group."""

    @property
    def closed(self) -> bool:
        """Tell whether nobody at all is let in, but who acts as a moderator in the local chat."""
        return not self.servers and self.private == "nobody"


class RoutingSettings(Section):
    """`[routing]`: which service is asked first. Services that are not in the order come last."""

    order: tuple[str, ...] = ("minimax", "fun_music", "senseaudio")


class QuotaSettings(Section):
    """`[quota]`: what everybody may have, where no moderator set anything else."""

    songs: Songs = 10
    period: Period = "day"

    @property
    def limit(self) -> Limit:
        """The quota as the domain counts it."""
        return _limit(self.songs, self.period)


class BudgetSettings(Section):
    """`[budget]`: what the whole bot may make, and what it may spend."""

    songs: Songs = "unlimited"
    money: Money = "unlimited"
    """In whole units of the currency, to the millionth."""
    currency: Currency = "USD"
    period: Period = "month"
    alert_at: Part = 0.8
    """The operator is told when this part of a cap is used up, and again at all of it."""
    rates: dict[Currency, Rate] = Field(default_factory=dict)
    """What one unit of another currency is worth in this one."""

    @property
    def is_given(self) -> bool:
        """Tell whether the operator wrote anything here; bare headers, as `init` leaves them, say nothing."""
        return bool(self.model_fields_set - {"rates"} or self.rates)

    @property
    def limit(self) -> Limit:
        """The cap in songs as the domain counts it."""
        return _limit(self.songs, self.period)

    @property
    def money_cap(self) -> MoneyCap | None:
        """The cap in money as the domain counts it, if there is one."""
        if self.money == UNLIMITED:
            return None
        return MoneyCap(micro_of(f"{self.money:f}") or 0, self.currency, self.period)

    @property
    def known_rates(self) -> Rates:
        """The rates as the domain counts with them."""
        return Rates(self.currency, dict(self.rates))


def _limit(songs: int | Literal["unlimited"], period: Period) -> Limit:
    return Limit(songs=None if songs == "unlimited" else songs, period=period)


class LimitSettings(Section):
    """`[limits]`: the bot's own bounds; a service's bounds hold besides."""

    running_per_user: int = Field(default=1, ge=1, le=100)
    queued_per_user: int = Field(default=5, ge=1, le=1000)
    drafts_per_day: int = Field(default=20, ge=0, le=100_000)
    """How many drafts of words a person may have in a day; 0 switches them off."""
    grace_s: int = Field(default=330, ge=0, le=3600)
    """How long a polite stop waits for calls that can't be taken up again, in seconds."""
    keep_days: int = Field(default=30, ge=1, le=36_500)
    """How long a song's file is kept, in days."""
    disk_mb: int = Field(default=5000, ge=50, le=1_000_000_000)
    """The most that songs may take on the disk, in 10⁶ bytes."""
    keep_free_mb: int = Field(default=500, ge=0, le=1_000_000_000)
    """What must stay free on the disk, in 10⁶ bytes; with less, no order is taken."""
    prompt_characters: int = Field(default=2000, ge=1, le=100_000)
    lyrics_characters: int = Field(default=5000, ge=1, le=100_000)
    lyrics_file_kb: int = Field(default=200, ge=1, le=10_000)
    """The largest file that is looked at for lyrics, in 10³ bytes."""


class LogSettings(Section):
    """`[log]`: lines for people, or one JSON object per line."""

    format: Literal["text", "json"] = "text"
    level: Literal["debug", "info", "warning", "error"] = "info"


def _default_services() -> BaseModel:
    return _services_model()()


class Settings(Section):
    """Everything that can be set. A relative `data_dir` is relative to the working directory."""

    data_dir: Folder = Path("data")
    operator: OperatorSettings = OperatorSettings()
    access: AccessSettings = AccessSettings()
    discord: DiscordSettings = DiscordSettings()
    telegram: TelegramSettings = TelegramSettings()
    web: WebSettings = WebSettings()
    providers: SerializeAsAny[BaseModel] = Field(default_factory=_default_services)
    """One field for each service that `discover` finds, of the service's own `Settings`."""
    routing: RoutingSettings = RoutingSettings()
    quota: QuotaSettings = QuotaSettings()
    budget: BudgetSettings = BudgetSettings()
    limits: LimitSettings = LimitSettings()
    log: LogSettings = LogSettings()

    _file: Path | None = PrivateAttr(default=None)

    def __repr__(self) -> str:
        """Say where the settings are from; a section may hold its token as plain text."""
        return f"Settings(file={self._file})"

    __str__ = __repr__

    @property
    def file(self) -> Path | None:
        """The file that was read; None where there was none."""
        return self._file

    @property
    def services(self) -> dict[str, BaseModel]:
        """Each service's own section by the service's name."""
        return {name: getattr(self.providers, name) for name in type(self.providers).model_fields}

    def service_is_on(self, name: str) -> bool:
        """Tell whether a service may sing: one with a key needs it, and any can be disabled."""
        section = self.services[name]
        needs_key = "api_key" in type(section).model_fields
        has_key = bool(revealed(getattr(section, "api_key", None)))
        return bool(getattr(section, "enabled", True)) and (has_key or not needs_key)

    def secrets(self) -> tuple[str, ...]:
        """Return every secret value, for the log to hide."""
        return tuple(secret for secret in _secrets_of(self) if secret)

    def from_file(self, file: Path | None) -> Self:
        """Return the same settings with the file that they came from."""
        copy = self.model_copy()
        copy._file = file
        return copy


def _secrets_of(section: BaseModel) -> Iterator[str]:
    for name in type(section).model_fields:
        value = getattr(section, name)
        if isinstance(value, BaseModel):
            yield from _secrets_of(value)
        elif isinstance(value, SecretStr) or name in _SECRET_KEYS:
            yield revealed(value)


def revealed(secret: SecretStr | str | None) -> str:
    """Return a secret's text; empty where there is none."""
    return secret.get_secret_value() if isinstance(secret, SecretStr) else secret or ""


def _services_model() -> type[BaseModel]:
    fields: dict[str, Any] = {
        name: (module.Settings, module.Settings()) for name, module in discover().items()
    }
    return create_model("ServiceSections", __base__=Section, **fields)


def settings_model() -> type[Settings]:
    """Return `Settings` with the sections of all services spelled out: the shape of the file."""
    services = _services_model()
    return create_model("AllSettings", __base__=Settings, providers=(services, services()))


# --- reading ----------------------------------------------------------------------------------


def load_settings(path: Path | None, env: Mapping[str, str]) -> Settings:
    """Read the settings, from `path` (`--config`), else `TROUBADOUR_CONFIG`, else `./config.toml`, if any.

    Raises `ConfigError` with every problem at once.
    """
    file = config_path(path, env)
    if path is None and not env.get(CONFIG_VARIABLE) and not file.exists():
        return _validate({}, env, None)
    return _validate(_read(file), env, file)


def config_path(path: Path | None, env: Mapping[str, str]) -> Path:
    """Return the file that settings are read from, or would be if it were there."""
    return path or Path(env.get(CONFIG_VARIABLE) or DEFAULT_FILE)


def environment() -> dict[str, str]:
    """Return every environment variable that is a setting, and the key it stands for."""
    return ENVIRONMENT | {
        variable: f"providers.{name}.{key}"
        for name, module in discover().items()
        for variable, key in getattr(module, "ENVIRONMENT", {}).items()
    }


def typed(path: str, text: str) -> object:
    """Return an answer, as typed, as the value that the key at `path` has in the file."""
    table: dict[str, Any] = {}
    _put(table, path, text, settings_model())
    for key in path.split("."):
        table = table[key]
    return table


def find_problem(path: str, text: str) -> Problem | None:
    """Judge one answer, as typed, for the key at `path`; None if it will do."""
    table: dict[str, Any] = {}
    _put(table, path, text, settings_model())
    try:
        _validate(table, {}, None)
    except ConfigError as error:
        return error.problems[0]
    return None


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        problem = Problem(str(file), "config-file-missing")
    except OSError:
        problem = Problem(str(file), "config-file-unreadable")
    except UnicodeDecodeError:
        problem = Problem(str(file), "config-file-encoding")
    except (ValueError, RecursionError) as error:
        # tomllib's message may quote the line: only its number is taken
        line = re.search(r"\(at line (\d+), column \d+\)$", str(error))
        params = {"line": line[1]} if line else {}
        problem = Problem(str(file), "config-syntax" if line else "config-syntax-end", params)
    raise ConfigError((problem,)) from None


def _validate(table: dict[str, Any], env: Mapping[str, str], file: Path | None) -> Settings:
    model = settings_model()
    variables: dict[str, str] = {}
    for variable, path in environment().items():
        if env.get(variable, "").strip():
            _put(table, path, env[variable].strip(), model)
            variables[path] = variable
    try:
        # JSON in strict mode takes no number for a text and no true for a number
        settings = model.model_validate_json(json.dumps(table, default=lambda _: _WRONG_TYPE), strict=True)
    except ValidationError as error:
        # without its cause: pydantic's message holds values
        raise ConfigError(problems_of(error, model, variables)) from None
    return settings.from_file(file)


def _put(table: dict[str, Any], path: str, text: str, model: type[BaseModel]) -> None:
    """Set a key from text, as the number or the truth value that its field wants."""
    *sections, key = path.split(".")
    for section in sections:
        model = section_model(model.model_fields[section]) or model
        inner = table.setdefault(section, {})
        if not isinstance(inner, dict):
            return  # the section itself is a problem already
        table = inner
    table[key] = _from_text(text, model.model_fields[key])


def _from_text(text: str, info: FieldInfo) -> object:
    """Return the number or the truth value that a field wants, or the text as it is."""
    kinds = kinds_of(info.annotation)
    if any("\ud800" <= char <= "\udfff" for char in text):
        return _WRONG_TYPE
    if int in kinds and _WHOLE_NUMBER.fullmatch(text):
        return int(text)
    if bool in kinds and text.lower() in {"true", "false"}:
        return text.lower() == "true"
    return text
