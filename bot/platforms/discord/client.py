"""The connection to Discord: discord.py's client, with as little in memory as the bot needs.

Intents: direct messages alone. Interactions come without any, and with everything that answering them takes;
what else is asked of a server (its tier, its roles) is fetched when it is needed. So nothing is held of a
server but its id, which Discord sends at every connection. Source: topics/gateway, "List of Intents".
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Protocol

import aiohttp
import discord
import structlog
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.platforms.discord import render
from bot.platforms.discord.invite import invite_link
from bot.platforms.discord.outbound import Message
from bot.platforms.discord.settings import DiscordSettings
from bot.platforms.discord.visits import new_code
from bot.platforms.discord.wording import words_in

LONGEST_LIMIT_S = 60.0
"""A rate limit that lasts longer is not waited for: what has to be sent comes again later."""
log = structlog.get_logger(__name__)

FINISH_S = 15.0
"""So long a stop waits for answers that are under way."""


class Handlers(Protocol):
    """Answers what people do."""

    async def on_message(self, message: discord.Message) -> None:
        """Answer somebody's direct message."""
        ...

    async def on_component(self, interaction: discord.Interaction) -> None:
        """Answer a button or a menu of the bot's own messages."""
        ...

    async def on_modal(self, interaction: discord.Interaction) -> None:
        """Answer a form that was sent."""
        ...


class _Expected(logging.Filter):
    """Keeps out of the log what the library warns of and the bot wants so."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.funcName != "__init__"  # there it warns of the intent for servers, and of nothing else


_EXPECTED = _Expected()


def _nothing() -> None:
    """Do nothing."""


class UnderWay:
    """The answers that are being given, so that a stop can wait for them."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[object]] = set()

    def enter(self) -> None:
        """Count the current task until it ends."""
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def finish(self, limit_s: float) -> None:
        """Wait until all have ended, but no longer than this."""
        if self._tasks:
            await asyncio.wait(list(self._tasks), timeout=limit_s)


class Tree(app_commands.CommandTree["Client"]):
    """The commands; installed to servers only, used there and in direct messages with the bot."""

    def __init__(self, client: "Client") -> None:
        super().__init__(
            client,
            fallback_to_global=False,
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=True, private_channel=False
            ),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
        )

    async def interaction_check(self, interaction: discord.Interaction["Client"]) -> bool:
        """Let every command in; a stop waits for its answer."""
        self.client.under_way.enter()
        return True

    async def on_error(
        self, interaction: discord.Interaction["Client"], error: app_commands.AppCommandError
    ) -> None:
        """Answer a command that another version of the bot registered, and have them registered anew."""
        if not isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
            code = new_code()
            log.error("a command broke", code=code, exc_info=error)
            await _apologize(interaction, code)
            return
        log.warning("Discord has commands of another version of the bot")
        self.client.on_outdated()
        words = words_in(str(interaction.locale))
        await _answer(interaction, render.say(words, words.text("discord-outdated")))


async def _apologize(interaction: discord.Interaction[Any], code: str) -> None:
    """Say that something is broken here, where nothing else could be said: silence looks like an outage."""
    await _answer(interaction, render.internal(words_in(str(interaction.locale)), code))


async def _answer(interaction: discord.Interaction[Any], message: Message) -> None:
    """Answer once for the person alone, unless there is an answer already, or only a completion is due."""
    if interaction.type is discord.InteractionType.autocomplete or interaction.response.is_done():
        return
    with suppress(discord.DiscordException, aiohttp.ClientError, OSError):
        await interaction.response.send_message(**message.sending(), ephemeral=True)


class Client(discord.AutoShardedClient):
    """One connection for each 2,500 servers or so, as many as Discord asks for."""

    def __init__(self, settings: DiscordSettings) -> None:
        # nobody is spoken to: the library would warn that it can't
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        logging.getLogger("discord.state").addFilter(_EXPECTED)
        Route.BASE = settings.base_url
        intents = discord.Intents.none()
        intents.dm_messages = True
        super().__init__(
            intents=intents,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
            max_ratelimit_timeout=LONGEST_LIMIT_S,
            allowed_mentions=discord.AllowedMentions.none(),
        )
        self._gateway = yarl.URL(settings.gateway_url) if settings.gateway_url else None
        self.under_way = UnderWay()
        self.tree = Tree(self)
        self.on_outdated: Callable[[], None] = _nothing
        """Called where Discord's commands are not the bot's."""
        self.handlers: Handlers | None = None
        """Set before the client connects."""

    @property
    def reachable(self) -> bool:
        """Whether requests can be sent: it has logged in and was not closed."""
        return self.user is not None and not self.is_closed()

    @property
    def invite(self) -> str:
        """The link that adds the bot to a server; empty before the first login."""
        return invite_link(self.application_id) if self.application_id is not None else ""

    async def launch_shard(self, gateway: yarl.URL, shard_id: int, *, initial: bool = False) -> None:
        """Connect to where the operator says, or Discord; the library goes there for a new session, too."""
        DiscordWebSocket.DEFAULT_GATEWAY = self._gateway or gateway
        await super().launch_shard(DiscordWebSocket.DEFAULT_GATEWAY, shard_id, initial=initial)

    async def on_message(self, message: discord.Message) -> None:
        """Pass a person's direct message on."""
        if self.handlers is None or message.author.bot or message.guild is not None:
            return
        self.under_way.enter()
        await self.handlers.on_message(message)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Pass buttons, menus and forms on; commands take the way of the tree."""
        if self.handlers is None:
            return
        self.under_way.enter()
        try:
            match interaction.type:
                case discord.InteractionType.component:
                    await self.handlers.on_component(interaction)
                case discord.InteractionType.modal_submit:
                    await self.handlers.on_modal(interaction)
        except Exception:
            code = new_code()
            log.exception("a control broke", code=code)
            await _apologize(interaction, code)

    async def reopen(self) -> None:
        """Make a client that was closed, or whose login failed, as good as new; its commands stay."""
        await self.close()
        self.clear()
        # login makes another: the one before was closed with its session
        self.http.connector = discord.utils.MISSING
        await self._async_setup_hook()

    async def fall_silent(self) -> None:
        """Take nothing new, and finish the answers that are under way; requests still go out."""
        for shard in self.shards.values():
            await shard.disconnect()
        await self.under_way.finish(FINISH_S)
