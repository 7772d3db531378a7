"""Flows of more than one step: each is a small state machine whose state is in the database.

A tap is one transaction: look the dialogue up, check who taps, check that it is still at the step that the
person saw, let its kind decide, store the new state. Of two taps on the same step one changes something; the
other is shown what has become of it. An order that ends a dialogue has the dialogue's id as its `dedup`, so
that it is one song however often it is asked for.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Literal, Protocol

from bot.domain.dialogue import Dialogue, DialogueKind
from bot.domain.errors import DialogueGone
from bot.domain.ids import is_id, new_id
from bot.domain.people import Caller, Identity, Place
from bot.domain.song import Origin
from bot.domain.view import Phrase, Tap, View
from bot.store import dialogues, jobs, people
from bot.store.db import Db, Query
from bot.studio.admission import Admission
from bot.studio.views import Answer, Order, Receipt

LIFE_MS = timedelta(days=180) // timedelta(milliseconds=1)
"""How long a control can be used after its message was written."""

Seat = Literal["owner", "moderator"]
"""From which side a dialogue is looked at; some show moderators another view than their owner."""


@dataclass(frozen=True)
class Visit:
    """Somebody at a dialogue: who, where, when, and whether they moderate the place they are calling from."""

    caller: Caller
    identity: Identity
    place: Place
    origin: Origin
    moderates: bool
    now_ms: int
    owns: bool = False
    """The dialogue is theirs, whichever of their accounts opened it."""
    opener: Identity | None = None
    """The account that opened the dialogue."""
    dialogue: str = ""
    """The dialogue's id: what a job that is to answer it carries."""

    @property
    def is_anonymous(self) -> bool:
        """The dialogue was opened in the place's own name: which of its moderators that was, nobody knows."""
        return self.opener is not None and self.opener.account.is_place(self.place.ref)

    @property
    def author(self) -> str:
        """The identity that a moderator's change is written down under: anonymous stays anonymous."""
        return self.opener.id if self.opener is not None and self.is_anonymous else self.identity.id


@dataclass(frozen=True)
class Step:
    """What a kind makes of a tap: new data to store, or an order to be taken."""

    data: dict[str, Any] | None = None
    order: Order | None = None
    note: Phrase | None = None
    """Said to the person only: what they wanted was not done, and why."""


@dataclass(frozen=True)
class _Late:
    """What becomes of a tap on a step that is over: what is shown, and the order that the dialogue made."""

    view: View
    order: Order | None


def order_of(dialogue: Dialogue) -> str:
    """Return the `dedup` of the order that a dialogue may end with."""
    return f"dialogue:{dialogue.id}"


class Kind(Protocol):
    """One flow. It reads and writes with the query that it is given, and raises `Refusal`s."""

    def admit(self, dialogue: Dialogue, tap: Tap, visit: Visit) -> Seat:
        """Return the side that this control belongs to; raises `NotYours` or `NotModerator`."""
        ...

    async def view(self, q: Query, dialogue: Dialogue, seat: Seat, *, now_ms: int) -> View:
        """Show the dialogue as it stands, to its owner or to moderators."""
        ...

    async def step(self, q: Query, dialogue: Dialogue, tap: Tap, visit: Visit) -> Step:
        """Decide about a tap on the current step. What it writes stands or falls with the step."""
        ...

    def ordered(self, dialogue: Dialogue, job_id: str) -> dict[str, Any]:
        """Return the data after the order of a step was taken."""
        ...


class Orders(Protocol):
    """What dialogues ask of the desk."""

    async def order(self, order: Order) -> Receipt:
        """Take an order; the same `dedup` is the same order."""
        ...


