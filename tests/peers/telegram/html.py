"""Telegram's HTML, parsed as strictly as its servers do. Source: Bot API, "HTML style"; words of tdlib."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape

from tests.peers.telegram.message import Entity
from tests.peers.telegram.problems import bad
from tests.peers.telegram.units import units

KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
}
"""Tags, and what they mean. Emoji of one's own are not here: the bot has none."""
LITERAL = {"code", "pre"}
"""What no other tag may stand in."""
ESCAPE = re.compile(r"&(lt|gt|amp|quot|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
TAG = re.compile(r"<(/?)([^\s>]*)([^>]*)>")
ATTRIBUTE = re.compile(r"""\s*([^\s=>/"']+)(?:\s*=\s*("[^"]*"|'[^']*'|[\w.-]+))?""")
PERSON = re.compile(r"tg://user\?id=(\d+)$")


@dataclass
class _Open:
    tag: str
    kind: str
    url: str
    at: int
    """Where it begins, in units of the text."""
    byte: int


@dataclass
class _Parser:
    html: str
    complain: Callable[[str], None]

    def parse(self) -> tuple[str, list[Entity]]:
        """Return the text and what is marked in it."""
        html, text, n = self.html, "", 0
        entities: list[Entity] = []
        opened: list[_Open] = []
        while n < len(html):
            if html[n] == "<":
                n = self._tag(n, text, opened, entities)
                continue
            if html[n] == "&" and (escape := ESCAPE.match(html, n)):
                text += unescape(escape[0])
                n = escape.end()
                continue
            if html[n] in "&>":
                self.complain(f"{html[n]!r} at byte offset {self._byte(n)} is not escaped")
            text += html[n]
            n += 1
        if opened:
            raise _entities(f'Can\'t find end tag corresponding to start tag "{opened[-1].tag}"')
        return text, sorted(entities, key=lambda one: (one.offset, -one.length))

    def _tag(self, n: int, text: str, opened: list[_Open], entities: list[Entity]) -> int:
        byte, found = self._byte(n), TAG.match(self.html, n)
        if found is None:
            kind = "end" if self.html.startswith("</", n) else "start"
            raise _entities(f"Unclosed {kind} tag at byte offset {byte}")
        name = found[2].lower()
        if not found[1]:
            opened.append(self._start(name, found[3], units(text), byte, opened))
            return found.end()
        if not opened:
            raise _entities(f"Unexpected end tag at byte offset {byte}")
        if name and name != opened[-1].tag:
            expected = f'expected "</{opened[-1].tag}>", found "</{name}>"'
            raise _entities(f"Unmatched end tag at byte offset {byte}, {expected}")
        one = opened.pop()
        if length := units(text) - one.at:
            entities.append(_entity(one, length))
        return found.end()

    def _start(self, tag: str, rest: str, at: int, byte: int, opened: list[_Open]) -> _Open:
        if tag not in KINDS:
            raise _entities(f'Unsupported start tag "{tag}" at byte offset {byte}')
        given = self._attributes(tag, rest, byte)
        kind = KINDS[tag]
        if tag == "span" and given.get("class") != "tg-spoiler":
            raise _entities(f'Tag "span" must have class "tg-spoiler" at byte offset {byte}')
        if tag == "blockquote":
            if any(one.tag == "blockquote" for one in opened):
                self.complain(f"a quote in a quote at byte offset {byte}")
            kind = "expandable_blockquote" if "expandable" in given else kind
        if any(one.tag in LITERAL for one in opened) and (opened[-1].tag, tag) != ("pre", "code"):
            self.complain(f"<{tag}> inside of <{opened[-1].tag}> at byte offset {byte}")
        if tag == "a" and not given.get("href"):
            self.complain(f"a link to nowhere at byte offset {byte}")
        return _Open(tag, kind, given.get("href", ""), at, byte)

    def _attributes(self, tag: str, rest: str, byte: int) -> dict[str, str]:
        given: dict[str, str] = {}
        while rest.strip():
            found = ATTRIBUTE.match(rest)
            if found is None:
                raise _entities(f'Empty attribute name in the tag "{tag}" at byte offset {byte}')
            value = found[2] or ""
            if value[:1] in ('"', "'"):
                value = value[1:-1]
            given[found[1].lower()] = unescape(value)
            rest = rest[found.end() :]
        return given

    def _byte(self, n: int) -> int:
        return len(self.html[:n].encode())


def parse_html(html: str, complain: Callable[[str], None]) -> tuple[str, list[Entity]]:
    """Return the text of marked-up text, and its entities.

    What Telegram refuses raises a `Problem`; what it takes and shows otherwise than it was meant goes to
    `complain`. White space around the text is taken off, as the servers do.
    """
    text, entities = _Parser(html, complain).parse()
    return _trimmed(text, entities)


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    ahead = units(text) - units(text.lstrip())
    bare = text.strip()
    end = units(bare)
    kept = []
    for one in entities:
        start, stop = max(0, one.offset - ahead), min(end, one.offset + one.length - ahead)
        if stop > start:
            kept.append(Entity(one.kind, start, stop - start, one.url, one.person))
    return bare, kept


def _entity(one: _Open, length: int) -> Entity:
    if one.kind == "text_link" and (person := PERSON.match(one.url)):
        return Entity("text_mention", one.at, length, person=int(person[1]))
    return Entity(one.kind, one.at, length, one.url)


def _entities(words: str) -> Exception:
    return bad(f"can't parse entities: {words}", violation=True)
