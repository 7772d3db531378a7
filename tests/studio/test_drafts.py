"""Drafts as jobs: taken in the step that asks for them, paid for, counted by the day, and told once."""

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest

from bot.domain.errors import (
    Blocked,
    BudgetMoneyExceeded,
    Busy,
    DeliveryUnavailable,
    InputModerated,
    OutcomeUnknown,
    OutputModerated,
    Paused,
    TooManyDrafts,
    Unready,
)
from bot.domain.job import JobState
from bot.domain.money import Cost, Price, Rates, Unit
from bot.domain.people import Pause, PlaceSettings
from bot.domain.ports import Accepted, Submitting, Written
from bot.domain.quota import Limit, MoneyCap, Span
from bot.store import blocks, ledger, people, stats
from bot.store.db import Query
from bot.studio.views import CancelOutcome
from tests.store.rows import DAY_MS, HOUR_MS
from tests.studio.conftest import MakeStudio
from tests.studio.fakes import Studio, no_links, with_limits
from tests.studio.writers import (
    CENT,
    WORDS,
    ScriptedWriter,
    a_writer,
    caller,
    drafted,
    drafts_of,
    hands_over,
    lyrics,
    posts_of,
    press,
    read,
    write,
    writes,
)

ALL = Span(0, None)


@pytest.fixture
def writer(song: bytes) -> ScriptedWriter:
    """A service that writes and sings."""
    return a_writer("pen", song)


@pytest.fixture
def studio(make_studio: MakeStudio, writer: ScriptedWriter) -> Studio:
    """A studio with a service that writes, and no limits."""
    return make_studio(writer)


def priced(writer: ScriptedWriter, unit: Unit, cents: int = 5) -> ScriptedWriter:
    writer.info = replace(writer.info, price=Price(cents * 10_000, "USD", unit), most_calls=2)
    return writer


async def held(studio: Studio) -> list[Cost]:
    (job,) = await drafts_of(studio)
    return [charge.cost for charge in await ledger.held(studio.db.read, job.id)]


# --- taking one --------------------------------------------------------------------------------


async def test_two_taps_on_again_are_one_draft(studio: Studio) -> None:
    view = await drafted(studio)
    await asyncio.gather(press(studio, view, "again"), press(studio, view, "again"))
    assert len(await drafts_of(studio)) == 2


async def test_a_draft_costs_no_song(make_studio: MakeStudio, writer: ScriptedWriter) -> None:
    studio = make_studio(writer, rules=with_limits(quota=Limit(1, "day")))
    await drafted(studio)
    assert (await studio.desk.quota(caller())).usage.used == 0
    totals = await ledger.totals(studio.db.read, ALL)
    assert (totals.songs, totals.paid) == (0, 0)
    assert (await studio.order()).usage.left == 0


async def test_a_failed_draft_gives_no_song_back(studio: Studio, writer: ScriptedWriter) -> None:
    writer.drafts = [[Submitting("lyrics"), InputModerated()]]
    await drafted(studio)
    assert (await ledger.totals(studio.db.read, ALL)).songs == 0
    (job,) = await drafts_of(studio)
    assert await studio.moves(job.id) == ["refund", "reserve"]


async def test_a_price_for_a_call_is_held_and_settled(
    make_studio: MakeStudio, writer: ScriptedWriter
) -> None:
    studio = make_studio(priced(writer, "call"))
    await lyrics(studio, "the sea")
    assert await held(studio) == [Cost(50_000, "USD")]
    await write(studio)
    assert await held(studio) == [CENT]  # what the answer said that it cost


async def test_a_price_for_a_song_charges_no_draft(make_studio: MakeStudio, writer: ScriptedWriter) -> None:
    writer.drafts = [[Submitting("lyrics"), *writes()[2:]]]
    studio = make_studio(priced(writer, "song"))
    await drafted(studio)
    assert await held(studio) == []


