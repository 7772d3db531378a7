"""Where `/admin` begins: the one door for typed words and for commands with options."""

from collections.abc import Callable, Collection
from functools import partial
from typing import Any, Protocol

from bot.domain.errors import InvalidOrder
from bot.domain.people import Account, Caller, Place, PlaceRef
from bot.domain.song import Origin
from bot.domain.view import Phrase, View
from bot.store import people
from bot.store.db import Db, Query
from bot.studio.admission import Admission
from bot.studio.dialogues.change import ChangeKind
from bot.studio.dialogues.machine import Machine, Visit
from bot.studio.dialogues.settings import SettingsKind
from bot.studio.moderation.changes import Changes
from bot.studio.moderation.commands import (
    AdminCommand,
    ListCommands,
    OpenSettings,
    SetLimit,
    ShowLog,
    ShowQuota,
    parse_admin,
    person_in,
)
from bot.studio.moderation.overview import WITHOUT_ROLES, Overview

HELP = (
    *("set", "add", "reset", "role", "default", "server", "show"),
    *("settings", "block", "unblock", "pause", "log"),
)


class Show(Protocol):
    """Looks something up."""

    async def __call__(self, q: Query, place: Place, *, now_ms: int) -> View:
        """Show how it stands in a place."""
        ...


class Moderation:
    """Answers moderators. Raises `Refusal`s; for everybody but moderators always `NotModerator`."""

    def __init__(
        self,
        *,
        db: Db,
        machine: Machine,
        changes: Changes,
        change: ChangeKind,
        settings: SettingsKind,
        overview: Overview,
        admission: Admission,
        now_ms: Callable[[], int],
    ) -> None:
        self._db, self._machine, self._changes, self._now_ms = db, machine, changes, now_ms
        self._change, self._settings, self._overview = change, settings, overview
        self._admission = admission

    @property
    def currency(self) -> str:
        """The budget's currency, in which caps in money are set."""
        return self._changes.currency

    async def admin(
        self, caller: Caller, text: str, origin: Origin, dedup: str, *, about: Account | None = None
    ) -> View:
        """Answer what follows `/admin`.

        `about` is whose message this replies to, or whom it mentions where a name would not tell: then the
        text holds their plain id. They need not be named, and are known from now on if the command is about
        them. Whoever is named goes first.
        """
        await self._ensure(caller)
        meant = about.native_id if about is not None else ""
        command = parse_admin(text, currency=self._changes.currency, about=meant)
        if about is not None and person_in(command) == meant:
            await self._introduce(caller, about, None)
        return await self._answer(caller, command, origin, dedup)

    async def command(
        self,
        caller: Caller,
        command: AdminCommand,
        origin: Origin,
        dedup: str,
        *,
        about: Account | None = None,
        roles: Collection[str] | None = None,
    ) -> View:
        """Answer a command of a chat that has typed options.

        `about` is the member whom the chat let the moderator pick; the command names them by their plain id.
        Somebody whom the bot has not met there is known from now on. `roles` are the member's, by their plain
        ids, where the chat says which they are now.
        """
        await self._ensure(caller)
        if about is not None:
            await self._introduce(caller, about, roles)
        return await self._answer(caller, command, origin, dedup)

    async def _introduce(self, caller: Caller, about: Account, roles: Collection[str] | None) -> None:
        now = self._now_ms()

        async def work(q: Query) -> None:
            _, place = await people.arrive(q, caller, now_ms=now)
            self._admission.require_moderator(caller, place)
            member = await people.introduce(q, about, place.id, now_ms=now)
            if roles is not None:
                await people.note_roles(q, member.person_id, place.ref, roles)

        await self._db.tx(work)

    async def _ensure(self, caller: Caller) -> None:
        """Turn others away before their words are looked at; the transactions check again."""
        place = await people.find_place(self._db.read, caller.place)
        self._admission.require_moderator(caller, place or _unmet(caller.place))

    async def _answer(self, caller: Caller, command: AdminCommand, origin: Origin, dedup: str) -> View:
        match command:
            case ListCommands():
                return _help(caller.place)
            case ShowQuota(who=who):
                if not who:
                    return await self._look(caller, self._overview.place)
                return await self._look(caller, partial(self._overview.person, who=who))
            case ShowLog(page=page):
                return await self._look(caller, partial(self._overview.log, page=page))
            case SetLimit(subject="role") if caller.place.platform in WITHOUT_ROLES:
                raise InvalidOrder("roles-none")
            case OpenSettings():
                return await self._machine.open("settings", caller, origin, dedup, self._settings.begin)
            case _:
                change = command

        async def begin(q: Query, visit: Visit) -> dict[str, Any]:
            return await self._change.begin(q, visit, change)

        return await self._machine.open("change", caller, origin, dedup, begin)

    async def _look(self, caller: Caller, show: Show) -> View:
        now = self._now_ms()

        async def work(q: Query) -> View:
            _, place = await people.arrive(q, caller, now_ms=now)
            self._admission.require_moderator(caller, place)
            return await show(q, place, now_ms=now)

        return await self._db.tx(work)


def _help(ref: PlaceRef) -> View:
    """List the commands that make sense in a place."""
    names = [name for name in HELP if name != "role" or ref.platform not in WITHOUT_ROLES]
    return View(
        (Phrase("mod-help"), *(Phrase(f"mod-help-{name}") for name in names)), Phrase("mod-help-title")
    )


def _unmet(ref: PlaceRef) -> Place:
    """Stand for a place that nobody has come to yet: nothing is set there."""
    return Place("", ref)
