"""Read the words out of Markdown, without the rules that destroy lyrics.

The rules are those of https://spec.commonmark.org/0.31.2/ and GitHub's tables. Off are: indented code
(people indent a chorus), underlined headings (a line above `---` is sung), definitions of links (`[Chorus]:
words` would vanish), code spans (a backtick is somebody's apostrophe, and two of them would join lines) and
HTML blocks (what a tag opens would not be read as Markdown). Tags, comments and links are taken out
beforehand, each in one pass that is linear in the text; markdown-it's own rule for links takes ten times as
long for a text made to be slow.
"""

import re
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.domain.lyrics import clean_lines, looks_tagged
from bot.domain.section_names import kind_in_brackets, kind_of_name

_PARSER = (
    MarkdownIt("commonmark", {"html": False})
    .disable(["code", "lheading", "reference", "html_block"])
    .disable(["backticks", "html_inline", "autolink", "link", "image"])
    .enable("table")
)


def read_markdown(text: str) -> tuple[str, str]:
    """Return the words, one line each with its stanzas apart, and the title (`""` without one).

    The title is that of the front matter, else the first heading of level 1 that names no section. A heading
    that names a section becomes its tag (`[Chorus]`). Where there are sections, nobody sings the other
    headings (`## Lyrics`, `## Notes`): they go into brackets. Without sections they stay, as lines.
    """
    body, title = _front_matter("\n".join(text.splitlines()))
    page = _Page(title=title)
    for token in _PARSER.parse(_without_links(_without_html(body))):
        page.take(token)
    return page.text(), page.title


# --- what is taken out beforehand ------------------------------------------------------------------------

_MOST_FRONT_LINES = 50
_FRONT_LINE = re.compile(r"\s*(?:#.*|[\w.-]+\s*:.*|- .*|\s+\S.*)?")
_FRONT_TITLE = re.compile(r"title\s*:\s*(\S.*)", re.IGNORECASE)

_LINE_BREAK = re.compile(r"<br\s{0,3}/?>\n?", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:a|abbr|b|big|blockquote|center|code|dd|del|details|div|dl|dt|em|font|h[1-6]|hr|i|img|ins|kbd|li|mark|"
    r"ol|p|pre|rp|rt|ruby|s|small|span|strike|strong|sub|summary|sup|table|tbody|td|th|thead|tr|u|ul)\b[^<>]*>"
    r"|<(?:https?|mailto):[^<>\s]*>",
    re.IGNORECASE,
)
_REST = r"(?:[^()\s]|\([^()\s]*\))*(?:\s[\"'][^\"'\n]*[\"'])?"
_PICTURE = re.compile(rf"!\[[^\[\]\n]*\]\({_REST}\)")
_LINK = re.compile(rf"\[([^\[\]\n]*)\]\((?:https?:|mailto:|[/.#]|[\w-]+\.\w){_REST}\)")


def _front_matter(text: str) -> tuple[str, str]:
    """Cut the YAML that may come first (https://jekyllrb.com/docs/front-matter/), and take its title."""
    lines = text.split("\n", _MOST_FRONT_LINES)
    if lines[0].rstrip() != "---":
        return text, ""
    end = next((at for at, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "...")), 0)
    front = lines[1:end]
    if not any(":" in line for line in front) or not all(_FRONT_LINE.fullmatch(line) for line in front):
        return text, ""
    titles = (found[1].strip().strip("\"'") for line in front if (found := _FRONT_TITLE.fullmatch(line)))
    return "\n".join(lines[end + 1 :]), " ".join(clean_lines(next(titles, ""))).strip()


def _without_html(text: str) -> str:
    """Take out comments and the tags of formatting; `<br>` ends a line. `<3` and `<Chorus>` are no HTML."""
    kept: list[str] = []
    at = 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        kept.append(text[at:start])
        at = end + 3
        if text[:start].endswith("\n", max(start - 1, 0)) and text.startswith("\n", at):
            at += 1  # the comment had the line for itself: no blank line stays behind
    kept.append(text[at:])
    return _TAG.sub("", _LINE_BREAK.sub("\n", "".join(kept)))


def _without_links(text: str) -> str:
    """Keep the words of links, in brackets if they name a section; no pictures. `[Chorus](x2)` is no link."""
    return _LINK.sub(
        lambda link: f"[{link[1]}]" if kind_in_brackets(link[1]) else link[1], _PICTURE.sub("", text)
    )


