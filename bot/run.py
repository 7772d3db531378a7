"""What `run` and `health` do: the bot until a signal, and whether it was well just now."""

import asyncio
import contextlib
import signal
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack

from rich.console import Console

from bot.app import (
    HEARTBEAT,
    HEARTBEAT_S,
    App,
    make_providers,
    rules_from,
    running,
)
from bot.chats import chats
from bot.config import Settings
from bot.domain.errors import StartupError
from bot.locales import Catalogue
from bot.studio.board import stop_task

EXIT_BROKEN = 70
MISSED_BEATS = 6


@contextlib.contextmanager
def signals() -> Iterator[asyncio.Queue[None]]:
    """Collect SIGINT and SIGTERM for the length of the context."""
    loop = asyncio.get_running_loop()
    received: asyncio.Queue[None] = asyncio.Queue()
    kinds = (signal.SIGINT, signal.SIGTERM)
    for kind in kinds:
        loop.add_signal_handler(kind, received.put_nowait, None)
    try:
        yield received
    finally:
        for kind in kinds:
            loop.remove_signal_handler(kind)


async def serve(settings: Settings, *, words: Catalogue, notes: Console) -> int:
    """Run the bot until a signal; a second one ends the polite stop at once."""
    with signals() as received:
        async with (
            AsyncExitStack() as after,
            running(
                settings,
                data_dir=settings.data_dir,
                rules=rules_from(settings),
                providers=make_providers(settings),
                platforms=chats,
            ) as app,
        ):
            say_hello(app, words, notes)
            if not await signal_or_break(app, received):
                return EXIT_BROKEN
            notes.print(words.text("cli-stopping"))
            # Waits outside the bot's own context, so that it can hurry the stop that leaving it is.
            again = asyncio.create_task(hurry_on_signal(app, received))
            after.push_async_callback(stop_task, again)
    return 0


async def signal_or_break(app: App, received: "asyncio.Queue[None]") -> bool:
    """Wait for a signal; False if the bot broke before one came."""
    asked = asyncio.create_task(received.get())
    broken = asyncio.create_task(app.broken.wait())
    await asyncio.wait([asked, broken], return_when=asyncio.FIRST_COMPLETED)
    for task in (asked, broken):
        await stop_task(task)
    return not app.broken.is_set()


async def hurry_on_signal(app: App, received: "asyncio.Queue[None]") -> None:
    """Wait for the second signal."""
    await received.get()
    app.dispatcher.hurry()


def say_hello(app: App, words: Catalogue, notes: Console) -> None:
    """Say where the bot can be reached, and what would bring it to more places."""
    for problem in app.left_out:
        notes.print(words.startup(problem))
    for address in (getattr(platform, "address", "") for platform in app.platforms.values()):
        if address:
            notes.print(words.text("cli-ready", address=address))
    settings = app.settings
    if not (settings.web.enabled or settings.discord.is_on or settings.telegram.is_on):
        notes.print(words.text("cli-no-platform"))
    discord = app.platforms.get("discord")
    if discord is not None:
        link = getattr(discord, "invite", "")
        notes.print(words.text("cli-discord-ready", link=link) if link else words.text("cli-discord-waiting"))
    elif not settings.discord.is_on:
        notes.print(words.text("cli-discord-missing"))
    telegram = app.platforms.get("telegram")
    if telegram is not None:
        link = getattr(telegram, "link", "")
        notes.print(
            words.text("cli-telegram-ready", link=link) if link else words.text("cli-telegram-waiting")
        )
    elif not settings.telegram.is_on:
        notes.print(words.text("cli-telegram-missing"))


def health(settings: Settings) -> int:
    """Return 0 if the bot of this data folder was well just now."""
    try:
        beat = (settings.data_dir / HEARTBEAT).stat().st_mtime
    except OSError as error:
        raise StartupError("not-running") from error
    if time.time() - beat > HEARTBEAT_S * MISSED_BEATS:
        raise StartupError("not-well")
    return 0
