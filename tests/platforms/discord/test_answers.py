"""What the bot remembers of its answers, so that a restart goes on with the same messages."""

from pathlib import Path

from structlog.testing import capture_logs

from bot.platforms.discord.answers import KEPT_MS, Answered, Answers
from bot.store.db import Db
from bot.store.notes import SqlNotes
from tests.store.rows import Clock, open_database

ANSWERED = Answered(channel="1", message="2", ephemeral=True, token="t0ken", token_until_ms=900_000)


async def remembered(db: Db, clock: Clock) -> Answers:
    """Return answers with one that was noted before a restart."""
    await Answers(SqlNotes(db, "discord", clock), clock).note("77", ANSWERED)
    return Answers(SqlNotes(db, "discord", clock), clock)


async def test_an_answer_is_known_after_a_restart(tmp_path: Path) -> None:
    db, clock = await open_database(tmp_path), Clock()
    answers = await remembered(db, clock)
    assert await answers.of("77") == ANSWERED
    assert await answers.of("78") is None
    assert await answers.of("") is None
    await db.close()


async def test_an_answer_is_known_as_long_as_its_order_may_live(tmp_path: Path) -> None:
    db, clock = await open_database(tmp_path), Clock()
    answers = await remembered(db, clock)
    clock.forward(KEPT_MS - 1)
    assert await answers.of("77") == ANSWERED
    clock.forward(1)
    assert await answers.of("77") is None
    await db.close()


async def test_what_another_version_wrote_is_no_answer_and_is_not_shown(tmp_path: Path) -> None:
    db, clock = await open_database(tmp_path), Clock()
    notes = SqlNotes(db, "discord", clock)
    await notes.put("answer:77", '{"token": "t0ken", "where": "channel 1"}', until_ms=clock() + 1)
    with capture_logs() as logs:
        assert await Answers(notes, clock).of("77") is None
    assert len(logs) == 1
    assert "t0ken" not in str(logs)
    await db.close()
