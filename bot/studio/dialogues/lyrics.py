"""`/lyrics`: words are drafted, read, changed, and sung when they please.

Each draft is a job that answers this dialogue. While it is written nothing else can be done but to drop it;
one that fails leaves the words as they were. What is sung at the end is ordered like any other song.
"""

from dataclasses import replace
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from bot.domain.dialogue import Dialogue
from bot.domain.errors import InvalidOrder, NotYours, Refusal
from bot.domain.job import Failure, Job
from bot.domain.lyrics import parse_lyrics
from bot.domain.ports import Written
from bot.domain.song import SongRequest
from bot.domain.view import Attachment, Button, Field, Form, Input, Phrase, Tap, View, Words
from bot.store import people
from bot.store.db import Query
from bot.studio.dialogues.charge import ORDERS, Charge, Charges
from bot.studio.dialogues.machine import Seat, Step, Visit, order_of
from bot.studio.dialogues.sheet import (
    asked_for,
    chosen_in,
    said_of,
    styles_menu,
    understood,
    voices_menu,
    written,
)
from bot.studio.drafts import Drafts
from bot.studio.intake import take_in, tidy
from bot.studio.remarks import content_rules, remarks_on
from bot.studio.replies import Found
from bot.studio.routing import Routing
from bot.studio.rules import Rules
from bot.studio.views import Order

WISH_CHARACTERS = 1_000
"""The longest wish for a change."""
NO_WORDS = "no-words"
"""Why a draft failed that has nothing to be sung in it."""
OWN_SENTENCE = frozenset(
    {
        "busy",
        "bad-request",
        "cant-change-words",
        "input-moderated",
        "output-moderated",
        "service-unavailable",
        "unknown-outcome",
    }
)
"""The failures of which more is to be said than that there is no draft (`draft-failed-…`)."""
MODERATED = frozenset({"input-moderated", "output-moderated"})


