"""What the bot sends, judged by the Bot API's description.

Without the file nothing is judged; parameters are read as far as they show by themselves what they are. It
says nothing about much that Telegram refuses (lengths, buttons, marks): those rules are the peer's own.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from tests.peers.spec_files import spec_file

Json = dict[str, Any]

FILE = "telegram-api.min.json"
ARRAY = "Array of "


class Unreadable(ValueError):
    """A parameter's text is nothing of the kinds that may stand there."""


def is_there() -> bool:
    """Say whether there is a file to judge by. A test that needs it skips without."""
    return spec_file(FILE).is_file()


@cache
def _document() -> Json:
    document: Json = json.loads(spec_file(FILE).read_text())
    return document


@dataclass(frozen=True)
class Reading:
    """The parameters of a request."""

    params: Json
    """Read from their texts."""
    wrong: list[str]
    missing: list[str]
    """What is required and is not there."""


def read(method: str, sent: Mapping[str, str], files: Collection[str] = ()) -> Reading:
    """Read the parameters of a request, and judge them. `files` are the names of the parts that are files."""
    if not is_there():
        return Reading({name: _guessed(name, text) for name, text in sent.items()}, [], [])
    fields = {one["name"]: one for one in _document()["methods"][method].get("fields", ())}
    params: Json = {}
    wrong: list[str] = []
    for name, text in sent.items():
        if name not in fields:
            wrong.append(f"{method}: {name}: no such parameter")
            continue
        try:
            params[name] = _parsed(text, fields[name]["types"])
        except Unreadable as error:
            wrong.append(f"{method}: {name}: {error}")
            continue
        if "InputFile" not in fields[name]["types"]:
            wrong += _judged(params[name], fields[name]["types"], f"{method}: {name}")
    missing = [
        name for name, one in fields.items() if one["required"] and name not in sent and name not in files
    ]
    inner = [one for value in params.values() if isinstance(value, dict) for one in value.values()]
    named = {str(value).removeprefix("attach://") for value in (*params.values(), *inner)} | set(fields)
    wrong += [f"{method}: the file {name} is named nowhere" for name in files if name not in named]
    return Reading(params, [*wrong, *(f"{method}: {name} is required" for name in missing)], missing)


def wrong_with(value: object, kind: str) -> list[str]:
    """Return what keeps a value from being of a type, such as `Message`: for what the peer says itself."""
    return _judged(value, [kind], kind) if is_there() else []


def _guessed(name: str, text: str) -> Any:
    """Read a parameter without a description: what people write stays a text."""
    if name in ("chat_id", "text", "caption", "title", "performer", "callback_query_id"):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def _parsed(text: str, kinds: Sequence[str]) -> Any:
    """Read the text of a parameter."""
    if "String" in kinds or "InputFile" in kinds:
        return text
    if kinds[0] == "Boolean":
        if text.lower() not in ("true", "false"):
            raise Unreadable("neither true nor false")
        return text.lower() == "true"
    try:
        return json.loads(text)
    except ValueError:
        raise Unreadable("no JSON") from None


def _judged(value: object, kinds: Sequence[str], where: str) -> list[str]:
    """Return what is wrong with a value that may be one of several things: what is nearest is meant."""
    return min((_of_kind(value, kind, where) for kind in kinds), key=len)


def _of_kind(value: object, kind: str, where: str) -> list[str]:
    if kind.startswith(ARRAY):
        if not isinstance(value, list):
            return [f"{where} is no list"] * 9
        inner = kind.removeprefix(ARRAY)
        return [wrong for n, one in enumerate(value) for wrong in _of_kind(one, inner, f"{where}[{n}]")]
    plain = {
        "Integer": isinstance(value, int) and not isinstance(value, bool),
        "Float": isinstance(value, int | float) and not isinstance(value, bool),
        "Boolean": isinstance(value, bool),
        "String": isinstance(value, str),
    }
    if kind in plain:
        return [] if plain[kind] else [f"{where} is not of the type {kind}"]
    if not isinstance(value, dict):
        return [f"{where} is no object"] * 9
    described = _document()["types"][kind]
    if "subtypes" in described:
        return _judged(value, described["subtypes"], where)
    fields = {one["name"]: one for one in described.get("fields", ())}
    wrong = [f"{where}.{name}: no such field of {kind}" for name in value if name not in fields]
    for name, one in fields.items():
        if name in value:
            wrong += _judged(value[name], one["types"], f"{where}.{name}")
        elif one["required"]:
            wrong.append(f"{where}.{name} is required in {kind}")
    return wrong
