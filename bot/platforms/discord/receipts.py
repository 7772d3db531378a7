"""The receipts of orders, which show how the songs come along.

A receipt is edited at most every few seconds, only when it reads differently, and through the token of its
interaction as long as that lives; later by its own id. One that only the person sees can't be edited then any
more, so that it says so in time.
"""

import asyncio
from collections.abc import Callable
from typing import Any

import discord
import structlog

from bot.domain.errors import DeliveryUnavailable, PlatformError
from bot.domain.posts import JobStatus
from bot.domain.song import Origin
from bot.platforms.cards import MOST_FAILURES, Card, Cards, wait_s, within
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
_SPARE_MS = TOKEN_LIVES_MS - EDITABLE_MS


class Receipts(Cards):
    """Brings receipts up to date; they are known by what they answer."""

    def __init__(
        self,
        *,
        client: discord.Client,
        answers: Answers,
        now_ms: Callable[[], int],
        edit_every_s: float = EDIT_EVERY_S,
    ) -> None:
        super().__init__(now_ms)
        self._client, self._answers = client, answers
        self._answering = Answering(client, answers, now_ms)
        self._edit_every_s = edit_every_s
        answers.noted = self.began

    def key_of(self, origin: Origin, status: JobStatus) -> str:
        """Return what was answered."""
        return origin.message

    async def is_there(self, key: str, status: JobStatus) -> bool:
        """Tell whether an order has its receipt."""
        answered = await self._answers.of(key)
        if answered is None or answered.job_id != status.job_id:
            return False
        return not self._answering.is_coming(answered)

    async def follow(self, key: str, card: Card) -> None:
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
                    pause_s = wait_s(self._edit_every_s, failures, error)
                    log.info("progress not shown yet", job=card.status.job_id, why=str(error))
            if shown == text and is_over:
                return
            if failures:
                await asyncio.sleep(pause_s)
            else:
                await within(card.over, pause_s)
                await self._until_news(card, answered, parts=parts)

    async def _until_news(self, card: Card, answered: Answered, *, parts: bool) -> None:
        """Wait for another status, or for the time at which the receipt says its last sentence."""
        if answered.ephemeral and not parts:
            left_ms = answered.token_until_ms - _SPARE_MS - self._now_ms()
            await within(card.changed, max(left_ms, 0) / 1000)
        elif parts:
            await card.over.wait()
        else:
            await card.changed.wait()

    def _parts(self, answered: Answered) -> bool:
        return answered.ephemeral and not self._answering.is_live(answered)

    def _message(self, card: Card, *, parting: bool) -> Message:
        words = words_in(card.origin.language)
        return render.parting(words, card.status) if parting else render.progress(words, card.status)

    async def _edit(self, key: str, answered: Answered, message: Message) -> None:
        """Change text and buttons; the facts below stay as they are."""
        if self._client.user is None or self._client.is_closed():
            raise DeliveryUnavailable("not logged in")
        change: dict[str, Any] = {"content": None, "view": None, **message.sending()}
        await self._answering.edit(await self._answering.complete(key, answered), change)


def _text_of(message: Message) -> tuple[str, list[dict[str, Any]]]:
    return message.content, message.view.to_components() if message.view is not None else []
