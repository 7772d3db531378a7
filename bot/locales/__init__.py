"""Every sentence that a person reads, one catalogue (a folder of `.ftl` files) per language.

Catalogues are in Fluent (https://projectfluent.org): plurals, numbers and dates follow the language.
English is the one that all others are compared with, and that stands in where a language is not there.
A new language is a folder with the same files; `tests/test_locales.py` names what is still to be done.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale, negotiate_locale
from fluent.runtime import FluentBundle, FluentResource

from bot.domain.errors import Params, StartupError, TroubadourError
from bot.domain.job import Failure
from bot.domain.view import Mention, Phrase, Words

DEFAULT_LANGUAGE = "en"
_TIME_SUFFIX = "_at_ms"
RULES = "rules"
"""A parameter with what a service asks of words (`ContentRule`s): a sentence of its own, or none."""
_WRITTEN_AS = {"cmn": "zh", "yue": "zh", "wuu": "zh", "hak": "zh", "nan": "zh"}
"""Languages of China that are named by codes of their own, and read in the Chinese that all of them write."""
_ZONE_BEHIND_TIME = re.compile(r"(?<=\) \}) ?(?:（\{ \$zone \}）|\{ \$zone \})")
_LONGEST_FILLED = 2_000
"""Fluent refuses to fill in a text of more than 2,500 characters: a longer one is put in behind it."""
_LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")
_LONGEST_TAG = 100  # characters; RFC 5646 asks for at least 35

Param = str | int | float | datetime | tuple[str, ...] | list[str]
Naming = Callable[[Mention], str]


def plain_name(mention: Mention) -> str:
    """Show somebody or something as it was called when it was last seen, else by its id."""
    return mention.name or mention.id


@dataclass(frozen=True)
class Writing:
    """How a chat writes what is filled into sentences, where it has ways of its own."""

    time: Callable[[datetime], str] | None = None
    """Writes a time so that everybody reads it in their own zone: no zone is named behind it."""
    own: Callable[[str], str] = str
    """Writes somebody's own words, or a name, so that they read as they were typed."""
    chat: str = ""
    """A sentence `<chat>-own-<id>` is said instead of `<id>`, where what is to be done differs there."""


PLAIN = Writing()


class MissingSentenceError(KeyError):
    """The catalogue has no such sentence, or its parameters are not the ones it needs."""


class Catalogue:
    """The sentences of one language, as one kind of chat writes them."""

    def __init__(self, language: str, source: str, writing: Writing = PLAIN) -> None:
        self.language, self._writing = language, writing
        functions: dict[str, Callable[..., Any]] = {}
        if (write := writing.time) is not None:
            source = _ZONE_BEHIND_TIME.sub("", source)
            functions["DATETIME"] = lambda time, **_style: write(time)
        self._bundle = FluentBundle([language], functions, use_isolating=False)
        self._bundle.add_resource(FluentResource(source))
        between = str(Locale.parse(language, sep="-").list_patterns["standard"]["middle"])
        self._between = between.removeprefix("{0}").removesuffix("{1}")

    def has(self, sentence: str) -> bool:
        """Tell whether the catalogue knows this id."""
        return bool(self._bundle.has_message(sentence))

    def text(self, sentence: str, **params: Param) -> str:
        """Return a sentence with its parameters filled in; raises `MissingSentenceError`.

        Several names in one parameter stand in a row, as the language parts them.
        """
        if not self.has(sentence):
            raise MissingSentenceError(sentence)
        own = f"{self._writing.chat}-own-{sentence}"
        sentence = own if self.has(own) else sentence
        pattern = self._bundle.get_message(sentence).value
        if pattern is None:
            raise MissingSentenceError(sentence)
        filled = {
            name: self.joined(one) if isinstance(one, tuple | list) else one for name, one in params.items()
        }
        long = {f"\ue000{name}\ue001": one for name, one in filled.items() if _is_long(one)}
        filled |= {token[1:-1]: token for token in long}
        text, errors = self._bundle.format_pattern(pattern, filled)
        if errors:
            raise MissingSentenceError(f"{sentence}: {errors[0]}")
        for token, one in long.items():
            text = str(text).replace(token, str(one))
        return str(text)

    def joined(self, parts: Iterable[str]) -> str:
        """Return several names in a row, as the language parts them: `a, b, c` or `a、b、c`.

        It is what a language puts between the first things of a list, without the word before the last
        one: such rows stand beside labels as well as in sentences with “and” or with “or”.
        """
        return self._between.join(parts)

    def several(self, words: Iterable[Words], mention: Naming = plain_name, *, time_zone: str = "UTC") -> str:
        """Return several things in a row: names by themselves, or what is said of somebody, as in a field.

        Languages part the two with different signs: `#hall、#stage`, but `每天 3 首，还剩 1 首`.
        """
        these = tuple(words)
        parts = [self.phrase(one, mention, time_zone=time_zone) for one in these]
        if self.has("chat-between") and any(isinstance(one, Phrase) for one in these):
            return self.text("chat-between").join(parts)
        return self.joined(parts)

    def sentences(self, *said: str) -> str:
        """Put sentences one behind the other; in Chinese and Japanese no space parts them."""
        return self.text("chat-between-sentences").join(filter(None, said))

    def phrase(self, words: Words, mention: Naming = plain_name, *, time_zone: str = "UTC") -> str:
        """Return what a dialogue wants to be read; `mention` shows people, roles and channels."""
        match words:
            case str():
                return self._writing.own(words)
            case Mention():
                return mention(words)
            case Phrase():
                zone = words.time_zone if words.time_zone != "UTC" else time_zone
                params = {
                    name: self._filled(name, value, mention, zone) for name, value in words.params.items()
                }
                return self.text(words.id, **params)

    def error(self, error: TroubadourError, mention: Naming = plain_name) -> str:
        """Return the one sentence for an error that a person is told."""
        params: dict[str, Any] = {**error.params(), **error.mentions()}
        sentence = f"problem-{params['problem']}" if "problem" in params else f"error-{error.code}"
        said = self.phrase(Phrase(sentence, params), mention, time_zone=error.time_zone).rstrip()
        reasons = [
            self.text("reason-of", service=who, reason=self.error(reason, mention))
            for who, reason in error.reasons()
        ]
        return self.sentences(said, *reasons)

    def startup(self, error: StartupError) -> str:
        """Return the one sentence for why the bot can't start."""
        return self.text(f"startup-{error.sentence}", **error.params())

    def problem(self, sentence: str, params: Params) -> str:
        """Return the sentence for a stored code and its parameters.

        A parameter named `problem` names a more exact sentence; one that ends in `_at_ms` is a time, and
        `rules` are what a service asks of words.
        """
        if "problem" in params:
            sentence = f"problem-{params['problem']}"
        return self.phrase(Phrase(sentence, params)).rstrip()

    def failure(self, failure: Failure) -> str:
        """Return why an order ended; where no sentence fits, a general one: the news has to arrive."""
        try:
            return self.problem(f"error-{failure.code}", failure.params)
        except MissingSentenceError:
            return self.text("error-provider")

    def _filled(self, name: str, value: Any, mention: Naming, time_zone: str) -> Any:
        if name == RULES:
            asked = self.several(tuple(Phrase(f"content-{rule}") for rule in value))
            return self.text("content-asked", asked=asked) if asked else ""
        if isinstance(value, tuple):
            return self.several(value, mention, time_zone=time_zone)
        if isinstance(value, Phrase | Mention):
            return self.phrase(value, mention, time_zone=time_zone)
        if isinstance(value, str):
            return self._writing.own(value)
        return _as_param(name, value, time_zone)


