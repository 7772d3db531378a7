"""Words on their way to SenseAudio and back: as the service reads them, and as people do."""

import re
from dataclasses import dataclass, replace

from bot.domain.errors import BadRequest, ProviderError
from bot.domain.lyrics import Lyrics, Section, SectionKind, count_characters, detect_language
from bot.providers.senseaudio import facts
from bot.providers.senseaudio.answers import Item

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=\S)|(?<=[。！？])\s*(?=[^\s。！？”’」』)）])")


@dataclass(frozen=True)
class Words:
    """What is sung, in two spellings."""

    sent: str
    """As the song call takes it."""
    shown: str
    """As the bot's own form writes it; empty: nothing is sung."""
    title: str = ""


def own_words(lyrics: Lyrics) -> Words:
    """Write a member's words. A bare `[chorus]`, which the service takes for none, gets the words before it.

    Where these repeats would make the words too long, they are left out. Raises `BadRequest`.
    """
    lyrics = facts.DIALECT.as_sung(lyrics, most=facts.LYRICS.most)
    sent = facts.DIALECT.write(lyrics)
    if not _fits(sent):
        raise BadRequest(f"{count_characters(sent)} characters of lyrics", field="lyrics")
    return Words(sent, lyrics.text())


def outline(lyrics: Lyrics) -> Words:
    """Write sections without words, for music without a voice: a verse or a chorus becomes a long part.

    Raises `BadRequest` for more sections than can be sent.
    """
    tags = [
        facts.DIALECT.tags[section.kind] if section.kind in _ENDS else facts.LONG_INST
        for section in lyrics.sections
    ]
    sent = facts.DIALECT.section_separator.join(filter(None, tags))
    if not _fits(sent):
        raise BadRequest(f"{len(tags)} sections", field="lyrics")
    return Words(sent, "")


def written(items: tuple[Item, ...]) -> Words:
    """Take the words that the service wrote; they go back as they are if the song call takes them so.

    Raises `ProviderError` where there are none, or more than it sings.
    """
    item = next((item for item in items if item.text.strip()), None)
    lyrics = as_lines(item.text) if item else Lyrics(())
    if item is None or not lyrics.has_words:
        raise ProviderError("the service wrote no words")
    text = item.text.strip()
    sent = text if facts.FORMAT.fullmatch(text) else facts.DIALECT.write(lyrics)
    if not _fits(sent):
        raise ProviderError("the service wrote more words than it sings")
    return Words(sent, lyrics.text(), title_of(item))


def sung(item: Item, words: Words | None) -> str:
    """Return the words of one song: those that were sent, or its own where it tells of other ones."""
    told = item.lyrics.strip()
    if words is not None and (not told or told == words.sent.strip()):
        return words.shown
    return as_lines(told).text() if told else ""


def as_lines(text: str) -> Lyrics:
    """Read what the service writes; a section that it joined to one line is split at its sentences."""
    lyrics = facts.DIALECT.read(text)
    return Lyrics(tuple(replace(section, lines=_lines(section)) for section in lyrics.sections))


def title_of(item: Item) -> str:
    """Return the song's title; empty where the service only says that it has none."""
    title = item.title.strip()
    return "" if title.lower() in facts.UNTITLED else title


def wish(prompt: str, lyrics: Lyrics) -> str:
    """Return what is asked of the lyrics call: words about the prompt, or present ones changed as it says.

    Raises `BadRequest` where that is too long.
    """
    text = prompt
    if lyrics.has_words:
        words = facts.DIALECT.write(lyrics)
        text = facts.CHANGE[detect_language(lyrics.text())].format(wish=prompt, words=words)
    length = count_characters(text)
    if length > facts.PROMPT.most:
        field = "lyrics" if lyrics.has_words else "prompt"
        raise BadRequest(f"{length} characters for the lyrics call", field=field)
    return text


_ENDS = frozenset({SectionKind.INTRO, SectionKind.OUTRO})


def _fits(sent: str) -> bool:
    return count_characters(sent) <= facts.LYRICS.most


def _lines(section: Section) -> tuple[str, ...]:
    if len(section.lines) != 1:
        return section.lines
    return tuple(line.strip() for line in _SENTENCE_END.split(section.lines[0]) if line.strip())
