"""What the sub-commands do: the bot itself, one song for the terminal, and the health check."""

import argparse
import asyncio
import contextlib
import signal
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.app import (
    DATABASE,
    HEARTBEAT,
    HEARTBEAT_S,
    App,
    local_chat,
    make_providers,
    now_ms,
    rules_from,
    running,
    schema_problem,
)
from bot.config import Settings
from bot.domain.errors import Refusal, StartupError, StorageError
from bot.domain.ids import new_id
from bot.domain.job import JobState
from bot.domain.money import amount_text
from bot.domain.people import PRIVATE, Caller, Place, PlaceRef
from bot.domain.quota import Limit, Period, span_of
from bot.domain.song import Origin, SongRequest
from bot.domain.view import View
from bot.locales import Catalogue
from bot.media.names import file_name
from bot.platforms.cli.platform import NAME as CLI
from bot.platforms.cli.platform import YOU, CliPlatform
from bot.redaction import one_line
from bot.store import people
from bot.store.db import Db, Query
from bot.store.migrate import packed_migrations
from bot.store.stats import Counts, count, open_orders, reading, schema_version, spent_by_vendors
from bot.studio.allowance import BOT_ZONE, Allowance
from bot.studio.board import stop_task
from bot.studio.moderation.changes import Changes
from bot.studio.moderation.overview import Overview
from bot.studio.moderation.terminal import set_quota, show_quota
from bot.studio.pricing import Pricing
from bot.studio.rules import Rules
from bot.studio.views import CancelOutcome, Order

EXIT_FAILED = 1
EXIT_BROKEN = 70
EXIT_INTERRUPTED = 130
MISSED_BEATS = 6
MOST_PLACES = 10
"""So many places are listed in the statistics."""
CLI_FOLDER = "cli"
LYRICS_FILE_BYTES = 200_000
"""No song has more words; a larger file is something else."""


@contextlib.contextmanager
def signals() -> Iterator[asyncio.Queue[None]]:
    """Collect SIGINT and SIGTERM for the length of the context."""
    loop = asyncio.get_running_loop()
    received: asyncio.Queue[None] = asyncio.Queue()
    kinds = (signal.SIGINT, signal.SIGTERM)
    for kind in kinds:
        loop.add_signal_handler(kind, received.put_nowait, None)
    try:
        yield received
    finally:
        for kind in kinds:
            loop.remove_signal_handler(kind)


async def serve(settings: Settings, *, words: Catalogue, notes: Console) -> int:
    """Run the bot until a signal; a second one ends the polite stop at once."""
    with signals() as received:
        async with (
            AsyncExitStack() as after,
            running(
                settings,
                data_dir=settings.data_dir,
                rules=rules_from(settings),
                providers=make_providers(settings),
                platforms=local_chat,
            ) as app,
        ):
            say_hello(app, words, notes)
            if not await signal_or_break(app, received):
                return EXIT_BROKEN
            notes.print(words.text("cli-stopping"))
            # Waits outside the bot's own context, so that it can hurry the stop that leaving it is.
            again = asyncio.create_task(hurry_on_signal(app, received))
            after.push_async_callback(stop_task, again)
    return 0


async def signal_or_break(app: App, received: "asyncio.Queue[None]") -> bool:
    """Wait for a signal; False if the bot broke before one came."""
    asked = asyncio.create_task(received.get())
    broken = asyncio.create_task(app.broken.wait())
    await asyncio.wait([asked, broken], return_when=asyncio.FIRST_COMPLETED)
    for task in (asked, broken):
        await stop_task(task)
    return not app.broken.is_set()


async def hurry_on_signal(app: App, received: "asyncio.Queue[None]") -> None:
    """Wait for the second signal."""
    await received.get()
    app.dispatcher.hurry()


def say_hello(app: App, words: Catalogue, notes: Console) -> None:
    """Say where the bot can be reached, and what would bring it to more places."""
    addresses = [getattr(platform, "address", "") for platform in app.platforms.values()]
    for address in filter(None, addresses):
        notes.print(words.text("cli-ready", address=address))
    if not any(addresses):
        notes.print(words.text("cli-no-platform"))
    for name, token in (("discord", app.settings.discord.token), ("telegram", app.settings.telegram.token)):
        given = "later" if token.get_secret_value() else "missing"
        notes.print(words.text(f"cli-{name}-{given}"))


