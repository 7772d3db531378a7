"""Fixtures for all tests. With `HYPOTHESIS_PROFILE=thorough` properties are tried 10,000 times."""

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import structlog
from hypothesis import settings

from bot.media.encode import Encoder

settings.register_profile("quick", max_examples=100, deadline=None)
settings.register_profile("thorough", max_examples=10_000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
os.environ["LC_ALL"] = "C.UTF-8"  # the bot's processes speak English, whatever the machine's language is
# A bot or a worker that finds its code compiled starts a second sooner, and the tests start hundreds.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
os.environ.setdefault("PYTHONPYCACHEPREFIX", str(Path(sys.prefix) / "pycache"))


@pytest.fixture(scope="session")
def quick_singer() -> Iterator[str]:
    """A service that sings two seconds of anything at once, as lines for a configuration.

    For tests that are about something else than how a song is made: the offline singer needs ten seconds.
    """
    command = [sys.executable, "-u", "-m", "tests.peers.senseaudio", "--seconds", "2"]
    with subprocess.Popen(
        command, cwd=Path(__file__).parents[1], stdout=subprocess.PIPE, text=True
    ) as service:
        assert service.stdout is not None
        said = [service.stdout.readline() for _ in range(3)]
        yield "".join([*said, "poll_s = 0.1\n"])
        service.kill()


@pytest.fixture
def logging_as_before() -> Iterator[None]:
    """Let a test set up the bot's own log; what is set up is the whole process's."""
    loggers = [logging.getLogger(name) for name in (None, "bot", "aiohttp.access", "httpx", "discord")]
    levels = [logger.level for logger in loggers]
    yield
    logging.getLogger().handlers.clear()  # pytest adds its own for each phase
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def song(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A real mp3 of two seconds."""
    path: Path = tmp_path_factory.mktemp("audio") / "song.mp3"
    time = np.arange(2 * 44_100) / 44_100
    wave = 0.3 * np.sin(2 * np.pi * 440 * time)
    with Encoder(path, format="mp3", sample_rate=44_100, channels=2, bitrate=192_000) as encoder:
        encoder.write(np.stack([wave, wave]).astype(np.float32))
    return path.read_bytes()
