"""Somebody who writes by direct message, and the servers that they belong to."""

from dataclasses import dataclass
from typing import Any

from bot.domain.people import Account, Caller, Place, PlaceRef, PlaceSettings, Standing
from bot.domain.quota import Limit, Policy, SubjectKind
from bot.domain.song import Origin, SongRequest
from bot.domain.view import Choice, Tap, View
from bot.locales import catalogue
from bot.store import blocks, people, policies
from bot.store.db import Query
from bot.studio.views import Answer, Order, Receipt
from tests.studio.fakes import CHAT, TAVERN, Studio, an_order

MARKET, CELLAR = PlaceRef(CHAT, "market"), PlaceRef(CHAT, "cellar")
PRIVATE = PlaceRef()
NAMES = {TAVERN: "The Tavern", MARKET: "The Market", CELLAR: "The Cellar", PRIVATE: ""}
MINUTE_MS = 60_000


def by_message(who: str = "ann", language: str = "en") -> Caller:
    """Return somebody who writes to the bot alone."""
    return Caller(Account(CHAT, who, language=language), PRIVATE, direct=True)


@dataclass
class Mailbox:
    """A studio that is written to by direct message."""

    studio: Studio
    messages: int = 0

    async def open(
        self,
        ref: PlaceRef,
        *,
        who: str = "ann",
        roles: frozenset[str] = frozenset(),
        dm_songs: bool = True,
        **settings: Any,
    ) -> Place:
        """Meet somebody in a server, a minute later than elsewhere, and let it be charged by message."""
        self.studio.clock.forward(MINUTE_MS)
        now_ms, wanted = self.studio.clock(), PlaceSettings(dm_songs=dm_songs, **settings)

        async def work(q: Query) -> Place:
            _, place = await people.arrive(q, Caller(Account(CHAT, who), ref), now_ms=now_ms)
            await people.change_place(q, place.id, settings=wanted, time_zone="UTC")
            return await people.place_by_id(q, place.id)

        self.belongs(ref, who, roles)
        return await self.studio.db.tx(work)

    async def set_roles(self, ref: PlaceRef, roles: tuple[str, ...]) -> None:
        """Let the moderators of a place have songs made for some roles only."""
        now_ms = self.studio.clock()

        async def work(q: Query) -> None:
            place = await people.come_to(q, ref, now_ms=now_ms)
            wanted = place.settings.model_copy(update={"roles": roles})
            await people.change_place(q, place.id, settings=wanted, time_zone="UTC")

        await self.studio.db.tx(work)

    def belongs(self, ref: PlaceRef, who: str = "ann", roles: frozenset[str] = frozenset()) -> None:
        """Let the chat say that somebody is a member."""
        self.studio.chat.members[ref, who] = Standing(ref, NAMES.get(ref, ref.native_id), roles)

    def leave(self, ref: PlaceRef, who: str = "ann") -> None:
        """Let the chat say that somebody is not there any more."""
        del self.studio.chat.members[ref, who]

    async def limit(self, ref: PlaceRef, songs: int, kind: SubjectKind = "default", whose: str = "") -> None:
        """Let the moderators of a place set a limit."""
        now_ms = self.studio.clock()

        async def work(q: Query) -> None:
            place = await people.come_to(q, ref, now_ms=now_ms)
            policy = Policy("", place.id, kind, whose, "day", songs, None, None, 0, None, "operator", "")
            await policies.put(q, policy, now_ms=now_ms)

        await self.studio.db.tx(work)

    async def block(self, ref: PlaceRef, who: str = "ann") -> None:
        """Let the moderators of a place keep somebody from songs."""
        now_ms = self.studio.clock()

        async def work(q: Query) -> None:
            person = (await people.meet(q, Account(CHAT, who), now_ms=now_ms)).person_id
            place = await people.come_to(q, ref, now_ms=now_ms)
            await blocks.put(q, place.id, person, reason="noise", by="operator", until_ms=None, now_ms=now_ms)

        await self.studio.db.tx(work)

    async def sing(self, ref: PlaceRef, who: str = "ann") -> Receipt:
        """Order a song in a server."""
        self.studio.clock.forward(MINUTE_MS)
        self.messages += 1
        return await self.studio.desk.order(an_order(who, f"{self.messages}", place=ref, prompt="the sea"))

    async def order(self, caller: Caller | None = None, *, message: str = "", **request: Any) -> Receipt:
        """Order a song by direct message."""
        self.studio.clock.forward(MINUTE_MS)
        caller, origin = caller or by_message(), self.origin(caller or by_message())
        wanted = SongRequest(**(request or {"prompt": "the sea"}))
        dedup = f"{CHAT}:dm:{message or origin.message}"
        return await self.studio.desk.order(Order(caller, wanted, origin, dedup))

    def origin(self, caller: Caller) -> Origin:
        """Return a new message."""
        self.messages += 1
        who = caller.account.native_id
        return Origin(platform=CHAT, chat=f"@{who}", message=f"dm{self.messages}", person=who, language="en")

    async def words(self, text: str, caller: Caller | None = None) -> View:
        """Write something that is no command."""
        caller = caller or by_message()
        origin = self.origin(caller)
        return await self.studio.dialogues.words(caller, text, origin, f"{CHAT}:dm:{origin.message}")

    async def press(self, view: View, action: str, caller: Caller | None = None, **values: str) -> Answer:
        """Use a control."""
        caller = caller or by_message()
        tap = Tap(view.dialogue, view.step, action, {name: (value,) for name, value in values.items()})
        return await self.studio.dialogues.tap(caller, tap, self.origin(caller))

    async def charged(self) -> list[str]:
        """Return the plain ids of the places that songs were charged to, in the order of the songs."""
        rows = await self.studio.db.read(
            """SELECT p.native_id FROM ledger l JOIN places p ON p.id = l.place_id
            JOIN jobs j ON j.id = l.job_id WHERE l.kind = 'reserve' AND j.place_id = l.place_id
            AND j.kind = 'song' ORDER BY j.id"""
        )
        return [row["native_id"] for row in rows]


def menu(view: View) -> Choice | None:
    """Return the menu of what can be charged."""
    return next((one for one in view.choices if one.id == "charge"), None)


def offered(view: View) -> list[str]:
    """Return what the menu offers, in English, the one that stands with a star."""
    found = menu(view)
    if found is None:
        return []
    say = catalogue().phrase
    return [f"{'*' * (one.value in found.chosen)}{say(one.label)}" for one in found.options]


def value_of(view: View, name: str) -> str:
    """Return what a tap on an option brings back."""
    found = menu(view)
    assert found is not None
    return next(one.value for one in found.options if name in catalogue().phrase(one.label))


def daily(songs: int) -> Limit:
    """Return a limit of so many songs a day."""
    return Limit(songs, "day")
