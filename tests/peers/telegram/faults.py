"""What a test lets go wrong on the way to Telegram and back."""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal

from tests.peers.telegram.problems import Problem, flooded
from tests.peers.waiting import Hold


@dataclass(eq=False)
class Fault:
    """Something that happens to the next requests of a method."""

    method: str
    chat: int | None
    status: int
    description: str
    retry_after: float
    drop: Literal["", "before", "after"]
    html: bool
    times: int

    @property
    def problem(self) -> Problem | None:
        """Return the refusal, if it is one."""
        if self.retry_after:
            return flooded(self.retry_after)
        return Problem(self.status, self.description) if self.status else None


class Faults:
    """The faults that are still to happen."""

    def __init__(self) -> None:
        self._ordered: list[Fault] = []
        self._held: list[tuple[str, int | None, Hold]] = []
        self._holding: list[Hold] = []

    def add(
        self,
        method: str,
        *,
        chat: int | None = None,
        status: int = 0,
        description: str = "Bad Request: refused",
        retry_after: float = 0.0,
        drop: Literal["", "before", "after"] = "",
        html: bool = False,
        times: int = 1,
    ) -> None:
        """Let the next requests of a method meet this; `method` is a pattern, `file` a download.

        Either they are refused (`status` and `description`, in HTML as a gateway does with `html`; or with
        429 after `retry_after` seconds), or the connection is cut: before anything happens, or when it has
        happened and the answer is unsent. With `chat`, only those that go to this chat.
        """
        self._ordered.append(Fault(method, chat, status, description, retry_after, drop, html, times))

    def hold(self, method: str, *, chat: int | None = None, after: bool = False) -> Hold:
        """Let the next request of a method wait: before it takes effect, or with its answer unsent.

        A request of a certain chat is read before it waits; any other waits before its body is read.
        """
        held = Hold(after)
        self._held.append((method, chat, held))
        return held

    def clear(self) -> None:
        """Forget what has not happened."""
        self._ordered.clear()
        self._held.clear()

    @property
    def left(self) -> int:
        """How many kinds of faults have not happened as often as they were to."""
        return len(self._ordered)

    def next(self, method: str, chat: int | None) -> Fault | None:
        """Take the fault of a request."""
        for fault in self._ordered:
            if fnmatchcase(method, fault.method) and fault.chat in (None, chat):
                fault.times -= 1
                if fault.times <= 0:
                    self._ordered.remove(fault)
                return fault
        return None

    def held(self, method: str, chat: int | None) -> Hold | None:
        """Take the hold of a request; before its chat is known, of one for any chat."""
        for n, (pattern, wanted, held) in enumerate(self._held):
            if fnmatchcase(method, pattern) and wanted == chat:
                del self._held[n]
                self._holding.append(held)
                return held
        return None

    def release_all(self) -> None:
        """Let everything go: the peer goes down."""
        for held in self._holding:
            held.release()
