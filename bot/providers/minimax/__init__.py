"""MiniMax Music: songs, drafts of words and covers, for those who have a key."""

from typing import TYPE_CHECKING, Literal

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from bot.domain.money import Unit
from bot.providers.minimax.facts import (
    BASE_URL,
    MAX_CONCURRENT,
    REQUESTS_PER_MINUTE,
    Bitrate,
    SampleRate,
    model_of,
)
from bot.service_settings import ServiceSettings
from bot.values import Currency, HttpUrl

if TYPE_CHECKING:
    from bot.domain.ports import Provider

ENVIRONMENT = {"MINIMAX_API_KEY": "api_key"}


class Settings(ServiceSettings):
    """`[providers.minimax]`; no price is published."""

    base_url: HttpUrl = BASE_URL
    model: str = Field(default="music-2.6", min_length=1, max_length=100)
    cover_model: str = Field(default="music-cover", min_length=1, max_length=100)
    max_concurrent: int = Field(default=MAX_CONCURRENT, ge=1, le=200)
    requests_per_minute: int = Field(default=REQUESTS_PER_MINUTE, ge=1, le=10_000)
    unit: Unit = "song"
    currency: Currency = "USD"
    output: Literal["url", "hex"] = "url"
    """How songs come: as a link that lives 24 h, or in the answer itself."""
    stream: bool = False
    """An mp3 comes piece by piece while it is made, and can be listened to meanwhile."""
    sample_rate: SampleRate = 44_100
    bitrate: Bitrate = 256_000
    """Of an mp3, in bits a second."""
    wav_as: Literal["wav", "pcm"] = "wav"
    """What is asked for where a member wants a wav; raw samples get their header here."""
    watermark: bool = False
    """The service marks songs as made by a machine, at their end; not those that are streamed."""
    lyrics_optimizer: bool = False
    """The service writes the words itself as it sings, and does not tell them."""
    preprocess: bool = True
    """Before a cover the service tells the words that it hears, for nothing."""

    @field_validator("watermark")
    @classmethod
    def _not_in_streams(cls, watermark: bool, info: ValidationInfo) -> bool:
        """Source: https://platform.minimaxi.com/docs/api-reference/music-generation (`aigc_watermark`)"""
        if watermark and info.data.get("stream"):
            raise PydanticCustomError("config-watermark-stream", "config-watermark-stream")
        return watermark

    @field_validator("lyrics_optimizer")
    @classmethod
    def _known_to_the_model(cls, optimizer: bool, info: ValidationInfo) -> bool:
        if optimizer and not model_of(info.data.get("model", "")).optimizer:
            raise PydanticCustomError("config-lyrics-optimizer", "config-lyrics-optimizer")
        return optimizer


def create(settings: Settings) -> "Provider | None":
    """Return the service, or None where it is off."""
    if not settings.is_on:
        return None
    from bot.providers.minimax.provider import MiniMax

    return MiniMax(settings)
