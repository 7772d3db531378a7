"""Words without a command, and `/song` without words: what was understood is shown before it is sung.

Lyrics are shown as the bot reads them, with style and voice to choose; other text is offered to be sung or to
be written about. The song is ordered like any other: whatever the desk refuses leaves the draft as it was.
"""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

from pydantic import Base64Bytes, BaseModel, ConfigDict

from bot.domain.dialogue import Dialogue
from bot.domain.errors import InvalidOrder, NotYours, Refusal
from bot.domain.lyrics import parse_lyrics
from bot.domain.song import SongRequest
from bot.domain.view import Attachment, Button, Choice, Option, Phrase, Tap, View, Words
from bot.media.lyric_files import LyricFile, Reading, read_lyric_file
from bot.store import people
from bot.store.db import Query
from bot.studio.commands import parse_song, reads_as_lyrics
from bot.studio.dialogues.charge import ORDERS, Charge, Charges
from bot.studio.dialogues.machine import Seat, Step, Visit, order_of
from bot.studio.dialogues.sheet import (
    SHOWN_CHARACTERS,
    chosen_in,
    said_of,
    song_form,
    styles_menu,
    understood,
    voices_menu,
    written,
)
from bot.studio.intake import take_in, tidy
from bot.studio.remarks import remarks_on
from bot.studio.routing import Routing
from bot.studio.rules import Rules
from bot.studio.views import Order, SentFile


class GuessedFile(BaseModel):
    """A file of which nobody can be sure how it is encoded: what it may say, for its sender to choose."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: str
    data: Base64Bytes
    encoding: str
    """The reading that stands."""
    samples: dict[str, str]
    """A line of each reading by its encoding, the likeliest first."""


class SongState(BaseModel):
    """A song that is being talked about."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    stage: Literal["choose", "draft", "ordered", "dropped"] = "draft"
    text: str = ""
    """What was written, while it is open what it is."""
    request: SongRequest = SongRequest()
    guessed: GuessedFile | None = None
    """The file that the words are from, as long as its reading may be the wrong one."""
    job_id: str = ""
    charge: Charge = Charge()

    @property
    def is_blank(self) -> bool:
        """Tell whether there is nothing to be sung yet."""
        request = self.request
        return not (request.prompt or request.lyrics or request.instrumental or request.cover)

    def data(self, **changes: Any) -> dict[str, Any]:
        """Return what is stored after a change."""
        return self.model_copy(update=changes).model_dump(mode="json")


