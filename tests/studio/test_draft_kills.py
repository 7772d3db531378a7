"""The bot dies before or after each of its writes: a draft is shown once, or refunded and told once."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.domain.job import JobState
from bot.domain.ports import Accepted, Answered, ProviderEvent, ProviderTask, Submitting, Written
from bot.store import ledger
from bot.store.db import Db
from tests.store.rows import QuickDb, make_database
from tests.studio.fakes import ScriptedProvider, Studio
from tests.studio.writers import CENT, WORDS, drafts_of, lyrics, writer_info

LAST = 20
"""There is no draft of so many writes."""


class Killed(BaseException):
    """The process ends here."""


class MortalDb(QuickDb):
    """A database of a process that dies at its n-th write; from then on nothing is written."""

    die_at = 0
    before = False
    writes = 0

    async def _commit(self) -> None:
        self.writes += 1
        if self.writes > self.die_at or (self.before and self.writes == self.die_at):
            raise Killed
        await super()._commit()
        if self.writes == self.die_at:
            raise Killed


@dataclass
class Vendor(ScriptedProvider):
    """Writes as services do, goes on at the first fact that is missing, and counts what it is asked for."""

    gives_ids: bool = False
    asked: int = 0

    async def draft(self, task: ProviderTask) -> AsyncGenerator[ProviderEvent, None]:
        call = task.calls[-1] if task.calls else None
        if call is None or (call.answer is None and call.remote_id is None):
            yield Submitting("lyrics")
            self.asked += 1
            if self.gives_ids:
                yield Accepted("task-1")
        if call is None or call.answer is None:
            yield Answered({"lyrics": WORDS}, cost=CENT)
        yield Written(WORDS)


async def until_told(studio: Studio) -> None:
    """Have words drafted and told; what was done before is not done again."""
    await lyrics(studio, "the sea")
    (job,) = await drafts_of(studio)
    if job.state is JobState.QUEUED:
        await studio.run(job.id)
    elif job.state is JobState.RUNNING:
        await studio.pipeline.run(job.id)
    await studio.herald.tell_due()


async def lives_until(folder: Path, vendor: Vendor, *, write: int, before: bool) -> tuple[Studio, bool]:
    """Let a bot live until a write; tells whether it died."""
    db = await MortalDb.open(make_database(folder / "troubadour.db"))
    db.die_at, db.before = write, before
    studio = Studio(db, folder, providers=[vendor])
    try:
        await until_told(studio)
    except Killed:
        return studio, True
    else:
        return studio, False
    finally:
        await db.close()


async def starts_again(folder: Path, db: Db, vendor: Vendor, killed: Studio) -> Studio:
    """Start a bot on what the other one left; its chat sends the message again, since it was not answered."""
    studio = Studio(db, folder, providers=[vendor])
    studio.chat.posts = killed.chat.posts
    studio.clock.ms = killed.clock.ms
    await studio.dispatcher.recover()
    await until_told(studio)
    await studio.herald.tell_due()
    return studio


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
@pytest.mark.parametrize("gives_ids", [True, False], ids=["with an id", "answered at once"])
async def test_wherever_the_bot_dies_a_draft_is_told_once(
    tmp_path: Path, gives_ids: bool, before: bool
) -> None:
    ends = []
    for write in range(1, LAST):
        folder = tmp_path / str(write)
        folder.mkdir()
        vendor = Vendor(writer_info("pen"), gives_ids=gives_ids)
        killed, died = await lives_until(folder, vendor, write=write, before=before)
        if not died:
            break
        db = await QuickDb.open(folder / "troubadour.db")
        studio = await starts_again(folder, db, vendor, killed)
        (job,) = await drafts_of(studio)
        ((_, post),) = studio.chat.views()
        done = job.state is JobState.DONE
        assert [file.text for file in post.view.files] == ([WORDS] if done else [])
        assert await studio.moves(job.id) == (["reserve", "settle"] if done else ["refund", "reserve"])
        assert not any(charge.cost.amount_micro < 0 for charge in await ledger.held(db.read, job.id))
        assert vendor.asked <= 1
        assert vendor.asked or not done
        ends.append(job.state)
        await db.close()
    assert not died, "the kills did not reach the last write"
    assert len(ends) >= 6
    assert ends.count(JobState.FAILED) <= 2, "only where nobody knows whether the request left"
