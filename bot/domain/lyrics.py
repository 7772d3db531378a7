"""Lyrics as sections: what people write, what vendors read, and how long it is.

Words in square brackets are never sung here. MiniMax sings what it finds in a tag beside the tag's name
(https://github.com/MiniMax-AI/cli), so `[Verse, soft piano]` becomes a verse and the soft piano is dropped; a
bracket that names no part of a song (`[softly]`, `[00:12.34]`) is a stage direction: it is dropped and starts
no section.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from bot.domain.section_names import fold, kind_in_brackets, kind_of_name

Language = Literal["zh", "en", "other"]


class SectionKind(StrEnum):
    """The parts of a song that the bot knows by name."""

    INTRO = "intro"
    VERSE = "verse"
    PRE_CHORUS = "pre_chorus"
    CHORUS = "chorus"
    POST_CHORUS = "post_chorus"
    HOOK = "hook"
    BRIDGE = "bridge"
    INST = "inst"
    SOLO = "solo"
    INTERLUDE = "interlude"
    BREAK = "break"
    BUILD_UP = "build_up"
    DROP = "drop"
    TRANSITION = "transition"
    OUTRO = "outro"

    @property
    def tag(self) -> str:
        """The canonical tag: `[verse]`, `[pre-chorus]`."""
        return f"[{self.value.replace('_', '-')}]"


_REPEATABLE = {SectionKind.PRE_CHORUS, SectionKind.CHORUS, SectionKind.POST_CHORUS, SectionKind.HOOK}


@dataclass(frozen=True)
class Section:
    """One part of a song: its kind and the lines that are sung in it (none: the band plays)."""

    kind: SectionKind
    lines: tuple[str, ...] = ()

    def text(self) -> str:
        """Write the canonical tag and, below it, the lines."""
        return "\n".join((self.kind.tag, *self.lines))


@dataclass(frozen=True)
class Lyrics:
    """Words in the order in which they are sung."""

    sections: tuple[Section, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """Every sung line, without the tags."""
        return tuple(line for section in self.sections for line in section.lines)

    @property
    def has_words(self) -> bool:
        """Whether there is anything to sing: a letter or a digit, in whatever script."""
        return any(char.isalnum() for line in self.lines for char in line)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to sing; an instrumental outline (`[intro]` `[inst]`) is empty too."""
        return not self.has_words

    def text(self) -> str:
        """Write the canonical form: a tag on its own line, a blank line between sections."""
        return "\n\n".join(section.text() for section in self.sections)

    def with_repeats(self) -> "Lyrics":
        """Read a bare `[Chorus]` as a singer does: one left empty gets the words of the one before it."""
        sung: dict[SectionKind, Section] = {}
        sections = []
        for section in self.sections:
            if section.lines and section.kind in _REPEATABLE:
                sung[section.kind] = section
            sections.append(section if section.lines else sung.get(section.kind, section))
        return Lyrics(tuple(sections))


# --- from text to lines and tags -------------------------------------------------------------------------

_OPENERS = "[［【〔"
_CLOSERS = "]］】〕"
_BRACKETS = _OPENERS + _CLOSERS
_NO_BRACKETS = str.maketrans("", "", _BRACKETS)
_LINE_END = re.compile(r"\r\n|[\r\n\v\f\x85\u2028\u2029]")
_GAP = re.compile(r"[\s\u2800\u3164\uffa0]+")  # with the blanks that chats let people type
# Control, format (zero width, bidi, BOM, tag characters), lone surrogates.
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})


def clean_lines(text: str) -> list[str]:
    """Split at every kind of line end; each line in NFC, without unseen characters, its spaces single."""
    lines = []
    for line in _LINE_END.split(text):
        seen = "".join(c for c in line if c == "\t" or unicodedata.category(c) not in _UNSEEN)
        lines.append(_GAP.sub(" ", unicodedata.normalize("NFC", seen)).strip())
    return lines


def _groups(line: str) -> list[tuple[int, int]]:
    """Find the outermost pairs of square brackets, one kind as good as another, as (start, end)."""
    groups: list[tuple[int, int]] = []
    opened: list[int] = []
    for at, char in enumerate(line):
        if char in _OPENERS:
            opened.append(at)
        elif char in _CLOSERS and opened:
            start = opened.pop()
            while groups and groups[-1][0] > start:
                groups.pop()
            groups.append((start, at + 1))
    return groups


def split_tags(line: str) -> list[SectionKind | str]:
    """Split a clean line at its section tags, and drop stage directions and stray brackets.

    Nothing left is a blank line: `[""]`. A `SectionKind` is a `str`: ask for it first.
    """
    parts: list[SectionKind | str] = []
    words: list[str] = []
    at = 0

    def close() -> None:
        joined = " ".join(words).translate(_NO_BRACKETS)
        parts.append(_GAP.sub(" ", unicodedata.normalize("NFC", joined)).strip())
        words.clear()

    for start, end in _groups(line):
        words.append(line[at:start])
        at = end
        kind = kind_in_brackets(line[start:end].strip(_BRACKETS + " "))
        if kind is not None:
            close()
            parts.append(SectionKind(kind))
    words.append(line[at:])
    close()
    return [part for part in parts if part] or [""]


