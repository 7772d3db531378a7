"""The HTTP API: which calls there are, and what every request goes through."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from mimetypes import guess_type
from typing import Any
from urllib.parse import unquote

from aiohttp import BodyPartReader, ClientPayloadError, web

from tests.peers.discord import calls, command_calls, interaction_calls
from tests.peers.discord.faults import HTML, Broken, Fault, Limited, Lose, Refuse, body_of
from tests.peers.discord.hub import Hub, Request, Upload
from tests.peers.discord.problems import UNAUTHORIZED, Problem
from tests.peers.discord.spec import violations_of

Call = Callable[[Hub, Request], Awaitable[Any]]
BASE = "/api/v10"
COMMANDS = "/applications/{application}/commands"
MESSAGES = "/channels/{channel}/messages"
ORIGINAL = "/webhooks/{application}/{token}/messages/@original"
FOLLOW_UP = "/webhooks/{application}/{token}"
ROUTES: list[tuple[str, str, Call]] = [
    ("GET", "/users/@me", calls.me),
    ("GET", "/oauth2/applications/@me", calls.application),
    ("GET", "/gateway/bot", calls.gateway),
    ("POST", "/users/@me/channels", calls.open_dm),
    ("GET", "/guilds/{guild}", calls.get_guild),
    ("GET", "/guilds/{guild}/members/{user}", calls.get_member),
    ("GET", "/channels/{channel}", calls.get_channel),
    ("POST", "/channels/{channel}/typing", calls.typing),
    ("GET", MESSAGES, calls.history),
    ("POST", MESSAGES, calls.post),
    ("GET", MESSAGES + "/{message}", calls.get_message),
    ("PATCH", MESSAGES + "/{message}", calls.edit),
    ("DELETE", MESSAGES + "/{message}", calls.delete),
    ("GET", COMMANDS, command_calls.registered),
    ("PUT", COMMANDS, command_calls.register),
    ("POST", "/interactions/{interaction}/{token}/callback", interaction_calls.callback),
    ("GET", ORIGINAL, interaction_calls.original),
    ("PATCH", ORIGINAL, interaction_calls.edit_original),
    ("DELETE", ORIGINAL, interaction_calls.delete_original),
    ("POST", FOLLOW_UP, interaction_calls.follow_up),
    ("GET", FOLLOW_UP + "/messages/{message}", interaction_calls.get_follow_up),
    ("PATCH", FOLLOW_UP + "/messages/{message}", interaction_calls.edit_follow_up),
    ("DELETE", FOLLOW_UP + "/messages/{message}", interaction_calls.delete_follow_up),
]
"""The calls that the bot makes. Every other is refused, and is a violation."""
BY_TOKEN = ("/webhooks/", "/interactions/")
"""Whoever has the interaction's token needs no other."""
NUMBERS = {"application", "channel", "guild", "interaction", "message", "user"}
FIRST_SHOWN = 300


