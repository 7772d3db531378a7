"""From what the studio says to messages: finished sentences, in the person's language."""

import re
from collections.abc import Iterable

from bot.domain.errors import Params, Refusal, StorageError, TroubadourError
from bot.domain.job import JobState, Track
from bot.domain.lyrics import SectionKind
from bot.domain.ports import JobStatus, NoticePost, SongPost
from bot.domain.quota import Usage
from bot.domain.song import SongRequest
from bot.locales import Catalogue, MissingSentenceError
from bot.platforms.web.chat import (
    Action,
    Hint,
    LyricsSection,
    ReceiptBody,
    Row,
    SayBody,
    SongBody,
    SongLine,
    SongsBody,
    TrackView,
)
from bot.platforms.web.people import mention
from bot.platforms.web.wording import commands_of, examples
from bot.studio.board import remarks
from bot.studio.dialogues.quota import left_of
from bot.studio.remarks import song_remarks
from bot.studio.views import Cancellation, CancelOutcome, Receipt, SongEntry, SongPage

SUMMARY = 160
_TAG_LINE = re.compile(r"\s*[\[［【〔]\s*([^\]］】〕]{1,80}?)\s*[\]］】〕]\s*")
_TAKES_WORDS = {
    "song": "/song ",
    "cancel": "/cancel",
    "admin": "/admin ",
    "cover": "/cover style: ",
    "lyrics": "/lyrics ",
}


# --- an order and its progress ----------------------------------------------------------------


def receipt(words: Catalogue, taken: Receipt) -> ReceiptBody:
    """Say what was understood, who makes it, and what is left."""
    request = taken.request
    whose = "chat-row-lyrics" if request.cover is None else "dialogue-cover-words"  # they may be anybody's
    rows = [
        (words.text("chat-row-prompt"), _short(request.prompt)),
        (words.text(whose), _lyrics_summary(words, request.lyrics)),
        (words.text("chat-row-tags"), words.phrase(taken.tags_changed) if taken.tags_changed else ""),
        (words.text("chat-row-title"), request.title),
        (words.text("chat-row-style"), _short(request.style)),
        (words.text("chat-row-avoid"), _short(request.avoid)),
        (words.text("chat-row-voice"), _voice(words, request)),
        (words.text("chat-row-service"), taken.provider_title),
        (words.text("chat-row-left"), words.phrase(left_of(taken.usage))),
    ]
    body = ReceiptBody(
        job_id=taken.status.job_id,
        state=taken.status.state,
        heading=words.text("chat-receipt"),
        rows=tuple(Row(label=label, value=value) for label, value in rows if value),
        status="",
    )
    return progress(words, body, taken.status)


def progress(words: Catalogue, body: ReceiptBody, status: JobStatus) -> ReceiptBody:
    """Bring a receipt up to date."""
    if status.line is not None:
        says = words.text("chat-line", line=status.line)
    elif status.stage is not None and status.state is JobState.RUNNING:
        says = words.text(f"stage-{status.stage}")
    else:
        says = words.text(f"chat-state-{status.state}", time=clock(status.elapsed_s))
    return body.model_copy(
        update={
            "state": status.state,
            "status": says,
            "note": words.sentences(*(words.phrase(one) for one in remarks(status))),
            "fraction": status.fraction,
            "usual_s": status.usual_s or body.usual_s,
            "can_cancel": status.can_cancel and not status.state.ended,
            "live": f"/audio/live/{body.job_id}" if status.live else "",
            "ended": status.state.ended or status.state is JobState.KEPT,
        }
    )


def cancelled(words: Catalogue, body: ReceiptBody) -> ReceiptBody:
    """Close the receipt of an order that was taken back."""
    return progress(words, body, JobStatus(body.job_id, JobState.CANCELLED))


def _voice(words: Catalogue, request: SongRequest) -> str:
    if request.instrumental:
        return words.text("chat-voice-none")
    return words.text(f"chat-voice-{request.voice}") if request.voice else ""


def _lyrics_summary(words: Catalogue, lyrics: str) -> str:
    lines = [line for section in sections(lyrics) for line in section.lines if line.strip()]
    if not lines:
        return ""
    first = _short(lines[0].strip(), most=60)
    return words.text("chat-lyrics-summary", lines=len(lines), first=first, more=len(lines) - 1)


