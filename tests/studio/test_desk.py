"""The desk: what is checked before anything is charged, and what a receipt says."""

import asyncio
from typing import Any

import pytest

from bot.domain.errors import (
    BudgetExceeded,
    InvalidOrder,
    NoService,
    PlaceGone,
    QuotaExceeded,
    Refusal,
    StorageFull,
    TooManyWaiting,
)
from bot.domain.job import JobState
from bot.domain.money import Rates
from bot.domain.people import Account, Caller, PlaceRef
from bot.domain.quota import Limit, Period
from bot.domain.song import Origin
from bot.locales import catalogue
from bot.store.db import Db
from bot.studio.admission import Admission
from bot.studio.alerts import Alerts
from bot.studio.allowance import Allowance
from bot.studio.board import Board
from bot.studio.charging import Charging
from bot.studio.desk import SONGS_PER_PAGE, Desk
from bot.studio.pricing import Pricing
from bot.studio.routing import Routing
from bot.studio.rules import Rules
from tests.store.rows import DAY_MS, HOUR_MS, Clock, at
from tests.studio.conftest import MakeStudio
from tests.studio.fakes import (
    CHAT,
    TAVERN,
    Disk,
    NoRunners,
    ScriptedPlatform,
    ScriptedProvider,
    Studio,
    an_order,
    info,
    with_limits,
)

ANN = Account(CHAT, "ann")
BOB = Account(CHAT, "bob")


def limited(songs: int | None, period: Period = "day") -> Rules:
    return with_limits(quota=Limit(songs, period), queued_per_user=1_000)


async def rows(db: Db, table: str) -> int:
    return int((await db.read(f"SELECT COUNT(*) AS n FROM {table}"))[0]["n"])


async def test_a_receipt_says_place_service_and_what_is_left(make_studio: MakeStudio) -> None:
    studio = make_studio(ScriptedProvider(info("one")), rules=limited(5))
    await studio.order("bob")
    receipt = await studio.order("ann")
    assert receipt.status.state is JobState.QUEUED
    assert receipt.status.line == 2
    assert receipt.status.can_cancel
    assert receipt.status.usual_s == 30
    assert receipt.provider_title == "The one service"
    assert (receipt.usage.left, receipt.repeated) == (4, False)
    assert receipt.usage.resets_at_ms == at(2026, 3, 11)


async def test_the_same_message_twice_is_one_song(studio: Studio, db: Db) -> None:
    order = an_order("ann", "1", prompt="the sea")
    first, second = await studio.desk.order(order), await studio.desk.order(order)
    assert (first.repeated, second.repeated) == (False, True)
    assert first.status.job_id == second.status.job_id
    assert (await rows(db, "jobs"), await rows(db, "ledger")) == (1, 1)


async def test_the_same_message_at_the_same_time_is_one_song(studio: Studio, db: Db) -> None:
    order = an_order("ann", "1", prompt="the sea")
    receipts = await asyncio.gather(*(studio.desk.order(order) for _ in range(20)))
    assert sorted(receipt.repeated for receipt in receipts) == [False] + [True] * 19
    assert len({receipt.status.job_id for receipt in receipts}) == 1
    assert (await rows(db, "jobs"), await rows(db, "ledger")) == (1, 1)


async def test_a_repeated_order_is_no_quota_question(make_studio: MakeStudio) -> None:
    studio = make_studio(ScriptedProvider(info("one")), rules=limited(1))
    order = an_order("ann", "1", prompt="the sea")
    await studio.desk.order(order)
    assert (await studio.desk.order(order)).repeated


