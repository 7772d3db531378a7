"""Every sentence that a person reads, one catalogue (a folder of `.ftl` files) per language.

Catalogues are in Fluent (https://projectfluent.org): plurals, numbers and dates follow the language.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any
from zoneinfo import ZoneInfo

from fluent.runtime import FluentBundle, FluentResource

from bot.domain.errors import StartupError, TroubadourError
from bot.domain.view import Mention, Phrase, Words

DEFAULT_LANGUAGE = "en"
_TIME_SUFFIX = "_at_ms"

Param = str | int | float | datetime
Naming = Callable[[Mention], str]


def plain_name(mention: Mention) -> str:
    """Show somebody or something as it was called when it was last seen, else by its id."""
    return mention.name or mention.id


class MissingSentenceError(KeyError):
    """The catalogue has no such sentence, or its parameters are not the ones it needs."""


class Catalogue:
    """The sentences of one language."""

    def __init__(self, language: str, source: str) -> None:
        self.language = language
        self._bundle = FluentBundle([language], use_isolating=False)
        self._bundle.add_resource(FluentResource(source))

    def has(self, sentence: str) -> bool:
        """Tell whether the catalogue knows this id."""
        return bool(self._bundle.has_message(sentence))

    def text(self, sentence: str, **params: Param) -> str:
        """Return a sentence with its parameters filled in; raises `MissingSentenceError`."""
        if not self.has(sentence):
            raise MissingSentenceError(sentence)
        pattern = self._bundle.get_message(sentence).value
        if pattern is None:
            raise MissingSentenceError(sentence)
        text, errors = self._bundle.format_pattern(pattern, params)
        if errors:
            raise MissingSentenceError(f"{sentence}: {errors[0]}")
        return str(text)

    def phrase(self, words: Words, mention: Naming = plain_name, *, time_zone: str = "UTC") -> str:
        """Return what a dialogue wants to be read; `mention` shows people, roles and channels."""
        match words:
            case str():
                return words
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
        return self.phrase(Phrase(sentence, params), mention, time_zone=error.time_zone).rstrip()

    def startup(self, error: StartupError) -> str:
        """Return the one sentence for why the bot can't start."""
        return self.text(f"startup-{error.sentence}", **error.params())

    def problem(self, sentence: str, params: Mapping[str, str | int]) -> str:
        """Return the sentence for a stored code and its parameters.

        A parameter named `problem` names a more exact sentence; one that ends in `_at_ms` is a time.
        """
        if "problem" in params:
            sentence = f"problem-{params['problem']}"
        return self.text(sentence, **{name: _as_param(name, value) for name, value in params.items()})

    def _filled(self, name: str, value: Any, mention: Naming, time_zone: str) -> Any:
        if isinstance(value, tuple):
            return ", ".join(self.phrase(one, mention, time_zone=time_zone) for one in value)
        if isinstance(value, Phrase | Mention):
            return self.phrase(value, mention, time_zone=time_zone)
        return _as_param(name, value, time_zone)


def _as_param(name: str, value: str | int, time_zone: str = "UTC") -> Any:
    if name.endswith(_TIME_SUFFIX) and isinstance(value, int):
        zone = UTC if time_zone == "UTC" else ZoneInfo(time_zone)
        return datetime.fromtimestamp(value / 1000, zone)
    return value


@cache
def languages() -> tuple[str, ...]:
    """Return the languages that there are catalogues of."""
    folders = (entry for entry in files("bot.locales").iterdir() if entry.is_dir())
    return tuple(sorted(entry.name for entry in folders if any(_files_of(entry))))


@cache
def catalogue(language: str = DEFAULT_LANGUAGE) -> Catalogue:
    """Return the catalogue for a BCP 47 tag, or the one of the default language."""
    for name in (language, language.split("-", maxsplit=1)[0], DEFAULT_LANGUAGE):
        if name in languages():
            parts = sorted(_files_of(files("bot.locales") / name), key=lambda file: file.name)
            return Catalogue(name, "\n".join(part.read_text(encoding="utf-8") for part in parts))
    raise MissingSentenceError(language)


def _files_of(folder: Traversable) -> Iterator[Traversable]:
    return (file for file in folder.iterdir() if file.name.endswith(".ftl"))
