"""What must not reach a log: secrets, signed links and members' words.

Three nets lie over each other: known secret values are taken out wherever they stand; fields with telling
names are replaced by their length; and text is searched for links, credentials and members' words as
`repr` and JSON write them. What remains is cut to a length and freed of control characters.
"""

import json
import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import fields, is_dataclass
from typing import Final
from urllib.parse import quote, quote_plus

from pydantic import BaseModel

HIDDEN: Final = "…"
LONGEST_TEXT = 2_000
"""Characters of one value or message."""
LONGEST_TRACEBACK = 20_000
_DEEPEST = 6
_MOST_ITEMS = 50
_SHORTEST_SECRET = 4
"""A shorter value would be found in every other word."""

_OWN_WORDS = ("lyrics", "prompt", "title", "text", "words", "style", "avoid", "content")
_CREDENTIALS = (
    "token",
    "tokens",
    "key",
    "apikey",
    "authorization",
    "auth",
    "cookie",
    "cookies",
    "password",
    "passwd",
    "secret",
    "secrets",
    "signature",
    "sig",
    "credential",
    "credentials",
)
_TELLING = frozenset((*_OWN_WORDS, *_CREDENTIALS))
_NAME_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")

_NAMED = r"(?:\w*[_-])?(?:" + "|".join(_TELLING) + r")"
_QUOTED = re.compile(  # lyrics='…', "api_key": "…"
    rf"(?P<name>(?P<q>\\*['\"]?)\b{_NAMED}(?P=q)\s*[=:]\s*)"
    r"(?:SecretStr\()?[bru]?\\*(?P<quote>['\"])(?P<value>(?:\\.|(?!(?P=quote)).)*)(?:(?P=quote)|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_ASSIGNED = re.compile(rf"\b((?:\w*[_-])?(?:{'|'.join(_CREDENTIALS)})=)[^\s'\"&,;)]+", re.IGNORECASE)
_HEADER = re.compile(
    r"\b((?:proxy-)?authorization|(?:set-)?cookie|x-api-key)(\s*[:=]\s*)[^\r\n]+", re.IGNORECASE
)
_BEARER = re.compile(r"\b(Bearer|Basic|Bot)\s+[A-Za-z0-9._~+/=-]{16,}")
_TELEGRAM_TOKEN = re.compile(r"\b(bot)?\d{6,}:[A-Za-z0-9_-]{30,}")
_DISCORD_TOKEN = re.compile(r"\b[A-Za-z0-9_-]{23,30}\.[A-Za-z0-9_-]{6,7}\.[A-Za-z0-9_-]{27,}")
_INTERACTION_TOKEN = re.compile(r"\baW50ZXJhY3Rpb246[A-Za-z0-9+/=_-]+")  # "interaction:", and what follows
_INTERACTION_PATH = re.compile(r"(/(?:interactions|webhooks)/\d+/)[^\s/?#\"'<>)]+")
_INVITE = re.compile(
    r"https://discord\.com/oauth2/authorize\?client_id=\d+&scope=[a-z.+]+&permissions=\d+&integration_type=\d"
)
"""A link whose query is no secret: it is shown to whoever is to add the bot to a server."""
_PYDANTIC_INPUT = re.compile(r"input_value=.*?(?=, input_type=|\Z)", re.DOTALL)
_URL = re.compile(
    r"\b([a-z][a-z0-9+.-]{0,20}://)([^\s/?#\"<>]*@)?([^\s?#\"<>]*)([?#][^\s\"<>]*)?", re.IGNORECASE
)
_PATH_QUERY = re.compile(r"((?:^|[\s\"'(=])/[^\s?\"'<>]{0,500})\?[^\s\"<>]+")
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


class Redactor:
    """Takes out of text and values what a log must not hold."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets: set[str] = set()
        self._known: re.Pattern[str] | None = None
        self.hide(*secrets)

    def hide(self, *secrets: str) -> None:
        """Add secret values; from now on they are taken out, also as URLs, JSON and `repr` write them."""
        for secret in secrets:
            if len(secret) >= _SHORTEST_SECRET:
                spelled = {secret, quote(secret, safe=""), quote(secret), quote_plus(secret)}
                self._secrets |= spelled | {json.dumps(secret)[1:-1], repr(secret)[1:-1]}
        longest_first = sorted(self._secrets, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None

    def text(self, text: str, *, longest: int = LONGEST_TEXT) -> str:
        """Return free text without secrets, signed links and quoted words; line breaks stay."""
        if self._known is not None:
            text = self._known.sub(HIDDEN, text)
        # what stays out of reach of the slower searches is cut off anyway
        cut, text = len(text) > longest, text[: longest * 4]
        text = _PYDANTIC_INPUT.sub(f"input_value={HIDDEN}", text)
        text = _QUOTED.sub(_measure, text)
        text = _ASSIGNED.sub(rf"\1{HIDDEN}", text)
        text = _HEADER.sub(rf"\1\2{HIDDEN}", text)
        text = _BEARER.sub(rf"\1 {HIDDEN}", text)
        text = _TELEGRAM_TOKEN.sub(HIDDEN, text)
        text = _DISCORD_TOKEN.sub(HIDDEN, text)
        text = _INTERACTION_TOKEN.sub(HIDDEN, text)
        text = _INTERACTION_PATH.sub(rf"\1{HIDDEN}", text)
        text = _URL.sub(_bare_url, text)
        text = _PATH_QUERY.sub(rf"\1?{HIDDEN}", text)
        return text[:longest] + HIDDEN if cut or len(text) > longest else text

    def value(self, name: str, value: object, *, depth: int = 0) -> object:
        """Return a field's value as numbers, texts, lists and dicts that may be logged."""
        if value is None or isinstance(value, bool | int | float):
            return self._number(value)
        if is_telling(name):
            return _measured(value)
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, bytes | bytearray | memoryview):
            return f"<{len(value)} bytes>"
        if depth >= _DEEPEST:
            return HIDDEN
        if isinstance(value, BaseModel):
            value = {key: getattr(value, key) for key in type(value).model_fields}
        elif is_dataclass(value) and not isinstance(value, type):
            value = {field.name: getattr(value, field.name, None) for field in fields(value)}
        if isinstance(value, Mapping):
            return self._mapping(value, depth)
        if isinstance(value, list | tuple | Set):
            items = [self.value("", item, depth=depth + 1) for item in list(value)[:_MOST_ITEMS]]
            return [*items, HIDDEN] if len(value) > _MOST_ITEMS else items
        return self.text(_shown(value))

    def _number(self, value: float | None) -> object:
        hidden = self._known is not None and self._known.search(str(value))
        return HIDDEN if hidden else value

    def _mapping(self, mapping: Mapping[object, object], depth: int) -> dict[str, object]:
        return {
            self.text(str(key)): self.value(str(key), value, depth=depth + 1)
            for key, value in list(mapping.items())[:_MOST_ITEMS]
        }


def is_telling(name: str) -> bool:
    """Tell whether a field of this name holds a secret or a member's words: `api_key`, `X-Auth-Token`."""
    return not _TELLING.isdisjoint(part.lower() for part in _NAME_PARTS.findall(name))


def one_line(text: str) -> str:
    """Return text on one line: control characters and marks that reorder text become escapes."""
    return _UNSAFE.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    return _ESCAPES.get(match[0], f"\\u{ord(match[0]):04x}")


def _measured(value: object) -> str:
    match value:
        case str():
            return f"<{len(value)} characters>"
        case bytes() | bytearray():
            return f"<{len(value)} bytes>"
        case Mapping() | list() | tuple() | Set():
            return f"<{len(value)} items>"
        case _:
            return f"<{type(value).__name__}>"


def _measure(match: re.Match[str]) -> str:
    return f"{match['name']}<{len(match['value'])} characters>"


def _bare_url(match: re.Match[str]) -> str:
    if _INVITE.fullmatch(match[0]):
        return match[0]
    scheme, userinfo, rest, query = match.groups()
    return f"{scheme}{f'{HIDDEN}@' if userinfo else ''}{rest}{f'{query[0]}{HIDDEN}' if query else ''}"


def _shown(value: object) -> str:
    try:
        return repr(value) if not isinstance(value, BaseException) else f"{type(value).__name__}: {value}"
    except Exception:  # noqa: BLE001 (a value that can't be shown must not cost the event)
        return f"<{type(value).__name__}>"
