"""Find what an English prompt wants a song about: the topic, its noun phrase, its kind, what is told of it."""

import re
from dataclasses import replace

from bot.providers.offline.words import Subject, Tables, load
from bot.providers.offline.words.sound_en import size, tokens

TABLES: Tables = load("en")
SUBJECT_LONGEST = 6
"""Syllables: what is longer leaves no room for a sentence."""

_MARKERS = (
    r"\bhappy birthday,?\s+(?:(?:to|dear|for)\s+)?(?=\S)",
    r"\babout\s+",
    r"\b(?:regarding|concerning|titled|entitled|called|dedicated to|devoted to|in honou?r of|inspired by"
    r"|describing|celebrating|praising|(?:topic|subject|theme|story|tale|praise) of)\s+",
    r"\b(?:songs?|ballad|anthem|hymn|ode|lullaby|tune|track|shanty|music|jingle|serenade|words|lyrics)"
    r"\s+(?:of|for|to|on)\s+",
)
_RELATIVE = frozenset({"who", "that", "which", "where", "when", "because", "while", "since", "whose", "if"})
_FIRST_PERSON = frozenset({"i", "we", "you", "i'm", "i've", "we've", "we're", "they"})
_STYLE_TAIL = frozenset(
    {"style", "styled", "genre", "version", "vibe", "vibes", "tempo", "bpm", "song", "mood"}
)


def _is(word: str, name: str) -> bool:
    return word.lower() in TABLES.lists[name]


def _topic(text: str) -> tuple[str, bool, str]:
    """Give the text of the topic, whether the prompt announced it, and what stands before it."""
    for pattern in _MARKERS:
        match = re.search(pattern, text, re.IGNORECASE)
        if match and tokens(text[match.end() :]):
            return text[match.end() :], True, text[: match.start()]
    return text, False, ""


def _segments(text: str) -> list[list[str]]:
    return [words for part in re.split(r"[,;.!?:\n]+|\s[-–—]+\s", text) if (words := tokens(part))]


def _is_style(word: str) -> bool:
    return _is(word, "style") or all(_is(part, "style") for part in word.split("-"))


def _without_instructions(words: list[str], announced: bool) -> list[str]:
    """Cut "with acoustic guitar", "in folk style" and the like; keep the words of the subject."""
    for index, word in enumerate(words):
        rest = words[index + 1 :]
        if word.lower() in {
            "with",
            "in",
            "as",
            "featuring",
            "using",
            "for",
            "performed",
            "sung",
            "suitable",
            "and",
        } and (rest and all(_is_style(w) or _is(w, "ask") for w in rest)):
            words = words[:index]
            break
    if announced:
        cut = len(words)
        while cut and _is_style(words[cut - 1]):
            cut -= 1
        return words[:cut] if cut and _STYLE_TAIL & {w.lower() for w in words[cut:]} else words
    return _longest_run(words)


def _longest_run(words: list[str]) -> list[str]:
    """Find the longest run of words that are no style words, with its article or possessive."""
    runs: list[list[str]] = [[]]
    for word in words:
        if _is_style(word):
            runs.append([])
        else:
            runs[-1].append(word)
    best: list[str] = []
    for run in runs:
        begin, end = 0, len(run)
        while begin < end and _is(run[begin], "ask"):
            begin += 1
        while end > begin and _is(run[end - 1], "ask"):
            end -= 1
        if begin and begin < end and _is(run[begin - 1], "determiners"):
            begin -= 1
        if end - begin > len(best):
            best = run[begin:end]
    return best


