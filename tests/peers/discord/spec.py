"""What the bot sends, judged by Discord's own OpenAPI file.

Without the file nothing is judged. It says nothing about much that Discord refuses (all embeds together, a
modal's five rows): those rules are the peer's own.
"""

import json
import reprlib
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator, FormatChecker, ValidationError, validators

from tests.peers.spec_files import spec_file

Schema = dict[str, Any]

FILE = "discord-openapi.json"
BASE = "/api/v10"


@dataclass(frozen=True)
class Amendment:
    """A place where the file refuses what Discord takes."""

    schema: str
    """The name below `components/schemas`."""
    instead: Mapping[str, object]
    why: str


AMENDMENTS = (
    Amendment(
        schema="SnowflakeType",
        instead={"type": ["string", "integer"], "pattern": "^(0|[1-9][0-9]*)$", "minimum": 0},
        why=(
            "Ids are taken as numbers too: reference.mdx, 'Uploading Files', numbers its attachments so, and "
            "'ID Serialization' says that they are integers inside. discord.py writes ids as numbers in "
            "attachments, allowed_mentions, message_reference, default_values and recipient_id."
        ),
    ),
)


def violations_of(method: str, path: str, body: object) -> list[str]:
    """Return what is wrong with a request, each as a JSON path and a sentence.

    `path` has real ids and no query; `body` is the JSON, or the parsed `payload_json` of a form with
    files, and None where none was sent. Nothing is wrong where the file is absent.
    """
    if not is_there():
        return []
    found = _find(method.lower(), path.removeprefix(BASE))
    if found is None:
        return [f"no such call: {method.upper()} {path}"]
    operation, ids = found
    wrong = [
        f"{name} in the path: {_sentence(error)}"
        for name, value in ids.items()
        for error in operation.of_path[name].iter_errors(value)
    ]
    if operation.of_body is None:
        return wrong if body is None else [*wrong, f"{method.upper()} {path} takes no body"]
    if body is None:
        return [*wrong, f"{method.upper()} {path} needs a body"]
    return wrong + [f"{error.json_path}: {_sentence(error)}" for error in operation.of_body.iter_errors(body)]


def is_there() -> bool:
    """Say whether there is a file to judge by. A test that needs it skips without."""
    return _file().is_file()


def _file() -> Path:
    return spec_file(FILE)


# Finding the call.


@dataclass(frozen=True)
class _Operation:
    of_path: Mapping[str, Draft202012Validator]
    of_body: Draft202012Validator | None


def _find(method: str, path: str) -> tuple[_Operation, Mapping[str, str]] | None:
    """Return the call and the values in its path. A literal segment wins over a parameter."""
    segments = path.split("/")
    fitting = [
        template
        for template, calls in _paths(len(segments)).items()
        if method in calls and all(map(_fits, template.split("/"), segments))
    ]
    if not fitting:
        return None
    template = min(fitting, key=lambda each: [_is_parameter(part) for part in each.split("/")])
    pairs = zip(template.split("/"), segments, strict=True)
    values = {part[1:-1]: value for part, value in pairs if _is_parameter(part)}
    return _operation(template, method), values


def _fits(part: str, segment: str) -> bool:
    return bool(segment) if _is_parameter(part) else part == segment


def _is_parameter(part: str) -> bool:
    return part.startswith("{")


@cache
def _paths(length: int) -> Mapping[str, Schema]:
    return {path: calls for path, calls in _document()["paths"].items() if len(path.split("/")) == length}


@cache
def _operation(template: str, method: str) -> _Operation:
    path = _document()["paths"][template]
    call = path[method]
    of_path = {
        each["name"]: _validator(each["schema"])
        for each in [*path.get("parameters", ()), *call.get("parameters", ())]
        if each["in"] == "path"
    }
    # A form has the same fields as the JSON, and its files beside them.
    content = call.get("requestBody", {}).get("content", {})
    chosen = content.get("application/json") or content.get("multipart/form-data")
    return _Operation(of_path, _validator(chosen["schema"]) if chosen else None)


