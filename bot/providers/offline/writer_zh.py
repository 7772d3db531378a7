"""Chinese: find the subject of a prompt, and put it into lines of five to nine characters."""

import itertools
import re
from collections.abc import Iterator
from functools import cache

from bot.providers.offline.words import Stanza, Subject, Tables, load

TABLES: Tables = load("zh")
SHORTEST, LONGEST = 5, 9
SUBJECT_LONGEST = 7

_HAN = "\u3400-\u9fff\U00020000-\U0003ffff"
_PIECE = re.compile(rf"[{_HAN}]|[^\W_{_HAN}]+(?:['&+-][^\W_{_HAN}]+)*")
_SLOT = re.compile(r"\{(\w+)\}")
_MARKED = (
    re.compile(r"歌曲?(?:献|送|写|唱)?给(.+)"),
    re.compile(r"(?:关于|有关|讲述|讲|描写|描述|歌颂|赞美|纪念|怀念|献给|送给|写给|唱给)(.+)"),
    re.compile(r"以(.+?)(?:为|作为)主题"),
    re.compile(r"(?:写|做|唱|来|要|听|创作|生成|制作)(?:一|1)?(?:首|支|个|曲)(.+)"),
    re.compile(r"^(?:一|1)(?:首|支|曲)(.+)"),
    re.compile(r"祝(.+?)生日快乐"),
    re.compile(r"^(?:给|为|送|献)(?!我)(.+)"),
)
_TAIL = re.compile(
    r"(?:的|之)?(?:摇滚|民谣|流行|抒情|说唱|主题)?(?:摇篮曲|催眠曲|生日歌|情歌|儿歌|歌曲|歌词|歌|曲子|曲|音乐|故事)$"
)
_COUNTED = re.compile(r"^(?:一|两|几)(?:只|个|位|条|座|家|间|杯|碗|张|片|本|场|段|种|把|朵)(?=.)(?!人的?)")
_SENTENCE_OPENERS = re.compile(r"^(?:我想要|我想听|我要|我想|我们|我|请|帮我|给我|想要|很|非常|特别)")
_VERBS = frozenset("在学爱喜不想是去来会吃看睡跑飞哭笑说跳找变住骑打追等有")
_LATIN_SYLLABLES = re.compile(r"[aeiouyAEIOUY]+")


def _pieces(text: str) -> list[str]:
    return _PIECE.findall(text)


def size(line: str) -> int:
    """Count what is sung: a character is one, a foreign word has its vowels."""
    total = 0
    for piece in _pieces(line):
        han = len(piece) == 1 and not piece.isascii()
        total += 1 if han else max(1, len(_LATIN_SYLLABLES.findall(piece)))
    return total


def rhyme(line: str) -> str:
    """Give the family of the last character, or the character itself when no family is known."""
    pieces = _pieces(line)
    last = pieces[-1] if pieces else ""
    return TABLES.rhymes.get(last, last)


@cache
def _longest_first(name: str) -> tuple[str, ...]:
    return tuple(sorted(TABLES.lists[name], key=lambda word: (-len(word), word)))


def _without_style(text: str) -> str:
    for word in _longest_first("style"):
        text = text.replace(word, " ")
    runs = [run.strip("的之 ") for run in text.split()]
    return max(runs, key=len, default="")


def _trim(text: str) -> str:
    """Take away what asks for a song and what counts the subject."""
    for word in _longest_first("ask"):
        if text.startswith(word):
            text = text[len(word) :]
    text = _TAIL.sub("", text) or text
    text = _COUNTED.sub("", text)
    return text.strip("的之了吧呢啊 ")


def _leader(text: str) -> str:
    """Cut a sentence down to who it is about: 小青蛙学游泳 is about 小青蛙, 猫叫小白 about 小白."""
    for word in (*_longest_first("person"), *_longest_first("animal")):
        index = text.find(word)
        if not 0 <= index <= 3:
            continue
        end = index + len(word)
        named = re.match(r"(?:叫|名叫|名字叫)(.{1,4})", text[end:])
        if named:
            return named.group(1)
        if len(text) > end + 1 and text[end] in _VERBS:
            return text[:end]
    return text


def _topic(text: str) -> tuple[str, bool]:
    for pattern in _MARKED:
        match = pattern.search(text)
        if match and (topic := _trim(match.group(1))):
            return topic, True
    return _trim(_without_style(text)), False


def _head(text: str) -> str:
    """Give the noun at the end: what follows the last 的."""
    _, _, head = text.rpartition("的")
    return head if size(head) >= 2 else text