class Machine:
    """Opens dialogues and carries out taps; the kinds know what they are about."""

    def __init__(
        self,
        *,
        db: Db,
        kinds: Mapping[DialogueKind, Kind],
        orders: Orders,
        admission: Admission,
        news: Callable[[], None],
        now_ms: Callable[[], int],
    ) -> None:
        self._db, self._kinds, self._orders = db, kinds, orders
        self._admission, self._news, self._now_ms = admission, news, now_ms

    async def open(
        self,
        kind: DialogueKind,
        caller: Caller,
        origin: Origin,
        dedup: str,
        begin: Callable[[Query, Visit], Any],
    ) -> View:
        """Open a dialogue, once for a message; `begin` is awaited for its first data and may refuse."""
        now = self._now_ms()

        async def work(q: Query) -> View:
            visit = await self._visit(q, caller, origin, now)
            dialogue = await dialogues.by_dedup(q, dedup)
            if dialogue is None:
                visit = replace(visit, dialogue=new_id(now))
                dialogue = Dialogue(
                    id=visit.dialogue,
                    kind=kind,
                    identity_id=visit.identity.id,
                    place_id=visit.place.id,
                    data=await begin(q, visit),
                    step=0,
                    expires_ms=now + LIFE_MS,
                    dedup=dedup,
                )
                await dialogues.insert(q, dialogue)
            return await self._kinds[dialogue.kind].view(q, dialogue, "owner", now_ms=now)

        view = await self._db.tx(work)
        self._news()
        return view

    async def tap(self, caller: Caller, tap: Tap, origin: Origin) -> Answer:
        """Carry out a press of a control. Raises `Refusal`s, after which nothing has changed."""
        now = self._now_ms()

        async def work(q: Query) -> Answer | Order | _Late:
            visit = await self._visit(q, caller, origin, now)
            dialogue, visit, seat = await self._admit(q, tap, visit)
            kind = self._kinds[dialogue.kind]
            job = await jobs.by_dedup(q, order_of(dialogue))
            if job is not None:  # the bot may have stopped before the order was noted here
                dialogue = await self._note(q, dialogue, job.id)
            if tap.step != dialogue.step:
                view = await kind.view(q, dialogue, seat, now_ms=now)
                order = Order(caller, job.request, job.origin, job.dedup, here=True) if job else None
                return _Late(view, order)
            step = await kind.step(q, dialogue, tap, visit)
            if step.order is not None:
                return step.order
            if step.data is not None:
                dialogue = await dialogues.advance(q, dialogue, step.data)
            return Answer(await kind.view(q, dialogue, seat, now_ms=now), note=step.note)

        result = await self._db.tx(work)
        if isinstance(result, Order):
            result = await self._take(tap, result)
        elif isinstance(result, _Late):
            earlier = await self._orders.order(result.order) if result.order else None
            result = Answer(result.view, note=Phrase("dialogue-stale"), earlier=earlier)
        self._news()
        return result

    async def look(self, caller: Caller, tap: Tap, origin: Origin) -> View:
        """Show a dialogue to whoever may make this tap, which is not carried out. Raises `Refusal`s."""
        now = self._now_ms()

        async def work(q: Query) -> View:
            visit = await self._visit(q, caller, origin, now)
            dialogue, _, seat = await self._admit(q, tap, visit)
            return await self._kinds[dialogue.kind].view(q, dialogue, seat, now_ms=now)

        return await self._db.tx(work)

    async def show(self, q: Query, dialogue_id: str, seat: Seat) -> View | None:
        """Return how a dialogue stands, for a message about it; None if its time is over."""
        now = self._now_ms()
        dialogue = await dialogues.get(q, dialogue_id, now_ms=now)
        return await self._kinds[dialogue.kind].view(q, dialogue, seat, now_ms=now) if dialogue else None

    async def put_back(self, q: Query, dialogue_id: str, data: dict[str, Any]) -> None:
        """Store other data for a dialogue whose step came to nothing; what was shown of it is old now."""
        dialogue = await dialogues.get(q, dialogue_id, now_ms=self._now_ms())
        if dialogue is not None:
            await dialogues.advance(q, dialogue, data)

    async def forget_old(self) -> int:
        """Remove the dialogues whose time is over; returns how many."""
        return await self._db.tx(lambda q: dialogues.forget_old(q, now_ms=self._now_ms()))

    async def _take(self, tap: Tap, order: Order) -> Answer:
        """Take the order that a dialogue ends with. A crash in between loses nothing: `dedup` finds it."""
        receipt = await self._orders.order(order)
        now = self._now_ms()

        async def note(q: Query) -> View:
            dialogue = await self._find(q, tap.dialogue, now)
            dialogue = await self._note(q, dialogue, receipt.status.job_id)
            return await self._kinds[dialogue.kind].view(q, dialogue, "owner", now_ms=now)

        return Answer(await self._db.tx(note), receipt)

    async def _note(self, q: Query, dialogue: Dialogue, job_id: str) -> Dialogue:
        """Let a dialogue say that its song was ordered, whatever was tapped meanwhile."""
        data = self._kinds[dialogue.kind].ordered(dialogue, job_id)
        return dialogue if data == dialogue.data else await dialogues.advance(q, dialogue, data)

    async def _admit(self, q: Query, tap: Tap, visit: Visit) -> tuple[Dialogue, Visit, Seat]:
        """Find the dialogue of a tap, and the side of it that whoever taps sits on."""
        dialogue = await self._find(q, tap.dialogue, visit.now_ms)
        opener = await people.identity_by_id(q, dialogue.identity_id)
        owns = opener.person_id == visit.identity.person_id
        visit = replace(visit, owns=owns, opener=opener, dialogue=dialogue.id)
        return dialogue, visit, self._kinds[dialogue.kind].admit(dialogue, tap, visit)

    async def _find(self, q: Query, dialogue_id: str, now_ms: int) -> Dialogue:
        dialogue = await dialogues.get(q, dialogue_id, now_ms=now_ms) if is_id(dialogue_id) else None
        if dialogue is None:
            raise DialogueGone(dialogue_id)
        return dialogue

    async def _visit(self, q: Query, caller: Caller, origin: Origin, now_ms: int) -> Visit:
        identity, place = await people.arrive(q, caller, now_ms=now_ms)
        return Visit(caller, identity, place, origin, self._admission.moderates(caller, place), now_ms)
