"""What is known of SenseAudio's music API 1.0, as data: paths, limits, words, tags and error codes.

The vendor publishes the fields of a song, the format of its words and little else. Errors were met by
others at the same host: github.com, clients of api.senseaudio.cn, September 2026.
"""

import re
from collections.abc import Mapping

from bot.domain.dialects import Dialect
from bot.domain.errors import (
    AuthenticationFailed,
    BadRequest,
    BalanceTooLow,
    Busy,
    InputModerated,
    NotEnabled,
    OutcomeUnknown,
    ProviderError,
    RateLimited,
)
from bot.domain.lyrics import Language, SectionKind
from bot.domain.ports import Range

SONG_PAGE = "https://docs.senseaudio.cn/api-reference/endpoint/music/song-create"
STATUS_PAGE = "https://docs.senseaudio.cn/api-reference/endpoint/music/song-pending"
WORDS_PAGE = "https://www.senseaudio.cn/docs/song/lyrics_create"

BASE_URL = "https://api.senseaudio.cn"
BASE_PATH = "/v1"
"""Operators may write it at the end of the base URL; every path begins with it."""
MODEL = "senseaudio-music-1.0-260319"
"""The only one that the vendor's page allows."""

WRITE = "/v1/music/lyrics/create"
SING = "/v1/music/song/create"
SONG_STATUS = ("/v1/music/song/pending/",)
WORDS_STATUS = ("/v1/music/lyrics/pending/", "/v1/song/lyrics/pending/")
"""Words come at once as a rule. Where a task id comes instead, no page says where to ask: the first is by
analogy, the second of the vendor's older API (github.com, copies of its first skill)."""

PROMPT = Range(1, 2000, source=WORDS_PAGE)
LYRICS = Range(1, 2000, source=SONG_PAGE)
"""Of what is sent: code points, tags and separators among them; the same for a prompt in their place."""
LANGUAGES: tuple[Language, ...] = ("zh", "en", "other")
"""The vendor names none: its pages are in Chinese, its example is in English, and none is refused here."""

USUAL_S = 120.0
"""Half a minute to five, by those who use it."""
POLL_S = 5.0
"""Others ask every 3 to 8 s."""
MAX_CONCURRENT = 2
REQUESTS_PER_MINUTE = 20
"""Both unpublished, so few: ten songs a minute. Whoever needs more is told to write to support.

Source: https://preview.senseaudio.cn/docs/common_problems
"""
ASK_S = 30.0
"""For one question about a task."""
MOST_MISSING = 3
"""So often a task has to be missing until that is believed: a new one may be on its way."""
NOBODY = "00000000-0000-0000-0000-000000000000"
"""The id of no task: asking for it costs nothing, and a wrong key is told before a wrong id."""

UNTITLED = frozenset({"未命名", "无标题", "untitled"})
"""Titles that are none, in lower case."""
LONGEST_DETAIL = 200

DONE, FAILED = "DONE", "FAILED"
STATUSES: Mapping[str, str] = {"SUCCESS": DONE, "FAILED": FAILED}
"""A task's last words; `PENDING` and every unknown word mean that it goes on. Source: STATUS_PAGE"""

# --- words ---------------------------------------------------------------------------------------

INTRO, INST, OUTRO = "[intro-medium]", "[inst-short]", "[outro-medium]"
LONG_INST = "[inst-medium]"
"""10 to 20 s, where `INST` is up to 10 s."""
DIALECT = Dialect(
    name="senseaudio",
    tags={
        SectionKind.INTRO: INTRO,
        SectionKind.VERSE: "[verse]",
        SectionKind.PRE_CHORUS: "[verse]",
        SectionKind.CHORUS: "[chorus]",
        SectionKind.POST_CHORUS: "[chorus]",
        SectionKind.HOOK: "[chorus]",
        SectionKind.DROP: "[chorus]",
        SectionKind.BRIDGE: "[bridge]",
        SectionKind.INST: INST,
        SectionKind.SOLO: INST,
        SectionKind.INTERLUDE: INST,
        SectionKind.BREAK: INST,
        SectionKind.BUILD_UP: None,
        SectionKind.TRANSITION: None,
        SectionKind.OUTRO: OUTRO,
    },
    wordless=frozenset({INTRO, INST, OUTRO}),
    worded=frozenset({"[verse]", "[chorus]", "[bridge]"}),
    played_first=frozenset({INST}),
    tag_separator=" ",
    line_separator=" ; ",
    section_separator=" ; ",
    replacements={";": ",", "；": "，"},
)
"""Six tags stand alone and three want words; ` ; ` parts sections, and lines. Source: SONG_PAGE"""

