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
from bot.platforms.web.attachments import without_file_option
from bot.platforms.web.chat import AnyBody, ChatMessage, FileNote, SayBody, TextBody, only
from bot.platforms.web.desk import Desk, Dialogues
from bot.platforms.web.panels import panel
from bot.platforms.web.people import PLATFORM, Malformed, Me
from bot.platforms.web.receipts import Receipts
from bot.platforms.web.room import Room
from bot.platforms.web.underway import Underway
from bot.platforms.web.wording import commands_of, examples, words_in
from bot.studio.commands import COMMANDS, Command, parse_command, parse_cover, parse_song, parse_wish
from bot.studio.views import CancelOutcome, Order, Receipt, SentAudio, SentFile

log = structlog.get_logger(__name__)

PRIVATE_COMMANDS = frozenset({"admin", "cover", "lyrics", "quota", "songs", "help", "start", "cancel"})
_ASKS_PRIVACY = re.compile(r"(?:^|\s)private\s*[:：]", re.IGNORECASE)
_CODE_BYTES = 3


def short_code() -> str:
    """Return a code that a person can read out, to find the details in the log."""
    return secrets.token_hex(_CODE_BYTES)


def answer_nonce(nonce: str) -> str:
    """Return the nonce of the answer to a message."""
    return f"{nonce}.answer"


@dataclass(frozen=True)
class Heard:
    """What somebody typed, and the file that they sent with it."""

    text: str
    file: SentFile | None = None
    audio: SentAudio | None = None
    """Music that came before the message, for a cover."""

    @property
    def command(self) -> Command | None:
        """The command that it begins with."""
        return parse_command(self.text)

    @property
    def body(self) -> TextBody:
        """What is kept and shown of it."""
        file = self.file and FileNote(name=self.file.name, size_bytes=len(self.file.data))
        audio = self.audio and FileNote(name=self.audio.name, size_bytes=self.audio.size_bytes)
        return TextBody(text=self.text, file=file or audio)


def is_private(heard: Heard) -> bool:
    """Tell whether a message and what is said to it are for nobody but its author."""
    if heard.command is None:
        return (heard.file is not None or heard.audio is not None) and _asks_privacy(heard.text)
    if heard.command.name == "song":
        return _asks_privacy(heard.command.text)
    return heard.command.name in PRIVATE_COMMANDS


def _asks_privacy(order: str) -> bool:
    order, _ = without_file_option(order)
    try:
        return parse_song(order).private
    except InvalidOrder:
        return _ASKS_PRIVACY.search(order) is not None


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

    async def hear(self, nonce: str, heard: Heard, me: Me, language: str) -> ChatMessage:
        """Store a message and answer it; the same nonce is the same message. Raises `StorageError`.

        The answer is finished even where the browser has gone meanwhile.
        """
        return await self._answering.run(
            (nonce, me.native_id), lambda: self._hear(nonce, heard, me, language)
        )

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

    async def _hear(self, nonce: str, heard: Heard, me: Me, language: str) -> ChatMessage:
        spot = me.spot(private=is_private(heard))
        message = await self._room.put(nonce, heard.body, spot, author=me)
        if message.author != me.native_id:
            raise Malformed  # somebody else's: what it says may not be theirs to know
        me = replace(
            me, channel=message.spot.channel
        )  # they may have gone elsewhere before it was sent again
        answer = answer_nonce(nonce)
        if await self._room.find(answer) is None:
            caller = me.caller(language)
            spoken = await self.language(caller)
            question = Question(caller, me.origin(nonce, spoken), words_in(spoken))
            said = await self._say(question, heard)
            if isinstance(said, Receipt):  # if this can't be stored, the browser asks again
                await self._receipts.put(said, question.words, message.spot)
            else:
                await self._room.put(answer, said, message.spot)
        await self.contact(me, language)
        return message

    async def _say(self, question: Question, heard: Heard) -> AnyBody | Receipt:
        try:
            if heard.audio is not None:
                return await self._answer_audio(question, heard, heard.audio)
            if heard.file is not None:
                return await self._answer_file(question, heard, heard.file)
            return await self._answer(question, heard)
        except (Refusal, StorageError) as error:
            return render.problem(question.words, error)
        except Exception:
            code = short_code()
            log.exception("answer failed", code=code)
            return render.internal(question.words, code)

    async def _answer_file(self, question: Question, heard: Heard, file: SentFile) -> AnyBody | Receipt:
        caller, origin, words, dedup = question.caller, question.origin, question.words, question.dedup
        command = heard.command
        if command is None:
            text, _ = without_file_option(heard.text)
            return panel(words, await self._dialogues.file(caller, text, file, origin, dedup))
        if command.name == "song":
            request = parse_song(without_file_option(command.text)[0])
            said = await self._dialogues.song_of_file(caller, request, file, origin, dedup)
            return said if isinstance(said, Receipt) else panel(words, said)
        if command.name in COMMANDS:
            return SayBody(text=words.text("web-takes-no-file", command=command.name), tone="problem")
        return self._unknown(question, command)

    async def _answer_audio(self, question: Question, heard: Heard, audio: SentAudio) -> AnyBody | Receipt:
        command = heard.command
        if command is None or command.name == "cover":
            return await self._cover(question, heard.text if command is None else command.text, audio)
        if command.name == "song":
            raise InvalidOrder("file-audio")
        if command.name in COMMANDS:
            says = question.words.text("web-takes-no-file", command=command.name)
            return SayBody(text=says, tone="problem")
        return self._unknown(question, command)

    async def _cover(self, question: Question, text: str, audio: SentAudio | None) -> AnyBody | Receipt:
        order = parse_cover(without_file_option(text)[0])
        if audio is None and not order.link:
            if not self._dialogues.most_audio_bytes:  # nobody would sing what is attached
                raise InvalidOrder("no-covers")
            return SayBody(text=question.words.text("web-attach-audio"), tone="problem")
        said = await self._dialogues.cover(question.caller, order, audio, question.origin, question.dedup)
        return said if isinstance(said, Receipt) else panel(question.words, said)

    async def _answer(self, question: Question, heard: Heard) -> AnyBody | Receipt:
        caller, origin, words, dedup = question.caller, question.origin, question.words, question.dedup
        command = heard.command
        if command is None:
            return panel(words, await self._dialogues.words(caller, heard.text, origin, dedup))
        match command.name:
            case "song":
                return await self._song(question, command.text)
            case "lyrics":
                asked = parse_wish(command.text)
                return panel(words, await self._dialogues.lyrics(caller, asked, origin, dedup))
            case "cover":
                return await self._cover(question, command.text, None)
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
            case _:
                return self._unknown(question, command)

    def _unknown(self, question: Question, command: Command) -> SayBody:
        known = tuple(f"/{name}" for name in commands_of(moderator=question.caller.manages))
        says = question.words.text("chat-unknown-command", command=command.name, commands=known)
        return SayBody(text=says, tone="problem")

    async def _song(self, question: Question, text: str) -> AnyBody | Receipt:
        caller, origin, words, dedup = question.caller, question.origin, question.words, question.dedup
        if not text:
            return panel(words, await self._dialogues.song_form(caller, origin, dedup))
        if without_file_option(text)[1]:
            return SayBody(text=words.text("web-attach-file"), tone="problem")
        return await self._order(question, parse_song(text))

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
