"""The tables of the offline writer: what it knows about words, kept as data."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict

POOLS = ("open", "about", "plain", "hook", "lift", "turn", "close", "call", "detail", "second")
_SECOND_PERSON = re.compile(r"\b(?:you|your|yours|you're|you'd|you'll)\b|你|您", re.IGNORECASE)
_LIMIT = re.compile(r"^(?:([@!])(\S+)\s+)?(.*)$")


@dataclass(frozen=True)
class Stanza:
    """Two or four lines that belong together, with slots for the subject.

    Four lines rhyme in the second and the fourth. `only` and `never` name kinds of subject, or "sad".
    """

    lines: tuple[str, ...]
    only: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    speaks_to_you: bool = False

    def suits(self, tags: frozenset[str]) -> bool:
        """Tell whether the stanza may stand in a song with these tags: the subject's kind and the mood."""
        return (not self.only or bool(self.only & tags)) and not self.never & tags

    @property
    def rhyming(self) -> tuple[str, str]:
        """The two lines whose ends rhyme."""
        return (self.lines[-2], self.lines[-1]) if len(self.lines) == 2 else (self.lines[1], self.lines[3])


@dataclass(frozen=True)
class Pack:
    """Stanzas that go together: for a theme, for a kind of subject or for a style."""

    name: str
    triggers: frozenset[str] = frozenset()
    subject: str = ""
    title: str = ""
    plan: str = ""
    address: bool = False
    pools: Mapping[str, tuple[Stanza, ...]] = field(default_factory=dict)

    def pool(self, name: str) -> tuple[Stanza, ...]:
        """Give the stanzas kept under this name (none: an empty tuple)."""
        return self.pools.get(name, ())

    def stanzas(self) -> tuple[Stanza, ...]:
        """Give every stanza of the pack that rhymes (answers of a crew do not)."""
        return tuple(s for name, pool in self.pools.items() if name != "call" for s in pool)


@dataclass(frozen=True)
class Tables:
    """Everything that the writer knows in one language."""

    general: Pack
    kinds: Mapping[str, Pack]
    themes: Mapping[str, Pack]
    styles: Mapping[str, Pack]
    plans: Mapping[str, tuple[str, ...]]
    lists: Mapping[str, frozenset[str]]
    endings: Mapping[str, tuple[str, ...]]
    rhymes: Mapping[str, str]
    syllables: Mapping[str, int]

    def packs(self) -> tuple[Pack, ...]:
        """Give every pack: general, kinds, themes, styles."""
        return (self.general, *self.kinds.values(), *self.themes.values(), *self.styles.values())


@dataclass(frozen=True)
class Subject:
    """What a song is about, with the forms that stand in the slots of a line."""

    name: str
    short: str
    kind: str
    indefinite: str = ""
    bare: str = ""
    at: str = ""
    plural: bool = False
    pronouns: tuple[str, str, str] | None = None
    details: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


class _PackRow(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    triggers: str = ""
    subject: str = ""
    title: str = ""
    plan: str = ""
    address: bool = False
    open: str = ""
    about: str = ""
    plain: str = ""
    hook: str = ""
    lift: str = ""
    turn: str = ""
    close: str = ""
    call: str = ""
    detail: str = ""
    second: str = ""


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    general: _PackRow = _PackRow()
    kinds: dict[str, _PackRow] = {}
    themes: dict[str, _PackRow] = {}
    styles: dict[str, _PackRow] = {}
    plans: dict[str, tuple[str, ...]] = {}
    lists: dict[str, str] = {}
    forms: dict[str, str] = {}
    rhymes: dict[str, str] = {}
    syllables: dict[str, int] = {}


def _words(text: str) -> list[str]:
    return [word.replace("_", " ") for word in text.split()]


def _stanza(text: str) -> Stanza:
    match = _LIMIT.match(text)
    mark, kinds, body = match.groups() if match else (None, None, text)
    named = frozenset((kinds or "").split(",")) - {""}
    return Stanza(
        lines=tuple(line.strip() for line in body.split(" / ")),
        only=named if mark == "@" else frozenset(),
        never=named if mark == "!" else frozenset(),
        speaks_to_you=bool(_SECOND_PERSON.search(body)),
    )


def _pack(name: str, row: _PackRow) -> Pack:
    pools = {pool: tuple(map(_stanza, filter(None, getattr(row, pool).splitlines()))) for pool in POOLS}
    return Pack(
        name=name,
        triggers=frozenset(_words(row.triggers)),
        subject=row.subject,
        title=row.title,
        plan=row.plan,
        address=row.address,
        pools=MappingProxyType({pool: stanzas for pool, stanzas in pools.items() if stanzas}),
    )


def _rhymes(families: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {word: family for family, words in families for word in words.split()}


@cache
def load(language: str) -> Tables:
    """Read the tables of a language ("en" or "zh") once."""
    parts: dict[str, dict[str, object]] = {}
    for name in (
        f"{language}.toml",
        f"{language}_lines.toml",
        f"{language}_themes.toml",
        f"{language}_rhymes.toml",
    ):
        source = resources.files(__name__).joinpath(name)
        if source.is_file():
            for key, value in tomllib.loads(source.read_text(encoding="utf-8")).items():
                parts.setdefault(key, {}).update(value)
    file = _File.model_validate(parts)
    return Tables(
        general=_pack("general", file.general),
        kinds=MappingProxyType({name: _pack(name, row) for name, row in file.kinds.items()}),
        themes=MappingProxyType({name: _pack(name, row) for name, row in file.themes.items()}),
        styles=MappingProxyType({name: _pack(name, row) for name, row in file.styles.items()}),
        plans=MappingProxyType(dict(file.plans)),
        lists=MappingProxyType({name: frozenset(_words(text)) for name, text in file.lists.items()}),
        endings=MappingProxyType({name: tuple(_words(text)) for name, text in file.forms.items()}),
        rhymes=MappingProxyType(_rhymes(file.rhymes.items())),
        syllables=MappingProxyType(dict(file.syllables)),
    )
