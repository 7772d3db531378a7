"""A service that does whatever it is asked, and a studio that takes its time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from bot.app import App, now_ms
from bot.store.db import Query
from tests.studio.fakes import sings
from tests.studio.test_dialogue_cover import ScriptedSinger, hears, singer_info
from tests.studio.writers import ScriptedWriter, writes


@dataclass
class Band(ScriptedWriter, ScriptedSinger):
    """A service that sings, writes words and covers songs."""


def a_band(song: bytes) -> Band:
    """Return a service that does at once whatever it is asked."""
    able = replace(
        singer_info("band"), writes_lyrics=True, describe=lambda asked: asked.style or asked.prompt
    )
    return Band(able, [sings(song)], drafts=[writes()], hearings=[hears(now_ms())])


@asynccontextmanager
async def slow_studio(app: App) -> AsyncIterator[None]:
    """Let nothing be written for the length of the context: whatever is asked takes as long."""
    begun, over = asyncio.Event(), asyncio.Event()

    async def hold(_: Query) -> None:
        begun.set()
        await over.wait()

    holding = asyncio.create_task(app.db.tx(hold))
    await begun.wait()
    try:
        yield
    finally:
        over.set()
        await holding
