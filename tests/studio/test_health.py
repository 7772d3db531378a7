"""A service that keeps failing is rested, and tried again with one order."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.domain.errors import (
    AuthenticationFailed,
    BadRequest,
    BalanceTooLow,
    Broken,
    Busy,
    InputModerated,
    NotEnabled,
    OutcomeUnknown,
    OutputModerated,
    ProviderError,
    RateLimited,
    ResultExpired,
    TookTooLong,
    TransientFailure,
)
from bot.domain.job import JobState
from bot.domain.ports import (
    Accepted,
    Answered,
    Finished,
    ProviderEvent,
    ProviderTask,
    Remote,
    Submitting,
    TrackSource,
)
from bot.domain.song import CoverSource, Origin
from bot.locales import catalogue
from bot.store import news
from bot.studio.health import FAILURES_IN_A_ROW, FIRST_REST_MS, LONGEST_REST_MS, Health
from bot.studio.rules import PATIENCE_MS
from tests.store.rows import DAY_MS, Clock
from tests.studio.conftest import MakeStudio
from tests.studio.fakes import FREE, ScriptedProvider, Step, Studio, WritesFile, info, sings, with_limits
from tests.studio.running import break_off, dispatching, until
from tests.studio.writers import a_writer, drafts_of, lyrics, writes

DOWN: list[Step] = [Submitting(), OutcomeUnknown("HTTP 500")]
NO_KEY: list[Step] = [Submitting(), AuthenticationFailed()]
EVERYBODY = with_limits(FREE, running_per_user=10, queued_per_user=100)


@pytest.fixture
def clock() -> Clock:
    """A clock that the test moves."""
    return Clock()


@pytest.fixture
def health(clock: Clock) -> Health:
    """Trust in every service."""
    return Health(clock)


def fail(health: Health, error: ProviderError, times: int = FAILURES_IN_A_ROW) -> None:
    for _ in range(times):
        health.failed("one", error)


def room(health: Health, running: int = 0) -> int:
    return health.free("one", slots=4, running=running, asking=running)


@pytest.mark.parametrize("error", [TransientFailure, OutcomeUnknown, TookTooLong])
def test_a_service_that_fails_again_and_again_is_rested(health: Health, error: type[ProviderError]) -> None:
    fail(health, error(), FAILURES_IN_A_ROW - 1)
    assert (health.rests("one"), room(health)) == (False, 4)
    fail(health, error(), 1)
    assert (health.rests("one"), room(health)) == (True, 0)
    assert not health.rests("two")


@pytest.mark.parametrize("error", [AuthenticationFailed, BalanceTooLow, NotEnabled])
def test_what_only_the_operator_can_mend_rests_a_service_at_once(
    health: Health, error: type[ProviderError]
) -> None:
    fail(health, error(), 1)
    assert health.resting == {"one"}


@pytest.mark.parametrize(
    "error",
    [Busy, RateLimited, BadRequest, InputModerated, OutputModerated, ResultExpired, ProviderError, Broken],
)
def test_being_busy_and_refusing_words_is_no_failure(health: Health, error: type[ProviderError]) -> None:
    fail(health, error(), 10)
    assert not health.rests("one")


def test_an_answer_between_failures_begins_the_count_anew(health: Health) -> None:
    fail(health, OutcomeUnknown(), FAILURES_IN_A_ROW - 1)
    health.answered("one")
    fail(health, OutcomeUnknown(), FAILURES_IN_A_ROW - 1)
    assert not health.rests("one")


def test_a_rested_service_is_tried_with_one_order_and_an_answer_brings_it_back(
    health: Health, clock: Clock
) -> None:
    fail(health, OutcomeUnknown())
    clock.forward(FIRST_REST_MS - 1)
    assert room(health) == 0
    clock.forward(1)
    assert (room(health), room(health, running=1), health.rests("one")) == (1, 0, False)
    health.note_asking({"one": 1})
    assert health.rests("one")  # one is enough to find out
    health.answered("one")
    assert (health.rests("one"), room(health, running=1)) == (False, 3)


def test_a_try_that_tells_nothing_leaves_room_for_another(health: Health, clock: Clock) -> None:
    fail(health, OutcomeUnknown())
    clock.forward(FIRST_REST_MS)
    health.note_asking({"one": 1})
    health.failed("one", Busy())
    health.note_asking({})
    assert (room(health), health.rests("one")) == (1, False)


def test_each_rest_is_twice_as_long_up_to_a_quarter_of_an_hour(health: Health, clock: Clock) -> None:
    fail(health, OutcomeUnknown())
    rests = []
    for _ in range(8):
        rested = 0
        while not room(health):
            clock.forward(FIRST_REST_MS)
            rested += FIRST_REST_MS
        rests.append(rested)
        fail(health, OutcomeUnknown(), 1)
    assert [rest // FIRST_REST_MS for rest in rests] == [1, 2, 4, 8, 15, 15, 15, 15]
    assert rests[-1] == LONGEST_REST_MS


def test_what_was_asked_before_the_rest_does_not_make_it_longer(health: Health, clock: Clock) -> None:
    fail(health, OutcomeUnknown(), 20)
    clock.forward(FIRST_REST_MS)
    assert room(health) == 1


# --- orders -------------------------------------------------------------------------------------


async def no_storage(link: str, target: Path, *, most_bytes: int | None = None) -> None:
    """Stand where downloads would, while the storage host is away."""
    raise TransientFailure("HTTP 503")


async def rest(studio: Studio, provider: str = "one") -> None:
    """Let a service fail until it rests."""
    for _ in range(FAILURES_IN_A_ROW):
        assert (await studio.run(await studio.ordered(provider=provider))).state is JobState.FAILED
    assert studio.health.rests(provider)


async def test_orders_go_to_a_service_that_is_well_and_come_back(
    make_studio: MakeStudio, one: ScriptedProvider, two: ScriptedProvider, song: bytes
) -> None:
    studio = make_studio(one, two)
    one.plan(DOWN)
    await rest(studio)
    assert (await studio.job(await studio.ordered())).provider == "two"
    studio.clock.forward(FIRST_REST_MS)
    one.plan(sings(song))
    job_id = await studio.ordered()
    assert (await studio.job(job_id)).provider == "one"
    assert (await studio.run(job_id)).state is JobState.DONE
    assert (await studio.job(await studio.ordered())).provider == "one"


async def test_where_only_a_resting_service_takes_an_order_it_waits_and_is_told_so(
    make_studio: MakeStudio, one: ScriptedProvider, song: bytes
) -> None:
    studio = make_studio(one)
    one.plan(DOWN)
    await rest(studio)
    one.plan(sings(song))
    receipt = await studio.order()
    assert (receipt.status.busy, receipt.status.service) == (True, "The one service")
    asked = len(one.orders)
    async with dispatching(studio):
        other = await studio.ordered(who="bob")
        await until(studio, queued=2)
        for _ in range(100):
            await asyncio.sleep(0)
        assert len(one.orders) == asked
        studio.clock.forward(FIRST_REST_MS)
        studio.dispatcher.wake()
        await until(studio, done=2)
    assert sorted(one.orders[asked:]) == sorted([receipt.status.job_id, other])


async def test_a_service_that_was_rested_gets_one_order_until_it_has_answered(
    make_studio: MakeStudio, one: ScriptedProvider, song: bytes
) -> None:
    studio = make_studio(one, rules=EVERYBODY)
    one.plan(DOWN)
    await rest(studio)
    gate = asyncio.Event()
    one.plan([Submitting(), gate, Answered({}), WritesFile(song)])
    for name in ("ann", "bob", "cid"):
        await studio.ordered(who=name)
    studio.clock.forward(FIRST_REST_MS)
    asked = len(one.orders)
    async with dispatching(studio):
        await one.waiting.wait()
        studio.dispatcher.wake()
        await until(studio, running=1, queued=2)
        assert len(one.orders) == asked + 1
        gate.set()
        await until(studio, done=3)


LINK = Finished((TrackSource(Remote("https://storage/song")),))


class Remembers(ScriptedProvider):
    """Goes on from an answer that is stored."""

    async def generate(self, task: ProviderTask) -> AsyncGenerator[ProviderEvent, None]:
        steps: list[list[Step]] = [[LINK]] if task.calls else self.plans
        async for event in self.carry_out(task, steps):
            yield event


async def test_a_song_whose_download_is_tried_again_and_again_does_not_stand_for_a_try(
    make_studio: MakeStudio, song: bytes
) -> None:
    one = Remembers(info("one"), [[Submitting(), Answered({}), LINK]])
    studio = make_studio(one, fetch=no_storage, rules=EVERYBODY)
    made = await studio.ordered(who="ann")
    assert (await studio.run(made)).state is JobState.RUNNING
    one.plan(DOWN)
    await rest(studio)
    one.plan(sings(song))
    other = await studio.ordered(who="bob")
    studio.clock.forward(FIRST_REST_MS)
    async with dispatching(studio):
        await until(studio, done=1, running=1, failed=FAILURES_IN_A_ROW)
    assert (await studio.job(other)).state is JobState.DONE


async def test_what_waits_at_a_service_that_begins_to_rest_moves_on_unless_it_was_named(
    make_studio: MakeStudio, one: ScriptedProvider, two: ScriptedProvider
) -> None:
    one = ScriptedProvider(info("one", slots=1), [DOWN])
    studio = make_studio(one, two, rules=EVERYBODY)
    for n in range(FAILURES_IN_A_ROW):
        await studio.ordered(who=f"p{n}", provider="one")
    left = await studio.ordered(who="left to the bot")
    named = await studio.ordered(who="named", provider="one")
    async with dispatching(studio):
        await until(studio, failed=FAILURES_IN_A_ROW, done=1, queued=1)
        assert (await studio.job(left)).provider == "two"
        assert studio.chat.songs()[0].provider_title == "The two service"
        await studio.board.show_now()
        assert studio.board.status(named).busy  # type: ignore[union-attr]
    shown = [status.moved_to for status in studio.chat.shown if status.job_id == left]
    assert shown[-1] == "The two service"


@pytest.mark.parametrize(("error", "then"), [(Busy(), "one"), (AuthenticationFailed(), "two")])
async def test_a_resting_service_is_better_than_none_and_no_better_than_a_busy_one(
    make_studio: MakeStudio,
    one: ScriptedProvider,
    two: ScriptedProvider,
    error: ProviderError,
    then: str,
) -> None:
    studio = make_studio(one, two)
    two.plan(DOWN)
    await rest(studio, "two")
    one.plan([Submitting(), error])
    job = await studio.run(await studio.ordered())
    assert (job.state, job.provider) == (JobState.QUEUED, then)


async def test_an_order_does_not_wait_longer_for_a_resting_service_than_for_a_busy_one(
    make_studio: MakeStudio, one: ScriptedProvider
) -> None:
    studio = make_studio(one)
    one.plan(NO_KEY)
    await studio.run(await studio.ordered())
    job_id = await studio.ordered()
    studio.clock.forward(PATIENCE_MS)
    studio.health.failed("one", AuthenticationFailed())
    async with dispatching(studio):
        await until(studio, failed=2)
    job = await studio.job(job_id)
    assert job.failure is not None
    assert job.failure.code == "busy"
    assert await studio.moves(job_id) == ["refund", "reserve"]
    assert len(one.orders) == 1


async def test_a_bot_that_was_killed_does_not_blame_the_service(
    make_studio: MakeStudio, one: ScriptedProvider
) -> None:
    before = make_studio(one)
    one.plan([Submitting(), asyncio.Event()])
    lost = [await before.ordered(who=f"p{n}") for n in range(FAILURES_IN_A_ROW)]
    for job_id in lost:
        await break_off(before, one, job_id)
    after = make_studio(one)
    for job_id in lost:
        assert (await after.run(job_id)).state is JobState.FAILED
    assert not after.health.rests("one")


async def test_a_cover_that_the_account_may_not_have_does_not_keep_songs_away(
    make_studio: MakeStudio, one: ScriptedProvider
) -> None:
    studio = make_studio(one)
    one.plan([Submitting(), NotEnabled()])
    job_id = await studio.ordered()
    cover = (await studio.job(job_id)).request.model_copy(update={"cover": CoverSource(link="https://x")})
    await studio.db.tx(lambda q: q("UPDATE jobs SET request = :it", {"it": cover.model_dump_json()}))
    await studio.run(job_id)
    assert not studio.health.rests("one")


# --- the operator -------------------------------------------------------------------------------


async def told(studio: Studio) -> list[str]:
    """Return the titles that the operator was told."""
    items = await news.untold(studio.db.read, now_ms=studio.clock() + DAY_MS, limit=100)
    titles = [item.content["view"]["title"] for item in items if item.origin.platform == "web"]
    return [catalogue().text(title["id"], **title["params"]) for title in titles]


async def test_the_operator_is_told_once_that_a_service_rests_until_it_has_answered(
    make_studio: MakeStudio, one: ScriptedProvider, song: bytes
) -> None:
    studio = make_studio(one, rules=with_limits(operator_chats=(Origin(platform="web", chat="local"),)))
    one.plan(DOWN)
    await rest(studio)
    for _ in range(3):
        studio.clock.forward(LONGEST_REST_MS)
        await studio.run(await studio.ordered())
    assert await told(studio) == ["one keeps failing and is rested"]
    one.plan(sings(song))
    await studio.run(await studio.ordered())
    one.plan(DOWN)
    await rest(studio)
    assert len(await told(studio)) == 2


async def test_a_draft_does_not_hide_that_the_account_has_no_money_for_songs(
    make_studio: MakeStudio, song: bytes
) -> None:
    one = a_writer("one", song)
    studio = make_studio(one, rules=with_limits(operator_chats=(Origin(platform="web", chat="local"),)))
    one.plan([Submitting(), BalanceTooLow()])
    for message in ("1", "2"):
        await studio.run(await studio.ordered())
        await lyrics(studio, "rain on the harbour", message)
        (*_, draft) = await drafts_of(studio)
        assert (await studio.run(draft.id)).state is JobState.DONE
        assert studio.health.rests("one")
    assert len(await told(studio)) == 1


async def test_a_draft_brings_a_service_back_that_failed_at_drafts_alone(
    make_studio: MakeStudio, song: bytes
) -> None:
    one = a_writer("one", song, [Submitting("lyrics"), AuthenticationFailed()], writes())
    studio = make_studio(one)
    for message, rests in (("1", True), ("2", False)):
        await lyrics(studio, "rain on the harbour", message)
        (*_, draft) = await drafts_of(studio)
        await studio.run(draft.id)
        assert studio.health.rests("one") == rests


async def test_words_that_come_before_a_song_that_fails_do_not_hide_it(
    make_studio: MakeStudio, one: ScriptedProvider
) -> None:
    studio = make_studio(one)
    one.plan([Submitting("lyrics"), Answered({}), Submitting(), OutcomeUnknown()])
    await rest(studio)


async def test_a_task_that_is_taken_and_never_done_is_a_failure(
    make_studio: MakeStudio, one: ScriptedProvider
) -> None:
    studio = make_studio(one)
    one.plan([Submitting(), Accepted("task-1"), TookTooLong()])
    await rest(studio)
