"""Settings: where they come from, who wins, and what is said when they are wrong."""

import json
import re
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, SecretStr

from bot.app import rules_from
from bot.config import (
    ENVIRONMENT,
    Settings,
    config_path,
    environment,
    find_problem,
    load_settings,
    settings_model,
)
from bot.domain.money import Rates
from bot.domain.quota import Limit, MoneyCap
from bot.domain.song import Origin
from bot.locales import catalogue
from bot.problems import ConfigError, walk
from bot.providers import discover
from bot.studio.rules import FIRST_PAID_SONGS, UNLIMITED, Access

EXAMPLE = Path(__file__).parents[1] / "config.example.toml"
WORDS = catalogue()

SECTION = "{0}: must be a section: a line with [{0}], and its keys on the lines below"
SONGS = ': must be a whole number from 0 to 1000000, or "unlimited"'
ADDRESS = ": must be an address that begins with {}:// or {}://"
PERSON = ': must be the number by which the chat knows the account, or "" for nobody'
SERVERS = ': must be "all" or a list of the numbers of servers and groups: [123, -456]'
MONEY = ': must be an amount from 0 to 1000000000 with at most six decimals, or "unlimited"'
CURRENCY = ': must be the three capital letters of a currency, such as "USD"'
PART = ": must be a number above 0 and at most 1"
RATE = ": must be a number above 0: what one unit of it is worth in the budget's currency"
SAMPLE_RATE = ": must be one of 16000, 24000, 32000, 44100"
STREAMED = ": must not be true together with stream: the service marks only what is not streamed"
NO_WRITER = ": this model can't write words itself: choose music-2.6 or a newer one"
NO_SUCH_SERVICE = WORDS.text("config-unknown-service", services=tuple(discover()))
WEIGHT = ': must be a number from 0 to 1, or "" to leave it to the service'
TRUTH = ": must be true or false, without quotes"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def load(text: str, **env: str) -> Settings:
    Path("config.toml").write_text(text, encoding="utf-8")
    return load_settings(None, env)


