"""The local chat over HTTP: what a page may ask, and the sentence where it may not.

GET  /                       the page; with `?token=` a session, and back to the plain address
GET  /static/…               what the page is made of
GET  /api/page               the page's words, commands, examples, channels, roles and limits
GET  /api/messages           the last messages, or those before `?before=<seq>`
POST /api/messages           `{"id", "text", "file": {"name", "data"}}`: something was typed; `file`, with
                             its data in base64, may be left out
POST /api/uploads            the bytes of a song for a cover; a message names it then as
                             `"audio": {"name", "id", "size_bytes"}`
POST /api/cancel             `{"job_id"}`: the button on a receipt
POST /api/song               `{"id", "message", "action", "job_id"}`: a button on a song; `id` is the press
POST /api/tap                `{"message", "dialogue", "step", "action", "values"}`: a control of a panel
GET  /events                 what changes, as server-sent events
GET  /audio/{job_id}/{n}     a track; with `?download=1` to be saved
GET  /audio/live/{job_id}    a song while it is made, from its beginning to its end
GET  /healthz                200 where the bot is well, else 503

Who asks is `"me"` in a body, and at the end of an address `?name=&moderator=&role=&role=&channel=`.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import structlog
from aiohttp import web

from bot.domain.errors import Refusal, StorageError, TroubadourError
from bot.domain.ids import is_id
from bot.domain.job import Track
from bot.platforms.web.answers import (
    NO_STORE,
    as_json,
    attachment,
    language_of,
    me_of,
    refused,
    sorry,
    words_of,
)
from bot.platforms.web.attachments import base64_length, page_words_of_files
from bot.platforms.web.conversation import Conversation, Heard, short_code
from bot.platforms.web.desk import Desk, Dialogues, Songs
from bot.platforms.web.events import resume_point, stream
from bot.platforms.web.guard import HEADERS, UPLOADS_PATH, Guard
from bot.platforms.web.live import play
from bot.platforms.web.people import (
    CHANNELS,
    ROLES,
    Malformed,
    channel_name,
    role_name,
)
from bot.platforms.web.room import Room
from bot.platforms.web.songs import SongActions
from bot.platforms.web.taps import Taps
from bot.platforms.web.wire import (
    MOST,
    Cancelled,
    Known,
    Named,
    PageFacts,
    Pressed,
    Received,
    SongPressed,
    Stretch,
    Typed,
    read,
    readable,
)
from bot.platforms.web.wording import (
    commands_of,
    completions,
    examples,
    page_words,
    words_in,
)

log = structlog.get_logger(__name__)

MOST_BYTES = 1024 * 1024
"""The largest body of a request, without the file in it."""
PIECE_BYTES = 1 << 16
_STATIC = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_AUDIO = {
    ".mp3": "audio/mpeg",
    ".wav": "audio/wav",
    ".flac": "audio/flac",
    ".ogg": "audio/ogg",
    ".m4a": "audio/mp4",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Health = Callable[[], Awaitable[bool]]
FileName = Callable[[Track], str]


@dataclass(frozen=True)
class Asset:
    """A file of the page."""

    content_type: str
    body: bytes


def read_assets() -> dict[str, Asset]:
    """Return the page's files by name."""
    folder = Path(str(files("bot.platforms.web"))) / "static"
    return {
        file.name: Asset(_STATIC[file.suffix], file.read_bytes())
        for file in folder.iterdir()
        if file.suffix in _STATIC
    }


