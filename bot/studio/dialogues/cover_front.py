"""Where a cover begins: the song is taken to a file, looked at, and only then talked about."""

from collections.abc import AsyncIterator, Callable
from typing import Any

from bot.domain.errors import InvalidOrder
from bot.domain.people import Caller
from bot.domain.ports import CoverLimits
from bot.domain.song import CoverSource, Origin
from bot.domain.view import View
from bot.store.db import Query
from bot.studio.commands import CoverOrder
from bot.studio.dialogues.cover import CoverKind
from bot.studio.dialogues.machine import Machine, Orders, Visit
from bot.studio.references import examine
from bot.studio.routing import Routing
from bot.studio.uploads import Uploads
from bot.studio.views import Order, Receipt, SentAudio

PublicLink = Callable[[str], str]
"""Returns a link that may be told to a service, as it is written there; raises ValueError for any other."""


class CoverFront:
    """Opens the flow of `/cover`."""

    def __init__(
        self,
        *,
        machine: Machine,
        orders: Orders,
        kind: CoverKind,
        routing: Routing,
        uploads: Uploads,
        public_link: PublicLink,
    ) -> None:
        self._machine, self._orders, self._kind, self._routing = machine, orders, kind, routing
        self._uploads, self._public_link = uploads, public_link

    @property
    def most_audio_bytes(self) -> int:
        """The largest song that a cover can be made of; 0: no service that is on sings covers."""
        return self._uploads.most_bytes

    async def upload(self, caller: Caller, pieces: AsyncIterator[bytes]) -> str:
        """Take a song to a file; only whoever sent it can name it later."""
        return await self._uploads.take(caller.account, pieces)

    async def cover(
        self, caller: Caller, order: CoverOrder, audio: SentAudio | None, origin: Origin, dedup: str
    ) -> Receipt | View:
        """Look at the song, then have it listened to, or sung anew at once where nobody listens first.

        Without a style that is asked for before anything else is done. Raises `Refusal`s.
        """
        info = self._routing.singer_of_covers(order.request.provider)
        assert info.covers is not None
        cover = await self._source(caller, order, audio, info.covers)
        request = order.request.model_copy(update={"cover": cover})
        if request.style and not info.covers.listens:
            return await self._orders.order(Order(caller, request, origin, dedup))

        async def begin(q: Query, visit: Visit) -> dict[str, Any]:
            return await self._kind.begin(q, visit, request, audio.name if audio else "")

        return await self._machine.open("cover", caller, origin, dedup, begin)

    async def _source(
        self, caller: Caller, order: CoverOrder, audio: SentAudio | None, limits: CoverLimits
    ) -> CoverSource:
        if audio is not None and order.link:
            raise InvalidOrder("audio-and-link")
        if audio is not None:
            await examine(await self._uploads.find(caller.account, audio.file), limits)
            return CoverSource(file=audio.file)
        try:
            return CoverSource(link=self._public_link(order.link))
        except ValueError as error:
            raise InvalidOrder("cover-link") from error
