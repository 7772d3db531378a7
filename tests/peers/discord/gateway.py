"""The gateway: hello, identify, ready, events, heartbeats, resume.

Sources: topics/gateway, topics/gateway-events, topics/opcodes-and-status-codes.
"""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from aiohttp import WSMsgType, web

from tests.peers.discord import payloads
from tests.peers.discord.world import Guild, World

Json = dict[str, Any]

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, RESUME, RECONNECT, MEMBERS, INVALID, HELLO, ACK = (
    0,
    1,
    2,
    3,
    6,
    7,
    8,
    9,
    10,
    11,
)
HEARTBEAT_MS = 41_250
MOST_BYTES = 4_096
"""Of what a bot may send at once."""
GUILDS, GUILD_MESSAGES, DIRECT_MESSAGES = 1 << 0, 1 << 9, 1 << 12
PRIVILEGED = {"GUILD_MEMBERS": 1 << 1, "GUILD_PRESENCES": 1 << 8, "MESSAGE_CONTENT": 1 << 15}
UNKNOWN_OPCODE, DECODE, NOT_AUTHENTICATED, BAD_TOKEN, TWICE = 4001, 4002, 4003, 4004, 4005
BAD_SHARD, BAD_INTENTS, DISALLOWED_INTENTS = 4010, 4013, 4014
LOST = 1006
"""No closing handshake: the connection just ends."""


@dataclass(eq=False)
class Session:
    """What a bot has identified as; it outlives its connection."""

    id: str
    shard: tuple[int, int]
    intents: int
    socket: web.WebSocketResponse | None = None
    seq: int = 0
    sent: list[Json] = field(default_factory=list, repr=False)
    """Every event so far, to be replayed."""
    valid: bool = True

    def takes(self, guild: Guild | None) -> bool:
        """Tell whether events of this server, or of direct messages, go to this shard."""
        number, of = self.shard
        return number == ((guild.id >> 22) % of if guild else 0)


