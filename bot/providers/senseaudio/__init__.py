"""SenseAudio's music API 1.0: words and songs by task id, with cover pictures. Keys are for China."""

from typing import TYPE_CHECKING

from pydantic import Field

from bot.domain.money import Unit
from bot.providers.senseaudio.facts import BASE_URL, MAX_CONCURRENT, MODEL, POLL_S, REQUESTS_PER_MINUTE
from bot.service_settings import ServiceSettings
from bot.values import Currency, HttpUrl, Weight

if TYPE_CHECKING:
    from bot.domain.ports import Provider

ENVIRONMENT = {"SENSEAUDIO_API_KEY": "api_key"}


class Settings(ServiceSettings):
    """`[providers.senseaudio]`. The vendor publishes neither its limits of use nor a price."""

    base_url: HttpUrl = BASE_URL
    model: str = Field(default=MODEL, min_length=1, max_length=100)
    max_concurrent: int = Field(default=MAX_CONCURRENT, ge=1, le=200)
    requests_per_minute: int = Field(default=REQUESTS_PER_MINUTE, ge=1, le=10_000)
    """Questions about tasks are not counted."""
    unit: Unit = "song"
    currency: Currency = "CNY"
    style_weight: Weight = ""
    """How closely the style is kept to, from 0 to 1; empty: as the service does by itself."""
    custom_mode: bool = False
    """A prompt goes straight into the song call. The vendor's page allows it; others were refused."""
    poll_s: float = Field(default=POLL_S, ge=0.05, le=60.0)
    """How often a task is asked for, in seconds."""


def create(settings: Settings) -> "Provider | None":
    """Return the service, or None where it has no key or is turned off."""
    if not settings.is_on:
        return None
    from bot.providers.senseaudio.provider import SenseAudio

    return SenseAudio(settings)
