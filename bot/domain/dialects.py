"""How a music service writes lyrics, as data: its tags, where words may stand, what parts the lines."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.domain.lyrics import (
    Lyrics,
    Section,
    SectionKind,
    clean_lines,
    count_characters,
    gather,
    parse_lyrics,
    split_tags,
)

# A bracket in a line would be read as a tag by every service, so it becomes a round one.
_ROUND = dict.fromkeys("[［【〔", "(") | dict.fromkeys("]］】〕", ")")


@dataclass(frozen=True)
class TagChange:
    """A tag that a service has not, or not for words, and what is written for it."""

    kind: SectionKind
    became: tuple[SectionKind, ...]
    """Several: its own tag stays, and the words follow under another; none: it is left out."""
    sung: bool
    """There are words in the section; none of them is lost."""


@dataclass(frozen=True)
class CharacterChange:
    """A character that a service reads as something else, and what is written for it."""

    old: str
    new: str


Change = TagChange | CharacterChange


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """One service's way to write lyrics.

    Contract: `write` loses no words of any lyrics, whatever their sections, apart from the characters in
    `replacements`, square brackets (they become round) and what `clean_lines` takes out of every text;
    `read(write(x)) == x` for lyrics whose sections it holds (`holds_section`), and
    `write(read(write(x))) == write(x)` for all. What `write` gives is what a service's limits are about.

    A dialect that could not keep this raises a `ValueError` when it is made.
    """

    name: str
    tags: Mapping[SectionKind, str | None] = field(hash=False)
    """The tag of each kind; None: the service has nothing like it. Kinds may share a tag."""
    wordless: frozenset[str] = frozenset()
    """Tags under which the service takes no words."""
    worded: frozenset[str] = frozenset()
    """Tags under which the service wants words: left empty, such a section is not written."""
    words_to: SectionKind = SectionKind.VERSE
    """Where the words go that stand in a section without a tag or with a wordless one."""
    played_first: frozenset[str] = frozenset()
    """Wordless tags that stay, in front of the section that took their words; the others give way to it."""
    tag_separator: str = "\n"
    """Between a tag and its first line."""
    line_separator: str = "\n"
    section_separator: str = "\n\n"
    replacements: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Characters that must not stand in a line, such as the mark between lines, and what stands for them."""

    def __post_init__(self) -> None:
        problems = list(self._problems())
        if problems:
            raise ValueError(f"dialect {self.name}: " + "; ".join(problems))

    def holds(self, kind: SectionKind) -> bool:
        """Tell whether the service has a tag of its own for the kind, so that it is read back as the same."""
        tag = self.tags[kind]
        return tag is not None and _kind_of(tag) is kind

    def holds_section(self, section: Section) -> bool:
        """Tell whether a section is read back just as it is: its kind, and every line."""
        tag = self.tags[section.kind]
        fits = tag not in self.wordless if section.lines else tag not in self.worded
        return self.holds(section.kind) and fits and self._lines(section) == section.lines

    def write(self, lyrics: Lyrics) -> str:
        """Write lyrics as the service reads them; "" when nothing is left that it could take."""
        return self.section_separator.join(
            tag + (self.tag_separator if lines else "") + self.line_separator.join(lines)
            for section in lyrics.sections
            for tag, lines in self._place(section)
        )

    def as_sung(self, lyrics: Lyrics, *, most: int) -> Lyrics:
        """Give a bare `[chorus]` the words of the one before it, if all fits into `most` characters then."""
        repeated = lyrics.with_repeats()
        return repeated if count_characters(self.write(repeated)) <= most else lyrics

    def changes(self, lyrics: Lyrics) -> tuple[Change, ...]:
        """Tell how `write` departs from the tags and characters of the lyrics: each change once, tags first.

        Without any, every section is written under a tag of its own kind, and line by line as it is, apart
        from what `clean_lines` takes out of every text.
        """
        tags: dict[Change, None] = {}
        characters: dict[Change, None] = {}
        table = self._table
        for section in lyrics.sections:
            placed = tuple(self._place(section))
            became = tuple(kind for tag, _ in placed if (kind := _kind_of(tag)) is not None)
            if became != (section.kind,):
                tags[TagChange(section.kind, became, sung=any(lines for _, lines in placed))] = None
            for char in "".join(clean_lines("\n".join(section.lines))):
                if char in table:
                    characters[CharacterChange(char, table[char])] = None
        return (*tags, *characters)

    def read(self, text: str) -> Lyrics:
        """Read what the service writes: only square brackets are tags; without any, as people write."""
        border = self.line_separator.strip()
        parts: list[SectionKind | str] = []
        for line in clean_lines(text):
            for item in line.split(border) if border else [line]:
                parts += split_tags(item.strip())
        if any(isinstance(part, SectionKind) for part in parts):
            return Lyrics(gather(parts))
        return parse_lyrics(text)

    def _place(self, section: Section) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Give the tags that a section becomes, and the lines under each."""
        tag, lines = self.tags[section.kind], self._lines(section)
        if lines and (tag is None or tag in self.wordless):
            if tag in self.played_first:
                yield tag, ()
            yield self._home, lines
        elif tag is not None and (lines or tag not in self.worded):
            yield tag, lines

    @property
    def _table(self) -> Mapping[str, str]:
        """Every character that must not stand in a line, and what stands for it."""
        return _ROUND | dict(self.replacements)

    @property
    def _home(self) -> str:
        """The tag that takes words from elsewhere."""
        return self.tags[self.words_to] or ""

    def _lines(self, section: Section) -> tuple[str, ...]:
        """Clean the lines as the service will see them; empty ones are gone."""
        table = str.maketrans(dict(self._table))
        lines = (line.translate(table) for line in clean_lines("\n".join(section.lines)))
        return tuple(line for line in clean_lines("\n".join(lines)) if line)

    def _problems(self) -> Iterator[str]:
        """Name what would break the contract."""
        missing = [kind.value for kind in SectionKind if kind not in self.tags]
        if missing:
            yield f"no word on {', '.join(missing)}"
            return
        tags = {tag for tag in self.tags.values() if tag is not None}
        for tag in sorted(tags):
            kind = _kind_of(tag)
            if kind is None or self.tags[kind] != tag:
                yield f"{tag} is not read back as itself"
        if not self._home or self._home in self.wordless:
            yield f"{self.words_to.value} takes no words"
        if not self.wordless | self.worded <= tags or self.wordless & self.worded:
            yield "wordless and worded must be different tags of the dialect"
        if not self.played_first <= self.wordless:
            yield "played_first must be wordless"
        border = self.line_separator.strip()
        if border and not set(border) <= set(self.replacements):
            yield "lines may hold the separator of lines"
        taken = set(self.replacements) | set("".join(_ROUND))
        if any(len(old) != 1 or set(new) & taken for old, new in self.replacements.items()):
            yield "replacements must turn single characters into what needs no replacing"
        separators = (self.line_separator, self.section_separator)
        if any(separator.strip() != border or not (border or "\n" in separator) for separator in separators):
            yield "lines and sections must be parted by line ends or by the same mark"
        if self.tag_separator.strip() not in {"", border}:
            yield "a tag must be parted from its words by spaces or as lines are"


def _kind_of(tag: str) -> SectionKind | None:
    """Tell the kind that a tag is read as, if it is a tag and nothing else."""
    parts = split_tags(tag)
    return parts[0] if len(parts) == 1 and isinstance(parts[0], SectionKind) else None


CANONICAL = Dialect(name="canonical", tags={kind: kind.tag for kind in SectionKind})
"""The bot's own form, which `Lyrics.text()` writes: every kind has its tag, and any may hold words."""
