"""Names and words that look like marks, presses of buttons that are not there, and the log of all that."""

import asyncio
import io
from pathlib import Path

import pytest

from bot.config import LogSettings
from bot.logs import set_up_logging
from tests.peers.telegram import Message, Person, TelegramPeer
from tests.platforms.telegram.hall import Hall, bot_in

LYRICS = "[verse]\nRain <b>on</b> the &lt;roof&gt;\nand a kettle that sings"
SECRET = ("kettle", "ballad of a", "file/bot")
"""Of what people wrote, and of the links to their files."""
EVIL = "<a>&amp;</b>"
ODD = (
    "", "1", "0:s:again:x:1", "1:s:again:x:-1", "1:s:again:" + "9" * 52, "1:j:cancel:' OR 1=1 --",
    "1:j:fetch:\u00e9\u0430\U0001f600", "1:j:cancel:", "1:d:::",
    "1:d:x:999999999:sing", "1:d:x:9999999999:sing",
    "1:f:x:0:edit", "1:m:x:0:style:999999999", "1:o:x:0:style:²", "1:w:x:send:999999999:0", "1:w::ask:0:0",
    "1:c:", "1:c:file.x.99999999999999999999", "1:c:file", "1:c:file.a.b.c", "1:c:unknown",
    "\ufdd0\u202e\x00",
)  # fmt: skip
FOR_EVERYBODY = ("1:s:again", "1:s:edit", "1:s:words", "1:s:delete", "1:c:example", "1:c:song")
"""What anybody may press where a song is heard; `delete` only asks whether they are sure."""


@pytest.fixture
def log(logging_as_before: None) -> io.StringIO:
    """The bot's own log, with everything in it."""
    out = io.StringIO()
    set_up_logging(LogSettings(level="debug"), stream=out)
    return out


async def state(hall: Hall) -> list[object]:
    """Return everything that a press could change."""
    tables = {
        "jobs": "id, state, deleted_ms",
        "ledger": "*",
        "audit": "*",
        "places": "*",
        "dialogues": "id, step",
    }
    return [await hall.app.db.read(f"SELECT {what} FROM {one} ORDER BY id") for one, what in tables.items()]


async def refused(who: Person, below: Message, data: list[str]) -> None:
    """Let somebody press what is not theirs; each is refused, though the bot sees no button."""
    for tap in await asyncio.gather(*(who.forge(below, one, hidden=True) for one in data)):
        assert (tap.alert, bool(tap.text)) == (True, True), (tap.data, tap.text)


async def test_words_are_never_marks_and_forged_presses_are_refused(
    tmp_path: Path, song: bytes, log: io.StringIO
) -> None:
    async with TelegramPeer() as peer:
        peer.group(f"hall {EVIL}", forum=True)
        async with bot_in(peer, tmp_path, song) as hall:
            group, mia = hall.group, hall.mia
            ann = peer.member(f"Ann {EVIL}", group, started=True)
            stage = group.topic(f"Stage {EVIL}")

            # whatever people wrote is shown as they wrote it
            order = f"/song title: The ballad of a </b> & <i>\nstyle: {EVIL}"
            await ann.send("document", "<b>x</b>.txt", LYRICS.encode(), caption=order, at=stage)
            receipt = await hall.comes("</b> & <i>", stage)
            assert EVIL in receipt.text
            sung = await hall.song(stage)
            asked = await ann.write("hello", at=group)
            panel = await hall.asks(f"/admin quota set 3 day {EVIL}", who=mia, reply_to=asked)
            assert f"Ann {EVIL}" in panel.text
            assert f"Reason: {EVIL}" in panel.text
            quota = await hall.asks("/quota", who=ann)
            settings = await hall.asks("/admin settings", who=mia)
            await mia.press(settings, "Topics for songs")
            await peer.until(lambda: EVIL in str(settings.labels))
            await mia.press(settings, f"Stage {EVIL}")
            await peer.until(lambda: f"✓ Stage {EVIL}" in str(settings.labels))
            assert EVIL in (await hall.asks("/song rain", who=ann)).text, "the topic for songs is named"
            draft = await hall.asks_alone(LYRICS, who=ann)
            assert "Rain <b>on</b> the &lt;roof&gt;" in draft.text
            await ann.press(draft, "Edit")
            sheet = await peer.said(ann, "Your song", after=draft)
            history = await hall.asks_alone("/songs", who=ann)

            # and nobody gets at what is somebody else's
            bob = peer.member("Bob", group, started=True)
            own = await hall.asks_alone("/start", who=bob)
            mine = await hall.asks("/quota", who=bob)
            shown = (receipt, sung, panel, quota, settings, draft, sheet, history)
            everything = [one.data for message in shown for row in message.rows for one in row if one.data]
            job = next(one.data for row in sung.rows for one in row if one.data).split(":")[3]
            everything += [f"1:j:cancel:{job}", f"1:j:fetch:{job}", f"1:s:really:{job}:1"]
            before = await state(hall)
            theirs = [one for one in everything if not one.startswith(FOR_EVERYBODY)]
            assert len(theirs) > 20
            await refused(bob, mine, [*theirs, *ODD])
            alone = [
                one for one in everything if not one.startswith(("1:s:delete", "1:c:example", "1:c:song"))
            ]
            await refused(bob, own, alone)
            await hall.asks_alone("/help", who=bob)
            assert await state(hall) == before

            # nor at what others see, by what is theirs
            await bob.press(mine, "Ask for more")
            form = await hall.comes("Songs: 5", after=mine)
            close, opens = form.button("Close").data, mine.button("Ask for more").data
            for one in (close, opens, form.button("Ask").data, form.button("Songs").data):
                assert "already done" in (await bob.forge(sung, one)).text
            hall.band.plan([asyncio.Event()])
            taken = await hall.asks("/song rain", who=bob, at=stage)
            await bob.forge(quota, taken.button("Cancel").data)
            await hall.comes("Cancelled", stage)
            assert "Cancelled" not in quota.text
            assert not sung.gone

            # what goes wrong is said in the log without a word of theirs
            peer.faults.add("sendMessage", status=400, description='Bad Request: can\'t parse "kettle" at')
            peer.faults.add("sendMessage", drop="before")
            peer.faults.add("file", status=500)
            await ann.write(LYRICS)
            await ann.send("document", "kettle.txt", LYRICS.encode())
            await hall.asks_alone("/help", who=ann)
    said = log.getvalue()
    assert "answer failed" not in said
    assert "an update broke" not in said
    assert "an attachment can't be fetched" in said
    for secret in (peer.token, peer.token.partition(":")[2], *SECRET):
        assert secret not in said
