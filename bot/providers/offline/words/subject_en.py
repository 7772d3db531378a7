"""Build the subject of an English song: the noun phrase, its kind, and what is told of it."""

import re
from dataclasses import replace

from bot.providers.offline.words import Subject, Tables, load
from bot.providers.offline.words.sound_en import size, tokens
from bot.providers.offline.words.topic_en import (
    FIRST_PERSON,
    RELATIVE,
    clause_topic,
    is_style,
    letter_case,
    segments,
    topic_of,
    without_instructions,
)
from bot.providers.offline.words.topic_en import is_in as _is

TABLES: Tables = load("en")
SUBJECT_LONGEST, SHORT_LONGEST = 7, 5
"""Syllables of a subject and of its short name: what is longer leaves no room for a sentence."""


def _split_detail(words: list[str]) -> tuple[list[str], str]:
    """Part the subject from what is said of it: "my cat Biscuit" and "hates Mondays"."""
    for index, word in enumerate(words[1:], 1):
        low, rest = word.lower(), words[index + 1 :]
        alive = _is(words[index - 1], "person") or _is(words[index - 1], "animal")
        gap = not _is(words[index - 1], "stops")
        if rest and _is_gerund(low) and gap and (alive or _is(rest[0], "stops")):
            return words[:index], " ".join(["are" if _is_plural(words[index - 1]) else "is", *words[index:]])
        if low in RELATIVE and rest:
            if low in {"who", "that", "which"} and rest[0].lower() not in FIRST_PERSON:
                return words[:index], " ".join(rest)
            whole = " ".join(words)
            return (words, "") if size(whole) <= SUBJECT_LONGEST else (words[:index], "")
        person = (
            any(_is(w, "person") or _is(w, "animal") for w in words[:index]) or words[index - 1][0].isupper()
        )
        if person and _is(word, "verbs") and not _is(words[0], "prepositions"):
            return words[:index], " ".join(words[index:])
    return words, ""


def _detail(text: str) -> str:
    """Keep a detail that is short enough to be sung, or nothing."""
    words = text.split()
    while words and size(" ".join(words)) > SHORT_LONGEST + 1:
        cut = next(
            (i for i in range(len(words) - 1, 0, -1) if _is(words[i], "prepositions") or words[i] == "and"), 0
        )
        words = words[:cut]
    if not words or not (_is(words[0], "verbs") or re.search(r"(?:[^s]s|ed)$", words[0])):
        return ""
    return " ".join(words) if not _is(words[-1], "stops") else ""


def _head(words: list[str]) -> int:
    """Give the place of the noun that the phrase is about."""
    for index, word in enumerate(words):
        if index and (_is(word, "prepositions") or word.lower() in RELATIVE or word.lower() == "and"):
            return index - 1
    return len(words) - (
        2 if len(words) > 2 and words[-1].lower() in {"home", "again", "alone", "ago"} else 1
    )


def _is_plural(word: str) -> bool:
    low = word.lower()
    if _is(low, "plural_irregular"):
        return True
    return (
        low.endswith("s")
        and not re.search(r"(?:ss|us|is|ics|'s)$", low)
        and not _is(low, "singular_s")
        and len(low) > 3
    )


def _is_gerund(word: str) -> bool:
    return len(word) > 4 and word.endswith("ing") and not _is(word, "gerund_nouns")


def _shorten(words: list[str], longest: int = SUBJECT_LONGEST) -> list[str]:
    """Cut a phrase down until it can stand in a line, the noun last to go."""
    if size(" ".join(words)) <= longest:
        return words
    if _is_gerund(words[0].lower()):
        cut = next((i for i in range(len(words) - 1, 0, -1) if _is(words[i], "prepositions")), 0)
        return _shorten(words[:cut], longest) if cut else [] if longest == SHORT_LONGEST else words[:1]
    head = _head(words)
    if words[head + 1 : head + 2] == ["of"] and (inner := _shorten(words[head + 2 :], longest)):
        return inner
    determiner = words[:1] if _is(words[0], "determiners") or "'" in words[0] else []
    for shorter in (
        words[: head + 1],
        [*determiner, *words[max(len(determiner), head - 1) : head + 1]],
        [*determiner, words[head]],
    ):
        if shorter and size(" ".join(shorter)) <= longest:
            return shorter
    return [words[head]] if size(words[head]) <= SUBJECT_LONGEST and len(words[head]) <= 24 else []


def _at(name: str, head: str) -> str:
    if _is(head, "place_name"):
        return f"in {name}"
    if _is(head, "place_on"):
        return f"on {name}"
    return f"at {name}" if _is(head, "place_at") else f"in {name}"


