"""How the thing that a change is about stands, as plain facts: they are shown, audited and stored alike."""

from dataclasses import replace
from typing import Any

from bot.domain.money import amount_text
from bot.domain.people import Block, Pause
from bot.domain.quota import MoneyUsage, Policy, SubjectKind, Usage
from bot.studio.allowance import PlaceLimits

Facts = dict[str, Any]
"""`kind` says what they are about: `limit`, `money`, `block`, `pause` or `setting`."""
NONE = "none"
"""No such rule is set."""
UNLIMITED = "unlimited"


def usage_facts(usage: Usage | None) -> Facts:
    """Tell a limit and what is left of it; None is no cap."""
    if usage is None:
        return {"kind": "limit", "limit": NONE}
    return {
        "kind": "limit",
        "limit": UNLIMITED if usage.limit.songs is None else usage.limit.songs,
        "period": usage.limit.period,
        "source": usage.source,
        "role": usage.role,
        "used": usage.used,
        "granted": usage.granted,
        "left": usage.left,
        "resets_at_ms": usage.resets_at_ms,
    }


def cap_facts(usage: Usage | None) -> Facts:
    """Tell a place's cap in songs."""
    return {**usage_facts(usage), "source": "cap"}


def rule_facts(policy: Policy | None) -> Facts:
    """Tell a limit that is about several people."""
    if policy is None:
        return {"kind": "limit", "limit": NONE}
    songs = policy.songs
    return {"kind": "limit", "limit": UNLIMITED if songs is None else songs, "period": policy.period}


def money_facts(usage: MoneyUsage | None) -> Facts:
    """Tell a place's cap in money."""
    if usage is None:
        return {"kind": "money", "limit": NONE}
    return {
        "kind": "money",
        "limit": amount_text(usage.cap.amount_micro),
        "currency": usage.cap.currency,
        "period": usage.cap.period,
        "used": amount_text(usage.used_micro),
        "left": amount_text(usage.left_micro),
        "resets_at_ms": usage.resets_at_ms,
    }


def block_facts(block: Block | None) -> Facts:
    """Tell whether somebody is blocked."""
    if block is None:
        return {"kind": "block", "blocked": False}
    return {"kind": "block", "blocked": True, "until_at_ms": block.until_ms, "why": block.reason}


def pause_facts(pause: Pause | None) -> Facts:
    """Tell whether songs are made in a place."""
    return {"kind": "pause", "paused": pause is not None, "message": pause.message if pause else ""}


def setting_facts(key: str, value: object) -> Facts:
    """Tell a setting of a place."""
    return {"kind": "setting", "key": key, "value": value}


def with_policy(
    limits: PlaceLimits, subject: SubjectKind, subject_id: str, policy: Policy | None
) -> PlaceLimits:
    """Return what would be set in a place after a change; None takes a rule away."""
    match subject:
        case "person" | "role":
            name = "own" if subject == "person" else "roles"
            rules: dict[str, Policy] = {**getattr(limits, name)}
            rules.pop(subject_id, None)
            if policy is not None:
                rules[subject_id] = policy
            return replace(limits, own=rules) if name == "own" else replace(limits, roles=rules)
        case "default":
            return replace(limits, default=policy)
        case "cap":
            return replace(limits, cap=policy)
        case "money":
            return replace(limits, money=policy)


def policy_of(limits: PlaceLimits, subject: SubjectKind, subject_id: str) -> Policy | None:
    """Return what is set for a subject."""
    match subject:
        case "person":
            return limits.own.get(subject_id)
        case "role":
            return limits.roles.get(subject_id)
        case "default":
            return limits.default
        case "cap":
            return limits.cap
        case "money":
            return limits.money
