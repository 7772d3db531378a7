"""That everybody is answered, or at least let go, whatever goes wrong."""

from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.domain.errors import StorageError
from tests.platforms.telegram.hall import open_hall

LYRICS = "[verse]\nRain on the roof\nall night long\n[chorus]\nSing it away"


async def test_what_takes_longer_is_shown_as_being_written(tmp_path: Path, song: bytes) -> None:
    async with open_hall(tmp_path, song) as hall:
        held = hall.peer.faults.hold("getChatAdministrators")
        stage = hall.group.topic("stage")
        asked = await hall.ann.write("/quota", at=stage)
        await hall.peer.until(lambda: hall.peer.actions)
        chat, thread, action = hall.peer.actions[0]
        assert (chat.id, thread, action) == (hall.group.id, stage.id, "typing")
        held.release()
        await hall.comes("10 songs", stage, after=asked)


async def test_what_nobody_foresaw_is_a_sentence_with_a_code_for_the_log(
    tmp_path: Path, song: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_hall(tmp_path, song) as hall:
        panel = await hall.asks_alone(LYRICS)

        async def broken(*_: Any, **__: Any) -> None:
            raise RuntimeError("out of tune")

        for door in ("quota", "tap"):
            monkeypatch.setattr(hall.app.dialogues, door, broken)
        with capture_logs() as logs:
            said = await hall.asks("/quota")
            tap = await hall.ann.press(panel, "Sing")
        codes = [one["code"] for one in logs if one["event"] == "answer failed"]
        assert len(codes) == 2
        assert codes[0] in said.text
        assert (tap.alert, codes[1] in tap.text) == (True, True)

        async def full(*_: Any, **__: Any) -> None:
            raise StorageError("the disk is full")

        monkeypatch.setattr(hall.app.dialogues, "quota", full)
        assert "write that down" in (await hall.asks("/quota")).text


async def test_an_answer_that_does_not_arrive_keeps_nothing_from_being_done(
    tmp_path: Path, song: bytes
) -> None:
    async with open_hall(tmp_path, song) as hall:
        hall.peer.faults.add("sendMessage", status=500, description="Internal Server Error")
        order = await hall.ann.write("/song rain", at=hall.group)
        sung = await hall.song()
        assert sung.reply_to == order.id

        held = hall.peer.faults.hold("sendMessage", chat=hall.group.id)
        order = await hall.ann.write("/song snow", at=hall.group)
        await held.reached()
        hall.group.remove_bot()
        held.release()
        assert (await hall.song(hall.ann)).audio is not None, "the song finds its way to the person"


async def test_a_press_is_answered_where_the_panel_is_gone(tmp_path: Path, song: bytes) -> None:
    async with open_hall(tmp_path, song) as hall:
        panel = await hall.asks_alone(LYRICS)
        held = hall.peer.faults.hold("editMessageText")
        await hall.ann.press(panel, "Sing", wait=False)
        await held.reached()
        hall.ann.delete(panel)
        held.release()
        await hall.song(hall.ann)
        unknown = await hall.asks_alone("/start")
        hall.peer.updates.put(
            "callback_query",
            {
                "id": "9",
                "from": {"id": hall.ann.id, "is_bot": False, "first_name": "ann"},
                "chat_instance": "1",
                "data": "0:x",
                "message": {
                    "message_id": unknown.id,
                    "date": 0,
                    "chat": {"id": hall.ann.id, "type": "private"},
                },
            },
        )
        await hall.peer.until(lambda: hall.peer.asked("answerCallbackQuery")[-1].params.get("show_alert"))