class LyricsState(BaseModel):
    """Words that are being drafted."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    stage: Literal["form", "writing", "draft", "failed", "ordered", "dropped"] = "form"
    asked: SongRequest = SongRequest()
    """What the words are to be about, and what somebody said of the song themselves."""
    song: SongRequest = SongRequest()
    """The song as it would be sung: the last draft with its changes."""
    wish: str = ""
    """The change that is being written, or that could not be."""
    failure: str = ""
    """Why the last draft did not come."""
    refused_by: str = ""
    """The service that it did not come from."""
    job_id: str = ""
    """The draft that is waited for; in the end, the song."""
    charge: Charge = Charge()

    def data(self, **changes: Any) -> dict[str, Any]:
        """Return what is stored after a change."""
        return self.model_copy(update=changes).model_dump(mode="json")


class LyricsKind:
    """The flow from a few words about a song to its lyrics, and on to the song."""

    def __init__(self, rules: Rules, routing: Routing, drafts: Drafts, charges: Charges) -> None:
        self._rules, self._routing, self._drafts, self._charges = rules, routing, drafts, charges

    async def begin(self, q: Query, visit: Visit, asked: SongRequest) -> dict[str, Any]:
        """Return the first data: a draft that is being written, or a form where it is not said of what."""
        charge, visit = await self._charges.begin(q, visit)
        state = LyricsState(asked=asked, charge=charge)
        return await self._write(q, visit, state) if asked.prompt else state.data()

    def admit(self, dialogue: Dialogue, tap: Tap, visit: Visit) -> Seat:
        """Let only the owner in, and only where the dialogue is."""
        if not visit.owns or visit.place.id != dialogue.place_id:
            raise NotYours("words of somebody else")
        return "owner"

    async def view(self, q: Query, dialogue: Dialogue, seat: Seat, *, now_ms: int) -> View:
        """Show the words as they stand."""
        state = LyricsState.model_validate(dialogue.data)
        service = await self._drafts.service(q, state.job_id) if state.stage == "writing" else ""
        view = replace(self._shown(state, service), dialogue=dialogue.id, step=dialogue.step)
        if state.stage == "dropped":
            return view
        can_change = state.stage not in ("writing", "ordered")
        view = await self._charges.shown(
            q, view, state.charge, dialogue, now_ms=now_ms, can_change=can_change
        )
        if state.stage != "draft":
            return view
        place = await people.place_by_id(q, state.charge.place_id or dialogue.place_id)
        remarks = remarks_on(state.song, self._routing, first=place.settings.provider)
        return replace(view, text=(*view.text, *(one for one in remarks if one not in view.text)))

    async def step(self, q: Query, dialogue: Dialogue, tap: Tap, visit: Visit) -> Step:
        """Carry out a tap of the owner's."""
        state = LyricsState.model_validate(dialogue.data)
        if tap.action in ORDERS and state.stage in ("form", "draft", "failed"):
            charge, visit, note = await self._charges.renew(q, visit, state.charge)
            state = state.model_copy(update={"charge": charge})
            if note is not None:
                asked = written(state.asked, tap) if tap.action == "write" else state.asked
                return Step(state.data(asked=asked), note=note)
        match state.stage, tap.action:
            case "form" | "draft" | "failed", "drop":
                return Step(state.data(stage="dropped"))
            case "writing", "drop":
                await self._drafts.cancel(q, state.job_id, now_ms=visit.now_ms)
                return Step(state.data(stage="dropped"))
            case "form" | "failed", "write":
                asked = written(state.asked, tap)
                return Step(await self._write(q, visit, state.model_copy(update={"asked": asked})))
            case "draft" | "failed", "again":
                return Step(await self._write(q, visit, state))
            case "draft", "change":
                return Step(await self._change(q, visit, state, tidy(tap.text("wish"))))
            case "form" | "draft" | "failed", "charge":
                return Step(state.data(charge=state.charge.changed(tap)))
            case "draft", "edit":
                song, _ = take_in(written(state.song, tap), self._rules)
                return Step(_with_song(state, song))
            case "draft", "style" | "voice":
                return Step(_with_song(state, chosen_in(state.song, tap, tap.action, visit.origin.language)))
            case "draft", "sing":
                song, _ = take_in(state.song, self._rules)
                dedup = order_of(dialogue)
                return Step(order=Order(visit.caller, song, visit.origin, dedup, here=True))
        raise Refusal("no such control")

    def ordered(self, dialogue: Dialogue, job_id: str) -> dict[str, Any]:
        """Return the data of words that are being sung."""
        state = LyricsState.model_validate(dialogue.data)
        return state.data(stage="ordered", job_id=job_id, failure="")

    def arrived(self, dialogue: Dialogue, job: Job, found: Found) -> dict[str, Any] | None:
        """Take in a draft; what somebody said of the song themselves stays."""
        state = LyricsState.model_validate(dialogue.data)
        if state.stage != "writing" or state.job_id != job.id or not isinstance(found, Written):
            return None
        lyrics = parse_lyrics(tidy(found.lyrics))
        if not lyrics.has_words:
            return self.failed(dialogue, job, Failure(NO_WORDS))
        style, title = tidy(found.style, lines=False), tidy(found.title, lines=False)
        song = state.song.model_copy(
            update={
                "lyrics": lyrics.text(),
                "style": state.asked.style or _whole(style, self._rules.style_characters) or state.song.style,
                "title": state.asked.title or title[: self._rules.title_characters] or state.song.title,
                "provider": state.asked.provider,
            }
        )
        return state.data(stage="draft", song=song, wish="", failure="", job_id="")

    def failed(self, dialogue: Dialogue, job: Job, failure: Failure) -> dict[str, Any] | None:
        """Take in that there is no draft; the last one, if there is one, stays."""
        state = LyricsState.model_validate(dialogue.data)
        if state.stage != "writing" or state.job_id != job.id:
            return None
        stage = "draft" if state.song.lyrics else "failed"
        return state.data(stage=stage, failure=failure.code, refused_by=job.provider, job_id="")

    async def _write(self, q: Query, visit: Visit, state: LyricsState) -> dict[str, Any]:
        """Have words written about what was asked for, in place of those that are there."""
        if not tidy(state.asked.prompt):
            raise InvalidOrder("nothing-to-write")
        asked, _ = take_in(state.asked, self._rules)
        job = await self._drafts.begin(q, visit, "lyrics", asked)
        return state.data(stage="writing", asked=asked, job_id=job.id, wish="", failure="")

    async def _change(self, q: Query, visit: Visit, state: LyricsState, wish: str) -> dict[str, Any]:
        """Have the words changed as somebody says."""
        if not wish:
            raise InvalidOrder("nothing-to-change")
        length, most = len(wish), WISH_CHARACTERS
        if length > most:
            cut = length - most
            raise InvalidOrder("prompt-too-long", length=length, most=most, cut=cut, unit="characters")
        request, _ = take_in(state.song.model_copy(update={"prompt": wish, "voice": None}), self._rules)
        job = await self._drafts.begin(q, visit, "lyrics", request)
        return state.data(stage="writing", job_id=job.id, wish=wish, failure="")

    # --- what is shown

    def _shown(self, state: LyricsState, service: str) -> View:
        about = (Field(Phrase("chat-row-prompt"), (state.asked.prompt,)),) if state.asked.prompt else ()
        drop = Button("drop", Phrase("dialogue-song-drop"))
        match state.stage:
            case "form":
                form = _form("dialogue-lyrics-form", state.asked)
                return View((Phrase("dialogue-lyrics-start"), *self._rules_of_writers(state)), form=form)
            case "writing":
                does = "changing" if state.wish else "writing"
                if state.wish:
                    about = (Field(Phrase("dialogue-lyrics-wish"), (state.wish,)),)
                return View(
                    (Phrase(f"dialogue-lyrics-{does}", {"service": service}),),
                    title=state.song.title or None,
                    fields=about,
                    buttons=(drop,),
                    files=_words(state.song),
                )
            case "failed":
                form = _form("dialogue-lyrics-form-other", state.asked)
                other = Button("write", Phrase("dialogue-lyrics-other"), form=form)
                again = Button("again", Phrase("dialogue-lyrics-try-again"), "primary")
                return View(self._why(state), tone="problem", fields=about, buttons=(again, other, drop))
            case "draft":
                return self._draft(state, drop)
            case "ordered":
                return View((Phrase("dialogue-song-ordered"),), tone="done", fields=self._said(state.song))
            case "dropped":
                return View((Phrase("dialogue-lyrics-dropped"),))

    def _draft(self, state: LyricsState, drop: Button) -> View:
        song, lyrics = state.song, parse_lyrics(state.song.lyrics)
        text: tuple[Words, ...] = (Phrase("dialogue-lyrics-draft"),)
        if state.failure:
            text = (*self._why(state), Phrase("dialogue-lyrics-kept"))
        first = Phrase("dialogue-song-first", {"line": lyrics.lines[0]})
        return View(
            (*text, first),
            title=song.title or None,
            tone="problem" if state.failure else "plain",
            fields=(*understood(lyrics), *self._said(song.model_copy(update={"title": ""}))),
            choices=(styles_menu(song), voices_menu(song)),
            buttons=(
                Button("sing", Phrase("dialogue-song-sing"), "primary"),
                Button("edit", Phrase("dialogue-song-edit"), form=_edit_form(song)),
                Button("change", Phrase("dialogue-lyrics-change"), form=_change_form(state.wish)),
                Button("again", Phrase("dialogue-lyrics-again")),
                drop,
            ),
            files=_words(song, is_open=True),
        )

    def _said(self, song: SongRequest) -> tuple[Field, ...]:
        return said_of(song, self._routing.titles)

    def _why(self, state: LyricsState) -> tuple[Words, ...]:
        """Say why there is no draft, and what can be done."""
        info = self._routing.info(state.refused_by)
        service = {"service": info.title if info else state.refused_by}
        code = state.failure if state.failure in OWN_SENTENCE else "other"
        rules = content_rules([info]) if info and state.failure in MODERATED else ()
        return (Phrase(f"draft-failed-{code}", service), *rules)

    def _rules_of_writers(self, state: LyricsState) -> tuple[Phrase, ...]:
        """Say what the services that may write ask of every text."""
        may_get = self._routing.may_get(state.asked.provider)
        return content_rules(info for info in may_get if info.writes_lyrics)