async def test_a_repeated_order_is_known_when_the_disk_is_full_or_its_service_gone(db: Db) -> None:
    def desk(name: str, disk: Disk) -> Desk:
        providers = {name: ScriptedProvider(info(name))}
        clock, allowance = Clock(), Allowance(with_limits(), Pricing({}, Rates()))
        return Desk(
            db=db,
            routing=Routing(providers, [name]),
            titles={name: name.title()},
            board=Board({CHAT: ScriptedPlatform()}, now_ms=clock),
            storage=disk,
            runners=NoRunners(),
            rules=with_limits(),
            admission=Admission(with_limits()),
            allowance=allowance,
            pricing=Pricing({}, Rates()),
            charging=Charging(db=db, platforms={}, admission=Admission(with_limits()), allowance=allowance),
            alerts=Alerts(with_limits(), allowance, clock),
            now_ms=clock,
        )

    order = an_order("ann", "1", prompt="the sea")
    first = await desk("one", Disk()).order(order)
    again = await desk("two", Disk(room=False)).order(order)
    assert (again.repeated, again.status.job_id) == (True, first.status.job_id)


@pytest.mark.parametrize("songs", [0, 1, 3])
async def test_the_song_after_the_last_is_refused_and_says_when_to_come_back(
    make_studio: MakeStudio, db: Db, songs: int
) -> None:
    studio = make_studio(ScriptedProvider(info("one")), rules=limited(songs))
    for _ in range(songs):
        await studio.order()
    before = await rows(db, "ledger")
    with pytest.raises(QuotaExceeded) as caught:
        await studio.order()
    assert caught.value.usage.used == songs
    assert caught.value.params()["resets_at_ms"] == at(2026, 3, 11)
    assert await rows(db, "ledger") == before
    assert catalogue().error(caught.value)


async def test_unlimited_is_unlimited(make_studio: MakeStudio) -> None:
    studio = make_studio(ScriptedProvider(info("one")), rules=limited(None))
    for _ in range(30):
        receipt = await studio.order()
    assert receipt.usage.left is None


@pytest.mark.parametrize(
    ("period", "full_ms", "still_full_ms", "free_ms"),
    [
        ("day", at(2026, 3, 10, 12), at(2026, 3, 10, 23, 59), at(2026, 3, 11)),
        ("week", at(2026, 3, 10, 12), at(2026, 3, 15, 23, 59), at(2026, 3, 16)),
        ("month", at(2026, 3, 10, 12), at(2026, 3, 31, 23, 59), at(2026, 4, 1)),
        ("total", at(2026, 3, 10, 12), at(2030, 1, 1), None),
    ],
)
async def test_a_limit_starts_anew_with_its_period(
    make_studio: MakeStudio, period: Period, full_ms: int, still_full_ms: int, free_ms: int | None
) -> None:
    studio = make_studio(ScriptedProvider(info("one")), rules=limited(1, period))
    studio.clock.ms = full_ms
    await studio.order()
    studio.clock.ms = still_full_ms - 1_000
    with pytest.raises(QuotaExceeded):
        await studio.order()
    if free_ms is not None:
        studio.clock.ms = free_ms
        await studio.order()


async def test_the_bots_cap_holds_for_everybody_together(make_studio: MakeStudio) -> None:
    studio = make_studio(ScriptedProvider(info("one")), rules=with_limits(budget=Limit(2, "month")))
    await studio.order("ann")
    await studio.order("bob")
    with pytest.raises(BudgetExceeded) as caught:
        await studio.order("cid")
    assert catalogue().error(caught.value)
    view = await studio.desk.quota(Caller(ANN, TAVERN))
    assert view.budget is not None
    assert (view.budget.left, view.budget.resets_at_ms) == (0, at(2026, 4, 1))


async def test_without_a_cap_nothing_is_said_about_one(studio: Studio) -> None:
    assert (await studio.desk.quota(Caller(ANN, TAVERN))).budget is None


async def test_a_person_waits_with_so_many_songs_at_most_whichever_account_they_use(
    make_studio: MakeStudio, db: Db
) -> None:
    studio = make_studio(ScriptedProvider(info("one")), rules=with_limits(queued_per_user=2))
    await studio.order("ann")
    await studio.desk.quota(Caller(BOB, TAVERN))
    await db.tx(
        lambda q: q(
            "UPDATE identities SET person_id = (SELECT person_id FROM identities WHERE native_id = 'ann')"
        )
    )
    await studio.order("bob")
    with pytest.raises(TooManyWaiting) as caught:
        await studio.order("ann")
    assert caught.value.limit == 2
    assert catalogue().error(caught.value)
    await studio.order("cid")


