"""The `[discord]` section of the configuration."""

from pydantic import BaseModel, ConfigDict, SecretStr

from bot.values import HttpUrl, SocketUrl, Token


class DiscordSettings(BaseModel):
    """`[discord]`. On with a token."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    token: Token = SecretStr("")
    base_url: HttpUrl = "https://discord.com/api/v10"
    gateway_url: SocketUrl = ""
    """Empty: Discord says which."""

    @property
    def is_on(self) -> bool:
        """Whether the bot goes to Discord."""
        return bool(self.token.get_secret_value())
