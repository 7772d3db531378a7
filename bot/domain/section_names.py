"""The names that people give to the parts of a song, in the languages that they write in."""

import re
import unicodedata

# Lower case, after NFKC, words parted by one space. A longer name wins over one that it contains.
_NAMES: dict[str, str] = {
    "intro": "intro|introduction|prelude|opening|前奏|引子|开头|開頭|序曲|イントロ|인트로|전주|интро",
    "verse": "verse|verses|rap|主歌|说唱|說唱|饶舌|饒舌|aメロ|ヴァース|バース|ラップ|벌스|절|랩|"
    "strophe|couplet|estrofa|verso|strofa|куплет",
    "pre_chorus": "pre chorus|prechorus|pre|pre hook|pre refrain|导歌|導歌|预副歌|預副歌|副歌前|"
    "前副歌|bメロ|プレコーラス|프리코러스|pre coro|предприпев",
    "chorus": "chorus|choruses|refrain|副歌|高潮|合唱|サビ|大サビ|ラスサビ|ラストサビ|落ちサビ|"
    "コーラス|코러스|후렴|후렴구|estribillo|coro|refrão|ritornello|припев",
    "post_chorus": "post chorus|postchorus|post hook|后副歌|後副歌|副歌后|副歌後|ポストコーラス|포스트코러스",
    "hook": "hook|钩子|鉤子|记忆点|記憶點|フック|훅",
    "bridge": "bridge|middle 8|middle eight|桥段|橋段|桥|橋|cメロ|dメロ|ブリッジ|브릿지|브리지|"
    "puente|pont|brücke|бридж",
    "inst": "inst|instrumental|music|纯音乐|純音樂|伴奏|器乐|器樂|インスト|проигрыш",
    "solo": "solo|独奏|獨奏|ソロ|솔로|соло",
    "interlude": "interlude|间奏|間奏|过门|過門|간주|interludio|интерлюдия",
    "break": "break|breakdown|间歇|間歇|停顿|停頓|ブレイク|브레이크",
    "build_up": "build up|buildup|build|riser|铺垫|鋪墊|渐强|漸強|ビルドアップ|빌드업",
    "drop": "drop|ドロップ|드롭",
    "transition": "transition|过渡|過渡|转场|轉場|転換",
    "outro": "outro|end|the end|ending|coda|finale|fade out|fadeout|尾奏|尾声|尾聲|结尾|結尾|结束|"
    "結束|後奏|后奏|アウトロ|エンディング|아웃트로|аутро",
}
_KINDS = {name: kind for kind, names in _NAMES.items() for name in names.split("|")}
# Names that nobody sings as a whole line: they open a section even without brackets and colon.
_PLAIN_NAMES = (
    "intro|verse|pre chorus|prechorus|chorus|post chorus|postchorus|bridge|interlude|outro|refrain|主歌|副歌|"
    "前奏|间奏|間奏|尾奏|桥段|橋段|导歌|導歌|预副歌|預副歌|aメロ|bメロ|cメロ|サビ|大サビ|ラスサビ|イントロ|"
    "アウトロ|후렴|куплет|припев"
)
_PLAIN = frozenset(_PLAIN_NAMES.split("|"))
_SPACELESS = [name for name in _KINDS if any("\u3040" <= char <= "\u9fff" for char in name)]  # Han and kana
_NUMBER = re.compile(
    r"#?\d{1,2}(?:st|nd|rd|th)?|[x×]\d{1,2}|\d{1,2}[x×]|[一二三四五六七八九十]{1,3}|"
    r"one|two|three|four|five|first|second|third|final|last|repeat|repeats|again|times"
)
_NUMBER_TAIL = re.compile(r"(?: [a-d]| [ivx]{1,4}|[x×]?\d{1,2}|[一二三四五六七八九十]|(?<=[歌段])[a-d])$")
_CUT = re.compile(r"[:：,，、;；|/\\(（\[［【〔{=]|\s[-–—~+&]|[–—]|-\s")
_ROUND_TAIL = re.compile(r"[(（][^()（）]*[)）]$")
_SENTENCE = re.compile(r"[!?！？,，、…;；|/]")
_LONGEST = 80  # characters; what is longer is no name
_MOST_WORDS = 4  # of a bracket in which a name is looked for; what has more is a sentence


def fold(text: str) -> str:
    """Fold a text to what tells it apart: NFKC, lower case, words and numbers parted by one space."""
    return re.sub(r"(?:[^\w#×]|_)+", " ", unicodedata.normalize("NFKC", text).casefold()).strip()


def kind_of_name(name: str, *, plain: bool = False) -> str | None:
    """Tell which kind of section a name is, with or without a number (`Verse 2`, `副歌一`, `Chorus (x2)`).

    `plain` asks for names that nobody sings, so that they name a section without any marks around them.
    """
    if len(name) > _LONGEST or _SENTENCE.search(name):
        return None
    found = _lookup(fold(_ROUND_TAIL.sub("", name)))
    return _KINDS[found] if found is not None and (found in _PLAIN or not plain) else None


def kind_in_brackets(tag: str) -> str | None:
    """Tell which kind of section the words in a bracket open, by the last name in them; None without a name.

    What follows a colon, comma or dash is a description: `Chorus: Ann`, `Guitar Solo - fast`, `Verse, soft`.
    """
    key = fold(_CUT.split(tag[:_LONGEST], maxsplit=1)[0])
    words = [word for word in key.split() if not _NUMBER.fullmatch(word)]
    tries = [key]
    if len(words) <= _MOST_WORDS:
        tries += [" ".join(words[start:end]) for end in range(len(words), 0, -1) for start in range(end)]
    for name in map(_lookup, tries):
        if name is not None:
            return _KINDS[name]
    ends = [(key.rfind(name) + len(name), len(name), name) for name in _SPACELESS if name in key]
    return _KINDS[max(ends)[2]] if ends else None


def _lookup(key: str) -> str | None:
    """Find the known name in a folded one, numbers aside."""
    if key in _KINDS:
        return key
    words = [word for word in key.split() if not _NUMBER.fullmatch(word)]
    name = _NUMBER_TAIL.sub("", " ".join(words)).strip()
    return name if name in _KINDS else None
