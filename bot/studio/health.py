"""Which services are trusted with orders: one that keeps failing is rested, then tried with one order.

A circuit breaker for each service. It stands in memory only: a restart begins anew, with trust in all.
A service that is busy, or refuses somebody's words, is well.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import structlog

from bot.domain.errors import (
    AuthenticationFailed,
    BalanceTooLow,
    NotEnabled,
    OutcomeUnknown,
    ProviderError,
    TookTooLong,
    TransientFailure,
)

log = structlog.get_logger(__name__)

FAILURES_IN_A_ROW = 3
"""So many orders without an answer between them, and the service is rested."""
FIRST_REST_MS = 60_000
"""Rate limits and restarts of a service are over in about a minute."""
LONGEST_REST_MS = 15 * 60_000
"""Each rest is twice as long as the one before it, up to this: half of what an order waits."""
FAILURES: tuple[type[ProviderError], ...] = (TransientFailure, OutcomeUnknown, TookTooLong)
"""Counted: refused connections, broken gateways, lost answers, silence."""
FAILURES_AT_ONCE: tuple[type[ProviderError], ...] = (AuthenticationFailed, BalanceTooLow, NotEnabled)
"""What every order will meet until the operator mends it."""


@dataclass
class _Record:
    failures: int = 0
    """In a row."""
    of_songs: bool = False
    """One of them was a song: then it takes a song to show that the service is well."""
    rests: int = 0
    """In a row; above 0 the service is not trusted until it has answered."""
    until_ms: int = 0
    """The end of the last rest; from then on one order at a time tries the service."""
    on_trial: bool = False
    """That one order is under way."""


class Health:
    """Remembers how the last requests to each service ended."""

    def __init__(self, now_ms: Callable[[], int]) -> None:
        self._now_ms = now_ms
        self._records: dict[str, _Record] = {}

    def failed(self, name: str, error: ProviderError, *, song: bool = True) -> None:
        """Note what a request ended with; what says nothing of the service's health changes nothing.

        Without `song`, it was for a draft.
        """
        if not isinstance(error, (*FAILURES, *FAILURES_AT_ONCE)):
            return
        record = self._records.setdefault(name, _Record())
        record.failures += 1
        record.of_songs = record.of_songs or song
        if record.rests and self._now_ms() < record.until_ms:
            return  # it was asked before the rest began
        at_once = isinstance(error, FAILURES_AT_ONCE) or record.rests > 0
        if at_once or record.failures >= FAILURES_IN_A_ROW:
            rest_ms = min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** min(record.rests, 10))
            record.until_ms = self._now_ms() + rest_ms
            record.rests += 1
            log.warning("service rests", service=name, seconds=rest_ms // 1000, kind=type(error).__name__)

    def shows_well(self, name: str, *, song: bool) -> bool:
        """Tell whether an answer says that a service is well: one to a draft says nothing of how it sings."""
        record = self._records.get(name)
        return song or (record is not None and not record.of_songs)

    def answered(self, name: str) -> None:
        """Note that a service did what it was asked, and shows well: whatever was before is forgotten."""
        record = self._records.pop(name, None)
        if record is not None and record.rests:
            log.info("service is well again", service=name)

    def rests(self, name: str) -> bool:
        """Tell whether orders had better go elsewhere: it rests, or is being tried just now."""
        record = self._records.get(name)
        if record is None or not record.rests:
            return False
        return record.on_trial or self._now_ms() < record.until_ms

    @property
    def resting(self) -> frozenset[str]:
        """The services to which orders had better not go."""
        return frozenset(name for name in self._records if self.rests(name))

    def free(self, name: str, *, slots: int, running: int, asking: int) -> int:
        """Return how many more orders may be begun at a service that has `slots`.

        `asking` are those of the running ones that wait for its answer: only these try a service. One that is
        answered, and waits for its download perhaps for hours, tells nothing more of it.
        """
        record = self._records.get(name)
        if record is None or not record.rests:
            return slots - running
        return 0 if self._now_ms() < record.until_ms else min(slots - running, 1 - asking)

    def note_asking(self, by_service: Mapping[str, int]) -> None:
        """Learn how many orders wait for an answer of each service."""
        for name, record in self._records.items():
            record.on_trial = by_service.get(name, 0) > 0
