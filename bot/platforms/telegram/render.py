"""From what the studio says to messages of Telegram: finished sentences, in the person's language."""

import math
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from bot.domain.errors import TroubadourError
from bot.domain.job import Failure, JobState
from bot.domain.posts import JobStatus, NoticePost, SongPost
from bot.domain.view import Phrase, Words
from bot.locales import Catalogue, languages
from bot.platforms.telegram import wording
from bot.platforms.telegram.controls import CommandControl, JobControl, SongControl
from bot.platforms.telegram.facts import CAPTION_CHARACTERS, PLAYS, TEXT_CHARACTERS, TITLE_CHARACTERS
from bot.platforms.telegram.keys import rows
from bot.platforms.telegram.lengths import cut_lines, length, line
from bot.platforms.telegram.outbound import Audio, Html, Key, Keyboard, Message, OutFile
from bot.platforms.telegram.songsheet import Sheet, sheet_of, written
from bot.platforms.telegram.wording import bold, clean, escaped, label, quote, say_field, words_in
from bot.studio import sayings
from bot.studio.board import remarks
from bot.studio.views import Cancellation, Receipt

LYRICS_FILE = "lyrics.txt"
COMMANDS = ("song", "lyrics", "cover", "songs", "quota", "cancel", "help")
EXAMPLE = "chat-example-shanty"
"""The order that a button of `/help` and `/start` gives: what it is about; behind it, `-text`, the order."""
FACTS_CHARACTERS = 2_500
"""Of what a receipt repeats of an order."""
NOTES_ROOM = 250
"""Below a song, for what is not known when its messages are counted: what is left, that it stands twice."""
BAR = 10
"""Cells of the bar that shows how far a song is."""
_NEARLY, _HASTE = 0.95, 1.5
"""A guess never comes nearer to the end, and how fast it gets there; as in the local chat."""
_BEFORE_FIRST = 0.2
"""The share of a guess that is believed before a service has told anything."""


# --- an order and its progress ----------------------------------------------------------------


def facts_of(words: Catalogue, taken: Receipt) -> Html:
    """Say for good what was understood and who makes it."""
    rows_ = "\n".join(say_field(words, field) for field in sayings.receipt_fields(taken))
    return cut_lines(Html(rows_), FACTS_CHARACTERS)


def receipt(words: Catalogue, taken: Receipt) -> Message:
    """Say that an order was taken, how it stands, and what was understood."""
    shown = status(words, facts_of(words, taken), taken.status)
    return replace(shown, html=Html(f"{wording.text(words, 'chat-receipt')}\n{shown.html}"))


def status(words: Catalogue, facts: Html, status: JobStatus) -> Message:
    """Say how an order stands, above what `facts_of` said of it. Time alone changes only the bar."""
    lines = [
        bold(wording.say(words, sayings.standing(status))),
        *(wording.say(words, one) for one in remarks(status)),
    ]
    buttons: list[Key] = []
    if status.state is JobState.KEPT:
        buttons = [_fetch(words, status.job_id)]
    elif not status.state.ended:
        lines.append(_far(words, status))
        if status.can_cancel:
            buttons = [Key(words.text("chat-ui-cancel"), JobControl("cancel", status.job_id))]
    above = cut_lines(_lines(lines), TEXT_CHARACTERS - FACTS_CHARACTERS - NOTES_ROOM)
    return Message(_lines([above, quote(facts) if facts else facts]), rows(buttons))


def cancellation(words: Catalogue, done: Cancellation) -> Message:
    """Say what became of a wish to cancel."""
    return Message(_sentences(words, sayings.cancelled(done)))


def _far(words: Catalogue, status: JobStatus) -> Html:
    said = [_bar(status)] if status.state is JobState.RUNNING and status.line is None else []
    if status.usual_s:
        said.append(wording.text(words, "chat-usual", usual=sayings.clock(status.usual_s)))
    return Html(" · ".join(filter(None, said)))


