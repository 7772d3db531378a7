"""`/cover`: a song is listened to, its words are shown and can be changed, and then it is sung anew.

Listening is a job that answers this dialogue. What the service calls the song lives a day; it is kept here,
so that it outlives a restart, and after that the song is listened to again. Words that the service does not
take are offered to be cut, or not sent at all: then it sings what it hears, which is said below the song.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from bot.domain.dialogue import Dialogue
from bot.domain.errors import InvalidOrder, NotYours, OutcomeUnknown, Refusal
from bot.domain.job import Failure, Job
from bot.domain.lyrics import count_characters, parse_lyrics
from bot.domain.ports import CoverLimits, Heard, ProviderInfo
from bot.domain.song import CoverSource, SongRequest
from bot.domain.view import Attachment, Button, Field, Form, Input, Phrase, Tap, View, Words
from bot.store.db import Query
from bot.studio.dialogues.charge import ORDERS, Charge, Charges
from bot.studio.dialogues.machine import Seat, Step, Visit
from bot.studio.dialogues.sheet import FORM_CHARACTERS
from bot.studio.drafts import Drafts
from bot.studio.intake import take_in
from bot.studio.replies import Found
from bot.studio.routing import Routing
from bot.studio.rules import PATIENCE_MS, Rules
from bot.studio.uploads import Uploads
from bot.studio.views import Order

EARLY_MS = PATIENCE_MS + timedelta(minutes=10) // timedelta(milliseconds=1)
"""So long before its end an id is not counted on any more: the order may wait for a busy service."""
_FORM = {"lyrics": FORM_CHARACTERS, "style": 300, "title": 100}
"""What can be changed, and the longest text of each."""

Stage = Literal["start", "listening", "draft", "failed", "ordered", "dropped"]


class CoverState(BaseModel):
    """A cover that is being talked about."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    stage: Stage = "start"
    request: SongRequest
    """As it would be ordered: its words are those that were heard, or those that somebody wrote instead."""
    name: str = ""
    """What the file is called."""
    heard_by: str = ""
    """The service that knows the song by `request.cover.feature_id`."""
    own_words: bool = False
    """Somebody wrote or changed the words."""
    job_id: str = ""
    """The job that listens, at last the order."""
    failure: str = ""
    failure_params: dict[str, Any] = {}
    charge: Charge = Charge()

    @property
    def cover(self) -> CoverSource:
        """The song that is sung anew."""
        assert self.request.cover is not None
        return self.request.cover

    def data(self, **changes: Any) -> dict[str, Any]:
        """Return what is stored after a change."""
        return self.model_copy(update=changes).model_dump(mode="json")

    def asked(self, **changes: Any) -> SongRequest:
        """Return the order after a change."""
        return self.request.model_copy(update=changes)


