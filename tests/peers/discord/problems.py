"""How Discord says no: a status, a code and words. Source: topics/opcodes-and-status-codes."""

from typing import Any

Json = dict[str, Any]


class Problem(Exception):
    """An answer that is a refusal."""

    def __init__(
        self, status: int, code: int, message: str, errors: Json | None = None, *, violation: bool = False
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors
        self.violation = violation
        """No well-made bot would have sent this."""

    @property
    def body(self) -> Json:
        """Return the answer's JSON."""
        return {
            "message": self.message,
            "code": self.code,
            **({"errors": self.errors} if self.errors else {}),
        }


UNAUTHORIZED = (401, 0, "401: Unauthorized")
UNKNOWN_APPLICATION = (404, 10002, "Unknown Application")
UNKNOWN_CHANNEL = (404, 10003, "Unknown Channel")
UNKNOWN_GUILD = (404, 10004, "Unknown Guild")
UNKNOWN_MEMBER = (404, 10007, "Unknown Member")
UNKNOWN_MESSAGE = (404, 10008, "Unknown Message")
UNKNOWN_USER = (404, 10013, "Unknown User")
UNKNOWN_WEBHOOK = (404, 10015, "Unknown Webhook")
UNKNOWN_INTERACTION = (404, 10062, "Unknown interaction")
TOO_LARGE = (413, 40005, "Request entity too large")
ALREADY_ANSWERED = (400, 40060, "Interaction has already been acknowledged.")
MISSING_ACCESS = (403, 50001, "Missing Access")
DM_ACTION = (403, 50003, "Cannot execute action on a DM channel")
NOT_YOUR_MESSAGE = (403, 50005, "Cannot edit a message authored by another user")
EMPTY_MESSAGE = (400, 50006, "Cannot send an empty message")
CLOSED_DM = (403, 50007, "Cannot send messages to this user")
MISSING_PERMISSIONS = (403, 50013, "Missing Permissions")
DEAD_TOKEN = (401, 50027, "Invalid Webhook Token")
ARCHIVED = (400, 50083, "Thread is archived")
REPLY_NEEDS_HISTORY = (400, 160002, "Cannot reply without permission to read message history")
LOCKED = (403, 160005, "This thread is locked")
NO_SHARED_GUILD = (403, 50278, "Cannot send messages to this user due to having no mutual guilds")
FORM = (400, 50035, "Invalid Form Body")


class Form:
    """Collects what is wrong with a body, as Discord does, by field."""

    def __init__(self) -> None:
        self._errors: Json = {}

    def wrong(self, where: str, code: str, message: str) -> None:
        """Note a mistake at a place such as `embeds.0.title`."""
        node = self._errors
        for part in where.split(".") if where else []:
            node = node.setdefault(part, {})
        node.setdefault("_errors", []).append({"code": code, "message": message})

    def length(self, where: str, text: object, least: int, most: int) -> None:
        """Check a text's length, in characters; a missing one has none."""
        if text is None and least == 0:
            return
        if text is None:
            self.wrong(where, "BASE_TYPE_REQUIRED", "This field is required")
        elif not isinstance(text, str):
            self.wrong(where, "STRING_TYPE_CONVERT", "Could not interpret value as string.")
        elif least and text and not text.strip():  # blanks are cut off
            self.wrong(where, "BASE_TYPE_REQUIRED", "This field is required")
        elif least and not least <= len(text) <= most:
            self.wrong(where, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")
        elif len(text) > most:
            self.wrong(where, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")

    def count(self, where: str, items: object, least: int, most: int) -> list[Any]:
        """Check a list's length and return it; a missing one is empty."""
        if items is None:
            items = []
        if not isinstance(items, list):
            self.wrong(where, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
            return []
        if not least <= len(items) <= most:
            self.wrong(where, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")
        return items

    def number(self, where: str, value: object, least: float, most: float) -> None:
        """Check a number's bounds; a missing one is well."""
        if value is None:
            return
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.wrong(where, "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
        elif value < least:
            self.wrong(where, "NUMBER_TYPE_MIN", f"int value should be greater than or equal to {least}.")
        elif value > most:
            self.wrong(where, "NUMBER_TYPE_MAX", f"int value should be less than or equal to {most}.")

    def done(self) -> None:
        """Refuse the body if anything was wrong."""
        if self._errors:
            raise Problem(*FORM, self._errors, violation=True)
