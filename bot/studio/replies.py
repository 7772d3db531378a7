"""What jobs bring to the dialogues that wait for them: what was found out, or why there is nothing.

A reply belongs to the transaction that ends the job. The dialogue goes one step on, and its view is planned
as a message where it was asked for: it is told once, also after a restart.
"""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

import structlog
from pydantic import ValidationError

from bot.domain.dialogue import Dialogue, DialogueKind
from bot.domain.job import Failure, Job
from bot.domain.ports import Heard, Written
from bot.store import dialogues
from bot.store.db import Query
from bot.studio.herald import tell_dialogue

log = structlog.get_logger(__name__)

Found = Written | Heard
"""What a job can bring to a dialogue."""


class Asker(Protocol):
    """A kind of dialogue that has jobs done while it goes on.

    None says that the dialogue does not wait for this job any more: it stays as it is, and nobody is told.
    """

    def arrived(self, dialogue: Dialogue, job: Job, found: Found) -> dict[str, Any] | None:
        """Return the data with what a job found out."""
        ...

    def failed(self, dialogue: Dialogue, job: Job, failure: Failure) -> dict[str, Any] | None:
        """Return the data after a job that found nothing out; its money is given back or noted."""
        ...


class Replies:
    """Knows who asks; the kinds of dialogues come last, since they are built on what makes the jobs."""

    def __init__(self, now_ms: Callable[[], int]) -> None:
        self._now_ms = now_ms
        self._askers: dict[DialogueKind, Asker] = {}
        self._news: Callable[[], None] = _nobody

    def open_for(self, askers: Mapping[DialogueKind, Asker], news: Callable[[], None]) -> None:
        """Begin to bring replies; `news` is called when one has been written."""
        self._askers.update(askers)
        self._news = news

    async def found(self, q: Query, job: Job, found: Found) -> None:
        """Bring a dialogue what its job found out."""
        await self._go_on(q, job, lambda asker, dialogue: asker.arrived(dialogue, job, found))

    async def failed(self, q: Query, job: Job, failure: Failure) -> None:
        """Tell a dialogue that its job found nothing out."""
        await self._go_on(q, job, lambda asker, dialogue: asker.failed(dialogue, job, failure))

    def wake(self) -> None:
        """Have told soon what was written; for after the transaction."""
        self._news()

    async def _go_on(
        self, q: Query, job: Job, decide: Callable[[Asker, Dialogue], dict[str, Any] | None]
    ) -> None:
        now = self._now_ms()
        dialogue = await dialogues.get(q, job.dialogue_id, now_ms=now)
        if dialogue is None:
            return
        try:
            data = decide(self._askers[dialogue.kind], dialogue)
        except ValidationError:  # what another version stored keeps no job from its end
            log.exception("a dialogue can't be read", job=job.id)
            return
        if data is None:
            log.info("nobody waits for it any more", job=job.id)
            return
        await dialogues.advance(q, dialogue, data)
        await tell_dialogue(q, job.origin, dialogue.id, seat="owner", audience="person", now_ms=now)


def _nobody() -> None:
    """Stand where the herald will."""