def _with_song(state: LyricsState, song: SongRequest) -> dict[str, Any]:
    """Return the data with another song; what somebody chose or wrote themselves holds for the next draft."""
    own = {
        name: getattr(song, name)
        for name in ("title", "style")
        if getattr(song, name) != getattr(state.song, name)
    }
    return state.data(song=song, asked=state.asked.model_copy(update=own), failure="")


def _words(song: SongRequest, *, is_open: bool = False) -> tuple[Attachment, ...]:
    """Show all the words there are."""
    return (Attachment("lyrics.txt", song.lyrics, is_open=is_open),) if song.lyrics else ()


def _whole(style: str, most: int) -> str:
    """Cut a style that is too long for an order behind one of its parts."""
    return style if len(style) <= most else style[: most + 1].rpartition(",")[0] or style[:most]


def _form(title: str, asked: SongRequest) -> Form:
    """Ask what the words are to be about."""
    inputs = asked_for(asked, ("about", "style", "title"))
    return Form("write", Phrase(title), inputs, Phrase("dialogue-lyrics-write"))


def _edit_form(song: SongRequest) -> Form:
    """Ask for the words as they are to be; voice and style have their menus besides."""
    inputs = asked_for(song, ("lyrics", "title", "style"))
    return Form("edit", Phrase("dialogue-lyrics-form-edit"), inputs, Phrase("dialogue-song-save"))


def _change_form(wish: str) -> Form:
    """Ask what is to be changed; a wish that could not be fulfilled is still there."""
    row, hint = Phrase("dialogue-lyrics-wish"), Phrase("dialogue-hint-wish")
    asked = Input("wish", row, wish, many_lines=True, required=True, most=WISH_CHARACTERS, hint=hint)
    return Form("change", Phrase("dialogue-lyrics-form-change"), (asked,), Phrase("dialogue-lyrics-change"))