@cache
def _document() -> Schema:
    document: Schema = json.loads(_file().read_text())
    for amendment in AMENDMENTS:
        document["components"]["schemas"][amendment.schema] = deepcopy(dict(amendment.instead))
    _link(document, document)
    return document


def _link(node: object, document: Schema) -> None:
    """Put what is meant in the place of each `$ref`: looking them up costs more than judging."""
    inside: Iterator[tuple[Any, object]]
    match node:
        case dict():
            inside = iter(list(node.items()))
        case list():
            inside = enumerate(node)
        case _:
            return
    for key, value in inside:
        if isinstance(value, dict) and isinstance(value.get("$ref"), str):
            node[key] = _meant(value, document)
        else:
            _link(value, document)


def _meant(reference: Schema, document: Schema) -> Schema:
    while isinstance(pointer := reference.get("$ref"), str):
        reference = document
        for part in pointer.removeprefix("#/").split("/"):
            reference = reference[part]
    return reference


# Judging. Discord's unions say by `type` which of their members an object is, so only that one is tried: it
# is quicker, and what is wrong inside it is said instead of "fits none of eleven".


def _union(
    validator: Draft202012Validator, members: Sequence[Schema], instance: object, *, exclusive: bool
) -> Iterator[ValidationError]:
    constants = [member["const"] for member in members if "const" in member]
    if len(constants) == len(members):
        if instance not in constants:
            yield ValidationError(f"{instance!r} is none of {', '.join(map(repr, constants))}")
        return
    meant = [member for member in members if _may_be(validator, member, instance)]
    if not meant:
        yield ValidationError(f"{_brief.repr(instance)} is nothing that may stand here")
        return
    judged = [list(validator.descend(instance, member)) for member in meant]
    yield from min(judged, key=len)
    if exclusive and judged.count([]) > 1:
        yield ValidationError(f"{_brief.repr(instance)} may be more than one thing")


def _may_be(validator: Draft202012Validator, member: Schema, instance: object) -> bool:
    if "type" in member:
        types = member["type"] if isinstance(member["type"], list) else [member["type"]]
        if not any(validator.is_type(instance, each) for each in types):
            return False
    kinds = member.get("properties", {}).get("type", {}).get("enum")
    return not (kinds and isinstance(instance, dict) and instance.get("type", kinds[0]) not in kinds)


def _one_of(
    validator: Draft202012Validator, members: Sequence[Schema], instance: object, _: Schema
) -> Iterator[ValidationError]:
    return _union(validator, members, instance, exclusive=True)


def _any_of(
    validator: Draft202012Validator, members: Sequence[Schema], instance: object, _: Schema
) -> Iterator[ValidationError]:
    return _union(validator, members, instance, exclusive=False)


def _is_int32(value: object) -> bool:
    return not isinstance(value, int) or -(2**31) <= value < 2**31


def _is_int64(value: object) -> bool:
    return not isinstance(value, int) or -(2**63) <= value < 2**63


def _is_uri(value: object) -> bool:
    return not isinstance(value, str) or bool(urlsplit(value).scheme)


def _is_time(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


_formats = FormatChecker(formats=())
for _name, _is in {"int32": _is_int32, "int64": _is_int64, "uri": _is_uri, "date-time": _is_time}.items():
    _formats.checks(_name, raises=ValueError)(_is)

_Judge = validators.extend(Draft202012Validator, {"oneOf": _one_of, "anyOf": _any_of})


def _validator(schema: Schema) -> Draft202012Validator:
    return _Judge(schema, format_checker=_formats)


_brief = reprlib.Repr()
_brief.maxlevel = 1


def _sentence(error: ValidationError) -> str:
    """Say what is wrong without the whole value, and name the limit."""
    said: str = error.message.replace(repr(error.instance), _brief.repr(error.instance))
    if isinstance(error.validator_value, int | float):
        said += f" ({error.validator}: {error.validator_value})"
    return said
