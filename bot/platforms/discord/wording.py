"""How Discord writes what is said: the words of people as they typed them, its own names and times.

Pages are those of https://docs.discord.com/developers; `reference` has the formats of messages.
"""

import re
from datetime import datetime

from bot.domain.errors import TroubadourError
from bot.domain.view import Field, Mention, Words
from bot.locales import Catalogue, Writing, catalogue
from bot.platforms.discord.facts import PLATFORM

_SNOWFLAKE = re.compile(r"[1-9][0-9]{16,19}", re.ASCII)
"""An id of Discord: the first person has one of 17 digits, and 64 bits have at most 20. Source: reference."""
_MENTIONS = {"person": "<@{id}>", "role": "<@&{id}>", "channel": "<#{id}>"}
_SIGNS = {"person": "@", "role": "@", "channel": "#"}
_MARKUP = re.compile(
    r"(?P<link>(?i:https?)://[^\s<>]+[^<>.,:;\"'\]\s])"
    r"|^(?P<number>[^\S\n]*\d+)(?=[.)](?:\s|$))"  # a list with numbers
    r"|^(?P<indent>[^\S\n]*)(?=[>#+-])"  # a quote, a heading, small print, a list
    r"|[\\*_~`|]"
    r"|(?<=\])\("  # a link with a name
    r"|<(?=[@#:/]|a:|t:|id:)",  # somebody, a channel, an emoji, a command, a time
    re.MULTILINE,
)


def words_in(language: str) -> Catalogue:
    """Return the catalogue for a tag; times come out so that everybody reads them in their own zone."""
    return catalogue(language, WRITING)


def say(words: Catalogue, said: Words | None) -> str:
    """Write what a person reads in a message: what is somebody's own stays as it was typed."""
    return "" if said is None else words.phrase(said, mention)


def say_error(words: Catalogue, error: TroubadourError) -> str:
    """Write the one sentence for an error."""
    return words.error(error, mention)


def label(words: Catalogue, said: Words | None) -> str:
    """Write what stands on a control, where Discord shows neither marks nor mentions nor times."""
    return "" if said is None else catalogue(words.language).phrase(said, _name)


def say_field(words: Catalogue, field: Field) -> str:
    """Write a line with its label, for a message."""
    value = words.several(field.value, mention)
    return words.text("chat-field", label=f"**{say(words, field.label)}**", value=value)


def plain_field(words: Catalogue, field: Field) -> str:
    """Write a line with its label, for where there are no marks."""
    plain = catalogue(words.language)
    return plain.text("chat-field", label=plain.phrase(field.label), value=plain.several(field.value, _name))


def mention(one: Mention) -> str:
    """Write somebody or something so that Discord shows it; what is none of Discord's by its name."""
    if is_id(one.id):
        return _MENTIONS[one.kind].format(id=one.id)
    return escaped(_name(one))


def is_id(text: str) -> bool:
    """Tell whether this can be an id of Discord's own."""
    return _SNOWFLAKE.fullmatch(text) is not None


def escaped(text: str) -> str:
    """Write somebody's own words so that nothing in them is taken for a mark.

    Links stay links, in `<>`: so Discord shows nothing of what is behind them, which their writer may not be
    allowed to have shown. Source: reference, "Message Formatting".
    """
    return _MARKUP.sub(_without_meaning, text)


def at(seconds: int, style: str = "f") -> str:
    """Write a time, in seconds since 1970; `R` is how long ago it is, which Discord keeps up to date."""
    return f"<t:{seconds}:{style}>"


def _without_meaning(found: re.Match[str]) -> str:
    if found["link"]:
        link = found["link"]
        while link.endswith(")") and link.count(")") > link.count("("):  # it belongs to the words around it
            link = link[:-1]
        return f"<{link}>{found['link'][len(link) :]}"
    if found["number"]:
        return found["number"] + "\\"
    if found["indent"] is not None:
        return found["indent"] + "\\"
    return "\\" + found[0]


def _name(one: Mention) -> str:
    return f"{_SIGNS[one.kind]}{one.name or one.id}"


def _time(when: datetime) -> str:
    return at(round(when.timestamp()))


WRITING = Writing(time=_time, own=escaped, chat=PLATFORM)
