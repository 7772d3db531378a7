"""Fun-Music of Alibaba Cloud's Model Studio: songs in Chinese and English, for those who have a key."""

from typing import TYPE_CHECKING

from pydantic import Field

from bot.domain.money import Unit
from bot.providers.fun_music.facts import BASE_URL, MAX_CONCURRENT, REQUESTS_PER_MINUTE, VERSION_1
from bot.service_settings import ServiceSettings
from bot.values import Currency, HttpUrl

if TYPE_CHECKING:
    from bot.domain.ports import Provider

ENVIRONMENT = {"DASHSCOPE_API_KEY": "api_key"}


class Settings(ServiceSettings):
    """`[providers.fun_music]`."""

    base_url: HttpUrl = BASE_URL
    model: str = Field(default=VERSION_1, min_length=1, max_length=100)
    max_concurrent: int = Field(default=MAX_CONCURRENT, ge=1, le=200)
    requests_per_minute: int = Field(default=REQUESTS_PER_MINUTE, ge=1, le=10_000)
    unit: Unit = "second"
    currency: Currency = "CNY"
    stream: bool = True
    """A song whose texts fit the narrower limits comes piece by piece, and can be listened to meanwhile."""
    instrumental: bool = False
    """The account has `is_instrumental`, which only the newer pages know."""
    watermark: bool = False
    """Songs end with an audible mark of a machine; the account has to have `enable_aigc_watermark`."""


def create(settings: Settings) -> "Provider | None":
    """Return the service, or None where it is off."""
    if not settings.is_on:
        return None
    from bot.providers.fun_music.provider import FunMusic

    return FunMusic(settings)
