"""Facts about limits, blocks and settings as things that people read. The sentences are in the catalogue."""

from collections.abc import Mapping
from typing import Any

from bot.domain.money import amount_text
from bot.domain.people import OPERATOR, Account, Place
from bot.domain.quota import MoneyUsage, Period, Policy, Usage
from bot.domain.view import Mention, Phrase, Words
from bot.studio.moderation.facts import NONE, UNLIMITED, Facts

CHANGES = frozenset(
    {"quota.set", "quota.add", "quota.reset", "quota.role", "quota.default", "quota.server", "quota.request"}
    | {"block", "unblock", "pause", "resume", "song.deleted"}
    | {f"settings.{key}" for key in ("channels", "roles", "provider", "moderator_roles", "pause", "dm_songs")}
    | {f"settings.{key}" for key in ("moderator_channel", "language", "time_zone")}
)
"""What the audit calls changes that there is a word for."""
_OF = {
    "channels": "channel",
    "moderator_channel": "channel",
    "roles": "role",
    "moderator_roles": "role",
}
_MOST_SHOWN = 5


def limit_words(songs: int | None, period: Period) -> Phrase:
    """Say so many songs in a period."""
    return Phrase("mod-unlimited") if songs is None else _per(songs, period)


def source_words(source: str, role: str = "") -> Phrase:
    """Say whose limit it is."""
    params = {"role": Mention("role", role)} if source == "role" else {}
    return Phrase(f"mod-source-{source}", params)


def left_words(left: int | None) -> Phrase:
    """Say what is left."""
    return Phrase("mod-left-unlimited") if left is None else Phrase("mod-left", {"left": left})


def reset_words(resets_at_ms: int | None, time_zone: str) -> Phrase:
    """Say when a count starts anew."""
    if resets_at_ms is None:
        return Phrase("mod-resets-never")
    return Phrase("mod-resets", {"resets_at_ms": resets_at_ms, "zone": time_zone}, time_zone)


def usage_words(usage: Usage) -> tuple[Words, ...]:
    """Say a limit, what is used and what is left."""
    limit = limit_words(usage.limit.songs, usage.limit.period)
    return (limit, Phrase("mod-used", {"used": usage.used}), left_words(usage.left))


def money_words(usage: MoneyUsage) -> tuple[Words, ...]:
    """Say a cap in money, and what of it is left."""
    currency, cap = usage.cap.currency, usage.cap
    return (
        _money(amount_text(cap.amount_micro), currency, cap.period),
        Phrase("mod-money-left", {"amount": amount_text(usage.left_micro), "currency": currency}),
    )


def policy_words(policy: Policy) -> Phrase:
    """Say a rule in songs."""
    return limit_words(policy.songs, policy.period)


def described(facts: Facts, time_zone: str) -> tuple[Words, ...]:
    """Say how something stands; facts that nobody foresaw are shown as they are."""
    match facts.get("kind"):
        case "limit":
            return _limit(facts)
        case "money":
            return _money_facts(facts)
        case "block":
            return _block(facts, time_zone)
        case "pause":
            if not facts.get("paused"):
                return (Phrase("mod-not-paused"),)
            return (Phrase("mod-paused"), *_said(facts.get("message")))
        case "song":
            return (Phrase("mod-song-deleted") if facts.get("deleted") else Phrase("mod-song-there"),)
        case "setting":
            return _setting(str(facts.get("key")), facts.get("value"))
        case _:
            return _unforeseen(facts)


def change_words(what: str) -> Words:
    """Say what was changed; a name that nobody foresaw is shown as it is."""
    return Phrase(f"mod-audit-{what.replace('.', '-').replace('_', '-')}") if what in CHANGES else what


def name_words(account: Account, place: Place) -> Words:
    """Name somebody to the moderators of a place; whoever acted in the place's own name is nobody there."""
    return Phrase("mod-anonymous", {"name": account.shown}) if account.is_place(place.ref) else account.shown


def who_words(who: str, names: Mapping[str, Words]) -> Words:
    """Say who did something."""
    return Phrase("mod-operator") if who == OPERATOR else names.get(who, who)


def subject_words(what: str, facts: Facts) -> tuple[Words, ...]:
    """Say whom a change is about; nobody for a whole place."""
    subject, name = str(facts.get("subject") or ""), str(facts.get("name") or "")
    if what == "quota.role" and subject:
        return (Mention("role", subject),)
    return (name,) if name else ()


def _limit(facts: Facts) -> tuple[Words, ...]:
    limit = facts.get("limit", NONE)
    if limit == NONE:
        return (Phrase("mod-none"),)
    found: list[Words] = [Phrase("mod-unlimited") if limit == UNLIMITED else _per(limit, facts["period"])]
    if facts.get("source") in ("own", "role", "place", "bot"):
        found.append(source_words(facts["source"], facts.get("role", "")))
    if facts.get("granted"):
        found.append(Phrase("mod-granted", {"songs": f"{facts['granted']:+}"}))
    if facts.get("left") is not None:
        found.append(left_words(facts["left"]))
    return tuple(found)


def _money_facts(facts: Facts) -> tuple[Words, ...]:
    if facts.get("limit", NONE) == NONE:
        return (Phrase("mod-none"),)
    currency = facts["currency"]
    left = Phrase("mod-money-left", {"amount": facts["left"], "currency": currency})
    return (_money(facts["limit"], currency, facts["period"]), left)


def _block(facts: Facts, time_zone: str) -> tuple[Words, ...]:
    if not facts.get("blocked"):
        return (Phrase("mod-not-blocked"),)
    until = facts.get("until_at_ms")
    if until is None:
        return (Phrase("mod-blocked"), *_said(facts.get("why")))
    ends = Phrase("mod-blocked-until", {"until_at_ms": until, "zone": time_zone}, time_zone)
    return (ends, *_said(facts.get("why")))


def _setting(key: str, value: Any) -> tuple[Words, ...]:
    if key == "dm_songs":
        return (Phrase("mod-yes") if value else Phrase("mod-no"),)
    if not value:
        return (Phrase("mod-setting-empty"),)
    values = [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]
    if key not in _OF:
        return tuple(values)
    return tuple(Mention("channel" if _OF[key] == "channel" else "role", one) for one in values)


def _unforeseen(facts: Facts) -> tuple[Words, ...]:
    if facts.get("stage") == "approved":
        return (Phrase("mod-request-approved", {"songs": f"{facts.get('given', 0):+}"}), *_left(facts))
    if facts.get("stage") == "declined":
        return (Phrase("mod-request-declined"), *_left(facts))
    if set(facts) <= {"identity", "left"}:
        return _left(facts)
    return tuple(f"{key}={value}" for key, value in list(facts.items())[:_MOST_SHOWN])


def _left(facts: Facts) -> tuple[Words, ...]:
    return (left_words(facts.get("left")),)


def _said(text: object) -> tuple[Words, ...]:
    return (Phrase("mod-said", {"text": str(text)}),) if text else ()


def _per(songs: int, period: str) -> Phrase:
    return Phrase("mod-limit", {"songs": songs, "period": period})


def _money(amount: str, currency: str, period: str) -> Phrase:
    return Phrase("mod-money", {"amount": amount, "currency": currency, "period": period})
