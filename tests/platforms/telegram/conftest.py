"""What all tests of Telegram begin with."""

import pytest


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what failed be tried again soon: no test here is about how long the bot waits for that."""
    monkeypatch.setattr("bot.platforms.telegram.pauses.SHORTEST_S", 0.05)
    monkeypatch.setattr("bot.platforms.telegram.pauses.REFUSED_S", 0.05)
