"""The catalogues: every sentence that the code names is there, none is idle, and none stands in handlers.

The other languages say what English does: the same sentences, filled with the same.
"""

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from itertools import islice, product
from pathlib import Path
from typing import Any, Literal, get_args

import pytest
from babel import Locale
from fluent.syntax import FluentParser
from fluent.syntax.ast import (
    FunctionReference,
    Junk,
    Message,
    NumberLiteral,
    Pattern,
    Resource,
    SelectExpression,
    StringLiteral,
    Term,
    TextElement,
    VariableReference,
)
from fluent.syntax.serializer import serialize_expression
from fluent.syntax.visitor import Visitor

from bot.config import Settings
from bot.domain import errors
from bot.domain.errors import StartupError, TroubadourError
from bot.domain.lyrics import parse_lyrics
from bot.domain.quota import Period
from bot.domain.song import Voice
from bot.domain.view import Mention, Phrase
from bot.locales import DEFAULT_LANGUAGE, Catalogue, MissingSentenceError, catalogue, languages
from bot.platforms.web.wording import EXAMPLES
from bot.studio.commands import COMMANDS, SONG_OPTIONS, parse_command, parse_song, parse_wish
from bot.studio.dialogues.settings import AUTONYMS
from bot.studio.moderation.commands import QUOTA_COMMANDS, SUB_COMMANDS

ROOT = Path(__file__).parents[1]
BOT = ROOT / "bot"
FTL = sorted((BOT / "locales" / "en").glob("*.ftl"))
FAMILIES = ("error", "problem", "startup")
"""Ids of these families are made of a code that is raised or stored; the code looks for them by name."""
NEVER_TOLD = {
    "invalid",  # `problem` names the more exact sentence
}
"""Codes of errors that no sentence is looked up for."""
OWN = re.compile(r"(?:discord|telegram)-own-(.+)")
"""Sentences that a chat says instead of those named behind this."""

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
        if not (by_name or by_pattern or OWN.fullmatch(one)):
            idle.append(one)
    assert not idle, "\n".join(idle)


def test_what_a_chat_says_in_its_own_way_is_filled_from_the_same() -> None:
    found = []
    for one in filter(OWN.fullmatch, catalogue_ids()):
        instead = OWN.sub(r"\1", one)
        if not catalogue().has(instead):
            found.append(f"{one}: there is no {instead}")
        elif more := needs(DEFAULT_LANGUAGE, one).variables - needs(DEFAULT_LANGUAGE, instead).variables:
            found.append(f"{one}: {instead} is not given {sorted(more)}")
    report(found)


# --- text for people in handlers --------------------------------------------------------------

SENTENCE = re.compile(r"(?:^|[\s(\"“])[^\W\d_]{2,}[,;:]?\s+[^\W\d_]{1,}(?:[\s.,;:!?…)\"”]|$)")
NOT_FOR_PEOPLE = re.compile(r"\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH|CREATE|PRAGMA|BEGIN|ROLLBACK|COMMIT)\b")
LOG_CALLS = {"debug", "info", "warning", "error", "exception", "critical", "log"}
LOGGERS = {"log", "logger", "_log", "_logger", "logging"}
FOR_THE_LOG = {"DeliveryUnavailable", "DeliveryUnknown", "TooLargeToPost", "Dropped"}
"""Errors whose text goes into the log, wherever they are made."""


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
        case ast.Call(func=ast.Name(id=name)):
            return name in FOR_THE_LOG
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
        if file.exists() and file.name != "facts.py"  # what chats say, as data
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


# --- the languages, against English -----------------------------------------------------------