def _left_sentence(words: Catalogue, usage: Usage | None) -> str:
    """Say what is left as a sentence of its own; nothing where there is no limit."""
    if usage is None or usage.left is None:
        return ""
    return words.text("chat-left-sentence", left=words.phrase(left_of(usage)))


# --- songs and news of them -------------------------------------------------------------------


def song(words: Catalogue, post: SongPost) -> SongBody:
    """Show a finished track."""
    request = post.job.request
    parts = tuple(_section_named(words, part) for part in sections(post.track.lyrics))
    lines = sum(1 for part in parts for line in part.lines if line.strip())
    about = [
        _short(request.style),
        words.text("chat-song-instrumental") if request.instrumental else "",
        words.text("chat-song-cover") if request.cover is not None else "",
        words.text("chat-song-track", n=post.track.n, tracks=post.tracks) if post.tracks > 1 else "",
        words.text("chat-song-service", service=post.provider_title),
        words.text("chat-song-ai"),
    ]
    return SongBody(
        job_id=post.job.id,
        track=track_view(words, post.job.id, post.track, title=post.job.title),
        about=tuple(part for part in about if part),
        lyrics=parts if lines else (),
        lyrics_label=words.text("chat-song-lyrics", lines=lines),
        note=words.sentences(
            *map(words.phrase, song_remarks(request, post.track)), _left_sentence(words, post.usage)
        ),
    )


def track_view(words: Catalogue, job_id: str, track: Track, *, title: str) -> TrackView:
    """Say where a track is heard and what it is called."""
    return TrackView(
        title=track.title or title or words.text("chat-song-untitled"),
        audio=f"/audio/{job_id}/{track.n}",
        length=clock(track.duration_ms / 1000),
    )


def taken_down(words: Catalogue) -> SayBody:
    """Stand where a song was that somebody removed."""
    return SayBody(text=words.text("chat-song-removed"))


def notice(words: Catalogue, post: NoticePost, *, order: str) -> SayBody:
    """Say why there is no song, and offer the order as it was typed."""
    if post.state is JobState.KEPT:
        why = post.failure
        kept = stored_failure(words, why.code, why.params) if why else words.text("chat-notice-kept")
        return SayBody(text=kept, actions=(_send("/songs"),))
    if post.failure is not None:
        says = [stored_failure(words, post.failure.code, post.failure.params)]
    else:
        known = {JobState.DECLINED: "chat-notice-declined", JobState.CANCELLED: "chat-notice-cancelled"}
        says = [words.text(known.get(post.state, "error-provider"))]
    if post.refunded:
        says.append(words.text("chat-notice-refunded"))
    return SayBody(
        text=words.sentences(*says),
        tone="problem",
        actions=(Action(label=words.text("chat-try-again"), text=order or order_text(post.job.request)),),
        code=f"{post.failure.code} {post.job.id}" if post.failure is not None else post.job.id,
    )


def stored_failure(words: Catalogue, code: str, params: Params) -> str:
    """Return the sentence for a job's failure; where none fits, a general one: the news has to arrive."""
    try:
        return words.problem(f"error-{code}", params)
    except MissingSentenceError:
        return words.text("error-provider")


def order_text(request: SongRequest) -> str:
    """Write an order as it can be typed again; a cover's song has to be attached once more."""
    cover = request.cover
    options = {
        "link": cover.link if cover is not None else "",
        "title": request.title,
        "style": request.style,
        "avoid": request.avoid,
        "voice": request.voice or "",
        "instrumental": "yes" if request.instrumental else "",
        "provider": request.provider or "" if cover is None else "",
        "format": request.format if request.format != "mp3" else "",
        "private": "yes" if request.private else "",
    }
    lines = [f"{name}: {value}" for name, value in options.items() if value]
    if request.prompt:
        lines.append(f"prompt: {request.prompt}")
    if request.lyrics:
        lines.append(f"lyrics:\n{request.lyrics}")
    if cover is not None and cover.file:
        lines.append("file:")
    return ("/song " if cover is None else "/cover ") + "\n".join(lines)


# --- questions ---------------------------------------------------------------------------------


