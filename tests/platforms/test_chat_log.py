"""The log of the local chat over the real database."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.store.chat_log import LoggedMessage, SqlChatLog
from tests.platforms.studio import database


@pytest.fixture
async def chat_log(tmp_path: Path) -> AsyncIterator[SqlChatLog]:
    async with database(tmp_path) as db:
        yield SqlChatLog(db)


async def add(
    chat_log: SqlChatLog, nonce: str, body: str = "{}", *, channel: str = "local", audience: str = ""
) -> LoggedMessage:
    return await chat_log.add(
        nonce,
        channel=channel,
        audience=audience,
        author="bot",
        author_name="",
        kind="say",
        body=body,
        now_ms=2**40,
    )


async def before(chat_log: SqlChatLog, seq: int | None, *audiences: str, most: int = 99) -> str:
    """Return the nonces of what somebody sees in the first channel."""
    seen = await chat_log.before(seq, channel="local", audiences=("", *audiences), most=most)
    return "".join(one.nonce for one in seen)


async def after(chat_log: SqlChatLog, changed: int, *audiences: str) -> list[LoggedMessage]:
    return await chat_log.changed_after(changed, channel="local", audiences=("", *audiences), most=9)


async def test_messages_are_kept_in_order(chat_log: SqlChatLog) -> None:
    for nonce in "abc":
        await add(chat_log, nonce)
    assert await before(chat_log, None, most=2) == "bc"
    assert await before(chat_log, 3) == "ab"
    assert await before(chat_log, 1) == ""


async def test_one_nonce_is_one_message(chat_log: SqlChatLog) -> None:
    first, second = await add(chat_log, "a", "1"), await add(chat_log, "a", "2")
    assert first == second
    many = await asyncio.gather(*(add(chat_log, "b", str(n)) for n in range(50)))
    assert len(set(many)) == 1
    assert await before(chat_log, None) == "ab"


async def test_an_edit_keeps_the_place_and_is_a_change(chat_log: SqlChatLog) -> None:
    for nonce in "ab":
        await add(chat_log, nonce)
    seen = await chat_log.last_change()
    edited = await chat_log.update("a", kind="song", body="new")
    assert edited is not None
    assert (edited.seq, edited.body, edited.kind) == (1, "new", "song")
    assert await after(chat_log, seen) == [edited]
    assert await chat_log.update("z", kind="say", body="") is None


async def test_an_empty_log_is_empty(chat_log: SqlChatLog) -> None:
    assert await chat_log.last_change() == 0
    assert await chat_log.find("a") is None
    assert await after(chat_log, 0) == []


async def test_everybody_gets_what_is_theirs_to_see(chat_log: SqlChatLog) -> None:
    await add(chat_log, "a")
    await add(chat_log, "b", audience="=ann")
    await add(chat_log, "c", audience="moderators")
    await add(chat_log, "d", channel="backstage")
    await add(chat_log, "e", audience="=ann o'hara\" --")
    await add(chat_log, "f")
    assert await before(chat_log, None, "=bob") == "af"
    assert await before(chat_log, None, "=ann") == "abf"
    assert await before(chat_log, None, "=ann", "moderators") == "abcf"
    assert await before(chat_log, None, "=ann o'hara\" --") == "aef"
    assert await before(chat_log, None, "=bob", most=2) == "af"
    assert [one.nonce for one in await after(chat_log, 1, "=ann")] == ["b", "f"]
    assert await chat_log.last_change() == 6


async def test_one_nonce_is_one_message_for_everybody(chat_log: SqlChatLog) -> None:
    first = await add(chat_log, "a", audience="=ann")
    assert await add(chat_log, "a", channel="backstage", audience="") == first


async def test_rows_from_when_there_was_one_person_are_everybodys(tmp_path: Path) -> None:
    async with database(tmp_path) as db:
        await db.tx(
            lambda q: q(
                """INSERT INTO web_messages (seq, changed, nonce, author, kind, body, created_ms)
                VALUES (1, 1, 'a', 'you', 'text', '{}', 1)"""
            )
        )
        [old] = await SqlChatLog(db).before(None, channel="local", audiences=("", "=bob"), most=9)
        assert (old.author, old.author_name, old.audience) == ("you", "", "")


async def test_news_are_looked_up_by_their_number(tmp_path: Path) -> None:
    asked: list[str] = []
    async with database(tmp_path) as db:
        read = db.read

        async def explained(sql: str, params: Any = None) -> Any:
            plan = await read(f"EXPLAIN QUERY PLAN {sql}", params)
            asked.append("; ".join(row["detail"] for row in plan))
            return await read(sql, params)

        db.read = explained  # type: ignore[method-assign]
        await SqlChatLog(db).changed_after(1, channel="local", audiences=("", "=ann"), most=9)
        await SqlChatLog(db).before(1, channel="local", audiences=("", "=ann"), most=9)
    news, history = asked
    assert "changed>" in news
    assert "channel=" in history
    assert not any("TEMP B-TREE" in plan for plan in asked)
