"""Whose language is spoken: of a person in a chat, of a browser, of whoever starts the program."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.locales import best_language, catalogue, language_of_environment, languages
from bot.platforms.web.wording import preferred_language, words_in
from tests.platforms.studio import nonce, running_chat

ROOT = Path(__file__).parents[1]
IN_CHINESE = {"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8"}


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        # Discord
        *(("zh-CN", "zh"), ("zh-TW", "zh"), ("ja", "ja"), ("en-GB", "en"), ("en-US", "en"), ("es-419", None)),
        # Telegram
        *(("zh-hans", "zh"), ("zh-hant", "zh"), ("zh-hant-hk", "zh"), ("pt-br", None), ("en", "en")),
        # browsers
        *(("zh-Hans-CN", "zh"), ("zh-Hant-TW", "zh"), ("zh-HK", "zh"), ("ja-JP", "ja"), ("ZH", "zh")),
        *(("yue-HK", "zh"), ("cmn-Hans-CN", "zh"), ("en-US-x-twain", "en"), ("zh-u-co-stroke", "zh")),
        # POSIX
        *(("zh_CN.UTF-8", "zh"), ("zh_TW.Big5", "zh"), ("ja_JP.eucJP", "ja"), ("en_US@euro", "en")),
        *(("C", None), ("POSIX", None), ("C.UTF-8", None)),
        # no tags, and languages that are not there
        *(("", None), ("*", None), ("tlh", None), ("zhuang", None), ("../en", None), ("en/../zh", None)),
        *(("-", None), ("_", None), ("--zh", None), ("\0", None), ("中文", None), ("zh" * 10_000, None)),
    ],
)
def test_language_of_a_tag(tag: str, language: str | None) -> None:
    assert best_language(tag) == language
    assert catalogue(tag).language == (language or "en")
    assert words_in(tag) is catalogue(tag)


@given(st.lists(st.text(max_size=40), max_size=4))
def test_whatever_is_sent_as_a_tag_there_is_a_language(tags: list[str]) -> None:
    assert best_language(*tags) in (None, *languages())
    assert catalogue("-".join(tags)).language in languages()
    assert preferred_language(",".join(tags))


def test_first_tag_that_can_be_had_wins() -> None:
    assert best_language("fr-CA", "zh-TW", "en") == "zh"
    assert best_language("fr", "de") is None
    assert best_language() is None


def test_catalogue_is_read_once_whatever_it_is_called() -> None:
    assert catalogue("zh-CN") is catalogue("zh_TW.UTF-8") is catalogue("zh")
    assert catalogue("nowhere") is catalogue()


@pytest.mark.parametrize(
    ("header", "tag"),
    [
        ("zh-CN,zh;q=0.9,en-US;q=0.8,en;q=0.7", "zh-CN"),
        ("de, zh-TW;q=0.5", "zh-TW"),
        ("en;q=0.4, ja;q=0.6", "ja"),
        ("zh;q=0, ja;q=0.1", "ja"),
        ("zh;q=7", "zh"),
        ("zh-Hans-CN-u-co-pinyin, en;q=0.5", "zh-Hans-CN-u-co-pinyin"),
        ("tlh-x-a, ja-JP-x-a", "ja-JP-x-a"),
        ("zh;q=x, ja", "ja"),
        ("zh;q=1.", "zh"),
        ("*, zh;q=0.5", "en"),
        ("zh, *;q=0.5", "zh"),
        ("pt-BR, *;q=0.5", "en"),
        ("pt-BR", "pt-BR"),
        (" zh-Hant ; q=0.3 ,,;", "zh-Hant"),
    ],
)
def test_language_of_a_browser(header: str, tag: str) -> None:
    assert preferred_language(header) == tag


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "ja_JP.UTF-8"}, "ja"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "ja_JP.UTF-8", "LC_ALL": "zh_CN"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, "zh"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "fr:zh_TW:en"}, "zh"),
        ({"LANG": "C", "LANGUAGE": "zh"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_CTYPE": "C"}, "zh"),
        ({"LANG": "../../zh"}, "en"),
    ],
)
def test_language_of_the_environment(environ: dict[str, str], language: str) -> None:
    assert language_of_environment(environ) == language


def run(*arguments: str, folder: Path, **env: str) -> tuple[int, str, str]:
    clean = {name: text for name, text in os.environ.items() if not name.startswith(("LC_", "LANG"))}
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env={**clean, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "COLUMNS": "200", **env},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_help_is_in_the_operators_language(tmp_path: Path) -> None:
    code, out, err = run("--help", folder=tmp_path, LANG="zh_CN.UTF-8")
    assert (code, err) == (0, "")
    assert catalogue("zh").text("cli-help-check") in out
    assert catalogue("en").text("cli-help-check") not in out


def test_problem_is_told_in_the_operators_language(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("[web]\nport = 'x'\n", encoding="utf-8")
    code, _, err = run("run", folder=tmp_path, LC_ALL="zh_CN.UTF-8")
    assert code == 2
    assert catalogue("zh").text("startup-config", problems=1) in err
    assert "web.port" in err


def test_output_that_holds_no_chinese_is_english(tmp_path: Path) -> None:
    env = {"LANG": "zh_CN.UTF-8", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    code, out, err = run("--help", folder=tmp_path, **env)
    assert (code, err) == (0, "")
    assert catalogue("en").text("cli-help-check") in out


async def test_page_speaks_the_browsers_language(tmp_path: Path) -> None:
    words = catalogue("zh")
    async with running_chat(tmp_path) as chat:
        await chat.open()
        async with chat.http.get(f"{chat.base}/api/page", headers=IN_CHINESE) as answer:
            facts = await answer.json()
        assert facts["language"] == "zh", facts
        assert facts["words"]["send"] == words.text("chat-ui-send")
        typed = {"id": nonce(1), "text": "/nonsense"}
        async with chat.http.post(f"{chat.base}/api/messages", json=typed, headers=IN_CHINESE) as answer:
            assert answer.status == 200
        said = str(await chat.messages())
        assert words.text("chat-unknown-command", command="nonsense", commands="x")[:6] in said
        sorry = {**IN_CHINESE, "Accept": "text/html"}
        async with chat.http.get(f"{chat.base}/nowhere", headers=sorry) as answer:
            page = await answer.text()
    assert '<html lang="zh">' in page
    assert words.text("error-web-not-found") in page


async def test_places_language_goes_before_the_browsers(tmp_path: Path) -> None:
    async with running_chat(tmp_path) as chat:
        chat.desk.speaks = "zh"
        await chat.open()
        await chat.type("/nonsense")
        said = str(await chat.messages())
    assert catalogue("zh").text("chat-unknown-command", command="nonsense", commands="x")[:6] in said
