"""A fresh database for each test, and a studio with one service."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.domain.ports import Provider
from bot.store.db import Db
from bot.studio.rules import Rules
from tests.store.rows import open_database
from tests.studio.fakes import FREE, ScriptedProvider, Studio, info, sings

MakeStudio = Callable[..., Studio]


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Db]:
    """A migrated database, closed at the end."""
    opened = await open_database(tmp_path)
    yield opened
    await opened.close()


@pytest.fixture
def one(song: bytes) -> ScriptedProvider:
    """A service that sings at once unless a test plans otherwise."""
    return ScriptedProvider(info("one"), [sings(song)])


@pytest.fixture
def two(song: bytes) -> ScriptedProvider:
    """Another one."""
    return ScriptedProvider(info("two"), [sings(song)])


@pytest.fixture
def make_studio(db: Db, tmp_path: Path) -> MakeStudio:
    """Put a studio together around the services a test names."""

    def make(*providers: Provider, rules: Rules = FREE, **more: object) -> Studio:
        return Studio(db, tmp_path, providers=providers, rules=rules, **more)  # type: ignore[arg-type]

    return make


@pytest.fixture
def studio(make_studio: MakeStudio, one: ScriptedProvider) -> Studio:
    """A studio with one service and no limits."""
    return make_studio(one)
