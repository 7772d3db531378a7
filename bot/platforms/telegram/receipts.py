"""The receipts of orders, which show how the songs come along.

A receipt is edited only when it reads differently, and where there is room for that; meanwhile the chat shows
that the bot is at work. How an order ended is shown in any case, also after a restart.
"""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from typing import Any

import structlog
from telegram.constants import ChatAction

from bot.domain.errors import DeliveryUnavailable, PlatformError, StorageError
from bot.domain.job import JobState
from bot.domain.ports import JobStatus
from bot.domain.song import Origin
from bot.platforms.telegram import render
from bot.platforms.telegram.facts import ACTION_LASTS_S
from bot.platforms.telegram.gate import Dropped, Rank, is_group
from bot.platforms.telegram.memory import Memory, NotedReceipt
from bot.platforms.telegram.outbound import Html, Message
from bot.platforms.telegram.sender import Sender
from bot.platforms.telegram.trouble import NotHere
from bot.platforms.telegram.wording import words_in

log = structlog.get_logger(__name__)

LONGEST_WAIT_S = 300.0
MOST_FAILURES = 10
"""So often in a row an edit may fail before the receipt is left as it is: for about half an hour."""
EARLY_MS = 15 * 60_000
"""A status waits so long for its receipt: later there will be none."""
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


@dataclass
class _Card:
    status: JobStatus
    since_ms: int
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    """Nothing more will be shown of the order."""

    def put(self, status: JobStatus) -> None:
        self.status = status
        self.changed.set()
        if status.state.ended or status.state is JobState.KEPT:
            self.over.set()


class Receipts:
    """Brings receipts up to date, each in a task of its own.

    An order may be begun before its receipt is there.
    """

    def __init__(
        self, *, sender: Sender, memory: Memory, now_ms: Callable[[], int], pace: Pace | None = None
    ) -> None:
        self._sender, self._memory, self._now_ms = sender, memory, now_ms
        self._pace = pace or Pace()
        self._early: dict[str, _Card] = {}
        self._cards: dict[str, _Card] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        memory.receipt_noted = self.began

    @property
    def waiting(self) -> frozenset[str]:
        """What was ordered, and has no receipt yet."""
        return frozenset(self._early)

    @property
    def followed(self) -> frozenset[str]:
        """What has a receipt, and is not over."""
        return frozenset(self._cards)

    async def show(self, origin: Origin, status: JobStatus) -> None:
        """Show how an order stands, soon; returns at once. Raises `StorageError`."""
        job_id = status.job_id
        card = self._cards.get(job_id) or self._early.get(job_id)
        if card is None:
            card = self._early[job_id] = _Card(status, self._now_ms())
            self._forget_old()
        card.put(status)
        if job_id in self._early:
            await self._begin(job_id)

    def began(self, job_id: str) -> None:
        """Say that a receipt is there: what was to be shown in it is shown."""
        if job_id in self._early:
            self._run(self._begin(job_id))

    async def stop(self) -> None:
        """Leave every receipt as it is."""
        for task in list(self._tasks):
            task.cancel()
        if self._tasks:
            await asyncio.wait(list(self._tasks))

    async def _begin(self, job_id: str) -> None:
        """Look after a receipt from now on, if it is there."""
        receipt = await self._memory.receipt(job_id)
        if receipt is None or job_id not in self._early:
            return  # the order is just being taken
        card = self._cards[job_id] = self._early.pop(job_id)
        self._run(self._keep(job_id, card, receipt))

    async def _keep(self, job_id: str, card: _Card, receipt: NotedReceipt) -> None:
        acting = asyncio.create_task(self._act(card, receipt))
        try:
            await self._follow(card, receipt)
            await card.over.wait()  # else the next status would begin anew
        finally:
            acting.cancel()
            await asyncio.wait([acting])
            del self._cards[job_id]

    async def _follow(self, card: _Card, receipt: NotedReceipt) -> None:
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
                pause_s = _wait_s(every_s, failures, error)
                log.info("progress not shown yet", job=card.status.job_id, why=str(error))
            if shown == message and is_over:
                return
            if failures:
                await asyncio.sleep(pause_s)
            else:
                await _within(card.over, pause_s)  # the end is shown at once
            if shown == message:
                await _within(card.changed, every_s)  # time alone moves the bar

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

    async def _act(self, card: _Card, receipt: NotedReceipt) -> None:
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

    def _forget_old(self) -> None:
        """Give up statuses for which no receipt came."""
        too_old_ms = self._now_ms() - EARLY_MS
        for job_id, card in list(self._early.items()):
            if card.since_ms > too_old_ms:
                return  # they stand in the order of their coming
            del self._early[job_id]

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("showing progress broke off", exc_info=error)


def _wait_s(first_s: float, failures: int, error: PlatformError) -> float:
    wish_s = error.retry_after_s if isinstance(error, DeliveryUnavailable) else None
    return max(wish_s or 0.0, min(LONGEST_WAIT_S, first_s * 2.0**failures))


async def _within(event: asyncio.Event, seconds: float) -> None:
    """Wait for an event, but no longer than this."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
