"""Who gets in, and who does not."""

import re
import stat
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.platforms.web.settings import is_loopback
from tests.platforms.studio import Chat, nonce, running_chat

PATHS = ("/api/page", "/api/messages", "/events", "/audio/job1/1", "/audio/live/job1")


def stranger() -> aiohttp.ClientSession:
    """A client that has not opened the page."""
    return aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))


async def sentence(answer: aiohttp.ClientResponse) -> str:
    """Return the one sentence of a refusal, after a look at its form."""
    said: dict[str, Any] = await answer.json()
    text: str = said["error"]["text"]
    assert re.fullmatch(r"[A-Z].+[.]", text)
    return text


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.0.0.2", "[::1]", "LOCALHOST"])
async def test_loopback_names_are_let_in(chat: Chat, host: str) -> None:
    headers = {"Host": f"{host}:{chat.port}"}
    async with chat.http.get(f"{chat.base}/api/page", headers=headers) as answer:
        assert answer.status == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example:{port}", "localhost:1", "localhost", "127.0.0.1.evil.example:{port}", "", "[:{port}"],
)
@pytest.mark.parametrize("path", ["/", *PATHS, "/healthz", "/static/chat.js"])
async def test_names_made_to_lead_here_are_refused(chat: Chat, host: str, path: str) -> None:
    headers = {"Host": host.format(port=chat.port)}
    async with chat.http.get(chat.base + path, headers=headers) as answer:
        assert answer.status in (400, 403)
        if answer.status == 403:
            assert "address that the bot printed" in await sentence(answer)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/messages"),
        ("POST", "/api/cancel"),
        ("POST", "/api/tap"),
        ("GET", "/events"),
        ("GET", "/api/messages"),
    ],
)
async def test_other_sites_are_refused(chat: Chat, headers: dict[str, str], method: str, path: str) -> None:
    body = {"id": nonce(1), "text": "/song prompt: x", "job_id": "job1"}
    kind = {"json": body} if method == "POST" else {}
    async with chat.http.request(method, chat.base + path, headers=headers, **kind) as answer:  # type: ignore[arg-type]
        assert answer.status == 403
        assert "Another site" in await sentence(answer)
    assert chat.desk.orders == []
    assert chat.desk.cancelled == []


async def test_own_page_is_let_in(chat: Chat) -> None:
    headers = {"Origin": chat.base, "Sec-Fetch-Site": "same-origin"}
    body = {"id": nonce(1), "text": "/song prompt: x"}
    async with chat.http.post(f"{chat.base}/api/messages", json=body, headers=headers) as answer:
        assert answer.status == 200


@pytest.mark.parametrize("path", PATHS)
async def test_nothing_is_told_without_a_session(chat: Chat, path: str) -> None:
    async with stranger() as http, http.get(chat.base + path) as answer:
        assert answer.status == 403
        assert "address that the bot printed" in await sentence(answer)


async def test_a_made_up_session_is_refused(chat: Chat) -> None:
    for value in ("", "x", "x.y", "x." + "0" * 64):
        headers = {"Cookie": f"troubadour_{chat.port}={value}"}
        async with stranger() as http, http.get(f"{chat.base}/api/page", headers=headers) as answer:
            assert answer.status == 403


async def test_session_cookie_is_kept_from_scripts_and_other_sites(chat: Chat) -> None:
    async with stranger() as http, http.get(chat.base) as answer:
        cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    async with stranger() as http, http.get(chat.base) as answer:
        assert answer.headers["Set-Cookie"] != cookie


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
async def test_forms_are_refused(chat: Chat, kind: str) -> None:
    body = f'{{"id": "{nonce(1)}", "text": "/song prompt: x"}}'
    headers = {"Content-Type": kind}
    async with chat.http.post(f"{chat.base}/api/messages", data=body, headers=headers) as answer:
        assert answer.status == 415
        await sentence(answer)
    assert chat.desk.orders == []


@pytest.mark.parametrize(
    "body", ["", "{", "[]", "null", '{"id": "1", "text": "x"}', '{"id": 1}', '{"text": "x"}', "\xff"]
)
async def test_broken_bodies_get_a_sentence(chat: Chat, body: str) -> None:
    headers = {"Content-Type": "application/json"}
    for path in ("/api/messages", "/api/cancel", "/api/tap"):
        data = body.encode("latin-1")
        async with chat.http.post(chat.base + path, data=data, headers=headers) as answer:
            assert answer.status == 400
            await sentence(answer)


async def test_a_body_that_is_too_large_gets_a_sentence(chat: Chat) -> None:
    answer = await chat.type("a" * (1024 * 1024 + 1))
    assert answer.status == 413
    assert "too long" in await sentence(answer)
    assert await chat.messages() == []


