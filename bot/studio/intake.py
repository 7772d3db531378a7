"""The first look at an order: tidy its text, refuse what can't be sung, before anything is written."""

import re
import unicodedata

from bot.domain.errors import InvalidOrder
from bot.domain.lyrics import Lyrics, parse_lyrics
from bot.domain.people import Caller, Place
from bot.domain.song import Origin, SongRequest
from bot.studio.rules import Rules

TITLE_FROM_PROMPT = 60
_LINE_ENDS = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
_DROPPED_CATEGORIES = frozenset({"Cc", "Cs", "Co", "Cn"})
_DROPPED = frozenset(
    "\u200b\u2060\ufeff\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
"""Invisible marks that change how the text around them is shown."""


def take_in(request: SongRequest, rules: Rules) -> tuple[SongRequest, Lyrics]:
    """Return the order with tidy text, and its words as sections. Raises `InvalidOrder`."""
    tidied = request.model_copy(
        update={
            "prompt": tidy(request.prompt),
            "style": tidy(request.style, lines=False),
            "avoid": tidy(request.avoid, lines=False),
            "title": tidy(request.title, lines=False),
            "lyrics": tidy(request.lyrics),
            "provider": tidy(request.provider, lines=False) or None if request.provider else None,
        }
    )
    for name, most in (
        ("prompt", rules.prompt_characters),
        ("lyrics", rules.lyrics_characters),
        ("style", rules.style_characters),
        ("avoid", rules.style_characters),
        ("title", rules.title_characters),
    ):
        length = len(getattr(tidied, name))
        if length > most:
            cut = length - most
            raise InvalidOrder(f"{name}-too-long", length=length, most=most, cut=cut, unit="characters")
    lyrics = parse_lyrics(tidied.lyrics)
    if tidied.cover is not None:
        return tidied, lyrics  # its words are in the audio
    if not tidied.prompt and not lyrics.has_words and not tidied.instrumental:
        raise InvalidOrder("only-tags" if tidied.lyrics else "nothing-to-sing")
    if not any((tidied.prompt, tidied.style, tidied.lyrics)):
        raise InvalidOrder("nothing-to-sing")
    return tidied, lyrics


def tidy(text: str, *, lines: bool = True) -> str:
    """Drop what can't be seen or sung: control characters, direction marks, lone surrogates.

    Tabs become spaces and every kind of line end a plain one, so that no words run into each other.
    """
    text = unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", text).replace("\t", " "))
    kept = "".join(
        c
        for c in text
        if c == "\n" or (unicodedata.category(c) not in _DROPPED_CATEGORIES and c not in _DROPPED)
    )
    return kept.strip() if lines else " ".join(kept.split())


def title_for(request: SongRequest, lyrics: Lyrics) -> str:
    """Return a name for the order until its song has one: the title, the prompt, or the first line."""
    first_line = lyrics.lines[0] if lyrics.has_words else ""
    words = " ".join((request.title or request.prompt or first_line or request.style).split())
    if len(words) <= TITLE_FROM_PROMPT:
        return words
    return words[: TITLE_FROM_PROMPT - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def spoken_in(caller: Caller, place: Place, origin: Origin) -> Origin:
    """Return where to answer for everybody, in the place's own language where it has one.

    What is said by direct message is said in the person's, whichever server the song is charged to.
    """
    elsewhere = caller.direct and not place.ref.is_private
    language = "" if elsewhere else place.settings.language
    return origin.model_copy(update={"language": language}) if language else origin
