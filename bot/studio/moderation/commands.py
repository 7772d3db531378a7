"""What moderators ask for with `/admin`: the commands as every chat hands them in, and as people type them.

A chat with typed options builds these objects itself; the others hand the words over to `parse_admin`.
Nothing is looked up here: who is meant, and whether there is anything to do, is decided when it is done.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal, TypeVar

from bot.domain.errors import InvalidOrder
from bot.domain.quota import Period, SubjectKind
from bot.studio.moderation.scan import (
    Scanner,
    is_amount,
    is_change,
    is_duration,
    read_amount,
    read_change,
    read_currency,
    read_duration,
    read_money,
    read_period,
    read_role,
    shown,
)

REASON_CHARACTERS = 200
SUB_COMMANDS = ("quota", "settings", "block", "unblock", "pause", "log", "help")
QUOTA_COMMANDS = ("set", "add", "reset", "role", "default", "server", "show")
MOST_PAGES = 100_000


@dataclass(frozen=True)
class SetLimit:
    """Set a limit, or a cap of the place, or take it away."""

    subject: SubjectKind
    who: str = ""
    """Somebody's user name, shown name or plain id, or a role's plain id."""
    songs: int | None = None
    """None is unlimited, unless it is about money."""
    amount_micro: int = 0
    currency: str = ""
    away: bool = False
    """No such rule from now on: the next one holds."""
    period: Period | None = None
    """None keeps the one that holds now."""
    reason: str = ""
    kind: Literal["set"] = "set"


@dataclass(frozen=True)
class AddSongs:
    """Give somebody songs on top of their limit in this period, or take some."""

    who: str
    songs: int
    reason: str = ""
    kind: Literal["add"] = "add"


@dataclass(frozen=True)
class ResetCount:
    """Start somebody's count anew."""

    who: str
    reason: str = ""
    kind: Literal["reset"] = "reset"


@dataclass(frozen=True)
class BlockPerson:
    """Keep somebody from having songs made here."""

    who: str
    for_ms: int | None = None
    """None is until it is lifted."""
    reason: str = ""
    kind: Literal["block"] = "block"


@dataclass(frozen=True)
class UnblockPerson:
    """Lift a block."""

    who: str
    reason: str = ""
    kind: Literal["unblock"] = "unblock"


@dataclass(frozen=True)
class PausePlace:
    """Make no songs here for a while."""

    message: str = ""
    kind: Literal["pause"] = "pause"


@dataclass(frozen=True)
class ResumePlace:
    """End the pause."""

    kind: Literal["resume"] = "resume"


@dataclass(frozen=True)
class ShowQuota:
    """Explain somebody's state, or the whole place's."""

    who: str = ""


@dataclass(frozen=True)
class ShowLog:
    """Show what was changed here."""

    page: int = 1


@dataclass(frozen=True)
class OpenSettings:
    """Open the panel."""


@dataclass(frozen=True)
class ListCommands:
    """Say what there is."""


ChangeCommand = SetLimit | AddSongs | ResetCount | BlockPerson | UnblockPerson | PausePlace | ResumePlace
"""These are shown with their effect before they are done."""
AdminCommand = ChangeCommand | ShowQuota | ShowLog | OpenSettings | ListCommands
Command = TypeVar("Command")


def parse_admin(text: str, *, currency: str = "USD", about: str = "") -> AdminCommand:
    """Read what follows `/admin`; `currency` is the budget's. Raises `InvalidOrder` and nothing else.

    `about` is the plain id of whom the message is about without naming them, as in a reply; who is named
    goes first. A name is then what begins with @, stands in quotes, or is a long number, and else what can
    be nothing but one: what stands before an amount (`set`, `add`) or a length of time (`block`), and what
    follows `show`. All other words are the reason.
    """
    words = Scanner(text, about=about)
    word = words.take()
    if word is None:
        return ListCommands()
    match word.text.casefold():
        case "quota":
            return _quota(words, currency)
        case "block":
            return _block(words)
        case "unblock":
            return UnblockPerson(words.who_or_about(), reason=read_reason(words))
        case "pause":
            return _pause(words)
        case "settings":
            return _alone(words, ("settings",), OpenSettings)
        case "log":
            return _log(words)
        case "help":
            return ListCommands()
        case _:
            raise InvalidOrder("admin-unknown", command=shown(word.text), commands=SUB_COMMANDS)