@pytest.mark.parametrize("path", ["/nowhere", "/static/../server.py", "/static/nothing.js", "/api"])
async def test_unknown_addresses_get_a_sentence(chat: Chat, path: str) -> None:
    async with chat.http.get(chat.base + path) as answer:
        assert answer.status == 404
        await sentence(answer)
    async with chat.http.delete(f"{chat.base}/api/messages", json={}) as answer:
        assert answer.status == 405
        await sentence(answer)


@pytest.mark.parametrize("path", ["/", "/static/chat.js", "/api/page", "/healthz", "/nowhere"])
async def test_every_answer_is_locked_down(chat: Chat, path: str) -> None:
    async with chat.http.get(chat.base + path) as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"


async def test_page_has_no_words_or_scripts_of_its_own(chat: Chat) -> None:
    async with chat.http.get(chat.base) as answer:
        page = await answer.text()
    assert re.findall(r"<script[^>]*>([^<]+)<", page) == []
    assert re.findall(r"\son\w+=|\sstyle=", page) == []
    assert re.findall(r"(?:src|href)=\"(?!/static/)", page) == []


async def test_health_is_honest(tmp_path: Path) -> None:
    for well, status in ((True, 200), (False, 503)):
        async with running_chat(tmp_path, well=well) as chat, stranger() as http:
            answer = await http.get(f"{chat.base}/healthz")
            assert answer.status == status


# --- with a token


async def test_off_loopback_the_token_is_traded_for_a_session(tmp_path: Path) -> None:
    async with running_chat(tmp_path, host="0.0.0.0") as chat:
        assert re.fullmatch(r"http://localhost:\d+/\?token=[\w-]{20,}", chat.platform.address)
        async with chat.http.get(chat.base, headers={"Accept": "text/html"}) as answer:
            page = await answer.text()
            assert answer.status == 403
            assert "Open the chat with the address that the bot printed" in page
        async with chat.http.get(chat.platform.address, allow_redirects=False) as answer:
            assert answer.status == 303
            assert answer.headers["Location"] == "/"
        async with chat.http.get(chat.base) as answer:
            assert answer.status == 200
        assert (await chat.type("/quota")).status == 200


@pytest.mark.parametrize("token", ["", "wrong", "é", "%00"])
async def test_a_wrong_token_opens_nothing(tmp_path: Path, token: str) -> None:
    async with running_chat(tmp_path, host="0.0.0.0") as chat:
        async with chat.http.get(f"{chat.base}/?token={token}") as answer:
            assert answer.status == 403
            assert "Set-Cookie" not in answer.headers
        async with chat.http.get(f"{chat.base}/api/page") as answer:
            assert answer.status == 403


async def test_off_loopback_other_sites_are_refused_too(tmp_path: Path) -> None:
    async with running_chat(tmp_path, host="0.0.0.0") as chat:
        await chat.open()
        headers = {"Origin": "https://evil.example"}
        async with chat.http.get(f"{chat.base}/events", headers=headers) as answer:
            assert answer.status == 403


async def test_a_link_on_another_site_leads_to_the_page_but_shows_nothing(tmp_path: Path) -> None:
    async with running_chat(tmp_path, host="0.0.0.0") as chat:
        answer = await chat.http.get(chat.base, headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status == 200
        assert "Set-Cookie" not in answer.headers


async def test_a_token_that_was_set_is_demanded_on_loopback_too(tmp_path: Path) -> None:
    async with running_chat(tmp_path, token="öpen & sesame") as chat:
        assert chat.platform.address.endswith("?token=%C3%B6pen%20%26%20sesame")
        async with chat.http.get(f"{chat.base}/api/page") as answer:
            assert answer.status == 403
        await chat.open()
        assert (await chat.type("/quota")).status == 200
        assert not (tmp_path / "web-token").exists()


async def test_the_token_is_kept_for_the_owner_only_and_used_again(tmp_path: Path) -> None:
    async with running_chat(tmp_path, host="0.0.0.0") as chat:
        first = chat.platform.address.split("token=")[1]
    assert stat.S_IMODE((tmp_path / "web-token").stat().st_mode) == 0o600
    async with running_chat(tmp_path, host="0.0.0.0") as chat:
        assert chat.platform.address.split("token=")[1] == first


async def test_a_session_outlives_a_restart(tmp_path: Path) -> None:
    async with running_chat(tmp_path) as chat:
        await chat.open()
        name, cookie = next((c.key, c.value) for c in chat.http.cookie_jar)
        port = chat.port
    async with running_chat(tmp_path, port=port) as chat:
        headers = {"Cookie": f"{name}={cookie}"}
        async with stranger() as http, http.get(f"{chat.base}/api/page", headers=headers) as answer:
            assert answer.status == 200


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("0.0.0.0", False),
        ("192.168.1.2", False),
        ("::", False),
        ("example.org", False),
        ("localhost.example.org", False),
        ("", False),
    ],
)
def test_loopback_is_told_from_other_addresses(host: str, *, local: bool) -> None:
    assert is_loopback(host) is local
