"""Files with lyrics that come along with a message: what is let in, and how one is spoken of."""

import base64
import re
import unicodedata

from bot.domain.errors import InvalidOrder
from bot.locales import Catalogue
from bot.platforms.web.people import UNSEEN
from bot.studio.commands import SONG_OPTIONS

LONGEST_FILE_NAME = 100
_FILE_OPTION = re.compile(
    rf"(?:^|(?<=\s))file\s*[:：]\s*(?=\Z|(?:{'|'.join(SONG_OPTIONS)})\s*[:：])", re.IGNORECASE
)
"""Says in the words of an order that a file follows; it has no value of its own."""

_PAGE = (
    "attach",
    "detached",
    "drop",
    "drop-more",
    "file-unnamed",
    "file-one",
    "file-unreadable",
    "audio-unsent",
    "not-kept",
)


def base64_length(size_bytes: int) -> int:
    """Return how many characters so many bytes take."""
    return (size_bytes + 2) // 3 * 4


def from_base64(data: object) -> bytes:
    """Read bytes as a page sends them; raises `ValueError` for whatever no page would send."""
    if not isinstance(data, str):
        raise ValueError("not a text")
    decoded = base64.b64decode(data, validate=True)
    if len(data) != base64_length(len(decoded)):
        raise ValueError("more padding than there is to pad")
    return decoded


def file_name(name: str) -> str:
    """Return what a file is called, to be shown and never to be opened: the readable end of its name."""
    seen = "".join(c for c in unicodedata.normalize("NFC", name) if unicodedata.category(c) not in UNSEEN)
    return seen[-LONGEST_FILE_NAME:].strip()


def without_file_option(text: str) -> tuple[str, bool]:
    """Take `file:` out of an order's words, at their end or before another option; tell if it was there."""
    rest, found = _FILE_OPTION.subn("", text)
    return (rest.strip(), True) if found else (text, False)


def page_words_of_files(words: Catalogue, *, most_file_bytes: int, most_audio_bytes: int) -> dict[str, str]:
    """Return what the page says about files, by its short name."""
    fixed = {name: words.text(f"chat-ui-{name}") for name in _PAGE}
    no_audio = InvalidOrder("audio-too-large", most_mb=most_audio_bytes // 1_000_000)
    filled = {
        "attached": words.text("chat-ui-attached", name="{name}", size="{size}"),
        "audio-sending": words.text("chat-ui-audio-sending", name="{name}", size="{size}"),
        "audio-too-large": words.error(no_audio if most_audio_bytes else InvalidOrder("no-covers")),
        "detach": words.text("chat-ui-detach", name="{name}"),
        "file-too-large": words.error(InvalidOrder("file-too-large", most_kb=most_file_bytes // 1000)),
    }
    return fixed | filled