def person_in(command: AdminCommand) -> str:
    """Return whom a command is about, as they are named in it; empty where it is about nobody."""
    match command:
        case (
            SetLimit(subject="person", who=who)
            | AddSongs(who=who)
            | ResetCount(who=who)
            | BlockPerson(who=who)
            | UnblockPerson(who=who)
            | ShowQuota(who=who)
        ):
            return who
    return ""


def parse_limit(
    subject: SubjectKind, who: str, text: str, *, reason: str = "", currency: str = "USD"
) -> SetLimit:
    """Read an amount and a period that stand apart from a reason. Raises `InvalidOrder`."""
    words = Scanner(text)
    amount_and_period = _amount(words, subject, who, currency)
    if words.rest():
        raise InvalidOrder("amount-extra", extra=shown(words.rest()))
    return replace(amount_and_period, reason=read_reason(Scanner(reason)))


def read_reason(words: Scanner) -> str:
    """Return all that is left as a reason, on one line. Raises `InvalidOrder`."""
    reason = words.reason()
    if len(reason) > REASON_CHARACTERS:
        raise InvalidOrder("reason-too-long", length=len(reason), most=REASON_CHARACTERS)
    return reason


def _quota(words: Scanner, currency: str) -> AdminCommand:
    word = words.take()
    if word is None:
        raise InvalidOrder("admin-quota", commands=QUOTA_COMMANDS)
    match word.text.casefold():
        case "set":
            return _limit(words, "person", words.who_before(is_amount), currency)
        case "role":
            return _limit(words, "role", read_role(words.take()), currency)
        case "default":
            return _limit(words, "default", "", currency)
        case "server":
            return _limit(words, "cap", "", currency)
        case "add":
            return AddSongs(words.who_before(is_change), read_change(words.take()), reason=read_reason(words))
        case "reset":
            return ResetCount(words.who_or_about(), reason=read_reason(words))
        case "show":
            who = words.who() if words.rest() else words.about
            return _alone(words, ("quota", "show"), lambda: ShowQuota(who))
        case other:
            raise InvalidOrder("admin-quota-unknown", command=shown(other), commands=QUOTA_COMMANDS)


def _limit(words: Scanner, subject: SubjectKind, who: str, currency: str) -> SetLimit:
    """Read an amount, a period and a reason."""
    return replace(_amount(words, subject, who, currency), reason=read_reason(words))


def _amount(words: Scanner, subject: SubjectKind, who: str, currency: str) -> SetLimit:
    """Read an amount, for a cap with its currency, and a period."""
    amount = words.take()
    if amount is None:
        raise InvalidOrder("amount-missing")
    money = read_currency(words, currency) if subject == "cap" else ""
    kind: SubjectKind = "money" if money else subject
    if amount.text.casefold() == "none" or (subject == "cap" and amount.text.casefold() == "unlimited"):
        read_period(words)  # says nothing here, and is no reason
        return SetLimit(kind, who, away=True, currency=money)  # a cap without an end is none
    if money:
        micro = read_money(amount, money)
        return SetLimit(kind, amount_micro=micro, currency=money, period=read_period(words))
    songs = read_amount(amount, currency if subject == "cap" else "")
    return SetLimit(kind, who, songs=songs, period=read_period(words))


def _block(words: Scanner) -> BlockPerson:
    who = words.who_or_about(before=is_duration)
    seconds = read_duration(words)
    for_ms = None if seconds is None else timedelta(seconds=seconds) // timedelta(milliseconds=1)
    return BlockPerson(who, for_ms=for_ms, reason=read_reason(words))


def _pause(words: Scanner) -> AdminCommand:
    first = words.peek()
    if first is not None and not first.quoted and first.text.casefold() == "off":
        words.take()
        return _alone(words, ("pause", "off"), ResumePlace)
    return PausePlace(read_reason(words))


def _log(words: Scanner) -> ShowLog:
    word = words.take()
    if word is None:
        return ShowLog()
    if not re.fullmatch(r"\d{1,9}", word.text) or not 1 <= int(word.text) <= MOST_PAGES:
        raise InvalidOrder("log-page", word=shown(word.text))
    return _alone(words, ("log",), lambda: ShowLog(int(word.text)))


def _alone(words: Scanner, name: tuple[str, ...], make: Callable[[], Command]) -> Command:
    """Return a command after which nothing stands any more."""
    if words.rest():
        raise InvalidOrder("admin-rest", command=" ".join(name), extra=shown(words.rest()))
    return make()
