"""`/songs`: pages, what can be done with the song that is picked, and that every press counts once."""

import asyncio

import pytest

from bot.domain.errors import NotYours, Refusal, SongGone
from bot.domain.job import JobState
from bot.domain.people import Account, Caller
from bot.domain.song import Origin
from bot.domain.view import Tap, View
from bot.locales import catalogue
from bot.studio.views import Answer
from tests.studio.fakes import CHAT, TAVERN, Studio

ANN = Caller(Account(CHAT, "ann"), TAVERN)
BOB = Caller(Account(CHAT, "bob"), TAVERN)
HERE = Origin(platform=CHAT, chat="tavern", message="7", place="tavern", person="ann")


async def done(studio: Studio, **order: object) -> str:
    job_id = await studio.sung(**order)  # type: ignore[arg-type]
    await studio.pipeline.run(job_id)
    return job_id


async def opened(studio: Studio) -> View:
    return await studio.songs.history(ANN, HERE, "songs")


async def tap(studio: Studio, view: View, action: str, by: Caller = ANN, **values: str) -> Answer:
    pressed = Tap(view.dialogue, view.step, action, {name: (value,) for name, value in values.items()})
    return await studio.dialogues.tap(by, pressed, HERE)


async def picked(studio: Studio, job_id: str) -> View:
    return (await tap(studio, await opened(studio), "song", song=job_id)).view


def buttons(view: View) -> list[str]:
    return [one.id for one in view.buttons]


def read(view: View) -> str:
    return " | ".join(catalogue().phrase(one) for one in view.text)


async def test_a_page_says_of_each_song_what_it_is_called_when_it_was_and_who_sang_it(
    studio: Studio,
) -> None:
    await done(studio)
    await studio.ordered(who="ann", title="Next")
    view = await opened(studio)
    [newest, older] = [catalogue().phrase(one) for one in view.text]
    assert newest.startswith("Next – ")
    assert newest.endswith("The one service: waiting")
    assert older.startswith("the sea – ")
    assert older.endswith("The one service")
    [menu] = view.choices
    assert all(len(option.value) <= 40 for option in menu.options)
    assert buttons(view) == []


async def test_whoever_has_no_songs_is_told_so(studio: Studio) -> None:
    view = await opened(studio)
    assert not view.is_open
    assert read(view)


async def test_pages_are_turned_and_a_page_that_is_gone_shows_the_last(studio: Studio) -> None:
    for n in range(12):
        job_id = await studio.ordered(who="ann", title=f"song {n}")
        await studio.desk.cancel(ANN.account, TAVERN, job_id)
    view = await opened(studio)
    assert (len(view.text), buttons(view)) == (10, ["older"])
    assert len(view.choices[0].options) <= 25
    view = (await tap(studio, view, "older")).view
    assert (len(view.text), buttons(view)) == (2, ["newer"])
    with pytest.raises(Refusal):
        await tap(studio, view, "older")
    await studio.db.tx(lambda q: q("UPDATE jobs SET deleted_ms = 1 WHERE title IN ('song 0', 'song 1')"))
    view = await opened(studio)
    assert (len(view.text), buttons(view)) == (10, [])


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        (JobState.DONE, ["post", "again", "delete"]),
        (JobState.KEPT, ["post", "again", "delete"]),
        (JobState.FAILED, ["again", "delete"]),
        (JobState.QUEUED, []),
    ],
)
async def test_what_is_offered_is_what_can_be_done(
    studio: Studio, state: JobState, offered: list[str]
) -> None:
    job_id = await studio.ordered(who="ann")
    await studio.db.tx(lambda q: q("UPDATE jobs SET state = :state", {"state": state.value}))
    assert buttons(await picked(studio, job_id)) == offered


async def test_post_again_posts_once_however_often_it_is_pressed(studio: Studio) -> None:
    view = await picked(studio, await done(studio))
    answers = await asyncio.gather(*(tap(studio, view, "post") for _ in range(3)))
    await studio.herald.tell_due()
    assert len(studio.chat.songs()) == 2
    assert any("posted again" in read(answer.view) for answer in answers)


async def test_a_kept_song_is_sent_from_here(studio: Studio) -> None:
    job_id = await studio.sung(who="ann")
    await studio.endings.keep(await studio.job(job_id))
    await tap(studio, await picked(studio, job_id), "post")
    assert (await studio.run_delivery(job_id)).state is JobState.DONE


async def test_again_is_one_order_with_a_receipt(studio: Studio) -> None:
    view = await picked(studio, await done(studio))
    first, second = await asyncio.gather(*(tap(studio, view, "again") for _ in range(2)))
    receipts = [answer.receipt for answer in (first, second) if answer.receipt is not None]
    assert len({receipt.status.job_id for receipt in receipts}) == 1
    assert len((await studio.desk.songs(ANN.account)).entries) == 2
    assert len(read(await opened(studio)).split(" | ")) == 3  # the new one, the old one, what was done


async def test_delete_asks_once_more_and_can_be_left(studio: Studio) -> None:
    job_id = await done(studio)
    asks = (await tap(studio, await picked(studio, job_id), "delete")).view
    assert (buttons(asks), "the sea" in read(asks)) == (["really-delete", "keep"], True)
    view = (await tap(studio, asks, "keep")).view
    assert (await studio.job(job_id)).deleted_ms is None
    with pytest.raises(Refusal):
        await tap(studio, view, "really-delete")
    asks = (await tap(studio, view, "delete")).view
    view = (await tap(studio, asks, "really-delete")).view
    assert (await studio.job(job_id)).deleted_ms is not None
    assert "Deleted" in read(view)
    assert not view.is_open


async def test_nobody_else_uses_the_panel(studio: Studio) -> None:
    view = await picked(studio, await done(studio))
    with pytest.raises(NotYours):
        await tap(studio, view, "post", BOB)


async def test_a_song_that_is_not_on_the_page_is_not_picked(studio: Studio) -> None:
    await done(studio)
    other = await studio.ordered(who="bob")
    with pytest.raises(SongGone):
        await tap(studio, await opened(studio), "song", song=other)
    with pytest.raises(Refusal):
        await tap(studio, await opened(studio), "post")
