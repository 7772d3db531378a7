"""A change by a moderator: its effect is shown first, and it happens when they confirm it.

What is shown before is computed anew whenever the message is; what is shown after is what was written down.
"""

from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from bot.domain.dialogue import Dialogue
from bot.domain.errors import DialogueGone, InvalidOrder, NotModerator, NotYours
from bot.domain.people import Place
from bot.domain.view import Button, Field, Mention, Phrase, Tap, View, Words
from bot.store import people
from bot.store.db import Query
from bot.studio.admission import Admission
from bot.studio.dialogues.machine import Seat, Step, Visit
from bot.studio.moderation.changes import Changes, Outlook, Plan
from bot.studio.moderation.commands import BlockPerson, ChangeCommand, SetLimit
from bot.studio.moderation.facts import NONE, Facts
from bot.studio.moderation.wording import described


class ChangeKind:
    """Asks before it does."""

    def __init__(self, *, changes: Changes, admission: Admission) -> None:
        self._changes, self._admission = changes, admission

    async def begin(self, q: Query, visit: Visit, command: ChangeCommand) -> dict[str, Any]:
        """Return the first data. Raises `NotModerator`, and `InvalidOrder` where there is nothing to do."""
        self._admission.require_moderator(visit.caller, visit.place)
        plan = await self._changes.plan(q, command, visit.place, by=visit.identity, now_ms=visit.now_ms)
        return {"stage": "open", "plan": plan.dump()}

    def admit(self, dialogue: Dialogue, tap: Tap, visit: Visit) -> Seat:
        """Let the moderator in who opened it, as long as they are one; if nobody knows who, any of them."""
        if not visit.moderates or visit.place.id != dialogue.place_id:
            raise NotModerator("changes are for moderators of the place")
        if visit.identity.id != dialogue.identity_id and not visit.is_anonymous:
            raise NotYours("another moderator began this")
        return "owner"

    async def view(self, q: Query, dialogue: Dialogue, seat: Seat, *, now_ms: int) -> View:
        """Show the effect, or what became of it."""
        plan, place = _plan(dialogue), await people.place_by_id(q, dialogue.place_id)
        match dialogue.data["stage"]:
            case "done":
                view = done_view(plan, dialogue.data["before"], dialogue.data["after"], place.time_zone)
            case "dropped":
                view = View((Phrase("mod-dropped"),), title_of(plan))
            case _:
                try:
                    outlook = await self._changes.outlook(q, plan, place, now_ms=now_ms)
                except InvalidOrder as error:  # since it was opened, somebody else has done it
                    view = _moot(plan, error)
                else:
                    view = _preview(plan, outlook, place)
        return replace(view, dialogue=dialogue.id, step=dialogue.step)

    async def step(self, q: Query, dialogue: Dialogue, tap: Tap, visit: Visit) -> Step:
        """Do it, or let it be."""
        if dialogue.data["stage"] != "open":
            return Step()
        match tap.action:
            case "drop":
                return Step({**dialogue.data, "stage": "dropped"})
            case "confirm":
                plan = _plan(dialogue)
                if plan.person_id == visit.identity.person_id:  # who began it anonymously could not be told
                    raise InvalidOrder("change-oneself")
                done = await self._changes.carry_out(
                    q, plan, visit.place, by=visit.author, pressed_by=visit.identity.id, now_ms=visit.now_ms
                )
                return Step({**dialogue.data, "stage": "done", "before": done.before, "after": done.after})
        raise DialogueGone(tap.action)

    def ordered(self, dialogue: Dialogue, job_id: str) -> dict[str, Any]:
        """Nothing is ordered here."""
        raise NotImplementedError


def done_view(plan: Plan, before: Facts, after: Facts, time_zone: str) -> View:
    """Show what was changed."""
    fields = [
        Field(Phrase("mod-field-before"), described(before, time_zone)),
        Field(Phrase("mod-field-after"), described(after, time_zone)),
    ]
    return View((Phrase("mod-done"),), title_of(plan), tone="done", fields=(*fields, *_reason(plan)))