async def sing(settings: Settings, options: argparse.Namespace, *, words: Catalogue, notes: Console) -> int:
    """Make one song for the terminal, with a data folder of its own beside a running bot's."""
    try:
        request = request_from(options)
    except OSError:
        notes.print(words.text("cli-lyrics-file-unreadable", path=str(options.lyrics_file)))
        return EXIT_FAILED
    except UnicodeDecodeError:
        notes.print(words.text("cli-lyrics-file-encoding", path=str(options.lyrics_file)))
        return EXIT_FAILED
    data_dir = settings.data_dir / CLI_FOLDER
    terminal = Console(highlight=False)
    pretty = Console(stderr=True, highlight=False)
    platform = CliPlatform(
        console=terminal, notes=pretty, words=words, data_dir=data_dir, file_name=file_name
    )
    unlimited = Limit(None, "total")
    rules = Rules(
        quota=unlimited,
        budget=unlimited,
        queued_per_user=1_000,
        grace_s=settings.limits.grace_s,
        keep_days=settings.limits.keep_days,
        prompt_characters=settings.limits.prompt_characters,
        lyrics_characters=settings.limits.lyrics_characters,
    )
    with signals() as received:
        async with running(
            settings,
            data_dir=data_dir,
            rules=rules,
            providers=make_providers(settings),
            platforms=lambda _: [platform],
        ) as app:
            try:
                receipt = await app.desk.order(order_from(request, options.output))
            except Refusal as refusal:
                notes.print(words.error(refusal))
                return EXIT_FAILED
            platform.watch(receipt.status.job_id)
            return await end_of(app, platform, received, words=words, notes=notes)


async def end_of(
    app: App,
    platform: CliPlatform,
    received: "asyncio.Queue[None]",
    *,
    words: Catalogue,
    notes: Console,
) -> int:
    """Wait for the end of the order; Ctrl-C cancels it where that is still possible."""
    while True:
        ended = asyncio.create_task(platform.ended.wait())
        asked = asyncio.create_task(received.get())
        await asyncio.wait([ended, asked], return_when=asyncio.FIRST_COMPLETED)
        if platform.ended.is_set():
            asked.cancel()
            return 0 if platform.state is JobState.DONE else EXIT_FAILED
        ended.cancel()
        outcome = (await app.desk.cancel(YOU, PlaceRef())).outcome
        if outcome is CancelOutcome.CANCELLED:
            notes.print(words.text("cancel-cancelled"))
            return EXIT_INTERRUPTED
        notes.print(words.text("cli-cannot-cancel"))
        if outcome is CancelOutcome.NOTHING:
            return EXIT_INTERRUPTED


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
        value = ", ".join(words.phrase(one) for one in field.value)
        console.print(one_line(f"  {words.phrase(field.label)}: {value}"))


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


def request_from(options: argparse.Namespace) -> SongRequest:
    """Return the order that the options describe. Raises `OSError` and `UnicodeDecodeError`."""
    lyrics = ""
    if options.lyrics_file is not None:
        with Path(options.lyrics_file).open("rb") as file:
            lyrics = file.read(LYRICS_FILE_BYTES).decode("utf-8-sig")
    return SongRequest(
        prompt=options.prompt,
        lyrics=lyrics,
        style=options.style,
        avoid=options.avoid,
        voice=options.voice,
        instrumental=options.instrumental,
        provider=options.provider,
        title=options.title,
        format="wav" if options.output.suffix.lower() == ".wav" else "mp3",
    )


def order_from(request: SongRequest, output: Path) -> Order:
    """Return the order as the desk takes it; the place to post to is a file."""
    return Order(
        caller=Caller(YOU),
        request=request,
        origin=Origin(platform=CLI, chat=str(output.absolute())),
        dedup=f"{CLI}:{new_id(now_ms())}",
    )


def health(settings: Settings) -> int:
    """Return 0 if the bot of this data folder was well just now."""
    try:
        beat = (settings.data_dir / HEARTBEAT).stat().st_mtime
    except OSError as error:
        raise StartupError("not-running") from error
    if time.time() - beat > HEARTBEAT_S * MISSED_BEATS:
        raise StartupError("not-well")
    return 0
