"""How a message comes to be, however it was asked for: checks, files, and who is notified."""

import mimetypes
import re
from collections.abc import Mapping
from typing import Any

from tests.peers.discord import payloads
from tests.peers.discord.hub import Hub, Upload
from tests.peers.discord.message import EPHEMERAL, LAYOUT, LOADING, TEXT_DISPLAY, Message, Stored, every
from tests.peers.discord.permissions import BITS
from tests.peers.discord.problems import TOO_LARGE, Problem
from tests.peers.discord.rules import check_message, unseen
from tests.peers.discord.world import Channel, User

Json = dict[str, Any]
SILENT, SUPPRESS_EMBEDS = 1 << 12, 1 << 2


def stored(hub: Hub, listed: list[Json], files: Mapping[int, Upload], before: list[Stored]) -> list[Stored]:
    """Return the files that a message will have."""
    kept = {str(file.id): file for file in before}
    found = []
    for one in listed:
        if (number := str(one["id"])) in kept:
            found.append(kept[number])
            continue
        upload = files[int(number)]
        name = one.get("filename") or upload.name
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        found.append(Stored(hub.clock.snowflake(), name, upload.data, one.get("description") or "", kind))
    return found


def check_sizes(files: Mapping[int, Upload], limit: int) -> None:
    """Refuse a file that is too large for the place."""
    if any(len(file.data) > limit for file in files.values()):
        raise Problem(*TOO_LARGE)


def create(
    hub: Hub,
    channel: Channel,
    body: Json,
    files: Mapping[int, Upload],
    *,
    limit: int,
    reply_to: int | None = None,
    only_for: User | None = None,
    interaction: Json | None = None,
) -> Message:
    """Post a message of the bot's."""
    check_message(body, uploads=files.keys())
    check_sizes(files, limit)
    made = Message(
        hub.clock.snowflake(),
        channel,
        hub.world.bot,
        content=(body.get("content") or "").strip(),
        embeds=body.get("embeds") or [],
        components=body.get("components") or [],
        files=stored(hub, body.get("attachments") or [], files, []),
        flags=(body.get("flags") or 0) & (LAYOUT | SILENT | SUPPRESS_EMBEDS),
        nonce=str(body.get("nonce") or ""),
        reply_to=reply_to,
        only_for=only_for,
        interaction=interaction,
    )
    _note_unseen(hub, made)
    made.pings = pings(made, body)
    return hub.put(made)


def change(hub: Hub, message: Message, body: Json, files: Mapping[int, Upload], *, limit: int) -> Message:
    """Edit a message of the bot's; what the body does not name stays."""
    before = payloads.message(message, hub.links) | message.raw
    check_message(body, uploads=files.keys(), before=before)
    check_sizes(files, limit)
    if "content" in body:
        message.content = (body["content"] or "").strip()
    if "embeds" in body:
        message.embeds = body["embeds"] or []
    if "components" in body:
        message.components = body["components"] or []
    if "attachments" in body:
        message.files = stored(hub, body["attachments"] or [], files, message.files)
        for file in message.files:
            file.url = hub.links.of(file, message.channel.id)
    message.flags |= (body.get("flags") or 0) & (LAYOUT | SUPPRESS_EMBEDS)
    message.flags &= ~LOADING
    message.edits += 1
    message.edited = hub.clock.now()
    _note_unseen(hub, message)
    hub.tell_message("MESSAGE_UPDATE", message)
    return message


def pings(message: Message, body: Json) -> set[str]:
    """Return the names of those whom a new message notifies."""
    world, channel = message.channel.world, message.channel
    if message.flags & SILENT:
        return set()
    allowed = body.get("allowed_mentions")
    parse = ["users", "roles", "everyone"] if allowed is None else allowed.get("parse") or []
    text = "\n".join(
        [
            message.content,
            *(part["content"] for part in every(message.components) if part["type"] == TEXT_DISPLAY),
        ]
    )
    named = {int(found) for found in re.findall(r"<@!?(\d+)>", text)}
    if "users" not in parse:
        named &= {int(found) for found in (allowed or {}).get("users") or []}
    if channel.guild is not None:
        roles = {int(found) for found in re.findall(r"<@&(\d+)>", text)}
        if "roles" not in parse:
            roles &= {int(found) for found in (allowed or {}).get("roles") or []}
        if world.permissions(world.bot, channel) & BITS["mention_everyone"]:
            named |= {
                member.user.id
                for member in channel.guild.members.values()
                if roles & {role.id for role in member.roles}
            }
            if "everyone" in parse and re.search(r"@(everyone|here)", text):
                return {"everyone"}
    answered = channel.messages.get(message.reply_to or 0)
    if answered is not None and (True if allowed is None else allowed.get("replied_user", False)):
        named.add(answered.author.id)
    users = [world.users[found] for found in named if found in world.users]
    if message.only_for is not None:
        users = [one for one in users if one is message.only_for]
    return {
        one.name
        for one in users
        if one is not world.bot and world.permissions(one, channel) & BITS["view_channel"]
    }


def flags_of(body: Json) -> tuple[bool, int]:
    """Return whether a message is to be ephemeral, and its other flags."""
    flags = body.get("flags") or 0
    return bool(flags & EPHEMERAL), flags & ~EPHEMERAL


def _note_unseen(hub: Hub, message: Message) -> None:
    lost = unseen(
        {"flags": message.flags, "components": message.components}, [file.name for file in message.files]
    )
    hub.violations += [
        f"message {message.id}: no component shows {name!r}, so nobody sees it" for name in lost
    ]
