"""What a test lets go wrong on the way to Discord and back."""

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from tests.peers.waiting import Hold

HTML = "<html><head><title>{0}</title></head><body><center>cloudflare</center></body></html>"


@dataclass(frozen=True)
class Limited:
    """Too many requests."""

    retry_after: float = 0.05
    everywhere: bool = False
    """The limit of the whole bot, not of this call."""


@dataclass(frozen=True)
class Refuse:
    """Discord says no."""

    status: int
    code: int
    message: str = "refused"


@dataclass(frozen=True)
class Broken:
    """A gateway in front of Discord answers, in HTML."""

    status: int = 502


@dataclass(frozen=True)
class Lose:
    """The connection is cut: before the request takes effect, or after it, its answer unsent."""

    after: bool = False


Fault = Limited | Refuse | Broken | Lose


class Faults:
    """The faults that are still to happen."""

    def __init__(self) -> None:
        self._ordered: list[tuple[str, str, Fault]] = []
        self._held: list[tuple[str, str, Hold]] = []
        self._holding: list[Hold] = []

    def order(self, method: str, path: str, faults: tuple[Fault, ...]) -> None:
        """Let the next requests that fit meet these."""
        self._ordered += [(method, path, fault) for fault in faults]

    def hold(self, method: str, path: str, *, after: bool) -> Hold:
        """Let the next request that fits wait."""
        held = Hold(after)
        self._held.append((method, path, held))
        return held

    def next(self, method: str, path: str) -> Fault | None:
        """Take the fault of a request."""
        for n, (wanted, pattern, fault) in enumerate(self._ordered):
            if wanted == method and fnmatchcase(path, pattern):
                del self._ordered[n]
                return fault
        return None

    def held(self, method: str, path: str) -> Hold | None:
        """Take the hold of a request."""
        for n, (wanted, pattern, held) in enumerate(self._held):
            if wanted == method and fnmatchcase(path, pattern):
                del self._held[n]
                self._holding.append(held)
                return held
        return None

    def release_all(self) -> None:
        """Let everything go: the peer goes down."""
        for held in self._holding:
            held.release()


def body_of(fault: Limited | Refuse) -> Mapping[str, object]:
    """Return the JSON of a fault."""
    if isinstance(fault, Limited):
        return {
            "message": "You are being rate limited.",
            "retry_after": fault.retry_after,
            "global": fault.everywhere,
            "code": 0,
        }
    return {"message": fault.message, "code": fault.code}
