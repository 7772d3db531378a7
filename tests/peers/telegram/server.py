"""The HTTP side: which calls there are, and what every request goes through."""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import BodyPartReader, ClientPayloadError, web

from tests.peers.telegram import calls, command_calls, editing, sending, spec
from tests.peers.telegram.faults import Fault
from tests.peers.telegram.files import UPLOAD_BYTES
from tests.peers.telegram.hub import Hub, Request, Upload
from tests.peers.telegram.problems import Problem, bad

Call = Callable[[Hub, Request], Awaitable[Any]]

CALLS: Mapping[str, Call] = {
    "getMe": calls.get_me,
    "getUpdates": calls.get_updates,
    "getWebhookInfo": calls.get_webhook_info,
    "deleteWebhook": calls.delete_webhook,
    "setMyCommands": command_calls.set_my_commands,
    "deleteMyCommands": command_calls.delete_my_commands,
    "getMyCommands": command_calls.get_my_commands,
    "sendMessage": sending.send_message,
    "sendAudio": sending.send_audio,
    "sendDocument": sending.send_document,
    "sendChatAction": sending.send_chat_action,
    "editMessageText": editing.edit_text,
    "editMessageCaption": editing.edit_caption,
    "editMessageMedia": editing.edit_media,
    "editMessageReplyMarkup": editing.edit_markup,
    "deleteMessage": editing.delete_message,
    "answerCallbackQuery": calls.answer_callback_query,
    "getFile": calls.get_file,
    "getChat": calls.get_chat,
    "getChatMember": calls.get_chat_member,
    "getChatAdministrators": calls.get_chat_administrators,
}
"""The calls that the bot makes. Every other is refused, and is a violation."""
HTML_502 = "<html><head><title>502 Bad Gateway</title></head><body><center>nginx</center></body></html>"
PIECE_BYTES = 256 * 1024


class Server:
    """Answers requests."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def routes(self) -> list[web.RouteDef]:
        """Return every route."""
        return [
            web.get("/file/bot{token}/{path:.+}", self._download, allow_head=False),
            web.route("*", "/bot{token}/{method}", self._serve),
            web.route("*", "/{path:.*}", self._unknown),
        ]

    async def _unknown(self, request: web.Request) -> web.Response:
        self._hub.complain(f"{request.method} {_safe(request.path)}: no call of the Bot API's")
        return _refused(Problem(404, "Not Found"))

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        hub, method = self._hub, request.match_info["method"]
        if (problem := self._problem_of_token(request)) is not None:
            return _refused(problem)
        if method not in CALLS:
            hub.complain(f"{method}: no call of the bot's")
            return _refused(Problem(404, "Not Found: method not found"))
        held = hub.faults.held(method, None)
        if held is not None and not held.after:
            await held.wait()
            if _is_gone(request):
                return _cut(request)  # whoever was sending it is gone: nothing happens
        try:
            sent, files = await _read(request)
        except (ConnectionError, ClientPayloadError, web.RequestPayloadError):
            return _cut(request)
        reading = spec.read(method, sent, files)
        read = Request(method, reading.params, files, hub.loop_s())
        chat = _chat(sent)
        if held is None and (held := hub.faults.held(method, chat)) is not None and not held.after:
            await held.wait()
            if _is_gone(request):
                return _cut(request)
        hub.requests.append(read)
        hub.changed()
        fault = hub.faults.next(method, chat)
        if fault is not None and fault.drop != "after":
            return _faulty(request, fault)
        try:
            hub.violations += reading.wrong
            if reading.missing:
                raise bad(f"parameter {reading.missing[0]} is empty")
            result = await CALLS[method](hub, read)
        except Problem as refused:
            if refused.violation:
                hub.complain(f"{method}: {refused.description}")
            hub.changed()
            return _refused(refused)
        hub.changed()
        if held is not None and held.after:
            await held.wait()
        return _cut(request) if fault is not None else _json(200, {"ok": True, "result": result})

    def _problem_of_token(self, request: web.Request) -> Problem | None:
        """Refuse a token that is none, or that is another's."""
        token = request.match_info["token"]
        if token == self._hub.token:
            return None
        number, _, secret = token.partition(":")
        if not (number.isdecimal() and len(secret) > 30):
            return Problem(404, "Not Found")
        return Problem(401, "Unauthorized")

    async def _download(self, request: web.Request) -> web.StreamResponse:
        hub, path = self._hub, request.match_info["path"]
        if (problem := self._problem_of_token(request)) is not None:
            return _refused(problem)
        if (held := hub.faults.held("file", None)) is not None:
            await held.wait()
        fault = hub.faults.next("file", None)
        if fault is not None:
            return _faulty(request, fault)
        found = hub.files.at(path)
        if found is None:
            return _refused(Problem(404, "Not Found"))
        return web.Response(body=found.data, content_type="application/octet-stream")


async def _read(request: web.Request) -> tuple[dict[str, str], dict[str, Upload]]:
    """Read a body: a form, with files or without. What is over the limit is not kept."""
    sent: dict[str, str] = dict(request.query)
    files: dict[str, Upload] = {}
    if request.content_type == "multipart/form-data":
        async for part in await request.multipart():
            assert isinstance(part, BodyPartReader)
            if part.filename is None:
                sent[part.name or ""] = (await part.read()).decode()
            else:
                files[part.name or ""] = await _upload(part)
    elif request.content_type == "application/json":
        sent |= {name: _text(value) for name, value in (await request.json()).items()}
    else:
        sent |= {name: str(value) for name, value in (await request.post()).items()}
    return sent, files


async def _upload(part: BodyPartReader) -> Upload:
    data, size = bytearray(), 0
    while piece := await part.read_chunk(PIECE_BYTES):
        size += len(piece)
        if size <= UPLOAD_BYTES:
            data += piece
    return Upload(part.filename or "", bytes(data), size)


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _chat(sent: Mapping[str, str]) -> int | None:
    number = sent.get("chat_id", "")
    return int(number) if number.removeprefix("-").isdecimal() else None


def _json(status: int, body: object) -> web.Response:
    return web.Response(status=status, body=json.dumps(body).encode(), content_type="application/json")


def _refused(problem: Problem) -> web.Response:
    return _json(problem.status, problem.body)


def _faulty(request: web.Request, fault: Fault) -> web.Response:
    if fault.drop:
        return _cut(request)
    if fault.html:
        return web.Response(status=fault.status or 502, text=HTML_502, content_type="text/html")
    assert fault.problem is not None, "a fault does nothing"
    return _refused(fault.problem)


def _is_gone(request: web.Request) -> bool:
    return request.transport is None or request.transport.is_closing()


def _cut(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


def _safe(path: str) -> str:
    """Return the end of a path: before it stands a token."""
    return path.rpartition("/")[2]
