"""The catalogues: every sentence that the code names is there, none is idle, and none stands in handlers."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from fluent.syntax import FluentParser
from fluent.syntax.ast import Junk, Message, VariableReference
from fluent.syntax.visitor import Visitor

from bot.domain import errors
from bot.domain.errors import StartupError, TroubadourError
from bot.locales import Catalogue, MissingSentenceError, catalogue

ROOT = Path(__file__).parents[1]
BOT = ROOT / "bot"
FTL = sorted((BOT / "locales" / "en").glob("*.ftl"))
FAMILIES = ("error", "problem", "startup")
"""Ids of these families are made of a code that is raised or stored; the code looks for them by name."""
NEVER_TOLD = {
    "invalid",  # `problem` names the more exact sentence
}
"""Codes of errors that no sentence is looked up for."""

HANDLERS = (
    *sorted((BOT / "platforms").rglob("*.py")),
    *sorted((BOT / "studio").rglob("*.py")),
    *(
        BOT / name
        for name in ("__main__.py", "app.py", "run.py", "checks.py", "setup.py", "config.py", "problems.py")
    ),
)
ALLOWED: dict[str, set[str]] = {}
"""File name → texts that look like sentences and are none. Keep it tiny."""


# --- what the code names ----------------------------------------------------------------------


@cache
def parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def sources() -> list[Path]:
    return sorted(BOT.rglob("*.py"))


def texts() -> set[str]:
    """Every whole string literal of the bot."""
    return {
        node.value
        for file in sources()
        for node in ast.walk(parsed(file))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def patterns() -> list[re.Pattern[str]]:
    """Every f-string of the bot that could be an id or a code, with anything in its braces."""
    found = set()
    for file in sources():
        for node in ast.walk(parsed(file)):
            if isinstance(node, ast.JoinedStr):
                parts = [str(part.value) if isinstance(part, ast.Constant) else "*" for part in node.values]
                if re.fullmatch(r"[a-z]+-[a-z0-9*-]+|\*-[a-z0-9-]+", "".join(parts)):
                    found.add("".join(parts).replace("*", "[a-z0-9-]+"))
    return [re.compile(one) for one in sorted(found)]


def calls_of(call: str) -> Iterator[tuple[str, str, set[str | None]]]:
    """Yield file:line, the literal and the names given (None: more of them) of calls with this name."""
    for file in sources():
        for node in ast.walk(parsed(file)):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name != call:
                continue
            argument = node.args[0]
            choices = [argument.body, argument.orelse] if isinstance(argument, ast.IfExp) else [argument]
            given = {keyword.arg for keyword in node.keywords}
            for choice in choices:
                if isinstance(choice, ast.Constant) and isinstance(choice.value, str):
                    yield f"{file.relative_to(ROOT)}:{node.lineno}", choice.value, given


def phrases() -> Iterator[tuple[str, str, set[str] | None]]:
    """Yield file:line, the id and the parameters (None: not to be seen) of each `Phrase("…")`."""
    for file in sources():
        for node in ast.walk(parsed(file)):
            match node:
                case ast.Call(
                    func=ast.Name(id="Phrase"), args=[ast.Constant(value=str() as one), *rest], keywords=more
                ):
                    filled = [*rest, *(keyword.value for keyword in more if keyword.arg == "params")]
                    given: set[str] | None = set()
                    if filled:
                        given = _keys(filled[0])
                    yield f"{file.relative_to(ROOT)}:{node.lineno}", one, given


def _keys(params: ast.expr) -> set[str] | None:
    """Return the keys of a dict literal, if all of them stand there."""
    if not isinstance(params, ast.Dict):
        return None
    keys = {key.value for key in params.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}
    return keys if len(keys) == len(params.keys) else None


def phrase_patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield file:line and a pattern for each `Phrase(f"…")`."""
    for file in sources():
        for node in ast.walk(parsed(file)):
            match node:
                case ast.Call(func=ast.Name(id="Phrase"), args=[ast.JoinedStr(values=parts), *_]):
                    texts_of = [
                        re.escape(str(one.value)) if isinstance(one, ast.Constant) else "[a-z0-9-]+"
                        for one in parts
                    ]
                    yield f"{file.relative_to(ROOT)}:{node.lineno}", re.compile("".join(texts_of))


