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
    def account(self) -> str:
        """The number of the bot's account, which its token begins with; empty in what is no token."""
        number, colon, _ = self.token.get_secret_value().partition(":")
        return number if colon and number.isdecimal() else ""

    @property
    def is_on(self) -> bool:
        """Whether the bot goes to Telegram."""
        return bool(self.token.get_secret_value())
