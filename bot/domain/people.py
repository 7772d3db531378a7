"""Who asks and where: people, their accounts on chats, and the places they sing in."""

from dataclasses import dataclass

PRIVATE = "private"
"""The platform name and native id of the one place for direct messages and the local chat."""


@dataclass(frozen=True)
class Account:
    """An account as a chat shows it, in plain ids; what a platform hands to the desk."""

    platform: str
    native_id: str
    name: str = ""
    username: str = ""
    language: str = "en"


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


@dataclass(frozen=True)
class Place:
    """A stored place. `time_zone` is an IANA name; periods of quotas begin at its midnight."""

    id: str
    ref: PlaceRef
    time_zone: str = "UTC"
