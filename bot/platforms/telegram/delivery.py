"""Posts songs and news: where they were asked for, or as near as may be.

Telegram keeps nobody from posting a message twice, and shows a bot none of its own: what was cut off midway
may be there, and is posted once more with a word about that. All messages of a song stand in one chat, and
the words reply to the audio.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Literal

import structlog
import telegram

from bot.domain.errors import CantTell, DeliveryUnavailable, PlaceGone, StorageError, TooLargeToPost
from bot.domain.job import Track
from bot.domain.posts import NoticePost, Outgoing, Posted, SongPost, Upload, ViewPost
from bot.domain.song import Origin
from bot.platforms.telegram import facts, panels, render
from bot.platforms.telegram.gate import Rank, is_group
from bot.platforms.telegram.memory import Memory, NotedMessage
from bot.platforms.telegram.outbound import Message
from bot.platforms.telegram.places import Place, Target, is_direct, places, target_of
from bot.platforms.telegram.sender import Sender
from bot.platforms.telegram.trouble import Fixed, NotHere
from bot.platforms.telegram.wording import text, words_in

log = structlog.get_logger(__name__)

FileName = Callable[[Track], str]


class Delivery:
    """Takes messages where they belong."""

    def __init__(
        self, *, sender: Sender, memory: Memory, folder: Path, file_name: FileName, link: Callable[[], str]
    ) -> None:
        """`folder` is the data folder; `file_name` says what a track's file is called in the chat.

        `link` tells where people begin a private chat with the bot; empty: it has not logged in.
        """
        self._sender, self._memory, self._folder = sender, memory, folder
        self._file_name, self._link = file_name, link

    def parts(self, outgoing: Outgoing) -> int:
        """Return how many messages this content needs."""
        return render.song_parts(outgoing) if isinstance(outgoing, SongPost) else 1

    async def post(self, origin: Origin, outgoing: Outgoing, *, part: int, nonce: str) -> Posted:
        """Post a part in the first place that takes it. Raises `PlatformError`s, and OSError for the file."""
        if not self._link():
            raise DeliveryUnavailable("not logged in")
        if isinstance(outgoing, ViewPost) and await self._edited(origin, outgoing):
            return Posted(await self._panel_id(outgoing))
        message = self._render(origin, outgoing, part)
        for place, target in await self._targets(origin, outgoing, part, nonce):
            if isinstance(outgoing, NoticePost) and is_group(target.chat):
                message = render.notice(words_in(origin.language), outgoing, link=self._link(), shared=True)
            try:
                sent = await self._send(target, outgoing, message)
            except NotHere as refusal:
                log.info("not posted there", place=place, why=refusal.reason, **_job(outgoing))
            else:
                await self._note(outgoing, part, nonce, sent)
                return Posted(_id(sent), _file_id(sent, message))
        raise PlaceGone("no place takes it")

    async def find(self, origin: Origin, outgoing: Outgoing) -> str | None:
        """Return None for what may be done twice without harm. Raises `CantTell` for all else."""
        if isinstance(outgoing, ViewPost) and await self._panel_id(outgoing):
            return None
        raise CantTell("Telegram shows a bot none of its messages")

    async def take_down(self, origin: Origin, message_id: str) -> None:
        """Remove a message of the bot's. Raises `PlatformError`s where it stays there.

        One too old to be removed is emptied: its words, its audio and its buttons go.
        """
        chat, _, message = message_id.partition(":")
        if not message.isdecimal():
            return
        try:
            try:
                await self._sender.delete(chat, message)
            except Fixed:
                await self._sender.empty(chat, message, text(words_in(origin.language), "chat-song-removed"))
        except NotHere as refusal:
            raise PlaceGone(f"not taken down: {refusal.reason}") from refusal

    async def upload(self, origin: Origin) -> Upload:
        """Return what may be posted.

        A server of one's own may take more; which one stands behind an address nobody says, so that what
        is told here holds everywhere.
        """
        return Upload(facts.UPLOAD_BYTES, plays=facts.PLAYS, source=facts.UPLOAD_SOURCE)

    def _render(self, origin: Origin, outgoing: Outgoing, part: int) -> Message:
        words = words_in(origin.language)
        match outgoing:
            case SongPost(track=track):
                named = track if track.title else replace(track, title=outgoing.job.title)
                audio = self._folder / track.path
                return render.song(words, outgoing, audio, file_name=self._file_name(named))[part]
            case NoticePost():
                return render.notice(words, outgoing, link=self._link())
            case ViewPost():  # nobody asked for it just now: it may be heard
                panel = panels.panel(words, outgoing.view, perhaps_again=outgoing.perhaps_again)
                return replace(panel, silent=False)

    async def _targets(
        self, origin: Origin, outgoing: Outgoing, part: int, nonce: str
    ) -> list[tuple[Place | Literal["head"], Target]]:
        found: list[tuple[Place | Literal["head"], Target]] = []
        if part and (head := await self._memory.head(_song(nonce, part))) is not None:
            found.append(("head", Target(head.chat, head.thread, head.message)))
        for place in places(origin, outgoing):
            target = target_of(place, origin)
            if target is not None:
                found.append((place, await self._replying(target, origin, outgoing)))
        return found

    async def _replying(self, target: Target, origin: Origin, outgoing: Outgoing) -> Target:
        """Let what goes to a private chat for an order in a group reply to its receipt there."""
        if is_direct(origin) or target.chat != origin.person or isinstance(outgoing, ViewPost):
            return target
        receipt = await self._memory.receipt(outgoing.job.id)
        if receipt is None or receipt.chat != target.chat:
            return target
        return replace(target, reply_to=receipt.message)

    async def _send(self, target: Target, outgoing: Outgoing, message: Message) -> telegram.Message:
        rank = Rank.ANSWER if isinstance(outgoing, ViewPost) else Rank.RESULT
        try:
            return await self._sender.send(
                target.chat, message, thread=target.thread, reply_to=target.reply_to, rank=rank
            )
        except TooLargeToPost as error:
            size = outgoing.track.size_bytes if isinstance(outgoing, SongPost) else 0
            most = facts.UPLOAD_BYTES if size > facts.UPLOAD_BYTES else None
            raise TooLargeToPost(str(error), most_bytes=most) from error

    async def _edited(self, origin: Origin, outgoing: ViewPost) -> bool:
        """Show a dialogue in the message that shows it already, if it is for the person in it."""
        panel = await self._panel(outgoing)
        if panel is None:
            return False
        shown = panels.panel(words_in(origin.language), outgoing.view)
        try:
            await self._sender.edit(panel.chat, panel.message, shown)
        except NotHere as refusal:
            log.info("a panel is gone", why=refusal.reason)
            return False
        return True

    async def _panel(self, outgoing: ViewPost) -> NotedMessage | None:
        if outgoing.audience != "person" or not outgoing.view.dialogue:
            return None
        return await self._memory.panel(outgoing.view.dialogue)

    async def _panel_id(self, outgoing: ViewPost) -> str:
        panel = await self._panel(outgoing)
        return f"{panel.chat}:{panel.message}" if panel is not None else ""

    async def _note(self, outgoing: Outgoing, part: int, nonce: str, sent: telegram.Message) -> None:
        """Remember what later messages refer to; without that they come as well."""
        noted = NotedMessage(chat=str(sent.chat.id), message=str(sent.message_id), thread=thread_of(sent))
        try:
            if isinstance(outgoing, ViewPost):
                if outgoing.audience == "person" and outgoing.view.dialogue:
                    await self._memory.note_panel(outgoing.view.dialogue, noted)
            elif part == 0 and self.parts(outgoing) > 1:
                await self._memory.note_head(_song(nonce, part), noted)
        except StorageError:
            log.exception("a message was not written down", **_job(outgoing))


def thread_of(message: telegram.Message) -> str:
    """Return the topic that a message stands in; empty in General, and where there are none."""
    return str(message.message_thread_id or "") if message.is_topic_message else ""


def _id(sent: telegram.Message) -> str:
    return f"{sent.chat.id}:{sent.message_id}"


def _file_id(sent: telegram.Message, message: Message) -> str:
    """Return the id of a song's audio, if it may be sent again by it in the same way."""
    if message.audio is None:
        return ""
    file = sent.audio if message.audio.plays else sent.document
    return file.file_id if file is not None else ""


def _song(nonce: str, part: int) -> str:
    """Return what the nonces of all parts of a song begin with."""
    return nonce.removesuffix(f".{part}")


def _job(outgoing: Outgoing) -> dict[str, str]:
    return {} if isinstance(outgoing, ViewPost) else {"job": outgoing.job.id}
