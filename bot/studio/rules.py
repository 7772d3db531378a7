"""What the operator decided, as the studio needs it."""

from dataclasses import dataclass
from datetime import timedelta

from bot.domain.quota import Limit

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


@dataclass(frozen=True)
class Rules:
    """Limits of the bot itself, before any service's own."""

    quota: Limit
    """Everybody's default in every place."""
    budget: Limit
    """The cap of the whole bot."""
    running_per_user: int = 1
    queued_per_user: int = 5
    grace_s: float = 330
    """How long a polite stop waits for calls that can't be taken up again."""
    keep_days: int = 30
    prompt_characters: int = 2_000
    lyrics_characters: int = 5_000
    style_characters: int = 300
    title_characters: int = 100

    def kept_since_ms(self, now_ms: int) -> int:
        """Return the time before which an order's files are not kept any more."""
        return now_ms - self.keep_days * DAY_MS