def songs(words: Catalogue, page: SongPage) -> SongsBody | SayBody:
    """List a page of songs."""
    if not page.entries and page.page == 1:
        return SayBody(text=words.text("chat-songs-none"), actions=examples(words))
    if not page.entries:
        return SayBody(
            text=words.text("chat-songs-pages", page=page.page, pages=page.pages),
            tone="problem",
            actions=(_send("/songs"),),
        )
    heading = words.text("chat-songs")
    if page.pages > 1:
        heading = words.text("chat-songs-page", page=page.page, pages=page.pages)
    turns = []
    if page.page > 1:
        turns.append(_send(f"/songs {page.page - 1}", words.text("chat-songs-newer")))
    if page.page < page.pages:
        turns.append(_send(f"/songs {page.page + 1}", words.text("chat-songs-older")))
    lines = tuple(_song_line(words, entry) for entry in page.entries)
    return SongsBody(heading=heading, songs=lines, actions=tuple(turns))


def _song_line(words: Catalogue, entry: SongEntry) -> SongLine:
    about = []
    if entry.state is not JobState.DONE:
        about.append(words.text(f"chat-songs-state-{entry.state}"))
    elif not entry.tracks:
        about.append(words.text("chat-songs-gone"))
    about.append(words.text("chat-song-service", service=entry.provider_title))
    return SongLine(
        title=entry.title or words.text("chat-song-untitled"),
        created_ms=entry.created_ms,
        about=" · ".join(about),
        tracks=tuple(track_view(words, entry.job_id, one, title=entry.title) for one in entry.tracks),
    )


def cancellation(words: Catalogue, done: Cancellation) -> SayBody:
    """Say what became of a wish to cancel."""
    says = words.text(f"cancel-{done.outcome}")
    rest = _left_sentence(words, done.usage) if done.outcome is CancelOutcome.CANCELLED else ""
    return SayBody(text=words.sentences(says, rest))


def help_(words: Catalogue, *, moderator: bool) -> SayBody:
    """List the commands, with examples to tap."""
    hints = tuple(
        Hint(
            command=f"/{name}",
            about=words.text(f"chat-help-{name}"),
            text=_TAKES_WORDS.get(name, f"/{name}"),
        )
        for name in commands_of(moderator=moderator)
    )
    return SayBody(text=words.text("chat-help"), hints=hints, actions=examples(words))


def problem(words: Catalogue, error: Refusal | StorageError) -> SayBody:
    """Say what is wrong with an order or a command."""
    return SayBody(text=words.error(error, mention(words)), tone="problem")


def internal(words: Catalogue, code: str) -> SayBody:
    """Say that it is our fault; the details are in the log under `code`."""
    return SayBody(text=words.error(TroubadourError()), tone="problem", code=code)


# --- small things ------------------------------------------------------------------------------


def sections(lyrics: str) -> tuple[LyricsSection, ...]:
    """Set the parts of a song's words off, each with its tag as it is written."""
    parts: list[tuple[str, list[str]]] = [("", [])]
    for line in lyrics.splitlines():
        tag = _TAG_LINE.fullmatch(line)
        if tag is not None:
            parts.append((tag[1], []))
        elif line.strip() or parts[-1][1]:
            parts[-1][1].append(line.rstrip())
    return tuple(
        LyricsSection(tag=tag, lines=tuple(_without_tail(lines))) for tag, lines in parts if tag or lines
    )


def _section_named(words: Catalogue, part: LyricsSection) -> LyricsSection:
    """Call a section as people do in their language; a tag that names none stays as it is written."""
    kinds = {kind.tag: kind.tag.strip("[]") for kind in SectionKind}
    known = kinds.get(f"[{part.tag.lower()}]")
    return part.model_copy(update={"tag": words.text(f"dialogue-section-{known}")}) if known else part


def _without_tail(lines: list[str]) -> Iterable[str]:
    while lines and not lines[-1]:
        lines.pop()
    return lines


def clock(seconds: float) -> str:
    """Write a length as a clock does: `1:05`, or `1:00:05`."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _short(text: str, *, most: int = SUMMARY) -> str:
    words = " ".join(text.split())
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def _send(command: str, label: str | None = None) -> Action:
    return Action(label=label or command, text=command, send=True)