def _bar(status: JobStatus) -> Html:
    """Show how far an order is: as its service tells, else as such songs go; nothing if neither is known."""
    if status.fraction is None and not status.usual_s:
        return Html("")
    guess = _NEARLY * (1 - math.exp(-_HASTE * status.elapsed_s / status.usual_s)) if status.usual_s else 0.0
    far = guess if status.fraction is None else status.fraction or guess * _BEFORE_FIRST
    full = min(BAR, max(0, math.floor(far * BAR)))
    return Html("▰" * full + "▱" * (BAR - full))


# --- songs and news of them -------------------------------------------------------------------


def song_parts(post: SongPost) -> int:
    """Return how many messages a song has; the same in every language, and whatever is left after it."""
    return 1 + _sheet(post).messages


def song(words: Catalogue, post: SongPost, audio: Path, *, file_name: str = "") -> tuple[Message, ...]:
    """Show a finished track with its words, in one message or more; `file_name` is its audio's."""
    track, sheet = post.track, _sheet(post)
    plays = audio.suffix.removeprefix(".") in PLAYS
    title = line(label(words, sayings.title_of(track, post.job.title)), TITLE_CHARACTERS)
    below = written(words, sheet.below) if sheet.below else Html("")
    room = CAPTION_CHARACTERS - (length(below) + 1 if below else 0)
    first = Message(
        _lines([cut_lines(_about(words, post), room), below]),
        _song_keys(words, post),
        audio=Audio(
            OutFile(file_name or audio.name, audio),
            title=title,
            performer=line(clean(post.provider_title), TITLE_CHARACTERS),
            duration_s=round(track.duration_ms / 1000),
            thumbnail=post.thumbnail,
            file_id=post.file_id,
            plays=plays,
        ),
    )
    return (first, *_words_of(words, post, title, sheet))


def _words_of(words: Catalogue, post: SongPost, title: str, sheet: Sheet) -> Iterable[Message]:
    """Return the messages with a song's words; nobody is called for them once more."""
    again = _sentences(words, sayings.perhaps_again(post))
    if sheet.is_file:
        said = wording.text(words, "chat-words-attached", file=LYRICS_FILE)
        lyrics = OutFile(LYRICS_FILE, clean(post.track.lyrics).encode())
        yield Message(_lines([said, again]), document=lyrics, silent=True)
    for n, page in enumerate(sheet.pages):
        count = wording.text(words, "chat-song-lyrics", lines=sheet.lines)
        heading = [] if n else [Html(f"{bold(escaped(title))} · {count}")]
        yield Message(_lines([*heading, written(words, page), again]), silent=True)


def _sheet(post: SongPost) -> Sheet:
    bare = replace(post, usage=None, perhaps_again=False)
    above = max(length(_about(words_in(language), bare)) for language in languages())
    return sheet_of(post.track.lyrics, CAPTION_CHARACTERS - above - NOTES_ROOM)


def _about(words: Catalogue, post: SongPost) -> Html:
    job, track = post.job, post.track
    title = line(label(words, sayings.title_of(track, job.title)), TITLE_CHARACTERS)
    voice = None if job.request.instrumental else sayings.voice_of(job.request)
    about = [
        Html(sayings.clock(track.duration_ms / 1000)),
        *([_labelled(words, "chat-row-voice", voice)] if voice else []),
        *(wording.say(words, one) for one in sayings.song_about(post)),
    ]
    notes = _sentences(words, sayings.song_notes(post))
    return _lines([bold(escaped(title)), Html(" · ".join(filter(None, about))), notes])


def _song_keys(words: Catalogue, post: SongPost) -> Keyboard:
    job, n = post.job, post.track.n
    keys = [
        Key(words.text("songs-again"), SongControl("again", job.id, n)),
        Key(words.text("songs-edit"), SongControl("edit", job.id, n)),
    ]
    if post.track.lyrics.strip():
        keys.append(Key(words.text("songs-words"), SongControl("words", job.id, n)))
    keys.append(Key(words.text("songs-delete"), SongControl("delete", job.id, n)))
    return rows(keys)


