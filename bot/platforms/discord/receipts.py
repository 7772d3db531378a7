"""The receipts of orders, which show how the songs come along.

A receipt is edited at most every few seconds, only when it reads differently, and through the token of its
interaction as long as that lives; later by its own id. One that only the person sees can't be edited then any
more, so that it says so in time.
"""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

import discord
import structlog

from bot.domain.errors import DeliveryUnavailable, PlatformError, StorageError
from bot.domain.job import JobState
from bot.domain.ports import JobStatus
from bot.domain.song import Origin
from bot.platforms.discord import render
from bot.platforms.discord.answering import Answering
from bot.platforms.discord.answers import Answered, Answers
from bot.platforms.discord.facts import EDITABLE_MS, TOKEN_LIVES_MS
from bot.platforms.discord.outbound import Message
from bot.platforms.discord.trouble import NotHere
from bot.platforms.discord.wording import words_in

log = structlog.get_logger(__name__)

EDIT_EVERY_S = 4.0
"""A receipt is edited at most so often; the end of an order is shown at once."""
LONGEST_WAIT_S = 300.0
MOST_FAILURES = 10
"""So often in a row an edit may fail before the receipt is left as it is: for about half an hour."""
EARLY_MS = TOKEN_LIVES_MS
"""A status waits so long for its receipt: later there can be none."""
_SPARE_MS = TOKEN_LIVES_MS - EDITABLE_MS


@dataclass
class _Card:
    origin: Origin
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
        self,
        *,
        client: discord.Client,
        answers: Answers,
        now_ms: Callable[[], int],
        edit_every_s: float = EDIT_EVERY_S,
    ) -> None:
        self._client, self._answers, self._now_ms = client, answers, now_ms
        self._answering = Answering(client, answers, now_ms)
        self._edit_every_s = edit_every_s
        self._early: dict[str, _Card] = {}
        self._cards: dict[str, _Card] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        answers.noted = self.began

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
        key = origin.message
        card = self._cards.get(key) or self._early.get(key)
        if card is None:
            card = self._early[key] = _Card(origin, status, self._now_ms())
            self._forget_old()
        card.put(status)
        if key in self._early:
            await self._begin(key)

    def began(self, key: str) -> None:
        """Say that an answer is there: what was to be shown in it is shown."""
        if key in self._early:
            self._run(self._begin(key))

    async def stop(self) -> None:
        """Leave every receipt as it is."""
        for task in list(self._tasks):
            task.cancel()
        if self._tasks:
            await asyncio.wait(list(self._tasks))

    async def _begin(self, key: str) -> None:
        """Look after a receipt from now on, if it is there."""
        answered = await self._answers.of(key)
        card = self._early.get(key)
        if answered is None or card is None or answered.job_id != card.status.job_id:
            return  # the order is just being taken
        if self._answering.is_coming(answered):
            return
        self._cards[key] = self._early.pop(key)
        self._run(self._keep(key, card))

    async def _keep(self, key: str, card: _Card) -> None:
        """Show every status of an order until it is over."""
        try:
            await self._follow(key, card)
            await card.over.wait()  # else the next status would begin anew
        except StorageError:
            log.exception("progress broke off", job=card.status.job_id)
        finally:
            del self._cards[key]

    async def _follow(self, key: str, card: _Card) -> None:
        """Edit a receipt as long as it can be."""
        shown, failures = None, 0
        while failures < MOST_FAILURES:
            answered = await self._answers.of(key)
            if answered is None:
                return
            card.changed.clear()
            is_over, parts = card.over.is_set(), self._parts(answered)
            message = self._message(card, parting=parts and not is_over)
            text = _text_of(message)
            pause_s = self._edit_every_s
            if text != shown:
                try:
                    await self._edit(key, answered, message)
                    shown, failures = text, 0
                except NotHere as refusal:
                    log.info("receipt left", job=card.status.job_id, why=refusal.reason, code=refusal.code)
                    return
                except PlatformError as error:
                    failures += 1
                    pause_s = _wait_s(self._edit_every_s, failures, error)
                    log.info("progress not shown yet", job=card.status.job_id, why=str(error))
            if shown == text and is_over:
                return
            if failures:
                await asyncio.sleep(pause_s)
            else:
                await _within(card.over, pause_s)
                await self._until_news(card, answered, parts=parts)

    async def _until_news(self, card: _Card, answered: Answered, *, parts: bool) -> None:
        """Wait for another status, or for the time at which the receipt says its last sentence."""
        if answered.ephemeral and not parts:
            left_ms = answered.token_until_ms - _SPARE_MS - self._now_ms()
            await _within(card.changed, max(left_ms, 0) / 1000)
        elif parts:
            await card.over.wait()
        else:
            await card.changed.wait()

    def _parts(self, answered: Answered) -> bool:
        return answered.ephemeral and not self._answering.is_live(answered)

    def _message(self, card: _Card, *, parting: bool) -> Message:
        words = words_in(card.origin.language)
        return render.parting(words, card.status) if parting else render.progress(words, card.status)

    async def _edit(self, key: str, answered: Answered, message: Message) -> None:
        """Change text and buttons; the facts below stay as they are."""
        if self._client.user is None or self._client.is_closed():
            raise DeliveryUnavailable("not logged in")
        change: dict[str, Any] = {"content": None, "view": None, **message.sending()}
        await self._answering.edit(await self._answering.complete(key, answered), change)

    def _forget_old(self) -> None:
        """Give up statuses for which no receipt came."""
        too_old_ms = self._now_ms() - EARLY_MS
        for key, card in list(self._early.items()):
            if card.since_ms > too_old_ms:
                return  # they stand in the order of their coming
            del self._early[key]

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("showing progress broke off", exc_info=error)


def _text_of(message: Message) -> tuple[str, list[dict[str, Any]]]:
    return message.content, message.view.to_components() if message.view is not None else []


def _wait_s(first_s: float, failures: int, error: PlatformError) -> float:
    wish_s = error.retry_after_s if isinstance(error, DeliveryUnavailable) else None
    return max(wish_s or 0.0, min(LONGEST_WAIT_S, first_s * 2.0**failures))


async def _within(event: asyncio.Event, seconds: float) -> None:
    """Wait for an event, but no longer than this."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
