"""What `stats` and `quota` do: look into the database of a bot that may be running."""

import argparse
from collections.abc import Awaitable, Callable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.app import (
    now_ms,
    rules_from,
)
from bot.config import Settings
from bot.domain.errors import Refusal, StartupError, StorageError
from bot.domain.money import amount_text
from bot.domain.people import PRIVATE, Place, PlaceRef
from bot.domain.quota import Period, span_of
from bot.domain.view import View
from bot.folder import DATABASE, schema_problem
from bot.locales import Catalogue
from bot.redaction import one_line
from bot.store import people
from bot.store.db import Db, Query
from bot.store.migrate import packed_migrations
from bot.store.stats import Counts, count, open_orders, reading, schema_version, spent_by_vendors
from bot.studio.allowance import BOT_ZONE, Allowance
from bot.studio.moderation.changes import Changes
from bot.studio.moderation.overview import Overview
from bot.studio.moderation.terminal import set_quota, show_quota
from bot.studio.pricing import Pricing

EXIT_FAILED = 1
MOST_PLACES = 10
"""So many places are listed in the statistics."""


async def quota(settings: Settings, options: argparse.Namespace, *, words: Catalogue, notes: Console) -> int:
    """Show or set a quota in the database of a bot that may be running. Raises `StartupError`."""
    rules = rules_from(settings)
    pricing = Pricing({}, rules.rates)
    allowance = Allowance(rules, pricing)
    now = now_ms()

    async def work(q: Query, place: Place) -> View:
        if options.action == "show":
            return await show_quota(q, Overview(rules, allowance), place, options.who, now_ms=now)
        changes, limit = Changes(rules, allowance, pricing), " ".join(options.limit)
        return await set_quota(q, changes, place, options.who, limit, reason=options.reason, now_ms=now)

    try:
        view = await in_place(settings, options.place, work)
    except (Refusal, StorageError) as error:
        notes.print(words.error(error))
        return EXIT_FAILED
    print_view(view, words, Console(highlight=False, markup=False, soft_wrap=True))
    return 0


async def in_place(settings: Settings, where: str, work: Callable[[Query, Place], Awaitable[View]]) -> View:
    """Do something in a place, in one transaction. Raises `StartupError` where there is no such place."""
    database = settings.data_dir / DATABASE
    if not database.exists():
        raise StartupError("no-database", path=one_line(str(settings.data_dir)))
    problem = schema_problem(settings.data_dir)
    if problem is not None:
        raise problem
    platform, _, native_id = where.partition(":")
    ref = PlaceRef(platform, native_id) if where else PlaceRef()

    async def look(q: Query) -> View:
        if await schema_version(q) < len(packed_migrations()):
            raise StartupError("database-older", path=str(database))
        place = await people.find_place(q, ref)
        if place is None:
            raise StartupError("no-such-place", place=one_line(where) or PRIVATE)
        return await work(q, place)

    db = await Db.open(database)
    try:
        return await db.tx(look)
    finally:
        await db.close()


def print_view(view: View, words: Catalogue, console: Console) -> None:
    """Print what a chat would show, without its controls."""
    for line in ((view.title,) if view.title is not None else ()) + view.text:
        console.print(one_line(words.phrase(line)))
    for field in view.fields:
        line = words.text("cli-field", label=words.phrase(field.label), value=words.several(field.value))
        console.print(f"  {one_line(line)}")


async def stats(settings: Settings, *, words: Catalogue, console: Console) -> int:
    """Say what was sung and what it cost; a bot that runs is not disturbed. Raises `StartupError`."""
    database = settings.data_dir / DATABASE
    if not database.exists():
        console.print(words.text("cli-stats-none", path=one_line(str(settings.data_dir))))
        return 0
    problem = schema_problem(settings.data_dir)
    if problem is not None:
        raise problem
    rules, now = rules_from(settings), now_ms()
    allowance = Allowance(rules, Pricing({}, rules.rates))
    try:
        async with reading(database) as q:
            if await schema_version(q) < len(packed_migrations()):
                raise StartupError("database-older", path=str(database))
            periods: tuple[Period, ...] = ("day", "month", "total")
            spans = [span_of(period, now, BOT_ZONE) for period in periods]
            counts = [await count(q, span) for span in spans]
            budget_span = span_of(settings.budget.period, now, BOT_ZONE)
            money, waiting = await spent_by_vendors(q, budget_span), await open_orders(q)
            songs = await allowance.bot(q, now_ms=now)
            paid = await allowance.bot(q, now_ms=now, paid=True)
            spent = await allowance.bot_money(q, now_ms=now)
    except StorageError as error:
        raise StartupError("database-unreadable", path=str(database)) from error
    console.print(stats_table(counts, words))
    console.print(words.text("cli-stats-open", orders=waiting))
    for sentence, usage in (("cli-stats-cap-songs", songs), ("cli-stats-cap-paid", paid)):
        if usage.allowed is not None:
            shown = {"used": usage.used, "cap": usage.allowed, "left": usage.left or 0}
            console.print(words.text(sentence, period=usage.limit.period, **shown))
    if spent is not None:
        amounts = {"used": spent.used_micro, "cap": spent.cap.amount_micro, "left": spent.left_micro}
        texts = {name: amount_text(micro) for name, micro in amounts.items()}
        period, currency = spent.cap.period, spent.cap.currency
        console.print(words.text("cli-stats-cap-money", period=period, currency=currency, **texts))
    for currency, micro in money.items():
        amount = amount_text(micro)
        period = settings.budget.period
        console.print(words.text("cli-stats-money", amount=amount, currency=currency, period=period))
    return 0


def stats_table(counts: list[Counts], words: Catalogue) -> Table:
    """Return songs by service and place; `counts` is today, this month, and in all."""
    table = Table(box=None, pad_edge=False)
    table.add_column("")
    for heading in ("cli-stats-today", "cli-stats-month", "cli-stats-total"):
        table.add_column(words.text(heading), justify="right")

    def add(name: str, numbers: list[int]) -> None:
        table.add_row(Text(one_line(name)), *map(str, numbers))

    add(words.text("cli-stats-songs"), [one.songs for one in counts])
    add(words.text("cli-stats-failed"), [one.failed for one in counts])
    add(words.text("cli-stats-refunded"), [one.refunded for one in counts])
    in_all = counts[-1]
    if in_all.by_service:
        table.add_row(Text(words.text("cli-stats-by-service")))
    for service in in_all.by_service:
        add(f"  {service}", [one.by_service.get(service, 0) for one in counts])
    if in_all.by_place:
        table.add_row(Text(words.text("cli-stats-by-place")))
    for place in list(in_all.by_place)[:MOST_PLACES]:
        name = words.text("cli-stats-private") if place[0] == PRIVATE else " ".join(place)
        add(f"  {name}", [one.by_place.get(place, 0) for one in counts])
    return table
