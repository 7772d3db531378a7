"""Write whole words for a song from a prompt, offline: the same words for the same prompt and seed."""

import html
import random
import re
import unicodedata
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.domain.lyrics import Language, Lyrics, Section, SectionKind
from bot.providers.offline import writer_en, writer_zh
from bot.providers.offline.words import Pack, Stanza, Subject, Tables

PROMPT_LONGEST = 400
"""Characters of a prompt that are read: who writes more has said by then what the song is about."""

_NOISE = (
    re.compile(r"```.*?```", re.DOTALL),
    re.compile(r"\b(?:https?|ftp)\S*://\S+|\bwww\.\S+|\S+@\S+\.\S+", re.IGNORECASE),
    re.compile(r"\b[\w-]+\.(?:com|net|org|io|gg|cn|de|ru|me|tv|app|dev)\b(?:/\S*)?", re.IGNORECASE),
    re.compile(r"<(?:[@#:!&/]|[a-z])[^<>]*>", re.IGNORECASE),
    re.compile(r"@[\w.]+"),
)
_ASIDES = re.compile(r"[()\[\]{}（）【】「」『』《》〈〉|/\\\r\n\t]")
_KEPT = frozenset(" ,.;:!?'&+-，。；！？：、~～…—–")
_STUTTER = re.compile(r"\b(\w+)(?:[ ,]+\1\b){2,}|\b(?P<article>a|an|the)(?: +(?P=article)\b)+", re.IGNORECASE)
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
_KANA = re.compile("[\u3040-\u30ff]")
_MOODS = frozenset({"blue", "joy", "love", "hope", "time"})


@dataclass(frozen=True)
class WrittenSong:
    """A title and the words to sing."""

    title: str
    lyrics: Lyrics


@dataclass(frozen=True)
class _Tongue:
    """A language: its tables, how it finds a subject, and how it makes and measures lines."""

    tables: Tables
    subject_of: Callable[..., Subject | None]
    foreign_subject_of: Callable[[str], Subject | None]
    render: Callable[..., tuple[str, ...] | None]
    size: Callable[[str], int]
    rhyme: Callable[[str], str]
    title: Callable[[str, Subject], str]
    title_fits: Callable[[str], bool]
    titles: tuple[str, ...]
    fallback: str


_ENGLISH = _Tongue(
    tables=writer_en.TABLES,
    subject_of=writer_en.subject_of,
    foreign_subject_of=writer_en.foreign_subject_of,
    render=writer_en.render,
    size=writer_en.size,
    rhyme=writer_en.rhyme,
    title=writer_en.title,
    title_fits=writer_en.title_fits,
    titles=("Song for {s}", "All for {s}", "Nothing but {s}", "Here's to {s}", "Oh, {n}"),
    fallback="the road home",
)
_CHINESE = _Tongue(
    tables=writer_zh.TABLES,
    subject_of=writer_zh.subject_of,
    foreign_subject_of=writer_zh.foreign_subject_of,
    render=writer_zh.render,
    size=writer_zh.size,
    rhyme=writer_zh.rhyme,
    title=writer_zh.title,
    title_fits=writer_zh.title_fits,
    titles=("{s}", "{s}之歌", "写给{s}", "唱给{s}", "{n}之歌", "{n}"),
    fallback="回家的路",
)


def clean(text: str) -> str:
    """Drop markup, mentions, addresses, emoji and control characters; keep the words and their commas."""
    text = unicodedata.normalize("NFKC", html.unescape(text))
    text = text.translate(dict.fromkeys(map(ord, "’‘ʼ`´"), "'"))
    for pattern in _NOISE:
        text = pattern.sub(" ", text)
    text = _ASIDES.sub(", ", text)
    kept = (c if c.isalnum() or c in _KEPT else "" if unicodedata.category(c) == "Mn" else " " for c in text)
    words = (word for word in "".join(kept).split() if len(word) <= 40 or _HAN.search(word))
    return _STUTTER.sub(
        lambda match: match.group(1) or match.group("article"), " ".join(words)[:PROMPT_LONGEST]
    ).strip()


