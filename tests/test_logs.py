"""The log: what a line looks like, and what can't be made to appear in one."""

import io
import json
import logging
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import structlog
from pydantic import BaseModel, ConfigDict, SecretStr

from bot.config import LogSettings
from bot.logs import get_logger, keep_secret, set_up_logging
from bot.platforms.discord.invite import invite_link
from bot.redaction import Redactor, is_telling, one_line

SECRET = "sk-Zx9/q+w=very~secret"
LYRICS = "[verse]\nThe kettle hums, the morning's slow\n[chorus]\nStay a while"
LINE_OF_LYRICS = "kettle hums"
SIGNED = "https://user:pass-w0rd@cdn.example.com/a/b.mp3?Expires=17&Signature=abcDEF&x=1#frag"


pytestmark = pytest.mark.usefixtures("logging_as_before")


class Log:
    """A log in memory."""

    def __init__(self, **settings: Any) -> None:
        self.stream = io.StringIO()
        logging.getLogger().handlers.clear()  # pytest's would raise what the log must bear
        set_up_logging(LogSettings(**settings), stream=self.stream, secrets=[SECRET])

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    @property
    def line(self) -> str:
        """The one line that was written."""
        assert self.text.endswith("\n")
        assert len(self.text.splitlines()) == 1, self.text
        return self.text.rstrip("\n")

    @property
    def json(self) -> dict[str, Any]:
        event = json.loads(self.line)
        assert isinstance(event, dict)
        return event


def test_text_line_is_for_people() -> None:
    log = Log()
    with structlog.contextvars.bound_contextvars(job="0abc123"):
        get_logger("bot.studio").info("song delivered", provider="offline", seconds=12.5, note="two words")
    assert re.fullmatch(
        r"\d\d:\d\d:\d\d info    job 0abc123 song delivered  "
        r'provider=offline seconds=12.5 note="two words"',
        log.line,
    )


def test_json_line_is_one_object() -> None:
    log = Log(format="json")
    with structlog.contextvars.bound_contextvars(job="0abc123"):
        get_logger("bot.studio").warning("upload failed", attempt=2, detail={"code": 413})
    event = log.json
    assert event.pop("time").endswith("+00:00")
    assert event == {
        "level": "warning",
        "event": "upload failed",
        "job": "0abc123",
        "logger": "bot.studio",
        "attempt": 2,
        "detail": {"code": 413},
    }


def test_libraries_take_the_same_way() -> None:
    log = Log(format="json")
    with structlog.contextvars.bound_contextvars(job="0abc123"):
        logging.getLogger("aiohttp.client").warning("retry %s of %d", "two", 3, extra={"peer": "cdn"})
    assert log.json["event"] == "retry two of 3"
    assert log.json["job"] == "0abc123"
    assert log.json["logger"] == "aiohttp.client"
    assert log.json["peer"] == "cdn"


def test_job_leaves_the_lines_after_its_end() -> None:
    log = Log()
    with structlog.contextvars.bound_contextvars(job="0abc123"):
        pass
    get_logger("bot.app").info("idle")
    assert "0abc123" not in log.line


def test_libraries_are_silent_below_info() -> None:
    log = Log(level="debug")
    logging.getLogger("aiosqlite").debug("executing INSERT %s", LYRICS)
    logging.getLogger("aiohttp.access").info("GET /events")
    get_logger("bot.store").debug("opened")
    assert "opened" in log.line


def test_level_hides_what_is_below() -> None:
    log = Log(level="warning")
    get_logger("bot.store").info("opened")
    logging.getLogger("asyncio").info("loop")
    assert log.text == ""


def test_second_set_up_replaces_the_first() -> None:
    first, second = Log(), Log()
    get_logger("bot.app").info("started")
    assert first.text == ""
    assert "started" in second.line


@dataclass(frozen=True)
class Request:
    lyrics: str
    style: str = "folk"


class Model(BaseModel):
    model_config = ConfigDict(frozen=True)
    lyrics: str
    key: SecretStr = SecretStr(SECRET)


class Evil:
    def __repr__(self) -> str:
        raise RuntimeError(LYRICS)


def _raise(text: str, *, inner: str = "inner") -> None:
    try:
        raise KeyError(inner)
    except KeyError as error:
        raise ValueError(text) from error


def _logged_exception(text: str) -> None:
    try:
        _raise(text, inner=text)
    except ValueError:
        get_logger("bot.x").exception("failed")


def _foreign_exception(text: str) -> None:
    try:
        _raise(text, inner=text)
    except ValueError:
        logging.getLogger("asyncio").exception("failed %s", text)


def _pydantic_exception() -> None:
    try:
        Model.model_validate({"lyrics": [LYRICS]})
    except ValueError:
        get_logger("bot.x").exception("failed")


