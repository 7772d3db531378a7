"""What becomes of a press on a panel."""

import asyncio
from typing import Any

import pytest

from bot.domain.errors import NotModerator, StorageError, WrongChannel
from bot.domain.job import JobState
from bot.domain.posts import JobStatus
from bot.domain.quota import Usage
from bot.domain.song import SongRequest
from bot.domain.view import Phrase, Tap, View
from bot.store.chat_log import SqlChatLog
from bot.studio.views import Answer, Receipt
from tests.platforms.studio import LIMIT, ORIGIN, Chat, a_view, found, nonce

ANN: dict[str, Any] = {"name": "Ann"}
BOB: dict[str, Any] = {"name": "Bob"}
MOD: dict[str, Any] = {"name": "Mo", "moderator": True}
TITLE = Phrase("chat-row-title")


def a_receipt(job_id: str = "job1", *, private: bool = False) -> Receipt:
    request = SongRequest(prompt="a sea shanty", private=private)
    status = JobStatus(job_id, JobState.QUEUED, line=1, can_cancel=True)
    return Receipt(status, request, "Offline singer", Usage(LIMIT, 1, None), False)


async def opened(chat: Chat, view: View | None = None, **me: Any) -> str:
    """Say something that is answered with a panel and return that message's nonce."""
    chat.dialogues.views["words"] = view or a_view()
    await chat.type("hello", **me)
    return f"{nonce(1)}.answer"


async def test_a_press_changes_the_message(chat: Chat) -> None:
    panel = await opened(chat, **ANN)
    values = {"pick": ["1", "2"], "words": ["One\r\ntwo\0"]}
    async with chat.events(**BOB) as events:
        for _ in range(2):
            await anext(events)
        answer = await chat.tap(panel, values=values, **ANN, roles=["singers"])
        assert (answer.status, await answer.json()) == (200, {"ok": True, "note": ""})
        async with asyncio.timeout(5):
            edit = (await anext(events))["data"]
    assert (edit["nonce"], edit["body"]["text"], edit["body"]["step"]) == (panel, ["You took go."], 2)
    [(caller, tap, origin)] = chat.dialogues.taps
    assert tap == Tap("d1", 1, "go", {"pick": ("1", "2"), "words": ("One\ntwo",)})
    assert (caller.account.native_id, set(caller.roles), caller.manages) == ("ann", {"singers"}, False)
    assert (origin.platform, origin.chat, origin.message, origin.person) == ("web", "local", panel, "ann")
    assert len(await chat.messages(**ANN)) == 2


@pytest.mark.parametrize(
    ("text", "private", "audiences"),
    [("hello", False, ["", "", ""]), ("hello", True, ["", "", "person"]), ("/quota", False, ["person"] * 3)],
)
async def test_an_order_that_a_press_made_gets_its_receipt(
    chat: Chat, text: str, private: bool, audiences: list[str]
) -> None:
    chat.dialogues.views["words"] = chat.dialogues.views["quota"] = a_view()
    chat.dialogues.answers["go"] = Answer(a_view("Sung.", step=2, buttons=()), a_receipt(private=private))
    await chat.type(text, **ANN, channel="backstage")
    assert (await chat.tap(f"{nonce(1)}.answer", **ANN, channel="backstage")).status == 200
    messages = await chat.messages(**ANN, channel="backstage")
    assert [one["body"]["kind"] for one in messages] == ["text", "panel", "receipt"]
    assert [one["audience"] for one in messages] == audiences
    assert messages[1]["body"]["text"] == ["Sung."]
    assert messages[2]["nonce"] == "job1.receipt"
    status = JobStatus("job1", JobState.RUNNING, stage="singing")
    await chat.platform.show(ORIGIN, status)
    assert (await chat.bodies(**ANN, channel="backstage"))[-1]["status"] == "Singing"


async def test_a_song_that_begins_before_its_receipt_shows_how_far_it_is(chat: Chat) -> None:
    panel = await opened(chat)
    await chat.show(JobState.RUNNING, "singing")
    chat.dialogues.answers["go"] = Answer(a_view(step=2), a_receipt())
    await chat.tap(panel)
    assert (await chat.bodies())[-1]["status"] == "Singing"


async def test_two_equal_presses_are_one(chat: Chat) -> None:
    panel = await opened(chat)
    chat.dialogues.answers["go"] = Answer(a_view(step=2), a_receipt())
    answers = await asyncio.gather(*(chat.tap(panel) for _ in range(10)))
    assert {answer.status for answer in answers} == {200}
    assert len(chat.dialogues.taps) == 1
    assert (await chat.tap(panel)).status == 200
    assert [one["body"]["kind"] for one in await chat.messages()] == ["text", "panel", "receipt"]


