"""`troubadour song` and `check` with each music service, which is a stand-in on this machine."""

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.media.probe import probe
from bot.media.tags import read_tags
from tests.peers.fun_music import FunMusic
from tests.peers.minimax import MiniMax
from tests.peers.senseaudio import SenseAudio
from tests.peers.service import KEY, Peer

pytestmark = pytest.mark.timeout(120)
ROOT = Path(__file__).parents[1]
SERVICES: dict[str, tuple[Callable[[Path], Peer], str, str]] = {
    "fun_music": (FunMusic, "DASHSCOPE_API_KEY", "Fun-Music"),
    "minimax": (MiniMax, "MINIMAX_API_KEY", "MiniMax Music"),
    "senseaudio": (SenseAudio, "SENSEAUDIO_API_KEY", "SenseAudio"),
}


async def run(folder: Path, *arguments: str, **env: str) -> tuple[int, str, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *arguments,
        cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT), **env},
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


@pytest.mark.parametrize("name", SERVICES)
async def test_a_song_with_a_key_in_the_environment(name: str, tmp_path: Path) -> None:
    make, variable, title = SERVICES[name]
    async with make(tmp_path) as peer:
        (tmp_path / "config.toml").write_text(f'[providers.{name}]\nbase_url = "{peer.url}"\n')
        code, out, err = await run(
            tmp_path,
            "song",
            "a lighthouse in the evening",
            "--style",
            "folk",
            "-o",
            "song.mp3",
            **{variable: KEY},
        )
        assert code == 0, err
        assert f"made by {title}" in err
        assert KEY not in out + err
    assert probe(tmp_path / "song.mp3").duration_ms == pytest.approx(2000, abs=100)
    tags = read_tags(tmp_path / "song.mp3")
    assert tags.comment == "AI generated"
    assert tags.lyrics
    assert tags.lyrics in out
    assert sum(charge.what == "song" for charge in peer.billed()) == 1


async def test_check_tries_each_key_and_costs_nothing(tmp_path: Path) -> None:
    async with FunMusic(tmp_path) as good, MiniMax(tmp_path) as wrong, SenseAudio(tmp_path) as gone:
        lines = [f'[providers.{peer.name}]\nbase_url = "{peer.url}"\n' for peer in (good, wrong, gone)]
        (tmp_path / "config.toml").write_text("".join(lines))
        await gone.down()
        keys = {"DASHSCOPE_API_KEY": KEY, "MINIMAX_API_KEY": "sk-another", "SENSEAUDIO_API_KEY": KEY}
        code, out, _ = await run(tmp_path, "check", **keys)
        assert (code, good.billed(), wrong.billed()) == (1, [], [])
    said = [line for line in out.splitlines() if "is on" not in line]
    levels = [next(line for line in said if name in line).split()[0] for name in SERVICES]
    assert levels == ["ok", "error", "warning"], out
    assert "sk-another" not in out
