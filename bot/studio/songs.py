"""What can be done with a finished song: order it again, change it, read its words, post or delete it."""

from collections.abc import Callable
from typing import Protocol

from bot.domain.errors import InvalidOrder, SongGone
from bot.domain.job import Job, Track
from bot.domain.people import Account, Caller
from bot.domain.song import Origin, SongRequest
from bot.domain.view import Attachment, View
from bot.media.names import file_name
from bot.store import facts, people, songs
from bot.store.db import Db, Query
from bot.studio.aftercare import Aftercare
from bot.studio.dialogues.machine import Orders
from bot.studio.hearing import song_for
from bot.studio.views import Receipt

RECENT_STYLES = 5
LOOKED_AT = 50
"""So many of somebody's last orders are looked at for their styles."""


class Flows(Protocol):
    """What is asked of the dialogues."""

    async def draft(self, caller: Caller, request: SongRequest, origin: Origin, dedup: str) -> View:
        """Open a draft that is filled in already."""
        ...

    async def songs(self, caller: Caller, origin: Origin, dedup: str) -> View:
        """Open `/songs`."""
        ...


class Songs:
    """The buttons on songs. Every method raises `Refusal`s and `StorageError`s only."""

    def __init__(
        self,
        *,
        db: Db,
        aftercare: Aftercare,
        orders: Orders,
        flows: Flows,
        wake: Callable[[], None],
        now_ms: Callable[[], int],
    ) -> None:
        """`wake` has what was planned done soon."""
        self._db, self._aftercare, self._orders = db, aftercare, orders
        self._flows, self._wake, self._now_ms = flows, wake, now_ms

    async def again(self, caller: Caller, job_id: str, origin: Origin, tap_id: str) -> Receipt:
        """Order the same song anew, charged to whoever presses.

        Two presses of one person on one song within 10 s are one order, and so is one tap that comes twice.
        """
        now = self._now_ms()
        order = await self._db.tx(
            lambda q: self._aftercare.again(q, caller, job_id, origin, tap_id, now_ms=now)
        )
        return await self._orders.order(order)

    async def edit(self, caller: Caller, job_id: str, origin: Origin, dedup: str) -> View:
        """Open a draft with the song's request and words, charged to whoever sings it."""
        now = self._now_ms()
        job = await self._db.tx(lambda q: self._aftercare.to_edit(q, caller, job_id, now_ms=now))
        tracks = await facts.tracks_of(self._db.read, job.id)
        return await self._flows.draft(caller, _as_sung(job, tracks), origin, dedup)

    async def words(self, caller: Caller, job_id: str, n: int) -> Attachment:
        """Return the words of a track as a text file."""
        job = await song_for(self._db.read, caller, job_id)
        tracks = await facts.tracks_of(self._db.read, job.id)
        track = next((one for one in tracks if one.n == n), None)
        if track is None:
            raise SongGone(job_id)
        if not track.lyrics.strip():
            raise InvalidOrder("song-without-words")
        return Attachment(file_name(track.title or job.title, ".txt"), track.lyrics)

    async def ensure_deletable(self, caller: Caller, job_id: str) -> None:
        """Raise a `Refusal` for a song that is not theirs to delete, or gone."""
        await self._aftercare.deletable(self._db.read, caller, job_id)

    async def delete(self, caller: Caller, job_id: str) -> None:
        """Delete a song: its file, its messages, and what was sung; what it cost stays counted.

        For its owner, and for who moderates the place that paid. A kept song is given back.
        """
        now = self._now_ms()
        await self._db.tx(lambda q: self._aftercare.delete(q, caller, job_id, now_ms=now))
        self._wake()

    async def fetch(self, caller: Caller, job_id: str, origin: Origin, tap_id: str = "") -> None:
        """Have a song posted at `origin` without paying: a kept one delivered, a finished one once more.

        The same tap posts it once; without a `tap_id` that is `origin.message`.
        """
        now, tap_id = self._now_ms(), tap_id or origin.message
        await self._db.tx(lambda q: self._aftercare.send(q, caller, job_id, origin, tap_id, now_ms=now))
        self._wake()

    async def history(self, caller: Caller, origin: Origin, dedup: str) -> View:
        """Answer `/songs`."""
        return await self._flows.songs(caller, origin, dedup)

    async def recent_styles(self, account: Account) -> tuple[str, ...]:
        """Return somebody's last styles, newest first, each once."""

        async def last(q: Query) -> list[SongRequest]:
            identity = await people.find_identity(q, account)
            return await songs.last_requests(q, identity.id, limit=LOOKED_AT) if identity else []

        styles = [request.style for request in await last(self._db.read) if request.style]
        return tuple(dict.fromkeys(styles))[:RECENT_STYLES]


def _as_sung(job: Job, tracks: list[Track]) -> SongRequest:
    """Return the order with the words that the service wrote for it, where it wrote any."""
    request = job.request
    written = next((track for track in tracks if track.lyrics.strip()), None)
    if request.lyrics or request.instrumental or request.cover is not None or written is None:
        return request
    return request.model_copy(update={"lyrics": written.lyrics, "title": request.title or written.title})
