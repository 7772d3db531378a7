"""A message as it stands now, and what a person reads and can press in it."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.peers.discord.world import Channel, User

Json = dict[str, Any]
ROW, BUTTON, TEXT_INPUT, TEXT_DISPLAY, LABEL = 1, 2, 4, 10, 18
SELECTS = {3: "string", 5: "user", 6: "role", 7: "mentionable", 8: "channel"}
EPHEMERAL, LOADING, LAYOUT = 1 << 6, 1 << 7, 1 << 15


def every(components: list[Json]) -> Iterator[Json]:
    """Walk through components, with all that are inside others, in the order of the screen."""
    for component in components:
        yield component
        yield from every(component.get("components", []))
        for key in ("accessory", "component"):
            if component.get(key):
                yield from every([component[key]])


@dataclass(frozen=True)
class Button:
    """A button as it is shown."""

    label: str
    custom_id: str
    style: int
    disabled: bool
    url: str
    emoji: str


@dataclass(frozen=True)
class Option:
    """A line of a menu."""

    label: str
    value: str
    description: str
    default: bool


@dataclass(frozen=True)
class Select:
    """A menu as it is shown."""

    kind: str
    """string, user, role, mentionable or channel."""
    custom_id: str
    placeholder: str
    options: tuple[Option, ...]
    min_values: int
    max_values: int
    disabled: bool
    defaults: tuple[str, ...]
    """The ids that are chosen already, where people, roles or channels are."""

    @property
    def chosen(self) -> tuple[str, ...]:
        """Return the labels that are chosen already."""
        return tuple(option.label for option in self.options if option.default)


def count_of(component: Mapping[str, Any], key: str, default: int = 1) -> int:
    """Return a number of a component; null is as good as nothing."""
    return default if component.get(key) is None else int(component[key])


def select_of(component: Mapping[str, Any]) -> Select:
    """Read a menu."""
    return Select(
        SELECTS[component["type"]],
        component["custom_id"],
        component.get("placeholder") or "",
        tuple(
            Option(one["label"], one["value"], one.get("description") or "", bool(one.get("default")))
            for one in component.get("options", [])
        ),
        count_of(component, "min_values"),
        count_of(component, "max_values"),
        bool(component.get("disabled")),
        tuple(str(one["id"]) for one in component.get("default_values", [])),
    )


def clean(name: str) -> str:
    """Return a file's name as Discord keeps it: of ASCII letters, digits, dashes, dots and underscores.

    Sources: discord-api-docs issues 7754 (as werkzeug's `secure_filename`) and 6945 (the title).
    """
    stem, ending = PurePath(name).stem, PurePath(name).suffix
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    kept = re.sub(r"[^A-Za-z0-9_.-]", "", "_".join(plain.split())).strip("._")
    return (kept or sha256(stem.encode()).hexdigest()[:14]) + ending


@dataclass(eq=False)
class Stored:
    """A file of a message."""

    id: int
    name: str
    """As people see it."""
    data: bytes = field(repr=False)
    description: str = ""
    content_type: str = "application/octet-stream"
    url: str = ""

    @property
    def filename(self) -> str:
        """Return the name that Discord gives it: see `clean`."""
        return clean(self.name)

    @property
    def title(self) -> str:
        """Return its name without the ending, where that was changed: this is what people are shown."""
        return "" if self.filename == self.name else PurePath(self.name).stem

    @property
    def size(self) -> int:
        """Return how many bytes it has."""
        return len(self.data)


@dataclass(eq=False)
class Message:
    """A message; it changes as it is edited."""

    id: int
    channel: "Channel" = field(repr=False)
    author: "User"
    content: str = ""
    embeds: list[Json] = field(default_factory=list, repr=False)
    components: list[Json] = field(default_factory=list, repr=False)
    files: list[Stored] = field(default_factory=list)
    flags: int = 0
    nonce: str = ""
    reply_to: int | None = None
    """The id of the message that this one answers."""
    sticker: str = ""
    """Its name; a message may have nothing else."""
    only_for: "User | None" = None
    """Who alone sees an ephemeral message."""
    pings: set[str] = field(default_factory=set)
    """The names of those whom it really notified; "everyone" for all."""
    interaction: Json | None = field(default=None, repr=False)
    """What asked for it, where it answers an interaction: metadata as Discord sends it."""
    edits: int = 0
    edited: str | None = None
    timestamp: str = ""
    gone: bool = False
    nonce_at_s: float = 0.0

    @property
    def ephemeral(self) -> bool:
        """Tell whether only one person sees it."""
        return self.only_for is not None

    @property
    def loading(self) -> bool:
        """Tell whether it still says that the bot is thinking."""
        return bool(self.flags & LOADING)

    @property
    def is_layout(self) -> bool:
        """Tell whether it is made of layout components alone."""
        return bool(self.flags & LAYOUT)

    @property
    def raw(self) -> Json:
        """Return what the bot sent, as it stands."""
        return {
            "content": self.content,
            "embeds": self.embeds,
            "components": self.components,
            "flags": self.flags,
        }

    @property
    def text(self) -> str:
        """Return everything that is written in it, line by line; labels of buttons and menus are not text."""
        lines: list[str | None] = [self.content]
        for embed in self.embeds:
            lines += [embed.get("author", {}).get("name"), embed.get("title"), embed.get("description")]
            for one in embed.get("fields", []):
                lines += [one["name"], one["value"]]
            lines.append(embed.get("footer", {}).get("text"))
        lines += [part["content"] for part in every(self.components) if part["type"] == TEXT_DISPLAY]
        return "\n".join(line for line in lines if line)

    @property
    def buttons(self) -> list[Button]:
        """Return its buttons."""
        return [
            Button(
                part.get("label") or "",
                part.get("custom_id") or "",
                part["style"],
                bool(part.get("disabled")),
                part.get("url") or "",
                (part.get("emoji") or {}).get("name") or "",
            )
            for part in every(self.components)
            if part["type"] == BUTTON
        ]

    def button(self, label_or_id: str) -> Button:
        """Return the one button with this label or custom id."""
        found = [one for one in self.buttons if label_or_id in (one.label, one.custom_id)]
        assert len(found) == 1, (
            f"{len(found)} buttons {label_or_id!r} among {[one.label for one in self.buttons]}"
        )
        return found[0]

    @property
    def selects(self) -> list[Select]:
        """Return its menus."""
        return [select_of(part) for part in every(self.components) if part["type"] in SELECTS]

    def select(self, placeholder_or_id: str) -> Select:
        """Return the one menu with this placeholder or custom id."""
        found = [one for one in self.selects if placeholder_or_id in (one.placeholder, one.custom_id)]
        assert len(found) == 1, (
            f"{len(found)} menus {placeholder_or_id!r} among {[one.placeholder for one in self.selects]}"
        )
        return found[0]