class Server:
    """Handles requests. Who may ask is the guard's business, and is settled before a handler runs."""

    def __init__(
        self,
        *,
        guard: Guard,
        room: Room,
        conversation: Conversation,
        taps: Taps,
        actions: SongActions,
        songs: Songs,
        desk: Desk,
        dialogues: Dialogues,
        data_dir: Path,
        file_name: FileName,
        health: Health,
        now_ms: Callable[[], int],
        assets: dict[str, Asset],
        most_file_bytes: int,
    ) -> None:
        self._guard, self._room, self._desk = guard, room, desk
        self._dialogues, self._songs, self._actions = dialogues, songs, actions
        self._conversation, self._taps = conversation, taps
        self._data_dir, self._file_name, self._health = data_dir, file_name, health
        self._now_ms, self._assets, self._most_file_bytes = now_ms, assets, most_file_bytes

    def app(self) -> web.Application:
        """Return the routes behind the guard."""
        app = web.Application(
            middlewares=[self._say_errors, self._check],
            client_max_size=MOST_BYTES,
        )
        app.on_response_prepare.append(_add_headers)
        app.add_routes(
            [
                web.get("/", self._page),
                web.get("/static/{name}", self._asset),
                web.get("/healthz", self._healthz),
                web.get("/api/page", self._facts),
                web.get("/api/messages", self._history),
                web.post("/api/messages", self._typed),
                web.post(UPLOADS_PATH, self._upload),
                web.post("/api/cancel", self._cancel),
                web.post("/api/song", self._song),
                web.post("/api/tap", self._tap),
                web.get("/events", self._events, allow_head=False),
                web.get("/audio/live/{job_id}", self._live),
                web.get("/audio/{job_id}/{n}", self._audio),
            ]
        )
        return app

    # --- before and after every request

    @web.middleware
    async def _check(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let a request through, or say why not."""
        guard, path = self._guard, request.path
        problem = guard.problem_of_host(request)
        open_to_all = path == "/healthz" or path.startswith("/static/")
        reading = request.method in ("GET", "HEAD")
        # A link on another site may lead to the page; nothing else here is any other site's business.
        if problem is None and not (reading and path in ("/", "/healthz")):
            problem = guard.problem_of_site(request)
        if problem is None and not open_to_all and path != "/":
            problem = guard.problem_of_session(request)
        if problem is None and not reading:
            problem = guard.problem_of_form(request)
        if problem is not None:
            return sorry(request, 415 if problem == "web-json" else 403, problem)
        return await handler(request)

    @web.middleware
    async def _say_errors(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Turn whatever goes wrong into a status and one sentence; details go to the log."""
        try:
            return await handler(request)
        except web.HTTPRequestEntityTooLarge:
            return sorry(request, 413, "web-too-large")
        except web.HTTPException as answer:
            if answer.status < 400:
                raise
            return sorry(request, answer.status, "web-not-found")
        except Malformed as error:
            return sorry(request, 400, error.code)
        except Refusal as error:
            return refused(request, error, words_of(request))
        except StorageError:
            return sorry(request, 503, "storage")
        except Exception:
            code = short_code()
            log.exception("request failed", code=code, path=request.path)
            says = words_of(request).error(TroubadourError())
            return sorry(request, 500, "internal", says=f"{says} ({code})")

    # --- the page

    async def _page(self, request: web.Request) -> web.StreamResponse:
        if "token" in request.query:
            return self._trade_token(request)
        response = self._static("index.html")
        if self._guard.problem_of_session(request) is None:
            return response
        if not self._guard.demands_token:
            self._guard.let_in(request, response)
        elif request.headers.get("Sec-Fetch-Site") != "cross-site":
            return sorry(request, 403, "web-session")
        # A link on another site brings no cookie along. The page itself is no secret, and asks with it.
        return response

    def _trade_token(self, request: web.Request) -> web.StreamResponse:
        if not self._guard.opens(request.query["token"]):
            return sorry(request, 403, "web-session")
        response = web.Response(status=303, headers={"Location": "/", "Cache-Control": "no-store"})
        self._guard.let_in(request, response)
        return response

    async def _asset(self, request: web.Request) -> web.StreamResponse:
        return self._static(request.match_info["name"])

    def _static(self, name: str) -> web.Response:
        asset = self._assets.get(name)
        if asset is None:
            raise web.HTTPNotFound
        return web.Response(
            body=asset.body,
            content_type=asset.content_type,
            charset="utf-8",
            headers={"Cache-Control": "no-cache"},
        )

    async def _healthz(self, request: web.Request) -> web.StreamResponse:
        well = await self._health()
        return web.json_response({"ok": well}, status=200 if well else 503, headers=NO_STORE)

    async def _facts(self, request: web.Request) -> web.StreamResponse:
        words, me = words_of(request), me_of(request)
        commands = commands_of(moderator=me.moderator)
        recent = await self._songs.recent_styles(me.caller(words.language).account)
        return as_json(
            PageFacts(
                language=words.language,
                words=page_words(words, most_bytes=MOST_BYTES)
                | page_words_of_files(
                    words,
                    most_file_bytes=self._most_file_bytes,
                    most_audio_bytes=self._dialogues.most_audio_bytes,
                ),
                commands={name: words.text(f"chat-help-{name}") for name in commands},
                examples=examples(words),
                completions=completions(words, recent),
                channels=tuple(Named(id=one, name=channel_name(words, one)) for one in CHANNELS),
                roles=tuple(Named(id=one, name=role_name(words, one)) for one in ROLES),
                me=Known.of(me),
                most_bytes=MOST_BYTES,
                most_file_bytes=self._most_file_bytes,
                most_audio_bytes=self._dialogues.most_audio_bytes,
                now_ms=self._now_ms(),
            )
        )

    # --- the conversation

    async def _history(self, request: web.Request) -> web.StreamResponse:
        me, text = me_of(request), request.query.get("before", "")
        before = min(int(text[:20]), MOST) if text.isascii() and text.isdecimal() else None
        if before is None:
            await self._conversation.contact(me, language_of(request))
        history = await self._room.history(me, before)
        return as_json(Stretch(messages=history.messages, older=history.older, changed=history.changed))

    async def _typed(self, request: web.Request) -> web.StreamResponse:
        most = MOST_BYTES + base64_length(self._most_file_bytes)
        body = await request.clone(client_max_size=most).read()
        typed = read(Typed, body)
        if len(body) - typed.file_length > MOST_BYTES:
            raise web.HTTPRequestEntityTooLarge(MOST_BYTES, len(body))
        me, text = typed.me.me(), readable(typed.text)
        if not text.strip() and typed.file is None and typed.audio is None:
            return sorry(request, 400, "web-empty")
        file, audio = typed.file, typed.audio
        heard = Heard(text, file.sent() if file else None, audio.sent() if audio else None)
        return as_json(await self._conversation.hear(typed.id, heard, me, language_of(request)))

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        caller = me_of(request).caller(language_of(request))
        pieces = request.content.iter_chunked(PIECE_BYTES)
        return as_json(Received(id=await self._dialogues.upload(caller, pieces)))

    async def _cancel(self, request: web.Request) -> web.StreamResponse:
        tapped = read(Cancelled, await request.read())
        await self._conversation.cancel(tapped.job_id, tapped.me.me(), language_of(request))
        return web.json_response({"ok": True}, headers=NO_STORE)

    async def _song(self, request: web.Request) -> web.StreamResponse:
        pressed, language = read(SongPressed, await request.read()), language_of(request)
        spoken = await self._conversation.language(pressed.me.me().caller(language))
        try:
            note = await self._actions.press(pressed, language=language, spoken=spoken)
        except Refusal as error:
            return refused(request, error, words_in(spoken))
        return web.json_response({"ok": True, "note": note}, headers=NO_STORE)

    async def _tap(self, request: web.Request) -> web.StreamResponse:
        pressed = read(Pressed, await request.read())
        me, language = pressed.me.me(), language_of(request)
        spoken = await self._conversation.language(me.caller(language))
        try:
            note = await self._taps.press(
                pressed.message, pressed.tap(), me, language=language, spoken=spoken
            )
        except Refusal as error:
            return refused(request, error, words_in(spoken))
        return web.json_response({"ok": True, "note": note}, headers=NO_STORE)

    async def _events(self, request: web.Request) -> web.StreamResponse:
        me, after = me_of(request), resume_point(request)
        return await stream(
            request, self._room, me, after=await self._room.last_change() if after is None else after
        )

    # --- audio

    async def _live(self, request: web.Request) -> web.StreamResponse:
        me, job_id = me_of(request), request.match_info["job_id"]
        audio = await self._desk.listen(me.caller(language_of(request)), job_id)
        response = None if audio is None else await play(request, audio)
        return response or sorry(request, 404, "web-no-track")

    async def _audio(self, request: web.Request) -> web.StreamResponse:
        me, job_id, n = me_of(request), request.match_info["job_id"], request.match_info["n"]
        track = None
        if is_id(job_id) and n.isascii() and n.isdecimal() and len(n) < 7:
            track = await self._desk.track(me.caller(language_of(request)), job_id, int(n))
        path = self._data_dir / track.path if track is not None else None
        if track is None or path is None or not await asyncio.to_thread(path.is_file):
            return sorry(request, 404, "web-no-track")
        response = web.FileResponse(path, headers={"Cache-Control": "private, no-cache"})
        response.content_type = _AUDIO.get(path.suffix.lower(), "application/octet-stream")
        if request.query.get("download"):
            response.headers["Content-Disposition"] = attachment(self._file_name(track))
        return response


async def _add_headers(request: web.Request, response: web.StreamResponse) -> None:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