class CoverKind:
    """The flow from a song to another one with its words."""

    def __init__(
        self, *, routing: Routing, rules: Rules, drafts: Drafts, uploads: Uploads, charges: Charges
    ) -> None:
        self._routing, self._rules, self._drafts, self._uploads = routing, rules, drafts, uploads
        self._charges = charges

    async def begin(self, q: Query, visit: Visit, request: SongRequest, name: str) -> dict[str, Any]:
        """Return the first data; with a style the service begins to listen. Raises `Refusal`s."""
        charge, visit = await self._charges.begin(q, visit)
        state = CoverState(request=request, name=name, own_words=bool(request.lyrics), charge=charge)
        return await self._listen(q, visit, state) if request.style else state.data()

    def admit(self, dialogue: Dialogue, tap: Tap, visit: Visit) -> Seat:
        """Let only the owner in, and only where the dialogue is."""
        if not visit.owns or visit.place.id != dialogue.place_id:
            raise NotYours("a song of somebody else")
        return "owner"

    async def view(self, q: Query, dialogue: Dialogue, seat: Seat, *, now_ms: int) -> View:
        """Show the cover as it stands."""
        state = CoverState.model_validate(dialogue.data)
        view = replace(self._shown(state), dialogue=dialogue.id, step=dialogue.step)
        if state.stage == "dropped":
            return view
        can_change = state.stage not in ("listening", "ordered")
        return await self._charges.shown(
            q, view, state.charge, dialogue, now_ms=now_ms, can_change=can_change
        )

    async def step(self, q: Query, dialogue: Dialogue, tap: Tap, visit: Visit) -> Step:
        """Carry out a tap of the owner's."""
        state = CoverState.model_validate(dialogue.data)
        if tap.action in ORDERS and state.stage in ("start", "draft", "failed"):
            charge, visit, note = await self._charges.renew(q, visit, state.charge)
            state = state.model_copy(update={"charge": charge})
            if note is not None:
                state = self._written(state, tap) if tap.action == "listen" else state
                return Step(state.data(), note=note)
        match state.stage, tap.action:
            case "start" | "draft" | "failed", "drop":
                return Step(state.data(stage="dropped"))
            case "listening", "drop":
                await self._drafts.cancel(q, state.job_id, now_ms=visit.now_ms)
                return Step(state.data(stage="dropped"))
            case "start", "listen":
                return await self._begin(q, visit, self._written(state, tap))
            case "failed", "again":
                return Step(await self._listen(q, visit, state))
            case "start" | "draft" | "failed", "charge":
                return Step(state.data(charge=state.charge.changed(tap)))
            case "draft", "edit":
                return Step(self._written(state, tap).data())
            case "draft", "sing":
                if visit.now_ms >= state.cover.feature_until_ms - EARLY_MS:
                    return Step(await self._listen(q, visit, state))
                return Step(order=await self._order(visit, state.asked(provider=state.heard_by)))
            case "draft", "as-heard":
                return Step(order=await self._order(visit, _as_heard(state.request)))
        raise Refusal("no such control")

    def ordered(self, dialogue: Dialogue, job_id: str) -> dict[str, Any]:
        """Return the data of a cover that was ordered."""
        return CoverState.model_validate(dialogue.data).data(stage="ordered", job_id=job_id)

    def arrived(self, dialogue: Dialogue, job: Job, found: Found) -> dict[str, Any] | None:
        """Take in what was heard; words that somebody wrote stay."""
        state = CoverState.model_validate(dialogue.data)
        if state.stage != "listening" or state.job_id != job.id or not isinstance(found, Heard):
            return None
        cover = state.cover.model_copy(
            update={"feature_id": found.feature_id, "feature_until_ms": found.feature_until_ms}
        )
        lyrics = state.request.lyrics if state.own_words else found.lyrics
        request = state.asked(cover=cover, lyrics=lyrics)
        return state.data(stage="draft", request=request, heard_by=job.provider)

    def failed(self, dialogue: Dialogue, job: Job, failure: Failure) -> dict[str, Any] | None:
        """Take in that nothing was heard."""
        state = CoverState.model_validate(dialogue.data)
        if state.stage != "listening" or state.job_id != job.id:
            return None
        return state.data(stage="failed", failure=failure.code, failure_params=dict(failure.params))

    async def _begin(self, q: Query, visit: Visit, state: CoverState) -> Step:
        """Have the song listened to, or sung at once where nobody listens first."""
        info = self._checked(visit, state.request)
        if info.covers is not None and info.covers.listens:
            return Step(await self._listen(q, visit, state))
        return Step(order=await self._order(visit, state.request))

    async def _listen(self, q: Query, visit: Visit, state: CoverState) -> dict[str, Any]:
        """Have the song listened to, and return the data of a dialogue that waits for that."""
        asked = _as_heard(state.request)
        self._checked(visit, asked)
        await self._keep(asked)
        job = await self._drafts.begin(q, visit, "preprocess", asked)
        return state.data(stage="listening", job_id=job.id, failure="", failure_params={})

    async def _order(self, visit: Visit, request: SongRequest) -> Order:
        await self._keep(request)
        return Order(visit.caller, request, visit.origin, dedup=f"dialogue:{visit.dialogue}", here=True)

    def _checked(self, visit: Visit, request: SongRequest) -> ProviderInfo:
        """Raise a `Refusal` for what no service would sing anew, before anybody waits for anything."""
        request, lyrics = take_in(request, self._rules)
        return self._routing.choose(request, lyrics, first=visit.place.settings.provider)

    async def _keep(self, request: SongRequest) -> None:
        """Keep the audio while its service remembers it; raises `InvalidOrder` if it is needed and gone."""
        cover = request.cover
        if cover is None or not cover.file or await self._uploads.keep(cover.file):
            return
        if not cover.feature_id:
            raise InvalidOrder("audio-gone")

    def _written(self, state: CoverState, tap: Tap) -> CoverState:
        """Fill in what a form brought; what it did not ask for stays."""
        changes = {name: tap.text(name) for name in _FORM if name in tap.values}
        if not changes.get("lyrics") and len(state.request.lyrics) > FORM_CHARACTERS:
            changes.pop("lyrics", None)  # they did not fit into the form
        request, lyrics = take_in(state.asked(**changes), self._rules)
        if not request.style:
            raise InvalidOrder("cover-style")
        request = request.model_copy(update={"lyrics": lyrics.text() if lyrics.has_words else ""})
        own_words = state.own_words or (bool(request.lyrics) and request.lyrics != state.request.lyrics)
        return state.model_copy(update={"request": request, "own_words": own_words})

    # --- what is shown

    def _shown(self, state: CoverState) -> View:
        named, drop = _named(state), Button("drop", Phrase("dialogue-song-drop"))
        match state.stage:
            case "start":
                return View((Phrase("dialogue-cover-start"),), fields=named, form=_form("listen", state))
            case "listening":
                text = [Phrase("dialogue-cover-listening")]
                if state.cover.link:
                    text.append(Phrase("dialogue-cover-link"))
                return View(tuple(text), fields=named, buttons=(drop,))
            case "failed":
                why = Phrase(f"error-{state.failure}", _as_params(state.failure_params))
                if state.failure == OutcomeUnknown.code:
                    why = Phrase("dialogue-cover-silent")  # nothing was lost or charged
                again = Button("again", Phrase("dialogue-cover-again"), "primary")
                text = [Phrase("dialogue-cover-failed"), why]
                return View(tuple(text), tone="problem", fields=named, buttons=(again, drop))
            case "draft":
                return self._draft(state, named, drop)
            case "ordered":
                return View((Phrase("dialogue-cover-ordered"),), tone="done", fields=named)
            case "dropped":
                return View((Phrase("dialogue-song-dropped"),))

    def _draft(self, state: CoverState, named: tuple[Field, ...], drop: Button) -> View:
        info = self._routing.info(state.heard_by)
        lyrics = parse_lyrics(state.request.lyrics)
        text: list[Words] = [Phrase("dialogue-cover-own" if state.own_words else "dialogue-cover-heard")]
        problem = _problem(state, info.covers, info.dialect.write) if info and info.covers else None
        if not lyrics.has_words:
            text = [Phrase("dialogue-cover-no-words")]
        elif problem is not None:
            text.append(problem)
        sing = Button("sing", Phrase("dialogue-song-sing"), "primary")
        as_heard = Button("as-heard", Phrase("dialogue-cover-as-heard"))
        edit = Button("edit", Phrase("dialogue-song-edit"), form=_form("edit", state))
        fits = lyrics.has_words and problem is None
        words = (Attachment("lyrics.txt", state.request.lyrics, is_open=True),) if lyrics.has_words else ()
        return View(tuple(text), fields=named, files=words, buttons=(sing if fits else as_heard, edit, drop))


