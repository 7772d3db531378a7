"""Songs that can be heard while they are made: who hears what, and what a broken stream costs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import pytest

from bot.domain.errors import Busy, OutcomeUnknown, ProviderError, ResultExpired
from bot.domain.job import JobState
from bot.domain.people import Account, Caller, PlaceRef
from bot.domain.ports import Answered, AudioChunk, Finished, Remote, Submitting, TrackSource
from bot.store import jobs
from tests.studio.conftest import MakeStudio
from tests.studio.fakes import CHAT, PRICE, TAVERN, ScriptedProvider, Step, Studio

ANN = Caller(Account(CHAT, "ann"), TAVERN)
STREAMED = Finished((TrackSource(None, title="La", lyrics="la la la"),))
LINK = Finished((TrackSource(Remote("https://cdn.example/song?signature=x"), title="La"),))
ANSWER = Answered({"title": "La"}, cost=PRICE)
SETTLED, REFUNDED = ["reserve", "settle"], ["refund", "reserve"]


def pieces(song: bytes, count: int = 2) -> list[Step]:
    """A song in so many chunks."""
    size = -(-len(song) // count)
    return [AudioChunk(song[at : at + size]) for at in range(0, len(song), size)]


@pytest.fixture
def go_on() -> asyncio.Event:
    """What the service waits for halfway through its song."""
    return asyncio.Event()


def stream_of(studio: Studio, job_id: str) -> Path:
    return studio.folders.work(job_id) / "stream"


@asynccontextmanager
async def halfway(
    studio: Studio, provider: ScriptedProvider, job_id: str, go_on: asyncio.Event
) -> AsyncIterator[None]:
    """Let a run go to where its service waits, and then to its end; an error inside cuts it off."""
    provider.waiting.clear()
    go_on.clear()
    now_ms = studio.clock()
    await studio.db.tx(lambda q: jobs.start(q, job_id, now_ms=now_ms))
    run = asyncio.create_task(studio.pipeline.run(job_id))
    await provider.waiting.wait()
    try:
        yield
        go_on.set()
        await run
    finally:
        run.cancel()
        await asyncio.wait([run])


def is_live(studio: Studio, job_id: str) -> bool:
    status = studio.board.status(job_id)
    return status is not None and status.live


async def listener(studio: Studio, job_id: str) -> "asyncio.Task[bytes]":
    """Somebody who has begun to listen, and goes on to the end."""
    audio = await studio.desk.listen(ANN, job_id)
    assert audio is not None
    first = await anext(audio)

    async def rest() -> bytes:
        async with aclosing(audio):
            return first + b"".join([piece async for piece in audio])

    return asyncio.create_task(rest())


async def failed(studio: Studio, job_id: str, code: str) -> None:
    """Check that a song ended without one: refunded, and no file of it left."""
    job = await studio.job(job_id)
    assert (job.state, job.failure and job.failure.code) == (JobState.FAILED, code)
    assert await studio.moves(job_id) == REFUNDED
    assert not studio.folders.work(job_id).exists()
    assert not studio.folders.songs(job_id).exists()


async def test_a_song_is_heard_while_it_is_made_and_then_posted(
    studio: Studio, one: ScriptedProvider, song: bytes, go_on: asyncio.Event
) -> None:
    first, *rest = pieces(song)
    one.plan([Submitting(), first, go_on, *rest, ANSWER, STREAMED])
    job_id = await studio.ordered()
    async with halfway(studio, one, job_id, go_on):
        assert is_live(studio, job_id)
        listening = await listener(studio, job_id)
    assert await listening == song
    assert (await studio.job(job_id)).state is JobState.DONE
    assert await studio.moves(job_id) == SETTLED
    (post,) = studio.chat.songs()
    assert 1_900 < post.track.duration_ms < 2_200
    assert not is_live(studio, job_id)
    assert await studio.desk.listen(ANN, job_id) is None
    assert not studio.folders.work(job_id).exists()


async def test_each_chat_is_told_when_a_song_can_be_heard_and_when_no_more(
    studio: Studio, one: ScriptedProvider, song: bytes, go_on: asyncio.Event
) -> None:
    one.plan([Submitting(), *pieces(song), go_on, ANSWER, STREAMED])
    job_id = await studio.ordered()
    async with halfway(studio, one, job_id, go_on):
        await studio.board.show_now()
    await studio.board.show_now()
    assert [(status.state, status.live) for status in studio.chat.shown] == [
        (JobState.RUNNING, True),
        (JobState.DONE, False),
    ]


async def test_who_may_not_hear_the_tracks_does_not_hear_the_song_before(
    studio: Studio, one: ScriptedProvider, song: bytes, go_on: asyncio.Event
) -> None:
    one.plan([Submitting(), *pieces(song), go_on, ANSWER, STREAMED])
    bob, stranger = Account(CHAT, "bob"), PlaceRef(CHAT, "elsewhere")
    for private, allowed in ((False, True), (True, False)):
        job_id = await studio.ordered(private=private)
        async with halfway(studio, one, job_id, go_on):
            for caller, may in (
                (ANN, True),
                (Caller(ANN.account, stranger), True),
                (Caller(bob, TAVERN), allowed),
                (Caller(bob, stranger), False),
            ):
                audio = await studio.desk.listen(caller, job_id)
                assert (audio is not None) is may


@pytest.mark.parametrize("job_id", ["", "../../etc", "0000000000000000"])
async def test_there_is_nothing_to_hear_of_an_order_that_nobody_made(studio: Studio, job_id: str) -> None:
    assert await studio.desk.listen(ANN, job_id) is None


@pytest.mark.parametrize("sound", [b"RIFF....WAVEfmt " + bytes(40_000), bytes(400_000), b"\xff\xfb"])
async def test_nothing_is_offered_that_no_player_would_play(
    studio: Studio, one: ScriptedProvider, sound: bytes, song: bytes, go_on: asyncio.Event
) -> None:
    one.plan([Submitting(), *pieces(sound, 8), go_on, ANSWER, STREAMED])
    job_id = await studio.ordered()
    async with halfway(studio, one, job_id, go_on):
        assert not is_live(studio, job_id)
        assert await studio.desk.listen(ANN, job_id) is None


async def test_a_final_link_replaces_what_was_streamed(
    make_studio: MakeStudio, one: ScriptedProvider, song: bytes
) -> None:
    studio = make_studio(one, fetch=Download(song))
    one.plan([Submitting(), *pieces(song[: len(song) // 2]), ANSWER, LINK])
    job_id = await studio.ordered()
    assert (await studio.run(job_id)).state is JobState.DONE
    (post,) = studio.chat.songs()
    assert post.track.duration_ms > 1_900


async def test_where_the_link_is_dead_a_stream_that_the_service_did_not_call_whole_is_no_song(
    make_studio: MakeStudio, one: ScriptedProvider, song: bytes
) -> None:
    studio = make_studio(one, fetch=Download(ResultExpired()))
    one.plan([Submitting(), *pieces(song[: len(song) // 2]), ANSWER, LINK])
    job_id = await studio.ordered()
    await studio.run(job_id)
    await failed(studio, job_id, "result-expired")


async def test_a_stream_that_breaks_is_an_unknown_outcome_and_leaves_nothing(
    studio: Studio, one: ScriptedProvider, song: bytes, go_on: asyncio.Event
) -> None:
    one.plan([Submitting(), *pieces(song), go_on, OutcomeUnknown("the stream ended early")])
    job_id = await studio.ordered()
    async with halfway(studio, one, job_id, go_on):
        listening = await listener(studio, job_id)
    with pytest.raises(EOFError):
        await listening
    await failed(studio, job_id, "unknown-outcome")
    assert [call.outcome for call in await studio.calls(job_id)] == ["unknown"]
    assert not is_live(studio, job_id)


async def test_a_service_that_turns_out_to_be_busy_is_asked_again_and_heard_anew(
    studio: Studio, one: ScriptedProvider, song: bytes
) -> None:
    noise = song[len(song) // 2 :]
    one.plan([Submitting(), *pieces(noise), Busy()], [Submitting(), *pieces(song), ANSWER, STREAMED])
    job_id = await studio.ordered()
    job = await studio.run(job_id)
    assert job.state is JobState.QUEUED
    assert not is_live(studio, job_id)
    assert list(studio.folders.work(job_id).iterdir()) == []
    studio.clock.ms = job.not_before_ms
    assert (await studio.run(job_id)).state is JobState.DONE
    assert await studio.moves(job_id) == SETTLED


async def test_what_comes_after_the_answer_is_a_mistake_and_no_song(
    studio: Studio, one: ScriptedProvider, song: bytes
) -> None:
    one.plan([Submitting(), *pieces(song), ANSWER, AudioChunk(song), STREAMED])
    job_id = await studio.ordered()
    await studio.run(job_id)
    await failed(studio, job_id, "internal")


# --- after the end of the process -------------------------------------------------------------


async def cut_off(studio: Studio, provider: ScriptedProvider, job_id: str) -> None:
    """Let a run begin and end it where the provider waits, as the end of the process would."""
    with pytest.raises(ConnectionAbortedError):
        async with halfway(studio, provider, job_id, asyncio.Event()):
            raise ConnectionAbortedError


async def test_a_stored_answer_stands_for_the_streamed_file(
    studio: Studio, one: ScriptedProvider, song: bytes, go_on: asyncio.Event
) -> None:
    one.plan([Submitting(), *pieces(song), ANSWER, go_on], [STREAMED])
    job_id = await studio.ordered()
    await cut_off(studio, one, job_id)
    assert stream_of(studio, job_id).read_bytes() == song
    assert (await studio.run(job_id)).state is JobState.DONE
    assert await studio.moves(job_id) == SETTLED
    assert len(await studio.calls(job_id)) == 1


@pytest.mark.parametrize("left", [None, b""])
async def test_a_streamed_file_that_is_gone_or_empty_is_a_song_that_is_gone(
    studio: Studio, one: ScriptedProvider, song: bytes, left: bytes | None, go_on: asyncio.Event
) -> None:
    one.plan([Submitting(), *pieces(song), ANSWER, go_on], [STREAMED])
    job_id = await studio.ordered()
    await cut_off(studio, one, job_id)
    if left is None:
        stream_of(studio, job_id).unlink()
    else:
        stream_of(studio, job_id).write_bytes(left)
    await studio.run(job_id)
    await failed(studio, job_id, "result-expired")
    (row,) = await studio.db.read("SELECT amount_micro FROM ledger WHERE kind = 'refund'")
    assert row["amount_micro"] == PRICE.amount_micro


async def test_a_call_that_streamed_and_has_no_answer_is_never_sent_again(
    studio: Studio, one: ScriptedProvider, song: bytes, go_on: asyncio.Event
) -> None:
    one.plan([Submitting(), *pieces(song), go_on])
    job_id = await studio.ordered()
    await cut_off(studio, one, job_id)
    await studio.run(job_id)
    await failed(studio, job_id, "unknown-outcome")
    assert one.orders == [job_id]


async def test_a_singer_without_calls_begins_with_an_empty_file(
    studio: Studio, one: ScriptedProvider, song: bytes, go_on: asyncio.Event
) -> None:
    one.plan([*pieces(song), go_on], [STREAMED])
    job_id = await studio.ordered()
    await cut_off(studio, one, job_id)
    part = stream_of(studio, job_id).with_name("stream.part")
    part.write_bytes(song)  # what a process leaves that is killed
    stream_of(studio, job_id).write_bytes(song)
    await studio.run(job_id)
    await failed(studio, job_id, "result-expired")


# --- a disk that does not take it -------------------------------------------------------------


def fill_disk(studio: Studio, job_id: str) -> None:
    """Let every write to the growing file fail as on a full disk."""
    part = stream_of(studio, job_id).with_name("stream.part")
    part.unlink()
    part.symlink_to("/dev/full")


async def test_a_full_disk_ends_the_listening_and_the_paid_call_goes_on_to_its_answer(
    studio: Studio, one: ScriptedProvider, song: bytes, go_on: asyncio.Event
) -> None:
    first, *rest = pieces(song)
    one.plan([Submitting(), first, go_on, *rest, ANSWER, STREAMED])
    job_id = await studio.ordered()
    async with halfway(studio, one, job_id, go_on):
        listening = await listener(studio, job_id)
        fill_disk(studio, job_id)
    with pytest.raises(EOFError):
        await listening
    await failed(studio, job_id, "storage-full")
    (call,) = await studio.calls(job_id)
    assert (call.outcome, call.cost) == ("answered", PRICE)
    assert one.orders == [job_id]
    (row,) = await studio.db.read("SELECT amount_micro FROM ledger WHERE kind = 'refund'")
    assert row["amount_micro"] == PRICE.amount_micro


async def test_a_song_that_the_disk_did_not_take_while_it_streamed_is_fetched_by_its_link(
    make_studio: MakeStudio, one: ScriptedProvider, song: bytes, go_on: asyncio.Event
) -> None:
    studio = make_studio(one, fetch=Download(song))
    first, *rest = pieces(song)
    one.plan([Submitting(), first, go_on, *rest, ANSWER, LINK])
    job_id = await studio.ordered()
    async with halfway(studio, one, job_id, go_on):
        fill_disk(studio, job_id)
    assert (await studio.job(job_id)).state is JobState.DONE
    assert await studio.moves(job_id) == SETTLED


async def test_a_stream_that_breaks_on_a_full_disk_is_still_an_unknown_outcome(
    studio: Studio, one: ScriptedProvider, song: bytes, go_on: asyncio.Event
) -> None:
    first, *rest = pieces(song)
    one.plan([Submitting(), first, go_on, *rest, OutcomeUnknown()])
    job_id = await studio.ordered()
    async with halfway(studio, one, job_id, go_on):
        fill_disk(studio, job_id)
    await failed(studio, job_id, "unknown-outcome")
    assert [call.outcome for call in await studio.calls(job_id)] == ["unknown"]


class Download:
    """Stands where the internet would."""

    def __init__(self, answer: bytes | ProviderError) -> None:
        self.answer = answer

    async def __call__(self, url: str, target: Path) -> None:
        if isinstance(self.answer, ProviderError):
            raise self.answer
        target.write_bytes(self.answer)