@cache
def messages() -> tuple[Message, ...]:
    resource = FluentParser().parse("\n".join(file.read_text(encoding="utf-8") for file in FTL))
    return tuple(entry for entry in resource.body if isinstance(entry, Message))


def catalogue_ids() -> list[str]:
    return [message.id.name for message in messages()]


def variables_of(sentence: str) -> set[str]:
    """Every parameter that a sentence mentions, also in the branches that it rarely takes."""
    (entry,) = [one for one in messages() if one.id.name == sentence]
    found: set[str] = set()

    class Collector(Visitor):
        def visit_VariableReference(self, node: VariableReference) -> None:  # noqa: N802
            found.add(node.id.name)

    Collector().visit(entry)
    return found


def error_codes() -> set[str]:
    classes = [one for one in vars(errors).values() if isinstance(one, type)]
    told = [one for one in classes if issubclass(one, TroubadourError) and not issubclass(one, StartupError)]
    return {one.code for one in told} - NEVER_TOLD


def test_catalogue_has_no_broken_entries_and_no_twins() -> None:
    resource = FluentParser().parse("\n".join(file.read_text(encoding="utf-8") for file in FTL))
    assert [entry.content for entry in resource.body if isinstance(entry, Junk)] == []
    ids = catalogue_ids()
    assert sorted({one for one in ids if ids.count(one) > 1}) == []


def test_every_sentence_that_is_asked_for_is_there() -> None:
    ids = set(catalogue_ids())
    calls = [*calls_of("text"), *calls_of("Phrase")]
    asked = [(where, one) for where, one, _ in calls if re.fullmatch(r"[a-z]+(-[a-z0-9]+)+", one)]
    missing = [f"{where} {one}" for where, one in asked if one not in ids]
    assert not missing, "\n".join(missing)


def test_every_family_of_phrases_has_sentences() -> None:
    ids = set(catalogue_ids())
    missing = [
        f"{where} {pattern.pattern}"
        for where, pattern in phrase_patterns()
        if not any(pattern.fullmatch(one) for one in ids)
    ]
    assert not missing, "\n".join(missing)


def test_every_phrase_gets_what_it_mentions() -> None:
    ids = set(catalogue_ids())
    found = [
        f"{where} {one}: {sorted(variables_of(one))}"
        for where, one, given in phrases()
        if one in ids and given is not None and not variables_of(one) <= given
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("call", "prefix"), [("text", ""), ("InvalidOrder", "problem-"), ("StartupError", "startup-")]
)
def test_every_sentence_gets_what_it_mentions(call: str, prefix: str) -> None:
    ids, found = set(catalogue_ids()), []
    for where, code, given in calls_of(call):
        if prefix + code in ids and None not in given and not variables_of(prefix + code) <= given:
            found.append(f"{where} {prefix}{code}: {sorted(variables_of(prefix + code))}")
    assert not found, "\n".join(found)


def test_every_error_has_a_sentence() -> None:
    ids = set(catalogue_ids())
    assert sorted(f"error-{code}" for code in error_codes() if f"error-{code}" not in ids) == []


@pytest.mark.parametrize(
    ("family", "call"), [("problem", "InvalidOrder"), ("startup", "StartupError"), ("error", "Failure")]
)
def test_every_code_that_is_raised_has_a_sentence(family: str, call: str) -> None:
    ids = set(catalogue_ids())
    missing = [
        f"{where} {family}-{code}" for where, code, _ in calls_of(call) if f"{family}-{code}" not in ids
    ]
    assert not missing, "\n".join(missing)


def test_no_sentence_is_idle() -> None:
    literals, found = texts(), patterns()
    idle = []
    for one in catalogue_ids():
        family, _, code = one.partition("-")
        named = code if family in FAMILIES else one
        by_name = named in literals or (family == "error" and code in error_codes())
        by_pattern = any(pattern.fullmatch(named) for pattern in found)
        if not (by_name or by_pattern):
            idle.append(one)
    assert not idle, "\n".join(idle)


