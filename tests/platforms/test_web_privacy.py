"""Several people in several tabs: what each of them gets to see."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.domain.job import Failure, JobState
from bot.domain.posts import JobStatus, NoticePost, SongPost
from bot.platforms.web import room
from tests.platforms.studio import (
    NOON_MS,
    ORIGIN,
    Chat,
    a_job,
    a_view,
    database,
    found,
    in_query,
    nonce,
    running_chat,
)

SHANTY = "/song prompt: a sea shanty about debugging"
SECRET = f"{SHANTY}\nprivate: yes"
ANN: dict[str, Any] = {"name": "Ann"}
BOB: dict[str, Any] = {"name": "Bob", "roles": ["singers"]}
MOD: dict[str, Any] = {"name": "Mo", "moderator": True}
SOON_S = 5


async def read(events: AsyncIterator[dict[str, Any]], until: str) -> list[dict[str, Any]]:
    """Return the messages of a stream up to one with this nonce."""
    seen: list[dict[str, Any]] = []
    async with asyncio.timeout(SOON_S):
        async for event in events:
            if event["event"] in ("message", "progress"):
                seen.append(event["data"])
                if event["data"]["nonce"] == until:
                    break
    return seen


async def kinds(chat: Chat, **me: Any) -> list[str]:
    return [message["body"]["kind"] for message in await chat.messages(**me)]


@pytest.mark.parametrize(
    "text",
    [
        "/quota",
        "/lyrics the sea",
        "/songs",
        "/help",
        "/start",
        "/cancel",
        "/admin settings",
        "/QUOTA@x",
        SECRET,
        "/song x\nprivate:",
    ],
)
async def test_a_private_question_and_its_answer_are_its_authors(chat: Chat, text: str) -> None:
    async with chat.events(**BOB) as stage, chat.events(**ANN) as own:
        await chat.type(text, 1, **ANN)
        await chat.type("hello", 2, **BOB)
        seen, hers = await read(stage, f"{nonce(2)}.answer"), await read(own, f"{nonce(2)}.answer")
    assert [one["nonce"] for one in seen] == [nonce(2), f"{nonce(2)}.answer"]
    assert len(hers) == 4
    assert [one["audience"] for one in hers] == ["person", "person", "", ""]
    assert [one["nonce"] for one in await chat.messages(**BOB)] == [one["nonce"] for one in seen]
    assert [one["nonce"] for one in await chat.messages(**MOD)] == [one["nonce"] for one in seen]
    assert await chat.messages(name="ANN") == hers
    assert await kinds(chat, name="Ann", channel="backstage") == []


@pytest.mark.parametrize("text", ["hello", "/song", SHANTY, "/dance", "/song voice: alien"])
async def test_what_is_said_on_the_stage_is_for_everybody(chat: Chat, text: str) -> None:
    await chat.type(text, **ANN)
    messages = await chat.messages(**BOB)
    assert [(one["author"], one["name"], one["audience"]) for one in messages] == [
        ("ann", "Ann", ""),
        ("bot", "", ""),
    ]


async def test_a_private_order_that_is_wrong_stays_private(chat: Chat) -> None:
    await chat.type(f"{SECRET} voice: alien", **ANN)
    await chat.type("/song x private: perhaps", 2, **ANN)
    assert len(await chat.messages(**ANN)) == 4
    assert await chat.messages(**BOB) == []


async def test_a_private_song_is_private_to_its_end(chat: Chat) -> None:
    track, private = chat.sing(), {"private": True}
    origin = ORIGIN.model_copy(update={"person": "ann", "message": nonce(1)})
    async with chat.events(**BOB) as stage, chat.events(**ANN) as own:
        await chat.type(SECRET, 1, **ANN)
        for fraction in (0.1, 0.2, 0.3):
            status = JobStatus("job1", JobState.RUNNING, stage="singing", fraction=fraction)
            await chat.platform.show(origin, status)
        news = NoticePost(a_job(**private), JobState.FAILED, Failure("busy"), refunded=True)
        await chat.platform.post(origin, news, part=1, nonce="job1.notice")
        song = SongPost(a_job(**private), track, 1, "Offline singer", None)
        await chat.platform.post(origin, song, part=1, nonce="job1.1")
        await chat.type("hello", 2, **BOB)
        end = f"{nonce(2)}.answer"
        assert [one["nonce"] for one in await read(stage, end)] == [nonce(2), end]
        hers = await read(own, end)
    assert {"text", "receipt", "say", "song"} <= {one["body"]["kind"] for one in hers}
    assert 0.3 in [one["body"].get("fraction") for one in hers]
    said = next(one for one in hers if one["nonce"] == "job1.notice")
    assert said["body"]["actions"][0]["text"] == SECRET
    assert await kinds(chat, **BOB) == ["text", "panel"]
    async with chat.events(**BOB) as late:
        assert [one["nonce"] for one in await read(late, end)] == [nonce(2), end]


async def test_a_public_song_is_for_its_channel(chat: Chat) -> None:
    await chat.type(SHANTY, **ANN, channel="backstage")
    origin = ORIGIN.model_copy(update={"chat": "backstage", "person": "ann"})
    song = SongPost(a_job(), chat.sing(), 1, "Offline singer", None)
    await chat.platform.post(origin, song, part=1, nonce="job1.1")
    assert await kinds(chat, **BOB, channel="backstage") == ["text", "receipt", "song"]
    assert await kinds(chat, **ANN) == []


async def test_passing_progress_is_for_those_who_may_see_it(chat: Chat) -> None:
    await chat.type(SECRET, **ANN)
    await chat.show(JobState.RUNNING, "singing", fraction=0.1)
    async with chat.events(**BOB) as stage, chat.events(**ANN) as own:
        await read(own, "job1.receipt")
        await chat.show(JobState.RUNNING, "singing", fraction=0.7)
        assert (await read(own, "job1.receipt"))[-1]["body"]["fraction"] == 0.7
        await chat.type("hello", 2, **BOB)
        assert [one["nonce"] for one in await read(stage, nonce(2))] == [nonce(2)]


async def test_channels_are_apart(chat: Chat) -> None:
    async with chat.events(**ANN) as stage, chat.events(**ANN, channel="backstage") as behind:
        await chat.type("one", 1, **ANN)
        await chat.type("two", 2, **ANN, channel="backstage")
        await chat.type("three", 3, **ANN)
        assert nonce(2) not in [one["nonce"] for one in await read(stage, nonce(3))]
        assert [one["nonce"] for one in await read(behind, nonce(2))] == [nonce(2)]
    assert [body["text"] for body in await chat.bodies("ann", **BOB)] == ["one", "three"]
    assert [body["text"] for body in await chat.bodies("ann", **BOB, channel="backstage")] == ["two"]


async def test_messages_for_moderators_are_seen_by_who_acts_as_one(chat: Chat) -> None:
    async with chat.events(**ANN) as hers, chat.events(**MOD) as theirs:
        await chat.post_view(
            a_view("Ann asks for more"), nonce="request", audience="moderators", person="ann"
        )
        await chat.post_view(a_view("for all"), nonce="open")
        assert [one["nonce"] for one in await read(hers, "open")] == ["open"]
        assert [one["audience"] for one in await read(theirs, "open")] == ["moderators", ""]
    assert len(await chat.messages(**ANN)) == 1
    assert len(await chat.messages(name="Ann", moderator=True)) == 2
    assert len(await chat.messages(**MOD, channel="backstage")) == 0


async def test_a_view_for_one_person_is_theirs(chat: Chat) -> None:
    await chat.post_view(a_view("granted"), audience="person", person="ann")
    await chat.post_view(a_view("of old"), nonce="old", audience="person")
    assert [body["text"] for body in await chat.bodies(**ANN)] == [["granted"]]
    assert [body["text"] for body in await chat.bodies()] == [["of old"]]
    assert "ann" not in str(await chat.messages(**BOB))
    assert await found(chat, "news1") == "news1"


async def test_history_and_news_skip_what_is_others_without_gaps(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "HISTORY", 4)
    for n in range(1, 13):
        await chat.type("/help" if n % 2 else "hello", n, **(BOB if n % 2 else ANN))
    seen: list[int] = []
    before, older = "", True
    while older:
        params = [*in_query(**ANN), ("before", before)]
        async with chat.http.get(f"{chat.base}/api/messages", params=params) as answer:
            stretch = await answer.json()
        seen = [one["seq"] for one in stretch["messages"]] + seen
        before, older = str(seen[0]), stretch["older"]
    assert seen == [n for n in range(1, 25) if (n - 1) % 4 > 1]
    assert stretch["changed"] == 24
    async with chat.events(**ANN) as events:
        assert [one["seq"] for one in await read(events, f"{nonce(12)}.answer")] == seen


async def test_the_words_of_a_private_order_do_not_come_back_in_public_news(chat: Chat) -> None:
    await chat.type("/help", 1, **ANN)
    news = NoticePost(a_job(), JobState.FAILED, Failure("busy"), refunded=True)
    await chat.platform.post(
        ORIGIN.model_copy(update={"message": nonce(1), "person": "ann"}), news, part=1, nonce="job1.notice"
    )
    assert "/help" not in str(await chat.bodies(**BOB))


async def test_somebody_elses_message_is_not_got_by_its_id(chat: Chat) -> None:
    await chat.type(f"{SECRET} title: Hush", 1, **ANN)
    answer = await chat.type("hello", 1, **BOB)
    assert answer.status == 400
    assert "Hush" not in await answer.text()
    assert chat.dialogues.asked == []
    assert await chat.messages(**BOB) == []


async def test_a_message_sent_again_from_another_channel_is_answered_where_it_stands(chat: Chat) -> None:
    for channel in ("local", "backstage"):
        assert (await chat.type(SHANTY, 1, **ANN, channel=channel)).status == 200
    assert {order.dedup for order in chat.desk.orders} == {f"web:local:{nonce(1)}"}
    assert len(chat.desk.taken) == 1
    assert await chat.messages(**ANN, channel="backstage") == []


async def test_messages_from_when_there_was_one_person_are_still_there(tmp_path: Path) -> None:
    async with database(tmp_path) as db:
        await db.tx(
            lambda q: q(
                """INSERT INTO web_messages (seq, changed, nonce, author, kind, body, created_ms) VALUES
                (1, 1, 'a', 'you', 'text', '{"kind":"text","text":"hi"}', :now),
                (2, 2, 'a.answer', 'bot', 'say', '{"kind":"say","text":"Hello."}', :now)""",
                {"now": NOON_MS},
            )
        )
    async with running_chat(tmp_path) as chat:
        await chat.open()
        for me in ({}, ANN):
            messages = await chat.messages(**me)
            assert [(one["author"], one["name"], one["audience"]) for one in messages] == [
                ("you", "you", ""),
                ("bot", "", ""),
            ]


async def test_a_page_never_learns_for_whom_a_message_is(chat: Chat) -> None:
    await chat.type("/quota", **ANN)
    async with chat.http.get(f"{chat.base}/api/messages", params=in_query(**ANN)) as answer:
        text = await answer.text()
    assert "=ann" not in text
    assert "seen_by" not in text


async def test_two_people_with_one_id_at_once_do_not_share_an_answer(chat: Chat) -> None:
    answers = await asyncio.gather(chat.type(SECRET, 1, **ANN), chat.type("/quota", 1, **BOB))
    assert sorted(answer.status for answer in answers) == [200, 400]
