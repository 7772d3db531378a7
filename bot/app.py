"""The composition root: the only place that names concrete classes and puts them together."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from bot.config import Settings
from bot.domain.errors import StartupError, StorageError
from bot.domain.people import Caller
from bot.domain.ports import Platform, Provider
from bot.domain.song import Origin
from bot.domain.view import View
from bot.folder import DATABASE, own_folder
from bot.locales import catalogue, languages
from bot.media.folders import Folders
from bot.net.download import Downloads
from bot.net.links import addresses_of, public_link
from bot.platforms.log import LogPlatform
from bot.providers import discover
from bot.store import migrate as migrations
from bot.store.db import Db
from bot.studio.admission import Admission
from bot.studio.aftercare import Aftercare
from bot.studio.alerts import Alerts
from bot.studio.allowance import Allowance
from bot.studio.board import Board, stop_task
from bot.studio.charging import Charging
from bot.studio.desk import Desk
from bot.studio.dialogues.change import ChangeKind
from bot.studio.dialogues.front import Dialogues, make_dialogues
from bot.studio.dialogues.settings import SettingsKind
from bot.studio.dispatcher import Dispatcher
from bot.studio.drafts import Drafts
from bot.studio.endings import Endings
from bot.studio.errands import Errands
from bot.studio.health import Health
from bot.studio.herald import Herald
from bot.studio.moderation.changes import Changes
from bot.studio.moderation.front import Moderation
from bot.studio.moderation.overview import Overview
from bot.studio.moves import Moves
from bot.studio.pace import Pace
from bot.studio.pipeline import Pipeline
from bot.studio.pricing import Pricing
from bot.studio.replies import Replies
from bot.studio.routing import Routing
from bot.studio.rules import FIRST_PAID_SONGS, UNLIMITED, Access, Rules
from bot.studio.shelf import Shelf
from bot.studio.songs import Songs
from bot.studio.uploads import Uploads, most_taken

log = structlog.get_logger(__name__)

HEARTBEAT = "heartbeat"
HEARTBEAT_S = 10.0
HEALTH_TIMEOUT_S = 5.0
MB = 1_000_000


def now_ms() -> int:
    """Return the time in milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def rules_from(settings: Settings) -> Rules:
    """Return what the operator decided, as the studio needs it."""
    limits, budget, access = settings.limits, settings.budget, settings.access
    servers = None if access.servers == "all" else frozenset(access.servers)
    chats = (Origin(platform="web", chat="local"),) if settings.web.enabled else ()
    if settings.discord.is_on and settings.operator.discord_id:
        person = settings.operator.discord_id
        chats = (*chats, Origin(platform="discord", chat=f"@{person}", person=person))
    if settings.telegram.is_on and settings.operator.telegram_id:
        person = settings.operator.telegram_id
        chats = (*chats, Origin(platform="telegram", chat=person, person=person))
    return Rules(
        quota=settings.quota.limit,
        budget=budget.limit,
        paid_budget=UNLIMITED if budget.is_given else FIRST_PAID_SONGS,
        money=budget.money_cap,
        rates=budget.known_rates,
        alert_at=budget.alert_at,
        access=Access(servers, access.private),
        operators=settings.operator.accounts,
        operator_chats=chats,
        languages=languages(),
        running_per_user=limits.running_per_user,
        queued_per_user=limits.queued_per_user,
        drafts_per_day=limits.drafts_per_day,
        grace_s=limits.grace_s,
        keep_days=limits.keep_days,
        prompt_characters=limits.prompt_characters,
        lyrics_characters=limits.lyrics_characters,
        lyrics_file_bytes=limits.lyrics_file_kb * 1000,
    )


def make_providers(settings: Settings) -> dict[str, Provider]:
    """Make every service that is on, but those that can't be held to `[budget] money` where that is set."""
    made = {}
    for name, module in discover().items():
        provider = module.create(settings.services[name])
        if provider is not None:
            made[name] = provider
    if settings.budget.money_cap is None:
        return made
    pricing = Pricing({name: one.info for name, one in made.items()}, settings.budget.known_rates)
    left_out = [name for name in made if not pricing.can_be_capped(name)]
    if left_out:
        log.warning("services without a price can't be held to [budget] money", left_out=left_out)
    return {name: one for name, one in made.items() if name not in left_out}


def own_addresses(settings: Settings) -> frozenset[tuple[str, int]]:
    """Return the hosts and ports of the services and chats that are on: they may be in the own network."""
    on = [section for name, section in settings.services.items() if settings.service_is_on(name)]
    services = [str(getattr(section, "base_url", "")) for section in on]
    chats = [chat.base_url for chat in (settings.discord, settings.telegram) if chat.is_on]
    return addresses_of([*services, *chats])