def _problem(state: CoverState, limits: CoverLimits, write: Callable[..., str]) -> Phrase | None:
    """Say why the words can't be sung as they are."""
    length = count_characters(write(parse_lyrics(state.request.lyrics)))
    if length > limits.lyrics.most:
        cut = {"length": length, "most": limits.lyrics.most, "cut": length - limits.lyrics.most}
        return Phrase("dialogue-cover-too-long", cut)
    if length < limits.lyrics.least:
        return Phrase("dialogue-cover-too-short")
    return None


def _as_heard(request: SongRequest) -> SongRequest:
    """Return the order of what the service hears in the audio itself, without words."""
    assert request.cover is not None
    cover = request.cover.model_copy(update={"feature_id": "", "feature_until_ms": 0})
    return request.model_copy(update={"lyrics": "", "cover": cover})


def _named(state: CoverState) -> tuple[Field, ...]:
    """Show what was said about the cover besides its words, where something was."""
    request = state.request
    voice: Words | None = Phrase(f"chat-voice-{request.voice}") if request.voice else None
    said: tuple[tuple[Phrase, Words | None], ...] = (
        (Phrase("dialogue-cover-of"), state.name or state.cover.link),
        (Phrase("chat-row-title"), request.title),
        (Phrase("chat-row-style"), request.style),
        (Phrase("chat-row-avoid"), request.avoid),
        (Phrase("chat-row-voice"), voice),
    )
    return tuple(Field(label, (value,)) for label, value in said if value)


def _form(action: str, state: CoverState) -> Form:
    """Ask for the style, and later for words; those that are too long for forms are left out of it."""
    inputs = []
    for name, most in _FORM.items():
        value = getattr(state.request, name)
        if name == "lyrics" and action == "listen":
            continue
        label = Phrase("dialogue-cover-words") if name == "lyrics" else Phrase(f"chat-row-{name}")
        hint = Phrase("dialogue-hint-cover-style") if name == "style" else None
        inputs.append(
            Input(
                name,
                label,
                value if len(value) <= most else "",
                many_lines=name == "lyrics",
                required=name == "style",
                most=most,
                hint=hint,
            )
        )
    submit = Phrase("dialogue-cover-listen" if action == "listen" else "dialogue-song-save")
    return Form(action, Phrase(f"dialogue-cover-form-{action}"), tuple(inputs), submit)


def _as_params(params: dict[str, Any]) -> dict[str, Any]:
    """Read what fills a sentence back from JSON, which has no tuples."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in params.items()}
