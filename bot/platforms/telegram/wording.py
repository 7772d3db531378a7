"""How Telegram writes what is said: as HTML in messages, plainly on buttons; times in the place's own zone.

Whatever people wrote is escaped. Somebody's name is put in as a link to them, by signs that no text holds.
Source: https://core.telegram.org/bots/api#html-style
"""

import re
from collections.abc import Callable
from html import escape

from bot.domain.errors import TroubadourError
from bot.domain.view import Field, Mention, Phrase, Words
from bot.locales import Catalogue, Param, Writing, catalogue
from bot.platforms.telegram.facts import GENERAL_TOPIC, PLATFORM
from bot.platforms.telegram.outbound import Html

_PERSON = re.compile(r"[1-9][0-9]{0,15}", re.ASCII)
"""An id of Telegram's has at most 52 bits. Source: api, User."""
_LINK, _NAME, _END, _BOLD, _PLAIN = map(chr, range(0xFDD0, 0xFDD5))
"""Signs for marks: code points that Unicode keeps from ever being characters."""
_MARKED = re.compile(f"{_LINK}([0-9]+){_NAME}([^{_END}]*){_END}")
_BREAK = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f"  # control characters
    "\u202a-\u202e\u2066-\u2069"  # those that turn the direction of all that follows
    "\ue000\ue001"  # what the catalogue marks long texts with
    "\ufdd0-\ufdef\ufffe\uffff]"  # what never is a character
)


def words_in(language: str) -> Catalogue:
    """Return the catalogue for a tag, as Telegram's messages are written."""
    return catalogue(language, WRITING)


def clean(text: str) -> str:
    """Return a text as Telegram takes it: halves of characters, controls and turns of direction go."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _UNWANTED.sub("", _BREAK.sub("\n", whole).replace("\t", " "))


def escaped(text: str) -> Html:
    """Write somebody's own words so that nothing in them is taken for a mark."""
    return _marked(clean(text))


def text(words: Catalogue, sentence: str, **params: Param) -> Html:
    """Write a sentence of the catalogue with plain texts and numbers filled in."""
    plain = {name: clean(one) if isinstance(one, str) else one for name, one in params.items()}
    return _marked(words.text(sentence, **plain))


def say(words: Catalogue, said: Words | None) -> Html:
    """Write what a person reads in a message."""
    return Html("") if said is None else _marked(words.phrase(said, _linked(words)))


def sentences(words: Catalogue, *said: Html) -> Html:
    """Put sentences one behind the other."""
    return Html(words.sentences(*said))


def say_error(words: Catalogue, error: TroubadourError) -> Html:
    """Write the one sentence for an error."""
    return _marked(words.error(error, _linked(words)))


def label(words: Catalogue, said: Words | None) -> str:
    """Write what stands on a button, or is shown after a press, where there are no marks: plainly."""
    return "" if said is None else words.phrase(said, _named(words))


def label_error(words: Catalogue, error: TroubadourError) -> str:
    """Write the one sentence for an error where there are no marks."""
    return words.error(error, _named(words))


def say_field(words: Catalogue, field: Field) -> Html:
    """Write a line with its label."""
    name, value = words.phrase(field.label), words.several(field.value, _linked(words))
    return _marked(words.text("chat-field", label=f"{_BOLD}{name}{_PLAIN}", value=value))


def plain_field(words: Catalogue, field: Field) -> str:
    """Write a line with its label, for where there are no marks."""
    value = words.several(field.value, _named(words))
    return words.text("chat-field", label=words.phrase(field.label), value=value)


def bold(html: Html) -> Html:
    """Make a line stand out; nothing stays nothing."""
    return Html(f"<b>{html}</b>") if html else html


def code(plain: str) -> Html:
    """Write what can be copied with a tap."""
    return Html(f"<code>{escaped(plain)}</code>")


def quote(html: Html) -> Html:
    """Set a text off; a long one is folded until it is opened."""
    return Html(f"<blockquote expandable>{html}</blockquote>")


def _linked(words: Catalogue) -> Callable[[Mention], str]:
    """Return how to name somebody so that the name leads to them."""
    named = _named(words)

    def link(one: Mention) -> str:
        if one.kind == "person" and _PERSON.fullmatch(one.id):
            return f"{_LINK}{one.id}{_NAME}{named(one)}{_END}"
        return named(one)

    return link


def _named(words: Catalogue) -> Callable[[Mention], str]:
    """Return how to name somebody or something by what it was called; a topic without a name has a number."""

    def name(one: Mention) -> str:
        if one.kind == "channel" and not one.name:
            if one.id == str(GENERAL_TOPIC):
                return words.text("telegram-topic-general")
            return words.phrase(Phrase("telegram-topic", {"id": one.id}))
        return clean(one.name or one.id)

    return name


def _marked(plain: str) -> Html:
    """Escape a text, and make marks of the signs in it."""
    html = escape(plain, quote=False).replace(_BOLD, "<b>").replace(_PLAIN, "</b>")
    return Html(_MARKED.sub(r'<a href="tg://user?id=\1">\2</a>', html))


WRITING = Writing(own=clean, chat=PLATFORM)
