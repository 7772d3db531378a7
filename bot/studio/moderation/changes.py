"""What moderators and the operator change: planned, looked at before anything happens, and carried out.

A plan says exactly whom and what a command is about. Its outlook is computed anew each time from what is set
and used at that moment, so that what is shown after a change is what really was before.
"""

from dataclasses import dataclass, replace
from typing import Any, assert_never

from pydantic import TypeAdapter

from bot.domain.errors import InvalidOrder
from bot.domain.people import Block, Identity, Pause, Place
from bot.domain.quota import Period, Policy
from bot.domain.view import Mention
from bot.store import audit, blocks, ledger, people, policies
from bot.store.db import Query
from bot.studio.allowance import Allowance, PlaceLimits
from bot.studio.moderation.commands import (
    AddSongs,
    BlockPerson,
    ChangeCommand,
    PausePlace,
    ResetCount,
    ResumePlace,
    SetLimit,
    UnblockPerson,
)
from bot.studio.moderation.facts import (
    Facts,
    block_facts,
    cap_facts,
    money_facts,
    pause_facts,
    policy_of,
    rule_facts,
    usage_facts,
    with_policy,
)
from bot.studio.moderation.scan import shown
from bot.studio.pricing import Pricing
from bot.studio.rules import Rules

MOST_NAMES = 10
_SET = {"person": "set", "role": "role", "default": "default", "cap": "server", "money": "server"}


@dataclass(frozen=True)
class Plan:
    """A change, with the person that it is about."""

    command: ChangeCommand
    person_id: str = ""
    identity_id: str = ""
    name: str = ""

    @property
    def what(self) -> str:
        """What it is called in the audit."""
        command = self.command
        if isinstance(command, SetLimit):
            return f"quota.{_SET[command.subject]}"
        return f"quota.{command.kind}" if isinstance(command, AddSongs | ResetCount) else command.kind

    @property
    def subject_id(self) -> str:
        """The person's id, the role's plain id, or nothing for the whole place."""
        is_role = isinstance(self.command, SetLimit) and self.command.subject == "role"
        return self.command.who if is_role and isinstance(self.command, SetLimit) else self.person_id

    def dump(self) -> dict[str, Any]:
        """Return it as a dialogue stores it."""
        stored: dict[str, Any] = _PLAN.dump_python(self, mode="json")
        return stored

    @staticmethod
    def load(stored: dict[str, Any]) -> "Plan":
        """Return a stored one; raises pydantic's `ValidationError`."""
        return _PLAN.validate_python(stored)


_PLAN: TypeAdapter[Plan] = TypeAdapter(Plan)


@dataclass(frozen=True)
class Outlook:
    """How things stand, and how they will after the change."""

    before: Facts
    after: Facts
    own: int = 0
    """People with limits of their own, which stay as they are."""
    roles: int = 0
    """Roles with limits, which stay, too."""


