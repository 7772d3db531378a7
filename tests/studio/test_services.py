"""What becomes of a song when its service is busy, refuses, fails or falls silent."""

import asyncio
import errno
from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.domain.errors import (
    AuthenticationFailed,
    BadRequest,
    BalanceTooLow,
    Busy,
    InputModerated,
    NotEnabled,
    OutcomeUnknown,
    OutputModerated,
    ProviderError,
    RateLimited,
    ResultExpired,
    TransientFailure,
    Unready,
)
from bot.domain.job import JobState
from bot.domain.ports import (
    Accepted,
    Answered,
    Finished,
    Progress,
    ProviderEvent,
    ProviderTask,
    Remote,
    Submitting,
    TrackSource,
)
from bot.locales import catalogue
from bot.store import jobs
from bot.studio.rules import MOST_STALLS, PATIENCE_MS, RESULT_PATIENCE_MS
from tests.studio.conftest import MakeStudio
from tests.studio.fakes import PRICE, ScriptedProvider, Step, Studio, WritesFile, info, sings
from tests.studio.running import break_off

REFUNDED = ["refund", "reserve"]
NO_SPACE = OSError(errno.ENOSPC, "No space left on device")


async def told(studio: Studio, job_id: str) -> str:
    """Tell the news of a job's end, and return its sentence."""
    assert await studio.endings.tell(job_id)
    assert await studio.endings.tell(job_id)
    (notice,) = studio.chat.notices()
    assert notice.refunded
    assert notice.failure is not None
    return catalogue().problem(f"error-{notice.failure.code}", notice.failure.params)


async def failed(studio: Studio, job_id: str, code: str) -> None:
    """Check that a song ended without one: refunded, told, and no file of it left."""
    job = await studio.job(job_id)
    assert job.state is JobState.FAILED
    assert job.failure is not None
    assert job.failure.code == code
    assert await studio.moves(job_id) == REFUNDED
    assert not studio.folders.work(job_id).exists()
    assert not studio.folders.songs(job_id).exists()
    assert await told(studio, job_id)


async def test_a_song_goes_all_the_way(studio: Studio, one: ScriptedProvider, song: bytes) -> None:
    job_id = await studio.ordered()
    job = await studio.run(job_id)
    assert (job.state, job.title) == (JobState.DONE, "La")
    assert await studio.moves(job_id) == ["reserve", "settle"]
    (call,) = await studio.calls(job_id)
    assert (call.outcome, call.cost, call.answer) == ("answered", PRICE, {"title": "La"})
    (post,) = studio.chat.songs()
    assert (studio.folder / post.track.path).stat().st_size == post.track.size_bytes
    assert 1_900 < post.track.duration_ms < 2_200
    assert not studio.folders.work(job_id).exists()
    (row,) = await studio.db.read("SELECT amount_micro, currency FROM ledger WHERE kind = 'settle'")
    assert (row["amount_micro"], row["currency"]) == (PRICE.amount_micro, PRICE.currency)


@pytest.mark.parametrize("error", [Busy, RateLimited, TransientFailure])
async def test_a_busy_service_is_asked_again_later(
    studio: Studio, one: ScriptedProvider, error: type[ProviderError]
) -> None:
    one.plan([Submitting(), error()])
    job_id = await studio.ordered()
    waits = []
    for _ in range(4):
        job = await studio.run(job_id)
        assert job.state is JobState.QUEUED
        waits.append(job.not_before_ms - studio.clock.ms)
        studio.clock.ms = job.not_before_ms
    assert waits == sorted(waits)
    assert waits[0] >= 1_000
    assert [call.outcome for call in await studio.calls(job_id)] == ["refused"] * 4
    assert await studio.moves(job_id) == ["reserve"]


@pytest.mark.parametrize("error", [Busy, RateLimited])
async def test_a_service_that_says_when_to_come_back_is_believed(
    studio: Studio, one: ScriptedProvider, error: type[Unready]
) -> None:
    one.plan([Submitting(), error(retry_after_s=77)])
    job = await studio.run(await studio.ordered())
    assert 77_000 <= job.not_before_ms - studio.clock.ms <= 1.2 * 77_000


async def test_a_wish_beyond_the_deadline_is_cut_at_it(studio: Studio, one: ScriptedProvider) -> None:
    one.plan([Submitting(), RateLimited(retry_after_s=86_400)])
    job = await studio.run(await studio.ordered())
    assert job.not_before_ms == job.deadline_ms


async def test_a_service_that_is_busy_for_too_long_ends_the_song(
    studio: Studio, one: ScriptedProvider
) -> None:
    one.plan([Submitting(), Busy()])
    job_id = await studio.ordered()
    assert (await studio.run(job_id)).state is JobState.QUEUED
    studio.clock.forward(PATIENCE_MS)
    await studio.run(job_id)
    await failed(studio, job_id, "busy")


