"""News: told once for a topic until that is over, and kept until it has arrived."""

import asyncio

import pytest

from bot.domain.song import Origin
from bot.store import news
from bot.store.db import Db
from tests.store.rows import HOUR_MS, NOON_MS

CHANNEL = Origin(platform="chat", chat="moderators")


async def add(db: Db, topic: str | None = None, *, n: int = 0, now_ms: int = NOON_MS) -> bool:
    return await db.tx(
        lambda q: news.add(q, CHANNEL, "moderators", {"n": n, "name": "安"}, topic=topic, now_ms=now_ms)
    )


async def over(db: Db, topic: str) -> None:
    await db.tx(lambda q: news.over(q, topic, now_ms=NOON_MS))


async def untold(db: Db, now_ms: int = NOON_MS) -> list[news.News]:
    return await news.untold(db.read, now_ms=now_ms)


async def test_news_comes_back_as_it_was_added(db: Db) -> None:
    assert await add(db)
    (one,) = await untold(db)
    assert (one.origin, one.audience, one.content) == (CHANNEL, "moderators", {"n": 0, "name": "安"})
    assert (one.created_ms, one.attempts, one.started_ms) == (NOON_MS, 0, None)
    assert len(one.id) <= 25


async def test_a_topic_is_told_once_until_it_is_over(db: Db) -> None:
    assert await add(db, "budget.80")
    assert not await add(db, "budget.80")
    assert await add(db, "budget.100")
    await over(db, "budget.80")
    assert await add(db, "budget.80")
    assert not await add(db, "budget.100")
    assert len(await untold(db)) == 3


async def test_a_topic_that_was_told_is_not_told_again_before_it_is_over(db: Db) -> None:
    await add(db, "budget.80")
    (one,) = await untold(db)
    await db.tx(lambda q: news.told(q, one.id, "m-1", now_ms=NOON_MS))
    assert not await add(db, "budget.80", now_ms=NOON_MS + HOUR_MS)
    assert await untold(db) == []


async def test_of_the_same_news_at_the_same_time_one_is_told(db: Db) -> None:
    added = await asyncio.gather(*(add(db, "service.gold.key") for _ in range(8)))
    assert sorted(added) == [False] * 7 + [True]


async def test_news_without_a_topic_is_told_each_time(db: Db) -> None:
    assert await add(db)
    assert await add(db)
    await over(db, "")
    assert len(await untold(db)) == 2


@pytest.mark.parametrize(
    ("topic", "ends", "is_over"),
    [
        ("service.x", "service.x", True),
        ("service.x.key", "service.x", True),
        ("service.x.key.old", "service.x", True),
        ("service.xy", "service.x", False),
        ("service.xy.key", "service.x", False),
        ("service.x", "service.x.key", False),
        ("service.x", "service", True),
        ("my.service.x", "service", False),
        ("service.fun_music.key", "service.fun_music", True),
        ("service.fun-music.key", "service.fun_music", False),
        ("service.funXmusic.key", "service.fun_music", False),
        ("service.SONG.key", "service.song", False),
        ("service.50%.key", "service.50%", True),
        ("service.50 cents.key", "service.50%", False),
        ("budget.80", "%", False),
        ("budget.80", "", False),
    ],
)
async def test_a_topic_ends_with_all_that_begins_like_it(
    db: Db, topic: str, ends: str, is_over: bool
) -> None:
    await add(db, topic)
    await over(db, ends)
    assert await add(db, topic) is is_over


async def test_news_is_told_from_the_oldest_and_some_at_a_time(db: Db) -> None:
    for n in (3, 1, 2):
        await add(db, n=n, now_ms=NOON_MS + n)
    assert [one.content["n"] for one in await untold(db, NOON_MS + 2)] == [1, 2]
    found = await news.untold(db.read, now_ms=NOON_MS + 3, limit=2)
    assert [one.content["n"] for one in found] == [1, 2]


async def test_news_that_did_not_go_out_is_tried_later(db: Db) -> None:
    await add(db)
    (one,) = await untold(db)
    await db.tx(lambda q: news.begin(q, one.id, now_ms=NOON_MS))
    await db.tx(lambda q: news.later(q, one.id, until_ms=NOON_MS + HOUR_MS))
    assert await untold(db, NOON_MS + HOUR_MS - 1) == []
    (again,) = await untold(db, NOON_MS + HOUR_MS)
    assert (again.id, again.attempts, again.started_ms is not None) == (one.id, 1, True)
