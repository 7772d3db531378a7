"""What is wrong with a configuration: the key, and a sentence that never has its value.

pydantic's errors come in; what goes out names the key by its path and says what it takes.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, ClassVar, Literal, Union, get_args, get_origin

from annotated_types import Ge, Le
from pydantic import BaseModel, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from bot.domain.errors import Params, StartupError
from bot.locales import Catalogue

_LONGEST_NAME = 60
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True)
class Problem:
    """What is wrong with a key, in a sentence of the catalogue (`config-…`) that never has its value."""

    path: str
    """The key, such as `web.port`, or the file where it is the file that is wrong."""
    sentence_id: str
    params: Params = field(default_factory=dict)
    variable: str = ""
    """The environment variable that the value came from."""

    @property
    def where(self) -> str:
        """The key, after the variable if the value came from one."""
        return f"{self.variable} ({self.path})" if self.variable else self.path

    def text(self, words: Catalogue) -> str:
        """Return one line: where, and what to do."""
        return f"{self.where}: {words.text(self.sentence_id, **self.params)}"


class ConfigError(StartupError):
    """The configuration can't be used; it has every problem at once."""

    exit_code: ClassVar[int] = 2

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("config", problems=len(problems))
        self.problems = problems

    def lines(self, words: Catalogue) -> list[str]:
        """Return one line for each problem."""
        return [problem.text(words) for problem in self.problems]


def problems_of(
    error: ValidationError, root: type[BaseModel], variables: Mapping[str, str]
) -> tuple[Problem, ...]:
    """Return one problem for each key that pydantic refused.

    `root` is the shape of the file, `variables` says which keys came from which environment variable. A
    validator of a section chooses its own sentence by raising `PydanticCustomError("config-…", …)`.
    """
    problems: dict[str, Problem] = {}
    for detail in error.errors(include_url=False, include_input=False):
        problem = _problem(detail, root, variables)
        problems.setdefault(problem.path, problem)
    return tuple(problems.values())


def _problem(detail: ErrorDetails, root: type[BaseModel], variables: Mapping[str, str]) -> Problem:
    """Name the key that an error of pydantic is about, and say what it takes."""
    model, keys, info = root, list[str](), None
    for i, part in enumerate(detail["loc"]):
        if detail["type"] == "extra_forbidden" and part not in model.model_fields:
            return _unknown(root, model, keys, str(part))
        info = model.model_fields.get(str(part))
        if info is None:
            break
        keys.append(str(part))
        inner = section_model(info)
        if inner is None:
            # what is below a plain key is named only where its keys are the operator's own
            keys += [_shown(str(own)) for own in detail["loc"][i + 1 : i + 2] if _is_table(info)]
            break
        model = inner
    path = ".".join(keys)
    sentence, params = _expected(detail, info, path)
    return Problem(path, sentence, params, variables.get(path, ""))


def _shown(key: str) -> str:
    return (key if _BARE_KEY.fullmatch(key) else json.dumps(key))[:_LONGEST_NAME]


def _is_table(info: FieldInfo) -> bool:
    """Tell whether a key takes a section whose keys are not known beforehand."""
    return any(get_origin(kind) is dict for kind in kinds_of(info.annotation))


def _expected(detail: ErrorDetails, info: FieldInfo | None, path: str) -> tuple[str, Params]:
    kind = detail["type"]
    if kind.startswith("config-"):
        return kind, {name: str(value) for name, value in detail.get("ctx", {}).items()}
    if kind == "missing":
        return "config-missing", {}
    if info is None or kind in {"value_error", "assertion_error"} or kind.startswith("string_pattern"):
        return "config-invalid", {}
    if section_model(info) is not None or _is_table(info):
        return "config-section", {"section": path}
    kinds = kinds_of(info.annotation)
    choices = [value for part in kinds if get_origin(part) is Literal for value in get_args(part)]
    if choices:
        return "config-choice", {"choices": tuple(json.dumps(choice) for choice in choices)}
    if bool in kinds:
        return "config-true-false", {}
    if int in kinds or float in kinds:
        return _expected_number(info, whole=int in kinds)
    if kind in {"string_too_short", "too_short"}:
        return "config-empty", {}
    if {str, SecretStr, Path} & set(kinds):
        return "config-text", {}
    return (
        "config-list" if any(get_origin(part) in {tuple, list} for part in kinds) else "config-invalid"
    ), {}


def _expected_number(info: FieldInfo, *, whole: bool) -> tuple[str, dict[str, str]]:
    least = next((str(part.ge) for part in info.metadata if isinstance(part, Ge)), None)
    most = next((str(part.le) for part in info.metadata if isinstance(part, Le)), None)
    if least is None or most is None:
        return ("config-whole-number" if whole else "config-number"), {}
    return ("config-whole-number-range" if whole else "config-number-range"), {"least": least, "most": most}


def _unknown(root: type[BaseModel], model: type[BaseModel], keys: list[str], key: str) -> Problem:
    path = ".".join([*keys, _shown(key)])
    if keys == ["providers"]:
        return Problem(path, "config-unknown-service", {"services": tuple(model.model_fields)})
    near = get_close_matches(key, model.model_fields, n=1)
    likely = [".".join([*keys, *near])] if near else []
    elsewhere = likely or [other for other, _, _ in walk(root) if other.rsplit(".", 1)[-1] == key]
    if len(elsewhere) != 1:
        return Problem(path, "config-unknown-key")
    return Problem(path, "config-unknown-key-like", {"suggestion": elsewhere[0]})


def walk(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, FieldInfo, Any]]:
    """Yield every key below a model: its whole path, its field and its default."""
    for name, info in model.model_fields.items():
        inner = section_model(info)
        if inner is None:
            yield prefix + name, info, info.get_default(call_default_factory=True)
        else:
            yield from walk(inner, f"{prefix}{name}.")


def section_model(info: FieldInfo) -> type[BaseModel] | None:
    """Return the model of a field that is a section, or None for a plain key."""
    kinds = [kind for kind in kinds_of(info.annotation) if isinstance(kind, type)]
    return next((kind for kind in kinds if issubclass(kind, BaseModel)), None)


def kinds_of(annotation: Any) -> tuple[Any, ...]:
    """Return what an annotation allows, without `None`, `Annotated` and the unions around it."""
    if get_origin(annotation) is Annotated:
        return kinds_of(get_args(annotation)[0])
    if get_origin(annotation) not in {Union, UnionType}:
        return (annotation,)
    parts = [part for part in get_args(annotation) if part is not NoneType]
    return tuple(kind for part in parts for kind in kinds_of(part))
