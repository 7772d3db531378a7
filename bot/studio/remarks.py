"""What is said of services and songs: what is asked of words, what becomes of tags, what a song is not."""

from collections.abc import Iterable
from pathlib import PurePosixPath

from bot.domain.dialects import Change, TagChange
from bot.domain.errors import Refusal
from bot.domain.job import Track
from bot.domain.lyrics import Lyrics, detect_language, parse_lyrics
from bot.domain.ports import ContentRule, ProviderInfo
from bot.domain.song import SongRequest
from bot.domain.view import Phrase, Words
from bot.studio.routing import Routing


def content_rules(infos: Iterable[ProviderInfo]) -> tuple[Phrase, ...]:
    """Say what these services ask of every text, once for those that ask for the same."""
    services: dict[tuple[ContentRule, ...], list[str]] = {}
    for info in infos:
        if info.content:
            services.setdefault(info.content, []).append(info.title)
    return tuple(
        Phrase(
            "content-rules",
            {"services": tuple(titles), "asked": tuple(Phrase(f"content-{rule}") for rule in rules)},
        )
        for rules, titles in services.items()
    )


def tags_changed(info: ProviderInfo, request: SongRequest, lyrics: Lyrics) -> Phrase | None:
    """Say how the service will read the tags of a song's words; None where it reads all as they are."""
    sung = lyrics.has_words and not request.instrumental
    bounds = info.lyrics.get(detect_language(lyrics.text()))
    if bounds is not None:
        lyrics = info.dialect.as_sung(lyrics, most=bounds.most)
    changes = info.dialect.changes(lyrics) if sung else ()
    if not changes:
        return None
    told: tuple[Words, ...] = tuple(_told(change) for change in changes)
    return Phrase("tags-changed", {"service": info.title, "changes": told})


def song_remarks(request: SongRequest, track: Track) -> tuple[Phrase, ...]:
    """Say of a finished song what its listener has to know: of its words, and of a form nobody asked for."""
    notes = [Phrase(f"song-note-{track.note}")] if track.note else []
    made = PurePosixPath(track.path).suffix.removeprefix(".")
    if request.format == "wav" and made != "wav":
        notes.append(Phrase("song-note-not-wav", {"format": made.upper()}))
    return tuple(notes)


def remarks_on(request: SongRequest, routing: Routing, *, first: str) -> tuple[Phrase, ...]:
    """Say what becomes of the tags at the service that would sing it now, and what is asked of words."""
    rules = content_rules(routing.may_get(request.provider))
    lyrics = parse_lyrics(request.lyrics)
    try:
        info = routing.choose(request, lyrics, first=first)
    except Refusal:  # which is told when it is ordered
        return rules
    changed = tags_changed(info, request, lyrics)
    return (changed, *rules) if changed else rules


def _told(change: Change) -> Phrase:
    if not isinstance(change, TagChange):
        return Phrase("tags-character", {"old": change.old, "new": change.new})
    tag = change.kind.tag
    if not change.became:
        return Phrase("tags-left-out", {"tag": tag})
    became = " ".join(kind.tag for kind in change.became)
    if change.sung:
        return Phrase("tags-sung", {"tag": tag, "became": became})
    return Phrase("tags-played", {"tag": tag, "became": became})
