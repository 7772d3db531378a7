"""What the operator decided, as the studio needs it."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from bot.domain.money import Rates
from bot.domain.quota import Limit, MoneyCap
from bot.domain.song import Origin

PATIENCE_MS = timedelta(minutes=30) // timedelta(milliseconds=1)
"""A busy service is waited for this long after the order."""
RESULT_PATIENCE_MS = timedelta(hours=24) // timedelta(milliseconds=1)
"""A song that was asked for, and may be paid, is fetched this long after. Links live 24 hours:
https://help.aliyun.com/en/model-studio/fun-music/ and
https://platform.minimax.io/docs/api-reference/music-generation"""
DELIVERY_PATIENCE_MS = timedelta(days=1) // timedelta(milliseconds=1)
"""A chat that does not take a post is tried again this long; then the song is kept."""
DAY_MS = timedelta(days=1) // timedelta(milliseconds=1)
MOST_STALLS = 5
"""Starts in a row without a new fact, after which a job is given up."""


UNLIMITED = Limit(None, "total")
FIRST_PAID_SONGS = Limit(500, "month")
"""What paid services may make together until the operator writes a `[budget]`."""


@dataclass(frozen=True)
class Access:
    """`[access]`: which places and whose direct messages are taken."""

    servers: frozenset[str] | None = None
    """Native ids of servers and groups; None is all."""
    private: Literal["all", "members", "nobody"] = "all"
    """`members` are people who were met in a server or a group."""


@dataclass(frozen=True)
class Rules:
    """Limits of the bot itself, before any service's own."""

    quota: Limit
    """Everybody's default in every place."""
    budget: Limit
    """The cap of the whole bot, in songs."""
    paid_budget: Limit = UNLIMITED
    """The cap of the songs that paid services make; set where the operator gave no `[budget]` at all."""
    money: MoneyCap | None = None
    """The cap of the whole bot, in money."""
    rates: Rates = field(default_factory=Rates)
    """The budget's currency, and what others are worth in it."""
    alert_at: float = 0.8
    """The operator is told at this part of a cap, and at all of it."""
    access: Access = Access()
    operators: frozenset[tuple[str, str]] = frozenset()
    """Platforms and native ids under which the operator is known."""
    operator_chats: tuple[Origin, ...] = ()
    """Where the operator is told about money and keys, and asked for more songs in `private`."""
    languages: tuple[str, ...] = ("en",)
    """The languages that a place can be set to."""
    running_per_user: int = 1
    queued_per_user: int = 5
    drafts_per_day: int = 20
    """Drafts of a person in a day: words that are written, and audio that is listened to."""
    grace_s: float = 330
    """How long a polite stop waits for calls that can't be taken up again."""
    keep_days: int = 30
    prompt_characters: int = 2_000
    lyrics_characters: int = 5_000
    lyrics_file_bytes: int = 200_000
    """The largest file that is looked at for lyrics: a song's words with time stamps, in any encoding."""
    style_characters: int = 300
    title_characters: int = 100

    def kept_since_ms(self, now_ms: int) -> int:
        """Return the time before which an order's files are not kept any more."""
        return now_ms - self.keep_days * DAY_MS
