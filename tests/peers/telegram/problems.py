"""How Telegram refuses: a status, a sentence, and sometimes what to do instead."""

from typing import Any


class Problem(Exception):
    """A request is refused."""

    def __init__(self, status: int, description: str, *, violation: bool = False, **parameters: Any) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.violation = violation
        """A well-made bot never sends this."""
        self.parameters = parameters

    @property
    def body(self) -> dict[str, Any]:
        """Return the JSON of the answer."""
        said = {"ok": False, "error_code": self.status, "description": self.description}
        return said | ({"parameters": self.parameters} if self.parameters else {})


def bad(text: str, *, violation: bool = False, **parameters: Any) -> Problem:
    """Return a refusal of something in the request."""
    return Problem(400, f"Bad Request: {text}", violation=violation, **parameters)


def forbidden(text: str) -> Problem:
    """Return a refusal for want of permission."""
    return Problem(403, f"Forbidden: {text}")


def flooded(retry_after: float) -> Problem:
    """Return the refusal of what comes too fast. Fractions of seconds only keep tests from waiting."""
    said = int(retry_after) if float(retry_after).is_integer() else retry_after
    return Problem(429, f"Too Many Requests: retry after {said}", retry_after=said)
