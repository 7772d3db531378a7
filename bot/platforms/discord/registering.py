"""Commands are registered with Discord when they have changed, and left alone otherwise.

Discord counts what is registered, and shows a command anew to everybody whenever it is; so what was sent is
remembered by its fingerprint. Source: interactions/application-commands, "Registering a Command".
"""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import structlog
from discord.app_commands import CommandTree

from bot.platforms.discord.answers import Notes
from bot.platforms.discord.client import Client
from bot.platforms.discord.translator import CatalogueTranslator

log = structlog.get_logger(__name__)

NOTE = "commands"
KEPT_MS = timedelta(days=3650) // timedelta(milliseconds=1)


async def payload_of(tree: CommandTree[Client]) -> list[dict[str, Any]]:
    """Return the commands as Discord is told of them, in all languages."""
    translator = CatalogueTranslator()
    return [await command.get_translated_payload(tree, translator) for command in tree.get_commands()]


async def register(client: Client, notes: Notes, *, now_ms: Callable[[], int], anew: bool = False) -> None:
    """Register the commands if Discord does not have these, or in any case (`anew`).

    Raises `discord.HTTPException`, what aiohttp raises, and `StorageError`s.
    """
    application_id = client.application_id
    if application_id is None:
        raise RuntimeError("the client has not logged in")
    payload = await payload_of(client.tree)
    exact = json.dumps([application_id, payload], sort_keys=True)
    fingerprint = hashlib.sha256(exact.encode()).hexdigest()
    if not anew and await notes.get(NOTE) == fingerprint:
        return
    await client.http.bulk_upsert_global_commands(application_id, payload=payload)
    await notes.put(NOTE, fingerprint, until_ms=now_ms() + KEPT_MS)
    log.info("commands registered", commands=len(payload))
