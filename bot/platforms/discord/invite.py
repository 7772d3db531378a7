"""The link that brings the bot to a server, and what it may do there."""

from dataclasses import dataclass
from urllib.parse import urlencode

AUTHORIZE = "https://discord.com/oauth2/authorize"
SCOPES = ("bot", "applications.commands")
_SERVER_INSTALL = 0
"""`integration_type`: to a server, never to a person, whose songs could not be posted in the channel.

Source: topics/oauth2, "Authorization URL"; resources/application, "Application Integration Types"."""


@dataclass(frozen=True)
class Permission:
    """A right that the bot asks a server for. Source of the bits: topics/permissions."""

    name: str
    """As Discord's documentation calls it."""
    bit: int
    sentence: str
    """Says how Discord's settings call it, and what it is needed for."""


PERMISSIONS = (
    Permission("VIEW_CHANNEL", 1 << 10, "check-discord-needs-view"),
    Permission("SEND_MESSAGES", 1 << 11, "check-discord-needs-send"),
    Permission("SEND_MESSAGES_IN_THREADS", 1 << 38, "check-discord-needs-threads"),
    Permission("EMBED_LINKS", 1 << 14, "check-discord-needs-embed"),
    Permission("ATTACH_FILES", 1 << 15, "check-discord-needs-attach"),
    Permission("READ_MESSAGE_HISTORY", 1 << 16, "check-discord-needs-history"),
)
PERMISSION_BITS = sum(one.bit for one in PERMISSIONS)


def invite_link(application_id: int) -> str:
    """Return the link that adds the bot to a server with exactly the rights it needs."""
    query = {
        "client_id": str(application_id),
        "scope": " ".join(SCOPES),
        "permissions": str(PERMISSION_BITS),
        "integration_type": str(_SERVER_INSTALL),
    }
    return f"{AUTHORIZE}?{urlencode(query)}"
