"""The topics of a group: remembered as they are met, and offered where a place is chosen."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import telegram
from structlog.testing import capture_logs

from bot.domain.errors import Paused, StorageError, WrongChannel
from bot.domain.view import Choice, Field, Mention, Option, Phrase, View
from bot.platforms.telegram.topics import AGAIN_MS, KEPT_MS, MOST_TOPICS, NO_MENU, Topics
from bot.platforms.telegram.wording import label, say_error, words_in
from bot.store.db import Db
from bot.store.notes import SqlNotes
from tests.store.rows import Clock, open_database

HALL = -1_001
CHANNELS = Choice("channels", Phrase("settings-channels"), of="channel", least=0, most=25)
ROLES = Choice("roles", Phrase("settings-roles"), of="role", least=0, most=25)
ZONE = Choice("zone", Phrase("settings-zone"), (Option("UTC", "UTC"),))
PANEL = View((Phrase("settings-songs-about"),), choices=(CHANNELS, ROLES, ZONE))


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Db]:
    opened = await open_database(tmp_path)
    yield opened
    await opened.close()


def topics_in(db: Db, clock: Clock | None = None) -> Topics:
    """Return what a bot knows that was just started."""
    clock = clock or Clock()
    return Topics(SqlNotes(db, "telegram", clock), clock)


def message(
    thread: int | None = None, *, chat: int = HALL, forum: bool = True, **more: Any
) -> telegram.Message:
    """Return a message as Telegram tells of it."""
    told: dict[str, Any] = {"message_id": 7, "date": 1_700_000_000, **more}
    told["chat"] = {"id": chat, "type": "supergroup", "title": "Hall"}
    if forum:
        told["chat"]["is_forum"] = True
    if thread is not None:
        told |= {"message_thread_id": thread, "is_topic_message": True}
    read = telegram.Message.de_json(told, None)
    assert read is not None
    return read


def opened(name: str) -> dict[str, Any]:
    return {"forum_topic_created": {"name": name, "icon_color": 7322096}}


def within(thread: int, first_name: str) -> telegram.Message:
    """Return a message of somebody in a topic: it replies to the one that the topic began with."""
    first = {"message_id": thread, "date": 1_700_000_000, "chat": {"id": HALL, "type": "supergroup"}}
    return message(thread, text="la", reply_to_message={**first, **opened(first_name)})


def offered(view: View) -> dict[str, str]:
    """Return the topics in the menu, with their labels."""
    (menu,) = [one for one in view.choices if one.of == "channel"]
    return {option.value: label(words_in("en"), option.label) for option in menu.options}


async def test_topics_that_were_met_are_offered_with_the_names_that_they_have_now(db: Db) -> None:
    topics = topics_in(db)
    for one in (
        message(12, **opened("Songs")),
        within(13, "Chatter"),
        message(14, text="nobody said what this is called", reply_to_message=None),
        message(12, forum_topic_edited={"name": "Our songs"}),
        message(13, forum_topic_edited={"icon_custom_emoji_id": "5"}),
        within(12, "Songs"),
        message(text="in General"),
        message(99, chat=HALL - 1, **opened("Elsewhere")),
    ):
        await topics.met(one)
    known = {"1": "the topic General", "12": "Our songs", "13": "Chatter", "14": "topic 14"}
    for there in (topics, topics_in(db)):
        filled = await there.fill(PANEL, str(HALL))
        assert offered(filled) == known
        assert [one.id for one in filled.choices] == ["channels", "zone"]
    chosen = replace(PANEL, choices=(replace(CHANNELS, chosen=("15", "12")),))
    assert offered(await topics.fill(chosen, str(HALL))) == {**known, "15": "topic 15"}


async def test_topics_that_are_met_at_the_same_moment_are_all_remembered(db: Db) -> None:
    topics = topics_in(db)
    opening = [message(thread, **opened(f"topic of {thread}")) for thread in range(2, 8)]
    await asyncio.gather(*map(topics.met, opening), topics.fill(PANEL, str(HALL)))
    for there in (topics, topics_in(db)):
        assert [*offered(await there.fill(PANEL, str(HALL)))] == ["1", *map(str, range(2, 8))]


async def test_a_group_without_topics_is_not_asked_for_one(db: Db) -> None:
    topics = topics_in(db)
    await topics.met(message(forum=False, text="hello"))
    filled = await topics.fill(PANEL, str(HALL))
    assert [one.id for one in filled.choices] == ["zone"]
    nothing = await topics.fill(replace(PANEL, choices=(CHANNELS, ROLES)), str(HALL))
    assert nothing.text == (*PANEL.text, Phrase(NO_MENU))
    await topics.met(message(12, **opened("Songs")))
    assert offered(await topics.fill(PANEL, str(HALL)))["12"] == "Songs"
    await topics.met(message(forum=False, text="topics are off again"))
    assert len((await topics.fill(PANEL, str(HALL))).choices) == 1


async def test_sentences_call_topics_by_their_names(db: Db) -> None:
    topics = topics_in(db)
    await topics.met(message(12, **opened("Songs")))
    there, everywhere = Mention("channel", "12"), Phrase("chat-help")
    named = Mention("channel", "12", "Songs")
    view = View(
        (there, everywhere, Phrase("mod-said", {"text": there, "n": 1, "several": (there, "x")})),
        fields=(Field(Phrase("mod-field-before"), (there, "none")),),
    )
    shown = await topics.fill(view, str(HALL))
    assert shown.text[:2] == (named, everywhere)
    assert shown.text[2] == Phrase("mod-said", {"text": named, "n": 1, "several": (named, "x")})
    assert shown.fields[0].value == (named, "none")
    plain = View((everywhere,))
    assert await topics.fill(plain, str(HALL)) is plain
    told = say_error(words_in("en"), await topics.named(WrongChannel(("12", "1", "77")), str(HALL)))
    assert told == "Songs are not made in this topic. Order in Songs, the topic General, topic 77."
    other = Paused("until Monday")
    assert await topics.named(other, str(HALL)) is other


async def test_topics_are_written_down_when_something_is_new_and_kept_while_the_group_lives(db: Db) -> None:
    clock = Clock()
    topics = topics_in(db, clock)

    async def until_ms() -> list[int]:
        return [row["until_ms"] for row in await db.read("SELECT until_ms FROM notes")]

    await topics.met(message(forum=False, text="hello"))
    assert await until_ms() == [], "most groups have no topics"
    await topics.met(message(12, **opened("Songs")))
    first = await until_ms()
    clock.forward(AGAIN_MS // 2)
    await topics.met(within(12, "Songs"))
    assert await until_ms() == first
    clock.forward(AGAIN_MS)
    await topics.met(within(12, "Songs"))
    assert await until_ms() == [clock.ms + KEPT_MS]


async def test_so_many_topics_are_remembered_and_a_note_of_another_version_is_left_aside(db: Db) -> None:
    clock = Clock()
    notes = SqlNotes(db, "telegram", clock)
    await notes.put(f"topics:{HALL}", '{"names": 7}', until_ms=clock.ms + 1)
    topics = topics_in(db, clock)
    with capture_logs() as logged:
        for thread in range(2, MOST_TOPICS + 4):
            await topics.met(message(thread, **opened(f"topic of {thread}")))
    assert [one["event"] for one in logged] == ["a note of topics can't be read"]
    known = offered(await topics.fill(PANEL, str(HALL)))
    assert len(known) == MOST_TOPICS + 1
    assert "2" not in known
    assert str(MOST_TOPICS + 3) in known


async def test_a_database_that_does_not_answer_keeps_no_order_from_being_heard() -> None:
    class Silent:
        """Notes that can't be reached."""

        async def get(self, _key: str) -> str | None:
            raise StorageError

        async def put(self, _key: str, _value: str, *, until_ms: int) -> None:
            raise StorageError

    with capture_logs() as logged:
        await Topics(Silent(), Clock()).met(message(12, **opened("Songs")))
    assert [one["event"] for one in logged] == ["topics were not written down"]