@dataclass
class App:
    """A bot that is put together; `running` makes one and takes it apart again."""

    settings: Settings
    data_dir: Path
    db: Db
    desk: Desk
    dispatcher: Dispatcher
    board: Board
    dialogues: Dialogues
    songs: Songs
    moderation: Moderation
    moves: Moves
    herald: Herald
    alerts: Alerts
    downloads: Downloads
    platforms: dict[str, Platform]
    left_out: list[StartupError] = field(default_factory=list)
    """Why chats that are on have not started."""
    broken: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a part of the bot that has to run for ever has ended: the process should end, too."""

    def keep_running(self, name: str, work: Coroutine[object, object, None]) -> asyncio.Task[None]:
        """Run something for as long as the bot runs."""

        def ended(task: asyncio.Task[None]) -> None:
            if not task.cancelled():
                log.critical("a part of the bot has ended", part=name, exc_info=task.exception())
                self.broken.set()

        task = asyncio.create_task(work, name=name)
        task.add_done_callback(ended)
        return task

    async def tell_chat(self, name: str, problem: StartupError | None) -> None:
        """Tell the operator what keeps the bot from a chat, once; None: it is there again."""
        if problem is not None:
            log.error("a chat is off", chat=name, reason=catalogue().startup(problem))
        with suppress(StorageError):
            await self.db.tx(lambda q: self.alerts.chat(q, name, problem))
        self.herald.wake()

    async def healthy(self) -> bool:
        """Tell whether orders can be taken and carried out: the database writes, the queue moves."""
        try:
            async with asyncio.timeout(HEALTH_TIMEOUT_S):
                await self.db.try_to_write()
        except (StorageError, TimeoutError):
            return False
        return self.dispatcher.alive


MakePlatforms = Callable[[App], list[Platform]]


@asynccontextmanager
async def running(
    settings: Settings,
    *,
    data_dir: Path,
    rules: Rules,
    providers: Mapping[str, Provider],
    platforms: MakePlatforms,
    open_db: Callable[[Path], Awaitable[Db]] = Db.open,
    trusted: frozenset[tuple[str, int]] = frozenset(),
) -> AsyncIterator[App]:
    """Run a bot for the length of the context. Raises `StartupError`s.

    Songs are fetched from the public internet, from where the services' `base_url`s are, and from the hosts
    and ports in `trusted`.

    One process owns a data folder. Leaving the context stops politely: nothing new starts, and calls
    that nobody could take up again are waited for, `[limits] grace_s` at the longest.
    """
    async with AsyncExitStack() as stack:
        stack.enter_context(own_folder(data_dir))
        database = data_dir / DATABASE
        await asyncio.to_thread(migrations.migrate, database, migrations.packed_migrations(), now_ms=now_ms)
        db = await open_db(database)
        stack.push_async_callback(db.close)
        downloads = Downloads(trusted=trusted | own_addresses(settings))
        stack.push_async_callback(downloads.close)
        for provider in providers.values():
            stack.push_async_callback(provider.close)
        app = assemble(
            settings, data_dir=data_dir, db=db, downloads=downloads, rules=rules, providers=providers
        )
        await app.dispatcher.recover()
        await start_chats(app, platforms(app), stack)
        for name, work in (
            ("board", app.board.run()),
            ("sweep", app.dispatcher.sweep()),
            ("herald", app.herald.run()),
            ("heartbeat", heartbeat(app, data_dir / HEARTBEAT)),
            ("dispatcher", app.dispatcher.run()),
        ):
            stack.push_async_callback(stop_task, app.keep_running(name, work))
        stack.push_async_callback(app.dispatcher.stop, grace_s=rules.grace_s)
        yield app


async def start_chats(app: App, chats: list[Platform], stack: AsyncExitStack) -> None:
    """Start all chats; one that can't start is left out. Raises `StartupError` where none is left."""
    app.platforms.update({chat.name: chat for chat in [*chats, LogPlatform()]})
    for name, chat in list(app.platforms.items()):
        try:
            await chat.start()
        except StartupError as error:
            del app.platforms[name]
            app.left_out.append(error)
            await app.tell_chat(name, error)
        else:
            stack.push_async_callback(chat.stop)
            await app.tell_chat(name, None)
    if chats and len(app.left_out) == len(chats):
        raise app.left_out[0]