def _living(words: list[str]) -> tuple[str, str] | None:
    """Tell person from pet, and find the name to call them by: (kind, name)."""
    low = [w.lower() for w in words]
    for index, word in enumerate(low[:3]):
        kind = "person" if _is(word, "person") or word.endswith(TABLES.endings["person"]) else ""
        kind = "pet" if _is(word, "animal") else kind
        if not kind or (index == 0 and len(words) > 1 and not words[1][0].isupper()):
            continue
        tail = words[index + 1 :]
        if not tail:
            return kind, ""
        named = tail[0][0].isupper() or _is(tail[0], "names_f") or _is(tail[0], "names_m") or kind == "pet"
        if len(tail) == 1 and named and not _is_plural(tail[0]):
            return kind, tail[0][0].upper() + tail[0][1:]
        if _is(tail[0], "prepositions"):
            return kind, ""
    if len(words) <= 2 and (_is(low[0], "names_f") or _is(low[0], "names_m")) and words[0][0].isupper():
        return "person", words[0]
    return None


def _pronouns(words: list[str], text: str) -> tuple[str, str, str] | None:
    low = {w.lower() for w in words}
    around = set(tokens(text.lower()))
    she = bool(low & (TABLES.lists["feminine"] | TABLES.lists["names_f"])) or "she" in around
    he = bool(low & (TABLES.lists["masculine"] | TABLES.lists["names_m"])) or "he" in around
    if she != he:
        return ("she", "her", "her") if she else ("he", "him", "his")
    return None


def _with_article(words: list[str], announced: bool) -> tuple[str, str]:
    """Give the phrase as it is named in a line, and with "a" where it can have it."""
    first, head = words[0].lower(), words[_head(words)]
    if first in {"a", "an"}:
        vowel = re.match(r"[aeio](?!ne\b|nce\b)", words[1].lower()) if len(words) > 1 else None
        return " ".join(["the", *words[1:]]), " ".join(["an" if vowel else first, *words[1:]])
    if first in {"some", "any", "no"}:
        return " ".join(words[1:]) or words[0], ""
    bare = not _is(first, "determiners") and "'s" not in first and not words[0][0].isupper()
    countable = _is(head, "count") or _is(head, "animal") or _is(head, "person") or _is(head, "place")
    joined = any(w.lower() == "and" for w in words)
    known_mass = _is(head, "mass") or _is(head, "bare_time") or head.endswith(TABLES.endings["mass"])
    singular = (
        not _is_plural(head)
        and not _is_gerund(words[0])
        and not (first.isdigit() or first == "one")
        and not _is(first, "pronouns")
    )
    vague = not announced and not known_mass and not joined
    if bare and singular and (countable or vague):
        return " ".join(["the", *words]), ""
    return " ".join(words), ""


def _hangs(word: str) -> bool:
    """Tell whether a first word has no part in a noun phrase."""
    if _is(word, "determiners") or _is_gerund(word) or word.lower() in {"you", "me"}:
        return False
    return _is(word, "stops") or _is(word, "prepositions") or _is(word, "openers")


def _is_stray(word: str, after: str) -> bool:
    """Tell whether an article or the like has nothing behind it to belong to."""
    orphaned = _is(after, "determiners") or _is(after, "prepositions")
    return _is(word, "determiners") and word.lower() != "all" and orphaned


def _bare_phrase(words: list[str]) -> list[str]:
    """Drop what hangs on at both ends of a noun phrase, and cut it to a length that can be sung."""
    if len(words) > 2 and _is(words[0], "longing") and _is(words[1], "determiners"):
        words = words[1:]
    words = [w for i, w in enumerate(words) if not (i and w.lower() in {"named", "called"})]
    if len(words) == 1 and words[0].lower() in {"her", "him", "them", "she", "he"}:
        return ["you"]
    words = [w for w, after in zip(words, [*words[1:], ""], strict=True) if not _is_stray(w, after)]
    while len(words) > 1 and _hangs(words[0]):
        words = words[1:]
    for index, word in enumerate(words[1:], 1):
        before = words[index - 1]
        opens = index == 1 and _is_gerund(before)  # "climbing a wall", but not "a climbing a wall"
        if _is(word, "determiners") and not (_is(before, "stops") or opens):
            words = words[:index]
            break
    while words and (_is(words[-1], "prepositions") or _is(words[-1], "closers")):
        words = words[:-1]
    low = {w.lower() for w in words}
    if low in ({"you", "and", "me"}, {"us"}, {"you", "and", "i"}):
        return ["the", "two", "of", "us"]
    if low <= TABLES.lists["stops"] and not low <= {"you", "me"}:
        return []
    return _shorten(words) if words else []