# --- from tokens to lines --------------------------------------------------------------------------------

_MARKS = "*_ "
_NAME_END = ":： "
_OPENERS, _CLOSERS = "[(［（【〔", "])］）】〕"
_UNDERLINE = re.compile(r"=+\s*")


@dataclass
class _Page:
    """The lines of a page so far."""

    title: str
    lines: list[str] = field(default_factory=list)
    headings: dict[int, str] = field(default_factory=dict)  # those that name no section, by their line
    has_title: bool = False
    end: int = 0  # the line of the file behind what was read
    level: int = 0  # of the heading that is open
    cells: list[str] | None = None  # of the row of a table that is open
    counted: list[int] = field(default_factory=list)  # of each open list: the number of its last item
    number: str = ""

    def take(self, token: Token) -> None:
        """Read one token of a block."""
        match token.type:
            case "heading_open":
                self.level = int(token.tag[1:])
            case "heading_close":
                self.level = 0
            case "ordered_list_open" | "bullet_list_open":
                self.counted.append(0)
            case "ordered_list_close" | "bullet_list_close":
                self.counted.pop()
            case "list_item_open":
                self._count(token)
            case "tr_open":
                self.cells = []
            case "tr_close":
                self.lines.append(" ".join(filter(None, self.cells or [])))
                self.cells = None
            case "hr":
                self._reach(token)
                self.lines.append("")
            case "fence":
                self._reach(token)
                self.lines += token.content.rstrip("\n").split("\n")
            case "inline":
                self._reach(token)
                self._take_words(token)

    def _reach(self, token: Token) -> None:
        """Leave as many blank lines as there are before this block."""
        if token.map:
            self.lines += [""] * (token.map[0] - self.end)
            self.end = max(self.end, token.map[1])

    def _count(self, item: Token) -> None:
        """Keep a number that does not count its list: `1999. The year we met` is a line."""
        number = int(item.info or 1)
        is_word = number not in (0, 1, self.counted[-1] + 1)
        self.number = f"{item.info}{item.markup} " if is_word else ""
        self.counted[-1] = number

    def _take_words(self, inline: Token) -> None:
        lines = _lines_of(inline)
        if self.cells is not None:
            self.cells.append(" ".join(lines))
        elif self.level:
            self._take_heading(" ".join(lines))
        else:
            self.lines += [self.number + lines[0], *lines[1:]]
            self.number = ""

    def _take_heading(self, text: str) -> None:
        name = _bare(text)
        if kind_of_name(name) or (self.level > 1 and kind_in_brackets(name)):
            self.lines.append(f"[{name}]")
        elif self.level == 1 and not self.has_title:
            self.has_title = True
            self.title = self.title or " ".join(clean_lines(text)).strip()
        elif name:
            self.headings[len(self.lines)] = text
            self.lines.append("")

    def text(self) -> str:
        """Return the lines as one text."""
        in_brackets = bool(self.headings) and looks_tagged("\n".join(self.lines))
        for at, text in self.headings.items():
            self.lines[at] = f"[{text}]" if in_brackets else text
        return "\n".join(line.strip() for line in self.lines).strip("\n")


def _lines_of(inline: Token) -> list[str]:
    """Return the lines of a paragraph without its marks; a section's name that had marks gets brackets."""
    breaks = ("softbreak", "hardbreak")
    text = "".join("\n" if one.type in breaks else one.content for one in inline.children or ())
    lines, sources = text.split("\n"), inline.content.split("\n")
    if len(lines) == len(sources):
        lines = [_name_in_marks(source) or line for line, source in zip(lines, sources, strict=True)]
    return [line for line in lines if not _UNDERLINE.fullmatch(line)] or [""]


def _name_in_marks(source: str) -> str:
    """Return `[Drop]` for `**Drop**` and `_Drop:_`, which without their marks would be a word to sing."""
    source = source.strip().rstrip(":：")
    if source[:1] not in ("*", "_") or source[-1] not in "*_":
        return ""
    name = _bare(source.strip(_MARKS))
    return f"[{name}]" if kind_of_name(name) else ""


def _bare(name: str) -> str:
    """Return a name without the brackets around it and the colon behind it."""
    name = name.strip(_NAME_END)
    wrapped = len(name) > 2 and name[0] in _OPENERS and name[-1] in _CLOSERS
    return name[1:-1].strip(_NAME_END) if wrapped else name