SECRET_LEAKS: list[Callable[[], object]] = [
    lambda: get_logger("bot.x").info(f"using {SECRET}"),
    lambda: get_logger("bot.x").info("using %s", SECRET),
    lambda: get_logger("bot.x").info("event", header=f"Bearer {SECRET}"),
    lambda: get_logger("bot.x").info("event", deep={"a": [{"b": ("x", {SECRET})}]}),
    lambda: get_logger("bot.x").info("event", by_key={SECRET: 1}),
    lambda: get_logger("bot.x").info("event", **{SECRET: 1}),
    lambda: get_logger("bot.x").info("event", error=ValueError(SECRET)),
    lambda: get_logger("bot.x").info("event", raw=SECRET.encode()),
    lambda: get_logger("bot.x").info("event", link="http://x/?k=sk-Zx9%2Fq%2Bw%3Dvery~secret"),
    lambda: get_logger("bot.x").info("event", near=f"ab{SECRET}cd"),
    lambda: get_logger("bot.x").info("event", late="x" * 1990 + SECRET),
    lambda: get_logger("bot.x").bind(where=SECRET).info("event"),
    lambda: get_logger("bot.x").info("event", settings=Model(lyrics="")),
    lambda: logging.getLogger("aiohttp").warning("using %s", SECRET),
    lambda: logging.getLogger("aiohttp").warning("using %(a)s", {"a": SECRET}),
    lambda: logging.getLogger("aiohttp").warning("extra", extra={"peer": {"a": SECRET}}),
    lambda: logging.getLogger("aiohttp").warning("too few %s %s", SECRET),  # noqa: PLE1206
    lambda: logging.getLogger("aiohttp").warning("wrong kind %d", SECRET),
    lambda: _logged_exception(SECRET),
    lambda: _foreign_exception(SECRET),
]


@pytest.mark.parametrize("style", ["text", "json"])
@pytest.mark.parametrize("leak", SECRET_LEAKS)
def test_known_secret_never_appears(leak: Callable[[], object], style: str) -> None:
    log = Log(format=style)
    leak()
    assert "Zx9" not in log.line


LYRICS_LEAKS: list[Callable[[], object]] = [
    lambda: get_logger("bot.x").info("event", lyrics=LYRICS),
    lambda: get_logger("bot.x").info("event", lyrics=LYRICS.splitlines()),
    lambda: get_logger("bot.x").info("event", lyrics={"verse": LYRICS}),
    lambda: get_logger("bot.x").info("event", song_title=LYRICS, promptText=LYRICS),
    lambda: get_logger("bot.x").info("event", body={"input": {"Lyrics": LYRICS}, "x": [{"prompt": LYRICS}]}),
    lambda: get_logger("bot.x").info("event", request=Request(LYRICS)),
    lambda: get_logger("bot.x").info("event", requests=[Request(LYRICS)]),
    lambda: get_logger("bot.x").info("event", model=Model(lyrics=LYRICS)),
    lambda: get_logger("bot.x").info("event", evil=Evil()),
    lambda: get_logger("bot.x").info(f"got {Request(LYRICS)}"),
    lambda: get_logger("bot.x").info(f"got {Model(lyrics=LYRICS)!r}"),
    lambda: get_logger("bot.x").info("event", body=json.dumps({"lyrics": LYRICS})),
    lambda: get_logger("bot.x").info("event", body=json.dumps(json.dumps({"lyrics": LYRICS}))),
    lambda: get_logger("bot.x").info("event", body=str({"lyrics": LYRICS})[:60]),
    lambda: logging.getLogger("aiohttp").warning("sent %s", {"prompt": LYRICS}),
    lambda: _logged_exception(repr(Request(LYRICS))),
    lambda: _foreign_exception(json.dumps({"text": LYRICS})),
    _pydantic_exception,
]


@pytest.mark.parametrize("style", ["text", "json"])
@pytest.mark.parametrize("leak", LYRICS_LEAKS)
def test_words_of_members_never_appear(leak: Callable[[], object], style: str) -> None:
    log = Log(format=style)
    leak()
    assert LINE_OF_LYRICS not in log.line


def test_words_are_replaced_by_their_length() -> None:
    log = Log(format="json")
    get_logger("bot.x").info("event", lyrics="x" * 312, words=40, title=None)
    assert log.json["lyrics"] == "<312 characters>"
    assert (log.json["words"], log.json["title"]) == (40, None)


