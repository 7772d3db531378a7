"""Where a song that is talked about by direct message will be charged: it is named, and can be changed.

What can be charged is looked up when the dialogue opens, and again before anything is ordered in it. What has
gone since is said, and nothing is ordered before the person has seen what would be charged instead.
"""

from dataclasses import replace

from pydantic import BaseModel, ConfigDict

from bot.domain.dialogue import Dialogue
from bot.domain.errors import InvalidOrder
from bot.domain.view import Choice, Field, Option, Phrase, Tap, View, Words
from bot.store import people
from bot.store.db import Query
from bot.studio.admission import Admission
from bot.studio.allowance import Allowance
from bot.studio.charging import Charging, Offer, is_free
from bot.studio.dialogues.machine import Visit
from bot.studio.dialogues.quota import left_of

CHARGE = "charge"
"""The menu."""
ORDERS = frozenset({"sing", "start", "listen", "as-heard", "write", "again", "change"})
"""The controls of the dialogues about songs that a place is charged for: it is looked up before."""


class ChargeOption(BaseModel):
    """A place that can be charged."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    place_id: str
    """Its row's id."""
    name: str = ""
    """What the server was called when it was looked up."""
    is_private: bool = False


class Charge(BaseModel):
    """What will be charged, and what else could be."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    place_id: str = ""
    """The row's id of the place; empty: the one where the dialogue is, and there is no other."""
    options: tuple[ChargeOption, ...] = ()

    @property
    def chosen(self) -> ChargeOption | None:
        """The option that stands."""
        return next((one for one in self.options if one.place_id == self.place_id), None)

    def changed(self, tap: Tap) -> "Charge":
        """Return what is charged after a choice; raises `InvalidOrder` for what the menu has not."""
        known = tuple(one.place_id for one in self.options)
        if tap.text(CHARGE) not in known:
            raise InvalidOrder("option-choice", option=CHARGE, choices=known)
        return self.model_copy(update={"place_id": tap.text(CHARGE)})


class Charges:
    """Keeps the dialogues about songs true to what can be charged."""

    def __init__(self, charging: Charging, admission: Admission, allowance: Allowance) -> None:
        self._charging, self._admission, self._allowance = charging, admission, allowance

    async def begin(self, q: Query, visit: Visit) -> tuple[Charge, Visit]:
        """Return what is charged at first, and the visit as one to that place.

        Raises the `Refusal` of `[access]`, or of every server.
        """
        offers = await self._offers(q, visit)
        charge = _charge(offers, offers[0]) if visit.caller.elsewhere else Charge()
        return charge, _visit_to(visit, offers[0])

    async def renew(self, q: Query, visit: Visit, charge: Charge) -> tuple[Charge, Visit, Phrase | None]:
        """Return what is charged now, and the visit as one to that place.

        Where what was chosen can't be charged any more, the last one says so: nothing is to be ordered then.
        """
        if not is_free(visit.caller):
            return charge, visit, None
        offers = await self._offers(q, visit)
        wanted = charge.place_id or visit.place.id
        offer = next((one for one in offers if one.place.id == wanted), offers[0])
        fresh = _charge(offers, offer)
        there = _visit_to(visit, offer)
        if offer.place.id == wanted:
            return fresh, there, None
        was = charge.chosen or ChargeOption(place_id=wanted, is_private=True)
        return fresh, there, Phrase("charge-moved", {"was": _name(was), "now": _name(fresh.chosen or was)})

    async def shown(
        self,
        q: Query,
        view: View,
        charge: Charge,
        dialogue: Dialogue,
        *,
        now_ms: int,
        can_change: bool = True,
    ) -> View:
        """Return a view with what is charged, and with the menu where something else can be."""
        if charge.chosen is None or (len(charge.options) == 1 and charge.chosen.is_private):
            return view
        label = Phrase("chat-row-charged")
        if not can_change:
            return replace(view, fields=(*view.fields, Field(label, (_name(charge.chosen),))))
        person_id = await people.person_of(q, dialogue.identity_id)
        options = []
        for one in charge.options:
            place = await people.place_by_id(q, one.place_id)
            usage = await self._allowance.person(q, person_id, place, now_ms=now_ms)
            said = Phrase("charge-option", {"place": _name(one), "left": left_of(usage)})
            options.append(Option(one.place_id, said))
        if len(options) == 1:
            return replace(view, fields=(*view.fields, Field(label, (options[0].label,))))
        menu = Choice(CHARGE, label, tuple(options), chosen=(charge.place_id,))
        return replace(view, choices=(*view.choices, menu))

    async def _offers(self, q: Query, visit: Visit) -> tuple[Offer, ...]:
        """Return what can be charged; where nothing can be chosen, all but access is the desk's business."""
        if not visit.caller.elsewhere:
            await self._admission.check_access(q, visit.caller, visit.identity, visit.place)
            return (Offer(visit.caller, visit.place),)
        return await self._charging.offers(q, visit.caller, visit.identity, now_ms=visit.now_ms)


def _visit_to(visit: Visit, offer: Offer) -> Visit:
    return replace(visit, caller=offer.caller, place=offer.place)


def _charge(offers: tuple[Offer, ...], chosen: Offer) -> Charge:
    options = (
        ChargeOption(place_id=one.place.id, name=one.name, is_private=one.place.ref.is_private)
        for one in offers
    )
    return Charge(place_id=chosen.place.id, options=tuple(options))


def _name(option: ChargeOption) -> Words:
    if option.is_private:
        return Phrase("charge-private")
    return option.name or Phrase("charge-server")
