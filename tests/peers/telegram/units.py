"""Lengths as Telegram counts them: in units of UTF-16. Source: Bot API, MessageEntity."""


def units(text: str) -> int:
    """Return how long a text is."""
    return len(text.encode("utf-16-le")) // 2


def cut(text: str, offset: int, length: int) -> str:
    """Return a part of a text."""
    return text.encode("utf-16-le")[2 * offset : 2 * (offset + length)].decode("utf-16-le")
