"""Files that people send along: how they are fetched, and what is said where they can't be."""

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.platforms.telegram import attachments
from tests.peers.service import audio
from tests.platforms.telegram.hall import open_hall

LYRICS = b"[verse]\nRain on the roof\nall night long\n"


async def test_what_telegram_does_not_hand_out_is_said_before_it_is_asked_for(
    tmp_path: Path, song: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "DOWNLOAD_BYTES", 150_000)  # the band's own limit is 200,000
    async with open_hall(tmp_path, song) as hall:
        for size, said in [(150_001, "Telegram lets bots fetch"), (200_001, "too large")]:
            opera = await hall.mia.send("audio", "opera.mp3", size=size, at=hall.group)
            asked = await hall.ann.write("/cover", at=hall.group, reply_to=opera)
            refusal = await hall.comes(said, after=asked)
            assert "MB" in refusal.text
        assert hall.peer.asked("getFile") == []


@pytest.mark.parametrize("fault", [{"status": 404}, {"html": True}])
async def test_a_file_that_cant_be_fetched_is_asked_for_again_and_the_token_stays_ours(
    tmp_path: Path, song: bytes, fault: dict[str, object]
) -> None:
    async with open_hall(tmp_path, song) as hall:
        ann, peer = hall.ann, hall.peer
        with capture_logs() as logs:
            peer.faults.add("file", **fault)  # type: ignore[arg-type]
            file = await ann.send("document", "rain.txt", LYRICS)
            refusal = await hall.comes("couldn't get this file from Telegram", ann, after=file)
            peer.faults.add("getFile", status=400, description="Bad Request: file is too big")
            tune = await ann.send("audio", "tune.mp3", audio(8.0))
            await hall.comes("couldn't get this file", ann, after=tune)
        assert peer.token not in str(logs)
        assert peer.token not in refusal.text
        again = await ann.send("document", "rain.txt", LYRICS)
        assert await hall.comes("Rain on the roof", ann, after=again)