OTHERS = tuple(one for one in languages() if one != DEFAULT_LANGUAGE)
Kind = Literal["int", "time", "text"]
SAMPLES: dict[Kind, tuple[Any, ...]] = {
    "int": (0, 1, 2, 5, 1_234_567),
    "time": (datetime(2026, 11, 22, 23, 45, tzinfo=UTC),),
}
PLURALS = {"zero", "one", "two", "few", "many", "other"}
MOST_COMBINATIONS = 400
SAME_AS_ENGLISH = {"chat-ui-title", "chat-ui-bot", "init-yes", "init-no"}
"""Messages with letters that may be the same in another language: names, and keys to be typed."""
TYPED_WORDS = """
    troubadour run check init song stats health make install pip force reinstall chmod toml config key value
    true false one two all unlimited none reason place platform id off yes no y n h d w m members nobody
    moderator moderators token username name
    discord telegram python pyav markdown lrc av ann lee ai mp wav utf utc usd kb mb http https ws wss ui ok
    enter shift ctrl c europe vienna america new york asia shanghai tokyo rap hook solo drop bot jazz hip hop
    pop gb big jis windows api encoding offline price txt md lrc stream music
    docs developers applications general information interactions endpoint
    botfather mybots setprivacy setjoingroups enable webhook
    fun music minimax minimaxi senseaudio bailian console aliyun com io cn model flac link
"""
TYPED = {
    *re.findall(r"\w+", TYPED_WORDS),
    *(*COMMANDS, *SONG_OPTIONS, *SUB_COMMANDS, *QUOTA_COMMANDS, *get_args(Period), *get_args(Voice)),
}
"""Latin words that may stand in a catalogue of another script; keys of the configuration besides."""
TYPED_AS_IT_IS = re.compile(
    r"""(?<![\w:/.@])/[a-z]+              # commands: /song
    |(?<![\w-])--[a-z-]+                  # --reason
    |\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b        # TROUBADOUR_WEB_PORT
    |\b[a-z]+_[a-z_]+\b                   # api_key
    |\[(?:access|budget|discord|limits|operator|providers|quota|routing|telegram|web)[\].]
    |\btroubadour[ ](?:run|check|init|song|stats|health|quota[ ]set|quota)\b
    |"[A-Za-z ]+"                         # "unlimited"
    |(?<=“)[a-z]+(?=[”:])                 # “provider”
    |(?<![\w.,])[+−]?\d+(?:\.\d+)*(?:[hdmw]\b)?
    |\b(?:Discord|Telegram|Troubadour|Python|PyAV|HTTPS|UTF-8|WAV|MP3|USD|UTC)\b""",
    re.VERBOSE,
)  # fmt: skip
OWN_WORDS = re.compile(r"chat-example-.*|dialogue-hint-.*|problem-style-too-long")
"""Examples: what they are about is a language's own."""
FILLED = "\ufffc"
"""Stands where a parameter will."""
HAN = r"[\u3040-\u30ff\u4e00-\u9fff]"


@cache
def resource_of(language: str) -> Resource:
    folder = sorted((BOT / "locales" / language).glob("*.ftl"))
    return FluentParser().parse("\n".join(file.read_text(encoding="utf-8") for file in folder))


@cache
def messages_of(language: str) -> dict[str, Message]:
    return {entry.id.name: entry for entry in resource_of(language).body if isinstance(entry, Message)}


def shared(language: str) -> list[str]:
    """Ids that English and a language have."""
    return [one for one in messages_of(DEFAULT_LANGUAGE) if one in messages_of(language)]


@dataclass
class Needs(Visitor):
    """What a message is filled with, and how it chooses between its forms."""

    variables: set[str] = field(default_factory=set)
    functions: set[str] = field(default_factory=set)
    """Calls with their options, such as `NUMBER($port, useGrouping: 0)`."""
    exact: dict[str, set[str]] = field(default_factory=dict)
    plural: dict[str, set[str]] = field(default_factory=dict)
    words: dict[str, set[str]] = field(default_factory=dict)
    """The keys that a variable is compared with: numbers, plural forms, words."""

    def visit_VariableReference(self, node: VariableReference) -> None:  # noqa: N802
        self.variables.add(node.id.name)

    def visit_FunctionReference(self, node: FunctionReference) -> None:  # noqa: N802
        self.functions.add(serialize_expression(node))
        self.generic_visit(node)

    def visit_SelectExpression(self, node: SelectExpression) -> None:  # noqa: N802
        assert isinstance(node.selector, VariableReference), "only plain variables are selected on"
        name = node.selector.id.name
        for variant in node.variants:
            if isinstance(variant.key, NumberLiteral):
                self.exact.setdefault(name, set()).add(variant.key.value)
            elif variant.key.name in PLURALS:
                self.plural.setdefault(name, set()).add(variant.key.name)
            else:
                self.words.setdefault(name, set()).add(variant.key.name)
        self.generic_visit(node)

    def kind(self, name: str) -> Kind:
        """Tell what a parameter is by the way it is used."""
        if any(one.startswith(f"DATETIME(${name},") for one in self.functions):
            return "time"
        counted = name in self.exact or bool(self.plural.get(name, set()) - {"other"})
        return (
            "int" if counted or any(one.startswith("NUMBER($" + name) for one in self.functions) else "text"
        )

    def samples(self) -> list[dict[str, Any]]:
        """Return parameters that lead through the forms of a message."""
        values = []
        for name in sorted(self.variables):
            if name in self.words and name not in self.exact:
                values.append([*sorted(self.words[name]), "something-else"])
            else:
                values.append([*SAMPLES.get(self.kind(name), (f"⟨{name}⟩",))])
        combined = islice(product(*values), MOST_COMBINATIONS)
        return [dict(zip(sorted(self.variables), one, strict=True)) for one in combined]


