"""The commands and the menus of messages, as Discord registers them; all words are in the catalogues.

A command has the options that its callback has parameters. A text is limited here where Discord's clients can
say at once that it is too long; the studio's own limits hold besides.
"""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, get_args

import discord
from discord import app_commands

from bot.domain.song import AudioFormat, SongRequest, Voice
from bot.platforms.discord.admin import admin
from bot.platforms.discord.callers import Interaction
from bot.platforms.discord.facts import OPTION_CHARACTERS
from bot.platforms.discord.handlers import Handlers
from bot.platforms.discord.options import choice, options
from bot.platforms.discord.translator import in_words
from bot.studio.commands import CoverOrder

Command = app_commands.Command[Any, ..., Any] | app_commands.Group | app_commands.ContextMenu
Services = list[app_commands.Choice[str]]

Lines = app_commands.Range[str, 1, OPTION_CHARACTERS]
Description = app_commands.Range[str, 1, 2_000]
Style = app_commands.Range[str, 1, 300]
Title = app_commands.Range[str, 1, 100]


def commands(handlers: Handlers) -> list[Command]:
    """Return everything that is registered."""
    services = [app_commands.Choice(name=title, value=name) for name, title in handlers.services.items()]
    return [
        _song(handlers, services),
        _lyrics(handlers, services),
        _cover(handlers, services),
        _plain("songs", handlers.songs),
        _plain("quota", handlers.quota),
        _plain("cancel", handlers.cancel),
        _plain("help", handlers.help),
        admin(handlers),
        app_commands.ContextMenu(name=in_words("discord-menu-song"), callback=handlers.make_song),
        app_commands.ContextMenu(name=in_words("discord-menu-cover"), callback=handlers.cover_this),
    ]


def _song(handlers: Handlers, services: Services) -> Command:
    @options(
        *("prompt", "lyrics", "file", "style", "avoid", "title", "voice"),
        *("instrumental", "provider", "format", "private"),
    )
    @app_commands.choices(voice=_voices(), provider=services, format=_formats())
    @app_commands.autocomplete(style=_styles(handlers))
    async def song(
        interaction: Interaction,
        *,
        prompt: Description | None = None,
        lyrics: Lines | None = None,
        file: discord.Attachment | None = None,
        style: Style | None = None,
        avoid: Style | None = None,
        title: Title | None = None,
        voice: str | None = None,
        instrumental: bool = False,
        provider: str | None = None,
        format: str | None = None,  # noqa: A002 (the option's name)
        private: bool = False,
    ) -> None:
        request = SongRequest(
            prompt=prompt or "",
            lyrics=lyrics or "",
            style=style or "",
            avoid=avoid or "",
            title=title or "",
            voice=_voice(voice),
            instrumental=instrumental,
            provider=provider,
            format=_format(format),
            private=private,
        )
        await handlers.song(interaction, request, file)

    return _command("song", song)


def _lyrics(handlers: Handlers, services: Services) -> Command:
    @options("style", "title", provider="provider-lyrics", prompt="prompt-lyrics")
    @app_commands.choices(provider=services)
    @app_commands.autocomplete(style=_styles(handlers))
    async def lyrics(
        interaction: Interaction,
        *,
        prompt: Description | None = None,
        style: Style | None = None,
        title: Title | None = None,
        provider: str | None = None,
    ) -> None:
        asked = SongRequest(prompt=prompt or "", style=style or "", title=title or "", provider=provider)
        await handlers.lyrics(interaction, asked)

    return _command("lyrics", lyrics)


def _cover(handlers: Handlers, services: Services) -> Command:
    @options(
        *("link", "avoid", "title", "voice", "provider", "format", "private"),
        file="file-cover",
        style="style-cover",
        lyrics="lyrics-cover",
    )
    @app_commands.choices(voice=_voices(), provider=services, format=_formats())
    @app_commands.autocomplete(style=_styles(handlers))
    async def cover(
        interaction: Interaction,
        *,
        file: discord.Attachment | None = None,
        link: Description | None = None,
        style: Style | None = None,
        lyrics: Lines | None = None,
        title: Title | None = None,
        voice: str | None = None,
        avoid: Style | None = None,
        provider: str | None = None,
        format: str | None = None,  # noqa: A002 (the option's name)
        private: bool = False,
    ) -> None:
        request = SongRequest(
            lyrics=lyrics or "",
            style=style or "",
            avoid=avoid or "",
            title=title or "",
            voice=_voice(voice),
            provider=provider,
            format=_format(format),
            private=private,
        )
        await handlers.cover(interaction, CoverOrder(request, link or ""), file)

    return _command("cover", cover)


def _plain(name: str, answer: Callable[[Interaction], Awaitable[None]]) -> Command:
    """Return a command without options."""

    async def callback(interaction: Interaction) -> None:
        await answer(interaction)

    return _command(name, callback)


def _command(name: str, callback: Any) -> Command:
    return app_commands.Command(
        name=in_words(f"discord-command-{name}"),
        description=in_words(f"discord-command-{name}-about"),
        callback=callback,
    )


def _styles(
    handlers: Handlers,
) -> Callable[[Interaction, str], Coroutine[Any, Any, list[app_commands.Choice[str]]]]:
    async def complete(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        found = await handlers.styles(interaction, typed)
        return [app_commands.Choice(name=style, value=style) for style in found]

    return complete


def _voices() -> list[app_commands.Choice[str]]:
    return [choice("female", "chat-voice-female"), choice("male", "chat-voice-male")]


def _formats() -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=one, value=one) for one in ("mp3", "wav")]


def _voice(value: str | None) -> Voice | None:
    return next((voice for voice in get_args(Voice) if voice == value), None)


def _format(value: str | None) -> AudioFormat:
    return "wav" if value == "wav" else "mp3"
