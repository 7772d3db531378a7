"""Who chats here: each tab says with every request who it is, and is believed.

The local chat is for whoever runs the bot, to try things out as several people at once; who gets in at all
is the guard's business. What one person is told alone stays theirs, so that a trial shows what others see.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.domain.people import Account, Caller, PlaceRef
from bot.domain.song import Origin
from bot.domain.view import Mention
from bot.locales import Catalogue, Naming
from bot.platforms.web.chat import BOT, FIRST_PERSON, MODERATORS, Spot, only

PLATFORM = "web"
CHANNELS = ("local", "backstage")
ROLES = ("singers", "patrons")
LONGEST_NAME = 32
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Categories of characters that can't be seen, or that change how the text around them is shown."""
_BLANK = frozenset(
    map(chr, (0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x1810), 0x2800, 0x3164, 0xFFA0))
) | frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
"""Letters and marks that show nothing: with them two names could look the same."""


class Malformed(Exception):
    """What a page sent can't be used; `code` names the sentence."""

    def __init__(self, code: str = "web-json") -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Me:
    """The person behind a tab, and where they are."""

    native_id: str = FIRST_PERSON
    name: str = FIRST_PERSON
    moderator: bool = False
    roles: tuple[str, ...] = ()
    channel: str = CHANNELS[0]

    @property
    def audiences(self) -> tuple[str, ...]:
        """The audiences that they belong to."""
        return ("", only(self.native_id), *((MODERATORS,) if self.moderator else ()))

    def sees(self, spot: Spot) -> bool:
        """Tell whether they see what stands there."""
        return spot.channel == self.channel and spot.seen_by in self.audiences

    def spot(self, *, private: bool = False) -> Spot:
        """Return where they are, for everybody or for themselves."""
        return Spot(self.channel, only(self.native_id) if private else "")

    def caller(self, language: str) -> Caller:
        """Return them as the studio knows them."""
        return Caller(
            Account(PLATFORM, self.native_id, name=self.name, username=self.native_id, language=language),
            PlaceRef(),
            channel=self.channel,
            roles=frozenset(self.roles),
            manages=self.moderator,
        )

    def origin(self, message: str, language: str) -> Origin:
        """Return where answers to a message of theirs go."""
        return Origin(
            platform=PLATFORM, chat=self.channel, message=message, person=self.native_id, language=language
        )


class Introduction(BaseModel):
    """What a tab says of itself."""

    model_config = ConfigDict(frozen=True)

    name: str = FIRST_PERSON
    moderator: bool = False
    roles: tuple[str, ...] = ()
    channel: str = CHANNELS[0]

    @classmethod
    def in_query(cls, query: Mapping[str, str], roles: list[str]) -> "Introduction":
        """Read the end of an address; raises `Malformed`."""
        given: dict[str, Any] = {
            name: query[name] for name in ("name", "moderator", "channel") if name in query
        }
        try:
            return cls(**given, roles=tuple(roles))
        except ValidationError as error:
            raise Malformed from error

    def me(self) -> Me:
        """Return who that is; raises `Malformed`."""
        name = _tidy(unicodedata.normalize("NFC", self.name))
        native_id = native_id_of(name)
        shown = not any(unicodedata.category(c) in UNSEEN or c in _BLANK for c in self.name)
        if not (shown and 0 < len(name) <= LONGEST_NAME and native_id and native_id != BOT):
            raise Malformed("web-name")
        if not set(self.roles) <= set(ROLES):
            raise Malformed("web-role")
        if self.channel not in CHANNELS:
            raise Malformed("web-channel")
        roles = tuple(one for one in ROLES if one in self.roles)
        return Me(native_id, name, self.moderator, roles, self.channel)


def native_id_of(name: str) -> str:
    """Return the id of whoever has this name: the same however it is typed."""
    for _ in range(2):  # folding may undo what normalizing did
        name = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return _tidy(name)


def channel_name(words: Catalogue, channel: str) -> str:
    """Return what a channel is called."""
    return words.text(f"web-channel-{channel}") if channel in CHANNELS else channel


def role_name(words: Catalogue, role: str) -> str:
    """Return what a role is called."""
    return words.text(f"web-role-{role}") if role in ROLES else role


def mention(words: Catalogue) -> Naming:
    """Return how people, roles and channels are written here; what nobody knows is shown by its id."""

    def shown(one: Mention) -> str:
        if one.kind == "person":
            return f"@{one.name or one.id}"
        if one.kind == "role":
            return f"@{role_name(words, one.id)}" if one.id in ROLES else one.id
        return f"#{channel_name(words, one.id)}" if one.id in CHANNELS else one.id

    return shown


def _tidy(name: str) -> str:
    return " ".join(name.split())