def needs(language: str, sentence: str) -> Needs:
    found = Needs()
    found.visit(messages_of(language)[sentence])
    return found


class Texts(Visitor):
    """The text of a message outside its braces: each form on lines of its own."""

    def __init__(self) -> None:
        self.text = ""

    def visit_Pattern(self, node: Pattern) -> None:  # noqa: N802
        self.text += "\n"
        self.generic_visit(node)

    def visit_TextElement(self, node: TextElement) -> None:  # noqa: N802
        self.text += node.value

    def visit_StringLiteral(self, node: StringLiteral) -> None:  # noqa: N802
        self.text += node.value

    def visit_VariableReference(self, node: VariableReference) -> None:  # noqa: N802
        self.text += FILLED

    def visit_FunctionReference(self, node: FunctionReference) -> None:  # noqa: N802
        self.text += FILLED

    def visit_SelectExpression(self, node: SelectExpression) -> None:  # noqa: N802
        for variant in node.variants:
            self.visit(variant.value)


def text_of(language: str, sentence: str) -> str:
    found = Texts()
    found.visit(messages_of(language)[sentence].value)
    return found.text


def config_words() -> set[str]:
    """The words in the keys of the configuration."""
    schema = json.dumps(Settings.model_json_schema())
    keys = re.findall(r'"([a-z][a-z_]*)": \{', schema)
    return {word for key in keys for word in key.split("_")} | {"providers", "rates", "currency"}


def report(found: list[str]) -> None:
    assert not found, "\n" + "\n".join(found)


def test_there_are_other_languages() -> None:
    assert set(languages()) >= {DEFAULT_LANGUAGE, "ja", "zh"}


@pytest.mark.parametrize("language", OTHERS)
def test_language_has_the_same_files(language: str) -> None:
    names = {file.name for file in (BOT / "locales" / language).iterdir()}
    assert names == {file.name for file in FTL}


@pytest.mark.parametrize("language", OTHERS)
def test_language_has_no_broken_entries_and_no_twins(language: str) -> None:
    body = resource_of(language).body
    assert [entry.content for entry in body if isinstance(entry, Junk)] == []
    ids = [entry.id.name for entry in body if isinstance(entry, Message)]
    assert sorted({one for one in ids if ids.count(one) > 1}) == []
    assert [entry.id.name for entry in body if isinstance(entry, Term)] == []


@pytest.mark.parametrize("language", OTHERS)
def test_language_has_the_same_sentences(language: str) -> None:
    english, other = set(messages_of(DEFAULT_LANGUAGE)), set(messages_of(language))
    report(
        [f"missing {one}" for one in sorted(english - other)]
        + [f"superfluous {one}" for one in sorted(other - english)]
    )


@pytest.mark.parametrize("language", OTHERS)
def test_language_has_each_sentence_in_the_same_file(language: str) -> None:
    def places(folder: str) -> dict[str, str]:
        found = {}
        for file in (BOT / "locales" / folder).glob("*.ftl"):
            for entry in FluentParser().parse(file.read_text(encoding="utf-8")).body:
                if isinstance(entry, Message):
                    found[entry.id.name] = file.name
        return found

    english, other = places(DEFAULT_LANGUAGE), places(language)
    report(
        [
            f"{one}: {other[one]}, not {english[one]}"
            for one in english
            if other.get(one, english[one]) != english[one]
        ]
    )


