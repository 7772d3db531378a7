"""The sound of English words: syllables by spelling and a table of exceptions, rhymes by families."""

import re
from functools import lru_cache

from bot.providers.offline.words import load

_TOKEN = re.compile(r"[^\W_]+(?:['&+-][^\W_]+)*(?:\++|(?<=s)'(?=\s))?")


def tokens(text: str) -> list[str]:
    """Split into words, apostrophes and hyphens kept."""
    return _TOKEN.findall(text)


@lru_cache(maxsize=8192)
def _word_syllables(word: str) -> int:
    word = word.lower().strip("'")
    if word in load("en").syllables:
        return load("en").syllables[word]
    if word.endswith("'s"):
        return _word_syllables(word[:-2]) + bool(re.search(r"(?:[sxz]|[cs]h|[cgs]e)$", word[:-2]))
    plain = word.replace("é", "ay")
    letters = re.sub(r"[^a-z]", "", plain)
    digits = sum(char.isdigit() for char in word)
    foreign = sum(char.isalpha() for char in plain) - len(letters)
    count = len(re.findall(r"[aeiouy]+", letters)) + digits + (foreign + 1) // 2
    if re.search(r"[^aeiouyl]e$|[aeiouy]le$|[^aeiouytd]ed$|[^aeiouyscgzxlh]es$|[aeiouy]les$|thes$", letters):
        count -= 1
    count += len(re.findall(r"ia(?!n)|io(?!u|n)|eo|[^q]ua|iu|[aeo]ing", letters))
    return max(1, count)


@lru_cache(maxsize=8192)
def size(line: str) -> int:
    """Count the syllables of a line by spelling and a table of exceptions."""
    return sum(_word_syllables(part) for token in tokens(line) for part in token.split("-"))


def rhyme(line: str) -> str:
    """Give the family of the last word, or the word itself when no family is known."""
    words = tokens(line.lower())
    last = words[-1].split("-")[-1] if words else ""
    return load("en").rhymes.get(last, last)