def lines_of(text: str, **env: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(text, **env)
    assert caught.value.exit_code == 2
    assert caught.value.__cause__ is None
    return caught.value.lines(WORDS)


def test_defaults_without_any_file() -> None:
    settings = load_settings(None, {})
    assert settings.file is None
    assert settings.data_dir == Path("data")
    assert settings.quota.limit == Limit(10, "day")
    assert settings.budget.limit == Limit(None, "month")
    assert settings.routing.order == ("minimax", "fun_music", "senseaudio")
    assert settings.web.enabled
    assert settings.service_is_on("offline")


def test_named_file_comes_before_the_variable_before_the_folder(folder: Path) -> None:
    for name, songs in (("a.toml", 1), ("b.toml", 2), ("config.toml", 3)):
        Path(name).write_text(f"[quota]\nsongs = {songs}")
    env = {"TROUBADOUR_CONFIG": str(folder / "b.toml")}
    assert load_settings(folder / "a.toml", env).quota.songs == 1
    assert load_settings(None, env).quota.songs == 2
    assert load_settings(None, {"TROUBADOUR_CONFIG": ""}).quota.songs == 3
    assert load_settings(None, env).file == folder / "b.toml"
    assert config_path(None, {}) == Path("config.toml")


@pytest.mark.parametrize("by_variable", [True, False])
def test_named_file_that_is_missing_is_a_problem(by_variable: bool) -> None:
    name = "gone.toml"
    with pytest.raises(ConfigError) as caught:
        load_settings(None if by_variable else Path(name), {"TROUBADOUR_CONFIG": name if by_variable else ""})
    assert caught.value.lines(WORDS) == ["gone.toml: there is no such file"]


def test_environment_wins_over_the_file() -> None:
    settings = load(
        '[web]\nport = 1\nhost = "::1"\n[log]\nformat = "text"\n[discord]\ntoken = "file"',
        TROUBADOUR_DATA_DIR="/srv/songs",
        TROUBADOUR_WEB_HOST="0.0.0.0",
        TROUBADOUR_WEB_PORT=" 8123\n",
        TROUBADOUR_WEB_TOKEN="12345678",
        TROUBADOUR_LOG_FORMAT="json",
        DISCORD_TOKEN="from-env",
        TELEGRAM_TOKEN="1:x",
    )
    assert settings.data_dir == Path("/srv/songs")
    assert (settings.web.host, settings.web.port) == ("0.0.0.0", 8123)
    assert settings.log.format == "json"
    assert settings.discord.token.get_secret_value() == "from-env"
    assert set(settings.secrets()) == {"from-env", "1:x", "12345678"}


def test_empty_variable_does_not_count() -> None:
    assert load("[web]\nport = 81", TROUBADOUR_WEB_PORT="", DISCORD_TOKEN=" ").web.port == 81


def test_settings_never_show_secrets() -> None:
    settings = load('[discord]\ntoken = "hush-hush"\n[web]\ntoken = "hush-hush"')
    assert "hush" not in repr(settings) + str(settings) + repr(settings.discord)


def test_byte_order_mark_and_windows_line_ends_are_fine() -> None:
    Path("config.toml").write_bytes(b"\xef\xbb\xbf[quota]\r\nsongs = 3\r\n")
    assert load_settings(None, {}).quota.songs == 3


def test_home_folder_is_meant_by_a_tilde(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ann")
    assert load('data_dir = "~/songs"').data_dir == Path("/home/ann/songs")


def test_unlimited_and_none_at_all() -> None:
    settings = load('[quota]\nsongs = "unlimited"\nperiod = "total"\n[budget]\nsongs = 0')
    assert settings.quota.limit == Limit(None, "total")
    assert settings.budget.limit == Limit(0, "month")


@pytest.mark.parametrize(
    ("text", "micro"),
    [("0", 0), ("12", 12_000_000), ("0.1", 100_000), ("1.000001", 1_000_001), ('"12.50"', 12_500_000)],
)
def test_money_is_exact(text: str, micro: int) -> None:
    settings = load(f'[budget]\nmoney = {text}\ncurrency = "CNY"')
    assert settings.budget.money_cap == MoneyCap(micro, "CNY", "month")


def test_rates_are_exact() -> None:
    rates = load("[budget.rates]\nCNY = 0.14\nEUR = 1").budget.known_rates
    assert rates == Rates("USD", {"CNY": Decimal("0.14"), "EUR": Decimal(1)})


def test_operator_and_access_take_numbers_and_texts() -> None:
    settings = load('[operator]\ndiscord_id = 5\ntelegram_id = "6"\n[access]\nservers = [1, "-2"]')
    assert settings.operator.accounts == {("discord", "5"), ("telegram", "6")}
    assert settings.access.servers == ("1", "-2")


def test_rules_of_the_operator() -> None:
    rules = rules_from(load('[operator]\ndiscord_id = "5"\n[access]\nservers = [1]\nprivate = "members"'))
    assert rules.operators == {("discord", "5")}
    assert rules.access == Access(frozenset({"1"}), "members")
    assert rules.operator_chats == (Origin(platform="web", chat="local"),)
    assert rules_from(load("[web]\nenabled = false")).operator_chats == ()


def test_the_operator_is_told_by_direct_message_where_discord_is_on() -> None:
    alone = '[operator]\ndiscord_id = "5"\n[web]\nenabled = false\n'
    told = Origin(platform="discord", chat="@5", person="5")
    assert rules_from(load(f'{alone}[discord]\ntoken = "x"')).operator_chats == (told,)
    assert rules_from(load('[discord]\ntoken = "x"\n[web]\nenabled = false')).operator_chats == ()


def test_the_operator_is_told_in_private_where_telegram_is_on() -> None:
    alone = "[operator]\ntelegram_id = 6\n[web]\nenabled = false\n"
    told = Origin(platform="telegram", chat="6", person="6")
    assert rules_from(load(alone)).operator_chats == ()
    assert rules_from(load(f'{alone}[telegram]\ntoken = "1:x"')).operator_chats == (told,)


@pytest.mark.parametrize("text", ["", "[budget]", "[budget.rates]", EXAMPLE.read_text(encoding="utf-8")])
def test_without_a_budget_paid_services_make_a_first_five_hundred_songs(text: str) -> None:
    assert rules_from(load(text)).paid_budget == FIRST_PAID_SONGS
    assert rules_from(load('[budget]\nsongs = "unlimited"')).paid_budget == UNLIMITED


# fmt: off
PROBLEMS = [
    ('[web]\nport = "x"', "web.port: must be a whole number from 0 to 65535"),
    ("[web]\nport = 65536", "web.port: must be a whole number from 0 to 65535"),
    ("[web]\nport = true", "web.port: must be a whole number from 0 to 65535"),
    ("[web]\nport = 80.0", "web.port: must be a whole number from 0 to 65535"),
    ("[web]\nport = nan", "web.port: must be a whole number from 0 to 65535"),
    ("[web]\nport = 1979-05-27", "web.port: must be a whole number from 0 to 65535"),
    ('[web]\nenabled = "yes"', "web.enabled" + TRUTH),
    ('[web]\nhost = ""', "web.host: must not be empty"),
    ("web = 3", SECTION.format("web")),
    ("providers = []", SECTION.format("providers")),
    ("[quota]\nsongs = -1", "quota.songs" + SONGS),
    ("[quota]\nsongs = true", "quota.songs" + SONGS),
    ('[budget]\nsongs = "lots"', "budget.songs" + SONGS),
    ('[quota]\nperiod = "year"', 'quota.period: must be one of "day", "week", "month", "total"'),
    ("data_dir = 1", "data_dir: must be text in quotes"),
    ('data_dir = ""', "data_dir: must name a folder"),
    ('data_dir = "a\\u0000b"', "data_dir: must name a folder"),
    ("[discord]\ntoken = 1", "discord.token: must be text in quotes"),
    ('[discord]\ntoken = "a b"', "discord.token: must be one word without spaces: copy it once more"),
    ('[telegram]\nbase_url = "x"', "telegram.base_url" + ADDRESS.format("https", "http")),
    ('[discord]\ngateway_url = "http://x"', "discord.gateway_url" + ADDRESS.format("wss", "ws")),
    ('[routing]\norder = "offline"', 'routing.order: must be a list of texts: ["one", "two"]'),
    ("[routing]\norder = [1, 2]", 'routing.order: must be a list of texts: ["one", "two"]'),
    ("[limits]\nkeep_days = 0", "limits.keep_days: must be a whole number from 1 to 36500"),
    ("[providers.offline]\nenabled = 1", "providers.offline.enabled" + TRUTH),
    ("[providers.nobody]\nx = 1", f"providers.nobody: {NO_SUCH_SERVICE}"),
    ("[providers.minimax]\nsample_rate = 48000", "providers.minimax.sample_rate" + SAMPLE_RATE),
    ("[providers.minimax]\nstream = true\nwatermark = true", "providers.minimax.watermark" + STREAMED),
    (
        '[providers.minimax]\nmodel = "music-2.5"\nlyrics_optimizer = true',
        "providers.minimax.lyrics_optimizer" + NO_WRITER,
    ),
    ('[operator]\ndiscord_id = "ann"', "operator.discord_id" + PERSON),
    ("[operator]\ntelegram_id = -5", "operator.telegram_id" + PERSON),
    ('[access]\nservers = "some"', "access.servers" + SERVERS),
    ('[access]\nservers = [1, "x"]', "access.servers" + SERVERS),
    ("[budget]\nmoney = -1", "budget.money" + MONEY),
    ("[budget]\nmoney = 0.0000001", "budget.money" + MONEY),
    ('[budget]\nmoney = "1e3"', "budget.money" + MONEY),
    ("[budget]\nmoney = true", "budget.money" + MONEY),
    ("[budget]\nmoney = inf", "budget.money" + MONEY),
    ('[budget]\ncurrency = "usd"', "budget.currency" + CURRENCY),
    ("[budget]\nalert_at = 0", "budget.alert_at" + PART),
    ("[budget]\nalert_at = 1.1", "budget.alert_at" + PART),
    ("[budget]\nalert_at = nan", "budget.alert_at" + PART),
    ("[providers.senseaudio]\nstyle_weight = 1.5", "providers.senseaudio.style_weight" + WEIGHT),
    ('[providers.senseaudio]\nstyle_weight = "x"', "providers.senseaudio.style_weight" + WEIGHT),
    ("[providers.senseaudio]\npoll_s = 0", "providers.senseaudio.poll_s: must be a number from 0.05 to 60.0"),
    ("[budget.rates]\nCNY = 0", "budget.rates.CNY" + RATE),
    ('[budget.rates]\nCNY = "x"', "budget.rates.CNY" + RATE),
    ("[budget.rates]\ncny = 1", "budget.rates.cny" + CURRENCY),
    ("[budget]\nrates = 1", SECTION.format("budget.rates")),
    ("[wbe]\nport = 1", "wbe: there is no such key; did you mean web?"),
    ("[web]\nprot = 1", "web.prot: there is no such key; did you mean web.port?"),
    ("port = 1", "port: there is no such key; did you mean web.port?"),
    ("[web]\nqwxz = 1", "web.qwxz: there is no such key"),
    ('"a\\nb\\u001b" = 1', 'a\\nb\\u001b": there is no such key'),
    ("x = " + "[" * 120 + "]" * 120, "x: there is no such key"),
]
# fmt: on


@pytest.mark.parametrize(("text", "line"), PROBLEMS)
def test_problem_names_the_key_and_what_it_takes(text: str, line: str) -> None:
    assert [found.removeprefix('"') for found in lines_of(text)] == [line]


def test_all_problems_are_told_at_once() -> None:
    text = '[web]\nport = "hush"\nhost = 7\n[quota]\nsongs = "hush"\n[nonsense]\nhush = "hush"'
    lines = lines_of(text, TROUBADOUR_LOG_FORMAT="hush")
    paths = [line.split(":")[0] for line in lines]
    variable = "TROUBADOUR_LOG_FORMAT (log.format)"
    assert sorted(paths) == [variable, "nonsense", "quota.songs", "web.host", "web.port"]
    assert "hush" not in "\n".join(lines)


def test_problem_of_a_variable_names_the_variable() -> None:
    assert lines_of("", TROUBADOUR_WEB_PORT="hush") == [
        "TROUBADOUR_WEB_PORT (web.port): must be a whole number from 0 to 65535"
    ]


def test_variable_beside_a_section_that_is_none() -> None:
    assert len(lines_of("web = 1", TROUBADOUR_WEB_PORT="80")) == 1


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("# one\n\n[web]\ntoken = hush\n", "config.toml: line 4 can't be read"),
        ('[web]\ntoken = "hush', "config.toml: the file ends too early"),
        ("hush = 1\nhush = 2\n", "config.toml: line 2 can't be read"),
        ("[web]\n[web]\n", "config.toml: line 2 can't be read"),
        ("x = " + "[" * 100_000, "config.toml: the file ends too early"),
        ("x = " + "9" * 5_000, "config.toml: the file ends too early"),
    ],
)
def test_syntax_error_has_a_line_and_none_of_its_words(text: str, start: str) -> None:
    (line,) = lines_of(text)
    assert line.startswith(start)
    assert "hush" not in line


