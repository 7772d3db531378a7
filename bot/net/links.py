"""Links as services write them, and the addresses that they may lead to."""

import re
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import quote, urljoin

from yarl import URL

METADATA_ADDRESSES = frozenset({"168.63.129.16"})
"""Public by their number, and yet the host's own: Azure's. All the others are in ranges that are not public.

Source: https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
"""
_NOT_GLOBAL_V4 = (IPv4Network("192.0.0.0/24"), IPv4Network("192.88.99.0/24"))
"""Protocols' own, with Oracle's metadata service, and the way into 6to4; Python takes them for public.

Source: https://www.iana.org/assignments/iana-ipv4-special-registry
"""
_GLOBAL_V6 = IPv6Network("2000::/3")
"""All that is given out to networks. Source: https://www.iana.org/assignments/ipv6-address-space"""
_NOT_GLOBAL_V6 = (IPv6Network("2001::/23"), IPv6Network("2001:db8::/32"), IPv6Network("3fff::/20"))
"""Teredo and other protocols' own, and documentation.

Source: https://www.iana.org/assignments/iana-ipv6-special-registry
"""
_NAT64 = IPv6Network("64:ff9b::/96")
"""IPv4 for hosts that have none; the last 32 bits are the address. Source: RFC 6052."""

_LINK = re.compile(r"(https?)://([^/?#\\]+)([^#]*)(?:#.*)?", re.IGNORECASE | re.DOTALL)
_AUTHORITY = re.compile(r"(?:[a-z0-9._~-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?", re.IGNORECASE)
_LONE_PERCENT = re.compile(r"%(?![0-9a-fA-F]{2})")
_LEFT_ALONE = "%/?:@[]!$&'()*+,;=-._~"


CHAT_HOSTS = (
    "discord.com",
    "discord.gg",
    "discordapp.com",
    "discordapp.net",
    "telegram.dog",
    "telegram.me",
    "telegram.org",
    "t.me",
    "telesco.pe",
)
"""Chats' own hosts and those of their files, whose links name people and places.

Source: https://discord.com/developers/docs/reference#image-formatting, https://core.telegram.org/bots/api
"""
_OWN_NAMES = ("local", "localhost", "internal", "intranet", "lan", "home", "corp", "arpa", "test", "invalid")
"""Last parts of names that nobody on the internet has, or that lead home.

Source: https://www.iana.org/assignments/special-use-domain-names
"""


class NotALink(ValueError):
    """Not an http or https link without user name; its text is not repeated."""


def exact(link: str) -> URL:
    """Return a link that is sent byte for byte; only what no request can hold is escaped.

    Signatures cover the spelling: `%2F` in a path stays as it is. Raises `NotALink`.
    """
    found = _LINK.fullmatch(link.strip())
    if found is None:
        raise NotALink("not a web link")
    scheme, authority, rest = found.groups()
    if not authority.isascii():
        try:
            authority = authority.encode("idna").decode()
        except UnicodeError as error:
            raise NotALink("no host") from error
    if not _AUTHORITY.fullmatch(authority):
        raise NotALink("no plain host and port")
    written = rest.encode("utf-8", "surrogateescape")
    escaped = _LONE_PERCENT.sub("%25", quote(written, safe=_LEFT_ALONE))
    path = escaped if escaped.startswith("/") else f"/{escaped}"
    try:
        url = URL(f"{scheme.lower()}://{authority.lower()}{path}", encoded=True)
        host, port = url.host, url.port
    except ValueError as error:
        raise NotALink("no plain host and port") from error
    if not host or not port:
        raise NotALink("no plain host and port")
    return url


def follow(url: URL, location: str) -> URL:
    """Return where a redirect from `url` leads. Raises `NotALink`."""
    try:
        return exact(urljoin(str(url), location.strip()))
    except NotALink:
        raise
    except ValueError as error:  # from urljoin, for brackets that don't match
        raise NotALink("not a web link") from error


def address_of(url: URL) -> tuple[str, int]:
    """Return the host, in lower case, and the port that a link names."""
    return (url.raw_host or "").rstrip(".").lower(), url.port or 0


def addresses_of(base_urls: Iterable[str]) -> frozenset[tuple[str, int]]:
    """Return the hosts and ports that these base URLs name; empty ones name none. Raises `NotALink`."""
    return frozenset(address_of(exact(url)) for url in base_urls if url)


def is_public(address: str) -> bool:
    """Tell whether an IP address is of the public internet: nobody's own network, host or metadata service.

    Addresses that wrap an IPv4 address (IPv4-mapped, 6to4, NAT64) are judged by the wrapped one as well.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if address in METADATA_ADDRESSES:
        return False
    match found:
        case IPv4Address():
            own = any(found in net for net in _NOT_GLOBAL_V4)
            return found.is_global and not (own or found.is_multicast or found.is_reserved)
        case IPv6Address():
            return _is_public_v6(found)


def public_link(link: str) -> str:
    """Return a link that may be told to a service: one to the public internet, and not a chat's own.

    It is judged by its text: what a name leads to is for whoever follows it. Raises `NotALink`.
    """
    url = exact(link)
    host, _ = address_of(url)
    try:
        ip_address(host)
    except ValueError:
        parts = host.split(".")
        named = len(parts) > 1 and parts[-1] not in _OWN_NAMES and not parts[-1].isdigit()
        if not named or any(host == one or host.endswith(f".{one}") for one in CHAT_HOSTS):
            raise NotALink("not a public name") from None
    else:
        if not is_public(host):
            raise NotALink("not a public address")
    return str(url)


def _is_public_v6(address: IPv6Address) -> bool:
    if address.ipv4_mapped is not None:
        return is_public(str(address.ipv4_mapped))
    if address in _NAT64:
        return is_public(str(IPv4Address(int(address) & 0xFFFFFFFF)))
    if address.scope_id or address not in _GLOBAL_V6 or any(address in net for net in _NOT_GLOBAL_V6):
        return False
    if address.sixtofour is not None:
        return is_public(str(address.sixtofour))
    return address.is_global
