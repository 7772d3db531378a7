"""What Fun-Music's pages say, as data: addresses, models, limits, price, error codes, tags of lyrics."""

from collections.abc import Mapping
from dataclasses import dataclass

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
from bot.domain.lyrics import Language, SectionKind
from bot.domain.money import Price
from bot.domain.ports import ContentRule, Range

GUIDE = "https://help.aliyun.com/en/model-studio/fun-music/"
API_PAGE = "https://help.aliyun.com/zh/model-studio/fun-music-api"

BASE_URL = "https://dashscope.aliyuncs.com"
"""Of the region Beijing, the only one that has the service; `https://{workspace}.cn-beijing.maas.aliyuncs.com`
of a workspace does as well, so no header names one (`X-DashScope-WorkSpace`).

Source: https://help.aliyun.com/zh/model-studio/fun-music-api
"""
BASE_END = "/api/v1"
"""What people write at the end of the base URL, and what the path begins with."""
GENERATION = "/api/v1/services/audio/music/generation"
"""Source: https://help.aliyun.com/zh/model-studio/fun-music-api"""
STREAMED: Mapping[str, str] = {"X-DashScope-SSE": "enable", "Accept": "text/event-stream"}
"""The headers that ask for a stream. Source: the same page; github.com/dashscope/dashscope-sdk-python"""

VERSION_1 = "fun-music-v1"
PREVIEW = "fun-music-preview"
"""It wants a prompt even beside lyrics, and takes no gender.

Source: https://help.aliyun.com/zh/model-studio/fun-music-api
"""

REQUESTS_PER_MINUTE = 180
"""Of an account, with all its users, workspaces and keys.

Source: https://help.aliyun.com/en/model-studio/rate-limit
"""
MAX_CONCURRENT = 2
"""There is a limit, which no page tells; whoever is above it is told to come back, and does."""
USUAL_S = 120.0
"""No page tells; clients of the service wait up to 360 s."""
IDLE_S = 300.0
"""The service gives a request up after that time (`RequestTimeOut`): no stream is silent for longer.

Source: https://help.aliyun.com/zh/model-studio/error-code
"""
INCOMPLETE = "InvalidParameter"
"""The code of the answer to a good key that asks for a song of nothing. Source: the same page."""
TRY_S = 30.0
"""How long the answer to a request without any song in it is waited for; no page tells."""

PRICES: Mapping[str, Price] = {VERSION_1: Price(2_000, "CNY", "second")}
"""For each second of audio, by the model. Source: https://help.aliyun.com/zh/model-studio/fun-music-v1"""
LONGEST_S = 24 * 60 * 60
"""What an answer calls longer is a mistake, and is not put on a bill."""

# --- limits -------------------------------------------------------------------------------------

PROMPT = Range(1, 2000, source=GUIDE)
WORDS: Mapping[Language, Range] = {"zh": Range(5, 350, source=GUIDE), "en": Range(5, 2000, source=GUIDE)}
"""No page tells what counts in mixed text; here any Chinese character makes it Chinese."""
STREAM_PROMPT: Mapping[Language, Range] = {
    "zh": Range(5, 1000, source=GUIDE),
    "en": Range(5, 1000, "words", source=GUIDE),
}
STREAM_WORDS: Mapping[Language, Range] = {
    "zh": Range(300, 350, source=GUIDE),
    "en": Range(200, 250, "words", source=GUIDE),
}
CONTENT: tuple[ContentRule, ...] = ("original", "safe", "chinese-english")
"""Source: https://help.aliyun.com/en/model-studio/fun-music/"""

# --- lyrics -------------------------------------------------------------------------------------

DIALECT = Dialect(
    name="fun_music",
    tags={
        SectionKind.INTRO: "[intro]",
        SectionKind.VERSE: "[verse]",
        SectionKind.PRE_CHORUS: "[verse]",
        SectionKind.CHORUS: "[chorus]",
        SectionKind.POST_CHORUS: "[chorus]",
        SectionKind.HOOK: "[chorus]",
        SectionKind.BRIDGE: "[bridge]",
        SectionKind.INST: None,
        SectionKind.SOLO: None,
        SectionKind.INTERLUDE: None,
        SectionKind.BREAK: None,
        SectionKind.BUILD_UP: None,
        SectionKind.DROP: "[chorus]",
        SectionKind.TRANSITION: None,
        SectionKind.OUTRO: "[outro]",
    },
)
"""Five tags, each alone on its line; what to do with the other parts of a song is the bot's own choice.

Source: https://help.aliyun.com/en/model-studio/fun-music/
"""

# --- errors -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rule:
    """What a code means: it, or what stands behind it and a full stop."""

    code: str
    error: type[ProviderError]
    gist: str = ""
    """What its message has to hold, in small letters; empty: anything."""

    def meets(self, code: str, message: str) -> bool:
        """Tell whether this is an error of that kind."""
        same = code == self.code or code.startswith(f"{self.code}.")
        return same and self.gist in message.lower()


ERRORS = (
    Rule("InvalidParameter", InputModerated, "content is illegal"),  # of lyrics, for content or copyright
    Rule("InvalidParameter", BadRequest),
    Rule("DataInspectionFailed", OutputModerated, "output"),
    Rule("DataInspectionFailed", InputModerated, "input"),
    Rule("DataInspectionFailed", OutputModerated),
    Rule("data_inspection_failed", OutputModerated, "output"),
    Rule("data_inspection_failed", InputModerated, "input"),
    Rule("data_inspection_failed", OutputModerated),
    Rule("Arrearage", BalanceTooLow),
    Rule("InvalidApiKey", AuthenticationFailed),
    Rule("AccessDenied", NotEnabled),
    Rule("Model.AccessDenied", NotEnabled),
    Rule("Workspace.AccessDenied", NotEnabled),
    Rule("AllocationQuota.FreeTierOnly", BalanceTooLow),
    Rule("ModelNotFound", NotEnabled),
    Rule("NotFound", NotEnabled),
    Rule("Throttling", RateLimited),
    Rule("CommodityNotPurchased", BalanceTooLow),
    Rule("PrepaidBillOverdue", BalanceTooLow),
    Rule("PostpaidBillOverdue", BalanceTooLow),
    Rule("InternalError.Algo", Busy, "batching backend"),  # too many songs at the same time
    Rule("ModelServingError", Busy),
    Rule("ModelUnavailable", Busy),
    Rule("InternalError", OutcomeUnknown),
    Rule("ResponseTimeout", OutcomeUnknown),
    Rule("SystemError", OutcomeUnknown),
    Rule("ModelServiceFailed", OutcomeUnknown),
    Rule("RequestTimeOut", OutcomeUnknown),
)
"""The first that meets an error tells what it is.

DataInspectionFailed is of the words or of the song, and only its message says which. Where that names both
or neither, it is taken as of the song: that may have been billed. A model or a path that is not found is
for the operator to mend, as a model that is not enabled.
Source: https://help.aliyun.com/zh/model-studio/error-code
"""
STATUSES: Mapping[int, type[ProviderError]] = {
    401: AuthenticationFailed,  # also "NOT AUTHORIZED": a key that may not use this workspace
    403: NotEnabled,
    404: NotEnabled,
    408: OutcomeUnknown,  # a time-out: of which half of the way, it does not tell
    429: RateLimited,
    499: OutcomeUnknown,  # of a gateway for which somebody did not wait
}
"""What an HTTP status means where the code says nothing; see `errors.error_of` for all others."""
