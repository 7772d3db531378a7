"""What the operator is told, each thing once: caps of the whole bot that fill up, services that need them.

An alert is news with a topic, written in the transaction that made it true; the topic is what keeps it from
being told twice, also after a restart. It goes to every chat of the operator and to the log.
"""

from collections.abc import Callable
from dataclasses import dataclass

import structlog

from bot.domain.errors import (
    AuthenticationFailed,
    BalanceTooLow,
    BudgetMoneyExceeded,
    NotEnabled,
    ProviderError,
    QuotaExceeded,
    StartupError,
    StorageError,
)
from bot.domain.money import amount_text
from bot.domain.quota import MoneyUsage, Usage, span_of
from bot.domain.song import Origin
from bot.domain.view import Field, Phrase, View
from bot.store import news
from bot.store.db import Query
from bot.studio.allowance import BOT_ZONE, Allowance
from bot.studio.herald import operator_chats, tell
from bot.studio.rules import Rules

log = structlog.get_logger(__name__)

LOG = "log"
"""The platform that writes alerts into the log."""
LOG_CHAT = Origin(platform=LOG, chat="")
SERVICE_TROUBLES: dict[type[ProviderError], str] = {
    BalanceTooLow: "balance",
    AuthenticationFailed: "key",
    NotEnabled: "not-enabled",
}
"""What only the operator can mend, by the last part of its topic."""


@dataclass(frozen=True)
class _Cap:
    """How a cap of the whole bot stands, in songs or in millionths of a currency."""

    name: str
    """`songs`, `paid` or `money`."""
    used: int
    most: int
    period: str
    start_ms: int
    resets_at_ms: int | None
    currency: str = ""

    def view(self, level: str) -> View:
        """Say it to the operator."""
        shown: dict[str, str | int] = {"used": self.used, "cap": self.most, "period": self.period}
        if self.currency:
            amounts = {"used": amount_text(self.used), "cap": amount_text(self.most)}
            shown |= {**amounts, "currency": self.currency}
        unit = "money" if self.currency else "songs"
        fields = [Field(Phrase("alert-label-used"), (Phrase(f"alert-used-{unit}", shown),))]
        if self.resets_at_ms is not None:
            when: dict[str, str | int] = {"resets_at_ms": self.resets_at_ms, "zone": BOT_ZONE}
            reset = Phrase("alert-resets", when, BOT_ZONE)
            fields.append(Field(Phrase("alert-label-resets"), (reset,)))
        percent = self.used * 100 // self.most
        return View(
            title=Phrase(f"alert-{self.name}-{level}-title", {"percent": percent}),
            text=(Phrase(f"alert-{self.name}-{level}-text"),),
            tone="problem" if level == "full" else "plain",
            fields=tuple(fields),
        )


class Alerts:
    """Decides what is an alert; a mistake of its own keeps nobody from a song."""

    def __init__(self, rules: Rules, allowance: Allowance, now_ms: Callable[[], int]) -> None:
        self._rules, self._allowance, self._now_ms = rules, allowance, now_ms

    async def caps(self, q: Query) -> None:
        """Tell of the bot's caps that have filled up; for the end of a transaction that counts something."""
        now_ms = self._now_ms()
        try:
            usages = [("songs", await self._allowance.bot(q, now_ms=now_ms))]
            usages.append(("paid", await self._allowance.bot(q, now_ms=now_ms, paid=True)))
            found = [_songs(name, usage, now_ms) for name, usage in usages]
            found.append(_money(await self._allowance.bot_money(q, now_ms=now_ms), now_ms))
            for cap in found:
                if cap is not None and cap.used >= cap.most * self._rules.alert_at:
                    await self._tell_cap(q, cap, full=cap.used >= cap.most, now_ms=now_ms)
        except StorageError:
            raise  # the order could not be written down, either
        except Exception:
            log.exception("an alert could not be told")

    async def refused(self, q: Query, refusal: QuotaExceeded | BudgetMoneyExceeded) -> None:
        """Tell that a cap of the bot has kept somebody from a song; the order's own transaction is gone."""
        await self.caps(q)
        if isinstance(refusal, BudgetMoneyExceeded):
            # no song fits any more, although some money may be left
            cap = _money(refusal.usage, self._now_ms())
            if cap is not None:
                await self._tell_cap(q, cap, full=True, now_ms=self._now_ms())

    async def service_failed(self, q: Query, name: str, error: ProviderError, *, rests: bool) -> None:
        """Tell of a service whose account needs the operator, or which rests since it keeps failing."""
        trouble = SERVICE_TROUBLES.get(type(error)) or ("resting" if rests else None)
        if trouble is None:
            return
        view = View(
            title=Phrase(f"alert-service-{trouble}-title", {"service": name}),
            text=(Phrase(f"alert-service-{trouble}-text", {"name": name}), Phrase("alert-service-once")),
            tone="problem",
        )
        await self._tell(q, f"service.{name}.{trouble}", view, now_ms=self._now_ms())

    async def service_answered(self, q: Query, name: str) -> None:
        """Note that a service works: the next trouble is new again."""
        await news.over(q, f"service.{name}", now_ms=self._now_ms())

    async def chat(self, q: Query, name: str, problem: StartupError | None) -> None:
        """Tell of a chat that will not have the bot until somebody mends it; None: it is there again."""
        if problem is None:
            await news.over(q, f"chat.{name}", now_ms=self._now_ms())
            return
        view = View(
            title=Phrase("alert-chat-off", {"chat": name}),
            text=(Phrase(f"startup-{problem.sentence}", problem.params()),),
            tone="problem",
        )
        await self._tell(q, f"chat.{name}.off", view, now_ms=self._now_ms())

    async def _tell_cap(self, q: Query, cap: _Cap, *, full: bool, now_ms: int) -> None:
        level = "full" if full else "part"
        await self._tell(q, f"budget.{cap.name}.{level}.{cap.start_ms}", cap.view(level), now_ms=now_ms)

    async def _tell(self, q: Query, topic: str, view: View, *, now_ms: int) -> None:
        for origin in (LOG_CHAT, *await operator_chats(q, self._rules)):
            own = f"{topic}.{origin.platform}:{origin.chat}"
            await tell(q, origin, view, audience="moderators", topic=own, now_ms=now_ms)


def _songs(name: str, usage: Usage, now_ms: int) -> _Cap | None:
    """Return a cap in songs; one of 0 is a decision, and no news."""
    limit = usage.limit
    if not limit.songs:
        return None
    start_ms = span_of(limit.period, now_ms, BOT_ZONE).start_ms
    return _Cap(name, usage.used, limit.songs, limit.period, start_ms, usage.resets_at_ms)


def _money(usage: MoneyUsage | None, now_ms: int) -> _Cap | None:
    if usage is None or not usage.cap.amount_micro:
        return None
    cap = usage.cap
    start_ms = span_of(cap.period, now_ms, BOT_ZONE).start_ms
    return _Cap(
        "money", usage.used_micro, cap.amount_micro, cap.period, start_ms, usage.resets_at_ms, cap.currency
    )
