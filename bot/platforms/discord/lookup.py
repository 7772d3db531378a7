"""What a bot's token is good for, asked of Discord without going there."""

from dataclasses import dataclass

from bot.domain.errors import AuthenticationFailed, ProviderError, TransientFailure
from bot.net.client import Client
from bot.platforms.discord.settings import DiscordSettings

USER_AGENT = "DiscordBot (troubadour, 1)"
"""Discord wants to know who asks. Source: reference, "User Agent"."""
UNAUTHORIZED = 401


@dataclass(frozen=True)
class Application:
    """The bot, as its page at Discord has it."""

    id: int
    name: str
    has_endpoint: bool
    """Its interactions go to an address on the web, and would never reach the bot."""


async def look_up(settings: DiscordSettings) -> Application:
    """Ask Discord for the bot that a token belongs to.

    Raises `AuthenticationFailed` where the token is refused, `TransientFailure` where Discord is not reached,
    and `ProviderError` where it says something else.
    """
    headers = {"Authorization": f"Bot {settings.token.get_secret_value()}", "User-Agent": USER_AGENT}
    client = Client(settings.base_url, headers)
    try:
        user = await _get(client, "/users/@me")
        application = await _get(client, "/oauth2/applications/@me")
    finally:
        await client.close()
    name = str(user.get("username", ""))
    return Application(
        int(str(application.get("id", 0))), name, bool(application.get("interactions_endpoint_url"))
    )


async def _get(client: Client, path: str) -> dict[str, object]:
    reply = await client.get_json(path)
    if reply.status == UNAUTHORIZED:
        raise AuthenticationFailed(f"HTTP {reply.status}")
    if reply.status >= 500:
        raise TransientFailure(f"HTTP {reply.status}")
    if reply.status >= 400 or reply.json is None:
        raise ProviderError(f"HTTP {reply.status}")
    return reply.json
