"""The calls about the bot itself, servers, channels and messages. Sources: resources/*, threads."""

from collections.abc import Mapping
from typing import Any

from tests.peers.discord import payloads, posting
from tests.peers.discord.hub import Hub, Request, Upload
from tests.peers.discord.message import Message
from tests.peers.discord.permissions import BITS
from tests.peers.discord.problems import (
    ARCHIVED,
    CLOSED_DM,
    DM_ACTION,
    FORM,
    LOCKED,
    MISSING_ACCESS,
    MISSING_PERMISSIONS,
    NO_SHARED_GUILD,
    NOT_YOUR_MESSAGE,
    REPLY_NEEDS_HISTORY,
    UNKNOWN_CHANNEL,
    UNKNOWN_GUILD,
    UNKNOWN_MEMBER,
    UNKNOWN_MESSAGE,
    UNKNOWN_USER,
    Problem,
)
from tests.peers.discord.rules import check_message
from tests.peers.discord.world import DM, PRIVATE_THREAD, Channel, Guild

Json = dict[str, Any]
NONCE_S = 5 * 60
"""How long a nonce is known: "a few minutes". Source: resources/message, Create Message."""


async def me(hub: Hub, request: Request) -> Json:
    """Get Current User."""
    return {
        **payloads.user(hub.world.bot),
        "verified": True,
        "mfa_enabled": True,
        "email": None,
        "locale": "en-US",
    }


async def application(hub: Hub, request: Request) -> Json:
    """Get Current Application, as discord.py asks when it logs in."""
    return {
        "id": str(hub.world.application_id),
        "name": hub.world.bot.name,
        "icon": None,
        "description": "",
        "summary": "",
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": 0,
        "owner": {
            "id": "1",
            "username": "operator",
            "discriminator": "0",
            "avatar": None,
            "global_name": None,
        },
        "team": None,
        "interactions_endpoint_url": hub.world.interactions_endpoint,
        "integration_types_config": {"0": {}},
    }


async def gateway(hub: Hub, request: Request) -> Json:
    """Get Gateway Bot."""
    limit = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
    return {"url": hub.gateway.url, "shards": hub.gateway.shards, "session_start_limit": limit}


async def open_dm(hub: Hub, request: Request) -> Json:
    """Create DM."""
    recipient = str(request.body.get("recipient_id"))
    user = hub.world.users.get(int(recipient)) if recipient.isdecimal() else None
    if user is None or user.bot:
        raise Problem(*UNKNOWN_USER)
    return payloads.channel(hub.world.dm(user))


async def get_guild(hub: Hub, request: Request) -> Json:
    """Get Guild."""
    return payloads.guild(_guild(hub, request.id("guild")))


async def get_member(hub: Hub, request: Request) -> Json:
    """Get Guild Member."""
    member = _guild(hub, request.id("guild")).members.get(request.id("user"))
    if member is None:
        raise Problem(*(UNKNOWN_MEMBER if request.id("user") in hub.world.users else UNKNOWN_USER))
    return payloads.member(member)


async def get_channel(hub: Hub, request: Request) -> Json:
    """Get Channel."""
    return payloads.channel(_seen(hub, request))


async def typing(hub: Hub, request: Request) -> None:
    """Trigger Typing Indicator."""
    _may_send(hub, _seen(hub, request))


async def history(hub: Hub, request: Request) -> list[Json]:
    """Get Channel Messages: the newest first."""
    channel = _seen(hub, request)
    if not _may(hub, channel, "read_message_history"):
        return []  # as the page says: no error, no messages
    limit = int(request.query.get("limit", 50))
    if not 1 <= limit <= 100:
        errors = {
            "limit": {"_errors": [{"code": "NUMBER_TYPE_MAX", "message": "Must be between 1 and 100."}]}
        }
        raise Problem(*FORM, errors, violation=True)
    found = sorted(one for one, message in channel.messages.items() if not message.ephemeral)
    if "before" in request.query:
        found = [one for one in found if one < int(request.query["before"])][-limit:]
    elif "after" in request.query:
        found = [one for one in found if one > int(request.query["after"])][:limit]
    else:
        found = found[-limit:]
    return [payloads.message(channel.messages[one], hub.links) for one in reversed(found)]


async def get_message(hub: Hub, request: Request) -> Json:
    """Get Channel Message."""
    channel = _seen(hub, request)
    if not _may(hub, channel, "read_message_history"):
        raise Problem(*MISSING_PERMISSIONS)
    return payloads.message(_message(channel, request), hub.links)


