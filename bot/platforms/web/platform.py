"""The local chat as a platform: it starts and stops the server, and posts what the studio made."""

import asyncio
import errno
from collections.abc import Callable
from pathlib import Path

import structlog
from aiohttp import web

from bot.domain.errors import DeliveryUnavailable, PlaceGone, StartupError, StorageError
from bot.domain.job import JobState
from bot.domain.posts import Audience, JobStatus, NoticePost, Outgoing, Posted, SongPost, Upload, ViewPost
from bot.domain.song import Origin
from bot.domain.view import View
from bot.platforms.web import render
from bot.platforms.web.chat import FIRST_PERSON, MODERATORS, AnyBody, ChatLog, PanelBody, Spot, TextBody, only
from bot.platforms.web.conversation import Conversation, answer_nonce
from bot.platforms.web.desk import Desk, Dialogues, Songs
from bot.platforms.web.guard import Guard
from bot.platforms.web.panels import moved, panel
from bot.platforms.web.people import CHANNELS, PLATFORM
from bot.platforms.web.receipts import Receipts
from bot.platforms.web.room import Room
from bot.platforms.web.server import FileName, Health, Server, read_assets
from bot.platforms.web.settings import WebSettings
from bot.platforms.web.songs import SongActions
from bot.platforms.web.taps import Taps
from bot.platforms.web.wording import words_in

log = structlog.get_logger(__name__)

MB = 1_000_000
PLAYED = ("mp3", "m4a", "ogg", "flac", "wav")
PLAYED_SOURCE = "https://developer.mozilla.org/en-US/docs/Web/Media/Guides/Formats/Containers"
GOODBYE_S = 2.0
"""How long a stop waits for downloads that are under way; pages hear of it at once."""


