"""What moderators look up: somebody's state and why, all that is set in the place, what was changed."""

from collections.abc import Mapping

from bot.domain.people import OPERATOR, Block, Identity, Place
from bot.domain.quota import Movement, Policy, Usage
from bot.domain.view import Field, Mention, Phrase, View, Words
from bot.store import audit, blocks, dialogues, ledger, people
from bot.store.db import Query
from bot.studio.allowance import Allowance, PlaceLimits
from bot.studio.moderation.changes import find_person
from bot.studio.moderation.facts import block_facts
from bot.studio.moderation.wording import (
    change_words,
    described,
    left_words,
    limit_words,
    money_words,
    name_words,
    policy_words,
    reset_words,
    source_words,
    subject_words,
    usage_words,
    who_words,
)
from bot.studio.rules import Rules

MOVEMENTS = 8
SETTLES = 4
"""So many times more rows are read than shown: the end of an order moves no songs and is left out."""
MOST_LISTED = 20
PER_PAGE = 10
WITHOUT_ROLES = frozenset({"telegram"})
"""Chats that have none: a limit for a role would never hold there."""


class Overview:
    """Shows and changes nothing."""

    def __init__(self, rules: Rules, allowance: Allowance) -> None:
        self._rules, self._allowance = rules, allowance

    async def person(self, q: Query, place: Place, *, who: str, now_ms: int) -> View:
        """Explain somebody's state. Raises `InvalidOrder` for somebody who was not met here."""
        identity = await find_person(q, place, who)
        limits = await self._allowance.limits(q, place)
        usage = await self._allowance.person(q, identity.person_id, place, now_ms=now_ms, limits=limits)
        policy = _policy_behind(usage, limits, identity)
        entries = await _movements(q, identity, place)
        names = await _names(q, place, [policy.set_by if policy else "", *(entry.by for entry in entries)])
        fields = [Field(Phrase("mod-field-limit"), _holding(usage))]
        if policy is not None:
            fields.append(Field(Phrase("mod-field-set"), _set_by(policy, names, place)))
        others = await self._others(q, usage, limits, identity, place)
        if others:
            fields.append(Field(Phrase("mod-field-otherwise"), others))
        fields.append(Field(Phrase("mod-field-count"), _count(usage)))
        if usage.limit.songs is not None:
            fields.append(
                Field(Phrase("mod-field-resets"), (reset_words(usage.resets_at_ms, place.time_zone),))
            )
        fields += await self._caps(q, usage, limits, place, now_ms=now_ms)
        fields += await _block(q, identity, place, now_ms=now_ms)
        fields += await _request(q, identity, place, now_ms=now_ms)
        fields += [_movement(entry, names, place) for entry in entries]
        return View((), Phrase("mod-show-person", {"name": identity.account.shown}), fields=tuple(fields))

    async def place(self, q: Query, place: Place, *, now_ms: int) -> View:
        """Show all that is set in a place."""
        limits = await self._allowance.limits(q, place)
        cap = await self._allowance.cap(q, place, now_ms=now_ms, limits=limits)
        money = await self._allowance.money_cap(q, place, now_ms=now_ms, limits=limits)
        none: tuple[Words, ...] = (Phrase("mod-none"),)
        people_words = await _people(q, limits, place)
        blocked = await _blocked(q, place, now_ms=now_ms)
        paused = place.settings.pause
        roles = tuple(
            Phrase("mod-whose", {"who": Mention("role", role), "limit": policy_words(policy)})
            for role, policy in sorted(limits.roles.items())
        )
        fields = [
            Field(Phrase("mod-field-default"), self._default(limits)),
            Field(Phrase("mod-field-cap"), usage_words(cap) if cap else none),
            Field(Phrase("mod-field-money"), money_words(money) if money else none),
            Field(Phrase("mod-field-roles"), _listed(roles) or none),
            Field(Phrase("mod-field-people"), _listed(people_words) or none),
            Field(Phrase("mod-field-blocked"), _listed(blocked) or (Phrase("mod-nobody"),)),
            Field(Phrase("mod-field-zone"), (place.time_zone,)),
        ]
        if place.ref.platform in WITHOUT_ROLES:
            fields = [one for one in fields if one.label.id != "mod-field-roles"]
        if paused is not None:
            facts = {"kind": "pause", "paused": True, "message": paused.message}
            fields.append(Field(Phrase("mod-field-pause"), described(facts, place.time_zone)))
        return View((), Phrase("mod-show-place"), fields=tuple(fields))

    async def log(self, q: Query, place: Place, *, page: int, now_ms: int) -> View:
        """Show a page of what was changed in a place, newest first."""
        offset = (page - 1) * PER_PAGE
        entries = await audit.page(q, place.id, offset=offset, limit=PER_PAGE + 1)
        title = Phrase("mod-log", {"page": page})
        if not entries:
            return View((Phrase("mod-log-empty" if page == 1 else "mod-log-no-page"),), title)
        names = await _names(q, place, [entry.who for entry in entries])
        lines: list[Words] = [_line(entry, names, place.time_zone) for entry in entries[:PER_PAGE]]
        if len(entries) > PER_PAGE:
            lines.append(Phrase("mod-log-more", {"next": page + 1}))
        return View(tuple(lines), title)

    def _default(self, limits: PlaceLimits) -> tuple[Words, ...]:
        if limits.default is not None:
            return (policy_words(limits.default), source_words("place"))
        return (limit_words(self._rules.quota.songs, self._rules.quota.period), source_words("bot"))

    async def _others(
        self, q: Query, usage: Usage, limits: PlaceLimits, identity: Identity, place: Place
    ) -> tuple[Words, ...]:
        """Say what would hold if the limit that does were taken away."""
        held = await people.roles_in(q, identity.person_id, place.id)
        found = [
            (source_words("role", role), policy_words(policy))
            for role, policy in sorted(limits.roles.items())
            if role in held and (usage.source, usage.role) != ("role", role)
        ]
        if limits.default is not None and usage.source != "place":
            found.append((source_words("place"), policy_words(limits.default)))
        if usage.source != "bot":
            quota = self._rules.quota
            found.append((source_words("bot"), limit_words(quota.songs, quota.period)))
        return tuple(Phrase("mod-whose", {"who": who, "limit": limit}) for who, limit in found)

    async def _caps(
        self, q: Query, usage: Usage, limits: PlaceLimits, place: Place, *, now_ms: int
    ) -> list[Field]:
        """Show the caps that leave less than the limit does."""
        found = []
        cap = await self._allowance.cap(q, place, now_ms=now_ms, limits=limits)
        bot = await self._allowance.bot(q, now_ms=now_ms)
        paid = await self._allowance.bot(q, now_ms=now_ms, paid=True)
        for label, one in (("mod-field-cap", cap), ("mod-field-bot", bot), ("mod-field-paid", paid)):
            if one is not None and one.left is not None and (usage.left is None or one.left < usage.left):
                resets = reset_words(one.resets_at_ms, one.time_zone)
                found.append(Field(Phrase(label), (*usage_words(one), resets)))
        money = await self._allowance.money_cap(q, place, now_ms=now_ms, limits=limits)
        if money is not None and money.left_micro == 0:
            resets = reset_words(money.resets_at_ms, money.time_zone)
            found.append(Field(Phrase("mod-field-money"), (*money_words(money), resets)))
        return found


