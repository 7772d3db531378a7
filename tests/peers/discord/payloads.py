"""What Discord sends: its objects as JSON, with the fields that its pages promise.

Sources: resources/user, guild, channel, message; topics/gateway-events.
"""

import hmac
from hashlib import sha256
from typing import Any

from tests.peers.discord.message import EPHEMERAL, Message, Stored, clean, every
from tests.peers.discord.world import DM, Channel, Guild, Membership, Role, User, World

Json = dict[str, Any]
LINK_LIVES_MS = 24 * 3600 * 1000
GUILD_INSTALL, COMMAND_MESSAGE = 0, 20
CHAT, REPLY = 0, 19


class Links:
    """Signed links to files, which expire."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.base = ""
        """Where files are fetched, without a slash at its end."""
        self.files: dict[str, bytes] = {}
        """By path."""

    def of(self, file: Stored, place: int, *, ephemeral: bool = False) -> str:
        """Return a link that is fresh now."""
        folder = "ephemeral-attachments" if ephemeral else "attachments"
        path = f"/{folder}/{place}/{file.id}/{file.filename}"
        self.files[path] = file.data
        now = self._world.clock.now_ms()
        expires, issued = f"{(now + LINK_LIVES_MS) // 1000:x}", f"{now // 1000:x}"
        return f"{self.base}{path}?ex={expires}&is={issued}&hm={self.sign(path, expires, issued)}&"

    def sign(self, path: str, expires: str, issued: str) -> str:
        """Return the signature of a link."""
        return hmac.new(b"cdn", f"{path}{expires}{issued}".encode(), sha256).hexdigest()

    def fetch(self, path: str, query: dict[str, str]) -> bytes | None:
        """Return a file; None where the link is not signed, or no longer good."""
        expires = query.get("ex", "0")
        if query.get("hm") != self.sign(path, expires, query.get("is", "")):
            return None
        if int(expires, 16) * 1000 < self._world.clock.now_ms():
            return None
        return self.files.get(path)


def user(who: User) -> Json:
    """Write an account."""
    return {
        "id": str(who.id),
        "username": who.name,
        "discriminator": "0" if not who.bot else "1234",
        "global_name": None if who.bot else who.name.title(),
        "avatar": None,
        "bot": who.bot,
        "public_flags": 0,
        "flags": 0,
    }


def member(one: Membership, *, with_user: bool = True) -> Json:
    """Write a member of a server."""
    return {
        **({"user": user(one.user)} if with_user else {}),
        "nick": None,
        "avatar": None,
        "banner": None,
        "roles": [str(role.id) for role in one.roles],
        "joined_at": one.joined,
        "premium_since": None,
        "deaf": False,
        "mute": False,
        "flags": 0,
        "pending": False,
        "communication_disabled_until": None,
    }


def role(one: Role) -> Json:
    """Write a role."""
    return {
        "id": str(one.id),
        "name": one.name,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "icon": None,
        "unicode_emoji": None,
        "position": one.position,
        "permissions": str(one.permissions),
        "managed": one.managed,
        "mentionable": False,
        "flags": 0,
    }


def channel(one: Channel) -> Json:
    """Write a channel, a thread or a direct message."""
    last = str(max(one.messages)) if one.messages else None
    common: Json = {"id": str(one.id), "type": one.kind, "last_message_id": last, "flags": 0}
    if one.kind == DM:
        assert one.user is not None
        return {**common, "recipients": [user(one.user)]}
    assert one.guild is not None
    common |= {"guild_id": str(one.guild.id), "name": one.name, "rate_limit_per_user": 0}
    if one.parent is not None:
        return {
            **common,
            "parent_id": str(one.parent.id),
            "owner_id": str(one.guild.owner.id if one.guild.owner else one.guild.id),
            "message_count": len(one.messages),
            "total_message_sent": len(one.messages),
            "member_count": len(one.thread_members),
            "thread_metadata": {
                "archived": one.archived,
                "locked": one.locked,
                "auto_archive_duration": 1440,
                "archive_timestamp": one.world.clock.now(),
                "invitable": True,
            },
        }
    return {
        **common,
        "position": list(one.guild.channels).index(one.id) if one.id in one.guild.channels else 0,
        "parent_id": None,
        "topic": None,
        "nsfw": False,
        "permission_overwrites": [
            {
                "id": str(target),
                "type": 0 if target in one.guild.roles else 1,
                "allow": str(overwrite.allow),
                "deny": str(overwrite.deny),
            }
            for target, overwrite in one.overwrites.items()
        ],
    }


def guild(one: Guild) -> Json:
    """Write a server as Get Guild does."""
    return {
        "id": str(one.id),
        "name": one.name,
        "icon": None,
        "splash": None,
        "discovery_splash": None,
        "banner": None,
        "owner_id": str(one.owner.id if one.owner else one.id),
        "afk_channel_id": None,
        "afk_timeout": 300,
        "verification_level": 0,
        "default_message_notifications": 1,
        "explicit_content_filter": 0,
        "roles": [role(each) for each in one.roles.values()],
        "emojis": [],
        "stickers": [],
        "features": list(one.features),
        "mfa_level": 0,
        "application_id": None,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "rules_channel_id": None,
        "public_updates_channel_id": None,
        "safety_alerts_channel_id": None,
        "max_members": 500_000,
        "vanity_url_code": None,
        "description": None,
        "premium_tier": one.tier,
        "premium_subscription_count": 0,
        "premium_progress_bar_enabled": False,
        "preferred_locale": one.locale,
        "nsfw_level": 0,
        "region": "deprecated",
    }


def guild_create(world: World, one: Guild) -> Json:
    """Write the event that brings a server, without the intents for members and presences."""
    return {
        **guild(one),
        "joined_at": one.members[world.bot.id].joined,
        "large": len(one.members) > 250,
        "unavailable": False,
        "member_count": len(one.members),
        "members": [member(one.members[world.bot.id])],
        "channels": [channel(each) for each in one.channels.values() if not each.is_thread],
        "threads": [channel(each) for each in one.channels.values() if each.is_thread and not each.archived],
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def attachment(one: Stored, place: int, links: Links, *, ephemeral: bool = False) -> Json:
    """Write a file, with a link that is fresh now."""
    link = links.of(one, place, ephemeral=ephemeral)
    return {
        "id": str(one.id),
        "filename": one.filename,
        **({"title": one.title} if one.title else {}),
        "size": one.size,
        "url": link,
        "proxy_url": link,
        "content_type": one.content_type,
        **({"description": one.description} if one.description else {}),
        **({"ephemeral": True} if ephemeral else {}),
    }


def message(one: Message, links: Links, *, content: bool = True) -> Json:
    """Write a message; without its content where the bot may not read it."""
    where = one.channel
    written: Json = {
        "id": str(one.id),
        "channel_id": str(where.id),
        "type": CHAT,
        "author": user(one.author),
        "content": one.content if content else "",
        "timestamp": one.timestamp,
        "edited_timestamp": one.edited,
        "tts": False,
        "mention_everyone": False,
        "mentions": [user(each) for each in _mentioned(one)],
        "mention_roles": [],
        "attachments": [attachment(file, where.id, links) for file in one.files] if content else [],
        "embeds": [{"type": "rich", **embed} for embed in one.embeds] if content else [],
        "components": _resolved(one, links) if content else [],
        "pinned": False,
        "flags": one.flags | (EPHEMERAL if one.ephemeral else 0),
    }
    if one.nonce:
        written["nonce"] = one.nonce
    if one.reply_to is not None:
        answered = where.messages.get(one.reply_to)
        written |= {
            "type": REPLY,
            "message_reference": {"type": 0, "channel_id": str(where.id), "message_id": str(one.reply_to)},
            "referenced_message": message(answered, links, content=content) if answered else None,
        }
    if one.sticker:
        written["sticker_items"] = [{"id": str(one.id), "name": one.sticker, "format_type": 1}]
    if one.author.bot:
        written["application_id"] = str(where.world.application_id)
    if one.interaction:
        written |= {
            "type": COMMAND_MESSAGE if one.interaction["type"] == 2 else written["type"],
            "webhook_id": str(where.world.application_id),
            "interaction_metadata": one.interaction,
        }
    return written


def _mentioned(one: Message) -> list[User]:
    return [each for each in one.channel.world.users.values() if f"<@{each.id}>" in one.content]


def _resolved(one: Message, links: Links) -> list[Json]:
    """Return components with the ids that Discord gives them, and files as they can be fetched."""
    files = {file.filename: file for file in one.files}

    def resolve(part: Json, numbers: Any) -> Json:
        found = dict(part)
        found["id"] = part.get("id") or next(numbers)
        if "components" in part:
            found["components"] = [resolve(each, numbers) for each in part["components"]]
        if part.get("accessory"):
            found["accessory"] = resolve(part["accessory"], numbers)
        for key in ("file", "media"):
            url = (part.get(key) or {}).get("url", "")
            if (
                url.startswith("attachment://")
                and (name := clean(url.removeprefix("attachment://"))) in files
            ):
                file = files[name]
                link = links.of(file, one.channel.id)
                found[key] = {"url": link, "proxy_url": link, "attachment_id": str(file.id)}
                if key == "file":
                    found |= {"name": file.filename, "size": file.size}
        return found

    taken = {part["id"] for part in every(one.components) if part.get("id")}
    numbers = (number for number in range(1, 1000) if number not in taken)
    return [resolve(part, numbers) for part in one.components]