class Gateway:
    """Sends what happens to the bots that are connected."""

    def __init__(self, world: World, token: str, violations: list[str], changed: Callable[[], None]) -> None:
        self._world = world
        self._token = token
        self._violations = violations
        self._changed = changed
        self.url = ""
        self.shards = 1
        """So many connections a bot is asked to make."""
        self.sessions: list[Session] = []
        self.identifies: list[Json] = []
        self.resumes: list[Json] = []
        self._sending: set[asyncio.Task[None]] = set()

    @property
    def online(self) -> bool:
        """Tell whether a bot is connected with all of its shards."""
        live = [one.shard for one in self.sessions if one.socket is not None]
        return bool(live) and len(set(live)) >= live[-1][1]

    @property
    def sockets(self) -> list[web.WebSocketResponse]:
        """Return the open connections of those who identified."""
        return [one.socket for one in self.sessions if one.socket is not None]

    def dispatch(self, event: str, data: Json, guild: Guild | None, intent: int = 0) -> bool:
        """Send an event, or keep it for who resumes; tell whether anybody will get it."""
        taken = False
        for session in self.sessions:
            if session.valid and session.takes(guild) and session.intents & intent == intent:
                taken = True
                self._send(session, event, data)
        return taken

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Answer one connection."""
        socket = web.WebSocketResponse(max_msg_size=1024 * 1024)
        await socket.prepare(request)
        if request.query.get("v") != "10" or request.query.get("encoding") != "json":
            self._violations.append(f"gateway: {request.query_string!r} is not v=10 and encoding=json")
        await _send(socket, {"op": HELLO, "d": {"heartbeat_interval": HEARTBEAT_MS}, "s": None, "t": None})
        session: Session | None = None
        try:
            async for frame in socket:
                if frame.type is WSMsgType.TEXT:
                    session = await self._hear(socket, session, frame.data)
        finally:
            if session is not None and session.socket is socket:
                session.socket = None
                if socket.close_code in (1000, 1001):
                    session.valid = False  # a bot that says goodbye can't resume
                self._changed()
        return socket

    async def close(self, code: int) -> None:
        """End every connection: with this code, or, with 1006, without a word."""
        for session in self.sessions:
            if (socket := session.socket) is None:
                continue
            session.socket = None
            if code in (4007, 4009):
                session.valid = False
            if code == LOST:
                _cut(socket)
            else:
                await socket.close(code=code)
        self._changed()

    async def ask_to_reconnect(self) -> None:
        """Send op 7; the bot comes back and resumes."""
        for session in self.sessions:
            if session.socket is not None:
                await _send(session.socket, {"op": RECONNECT, "d": None, "s": None, "t": None})
                session.socket = None
        self._changed()

    async def invalidate(self) -> None:
        """Send op 9 with false: the session is gone, the bot identifies anew."""
        for session in self.sessions:
            session.valid = False
            if session.socket is not None:
                await _send(session.socket, {"op": INVALID, "d": False, "s": None, "t": None})
                session.socket = None
        self._changed()

    async def _hear(
        self, socket: web.WebSocketResponse, session: Session | None, text: str
    ) -> Session | None:
        """Take what a bot says; return its session, once it has one."""
        try:
            said = json.loads(text)
            op, data = said["op"], said.get("d")
        except (ValueError, KeyError, TypeError):
            await self._close(socket, DECODE, "not JSON with an op")
            return session
        if len(text.encode()) > MOST_BYTES:
            await self._close(socket, DECODE, "a payload of more than 4096 bytes")
        elif op == HEARTBEAT:
            await _send(socket, {"op": ACK, "d": None, "s": None, "t": None})
        elif op == IDENTIFY and session is None:
            return await self._identify(socket, data)
        elif op == IDENTIFY:
            await self._close(socket, TWICE, "identified twice")
        elif op == RESUME:
            return await self._resume(socket, data)
        elif session is None:
            await self._close(socket, NOT_AUTHENTICATED, f"op {op} before identify")
        elif op not in (PRESENCE, MEMBERS):
            await self._close(socket, UNKNOWN_OPCODE, f"op {op}")
        return session

    async def _identify(self, socket: web.WebSocketResponse, data: Json) -> Session | None:
        self.identifies.append(data)
        if data.get("token") != self._token:
            await self._close(socket, BAD_TOKEN, "Authentication failed.", violation=False)
            return None
        intents = data.get("intents")
        if not isinstance(intents, int) or intents < 0 or intents >= 1 << 26:
            await self._close(socket, BAD_INTENTS, "Invalid intent(s).")
            return None
        if asked := [name for name, bit in PRIVILEGED.items() if intents & bit]:
            await self._close(socket, DISALLOWED_INTENTS, f"Disallowed intent(s): {', '.join(asked)}")
            return None
        number, of = data.get("shard") or (0, 1)
        if not 0 <= number < of:
            await self._close(socket, BAD_SHARD, "Invalid shard.")
            return None
        session = Session(uuid4().hex, (number, of), intents)
        for old in self.sessions:
            if old.shard == session.shard and old.socket is None:
                old.valid = False  # nobody comes back for it
        self.sessions.append(session)
        guilds = [
            each for each in self._world.guilds.values() if self._world.has_bot(each) and session.takes(each)
        ]
        ready = {
            "v": 10,
            "user": {**payloads.user(self._world.bot), "verified": True, "mfa_enabled": True, "email": None},
            "guilds": [{"id": str(each.id), "unavailable": True} for each in guilds],
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "shard": [number, of],
            "application": {"id": str(self._world.application_id), "flags": 0},
            "session_type": "normal",
            "private_channels": [],
            "relationships": [],
            "user_settings": {},
            "presences": [],
            "guild_join_requests": [],
        }
        session.socket = socket
        self._send(session, "READY", ready)
        if intents & GUILDS:
            for each in guilds:
                self._send(session, "GUILD_CREATE", payloads.guild_create(self._world, each))
        self._changed()
        return session

    async def _resume(self, socket: web.WebSocketResponse, data: Json) -> Session | None:
        self.resumes.append(data)
        found = next((one for one in self.sessions if one.id == data.get("session_id") and one.valid), None)
        if data.get("token") != self._token or found is None:
            await _send(socket, {"op": INVALID, "d": False, "s": None, "t": None})
            return None
        replayed = data["seq"]
        while replayed < found.seq:  # what happens meanwhile is appended
            await _send(socket, found.sent[replayed])
            replayed += 1
        found.socket = socket
        self._send(found, "RESUMED", {"_trace": []})
        self._changed()
        return found

    def _send(self, session: Session, event: str, data: Json) -> None:
        session.seq += 1
        said = {"op": DISPATCH, "s": session.seq, "t": event, "d": data}
        session.sent.append(said)
        if session.socket is not None:
            task = asyncio.get_running_loop().create_task(_send(session.socket, said))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)

    async def _close(
        self, socket: web.WebSocketResponse, code: int, why: str, *, violation: bool = True
    ) -> None:
        if violation:
            self._violations.append(f"gateway {code}: {why}")
        await socket.close(code=code, message=why.encode()[:120])
        self._changed()


async def _send(socket: web.WebSocketResponse, said: Json) -> None:
    with suppress(ConnectionError, RuntimeError):
        await socket.send_str(json.dumps(said))


def _cut(socket: web.WebSocketResponse) -> None:
    request = socket._req  # aiohttp shows no other way to the connection
    if request is not None and request.transport is not None:
        request.transport.abort()