def _letter_case(words: list[str], opens_prompt: bool) -> list[str]:
    """Undo capitals that say nothing: shouting, headline case, the first word of a sentence."""
    proper = TABLES.lists["names_f"] | TABLES.lists["names_m"] | TABLES.lists["place_name"]
    days = TABLES.lists["bare_time"] - {"summer", "winter", "spring", "autumn", "midnight", "dawn", "dusk"}
    days -= {"sunset", "sunrise", "tomorrow", "yesterday", "tonight", "graduation"}
    headline = len(words) > 2 and all(w[0].isupper() or not w[0].isalpha() for w in words)
    shouted = all(w.isupper() for w in words) and sum(map(len, words)) > 5
    known = frozenset().union(
        *(TABLES.lists[n] for n in ("mass", "count", "person", "animal", "place", "time", "stops"))
    )
    result = []
    for index, word in enumerate(words):
        low = word.lower()
        plain = low in known or low.rstrip("s") in known or low.endswith("ing")
        if low in days or low.rstrip("s") in days or (low in proper and word != low):
            result.append(word.capitalize())
        elif (
            shouted
            or (headline and low in TABLES.lists["stops"] | known)
            or (index == 0 and opens_prompt and plain)
        ):
            result.append(low)
        else:
            result.append(word)
    return [("I" + w[1:]) if w.lower() in {"i", "i'm", "i've", "i'd", "i'll"} else w for w in result]


def _clause_topic(words: list[str]) -> list[str]:
    """Turn "how I lost my keys", "when we were young" or "I miss Paris" into something to sing of."""
    low = [w.lower() for w in words]
    if low[0] == "when" and len(low) > 2 and low[1] in _FIRST_PERSON:
        return ["the", "days", *words]
    if low[:2] == ["how", "to"] and len(low) > 2:
        return [_gerund(words[2]), *words[3:]]
    if low[0] in {"how", "why", "what", "when", "where", "that", "if", "whether"} or low[0] in {
        "i",
        "we",
        "they",
        "i'm",
    }:
        while (
            len(low) > 1 and (low[0] in _RELATIVE or _is(low[0], "stops")) and not _is(low[0], "determiners")
        ):
            words, low = words[1:], low[1:]
        start = next((i for i, w in enumerate(low) if _is(w, "determiners")), None)
        if start is not None and start + 1 < len(words):
            return words[start:]
        return words[1:] if len(words) > 1 and not words[0][0].isupper() else words
    return words


def _gerund(verb: str) -> str:
    if verb.endswith("e") and not verb.endswith("ee"):
        return verb[:-1] + "ing"
    if re.fullmatch(r"[^aeiou]*[aeiou][^aeiouwxy]", verb):
        return verb + verb[-1] + "ing"
    return verb + "ing"


def _split_detail(words: list[str]) -> tuple[list[str], str]:
    """Part the subject from what is said of it: "my cat Biscuit" and "hates Mondays"."""
    for index, word in enumerate(words[1:], 1):
        low, rest = word.lower(), words[index + 1 :]
        if low in _RELATIVE and rest:
            if low in {"who", "that", "which"} and rest[0].lower() not in _FIRST_PERSON:
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
    while words and size(" ".join(words)) > SUBJECT_LONGEST:
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
        if index and (_is(word, "prepositions") or word.lower() in _RELATIVE):
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


def _shorten(words: list[str]) -> list[str]:
    """Cut a phrase down until it can stand in a line, the noun first to stay."""
    if size(" ".join(words)) <= SUBJECT_LONGEST:
        return words
    head = _head(words)
    determiner = words[:1] if _is(words[0], "determiners") or "'" in words[0] else []
    for shorter in (
        words[: head + 1],
        [*determiner, *words[max(len(determiner), head - 1) : head + 1]],
        [*determiner, words[head]],
    ):
        if shorter and size(" ".join(shorter)) <= SUBJECT_LONGEST:
            return shorter
    return [words[head]] if size(words[head]) <= SUBJECT_LONGEST + 1 and len(words[head]) <= 24 else []


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
        return " ".join(["the", *words[1:]]), " ".join(words)
    if first in {"some", "any", "no"}:
        return " ".join(words[1:]) or words[0], ""
    bare = not _is(first, "determiners") and "'s" not in first and not words[0][0].isupper()
    countable = _is(head, "count") or _is(head, "animal") or _is(head, "person") or _is(head, "place")
    known_mass = _is(head, "mass") or _is(head, "bare_time") or head.endswith(TABLES.endings["mass"])
    singular = (
        not _is_plural(head)
        and not _is_gerund(words[0])
        and not first.isdigit()
        and not _is(first, "pronouns")
    )
    if bare and singular and (countable or (not announced and not known_mass)):
        return " ".join(["the", *words]), ""
    return " ".join(words), ""


