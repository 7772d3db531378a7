"""What the section of every music service with a key has; each service adds its own keys and defaults."""

from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from bot.domain.money import MICRO, Price, Unit
from bot.values import Currency, HttpUrl, PriceValue, Token


class ServiceSettings(BaseModel):
    """`[providers.<name>]` of a service that is paid for. It is on with a key, unless it is disabled.

    A service overrides `base_url`, `model`, the limits, `unit` and `currency` with its own defaults.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    enabled: bool = True
    api_key: Token = SecretStr("")
    base_url: HttpUrl = ""
    """Scheme and host; the path of a call is not part of it."""
    model: str = Field(default="", min_length=1, max_length=100)
    max_concurrent: int = Field(default=2, ge=1, le=200)
    """Songs that are made at the same time."""
    requests_per_minute: int = Field(default=60, ge=1, le=10_000)
    timeout_s: int = Field(default=600, ge=30, le=3600)
    """How long a song is waited for, from its request to its answer, in seconds."""
    price: PriceValue = ""
    """For one `unit`; empty: what the vendor publishes, if it does."""
    unit: Unit = "song"
    currency: Currency = "USD"

    @property
    def key(self) -> str:
        """The key as text; empty where there is none."""
        return self.api_key.get_secret_value()

    @property
    def is_on(self) -> bool:
        """Tell whether the service may be asked."""
        return self.enabled and bool(self.key)

    def price_or(self, published: Price | None) -> Price | None:
        """Return the price that the operator set, else the published one."""
        if self.price == "":
            return published
        return Price(int(Decimal(self.price) * MICRO), self.currency, self.unit)
