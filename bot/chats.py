"""The chats of `troubadour run`, put together; a part of the composition root, and loaded as they are on."""

from pathlib import Path
from typing import TYPE_CHECKING

from bot.app import App, now_ms, rules_from
from bot.domain.errors import StartupError
from bot.domain.job import Track
from bot.domain.ports import Platform
from bot.logs import keep_secret
from bot.media.names import file_name
from bot.store.chat_log import SqlChatLog
from bot.store.notes import SqlNotes
from bot.store.updates import SqlUpdates

if TYPE_CHECKING:
    from bot.platforms.telegram.gate import Limits


def chats(app: App) -> list[Platform]:
    """Make every chat that is on."""
    return [*local_chat(app), *discord_chat(app), *telegram_chat(app)]


def local_chat(app: App) -> list[Platform]:
    """Make the chat in the browser, if it is on."""
    if not app.settings.web.enabled:
        return []
    from bot.platforms.web.platform import WebPlatform

    return [
        WebPlatform(
            desk=app.desk,
            dialogues=app.dialogues,
            songs=app.songs,
            chat_log=SqlChatLog(app.db),
            settings=app.settings.web,
            data_dir=app.data_dir,
            file_name=song_file_name,
            health=app.healthy,
            keep_secret=keep_secret,
            now_ms=now_ms,
            most_file_bytes=rules_from(app.settings).lyrics_file_bytes,
        )
    ]


def discord_chat(app: App) -> list[Platform]:
    """Make the bot's side of Discord, if it is on; only then is discord.py loaded."""
    settings = app.settings.discord
    if not settings.is_on:
        return []
    from bot.platforms.discord.platform import DiscordPlatform
    from bot.platforms.discord.studio import Studio

    async def report(problem: StartupError) -> None:
        await app.tell_chat(DiscordPlatform.name, problem)

    return [
        DiscordPlatform(
            studio=Studio(app.desk, app.dialogues, app.songs, app.moderation),
            settings=settings,
            notes=SqlNotes(app.db, DiscordPlatform.name, now_ms),
            downloads=app.downloads,
            data_dir=app.data_dir,
            file_name=song_file_name,
            most_file_bytes=rules_from(app.settings).lyrics_file_bytes,
            report=report,
            now_ms=now_ms,
        )
    ]


def telegram_chat(app: App, *, limits: "Limits | None" = None) -> list[Platform]:
    """Make the bot's side of Telegram, if it is on; only then is python-telegram-bot loaded.

    `limits` are those of its pace, where they are not Telegram's.
    """
    settings = app.settings.telegram
    if not settings.is_on:
        return []
    from bot.platforms.telegram.platform import TelegramPlatform
    from bot.platforms.telegram.studio import Studio

    name = TelegramPlatform.name

    async def report(problem: StartupError | None) -> None:
        await app.tell_chat(name, problem)

    return [
        TelegramPlatform(
            studio=Studio(app.desk, app.dialogues, app.songs, app.moderation, app.moves),
            settings=settings,
            notes=SqlNotes(app.db, name, now_ms),
            updates=SqlUpdates(app.db, f"{name}:{settings.account}", now_ms),
            downloads=app.downloads,
            data_dir=app.data_dir,
            file_name=song_file_name,
            most_file_bytes=rules_from(app.settings).lyrics_file_bytes,
            report=report,
            now_ms=now_ms,
            limits=limits,
        )
    ]


def song_file_name(track: Track) -> str:
    """Return the name under which a track is saved by whoever downloads it."""
    return file_name(track.title, Path(track.path).suffix)