async def test_two_accounts_of_one_person_share_one_limit(make_studio: MakeStudio, db: Db) -> None:
    studio = make_studio(ScriptedProvider(info("one")), rules=limited(2))
    await studio.order("ann")
    await studio.desk.quota(Caller(BOB, TAVERN))
    await db.tx(
        lambda q: q(
            "UPDATE identities SET person_id = (SELECT person_id FROM identities WHERE native_id = 'ann')"
        )
    )
    assert (await studio.desk.quota(Caller(BOB, TAVERN))).usage.left == 1
    await studio.order("bob")
    with pytest.raises(QuotaExceeded):
        await studio.order("ann")


async def test_each_place_has_its_own_count(make_studio: MakeStudio) -> None:
    studio = make_studio(ScriptedProvider(info("one")), rules=limited(1))
    await studio.order("ann")
    await studio.order("ann", place=PlaceRef(CHAT, "cellar"))
    with pytest.raises(QuotaExceeded):
        await studio.order("ann", place=PlaceRef(CHAT, "cellar"))


async def test_a_place_counts_in_its_own_time_zone(make_studio: MakeStudio, db: Db) -> None:
    studio = make_studio(ScriptedProvider(info("one")), rules=limited(1))
    await studio.desk.quota(Caller(ANN, TAVERN))
    await db.tx(lambda q: q("UPDATE places SET time_zone = 'Asia/Kathmandu'"))
    studio.clock.ms = at(2026, 3, 10, 18, 14)
    await studio.order()
    studio.clock.ms = at(2026, 3, 10, 18, 15)  # midnight in Kathmandu
    receipt = await studio.order()
    assert receipt.usage.resets_at_ms == at(2026, 3, 11, 18, 15)


async def test_a_full_disk_refuses_before_anything_is_written(db: Db, studio: Studio) -> None:
    studio.folders._keep_free_bytes = 1 << 62
    with pytest.raises(StorageFull) as caught:
        await studio.order()
    assert (await rows(db, "jobs"), await rows(db, "ledger")) == (0, 0)
    assert catalogue().error(caught.value)


@pytest.mark.parametrize(
    ("request_", "problem"),
    [
        ({}, "nothing-to-sing"),
        ({"prompt": "\0\u202e \n"}, "nothing-to-sing"),
        ({"prompt": "x" * 100_000}, "prompt-too-long"),
        ({"lyrics": "[verse]\n[chorus]"}, "only-tags"),
        ({"prompt": "the sea", "provider": "nobody"}, "no-such-service"),
    ],
)
async def test_an_order_that_makes_no_sense_costs_nothing(
    studio: Studio, db: Db, request_: dict[str, Any], problem: str
) -> None:
    with pytest.raises(InvalidOrder) as caught:
        await studio.desk.order(an_order("ann", "1", **request_))
    assert caught.value.problem == problem
    assert (await rows(db, "jobs"), await rows(db, "ledger"), await rows(db, "people")) == (0, 0, 0)


async def test_with_no_service_at_all_an_order_is_refused_with_a_sentence(make_studio: MakeStudio) -> None:
    with pytest.raises(NoService) as caught:
        await make_studio().order()
    assert catalogue().error(caught.value)


async def test_history_has_pages_newest_first_and_nobody_elses_songs(make_studio: MakeStudio) -> None:
    studio = make_studio(ScriptedProvider(info("one")), rules=limited(None))
    for n in range(SONGS_PER_PAGE + 2):
        await studio.order("ann", prompt=f"song {n}")
    await studio.order("bob")
    first = await studio.desk.songs(ANN)
    assert (len(first.entries), first.page, first.pages) == (SONGS_PER_PAGE, 1, 2)
    assert first.entries[0].title == f"song {SONGS_PER_PAGE + 1}"
    second = await studio.desk.songs(ANN, page=2)
    assert [entry.title for entry in second.entries] == ["song 1", "song 0"]


