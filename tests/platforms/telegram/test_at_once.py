"""Several things at once, and failures of Telegram in between: nothing is done twice, and nothing is lost."""

import asyncio
import re
from pathlib import Path
from typing import Any

from structlog.testing import capture_logs

from tests.peers.telegram import Message, TelegramPeer
from tests.platforms.telegram.hall import Hall, bot_in, is_song, open_hall

LYRICS = "[verse]\nRain on the roof\nand a kettle that sings"
FAULTS: tuple[dict[str, Any], ...] = (
    {"status": 400, "description": "Bad Request: something new"},
    {"status": 403, "description": "Forbidden: something new"},
    {"status": 502, "html": True},
    {"retry_after": 0.05},
    {"drop": "before"},
    {"drop": "after"},
)


async def count(hall: Hall, table: str, where: str) -> int:
    """Return how many rows there are."""
    found = await hall.app.db.read(f"SELECT COUNT(*) AS n FROM {table} WHERE {where}")
    return int(found[0]["n"])


async def test_of_presses_at_the_same_time_one_counts(tmp_path: Path, song: bytes) -> None:
    async with open_hall(tmp_path, song) as hall:
        peer, group, ann, mia = hall.peer, hall.group, hall.ann, hall.mia
        mo = peer.member("mo", group, manages=True)
        hall.band.plan([asyncio.Event()])

        asked = await ann.write("/quota", at=group)
        shown = await peer.said(group, after=asked)
        await ann.press(shown, "Ask for more")
        sheet = await hall.comes("Songs: 5", after=shown)
        await asyncio.gather(*(ann.press(sheet, "Ask") for _ in range(3)))
        request = await hall.comes("A request for more songs")
        presses = [(mia, "Approve"), (mo, "Approve"), (mia, "Approve")]
        await asyncio.gather(*(who.press(request, label) for who, label in presses))
        await peer.until(lambda: "approved the request: 5 more songs" in request.text)
        assert await count(hall, "ledger", "kind = 'grant'") == 1
        assert len([one for one in hall.posts() if "A request for more songs" in one.text]) == 1

        # a panel that is just being changed takes presses all the same
        panel = await hall.asks_alone(LYRICS)
        held = peer.faults.hold("editMessageText", chat=ann.id)
        await ann.press(panel, "Style")
        await held.reached()
        taps = [await ann.press(panel, "Sing", wait=False) for _ in range(3)]
        held.release()
        for tap in taps:
            await ann.answered(tap)
        await hall.comes("", ann, fits=lambda one: "Cancel" in str(one.labels))
        assert await count(hall, "jobs", "1 = 1") == 1

        # one person in two topics, and several orders of hers
        topics = [group.topic(name) for name in ("Stage", "Attic")]
        orders = [await ann.write("/song rain", at=topic) for topic in topics]
        for order, topic in zip(orders, topics, strict=True):
            receipt = await hall.comes("", topic, fits=lambda one: "Cancel" in str(one.labels))
            assert receipt.reply_to == order.id
        await ann.write("/song")
        question = await peer.said(ann, "what the song is about")
        await asyncio.gather(ann.write("/cancel"), ann.write(LYRICS))
        draft = await hall.comes("what I understood", ann, after=question)
        assert "Sing" in str(draft.labels), "the command ended the question"
        assert await count(hall, "jobs", "1 = 1") == 3


async def offers(hall: Hall, label: str) -> Message:
    """Wait for a message for Ann with this on a button."""
    return await hall.peer.said(hall.ann, fits=lambda one: label in str(one.labels))


async def fails(hall: Hall, fault: dict[str, Any]) -> None:
    """Let one thing after the other fail while Ann opens and closes a menu, and sends a file."""
    peer, ann = hall.peer, hall.ann
    peer.faults.add("answerCallbackQuery", **fault)
    await ann.press(await offers(hall, "Sing"), "Style", wait=False)
    menu = await offers(hall, "Folk")
    peer.faults.add("editMessageText", **fault)
    await ann.press(menu, "Back")
    peer.faults.add("getFile", **fault)
    file = await ann.send("document", "rain.txt", LYRICS.encode())
    said = await peer.said(ann, fits=lambda one: one.reply_to == file.id)
    assert "get this file from Telegram" in said.text
    if "Folk" in str(menu.labels):  # it was not changed
        await ann.press(menu, "Back")
        await peer.until(lambda: "Folk" not in str(menu.labels))


async def test_a_press_is_carried_out_once_whatever_becomes_of_its_answers(
    tmp_path: Path, song: bytes
) -> None:
    async with open_hall(tmp_path, song) as hall:
        peer, ann = hall.peer, hall.ann
        hall.band.plan([asyncio.Event()])
        with capture_logs() as logs:
            await hall.asks_alone(LYRICS)
            for fault in FAULTS:
                await fails(hall, fault)
            panel = await offers(hall, "Sing")
            for method in ("answerCallbackQuery", "editMessageText", "sendMessage"):
                peer.faults.add(method, status=502, html=True)
            await ann.press(panel, "Sing", wait=False)
            await peer.heard()
            await peer.until(lambda: not peer.faults.left)
            await hall.asks_alone("/help")
            peer.faults.add("getChatAdministrators", status=502, html=True)
            refused = await hall.asks("/admin settings", who=hall.mia)
            assert "Only moderators" in refused.text, "nobody manages where Telegram does not say"
        assert await count(hall, "jobs", "1 = 1") == 1
        said = " ".join(one.text for one in [*hall.posts(ann), *hall.posts()])
        assert not re.search("something new|Bad Request|Forbidden|502|nginx|Error", said)
        assert {"answer failed", "an update broke"}.isdisjoint(one["event"] for one in logs)


async def test_a_stop_in_the_middle_of_an_upload_brings_the_song_once(tmp_path: Path, song: bytes) -> None:
    async with TelegramPeer() as peer:
        async with bot_in(peer, tmp_path, song) as hall:
            held = peer.faults.hold("sendAudio")
            await hall.ann.write("/song rain", at=hall.group)
            await held.reached()
            asyncio.get_running_loop().call_later(0.1, held.release)
        async with bot_in(peer, tmp_path, song) as hall:
            await hall.song()
            await hall.asks("/help")
            assert len([one for one in hall.posts() if is_song(one)]) == 1
            assert await count(hall, "jobs", "state = 'done'") == 1
