"""A song's words: below the song, in messages of their own parted where the song has its parts, or as a file.

Which of these it is does not depend on the language that they are read in: how many messages a song has is
asked before, and has to stay the same when a place changes its language between two of them.
"""

from dataclasses import dataclass, replace

from bot.domain.view import Phrase
from bot.locales import Catalogue, languages
from bot.platforms.telegram.facts import TEXT_CHARACTERS
from bot.platforms.telegram.lengths import units
from bot.platforms.telegram.outbound import Html
from bot.platforms.telegram.wording import bold, clean, escaped, label, quote, words_in
from bot.studio.sayings import Section, sections

PAGES = 3
"""Of so many messages a song's words are at the most; longer ones come as a file."""
HEADING_ROOM = 200
"""What stands above the words, and below those that may be there twice, in every language."""
PAGE_CHARACTERS = TEXT_CHARACTERS - HEADING_ROOM
LINE_CHARACTERS = PAGE_CHARACTERS - 200
"""With the name of its section such a line still fits into a message."""
_BETWEEN_SECTIONS = 2
"""Two ends of lines."""

Page = tuple[Section, ...]


@dataclass(frozen=True)
class Sheet:
    """How the words of a song go along with it."""

    lines: int = 0
    """How many there are to be read."""
    below: Page = ()
    """What stands below the song itself."""
    pages: tuple[Page, ...] = ()
    """What stands in each message after it."""
    is_file: bool = False
    """They are longer than messages can be."""

    @property
    def messages(self) -> int:
        """Return how many messages follow the song."""
        return 1 if self.is_file else len(self.pages)


def sheet_of(lyrics: str, room: int) -> Sheet:
    """Return where the words go; `room` is what is left of them below the song, in units."""
    parts = [replace(part, lines=tuple(map(clean, part.lines))) for part in sections(lyrics)]
    lines = sum(1 for part in parts for one in part.lines if one.strip())
    if not lines:
        return Sheet()
    if any(units(one) > LINE_CHARACTERS for part in parts for one in part.lines):
        return Sheet(lines, is_file=True)
    pages = _pages([piece for part in parts for piece in _pieces(part)])
    if len(pages) == 1 and _page_length(pages[0]) <= room:
        return Sheet(lines, below=pages[0])
    return Sheet(lines, is_file=True) if len(pages) > PAGES else Sheet(lines, pages=pages)


def written(words: Catalogue, page: Page) -> Html:
    """Write words as a quote, which opens where it is long."""
    return quote(Html("\n\n".join(_section(words, part) for part in page)))


def _section(words: Catalogue, part: Section) -> str:
    name = _name(words, part)
    return "\n".join([*([bold(escaped(name))] if name else []), *map(escaped, part.lines)])


def _name(words: Catalogue, part: Section) -> str:
    name = clean(label(words, part.name))
    return name[:1].upper() + name[1:] if isinstance(part.name, Phrase) else name


# --- how long they are, in any language -----------------------------------------------------------


def _pieces(part: Section) -> list[Section]:
    """Return a section in as few pieces as fit into messages, with its name before the first."""
    pieces: list[list[str]] = [[]]
    used = _name_length(part)
    for one in part.lines:
        used += units(one) + 1
        if used > PAGE_CHARACTERS:
            pieces.append([])
            used = units(one) + 1
        pieces[-1].append(one)
    first, *others = (tuple(lines) for lines in pieces)
    return [replace(part, lines=first), *(Section("", lines) for lines in others)]


def _pages(pieces: list[Section]) -> tuple[Page, ...]:
    pages: list[Page] = []
    for piece in pieces:
        if pages and _page_length((*pages[-1], piece)) <= PAGE_CHARACTERS:
            pages[-1] = (*pages[-1], piece)
        else:
            pages.append((piece,))
    return tuple(pages)


def _page_length(page: Page) -> int:
    lengths = (_name_length(part) + sum(units(one) + 1 for one in part.lines) for part in page)
    return sum(lengths) + _BETWEEN_SECTIONS * (len(page) - 1)


def _name_length(part: Section) -> int:
    """Return how long a section's name is at the most, whatever language it is said in."""
    return max(units(_name(words_in(language), part)) for language in languages()) + 1