class SongKind:
    """The flow from words to an order."""

    def __init__(self, rules: Rules, routing: Routing, charges: Charges) -> None:
        self._rules, self._routing, self._charges = rules, routing, charges

    def begin_words(self, text: str) -> dict[str, Any]:
        """Return the first data for text without a command; raises `InvalidOrder` if it can't be used."""
        request = SongRequest()
        if reads_as_lyrics(text):
            request = parse_song(text)
            if request.lyrics or not request.prompt:
                request, _ = take_in(request, self._rules)
                return SongState(request=request).data()
            text = request.prompt  # some of the lines were options
        request = request.model_copy(update={"prompt": ""})
        state = SongState(stage="choose", text=tidy(text), request=request)
        if not self._uses(state):
            self._as(state, "exact")
        return state.data()

    def begin_file(self, request: SongRequest, sent: SentFile, found: LyricFile) -> dict[str, Any]:
        """Return the first data for a file with lyrics and what was said with it; raises `InvalidOrder`."""
        request, _ = take_in(with_words(request, found.best), self._rules)
        guessed = None
        if found.guessed:
            samples = {reading.encoding: sample_of(reading) for reading in found.readings}
            encoding, name = found.best.encoding, tidy(sent.name, lines=False)[-SHOWN_CHARACTERS:]
            data = b64encode(sent.data)
            guessed = GuessedFile(name=name, data=data, encoding=encoding, samples=samples)
        return SongState(request=request, guessed=guessed).data()

    def begin_draft(self, request: SongRequest) -> dict[str, Any]:
        """Return the first data for an order that is to be changed."""
        return SongState(request=request).data()

    def begin_form(self) -> dict[str, Any]:
        """Return the first data for `/song` alone."""
        return SongState().data()

    def admit(self, dialogue: Dialogue, tap: Tap, visit: Visit) -> Seat:
        """Let only the owner in, and only where the dialogue is."""
        if not visit.owns or visit.place.id != dialogue.place_id:
            raise NotYours("a song of somebody else")
        return "owner"

    async def view(self, q: Query, dialogue: Dialogue, seat: Seat, *, now_ms: int) -> View:
        """Show the song as it stands."""
        state = SongState.model_validate(dialogue.data)
        view = replace(self._shown(state), dialogue=dialogue.id, step=dialogue.step)
        if state.stage == "dropped":
            return view
        can_change = state.stage != "ordered"
        view = await self._charges.shown(
            q, view, state.charge, dialogue, now_ms=now_ms, can_change=can_change
        )
        if state.stage != "draft":
            return view
        place = await people.place_by_id(q, state.charge.place_id or dialogue.place_id)
        remarks = remarks_on(state.request, self._routing, first=place.settings.provider)
        return replace(view, text=(*view.text, *remarks))

    def _shown(self, state: SongState) -> View:
        match state.stage:
            case "choose":
                buttons = [Button(one, Phrase(f"dialogue-song-{one}")) for one in self._uses(state)]
                drop = Button("drop", Phrase("dialogue-song-drop"))
                quoted = Phrase("dialogue-song-quoted", {"text": state.text})
                return View((Phrase("dialogue-song-choose"), quoted), buttons=(*buttons, drop))
            case "draft":
                if state.is_blank:
                    return View((Phrase("dialogue-song-start"),), form=song_form("start", state.request))
                return _draft(state, self._routing.titles)
            case "ordered":
                return View(
                    (Phrase("dialogue-song-ordered"),),
                    tone="done",
                    fields=said_of(state.request, self._routing.titles),
                )
            case "dropped":
                return View((Phrase("dialogue-song-dropped"),))

    async def step(self, q: Query, dialogue: Dialogue, tap: Tap, visit: Visit) -> Step:
        """Carry out a tap of the owner's."""
        state = SongState.model_validate(dialogue.data)
        if state.stage not in ("choose", "draft"):
            raise Refusal("nothing is left to do")
        if tap.action in ORDERS:
            charge, visit, note = await self._charges.renew(q, visit, state.charge)
            state = state.model_copy(update={"charge": charge})
            if note is not None:
                return Step(state.data(request=written(state.request, tap)), note=note)
        match state.stage, tap.action:
            case _, "drop":
                return Step(SongState(stage="dropped").data())
            case "choose", "write" | "exact":
                return Step(state.data(stage="draft", text="", request=self._as(state, tap.action)))
            case "draft", "encoding" if state.guessed is not None:
                return Step(self._read_as(state, state.guessed, tap.text("encoding")))
            case "draft", "style" | "voice":
                language = visit.origin.language
                return Step(state.data(request=chosen_in(state.request, tap, tap.action, language)))
            case _, "charge":
                return Step(state.data(charge=state.charge.changed(tap)))
            case "draft", "edit":
                request, _ = take_in(written(state.request, tap), self._rules)
                same = request.lyrics == state.request.lyrics  # otherwise they know what they want
                return Step(state.data(request=request, guessed=state.guessed if same else None))
            case "draft", "sing" | "start":
                request = written(state.request, tap) if tap.action == "start" else state.request
                request, _ = take_in(request, self._rules)
                dedup = order_of(dialogue)
                return Step(order=Order(visit.caller, request, visit.origin, dedup, here=True))
        raise Refusal("no such control")

    def ordered(self, dialogue: Dialogue, job_id: str) -> dict[str, Any]:
        """Return the data of a song that was ordered."""
        state = SongState.model_validate(dialogue.data)
        return state.data(stage="ordered", job_id=job_id, guessed=None)

    def _read_as(self, state: SongState, file: GuessedFile, encoding: str) -> dict[str, Any]:
        """Read a file in another of the ways in which it can be read; raises `InvalidOrder`."""
        found = read_lyric_file(file.name, file.data, most_bytes=self._rules.lyrics_file_bytes)
        readings = {reading.encoding: reading for reading in found.readings}
        if encoding not in readings:
            raise InvalidOrder("option-choice", option="encoding", choices=tuple(readings))
        was_title = readings[file.encoding].title if file.encoding in readings else ""
        kept = "" if state.request.title == tidy(was_title, lines=False) else state.request.title
        request = state.request.model_copy(update={"lyrics": "", "title": kept})
        request, _ = take_in(with_words(request, readings[encoding]), self._rules)
        return state.data(request=request, guessed=file.model_copy(update={"encoding": encoding}))

    def _uses(self, state: SongState) -> list[str]:
        """Return what can be made of a text: what is too long to describe a song may still be sung."""
        uses = []
        for use in ("write", "exact"):
            try:
                self._as(state, use)
            except InvalidOrder:
                continue
            uses.append(use)
        return uses

    def _as(self, state: SongState, use: str) -> SongRequest:
        """Read a text as what somebody said it is; raises `InvalidOrder`."""
        field = "prompt" if use == "write" else "lyrics"
        return take_in(state.request.model_copy(update={field: state.text}), self._rules)[0]


def with_words(request: SongRequest, reading: Reading) -> SongRequest:
    """Return the order with a file's words; raises `InvalidOrder` if it has words of its own."""
    if request.lyrics:
        raise InvalidOrder("file-and-lyrics")
    return request.model_copy(update={"lyrics": reading.text, "title": request.title or reading.title})


def sample_of(reading: Reading) -> str:
    """Return the line by which a reading can be judged, as long as a control can show it."""
    line = reading.telling_line
    return line if len(line) <= SHOWN_CHARACTERS else line[: SHOWN_CHARACTERS - 1] + "…"


def _draft(state: SongState, titles: Mapping[str, str]) -> View:
    request, lyrics = state.request, parse_lyrics(state.request.lyrics)
    text: list[Words] = [Phrase("dialogue-song-draft")]
    if state.guessed is not None:
        text.append(Phrase("dialogue-song-guessed", {"encoding": state.guessed.encoding.upper()}))
    files: tuple[Attachment, ...] = ()
    if request.prompt:
        text.append(Phrase("dialogue-song-about", {"text": request.prompt}))
    if lyrics.has_words:
        text.append(Phrase("dialogue-song-first", {"line": lyrics.lines[0]}))
        files = (Attachment("lyrics.txt", lyrics.text()),)
    return View(
        tuple(text),
        fields=(*(understood(lyrics) if lyrics.sections else ()), *said_of(request, titles)),
        choices=(*_readings(state.guessed), styles_menu(request), voices_menu(request)),
        buttons=(
            Button("sing", Phrase("dialogue-song-sing"), "primary"),
            Button("edit", Phrase("dialogue-song-edit"), form=song_form("edit", request)),
            Button("drop", Phrase("dialogue-song-drop")),
        ),
        files=files,
    )


def _readings(file: GuessedFile | None) -> tuple[Choice, ...]:
    """Offer the ways in which a file can be read, each by a line of it."""
    if file is None or len(file.samples) < 2:
        return ()
    options = tuple(Option(encoding, line) for encoding, line in file.samples.items())
    return (Choice("encoding", Phrase("dialogue-song-reading"), options, chosen=(file.encoding,)),)