@pytest.mark.parametrize("page", [0, -3, 99, 10**30])
async def test_a_page_that_is_not_there_is_no_failure(studio: Studio, page: int) -> None:
    await studio.order("ann")
    assert (await studio.desk.songs(ANN, page=page)).pages == 1
    assert (await studio.desk.songs(BOB, page=page)).entries == ()


async def test_a_private_track_is_handed_only_to_its_owner(studio: Studio) -> None:
    job_id = await studio.sung(who="ann", private=True)
    await studio.order("bob")
    track = await studio.desk.track(Caller(ANN, TAVERN), job_id, 1)
    assert track is not None
    assert track.path == f"songs/{job_id}/1.mp3"
    for account, job, n in (
        (BOB, job_id, 1),
        (Account(CHAT, "stranger"), job_id, 1),
        (Account("elsewhere", "ann"), job_id, 1),
        (ANN, job_id, 2),
        (ANN, "0", 1),
        (ANN, "../../etc/passwd", 1),
    ):
        assert await studio.desk.track(Caller(account, TAVERN), job, n) is None


async def test_a_song_for_all_is_heard_by_all_in_its_place_and_nobody_else(studio: Studio) -> None:
    job_id = await studio.sung(who="ann")
    stranger = Account(CHAT, "stranger")
    assert await studio.desk.track(Caller(stranger, TAVERN), job_id, 1) is not None
    assert await studio.desk.track(Caller(stranger, PlaceRef(CHAT, "cellar")), job_id, 1) is None
    assert await studio.desk.track(Caller(stranger), job_id, 1) is None


async def test_a_kept_song_goes_to_where_its_owner_is_now(studio: Studio) -> None:
    job_id = await studio.sung(who="ann")
    await studio.endings.keep(await studio.job(job_id))
    there = Origin(platform=CHAT, chat="cellar", message="9")
    await studio.desk.contact(BOB, there)
    assert (await studio.job(job_id)).state is JobState.KEPT
    studio.clock.forward(2 * DAY_MS)
    await studio.desk.contact(ANN, there)
    job = await studio.job(job_id)
    assert (job.state, job.origin) == (JobState.DELIVERING, there)
    assert job.deadline_ms == studio.clock.ms + DAY_MS
    assert (await studio.run(job_id)).state is JobState.DONE
    ((origin, _),) = studio.chat.posts.values()
    assert origin == there
    assert await studio.moves(job_id) == ["reserve", "settle"]


async def test_a_kept_song_whose_time_is_over_is_left_to_the_sweep(studio: Studio) -> None:
    job_id = await studio.sung(who="ann")
    await studio.endings.keep(await studio.job(job_id))
    studio.clock.forward(31 * DAY_MS)
    await studio.desk.contact(ANN, Origin(platform=CHAT, chat="cellar"))
    assert (await studio.job(job_id)).state is JobState.KEPT


async def test_a_song_that_was_half_posted_where_nobody_is_left_goes_out_whole(studio: Studio) -> None:
    studio.chat.parts_each = 2
    job_id = await studio.sung(who="ann")
    studio.chat.raises = [None, PlaceGone()]
    assert (await studio.run(job_id)).state is JobState.KEPT
    studio.chat.posts.clear()
    await studio.desk.contact(ANN, Origin(platform=CHAT, chat="cellar"))
    assert (await studio.run(job_id)).state is JobState.DONE
    assert len(studio.chat.songs()) == 2


@pytest.mark.parametrize(
    "refusal",
    [
        StorageFull(),
        NoService(),
        TooManyWaiting(limit=1),
        InvalidOrder("only-tags"),
    ],
    ids=lambda refusal: type(refusal).__name__,
)
def test_every_refusal_has_a_sentence(refusal: Refusal) -> None:
    assert catalogue().error(refusal).endswith((".", "”."))


async def test_songs_of_yesterday_do_not_count_today(make_studio: MakeStudio) -> None:
    studio = make_studio(ScriptedProvider(info("one")), rules=limited(1))
    await studio.order()
    studio.clock.forward(12 * HOUR_MS)
    assert (await studio.desk.quota(Caller(ANN, TAVERN))).usage.left == 1
