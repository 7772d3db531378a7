"""What MiniMax's pages say, as data: addresses, models, limits, error codes, the tags that it reads.

Where its pages and its own clients disagree, both readings are taken and the milder one is the default.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.domain.dialects import Dialect
from bot.domain.errors import (
    AuthenticationFailed,
    BadRequest,
    BalanceTooLow,
    Busy,
    InputModerated,
    NotEnabled,
    OutcomeUnknown,
    OutputModerated,
    ProviderError,
    RateLimited,
)
from bot.domain.lyrics import SectionKind
from bot.domain.ports import Range

MUSIC_PAGE = "https://platform.minimax.io/docs/api-reference/music-generation"
MUSIC_PAGE_CHINA = "https://platform.minimaxi.com/docs/api-reference/music-generation"
LYRICS_PAGE = "https://platform.minimax.io/docs/api-reference/lyrics-generation"
COVER_PAGE = "https://platform.minimax.io/docs/api-reference/music-cover-preprocess"

BASE_URL = "https://api.minimax.io"
"""For keys of everywhere but China, whose keys belong to https://api.minimaxi.com.

Source: https://platform.minimax.io/docs/api-reference/music-generation,
https://platform.minimaxi.com/docs/api-reference/music-generation
"""
BASE_END = "/v1"
"""What people write at the end of the base URL, and what every path begins with."""
MUSIC = "/v1/music_generation"
LYRICS = "/v1/lyrics_generation"
PREPROCESS = "/v1/music_cover_preprocess"

MAX_CONCURRENT = 20
REQUESTS_PER_MINUTE = 120
"""Of an account that pays; 3 and 3 of one that does not, and of models whose name ends in `-free`.

Source: https://platform.minimax.io/docs/guides/rate-limits
"""
SampleRate = Literal[16_000, 24_000, 32_000, 44_100]
Bitrate = Literal[32_000, 64_000, 128_000, 256_000]
"""`channel` and `seed`, which only the vendor's own client has, are not sent (https://github.com/MiniMax-AI/cli).

Source: https://platform.minimaxi.com/docs/api-reference/music-generation
"""
CHANNELS = 2
"""Of raw samples whose answer does not say it; the example of the same page."""

USUAL_S = 90.0
"""30 to 120 s as a rule, two to five minutes for the longest songs: what clients of the service measured."""
STREAM_IDLE_S = 300.0
"""How long a stream may be silent: nothing says that it speaks before the first seconds are sung."""
LYRICS_TIMEOUT_S = 120.0
"""Words take some seconds; clients of the service wait 60 to 90."""
KEY_TIMEOUT_S = 20.0
"""To be told whether a key is good."""

# --- models -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Model:
    """What a model of music_generation takes; lengths in characters, which are code points."""

    prompt: Range
    """How a song is described; one that starts at a single character may be left out."""
    lyrics: Range
    instrumental: bool = False
    optimizer: bool = False
    """It can be told to write the words itself (`lyrics_optimizer`)."""


_PROMPT = Range(1, 2000, source=MUSIC_PAGE)
_WORDS = Range(1, 3500, source=MUSIC_PAGE)
_ALL = Model(_PROMPT, _WORDS, instrumental=True, optimizer=True)
_OLD = Model(
    Range(10, 300, source="https://github.com/MiniMax-AI/MiniMax-MCP"),
    Range(10, 3500, source=MUSIC_PAGE_CHINA),
)
MODELS: Mapping[str, Model] = {
    "music-3.0": _ALL,
    "music-2.6": _ALL,
    "music-2.5+": Model(_PROMPT, _WORDS, instrumental=True),  # https://github.com/MiniMax-AI/cli
    "music-2.5": Model(_PROMPT, _WORDS),  # the page of China
    "music-2.0": _OLD,
    "music-1.5": _OLD,
}
"""By the beginning of a model's name, so that `music-2.6-free` is a music-2.6."""
UNKNOWN = Model(
    Range(10, 2000, source=MUSIC_PAGE_CHINA),
    Range(10, 3000, source=MUSIC_PAGE_CHINA),
    optimizer=True,
)
"""For every other name: what the page of China says of other models, with fewer words, as resellers have it.

`optimizer`: whoever turns `lyrics_optimizer` on for a model that is not known here knows it better.
"""
UNDESCRIBED = "a song that fits its words"
"""The description of a song that has none, for a model that wants one."""
INSTRUMENTAL = "instrumental music"
"""The description of music of which nobody said anything: it has to have one."""


def model_of(name: str) -> Model:
    """Return what a model takes; the longest beginning that fits counts."""
    found = [start for start in MODELS if name.lower().startswith(start)]
    return MODELS[max(found, key=len)] if found else UNKNOWN


