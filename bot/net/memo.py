"""Answers of another server that are good for a little while."""

from collections.abc import Callable
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Memo(Generic[Key, Value]):
    """A few answers, each for a time; the oldest give way."""

    def __init__(self, now_ms: Callable[[], int], *, for_ms: int, most: int) -> None:
        self._now_ms, self._for_ms, self._most = now_ms, for_ms, most
        self._kept: dict[Key, tuple[int, Value]] = {}

    def get(self, key: Key) -> Value | None:
        """Return what is kept, if it is still good."""
        until_ms, value = self._kept.get(key, (0, None))
        return value if self._now_ms() < until_ms else None

    def put(self, key: Key, value: Value) -> None:
        """Keep an answer from now on."""
        self._kept.pop(key, None)  # what is put last stands last
        self._kept[key] = (self._now_ms() + self._for_ms, value)
        while len(self._kept) > self._most:
            del self._kept[next(iter(self._kept))]

    def drop(self, key: Key) -> None:
        """Keep nothing under this key any more."""
        self._kept.pop(key, None)
