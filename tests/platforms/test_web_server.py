"""The stream, the history, audio, start and stop of the local chat."""

import asyncio
import time
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.domain.errors import DeliveryUnavailable, StartupError, StorageError
from bot.domain.job import JobState
from bot.domain.ports import Platform
from bot.platforms.web import room
from bot.platforms.web.platform import WebPlatform
from bot.platforms.web.wording import preferred_language
from bot.store.chat_log import SqlChatLog
from tests.platforms.studio import (
    Chat,
    Clock,
    ScriptedDesk,
    a_platform,
    database,
    found,
    running_chat,
)

SHANTY = "/song prompt: a sea shanty about debugging"
SOON_S = 5


async def next_event(events: Any) -> dict[str, Any]:
    async with asyncio.timeout(SOON_S):
        event: dict[str, Any] = await anext(events)
        return event


def test_it_is_a_platform(tmp_path: Path) -> None:
    platform: type[Platform] = WebPlatform
    assert platform.name == "web"


# --- the stream


async def test_messages_and_edits_come_over_the_stream(chat: Chat) -> None:
    async with chat.events() as events:
        await chat.type(SHANTY)
        kinds = [(await next_event(events))["data"]["body"]["kind"] for _ in range(2)]
        assert kinds == ["text", "receipt"]
        await chat.show(JobState.RUNNING, "singing", can_cancel=True)
        edit = await next_event(events)
        assert edit["data"]["body"]["status"] == "Singing"
        assert edit["data"]["nonce"] == "job1.receipt"
        await chat.show(JobState.RUNNING, "singing", can_cancel=True, fraction=0.5)
        progress = await next_event(events)
        assert (progress["event"], progress["data"]["body"]["fraction"]) == ("progress", 0.5)
        assert "id" not in progress


async def test_a_stream_goes_on_where_it_broke_off(chat: Chat) -> None:
    await chat.type("one", 1)
    async with chat.events() as events:
        seen = [await next_event(events) for _ in range(2)]
    await chat.type("two", 2)
    async with chat.events(headers={"Last-Event-ID": seen[-1]["id"]}) as events:
        again = await next_event(events)
    assert again["data"]["body"]["text"] == "two"


async def test_a_page_that_comes_back_sees_the_last_percentage(chat: Chat) -> None:
    await chat.type(SHANTY)
    await chat.show(JobState.RUNNING, "singing", can_cancel=True, fraction=0.1)
    await chat.show(JobState.RUNNING, "singing", can_cancel=True, fraction=0.7)
    assert (await chat.bodies())[0]["fraction"] == 0.7
    async with chat.events() as events:
        await next_event(events)
        assert (await next_event(events))["data"]["body"]["fraction"] == 0.7


async def test_a_page_from_before_the_data_was_emptied_starts_over(chat: Chat) -> None:
    async with chat.events(after=1_000) as events:
        assert (await next_event(events))["event"] == "restart"


@pytest.mark.parametrize("after", ["x", "-1", "9" * 40, "１", ""])
async def test_odd_resume_points_do_no_harm(chat: Chat, after: str) -> None:
    async with chat.http.get(f"{chat.base}/events", params={"after": after}) as answer:
        assert answer.status == 200


async def test_stop_ends_open_streams_promptly(chat: Chat) -> None:
    async with chat.events() as events, chat.events():
        await chat.type("hi")
        await next_event(events)
        began = time.monotonic()
        await chat.platform.stop()
        assert time.monotonic() - began < 1.5
        async with asyncio.timeout(SOON_S):
            rest = [event async for event in events]
    assert len(rest) == 1


# --- the history


async def test_history_comes_in_stretches(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "HISTORY", 20)
    for n in range(1, 14):
        await chat.type(f"message {n}", n)
    async with chat.http.get(f"{chat.base}/api/messages") as answer:
        last = await answer.json()
    assert len(last["messages"]) == 20
    assert last["older"]
    first = last["messages"][0]["seq"]
    async with chat.http.get(f"{chat.base}/api/messages?before={first}") as answer:
        rest = await answer.json()
    assert not rest["older"]
    assert [one["seq"] for one in rest["messages"] + last["messages"]] == list(range(1, 27))


async def test_messages_survive_a_restart(tmp_path: Path) -> None:
    async with running_chat(tmp_path) as chat:
        await chat.open()
        await chat.type(SHANTY)
        await chat.deliver(chat.sing())
        before = await chat.messages()
    async with running_chat(tmp_path) as chat:
        await chat.open()
        assert await chat.messages() == before


async def test_the_page_gets_its_words_from_the_catalogue(chat: Chat) -> None:
    async with chat.http.get(f"{chat.base}/api/page") as answer:
        facts = await answer.json()
    assert set(facts["commands"]) == {"song", "lyrics", "cover", "songs", "quota", "cancel", "help", "start"}
    assert facts["words"]["elapsed"] == "{elapsed}, usually about {usual}"
    assert "1,048,576" in facts["words"]["too-long"]


