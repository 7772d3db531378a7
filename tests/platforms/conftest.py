"""A local chat for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.platforms.studio import Chat, running_chat


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[Chat]:
    """A local chat on loopback, with its page open."""
    async with running_chat(tmp_path) as running:
        await running.open()
        yield running
