"""Job ids: made by the bot, ordered by time, short enough for every chat.

At most 16 of `[0-9a-z]`, so that a Discord nonce (25 characters) and a Telegram button (64 bytes)
can hold one with room to spare.
"""

import re
from random import Random, SystemRandom

ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
TIME_DIGITS = 9
RANDOM_DIGITS = 7
JOB_ID = re.compile(r"[0-9a-z]{1,16}")

_system_random = SystemRandom()


def new_id(now_ms: int, *, random: Random = _system_random) -> str:
    """Return a fresh id; ids made in different milliseconds sort by their time."""
    tail = "".join(random.choice(ALPHABET) for _ in range(RANDOM_DIGITS))
    return _base36(now_ms, TIME_DIGITS) + tail


def is_id(text: str) -> bool:
    """Tell whether `text` could be an id that `new_id` made."""
    return JOB_ID.fullmatch(text) is not None


def made_at_ms(text: str) -> int | None:
    """Return when `new_id` made this id; None for one that it can't have made."""
    if not is_id(text) or len(text) != TIME_DIGITS + RANDOM_DIGITS:
        return None
    return int(text[:TIME_DIGITS], len(ALPHABET))


def _base36(number: int, digits: int) -> str:
    out = ""
    for _ in range(digits):
        number, rest = divmod(number, 36)
        out = ALPHABET[rest] + out
    return out