async def test_a_cap_in_money_counts_drafts(make_studio: MakeStudio, writer: ScriptedWriter) -> None:
    rules = with_limits(money=MoneyCap(55_000, "USD", "month"), rates=Rates("USD", {"CNY": Decimal("0.14")}))
    studio = make_studio(priced(writer, "call"), rules=rules)
    await drafted(studio)
    with pytest.raises(BudgetMoneyExceeded):
        await lyrics(studio, "the sea", "2")
    assert len(await drafts_of(studio)) == 1


async def test_a_draft_whose_outcome_nobody_knows_stays_counted_in_money(
    make_studio: MakeStudio, writer: ScriptedWriter
) -> None:
    writer.drafts = [[Submitting("lyrics"), OutcomeUnknown()]]
    studio = make_studio(priced(writer, "call"))
    await drafted(studio)
    assert await held(studio) == [Cost(50_000, "USD")]
    assert len(writer.tasks) == 1


async def test_a_day_has_so_many_drafts(make_studio: MakeStudio, writer: ScriptedWriter) -> None:
    studio = make_studio(writer, rules=with_limits(drafts_per_day=2))
    view = await drafted(studio)
    await press(studio, view, "again")
    second = await write(studio)
    assert second is not None
    with pytest.raises(TooManyDrafts) as told:
        await press(studio, second, "again")
    assert told.value.params()["limit"] == 2
    with pytest.raises(TooManyDrafts):
        await lyrics(studio, "the sea", "2")
    await lyrics(studio, "the sea", "3", who="bob")
    studio.clock.forward(DAY_MS)
    assert "is writing" in read((await press(studio, second, "again")).view)


async def test_the_day_of_drafts_begins_at_the_midnight_of_the_place(
    make_studio: MakeStudio, writer: ScriptedWriter
) -> None:
    studio = make_studio(writer, rules=with_limits(drafts_per_day=1))
    await lyrics(studio, "the sea")
    (job,) = await drafts_of(studio)
    place = await people.place_by_id(studio.db.read, job.place_id)
    await studio.db.tx(
        lambda q: people.change_place(q, place.id, settings=place.settings, time_zone="Asia/Tokyo")
    )
    studio.clock.forward(2 * HOUR_MS)  # from noon to 14:00 in UTC, 23:00 in Tokyo
    with pytest.raises(TooManyDrafts):
        await lyrics(studio, "the sea", "2")
    studio.clock.forward(HOUR_MS)
    assert "is writing" in read(await lyrics(studio, "the sea", "3"))


@pytest.mark.parametrize(
    ("drafts", "counts"),
    [
        ([[Submitting("lyrics"), InputModerated()]], False),
        ([[Submitting("lyrics"), OutputModerated()]], True),
        ([[Submitting("lyrics"), OutcomeUnknown()]], True),
    ],
)
async def test_only_drafts_that_surely_cost_nothing_do_not_count(
    make_studio: MakeStudio, writer: ScriptedWriter, drafts: list[list[Submitting]], counts: bool
) -> None:
    writer.drafts = [*drafts, writes()]  # type: ignore[list-item]
    studio = make_studio(writer, rules=with_limits(drafts_per_day=1))
    view = await drafted(studio)
    if counts:
        with pytest.raises(TooManyDrafts):
            await press(studio, view, "again")
    else:
        assert "is writing" in read((await press(studio, view, "again")).view)


async def test_who_is_blocked_or_in_a_pause_gets_no_draft(studio: Studio) -> None:
    view = await drafted(studio)
    (job,) = await drafts_of(studio)
    place = await people.place_by_id(studio.db.read, job.place_id)
    paused = PlaceSettings(pause=Pause(message="a while", since_ms=1))

    async def pause(q: Query) -> None:
        await people.change_place(q, place.id, settings=paused, time_zone=place.time_zone)

    async def block(q: Query) -> None:
        await people.change_place(q, place.id, settings=PlaceSettings(), time_zone=place.time_zone)
        person = await people.person_of(q, job.identity_id)
        await blocks.put(q, place.id, person, reason="", by="operator", now_ms=studio.clock.ms, until_ms=None)

    for hinder, refusal in ((pause, Paused), (block, Blocked)):
        await studio.db.tx(hinder)
        with pytest.raises(refusal):
            await press(studio, view, "again")
    assert len(await drafts_of(studio)) == 1


