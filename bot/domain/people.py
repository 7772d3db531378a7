"""Who asks and where: people, their accounts on chats, and the places they sing in."""

from dataclasses import dataclass, field

from pydantic import BaseModel, ConfigDict

PRIVATE = "private"
"""The platform name and native id of the one place for direct messages and the local chat."""


OPERATOR = "operator"
"""Stands for the operator at the command line where changes are written down."""


@dataclass(frozen=True)
class Account:
    """An account as a chat shows it, in plain ids; what a platform hands to the desk."""

    platform: str
    native_id: str
    name: str = ""
    username: str = ""
    language: str = "en"
    """As the chat says it; empty where it does not: then the language they were last met with holds."""

    @property
    def shown(self) -> str:
        """The name by which others know the person."""
        return self.name or self.username or self.native_id

    def is_place(self, ref: "PlaceRef") -> bool:
        """Tell whether it is no person's account but the place's own, in whose name moderators may write."""
        return (self.platform, self.native_id) == (ref.platform, ref.native_id)


@dataclass(frozen=True)
class Identity:
    """A stored account. Several identities may belong to one person."""

    id: str
    person_id: str
    account: Account


@dataclass(frozen=True)
class PlaceRef:
    """A place as a chat names it: a server, a group, or `private`."""

    platform: str = PRIVATE
    native_id: str = PRIVATE

    @property
    def is_private(self) -> bool:
        """Tell whether this is the one place for direct messages and the local chat."""
        return self.platform == PRIVATE


@dataclass(frozen=True)
class Standing:
    """What a chat says of somebody's standing in a place where they are a member."""

    place: PlaceRef
    name: str = ""
    """What the place is called."""
    roles: frozenset[str] = frozenset()
    """Plain ids of the roles that they have there."""
    manages: bool = False


@dataclass(frozen=True)
class Caller:
    """Who asks, where, and what the chat itself says of their standing there; made by platforms."""

    account: Account
    place: PlaceRef = PlaceRef()
    channel: str = ""
    """Plain id of the channel or topic; empty in a direct message."""
    roles: frozenset[str] = frozenset()
    """Plain ids of the roles that they have here."""
    manages: bool = False
    """The chat lets them manage this place: Manage Server, administrator of the group, or, in the local
    chat, acting as a moderator."""
    direct: bool = False
    """They write by direct message. With a `place` that is not private, the song is charged to that place."""
    elsewhere: tuple[Standing, ...] = ()
    """In a direct message: the places that may be charged, as they were looked up just now."""


class Pause(BaseModel):
    """A place in which no songs are made for a while."""

    model_config = ConfigDict(frozen=True)

    message: str = ""
    since_ms: int


class PlaceSettings(BaseModel):
    """What the moderators of a place decided; empty means the bot's own default. Ids are the chat's."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    channels: tuple[str, ...] = ()
    """Where songs may be made; none: everywhere."""
    roles: tuple[str, ...] = ()
    """Who may have songs made; none: everybody."""
    moderator_roles: tuple[str, ...] = ()
    """Who moderates, besides those whom the chat itself lets manage the place."""
    moderator_channel: str = ""
    """Where requests for more songs are posted; empty: where they were made."""
    provider: str = ""
    """The service that is asked first when an order names none."""
    language: str = ""
    """The language that the bot speaks here; empty: everybody's own."""
    dm_songs: bool = False
    """Songs ordered by direct message may be charged to this place."""
    pause: Pause | None = None


@dataclass(frozen=True)
class Place:
    """A stored place. `time_zone` is an IANA name; periods of quotas begin at its midnight."""

    id: str
    ref: PlaceRef
    time_zone: str = "UTC"
    settings: PlaceSettings = field(default_factory=PlaceSettings)


@dataclass(frozen=True)
class Block:
    """Somebody may not have songs made in a place for a while, or until a moderator lifts it."""

    id: str
    person_id: str
    reason: str
    by: str
    """Who did it: an identity's id, or `operator`."""
    from_ms: int
    until_ms: int | None = None
