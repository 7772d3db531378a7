"""What is said back to what a person types.

A message is stored before it is answered, and answered once: the browser sends it again, under the same
nonce, until it knows that it was. An answer's nonce is made from the question's, an order's `dedup` too.
"""

import asyncio
import secrets

import structlog

from bot.domain.errors import Refusal, StorageError
from bot.domain.people import Account, Caller, PlaceRef
from bot.domain.ports import JobStatus
from bot.domain.song import Origin, SongRequest
from bot.locales import Catalogue
from bot.platforms.web import render
from bot.platforms.web.chat import Body, ChatMessage, ReceiptBody, SayBody, TextBody
from bot.platforms.web.desk import Desk
from bot.platforms.web.room import Room
from bot.platforms.web.wording import examples, words_in
from bot.studio.commands import COMMANDS, parse_command, parse_song
from bot.studio.views import CancelOutcome, Order, Receipt

log = structlog.get_logger(__name__)

PLATFORM = "web"
CHAT = "local"
PRIVATE_ROOM = PlaceRef()
_CODE_BYTES = 3


def account(language: str) -> Account:
    """Return the one person who chats here."""
    return Account(platform=PLATFORM, native_id="you", name="you", language=language)


def receipt_nonce(job_id: str) -> str:
    """Return the nonce of an order's receipt."""
    return f"{job_id}.receipt"


def short_code() -> str:
    """Return a code that a person can read out, to find the details in the log."""
    return secrets.token_hex(_CODE_BYTES)


