"""Messages that no order carries, from the moment that they are due until they have arrived."""

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from bot.domain.ids import new_id
from bot.domain.posts import Audience
from bot.domain.song import Origin
from bot.store.db import Query


@dataclass(frozen=True)
class News:
    """A message to be told; its id is the post's nonce."""

    id: str
    origin: Origin
    audience: Audience
    content: dict[str, Any]
    """A sentence and what fills it, or the dialogue whose view it is."""
    created_ms: int
    attempts: int = 0
    started_ms: int | None = None
    """When it began to be sent; None: not yet."""
    message_id: str | None = None
    """Set once it has arrived; of several messages, with a space between them, as each of them arrives."""


async def add(
    q: Query,
    origin: Origin,
    audience: Audience,
    content: dict[str, Any],
    *,
    topic: str | None = None,
    now_ms: int,
) -> bool:
    """Plan a message; False if there was one on the same topic, which is not over yet."""
    rows = await q(
        """INSERT INTO news (id, topic, origin, audience, content, created_ms, not_before_ms, attempts)
        VALUES (:id, :topic, :origin, :audience, :content, :now, :now, 0)
        ON CONFLICT DO NOTHING RETURNING id""",
        {
            "id": new_id(now_ms),
            "topic": topic,
            "origin": origin.model_dump_json(),
            "audience": audience,
            "content": json.dumps(content, ensure_ascii=False),
            "now": now_ms,
        },
    )
    return bool(rows)


async def over(q: Query, topic: str, *, now_ms: int) -> None:
    """Say that a topic is over: what happens next is new again. Topics begin alike: `budget.` and more."""
    await q(
        """UPDATE news SET over_ms = :now
        WHERE over_ms IS NULL AND (topic = :topic OR substr(topic, 1, :length) = :start)""",
        {"topic": topic, "start": f"{topic}.", "length": len(topic) + 1, "now": now_ms},
    )


async def untold(q: Query, *, now_ms: int, limit: int = 20) -> list[News]:
    """Return what is due, oldest first."""
    rows = await q(
        """SELECT * FROM news WHERE told_ms IS NULL AND not_before_ms <= :now
        ORDER BY created_ms, id LIMIT :limit""",
        {"now": now_ms, "limit": limit},
    )
    return [_news(row) for row in rows]


async def about(q: Query, topic: str) -> list[News]:
    """Return the messages of all topics that begin with this one and a dot, and are not over."""
    rows = await q(
        "SELECT * FROM news WHERE topic >= :start AND topic < :end AND over_ms IS NULL ORDER BY id",
        {"start": f"{topic}.", "end": f"{topic}/"},
    )
    return [_news(row) for row in rows]


async def begin(q: Query, news_id: str, *, now_ms: int) -> None:
    """Note that a message is being sent: from now on it is looked for before it is sent again."""
    await q(
        "UPDATE news SET started_ms = coalesce(started_ms, :now) WHERE id = :id",
        {"id": news_id, "now": now_ms},
    )


async def withdraw(q: Query, news_id: str) -> None:
    """Note that what was begun for the first time surely did not arrive: there is nothing to be found."""
    await q("UPDATE news SET started_ms = NULL WHERE id = :id AND told_ms IS NULL", {"id": news_id})


async def arrived(q: Query, news_id: str, message_ids: str) -> None:
    """Note which messages of several have arrived; the next one is still to be begun."""
    await q(
        "UPDATE news SET message_id = :messages, started_ms = NULL WHERE id = :id AND told_ms IS NULL",
        {"id": news_id, "messages": message_ids},
    )


async def later(q: Query, news_id: str, *, until_ms: int) -> None:
    """Come back to a message that did not go out."""
    await q(
        "UPDATE news SET not_before_ms = :until, attempts = attempts + 1 WHERE id = :id",
        {"id": news_id, "until": until_ms},
    )


async def told(q: Query, news_id: str, message_id: str, *, now_ms: int) -> None:
    """Note that a message has arrived, or that nobody is there any more."""
    await q(
        "UPDATE news SET told_ms = :now, message_id = :message WHERE id = :id",
        {"id": news_id, "message": message_id, "now": now_ms},
    )


def _news(row: sqlite3.Row) -> News:
    return News(
        id=row["id"],
        origin=Origin.model_validate_json(row["origin"]),
        audience=row["audience"],
        content=json.loads(row["content"]),
        created_ms=row["created_ms"],
        attempts=row["attempts"],
        started_ms=row["started_ms"],
        message_id=row["message_id"],
    )
