"""`troubadour init`: a few questions, and a commented `config.toml` is written from the example."""

import json
import os
import re
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from getpass import getpass
from importlib.resources import files
from pathlib import Path
from typing import Protocol

from pydantic import SecretStr

from bot.config import find_problem, revealed, settings_model, typed
from bot.locales import Catalogue
from bot.problems import walk
from bot.providers import discover, key_variable
from bot.redaction import one_line

EXAMPLE = "config.example.toml"
_PACKED_EXAMPLE = f"_{EXAMPLE}"
_SECTION = re.compile(r"\[([\w.]+)\]\s*")
_KEY = re.compile(r"#?([a-z_]+) = ")
_NOT_WRITTEN = 1


class Terminal(Protocol):
    """Somebody who can be asked."""

    def say(self, text: str) -> None:
        """Show a line."""
        ...

    def ask(self, question: str, *, hidden: bool = False) -> str:
        """Return the answer; raises `EOFError` or `KeyboardInterrupt` where there is none."""
        ...


class StandardTerminal:
    """Asks on standard input; what is hidden is not echoed, where a person types."""

    def say(self, text: str) -> None:
        """Print a line."""
        print(text, flush=True)  # noqa: T201

    def ask(self, question: str, *, hidden: bool = False) -> str:
        """Read a line."""
        if hidden and sys.stdin.isatty():
            return getpass(question)
        return input(question)


@dataclass(frozen=True)
class Question:
    """A key of the configuration and the sentence that asks for it."""

    path: str
    sentence: str
    hidden: bool = False


SERVICES_WITH_KEYS = tuple(name for name in discover() if key_variable(name))
QUESTIONS = (
    Question("data_dir", "init-ask-data-dir"),
    Question("web.port", "init-ask-web-port"),
    Question("quota.songs", "init-ask-quota-songs"),
    Question("quota.period", "init-ask-quota-period"),
    *(
        Question(f"providers.{name}.api_key", f"init-ask-key-{name.replace('_', '-')}", hidden=True)
        for name in SERVICES_WITH_KEYS
    ),
    Question("discord.token", "init-ask-discord-token", hidden=True),
    Question("telegram.token", "init-ask-telegram-token", hidden=True),
)


def init(file: Path, *, words: Catalogue, assume_yes: bool = False, terminal: Terminal | None = None) -> int:
    """Ask, write `file`, and return the exit code.

    The file can be read by its owner only. One that is there already is replaced only after a question,
    and never with `assume_yes`, which takes the defaults. Where the answers end early, nothing is written.
    """
    terminal = terminal or StandardTerminal()
    shown = one_line(str(file))
    try:
        if os.path.lexists(file) and not _may_replace(shown, terminal, words, assume_yes=assume_yes):
            return _NOT_WRITTEN
        defaults = {path: _as_typed(value) for path, _, value in walk(settings_model())}
        answers = {question.path: defaults[question.path] for question in QUESTIONS}
        if not assume_yes:
            terminal.say(words.text("init-welcome", path=shown))
            for question in QUESTIONS:
                answers[question.path] = _answer(question, answers[question.path], terminal, words)
        _write(file, fill(example(), {path: text for path, text in answers.items() if text}))
    except (EOFError, KeyboardInterrupt):
        terminal.say("\n" + words.text("init-nothing-written"))
        return _NOT_WRITTEN
    except OSError:
        terminal.say(words.text("init-unwritable", path=shown))
        return _NOT_WRITTEN
    terminal.say(words.text("init-written", path=shown))
    return 0


def example() -> str:
    """Return the commented example of all settings, from the wheel or from the source folder."""
    packed = files("bot") / _PACKED_EXAMPLE
    if packed.is_file():
        return packed.read_text(encoding="utf-8")
    return (Path(__file__).parents[1] / EXAMPLE).read_text(encoding="utf-8")


def fill(template: str, answers: Mapping[str, str]) -> str:
    """Return the template with the answered keys set; everything else stays as it is.

    Raises `LookupError` where the template lacks a key.
    """
    lines, section, left = list[str](), "", dict(answers)
    for line in template.splitlines():
        header, key = _SECTION.fullmatch(line), _KEY.match(line)
        section = f"{header[1]}." if header else section
        path = section + key[1] if key else ""
        lines.append(
            f"{path.rpartition('.')[2]} = {_as_toml(typed(path, left.pop(path)))}" if path in left else line
        )
    if left:
        raise LookupError(", ".join(left))
    return "\n".join(lines) + "\n"


def _may_replace(shown: str, terminal: Terminal, words: Catalogue, *, assume_yes: bool) -> bool:
    if assume_yes:
        terminal.say(words.text("init-exists", path=shown))
        return False
    question = _prompt(words.text("init-ask-overwrite", path=shown), words.text("init-no"))
    if terminal.ask(question).strip().lower() in words.text("init-yes").split():
        return True
    terminal.say(words.text("init-nothing-written"))
    return False


def _answer(question: Question, default: str, terminal: Terminal, words: Catalogue) -> str:
    """Ask until the answer will do; return it as typed."""
    prompt = _prompt(words.text(question.sentence), default or words.text("init-none"))
    while True:
        text = terminal.ask(prompt, hidden=question.hidden).strip() or default
        problem = find_problem(question.path, text)
        if problem is None:
            return text
        terminal.say(problem.text(words))


def _prompt(question: str, default: str) -> str:
    return f"{question} [{default}]: "


def _as_typed(value: object) -> str:
    return revealed(value) if isinstance(value, SecretStr) else str(value)


def _as_toml(value: object) -> str:
    """Write a value as TOML; JSON differs in one character only."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _write(file: Path, text: str) -> None:
    """Write the whole file or nothing, readable by its owner only."""
    handle, name = tempfile.mkstemp(dir=file.absolute().parent, prefix=".config-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
