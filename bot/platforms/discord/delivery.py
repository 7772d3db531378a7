"""Posts songs and news, by channel and never by an interaction that may be over, each of them once.

A post carries a nonce: Discord does not post a second message with the same one within some minutes, and
answers with the first. After a longer break the bot looks for its own message before it posts again.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import discord
import structlog

from bot.domain.errors import CantTell, DeliveryUnavailable, PlaceGone, TooLargeToPost
from bot.domain.job import Track
from bot.domain.posts import NoticePost, Outgoing, SongPost, Upload, ViewPost
from bot.domain.song import Origin
from bot.platforms.discord import facts, panels, render
from bot.platforms.discord.answering import Answering
from bot.platforms.discord.answers import Answered, Answers
from bot.platforms.discord.outbound import Message
from bot.platforms.discord.places import Place, is_direct, person_of, places, room_of
from bot.platforms.discord.traces import History, trace_of
from bot.platforms.discord.trouble import NotHere, told
from bot.platforms.discord.upload_limits import EVERYWHERE, Limits
from bot.platforms.discord.wording import words_in

log = structlog.get_logger(__name__)

FileName = Callable[[Track], str]

NOTHING_LEFT = frozenset({0, facts.UNKNOWN_CHANNEL, facts.UNKNOWN_GUILD})
"""There is no such channel or server (any more): nothing that was posted there is, either."""
ANSWER_COMES_MS = 10_000
"""So long after somebody asked for something the bot's answer, in which it will be shown, may be missing."""


