"""What all errors have in common, and those that are nobody's in particular."""

from collections.abc import Mapping
from typing import ClassVar

from bot.domain.view import Mention

Value = str | int | tuple[str, ...]
Params = Mapping[str, Value]
"""What fills a sentence; several names become a row, as the reader's language writes one."""


class TroubadourError(Exception):
    """The root: everything that the bot raises on purpose."""

    code: ClassVar[str] = "internal"

    def params(self) -> Params:
        """Return what fills the sentence that `code` names."""
        return {}

    def mentions(self) -> Mapping[str, tuple[Mention, ...]]:
        """Return whom and what the sentence mentions; the platform knows how to show it."""
        return {}

    def reasons(self) -> "tuple[tuple[str, TroubadourError], ...]":
        """Return who said no and why, where several did; each is told behind the sentence."""
        return ()

    @property
    def time_zone(self) -> str:
        """The IANA name of the zone in which the sentence's times are told."""
        return "UTC"


class StartupError(TroubadourError):
    """The bot can't start. `code` names the sentence, `exit_code` is the process's answer."""

    exit_code: ClassVar[int] = 1

    def __init__(self, code: str, **params: Value) -> None:
        super().__init__(code)
        self.sentence = code
        self._params = params

    def params(self) -> Params:
        """Return what fills the sentence."""
        return self._params


class StorageError(TroubadourError):
    """The database did not do what it was asked. No job fails for it."""

    code = "storage"
