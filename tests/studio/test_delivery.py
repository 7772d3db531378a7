"""A song on its way to the chat: posted once, tried again, kept, fetched, or given back."""

import asyncio

import pytest

from bot.domain.errors import DeliveryUnavailable, DeliveryUnknown, PlaceGone, PlatformError, TooLargeToPost
from bot.domain.job import Failure, JobState
from bot.domain.people import Account
from bot.domain.song import Origin
from bot.store import jobs
from bot.studio.board import stop_task
from bot.studio.endings import FIRST_WAIT_S, LONGEST_WAIT_S, wait_s
from bot.studio.rules import DELIVERY_PATIENCE_MS
from tests.store.rows import DAY_MS
from tests.studio.conftest import MakeStudio
from tests.studio.fakes import CHAT, FREE, ScriptedProvider, Studio

ANN = Account(CHAT, "ann")


async def test_a_song_of_many_messages_is_settled_when_the_last_has_arrived(studio: Studio) -> None:
    studio.chat.parts_each = 3
    job_id = await studio.sung()
    assert (await studio.run(job_id)).state is JobState.DONE
    assert studio.chat.attempts == [f"{job_id}.1.{part}" for part in range(3)]
    assert await studio.moves(job_id) == ["reserve", "settle"]


@pytest.mark.parametrize("error", [DeliveryUnavailable(), PlatformError("odd"), RuntimeError("ours")])
async def test_a_chat_that_does_not_take_a_post_is_tried_again(studio: Studio, error: Exception) -> None:
    studio.chat.raises = [error]
    job_id = await studio.sung()
    job = await studio.run(job_id)
    assert (job.state, await studio.moves(job_id)) == (JobState.DELIVERING, ["reserve"])
    assert job.not_before_ms > studio.clock.ms
    assert (await studio.run(job_id)).state is JobState.DONE
    assert len(studio.chat.songs()) == 1


async def test_a_chat_that_says_when_to_come_back_is_believed(studio: Studio) -> None:
    studio.chat.raises = [DeliveryUnavailable(retry_after_s=42)]
    job = await studio.run(await studio.sung())
    assert 42_000 <= job.not_before_ms - studio.clock.ms <= 1.2 * 42_000


async def test_only_the_messages_that_are_missing_are_sent_again(studio: Studio) -> None:
    studio.chat.parts_each = 3
    studio.chat.raises = [None, DeliveryUnavailable()]
    job_id = await studio.sung()
    await studio.run(job_id)
    assert (await studio.run(job_id)).state is JobState.DONE
    sent = [nonce.rsplit(".", 1)[1] for nonce in studio.chat.attempts]
    assert sent == ["0", "1", "1", "2"]


@pytest.mark.parametrize("loses", [True, False])
async def test_a_post_whose_answer_was_lost_is_looked_for_before_it_is_sent_again(
    studio: Studio, loses: bool
) -> None:
    studio.chat.raises, studio.chat.loses = [DeliveryUnknown()], loses
    job_id = await studio.sung()
    assert (await studio.run(job_id)).state is JobState.DELIVERING
    assert studio.chat.searches == []
    assert (await studio.run(job_id)).state is JobState.DONE
    assert studio.chat.searches == [f"{job_id}.1.0"]
    assert len(studio.chat.attempts) == (1 if loses else 2)
    assert len(studio.chat.songs()) == 1


async def test_where_nobody_can_tell_it_is_posted_once_more_and_the_message_says_so(studio: Studio) -> None:
    studio.chat.blind, studio.chat.loses = True, True
    studio.chat.raises = [None, DeliveryUnknown()]
    studio.chat.parts_each = 3
    job_id = await studio.sung()
    assert (await studio.run(job_id)).state is JobState.DELIVERING
    studio.chat.raises = [DeliveryUnavailable()]
    studio.chat.loses = False
    assert (await studio.run(job_id)).state is JobState.DELIVERING  # that it failed once more tells nothing
    assert (await studio.run(job_id)).state is JobState.DONE
    sent = [nonce.rsplit(".", 1)[1] for nonce in studio.chat.attempts]
    assert sent == ["0", "1", "1", "1", "2"]
    assert [post.perhaps_again for post in studio.chat.songs()] == [False, True, False]
    assert await studio.moves(job_id) == ["reserve", "settle"]


@pytest.mark.parametrize("error", [DeliveryUnavailable(), TooLargeToPost()])
async def test_what_surely_did_not_arrive_is_not_called_a_repeat(studio: Studio, error: Exception) -> None:
    studio.chat.blind, studio.chat.raises = True, [error]
    job_id = await studio.sung()
    await studio.run(job_id)
    await studio.run(job_id)
    assert studio.chat.searches == []
    assert [post.perhaps_again for post in studio.chat.songs()] == [False]


async def test_after_a_day_of_trying_the_song_is_kept_and_not_given_back(studio: Studio) -> None:
    studio.chat.raises = [DeliveryUnavailable(), DeliveryUnavailable()]
    job_id = await studio.sung()
    assert (await studio.run(job_id)).state is JobState.DELIVERING
    studio.clock.forward(DELIVERY_PATIENCE_MS)
    assert (await studio.run(job_id)).state is JobState.KEPT
    assert await studio.moves(job_id) == ["reserve"]
    assert studio.folders.songs(job_id).exists()
    assert await studio.db.read("SELECT * FROM posts WHERE role = 'notice'") == []


