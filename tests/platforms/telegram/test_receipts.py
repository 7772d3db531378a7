"""Receipts on Telegram: they show how a song comes along where there is room, and its end in any case."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.domain.job import JobState
from bot.domain.posts import JobStatus
from bot.domain.song import Origin
from bot.platforms.cards import EARLY_MS
from bot.platforms.telegram.gate import Gate, Limit, Limits
from bot.platforms.telegram.outbound import Html, Message
from bot.platforms.telegram.receipts import Pace, Receipts
from bot.platforms.telegram.sender import Sender
from tests.peers.telegram import Message as Posted
from tests.platforms.telegram.delivery_bench import JOB, Bench, bench

QUEUED = JobStatus(JOB, JobState.QUEUED, line=2, can_cancel=True)
SINGING = JobStatus(JOB, JobState.RUNNING, stage="singing", fraction=0.2)
SAVING = replace(SINGING, stage="saving", fraction=0.9)
HELLO = Message(Html("hello"))
DONE, KEPT = JobStatus(JOB, JobState.DONE), JobStatus(JOB, JobState.KEPT)


@pytest.fixture
async def at(tmp_path: Path, song: bytes) -> AsyncIterator[Bench]:
    """A bot, and Ann, who has started it, in a group with topics."""
    async with bench(tmp_path, song) as made:
        yield made


async def show(at: Bench, origin: Origin, receipt: Posted, status: JobStatus, text: str) -> None:
    """Show a status, and wait until the receipt says so."""
    await at.receipts.show(origin, status)
    await at.peer.until(lambda: text in receipt.text)


async def test_a_receipt_shows_how_the_song_comes_along_also_after_a_restart(at: Bench) -> None:
    topic = at.hall.topic("music")
    origin, _ = await at.asked(topic)
    receipt = await at.receipt(origin)
    await show(at, origin, receipt, QUEUED, "2")
    assert [button.data for button in receipt.buttons] == [f"1:j:cancel:{JOB}"]
    await show(at, origin, receipt, SINGING, "Singing")
    assert (receipt.buttons, receipt.marked("expandable_blockquote")) == ((), ["Style: a shanty"])
    await at.peer.until(lambda: len(at.peer.actions) > 1)
    assert {(chat.id, thread, action) for chat, thread, action in at.peer.actions} == {
        (at.hall.id, topic.id, "upload_voice")
    }
    await at.receipts.stop()
    at.again()
    await show(at, origin, receipt, SAVING, "Saving")
    await at.receipts.show(origin, DONE)
    await at.peer.until(lambda: "Saving" not in receipt.text and not at.receipts.followed)
    assert receipt.marked("expandable_blockquote") == ["Style: a shanty"]
    assert at.said(at.hall) == [receipt]


async def test_nothing_is_shown_of_work_while_an_order_waits_or_when_it_is_over(at: Bench) -> None:
    origin, _ = await at.asked(at.hall)
    receipt = await at.receipt(origin)
    await show(at, origin, receipt, QUEUED, "2")
    await at.receipts.show(origin, KEPT)
    await at.peer.until(lambda: not at.receipts.followed)
    assert at.peer.actions == []
    assert [button.data for button in receipt.buttons] == [f"1:j:fetch:{JOB}"]


async def test_changes_that_come_fast_are_shown_as_one_and_the_end_is_shown_at_once(at: Bench) -> None:
    origin, _ = await at.asked(at.hall)
    receipt = await at.receipt(origin)
    slow = Receipts(sender=at.sender, memory=at.memory, now_ms=at.clock, pace=Pace(3_600, 3_600, act_s=3_600))
    await slow.show(origin, SINGING)
    await at.peer.until(lambda: "Singing" in receipt.text)
    for status in (SAVING, SINGING, SAVING, DONE):
        await slow.show(origin, status)
    await at.peer.until(lambda: not slow.followed)
    assert receipt.edits == 2
    assert (len(at.peer.actions), "Saving" in receipt.text) == (1, False)


async def test_where_a_group_has_no_room_only_the_end_is_shown(at: Bench) -> None:
    at.sender = Sender(at.bot, Gate(Limits(group=Limit(4, 0.4), chat=Limit(100, 1.0))))
    receipts = Receipts(sender=at.sender, memory=at.memory, now_ms=at.clock, pace=Pace(0.01, 0.01, 0.01))
    at.peer.flood.on, at.peer.flood.group = True, (4, 0.4)
    at.peer.flood.chat = (100, 1.0)
    origin, _ = await at.asked(at.hall)
    receipt = await at.receipt(origin)
    await receipts.show(origin, SINGING)
    for _ in range(3):
        await at.sender.send(str(at.hall.id), HELLO)
    for n in range(20):
        await receipts.show(origin, replace(SINGING, fraction=n / 20))
    await receipts.show(origin, DONE)
    await at.peer.until(lambda: not receipts.followed)
    assert "Singing" not in receipt.text
    assert at.peer.flood.refused == 0


async def test_a_429_for_a_receipt_delays_it_and_its_end_is_shown_when_that_is_over(at: Bench) -> None:
    origin, _ = await at.asked()
    receipt = await at.receipt(origin)
    at.peer.faults.add("editMessageText", retry_after=0.2)
    at.peer.faults.add("sendChatAction", retry_after=0.2)
    await at.receipts.show(origin, SINGING)
    await at.receipts.show(origin, DONE)
    await at.peer.until(lambda: not at.receipts.followed)
    assert (receipt.edits, "Singing" in receipt.text) == (1, False)


async def test_an_order_that_begins_before_its_receipt_is_there_is_shown_in_it(at: Bench) -> None:
    origin, _ = await at.asked(at.hall)
    await at.receipts.show(origin, SINGING)
    assert at.receipts.waiting == {JOB}
    receipt = await at.receipt(origin)
    await at.peer.until(lambda: "Singing" in receipt.text)
    assert not at.receipts.waiting


async def test_a_status_whose_receipt_never_comes_is_given_up(at: Bench) -> None:
    origin, _ = await at.asked(at.hall)
    await at.receipts.show(origin, SINGING)
    at.clock.ahead_ms += EARLY_MS + 1
    await at.receipts.show(origin, JobStatus("another", JobState.RUNNING))
    assert at.receipts.waiting == {"another"}


async def test_a_deleted_receipt_is_left_alone(at: Bench) -> None:
    origin, _ = await at.asked(at.hall)
    receipt = await at.receipt(origin)
    at.ann.delete(receipt)
    with capture_logs() as logs:
        await at.receipts.show(origin, SINGING)
        await at.receipts.show(origin, SAVING)
        await at.receipts.show(origin, DONE)
        await at.peer.until(lambda: not at.receipts.followed)
    assert [line["event"] for line in logs if "receipt" in line["event"]] == ["receipt left"]
    assert at.said(at.hall) == []


async def test_an_edit_that_was_cut_off_is_tried_again(at: Bench) -> None:
    origin, _ = await at.asked(at.hall)
    receipt = await at.receipt(origin)
    at.peer.faults.add("editMessageText", drop="before")
    at.peer.faults.add("editMessageText", status=502, html=True)
    at.peer.faults.add("editMessageText", drop="after")
    await at.receipts.show(origin, DONE)
    await at.peer.until(lambda: not at.receipts.followed)
    assert receipt.edits == 1