async def post(hub: Hub, request: Request) -> Json:
    """Create Message."""
    channel, body = _seen(hub, request), request.body
    _may_send(hub, channel)
    check_message(body, uploads=request.files.keys())
    _may_show(hub, channel, body, request.files)
    nonce = str(body.get("nonce") or "")
    if nonce and body.get("enforce_nonce"):
        for known in channel.messages.values():
            recent = hub.clock.waited_s() - known.nonce_at_s < NONCE_S
            if known.nonce == nonce and known.author is hub.world.bot and recent:
                return payloads.message(known, hub.links)
    reply_to = _reply_to(hub, channel, body.get("message_reference"))
    made = posting.create(hub, channel, body, request.files, limit=channel.upload_bytes, reply_to=reply_to)
    if channel.archived:  # a message wakes a thread that is not locked
        channel.archived = False
        hub.world.tell_of(channel)
    return payloads.message(made, hub.links)


async def edit(hub: Hub, request: Request) -> Json:
    """Edit Message."""
    channel = _seen(hub, request)
    message = _message(channel, request)
    if message.author is not hub.world.bot:
        raise Problem(*NOT_YOUR_MESSAGE)
    if channel.archived:
        raise Problem(*ARCHIVED)
    if request.files and not _may(hub, channel, "attach_files"):
        raise Problem(*MISSING_PERMISSIONS)
    changed = posting.change(hub, message, request.body, request.files, limit=channel.upload_bytes)
    return payloads.message(changed, hub.links)


async def delete(hub: Hub, request: Request) -> None:
    """Delete Message."""
    channel = _seen(hub, request)
    message = _message(channel, request)
    if message.author is not hub.world.bot:
        if channel.kind == DM:
            raise Problem(*DM_ACTION)
        if not _may(hub, channel, "manage_messages"):
            raise Problem(*MISSING_PERMISSIONS)
    if channel.archived and channel.locked:
        raise Problem(*ARCHIVED)
    hub.take_away(message)


def _guild(hub: Hub, guild_id: int) -> Guild:
    guild = hub.world.guilds.get(guild_id)
    if guild is None:
        raise Problem(*UNKNOWN_GUILD)
    if not hub.world.has_bot(guild):
        raise Problem(*MISSING_ACCESS)
    return guild


def _seen(hub: Hub, request: Request) -> Channel:
    """Return the channel, if the bot can see it."""
    channel = hub.world.channel(request.id("channel"))
    if channel is None:
        raise Problem(*UNKNOWN_CHANNEL)
    if not _may(hub, channel, "view_channel"):
        raise Problem(*MISSING_ACCESS)
    if channel.kind == PRIVATE_THREAD and hub.world.bot.id not in channel.thread_members:
        raise Problem(*MISSING_ACCESS)
    return channel


def _may(hub: Hub, channel: Channel, permission: str) -> bool:
    return bool(hub.world.permissions(hub.world.bot, channel) & BITS[permission])


def _may_send(hub: Hub, channel: Channel) -> None:
    """Refuse where the bot can't write at all."""
    if channel.user is not None:
        if not hub.world.shared_guilds(channel.user):
            raise Problem(*NO_SHARED_GUILD)
        if not channel.user.dms_open:
            raise Problem(*CLOSED_DM)
        return
    if not _may(hub, channel, "send_messages_in_threads" if channel.is_thread else "send_messages"):
        raise Problem(*MISSING_PERMISSIONS)
    if channel.locked and not _may(hub, channel, "manage_threads"):
        raise Problem(*(ARCHIVED if channel.archived else LOCKED))


def _may_show(hub: Hub, channel: Channel, body: Json, files: Mapping[int, Upload]) -> None:
    if files and not _may(hub, channel, "attach_files"):
        raise Problem(*MISSING_PERMISSIONS)
    if body.get("embeds") and not _may(hub, channel, "embed_links"):
        raise Problem(*MISSING_PERMISSIONS)


def _reply_to(hub: Hub, channel: Channel, reference: Json | None) -> int | None:
    """Return the message that is answered; None where there is none, or it is gone and need not exist."""
    if reference is None:
        return None
    if not _may(hub, channel, "read_message_history"):
        raise Problem(*REPLY_NEEDS_HISTORY)
    found = channel.messages.get(int(reference["message_id"]))
    if found is None or found.ephemeral:
        if reference.get("fail_if_not_exists", True):
            wrong = [{"code": "REPLIES_UNKNOWN_MESSAGE", "message": "Unknown message"}]
            raise Problem(*FORM, {"message_reference": {"_errors": wrong}})
        return None
    return found.id


def _message(channel: Channel, request: Request) -> Message:
    found = channel.messages.get(request.id("message"))
    if found is None or found.ephemeral:
        raise Problem(*UNKNOWN_MESSAGE)
    return found