def language_of(text: str) -> Language:
    """Guess the language of a prompt: Han characters without kana mean Chinese."""
    if _HAN.search(text) and not _KANA.search(text):
        return "zh"
    words = set(re.findall(r"[^\W\d_]+", text.lower()))
    lists = writer_en.TABLES.lists
    if len(words & lists["other_ask"]) > 1 and not words & (lists["stops"] - lists["other_ask"]):
        return "other"
    letters = [c for c in text if c.isalpha()]
    return "other" if letters and sum(c.isascii() for c in letters) * 2 < len(letters) else "en"


def write_song(prompt: str, *, style: str = "", seed: int, language: Language | None = None) -> WrittenSong:
    """Write a song about what the prompt names; `style` may add words about the genre.

    "other" writes English lines around the prompt's own words.
    """
    text, manner = clean(prompt), clean(style)
    language = language or language_of(text)
    tongue = _CHINESE if language == "zh" else _ENGLISH
    rng = random.Random(zlib.crc32(f"{seed}\n{language}\n{text}\n{manner}".encode()))
    subject = _own_subject(text, tongue, language)
    themes = _themes(text, subject, tongue.tables)
    if subject and subject.kind == "you":
        themes = [*themes, tongue.tables.themes["love"]]
    main = themes[0] if themes else None
    if subject is None or not _is_singable(subject, tongue):
        named = main.subject if main else tongue.fallback
        subject = tongue.subject_of(named, announced=True)
        assert subject is not None, named
    form = _style(f"{text}, {manner}", subject, tongue.tables)
    song = _Song(tongue, subject, _Packs(form, main, tuple(themes[1:3])), rng)
    return WrittenSong(title=song.title(), lyrics=Lyrics(sections=tuple(song.sections())))


_HEAP = re.compile(r"\b(?:the|a|an|my|your) (?:the|a|an|my|your) |\b(?:a|an|the)$|\ba [aeio]", re.IGNORECASE)
"""A heap of words that only looks like a phrase."""


def _is_singable(subject: Subject, tongue: _Tongue) -> bool:
    """Tell whether the words of a subject fit into lines at all."""
    if any(_HEAP.search(words) for words in (subject.name, subject.short)):
        return False
    pools = (tongue.tables.general.pool(name) for name in ("open", "about", "hook", "close"))
    couplets = tongue is _ENGLISH  # a crew and a blues sing couplets only
    return all(
        any(tongue.render(s, subject) for s in pool if len(s.lines) == 2 or not couplets) for pool in pools
    )


def _own_subject(text: str, tongue: _Tongue, language: Language) -> Subject | None:
    foreign = bool(_HAN.search(text)) != (language == "zh")
    if language == "other" or (foreign and any(c.isalpha() for c in text)):
        scored = _themes(text, None, tongue.tables) if language != "other" else None
        return None if scored else tongue.foreign_subject_of(text)
    return tongue.subject_of(text)


def _hits(pack: Pack, text: str) -> int:
    """Count the triggers of a pack in a text; Han triggers match inside words."""
    words = re.findall(r"[^\W_]+(?:['-][^\W_]+)*", text.lower())
    stems = {*words, *(word.removesuffix("'s") for word in words)}
    return sum(
        (trigger in text) * len(trigger) if _HAN.match(trigger) else trigger.lower() in stems
        for trigger in pack.triggers
    )


def _themes(text: str, subject: Subject | None, tables: Tables) -> list[Pack]:
    """Rank the themes that a prompt touches: those of the subject first."""
    style = tables.lists["style"]
    topic = f"{subject.name} {subject.short}" if subject else ""
    plain = text
    for word in sorted(style, key=lambda word: (-len(word), word)):
        if _HAN.match(word) and word not in topic:
            plain = plain.replace(word, " ")
    for word in re.findall(r"[^\W_]+(?:['-][^\W_]+)*", text):
        if word.lower() in style and word not in topic:
            plain = re.sub(rf"\b{re.escape(word)}\b", " ", plain)
    scores: list[tuple[float, Pack]] = []
    for pack in tables.themes.values():
        colour = pack.name in _MOODS
        mood = 0.5 * _hits(pack, text) if colour else 0
        scores.append(
            (
                (2 if colour and topic != pack.subject else 4) * _hits(pack, topic)
                + _hits(pack, plain)
                + mood,
                pack,
            )
        )
    return [pack for score, pack in sorted(scores, key=lambda scored: -scored[0]) if score > 0]