def _phrase(words: list[str], text: str, announced: bool, living: bool) -> Subject | None:
    """Build the subject from the words of a noun phrase."""
    words = [w for i, w in enumerate(words) if not (i and w.lower() in {"named", "called"})]
    while len(words) > 1 and (
        _is(words[0], "prepositions") or words[0].lower() in {"and", "or", "all", "but", "really"}
    ):
        words = words[1:]
    while words and (
        words[-1].lower() in {"and", "or", "please"}
        or _is(words[-1], "prepositions")
        or _is(words[-1], "determiners")
    ):
        words = words[:-1]
    words = _shorten(words) if words else []
    if not words or (
        len(words) == 1 and _is(words[0], "stops") and words[0].lower() not in {"you", "me", "us"}
    ):
        return None
    name, indefinite = _with_article(words, announced)
    head = words[_head(words)]
    base = Subject(name=name, short=name, kind="name", indefinite=indefinite, pronouns=("it", "it", "its"))
    joined = any(w.lower() == "and" for w in words)
    if name.lower() in {"you", "me", "us"} or joined or words[:2] == ["the", "days"]:
        plural = name.lower() != "me"
        return replace(base, kind="you" if name.lower() == "you" else "name", plural=plural, pronouns=None)
    alive = _living(words) or (("person", "") if living and words[0][0].isupper() else None)
    if alive and not _is_plural(head):
        return _alive(base, words, alive, text)
    determined = _is(words[0], "determiners") or "'s" in words[0]
    if _is_gerund(words[0]):
        return replace(base, kind="activity")
    if _is_plural(head):
        return replace(base, kind="things", plural=True, pronouns=("they", "them", "their"))
    if _is(head, "place") or _is(head, "place_name"):
        return replace(base, kind="place", at=_at(name, head))
    if _is(head, "time"):
        return replace(base, kind="time")
    if head[0].isupper() and not determined:
        return base
    if not determined and name == " ".join(words):
        return replace(base, kind="mass", bare=name)
    return replace(base, kind="thing")


def _alive(base: Subject, words: list[str], alive: tuple[str, str], text: str) -> Subject:
    kind, called = alive
    name, short = base.name, called or base.name
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
    topic, marked, before = (text, True, "") if announced else _topic(text)
    living = "birthday" in text.lower()
    found: Subject | None = None
    details: list[str] = []
    others: list[str] = []
    for words in _segments(topic):
        low = [w.lower() for w in words]
        if found and low[0] in {"she", "he", "it"} and len(words) > 1:
            details.append(_detail(" ".join(words[1:])))
            continue
        if found and low[0] in {"she's", "he's", "it's"}:
            details.append(_detail("is " + " ".join(words[1:])))
            continue
        wanted = _without_instructions(words, marked and not found)
        if not wanted:
            continue
        named = _clause_topic(_letter_case(wanted, opens_prompt=not before and not found))
        noun, detail = _split_detail(named)
        phrase = _phrase(noun, text, marked, living and not found)
        if phrase and not found:
            found, details = phrase, [_detail(detail)]
        elif phrase and size(phrase.name) <= 4 and phrase.name != (found and found.name):
            others.append(phrase.name)
    if found is None and marked and not announced:
        return subject_of(before) if before.strip() else None
    return replace(found, details=tuple(filter(None, details)), others=tuple(others)) if found else None


def foreign_subject_of(text: str) -> Subject | None:
    """Keep the prompt's own words, whatever their language, as a name."""
    words = [w for w in tokens(text) if not _is(w, "other_ask") and not _is_style(w)]
    for count in range(min(4, len(words)), 0, -1):
        name = " ".join(words[:count])
        if size(name) <= SUBJECT_LONGEST and len(name) <= 32:
            return Subject(name=name, short=name, kind="name")
    return None
