"""The offline singer writes words without singing them."""

import asyncio
import os
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest

from bot.domain.errors import CantChangeWords
from bot.domain.lyrics import parse_lyrics
from bot.domain.ports import Lyricist, ProviderTask, Written
from bot.domain.song import SongRequest
from bot.providers.offline import Settings
from bot.providers.offline.provider import Offline
from tests.processes import appears, children


def task_of(job_id: str = "job1", **request: Any) -> ProviderTask:
    asked = SongRequest(**({"prompt": "a sea shanty about debugging"} | request))
    return ProviderTask(job_id, asked, parse_lyrics(asked.lyrics), Path("unused"))


async def draft(task: ProviderTask) -> Written:
    async with aclosing(Offline(Settings()).draft(task)) as events:
        last = [event async for event in events][-1]
    assert isinstance(last, Written)
    return last


async def test_words_are_about_the_prompt_and_in_the_bots_own_form() -> None:
    written = await draft(task_of())
    words = parse_lyrics(written.lyrics)
    assert "debugging" in written.lyrics.lower()
    assert len(words.lines) >= 12
    assert words.text() == written.lyrics
    assert written.title


async def test_again_gives_other_words_and_a_restart_the_same() -> None:
    first, repeated, other = [await draft(task_of(job_id)) for job_id in ("job1", "job1", "job2")]
    assert first == repeated
    assert first.lyrics != other.lyrics


async def test_chinese_words_for_a_chinese_prompt() -> None:
    assert "面条" in (await draft(task_of(prompt="一首关于妈妈做的面条的歌"))).lyrics


async def test_it_does_not_pretend_to_understand_a_change() -> None:
    with pytest.raises(CantChangeWords):
        await draft(task_of(prompt="make it sadder", lyrics="[verse]\nOne light"))


async def test_leaving_a_draft_ends_its_process() -> None:
    assert isinstance(Offline(Settings()), Lyricist)
    drafting = asyncio.create_task(draft(task_of()))
    await appears(lambda: children(os.getpid()))
    drafting.cancel()
    await asyncio.wait([drafting])
    assert not children(os.getpid())
