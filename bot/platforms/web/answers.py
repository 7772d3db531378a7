"""How the local chat's server answers: JSON, files to be saved, and one sentence where it may not be."""

from html import escape
from typing import Any
from urllib.parse import quote

from aiohttp import web
from pydantic import BaseModel

from bot.domain.errors import Refusal
from bot.locales import Catalogue
from bot.platforms.web.people import Introduction, Me, mention
from bot.platforms.web.wording import preferred_language, words_in

NO_STORE = {"Cache-Control": "no-store"}


def as_json(model: BaseModel) -> web.Response:
    """Answer a page."""
    return web.Response(text=model.model_dump_json(), content_type="application/json", headers=NO_STORE)


def language_of(request: web.Request) -> str:
    """Return the language that a browser asks for."""
    return preferred_language(request.headers.get("Accept-Language", ""))


def words_of(request: web.Request) -> Catalogue:
    """Return the words of that language."""
    return words_in(language_of(request))


def me_of(request: web.Request) -> Me:
    """Return who asks, as it stands at the end of the address."""
    return Introduction.in_query(request.query, request.query.getall("role", [])).me()


def refused(request: web.Request, error: Refusal, words: Catalogue) -> web.Response:
    """Answer with the reason why the studio does not do something."""
    return sorry(request, 409, f"error-{error.code}", says=words.error(error, mention(words)))


def sorry(request: web.Request, status: int, code: str, *, says: str | None = None) -> web.Response:
    """Answer with one sentence: a page to a person, JSON to a page."""
    words = words_of(request)
    sentence = says if says is not None else words.text(f"error-{code}")
    if "text/html" not in request.headers.get("Accept", ""):
        answer: dict[str, Any] = {"error": {"code": code, "text": sentence}}
        return web.json_response(answer, status=status, headers=NO_STORE)
    title = escape(words.text("chat-ui-title"))
    page = (
        f'<!doctype html><html lang="{escape(words.language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{title}</title><link rel="stylesheet" href="/static/style.css"></head>'
        f'<body class="sorry"><main><p>{escape(sentence)}</p></main></body></html>'
    )
    return web.Response(text=page, status=status, content_type="text/html", headers=NO_STORE)


def attachment(name: str) -> str:
    """Name a file to be saved: in any script, and in ASCII for old programs (RFC 6266)."""
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\%' else "_" for c in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