# --- beside songs ------------------------------------------------------------------------------


async def test_a_draft_does_not_wait_for_songs_and_songs_do_not_wait_for_it(
    make_studio: MakeStudio, writer: ScriptedWriter
) -> None:
    hold = asyncio.Event()
    writer.plans = [[Submitting(), hold]]
    writer.drafts = [[Submitting("lyrics"), hold]]
    studio = make_studio(writer, rules=with_limits(running_per_user=1, queued_per_user=1))
    await studio.order()
    await lyrics(studio, "the sea")
    await studio.dispatcher._turn()
    states = await studio.db.read("SELECT kind, state FROM jobs ORDER BY kind")
    assert [(row["kind"], row["state"]) for row in states] == [("lyrics", "running"), ("song", "running")]
    await lyrics(studio, "the sea", "2")
    await studio.order()  # the draft that waits is none of the songs that may
    hold.set()
    await studio.dispatcher.stop(grace_s=0)


async def test_drafts_take_the_slots_of_the_service_and_a_person_has_one_at_a_time(
    make_studio: MakeStudio, song: bytes
) -> None:
    hold = asyncio.Event()
    narrow = a_writer("narrow", song, [Submitting("lyrics"), hold], slots=2)
    studio = make_studio(narrow)
    for n, who in enumerate(("ann", "ann", "bob", "cid")):
        await lyrics(studio, f"the sea {n}", f"{n}", who=who)
    await studio.dispatcher._turn()
    states = [job.state.value for job in await drafts_of(studio)]
    assert states == ["running", "queued", "running", "queued"]
    hold.set()
    await studio.dispatcher.stop(grace_s=0)


async def test_nothing_that_lists_or_counts_songs_sees_drafts(studio: Studio) -> None:
    await drafted(studio)
    await lyrics(studio, "the sea", "2")
    ann = caller()
    assert (await studio.desk.songs(ann.account)).entries == ()
    assert (await studio.desk.cancel(ann.account, ann.place)).outcome is CancelOutcome.NOTHING
    counts = await stats.count(studio.db.read, ALL)
    assert (counts.songs, counts.failed, counts.refunded, counts.by_service) == (0, 0, 0, {})
    assert await stats.open_orders(studio.db.read) == 0
    identity = await people.find_identity(studio.db.read, ann.account)
    assert identity is not None
    place_id = (await drafts_of(studio))[0].place_id
    assert await ledger.movements(studio.db.read, identity.person_id, place_id, limit=9) == []
    receipt = await studio.order()
    assert receipt.status.line == 1
    assert receipt.status.usual_s == 30  # as the service says: no song was made yet


# --- being told once ---------------------------------------------------------------------------


def started_anew(studio: Studio) -> Studio:
    """The bot after a crash: the same database and chat, everything else new."""
    after = Studio(studio.db, studio.folder, providers=list(studio.providers.values()), fetch=no_links)
    after.chat.posts = studio.chat.posts
    after.clock.ms = studio.clock.ms + 1_000
    return after


async def after_a_crash(studio: Studio) -> Studio:
    """Start the bot again, and let it take up what is open."""
    after = started_anew(studio)
    await after.dispatcher.recover()
    for job in await drafts_of(after):
        if job.state is JobState.RUNNING:
            await after.pipeline.run(job.id)
    await after.herald.tell_due()
    return after


class Killed(BaseException):
    """The process ends here."""


def kills_at(place: str, writer: ScriptedWriter) -> None:
    """Let the first draft end with the process, at a place on its way."""
    whole = hands_over() if place in ("accepted", "answered by id") else writes()
    cut = {"before the call": 0, "sent": 1, "accepted": 2, "answered": 2, "answered by id": 3}[place]
    goes_on = {
        "before the call": whole,
        "sent": whole,
        "accepted": whole[2:],
        "answered": whole[2:],
        "answered by id": whole[3:],
    }[place]
    writer.drafts = [[*whole[:cut], Killed()], goes_on]