def gather(parts: Iterable[SectionKind | str]) -> tuple[Section, ...]:
    """Collect lines under the tag before them; words before any tag are a verse, blank lines are nothing."""
    sections: list[Section] = []
    kind: SectionKind | None = None
    lines: list[str] = []
    for part in parts:
        if not isinstance(part, SectionKind):
            lines += [part] if part else []
            continue
        if kind is not None or lines:
            sections.append(Section(kind or SectionKind.VERSE, tuple(lines)))
        kind, lines = part, []
    if kind is not None or lines:
        sections.append(Section(kind or SectionKind.VERSE, tuple(lines)))
    return tuple(sections)


# --- what people write -----------------------------------------------------------------------------------

_MARKUP = "#*_`~ "
_RULE = re.compile(r"[-=_*~`—–─━═ ]{3,}")
_LONGEST_NAME = 48
_NAME_AND_WORDS = re.compile(r"([^:：]{1,32})[:：][*_ ]{0,4}(?=[^*_ ])")
_DOUBLE_SPACED = 8  # lines, from which on a blank line after every line is taken for a habit of the page
_COUNT = re.compile(r"[x×]\s?\d{1,2}|\d{1,2}\s?[x×]")
_SEMICOLON = re.compile(r"(?<!\S)[;；](?!\S)")
_SLASH = re.compile(r"\\n|(?<!\S)/(?!\S)")
_AFTER_BRACKET = re.compile(r"^(?:[:：]\s*|[-–—]\s+)")


def _named_line(line: str) -> tuple[SectionKind, str] | None:
    """Read a line that opens a section without square brackets: the kind, and the words that follow on it.

    `(Chorus)`, `Solo:`, `## Break`, `**Drop**`; names that nobody sings also as `Verse 2` and `主歌：words`.
    """
    bare = line.lstrip("> ").strip(_MARKUP) if len(line) <= _LONGEST_NAME else ""
    wrapped = len(bare) > 2 and bare[0] in "(（{<" and bare[-1] in ")）}>"
    name = bare[1:-1] if wrapped else bare.rstrip(":：" + _MARKUP)
    kind = kind_of_name(name, plain=name == line)
    if kind is not None:
        return SectionKind(kind), ""
    match = _NAME_AND_WORDS.match(line)
    kind = kind_of_name(match[1].strip(_MARKUP), plain=True) if match else None
    return (SectionKind(kind), line[match.end() :]) if match and kind else None


def _read_line(line: str) -> Iterator[SectionKind | str]:
    """Give the sections that a line without square brackets names, then its words (`""` for none)."""
    while line and not _RULE.fullmatch(line):
        named = _named_line(line)
        if named is None:
            yield line
            return
        yield named[0]
        line = named[1]
    yield ""


def _beside_tag(words: str) -> list[str]:
    """Split the words on a tag's line at ` ; `, as SenseAudio does; drop markup and counts (`x2`)."""
    lines = [_AFTER_BRACKET.sub("", item.strip()) for item in _SEMICOLON.split(words)]
    return [
        line
        for line in lines
        if any(c.isalnum() for c in line) and not _COUNT.fullmatch(line.strip("()（）*_ "))
    ]


def _parts(text: str) -> Iterator[SectionKind | str]:
    """Read a text as tags, lines and blank lines (`""`), in order.

    A chat command's option is one line: in a text of one line ` / ` and a written-out `\\n` end a line.
    """
    lines = clean_lines(text)
    one_line = sum(map(bool, lines)) == 1
    for line in lines:
        parts = split_tags(line)
        tagged = any(isinstance(part, SectionKind) for part in parts)
        for part in parts:
            if isinstance(part, SectionKind):
                yield part
                continue
            rows = _SLASH.split(re.sub(r"(?<!\S)//(?!\S)", "/ /", part)) if one_line else [part]
            for row in rows:
                beside = _AFTER_BRACKET.sub("", row.strip()) if line[:1] in _BRACKETS else row.strip()
                for words in _beside_tag(row) if tagged else [beside]:
                    yield from _read_line(words)


def _stanzas(lines: Iterable[str]) -> list[tuple[str, ...]]:
    """Part lines at blank lines; in a text with a blank line after every line, only at the longer gaps."""
    gaps: list[tuple[int, str]] = []  # the blank lines before a line, and the line
    blanks = 0
    for line in lines:
        if line:
            gaps.append((blanks, line))
        blanks = 0 if line else blanks + 1
    narrowest = min((gap for gap, _ in gaps[1:]), default=0)
    border = narrowest + 1 if len(gaps) >= _DOUBLE_SPACED else 1
    stanzas: list[list[str]] = []
    for gap, line in gaps:
        if not stanzas or gap >= border:
            stanzas.append([])
        stanzas[-1].append(line)
    return [tuple(stanza) for stanza in stanzas]


