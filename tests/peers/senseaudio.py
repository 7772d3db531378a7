"""The SenseAudio music API 1.0 on this machine: words and songs by task id, and the store where songs lie.

Written from the vendor's page (S004) and `shared/reference/providers.md`, section 3, whose source keys stand
beside the facts. SA-ERR is not among them: errors that others measured at the image and video calls of the
same host in September 2026; nobody publishes those of music.

On `poll`, the fault `Refuse(200, "WORD")` answers with that status word once, and `Refuse(200, "SUCCESS")`
brings nothing. Pictures have faults of their own, `cover`: `download` is for the songs.

    python -m tests.peers.senseaudio --port 9003 --seconds 30
"""

import asyncio
import base64
import hashlib
import hmac
import json
import os
import re
import struct
import time
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache, partial
from itertools import cycle
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import quote, urlencode
from uuid import uuid4

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.domain.song import AudioFormat
from tests.peers.service import KEY, Cut, Fail, Fault, Gateway, Lose, Peer, Refuse, audio, by_hand

Call = Literal["lyrics", "song"]

Model = Literal["senseaudio-music-1.0-260319"]  # S004; SA-LYR
MOST_POINTS = 2000  # of `lyrics`: S004; of `prompt`: SA-LYR
_LINE = r"(?=\S)[^\[\];\n\r\v\f\x85\u2028\u2029]+(?<=\S)"
_SECTION = rf"(\[(intro|inst|outro)-(short|medium)\]|\[(verse|chorus|bridge)\] {_LINE}( ; {_LINE})*)"
TAGGED = re.compile(rf"{_SECTION}( ; {_SECTION})*")
"""The format of words (S004): six tags stand alone and three are followed by words; ` ; ` stands between
sections, and between the lines of one. No line has a bracket, a `;` or a break in it (3.7)."""
MODERATED = ("badword", "违禁词")
"""Stands for a list of words that nobody publishes."""

Error = tuple[int, Mapping[str, Any]]
BEARER = f"Bearer {KEY}"
WRONG_KEY: Error = 401, {"code": "authentication_error", "message": "incorrect API key provided"}  # SA-ERR
WRONG_LYRICS: Error = 400, {"code": "invalid", "message": "无效的歌词格式", "ref_code": 400709}  # SA-HERMES
WRONG_CONTENT: Error = 400, {"code": "invalid", "message": "文本内容无效", "ref_code": 400021}  # assumed: 3.6
NO_TASK: Error = 404, {"code": "notfound", "message": "未找到资源", "ref_code": 404000}  # SA-ERR
ACCOUNTS: Mapping[str, Error] = {
    "empty": (401, {"code": "authentication_error", "message": "账户余额不足"}),  # the status: SA-FAQ
    "spent": (400, {"code": "invalid", "message": "已达到使用限制或余额不足", "ref_code": 400001}),  # SA-ERR
    "frozen": (400, {"code": "billing", "message": "计费账户已被冻结", "ref_code": 400901}),  # SA-ERR
}
FIELDS = ("code", "message", "error", "ref_code")
SHAPES = (FIELDS, FIELDS[:2], FIELDS[2:3], FIELDS[1::2], FIELDS[::2], FIELDS[3:])
"""Which fields an error has: "some mixture" (3.6). Those that a test orders take turns; the first has all."""

Words = Annotated[str, Field(max_length=MOST_POINTS, pattern=r"\S")]


class LyricsOrder(BaseModel):
    """`POST /v1/music/lyrics/create` (SA-LYR); the model is named `provider`."""

    model_config = ConfigDict(extra="forbid", strict=True)

    prompt: Words
    provider: Model


class SongOrder(BaseModel):
    """`POST /v1/music/song/create` (S004)."""

    model_config = ConfigDict(extra="forbid", strict=True)

    model: Model
    lyrics: Words
    custom_mode: bool = False
    instrumental: bool = False
    negative_tags: str = ""
    style: str = ""
    style_weight: Annotated[float, Field(ge=0, le=1)] = 0.5  # a string in the old API only (SA-OLD)
    title: str = ""
    vocal_gender: Literal["f", "m"] = "f"


ORDERS: Mapping[Call, type[BaseModel]] = {"lyrics": LyricsOrder, "song": SongOrder}


