"""Whether a message repeats the words of an order: services quote what they refuse, and logs must not."""

LONGEST_ACCIDENT = 11
"""So many characters may be the same by chance."""
HIDDEN_ECHO = "(it repeats the order)"
SHORTEST_LINE = 4
"""A line that is shorter than an accident is found as a whole, from this length on."""


def without_echo(detail: str, words: str) -> str:
    """Return what a service said, without what stands behind its code if that repeats these words."""
    code, colon, message = detail.partition(": ")
    if not repeats(detail, words):
        return detail
    return f"{code}{colon}{HIDDEN_ECHO}" if message and not repeats(code, words) else HIDDEN_ECHO


def repeats(message: str, words: str) -> bool:
    """Tell whether some of these words stand in a message."""
    size = LONGEST_ACCIDENT + 1
    if any(message[start : start + size] in words for start in range(len(message) - size + 1)):
        return True
    lines = (line.strip() for line in words.splitlines())
    return any(SHORTEST_LINE <= len(line) < size and line in message for line in lines)
