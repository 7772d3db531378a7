"""A fresh database for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store.db import Db
from tests.store.rows import Book, open_database


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Db]:
    """A migrated database, closed at the end."""
    opened = await open_database(tmp_path)
    yield opened
    await opened.close()


@pytest.fixture
def book(db: Db) -> Book:
    """Writes rows into it."""
    return Book(db)
