"""The offline singer: composes and renders a song on this machine's processor, with no key."""

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from bot.domain.ports import Provider


class Settings(BaseModel):
    """`[providers.offline]`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    enabled: bool = True
    max_concurrent: int = Field(default=1, ge=1, le=64)
    """Songs rendered at the same time; each keeps one core busy."""


def create(settings: Settings) -> "Provider | None":
    """Return the singer, or None where it is turned off."""
    from bot.providers.offline.provider import Offline

    return Offline(settings) if settings.enabled else None