def _fit(text: str) -> str:
    """Cut a phrase to a length that can stand in a line."""
    if size(text) <= SUBJECT_LONGEST:
        return text
    head = _head(text)
    if size(head) <= SUBJECT_LONGEST:
        return head
    parts = re.split("|".join(TABLES.lists["splitters"]), head)
    fitting = [part.strip("的 ") for part in parts if 2 <= size(part) <= SUBJECT_LONGEST]
    if fitting:
        return max(fitting, key=size)
    kept = ""
    for piece in _pieces(head):
        if size(kept + " " + piece) > 4:
            break
        kept = f"{kept} {piece}" if kept and not _is_han(piece) and not _is_han(kept[-1]) else kept + piece
    return kept


def _is_han(char: str) -> bool:
    return re.fullmatch(f"[{_HAN}]", char) is not None


def _kind(name: str) -> str:
    if any(verb in name for verb in "去吃学做打"):
        return "thing"
    for kind, words in (("person", "person"), ("pet", "animal"), ("time", "time"), ("place", "place")):
        if any(name.endswith(word) for word in TABLES.lists[words]):
            return kind
    return "thing"


def subject_of(text: str, *, announced: bool = False) -> Subject | None:
    """Read from a prompt what the song is about; None when it says nothing about that."""
    found = ""
    others: list[str] = []
    for part in re.split(r"[,;.!?:\n，。；！？：、~～…—]+", text):
        clean = "".join(f" {p} " if not _is_han(p) else p for p in _pieces(part)).replace("  ", " ").strip()
        if not clean:
            continue
        topic, marked = (clean, True) if announced else _topic(clean)
        if not announced and size(topic) > 2:
            topic = _trim(_SENTENCE_OPENERS.sub("", topic) or topic)
        told = topic[:1] in {"她", "他", "它", "歌"}
        if found and (told or topic in TABLES.lists["style"]):
            continue
        name = _fit(_leader(topic))
        if not name or not any(c.isalnum() for c in name):
            continue
        if marked and not announced and found and not others:
            found, others = name, [found]
        elif not found:
            found = name
        elif size(name) <= 4:
            others.append(name)
    if not found:
        return None
    head = _head(found)
    kind = "person" if "生日" in text and _kind(found) == "thing" else _kind(found)
    kind = "pet" if kind == "thing" and any(word in text for word in ("猫叫", "狗叫", "兔叫")) else kind
    return Subject(name=found, short=head, kind=kind, others=tuple(o for o in others if o != found))


def foreign_subject_of(text: str) -> Subject | None:
    """Keep the prompt's own words as a name inside Chinese lines."""
    words = _pieces(text)
    for count in range(min(3, len(words)), 0, -1):
        name = " ".join(words[:count])
        if size(name) <= 5 and len(name) <= 24:
            return Subject(name=name, short=name, kind="name")
    return None


def _fillings(subject: Subject) -> Iterator[dict[str, str]]:
    for name, other in itertools.product(
        dict.fromkeys((subject.name, subject.short)), subject.others or ("",)
    ):
        yield {"s": name, "n": subject.short, "t": other}


def _filled(line: str, filling: dict[str, str]) -> str:
    """Put the words of a filling into a line's slots."""
    return _SLOT.sub(lambda slot: filling[slot.group(1)], line)


def render(stanza: Stanza, subject: Subject, *, whole: bool = True) -> tuple[str, ...] | None:
    """Put the subject into the lines; None when one of them would be too long or short.

    `whole` asks for the long name where it fits, otherwise for the short one.
    """
    slotted = any("{" in line for line in stanza.lines)
    fixed = "".join(_SLOT.sub(" ", line) for line in stanza.lines)
    if slotted and (subject.short in fixed or subject.name in fixed):
        return None
    best: tuple[str, ...] | None = None
    cost = 0
    for filling in _fillings(subject):
        if any(not filling[slot] for line in stanza.lines for slot in _SLOT.findall(line)):
            continue
        lines = tuple(_filled(line, filling) for line in stanza.lines)
        sizes = [size(line) for line in lines]
        spread = max(sizes) - min(sizes) + 4 * ((filling["s"] == subject.name) != whole)
        if min(sizes) >= SHORTEST and max(sizes) <= LONGEST and (best is None or spread < cost):
            best, cost = lines, spread
    return best


def title(pattern: str, subject: Subject) -> str:
    """Fill a title's pattern."""
    return pattern.format(s=subject.name, n=subject.short, b=subject.short)


def title_fits(text: str) -> bool:
    """Tell whether a title has two to eight characters (or syllables of foreign words)."""
    return 2 <= size(text) <= 8 and len(text) <= 60