def _policy_behind(usage: Usage, limits: PlaceLimits, identity: Identity) -> Policy | None:
    match usage.source:
        case "own":
            return limits.own.get(identity.person_id)
        case "role":
            return limits.roles.get(usage.role)
        case "place":
            return limits.default
        case "bot":
            return None


def _holding(usage: Usage) -> tuple[Words, ...]:
    limit = limit_words(usage.limit.songs, usage.limit.period)
    return (limit, source_words(usage.source, usage.role))


def _set_by(policy: Policy, names: Mapping[str, Words], place: Place) -> tuple[Words, ...]:
    params = {"who": who_words(policy.set_by, names), "set_at_ms": policy.valid_from_ms}
    said = Phrase("mod-set-by", params, place.time_zone)
    return (said, *((Phrase("mod-said", {"text": policy.reason}),) if policy.reason else ()))


def _count(usage: Usage) -> tuple[Words, ...]:
    used: list[Words] = [Phrase("mod-used", {"used": usage.used})]
    if usage.granted:
        used.append(Phrase("mod-granted", {"songs": f"{usage.granted:+}"}))
    return (*used, left_words(usage.left))


async def _names(q: Query, place: Place, ids: list[str]) -> dict[str, Words]:
    """Return the names behind identities; the bot and the operator are none."""
    wanted = {one for one in ids if one and one not in (OPERATOR, "bot")}
    found = await people.accounts_of(q, wanted) if wanted else {}
    return {identity_id: name_words(account, place) for identity_id, account in found.items()}