class Delivery:
    """Takes messages where they belong, or as near as the bot may."""

    def __init__(
        self,
        *,
        client: discord.Client,
        answers: Answers,
        folder: Path,
        file_name: FileName,
        now_ms: Callable[[], int],
    ) -> None:
        """`folder` is the data folder; `file_name` says what a track's file is called in the chat."""
        self._client, self._folder, self._file_name = client, folder, file_name
        self._now_ms = now_ms
        self._answering = Answering(client, answers, now_ms)
        self._limits = Limits(client, now_ms)
        self._history = History(client)

    async def post(self, origin: Origin, outgoing: Outgoing, *, nonce: str) -> str:
        """Post a message in the first place that takes it, and return its id. Raises `PlatformError`s."""
        self._ensure_on()
        message = self._render(origin, outgoing)
        for place in places(origin, outgoing):
            try:
                return await self._post_to(place, origin, outgoing, message, nonce)
            except NotHere as refusal:
                log.info(
                    "not posted there", place=place, why=refusal.reason, code=refusal.code, **_job(outgoing)
                )
        raise PlaceGone("no place takes it")

    async def find(self, origin: Origin, outgoing: Outgoing, *, since_ms: int) -> str | None:
        """Return the id of the bot's message with this content, if it was posted since then.

        None where there surely is none. Raises `CantTell` where nobody can say, and `PlatformError`s.
        """
        self._ensure_on()
        trace = trace_of(outgoing, self._render(origin, outgoing))
        unread: list[Place] = []
        for place in places(origin, outgoing):
            try:
                if place in ("panel", "follow-up"):
                    await self._answer_to(origin, live=True)
                    if place == "panel":
                        return None  # to be changed once more does it no harm
                    unread.append(place)
                    continue
                channel = await self._channel(place, origin)
                found, could_read = await self._history.search(
                    channel.id, trace, since_ms=since_ms, asked=origin.message
                )
            except NotHere as refusal:
                could_read = refusal.code in NOTHING_LEFT
            else:
                if found is not None:
                    return found
            if not could_read and place != "direct":
                unread.append(place)
        if unread:
            log.warning(
                "posted again perhaps: what was posted can't be read", places=unread, **_job(outgoing)
            )
            raise CantTell(f"not to be read: {', '.join(unread)}")
        return None

    async def take_down(self, origin: Origin, message_id: str) -> None:
        """Remove a message of the bot's, wherever it landed. Raises `PlatformError`s where it stays there."""
        self._ensure_on()
        rooms: tuple[Place, ...] = ("direct",) if is_direct(origin) else ("thread", "channel", "direct")
        stays: NotHere | None = None
        for place in rooms:
            try:
                channel = await self._channel(place, origin)
                await told(channel.get_partial_message(int(message_id)).delete())
            except NotHere as refusal:
                if refusal.code not in NOTHING_LEFT | {facts.UNKNOWN_MESSAGE}:
                    stays = refusal
            else:
                return
        if stays is not None:
            raise PlaceGone(f"not taken down: {stays.reason}")

    async def upload(self, origin: Origin) -> Upload:
        """Return what may be posted where an order came from. Raises `PlatformError`s."""
        self._ensure_on()
        most = await self._limits.of("" if is_direct(origin) else origin.place)
        return Upload(most, plays=facts.PLAYS, source=facts.UPLOAD_SOURCE)

    def _ensure_on(self) -> None:
        if self._client.user is None or self._client.is_closed():
            raise DeliveryUnavailable("not logged in")

    def _render(self, origin: Origin, outgoing: Outgoing) -> Message:
        words = words_in(origin.language)
        match outgoing:
            case SongPost():
                track = outgoing.track
                named = track if track.title else replace(track, title=outgoing.job.title)
                audio = self._folder / track.path
                return render.song(words, outgoing, audio, file_name=self._file_name(named))
            case NoticePost():
                return render.notice(words, outgoing)
            case ViewPost():
                return panels.panel(words, outgoing.view)

    async def _post_to(
        self, place: Place, origin: Origin, outgoing: Outgoing, message: Message, nonce: str
    ) -> str:
        if place == "panel":
            answered = await self._answer_to(origin)
            if answered.job_id:
                raise NotHere("the answer shows an order")
            await self._answering.edit(answered, message.editing())
            return answered.message
        size = outgoing.track.size_bytes if isinstance(outgoing, SongPost) else 0
        if place in ("follow-up", "direct") and size > EVERYWHERE:
            await self._ensure_there(place, origin)
            raise TooLargeToPost("for a direct message", most_bytes=EVERYWHERE)
        try:
            if place == "follow-up":
                return await self._answering.follow_up(await self._answer_to(origin), message)
            return await self._send(await self._channel(place, origin), origin, message, nonce)
        except TooLargeToPost as error:
            if place in ("thread", "channel"):
                self._limits.lower(origin.place)
            raise TooLargeToPost(str(error), most_bytes=EVERYWHERE if size > EVERYWHERE else None) from error

    async def _ensure_there(self, place: Place, origin: Origin) -> None:
        """Raise `NotHere` before a song is made smaller for a place that takes none."""
        if place == "direct":
            await self._channel(place, origin)
        else:
            await self._answer_to(origin, live=True)

    async def _answer_to(self, origin: Origin, *, live: bool = False) -> Answered:
        answered = await self._answering.of(origin.message)
        if answered is None:
            if self._now_ms() - _made_ms(origin.message) < ANSWER_COMES_MS:
                raise DeliveryUnavailable("its answer is still on the way")
            raise NotHere("no answer is known")
        if live and not self._answering.is_live(answered):
            raise NotHere("the interaction is over")
        return answered

    async def _channel(self, place: Place, origin: Origin) -> discord.PartialMessageable:
        """Return where to post; a direct message is opened. Raises `NotHere` and `PlatformError`s."""
        if place != "direct":
            room = room_of(origin, place)
            if not room:
                raise NotHere("no such channel")
            guild = int(origin.place) if origin.place else None
            return self._client.get_partial_messageable(int(room), guild_id=guild)
        person = person_of(origin)
        if not person:
            raise NotHere("no such person")
        opened = await told(self._client.create_dm(discord.Object(int(person))))
        return self._client.get_partial_messageable(opened.id)

    async def _send(
        self, channel: discord.PartialMessageable, origin: Origin, message: Message, nonce: str
    ) -> str:
        """Send a message as a reply to what it answers, or without where that can't be."""
        more: dict[str, Any] = {"nonce": nonce}
        reference = await self._reference(channel, origin)
        try:
            sent = await told(channel.send(**message.sending(), **more, **reference))
        except NotHere as refusal:
            if refusal.code != facts.REPLY_NEEDS_HISTORY:
                raise
            sent = await told(channel.send(**message.sending(), **more))
        return str(sent.id)

    async def _reference(self, channel: discord.PartialMessageable, origin: Origin) -> dict[str, Any]:
        """Return the message that this one replies to: the receipt, or what the person wrote."""
        answered = await self._answering.of(origin.message)
        wrote = is_direct(origin) and not (answered and answered.token)
        if wrote and origin.message.isdecimal():
            message = origin.message
        elif answered is not None and not answered.ephemeral and answered.channel == str(channel.id):
            message = answered.message
        else:
            return {}
        reference = discord.MessageReference(
            message_id=int(message), channel_id=channel.id, fail_if_not_exists=False
        )
        return {"reference": reference}


def _job(outgoing: Outgoing) -> dict[str, str]:
    return {} if isinstance(outgoing, ViewPost) else {"job": outgoing.job.id}


def _made_ms(message: str) -> int:
    """Return when a message was written or a control used, as its id says."""
    if not message.isdecimal():
        return 0
    return int(discord.utils.snowflake_time(int(message)).timestamp() * 1000)
