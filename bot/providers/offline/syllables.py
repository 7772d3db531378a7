"""Syllables of a line: how many notes it needs, and which of them carry weight.

English goes by rules and a table of exceptions; Han characters, kana and Hangul are one syllable each; every
other script goes by its groups of vowels.
"""

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

Stress = Literal[0, 1, 2]


@dataclass(frozen=True)
class Syllable:
    """One syllable: its letters, its stress (0 weak, 1 middling, 2 strong) and its place in the words."""

    text: str
    stress: Stress = 1
    starts_word: bool = True
    pause_after: bool = False


_TOKEN = re.compile(
    r"(?P<single>[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f\uac00-\ud7a3]"
    r"|[\u3041-\u3096\u30a1-\u30fa\u30fc][\u3041\u3043\u3045\u3047\u3049\u3083\u3085\u3087\u308e"
    r"\u30a1\u30a3\u30a5\u30a7\u30a9\u30e3\u30e5\u30e7\u30ee]*)"
    r"|(?P<number>\d+)"
    r"|(?P<word>(?:[^\W\d_\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]"
    r"[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u093a-\u094f\u0e31-\u0e4e]*)+"
    r"(?:['’](?:[^\W\d_])+)*['’]?)"
    r"|(?P<pause>[,;:.!?—–…、，。；：！？\n]|\s{2,})"
)

# Hyphens mark the syllables of words that the rules get wrong.
_HYPHENATED = """
rhy-thm rhy-thms ev-ery ev-ery-thing ev-ery-one ev-ery-where ev-ery-bo-dy ev-ery-day eve-ning eve-nings
i-de-a i-de-as a-re-a a-re-as cre-ate cre-at-ed cre-a-tion cre-at-ing cre-a-tor cre-ates qui-et qui-et-ly
di-et so-ci-e-ty sci-ence si-lence po-em po-ems po-et po-ets po-e-try li-on li-ons vi-o-lin vi-o-let
vi-o-lence di-a-ry di-a-mond di-a-monds gi-ant gi-ants ri-ot de-ni-al tri-al be-ing do-ing see-ing
re-al-i-ty re-a-lize re-act be-yond me-te-or busi-ness in-ter-est-ing o-cean o-ceans peo-ple some-one
some-bo-dy some-thing some-times some-where some-how an-y-one an-y-thing an-y-where no-where for-ev-er
what-ev-er lone-some awe-some home-town fire-fly fire-flies fire-light fire-place re-ci-pe ca-fe na-ive
ka-ra-o-ke u-ku-le-le mel-o-dy mel-o-dies bi-cy-cle bi-cy-cles mi-cro-phone ra-di-o ra-di-os vid-e-o
vid-e-os stu-di-o pi-a-no pi-a-nos ju-li-et ro-me-o ge-nius shoul-der sol-dier sol-diers pa-tient an-cient
mar-riage car-riage the-a-ter the-a-tre re-al the-o-ry ne-on e-on cha-os he-ro-ic sto-ic flu-id ru-in ru-ins
ru-ined su-i-cide fu-el du-el cru-el u-su-al u-su-al-ly vis-u-al wed-nes-day are were there where here once
since else these those whose sa-cred na-ked wick-ed ha-tred kin-dred hun-dred hun-dreds blessed be-lov-ed
i-ron you're we're they're whis-per whis-pers ar-gue ar-gued cli-ent cli-ents co-in-ci-dence class-room
bed-room a-cross heart-beat heart-beats heart-break laugh-ter daugh-ter dan-de-li-on mil-lion mil-lions
bil-lion on-ion un-ion com-pan-ion com-pan-ions hour hours our flour world girl pearl ooh aah yeah ay aye
eye eyes dif-fer-ent in-ter-est-ing in-ter-est
"""
_EXCEPTIONS = {word.replace("-", ""): word.split("-") for word in _HYPHENATED.split()}

_WEAK = """
a an the and or but if as at by for from in into of on to up with is am are was were be been do does
did has have had i me my you your he him his she her it its we us our they them their this that so
than then can will would could should may might must just oh i'm i'll i've i'd you're you'll it's
we're we'll they're there's
"""
_FUNCTION_WORDS = frozenset(_WEAK.split())

_BELOW_TWENTY = """
zero one two three four five six sev-en eight nine ten e-lev-en twelve thir-teen four-teen fif-teen six-teen
sev-en-teen eigh-teen nine-teen
"""
_ONES = _BELOW_TWENTY.split()
_TENS = ["", "", *["twen-ty", "thir-ty", "for-ty", "fif-ty", "six-ty", "sev-en-ty", "eigh-ty", "nine-ty"]]

