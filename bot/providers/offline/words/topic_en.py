"""Find the words of an English prompt that say what the song is about, apart from how it should sound."""

import re

from bot.providers.offline.words import Tables, load
from bot.providers.offline.words.sound_en import tokens

TABLES: Tables = load("en")

_MARKERS = (
    r"\bhappy birthday,?\s+(?:(?:to|dear|for)\s+)?(?=\S)",
    r"\babout\s+",
    r"\b(?:regarding|concerning|titled|entitled|called|dedicated to|devoted to|in honou?r of|inspired by"
    r"|(?:letter|ode|tribute|hymn|toast|homage) to|describing|celebrating|praising"
    r"|(?:topic|subject|theme|story|tale|praise) of)\s+",
    r"\b(?:songs?|ballad|anthem|hymn|ode|lullaby|tune|track|shanty|(?<!background )music|jingle"
    r"|serenade|words|lyrics)"
    r"\s+(?:of|for|to|on)\s+",
)
RELATIVE = frozenset({"who", "that", "which", "where", "when", "because", "while", "since", "whose", "if"})
FIRST_PERSON = frozenset({"i", "we", "you", "i'm", "i've", "we've", "we're", "they"})
_STYLE_TAIL = frozenset(
    {"style", "styled", "genre", "version", "vibe", "vibes", "tempo", "bpm", "song", "mood"}
)


def is_in(word: str, name: str) -> bool:
    """Tell whether a word is on a list of the tables."""
    return word.lower() in TABLES.lists[name]


def topic_of(text: str) -> tuple[str, bool, str]:
    """Give the text of the topic, whether the prompt announced it, and what stands before it."""
    for pattern in _MARKERS:
        match = re.search(pattern, text, re.IGNORECASE)
        if match and tokens(text[match.end() :]):
            return text[match.end() :], True, text[: match.start()]
    return text, False, ""


def segments(text: str) -> list[list[str]]:
    """Part a text at its commas and stops into lists of words."""
    return [words for part in re.split(r"[,;.!?:\n]+|\s[-–—]+\s", text) if (words := tokens(part))]


def is_style(word: str) -> bool:
    """Tell whether a word is about the recording."""
    return is_in(word, "style") or all(is_in(part, "style") for part in word.split("-"))


def without_instructions(words: list[str], announced: bool) -> list[str]:
    """Cut "with acoustic guitar", "in folk style" and the like; keep the words of the subject."""
    for index, word in enumerate(words):
        rest = words[index + 1 :]
        instructs = any(map(is_style, rest)) and all(is_style(w) or is_in(w, "ask") for w in rest)
        if instructs and is_in(word, "instructs"):
            words = words[:index]
            break
    if announced:
        cut = len(words)
        while cut and is_style(words[cut - 1]):
            cut -= 1
        return words[:cut] if cut and _STYLE_TAIL & {w.lower() for w in words[cut:]} else words
    if words and words[0].lower() in {"how", "when", "why"} and not any(map(is_style, words)):
        return words
    phrase = words and is_in(words[0], "determiners") and words[0].lower() not in {"a", "an", "some"}
    if phrase and not all(map(is_style, words[1:])) and not any(is_in(w, "works") for w in words):
        return words
    return _longest_run(words)


def _longest_run(words: list[str]) -> list[str]:
    """Find the longest run of words that are no style words, with its article or possessive."""
    runs: list[list[str]] = [[]]
    for word in words:
        if is_style(word):
            runs.append([])
        else:
            runs[-1].append(word)
    best: list[str] = []
    for run in runs:
        begin, end = 0, len(run)
        while begin < end and is_in(run[begin], "ask"):
            begin += 1
        while end > begin and is_in(run[end - 1], "ask"):
            end -= 1
        if begin and begin < end and is_in(run[begin - 1], "determiners"):
            begin -= 1
        elif begin and run[begin - 1].lower() in {"i", "we"} and begin + 1 < end:
            begin += 1
        if end - begin > len(best):
            best = run[begin:end]
    return best


def letter_case(words: list[str], opens_prompt: bool) -> list[str]:
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


def clause_topic(words: list[str]) -> list[str]:
    """Turn "how I lost my keys", "when we were young" or "I miss Paris" into something to sing of."""
    low = [w.lower() for w in words]
    if low[0] == "when" and len(low) > 2 and low[1] in FIRST_PERSON:
        return ["the", "days", *words]
    if low[:2] == ["how", "to"] and len(low) > 2:
        return [_gerund(words[2]), *words[3:]]
    if is_in(low[0], "clauses"):
        if len(low) == 3 and low[1] in FIRST_PERSON:
            return [_gerund(low[2])]
        while len(words) > 1 and is_in(words[0], "stops") and not is_in(words[0], "determiners"):
            words = words[1:]
        start = next((i for i, w in enumerate(words) if is_in(w, "determiners")), None)
        if start is not None and start + 1 < len(words):
            verb = next((i for i in range(start + 2, len(words)) if is_in(words[i], "verbs")), len(words))
            return words[start:verb]
        return words[1:] if len(words) > 1 and not words[0][0].isupper() else words
    return words


def _gerund(verb: str) -> str:
    if verb.endswith("e") and not verb.endswith("ee"):
        return verb[:-1] + "ing"
    if re.fullmatch(r"[^aeiou]*[aeiou][^aeiouwxy]", verb):
        return verb + verb[-1] + "ing"
    return verb + "ing"
