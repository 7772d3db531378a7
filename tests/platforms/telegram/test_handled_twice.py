"""A crash may let the bot handle anything twice: nothing is ordered, given or changed twice by that."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.peers.service import audio
from tests.peers.telegram import Message
from tests.platforms.telegram.hall import Hall, is_song, open_hall
from tests.studio.fakes import sings

LYRICS = "[verse]\nRain on the roof\nand a kettle that sings"


@pytest.fixture
async def hall(tmp_path: Path, song: bytes) -> AsyncIterator[Hall]:
    """A group with a bot to which everything comes twice in a row."""
    async with open_hall(tmp_path, song) as there:
        there.peer.updates.twice = True
        yield there


async def settled(hall: Hall) -> None:
    """Wait until everything that has come was handled, and then handled again."""
    await hall.peer.heard()
    handling = [one for one in asyncio.all_tasks() if one.get_name().startswith("update ")]
    if handling:
        await asyncio.wait(handling)


async def press(hall: Hall, message: Message, label: str, *, admin: bool = False) -> None:
    """Let Ann, or the administrator, press a button; it is not refused."""
    tap = await (hall.mia if admin else hall.ann).press(message, label)
    assert not tap.alert, tap.text
    await settled(hall)


async def rows(hall: Hall, table: str, where: str = "1 = 1") -> int:
    """Return how many rows there are."""
    found = await hall.app.db.read(f"SELECT COUNT(*) AS n FROM {table} WHERE {where}")
    return int(found[0]["n"])


async def songs_of(hall: Hall) -> int:
    """Return how many songs were ordered; each is charged once."""
    count = await rows(hall, "jobs", "kind = 'song'")
    assert await rows(hall, "ledger", "kind = 'reserve' AND job_id IN (SELECT id FROM jobs)") >= count
    return count


async def test_an_order_is_one_song_however_it_is_given(hall: Hall) -> None:
    peer, group, ann = hall.peer, hall.group, hall.ann
    asked = await ann.write("/song rain", at=group)
    first = await hall.song()
    await settled(hall)
    assert len([one for one in hall.posts() if one.reply_to == asked.id and not one.audio]) == 1
    hall.band.plan([asyncio.Event()])  # what is ordered from now on is being made for ever
    poem = await hall.mia.write(LYRICS, at=group)
    await ann.write("/song style: jazz", at=group, reply_to=poem)
    await ann.send("document", "rain.txt", LYRICS.encode(), caption="/song", at=group)
    await press(hall, first, "Again")
    await press(hall, first, "Edit and sing")
    await press(hall, await hall.comes("what I understood"), "Sing")
    welcome = await hall.asks_alone("/start")
    await press(hall, welcome, "A sea shanty about debugging")
    panel = await hall.asks_alone(LYRICS)
    await settled(hall)
    await press(hall, panel, "Sing")
    assert await songs_of(hall) == 7
    receipts = [one for one in hall.posts() if one.id > first.id and "Cancel" in str(one.labels)]
    assert len(receipts) == 4, "each has one"
    assert len([one for one in hall.posts() if is_song(one)]) == 1

    words = await hall.asks("/lyrics about a kettle")
    await peer.until(lambda: "Harbour Rain" in words.text)
    await settled(hall)
    tune = await hall.mia.send("audio", "tune.mp3", audio(8.0), at=group)
    heard = await hall.asks("/cover style: smoky jazz", reply_to=tune)
    await peer.until(lambda: "What the singer seems to say" in heard.text)
    await settled(hall)
    assert await rows(hall, "jobs", "kind <> 'song'") == 2
    assert len(hall.band.tasks) == 4


async def test_a_song_is_asked_for_step_by_step_once(hall: Hall) -> None:
    peer, ann = hall.peer, hall.ann
    await ann.write("/song")
    await settled(hall)
    await ann.write("[verse]\n[chorus]")  # nothing to sing: it is asked for once more
    await settled(hall)
    await ann.write(LYRICS)
    await settled(hall)
    shown = await peer.said(ann, "what I understood")
    assert await rows(hall, "dialogues") == 1
    for label in ("Folk", "Female", "Sing"):
        await press(hall, shown, label)
        if label == "Folk" and not any("Female" in str(row) for row in shown.labels):
            await press(hall, shown, next(one.label for one in shown.buttons if "Voice" in one.label))
    await hall.song(ann)
    assert await songs_of(hall) == 1
    assert hall.band.tasks[0].request.voice == "female"


async def test_what_is_given_up_is_given_up_once(hall: Hall, song: bytes) -> None:
    ann, peer = hall.ann, hall.peer
    sung = await hall.asks("/song rain")
    sung = await hall.song()
    await settled(hall)
    waits = asyncio.Event()
    hall.band.plan([waits, *sings(song)])
    for n in range(3):
        await hall.ann.write(f"/song snow\nstyle: folk {n}", at=hall.group)
        await hall.comes(f"folk {n}", fits=lambda one: one.buttons)
    await settled(hall)
    await ann.write("/cancel", at=hall.group)
    await settled(hall)
    assert await rows(hall, "jobs", "state = 'cancelled'") == 1, "only the newest"
    await press(hall, await hall.comes("folk 1"), "Cancel")
    assert await rows(hall, "jobs", "state = 'cancelled'") == 2
    assert await rows(hall, "ledger", "kind = 'refund'") == 2
    waits.set()
    await hall.songs(2)

    await press(hall, sung, "Delete")
    really = await hall.comes("for good?")
    await press(hall, really, "Delete")
    await peer.until(lambda: sung.gone)
    assert "Deleted" in really.text
    assert await rows(hall, "jobs", "deleted_ms IS NOT NULL") == 1


async def test_what_moderators_set_and_give_is_set_and_given_once(hall: Hall) -> None:
    peer, group, ann, mia = hall.peer, hall.group, hall.ann, hall.mia
    shown = await hall.asks("/quota", who=ann)
    await settled(hall)
    await press(hall, shown, "Ask for more")
    sheet = await hall.comes("Songs: 5", after=shown)
    await press(hall, sheet, "Songs")
    question = await hall.comes("what goes under “Songs”", after=sheet)
    await ann.write("3", at=group, reply_to=question)
    await settled(hall)
    sheet = await hall.comes("Songs: 3")
    await press(hall, sheet, "Ask")
    request = await hall.comes("A request for more songs")
    await press(hall, request, "Approve", admin=True)
    assert "13 of 13" in (await peer.said(ann, "approved the request")).text
    assert await rows(hall, "ledger", "kind = 'grant'") == 1
    assert len([one for one in hall.posts() if "A request for more songs" in one.text]) == 1

    panel = await hall.asks("/admin quota add @ann_a 3", who=mia)
    await settled(hall)
    await press(hall, panel, "Confirm", admin=True)
    assert await rows(hall, "ledger", "kind = 'grant'") == 2
    assert "16 left" in panel.text

    stages = [group.topic(name) for name in ("Stage", "Attic")]
    panel = await hall.asks("/admin settings", who=mia)
    await settled(hall)
    for stage in ("Stage", "Attic"):
        await press(hall, panel, "Topics for songs", admin=True)
        await press(hall, panel, stage, admin=True)
    chosen = await hall.app.db.read("SELECT settings FROM places WHERE platform = 'telegram'")
    assert all(f'"{one.id}"' in chosen[0]["settings"] for one in stages), "toggled once, and not back"
    await press(hall, panel, "This place…", admin=True)
    await press(hall, panel, "Let private chats count here", admin=True)
    await press(hall, panel, "Another time zone", admin=True)
    question = await hall.comes("Its name, like Europe/Vienna", after=panel)
    await mia.write("asia/tokyo", at=group, reply_to=question)
    await settled(hall)
    await hall.comes("", fits=lambda one: "Asia/Tokyo" in str(one.labels))
    audited = await hall.app.db.read("SELECT what FROM audit WHERE what LIKE 'settings.%' ORDER BY id")
    assert sorted(one["what"] for one in audited) == [
        *["settings.channels"] * 2, "settings.dm_songs", "settings.time_zone",
    ]  # fmt: skip