_SILENT_E_INSIDE = re.compile(
    r"(?<=[aeiouy][^aeiouy])e(?=(?:ly|lier|liest|liness|ment|ments|ful|less|ness|thing|times?|where|how)$)"
)
# Where two written vowels are sung apart: "go-ing", "ra-di-o", "ac-tu-al", "eas-i-er", "tri-umph".
_HIATUS = re.compile(
    r"(?<![tscgxl])i(?=a(?!ge)|o(?!n$|ns$|ned$)|u[ms])|(?<=mp)i(?=on)|(?<=[lrdn])i(?=en[ct])"
    r"|(?<=^[^aeiouy])i(?=[aou])|(?<=^[^aeiouy]{2})i(?=[aou])|(?<=[aeiouy][^aeiouy])i(?=ers?$|est$)"
    r"|(?<=[^aeiouy]{2})i(?=ers?$|est$)"
    r"|u(?=al|ary|at|ous|ity)|[aeiouy](?=ings?$)|(?<!g)e(?=o(?!u)|um$)|y(?=ers?$)|a(?=o)"
)
_VOWELS = re.compile(r"[aeiouy]+")


def syllables(line: str) -> list[Syllable]:
    """Split one line of words into syllables, in the order in which they are sung."""
    line = unicodedata.normalize("NFC", line)
    eastern = bool(re.search(r"[\u3041-\u30ff\u3400-\u9fff]", line))
    found: list[Syllable] = []
    for token in _TOKEN.finditer(line):
        text = token.group()
        match token.lastgroup:
            case "single":
                weight: Stress = 2 if not found or found[-1].pause_after else 1
                found.append(Syllable(text, weight))
            case "number":
                for word in [*text] if eastern else _number_words(text):
                    found += _marked(word.split("-"), stress=2)
            case "word":
                found += _word(text)
            case _ if found:
                last = found[-1]
                found[-1] = Syllable(last.text, last.stress, last.starts_word, pause_after=True)
    return found


def count_syllables(line: str) -> int:
    """Count the syllables of one line; 0 for a line without words."""
    return len(syllables(line))


def _word(word: str) -> list[Syllable]:
    plain = word.lower().replace("’", "'").rstrip("'")
    weight: Stress = 0 if plain in _FUNCTION_WORDS else 2
    if not plain.isascii():
        return _marked(_by_vowels(word), stress=weight)
    if plain in _EXCEPTIONS:
        return _marked(_recase(word, _EXCEPTIONS[plain]), stress=weight)
    if not _VOWELS.search(plain.replace("'", "")) and 1 < len(plain) <= 5 and plain.isalpha():
        # No vowel at all: hummed ("hmm", "shh") or spelled letter by letter ("TV").
        return _marked([*word] if word.isupper() else [word], stress=weight)
    return _marked(_recase(word, _english(plain)), stress=weight)


def _marked(parts: list[str], *, stress: Stress) -> list[Syllable]:
    """Turn the parts of one word into syllables with the stress where English would put it."""
    strong = _stressed_part(parts)
    return [
        Syllable(
            part, stress if i == strong else (1 if abs(i - strong) == 2 and stress else 0), starts_word=i == 0
        )
        for i, part in enumerate(parts)
    ]


def _stressed_part(parts: list[str]) -> int:
    word, n = "".join(parts).lower(), len(parts)
    if n == 1:
        return 0
    if re.search(r"(?:[tsc]ion|[tsc]ions|ic|ics|[tcs]ious|[tc]ial)$", word):
        return n - 2
    if re.search(r"(?:ity|ities|ify|graphy|logy|ical)$", word):
        return max(0, n - 3)
    if n == 2 and re.match(r"(?:a[bcdfglmprw]?|be|de|re|un|for|to|with|ex|my)$", parts[0]):
        return 1
    if n >= 3 and re.match(r"(?:a|be|com|de|e|ex|for|i|im|pi|re|to|un)$", parts[0]):
        return 1
    return 0


def _english(word: str) -> list[str]:
    """Split one lower-case English word; an apostrophe keeps its letters with the syllable before."""
    stem, _, ending = word.partition("'")
    if not stem:
        return [word]
    parts = _english_stem(stem)
    if not ending:
        return parts
    if (ending == "t" and stem.endswith(("dn", "sn")) and len(stem) > 2) or (
        ending in ("ll", "ve", "d", "re")
        and stem[-1] not in "aeiouyw"
        and not (ending == "d" and stem[-1] not in "td")
    ):
        head = stem[:-1] if ending == "t" else stem
        return [*_english_stem(head), stem[len(head) :] + "'" + ending]
    if ending == "s" and re.search(r"(?:s|x|z|ch|sh|ce|ge|se)$", stem):
        return [*parts, "'s"]
    return [*parts[:-1], parts[-1] + "'" + ending]


