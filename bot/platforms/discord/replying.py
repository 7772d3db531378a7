"""Answers in time: to an interaction within three seconds and then for fifteen minutes, or to a message.

What is worked on longer than a moment is deferred first: Discord shows that the bot thinks. Whether everybody
or the person alone will see the answer has to be said with that already; a placeholder of the wrong kind is
taken away, and the answer follows it up. Source: interactions/receiving-and-responding.

Nothing that goes wrong between here and Discord is raised: what was done stands, whoever hears of it.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from enum import Enum, auto
from typing import Protocol, TypeVar

import aiohttp
import discord
import structlog

from bot.domain.errors import StorageError
from bot.platforms.discord.answers import Answered
from bot.platforms.discord.callers import Interaction
from bot.platforms.discord.facts import ANSWERED_ALREADY, DEAD_INTERACTIONS, TOKEN_LIVES_MS
from bot.platforms.discord.outbound import Message

log = structlog.get_logger(__name__)

Sent = TypeVar("Sent")

PATIENCE_S = 0.7
"""What takes longer is deferred, or shown as being written: the first answer comes within a second."""
_OFFLINE = (aiohttp.ClientError, OSError, discord.DiscordServerError, discord.RateLimited)
"""Nobody's mistake; a timeout is an `OSError`, too."""
_TOO_MANY_REQUESTS = 429


class Noting(Protocol):
    """Remembers which message answered what."""

    async def note(self, key: str, answered: Answered) -> None:
        """Write an answer down under the id of its interaction, or of the message that it replies to."""
        ...


class Replying(Protocol):
    """What somebody can be answered through."""

    async def public(self, message: Message, *, job_id: str = "") -> None:
        """Answer for everybody in the channel; `job_id`: it shows the progress of this order."""
        ...

    async def private(self, message: Message, *, job_id: str = "") -> None:
        """Answer for nobody but the person."""
        ...

    async def modal(self, modal: discord.ui.Modal) -> bool:
        """Open a form; False where none can be opened (any more)."""
        ...


class _Stage(Enum):
    NEW = auto()
    """Nothing was said yet."""
    THINKING = auto()
    """Discord shows a placeholder."""
    HELD = auto()
    """Discord waits for the message with the control to change."""
    ANSWERED = auto()
    """There is an answer; others follow it up."""