@pytest.mark.parametrize(
    ("language", "label", "style"),
    [
        ("en", "Ballad", "slow ballad, piano"),
        ("zh", "抒情慢歌", "抒情慢歌，钢琴"),
        ("ja", "バラード", "slow ballad, piano"),
    ],
)
async def test_the_page_gets_styles_in_words_that_services_read(
    chat: Chat, language: str, label: str, style: str
) -> None:
    async with chat.http.get(f"{chat.base}/api/page", headers={"Accept-Language": language}) as answer:
        offered = (await answer.json())["completions"]
    ballad = next(one for one in offered["style"] if one["label"] == label)
    assert ballad["text"].startswith(style)
    assert len(offered["prompt"]) == 6
    assert len(offered["style"]) > 6


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("de-AT, de;q=0.9", "de-AT"),
        ("fr;q=0.1, en-GB;q=0.9", "en-GB"),
        ("fr, en;q=0.5", "en"),
        ("*", "en"),
        ("../../etc/passwd", "en"),
        ("en;q=0", "en"),
        ("x" * 10_000, "en"),
        ("zh-Hant-TW", "zh-Hant-TW"),
    ],
)
def test_language_of_a_browser(header: str, language: str) -> None:
    assert preferred_language(header) == language


# --- audio


async def test_audio_can_be_asked_for_in_ranges(chat: Chat) -> None:
    track = chat.sing()
    whole = (chat.data_dir / track.path).read_bytes()
    address = f"{chat.base}/audio/job1/1"
    async with chat.http.get(address) as answer:
        assert answer.status == 200
        assert answer.headers["Content-Type"] == "audio/wav"
        assert answer.headers["Accept-Ranges"] == "bytes"
        assert await answer.read() == whole
    async with chat.http.get(address, headers={"Range": "bytes=10-19"}) as answer:
        assert answer.status == 206
        assert answer.headers["Content-Range"] == f"bytes 10-19/{len(whole)}"
        assert await answer.read() == whole[10:20]
    async with chat.http.get(address, headers={"Range": f"bytes={len(whole)}-"}) as answer:
        assert answer.status == 416


async def test_audio_is_saved_under_its_title(chat: Chat) -> None:
    chat.sing(title='Café "näïve" 你好')
    async with chat.http.get(f"{chat.base}/audio/job1/1?download=1") as answer:
        disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith('attachment; filename="Caf_ _n__ve_ __.wav"; ')
    assert disposition.endswith("filename*=UTF-8''Caf%C3%A9%20%22n%C3%A4%C3%AFve%22%20%E4%BD%A0%E5%A5%BD.wav")


@pytest.mark.parametrize("path", ["job1/2", "job9/1", "JOB/1", "job1/x", "job1/-1", "job1/²", "../x/1"])
async def test_audio_that_is_not_there_gets_a_sentence(chat: Chat, path: str) -> None:
    chat.sing()
    async with chat.http.get(f"{chat.base}/audio/{path}") as answer:
        assert answer.status == 404
        assert (await answer.json())["error"]["text"].endswith(".")


async def test_a_file_that_is_gone_gets_a_sentence(chat: Chat) -> None:
    (chat.data_dir / chat.sing().path).unlink()
    async with chat.http.get(f"{chat.base}/audio/job1/1", headers={"Accept": "text/html"}) as answer:
        assert answer.status == 404
        assert "no longer kept" in await answer.text()


# --- start, stop, storage


async def test_a_taken_port_is_a_startup_error(chat: Chat, tmp_path: Path) -> None:
    async with database(tmp_path / "..") as db:
        second = a_platform(ScriptedDesk(), db, tmp_path, Clock(), port=chat.port)
        with pytest.raises(StartupError) as raised:
            await second.start()
        await second.stop()
    assert raised.value.sentence == "web-port-busy"
    assert raised.value.params() == {"host": "127.0.0.1", "port": chat.port}


async def test_an_address_of_another_machine_is_a_startup_error(tmp_path: Path) -> None:
    async with database(tmp_path) as db:
        platform = a_platform(ScriptedDesk(), db, tmp_path, Clock(), host="192.0.2.1")
        with pytest.raises(StartupError) as raised:
            await platform.start()
        await platform.stop()
    assert raised.value.sentence == "web-address"


async def test_a_database_that_fails_is_not_a_lost_post(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise StorageError("disk I/O error")

    for name in ("add", "find", "update"):
        monkeypatch.setattr(SqlChatLog, name, broken)
    with pytest.raises(DeliveryUnavailable):
        await chat.deliver(chat.sing())
    with pytest.raises(DeliveryUnavailable):
        await found(chat, "job1.1")
    await chat.show(JobState.RUNNING, "singing")
    answer = await chat.type(SHANTY)
    assert answer.status == 503
    assert (await answer.json())["error"]["text"].endswith(".")
    assert chat.desk.orders == []


async def test_answers_are_finished_where_the_browser_has_gone(chat: Chat) -> None:
    asked, go_on = asyncio.Event(), asyncio.Event()
    original = chat.desk.order

    async def slow(order: Any) -> Any:
        asked.set()
        await go_on.wait()
        return await original(order)

    chat.desk.order = slow  # type: ignore[method-assign]
    task = asyncio.create_task(chat.type(SHANTY))
    await asked.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with chat.events() as events:
        assert (await next_event(events))["data"]["body"]["kind"] == "text"
        go_on.set()
        assert (await next_event(events))["data"]["body"]["kind"] == "receipt"


async def test_ipv6_loopback_works(tmp_path: Path) -> None:
    try:
        async with running_chat(tmp_path, host="::1") as chat:
            assert chat.platform.address.startswith("http://[::1]:")
            await chat.open()
            assert (await chat.type("hi")).status == 200
    except (StartupError, aiohttp.ClientConnectorError):
        pytest.skip("this machine has no IPv6")
