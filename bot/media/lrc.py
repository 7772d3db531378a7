"""Read LRC, the format of karaoke players: time stamps before lines, tags with facts about the song.

The format was never written down by its author; this follows https://en.wikipedia.org/wiki/LRC_(file_format)
and what is found in the wild: `[00:12.34]words`, `[00:12]`, `[00:12:34]`, `[00:01:57.20]` with hours, several
stamps before a line that comes back, stamps of words (`<00:12.34>`), and tags such as `[ti:A title]`.
"""

import re
from dataclasses import dataclass, field

from bot.domain.lyrics import clean_lines, looks_tagged
from bot.domain.section_names import kind_in_brackets

MOST_GROWTH = 4
"""Times the length of the file that its words may have once every line that comes back is written out."""

_TIME = (
    r"(?:(?P<h>[0-9]{1,2}):(?=[0-9]{1,2}:[0-9]{2}[.,]))?"
    r"(?P<m>[0-9]{1,3}):(?P<s>[0-9]{1,2})(?:[.:,](?P<f>[0-9]{1,3}))?"
)
_UNNAMED = re.sub(r"\?P<.>", "", _TIME)
_STAMP = re.compile(rf"\[{_TIME}\]")
_STAMPS_FIRST = re.compile(rf"(?:\[{_UNNAMED}\]\s*)+")
_INSIDE = re.compile(rf"\[{_UNNAMED}\]|<{_UNNAMED}>")
_FACT = re.compile(r"\[\s*([A-Za-z]{1,12})\s*:([^\[\]]*)\]")
_KNOWN_FACT = re.compile(r"\[\s*(?:ti|ar|al|by|offset)\s*:[^\[\]]*\]", re.IGNORECASE)
_COULD_BE_TAG = re.compile(r"^[\[［【〔(（]|[:：]$")
_TIMED_SHARE = 4
"""One line of so many with a stamp or a known tag makes a text LRC, whatever its name."""


@dataclass
class _Block:
    """What is sung at some times: a stamped line, the tags above it, and the lines without a stamp below."""

    times_ms: list[int]
    lines: list[str] = field(default_factory=list)

    @property
    def length(self) -> int:
        """Characters, with the line ends."""
        return sum(len(line) + 1 for line in self.lines)


def looks_timed(text: str) -> bool:
    """Tell whether a text is LRC by what stands in it."""
    lines = [stripped for line in text.splitlines() if (stripped := line.strip())]
    marked = sum(bool(_STAMP.match(line) or _KNOWN_FACT.fullmatch(line)) for line in lines)
    return 0 < len(lines) <= marked * _TIMED_SHARE


def read_lrc(text: str) -> tuple[str, str]:
    """Return the words in the order of their times, one line each, and the title (`""` without one).

    A line stamped twice is written twice, unless the words would grow past `MOST_GROWTH` times the file: then
    every line is written once. A stamp without words is a blank line. A section's tag without a stamp goes
    with the stamped line below it, and any other line without one with the line above.
    """
    title = ""
    before = _Block([0])
    blocks: list[_Block] = []
    tags: list[str] = []  # those above the next stamped line, with what stands between them and it
    for line in clean_lines(text.strip()):
        fact = _FACT.fullmatch(line)
        if fact and kind_in_brackets(line[1:-1]) is None:
            if fact[1].lower() == "ti" and not title:
                title = fact[2].strip()
            continue
        times_ms, words = _split(line)
        if times_ms:
            blocks.append(_Block(times_ms, [*tags, words]))
            tags = []
        elif tags or (_COULD_BE_TAG.search(words) and looks_tagged(words)):
            tags.append(words)
        else:
            (blocks[-1] if blocks else before).lines.append(words)
    (blocks[-1] if blocks else before).lines += tags
    return "\n".join([*before.lines, *_in_time(blocks, MOST_GROWTH * len(text))]).strip("\n"), title


def _split(line: str) -> tuple[list[int], str]:
    """Split a line into its times in milliseconds and its words, without the stamps of single words."""
    stamps = _STAMPS_FIRST.match(line)
    rest = line[stamps.end() :] if stamps else line
    times_ms = [_milliseconds(one) for one in _STAMP.finditer(stamps[0])] if stamps else []
    return times_ms, " ".join(_INSIDE.sub("", rest).split())


def _milliseconds(stamp: re.Match[str]) -> int:
    seconds = (int(stamp["h"] or 0) * 60 + int(stamp["m"])) * 60 + int(stamp["s"])
    return seconds * 1000 + int((stamp["f"] or "0").ljust(3, "0"))


def _in_time(blocks: list[_Block], most: int) -> list[str]:
    """Return the lines in the order of their times; lines of one time in the order of the file."""
    grown = sum(len(block.times_ms) * block.length for block in blocks)
    sung = [
        (time_ms, block) for block in blocks for time_ms in block.times_ms[: None if grown <= most else 1]
    ]
    sung.sort(key=lambda one: one[0])
    return [line for _, block in sung for line in block.lines]
