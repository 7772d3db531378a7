"""The connection to Telegram: the library's `Bot`, with updates as they came and waits that fit songs."""

import json
from typing import Any

import telegram
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from bot.platforms.telegram.facts import UPDATES
from bot.platforms.telegram.settings import TelegramSettings
from bot.platforms.telegram.uploads import hooks

CONNECT_S = 10.0
READ_S = 30.0
"""For an answer, once everything is sent. An upload may be given longer (`UPLOAD_S`)."""
WRITE_S = 30.0
UPLOAD_S = 120.0
"""For a file: to send it, and for Telegram to take it in."""
POOL_S = 10.0
CONNECTIONS = 64
"""Requests at the same time, uploads among them; the gate lets fewer through."""
POLL_S = 50
"""So long Telegram keeps a question for updates open where there are none."""

Json = dict[str, Any]


class Requests(HTTPXRequest):
    """The library's requests; what can't be read of an answer is not logged: it holds what people wrote."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> Json:
        """Read an answer. Raises `TelegramError`."""
        try:
            answer = json.loads(payload.decode(errors="replace"))
        except ValueError as error:
            raise TelegramError("an answer that is not JSON") from error
        if not isinstance(answer, dict):
            raise TelegramError("an answer that is no object")
        return answer


class Bot(telegram.Bot):
    """The bot as the library knows it. Nothing that is sent waits behind the question for updates."""

    __slots__ = ()

    def __init__(self, settings: TelegramSettings) -> None:
        """Nothing is sent yet, and the token is not tried."""
        base_url = settings.base_url.rstrip("/")
        super().__init__(
            settings.token.get_secret_value(),
            base_url=f"{base_url}/bot",
            base_file_url=f"{base_url}/file/bot",
            request=_requests(CONNECTIONS),
            get_updates_request=_requests(1),
        )

    async def updates(self, offset: int | None, *, poll_s: int = POLL_S) -> list[Json]:
        """Return the updates from `offset` on, or from the first that was never asked past (None).

        Waits for one, but no longer than `poll_s`. They are as Telegram sent them, whatever the library
        knows of them. Raises `TelegramError`s.
        """
        found = await self._post(
            "getUpdates",
            {"offset": offset, "timeout": poll_s, "allowed_updates": list(UPDATES)},
            read_timeout=poll_s + READ_S,
        )
        if not isinstance(found, list) or not all(_is_update(one) for one in found):
            raise TelegramError("updates that can't be read")
        return found

    async def ask(self, method: str, **params: object) -> Any:
        """Return an answer as it came.

        The library refuses an object that lacks what its own version of the API has; an own Bot API server
        may be older. Raises `TelegramError`s.
        """
        return await self._post(method, dict(params))


def _is_update(one: object) -> bool:
    return isinstance(one, dict) and isinstance(one.get("update_id"), int)


def _requests(connections: int) -> Requests:
    return Requests(
        connection_pool_size=connections,
        connect_timeout=CONNECT_S,
        read_timeout=READ_S,
        write_timeout=WRITE_S,
        pool_timeout=POOL_S,
        media_write_timeout=UPLOAD_S,
        httpx_kwargs={"event_hooks": hooks()},
    )
