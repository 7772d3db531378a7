"""The lists of commands. Source: Bot API, setMyCommands, BotCommandScope."""

import json
import re
from collections.abc import Mapping
from typing import Any

from tests.peers.telegram.hub import Hub, Request
from tests.peers.telegram.problems import bad
from tests.peers.telegram.world import Chat, User

Json = dict[str, Any]

NAME = re.compile(r"[a-z0-9_]{1,32}$")
DESCRIPTION = 256
MOST = 100
DEFAULT: Json = {"type": "default"}


async def set_my_commands(hub: Hub, request: Request) -> bool:
    """Answer setMyCommands."""
    commands = request.params["commands"]
    if len(commands) > MOST:
        raise bad("BOT_COMMANDS_TOO_MUCH", violation=True)
    for one in commands:
        if not NAME.match(one["command"]):
            raise bad("BOT_COMMAND_INVALID", violation=True)
        if not 1 <= len(one["description"].strip()) <= DESCRIPTION:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID", violation=True)
    if len({one["command"] for one in commands}) < len(commands):
        hub.complain("a command is in its list twice")
    key = _key(request.params)
    hub.commands[key] = commands
    if not commands:
        del hub.commands[key]
    return True


async def delete_my_commands(hub: Hub, request: Request) -> bool:
    """Answer deleteMyCommands."""
    hub.commands.pop(_key(request.params), None)
    return True


async def get_my_commands(hub: Hub, request: Request) -> list[Json]:
    """Answer getMyCommands."""
    return hub.commands.get(_key(request.params), [])


def offered(hub: Hub, person: User, chat: Chat) -> list[Json]:
    """Return the commands that a client offers somebody in a chat, in their language."""
    here: Json = {"chat_id": chat.id}
    if chat.is_private:
        scopes: list[Json] = [{"type": "chat", **here}, {"type": "all_private_chats"}]
    else:
        stands = chat.member(person)
        scopes = [{"type": "chat_member", **here, "user_id": person.id}]
        if stands is not None and stands.manages:
            scopes.append({"type": "chat_administrators", **here})
        scopes.append({"type": "chat", **here})
        if stands is not None and stands.manages:
            scopes.append({"type": "all_chat_administrators"})
        scopes.append({"type": "all_group_chats"})
    language = person.language.partition("-")[0]
    for scope in [*scopes, DEFAULT]:
        for code in (language, ""):
            if found := hub.commands.get((_written(scope), code)):
                return found
    return []


def _key(params: Mapping[str, Any]) -> tuple[str, str]:
    language = params.get("language_code", "")
    if language and not re.match(r"[a-z]{2}$", language):
        raise bad("invalid language code specified", violation=True)
    return _written(params.get("scope", DEFAULT)), language


def _written(scope: Json) -> str:
    return json.dumps(scope, sort_keys=True)
