"""`troubadour song` through a service with a dialect of its own: what becomes of the tags is said first."""

import asyncio
from pathlib import Path

import pytest

from tests.peers.senseaudio import SenseAudio
from tests.peers.service import KEY
from tests.test_command_line import run

pytestmark = pytest.mark.timeout(120)

WORDS = "[hook]\nThe kettle hums; the morning's slow\n[verse]\nA paper bird in the window's glow\n"


async def test_the_terminal_is_told_what_becomes_of_the_tags(tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text(WORDS, encoding="utf-8")
    async with SenseAudio(tmp_path) as peer:
        text = f'[providers.senseaudio]\nbase_url = "{peer.url}"\n'
        (tmp_path / "config.toml").write_text(text, encoding="utf-8")
        command = ("song", "--lyrics-file", "words.txt", "-o", "song.mp3")
        code, _, err = await asyncio.to_thread(run, *command, folder=tmp_path, SENSEAUDIO_API_KEY=KEY)
    assert code == 0, err
    assert err.splitlines()[0] == "For SenseAudio: [hook] is sung as [chorus], “;” becomes “,”."
