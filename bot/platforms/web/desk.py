"""What the local chat needs of the studio's desk."""

from typing import Protocol

from bot.domain.job import Track
from bot.domain.people import Account, PlaceRef
from bot.domain.song import Origin
from bot.studio.views import Cancellation, Order, QuotaView, Receipt, SongPage


class Desk(Protocol):
    """Takes orders and answers questions about them. Raises `Refusal`s and `StorageError`s."""

    async def order(self, order: Order) -> Receipt:
        """Take an order; the same `dedup` is the same order."""
        ...

    async def cancel(self, account: Account, place: PlaceRef, job_id: str | None = None) -> Cancellation:
        """Cancel a song that still waits: the one named, or the newest."""
        ...

    async def quota(self, account: Account, place: PlaceRef) -> QuotaView:
        """Tell what is left."""
        ...

    async def songs(self, account: Account, *, page: int = 1) -> SongPage:
        """Return a page of the person's songs, newest first."""
        ...

    async def track(self, account: Account, job_id: str, n: int) -> Track | None:
        """Return a track of the person's own song, if it is still kept."""
        ...

    async def contact(self, account: Account, origin: Origin) -> None:
        """Note that the person is here; songs that were kept for them go out."""
        ...
