"""What goes to Fun-Music as text: how a song is described, what counts how much, what would be refused."""

import unicodedata
from collections.abc import Mapping

from bot.domain.errors import InvalidOrder
from bot.domain.lyrics import Language, Lyrics, count_words, has_han, parse_lyrics
from bot.domain.ports import ContentRule, Range
from bot.domain.song import SongRequest
from bot.providers.fun_music.facts import DIALECT, PREVIEW, WORDS

TITLE = "Fun-Music"
_LANGUAGES: tuple[ContentRule, ...] = ("chinese-english",)
_TAGS = frozenset(DIALECT.tags.values())
_LETTERS = frozenset({"Lu", "Ll", "Lt", "Lo"})
_LATIN = ("LATIN ", "FULLWIDTH LATIN ")
_VOICES = {
    ("female", "en"): "Sung by a female voice",
    ("male", "en"): "Sung by a male voice",
    ("female", "zh"): "女声演唱",
    ("male", "zh"): "男声演唱",
}
_AVOID = {"en": "Without: ", "zh": "不要："}
_INSTRUMENTAL = "A piece of instrumental music"
_AS_WRITTEN = {"en": "A song with the given lyrics", "zh": "用给定的歌词唱一首歌"}


def sings_words(request: SongRequest, lyrics: Lyrics) -> bool:
    """Tell whether the member's own words are sent; of music without a voice the service reads none."""
    return lyrics.has_words and not request.instrumental


def sung(lyrics: Lyrics) -> str:
    """Write own words as they are sent; a bare `[chorus]` gets the words of the one before, if they fit."""
    bounds = WORDS.get(language_of(DIALECT.write(lyrics)))
    return DIALECT.write(DIALECT.as_sung(lyrics, most=bounds.most) if bounds else lyrics)


def description(request: SongRequest, model: str) -> str:
    """Write the prompt of a song: style, prompt and what to avoid, a line for each; "" with own words.

    The voice is a field of its own, but for preview, which has none.
    """
    if sings_words(request, parse_lyrics(request.lyrics)):
        return ""
    lines = [request.style, request.prompt]
    if not any(lines):
        lines = [_INSTRUMENTAL]  # without words and without a voice something has to be asked for
    if request.avoid:
        lines.append(_AVOID[_own_tongue("".join(lines) + request.avoid)] + request.avoid)
    if request.voice and model == PREVIEW and not request.instrumental:
        lines.append(_VOICES[request.voice, _own_tongue("".join(lines))])
    return "\n".join(line for line in lines if line)


def description_of_words(request: SongRequest, words: str) -> str:
    """Write the prompt that preview wants even beside own words: it says nothing but the voice.

    The service is said to ignore it, so nothing that a member asked for may depend on it.
    """
    tongue = _own_tongue(words)
    return "\n".join([_AS_WRITTEN[tongue], *([_VOICES[request.voice, tongue]] if request.voice else [])])


def language_of(text: str) -> Language:
    """Tell by whose limits a text goes: any Chinese character makes it Chinese.

    A letter that neither Chinese nor English has makes it `other`; accents are English enough.
    """
    if any(_is_foreign(char) for char in text):
        return "other"
    return "zh" if has_han(text) else "en"


def fits(text: str, limits: Mapping[Language, Range]) -> bool:
    """Tell whether a text is surely within these limits, however the service counts.

    No page says what is counted: so nothing but what is sung counts towards the fewest, in Chinese only its
    own characters, and everything, tags and line ends too, towards the most.
    """
    bounds = limits.get(language_of(text))
    if bounds is None:
        return False
    fewest, most = _lengths(text, bounds)
    return bounds.least <= fewest and most <= bounds.most


def refuses(request: SongRequest, lyrics: Lyrics, *, model: str) -> InvalidOrder | None:
    """Say what the service would refuse of an order, which its limits by language alone don't tell."""
    if not sings_words(request, lyrics):
        foreign = language_of(description(request, model)) == "other"
        return InvalidOrder("language-not-read", service=TITLE, rules=_LANGUAGES) if foreign else None
    words = DIALECT.write(lyrics)
    bounds = WORDS.get(language_of(words))
    if bounds is None:
        return InvalidOrder("language-not-sung", service=TITLE, rules=_LANGUAGES)
    if request.avoid:
        return InvalidOrder("words-or-avoid", service=TITLE)
    fewest, most = _lengths(words, bounds)
    if most > bounds.most:
        cut = most - bounds.most
        return InvalidOrder("lyrics-too-long", length=most, most=bounds.most, cut=cut, unit=bounds.unit)
    if fewest < bounds.least:
        return InvalidOrder("lyrics-too-short", length=fewest, least=bounds.least, unit=bounds.unit)
    return None


def _lengths(text: str, bounds: Range) -> tuple[int, int]:
    """Count a text in the unit of its limits: as little as it may count, and as much."""
    sung = "\n".join(line for line in text.splitlines() if line not in _TAGS)
    if bounds.unit == "words":
        few = sum(any(map(str.isalpha, word)) for word in sung.split())
        return min(few, count_words(sung)), max(len(text.split()), count_words(text))
    if bounds.least > 1 and has_han(text):
        return sum(map(has_han, sung)), len(text)
    return sum(not char.isspace() for char in sung), len(text)


def _own_tongue(text: str) -> str:
    return "zh" if has_han(text) else "en"


def _is_foreign(char: str) -> bool:
    if char.isascii() or has_han(char) or unicodedata.category(char) not in _LETTERS:
        return False
    return not unicodedata.name(char, "").startswith(_LATIN)