def notice(words: Catalogue, post: NoticePost, *, link: str, shared: bool = False) -> Message:
    """Say why there is no song, or that one is kept, with a way on; `link` leads to a chat with the bot.

    Where it is `shared`, everybody reads it: of a private song it tells no more than that there is none.
    Of a kept one nothing is told anywhere.
    """
    job = post.job
    if post.state is JobState.KEPT and job.request.private and job.origin.place:
        hidden = kept_private(words, link)
        again = _sentences(words, sayings.perhaps_again(post))
        keys = [_fetch(words, job.id), *(key for row in hidden.keyboard for key in row)]
        return replace(hidden, html=wording.sentences(words, hidden.html, again), keyboard=rows(keys))
    retry = Key(words.text("chat-try-again"), SongControl("again", job.id))
    if shared and job.request.private:
        refunded = (Phrase("chat-notice-refunded"),) if post.refunded else ()
        return Message(_sentences(words, (Phrase("telegram-private-none"), *refunded)), rows([retry]))
    says = wording.sentences(
        words,
        *(
            escaped(words.failure(part)) if isinstance(part, Failure) else wording.say(words, part)
            for part in sayings.ending(post)
        ),
    )
    title = bold(escaped(line(label(words, job.title), TITLE_CHARACTERS))) if job.title else Html("")
    lines = [title, says]
    key = _fetch(words, job.id)
    if post.state is not JobState.KEPT:
        lines.append(_code(words, f"{post.failure.code} {job.id}") if post.failure else Html(""))
        key = retry
    return Message(cut_lines(_lines(lines), TEXT_CHARACTERS), rows([key]))


def kept_private(words: Catalogue, link: str) -> Message:
    """Say that a private song waits for its person to begin a private chat, and nothing else of it."""
    return Message(
        wording.text(words, "telegram-kept-private"), rows([Key(words.text("telegram-open-chat"), url=link)])
    )


# --- other answers ----------------------------------------------------------------------------


def say(words: Catalogue, sentence: Words) -> Message:
    """Say one thing."""
    return Message(cut_lines(wording.say(words, sentence), TEXT_CHARACTERS))


def problem(words: Catalogue, error: TroubadourError) -> Message:
    """Say what is wrong with an order or a command."""
    return Message(cut_lines(wording.say_error(words, error), TEXT_CHARACTERS))


def internal(words: Catalogue, code: str) -> Message:
    """Say that it is our fault; the details are in the log under `code`."""
    return Message(_lines([wording.say_error(words, TroubadourError()), _code(words, code)]))


def help_(words: Catalogue, *, moderator: bool) -> Message:
    """List the commands, which can be pressed in the text, with an example and a way to begin."""
    commands = [*COMMANDS, *(["admin"] if moderator else [])]
    listed = [Html(f"/{name} – {wording.text(words, f'telegram-command-{name}-about')}") for name in commands]
    example = wording.code(words.text(f"{EXAMPLE}-text"))
    text = [
        wording.text(words, "chat-help"),
        *listed,
        Html(""),
        wording.text(words, "telegram-example"),
        example,
        Html(""),
        wording.text(words, "telegram-help-more"),
        wording.text(words, "telegram-help-replies"),
    ]
    return Message(Html("\n".join(text)), _begin(words))


def start(words: Catalogue) -> Message:
    """Welcome somebody, with an example to press and a way to begin."""
    return Message(wording.text(words, "chat-start"), _begin(words))


def _begin(words: Catalogue) -> Keyboard:
    example = Key(line(words.text(EXAMPLE), 40), CommandControl("example"))
    return ((example,), (Key(words.text("telegram-begin"), CommandControl("song")),))


# --- small things ------------------------------------------------------------------------------


def _lines(lines: Iterable[Html]) -> Html:
    return Html("\n".join(filter(None, lines)))


def _sentences(words: Catalogue, said: Iterable[Phrase]) -> Html:
    return wording.sentences(words, *(wording.say(words, one) for one in said))


def _labelled(words: Catalogue, row: str, value: Phrase) -> Html:
    return wording.text(words, "chat-field", label=words.text(row), value=words.phrase(value))


def _code(words: Catalogue, code: str) -> Html:
    return Html(f"<i>{wording.text(words, 'chat-ui-code', code=code)}</i>")


def _fetch(words: Catalogue, job_id: str) -> Key:
    return Key(words.text("songs-fetch"), JobControl("fetch", job_id))