@pytest.mark.parametrize("language", OTHERS)
def test_language_fills_in_the_same(language: str) -> None:
    found = []
    for one in shared(language):
        english, other = needs(DEFAULT_LANGUAGE, one), needs(language, one)
        for name in sorted(english.variables ^ other.variables):
            found.append(f"{one}: ${name} is {'missing' if name in english.variables else 'added'}")
        for call in sorted(english.functions ^ other.functions):
            found.append(f"{one}: {call} is {'missing' if call in english.functions else 'added'}")
    report(found)


@pytest.mark.parametrize("language", OTHERS)
def test_language_tells_the_same_cases_apart(language: str) -> None:
    forms = set(Locale.parse(language).plural_form.tags) | {"other"}
    found = []
    for one in shared(language):
        english, other = needs(DEFAULT_LANGUAGE, one), needs(language, one)
        for name in sorted(english.variables):
            for kind, had, has in (
                ("number", english.exact.get(name, set()), other.exact.get(name, set())),
                ("word", english.words.get(name, set()), other.words.get(name, set())),
            ):
                found += [f"{one}: ${name}, {kind} [{key}] is missing" for key in sorted(had - has)]
                if kind == "word" or english.kind(name) != "int":  # [1] may stand for [one]
                    found += [f"{one}: ${name}, {kind} [{key}] is added" for key in sorted(has - had)]
            for key in sorted(other.plural.get(name, set()) - forms):
                found.append(f"{one}: ${name}, [{key}] is no plural form of this language")
        for name in sorted(set(other.plural) - set(english.plural) - set(english.exact) - set(english.words)):
            found.append(f"{one}: ${name} is not selected on in English")
    report(found)


@pytest.mark.parametrize("language", languages())
def test_every_sentence_can_be_filled(language: str) -> None:
    words, found = catalogue(language), []
    for one in shared(language):
        for params in needs(DEFAULT_LANGUAGE, one).samples():
            try:
                assert words.text(one, **params).strip() or not text_of(DEFAULT_LANGUAGE, one).strip()
            except (MissingSentenceError, AssertionError) as error:
                found.append(f"{one} {params}: {error}")
    report(found)


@pytest.mark.parametrize("language", OTHERS)
def test_language_shows_the_same_things_in_each_case(language: str) -> None:
    english, other, found = catalogue(), catalogue(language), []
    for one in shared(language):
        english_needs = needs(DEFAULT_LANGUAGE, one)
        if needs(language, one).variables != english_needs.variables:
            continue  # told above
        for params in english_needs.samples():
            said, says = english.text(one, **params), other.text(one, **params)
            for value in (value for value in params.values() if str(value).startswith("⟨")):
                if (value in said) != (value in says):
                    found.append(f"{one}: {value} is {'lost' if value in said else 'added'} with {params}")
            if said.count("\n") != says.count("\n"):
                found.append(f"{one}: {said.count(chr(10))} line ends in English, {says.count(chr(10))} here")
    report(sorted(set(found)))


@pytest.mark.parametrize("language", OTHERS)
def test_language_keeps_what_is_typed(language: str) -> None:
    found = []
    for one in shared(language):
        if OWN_WORDS.fullmatch(one):
            continue
        there = text_of(language, one)
        asked = sorted({token[0] for token in TYPED_AS_IT_IS.finditer(text_of(DEFAULT_LANGUAGE, one))})
        found += [f"{one}: “{token}” is missing" for token in asked if token not in there]
    report(found)


@pytest.mark.parametrize("language", OTHERS)
def test_language_has_no_english_left_over(language: str) -> None:
    allowed, found = TYPED | config_words(), []
    for one in shared(language):
        english, other = text_of(DEFAULT_LANGUAGE, one), text_of(language, one)
        if english == other and re.search(r"[a-z]{2}", english) and one not in SAME_AS_ENGLISH:
            found.append(f"{one}: is the same as in English: {english}")
        left = sorted({word for word in re.findall(r"[A-Za-z]+", other) if word.lower() not in allowed})
        if left and one not in SAME_AS_ENGLISH and not OWN_WORDS.fullmatch(one):
            found.append(f"{one}: {', '.join(left)} (in TYPED in tests/test_locales.py, if it has to stay)")
    report(found)