class Reply:
    """The answers to one interaction."""

    def __init__(self, interaction: Interaction, answers: Noting, *, patience_s: float = PATIENCE_S) -> None:
        self._interaction, self._answers, self._patience_s = interaction, answers, patience_s
        self._stage, self._thinks_alone = _Stage.NEW, True
        self._in_doubt = False
        """Whether it is not known that the deferral arrived, by which the stage was reached."""
        self._is_direct = interaction.guild_id is None
        """In a direct message nobody else reads along, and what is ephemeral is gone with the client."""
        self._lock = asyncio.Lock()
        self._begun = asyncio.Event()
        self._noted = False

    @asynccontextmanager
    async def in_time(self, *, private: bool, updates: bool = False) -> AsyncIterator[None]:
        """Answer within the context; what takes longer than a moment is deferred.

        `private`: as an answer for the person alone; `updates`: as a change of the message with the control.
        """
        watch = asyncio.create_task(self._defer_if_slow(private=private, updates=updates))
        try:
            yield
        finally:
            self._begun.set()
            await watch

    async def public(self, message: Message, *, job_id: str = "") -> None:
        """Answer for everybody; where the interaction is dead, it is posted in the channel."""
        await self._say(message, alone=False, job_id=job_id)

    async def private(self, message: Message, *, job_id: str = "") -> None:
        """Answer for nobody but the person."""
        await self._say(message, alone=True, job_id=job_id)

    async def update(self, message: Message, *, keeps_rest: bool = False) -> None:
        """Change the message with the control; `keeps_rest`: its embeds and files stay as they are.

        Where there is none, as for a form that a command opened, it is an answer for the person alone. So it
        is where that is a message of the other kind: one of layout components stays one.
        """
        shown = self._interaction.message
        if shown is None or shown.flags.components_v2 != isinstance(message.view, discord.ui.LayoutView):
            await self.private(message)
            return
        self._begun.set()
        async with self._lock:
            if await self._tried(lambda: self._change(message, keeps_rest=keeps_rest)) is None:
                return
            self._stage = _Stage.ANSWERED
            if not keeps_rest:
                await self._note(str(shown.id), alone=shown.flags.ephemeral, job_id="")

    async def modal(self, modal: discord.ui.Modal) -> bool:
        """Open a form; possible as the first answer only, and never to a form."""
        self._begun.set()
        async with self._lock:
            if (
                self._stage is not _Stage.NEW
                or self._interaction.type is discord.InteractionType.modal_submit
            ):
                return False
            modal.stop()  # what is sent is read from its id; the library would keep it in memory
            await self._tried(lambda: self._interaction.response.send_modal(modal))
            self._stage = _Stage.ANSWERED
            return True

    async def heard(self) -> None:
        """Say nothing: the press was heard, and what it did shows elsewhere."""
        self._begun.set()
        async with self._lock:
            if self._stage is _Stage.NEW:
                await self._tried(lambda: self._defer(private=True, updates=True))

    async def _defer_if_slow(self, *, private: bool, updates: bool) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(self._patience_s):
                await self._begun.wait()
                return
        async with self._lock:
            if self._stage is _Stage.NEW:
                await self._tried(lambda: self._defer(private=private, updates=updates))

    async def _defer(self, *, private: bool, updates: bool) -> None:
        alone = private and not self._is_direct
        try:
            if updates:
                await self._interaction.response.defer()
            else:
                await self._interaction.response.defer(ephemeral=alone, thinking=True)
        except (*_OFFLINE, discord.HTTPException) as error:
            if not _may_have_arrived(error):
                raise
            self._in_doubt = True
        self._stage, self._thinks_alone = _Stage.HELD if updates else _Stage.THINKING, alone

    async def _say(self, message: Message, *, alone: bool, job_id: str) -> None:
        alone = alone and not self._is_direct
        if job_id and self._is_first(alone=alone):
            # before anything else counts as an answer: where the disk is slow, it is deferred meanwhile
            await self._note("", alone=alone, job_id=job_id)
        self._begun.set()
        async with self._lock:
            sent = await self._tried(lambda: self._deliver(message, alone=alone))
            if sent is not None:
                await self._note(sent, alone=alone, job_id=job_id)
            elif not alone:
                await self._post(message, job_id)

    def _is_first(self, *, alone: bool) -> bool:
        """Tell whether the next answer is the one by which Discord knows the interaction."""
        return self._stage is _Stage.NEW or (self._stage is _Stage.THINKING and alone == self._thinks_alone)

    async def _deliver(self, message: Message, *, alone: bool) -> str:
        """Say something in the way that is left, and return the message's id."""
        match self._stage:
            case _Stage.NEW:
                sent = await self._first(message, alone=alone)
            case _Stage.THINKING if alone == self._thinks_alone:
                edited = await self._interaction.edit_original_response(**message.editing())
                sent = str(edited.id)
            case _Stage.THINKING:
                with suppress(discord.NotFound):
                    await self._interaction.delete_original_response()
                sent = await self._followed(message, alone=alone)
            case _Stage.HELD | _Stage.ANSWERED:
                sent = await self._followed(message, alone=alone)
        self._stage = _Stage.ANSWERED
        return sent

    async def _first(self, message: Message, *, alone: bool) -> str:
        try:
            sent = await self._interaction.response.send_message(**message.sending(), ephemeral=alone)
        except (*_OFFLINE, discord.HTTPException) as error:
            if not _may_have_arrived(error):
                raise
            edited = await self._interaction.edit_original_response(**message.editing())
            return str(edited.id)  # it had arrived
        return str(sent.message_id)

    async def _followed(self, message: Message, *, alone: bool) -> str:
        followed = await self._interaction.followup.send(**message.sending(), ephemeral=alone, wait=True)
        return str(followed.id)

    async def _change(self, message: Message, *, keeps_rest: bool) -> bool:
        change = message.editing()
        if keeps_rest:
            change = {name: value for name, value in change.items() if name not in ("embeds", "attachments")}
        if self._stage is _Stage.NEW:
            try:
                await self._interaction.response.edit_message(**change)
            except (*_OFFLINE, discord.HTTPException) as error:
                if not _may_have_arrived(error):
                    raise
                self._stage = _Stage.HELD  # it had arrived
                try:
                    await self._interaction.edit_original_response(**change)
                except discord.NotFound:
                    self._stage = _Stage.NEW  # it had not
                    raise
        else:
            await self._interaction.edit_original_response(**change)
        return True

    async def _post(self, message: Message, job_id: str) -> None:
        """Say it in the channel, where the interaction can't be answered any more."""
        if self._interaction.channel_id is None:
            return
        channel = self._interaction.client.get_partial_messageable(self._interaction.channel_id)
        try:
            sent = await channel.send(**message.sending())
        except (*_OFFLINE, discord.HTTPException) as error:
            log.warning(
                "an answer can't be posted, either", interaction=self._interaction.id, why=_why(error)
            )
            return
        await _note(self._answers, str(self._interaction.id), posted(sent, job_id))

    async def _tried(self, say: Callable[[], Awaitable[Sent]]) -> Sent | None:
        """Do what may go wrong on the way to Discord; what the bot itself did wrong is raised."""
        try:
            if self._in_doubt:
                self._in_doubt = False
                try:
                    return await say()
                except discord.NotFound:
                    self._stage = _Stage.NEW  # the deferral had not arrived
            return await say()
        except (*_OFFLINE, discord.HTTPException) as error:
            if not _is_lost(error):
                raise
            log.warning("an interaction was not answered", interaction=self._interaction.id, why=_why(error))
            return None

    async def _note(self, message_id: str, *, alone: bool, job_id: str) -> None:
        """Write the first answer down, and whatever shows the progress of an order."""
        if self._noted and not job_id:
            return
        self._noted = True
        interaction = self._interaction
        made_ms = int(interaction.created_at.timestamp() * 1000)
        answered = Answered(
            channel=str(interaction.channel_id or ""),
            message=message_id,
            ephemeral=alone,
            token=interaction.token,
            token_until_ms=made_ms + TOKEN_LIVES_MS,
            job_id=job_id,
        )
        await _note(self._answers, str(interaction.id), answered)