# --- text for people in handlers --------------------------------------------------------------

SENTENCE = re.compile(r"(?:^|[\s(\"“])[^\W\d_]{2,}[,;:]?\s+[^\W\d_]{1,}(?:[\s.,;:!?…)\"”]|$)")
NOT_FOR_PEOPLE = re.compile(r"\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH|CREATE|PRAGMA|BEGIN|ROLLBACK|COMMIT)\b")
LOG_CALLS = {"debug", "info", "warning", "error", "exception", "critical", "log"}
LOGGERS = {"log", "logger", "_log", "_logger", "logging"}


def is_silent(node: ast.AST) -> bool:
    """Tell whether nothing below this node is ever read by a member: for the log, for developers.

    `detail=` is written into the log of a job.
    """
    match node:
        case ast.Raise() | ast.Assert():
            return True
        case ast.Expr(value=ast.Constant()):
            return True
        case ast.keyword(arg="detail"):
            return True
        case ast.Call(func=ast.Attribute(value=ast.Name(id="re"))):
            return True
        case ast.Call(func=ast.Attribute(attr=attr, value=ast.Name(id=owner))):
            return attr in LOG_CALLS and owner in LOGGERS
        case ast.Call(func=ast.Attribute(attr=attr, value=ast.Call())):
            return attr in LOG_CALLS
        case _:
            return False


def sentences_in(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield what looks like text for people: two words or more in a row."""
    for node in ast.iter_child_nodes(tree):
        if is_silent(node):
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if SENTENCE.search(node.value) and not NOT_FOR_PEOPLE.match(node.value):
                yield node.lineno, node.value
        else:
            yield from sentences_in(node)


def test_no_text_for_people_in_handlers() -> None:
    found = [
        f"{file.relative_to(ROOT)}:{line} {text!r}"
        for file in HANDLERS
        if file.exists()
        for line, text in sentences_in(parsed(file))
        if text not in ALLOWED.get(file.name, set())
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "code",
    [
        'say("Your song is ready.")',
        'say(f"You have {n} songs left")',
        'parser.add_argument("--x", help="the title of the song")',
        'reply = {"content": "Not now, please"}',
        'def f(text="No songs yet"): ...',
        'say("a " + "Bonne chance à tous")',
    ],
)
def test_text_for_people_is_found(code: str) -> None:
    assert list(sentences_in(ast.parse(code))) != []


@pytest.mark.parametrize(
    "code",
    [
        '"""A docstring of a module."""',
        'log.info("song delivered at last")',
        'get_logger(__name__).warning("the disk is full")',
        'raise ValueError("this is for developers")',
        'assert x, "this is for developers"',
        'change(job, detail="by its owner")',
        'query("SELECT id FROM jobs WHERE id = :id")',
        're.compile("any old thing")',
        "header = \"default-src 'self'; img-src 'self' data:\"",
        'kind = "text/html; charset=utf-8"',
        'words.text("chat-left")',
        'path = "/events"; name = "one"',
    ],
)
def test_what_is_not_for_people_is_left_alone(code: str) -> None:
    assert list(sentences_in(ast.parse(code))) == []


# --- the catalogue ----------------------------------------------------------------------------


def test_language_falls_back_to_english() -> None:
    assert catalogue("en-GB").language == "en"
    assert catalogue("tlh").language == "en"
    assert catalogue("../en").language == "en"


def test_missing_sentences_and_parameters_are_errors() -> None:
    words = Catalogue("en", "hello = Hello { $name }\n")
    assert words.text("hello", name="Ann") == "Hello Ann"
    with pytest.raises(MissingSentenceError):
        words.text("hullo")
    with pytest.raises(MissingSentenceError):
        words.text("hello")


def test_start_up_errors_have_a_sentence_of_their_own() -> None:
    error = StartupError("web-port-busy", host="127.0.0.1", port=8080)
    assert catalogue().startup(error).startswith("Another program already uses port 8080 of 127.0.0.1.")
