"""What is said, kept and shown in the local chat."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.domain.errors import (
    InvalidOrder,
    NoService,
    QuotaExceeded,
    StorageError,
    StorageFull,
    TooManyWaiting,
)
from bot.domain.job import Failure, JobState
from bot.domain.posts import JobStatus, NoticePost
from bot.domain.quota import Limit, Usage
from bot.domain.song import CoverSource, SongRequest, TrackNote
from bot.domain.view import Phrase
from bot.platforms.web.attachments import without_file_option
from bot.platforms.web.render import order_text
from bot.studio.commands import CoverOrder, parse_cover, parse_song
from bot.studio.views import CancelOutcome, Receipt, SongPage
from tests.platforms.studio import LIMIT, NOON_MS, ORIGIN, Chat, a_job, an_entry, found, nonce, running_chat

SHANTY = "/song prompt: a sea shanty about debugging style: folk"


async def answer_to(chat: Chat, text: str) -> dict[str, Any]:
    """Type a text and return the body of what the bot says last."""
    answer = await chat.type(text)
    assert answer.status == 200, await answer.text()
    return (await chat.bodies())[-1]


# --- orders


async def test_an_order_gets_a_receipt_at_once(chat: Chat) -> None:
    receipt = await answer_to(chat, "/song prompt: a sea shanty style: folk voice: female title: Heave")
    rows = {row["label"]: row["value"] for row in receipt["rows"]}
    assert rows == {
        "About": "a sea shanty",
        "Style": "folk",
        "Voice": "female",
        "Title": "Heave",
        "Made by": "Offline singer",
        "Quota": "4 of 5 songs left today",
    }
    assert receipt["status"] == "Number 2 in line"
    assert receipt["can_cancel"]
    [order] = chat.desk.orders
    assert order.origin.message == nonce(1)
    assert order.origin.chat == "local"


async def test_a_receipt_tells_what_becomes_of_the_tags(chat: Chat) -> None:
    change = Phrase("tags-sung", {"tag": "[hook]", "became": "[chorus]"})
    told = Phrase("tags-changed", {"service": "SenseAudio", "changes": (change,)})
    status, usage = JobStatus("job1", JobState.QUEUED), Usage(LIMIT, 1, None)
    chat.desk.taken[f"web:local:{nonce(1)}"] = Receipt(
        status, SongRequest(lyrics="[hook]\nla"), "SenseAudio", usage, False, tags_changed=told
    )
    rows = (await answer_to(chat, "/song\n[hook]\nla"))["rows"]
    assert {"label": "Tags", "value": "For SenseAudio: [hook] is sung as [chorus]."} in rows


async def test_a_refusal_tells_the_service_and_its_rules(chat: Chat) -> None:
    """Params that were stored are lists."""
    params = {"service": "Fun-Music", "rules": ["original", "chinese-english"]}
    await chat.fail("input-moderated", params)
    [notice] = await chat.bodies()
    assert notice["text"] == (
        "Fun-Music refuses these words for their content. Change them and order again. "
        "It asks for original words, Chinese or English. Nothing was charged."
    )


async def test_an_order_that_is_sent_again_is_one_order(chat: Chat) -> None:
    for _ in range(3):
        assert (await chat.type(SHANTY)).status == 200
    assert len(chat.desk.taken) == 1
    assert [message["body"]["kind"] for message in await chat.messages()] == ["text", "receipt"]


async def test_two_connections_with_one_message_are_one_order(chat: Chat) -> None:
    answers = await asyncio.gather(*(chat.type(SHANTY) for _ in range(20)))
    assert {answer.status for answer in answers} == {200}
    assert len(chat.desk.orders) == 1
    assert len(await chat.messages()) == 2


async def test_an_order_cut_off_by_a_restart_is_taken_up_by_sending_it_again(tmp_path: Path) -> None:
    async with running_chat(tmp_path) as chat:
        await chat.open()
        await chat.type(SHANTY)
        dedup = chat.desk.orders[0].dedup
    async with running_chat(tmp_path) as chat:  # the studio has forgotten, the chat has not
        await chat.open()
        await chat.type(SHANTY)
        assert chat.desk.orders[0].dedup == dedup
        assert [body["kind"] for body in await chat.bodies()] == ["receipt"]


async def test_a_command_is_answered_once(chat: Chat) -> None:
    for _ in range(3):
        await chat.type("/cancel")
    assert len(chat.desk.cancelled) == 1
    assert len(await chat.bodies()) == 1


async def test_pasted_lyrics_stay_as_they_are(chat: Chat) -> None:
    words = "[verse]\nOne  two\n  three\n\n[chorus]\nFour"
    receipt = await answer_to(chat, f"/song\n{words}".replace("\n", "\r\n"))
    assert chat.desk.orders[0].request.lyrics == words
    rows = {row["label"]: row["value"] for row in receipt["rows"]}
    assert rows["Your words"] == "“One two” and 2 more lines"
    assert (await chat.bodies("you"))[0]["text"] == f"/song\n{words}"


@pytest.mark.parametrize(
    "error",
    [
        InvalidOrder("prompt-too-long", length=100_000, most=2_000, cut=98_000, unit="characters"),
        InvalidOrder("only-tags"),
        QuotaExceeded(Usage(LIMIT, 5, NOON_MS)),
        QuotaExceeded(Usage(Limit(1, "total"), 1, None)),
        TooManyWaiting(limit=5),
        NoService(),
        StorageFull(),
        StorageError("disk I/O error"),
    ],
)
async def test_a_refusal_is_one_sentence(chat: Chat, error: Exception) -> None:
    chat.desk.raises = error
    body = await answer_to(chat, SHANTY)
    assert body["tone"] == "problem"
    assert body["text"].endswith(".")
    assert "disk I/O" not in body["text"]


async def test_nothing_raw_reaches_the_page(chat: Chat, capsys: pytest.CaptureFixture[str]) -> None:
    chat.desk.raises = RuntimeError("secret detail")
    body = await answer_to(chat, SHANTY)
    assert "secret detail" not in json.dumps(await chat.messages())
    assert body["code"]
    assert body["code"] in capsys.readouterr().out


async def test_a_broken_view_is_answered_with_a_code(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(chat.desk, "track", broken)
    async with chat.http.get(f"{chat.base}/audio/job1/1") as answer:
        assert answer.status == 500
        text = (await answer.json())["error"]["text"]
    assert "secret" not in text
    assert text.startswith("Something went wrong on our side.")


# --- commands


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("/start", "I make whole songs"),
        ("/help", "These are the commands"),
        (
            "/dance wildly",
            "I don't know /dance. I do know /song, /lyrics, /cover, /songs, /quota, /cancel, /help, /start.",
        ),
        ("/songs many", "the number of a page"),
        ("/songs 7", "There is no page 7"),
        ("/songs", "You have no songs yet"),
        ("/song voice: alien", "female, male"),
        ("/song style: a style: b", "stands in this order twice"),
    ],
)
async def test_commands_say_what_to_do(chat: Chat, text: str, says: str) -> None:
    assert says in (await answer_to(chat, text))["text"]
    assert chat.desk.orders == []


@pytest.mark.parametrize("text", ["/start", "/help", "/songs"])
async def test_examples_can_be_tapped_and_are_orders(chat: Chat, text: str) -> None:
    for action in (await answer_to(chat, text))["actions"]:
        request = parse_song(action["text"].removeprefix("/song"))
        assert request.prompt or "[verse]" in request.lyrics


@pytest.mark.parametrize(
    ("typed", "asked", "text"),
    [
        ("hello there", "words", "hello there"),
        ("[verse]\nOne\n two", "words", "[verse]\nOne\n two"),
        ("/song", "song", ""),
        ("/quota", "quota", ""),
        ("/admin quota set @ann 5 day", "admin", "quota set @ann 5 day"),
        ("/admin", "admin", ""),
    ],
)
async def test_what_takes_more_than_one_step_is_a_dialogue(
    chat: Chat, typed: str, asked: str, text: str
) -> None:
    body = await answer_to(chat, typed)
    await chat.type(typed)
    assert body["kind"] == "panel"
    [(name, caller, given, origin, dedup)] = chat.dialogues.asked
    assert (name, given, dedup) == (asked, text, f"web:local:{nonce(1)}")
    assert caller.account.native_id == origin.person == "you"
    assert (origin.chat, origin.message) == ("local", nonce(1))


async def test_quota_says_what_is_left(chat: Chat) -> None:
    body = await answer_to(chat, "/quota")
    assert body["text"] == ["You have 4 songs left today, of 5."]
    assert body["fields"] == [{"label": "Quota", "value": "4 of 5 songs left today"}]


@pytest.mark.parametrize("outcome", list(CancelOutcome))
async def test_cancel_says_what_became_of_it(chat: Chat, outcome: CancelOutcome) -> None:
    await chat.type(SHANTY, 1)
    chat.desk.outcome = outcome
    await chat.type("/cancel", 2)
    receipt, said = await chat.bodies()
    assert receipt["ended"] is (outcome is CancelOutcome.CANCELLED)
    assert said["text"].endswith(".")


async def test_cancel_button_closes_the_receipt_without_another_message(chat: Chat) -> None:
    await chat.type(SHANTY)
    for _ in range(2):
        async with chat.http.post(f"{chat.base}/api/cancel", json={"job_id": "job1"}) as answer:
            assert answer.status == 200
    [receipt] = await chat.bodies()
    assert receipt["status"] == "Cancelled. Nothing was charged."
    assert chat.desk.cancelled == ["job1", "job1"]


async def test_songs_are_listed_by_pages_with_their_audio(chat: Chat) -> None:
    track = chat.sing()
    chat.desk.pages = {2: SongPage((an_entry(1, tracks=(track,)), an_entry(2, state=JobState.FAILED)), 2, 3)}
    body = await answer_to(chat, "/songs 2")
    assert body["heading"] == "Your songs, page 2 of 3"
    assert body["songs"][0]["tracks"][0]["audio"] == "/audio/job1/1"
    assert body["songs"][1]["about"].startswith("no song")
    assert [action["text"] for action in body["actions"]] == ["/songs 1", "/songs 3"]


async def test_every_message_is_a_contact(chat: Chat) -> None:
    await chat.type("hi")
    assert chat.desk.contacts[-1].chat == "local"


async def test_language_is_the_browsers(chat: Chat) -> None:
    body = {"id": nonce(1), "text": SHANTY}
    headers = {"Accept-Language": "de-AT,de;q=0.9"}
    async with chat.http.post(f"{chat.base}/api/messages", json=body, headers=headers) as answer:
        assert answer.status == 200
    assert chat.desk.orders[0].origin.language == "de-AT"
    assert chat.desk.orders[0].caller.account.language == "de-AT"


async def test_the_places_language_goes_before_the_browsers(chat: Chat) -> None:
    chat.desk.speaks = "zh"
    await chat.type(SHANTY, 1)
    await chat.type("/quota", 2)
    assert chat.desk.orders[0].origin.language == "zh"
    assert chat.dialogues.asked[0][3].language == "zh"
    assert chat.desk.contacts[-1].language == "zh"


# --- what the studio posts


async def test_progress_changes_the_receipt_in_place(chat: Chat) -> None:
    await chat.type(SHANTY)
    await chat.show(JobState.RUNNING, "singing", fraction=0.25, usual_s=30.0, can_cancel=True)
    await chat.show(JobState.RUNNING, "singing", fraction=0.5, usual_s=30.0, can_cancel=True)
    [receipt] = await chat.bodies()
    assert (receipt["status"], receipt["fraction"], receipt["usual_s"]) == ("Singing", 0.5, 30.0)


async def test_a_receipt_says_that_its_service_has_no_room_until_it_has(chat: Chat) -> None:
    await chat.type(SHANTY)
    waits: dict[str, Any] = {"service": "MiniMax Music", "can_cancel": True}
    await chat.show(JobState.QUEUED, line=1, busy=True, **waits)
    [receipt] = await chat.bodies()
    assert receipt["note"] == (
        "MiniMax Music has no room just now; your song keeps its place and is sent again."
    )
    assert receipt["status"] == "Next in line"
    await chat.show(JobState.RUNNING, "singing", **waits)
    [receipt] = await chat.bodies()
    assert receipt["note"] == ""


async def test_a_receipt_says_that_another_service_has_the_song(chat: Chat) -> None:
    await chat.type(SHANTY)
    moved: dict[str, Any] = {"service": "MiniMax Music", "moved_to": "SenseAudio"}
    await chat.show(JobState.QUEUED, line=1, busy=True, **moved)
    [receipt] = await chat.bodies()
    assert receipt["note"] == (
        "Moved to SenseAudio: MiniMax Music could not take it. "
        "SenseAudio has no room just now; your song keeps its place and is sent again."
    )
    await chat.show(JobState.RUNNING, "singing", **moved)
    [receipt] = await chat.bodies()
    assert receipt["note"] == "Moved to SenseAudio: MiniMax Music could not take it."


@pytest.mark.parametrize(
    ("note", "says"),
    [
        ("as-heard", "Sung as heard: the service took the words from the recording and does not tell them."),
        ("words-untold", "The service sang words of its own and does not tell them."),
    ],
)
async def test_what_is_to_be_known_of_the_words_stands_below_the_song(
    chat: Chat, note: TrackNote, says: str
) -> None:
    track = replace(chat.sing(lyrics=""), note=note)
    await chat.deliver(track, style="jazz", cover=CoverSource(file="uploads/a/b"))
    [song] = await chat.bodies()
    assert song["note"] == f"{says} 4 of 5 songs left today."
    assert song["about"] == ["jazz", "cover", "made by Offline singer", "AI generated"]


async def test_a_song_arrives_with_audio_and_words_and_closes_the_receipt(chat: Chat) -> None:
    await chat.type(SHANTY)
    chat.clock.ms += 42_000
    track = chat.sing(lyrics="[Verse 1]\nLine one\nLine two\n\n【副歌】\nLine three")
    message = await chat.deliver(track, style="folk")
    receipt, song = await chat.bodies()
    assert receipt["ended"]
    assert receipt["status"] == "Your song is ready. It took 0:42."
    assert song["track"] == {"title": track.title, "audio": "/audio/job1/1", "length": "0:02"}
    assert song["about"] == ["folk", "made by Offline singer", "AI generated"]
    assert song["lyrics"] == [
        {"tag": "Verse 1", "lines": ["Line one", "Line two"]},
        {"tag": "副歌", "lines": ["Line three"]},
    ]
    assert await found(chat, "job1.1") == message


async def test_a_post_with_the_same_nonce_is_one_message(chat: Chat) -> None:
    track = chat.sing()
    assert await chat.deliver(track) == await chat.deliver(track)
    assert len(await chat.bodies()) == 1
    assert await found(chat, "job1.2") is None


async def test_progress_after_the_end_is_ignored(chat: Chat) -> None:
    await chat.type(SHANTY)
    await chat.deliver(chat.sing())
    await chat.show(JobState.DELIVERING, "posting")
    assert (await chat.bodies())[0]["state"] == "done"


async def test_a_failure_is_told_with_the_order_to_try_again(chat: Chat) -> None:
    await chat.type(SHANTY)
    await chat.fail("took-too-long", message=nonce(1))
    receipt, notice = await chat.bodies()
    assert receipt["state"] == "failed"
    assert notice["text"].endswith("Nothing was charged.")
    assert notice["code"] == "took-too-long job1"
    assert notice["actions"][0]["text"] == SHANTY


@pytest.mark.parametrize(
    ("code", "params"),
    [
        ("busy", {}),
        ("bad-request", {"field": "lyrics", "suggestion": ""}),
        ("unknown-outcome", {}),
        ("stopped-too-often", {}),
        ("kept-expired", {}),
        ("bad-audio", {}),
        ("storage-full", {}),
        ("never-heard-of", {"x": 1}),
        ("bad-request", {}),
    ],
)
async def test_every_failure_has_a_sentence(chat: Chat, code: str, params: dict[str, str | int]) -> None:
    await chat.fail(code, params)
    [notice] = await chat.bodies()
    assert notice["text"].endswith(".")
    assert parse_song(notice["actions"][0]["text"].removeprefix("/song")) == a_job().request


@pytest.mark.parametrize("why", [None, Failure("too-big-here", {"most_kb": 8000})])
async def test_a_kept_song_can_be_fetched(chat: Chat, why: Failure | None) -> None:
    news = NoticePost(a_job(), JobState.KEPT, why, refunded=False)
    await chat.platform.post(ORIGIN, news, part=1, nonce="job1.notice")
    [notice] = await chat.bodies()
    assert "It is kept for you" in notice["text"]
    assert notice["actions"][0]["text"] == "/songs"


@pytest.mark.parametrize(
    "request_",
    [
        SongRequest(prompt="a sea shanty"),
        SongRequest(lyrics="[verse]\nOne: two\nstyle: of the world\n\n[chorus]\nThree"),
        SongRequest(prompt="two\nlines", style="folk", avoid="drums", title="X", voice="male"),
        SongRequest(prompt="x", instrumental=True, private=True, provider="offline", format="wav"),
        SongRequest(prompt="about it", lyrics="one\ntwo", style="pop"),
    ],
)
def test_an_order_can_be_written_and_read_again(request_: SongRequest) -> None:
    assert parse_song(order_text(request_).removeprefix("/song")) == request_


@pytest.mark.parametrize(
    ("cover", "link", "attaches"),
    [
        (CoverSource(file="uploads/a/b", feature_id="f1", feature_until_ms=1), "", True),
        (CoverSource(link="https://example.com/a%2Fb.mp3"), "https://example.com/a%2Fb.mp3", False),
    ],
)
def test_a_cover_can_be_ordered_again_with_its_song(cover: CoverSource, link: str, attaches: bool) -> None:
    request = SongRequest(style="jazz", lyrics="[verse]\nOne\nTwo", voice="female")
    heard_by = {"cover": cover, "provider": "minimax"}
    text = order_text(request.model_copy(update=heard_by)).removeprefix("/cover")
    rest, asks = without_file_option(text)
    assert asks is attaches
    assert parse_cover(rest) == CoverOrder(request, link)


# --- odd input


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("/song a\0b", "/song ab"),
        ("/song \x1b[31mred\x07", "/song [31mred"),
        ("/song <b>bold</b><script>alert(1)</script>", "/song <b>bold</b><script>alert(1)</script>"),
        ("/song \u202eright to left", "/song \u202eright to left"),
        ("/song " + "@everyone " * 1000, "/song " + "@everyone " * 1000),
        ("/song 🎵 ü 你好", "/song 🎵 ü 你好"),
        ("a\u2028b", "a\u2028b"),
    ],
)
async def test_odd_text_is_taken_as_text(chat: Chat, typed: str, stored: str) -> None:
    assert (await chat.type(typed)).status == 200
    assert (await chat.bodies("you"))[0]["text"] == stored


async def test_half_a_character_gets_a_sentence(chat: Chat) -> None:
    answer = await chat.type("/song \ud83d")
    assert answer.status == 400
    assert (await answer.json())["error"]["text"].endswith(".")


@pytest.mark.parametrize("text", ["", " \n\t ", "\0\0", "\x07"])
async def test_nothing_is_no_message(chat: Chat, text: str) -> None:
    answer = await chat.type(text)
    assert answer.status == 400
    assert "empty" in (await answer.json())["error"]["text"]
    assert await chat.messages() == []