class Changes:
    """Makes plans and carries them out. Everything it asks and does belongs to the caller's transaction."""

    def __init__(self, rules: Rules, allowance: Allowance, pricing: Pricing) -> None:
        self._rules, self._allowance, self._pricing = rules, allowance, pricing

    @property
    def currency(self) -> str:
        """The budget's currency, in which caps in money are set."""
        return self._pricing.rates.currency

    async def plan(
        self, q: Query, command: ChangeCommand, place: Place, *, by: Identity | None, now_ms: int
    ) -> Plan:
        """Say exactly what a command is about. Raises `InvalidOrder`.

        `by` is None at the command line, where the operator may change their own limits, too.
        """
        plan = Plan(command)
        match command:
            case (
                SetLimit(subject="person", who=name)
                | AddSongs(who=name)
                | ResetCount(who=name)
                | BlockPerson(who=name)
                | UnblockPerson(who=name)
            ):
                who = await find_person(q, place, name)
                if by is not None and who.person_id == by.person_id:
                    raise InvalidOrder("change-oneself")
                plan = replace(plan, person_id=who.person_id, identity_id=who.id, name=who.account.shown)
        if isinstance(command, SetLimit):
            if command.subject == "money" and command.currency != self.currency:
                raise InvalidOrder("cap-currency", given=command.currency, currency=self.currency)
            period = command.period or await self._period(q, plan, command, place, now_ms=now_ms)
            plan = replace(plan, command=replace(command, period=period))
        await self.outlook(q, plan, place, now_ms=now_ms)
        return plan

    async def outlook(self, q: Query, plan: Plan, place: Place, *, now_ms: int) -> Outlook:
        """Say what the change does now. Raises `InvalidOrder` where there is nothing to do."""
        match plan.command:
            case SetLimit() as command:
                return await self._limit_outlook(q, plan, command, place, now_ms=now_ms)
            case AddSongs(songs=songs):
                usage = await self._allowance.person(q, plan.person_id, place, now_ms=now_ms)
                if usage.allowed is None:
                    raise InvalidOrder("add-unlimited", name=plan.name)
                more = replace(usage, granted=usage.granted + songs)
                return Outlook(usage_facts(usage), usage_facts(more))
            case ResetCount():
                usage = await self._allowance.person(q, plan.person_id, place, now_ms=now_ms)
                if usage.used <= 0:
                    raise InvalidOrder("reset-unused", name=plan.name)
                return Outlook(usage_facts(usage), usage_facts(replace(usage, used=0)))
            case BlockPerson(for_ms=for_ms, reason=reason):
                block = await blocks.find(q, place.id, plan.person_id, now_ms=now_ms)
                until_ms = None if for_ms is None else now_ms + for_ms
                planned = Block("", plan.person_id, reason, "", from_ms=now_ms, until_ms=until_ms)
                return Outlook(block_facts(block), block_facts(planned))
            case UnblockPerson():
                block = await blocks.find(q, place.id, plan.person_id, now_ms=now_ms)
                if block is None:
                    raise InvalidOrder("not-blocked", name=plan.name)
                return Outlook(block_facts(block), block_facts(None))
            case PausePlace(message=message):
                pause = Pause(message=message, since_ms=now_ms)
                return Outlook(pause_facts(place.settings.pause), pause_facts(pause))
            case ResumePlace():
                if place.settings.pause is None:
                    raise InvalidOrder("not-paused")
                return Outlook(pause_facts(place.settings.pause), pause_facts(None))
            case _:
                assert_never(plan.command)

    async def carry_out(
        self, q: Query, plan: Plan, place: Place, *, by: str, pressed_by: str = "", now_ms: int
    ) -> Outlook:
        """Make the change and write it down; returns what was before and what is now.

        Where `by` is nobody in particular, the row keeps who pressed; the log of changes does not show it.
        """
        await ledger.lock(q, place.id)
        outlook = await self.outlook(q, plan, place, now_ms=now_ms)
        await self._apply(q, plan, place, by=by, now_ms=now_ms)
        about = {"subject": plan.subject_id, "name": plan.name}
        reason = getattr(plan.command, "reason", "")
        await audit.note(
            q,
            place_id=place.id,
            who=by,
            what=plan.what,
            before={**outlook.before, **about},
            after={**outlook.after, **about, "reason": reason, **audit.pressed(pressed_by, by)},
            now_ms=now_ms,
        )
        return outlook

    async def _apply(self, q: Query, plan: Plan, place: Place, *, by: str, now_ms: int) -> None:
        person = plan.person_id
        match plan.command:
            case SetLimit(away=True) as command:
                await policies.end(q, place.id, command.subject, plan.subject_id, now_ms=now_ms)
            case SetLimit() as command:
                policy = replace(_policy(plan, command, place), set_by=by)
                await policies.put(q, policy, now_ms=now_ms)
            case AddSongs(songs=songs, reason=reason):
                who = plan.identity_id
                await ledger.grant(q, who, place.id, songs, by=by, reason=reason, now_ms=now_ms)
            case ResetCount(reason=reason):
                await ledger.reset(q, plan.identity_id, place.id, by=by, reason=reason, now_ms=now_ms)
            case BlockPerson(for_ms=for_ms, reason=reason):
                until_ms = None if for_ms is None else now_ms + for_ms
                await blocks.put(q, place.id, person, reason=reason, by=by, until_ms=until_ms, now_ms=now_ms)
            case UnblockPerson():
                await blocks.lift(q, place.id, person, now_ms=now_ms)
            case PausePlace(message=message):
                await set_pause(q, place, Pause(message=message, since_ms=now_ms))
            case ResumePlace():
                await set_pause(q, place, None)
            case _:
                assert_never(plan.command)

    async def _limit_outlook(
        self, q: Query, plan: Plan, command: SetLimit, place: Place, *, now_ms: int
    ) -> Outlook:
        limits = await self._allowance.limits(q, place)
        if command.away and policy_of(limits, command.subject, plan.subject_id) is None:
            name = Mention("role", plan.subject_id) if command.subject == "role" else plan.name
            raise InvalidOrder(f"nothing-set-{command.subject}", name=name)
        policy = None if command.away else _policy(plan, command, place)
        then = with_policy(limits, command.subject, plan.subject_id, policy)
        about_all = command.subject in ("default", "cap", "money")
        return Outlook(
            before=await self._state(q, plan, command, place, limits, now_ms=now_ms),
            after=await self._state(q, plan, command, place, then, now_ms=now_ms),
            own=len(limits.own) if about_all or command.subject == "role" else 0,
            roles=len(limits.roles) if about_all else 0,
        )

    async def _state(
        self, q: Query, plan: Plan, command: SetLimit, place: Place, limits: PlaceLimits, *, now_ms: int
    ) -> Facts:
        match command.subject:
            case "person":
                person = plan.person_id
                return usage_facts(
                    await self._allowance.person(q, person, place, now_ms=now_ms, limits=limits)
                )
            case "role":
                return rule_facts(limits.roles.get(plan.subject_id))
            case "default":
                held = limits.default.limit if limits.default else self._rules.quota
                whose = "place" if limits.default else "bot"
                songs = "unlimited" if held.songs is None else held.songs
                return {"kind": "limit", "limit": songs, "period": held.period, "source": whose}
            case "cap":
                return cap_facts(await self._allowance.cap(q, place, now_ms=now_ms, limits=limits))
            case "money":
                return money_facts(await self._allowance.money_cap(q, place, now_ms=now_ms, limits=limits))

    async def _period(self, q: Query, plan: Plan, command: SetLimit, place: Place, *, now_ms: int) -> Period:
        """Return the period of what holds now for the subject: its own rule, else the next one."""
        limits = await self._allowance.limits(q, place)
        own = policy_of(limits, command.subject, plan.subject_id)
        if own is not None:
            return own.period
        match command.subject:
            case "person":
                usage = await self._allowance.person(q, plan.person_id, place, now_ms=now_ms)
                return usage.limit.period
            case "cap" | "money":
                return self._rules.budget.period
            case _:
                return (limits.default.limit if limits.default else self._rules.quota).period