async def _movements(q: Query, identity: Identity, place: Place) -> list[ledger.Entry]:
    rows = await ledger.movements(q, identity.person_id, place.id, limit=MOVEMENTS * SETTLES)
    return [row for row in rows if row.kind is not Movement.SETTLE][:MOVEMENTS]


def _movement(entry: ledger.Entry, names: Mapping[str, Words], place: Place) -> Field:
    label = Phrase("mod-moved-at", {"moved_at_ms": entry.at_ms}, place.time_zone)
    who = who_words(entry.by, names)
    said = (Phrase("mod-said", {"text": entry.reason}),) if entry.reason else ()
    match entry.kind:
        case Movement.GRANT:
            moved = Phrase("mod-moved-grant", {"songs": f"{entry.granted:+}", "who": who})
        case Movement.RESET:
            moved = Phrase("mod-moved-reset", {"who": who})
        case Movement.REFUND:
            return Field(label, (Phrase("mod-moved-refund", {"why": entry.reason}),))
        case _:
            return Field(label, (Phrase("mod-moved-reserve"),))
    return Field(label, (moved, *said))


async def _block(q: Query, identity: Identity, place: Place, *, now_ms: int) -> list[Field]:
    block = await blocks.find(q, place.id, identity.person_id, now_ms=now_ms)
    if block is None:
        return []
    names = await _names(q, place, [block.by])
    params = {"who": who_words(block.by, names), "set_at_ms": block.from_ms}
    by = Phrase("mod-set-by", params, place.time_zone)
    return [Field(Phrase("mod-field-block"), (*described(block_facts(block), place.time_zone), by))]


async def _request(q: Query, identity: Identity, place: Place, *, now_ms: int) -> list[Field]:
    """Show the request for more songs that waits for an answer."""
    for one in await dialogues.of_person(q, identity.person_id, place.id, "quota"):
        if one.data.get("stage") == "asked" and one.expires_ms > now_ms:
            wish = Phrase("mod-wish", {"songs": int(one.data.get("amount", 0))})
            reason = str(one.data.get("reason") or "")
            said = (Phrase("mod-said", {"text": reason}),) if reason else ()
            return [Field(Phrase("mod-field-request"), (wish, *said))]
    return []


async def _people(q: Query, limits: PlaceLimits, place: Place) -> tuple[Words, ...]:
    found = []
    for person_id, policy in limits.own.items():
        identity = await people.latest_identity(q, person_id, place.id)
        name = identity.account.shown if identity else person_id
        found.append(Phrase("mod-whose", {"who": name, "limit": policy_words(policy)}))
    return tuple(found)


async def _blocked(q: Query, place: Place, *, now_ms: int) -> tuple[Words, ...]:
    """List who is blocked now, and until when."""
    listed: list[Words] = []
    for block in await blocks.all_current(q, place.id, now_ms=now_ms):
        identity = await people.latest_identity(q, block.person_id, place.id)
        name = identity.account.shown if identity else block.person_id
        listed.append(_until(name, block, place.time_zone))
    return tuple(listed)


def _until(name: str, block: Block, time_zone: str) -> Words:
    if block.until_ms is None:
        return name
    params: dict[str, str | int] = {"name": name, "until_at_ms": block.until_ms, "zone": time_zone}
    return Phrase("mod-person-until", params, time_zone)


def _listed(words: tuple[Words, ...]) -> tuple[Words, ...]:
    """Return the first of many, and how many more there are."""
    if len(words) <= MOST_LISTED:
        return words
    return (*words[:MOST_LISTED], Phrase("mod-more", {"more": len(words) - MOST_LISTED}))


def _line(entry: audit.Entry, names: Mapping[str, Words], time_zone: str) -> Words:
    facts = dict(entry.after)
    about = subject_words(entry.what, facts)
    said = Phrase("mod-said", {"text": str(facts["reason"])}) if facts.get("reason") else ""
    return Phrase(
        "mod-log-line",
        {
            "changed_at_ms": entry.at_ms,
            "who": who_words(entry.who, names),
            "what": change_words(entry.what),
            "about": Phrase("mod-log-about", {"about": about}) if about else "",
            "before": described(dict(entry.before), time_zone),
            "after": described(facts, time_zone),
            "said": Phrase("mod-log-said", {"said": said}) if said else "",
        },
        time_zone,
    )