class MessageReply:
    """The answers to one message. They are for whoever sees its channel: direct messages have one reader."""

    def __init__(self, message: discord.Message, answers: Noting, *, patience_s: float = PATIENCE_S) -> None:
        self._message, self._answers, self._patience_s = message, answers, patience_s
        self._begun = asyncio.Event()
        self._said = 0

    @asynccontextmanager
    async def in_time(self) -> AsyncIterator[None]:
        """Answer within the context; what takes longer than a moment is shown as being written."""
        watch = asyncio.create_task(self._write_if_slow())
        try:
            yield
        finally:
            self._begun.set()
            await watch

    async def public(self, message: Message, *, job_id: str = "") -> None:
        """Reply."""
        self._begun.set()
        self._said += 1
        nonce = f"{self._message.id}.{self._said}"  # the gateway may bring a message twice
        reference = self._message.to_reference(fail_if_not_exists=False)
        try:
            sent = await self._message.channel.send(**message.sending(), reference=reference, nonce=nonce)
        except (*_OFFLINE, discord.HTTPException) as error:
            if not (isinstance(error, discord.Forbidden | discord.NotFound) or _is_lost(error)):
                raise
            log.warning("a message was not answered", message=self._message.id, why=_why(error))
            return
        await _note(self._answers, str(self._message.id), posted(sent, job_id))

    async def private(self, message: Message, *, job_id: str = "") -> None:
        """Reply."""
        await self.public(message, job_id=job_id)

    async def modal(self, modal: discord.ui.Modal) -> bool:
        """Open nothing: forms open from commands and controls only."""
        modal.stop()
        return False

    async def _write_if_slow(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(self._patience_s):
                await self._begun.wait()
                return
        with suppress(*_OFFLINE, discord.HTTPException):
            async with self._message.channel.typing():
                await self._begun.wait()


def posted(sent: discord.Message, job_id: str) -> Answered:
    """Return a message that can be edited by its id alone."""
    return Answered(
        channel=str(sent.channel.id),
        message=str(sent.id),
        ephemeral=False,
        token="",
        token_until_ms=0,
        job_id=job_id,
    )


async def _note(answers: Noting, key: str, answered: Answered) -> None:
    try:
        await answers.note(key, answered)
    except StorageError:
        log.exception("an answer was not written down: its progress can't be shown after a restart")


def _is_lost(error: Exception) -> bool:
    """Tell whether it is nobody's mistake that an answer did not arrive."""
    if isinstance(error, _OFFLINE):
        return True
    return isinstance(error, discord.HTTPException) and (
        error.status == _TOO_MANY_REQUESTS or error.code in (*DEAD_INTERACTIONS, ANSWERED_ALREADY)
    )


def _may_have_arrived(error: Exception) -> bool:
    """Tell whether an answer that failed may be there all the same."""
    if isinstance(error, discord.HTTPException) and error.status < 500:
        return error.code == ANSWERED_ALREADY
    return True


def _why(error: BaseException) -> str:
    """Say in the log what went wrong; the address in an error of the network may hold a token."""
    if isinstance(error, discord.HTTPException):
        return f"HTTP {error.status}, code {error.code}"
    return type(error).__name__