@pytest.mark.parametrize("style", ["text", "json"])
@pytest.mark.parametrize(
    "leak",
    [
        lambda: get_logger("bot.x").info("event", link=SIGNED),
        lambda: get_logger("bot.x").info(f"fetching {SIGNED}"),
        lambda: get_logger("bot.x").info("event", body=json.dumps({"audio": SIGNED})),
        lambda: get_logger("bot.x").info("event", links=[SIGNED]),
        lambda: get_logger("bot.x").info("event", error=OSError(f"cannot GET URL('{SIGNED}')")),
        lambda: logging.getLogger("aiohttp").warning('"GET /a/b.mp3?Signature=abcDEF HTTP/1.1" 200'),
        lambda: _foreign_exception(SIGNED.upper().replace("ABCDEF", "abcDEF")),
    ],
)
def test_links_lose_their_signature(leak: Callable[[], object], style: str) -> None:
    log = Log(format=style)
    leak()
    assert "abcDEF" not in log.line
    assert "pass-w0rd" not in log.line.lower()
    assert "frag" not in log.line.lower()
    assert "/b.mp3" in log.line.lower()


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer unknown-to-us-0123456789",
        "headers={'Authorization': 'Bot unknown-to-us-0123456789'}",
        "Cookie: session=unknown-to-us-0123456789; other=unknown-to-us",
        "api_key=unknown-to-us-0123456789&x=1",
        '{"access_token": "unknown-to-us"}',
        "password = 'unknown-to-us'",
        "POST https://api.telegram.org/bot123456789:unknown-to-us-0123456789-0123456789/send",
        "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcDE.unknown-to-us-0123456789-0123456789",
        "POST https://discord.com/api/v10/interactions/123/unknown-to-us/callback",
        "PATCH /api/v10/webhooks/123/unknown-to-us/messages/@original",
        "token aW50ZXJhY3Rpb246unknown-to-us",
    ],
)
def test_credentials_that_nobody_named_are_hidden(text: str) -> None:
    assert "unknown-to-us" not in Redactor().text(text)


def test_the_link_that_invites_the_bot_can_be_read() -> None:
    assert Redactor().text(f"added with {invite_link(123)}") == f"added with {invite_link(123)}"
    assert "code" not in Redactor().text(f"{invite_link(123)}&code=secret")


def test_fields_named_for_credentials_are_hidden() -> None:
    log = Log(format="json")
    get_logger("bot.x").info("event", headers={"X-Auth-Token": "abc", "Set-Cookie": "d", "Accept": "e"})
    assert log.json["headers"] == {
        "X-Auth-Token": "<3 characters>",
        "Set-Cookie": "<1 characters>",
        "Accept": "e",
    }


def test_secret_that_came_later_is_hidden_too() -> None:
    log = Log()
    keep_secret("made-at-start-up")
    get_logger("bot.x").info("open http://localhost:8080/made-at-start-up")
    assert "made-at-start-up" not in log.line


@pytest.mark.parametrize("style", ["text", "json"])
@pytest.mark.parametrize(
    "separator", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\x1e"]
)
def test_nobody_can_write_a_line_of_their_own(separator: str, style: str) -> None:
    log = Log(format=style)
    forged = f"x{separator}10:41:07 error  forged"
    try:
        raise ValueError(forged)
    except ValueError:
        get_logger("bot.x").exception(forged, field=forged, deep={forged: forged}, **{forged: 1})
    assert "forged" in log.line


@pytest.mark.parametrize("style", ["text", "json"])
def test_terminal_is_not_spoken_to(style: str) -> None:
    log = Log(format=style)
    get_logger("bot.x").info("\x1b[2J\x07", name="\x1b]0;x\x07", turned="a\u202eb\u2066", half="\ud83d")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u2066\ud83d]", log.line)


def test_traceback_is_folded_in_text_and_a_field_in_json() -> None:
    text = Log()
    _logged_exception("no luck")
    assert "⏎ ValueError: no luck" in text.line
    as_json = Log(format="json")
    _logged_exception("no luck")
    assert as_json.json["exception"].splitlines()[-1] == "ValueError: no luck"


def test_lines_have_an_end() -> None:
    log = Log()
    get_logger("bot.x").info("event", long="x" * 100_000, many=list(range(10_000)))
    assert len(log.line) < 3_000


def test_hostile_text_is_searched_in_no_time() -> None:
    redactor = Redactor([SECRET])
    began = time.perf_counter()
    for bait in ("a.", "=/", "key=", "lyrics='", "a://", "a_", '\\"', " key ", "input_value="):
        redactor.text(bait * 50_000, longest=20_000)
    assert time.perf_counter() - began < 2


def test_stream_that_knows_only_ascii_loses_no_event() -> None:
    raw = io.BytesIO()
    set_up_logging(LogSettings(), stream=io.TextIOWrapper(raw, encoding="ascii", write_through=True))
    get_logger("bot.x").info("晚安", place="café")
    assert rb"\u665a\u5b89" in raw.getvalue()


def test_numbers_are_secrets_too() -> None:
    assert Redactor(["12345678"]).value("port", 12345678) == "…"


@pytest.mark.parametrize(
    ("name", "telling"),
    [("apiKey", True), ("x-api-key", True), ("monkey", False), ("keyboard", False), ("TOKEN", True)],
)
def test_telling_names(name: str, telling: bool) -> None:
    assert is_telling(name) is telling


def test_one_line_keeps_what_is_harmless() -> None:
    assert one_line("晚安 café\t1\n2") == "晚安 café\\t1\\n2"
