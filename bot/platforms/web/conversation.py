"""What is said back to what a person types.

A message is stored before it is answered, and answered once: the browser sends it again, under the same
nonce, until it knows that it was. An answer's nonce is made from the question's, an order's `dedup` too.
"""

import re
import secrets
from dataclasses import dataclass, replace

import structlog

from bot.domain.errors import InvalidOrder, Refusal, StorageError
from bot.domain.people import Caller
from bot.domain.song import Origin, SongRequest
from bot.locales import Catalogue
from bot.platforms.web import render
from bot.platforms.web.chat import AnyBody, ChatMessage, SayBody, TextBody, only
from bot.platforms.web.desk import Desk, Dialogues
from bot.platforms.web.panels import panel
from bot.platforms.web.people import PLATFORM, Malformed, Me
from bot.platforms.web.receipts import Receipts
from bot.platforms.web.room import Room
from bot.platforms.web.underway import Underway
from bot.platforms.web.wording import commands_of, examples, words_in
from bot.studio.commands import Command, parse_command, parse_song
from bot.studio.views import CancelOutcome, Order, Receipt

log = structlog.get_logger(__name__)

PRIVATE_COMMANDS = frozenset({"admin", "quota", "songs", "help", "start", "cancel"})
_ASKS_PRIVACY = re.compile(r"(?:^|\s)private\s*[:：]", re.IGNORECASE)
_CODE_BYTES = 3


def short_code() -> str:
    """Return a code that a person can read out, to find the details in the log."""
    return secrets.token_hex(_CODE_BYTES)


def is_private(command: Command | None) -> bool:
    """Tell whether a message and what is said to it are for nobody but its author."""
    if command is None or command.name != "song":
        return command is not None and command.name in PRIVATE_COMMANDS
    try:
        return parse_song(command.text).private
    except InvalidOrder:
        return _ASKS_PRIVACY.search(command.text) is not None


@dataclass(frozen=True)
class Question:
    """Somebody's message and what an answer needs of it."""

    caller: Caller
    origin: Origin
    words: Catalogue

    @property
    def dedup(self) -> str:
        """The same for the same message, for whatever it sets going."""
        return f"{PLATFORM}:{self.origin.chat}:{self.origin.message}"


class Conversation:
    """Answers what is typed."""

    def __init__(self, *, desk: Desk, dialogues: Dialogues, room: Room, receipts: Receipts) -> None:
        self._desk, self._dialogues = desk, dialogues
        self._room, self._receipts = room, receipts
        self._answering: Underway[ChatMessage] = Underway()

    async def hear(self, nonce: str, text: str, me: Me, language: str) -> ChatMessage:
        """Store a message and answer it; the same nonce is the same message. Raises `StorageError`.

        The answer is finished even where the browser has gone meanwhile.
        """
        return await self._answering.run((nonce, me.native_id), lambda: self._hear(nonce, text, me, language))

    async def cancel(self, job_id: str, me: Me, language: str) -> None:
        """Cancel a song by the button on its receipt; only what can't be seen there is said."""
        caller = me.caller(language)
        words = words_in(await self.language(caller))
        try:
            done = await self._desk.cancel(caller.account, caller.place, job_id)
            if done.outcome is CancelOutcome.CANCELLED:
                await self._receipts.mark_cancelled(job_id, words)
                return
            body, why = render.cancellation(words, done), str(done.outcome)
        except (Refusal, StorageError) as error:
            body, why = render.problem(words, error), short_code()
        await self._room.put(f"{job_id}.cancel.{why}{only(me.native_id)}", body, me.spot(private=True))

    async def language(self, caller: Caller) -> str:
        """Return the language that is spoken with them; their browser's where that can't be found out."""
        try:
            return await self._desk.language(caller)
        except Exception:
            log.exception("language unknown")
            return caller.account.language

    async def contact(self, me: Me, language: str) -> None:
        """Tell the desk that somebody is here; that is nobody's loss if it fails."""
        caller = me.caller(language)
        try:
            await self._desk.contact(caller.account, me.origin("", await self.language(caller)))
        except Exception:
            log.exception("contact failed")

    async def finish(self) -> None:
        """Wait for the answers that are being given."""
        await self._answering.finish()

    async def _hear(self, nonce: str, text: str, me: Me, language: str) -> ChatMessage:
        command = parse_command(text)
        spot = me.spot(private=is_private(command))
        message = await self._room.put(nonce, TextBody(text=text), spot, author=me)
        if message.author != me.native_id:
            raise Malformed  # somebody else's: what it says may not be theirs to know
        me = replace(
            me, channel=message.spot.channel
        )  # they may have gone elsewhere before it was sent again
        answer = f"{nonce}.answer"
        if await self._room.find(answer) is None:
            caller = me.caller(language)
            spoken = await self.language(caller)
            question = Question(caller, me.origin(nonce, spoken), words_in(spoken))
            said = await self._say(question, command, text)
            if isinstance(said, Receipt):  # if this can't be stored, the browser asks again
                await self._receipts.put(said, question.words, message.spot)
            else:
                await self._room.put(answer, said, message.spot)
        await self.contact(me, language)
        return message

    async def _say(self, question: Question, command: Command | None, text: str) -> AnyBody | Receipt:
        try:
            return await self._answer(question, command, text)
        except (Refusal, StorageError) as error:
            return render.problem(question.words, error)
        except Exception:
            code = short_code()
            log.exception("answer failed", code=code)
            return render.internal(question.words, code)

    async def _answer(self, question: Question, command: Command | None, text: str) -> AnyBody | Receipt:
        caller, origin, words, dedup = question.caller, question.origin, question.words, question.dedup
        if command is None:
            return panel(words, await self._dialogues.words(caller, text, origin, dedup))
        match command.name:
            case "song" if not command.text:
                return panel(words, await self._dialogues.song_form(caller, origin, dedup))
            case "song":
                return await self._order(question, parse_song(command.text))
            case "songs":
                return await self._songs(question, command.text)
            case "quota":
                return panel(words, await self._dialogues.quota(caller, origin, dedup))
            case "admin":
                return panel(words, await self._dialogues.admin(caller, command.text, origin, dedup))
            case "cancel":
                return await self._cancel_typed(question, command.text)
            case "help":
                return render.help_(words, moderator=caller.manages)
            case "start":
                return SayBody(text=words.text("chat-start"), actions=examples(words))
            case unknown:
                known = ", ".join(f"/{name}" for name in commands_of(moderator=caller.manages))
                says = words.text("chat-unknown-command", command=unknown, commands=known)
                return SayBody(text=says, tone="problem")

    async def _order(self, question: Question, request: SongRequest) -> Receipt:
        return await self._desk.order(
            Order(caller=question.caller, request=request, origin=question.origin, dedup=question.dedup)
        )

    async def _songs(self, question: Question, page: str) -> AnyBody:
        words = question.words
        if page and not (page.isascii() and page.isdecimal() and 0 < len(page) < 7):
            return SayBody(text=words.text("chat-songs-number"), tone="problem")
        return render.songs(words, await self._desk.songs(question.caller.account, page=int(page or 1)))

    async def _cancel_typed(self, question: Question, job_id: str) -> SayBody:
        caller, words = question.caller, question.words
        done = await self._desk.cancel(caller.account, caller.place, job_id or None)
        if done.outcome is CancelOutcome.CANCELLED and done.job_id is not None:
            await self._receipts.mark_cancelled(done.job_id, words)
        return render.cancellation(words, done)
