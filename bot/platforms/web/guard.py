"""Who gets in: the token, the session cookie, and no other site.

On loopback the plain address works, so the browser itself has to be held to account: a page of another
site may send requests here, and may even resolve its own name to this machine. Elsewhere a token is
demanded; it is traded for a session cookie that another site's page never gets sent along.
"""

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import quote, urlsplit

from aiohttp import web

from bot.platforms.web.settings import WebSettings, in_url, is_everywhere, is_loopback

KEY_FILE = "web-token"
TOKEN_BYTES = 24
SESSION_BYTES = 16
SESSION_AGE_S = 30 * 24 * 3600

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "media-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

UPLOADS_PATH = "/api/uploads"
BYTES = "application/octet-stream"

Problem = Literal["web-host", "web-site", "web-session", "web-json"]


def kept_token(data_dir: Path) -> str:
    """Return the token in the data folder, made at the first call and readable by its owner only."""
    path = data_dir / KEY_FILE
    try:
        token = path.read_text(encoding="ascii").strip()
    except (FileNotFoundError, UnicodeDecodeError):
        token = ""
    if token:
        return token
    token = secrets.token_urlsafe(TOKEN_BYTES)
    data_dir.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)  # an old file may be open to others
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(token + "\n")
    return token


@dataclass(frozen=True)
class Guard:
    """Judges requests. Sessions are signed with the token, so that they outlive a restart."""

    host: str
    """The configured host."""
    token: str
    demands_token: bool

    @classmethod
    def of(cls, settings: WebSettings, *, data_dir: Path) -> "Guard":
        """Decide by the settings; a token that the operator set is demanded on loopback too."""
        given = settings.token.get_secret_value()
        return cls(
            host=settings.host,
            token=given or kept_token(data_dir),
            demands_token=bool(given) or not is_loopback(settings.host),
        )

    def problem_of_host(self, request: web.Request) -> Problem | None:
        """Refuse a name that was made to lead here; only where no token stands in its way."""
        if self.demands_token:
            return None
        try:
            asked = urlsplit(f"//{request.headers.get('Host', '')}")
            name, port = asked.hostname or "", asked.port or 80
        except ValueError:
            return "web-host"
        known = is_loopback(name) or name == self.host.strip("[]").lower()
        return None if known and port == _port(request) else "web-host"

    def problem_of_site(self, request: web.Request) -> Problem | None:
        """Refuse what a page of another site asked for."""
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            return "web-site"
        origin = request.headers.get("Origin")
        if origin is None:
            return None
        # The scheme is not compared: behind a proxy the browser speaks https and we don't.
        same = urlsplit(origin).netloc == request.headers.get("Host", "")
        return None if same and origin != "null" else "web-site"

    def problem_of_session(self, request: web.Request) -> Problem | None:
        """Refuse whoever has no session."""
        return None if self._is_session(request.cookies.get(_cookie(request), "")) else "web-session"

    def problem_of_form(self, request: web.Request) -> Problem | None:
        """Refuse a body that a plain form of another site could have sent.

        Bytes have to be called so: without a type they would count as such, too, and any site can send that.
        """
        if request.path == UPLOADS_PATH:
            return None if request.headers.get("Content-Type") == BYTES else "web-json"
        return None if request.content_type == "application/json" else "web-json"

    def opens(self, token: str) -> bool:
        """Tell whether this is the token."""
        return hmac.compare_digest(token.encode(errors="replace"), self.token.encode())

    def let_in(self, request: web.Request, response: web.StreamResponse) -> None:
        """Give the browser a session."""
        name = secrets.token_urlsafe(SESSION_BYTES)
        response.set_cookie(
            _cookie(request),
            f"{name}.{self._signature(name)}",
            max_age=SESSION_AGE_S,
            httponly=True,
            samesite="Strict",
            secure=request.secure,
            path="/",
        )

    def address(self, port: int) -> str:
        """Return the address to open, with the key where one is needed."""
        name = "localhost" if is_everywhere(self.host) else in_url(self.host)
        plain = f"http://{name}:{port}/"
        return f"{plain}?token={quote(self.token, safe='')}" if self.demands_token else plain

    def _is_session(self, value: str) -> bool:
        name, _, signature = value.partition(".")
        return hmac.compare_digest(signature.encode(errors="replace"), self._signature(name).encode())

    def _signature(self, name: str) -> str:
        return hmac.new(self.token.encode(), name.encode(errors="replace"), hashlib.sha256).hexdigest()


def _port(request: web.Request) -> int:
    """Return the port on which the request came in."""
    name = request.transport.get_extra_info("sockname") if request.transport is not None else None
    return int(name[1]) if name else 0


def _cookie(request: web.Request) -> str:
    """Return the cookie's name; a browser does not tell the cookies of different ports apart."""
    return f"troubadour_{_port(request)}"