def _phrase(words: list[str], text: str, announced: bool, living: bool) -> Subject | None:
    """Build the subject from the words of a noun phrase."""
    words = _bare_phrase(words)
    if not words:
        return None
    name, indefinite = _with_article(words, announced)
    fixed = words[:2] in (["the", "days"], ["the", "two"]) or any(w.lower() == "and" for w in words)
    short = name if fixed else " ".join(_shorten(name.split(), SHORT_LONGEST)) or name
    base = Subject(name=name, short=short, kind="name", indefinite=indefinite, pronouns=("it", "it", "its"))
    if name.lower() in {"you", "me"} or fixed:
        plural = name.lower() != "me"
        return replace(base, kind="you" if name.lower() == "you" else "name", plural=plural, pronouns=None)
    if _is_gerund(words[0]):
        return replace(base, kind="name" if _is(words[0], "unskilled") else "activity")
    alive = _living(words) or (("person", "") if living and words[0][0].isupper() else None)
    if alive and not _is_plural(words[_head(words)]):
        return _alive(base, words, alive, text)
    return _lifeless(base, words)


def _lifeless(base: Subject, words: list[str]) -> Subject:
    """Tell things, places, times and stuff apart."""
    head = words[_head(words)]
    determined = _is(words[0], "determiners") or "'s" in words[0]
    bare = base.name if not determined and base.name == " ".join(words) else ""
    if _is_plural(head):
        people = _is(head.removesuffix("s"), "person") or _is(head, "people")
        pronouns = ("they", "them", "their")
        return replace(base, kind="name" if people else "things", plural=True, pronouns=pronouns)
    if _is(head, "place") or _is(head, "place_name"):
        return replace(base, kind="place", at=_at(base.name, head))
    if _is(head, "time"):
        return replace(base, kind="time", bare=bare)
    if head[0].isupper() and not determined:
        return base
    return replace(base, kind="mass", bare=bare) if bare else replace(base, kind="thing")


def _alive(base: Subject, words: list[str], alive: tuple[str, str], text: str) -> Subject:
    kind, called = alive
    name, short = base.name, called or base.short
    if called and name.split()[-1].lower() == called.lower():
        name = " ".join([*name.split()[:-1], called])
    relation = words[-1].lower()
    if not called and words[0].lower() == "my" and len(words) == 2 and _is(relation, "vocative"):
        short = relation.capitalize()
    elif not called and len(words) == 1 and _is(relation, "vocative"):
        name = short = relation.capitalize()
    return replace(base, kind=kind, name=name, short=short, pronouns=_pronouns(words, text))


def subject_of(text: str, *, announced: bool = False) -> Subject | None:
    """Read from a prompt what the song is about; None when it says nothing about that."""
    topic, marked, before = (text, True, "") if announced else topic_of(text)
    living = "birthday" in text.lower()
    found: Subject | None = None
    details: list[str] = []
    others: list[str] = []
    for words in segments(topic):
        low = [w.lower() for w in words]
        if found and low[0] in {"she", "he", "it"} and len(words) > 1:
            details.append(_detail(" ".join(words[1:])))
            continue
        if found and low[0] in {"she's", "he's", "it's"}:
            details.append(_detail("is " + " ".join(words[1:])))
            continue
        wanted = without_instructions(words, marked and not found)
        if not wanted:
            continue
        named = clause_topic(letter_case(wanted, opens_prompt=not before and not found))
        noun, detail = _split_detail(named)
        phrase = _phrase(noun, text, marked or found is not None, living and not found)
        if phrase and not found:
            found, details = phrase, [_detail(detail)]
        elif phrase and size(phrase.name) <= 4 and phrase.name != (found and found.name):
            others.append(phrase.name)
    if found is None and marked and not announced:
        return subject_of(before) if before.strip() else None
    if found is None:
        return None
    told = details if found.kind in {"person", "pet"} or "she" not in text.lower() else []
    return replace(found, details=tuple(filter(None, told)), others=tuple(others))


def foreign_subject_of(text: str) -> Subject | None:
    """Keep the prompt's own words, whatever their language, as a name."""
    words = [w for w in tokens(text) if not (_is(w, "other_ask") or _is(w, "closers") or is_style(w))]
    for count in range(min(4, len(words)), 0, -1):
        name = " ".join(words[:count])
        if size(name) <= SUBJECT_LONGEST and len(name) <= 32:
            return Subject(name=name, short=name, kind="name")
    return None
