"""The receipts of orders, which show how the songs come along."""

import asyncio

from bot.domain.posts import JobStatus
from bot.locales import Catalogue
from bot.platforms.web import render
from bot.platforms.web.chat import ReceiptBody, Spot
from bot.platforms.web.room import Room
from bot.platforms.web.wording import words_in
from bot.studio.views import Receipt


def receipt_nonce(job_id: str) -> str:
    """Return the nonce of an order's receipt."""
    return f"{job_id}.receipt"


class Receipts:
    """Writes receipts and brings them up to date; a song may be begun before its receipt is written."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._lock = asyncio.Lock()
        self._latest: dict[str, JobStatus] = {}

    async def put(self, taken: Receipt, words: Catalogue, spot: Spot) -> None:
        """Say that an order was taken. Raises `StorageError`."""
        async with self._lock:
            body = render.receipt(words, taken)
            newer = self._latest.pop(taken.status.job_id, None)
            if newer is not None:
                body = render.progress(words, body, newer)
            await self._room.put(receipt_nonce(taken.status.job_id), body, spot)

    async def show(self, status: JobStatus, language: str) -> None:
        """Bring a receipt up to date: for good where more than a percentage has changed."""
        async with self._lock:
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

    async def mark_cancelled(self, job_id: str, words: Catalogue) -> None:
        """Close the receipt of an order that was taken back."""
        async with self._lock:
            message = await self._room.find(receipt_nonce(job_id))
            if message is not None and isinstance(message.body, ReceiptBody):
                await self._room.edit(message.nonce, render.cancelled(words, message.body))
