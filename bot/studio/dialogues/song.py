"""Words without a command, and `/song` without words: what was understood is shown before it is sung.

Lyrics are shown as the bot reads them, with style and voice to choose; other text is offered to be sung or to
be written about. The song is ordered like any other: whatever the desk refuses leaves the draft as it was.
"""

from base64 import b64encode
from dataclasses import replace
from typing import Any, Literal

from pydantic import Base64Bytes, BaseModel, ConfigDict

from bot.domain.dialogue import Dialogue
from bot.domain.errors import InvalidOrder, NotYours, Refusal
from bot.domain.lyrics import Lyrics, count_characters, count_words, detect_language, parse_lyrics
from bot.domain.song import SongRequest, Voice
from bot.domain.view import Attachment, Button, Choice, Field, Form, Input, Option, Phrase, Tap, View, Words
from bot.media.lyric_files import LyricFile, Reading, read_lyric_file
from bot.store.db import Query
from bot.studio.commands import parse_song, reads_as_lyrics
from bot.studio.dialogues.machine import Seat, Step, Visit, order_of
from bot.studio.intake import take_in, tidy
from bot.studio.rules import Rules
from bot.studio.views import Order, SentFile

STYLES = ("pop", "rock", "folk", "jazz", "electronic", "hip-hop", "classical", "lullaby")
OWN_STYLE = "own"
"""Stands in the menu for a style in somebody's own words, which may be too long for a control."""
ANY_VOICE = "any"
VOICES: dict[str, Voice | None] = {ANY_VOICE: None, "female": "female", "male": "male"}
MOST_SECTIONS = 8
FORM_CHARACTERS = 4_000
"""The longest text that every chat's forms take."""
SHOWN_CHARACTERS = 80
WRITTEN = {"about": "prompt", "lyrics": "lyrics", "style": "style", "title": "title", "avoid": "avoid"}
"""The inputs of a form, and the fields of a request that they fill."""


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

    @property
    def is_blank(self) -> bool:
        """Tell whether there is nothing to be sung yet."""
        return not (self.request.prompt or self.request.lyrics or self.request.instrumental)

    def data(self, **changes: Any) -> dict[str, Any]:
        """Return what is stored after a change."""
        return self.model_copy(update=changes).model_dump(mode="json")


class SongKind:
    """The flow from words to an order."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules

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
        return replace(self._shown(state), dialogue=dialogue.id, step=dialogue.step)

    def _shown(self, state: SongState) -> View:
        match state.stage:
            case "choose":
                buttons = [Button(one, Phrase(f"dialogue-song-{one}")) for one in self._uses(state)]
                drop = Button("drop", Phrase("dialogue-song-drop"))
                quoted = Phrase("dialogue-song-quoted", {"text": state.text})
                return View((Phrase("dialogue-song-choose"), quoted), buttons=(*buttons, drop))
            case "draft":
                if state.is_blank:
                    return View((Phrase("dialogue-song-start"),), form=_form("start", state.request))
                return _draft(state)
            case "ordered":
                return View((Phrase("dialogue-song-ordered"),), tone="done", fields=_named(state))
            case "dropped":
                return View((Phrase("dialogue-song-dropped"),))

    async def step(self, q: Query, dialogue: Dialogue, tap: Tap, visit: Visit) -> Step:
        """Carry out a tap of the owner's."""
        state = SongState.model_validate(dialogue.data)
        if state.stage not in ("choose", "draft"):
            raise Refusal("nothing is left to do")
        match state.stage, tap.action:
            case _, "drop":
                return Step(SongState(stage="dropped").data())
            case "choose", "write" | "exact":
                return Step(state.data(stage="draft", text="", request=self._as(state, tap.action)))
            case "draft", "encoding" if state.guessed is not None:
                return Step(self._read_as(state, state.guessed, tap.text("encoding")))
            case "draft", "style" | "voice":
                return Step(state.data(request=_chosen(state.request, tap)))
            case "draft", "edit":
                request, _ = take_in(_written(state.request, tap), self._rules)
                same = request.lyrics == state.request.lyrics  # otherwise they know what they want
                return Step(state.data(request=request, guessed=state.guessed if same else None))
            case "draft", "sing" | "start":
                request = _written(state.request, tap) if tap.action == "start" else state.request
                request, _ = take_in(request, self._rules)
                order = Order(visit.caller, request, visit.origin, dedup=order_of(dialogue))
                return Step(order=order)
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


def _draft(state: SongState) -> View:
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
        fields=(*(_understood(lyrics) if lyrics.sections else ()), *_named(state)),
        choices=(*_readings(state.guessed), _styles(request), _voices(request)),
        buttons=(
            Button("sing", Phrase("dialogue-song-sing"), "primary"),
            Button("edit", Phrase("dialogue-song-edit"), form=_form("edit", request)),
            Button("drop", Phrase("dialogue-song-drop")),
        ),
        files=files,
    )