def test_file_that_is_a_folder_or_no_text(folder: Path) -> None:
    (folder / "d").mkdir()
    (folder / "b").write_bytes(b"\xff\xfe\x00")
    for name, sentence in (("d", "config-file-unreadable"), ("b", "config-file-encoding")):
        with pytest.raises(ConfigError) as caught:
            load_settings(folder / name, {})
        assert caught.value.problems[0].sentence_id == sentence


def test_start_up_sentence_counts_the_problems() -> None:
    with pytest.raises(ConfigError) as caught:
        load("[web]\nport = -1\nhost = 1")
    assert "2 problems" in WORDS.startup(caught.value)


def test_answer_is_judged_as_it_was_typed() -> None:
    assert find_problem("web.port", "8080") is None
    assert find_problem("quota.songs", "unlimited") is None
    problem = find_problem("web.port", "http")
    assert problem is not None
    assert problem.text(WORDS) == "web.port: must be a whole number from 0 to 65535"


def test_services_bring_their_own_section_and_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    class Service(BaseModel):
        model_config = {"frozen": True, "extra": "forbid"}
        api_key: SecretStr = SecretStr("")
        base_url: str = "https://api.example.com"

    offline = discover()["offline"]
    monkeypatch.setattr(offline, "Settings", Service)
    monkeypatch.setattr(offline, "ENVIRONMENT", {"EXAMPLE_API_KEY": "api_key"}, raising=False)
    assert not load("").service_is_on("offline")
    settings = load("", EXAMPLE_API_KEY="k-1234")
    assert settings.service_is_on("offline")
    assert settings.secrets() == ("k-1234",)
    assert environment()["EXAMPLE_API_KEY"] == "providers.offline.api_key"
    assert lines_of("[providers.offline]\napi_key = 5") == [
        "providers.offline.api_key: must be text in quotes"
    ]