async def test_presses_of_two_people_are_two(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    panel = await opened(chat)
    both = asyncio.Barrier(2)

    async def slow(caller: Any, tap: Tap, origin: Any) -> Answer:
        await both.wait()
        late = caller.account.native_id == "bob"
        return Answer(a_view(step=2), note=TITLE if late else None)

    monkeypatch.setattr(chat.dialogues, "tap", slow)
    answers = await asyncio.gather(chat.tap(panel, **ANN), chat.tap(panel, **BOB))
    assert [(await answer.json())["note"] for answer in answers] == ["", "Title"]


async def test_a_slow_answer_does_not_take_a_panel_back(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    panel = await opened(chat)
    go_on = asyncio.Event()

    async def answer(caller: Any, tap: Tap, origin: Any) -> Answer:
        if tap.action == "slow":
            await go_on.wait()
        return Answer(a_view(tap.action, step=2 if tap.action == "slow" else 3))

    monkeypatch.setattr(chat.dialogues, "tap", answer)
    slow = asyncio.create_task(chat.tap(panel, "slow"))
    assert (await chat.tap(panel, "fast")).status == 200
    go_on.set()
    assert (await slow).status == 200
    assert (await chat.bodies())[-1]["text"] == ["fast"]


async def test_a_press_is_finished_where_the_browser_has_gone(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = await opened(chat)
    asked, go_on = asyncio.Event(), asyncio.Event()

    async def slow(caller: Any, tap: Tap, origin: Any) -> Answer:
        asked.set()
        await go_on.wait()
        return Answer(a_view("Done.", step=2), a_receipt())

    monkeypatch.setattr(chat.dialogues, "tap", slow)
    task = asyncio.create_task(chat.tap(panel))
    await asked.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    go_on.set()
    await chat.platform.stop()
    message = await found(chat, "job1.receipt")
    assert message == "job1.receipt"


# --- a press that comes to nothing


async def test_what_one_does_not_see_one_can_not_press(chat: Chat) -> None:
    await chat.post_view(a_view(), nonce="hers", audience="person", person="ann")
    await chat.post_view(a_view(), nonce="theirs", audience="moderators", person="ann")
    await chat.post_view(a_view(), nonce="behind", chat="backstage")
    for message, me in (("hers", BOB), ("hers", MOD), ("theirs", ANN), ("behind", ANN), ("none", ANN)):
        await _gone(chat, message, **me)
    assert chat.dialogues.taps == []
    for message, me in (("hers", ANN), ("theirs", MOD), ("behind", {**BOB, "channel": "backstage"})):
        assert (await chat.tap(message, **me)).status == 200


async def test_a_press_has_to_fit_its_message(chat: Chat) -> None:
    panel = await opened(chat)
    await _gone(chat, panel, dialogue="d2")
    await _gone(chat, nonce(1))
    await chat.post_view(View(("no dialogue",)), nonce="plain")
    assert (await chat.tap("plain", dialogue="")).status == 400
    assert chat.dialogues.taps == []


async def _gone(chat: Chat, message: str, *, dialogue: str = "d1", **me: Any) -> None:
    answer = await chat.tap(message, dialogue=dialogue, **me)
    assert answer.status == 409
    error = (await answer.json())["error"]
    assert error["code"] == "error-dialogue-gone"
    assert error["text"].endswith(".")


@pytest.mark.parametrize("error", [NotModerator(), WrongChannel(("backstage", "77"))])
async def test_a_refused_press_leaves_the_message_as_it_is(chat: Chat, error: Exception) -> None:
    panel = await opened(chat)
    before = await chat.messages()
    chat.dialogues.raises = error
    answer = await chat.tap(panel)
    assert answer.status == 409
    text = (await answer.json())["error"]["text"]
    assert text.endswith(".")
    if isinstance(error, WrongChannel):
        assert "#Backstage, 77" in text
    assert await chat.messages() == before


async def test_a_press_that_can_not_be_written_down_can_be_pressed_again(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = await opened(chat)
    chat.dialogues.answers["go"] = Answer(a_view(dialogue="", step=0, buttons=()), a_receipt())

    async def broken(*_: object, **__: object) -> None:
        raise StorageError("disk I/O error")

    with monkeypatch.context() as patch:
        patch.setattr(SqlChatLog, "add", broken)
        answer = await chat.tap(panel)
        assert answer.status == 503
        assert (await answer.json())["error"]["code"] == "storage"
    assert (await chat.tap(panel)).status == 200
    assert [one["body"]["kind"] for one in await chat.messages()] == ["text", "panel", "receipt"]


async def test_a_press_that_breaks_is_answered_with_a_code(chat: Chat) -> None:
    panel = await opened(chat)
    chat.dialogues.raises = RuntimeError("secret detail")
    answer = await chat.tap(panel)
    assert answer.status == 500
    assert "secret" not in await answer.text()


@pytest.mark.parametrize(
    "changed",
    [
        {"step": -1},
        {"step": "x"},
        {"step": 2**70},
        {"action": ""},
        {"action": None},
        {"dialogue": "x" * 101},
        {"message": 1},
        {"values": []},
        {"values": {"a": "text"}},
        {"values": {"a": [1]}},
        {"values": {"a": ["x" * 20_001]}},
        {"values": {"a": ["x"] * 26}},
        {"values": {str(n): [] for n in range(26)}},
        {"values": {"x" * 101: []}},
    ],
)
async def test_a_press_of_another_form_is_refused(chat: Chat, changed: dict[str, Any]) -> None:
    panel = await opened(chat)
    body = {"message": panel, "dialogue": "d1", "step": 1, "action": "go", "values": {}, **changed}
    answer = await chat.send("/api/tap", body)
    assert answer.status == 400
    assert (await answer.json())["error"]["code"] == "web-json"
    assert chat.dialogues.taps == []


async def test_values_as_large_as_they_may_be_are_taken(chat: Chat) -> None:
    panel = await opened(chat)
    values = {"words": ["ü" * 20_000], **{str(n): ["x"] * 25 for n in range(24)}}
    assert (await chat.tap(panel, values=values)).status == 200
    assert chat.dialogues.taps[0][1].text("words") == "ü" * 20_000