class Conversation:
    """Answers what is typed."""

    def __init__(self, desk: Desk, room: Room) -> None:
        self._desk, self._room = desk, room
        self._answering: dict[str, asyncio.Task[ChatMessage]] = {}
        self._receipts = asyncio.Lock()
        self._latest: dict[str, JobStatus] = {}

    async def hear(self, nonce: str, text: str, language: str) -> ChatMessage:
        """Store a message and answer it; the same nonce is the same message. Raises `StorageError`.

        The answer is finished even where the browser has gone meanwhile.
        """
        task = self._answering.get(nonce)
        if task is None:
            task = asyncio.create_task(self._hear(nonce, text, language))
            self._answering[nonce] = task
            task.add_done_callback(lambda done: self._heard(nonce, done))
        return await asyncio.shield(task)

    async def cancel(self, job_id: str, language: str) -> None:
        """Cancel a song by the button on its receipt; only what can't be seen there is said."""
        words = words_in(language)
        try:
            done = await self._desk.cancel(account(language), PRIVATE_ROOM, job_id)
            if done.outcome is CancelOutcome.CANCELLED:
                await self._mark_cancelled(job_id, words)
                return
            body, nonce = render.cancellation(words, done), f"{job_id}.cancel.{done.outcome}"
        except (Refusal, StorageError) as error:
            body, nonce = render.problem(words, error), f"{job_id}.cancel.{short_code()}"
        await self._room.put(nonce, "bot", body)

    async def show(self, status: JobStatus, language: str) -> None:
        """Bring an order's receipt up to date: for good where more than a percentage has changed."""
        async with self._receipts:
            self._latest[status.job_id] = status
            message = await self._room.find(receipt_nonce(status.job_id))
            if message is None or not isinstance(message.body, ReceiptBody):
                return  # the order is just being taken; its receipt begins with this status
            if message.body.state.ended:
                return
            body = render.progress(words_in(language), message.body, status)
            if body.model_copy(update={"fraction": message.body.fraction}) != message.body:
                await self._room.edit(message.nonce, body)
            else:
                self._room.pass_on(message.model_copy(update={"body": body}))
            if status.state.ended:
                self._latest.pop(status.job_id, None)

    async def contact(self, language: str) -> None:
        """Tell the desk that somebody is here; that is nobody's loss if it fails."""
        try:
            await self._desk.contact(account(language), self._origin("", language))
        except Exception:
            log.exception("contact failed")

    async def finish(self) -> None:
        """Wait for the answers that are being given."""
        while self._answering:
            await asyncio.wait(list(self._answering.values()))

    def _heard(self, nonce: str, task: asyncio.Task[ChatMessage]) -> None:
        self._answering.pop(nonce, None)
        if not task.cancelled():
            task.exception()  # a browser that has gone does not come back for it

    async def _hear(self, nonce: str, text: str, language: str) -> ChatMessage:
        message = await self._room.put(nonce, "you", TextBody(text=text))
        answer = f"{nonce}.answer"
        if await self._room.find(answer) is None:
            words = words_in(language)
            try:
                said = await self._answer(nonce, text, language, words)
            except (Refusal, StorageError) as error:
                said = render.problem(words, error)
            except Exception:
                code = short_code()
                log.exception("answer failed", code=code)
                said = render.internal(words, code)
            if isinstance(said, Receipt):  # if this can't be stored, the browser asks again
                await self._put_receipt(said, words)
            else:
                await self._room.put(answer, "bot", said)
        await self.contact(language)
        return message

    async def _answer(self, nonce: str, text: str, language: str, words: Catalogue) -> Body | Receipt:
        command = parse_command(text)
        if command is None:
            return SayBody(text=words.text("chat-free-text"), actions=examples(words))
        match command.name:
            case "song" if not command.text:
                return SayBody(text=words.text("chat-song-empty"), actions=examples(words))
            case "song":
                return await self._order(nonce, parse_song(command.text), language)
            case "songs":
                return await self._songs(command.text, language, words)
            case "quota":
                return render.quota(words, await self._desk.quota(account(language), PRIVATE_ROOM))
            case "cancel":
                return await self._cancel_typed(command.text, language, words)
            case "help":
                return render.help_(words)
            case "start":
                return SayBody(text=words.text("chat-start"), actions=examples(words))
            case unknown:
                known = ", ".join(f"/{name}" for name in COMMANDS)
                says = words.text("chat-unknown-command", command=unknown, commands=known)
                return SayBody(text=says, tone="problem")

    async def _order(self, nonce: str, request: SongRequest, language: str) -> Receipt:
        return await self._desk.order(
            Order(
                caller=Caller(account(language)),
                request=request,
                origin=self._origin(nonce, language),
                dedup=f"{PLATFORM}:{CHAT}:{nonce}",
            )
        )

    async def _put_receipt(self, taken: Receipt, words: Catalogue) -> None:
        async with self._receipts:
            body = render.receipt(words, taken)
            newer = self._latest.pop(taken.status.job_id, None)
            if newer is not None:  # the song was begun before its receipt was written
                body = render.progress(words, body, newer)
            await self._room.put(receipt_nonce(taken.status.job_id), "bot", body)

    async def _songs(self, page: str, language: str, words: Catalogue) -> Body:
        if page and not (page.isascii() and page.isdecimal() and 0 < len(page) < 7):
            return SayBody(text=words.text("chat-songs-number"), tone="problem")
        return render.songs(words, await self._desk.songs(account(language), page=int(page or 1)))

    async def _cancel_typed(self, job_id: str, language: str, words: Catalogue) -> SayBody:
        done = await self._desk.cancel(account(language), PRIVATE_ROOM, job_id or None)
        if done.outcome is CancelOutcome.CANCELLED and done.job_id is not None:
            await self._mark_cancelled(done.job_id, words)
        return render.cancellation(words, done)

    async def _mark_cancelled(self, job_id: str, words: Catalogue) -> None:
        async with self._receipts:
            message = await self._room.find(receipt_nonce(job_id))
            if message is not None and isinstance(message.body, ReceiptBody):
                await self._room.edit(message.nonce, render.cancelled(words, message.body))

    def _origin(self, nonce: str, language: str) -> Origin:
        return Origin(platform=PLATFORM, chat=CHAT, message=nonce, language=language)
