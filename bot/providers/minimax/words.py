"""What MiniMax is told: the description of a song, and its words."""

import re
from dataclasses import replace

from bot.domain.dialects import Dialect
from bot.domain.errors import BadRequest
from bot.domain.lyrics import Lyrics, count_characters, has_han
from bot.domain.ports import Range
from bot.domain.song import SongRequest

SEPARATOR = ", "


def description(request: SongRequest) -> str:
    """Return all that an order says of its music: there is one field for it.

    Source: https://platform.minimax.io/docs/api-reference/music-generation (no field for voices, tempo,
    length or what to avoid)
    """
    return _joined(request.style, request.prompt, _voice(request), _avoided(request))


def theme(request: SongRequest) -> str:
    """Return what words are to be written about."""
    return _joined(request.prompt, request.style)


def style(request: SongRequest, tags: str, *, bounds: Range) -> str:
    """Describe the music to words that the service wrote, with the style that it found fitting (`tags`).

    It is never longer than `description`, save for the tags. Those that the member named already, as wished
    for or not, are left out, and those for which there is no room. What is too short to be taken is
    `description` instead.
    """
    known = [request.style, _voice(request), _avoided(request)]
    named = _joined(*known)
    fitting = _first_of(_new_ones(tags, named), bounds.most - len(named) - len(SEPARATOR))
    styled = _joined(request.style, fitting, *known[1:])
    is_one = bool(request.style or fitting) and len(styled) >= bounds.least
    return styled if is_one else description(request)


def check(text: str, field: str, bounds: Range) -> None:
    """Refuse a text that the service would refuse. Raises `BadRequest`."""
    length = count_characters(text)
    if not bounds.least <= length <= bounds.most:
        raise BadRequest(f"{length} characters, not {bounds.least} to {bounds.most}", field=field)


def within(lyrics: Lyrics, dialect: Dialect, most: int) -> Lyrics:
    """Drop sections, and then lines, from the end of words that the service wrote until they fit."""
    sections = list(lyrics.sections)
    while sections and len(dialect.write(Lyrics(tuple(sections)))) > most:
        last = sections.pop()
        if not sections and last.lines:
            sections.append(replace(last, lines=last.lines[:-1]))
    return Lyrics(tuple(sections))


def _joined(*parts: str) -> str:
    """Write parts in a row, each on one line."""
    return SEPARATOR.join(part for one in parts if (part := " ".join(one.split())))


def _voice(request: SongRequest) -> str:
    return f"{request.voice} vocals" if request.voice and not request.instrumental else ""


def _avoided(request: SongRequest) -> str:
    return f"no {request.avoid}" if request.avoid.strip() else ""


def _new_ones(tags: str, named: str) -> list[str]:
    """Return the tags, which commas part, that a text does not name, each once; case does not matter."""
    new: list[str] = []
    for tag in filter(None, map(str.strip, tags.replace("，", ",").split(","))):
        if not _names(SEPARATOR.join([named, *new]), tag):
            new.append(tag)
    return new


def _names(text: str, tag: str) -> bool:
    """Tell whether a text has a tag in it: as whole words, but in Chinese, which has no gaps, anywhere."""
    if has_han(tag):
        return tag in text
    return re.search(rf"(?<!\w){re.escape(tag)}(?!\w)", text, re.IGNORECASE) is not None


def _first_of(tags: list[str], room: int) -> str:
    """Return as many of the tags as there is room for."""
    kept = ""
    for tag in tags:
        longer = f"{kept}, {tag}" if kept else tag
        if len(longer) > room:
            break
        kept = longer
    return kept
