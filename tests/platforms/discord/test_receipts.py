"""Receipts on Discord: they show how a song comes along, seldom enough, for as long as they can be edited."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.domain.job import JobState
from bot.domain.posts import JobStatus
from bot.domain.song import Origin
from bot.platforms.cards import EARLY_MS
from bot.platforms.discord.answers import Answered
from bot.platforms.discord.receipts import Receipts
from tests.peers.discord import Broken, Lose, Message, Refuse
from tests.platforms.discord.delivery_bench import JOB, Bench, bench

QUEUED = JobStatus(JOB, JobState.QUEUED, line=2, can_cancel=True)
SINGING = JobStatus(JOB, JobState.RUNNING, stage="singing", can_cancel=False)
SAVING = replace(SINGING, stage="saving")
DONE = JobStatus(JOB, JobState.DONE)
KEPT = JobStatus(JOB, JobState.KEPT)
BY_TOKEN, BY_ID = "/webhooks/", "/channels/"


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Bench]:
    """A bot at the gateway, and Ann, a member of its one server."""
    async with bench(tmp_path) as made, made.online():
        yield made


def seldom(at: Bench) -> Receipts:
    """Receipts that are edited once an hour, unless the order ends."""
    return Receipts(client=at.client, answers=at.answers, now_ms=at.clock, edit_every_s=3_600)


def edits(at: Bench) -> list[str]:
    """Return the ways that the edits took."""
    return [one.path for one in at.peer.requests if one.method == "PATCH"]


async def until_reads(at: Bench, receipt: Message, text: str) -> None:
    await at.peer.until(lambda: text in receipt.text)


async def show(at: Bench, origin: Origin, receipt: Message, status: JobStatus, text: str) -> None:
    """Show a status, and wait until the receipt says so."""
    await at.receipts.show(origin, status)
    await until_reads(at, receipt, text)


@pytest.mark.parametrize("alone", [True, False])
async def test_a_receipt_shows_how_the_song_comes_along(at: Bench, alone: bool) -> None:
    origin, receipt = await at.asked(alone=alone)
    await show(at, origin, receipt, QUEUED, "2")
    assert [button.custom_id for button in receipt.buttons] == [f"1:j:cancel:{JOB}"]
    await show(at, origin, receipt, SINGING, "Singing")
    assert receipt.buttons == []
    await at.receipts.show(origin, DONE)
    await at.peer.until(lambda: "Singing" not in receipt.text)
    assert all(path.startswith(BY_TOKEN) for path in edits(at))


async def test_what_reads_the_same_is_not_edited(at: Bench) -> None:
    origin, receipt = await at.asked()
    await show(at, origin, receipt, SINGING, "Singing")
    for fraction in range(10):
        await at.receipts.show(origin, replace(SINGING, elapsed_s=fraction / 10))
    await show(at, origin, receipt, SAVING, "Saving")
    assert receipt.edits == 2


async def test_changes_that_come_fast_are_shown_as_one_and_the_end_is_shown_at_once(at: Bench) -> None:
    receipts = seldom(at)
    origin, receipt = await at.asked()
    await receipts.show(origin, SINGING)
    await until_reads(at, receipt, "Singing")
    for status in (SAVING, SINGING, SAVING):
        await receipts.show(origin, status)
    await receipts.show(origin, DONE)
    await at.peer.until(lambda: receipt.edits == 2)
    assert "Saving" not in receipt.text
    await receipts.stop()


async def test_a_receipt_for_everybody_is_edited_by_its_id_when_the_token_is_dead(at: Bench) -> None:
    origin, receipt = await at.asked()
    await show(at, origin, receipt, SINGING, "Singing")
    at.later(14 * 60 + 1)
    await show(at, origin, receipt, SAVING, "Saving")
    at.later(3_600)
    await at.receipts.show(origin, DONE)
    await at.peer.until(lambda: receipt.edits == 3)
    assert [path.split("/")[1] for path in edits(at)] == ["webhooks", "channels", "channels"]


async def test_a_token_that_died_early_is_done_without(at: Bench) -> None:
    origin, receipt = await at.asked()
    at.peer.fail("PATCH", "/webhooks/*", Refuse(401, 50_027))
    await show(at, origin, receipt, SINGING, "Singing")
    assert edits(at)[-1].startswith(BY_ID)


async def test_a_receipt_that_one_person_sees_says_in_time_that_it_stays_as_it_is(at: Bench) -> None:
    origin, receipt = await at.asked(alone=True)
    await show(at, origin, receipt, SINGING, "Singing")
    at.later(14 * 60 + 1)
    await at.receipts.show(origin, SAVING)
    await until_reads(at, receipt, "Saving")
    last, count = receipt.text, len(edits(at))
    assert len(last.splitlines()) > 2
    at.later(120)
    for status in (SINGING, SAVING, DONE):
        await at.receipts.show(origin, status)
    await at.receipts.stop()
    assert (receipt.text, len(edits(at))) == (last, count)


async def test_the_last_sentence_comes_without_any_news(at: Bench) -> None:
    origin, receipt = await at.asked(alone=True)
    answered = await at.answers.of(origin.message)
    assert answered is not None
    soon = answered.model_copy(update={"token_until_ms": at.clock() + 60_500})
    await at.answers.note(origin.message, soon)
    await show(at, origin, receipt, SINGING, "Singing")
    before = receipt.text
    await at.peer.until(lambda: receipt.text != before)
    assert receipt.text.startswith(before)


async def test_a_song_that_ends_in_its_last_minute_is_still_shown(at: Bench) -> None:
    origin, receipt = await at.asked(alone=True)
    at.later(14 * 60 + 1)
    await show(at, origin, receipt, SINGING, "Singing")
    await at.receipts.show(origin, DONE)
    await at.peer.until(lambda: "Singing" not in receipt.text)


@pytest.mark.parametrize("alone", [True, False])
async def test_after_a_restart_the_same_receipt_goes_on(at: Bench, alone: bool) -> None:
    origin, receipt = await at.asked(alone=alone)
    await show(at, origin, receipt, SINGING, "Singing")
    await at.receipts.stop()
    at.later(14 * 60 + 1)
    again = Receipts(client=at.client, answers=at.answers, now_ms=at.clock, edit_every_s=0.05)
    await again.show(origin, SAVING)
    await until_reads(at, receipt, "Saving")
    assert edits(at)[-1].startswith(BY_TOKEN if alone else BY_ID)
    await again.stop()


@pytest.mark.parametrize("alone", [True, False])
async def test_a_receipt_whose_id_nobody_wrote_down_before_a_crash_goes_on(at: Bench, alone: bool) -> None:
    origin, receipt = await at.asked(alone=alone)
    answered = await at.answers.of(origin.message)
    assert answered is not None
    await at.answers.note(origin.message, answered.model_copy(update={"message": ""}))
    await at.receipts.show(origin, SINGING)  # the bot that sends it waits until it is sent
    assert receipt.edits == 0
    at.later(60)
    again = Receipts(client=at.client, answers=at.answers, now_ms=at.clock, edit_every_s=0.05)
    await again.show(origin, SAVING)
    await until_reads(at, receipt, "Saving")
    assert await at.answers.of(origin.message) == answered
    await again.stop()


@pytest.mark.parametrize("status", [SINGING, DONE, KEPT])
async def test_a_song_that_is_faster_than_its_receipt_is_shown_in_it(at: Bench, status: JobStatus) -> None:
    origin, receipt = await at.asked()
    answered = await at.answers.of(origin.message)
    assert answered is not None
    early = origin.model_copy(update={"message": "12345"})
    before = receipt.text
    await at.receipts.show(early, QUEUED)
    await at.receipts.show(early, status)
    await at.answers.note("12345", answered)
    await at.peer.until(lambda: receipt.text != before)
    assert receipt.edits == 1


async def test_an_answer_that_is_no_receipt_of_the_order_stays_as_it_is(at: Bench) -> None:
    origin, receipt = await at.asked()
    answered = await at.answers.of(origin.message)
    assert answered is not None
    await at.answers.note(origin.message, answered.model_copy(update={"job_id": ""}))
    await at.receipts.show(origin, SINGING)
    await at.answers.note(origin.message, answered)
    await until_reads(at, receipt, "Singing")
    assert receipt.edits == 1


async def test_a_message_in_a_dm_is_answered_by_a_receipt_without_a_token(at: Bench) -> None:
    wrote = await at.ann.write_dm("la la la")
    channel = at.client.get_partial_messageable(at.ann.dm.id)
    sent = await channel.send("taken")
    receipt = at.said_in(at.ann.dm)[-1]
    answered = Answered(
        channel=str(at.ann.dm.id),
        message=str(sent.id),
        ephemeral=False,
        token="",
        token_until_ms=0,
        job_id=JOB,
    )
    await at.answers.note(str(wrote.id), answered)
    origin = at.origin(at=at.ann.dm, message=str(wrote.id))
    await show(at, origin, receipt, SINGING, "Singing")


@pytest.mark.parametrize("fault", [Broken(503), Lose(), Lose(after=True), Refuse(400, 50_035)])
async def test_an_edit_that_does_not_arrive_is_tried_again(at: Bench, fault: Broken | Lose | Refuse) -> None:
    origin, receipt = await at.asked()
    at.peer.fail("PATCH", "/webhooks/*", fault)
    before = receipt.text
    await at.receipts.show(origin, DONE)
    await at.peer.until(lambda: len(edits(at)) >= (1 if fault == Lose() else 2))
    assert receipt.text != before


async def test_a_receipt_that_was_deleted_is_left_alone(at: Bench) -> None:
    origin, receipt = await at.asked()
    await at.delivery.take_down(origin, str(receipt.id))
    with capture_logs() as logs:
        for status in (SINGING, SAVING, SINGING, SAVING):
            await at.receipts.show(origin, status)
            await asyncio.sleep(0)
        await at.receipts.show(origin, DONE)
        await at.peer.until(lambda: any(line["event"] == "receipt left" for line in logs))
    assert [line["job"] for line in logs if line["event"] == "receipt left"] == [JOB]


async def test_a_slow_chat_does_not_hold_up_the_others(at: Bench) -> None:
    slow, first = await at.asked()
    held = at.peer.hold("PATCH", f"/webhooks/*/messages/{first.id}")
    await at.receipts.show(slow, SINGING)
    await held.reached()
    quick, second = await at.asked()
    await show(at, quick, second, SINGING, "Singing")
    held.release()
    await until_reads(at, first, "Singing")


async def test_no_token_and_no_name_goes_into_the_log(at: Bench) -> None:
    origin, _ = await at.asked()
    answered = await at.answers.of(origin.message)
    assert answered is not None
    at.peer.fail("PATCH", "/webhooks/*", Broken(503), Refuse(403, 50_001))
    at.peer.fail("PATCH", "/channels/*", Refuse(403, 50_001))
    with capture_logs() as logs:
        await at.receipts.show(origin, SINGING)
        await at.peer.until(lambda: any(line["event"] == "receipt left" for line in logs))
    assert answered.token not in str(logs)
    assert "ann" not in str(logs)


async def test_statuses_without_a_receipt_do_not_pile_up(at: Bench) -> None:
    for n in range(50):
        await at.receipts.show(at.origin(message=str(n)), SINGING)
    at.clock.ahead_ms += EARLY_MS
    await at.receipts.show(at.origin(message="51"), SINGING)
    assert len(at.receipts.waiting) == 1


async def test_an_order_that_is_over_is_forgotten(at: Bench) -> None:
    origin, receipt = await at.asked()
    await show(at, origin, receipt, SINGING, "Singing")
    await at.receipts.show(origin, DONE)
    await at.peer.until(lambda: "Singing" not in receipt.text)
    async with asyncio.timeout(30):
        while at.receipts.followed:
            await asyncio.sleep(0)
