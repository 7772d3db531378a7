"""What a bot's token is good for, asked of Telegram without taking an update away from anybody."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.domain.errors import AuthenticationFailed, ProviderError, TransientFailure
from bot.net.client import Client
from bot.platforms.telegram.settings import TelegramSettings

REFUSED = (401, 404)
"""An unknown token, and what can't be one. Source: tdlib/telegram-bot-api, Client.cpp."""


@dataclass(frozen=True)
class BotAccount:
    """The bot, as Telegram knows it. Source: api, User and WebhookInfo."""

    name: str
    """Without the at sign."""
    joins_groups: bool
    reads_everything: bool
    """Privacy mode is off: it is sent all that is written in its groups."""
    webhook_host: str
    """Where its updates are sent instead of being fetched; empty: nowhere."""


async def look_up(settings: TelegramSettings) -> BotAccount:
    """Ask Telegram for the bot that a token belongs to.

    Raises `AuthenticationFailed` where the token is refused, `TransientFailure` where Telegram is not
    reached, and `ProviderError` where it says something else.
    """
    client = Client(settings.base_url, {})
    token = settings.token.get_secret_value()
    try:
        user = await _get(client, f"/bot{token}/getMe")
        webhook = await _get(client, f"/bot{token}/getWebhookInfo")
    finally:
        await client.close()
    return BotAccount(
        str(user.get("username", "")),
        bool(user.get("can_join_groups", True)),
        bool(user.get("can_read_all_group_messages", False)),
        urlsplit(str(webhook.get("url", ""))).hostname or "",
    )


async def _get(client: Client, path: str) -> dict[str, object]:
    reply = await client.get_json(path)
    if reply.status in REFUSED:
        raise AuthenticationFailed(f"HTTP {reply.status}")
    if reply.status >= 500:
        raise TransientFailure(f"HTTP {reply.status}")
    result = (reply.json or {}).get("result")
    if reply.status >= 400 or not isinstance(result, dict):
        raise ProviderError(f"HTTP {reply.status}")
    return result
