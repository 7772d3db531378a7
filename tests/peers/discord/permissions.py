"""Permissions: their bits, and who has which in a channel.

Source: topics/permissions. Only what a bot like ours meets is named.
"""

from collections.abc import Iterable
from dataclasses import dataclass

BITS = {
    "kick_members": 1 << 1,
    "ban_members": 1 << 2,
    "administrator": 1 << 3,
    "manage_channels": 1 << 4,
    "manage_guild": 1 << 5,
    "add_reactions": 1 << 6,
    "view_channel": 1 << 10,
    "send_messages": 1 << 11,
    "manage_messages": 1 << 13,
    "embed_links": 1 << 14,
    "attach_files": 1 << 15,
    "read_message_history": 1 << 16,
    "mention_everyone": 1 << 17,
    "manage_roles": 1 << 28,
    "use_application_commands": 1 << 31,
    "manage_threads": 1 << 34,
    "create_public_threads": 1 << 35,
    "send_messages_in_threads": 1 << 38,
    "moderate_members": 1 << 40,
}
EVERYTHING = sum(BITS.values())
USUAL = (
    "view_channel",
    "send_messages",
    "send_messages_in_threads",
    "embed_links",
    "attach_files",
    "read_message_history",
    "add_reactions",
    "create_public_threads",
    "use_application_commands",
)
"""What everyone may in a new server."""
INVITED = (
    "view_channel",
    "send_messages",
    "send_messages_in_threads",
    "embed_links",
    "attach_files",
    "read_message_history",
)
"""What the bot is invited with, if a test says nothing else."""


def bits(names: Iterable[str]) -> int:
    """Return named permissions as a number."""
    return sum(BITS[name] for name in set(names))


@dataclass
class Overwrite:
    """What a channel allows, and denies, one role or one person."""

    allow: int = 0
    deny: int = 0


def in_channel(
    *, base: int, everyone: Overwrite, roles: Iterable[Overwrite], own: Overwrite, owner: bool = False
) -> int:
    """Return what somebody may in a channel: the algorithm of "Permission Overwrites"."""
    if owner or base & BITS["administrator"]:
        return EVERYTHING
    value = base & ~everyone.deny | everyone.allow
    allow = deny = 0
    for overwrite in roles:
        allow |= overwrite.allow
        deny |= overwrite.deny
    value = value & ~deny | allow
    value = value & ~own.deny | own.allow
    if not value & BITS["view_channel"]:
        return 0  # who can't see a channel can do nothing in it
    if not value & BITS["send_messages"]:  # implicit: nothing that needs a message
        value &= ~(BITS["embed_links"] | BITS["attach_files"] | BITS["mention_everyone"])
    return value