def wrong_fields(call: Call, body: Any) -> Error | None:
    """Refuse what is no object, lacks a field, has one that is not documented, or one of a wrong kind."""
    try:
        ORDERS[call].model_validate(body)
    except ValidationError as error:
        if any(one["type"] == "missing" for one in error.errors()):
            return 400, {"code": "invalid"}  # SA-ERR: no word of what is missing
        names = ", ".join(str(name) for one in error.errors() for name in one["loc"])
        return 400, {"code": "invalid", "message": f"参数错误：{names}", "ref_code": 400000}  # SA-ERR
    return None


def is_tagged(lyrics: str) -> bool:
    """Say whether words obey the format; those that the vendor writes can end in a space (SA-LYR)."""
    return TAGGED.fullmatch(lyrics.strip(" ")) is not None


def is_moderated(body: Mapping[str, Any]) -> bool:
    """Say whether any text of a request holds a word of the list."""
    texts = [value.lower() for value in body.values() if isinstance(value, str)]
    return any(word in text for word in MODERATED for text in texts)


def write_words(prompt: str) -> list[dict[str, str]]:
    """Write as the vendor does: lines as sentences, a space at the end (SA-LYR), often no title (3.1)."""
    about = re.sub(r"[\[\];\s]+", " ", prompt).strip()[:40].strip() or "music"
    verse, chorus = f"A song of {about}. It goes on", "Sing it now. Sing it loud"
    return [{"text": f"[intro-medium] ; [verse] {verse} ; [chorus] {chorus} ; [outro-short] ", "title": ""}]


