"""The log as a place to tell things: what concerns the operator stands there, too."""

import structlog

from bot.domain.posts import JobStatus, Outgoing, Posted, Upload, ViewPost
from bot.domain.song import Origin
from bot.domain.view import Phrase
from bot.locales import catalogue

log = structlog.get_logger(__name__)

NAME = "log"


class LogPlatform:
    """Takes alerts. Nobody orders here."""

    name = NAME

    async def start(self) -> None:
        """Nothing has to be opened."""

    async def stop(self) -> None:
        """Nothing has to be closed."""

    async def upload(self, origin: Origin) -> Upload:
        """No songs are posted here."""
        return Upload(None)

    def parts(self, outgoing: Outgoing) -> int:
        """Everything is one line."""
        return 1

    async def post(self, origin: Origin, outgoing: Outgoing, *, part: int, nonce: str) -> Posted:
        """Write a warning: what it is about, and its numbers as fields of their own."""
        if isinstance(outgoing, ViewPost):
            view = outgoing.view
            values = [value for field in view.fields for value in field.value]
            facts = {
                name: value
                for phrase in (*view.text, *values)
                if isinstance(phrase, Phrase)
                for name, value in phrase.params.items()
                if isinstance(value, str | int)
            }
            about = catalogue().phrase(view.title) if view.title is not None else ""
            log.warning("the operator is told", about=about, **facts)
        return Posted(NAME)

    async def find(
        self, origin: Origin, outgoing: Outgoing, *, part: int, nonce: str, since_ms: int
    ) -> str | None:
        """Nobody looks a line up again: rather one twice than none, and without a word about it."""
        return None

    async def take_down(self, origin: Origin, message_id: str) -> None:
        """What was written stays written."""

    async def show(self, origin: Origin, status: JobStatus) -> None:
        """No order has its progress here."""