class WebPlatform:
    """A chat in the browser, with two channels. Implements `bot.domain.ports.Platform`."""

    name = PLATFORM

    def __init__(
        self,
        *,
        desk: Desk,
        dialogues: Dialogues,
        songs: Songs,
        chat_log: ChatLog,
        settings: WebSettings,
        data_dir: Path,
        file_name: FileName,
        health: Health,
        keep_secret: Callable[[str], None],
        now_ms: Callable[[], int],
        most_file_bytes: int,
    ) -> None:
        self._desk, self._settings, self._data_dir = desk, settings, data_dir
        self._dialogues = dialogues
        self._file_name, self._health, self._now_ms = file_name, health, now_ms
        self._keep_secret, self._most_file_bytes = keep_secret, most_file_bytes
        self._room = Room(chat_log, now_ms=now_ms)
        self._receipts = Receipts(self._room)
        self._conversation = Conversation(
            desk=desk, dialogues=dialogues, room=self._room, receipts=self._receipts
        )
        self._taps = Taps(dialogues=dialogues, room=self._room, receipts=self._receipts)
        self._songs = songs
        self._actions = SongActions(songs=songs, room=self._room, receipts=self._receipts)
        self._runner: web.AppRunner | None = None
        self._address: str | None = None

    @property
    def address(self) -> str:
        """The address to open in a browser, with the key where one is needed; known once started."""
        if self._address is None:
            raise RuntimeError("the local chat has not been started")
        return self._address

    async def start(self) -> None:
        """Listen; raises `StartupError` where the port is taken or the address is not this machine's."""
        host, port = self._settings.host, self._settings.port
        assets = await asyncio.to_thread(read_assets)
        await asyncio.to_thread(words_in, "")  # a file that is read once
        guard = await asyncio.to_thread(lambda: Guard.of(self._settings, data_dir=self._data_dir))
        self._keep_secret(guard.token)
        server = Server(
            guard=guard,
            room=self._room,
            conversation=self._conversation,
            taps=self._taps,
            actions=self._actions,
            songs=self._songs,
            desk=self._desk,
            dialogues=self._dialogues,
            data_dir=self._data_dir,
            file_name=self._file_name,
            health=self._health,
            now_ms=self._now_ms,
            assets=assets,
            most_file_bytes=self._most_file_bytes,
        )
        runner = web.AppRunner(server.app(), access_log=None, shutdown_timeout=GOODBYE_S)
        await runner.setup()
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            await runner.cleanup()
            taken = error.errno == errno.EADDRINUSE
            raise StartupError("web-port-busy" if taken else "web-address", host=host, port=port) from error
        self._runner = runner
        self._address = guard.address(runner.addresses[0][1])

    async def stop(self) -> None:
        """Close the pages' streams, let answers be finished, close connections."""
        self._room.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
        await self._conversation.finish()
        await self._taps.finish()
        await self._actions.finish()

    async def upload(self, origin: Origin) -> Upload:
        """Return what browsers play, and the size that the operator set."""
        most_mb = self._settings.attachment_mb
        return Upload(most_mb * MB or None, PLAYED, PLAYED_SOURCE)

    def parts(self, outgoing: Outgoing) -> int:
        """Return 1: any song fits into one message of a page."""
        return 1

    async def post(self, origin: Origin, outgoing: Outgoing, *, part: int, nonce: str) -> Posted:
        """Add a message with the song, the news or the view; an order's end closes its receipt."""
        if origin.chat not in CHANNELS:
            raise PlaceGone(origin.chat)
        spot = Spot(origin.chat, _seen_by(origin, outgoing))
        try:
            message = await self._room.put(nonce, await self._render(origin, outgoing, spot), spot)
            if isinstance(outgoing, ViewPost) and outgoing.audience == "person":
                await self._close_older(origin, outgoing.view)
        except StorageError as error:
            raise DeliveryUnavailable(str(error)) from error
        if not isinstance(outgoing, ViewPost):
            state = JobState.DONE if isinstance(outgoing, SongPost) else outgoing.state
            elapsed_s = max(0, self._now_ms() - outgoing.job.created_ms) / 1000
            await self.show(origin, JobStatus(outgoing.job.id, state, elapsed_s=elapsed_s))
        return Posted(message.nonce)

    async def find(
        self, origin: Origin, outgoing: Outgoing, *, part: int, nonce: str, since_ms: int
    ) -> str | None:
        """Return the id of a message of the bot, which is its nonce."""
        try:
            message = await self._room.find(nonce)
        except StorageError as error:
            raise DeliveryUnavailable(str(error)) from error
        return None if message is None else message.nonce

    async def take_down(self, origin: Origin, message_id: str) -> None:
        """Say in its place that a message was removed."""
        message = await self._room.find(message_id)
        if message is not None:
            await self._room.edit(message_id, render.taken_down(words_in(origin.language)))

    async def show(self, origin: Origin, status: JobStatus) -> None:
        """Bring the order's receipt up to date."""
        try:
            await self._receipts.show(status, origin.language)
        except StorageError:
            log.warning("progress not shown", job=status.job_id)

    async def _render(self, origin: Origin, outgoing: Outgoing, spot: Spot) -> AnyBody:
        words = words_in(origin.language)
        match outgoing:
            case SongPost():
                return render.song(words, outgoing)
            case NoticePost():
                return render.notice(words, outgoing, order=await self._typed(origin.message, spot))
            case ViewPost():
                return panel(words, outgoing.view)

    async def _close_older(self, origin: Origin, view: View) -> None:
        """Close the panel on which this was asked for: the dialogue goes on in another message."""
        for nonce in (origin.message, answer_nonce(origin.message)):
            older = await self._room.find(nonce)
            body = older.body if older is not None else None
            if isinstance(body, PanelBody) and body.dialogue == view.dialogue and body.step < view.step:
                await self._room.edit(nonce, moved(words_in(origin.language), body, step=view.step))

    async def _typed(self, nonce: str, spot: Spot) -> str:
        """Return an order as it was typed, if all who would read it now could read it then.

        With a file it can't be typed again: its words are not in the message.
        """
        asked = await self._room.find(nonce)
        if asked is None or not isinstance(asked.body, TextBody) or asked.body.file is not None:
            return ""
        return asked.body.text if asked.spot in (spot, Spot(spot.channel)) else ""


def _seen_by(origin: Origin, outgoing: Outgoing) -> str:
    audience: Audience
    if isinstance(outgoing, ViewPost):
        audience = outgoing.audience
    else:
        audience = "person" if outgoing.job.request.private else "everyone"
    person = only(origin.person or FIRST_PERSON)
    return {"everyone": "", "person": person, "moderators": MODERATORS}[audience]
