"""From what the studio says to messages: finished sentences, in the person's language."""

from bot.domain.errors import Refusal, StorageError, TroubadourError
from bot.domain.job import Failure, JobState, Track
from bot.domain.posts import JobStatus, NoticePost, SongPost
from bot.domain.song import SongRequest
from bot.locales import Catalogue
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
from bot.studio import sayings
from bot.studio.board import remarks
from bot.studio.views import Cancellation, Receipt, SongEntry, SongPage

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
    rows = (
        Row(label=words.phrase(row.label), value=words.several(row.value))
        for row in sayings.receipt_fields(taken)
    )
    body = ReceiptBody(
        job_id=taken.status.job_id,
        state=taken.status.state,
        heading=words.text("chat-receipt"),
        rows=tuple(rows),
        status="",
    )
    return progress(words, body, taken.status)


def progress(words: Catalogue, body: ReceiptBody, status: JobStatus) -> ReceiptBody:
    """Bring a receipt up to date."""
    return body.model_copy(
        update={
            "state": status.state,
            "status": words.phrase(sayings.standing(status)),
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


# --- songs and news of them -------------------------------------------------------------------


def song(words: Catalogue, post: SongPost) -> SongBody:
    """Show a finished track."""
    parts = tuple(
        LyricsSection(tag=words.phrase(part.name), lines=part.lines)
        for part in sayings.sections(post.track.lyrics)
    )
    lines = sum(1 for part in parts for line in part.lines if line.strip())
    return SongBody(
        job_id=post.job.id,
        track=track_view(words, post.job.id, post.track, title=post.job.title),
        about=tuple(map(words.phrase, sayings.song_about(post))),
        lyrics=parts if lines else (),
        lyrics_label=words.text("chat-song-lyrics", lines=lines),
        note=words.sentences(*map(words.phrase, sayings.song_notes(post))),
        owner=post.job.origin.person,
    )


def track_view(words: Catalogue, job_id: str, track: Track, *, title: str) -> TrackView:
    """Say where a track is heard and what it is called."""
    return TrackView(
        title=words.phrase(sayings.title_of(track, title)),
        audio=f"/audio/{job_id}/{track.n}",
        length=sayings.clock(track.duration_ms / 1000),
    )


def taken_down(words: Catalogue) -> SayBody:
    """Stand where a song was that somebody removed."""
    return SayBody(text=words.text("chat-song-removed"))


def notice(words: Catalogue, post: NoticePost, *, order: str) -> SayBody:
    """Say why there is no song, and offer the order as it was typed."""
    says = words.sentences(
        *(
            words.failure(part) if isinstance(part, Failure) else words.phrase(part)
            for part in sayings.ending(post)
        )
    )
    if post.state is JobState.KEPT:
        return SayBody(text=says, actions=(_send("/songs"),))
    return SayBody(
        text=says,
        tone="problem",
        actions=(Action(label=words.text("chat-try-again"), text=order or order_text(post.job.request)),),
        code=f"{post.failure.code} {post.job.id}" if post.failure is not None else post.job.id,
    )


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
        job_id=entry.job_id,
        post=_post_label(words, entry),
        can_delete=entry.state.ended or entry.state is JobState.KEPT,
    )


def _post_label(words: Catalogue, entry: SongEntry) -> str:
    if entry.state is JobState.KEPT:
        return words.text("songs-send")
    return words.text("songs-post") if entry.state is JobState.DONE and entry.tracks else ""


def cancellation(words: Catalogue, done: Cancellation) -> SayBody:
    """Say what became of a wish to cancel."""
    return SayBody(text=words.sentences(*map(words.phrase, sayings.cancelled(done))))


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


def _send(command: str, label: str | None = None) -> Action:
    return Action(label=label or command, text=command, send=True)
