"""The `[telegram]` section of the configuration."""

from pydantic import BaseModel, ConfigDict, SecretStr

from bot.values import HttpUrl, Token


class TelegramSettings(BaseModel):
    """`[telegram]`. On with a token."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    token: Token = SecretStr("")
    base_url: HttpUrl = "https://api.telegram.org"
    """Scheme and host; the paths `/bot…` and `/file/bot…` are put behind it."""

    @property
    def is_on(self) -> bool:
        """Whether the bot goes to Telegram."""
        return bool(self.token.get_secret_value())