def _english_stem(stem: str) -> list[str]:
    if stem in _EXCEPTIONS:
        return list(_EXCEPTIONS[stem])
    return _split_at(stem, _nuclei(stem))


def _nuclei(word: str) -> list[tuple[int, int]]:
    """Find the spans of letters that sound as vowels."""
    masked = _SILENT_E_INSIDE.sub("_", word)
    masked = re.sub(
        r"(?<=q)u(?=[aeiouy])|(?<=g)u(?=[aeiy])|^y(?=[aeiou])|(?<=[aeiou])y(?=[aeiou])", "_", masked
    )
    masked = _without_silent_ending(masked)
    cuts = {cut.end() for cut in _HIATUS.finditer(masked)}
    spans: list[tuple[int, int]] = []
    for group in _VOWELS.finditer(masked):
        edges = [group.start(), *sorted(c for c in cuts if group.start() < c < group.end()), group.end()]
        spans += pairwise(edges)
    if re.search(r"(?:sms?|thms?)$", word) and spans:
        spans.append((len(word) - 1, len(word)))
    return spans


def _without_silent_ending(word: str) -> str:
    """Mask the e that is written but not sung: "mak_", "lov_d"; but "ta-ble", "want-ed", "ro-ses"."""
    if re.search(r"[^aeiouyrl_]le[sd]?$", word):
        return word
    for ending, keeps in (("es", r"(?:[sxzcg]|ch|sh)es$"), ("ed", r"[td]ed$"), ("e", r"^$")):
        if word.endswith(ending) and _VOWELS.search(word[: -len(ending)]):
            before = word[-len(ending) - 1]
            if before not in "aeiouy" and not re.search(keeps, word):
                return word[: -len(ending)] + "_" + ending[1:]
            return word
    return word


def _split_at(word: str, spans: list[tuple[int, int]]) -> list[str]:
    """Cut a word between its vowels: one consonant opens the next syllable, of several the first closes."""
    cuts = [0]
    for (_, end), (start, _) in pairwise(spans):
        between = word[end:start]
        keep = 0 if len(between) < 2 or between[:2] in ("ch", "sh", "th", "ph", "wh", "tr", "qu") else 1
        cuts.append(end + keep)
    cuts.append(len(word))
    return [word[a:b] for a, b in pairwise(cuts)] if spans else [word]


def _recase(word: str, parts: list[str]) -> list[str]:
    """Give the parts the letters of the word as it was written."""
    if sum(map(len, parts)) > len(word):
        return parts
    out, at = [], 0
    for i, part in enumerate(parts):
        end = len(word) if i == len(parts) - 1 else at + len(part)
        out.append(word[at:end])
        at = end
    return out


def _by_vowels(word: str) -> list[str]:
    """Split a word of another script by its vowels, or by pairs of letters where none are written."""
    base = [
        "".join(c for c in unicodedata.normalize("NFD", ch) if not unicodedata.combining(c))
        for ch in word.lower()
    ]
    kinds = []
    for ch, plain in zip(word.lower(), base, strict=True):
        name = unicodedata.name(ch, "")
        if ch == "й":
            kinds.append("c")
        elif plain[:1] in ("а", "е", "и", "о", "у", "ы", "э", "ю", "я", "і", "є", "ї"):
            kinds.append("V")  # Cyrillic vowels never melt together
        elif plain[:1] in tuple("aeiouyæœøαεηιουωı"):
            kinds.append("v" if not re.search(r"DIAERESIS", name) else "V")
        else:
            kinds.append("c")
    spans = [m.span() for m in re.finditer(r"V|v+", "".join(kinds))]
    if spans:
        return _split_at(word, spans)
    letters = [i for i, ch in enumerate(word) if unicodedata.category(ch) in ("Lo", "Ll", "Lu", "Lt")]
    starts = letters[::2] or [0]
    return [word[a:b] for a, b in zip([0, *starts[1:]], [*starts[1:], len(word)], strict=True)]


def _number_words(digits: str) -> list[str]:
    """Spell a number as English says it; long ones digit by digit."""
    number = int(digits) if len(digits) <= 6 else -1
    if number < 0 or (len(digits) > 1 and digits[0] == "0"):
        return [_ONES[int(unicodedata.decimal(d))] for d in digits[:40]]
    if number < 20:
        return [_ONES[number]]
    if number < 100:
        return [_TENS[number // 10], *([_ONES[number % 10]] if number % 10 else [])]
    if 1100 <= number < 2000 or 2010 <= number < 2100:  # said as years are
        return [
            *_number_words(str(number // 100)),
            *(_number_words(str(number % 100)) if number % 100 else ["hun-dred"]),
        ]
    big, name = (1000, "thou-sand") if number >= 1000 else (100, "hun-dred")
    rest = _number_words(str(number % big)) if number % big else []
    return [*_number_words(str(number // big)), name, *rest]
