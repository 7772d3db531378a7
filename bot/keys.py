"""What `troubadour check` asks of services and chats: whether their keys work. It costs nothing."""

import asyncio
from collections.abc import Mapping

from bot.checks import Finding, Level
from bot.config import Settings
from bot.domain.errors import (
    AuthenticationFailed,
    BalanceTooLow,
    NotEnabled,
    ProviderError,
    TransientFailure,
)
from bot.domain.ports import KeyHolder, Provider
from bot.platforms.discord.invite import invite_link
from bot.platforms.discord.lookup import look_up
from bot.platforms.telegram.lookup import look_up as look_up_at_telegram
from bot.providers import discover, key_variable
from bot.redaction import Redactor

TRY_S = 10.0
"""How long a service may take to answer."""
LONGEST_DETAIL = 200
"""So many characters of what a service says are shown."""

_SENTENCES: Mapping[type[ProviderError], tuple[Level, str]] = {
    AuthenticationFailed: ("error", "check-key-refused"),
    BalanceTooLow: ("warning", "check-key-balance"),
    NotEnabled: ("warning", "check-key-not-enabled"),
    TransientFailure: ("warning", "check-key-unreached"),
}


def key_findings(settings: Settings) -> list[Finding]:
    """Try the key of every service and chat that is on, all at the same time; a finding for each. Blocks.

    One that is not reached is a warning: where there is no network, nothing is known of its key.
    """
    made = {name: module.create(settings.services[name]) for name, module in discover().items()}

    async def ask() -> list[Finding]:
        services = try_keys({name: one for name, one in made.items() if one is not None}, settings)
        of_services, of_discord, of_telegram = await asyncio.gather(
            services, try_discord(settings), try_telegram(settings)
        )
        return [*of_discord, *of_telegram, *of_services]

    return asyncio.run(ask())


async def try_discord(settings: Settings, *, limit_s: float = TRY_S) -> list[Finding]:
    """Try the token for Discord, if there is one, and look for what would keep commands from the bot."""
    if not settings.discord.is_on:
        return []
    address = {"address": settings.discord.base_url}
    try:
        async with asyncio.timeout(limit_s):
            found = await look_up(settings.discord)
    except (TransientFailure, TimeoutError):
        return [Finding("warning", "check-discord-unreached", address)]
    except AuthenticationFailed:
        return [Finding("error", "check-discord-refused")]
    except ProviderError as error:
        return [Finding("warning", "check-discord-untold", detail=error.detail)]
    works = Finding("ok", "check-discord-works", {"name": found.name, "link": invite_link(found.id)})
    return [works, *([Finding("warning", "check-discord-endpoint")] if found.has_endpoint else [])]


async def try_telegram(settings: Settings, *, limit_s: float = TRY_S) -> list[Finding]:
    """Try the token for Telegram, if there is one, and look for what would keep messages from the bot."""
    if not settings.telegram.is_on:
        return []
    try:
        async with asyncio.timeout(limit_s):
            found = await look_up_at_telegram(settings.telegram)
    except (TransientFailure, TimeoutError):
        return [Finding("warning", "check-telegram-unreached", {"address": settings.telegram.base_url})]
    except AuthenticationFailed:
        return [Finding("error", "check-telegram-refused")]
    except ProviderError as error:
        return [Finding("warning", "check-telegram-untold", detail=error.detail)]
    findings = [Finding("ok", "check-telegram-works", {"link": f"https://t.me/{found.name}"})]
    if found.webhook_host:
        findings.append(Finding("warning", "check-telegram-webhook", {"host": found.webhook_host}))
    if not found.joins_groups:
        findings.append(Finding("warning", "check-telegram-no-groups"))
    if found.reads_everything:
        findings.append(Finding("warning", "check-telegram-reads-all"))
    else:
        findings.append(Finding("note", "check-telegram-privacy"))
    return findings


async def try_keys(
    providers: Mapping[str, Provider], settings: Settings, *, limit_s: float = TRY_S
) -> list[Finding]:
    """Try the keys of those that have one, and close all of them."""
    try:
        tries = (
            _try(name, one, settings, limit_s)
            for name, one in providers.items()
            if isinstance(one, KeyHolder)
        )
        return await asyncio.gather(*tries)
    finally:
        for provider in providers.values():
            await provider.close()


async def _try(name: str, holder: KeyHolder, settings: Settings, limit_s: float) -> Finding:
    address = str(getattr(settings.services[name], "base_url", ""))
    params = {"service": name, "variable": key_variable(name), "address": address}
    try:
        async with asyncio.timeout(limit_s):
            await holder.try_key()
    except TimeoutError:
        return Finding("warning", "check-key-unreached", params)
    except ProviderError as error:
        level, sentence = _SENTENCES.get(type(error), ("warning", "check-key-untold"))
        detail = Redactor(settings.secrets()).text(error.detail, longest=LONGEST_DETAIL)
        return Finding(level, sentence, params, detail=detail)
    return Finding("ok", "check-key-works", params)