@pytest.mark.parametrize(
    ("place", "written"),
    [
        ("before the call", True),
        ("sent", False),
        ("accepted", True),
        ("answered", True),
        ("answered by id", True),
    ],
)
async def test_a_draft_is_shown_once_or_refunded_and_told_wherever_the_bot_is_killed(
    studio: Studio, writer: ScriptedWriter, place: str, written: bool
) -> None:
    kills_at(place, writer)
    await lyrics(studio, "the sea")
    (job,) = await drafts_of(studio)
    with pytest.raises(Killed):
        await studio.run(job.id)
    after = await after_a_crash(studio)
    (post,) = [post for _, post in posts_of(after)]
    ended = await after.job(job.id)
    assert ended.state is (JobState.DONE if written else JobState.FAILED)
    assert await after.moves(job.id) == (["reserve", "settle"] if written else ["refund", "reserve"])
    assert [file.text for file in post.view.files] == ([WORDS] if written else [])
    assert len([call for call in await after.calls(job.id) if call.outcome != "refused"]) == 1
    again = await after_a_crash(after)
    assert len(posts_of(again)) == 1


async def test_words_that_are_there_are_told_after_a_restart(studio: Studio) -> None:
    await lyrics(studio, "the sea")
    (job,) = await drafts_of(studio)
    await studio.run(job.id)  # and the bot is killed before it has told anybody
    after = await after_a_crash(studio)
    assert [post.view.files[0].text for _, post in posts_of(after)] == [WORDS]


async def test_a_chat_that_is_away_is_told_later(studio: Studio) -> None:
    await lyrics(studio, "the sea")
    (job,) = await drafts_of(studio)
    studio.chat.raises = [DeliveryUnavailable("away")]
    await studio.run(job.id)
    await studio.herald.tell_due()
    assert posts_of(studio) == []
    studio.clock.forward(HOUR_MS)
    await studio.herald.tell_due()
    assert len(posts_of(studio)) == 1


async def test_a_busy_writer_is_asked_again_when_there_is_no_other(
    studio: Studio, writer: ScriptedWriter
) -> None:
    writer.drafts = [[Submitting("lyrics"), Busy()], writes()]
    await lyrics(studio, "the sea")
    assert await write(studio) is None
    assert [job.state for job in await drafts_of(studio)] == [JobState.QUEUED]
    assert await write(studio) is not None


async def test_a_writer_that_needs_a_moment_is_asked_for_its_words_again(
    studio: Studio, writer: ScriptedWriter
) -> None:
    writer.drafts = [[Submitting("lyrics"), Accepted("task-1"), Unready()], [Written(WORDS)]]
    await lyrics(studio, "the sea")
    (job,) = await drafts_of(studio)
    assert (await studio.run(job.id)).state is JobState.RUNNING
    await studio.pipeline.run(job.id)
    assert writer.tasks[-1].calls[0].remote_id == "task-1"
    await studio.herald.tell_due()
    assert len(posts_of(studio)) == 1


async def test_a_draft_leaves_no_files(studio: Studio) -> None:
    await drafted(studio)
    (job,) = await drafts_of(studio)
    assert not studio.folders.work(job.id).exists()
    assert not studio.folders.songs(job.id).exists()


async def test_a_service_that_writes_no_more_is_no_reason_to_wait(
    make_studio: MakeStudio, writer: ScriptedWriter, studio: Studio, song: bytes
) -> None:
    await lyrics(studio, "the sea")
    (job,) = await drafts_of(studio)
    without = make_studio()
    await without.db.tx(lambda q: q("UPDATE jobs SET state = 'running' WHERE id = :id", {"id": job.id}))
    await without.pipeline.run(job.id)
    assert (await without.job(job.id)).state is JobState.FAILED
