"""The lists of commands that people's clients offer: set when they have changed, and left alone otherwise.

There is one for private chats, one for groups and one for their administrators, each in every language. What
was set is remembered by its fingerprint. Source: api, "Determining list of commands".
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import timedelta

import structlog
import telegram
from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
)

from bot.locales import DEFAULT_LANGUAGE, catalogue, languages
from bot.platforms.telegram.memory import Notes

log = structlog.get_logger(__name__)

NOTE = "commands"
KEPT_MS = timedelta(days=3650) // timedelta(milliseconds=1)
EVERYWHERE = {
    "song": "telegram-command-song-about",
    "lyrics": "telegram-command-lyrics-about",
    "cover": "telegram-command-cover-about",
    "songs": "telegram-command-songs-about",
    "quota": "telegram-command-quota-about",
    "cancel": "telegram-command-cancel-about",
    "help": "telegram-command-help-about",
}
"""Commands, and the sentences that describe them."""
MODERATING = {"admin": "telegram-command-admin-about"}
"""Members are not shown it; who may use it is checked each time."""


def lists() -> Iterator[tuple[BotCommandScope, str, list[BotCommand]]]:
    """Return the list of each scope and each language; the one without a language is for all others."""
    for scope, commands in (
        (BotCommandScopeAllPrivateChats(), EVERYWHERE),
        (BotCommandScopeAllGroupChats(), EVERYWHERE),
        (BotCommandScopeAllChatAdministrators(), EVERYWHERE | MODERATING),
    ):
        for language in languages():
            words = catalogue(language)
            shown = [BotCommand(name, words.text(about)) for name, about in commands.items()]
            yield scope, "" if language == DEFAULT_LANGUAGE else language, shown


async def register(bot: telegram.Bot, notes: Notes, *, now_ms: Callable[[], int]) -> None:
    """Set the commands if these are not set yet. Raises `TelegramError`s and `StorageError`s."""
    found = list(lists())
    exact = [
        [scope.type, language, [command.to_dict() for command in shown]] for scope, language, shown in found
    ]
    fingerprint = hashlib.sha256(json.dumps([bot.id, exact]).encode()).hexdigest()
    if await notes.get(NOTE) == fingerprint:
        log.debug("commands are set already")
        return
    for scope, language, shown in found:
        await bot.set_my_commands(shown, scope=scope, language_code=language or None)
    await notes.put(NOTE, fingerprint, until_ms=now_ms() + KEPT_MS)
    log.info("commands set", lists=len(found))