async def find_person(q: Query, place: Place, who: str) -> Identity:
    """Return somebody who was met in a place. Raises `InvalidOrder` for nobody, and for several."""
    found = await people.seen_in(q, place.id, who)
    if not found:
        raise InvalidOrder("who-unknown", name=shown(who))
    if len({one.person_id for one in found}) > 1:
        names = sorted({f"@{one.account.username or one.account.native_id}" for one in found})
        raise InvalidOrder("who-several", name=shown(who), names=tuple(names[:MOST_NAMES]))
    return found[0]


async def set_pause(q: Query, place: Place, pause: Pause | None) -> None:
    """Make a pause in a place, or end it."""
    settings = place.settings.model_copy(update={"pause": pause})
    await people.change_place(q, place.id, settings=settings, time_zone=place.time_zone)


def _policy(plan: Plan, command: SetLimit, place: Place) -> Policy:
    is_money = command.subject == "money"
    return Policy(
        id="",
        place_id=place.id,
        subject_kind=command.subject,
        subject_id=plan.subject_id,
        period=command.period or "day",
        songs=None if is_money else command.songs,
        amount_micro=command.amount_micro if is_money else None,
        currency=command.currency if is_money else None,
        valid_from_ms=0,
        valid_to_ms=None,
        set_by="",
        reason=command.reason,
    )
