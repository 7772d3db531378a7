"""Somebody who wants something: who they are, what they read, and that they get an answer in any case."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

import discord
import structlog

from bot.domain.errors import Refusal, StorageError
from bot.domain.people import Caller
from bot.domain.song import Origin
from bot.domain.view import View, Words
from bot.locales import DEFAULT_LANGUAGE, Catalogue
from bot.platforms.discord import modals, panels, render
from bot.platforms.discord.callers import (
    Interaction,
    caller_of,
    dedup_of,
    dedup_of_message,
    origin_of,
    origin_of_message,
    to_themselves,
    writer_of,
)
from bot.platforms.discord.controls import DialogueControl
from bot.platforms.discord.outbound import Message
from bot.platforms.discord.replying import MessageReply, Noting, Reply, Replying
from bot.platforms.discord.wording import say, words_in
from bot.studio.desk import Desk
from bot.studio.views import Receipt

log = structlog.get_logger(__name__)

_CODE_BYTES = 3

Way_co = TypeVar("Way_co", bound=Replying, covariant=True)


@dataclass(frozen=True)
class Visit(Generic[Way_co]):
    """Somebody, where they are, the words for them, and the way to answer them."""

    caller: Caller
    origin: Origin
    words: Catalogue
    """For what they alone read: their client's language, or else the server's."""
    shared: Catalogue
    """For what everybody reads: the language that is set for the server, or else theirs."""
    dedup: str
    """The same for the same command, press or message, for whatever it sets going."""
    reply: Way_co
    below_shared: bool = False
    """The control that they pressed stands in a message that everybody reads."""

    @property
    def below(self) -> Catalogue:
        """The words of the message with the control that they pressed."""
        return self.shared if self.below_shared else self.words

    async def tell(self, said: Receipt | View) -> None:
        """Answer with what the studio said: a receipt for everybody, a panel for the person."""
        if isinstance(said, View):
            await self.show(said)
        else:
            await self.hand(said)

    async def hand(self, taken: Receipt) -> None:
        """Say that an order was taken: in the channel, unless it is to be a secret."""
        job_id = taken.status.job_id
        if taken.request.private:
            await self.reply.private(render.receipt(self.words, taken), job_id=job_id)
        else:
            await self.reply.public(render.receipt(self.shared, taken), job_id=job_id)

    async def show(self, view: View) -> None:
        """Show a panel to the person; a form that is all there is to it opens at once where it can."""
        form = view.form
        if form is not None and not view.buttons:
            control = DialogueControl(view.dialogue, view.step, form.id)
            if await self.reply.modal(modals.form(self.words, form, control)):
                return
        await self.reply.private(panels.panel(self.words, view))

    async def say(self, said: Words) -> None:
        """Say something to the person."""
        await self.reply.private(render.say(self.words, say(self.words, said)))


class Visits:
    """Receives everybody. A refusal is a sentence, and so is what nobody foresaw, with a code for the log."""

    def __init__(self, *, desk: Desk, answers: Noting) -> None:
        self._desk, self._answers = desk, answers

    @asynccontextmanager
    async def of(
        self, interaction: Interaction, *, private: bool = True, updates: bool = False
    ) -> AsyncIterator[Visit[Reply]]:
        """Receive a command, a press or a form, and answer it within the context.

        `private` and `updates` say how it is deferred where it takes longer (`Reply.in_time`).
        """
        reply, caller = Reply(interaction, self._answers), caller_of(interaction)
        async with reply.in_time(private=private, updates=updates):
            here = await self._language(caller)
            own = caller.account.language or here
            message = interaction.message
            visit = Visit(
                caller,
                origin_of(interaction, own),
                words_in(own),
                words_in(here),
                dedup_of(interaction),
                reply,
                below_shared=message is not None and not message.flags.ephemeral,
            )
            async with self._answered(visit):
                yield visit

    @asynccontextmanager
    async def of_message(self, message: discord.Message) -> AsyncIterator[Visit[MessageReply]]:
        """Receive a direct message, and answer it within the context."""
        reply, caller = MessageReply(message, self._answers), writer_of(message)
        async with reply.in_time():
            spoken = await self._language(caller)
            origin = origin_of_message(message, spoken)
            words = words_in(spoken)
            visit = Visit(caller, origin, words, words, dedup_of_message(message), reply)
            async with self._answered(visit):
                yield visit

    async def contact(self, visit: Visit[Replying]) -> None:
        """Let the desk know that somebody is here: what was kept for them goes to them alone."""
        try:
            await self._desk.contact(visit.caller.account, to_themselves(visit.origin))
        except Exception:
            log.exception("contact failed")

    @asynccontextmanager
    async def _answered(self, visit: Visit[Replying]) -> AsyncIterator[None]:
        try:
            yield
        except (Refusal, StorageError) as error:
            await self._last(visit, render.problem(visit.words, error))
        except Exception:
            code = new_code()
            log.exception("answer failed", code=code)
            await self._last(visit, render.internal(visit.words, code))

    async def _last(self, visit: Visit[Replying], message: Message) -> None:
        """Say what went wrong; where that goes wrong, too, the log has it."""
        try:
            await visit.reply.private(message)
        except Exception:
            log.exception("not even a refusal could be said")

    async def _language(self, caller: Caller) -> str:
        """Return the language that is spoken here; their client's where that can't be found out."""
        try:
            return await self._desk.language(caller)
        except Exception:
            log.exception("language unknown")
            return caller.account.language or DEFAULT_LANGUAGE


def new_code() -> str:
    """Return what finds something broken in the log."""
    return secrets.token_hex(_CODE_BYTES)
