"""What is said of an order, its progress, its song and its end, free of any chat: platforms write it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.job import Failure, JobState, Track
from bot.domain.lyrics import SectionKind
from bot.domain.posts import JobStatus, NoticePost, Outgoing, SongPost
from bot.domain.quota import Usage
from bot.domain.song import SongRequest
from bot.domain.view import Field, Phrase, Words
from bot.studio.dialogues.quota import left_of
from bot.studio.remarks import song_remarks
from bot.studio.views import Cancellation, CancelOutcome, Receipt

SUMMARY = 160
"""So many characters of a text are shown where it only tells which order is meant."""
_FIRST_LINE = 60
_TAG_LINE = re.compile(r"\s*[\[［【〔]\s*([^\]］】〕]{1,80}?)\s*[\]］】〕]\s*")
_KINDS = {kind.tag: kind.tag.strip("[]") for kind in SectionKind}


@dataclass(frozen=True)
class Section:
    """A part of a song's words; `tag` as it is written, without its brackets, empty where there is none."""

    tag: str
    lines: tuple[str, ...]

    @property
    def name(self) -> Words:
        """What people call it in their language; a tag that names no kind of section stays as it is."""
        kind = _KINDS.get(f"[{self.tag.lower()}]")
        return Phrase(f"dialogue-section-{kind}") if kind else self.tag


# --- an order and its progress ----------------------------------------------------------------


def receipt_fields(taken: Receipt) -> tuple[Field, ...]:
    """Say what was understood, who makes it, and what is left."""
    request = taken.request
    whose = "chat-row-lyrics" if request.cover is None else "dialogue-cover-words"  # they may be anybody's
    rows: tuple[tuple[str, Words | None], ...] = (
        ("chat-row-prompt", shortened(request.prompt)),
        (whose, _lyrics_summary(request.lyrics)),
        ("chat-row-tags", taken.tags_changed),
        ("chat-row-title", request.title),
        ("chat-row-style", shortened(request.style)),
        ("chat-row-avoid", shortened(request.avoid)),
        ("chat-row-voice", voice_of(request)),
        ("chat-row-service", taken.provider_title),
        ("chat-row-charged", taken.charged_to),
        ("chat-row-left", left_of(taken.usage)),
    )
    return tuple(Field(Phrase(label), (value,)) for label, value in rows if value)


def standing(status: JobStatus) -> Phrase:
    """Say how an order stands: its place in line, what is done to it, or how it ended."""
    if status.line is not None:
        return Phrase("chat-line", {"line": status.line})
    if status.stage is not None and status.state is JobState.RUNNING:
        return Phrase(f"stage-{status.stage}")
    return Phrase(f"chat-state-{status.state}", {"time": clock(status.elapsed_s)})


def voice_of(request: SongRequest) -> Phrase | None:
    """Say whose voice is wanted, if it was said."""
    if request.instrumental:
        return Phrase("chat-voice-none")
    return Phrase(f"chat-voice-{request.voice}") if request.voice else None


def cancelled(done: Cancellation) -> tuple[Phrase, ...]:
    """Say what became of a wish to cancel."""
    said = Phrase(f"cancel-{done.outcome}")
    return (said, *left(done.usage)) if done.outcome is CancelOutcome.CANCELLED else (said,)


def left(usage: Usage | None) -> tuple[Phrase, ...]:
    """Say what is left as a sentence of its own; nothing where there is no limit."""
    if usage is None or usage.left is None:
        return ()
    return (Phrase("chat-left-sentence", {"left": left_of(usage)}),)


# --- songs and news of them -------------------------------------------------------------------


def title_of(track: Track, order_title: str) -> Words:
    """Return what a track is called."""
    return track.title or order_title or Phrase("chat-song-untitled")


def song_about(post: SongPost) -> tuple[Words, ...]:
    """Say of a finished track what it is, and who made it."""
    request = post.job.request
    numbers = {"n": post.track.n, "tracks": post.tracks}
    parts: tuple[Words | None, ...] = (
        shortened(request.style),
        Phrase("chat-song-instrumental") if request.instrumental else None,
        Phrase("chat-song-cover") if request.cover is not None else None,
        Phrase("chat-song-track", numbers) if post.tracks > 1 else None,
        Phrase("chat-song-service", {"service": post.provider_title}),
        Phrase("chat-song-ai"),
    )
    return tuple(part for part in parts if part)


def song_notes(post: SongPost) -> tuple[Phrase, ...]:
    """Say what a listener has to know besides, and what is left after this song."""
    return (*song_remarks(post.job.request, post.track), *perhaps_again(post), *left(post.usage))


def ending(post: NoticePost) -> tuple[Phrase | Failure, ...]:
    """Say why there is no song, or that one is kept; a `Failure` has a sentence of its own."""
    again = perhaps_again(post)
    if post.state is JobState.KEPT:
        return (post.failure or Phrase("chat-notice-kept"), *again)
    known = {JobState.DECLINED: "chat-notice-declined", JobState.CANCELLED: "chat-notice-cancelled"}
    why = post.failure or Phrase(known.get(post.state, "error-provider"))
    return (why, Phrase("chat-notice-refunded"), *again) if post.refunded else (why, *again)


def perhaps_again(post: Outgoing) -> tuple[Phrase, ...]:
    """Say that it may stand in the chat twice, where nobody can tell."""
    return (Phrase("chat-perhaps-again"),) if post.perhaps_again else ()


# --- small things ------------------------------------------------------------------------------


def sections(lyrics: str) -> tuple[Section, ...]:
    """Set the parts of a song's words off, each with its tag as it is written."""
    parts: list[tuple[str, list[str]]] = [("", [])]
    for line in lyrics.splitlines():
        tag = _TAG_LINE.fullmatch(line)
        if tag is not None:
            parts.append((tag[1], []))
        elif line.strip() or parts[-1][1]:
            parts[-1][1].append(line.rstrip())
    return tuple(Section(tag, tuple(_without_tail(lines))) for tag, lines in parts if tag or lines)


def clock(seconds: float) -> str:
    """Write a length as a clock does: `1:05`, or `1:00:05`."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def shortened(text: str, *, most: int = SUMMARY) -> str:
    """Write a text in one line of at most so many characters; what is left out shows."""
    words = " ".join(text.split())
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def _lyrics_summary(lyrics: str) -> Phrase | None:
    lines = [line for section in sections(lyrics) for line in section.lines if line.strip()]
    if not lines:
        return None
    first = shortened(lines[0].strip(), most=_FIRST_LINE)
    return Phrase("chat-lyrics-summary", {"lines": len(lines), "first": first, "more": len(lines) - 1})


def _without_tail(lines: list[str]) -> Iterable[str]:
    while lines and not lines[-1]:
        lines.pop()
    return lines
