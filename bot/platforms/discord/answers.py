"""Which message answered which interaction: what progress is edited in, and what a song replies to.

It is kept for as long as anybody may need it, so that a restart goes on editing the same message.
"""

from typing import Protocol

from pydantic import BaseModel, ConfigDict


class Notes(Protocol):
    """A platform's own small memory, in the database."""

    async def put(self, key: str, value: str, *, until_ms: int) -> None:
        """Keep a text under a key until then, instead of what was there."""
        ...

    async def get(self, key: str) -> str | None:
        """Return what is kept under a key."""
        ...

    async def all(self, prefix: str) -> dict[str, str]:
        """Return everything whose key begins so."""
        ...


class Answered(BaseModel):
    """The bot's message that answers an interaction."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    channel: str
    message: str
    ephemeral: bool
    token: str
    """Of the interaction: edits the message, and follows it up, until `token_until_ms`. Never logged."""
    token_until_ms: int
    job_id: str = ""
    """The order whose progress it shows, if any."""