@cache
def picture() -> bytes:
    """Return a cover: a real PNG of 16 x 16 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + b"\x20\x60\x80" * 16) * 16
    head = struct.pack(">IIBBBBB", 16, 16, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, data) for kind, data in chunks)


def sign(path: str, expires: int) -> str:
    """Sign a link. It begins with marks that do not survive a client that writes the escapes anew."""
    digest = hmac.digest(b"store", f"{path}\n{expires}".encode(), hashlib.sha1)
    return "+/" + base64.b64encode(digest).decode()


@dataclass
class Task:
    """An order that was taken; kept on disk."""

    id: str
    call: Call
    body: dict[str, Any]
    status: Literal["PENDING", "SUCCESS", "FAILED"] = "PENDING"
    polls: int = 0
    fails: str | None = None
    """The reason, if it comes to nothing."""
    expires: int = 0
    """When its links die, as a Unix time."""
    songs: tuple[str, ...] = ()
    """Their ids."""


class SenseAudio(Peer):
    """The vendor's music API and its file store, on one port."""

    name = "senseaudio"

    def __init__(
        self,
        folder: Path,
        *,
        seconds: float = 2.0,
        polls: int = 2,
        songs: int = 1,
        bills: Literal["accept", "success"] = "accept",
        lyrics_by: Literal["answer", "task", "old task"] = "answer",
        takes_prompts: bool = False,
        account: Literal["good", "empty", "spent", "frozen"] = "good",
        kind: AudioFormat = "mp3",
        links: Literal["escaped", "raw"] = "escaped",
        link_seconds: int = 3600,
        lacks: tuple[str, ...] = (),
    ) -> None:
        """Set the vendor's moods, most of which can be changed later, too.

        `polls` answers are PENDING first. `bills`: charge with the task id, or when the song is there.
        `lyrics_by`: words come at once, or by a task that is asked for at the new path, or at the old one.
        `takes_prompts`: `custom_mode` does what S004 says. `account`: refuse orders by ACCOUNTS.
        `kind`: what the files are; their links end in .mp3. `links`: with the name escaped, or raw (SA-AC).
        `link_seconds`: how long they live, from success on (UNPUBLISHED). `lacks`: fields the songs lack.
        """
        super().__init__(folder, seconds=seconds)
        self.polls, self.songs, self.bills, self.kind, self.lacks = polls, songs, bills, kind, lacks
        self.lyrics_by, self.takes_prompts, self.account = lyrics_by, takes_prompts, account
        self.links, self.link_seconds = links, link_seconds
        self._shapes = cycle(SHAPES)
        self._file = folder / f"{self.name}.tasks"
        self._tasks = self._load()

    def routes(self) -> list[web.RouteDef]:
        """Return the calls of 3.1 to 3.4, the files, and a refusal of everything else."""
        place = "song" if self.lyrics_by == "old task" else "music"  # the old one is of SA-OLD
        return [
            web.post("/v1/music/lyrics/create", partial(self._create, "lyrics")),
            web.get(f"/v1/{place}/lyrics/pending/{{id}}", partial(self._poll, "lyrics"), allow_head=False),
            web.post("/v1/music/song/create", partial(self._create, "song")),
            web.get("/v1/music/song/pending/{id}", partial(self._poll, "song"), allow_head=False),
            web.get("/files/{id}/{name}", self._download, allow_head=False),
            web.route("*", "/{path:.*}", self._nowhere),
        ]

    def fail(self, call: str, *faults: Fault) -> None:
        """Order faults; only a song's download can be cut, and no download ends as a failed task does."""
        assert not any(isinstance(fault, Fail if call in ("download", "cover") else Cut) for fault in faults)
        super().fail(call, *faults)

    async def _nowhere(self, request: web.Request) -> web.StreamResponse:
        """Refuse a path or a method that the vendor does not have."""
        await self.note(request)
        return web.Response(status=404, text="404 page not found")

    async def _create(self, call: Call, request: web.Request) -> web.StreamResponse:
        """Take an order, or refuse it; a fault comes only to an order that is right."""
        body = await self.note(request)
        if error := self._wrong_order(call, request, body):
            return web.json_response(error[1], status=error[0])
        fault = self.fault(call)
        match fault:
            case Refuse():
                return self._refuse(fault)
            case Lose("before"):
                return self.break_off(request)
            case Gateway(billed=False):
                return self.gateway(fault)
        task = self._accept(call, body, fault)
        await self.held()
        if isinstance(fault, Lose):
            return self.break_off(request)
        if isinstance(fault, Gateway):
            return self.gateway(fault)
        if call == "song" or self.lyrics_by != "answer":
            return web.json_response({"task_id": task.id})
        if task.fails is not None:
            return self._refuse(Refuse(500, 500000, task.fails))
        return web.json_response({"data": write_words(task.body["prompt"])})

    def _wrong_order(self, call: Call, request: web.Request, body: Any) -> Error | None:
        """Refuse an order as the vendor would."""
        if request.headers.get("Authorization") != BEARER:
            return WRONG_KEY
        if self.account in ACCOUNTS:
            return ACCOUNTS[self.account]
        if request.content_type != "application/json":  # S004: fixed
            return 400, {"code": "invalid"}
        if error := wrong_fields(call, body):
            return error
        is_free = call == "lyrics" or (self.takes_prompts and body.get("custom_mode", False))
        if not is_free and not is_tagged(body["lyrics"]):
            return WRONG_LYRICS
        return WRONG_CONTENT if is_moderated(body) else None

    def _accept(self, call: Call, body: dict[str, Any], fault: Fault | None) -> Task:
        """Begin to sing. What nobody can ask for is finished at once: it is sung, and paid, all the same."""
        task = Task(str(uuid4()), call, body, fails=fault.message if isinstance(fault, Fail) else None)
        if self.bills == "accept":
            self._charge(task)
        self._tasks[task.id] = task
        if isinstance(fault, Lose | Gateway) or (call == "lyrics" and self.lyrics_by == "answer"):
            self._finish(task)
        self._save()
        return task

    def _charge(self, task: Task) -> None:
        self.charge(task.call, task.body, self.seconds if task.call == "song" else 0.0)

    def _finish(self, task: Task) -> None:
        """End a task, well or badly."""
        if task.fails is not None:
            task.status = "FAILED"
            return
        if self.bills == "success":
            self._charge(task)
        task.status = "SUCCESS"
        task.expires = int(time.time()) + self.link_seconds
        task.songs = tuple(str(uuid4()) for _ in range(self.songs))

    async def _poll(self, call: Call, request: web.Request) -> web.StreamResponse:
        """Say how far a task is: free, and as often as one likes."""
        await self.note(request)
        task = self._tasks.get(request.match_info["id"])
        if request.headers.get("Authorization") != BEARER:
            return web.json_response(WRONG_KEY[1], status=WRONG_KEY[0])
        if task is None or task.call != call:
            return web.json_response(NO_TASK[1], status=NO_TASK[0])
        match self.fault("poll"):
            case Refuse(200, word):
                nothing = {"task_id": task.id, "data": []} if word == "SUCCESS" else None
                return web.json_response({"task_id": task.id, "status": word, "response": nothing})
            case Refuse() as fault:
                return self._refuse(fault)
            case Lose():
                return self.break_off(request)
            case Gateway() as gateway:
                return self.gateway(gateway)
            case Fail(message=reason):
                task.fails, task.status = reason, "FAILED"
        task.polls += 1
        if task.status == "PENDING" and task.polls > self.polls:
            self._finish(task)
        self._save()
        await self.held()
        return web.json_response({"task_id": task.id, "status": task.status, **self._result(task)})

    def _result(self, task: Task) -> dict[str, Any]:
        """Return what goes with a status; `response` may be null or missing where there is none (3.4)."""
        if task.status == "FAILED":
            return {"fail_reason": task.fails, "response": None}
        if task.status == "PENDING":
            return {"response": None} if task.polls % 2 else {}
        data = write_words(task.body["prompt"]) if task.call == "lyrics" else self._songs(task)
        return {"response": {"task_id": task.id, "data": data}}

    def _songs(self, task: Task) -> list[dict[str, Any]]:
        """Return the songs of a task: the first sings what was ordered, each of the others its own words."""
        songs = []
        ordered = task.body["lyrics"]
        words = ordered if is_tagged(ordered) else write_words(ordered)[0]["text"].strip()
        for number, song in enumerate(task.songs, start=1):
            is_first, title = number == 1, task.body.get("title") or "未命名"
            title = title if is_first else f"{title} ({number})"
            item = {
                "id": song,
                "audio_url": self._link(task, song, f"{title} 歌曲.mp3"),
                "cover_url": self._link(task, song, f"{title} 封面.png"),
                "duration": self.seconds,
                "lyrics": words if is_first else f"{words} ; [chorus] This is song {number}",
                "title": title,
            }
            songs.append({name: value for name, value in item.items() if name not in self.lacks})
        return songs

    def _link(self, task: Task, song: str, name: str) -> str:
        """Sign a link to a file. The name has a space and Chinese letters, and nothing that ends a path."""
        name = re.sub(r"[^\w ().-]", "_", name)[-80:]
        query = urlencode({"Expires": task.expires, "Signature": sign(f"{song}/{name}", task.expires)})
        return f"{self.url}/files/{song}/{name if self.links == 'raw' else quote(name)}?{query}"

    async def _download(self, request: web.Request) -> web.StreamResponse:
        """Hand out a file to whoever has a link, and to nobody who brings the key as well (5, no. 5)."""
        await self.note(request)
        if "Authorization" in request.headers:
            return self._store_error(400, "InvalidArgument")
        path = f"{request.match_info['id']}/{request.match_info['name']}"
        expires, signature = (request.query.get(name, "") for name in ("Expires", "Signature"))
        if not expires.isdecimal() or signature != sign(path, int(expires)) or int(expires) < time.time():
            return self._store_error(403, "AccessDenied")
        if path.endswith(".png"):
            return self._cover(request)
        content = await asyncio.to_thread(audio, self.seconds, self.kind)
        return await self.send_file(request, content, "audio/mpeg")  # whatever it is: 3.6, do not trust

    def _cover(self, request: web.Request) -> web.Response:
        """Send a picture; its faults are ordered as `cover`."""
        match self.fault("cover"):
            case None:
                return web.Response(body=picture(), content_type="image/png")
            case Refuse(status, code):
                return self._store_error(status, str(code))
        return self.break_off(request)

    def _store_error(self, status: int, code: str) -> web.Response:
        text = f"<?xml version='1.0'?><Error><Code>{code}</Code></Error>"
        return web.Response(status=status, text=text, content_type="application/xml")

    def _refuse(self, fault: Refuse) -> web.Response:
        """Answer with an error that a test ordered, in the next shape; numbers are `ref_code`s."""
        is_number = isinstance(fault.code, int)
        code, number = ("invalid", fault.code) if is_number else (fault.code, fault.status * 1000)
        said = dict(zip(FIELDS, (code, fault.message, fault.message, number), strict=True))
        answer = {name: said[name] for name in next(self._shapes)}
        return web.json_response(answer, status=fault.status, headers=dict(fault.headers))

    def _load(self) -> dict[str, Task]:
        if not self._file.exists():
            return {}
        return {task["id"]: Task(**task) for task in json.loads(self._file.read_text())}

    def _save(self) -> None:
        """Put the tasks on disk, all or nothing."""
        new = self._file.with_suffix(".new")
        with new.open("w") as file:
            json.dump([asdict(task) for task in self._tasks.values()], file)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self._file)


if __name__ == "__main__":
    asyncio.run(by_hand(lambda folder, seconds: SenseAudio(folder, seconds=seconds)))