def title_of(plan: Plan) -> Phrase:
    """Say what the change is."""
    command = plan.command
    what = f"{command.kind}-{command.subject}" if isinstance(command, SetLimit) else command.kind
    if isinstance(command, SetLimit) and command.subject == "role":
        return Phrase("mod-title-set-role", {"role": Mention("role", command.who)})
    return Phrase(f"mod-title-{what}", {"name": plan.name} if plan.name else {})


def _preview(plan: Plan, outlook: Outlook, place: Place) -> View:
    zone = place.time_zone
    fields = [
        Field(Phrase("mod-field-now"), described(outlook.before, zone)),
        Field(Phrase("mod-field-then"), described(outlook.after, zone)),
    ]
    return View(
        (*_warnings(plan, outlook, zone), Phrase("mod-ask")),
        title_of(plan),
        fields=(*fields, *_reason(plan)),
        buttons=(
            Button("confirm", Phrase("mod-confirm"), "danger" if _is_harsh(plan) else "primary"),
            Button("drop", Phrase("mod-drop")),
        ),
    )


def _moot(plan: Plan, error: InvalidOrder) -> View:
    about = {**error.params(), **error.mentions()}
    params = {name: value for name, value in about.items() if name != "problem"}
    return View(
        (Phrase(f"problem-{error.problem}", params),),
        title_of(plan),
        tone="problem",
        buttons=(Button("drop", Phrase("mod-drop")),),
    )


def _warnings(plan: Plan, outlook: Outlook, time_zone: str) -> tuple[Words, ...]:
    """Say what somebody may not have thought of."""
    found: list[Words] = []
    after, limit = outlook.after, outlook.after.get("limit")
    if limit == 0 and after["kind"] == "limit":
        found.append(Phrase("mod-warn-zero"))
    elif after.get("left") == 0 and after["kind"] == "limit":
        found.append(_nothing_left(plan, after, time_zone))
    elif after.get("kind") == "money" and limit != NONE and after.get("left") == "0.00":
        found.append(Phrase("mod-warn-money", {"used": after["used"], "currency": after["currency"]}))
    if outlook.own:
        cap = isinstance(plan.command, SetLimit) and plan.command.subject in ("cap", "money")
        found.append(Phrase("mod-warn-own-cap" if cap else "mod-warn-own", {"people": outlook.own}))
    if outlook.roles:
        found.append(Phrase("mod-warn-roles", {"roles": outlook.roles}))
    return tuple(found)


def _nothing_left(plan: Plan, after: Facts, time_zone: str) -> Phrase:
    """Say that what was used is as much as there will be."""
    params: dict[str, Any] = {"name": plan.name, "used": after["used"]}
    params["limit"] = max(0, after["limit"] + after.get("granted", 0))
    if not plan.name:
        params["name"] = Phrase("mod-this-place")
    if after.get("resets_at_ms") is None:
        return Phrase("mod-warn-used-total", params)
    return Phrase(
        "mod-warn-used", {**params, "resets_at_ms": after["resets_at_ms"], "zone": time_zone}, time_zone
    )


def _is_harsh(plan: Plan) -> bool:
    command = plan.command
    if isinstance(command, SetLimit):
        no_money = command.subject == "money" and command.amount_micro == 0
        return command.away or no_money or (command.subject != "money" and command.songs == 0)
    return isinstance(command, BlockPerson)


def _reason(plan: Plan) -> tuple[Field, ...]:
    reason = getattr(plan.command, "reason", "")
    return (Field(Phrase("mod-field-reason"), (reason,)),) if reason else ()


def _plan(dialogue: Dialogue) -> Plan:
    """Return the stored plan; what an older version stored may be unreadable."""
    try:
        return Plan.load(dialogue.data["plan"])
    except (KeyError, ValidationError) as error:
        raise DialogueGone(dialogue.id) from error