@pytest.mark.parametrize("error", [AuthenticationFailed, NotEnabled, BalanceTooLow, Busy])
async def test_another_service_sings_what_the_first_surely_did_not_take(
    make_studio: MakeStudio, one: ScriptedProvider, two: ScriptedProvider, error: type[ProviderError]
) -> None:
    studio = make_studio(one, two)
    one.plan([Submitting(), error()])
    job_id = await studio.ordered()
    job = await studio.run(job_id)
    assert (job.state, job.provider, job.tried, job.not_before_ms) == (JobState.QUEUED, "two", ("one",), 0)
    assert (await studio.run(job_id)).state is JobState.DONE
    assert (one.orders, two.orders) == ([job_id], [job_id])
    assert await studio.moves(job_id) == ["reserve", "settle"]


async def test_a_service_that_was_named_is_not_replaced(
    make_studio: MakeStudio, one: ScriptedProvider, two: ScriptedProvider
) -> None:
    studio = make_studio(one, two)
    one.plan([Submitting(), AuthenticationFailed()])
    job_id = await studio.ordered(provider="one")
    await studio.run(job_id)
    await failed(studio, job_id, "service-unavailable")
    assert two.orders == []


async def test_when_every_service_refuses_the_key_the_song_ends(
    make_studio: MakeStudio, one: ScriptedProvider, two: ScriptedProvider
) -> None:
    studio = make_studio(one, two)
    one.plan([Submitting(), AuthenticationFailed()])
    two.plan([Submitting(), BalanceTooLow()])
    job_id = await studio.ordered()
    await studio.run(job_id)
    await studio.run(job_id)
    await failed(studio, job_id, "service-unavailable")


async def test_the_singer_on_standby_does_not_sing_for_a_busy_service(
    make_studio: MakeStudio, one: ScriptedProvider, song: bytes
) -> None:
    singer = ScriptedProvider(info("offline", calls=False, standby=True), [[WritesFile(song)]])
    studio = make_studio(one, singer)
    one.plan([Submitting(), Busy()])
    job = await studio.run(await studio.ordered())
    assert (job.state, job.provider) == (JobState.QUEUED, "one")
    assert singer.orders == []


async def test_a_service_that_was_turned_off_since_hands_its_orders_on(
    make_studio: MakeStudio, one: ScriptedProvider, two: ScriptedProvider
) -> None:
    job_id = await make_studio(one).ordered()
    studio = make_studio(two)
    assert (await studio.run(job_id)).provider == "two"
    assert (await studio.run(job_id)).state is JobState.DONE


@pytest.mark.parametrize(
    ("error", "code"),
    [(InputModerated(), "input-moderated"), (BadRequest(field="style"), "bad-request")],
)
async def test_words_that_are_refused_are_offered_to_nobody_else(
    make_studio: MakeStudio, one: ScriptedProvider, two: ScriptedProvider, error: ProviderError, code: str
) -> None:
    studio = make_studio(one, two)
    one.plan([Submitting(), error])
    job_id = await studio.ordered()
    await studio.run(job_id)
    await failed(studio, job_id, code)
    assert two.orders == []
    assert [call.outcome for call in await studio.calls(job_id)] == ["refused"]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OutcomeUnknown(), "unknown-outcome"),
        (OutputModerated(), "output-moderated"),
        (ProviderError("boom"), "provider"),
        (RuntimeError("a mistake of ours"), "internal"),
    ],
)
async def test_what_may_have_been_billed_is_never_sent_again(
    make_studio: MakeStudio, one: ScriptedProvider, two: ScriptedProvider, error: Exception, code: str
) -> None:
    studio = make_studio(one, two)
    one.plan([Submitting(), error])
    job_id = await studio.ordered()
    await studio.run(job_id)
    await failed(studio, job_id, code)
    assert [call.outcome for call in await studio.calls(job_id)] == ["unknown"]
    assert (one.orders, two.orders) == ([job_id], [])


async def test_a_run_that_died_while_the_request_was_open_is_not_repeated(
    studio: Studio, one: ScriptedProvider
) -> None:
    one.plan([Submitting(), asyncio.Event()])
    job_id = await studio.ordered()
    await break_off(studio, one, job_id)
    await studio.run(job_id)
    await failed(studio, job_id, "unknown-outcome")
    assert one.orders == [job_id]