def _label(stanzas: Sequence[tuple[str, ...]]) -> tuple[Section, ...]:
    """Name stanzas that carry no tags; see `parse_lyrics`."""
    sounds = [fold(" ".join(stanza)) for stanza in stanzas]
    counts = Counter(sounds)
    often = max(counts.values(), default=0)
    chorus = [sound for sound in counts if counts[sound] == often][-1] if often > 1 else None
    kinds = (
        [SectionKind.CHORUS if sound == chorus else SectionKind.VERSE for sound in sounds]
        if chorus is not None
        else [SectionKind.CHORUS if at % 2 else SectionKind.VERSE for at in range(len(stanzas))]
    )
    return tuple(map(Section, kinds, stanzas))


def parse_lyrics(text: str) -> Lyrics:
    """Read what people write; never raises, in time linear in the text.

    With any tag, lines belong to the tag above them, lines before the first tag are a verse, and blank lines
    split nothing. Without, blank lines part stanzas: the one that comes back most often is the chorus (of
    equals the one that starts last: B in A B A B) and the others are verses; if none comes back, verse and
    chorus take turns. In a text of one line ` / ` ends a line and ` // ` a stanza. Round brackets are backing
    vocals and stay, unless they hold a section's name alone on its line.

    `parse_lyrics(lyrics.text())` gives the same lyrics again. No line holds a square bracket, a control or
    format character or two spaces in a row, and none reads as a tag.
    """
    parts = list(_parts(text))
    if any(isinstance(part, SectionKind) for part in parts):
        return Lyrics(gather(parts))
    return Lyrics(_label(_stanzas(parts)))


def looks_tagged(text: str) -> bool:
    """Tell whether a text names at least one section, so that it is lyrics and not a wish in prose."""
    return any(isinstance(part, SectionKind) for part in _parts(text))


# --- language and length ---------------------------------------------------------------------------------

_HAN_CLASS = r"\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_KANA_CLASS = r"\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff"
_HAN = re.compile(f"[{_HAN_CLASS}]")
_KANA = re.compile(f"[{_KANA_CLASS}]")
_HANGUL = re.compile(r"[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]")
_LATIN = re.compile(r"[a-zß-öø-ɏḁ-ỿ]+(?:'[a-zß-öø-ɏḁ-ỿ]+)*")
_RUN = rf"[^\W_{_HAN_CLASS}{_KANA_CLASS}]+"
_WORD = re.compile(rf"[{_HAN_CLASS}{_KANA_CLASS}]|{_RUN}(?:['’-]{_RUN})*")
# Words without which a language is hardly written, and that the other side does not use.
_ENGLISH_WORDS = (
    "the and you your i i'm i'll i've my we we're our they it it's is are to of for with that this what when"
    " where how but not don't can't never just like at from have has had if up out one she her his"
)
_FOREIGN_WORDS = (
    "que el los las mi tu yo te por para con una del je le les et est dans pour moi toi pas ne une des ich"
    " und der das ist nicht ein eine mein dein wir il che di non sono uma meu eu nao het een van ik niet"
    " aku kamu yang ini"
)
_ENGLISH, _FOREIGN = frozenset(_ENGLISH_WORDS.split()), frozenset(_FOREIGN_WORDS.split())


def has_han(text: str) -> bool:
    """Tell whether any Han character is in the text, tags included."""
    return _HAN.search(text) is not None


def detect_language(text: str) -> Language:
    """Tell the main language of the words, tags aside: `zh`, `en`, or `other` for the rest and for no words.

    A Han character weighs as much as a Latin word. Han with a tenth of kana is Japanese. Latin script is
    English when English function words outnumber foreign ones, or when it has neither and no accents.
    """
    words = unicodedata.normalize("NFKC", "\n".join(parse_lyrics(text).lines)).lower().replace("’", "'")
    latin = _LATIN.findall(words)
    han, kana, hangul = (len(script.findall(words)) for script in (_HAN, _KANA, _HANGUL))
    letters = sum(map(str.isalpha, words)) - sum(len(word.replace("'", "")) for word in latin)
    others = hangul + max(letters - han - kana - hangul, 0) // 4  # characters of a word, about
    if kana and kana * 10 >= han + kana:
        others, han = others + kana + han, 0
    if han and han >= max(len(latin), others):
        return "zh"
    if not latin or others > len(latin):
        return "other"
    counts = Counter(latin)
    english = sum(counts[word] for word in _ENGLISH)
    foreign = sum(counts[word] for word in _FOREIGN)
    accented = sum(not word.isascii() for word in latin)
    if english > foreign:
        return "en" if english >= accented else "other"
    return "en" if english == foreign == accented == 0 else "other"


def count_characters(text: str) -> int:
    """Count code points, as vendors do: not bytes, not UTF-16 units; tags and line ends as they stand."""
    return len(text)


def count_words(text: str) -> int:
    """Count words: a Han or kana character is one, `don't` and `well-known` are one; tags as they stand."""
    return len(_WORD.findall(text))