async def test_where_nobody_is_left_the_song_is_kept_at_once(studio: Studio) -> None:
    studio.chat.raises = [PlaceGone()]
    job_id = await studio.sung()
    assert (await studio.run(job_id)).state is JobState.KEPT
    assert await studio.moves(job_id) == ["reserve"]


async def test_a_chat_that_is_off_today_gets_its_song_tomorrow(studio: Studio) -> None:
    job_id = await studio.sung()
    studio.platforms.clear()
    assert (await studio.run(job_id)).state is JobState.DELIVERING
    studio.platforms[CHAT] = studio.chat
    assert (await studio.run(job_id)).state is JobState.DONE


async def kept(studio: Studio) -> str:
    """Bring a song to where no place takes it."""
    job_id = await studio.sung()
    await studio.endings.keep(await studio.job(job_id))
    return job_id


async def test_a_kept_song_nobody_comes_for_is_given_back_and_its_file_is_gone(studio: Studio) -> None:
    job_id = await kept(studio)
    await studio.endings.expire(await studio.job(job_id))
    job = await studio.job(job_id)
    assert (job.state, job.failure) == (JobState.FAILED, Failure("kept-expired"))
    assert await studio.moves(job_id) == ["refund", "reserve"]
    assert not studio.folders.songs(job_id).exists()
    assert await studio.endings.tell(job_id)
    (notice,) = studio.chat.notices()
    assert notice.failure == Failure("kept-expired")


@pytest.mark.parametrize(("days", "state"), [(29, JobState.KEPT), (31, JobState.FAILED)])
async def test_the_sweep_gives_back_what_was_kept_for_too_long(
    studio: Studio, days: int, state: JobState
) -> None:
    job_id = await kept(studio)
    studio.clock.forward(days * DAY_MS)
    assert FREE.keep_days == 30
    sweep = asyncio.create_task(studio.dispatcher.sweep())
    async with asyncio.timeout(30):
        await studio.shelf.swept.wait()
    await stop_task(sweep)
    assert (await studio.job(job_id)).state is state
    assert studio.folders.songs(job_id).exists() is (state is JobState.KEPT)


async def test_giving_up_a_kept_song_that_its_owner_has_fetched_meanwhile_deletes_nothing(
    studio: Studio,
) -> None:
    job_id = await kept(studio)
    seen = await studio.job(job_id)
    await studio.desk.contact(ANN, Origin(platform=CHAT, chat="cellar"))
    with pytest.raises(jobs.NotMineError):
        await studio.endings.expire(seen)
    assert (studio.folders.songs(job_id) / "1.mp3").exists()
    assert (await studio.run(job_id)).state is JobState.DONE


async def test_a_runner_that_lost_its_job_can_not_fail_it_or_touch_its_files(studio: Studio) -> None:
    job_id = await studio.sung()
    older = await studio.db.tx(lambda q: jobs.claim(q, job_id))
    await studio.db.tx(lambda q: jobs.claim(q, job_id))
    with pytest.raises(jobs.NotMineError):
        await studio.endings.fail(older, Failure("internal"))
    assert (studio.folders.songs(job_id) / "1.mp3").exists()
    assert await studio.moves(job_id) == ["reserve"]


async def failed(studio: Studio) -> str:
    job_id = await studio.ordered()
    now_ms = studio.clock()
    await studio.db.tx(lambda q: jobs.start(q, job_id, now_ms=now_ms))
    await studio.endings.fail(await studio.job(job_id), Failure("busy"))
    return job_id


async def test_news_the_chat_did_not_take_are_told_later_and_once(studio: Studio) -> None:
    job_id = await failed(studio)
    studio.chat.raises = [DeliveryUnknown()]
    studio.chat.loses = True
    assert not await studio.endings.tell(job_id)
    assert await studio.endings.tell(job_id)  # the first one had arrived after all
    assert len(studio.chat.notices()) == 1


async def test_news_that_may_stand_there_are_told_once_more_and_say_so(studio: Studio) -> None:
    job_id = await failed(studio)
    studio.chat.blind = True
    studio.chat.raises = [DeliveryUnavailable(), DeliveryUnknown()]
    assert not await studio.endings.tell(job_id)
    assert not await studio.endings.tell(job_id)
    assert studio.chat.searches == []
    assert await studio.endings.tell(job_id)
    assert [notice.perhaps_again for notice in studio.chat.notices()] == [True]


async def test_news_for_nobody_are_not_told_for_ever(studio: Studio) -> None:
    job_id = await failed(studio)
    studio.chat.raises = [PlaceGone()]
    assert await studio.endings.tell(job_id)
    assert await studio.endings.tell(job_id)
    assert len(studio.chat.attempts) == 1


async def test_a_delivered_song_is_no_news(make_studio: MakeStudio, one: ScriptedProvider) -> None:
    studio = make_studio(one)
    job_id = await studio.sung()
    await studio.run(job_id)
    assert await studio.endings.tell(job_id)
    assert studio.chat.notices() == []


@pytest.mark.parametrize("attempts", [0, 1, 5, 40, 10_000])
def test_waits_grow_and_have_an_end(attempts: int) -> None:
    assert 0.8 * FIRST_WAIT_S <= wait_s(attempts) <= 1.2 * LONGEST_WAIT_S
    assert FIRST_WAIT_S <= wait_s(attempts, 0.0) <= 1.2 * FIRST_WAIT_S
    assert 600.0 <= wait_s(attempts, 600.0) <= 1.2 * 600.0