async def test_a_request_that_left_is_not_handed_on_when_its_service_is_turned_off(
    make_studio: MakeStudio, one: ScriptedProvider, two: ScriptedProvider
) -> None:
    before = make_studio(one, two)
    one.plan([Submitting(), asyncio.Event()])
    job_id = await before.ordered()
    await break_off(before, one, job_id)
    after = make_studio(two)
    await after.run(job_id)
    await failed(after, job_id, "unknown-outcome")
    assert two.orders == []
    assert [call.outcome for call in await after.calls(job_id)] == ["unknown"]


async def test_a_song_the_service_knows_by_an_id_is_taken_up_again_and_paid_once(
    studio: Studio, one: ScriptedProvider, song: bytes
) -> None:
    again: list[Step] = [Answered({"title": "La"}, cost=PRICE), WritesFile(song)]
    one.plan([Submitting(), Accepted("task-1"), TransientFailure()], again)
    job_id = await studio.ordered()
    job = await studio.run(job_id)
    assert job.state is JobState.RUNNING
    assert job.not_before_ms > studio.clock.ms
    assert (await studio.run(job_id)).state is JobState.DONE
    (call,) = await studio.calls(job_id)
    assert [known.remote_id for known in one.tasks[1].calls] == ["task-1"]
    assert (call.n, call.remote_id, call.cost) == (1, "task-1", PRICE)


async def test_a_song_nobody_can_fetch_any_more_is_given_back_in_time(
    studio: Studio, one: ScriptedProvider
) -> None:
    one.plan([Submitting(), Accepted("task-1"), TransientFailure()], [TransientFailure()])
    job_id = await studio.ordered()
    await studio.run(job_id)
    studio.clock.forward(PATIENCE_MS)  # longer than a busy service is waited for: this song is paid
    assert (await studio.run(job_id)).state is JobState.RUNNING
    studio.clock.forward(RESULT_PATIENCE_MS)
    await studio.run(job_id)
    await failed(studio, job_id, "result-expired")


async def test_a_service_that_ends_without_a_song_is_a_mistake_and_not_a_hang(
    studio: Studio, one: ScriptedProvider
) -> None:
    one.plan([Progress("singing", 1.0)])
    job_id = await studio.ordered()
    await studio.run(job_id)
    await failed(studio, job_id, "internal")


async def test_a_service_that_takes_too_long_is_not_waited_for(make_studio: MakeStudio) -> None:
    slow = ScriptedProvider(replace(info("slow"), timeout_s=0), [[Submitting(), asyncio.Event()]])
    studio = make_studio(slow)
    job_id = await studio.ordered()
    await studio.run(job_id)
    await failed(studio, job_id, "took-too-long")


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("2013: can't sing 'lantern over the water'", "2013: (it repeats the order)"),
        ("2013: can't sing 'a heron in the reeds'", "2013: (it repeats the order)"),
        ("2013: can't sing 'grey'", "2013: (it repeats the order)"),
        ("2013: too many lanterns", "2013: too many lanterns"),
    ],
)
async def test_what_a_service_quotes_of_the_words_goes_to_no_log(
    studio: Studio, one: ScriptedProvider, said: str, shown: str
) -> None:
    written = Answered({"data": [{"text": "[verse] a heron in the reeds"}]})
    one.plan([Submitting("lyrics"), written, Submitting(), BadRequest(said)])
    job_id = await studio.ordered(lyrics="[verse]\nA lantern over the water\ngrey")
    with capture_logs() as lines:
        await studio.run(job_id)
    assert [line["detail"] for line in lines if line["event"] == "service failed"] == [shown]


