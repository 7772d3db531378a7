"""A song whose link is dead: asked for again where the service knows it by an id, and never bought again."""

from pathlib import Path

import pytest

from bot.domain.errors import (
    AuthenticationFailed,
    BalanceTooLow,
    NotEnabled,
    ProviderError,
    ResultExpired,
    TransientFailure,
)
from bot.domain.job import JobState
from bot.domain.money import Cost
from bot.domain.ports import Accepted, Answered, Finished, Remote, Submitting, TrackSource
from bot.store import ledger
from tests.studio.conftest import MakeStudio
from tests.studio.fakes import PRICE, ScriptedProvider, Step, Studio, WritesFile

OLD, NEW = "https://cdn.example/old?signature=x", "https://cdn.example/new?signature=y"


def link(url: str) -> Finished:
    return Finished((TrackSource(Remote(url), title="La"),))


TASK: list[Step] = [Submitting(), Accepted("task-1"), Answered({"url": OLD}, cost=PRICE), link(OLD)]
POLLED: list[Step] = [Answered({"url": NEW}, cost=PRICE), link(NEW)]


class Links:
    """Stands where the internet would: what each link gives."""

    def __init__(self, **links: bytes | ProviderError) -> None:
        self.links = {OLD: links["old"], NEW: links.get("new", ResultExpired())}
        self.asked: list[str] = []

    async def __call__(self, url: str, target: Path) -> None:
        self.asked.append(url)
        found = self.links[url]
        if isinstance(found, ProviderError):
            raise found
        target.write_bytes(found)


async def bill(studio: Studio, job_id: str) -> list[Cost]:
    return [one.cost for one in await ledger.held(studio.db.read, job_id)]


async def test_a_service_that_knows_the_song_gives_a_new_link(
    make_studio: MakeStudio, one: ScriptedProvider, song: bytes
) -> None:
    links = Links(old=ResultExpired(), new=song)
    studio = make_studio(one, fetch=links)
    one.plan(TASK, POLLED)
    job_id = await studio.ordered()
    assert (await studio.run(job_id)).state is JobState.DONE
    assert links.asked == [OLD, NEW]
    (asked,) = one.tasks[1].calls
    assert (asked.remote_id, asked.answer, asked.outcome) == ("task-1", None, None)
    (call,) = await studio.calls(job_id)
    assert (call.answer, call.outcome, call.cost) == ({"url": NEW}, "answered", PRICE)
    assert await bill(studio, job_id) == [PRICE]


async def test_a_link_that_died_during_a_restart_is_asked_for_again(
    make_studio: MakeStudio, one: ScriptedProvider, song: bytes
) -> None:
    studio = make_studio(one, fetch=Links(old=TransientFailure()))
    one.plan(TASK)
    job_id = await studio.ordered()
    assert (await studio.run(job_id)).state is JobState.RUNNING
    again = make_studio(one, fetch=Links(old=ResultExpired(), new=song))
    one.plan([link(OLD)], POLLED)
    assert (await again.run(job_id)).state is JobState.DONE
    assert len(await again.calls(job_id)) == 1


async def test_a_service_that_does_not_know_the_song_is_not_asked_again(
    make_studio: MakeStudio, one: ScriptedProvider
) -> None:
    links = Links(old=ResultExpired())
    studio = make_studio(one, fetch=links)
    one.plan([Submitting(), Answered({"url": OLD}, cost=PRICE), link(OLD)])
    job_id = await studio.ordered()
    await ended(studio, job_id)
    assert (len(one.tasks), links.asked) == (1, [OLD])


async def test_a_new_link_that_is_dead_too_ends_the_song(
    make_studio: MakeStudio, one: ScriptedProvider
) -> None:
    links = Links(old=ResultExpired(), new=ResultExpired())
    studio = make_studio(one, fetch=links)
    one.plan(TASK, POLLED)
    await ended(studio, await studio.ordered())
    assert links.asked == [OLD, NEW]


async def test_of_two_songs_the_one_that_is_there_is_not_thrown_away_with_the_other(
    make_studio: MakeStudio, one: ScriptedProvider, song: bytes
) -> None:
    both = Finished((TrackSource(Remote(OLD), title="Lo"), TrackSource(Remote(NEW), title="La")))
    studio = make_studio(one, fetch=Links(old=ResultExpired(), new=song))
    one.plan([*TASK[:-1], both], [*POLLED[:-1], both])
    assert (await studio.run(await studio.ordered())).state is JobState.DONE
    (post,) = studio.chat.songs()
    assert (post.track.title, post.track.n, post.tracks) == ("La", 1, 1)
    assert len(one.tasks) == 2  # the other one was asked for again


@pytest.mark.parametrize(
    "again",
    [[Submitting(), Accepted("task-2"), *POLLED], [ResultExpired()]],
    ids=["would make it anew", "has forgotten it"],
)
async def test_a_song_is_never_bought_a_second_time_for_a_link(
    make_studio: MakeStudio, one: ScriptedProvider, again: list[Step]
) -> None:
    studio = make_studio(one, fetch=Links(old=ResultExpired()))
    one.plan(TASK, again)
    job_id = await studio.ordered()
    await ended(studio, job_id)
    assert [call.remote_id for call in await studio.calls(job_id)] == ["task-1"]


async def test_a_service_that_does_not_answer_just_then_is_asked_later(
    make_studio: MakeStudio, one: ScriptedProvider, song: bytes
) -> None:
    studio = make_studio(one, fetch=Links(old=ResultExpired(), new=song))
    one.plan(TASK, [TransientFailure()], [link(OLD)], POLLED)
    job_id = await studio.ordered()
    assert (await studio.run(job_id)).state is JobState.RUNNING
    assert (await studio.run(job_id)).state is JobState.DONE


async def ended(studio: Studio, job_id: str) -> None:
    """Check that a song ended as one that can't be had any more: refunded, and its cost counted."""
    job = await studio.run(job_id)
    assert job.failure is not None
    assert (job.state, job.failure.code) == (JobState.FAILED, "result-expired")
    assert await studio.moves(job_id) == ["refund", "reserve"]
    assert await bill(studio, job_id) == [PRICE]


REFUSALS = [BalanceTooLow("empty"), AuthenticationFailed("revoked"), NotEnabled("no")]


@pytest.mark.parametrize("error", REFUSALS)
async def test_a_song_whose_link_is_dead_waits_until_the_operator_has_mended_the_account(
    make_studio: MakeStudio, one: ScriptedProvider, song: bytes, error: ProviderError
) -> None:
    studio = make_studio(one, fetch=Links(old=ResultExpired(), new=song))
    one.plan(TASK, [error], [link(OLD)], POLLED)
    job_id = await studio.ordered()
    assert (await studio.run(job_id)).state is JobState.RUNNING
    assert (await studio.run(job_id)).state is JobState.DONE


@pytest.mark.parametrize("error", REFUSALS)
async def test_a_task_waits_until_the_operator_has_mended_the_account(
    make_studio: MakeStudio, one: ScriptedProvider, song: bytes, error: ProviderError
) -> None:
    studio = make_studio(one)
    one.plan([Submitting(), Accepted("task-1"), error], [Answered({}, cost=PRICE), WritesFile(song)])
    job_id = await studio.ordered()
    assert (await studio.run(job_id)).state is JobState.RUNNING
    assert (await studio.run(job_id)).state is JobState.DONE
    assert [call.outcome for call in await studio.calls(job_id)] == ["answered"]
