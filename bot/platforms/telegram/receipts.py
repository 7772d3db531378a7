"""The receipts of orders, which show how the songs come along.

A receipt is edited only when it reads differently, and where there is room for that; meanwhile the chat shows
that the bot is at work. How an order ended is shown in any case, also after a restart.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace

import structlog
from telegram.constants import ChatAction

from bot.domain.errors import PlatformError, StorageError
from bot.domain.job import JobState
from bot.domain.posts import JobStatus
from bot.domain.song import Origin
from bot.platforms.cards import MOST_FAILURES, Card, Cards, wait_s, within
from bot.platforms.telegram import render
from bot.platforms.telegram.facts import ACTION_LASTS_S
from bot.platforms.telegram.gate import Dropped, Rank, is_group
from bot.platforms.telegram.memory import Memory, NotedReceipt
from bot.platforms.telegram.outbound import Html, Message
from bot.platforms.telegram.sender import Sender
from bot.platforms.telegram.trouble import NotHere
from bot.platforms.telegram.wording import words_in

log = structlog.get_logger(__name__)

AT_WORK = frozenset({JobState.RUNNING, JobState.DELIVERING})


@dataclass(frozen=True)
class Pace:
    """How often a chat is shown something of one order, in seconds; the gate may let less through."""

    edit_s: float = 4.0
    group_edit_s: float = 10.0
    """Many orders share the minute of a group."""
    act_s: float = ACTION_LASTS_S

    def edits(self, chat: str) -> float:
        """Return how often a receipt is edited in a chat."""
        return self.group_edit_s if is_group(chat) else self.edit_s


class Receipts(Cards):
    """Brings receipts up to date; they are known by their orders."""

    def __init__(
        self, *, sender: Sender, memory: Memory, now_ms: Callable[[], int], pace: Pace | None = None
    ) -> None:
        super().__init__(now_ms)
        self._sender, self._memory = sender, memory
        self._pace = pace or Pace()
        memory.receipt_noted = self.began

    def key_of(self, origin: Origin, status: JobStatus) -> str:
        """Return the order's id."""
        return status.job_id

    async def is_there(self, key: str, status: JobStatus) -> bool:
        """Tell whether an order has its receipt."""
        return await self._memory.receipt(key) is not None

    async def follow(self, key: str, card: Card) -> None:
        """Show how an order comes along, in its receipt and above the chat."""
        receipt = await self._memory.receipt(key)
        if receipt is None:
            return
        acting = asyncio.create_task(self._act(card, receipt))
        try:
            await self._follow(card, receipt)
            await card.over.wait()
        finally:
            acting.cancel()
            await asyncio.wait([acting])

    async def _follow(self, card: Card, receipt: NotedReceipt) -> None:
        """Edit a receipt until the order is over and the receipt says so, or it can't be edited any more."""
        shown: Message | None = None
        failures, every_s = 0, self._pace.edits(receipt.chat)
        while failures < MOST_FAILURES:
            card.changed.clear()
            is_over, message = card.over.is_set(), self._message(receipt, card.status)
            pause_s = every_s
            try:
                if message != shown:
                    rank = Rank.ANSWER if is_over else Rank.PROGRESS
                    await self._sender.edit(receipt.chat, receipt.message, message, rank=rank)
                shown, failures = message, 0
            except Dropped:
                pass  # the newest is shown when there is room
            except NotHere as refusal:
                moved = None if is_over else await self._moved(card.status.job_id, receipt, message)
                if moved is None:
                    log.info("receipt left", job=card.status.job_id, why=refusal.reason)
                    return
                receipt, shown = moved, message
            except PlatformError as error:
                failures += 1
                pause_s = wait_s(every_s, failures, error)
                log.info("progress not shown yet", job=card.status.job_id, why=str(error))
            if shown == message and is_over:
                return
            if failures:
                await asyncio.sleep(pause_s)
            else:
                await within(card.over, pause_s)  # the end is shown at once
            if shown == message:
                await within(card.changed, every_s)  # time alone moves the bar

    async def _moved(self, job_id: str, receipt: NotedReceipt, message: Message) -> NotedReceipt | None:
        """Show a receipt once more where its group is now, if that has another id: its messages have not."""
        chat = self._sender.whereabouts(receipt.chat)
        if chat == receipt.chat:
            return None
        try:
            sent = await self._sender.send(chat, replace(message, silent=True))
        except (NotHere, PlatformError):
            return None
        new = receipt.model_copy(update={"chat": chat, "message": str(sent.message_id), "thread": ""})
        try:
            await self._memory.note_receipt(job_id, new)
        except StorageError:
            log.exception("a receipt was not written down", job=job_id)
        return new

    async def _act(self, card: Card, receipt: NotedReceipt) -> None:
        """Let the chat show that the bot is at work, as long as it is and where there is room for that."""
        while not card.over.is_set():
            if card.status.state in AT_WORK:
                try:
                    await self._sender.act(receipt.chat, receipt.thread, ChatAction.UPLOAD_VOICE)
                except NotHere:
                    return
                except (Dropped, PlatformError):
                    pass  # the next one is soon
            await asyncio.sleep(self._pace.act_s)

    def _message(self, receipt: NotedReceipt, status: JobStatus) -> Message:
        if receipt.created_ms and not status.state.ended:
            elapsed_s = (self._now_ms() - receipt.created_ms) / 1000
            status = replace(status, elapsed_s=max(status.elapsed_s, elapsed_s))
        return render.status(words_in(receipt.language), Html(receipt.facts), status)