def test_service_that_is_disabled_is_off() -> None:
    assert not load("[providers.offline]\nenabled = false").service_is_on("offline")


# --- the example ------------------------------------------------------------------------------


def _plain(value: Any) -> Any:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, Path):
        return str(value)
    return list(value) if isinstance(value, tuple) else value


def test_example_as_it_is_gives_the_defaults() -> None:
    for env in ({}, dict.fromkeys(ENVIRONMENT, "")):
        assert load_settings(EXAMPLE, env).model_dump() == Settings().model_dump()


def test_example_has_every_key_with_its_default() -> None:
    text = re.sub(r"^#(?=\S)", "", EXAMPLE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    found = tomllib.loads(text)
    for path, _, default in walk(settings_model()):
        *sections, key = path.split(".")
        table = found
        for section in sections:
            table = table[section]
        assert table.pop(key) == _plain(default), path
    left = json.dumps(found)
    assert not re.search(r"[^{}\s,:]\s*:\s*[^{\s]", left), f"the example has keys that nobody knows: {left}"
    Path("config.toml").write_text(text, encoding="utf-8")
    assert load_settings(None, {}).model_dump() == Settings().model_dump()


def test_example_explains_every_key_in_one_line() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    keys = [i for i, line in enumerate(lines) if re.match(r"#\S+ = ", line)]
    for i in keys:
        assert re.match(r"# \S.*\.", lines[i - 1]), lines[i]
        assert not re.match(r"# \S", lines[i - 2]), lines[i]


def test_example_names_every_variable() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    assert [variable for variable in environment() if variable not in text] == []