def _style(text: str, subject: Subject, tables: Tables) -> Pack:
    """Choose the form: the first style that is named outside the subject."""
    outside = text.replace(subject.name, " ").replace(subject.short, " ")
    for pack in tables.styles.values():
        if _hits(pack, outside):
            return pack
    return Pack(name="", plan="default")


@dataclass(frozen=True)
class _Packs:
    style: Pack
    theme: Pack | None
    others: tuple[Pack, ...]


class _Song:
    """One song in the making: what has been used, so that nothing comes twice."""

    def __init__(self, tongue: _Tongue, subject: Subject, packs: _Packs, rng: random.Random) -> None:
        self._tongue = tongue
        self._subject = subject
        self._packs = packs
        self._rng = rng
        sad = any(pack.name in {"blue", "heartbreak"} for pack in (packs.theme, *packs.others) if pack)
        extent = "long" if tongue.size(subject.name) > 5 else "brief"
        self._tags = frozenset({subject.kind, extent, "sad" if sad else "glad"})
        self._rendered: dict[tuple[Stanza, bool], tuple[str, ...] | None] = {}
        self._used: set[Stanza] = set()
        self._ends: set[str] = set()
        themes = [pack for pack in (packs.theme, *packs.others) if pack]
        kinds = tongue.tables.kinds
        living = subject.kind in {"person", "pet"}
        self._speaks_to_you = (
            subject.kind == "person" and any(p.address for p in themes) and "address" in kinds
        )
        self._avoids_you = living and not self._speaks_to_you and "address" in kinds
        name = "address" if self._speaks_to_you else subject.kind
        self._kind = kinds.get(name, Pack(name=name))
        calls = packs.style.pool("call")
        self._call = rng.choice(calls).lines if calls else ()

    def title(self) -> str:
        """Choose a title that fits: the style's, the subject's own name, or a general one."""
        patterns = [*self._tongue.titles]
        self._rng.shuffle(patterns)
        own = (
            ["{s}", self._packs.style.title] if self._rng.random() < 0.5 else [self._packs.style.title, "{s}"]
        )
        for pattern in filter(None, [*own, *patterns, "{b}", "{n}"]):
            title = self._tongue.title(pattern, self._subject)
            if self._tongue.title_fits(title):
                return title
        words = self._tongue.title("{b}", self._subject).split()[:5]
        return " ".join(words)[:60].strip()

    def sections(self) -> Iterator[Section]:
        """Follow the plan of the style, part by part; a bare chorus repeats the first one."""
        chorus: tuple[str, ...] = ()
        for part in self._tongue.tables.plans[self._packs.style.plan or "default"]:
            kind, _, recipe = part.partition(":")
            lines = self._lines(recipe.split()) if recipe else ()
            if kind == "chorus":
                chorus = lines = lines or chorus
            yield Section(SectionKind(kind), lines)

    def _lines(self, recipe: list[str]) -> tuple[str, ...]:
        calls, repeats = "call" in recipe, "aab" in recipe
        pools = [pool for pool in recipe if pool not in {"call", "aab"}]
        lines: list[str] = []
        for index, pool in enumerate(pools):
            if len(lines) >= 2 * (index + 1):
                continue
            drawn = self._draw(pool, lines, couplet=repeats or calls or index + 1 == len(pools) > 1)
            if repeats:
                drawn = (drawn[0], self._again(drawn[0]), drawn[1])
            lines.extend(drawn)
            if calls:
                lines.append(self._call[index % len(self._call)])
        return tuple(lines)

    def _again(self, line: str) -> str:
        """Sing a line of a blues a second time, with a word before it where there is room."""
        named = line.startswith(self._subject.name) and self._subject.name[0].isupper()
        rest = line if named or line.startswith(("I ", "I'")) else line[0].lower() + line[1:]
        longer = f"I said, {rest}"
        return longer if self._tongue.size(longer) <= writer_en.LONGEST else line

    def _sources(self, pool: str) -> list[tuple[float, tuple[Stanza, ...]]]:
        """Name the stanzas that may fill a pool, each group with its weight."""
        style, others, general = self._packs.style, self._packs.others, self._tongue.tables.general
        own = self._packs.theme or general
        form = 1.0 if style.plan in {"gentle", "rap"} else 0.4
        match pool:
            case "plain":
                spare = general.pool("plain") if self._packs.theme else general.pool("about")
                return [
                    (form, style.pool("plain")),
                    (0.5, own.pool("plain")),
                    (-1.2 if own is not general else 0.4, spare),
                ]
            case "plain2":
                extra = [(0.7, pack.pool("plain")) for pack in others]
                extra.append((0.9, general.pool("second") if self._subject.others else ()))
                return [
                    (form, style.pool("plain")),
                    *extra,
                    (0.1, own.pool("plain")),
                    (-1.2, general.pool("plain")),
                ]
            case "lift":
                return [
                    (form + 0.1, style.pool("lift")),
                    (0.6, own.pool("lift")),
                    (-0.4, general.pool("lift")),
                ]
            case "detail":
                told = general.pool("detail") if self._subject.details else ()
                return [(3.0, told), *self._sources("about")]
            case "about":
                extra = [(0.2, pack.pool(pool)) for pack in others]
                ours = [(0.9, style.pool(pool)), (0.5, own.pool(pool)), (0.5, self._kind.pool(pool))]
                return [*ours, *extra, (-0.1, general.pool(pool))]
            case _:
                return [(0.9, style.pool(pool)), (0.5, self._kind.pool(pool)), (0.0, general.pool(pool))]

    def _draw(self, pool: str, before: list[str], *, couplet: bool) -> tuple[str, ...]:
        """Take the stanza that reads best here and put the subject in."""
        sources = self._sources(pool)
        whole = pool in {"open", "hook"} or self._rng.random() < 0.4
        for fresh, strict in ((True, True), (True, False), (False, False)):
            best: tuple[float, Stanza, tuple[str, ...]] | None = None
            for weight, stanzas in sources:
                for stanza in stanzas:
                    if not self._may(stanza, couplet=couplet, fresh=fresh, strict=strict):
                        continue
                    lines = self._render(stanza, whole=whole)
                    if lines is None:
                        continue
                    score = weight + self._rng.random() - self._cost(lines, before)
                    if best is None or score > best[0]:
                        best = (score, stanza, lines)
            if best:
                self._used.add(best[1])
                self._ends.update(map(self._end, best[2]))
                return best[2]
        if pool != "about":
            return self._draw("about", before, couplet=couplet)
        raise AssertionError(f"no stanza for {self._subject.name!r}")

    def _render(self, stanza: Stanza, *, whole: bool) -> tuple[str, ...] | None:
        key = (stanza, whole)
        if key not in self._rendered:
            self._rendered[key] = self._tongue.render(stanza, self._subject, whole=whole)
        return self._rendered[key]

    def _may(self, stanza: Stanza, *, couplet: bool, fresh: bool, strict: bool) -> bool:
        if not stanza.suits(self._tags) or (couplet and len(stanza.lines) > 2):
            return False
        if fresh and stanza in self._used:
            return False
        return not (strict and self._avoids_you and stanza.speaks_to_you)

    def _end(self, line: str) -> str:
        return line.rsplit(maxsplit=1)[-1].strip("?!,.").lower()

    def _cost(self, lines: tuple[str, ...], before: list[str]) -> float:
        """Weigh against a stanza: rhymes already sung here, ends already used, lines of another length."""
        sizes = [self._tongue.size(line) for line in lines]
        cost = 0.3 * max(0, max(sizes) - min(sizes) - 1)
        cost += 0.8 * sum(self._end(line) in self._ends for line in lines)
        if before:
            near = [self._tongue.size(line) for line in before]
            cost += 0.4 * max(0.0, max(near + sizes) - min(near + sizes) - 2)
            families = {self._tongue.rhyme(line) for line in before}
            cost += 3.0 * any(self._tongue.rhyme(line) in families for line in lines)
        return cost
