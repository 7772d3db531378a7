"""The `[web]` section of the configuration."""

import ipaddress

from pydantic import BaseModel, ConfigDict, Field, SecretStr


class WebSettings(BaseModel):
    """Where the local chat listens, and who gets in."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    enabled: bool = True
    """Whether the local chat is on; it may stand beside Discord and Telegram."""
    host: str = Field(default="127.0.0.1", min_length=1)
    """The address to listen on. Anything but a loopback address demands a token."""
    port: int = Field(default=8080, ge=0, le=65535)
    """The port to listen on; 0 takes any free one."""
    token: SecretStr = SecretStr("")
    """What opens the chat. Empty: none on loopback, elsewhere one is made and kept in `data_dir`."""
    attachment_mb: int = Field(default=0, ge=0, le=100_000)
    """The largest song that is posted, in MB of 10^6 bytes: larger ones are fitted. 0: any size."""


def is_loopback(host: str) -> bool:
    """Tell whether a host name or an address in letters means this machine and no other."""
    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def is_everywhere(host: str) -> bool:
    """Tell whether this is the address that stands for all of this machine's (`0.0.0.0`, `::`)."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_unspecified
    except ValueError:
        return False


def in_url(host: str) -> str:
    """Write a host as it stands in a URL: IPv6 addresses go into brackets."""
    return f"[{host}]" if ":" in host and not host.startswith("[") else host
