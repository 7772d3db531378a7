"""The log of the local chat over the real database."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store.chat_log import LoggedMessage, SqlChatLog
from tests.platforms.studio import database


@pytest.fixture
async def chat_log(tmp_path: Path) -> AsyncIterator[SqlChatLog]:
    async with database(tmp_path) as db:
        yield SqlChatLog(db)


async def add(chat_log: SqlChatLog, nonce: str, body: str = "{}") -> LoggedMessage:
    return await chat_log.add(nonce, author="bot", kind="say", body=body, now_ms=2**40)


async def test_messages_are_kept_in_order(chat_log: SqlChatLog) -> None:
    for nonce in "abc":
        await add(chat_log, nonce)
    assert [one.nonce for one in await chat_log.before(None, most=2)] == ["b", "c"]
    assert [one.nonce for one in await chat_log.before(3, most=9)] == ["a", "b"]
    assert await chat_log.before(1, most=9) == []


async def test_one_nonce_is_one_message(chat_log: SqlChatLog) -> None:
    first, second = await add(chat_log, "a", "1"), await add(chat_log, "a", "2")
    assert first == second
    many = await asyncio.gather(*(add(chat_log, "b", str(n)) for n in range(50)))
    assert len(set(many)) == 1
    assert len(await chat_log.before(None, most=99)) == 2


async def test_an_edit_keeps_the_place_and_is_a_change(chat_log: SqlChatLog) -> None:
    for nonce in "ab":
        await add(chat_log, nonce)
    seen = await chat_log.last_change()
    edited = await chat_log.update("a", kind="song", body="new")
    assert edited is not None
    assert (edited.seq, edited.body, edited.kind) == (1, "new", "song")
    assert await chat_log.changed_after(seen, most=9) == [edited]
    assert await chat_log.update("z", kind="say", body="") is None


async def test_an_empty_log_is_empty(chat_log: SqlChatLog) -> None:
    assert await chat_log.last_change() == 0
    assert await chat_log.find("a") is None
    assert await chat_log.changed_after(0, most=9) == []
