"""`/songs`: what somebody had sung, page by page, and what can be done with it.

Everything that a press sets going stands or falls with its step, so that two presses are one.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from bot.domain.dialogue import Dialogue
from bot.domain.errors import NotYours, Refusal, SongGone
from bot.domain.job import Job, JobState
from bot.domain.view import Button, Choice, Option, Phrase, Tap, View, Words
from bot.store import jobs
from bot.store.db import Query
from bot.studio.aftercare import Aftercare
from bot.studio.dialogues.machine import Seat, Step, Visit

PER_PAGE = 10
LABEL_CHARACTERS = 80


class SongsState(BaseModel):
    """A page of songs, one of which may be picked."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    page: int = 1
    picked: str = ""
    """A job's id."""
    asks: bool = False
    """Whether the picked song is really to be deleted."""
    said: Literal["", "sent", "posted", "again", "deleted"] = ""
    """What was done last."""

    def data(self, **changes: Any) -> dict[str, Any]:
        """Return what is stored after a change; what was said is over with it."""
        return self.model_copy(update={"said": "", "asks": False, **changes}).model_dump(mode="json")


class SongsKind:
    """The flow around one's own songs; `titles` are the services' by their names."""

    def __init__(self, aftercare: Aftercare, titles: Mapping[str, str]) -> None:
        self._aftercare, self._titles = aftercare, titles

    def admit(self, dialogue: Dialogue, tap: Tap, visit: Visit) -> Seat:
        """Let only the owner in."""
        if not visit.owns:
            raise NotYours("songs of somebody else")
        return "owner"

    async def view(self, q: Query, dialogue: Dialogue, seat: Seat, *, now_ms: int) -> View:
        """Show a page, and what can be done with the song that was picked."""
        state = SongsState.model_validate(dialogue.data)
        found, pages = await self._page(q, dialogue, state)
        view = self._shown(state, found, pages)
        return replace(view, dialogue=dialogue.id, step=dialogue.step)

    async def step(self, q: Query, dialogue: Dialogue, tap: Tap, visit: Visit) -> Step:
        """Carry out a tap of the owner's."""
        state = SongsState.model_validate(dialogue.data)
        found, pages = await self._page(q, dialogue, state)
        page = min(state.page, pages)
        match tap.action:
            case "newer" if page > 1:
                return Step(state.data(page=page - 1, picked=""))
            case "older" if page < pages:
                return Step(state.data(page=page + 1, picked=""))
            case "song":
                picked = tap.text("song")
                if picked not in {job.id for job in found}:
                    raise SongGone(picked)
                return Step(state.data(picked=picked))
        if not state.picked:
            raise Refusal("no such control")
        return await self._do(q, state, tap, visit, dialogue)

    def ordered(self, dialogue: Dialogue, job_id: str) -> dict[str, Any]:
        """Return the data after a song was ordered again: it is the newest."""
        return SongsState.model_validate(dialogue.data).data(page=1, picked="", said="again")

    async def _do(self, q: Query, state: SongsState, tap: Tap, visit: Visit, dialogue: Dialogue) -> Step:
        """Do something with the song that was picked."""
        caller, origin, now = visit.caller, visit.origin, visit.now_ms
        tap_id = f"{dialogue.id}:{dialogue.step}"
        match tap.action:
            case "post":
                said = await self._aftercare.send(q, caller, state.picked, origin, tap_id, now_ms=now)
                return Step(state.data(said=said))
            case "again":
                order = await self._aftercare.again(q, caller, state.picked, origin, tap_id, now_ms=now)
                return Step(order=order)
            case "delete":
                return Step(state.data(asks=True))
            case "keep":
                return Step(state.data())
            case "really-delete" if state.asks:
                await self._aftercare.delete(q, caller, state.picked, now_ms=now)
                return Step(state.data(picked="", said="deleted"))
        raise Refusal("no such control")

    async def _page(self, q: Query, dialogue: Dialogue, state: SongsState) -> tuple[list[Job], int]:
        """Return the songs of the page, or of the last one where it is gone, and how many pages there are."""
        owner = dialogue.identity_id
        offset = (state.page - 1) * PER_PAGE
        found, total = await jobs.page(q, owner, offset=offset, limit=PER_PAGE)
        pages = max(1, -(-total // PER_PAGE))
        if state.page > pages:
            found, _ = await jobs.page(q, owner, offset=(pages - 1) * PER_PAGE, limit=PER_PAGE)
        return found, pages

    def _shown(self, state: SongsState, found: list[Job], pages: int) -> View:
        said: tuple[Words, ...] = (Phrase(f"songs-{state.said}"),) if state.said else ()
        if not found:
            return View((*said, Phrase("chat-songs-none")))
        page = min(state.page, pages)
        title = (
            Phrase("chat-songs-page", {"page": page, "pages": pages}) if pages > 1 else Phrase("chat-songs")
        )
        picked = next((job for job in found if job.id == state.picked), None)
        if picked is not None and state.asks:
            return View(
                (Phrase("songs-really-delete", {"title": _title(picked)}),),
                title,
                buttons=(
                    Button("really-delete", Phrase("songs-delete"), "danger"),
                    Button("keep", Phrase("songs-keep")),
                ),
            )
        menu = Choice(
            "song",
            Phrase("songs-pick"),
            tuple(Option(job.id, _label(job)) for job in found),
            chosen=(picked.id,) if picked is not None else (),
        )
        turns = []
        if page > 1:
            turns.append(Button("newer", Phrase("chat-songs-newer")))
        if page < pages:
            turns.append(Button("older", Phrase("chat-songs-older")))
        lines = tuple(self._line(job) for job in found)
        uses = _uses(picked) if picked is not None else ()
        return View((*lines, *said), title, choices=(menu,), buttons=(*uses, *turns))

    def _line(self, job: Job) -> Phrase:
        """Say of a song what it is called, when it was ordered, who sang it, and how it stands."""
        about: dict[str, Any] = {
            "title": _title(job),
            "created_at_ms": job.created_ms,
            "service": self._titles.get(job.provider, job.provider),
        }
        if job.state is JobState.DONE:
            return Phrase("songs-line", about)
        return Phrase("songs-line-state", {**about, "state": Phrase(f"chat-songs-state-{job.state}")})


def _title(job: Job) -> Words:
    return job.title or Phrase("chat-song-untitled")


def _label(job: Job) -> Words:
    if len(job.title) <= LABEL_CHARACTERS:
        return _title(job)
    return job.title[: LABEL_CHARACTERS - 1] + "…"


def _uses(job: Job) -> tuple[Button, ...]:
    """Offer what can be done with a song as it stands."""
    uses = []
    if job.state is JobState.KEPT:
        uses.append(Button("post", Phrase("songs-send"), "primary"))
    elif job.state is JobState.DONE:
        uses.append(Button("post", Phrase("songs-post"), "primary"))
    if job.state.ended or job.state is JobState.KEPT:
        uses.append(Button("again", Phrase("songs-again")))
        uses.append(Button("delete", Phrase("songs-delete"), "danger"))
    return tuple(uses)
