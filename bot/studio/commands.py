"""Commands as people type them where a chat has no forms: `/song prompt: … style: …`."""

import re
from dataclasses import dataclass, field
from typing import Literal, TypeVar, get_args

from bot.domain.errors import InvalidOrder
from bot.domain.lyrics import looks_tagged
from bot.domain.song import AudioFormat, SongRequest, Voice

CommandName = Literal["song", "lyrics", "cover", "songs", "quota", "cancel", "help", "start", "admin"]
COMMANDS: tuple[str, ...] = get_args(CommandName)

SONG_OPTIONS = (
    "prompt",
    "lyrics",
    "style",
    "avoid",
    "title",
    "voice",
    "instrumental",
    "provider",
    "format",
    "private",
)
LYRICS_OPTIONS = ("prompt", "style", "title", "provider")
_OPTION = re.compile(rf"(?:^|(?<=\s))({'|'.join(SONG_OPTIONS)})\s*[:：]", re.IGNORECASE)
_LINK = re.compile(r"(?:^|(?<=\s))link\s*[:：]\s*(\S+)", re.IGNORECASE)
_BRACKET = re.compile(r"[\[［【〔]")
_COMMAND = re.compile(r"\s*/([a-z_]+)(?:@\w+)?(?:\s+|$)", re.IGNORECASE)
_LYRICS_LINES = 4
"""So many lines without a name are words to be sung rather than a description."""
_YES = frozenset({"", "yes", "y", "true", "on", "1", "是", "はい"})
_NO = frozenset({"no", "n", "false", "off", "0", "否", "いいえ"})


@dataclass(frozen=True)
class Command:
    """A command and the text after it."""

    name: str
    text: str = field(default="")


@dataclass(frozen=True)
class CoverOrder:
    """What `/cover` says of the new song, and the link to the old one, if it is not an attachment."""

    request: SongRequest
    link: str = ""


def parse_command(text: str) -> Command | None:
    """Return the command that `text` begins with, or None for free text. The name may be unknown."""
    found = _COMMAND.match(text.lstrip("\ufeff"))
    if found is None:
        return None
    return Command(found[1].lower(), text.lstrip("\ufeff")[found.end() :].strip())


def parse_song(text: str) -> SongRequest:
    """Read the words and options of `/song`. Raises `InvalidOrder`.

    An option's value ends with its line; `prompt` goes on to the next option. From the first section
    tag on, or after `lyrics:`, everything is words, so that a line of a song may begin with "style:";
    only options on lines of their own at the very end are taken off again. What stands before that and
    belongs to no option is the prompt; at least four lines of it are the beginning of the lyrics.
    """
    front, words, options = _split(text.encode(errors="ignore").decode())  # lone surrogates are no text
    loose = _take_options(front, options)
    if reads_as_lyrics(loose):
        loose, words = "", f"{loose}\n\n{words}".strip()
    for name, value in (("prompt", loose), ("lyrics", words)):
        if value:
            _put(options, name, value)
    return SongRequest(
        prompt=options.get("prompt", ""),
        lyrics=options.get("lyrics", ""),
        style=options.get("style", ""),
        avoid=options.get("avoid", ""),
        title=options.get("title", ""),
        voice=_choice(options.get("voice"), "voice", get_args(Voice)),
        instrumental=_flag(options, "instrumental"),
        provider=options.get("provider") or None,
        format=_choice(options.get("format"), "format", get_args(AudioFormat)) or "mp3",
        private=_flag(options, "private"),
    )


def parse_wish(text: str) -> SongRequest:
    """Read the words and options of `/lyrics`. Raises `InvalidOrder`.

    What belongs to no option says what the words are to be about, however many lines it has.
    """
    options: dict[str, str] = {}
    loose = _take_options(text.encode(errors="ignore").decode(), options)
    for option in options:
        if option not in LYRICS_OPTIONS:
            raise InvalidOrder("lyrics-option", option=option, options=LYRICS_OPTIONS)
    if loose:
        _put(options, "prompt", loose)
    return SongRequest(
        prompt=options.get("prompt", ""),
        style=options.get("style", ""),
        title=options.get("title", ""),
        provider=options.get("provider") or None,
    )


def parse_cover(text: str) -> CoverOrder:
    """Read the words and options of `/cover`: those of `/song`, and `link`. Raises `InvalidOrder`.

    What a song would be about says here how it is to be sung.
    """
    links = _LINK.findall(text)
    if len(links) > 1:
        raise InvalidOrder("option-twice", option="link")
    request = parse_song(_LINK.sub("", text))
    style = ", ".join(" ".join(one.split()) for one in (request.style, request.prompt) if one)
    return CoverOrder(request.model_copy(update={"style": style, "prompt": ""}), "".join(links))


def _split(text: str) -> tuple[str, str, dict[str, str]]:
    """Return the part with options, the words that are surely lyrics, and the options behind them."""
    lines = text.splitlines()
    start = next((i for i, line in enumerate(lines) if looks_tagged(line)), len(lines))
    if start < len(lines):  # `style: folk lyrics: [verse] …` is one line with options before its tag
        bracket = _BRACKET.search(lines[start])
        if bracket is not None and _OPTION.search(lines[start][: bracket.start()]):
            line = lines[start]
            lines[start : start + 1] = [line[: bracket.start()], line[bracket.start() :]]
            start += 1
    front, words, options = "\n".join(lines[:start]), lines[start:], dict[str, str]()
    named = re.search(r"(?:^|(?<=\s))lyrics\s*[:：]", front, re.IGNORECASE)
    if named is not None:
        words = [*front[named.end() :].split("\n"), *words]
        front = front[: named.start()]
    while words and (not words[-1].strip() or _OPTION.match(words[-1].strip())):
        line = words.pop().strip()
        if line:
            _take_options(line, options)
    return front, "\n".join(words).strip(), options


def _take_options(text: str, options: dict[str, str]) -> str:
    """Move the options of `text` into `options`; return what is left."""
    found = list(_OPTION.finditer(text))
    loose = [text[: found[0].start()] if found else text]
    ends = [match.start() for match in found[1:]] + [len(text)]
    for match, end in zip(found, ends, strict=False):
        value, name = text[match.end() : end].strip(), match[1].lower()
        if name != "prompt":
            value, _, rest = value.partition("\n")
            loose.append(rest)
        _put(options, name, value.strip())
    return "\n".join(part.strip("\n") for part in loose if part.strip()).strip()


def _put(options: dict[str, str], name: str, value: str) -> None:
    if name in options:
        raise InvalidOrder("option-twice", option=name)
    options[name] = value


def reads_as_lyrics(text: str) -> bool:
    """Tell whether a text is words to be sung rather than a wish: it names a section, or has many lines."""
    return looks_tagged(text) or sum(bool(line.strip()) for line in text.splitlines()) >= _LYRICS_LINES


Word = TypeVar("Word", bound=str)


def _choice(value: str | None, option: str, allowed: tuple[Word, ...]) -> Word | None:
    if not value:
        return None
    for word in allowed:
        if value.lower() == word:
            return word
    raise InvalidOrder("option-choice", option=option, choices=tuple(allowed))


def _flag(options: dict[str, str], option: str) -> bool:
    if option not in options:
        return False
    word = options[option].lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise InvalidOrder("option-flag", option=option)