class Rest:
    """Answers requests."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def routes(self) -> list[web.RouteDef]:
        """Return every route, with the files' and the one for calls that there are not."""
        made = []
        for method, pattern, call in ROUTES:
            path = pattern
            for name in NUMBERS:
                path = path.replace(f"{{{name}}}", rf"{{{name}:\d+}}")
            made.append(
                web.route(method, BASE + path, self._serving(call), allow_head=False)
                if method == "GET"
                else web.route(method, BASE + path, self._serving(call))
            )
        return [*made, web.get("/cdn/{path:.*}", self._download), web.route("*", "/{path:.*}", self._unknown)]

    def _serving(self, call: Call) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def serve(request: web.Request) -> web.StreamResponse:
            return await self._serve(request, call)

        return serve

    async def _serve(self, request: web.Request, call: Call) -> web.StreamResponse:
        hub, path = self._hub, unquote(request.path.removeprefix(BASE))
        held = hub.faults.held(request.method, path)
        if held is not None and not held.after:
            await held.wait()
            if request.transport is None or request.transport.is_closing():
                return _cut(request)  # whoever was sending it is gone: nothing happens
        fault = hub.faults.next(request.method, path)
        if fault == Lose():
            return _cut(request)
        try:
            read = await self._read(request, path)
        except (ConnectionError, ClientPayloadError, web.RequestPayloadError):
            return _cut(request)  # whoever sent it is gone: nothing happens
        except Problem as problem:
            return self._refused(request, problem)
        hub.requests.append(read)
        hub.changed()
        if fault is not None and not isinstance(fault, Lose):
            return _faulty(fault)
        try:
            self._authorize(request, path)
            wrong = violations_of(request.method, path, read.body)
            hub.violations += [f"{request.method} {path}: {one}" for one in wrong]
            result = await call(hub, read)
        except Problem as problem:
            return self._refused(request, problem)
        hub.changed()
        if held is not None and held.after:
            await held.wait()
        if fault is not None:
            return _cut(request)
        return web.Response(status=204) if result is None else _json(200, result)

    def _authorize(self, request: web.Request, path: str) -> None:
        if path.startswith(BY_TOKEN):
            return
        if request.headers.get("Authorization") != f"Bot {self._hub.token}":
            raise Problem(*UNAUTHORIZED)

    async def _read(self, request: web.Request, path: str) -> Request:
        """Read a body: JSON, or a form whose `payload_json` it is, with files."""
        body: Any = None
        files: dict[int, Upload] = {}
        kind = request.content_type
        if kind == "multipart/form-data":
            async for part in await request.multipart():
                assert isinstance(part, BodyPartReader)
                name, data = part.name or "", await part.read()
                if name == "payload_json":
                    body = _parse(bytes(data))
                elif name.startswith("files[") and name.endswith("]"):
                    files[int(name[6:-1])] = Upload(part.filename or "", bytes(data))
                else:
                    raise Problem(400, 50035, f"Invalid Form Body: {name!r}", violation=True)
        elif request.body_exists:
            text = await request.read()
            if text and kind != "application/json":
                words = f"Expected \"Content-Type\" header to be one of {{'application/json'}}, not {kind}."
                raise Problem(400, 50035, words, violation=True)
            body = _parse(text) if text else None
        if body is None and request.method in ("POST", "PUT", "PATCH") and not path.endswith("/typing"):
            raise Problem(400, 50109, "The request body contains invalid JSON.", violation=True)
        loop_s = asyncio.get_running_loop().time()
        return Request(
            request.method, path, dict(request.query), dict(request.match_info), body, files, loop_s
        )

    def _refused(self, request: web.Request, problem: Problem) -> web.Response:
        if problem.violation:
            words = json.dumps(problem.body, ensure_ascii=False)[:FIRST_SHOWN]
            self._hub.violations.append(f"{request.method} {request.path.removeprefix(BASE)}: {words}")
        self._hub.changed()
        return _json(problem.status, problem.body)

    async def _unknown(self, request: web.Request) -> web.Response:
        self._hub.violations.append(f"{request.method} {request.path}: no call of the bot's")
        self._hub.changed()
        known = any(_fits(request, path) for method, path, _ in ROUTES if method != request.method)
        if known:
            return _json(405, {"message": "405: Method Not Allowed", "code": 0})
        return _json(404, {"message": "404: Not Found", "code": 0})

    async def _download(self, request: web.Request) -> web.StreamResponse:
        path = request.path.removeprefix("/cdn")
        if (held := self._hub.faults.held("GET", path)) is not None:
            await held.wait()
        fault = self._hub.faults.next("GET", path)
        if isinstance(fault, Lose):
            return _cut(request)
        if fault is not None:
            return _faulty(fault)
        raw = "/" + request.url.raw_path.removeprefix("/cdn/")
        data = self._hub.links.fetch(raw, dict(request.query))
        if data is None:
            return web.Response(status=404, text="This content is no longer available.")
        return web.Response(body=data, content_type=guess_type(path)[0] or "application/octet-stream")


def _fits(request: web.Request, pattern: str) -> bool:
    parts, wanted = request.path.removeprefix(BASE).split("/"), pattern.split("/")
    return len(parts) == len(wanted) and all(
        want.startswith("{") or part == want for part, want in zip(parts, wanted, strict=True)
    )


def _parse(text: bytes) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise Problem(400, 50109, "The request body contains invalid JSON.", violation=True) from None


def _json(status: int, body: object, headers: dict[str, str] | None = None) -> web.Response:
    """Answer with exactly the content type that discord.py wants to see."""
    given = {"Content-Type": "application/json", "Via": "1.1 google", **(headers or {})}
    return web.Response(status=status, body=json.dumps(body).encode(), headers=given)


def _cut(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


def _faulty(fault: Fault) -> web.Response:
    match fault:
        case Limited():
            scope = "global" if fault.everywhere else "user"
            headers = {"Retry-After": str(fault.retry_after), "X-RateLimit-Scope": scope}
            return _json(429, body_of(fault), headers)
        case Refuse():
            return _json(fault.status, body_of(fault))
        case Broken():
            return web.Response(status=fault.status, text=HTML.format(fault.status), content_type="text/html")
        case Lose():
            raise AssertionError("handled before")
