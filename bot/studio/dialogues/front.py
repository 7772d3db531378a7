"""Where flows begin: what platforms call when there is more to say than one answer."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.domain.dialogue import DialogueKind
from bot.domain.people import Caller
from bot.domain.ports import Platform
from bot.domain.song import Origin
from bot.domain.view import Tap, View
from bot.store.db import Db, Query
from bot.studio.admission import Admission
from bot.studio.allowance import Allowance
from bot.studio.dialogues.machine import Kind, Machine, Orders, Visit
from bot.studio.dialogues.quota import QuotaKind
from bot.studio.dialogues.song import SongKind
from bot.studio.herald import Herald
from bot.studio.rules import Rules
from bot.studio.views import Answer

Admin = Callable[[Caller, str, Origin, str], Awaitable[View]]
"""Answers `/admin`: who, the words after it, where, and the message's `dedup`."""


class Dialogues:
    """Opens the flows, and hands taps to the machine. Raises `Refusal`s and `StorageError`s."""

    def __init__(
        self, *, machine: Machine, song: SongKind, quota: QuotaKind, admission: Admission, admin: Admin
    ) -> None:
        self._machine, self._song, self._quota = machine, song, quota
        self._admission, self._admin = admission, admin

    async def words(self, caller: Caller, text: str, origin: Origin, dedup: str) -> View:
        """Answer text without a command: lyrics to be sung, or something to make a song of."""

        async def begin(q: Query, visit: Visit) -> dict[str, Any]:
            await self._admission.check_access(q, visit.caller, visit.identity, visit.place)
            return self._song.begin_words(text)

        return await self._machine.open("song", caller, origin, dedup, begin)

    async def song_form(self, caller: Caller, origin: Origin, dedup: str) -> View:
        """Answer `/song` without anything after it."""

        async def begin(q: Query, visit: Visit) -> dict[str, Any]:
            await self._admission.check_access(q, visit.caller, visit.identity, visit.place)
            return self._song.begin_form()

        return await self._machine.open("song", caller, origin, dedup, begin)

    async def quota(self, caller: Caller, origin: Origin, dedup: str) -> View:
        """Answer `/quota`."""

        async def begin(q: Query, visit: Visit) -> dict[str, Any]:
            return self._quota.begin(visit)

        return await self._machine.open("quota", caller, origin, dedup, begin)

    async def admin(self, caller: Caller, text: str, origin: Origin, dedup: str) -> View:
        """Answer `/admin` and the words after it."""
        return await self._admin(caller, text, origin, dedup)

    async def tap(self, caller: Caller, tap: Tap, origin: Origin) -> Answer:
        """Carry out a press of a control, once however often it is sent."""
        return await self._machine.tap(caller, tap, origin)


def make_dialogues(
    *,
    db: Db,
    desk: Orders,
    rules: Rules,
    admission: Admission,
    allowance: Allowance,
    platforms: Mapping[str, Platform],
    admin_kinds: Mapping[DialogueKind, Kind],
    admin: Admin,
    now_ms: Callable[[], int],
) -> tuple[Dialogues, Machine, Herald]:
    """Put the flows together. `admin` is called later than this, so that it may use the machine."""
    song = SongKind(rules)
    quota = QuotaKind(rules=rules, admission=admission, allowance=allowance)
    kinds: dict[DialogueKind, Kind] = {"song": song, "quota": quota, **admin_kinds}

    def wake() -> None:  # the herald shows what the machine knows, so the machine is there first
        herald.wake()

    machine = Machine(
        db=db,
        kinds=kinds,
        orders=desk,
        admission=admission,
        news=wake,
        now_ms=now_ms,
    )
    herald = Herald(db=db, platforms=platforms, machine=machine, now_ms=now_ms)
    front = Dialogues(machine=machine, song=song, quota=quota, admission=admission, admin=admin)
    return front, machine, herald
