"""What the bot keeps of its own messages, in the database, so that a restart goes on with the same ones."""

from collections.abc import Callable
from datetime import timedelta
from typing import Protocol, TypeVar

import structlog
from pydantic import BaseModel, ConfigDict, ValidationError

log = structlog.get_logger(__name__)

Kept = TypeVar("Kept", bound=BaseModel)
KEPT_MS = timedelta(days=7) // timedelta(milliseconds=1)
"""A receipt is remembered so long: an order waits, is made and is posted within three days at the longest."""
PANEL_KEPT_MS = timedelta(days=180) // timedelta(milliseconds=1)
"""A panel: a button of a dialogue works for months."""


class Notes(Protocol):
    """A platform's own small memory, in the database."""

    async def put(self, key: str, value: str, *, until_ms: int) -> None:
        """Keep a text under a key until then, instead of what was there."""
        ...

    async def get(self, key: str) -> str | None:
        """Return what is kept under a key."""
        ...


class NotedMessage(BaseModel):
    """A message of the bot's."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    chat: str
    message: str
    thread: str = ""
    """The topic that it stands in."""


class NotedReceipt(NotedMessage):
    """The message that shows how an order stands."""

    facts: str = ""
    """What was understood of the order, as `Html`: an edit replaces the whole text."""
    language: str = "en"
    created_ms: int = 0
    """When the order was taken."""
    person: str = ""
    """The id of who ordered."""


class Memory:
    """Typed notes. Raises `StorageError`s."""

    def __init__(self, notes: Notes, now_ms: Callable[[], int]) -> None:
        self._notes, self._now_ms = notes, now_ms
        self.receipt_noted: Callable[[str], None] = _nobody
        """Called when a receipt has been noted, with the id of its order."""

    async def note_receipt(self, job_id: str, receipt: NotedReceipt) -> None:
        """Remember the receipt of an order, instead of what was there."""
        await self.put(f"receipt:{job_id}", receipt, KEPT_MS)
        self.receipt_noted(job_id)

    async def receipt(self, job_id: str) -> NotedReceipt | None:
        """Return the receipt of an order, if there is one."""
        return await self.get(f"receipt:{job_id}", NotedReceipt)

    async def note_panel(self, dialogue_id: str, panel: NotedMessage) -> None:
        """Remember which message shows a dialogue, instead of what did before."""
        await self.put(f"panel:{dialogue_id}", panel, PANEL_KEPT_MS)

    async def panel(self, dialogue_id: str) -> NotedMessage | None:
        """Return the message that shows a dialogue."""
        return await self.get(f"panel:{dialogue_id}", NotedMessage)

    async def note_head(self, song: str, head: NotedMessage) -> None:
        """Remember the first message of a song, which the rest of it replies to; `song` names one post."""
        await self.put(f"head:{song}", head, KEPT_MS)

    async def head(self, song: str) -> NotedMessage | None:
        """Return the first message of a song."""
        return await self.get(f"head:{song}", NotedMessage)

    async def put(self, key: str, value: BaseModel, kept_ms: int) -> None:
        await self._notes.put(key, value.model_dump_json(), until_ms=self._now_ms() + kept_ms)

    async def get(self, key: str, kind: type[Kept]) -> Kept | None:
        text = await self._notes.get(key)
        if text is None:
            return None
        try:
            return kind.model_validate_json(text)
        except ValidationError:  # another version wrote it
            log.warning("a note of a message can't be read", kind=kind.__name__)
            return None


def _nobody(_job_id: str) -> None:
    """Stand where somebody waits for receipts."""
