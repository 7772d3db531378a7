"""A song's words as embeds: whole, parted where the song has its parts, or not at all."""

import discord

from bot.domain.view import Phrase
from bot.locales import Catalogue
from bot.platforms.discord.facts import EMBED_CHARACTERS, EMBEDS, EMBEDS_CHARACTERS
from bot.platforms.discord.lengths import length
from bot.platforms.discord.wording import escaped, say
from bot.studio.sayings import Section, sections

_BETWEEN_SECTIONS, _BETWEEN_LINES = "\n\n", "\n"


def embeds_of(words: Catalogue, lyrics: str) -> tuple[discord.Embed, ...]:
    """Return the words of a song; nothing where there are none, or where they are too long for a message.

    An embed ends where a section does. Of a section that is longer than an embed, it ends with a line.
    """
    parts = sections(lyrics)
    lines = sum(1 for part in parts for one in part.lines if one.strip())
    if not lines:
        return ()
    title = words.text("chat-song-lyrics", lines=lines)
    pages = _pages([block for part in parts for block in _blocks(words, part)])
    if len(pages) > EMBEDS or length(title) + sum(map(length, pages)) > EMBEDS_CHARACTERS:
        return ()
    if any(length(page) > EMBED_CHARACTERS for page in pages):
        return ()  # one line alone is longer than an embed
    colour = discord.Colour.blurple()
    first, *others = pages
    return (
        discord.Embed(title=title, description=first, colour=colour),
        *(discord.Embed(description=page, colour=colour) for page in others),
    )


def _blocks(words: Catalogue, part: Section) -> list[str]:
    """Return a section in as few pieces as fit into embeds, with its name before the first."""
    name = say(words, part.name)
    if isinstance(part.name, Phrase):
        name = name[:1].upper() + name[1:]
    lines = [f"**{name}**"] if name else []
    return _joined([*lines, *map(escaped, part.lines)], _BETWEEN_LINES)


def _pages(blocks: list[str]) -> list[str]:
    return _joined(blocks, _BETWEEN_SECTIONS)


def _joined(pieces: list[str], between: str) -> list[str]:
    """Put pieces together as long as they fit into an embed."""
    joined: list[str] = []
    for piece in pieces:
        if joined and length(joined[-1]) + length(between) + length(piece) <= EMBED_CHARACTERS:
            joined[-1] += between + piece
        else:
            joined.append(piece)
    return joined
