"""The herald: what is to be told arrives once, whatever the chat does meanwhile."""

import asyncio

import pytest

from bot.domain.errors import DeliveryUnavailable, DeliveryUnknown, PlaceGone, PlatformError
from bot.domain.posts import Outgoing, Posted
from bot.domain.song import Origin
from bot.domain.view import Button, Choice, Field, Form, Input, Mention, Option, Phrase, View
from bot.store import news
from bot.studio.board import stop_task
from bot.studio.endings import LONGEST_WAIT_S
from bot.studio.herald import tell
from bot.studio.rules import DELIVERY_PATIENCE_MS
from tests.studio.fakes import CHAT, Studio

HERE = Origin(platform=CHAT, chat="hall")
HELLO = View(("hello",))


async def plan(studio: Studio, view: View = HELLO, origin: Origin = HERE, topic: str | None = None) -> bool:
    return await studio.db.tx(lambda q: tell(q, origin, view, topic=topic, now_ms=studio.clock()))


async def due(studio: Studio) -> int:
    return len(await news.untold(studio.db.read, now_ms=2**52))


async def test_what_is_planned_is_told_once(studio: Studio) -> None:
    await plan(studio)
    await studio.herald.tell_due()
    await studio.herald.tell_due()
    [(origin, post)] = studio.chat.views()
    assert (origin, post.view, post.audience) == (HERE, HELLO, "everyone")


async def test_a_view_arrives_as_it_was_planned(studio: Studio) -> None:
    who = Mention("person", "7", "Ann")
    name = Phrase("chat-left", {"left": 2, "who": who, "all": (who, "x", Phrase("period-day"))}, "Asia/Tokyo")
    form = Form("f", name, (Input("i", name), Choice("c", name, (Option("v", who),), least=0)), name)
    view = View((name, who, "words"), who, "done", (Field(name, (who, "x", name)),), form=form)
    view = View(
        (view.text), buttons=(Button("b", name, "danger", form),), fields=view.fields, title=view.title
    )
    await plan(studio, view)
    await studio.herald.tell_due()
    assert studio.chat.views()[0][1].view == view


async def test_what_was_not_committed_is_not_told(studio: Studio) -> None:
    async def work(q: object) -> None:
        await tell(q, HERE, HELLO, now_ms=studio.clock())  # type: ignore[arg-type]
        raise PlaceGone

    with pytest.raises(PlaceGone):
        await studio.db.tx(work)
    await studio.herald.tell_due()
    assert studio.chat.views() == []


async def test_a_topic_is_told_once_until_it_is_over(studio: Studio) -> None:
    assert await plan(studio, topic="budget.80")
    assert not await plan(studio, topic="budget.80")
    await studio.db.tx(lambda q: news.over(q, "budget", now_ms=studio.clock()))
    assert await plan(studio, topic="budget.80")
    await studio.herald.tell_due()
    assert len(studio.chat.views()) == 2


@pytest.mark.parametrize("error", [DeliveryUnavailable(), PlatformError("odd"), RuntimeError("ours")])
async def test_a_chat_that_does_not_take_it_is_tried_again(studio: Studio, error: Exception) -> None:
    studio.chat.raises = [error]
    await plan(studio)
    await studio.herald.tell_due()
    await studio.herald.tell_due()
    assert len(studio.chat.attempts) == 1
    studio.clock.forward(int(LONGEST_WAIT_S * 1_000))
    await studio.herald.tell_due()
    assert len(studio.chat.views()) == 1
    assert await due(studio) == 0


@pytest.mark.parametrize(("loses", "attempts"), [(True, 1), (False, 2)])
async def test_a_message_whose_answer_was_lost_is_looked_for_before_it_is_sent_again(
    studio: Studio, loses: bool, attempts: int
) -> None:
    studio.chat.raises, studio.chat.loses = [DeliveryUnknown()], loses
    await plan(studio)
    await studio.herald.tell_due()
    assert studio.chat.searches == []
    studio.clock.forward(int(LONGEST_WAIT_S * 1_000))
    await studio.herald.tell_due()
    assert (len(studio.chat.searches), len(studio.chat.attempts)) == (1, attempts)
    assert (len(studio.chat.views()), await due(studio)) == (1, 0)


async def test_where_nobody_can_tell_it_is_told_once_more_and_says_so(studio: Studio) -> None:
    studio.chat.blind, studio.chat.loses = True, True
    await plan(studio)
    studio.chat.raises = [DeliveryUnknown()]
    for _ in range(3):
        await studio.herald.tell_due()
        studio.clock.forward(int(LONGEST_WAIT_S * 1_000))
    ((_, post),) = studio.chat.views()
    assert (post.perhaps_again, len(studio.chat.attempts), await due(studio)) == (True, 2, 0)
    studio.chat.raises, studio.chat.loses = [DeliveryUnavailable()], False
    await plan(studio)
    for _ in range(2):
        await studio.herald.tell_due()
        studio.clock.forward(int(LONGEST_WAIT_S * 1_000))
    assert [post.perhaps_again for _, post in studio.chat.views()] == [True, False]


async def test_a_place_that_is_gone_is_not_written_to_again(studio: Studio) -> None:
    studio.chat.raises = [PlaceGone()]
    await plan(studio)
    await studio.herald.tell_due()
    assert (len(studio.chat.views()), await due(studio)) == (0, 0)


async def test_a_chat_that_stays_away_is_given_up_after_a_day(studio: Studio) -> None:
    await plan(studio, origin=Origin(platform="nowhere", chat="1"))
    await plan(studio)
    await studio.herald.tell_due()
    assert (len(studio.chat.views()), await due(studio)) == (1, 1)
    studio.clock.forward(DELIVERY_PATIENCE_MS + 1)
    await studio.herald.tell_due()
    assert await due(studio) == 0


async def test_news_of_a_dialogue_that_is_over_is_not_told(studio: Studio) -> None:
    content = {"dialogue": "gone", "seat": "moderator"}
    await studio.db.tx(lambda q: news.add(q, HERE, "everyone", content, now_ms=studio.clock()))
    await studio.herald.tell_due()
    assert (studio.chat.views(), await due(studio)) == ([], 0)


async def test_whoever_wakes_it_does_not_wait(studio: Studio) -> None:
    running = asyncio.create_task(studio.herald.run())
    await plan(studio)
    studio.herald.wake()
    await studio.chat.until_posted(1)
    await stop_task(running)


async def test_a_slow_chat_holds_up_no_other_and_each_hears_its_news_in_order(studio: Studio) -> None:
    post, answered = studio.chat.post, asyncio.Event()

    async def slow_in_the_hall(origin: Origin, outgoing: Outgoing, *, part: int, nonce: str) -> Posted:
        if origin.chat == "hall":
            await answered.wait()
        return await post(origin, outgoing, part=part, nonce=nonce)

    studio.chat.post = slow_in_the_hall  # type: ignore[method-assign]
    cellar = Origin(platform=CHAT, chat="cellar")
    for n in range(3):
        await plan(studio, View((f"hall {n}",)))
        studio.clock.forward(1)
    await plan(studio, View(("cellar",)), cellar)
    telling = asyncio.create_task(studio.herald.tell_due())
    await studio.chat.until_posted(1)
    answered.set()
    await telling
    assert [said.view.text[0] for _, said in studio.chat.views()] == ["cellar", "hall 0", "hall 1", "hall 2"]
