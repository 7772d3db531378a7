"""Moderation around a database, as the tests of it use it."""

from dataclasses import dataclass, field
from typing import Any

from bot.domain.errors import Refusal
from bot.domain.money import Rates
from bot.domain.people import Account, Caller, Identity, Place, PlaceRef
from bot.domain.quota import Limit, Usage
from bot.domain.song import Origin
from bot.domain.view import Tap, View
from bot.locales import catalogue
from bot.store import audit, people
from bot.store.db import Db
from bot.studio.admission import Admission
from bot.studio.allowance import Allowance
from bot.studio.dialogues.change import ChangeKind
from bot.studio.dialogues.machine import Machine
from bot.studio.dialogues.settings import SettingsKind
from bot.studio.moderation.changes import Changes
from bot.studio.moderation.front import Moderation
from bot.studio.moderation.overview import Overview
from bot.studio.pricing import Pricing
from bot.studio.rules import Rules
from bot.studio.views import Answer, Order, Receipt
from tests.store.rows import Book, Clock

TAVERN, CELLAR = PlaceRef("chat", "tavern"), PlaceRef("chat", "cellar")
RULES = Rules(quota=Limit(10, "day"), budget=Limit(None, "month"), rates=Rates("USD"))
TABLES = ("policies", "ledger", "audit", "blocks", "places", "dialogues")


def member(name: str, place: PlaceRef = TAVERN, **more: Any) -> Caller:
    return Caller(Account("chat", name, name=more.pop("shown", name.title()), username=name), place, **more)


MO, MIA = member("mo", manages=True), member("mia", manages=True)
OTTO = member("otto", CELLAR, manages=True)


class NoOrders:
    async def order(self, order: Order) -> Receipt:
        raise AssertionError("nothing is ordered here")


@dataclass
class Bench:
    """Moderation around a database."""

    db: Db
    rules: Rules = RULES
    clock: Clock = field(default_factory=Clock)
    messages: int = 0

    def __post_init__(self) -> None:
        pricing = Pricing({}, self.rules.rates)
        admission = Admission(self.rules)
        self.allowance = Allowance(self.rules, pricing)
        changes = Changes(self.rules, self.allowance, pricing)
        change = ChangeKind(changes=changes, admission=admission)
        settings = SettingsKind(
            rules=self.rules, titles={"one": "The one", "two": "The two"}, admission=admission
        )
        self.machine = Machine(
            db=self.db,
            kinds={"change": change, "settings": settings},
            orders=NoOrders(),
            admission=admission,
            news=lambda: None,
            now_ms=self.clock,
        )
        self.moderation = Moderation(
            db=self.db,
            machine=self.machine,
            changes=changes,
            change=change,
            settings=settings,
            overview=Overview(self.rules, self.allowance),
            admission=admission,
            now_ms=self.clock,
        )
        self.book = Book(self.db, self.clock.ms)

    def origin(self, caller: Caller) -> Origin:
        return Origin(platform="chat", chat=caller.place.native_id, message=str(self.messages))

    async def meet(self, *callers: Caller) -> None:
        for caller in callers:
            await self.db.tx(lambda q, one=caller: people.arrive(q, one, now_ms=self.clock.ms))  # type: ignore[misc]

    async def admin(self, text: str, caller: Caller = MO) -> View:
        self.messages += 1
        return await self.moderation.admin(caller, text, self.origin(caller), f"chat:{self.messages}")

    async def tap(self, view: View, action: str, caller: Caller = MO, /, **values: tuple[str, ...]) -> Answer:
        tap = Tap(view.dialogue, view.step, action, values)
        return await self.machine.tap(caller, tap, self.origin(caller))

    async def do(self, text: str, caller: Caller = MO) -> View:
        """Type a command and confirm it; the clock goes on by a second."""
        self.clock.forward(1_000)
        return (await self.tap(await self.admin(text, caller), "confirm", caller)).view

    async def order(self, who: str, songs: int = 1) -> None:
        for n in range(songs):
            self.messages += 1
            await self.book.order(f"song {self.messages} {n}", who)
        self.clock.ms = max(self.clock.ms, self.book.now_ms + 1_000)
        await self.meet(member(who, roles=frozenset({"singers"})))  # the book knows no names

    async def place(self, ref: PlaceRef = TAVERN) -> Place:
        found = await people.find_place(self.db.read, ref)
        assert found is not None
        return found

    async def who(self, name: str) -> Identity:
        found = await people.find_identity(self.db.read, Account("chat", name))
        assert found is not None
        return found

    async def usage(self, name: str) -> Usage:
        person = (await self.who(name)).person_id
        return await self.allowance.person(self.db.read, person, await self.place(), now_ms=self.clock.ms)

    async def log(self, ref: PlaceRef = TAVERN) -> list[audit.Entry]:
        return await audit.page(self.db.read, (await self.place(ref)).id, offset=0, limit=100)

    async def counts(self) -> dict[str, Any]:
        """All that a refused command must leave alone."""
        found: dict[str, Any] = {}
        for table in TABLES:
            found[table] = (await self.db.read(f"SELECT COUNT(*) AS n FROM {table}"))[0]["n"]
        found["settings"] = [
            tuple(row) for row in await self.db.read("SELECT id, settings, time_zone FROM places ORDER BY id")
        ]
        return found


def said(view: View) -> str:
    """Everything in a view as people read it; a sentence that is not in the catalogue fails here."""
    words = catalogue()
    lines = [*([words.phrase(view.title)] if view.title else []), *map(words.phrase, view.text)]
    for one in view.fields:
        lines.append(f"{words.phrase(one.label)}: {', '.join(map(words.phrase, one.value))}")
    for choice in view.choices:
        lines.append(words.phrase(choice.label))
        lines += [words.phrase(option.label) for option in choice.options]
        assert all(len(option.value) <= 40 for option in choice.options)
        lines += [words.phrase(choice.none)] if choice.none else []
    for button in view.buttons:
        lines.append(words.phrase(button.label))
        if button.form:
            lines += [words.phrase(button.form.title), words.phrase(button.form.submit)]
            lines += [words.phrase(one.label) for one in button.form.inputs]
    return "\n".join(lines)


def sentence(error: Refusal) -> str:
    return catalogue().error(error)