def _understood(lyrics: Lyrics) -> tuple[Field, ...]:
    """Tell how the lyrics were read: sections, language, length."""
    kinds: list[Words] = [
        Phrase(f"dialogue-section-{section.kind.tag.strip('[]')}") for section in lyrics.sections
    ]
    if len(kinds) > MOST_SECTIONS:
        more = Phrase("dialogue-song-more-sections", {"more": len(kinds) - MOST_SECTIONS})
        kinds = [*kinds[:MOST_SECTIONS], more]
    fields = [Field(Phrase("dialogue-song-sections"), tuple(kinds))]
    if not lyrics.has_words:
        return tuple(fields)
    words = "\n".join(lyrics.lines)
    language = detect_language(words)
    if language == "zh":
        count = Phrase("dialogue-song-characters", {"count": count_characters("".join(words.split()))})
    else:
        count = Phrase("dialogue-song-words", {"count": count_words(words)})
    lines = Phrase("dialogue-song-lines", {"count": len(lyrics.lines)})
    fields.append(Field(Phrase("dialogue-song-language"), (Phrase(f"dialogue-language-{language}"),)))
    fields.append(Field(Phrase("dialogue-song-length"), (lines, count)))
    return tuple(fields)


def _named(state: SongState) -> tuple[Field, ...]:
    """Show what was said about the song besides its words, where something was."""
    request = state.request
    voice: Words | None = Phrase(f"chat-voice-{request.voice}") if request.voice else None
    if request.instrumental:
        voice = Phrase("chat-voice-none")
    said: tuple[tuple[str, Words | None], ...] = (
        ("title", request.title),
        ("style", _style_name(request.style) if request.style else None),
        ("avoid", request.avoid),
        ("voice", voice),
        ("service", request.provider),
    )
    return tuple(Field(Phrase(f"chat-row-{name}"), (value,)) for name, value in said if value)


def _style_name(style: str) -> Words:
    return Phrase(f"dialogue-style-{style}") if style in STYLES else style


def _styles(request: SongRequest) -> Choice:
    options = [Option(style, _style_name(style)) for style in STYLES]
    chosen = request.style
    if chosen and chosen not in STYLES:
        label = chosen if len(chosen) <= SHOWN_CHARACTERS else chosen[: SHOWN_CHARACTERS - 1] + "…"
        options, chosen = [Option(OWN_STYLE, label), *options], OWN_STYLE
    return Choice(
        "style",
        Phrase("chat-row-style"),
        tuple(options),
        chosen=(chosen,) if chosen else (),
        least=0,
        none=Phrase("dialogue-style-any"),
    )


def _readings(file: GuessedFile | None) -> tuple[Choice, ...]:
    """Offer the ways in which a file can be read, each by a line of it."""
    if file is None or len(file.samples) < 2:
        return ()
    options = tuple(Option(encoding, line) for encoding, line in file.samples.items())
    return (Choice("encoding", Phrase("dialogue-song-reading"), options, chosen=(file.encoding,)),)


def _voices(request: SongRequest) -> Choice:
    labels: dict[str, Words] = {name: Phrase(f"chat-voice-{name}") for name in VOICES if name != ANY_VOICE}
    labels = {ANY_VOICE: Phrase("dialogue-voice-any"), **labels}
    options = tuple(Option(name, label) for name, label in labels.items())
    return Choice("voice", Phrase("chat-row-voice"), options, chosen=(request.voice or ANY_VOICE,))


def _form(action: str, request: SongRequest) -> Form:
    """Ask for everything; a text that is longer than forms can be is not asked for, and stays."""
    inputs: list[Input | Choice] = []
    for name, most in (
        ("about", FORM_CHARACTERS),
        ("lyrics", FORM_CHARACTERS),
        ("style", 300),
        ("title", 100),
    ):
        value, long = getattr(request, WRITTEN[name]), most == FORM_CHARACTERS
        if len(value) <= most:
            row = Phrase(f"chat-row-{'prompt' if name == 'about' else name}")
            hint = Phrase(f"dialogue-hint-{name}") if name in ("about", "lyrics", "style") else None
            inputs.append(Input(name, row, value, many_lines=long, most=most, hint=hint))
    submit = Phrase("dialogue-song-sing" if action == "start" else "dialogue-song-save")
    return Form(action, Phrase(f"dialogue-song-form-{action}"), (*inputs, _voices(request)), submit)


def _written(request: SongRequest, tap: Tap) -> SongRequest:
    """Fill in what a form brought; what it did not ask for stays."""
    changes = {field: tap.text(name) for name, field in WRITTEN.items() if name in tap.values}
    request = request.model_copy(update=changes)
    return _chosen(request, tap, "voice") if tap.text("voice") else request


def _chosen(request: SongRequest, tap: Tap, menu: str = "") -> SongRequest:
    """Take a choice over; raises `InvalidOrder` for what the menu has not."""
    menu = menu or tap.action
    value = tap.text(menu)
    if menu == "style":
        if value == OWN_STYLE:
            return request
        if value and value not in STYLES:
            raise InvalidOrder("option-choice", option=menu, choices=STYLES)
        return request.model_copy(update={"style": value})
    if value not in VOICES:
        raise InvalidOrder("option-choice", option=menu, choices=tuple(VOICES))
    voice = VOICES[value]
    instrumental = request.instrumental and voice is None
    return request.model_copy(update={"voice": voice, "instrumental": instrumental})