_LINE = r"(?=\S)[^\[\];\n\r\v\f\x85\u2028\u2029]+(?<=\S)"
_SECTION = (
    rf"(?:\[(?:intro|inst|outro)-(?:short|medium)\]|\[(?:verse|chorus|bridge)\] {_LINE}(?: ; {_LINE})*)"
)
FORMAT = re.compile(rf"{_SECTION}(?: ; {_SECTION})*")
"""Words as the song call takes them, all nine tags among them. Source: SONG_PAGE"""

CHANGE: Mapping[Language, str] = {
    "zh": "请按要求修改下面的歌词，其余部分保持不变。\n要求：{wish}\n歌词：{words}",
    "en": "Change these lyrics as wished and leave the rest as it is.\nWish: {wish}\nLyrics: {words}",
    "other": "Change these lyrics as wished, in their own language.\nWish: {wish}\nLyrics: {words}",
}
"""What the service is told where words are to be changed: it has no other way."""

# --- errors --------------------------------------------------------------------------------------

REF_CODES: Mapping[int, type[ProviderError]] = {
    400001: BalanceTooLow,  # a limit of use is reached, or no money is left
    400015: Busy,  # too many at once
    400021: InputModerated,
    400033: NotEnabled,  # a model that it does not know
    400501: InputModerated,
    400709: BadRequest,  # words that are not in its format
    400900: BalanceTooLow,  # this one and the next two: the account that pays, as when it is frozen
    400901: BalanceTooLow,
    400902: BalanceTooLow,
    429002: RateLimited,
}
"""`ref_code` names the reason; it is not the id of a request."""
BROAD_CODES: Mapping[int, type[ProviderError]] = {
    400000: BadRequest,  # a field
    404000: BadRequest,
    429000: RateLimited,
    500000: OutcomeUnknown,
}
"""Those that only repeat the HTTP status, so that whatever else is said counts before them."""
CODES: Mapping[str, type[ProviderError]] = {
    "authentication_error": AuthenticationFailed,
    "billing": BalanceTooLow,
}
"""`code`, where it says more than `invalid`."""
PHRASES: tuple[tuple[str, type[ProviderError]], ...] = (
    ("余额", BalanceTooLow),
    ("欠费", BalanceTooLow),
    ("冻结", BalanceTooLow),
    ("insufficient balance", BalanceTooLow),
    ("歌词格式", BadRequest),
    ("内容无效", InputModerated),
    ("审核", InputModerated),
    ("违规", InputModerated),
    ("敏感", InputModerated),
    ("sensitive", InputModerated),
)
"""What a message says, in lower case, where no `ref_code` says more. Those of moderation are assumed.

An empty account is refused as a wrong key is, with 401.
Source: https://preview.senseaudio.cn/docs/common_problems
"""
HTTP: Mapping[int, type[ProviderError]] = {
    401: AuthenticationFailed,
    402: BalanceTooLow,
    403: NotEnabled,
    404: NotEnabled,
    405: NotEnabled,
    408: OutcomeUnknown,  # a time-out: of which half of the way, it does not tell
    429: RateLimited,
    499: OutcomeUnknown,  # of a gateway for which somebody did not wait
}
"""Where nothing else says why. Every other 4xx is a clear no to this request; 5xx and HTML tell nothing."""
LYRICS_FIELD = frozenset({400709})
"""Codes that blame the words."""
