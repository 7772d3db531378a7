"""Which message answered which interaction: what progress is edited in, and what a song replies to.

It is kept for as long as anybody may need it, so that a restart goes on editing the same message.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Protocol

import structlog
from pydantic import BaseModel, ConfigDict, ValidationError

log = structlog.get_logger(__name__)

KEPT_MS = timedelta(days=7) // timedelta(milliseconds=1)
"""An answer is remembered so long: an order waits, is made and is posted within three days at the longest."""
_PREFIX = "answer:"


class Notes(Protocol):
    """A platform's own small memory, in the database."""

    async def put(self, key: str, value: str, *, until_ms: int) -> None:
        """Keep a text under a key until then, instead of what was there."""
        ...

    async def get(self, key: str) -> str | None:
        """Return what is kept under a key."""
        ...


class Answered(BaseModel):
    """The bot's message that answers an interaction."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    channel: str
    message: str
    """Empty as long as it is not known to have arrived."""
    ephemeral: bool
    token: str
    """Of the interaction: edits the message, and follows it up, until `token_until_ms`. Never logged."""
    token_until_ms: int
    job_id: str = ""
    """The order whose progress it shows, if any."""


class Answers:
    """Remembers answers by what they answer: the `message` of an `Origin`."""

    def __init__(self, notes: Notes, now_ms: Callable[[], int]) -> None:
        self._notes, self._now_ms = notes, now_ms
        self.noted: Callable[[str], None] = _nobody
        """Called when an answer has been remembered, with what it answers."""

    async def note(self, key: str, answered: Answered) -> None:
        """Remember what answers an interaction, or a person's message, instead of what did before."""
        until_ms = self._now_ms() + KEPT_MS
        await self._notes.put(_PREFIX + key, answered.model_dump_json(), until_ms=until_ms)
        self.noted(key)

    async def of(self, key: str) -> Answered | None:
        """Return what answers this; None if nothing does, or it was too long ago."""
        text = await self._notes.get(_PREFIX + key) if key else None
        if text is None:
            return None
        try:
            return Answered.model_validate_json(text)
        except ValidationError:  # another version wrote it; its text holds a token, and is not shown
            log.warning("a note of an answer can't be read")
            return None


def _nobody(_key: str) -> None:
    """Stand where somebody waits for answers."""
