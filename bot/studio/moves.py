"""Places whose chat gives them another id."""

from collections.abc import Callable

import structlog

from bot.domain.people import PlaceRef
from bot.store import moving
from bot.store.db import Db

log = structlog.get_logger(__name__)


class Moves:
    """Hears of groups that became supergroups. Raises `StorageError`s."""

    def __init__(self, db: Db, now_ms: Callable[[], int]) -> None:
        self._db, self._now_ms = db, now_ms

    async def moved(self, old: PlaceRef, new: PlaceRef) -> None:
        """Let a place keep everything under its new id; told twice, it changes nothing more."""
        now = self._now_ms()
        if await self._db.tx(lambda q: moving.move_place(q, old, new, now_ms=now)):
            log.info("a place has moved", before=old.native_id, place=new.native_id)