def assemble(
    settings: Settings,
    *,
    data_dir: Path,
    db: Db,
    downloads: Downloads,
    rules: Rules,
    providers: Mapping[str, Provider],
) -> App:
    """Put the studio together; the platforms come last, since they are built on the desk."""
    platforms: dict[str, Platform] = {}
    limits = settings.limits
    folders = Folders(data_dir, cap_bytes=limits.disk_mb * MB, keep_free_bytes=limits.keep_free_mb * MB)
    infos = {name: provider.info for name, provider in providers.items()}
    shelf, pricing = Shelf(folders), Pricing(infos, rules.rates)
    allowance, admission = Allowance(rules, pricing), Admission(rules)
    alerts = Alerts(rules, allowance, now_ms)
    health = Health(now_ms)
    routing = Routing(providers, settings.routing.order, rests=health.rests)
    board = Board(platforms, now_ms=now_ms)
    replies = Replies(now_ms)
    drafts = Drafts(
        routing=routing,
        rules=rules,
        admission=admission,
        allowance=allowance,
        pricing=pricing,
        alerts=alerts,
    )
    endings = Endings(
        db=db,
        routing=routing,
        platforms=platforms,
        folders=folders,
        board=board,
        allowance=allowance,
        pricing=pricing,
        alerts=alerts,
        replies=replies,
        now_ms=now_ms,
    )
    pipeline = Pipeline(
        db=db,
        providers=providers,
        platforms=platforms,
        paces={name: Pace(info.requests_per_minute, now_s=time.monotonic) for name, info in infos.items()},
        folders=folders,
        board=board,
        endings=endings,
        allowance=allowance,
        alerts=alerts,
        health=health,
        fetch=downloads.fetch,
        now_ms=now_ms,
    )
    dispatcher = Dispatcher(
        db=db,
        pipeline=pipeline,
        endings=endings,
        board=board,
        shelf=shelf,
        health=health,
        titles=routing.titles,
        slots={name: info.max_concurrent for name, info in infos.items()},
        usual_s={name: info.usual_s for name, info in infos.items()},
        rules=rules,
        now_ms=now_ms,
    )
    charging = Charging(db=db, platforms=platforms, admission=admission, allowance=allowance)
    desk = Desk(
        db=db,
        routing=routing,
        titles={name: info.title for name, info in infos.items()},
        board=board,
        storage=shelf,
        runners=dispatcher,
        rules=rules,
        admission=admission,
        allowance=allowance,
        pricing=pricing,
        charging=charging,
        alerts=alerts,
        now_ms=now_ms,
    )
    changes = Changes(rules, allowance, pricing)
    change = ChangeKind(changes=changes, admission=admission)
    panel = SettingsKind(rules=rules, titles=routing.titles, admission=admission)

    async def admin(caller: Caller, text: str, origin: Origin, dedup: str) -> View:
        return await moderation.admin(caller, text, origin, dedup)

    uploads = Uploads(folders, most_bytes=most_taken(infos.values()))
    aftercare = Aftercare(admission=admission, rules=rules, folders=folders, uploads=uploads)
    dialogues, machine, herald = make_dialogues(
        db=db,
        desk=desk,
        rules=rules,
        routing=routing,
        admission=admission,
        allowance=allowance,
        charging=charging,
        platforms=platforms,
        runners=dispatcher,
        drafts=drafts,
        replies=replies,
        uploads=uploads,
        public_link=public_link,
        aftercare=aftercare,
        errands=Errands(db=db, titles=routing.titles, folders=folders, pricing=pricing, now_ms=now_ms),
        admin_kinds={"change": change, "settings": panel},
        admin=admin,
        now_ms=now_ms,
    )
    moderation = Moderation(
        db=db,
        machine=machine,
        changes=changes,
        change=change,
        settings=panel,
        overview=Overview(rules, allowance),
        admission=admission,
        now_ms=now_ms,
    )

    def wake() -> None:
        herald.wake()
        dispatcher.wake()

    songs = Songs(db=db, aftercare=aftercare, orders=desk, flows=dialogues, wake=wake, now_ms=now_ms)
    return App(
        settings,
        data_dir,
        db,
        desk,
        dispatcher,
        board,
        dialogues,
        songs,
        moderation,
        Moves(db, now_ms),
        herald,
        alerts,
        downloads,
        platforms,
    )


async def heartbeat(app: App, file: Path) -> None:
    """Touch a file as long as the bot is well, for `troubadour health`."""
    while True:
        if await app.healthy():
            with suppress(OSError):  # a heart that can't be heard is as good as none, and no reason to die
                await asyncio.to_thread(file.touch)
        await asyncio.sleep(HEARTBEAT_S)