@pytest.mark.parametrize("language", [one for one in OTHERS if one in ("zh", "ja")])
def test_language_has_the_signs_of_its_script(language: str) -> None:
    found = []
    for one in shared(language):
        other = text_of(language, one)
        if re.search(rf"{HAN}[,;!?]|[,;!?]{HAN}|{HAN}\.(?![\w.])", other):
            found.append(f"{one}: western punctuation: {other}")
        if re.search(rf"{HAN}\s+[，。、；：！？]|[，。、；！？]\s+[^\s{FILLED}]", other.replace("\n", "")):
            found.append(f"{one}: a space beside punctuation: {other}")
        for params in needs(DEFAULT_LANGUAGE, one).samples():
            said = catalogue().text(one, **params).rstrip()
            says = catalogue(language).text(one, **params).rstrip()
            lost = said.endswith(".") and not says.endswith(("。", "：", "⟩"))
            if lost or (says.endswith("。") and not said.endswith((".", ":", "!", "?"))):
                found.append(f"{one}: ends as a sentence in one language only: {says}")
    report(sorted(set(found)))


@pytest.mark.parametrize("language", languages())
def test_examples_are_orders_that_the_bot_takes(language: str) -> None:
    for example in EXAMPLES:
        orders = []
        for words in (catalogue(), catalogue(language)):
            command = parse_command(words.text(f"chat-example-{example}-text"))
            assert command is not None
            read = {"song": parse_song, "lyrics": parse_wish}[command.name]
            orders.append(read(command.text))
        given = [{name for name, value in one if value} for one in orders]
        assert given[0] <= given[1]
        if orders[1].lyrics:
            kinds = [[part.kind for part in parse_lyrics(one.lyrics).sections] for one in orders]
            assert kinds[0] == kinds[1]


@pytest.mark.parametrize("language", OTHERS)
def test_help_names_the_same_options(language: str) -> None:
    def named(folder: str) -> list[str]:
        words = re.findall(r"[a-z]+", text_of(folder, "chat-help-song"))
        return [word for word in words if word in (*SONG_OPTIONS, "file")]

    assert named(language) == named(DEFAULT_LANGUAGE)


def test_every_language_has_its_own_name_in_the_settings() -> None:
    assert set(AUTONYMS) >= set(languages())


# --- numbers, dates, lists --------------------------------------------------------------------


def numbers_and_dates(language: str) -> str:
    words = Catalogue(
        language, 'x = { $n }; { DATETIME($t_at_ms, dateStyle: "medium", timeStyle: "short") }\n'
    )
    at = datetime(2026, 11, 22, 23, 45, tzinfo=UTC)
    params = {"n": 1_234_567, "t_at_ms": int(at.timestamp() * 1000)}
    return words.phrase(Phrase("x", params, time_zone="Asia/Shanghai")).replace("\u202f", " ")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "1,234,567; Nov 23, 2026, 7:45 AM"),
        ("zh", "1,234,567; 2026年11月23日 07:45"),
        ("ja", "1,234,567; 2026/11/23 7:45"),
        ("de", "1.234.567; 23.11.2026, 07:45"),
    ],
)
def test_numbers_and_dates_are_the_languages(language: str, expected: str) -> None:
    assert numbers_and_dates(language) == expected


@pytest.mark.parametrize(("language", "expected"), [("en", "a, b, c"), ("zh", "a、b、c"), ("ja", "a、b、c")])
def test_several_things_are_joined_as_the_language_does(language: str, expected: str) -> None:
    words = Catalogue(language, "x = { $these }\n")
    assert words.joined(["a", "b", "c"]) == expected
    assert words.joined(["a"]) == "a"
    assert words.joined([]) == ""
    several = ("a", "b", Mention("person", "c"))
    assert words.several(several) == expected
    assert words.phrase(Phrase("x", {"these": several})) == expected
    assert words.text("x", these=("a", "b", "c")) == expected
    assert words.problem("x", {"these": "a"}) == "a"


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "3 songs a day, 1 left"), ("zh", "每天 3 首，还剩 1 首"), ("de", "3 songs a day, 1 left")],
)
def test_several_things_that_are_said_are_parted_as_the_language_does(language: str, expected: str) -> None:
    facts = (Phrase("mod-limit", {"songs": 3, "period": "day"}), Phrase("mod-left", {"left": 1}))
    assert catalogue(language).several(facts) == expected