def _is_long(value: object) -> bool:
    return isinstance(value, str) and len(value) > _LONGEST_FILLED


def _as_param(name: str, value: object, time_zone: str = "UTC") -> Any:
    if name.endswith(_TIME_SUFFIX) and isinstance(value, int):
        zone = UTC if time_zone == "UTC" else ZoneInfo(time_zone)
        return datetime.fromtimestamp(value / 1000, zone)
    return value


# --- which language -----------------------------------------------------------------------------


@cache
def languages() -> tuple[str, ...]:
    """Return the languages that there are catalogues of."""
    folders = (entry for entry in files("bot.locales").iterdir() if entry.is_dir())
    return tuple(sorted(entry.name for entry in folders if any(_files_of(entry))))


def best_language(*tags: str) -> str | None:
    """Return the language with a catalogue that the first of these tags wants that can have one.

    A tag is written as chats, browsers or POSIX write it: `zh-Hans-CN`, `pt-br`, `ja_JP.UTF-8`. All
    kinds of Chinese are read in the one Chinese catalogue there is. What is no tag is passed over.
    """
    found = negotiate_locale([_plain(tag) for tag in tags], languages(), sep="-")
    return found if found in languages() else None


def _plain(tag: str) -> str:
    """Write a tag in small letters and with hyphens, without the encoding and the variant of POSIX."""
    plain = tag[:_LONGEST_TAG].partition(".")[0].partition("@")[0].strip().replace("_", "-").lower()
    first, hyphen, rest = plain.partition("-")
    return _WRITTEN_AS.get(first, first) + hyphen + rest


def language_of_environment(environ: Mapping[str, str]) -> str:
    """Return the language for whoever started the program, by the rules of POSIX and of gettext.

    The first of `LC_ALL`, `LC_MESSAGES` and `LANG` that is set counts; where it is a language and not
    `C`, the list in `LANGUAGE` comes before it.
    """
    locale = next((environ[name] for name in _LOCALES if environ.get(name)), "")
    if locale.partition(".")[0] in ("", "C", "POSIX"):
        return DEFAULT_LANGUAGE
    return best_language(*environ.get("LANGUAGE", "").split(":"), locale) or DEFAULT_LANGUAGE


def catalogue(language: str = DEFAULT_LANGUAGE, writing: Writing = PLAIN) -> Catalogue:
    """Return the catalogue for a tag, or the one of the default language. The first call reads it."""
    return _catalogue(best_language(language) or DEFAULT_LANGUAGE, writing)


def load_catalogues(writing: Writing = PLAIN) -> None:
    """Read every catalogue, so that none is read while somebody waits for a sentence of it."""
    for language in languages():
        _catalogue(language, writing)


@cache
def _catalogue(language: str, writing: Writing) -> Catalogue:
    """Return the catalogue of a folder, read once: whatever tags are asked for, no more are kept."""
    parts = sorted(_files_of(files("bot.locales") / language), key=lambda file: file.name)
    source = "\n".join(part.read_text(encoding="utf-8") for part in parts)
    return Catalogue(language, source, writing)


def _files_of(folder: Traversable) -> Iterator[Traversable]:
    return (file for file in folder.iterdir() if file.name.endswith(".ftl"))