WRITER_PROMPT = Range(1, 2000, source=LYRICS_PAGE)
WRITER_LYRICS = Range(1, 3500, source=LYRICS_PAGE)

# --- errors -------------------------------------------------------------------------------------

BAD_PARAMETERS = 2013
CODES: Mapping[int, type[ProviderError]] = {
    1000: OutcomeUnknown,  # unknown error
    1001: OutcomeUnknown,  # time-out
    1002: RateLimited,  # requests per minute
    1004: AuthenticationFailed,
    1008: BalanceTooLow,
    1013: OutcomeUnknown,  # internal error
    1024: OutcomeUnknown,  # internal error
    1026: InputModerated,
    1027: OutputModerated,
    1028: BalanceTooLow,  # quota used up; only https://github.com/MiniMax-AI/cli has it and 1030
    1030: BalanceTooLow,
    1033: OutcomeUnknown,  # system error, or of what is behind it
    1039: RateLimited,  # tokens per minute
    1041: Busy,  # connections
    1042: BadRequest,  # more than a tenth of the characters can't be seen
    BAD_PARAMETERS: BadRequest,
    2038: NotEnabled,  # the account's owner has not shown who they are (China)
    2045: RateLimited,  # requests grow too fast
    2049: AuthenticationFailed,  # also a key of the other region
    2056: BalanceTooLow,
    2061: NotEnabled,  # the plan does not have this model
}
"""`base_resp.status_code`, which comes with HTTP 200; every other one is then a no, and permanent.

2056 (the hours that a token plan pays for are used up) is no rate limit: it lasts for hours, longer than an
order waits, and only 1002, 1039, 1041 and 2045 may be sent again. So the operator is told, and another
service may be asked; the time of the reset is in the message, which goes to the log.
Source: https://platform.minimax.io/docs/api-reference/errorcode
"""
STATUSES: Mapping[int, type[ProviderError]] = {
    400: BadRequest,
    401: AuthenticationFailed,
    402: BalanceTooLow,
    403: NotEnabled,
    404: NotEnabled,
    405: NotEnabled,
    413: BadRequest,
    415: BadRequest,
    422: BadRequest,
    429: RateLimited,
}
"""What gateways say in front of the service, which did not see the request then.

Every other status leaves open what became of it, 408 and 5xx among them.
Source: https://github.com/MiniMax-AI/cli, which handles them
"""
SURE_PAGES = frozenset({413, 429})
"""What is said before a request is handed on. With any other status a page in HTML, which is none of the
service's own, leaves open what became of the request.
"""

# --- words --------------------------------------------------------------------------------------

_TAGS: Mapping[SectionKind, str] = {
    SectionKind.INTRO: "[Intro]",
    SectionKind.VERSE: "[Verse]",
    SectionKind.PRE_CHORUS: "[Pre Chorus]",
    SectionKind.CHORUS: "[Chorus]",
    SectionKind.POST_CHORUS: "[Post Chorus]",
    SectionKind.HOOK: "[Hook]",
    SectionKind.BRIDGE: "[Bridge]",
    SectionKind.INST: "[Inst]",
    SectionKind.SOLO: "[Solo]",
    SectionKind.INTERLUDE: "[Interlude]",
    SectionKind.BREAK: "[Break]",
    SectionKind.BUILD_UP: "[Build Up]",
    SectionKind.DROP: "[Hook]",  # the one kind that lyrics_generation writes and nobody sings
    SectionKind.TRANSITION: "[Transition]",
    SectionKind.OUTRO: "[Outro]",
}
DIALECT = Dialect(name="minimax", tags=_TAGS)
"""Tags stand alone on a line, with spaces and without numbers; what else is in a bracket would be sung.

Source: https://platform.minimaxi.com/docs/api-reference/music-generation, https://github.com/MiniMax-AI/cli
"""
WRITER_DIALECT = Dialect(
    name="minimax-writer",
    tags={
        **_TAGS,
        SectionKind.PRE_CHORUS: "[Pre-Chorus]",
        SectionKind.POST_CHORUS: "[Post-Chorus]",
        SectionKind.INST: "[Instrumental]",
        SectionKind.BREAK: "[Breakdown]",
        SectionKind.BUILD_UP: "[Build-up]",
        SectionKind.DROP: "[Drop]",
    },
)
"""What lyrics_generation writes, and is given back to be changed; its tags may be numbered.

It says nothing of post-choruses and transitions, and is given them all the same: it is words that it reads.
Source: https://platform.minimax.io/docs/api-reference/lyrics-generation
"""
