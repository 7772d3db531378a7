"""What Telegram's refusals, and its silence, mean for a message: by way of the real library."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.domain.errors import (
    DeliveryUnavailable,
    DeliveryUnknown,
    FileForgotten,
    PlatformError,
    TooLargeToPost,
)
from bot.platforms.telegram.gate import Dropped, Rank
from bot.platforms.telegram.outbound import Audio, Html, Message, OutFile
from bot.platforms.telegram.trouble import Fixed, NoSuchMessage, NotHere, NoTopic
from tests.platforms.telegram.delivery_bench import Bench, bench

HELLO = Message(Html("<b>hello</b>"))


@pytest.fixture
async def at(tmp_path: Path, song: bytes) -> AsyncIterator[Bench]:
    async with bench(tmp_path, song) as made:
        yield made


SENTENCES = [
    (403, "Forbidden: bot was blocked by the user", NotHere),
    (403, "Forbidden: bot can't initiate conversation with a user", NotHere),
    (403, "Forbidden: user is deactivated", NotHere),
    (403, "Forbidden: bot was kicked from the supergroup chat", NotHere),
    (403, "Forbidden: bot is not a member of the supergroup chat", NotHere),
    (403, "Forbidden: the group chat was deleted", NotHere),
    (403, "Forbidden: a reason that nobody has seen yet", NotHere),
    (400, "Bad Request: chat not found", NotHere),
    (400, "Bad Request: PEER_ID_INVALID", NotHere),
    (400, "Bad Request: have no rights to send a message", NotHere),
    (400, "Bad Request: not enough rights to send music to the chat", NotHere),
    (400, "Bad Request: CHAT_SEND_AUDIOS_FORBIDDEN", NotHere),
    (400, "Bad Request: CHAT_WRITE_FORBIDDEN", NotHere),
    (400, "Bad Request: TOPIC_CLOSED", NoTopic),
    (400, "Bad Request: TOPIC_DELETED", NoTopic),
    (400, "Bad Request: message thread not found", NoTopic),
    (400, "Bad Request: message to edit not found", NoSuchMessage),
    (400, "Bad Request: MESSAGE_ID_INVALID", NoSuchMessage),
    (400, "Bad Request: message can't be edited", Fixed),
    (400, "Bad Request: wrong file identifier/HTTP URL specified", FileForgotten),
    (400, "Bad Request: wrong remote file identifier specified: Wrong padding length", FileForgotten),
    (400, "Bad Request: file is too big", TooLargeToPost),
    (413, "Request Entity Too Large", TooLargeToPost),
    (400, "Bad Request: something that is new", DeliveryUnavailable),
    (401, "Unauthorized", DeliveryUnavailable),
    (429, "Too Many Requests", DeliveryUnavailable),
    (409, "Conflict: terminated by other getUpdates request", DeliveryUnknown),
    (500, "Internal Server Error", DeliveryUnknown),
]


async def test_every_sentence_of_telegrams_has_its_meaning(at: Bench) -> None:
    chat = str(at.ann.id)
    for status, sentence, means in SENTENCES:
        at.peer.faults.add("sendMessage", status=status, description=sentence)
        with pytest.raises((PlatformError, NotHere)) as raised:
            await at.sender.send(chat, HELLO)
        assert type(raised.value) is means, sentence
    assert at.said(at.ann) == []


async def test_a_page_of_a_server_in_between_is_no_sentence_of_telegrams(at: Bench) -> None:
    for status, means in ((413, TooLargeToPost), (502, DeliveryUnknown), (504, DeliveryUnknown)):
        at.peer.faults.add("sendMessage", status=status, html=True)
        with pytest.raises(means):
            await at.sender.send(str(at.ann.id), HELLO)


async def test_what_never_left_surely_did_not_arrive_and_what_was_cut_off_may_have(at: Bench) -> None:
    at.peer.faults.add("sendMessage", drop="before")
    at.peer.faults.add("sendMessage", drop="after")
    for _ in range(2):
        with pytest.raises(DeliveryUnknown):
            await at.sender.send(str(at.ann.id), HELLO)
    assert len(at.said(at.ann)) == 1
    await at.peer.down()
    with pytest.raises(DeliveryUnavailable):
        await at.sender.send(str(at.ann.id), HELLO)
    await at.peer.up()
    await at.bot.shutdown()
    with pytest.raises(DeliveryUnavailable):
        await at.sender.send(str(at.ann.id), HELLO)


async def test_a_429_is_waited_for_in_its_chat_while_others_go_on(at: Bench) -> None:
    at.peer.faults.add("sendMessage", chat=at.ann.id, retry_after=0.5)
    for _ in range(2):  # the first is told to wait, and the second is not even sent
        with pytest.raises(Dropped):
            await at.sender.send(str(at.ann.id), HELLO, rank=Rank.PROGRESS)
    held = asyncio.create_task(at.sender.send(str(at.ann.id), HELLO))
    await at.sender.send(str(at.hall.id), HELLO)
    await held
    sent = [one.params["chat_id"] for one in at.peer.asked("sendMessage")]
    assert sent == [str(one.id) for one in (at.ann, at.hall, at.ann)]
    assert [one.text for one in at.said(at.ann)] == ["hello"]
    at.peer.faults.add("sendMessage", chat=at.ann.id, retry_after=900)
    with pytest.raises(DeliveryUnavailable) as refused:
        await at.sender.send(str(at.ann.id), HELLO)
    assert 890 < (refused.value.retry_after_s or 0) <= 900


async def test_marks_that_telegram_cant_read_are_left_out_and_nothing_is_lost(at: Bench) -> None:
    with capture_logs() as logs:
        at.peer.faults.add(
            "sendMessage",
            status=400,
            description='Bad Request: can\'t parse entities: Unsupported start tag "my words" at byte 3',
        )
        await at.sender.send(str(at.ann.id), Message(Html("<b>1 &lt; 2</b> &amp; 3")))
    (said,) = at.said(at.ann)
    assert (said.text, said.entities) == ("1 < 2 & 3", ())
    (line,) = [one for one in logs if one["log_level"] == "error"]
    assert "my words" not in str(line)


async def test_what_reads_like_that_already_is_left_so_and_an_old_press_is_no_error(at: Bench) -> None:
    sent = await at.sender.send(str(at.ann.id), HELLO)
    await at.sender.edit(str(at.ann.id), str(sent.message_id), HELLO)
    at.peer.faults.add(
        "answerCallbackQuery",
        status=400,
        description="Bad Request: query is too old and response timeout expired or query ID is invalid",
    )
    await at.sender.answer("123", "too late", alert=True)


async def test_a_file_that_is_gone_from_the_disk_is_no_mystery(at: Bench) -> None:
    gone = Message(Html(""), audio=Audio(OutFile("song.mp3", at.folder / "gone.mp3")))
    with pytest.raises(FileNotFoundError):
        await at.sender.send(str(at.ann.id), gone)
    assert at.peer.asked("sendAudio") == []