async def test_an_answer_is_not_lost_to_a_database_that_is_full_for_a_moment(
    studio: Studio, one: ScriptedProvider, song: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.studio.generating.WRITTEN_AGAIN_S", (0.01,) * 1_000)
    gate = asyncio.Event()
    one.plan([Submitting(), gate, Answered({"much": "x" * 100_000}), WritesFile(song)])
    job_id = await studio.ordered()
    with capture_logs() as lines:
        run = asyncio.create_task(studio.run(job_id))
        await one.waiting.wait()
        await studio.db.tx(lambda q: q("PRAGMA max_page_count = 1"))
        gate.set()
        async with asyncio.timeout(30):
            while not any(line["event"] == "not written down yet" for line in lines):
                await asyncio.sleep(0)
        await studio.db.tx(lambda q: q("PRAGMA max_page_count = 1000000"))
        assert (await run).state is JobState.DONE
    assert [call.outcome for call in await studio.calls(job_id)] == ["answered"]


class LastMoment(ScriptedProvider):
    """Answers when its time is over, and nobody has noticed yet."""

    async def generate(self, task: ProviderTask) -> AsyncGenerator[ProviderEvent, None]:
        self.info = replace(self.info, timeout_s=0)
        async for event in self.carry_out(task, self.plans):
            yield event


async def test_an_answer_that_comes_at_the_last_moment_is_not_thrown_away(
    make_studio: MakeStudio, song: bytes
) -> None:
    studio = make_studio(LastMoment(info("one"), [sings(song)]))
    assert (await studio.run(await studio.ordered())).state is JobState.DONE


@pytest.mark.parametrize("content", [b"", b"<html>Service unavailable</html>" * 50])
async def test_a_file_that_is_no_audio_is_not_posted(
    studio: Studio, one: ScriptedProvider, content: bytes
) -> None:
    one.plan([Submitting(), Answered({}), WritesFile(content)])
    job_id = await studio.ordered()
    await studio.run(job_id)
    await failed(studio, job_id, "bad-audio")
    assert studio.chat.songs() == []


async def test_a_full_disk_is_waited_for_and_then_the_song_is_given_back(
    studio: Studio, one: ScriptedProvider
) -> None:
    one.plan([NO_SPACE])
    job_id = await studio.ordered()
    job = await studio.run(job_id)
    assert (job.state, await studio.moves(job_id)) == (JobState.RUNNING, ["reserve"])
    assert job.not_before_ms > studio.clock.ms
    studio.clock.forward(PATIENCE_MS)
    await studio.run(job_id)
    await failed(studio, job_id, "storage-full")


async def test_a_full_disk_after_the_answer_does_not_buy_the_song_again(
    studio: Studio, one: ScriptedProvider, song: bytes
) -> None:
    one.plan([Submitting(), Answered({}, cost=PRICE), NO_SPACE], [WritesFile(song)])
    job_id = await studio.ordered()
    await studio.run(job_id)
    assert (await studio.run(job_id)).state is JobState.DONE
    assert len(await studio.calls(job_id)) == 1


async def test_a_song_that_stops_the_bot_again_and_again_is_given_up(
    studio: Studio, one: ScriptedProvider
) -> None:
    one.plan([asyncio.Event()])
    job_id = await studio.ordered()
    for _ in range(MOST_STALLS):
        await break_off(studio, one, job_id)
        await studio.db.tx(jobs.count_stalls)
    await studio.run(job_id)
    await failed(studio, job_id, "stopped-too-often")
    assert len(one.orders) == MOST_STALLS


LINK = Finished((TrackSource(Remote("https://cdn.example/song?signature=x"), title="La"),))


class Download:
    """Stands where the internet would."""

    def __init__(self, *answers: bytes | ProviderError) -> None:
        self.answers, self.asked = list(answers), 0

    async def __call__(self, link: str, target: Path, *, most_bytes: int | None = None) -> None:
        self.asked += 1
        answer = self.answers.pop(0)
        if isinstance(answer, ProviderError):
            raise answer
        target.write_bytes(answer)


async def test_a_download_that_breaks_off_is_tried_again_and_a_whole_one_is_not(
    make_studio: MakeStudio, one: ScriptedProvider, song: bytes
) -> None:
    download = Download(TransientFailure(), song)
    studio = make_studio(one, fetch=download)
    one.plan([Submitting(), Answered({}, cost=PRICE), LINK], [LINK])
    job_id = await studio.ordered()
    assert (await studio.run(job_id)).state is JobState.RUNNING
    assert (await studio.run(job_id)).state is JobState.DONE
    assert (download.asked, len(await studio.calls(job_id))) == (2, 1)


async def test_a_dead_link_ends_the_song(make_studio: MakeStudio, one: ScriptedProvider) -> None:
    studio = make_studio(one, fetch=Download(ResultExpired()))
    one.plan([Submitting(), Answered({}, cost=PRICE), LINK])
    job_id = await studio.ordered()
    await studio.run(job_id)
    await failed(studio, job_id, "result-expired")
    (row,) = await studio.db.read("SELECT amount_micro FROM ledger WHERE kind = 'refund'")
    assert row["amount_micro"] == PRICE.amount_micro


async def test_what_a_killed_bot_left_half_copied_is_not_taken_for_the_song(
    make_studio: MakeStudio, one: ScriptedProvider, song: bytes
) -> None:
    download = Download(song)
    studio = make_studio(one, fetch=download)
    one.plan([Submitting(), Answered({}, cost=PRICE), LINK])
    job_id = await studio.ordered()
    work, songs = await studio.folders.make(job_id)
    (work / "1.download").write_bytes(song)
    (songs / "1.mp3.part").write_bytes(b"")
    assert (await studio.run(job_id)).state is JobState.DONE
    assert download.asked == 0
    assert [file.name for file in songs.iterdir()] == ["1.mp3"]
