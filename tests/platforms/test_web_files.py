"""Files with lyrics that are sent along with a message: what is let in, and what is said to it."""

import asyncio
import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from bot.domain.errors import InvalidOrder
from bot.domain.job import Failure, JobState
from bot.domain.posts import NoticePost
from bot.platforms.web.attachments import base64_length, file_name, without_file_option
from bot.studio.commands import COMMANDS
from tests.platforms.studio import (
    MOST_FILE_BYTES,
    NOON_MS,
    ORIGIN,
    Chat,
    a_job,
    database,
    nonce,
    running_chat,
)

WORDS = b"The kettle hums\nthe morning's slow"
ANN: dict[str, Any] = {"name": "Ann"}
BOB: dict[str, Any] = {"name": "Bob"}


async def send(chat: Chat, file: Any, text: str = "", n: int = 1) -> tuple[int, str]:
    """Send a message with whatever `file` is; return the status and the sentence of a refusal."""
    answer = await chat.send("/api/messages", {"id": nonce(n), "text": text, "file": file})
    said = await answer.json()
    return answer.status, said.get("error", {}).get("text", "")


# --- what becomes of it


@pytest.mark.parametrize(
    ("typed", "text"),
    [("", ""), (" \n", " \n"), ("style: folk\nvoice: female", "style: folk\nvoice: female"), ("file:", "")],
)
async def test_a_file_without_a_command_is_a_dialogue(chat: Chat, typed: str, text: str) -> None:
    assert (await chat.type_with_file(typed, WORDS)).status == 200
    [(name, caller, given, origin, dedup)] = chat.dialogues.asked
    assert (name, given, dedup) == ("file", text, f"web:local:{nonce(1)}")
    assert caller.account.native_id == origin.person == "you"
    [file] = chat.dialogues.files
    assert (file.name, file.data) == ("words.txt", WORDS)
    assert [body["kind"] for body in await chat.bodies()] == ["panel"]
    assert chat.desk.orders == []


@pytest.mark.parametrize(
    ("typed", "style"),
    [
        ("/song", ""),
        ("/song file:", ""),
        ("/SONG File：", ""),
        ("/song style: folk file: ", "folk"),
        ("/song style: folk\nfile:", "folk"),
        ("/song file: style: folk", "folk"),
    ],
)
async def test_an_order_takes_its_words_from_the_file(chat: Chat, typed: str, style: str) -> None:
    assert (await chat.type_with_file(typed, WORDS)).status == 200
    [order] = chat.desk.orders
    assert (order.request.style, order.request.prompt) == (style, "")
    assert order.request.lyrics == WORDS.decode()
    assert order.dedup == f"web:local:{nonce(1)}"
    assert [body["kind"] for body in await chat.bodies()] == ["receipt"]


async def test_an_order_that_had_to_guess_is_shown_first(chat: Chat) -> None:
    chat.dialogues.guesses = True
    await chat.type_with_file("/song style: folk", WORDS)
    assert [body["kind"] for body in await chat.bodies()] == ["panel"]
    assert chat.desk.orders == []


async def test_an_order_that_says_a_file_follows_and_has_none_is_told_how(chat: Chat) -> None:
    await chat.type("/song style: folk file:")
    [said] = await chat.bodies()
    assert "paperclip" in said["text"]
    assert (chat.desk.orders, chat.dialogues.asked) == ([], [])


@pytest.mark.parametrize("command", [name for name in COMMANDS if name != "song"])
async def test_other_commands_take_no_file(chat: Chat, command: str) -> None:
    await chat.type_with_file(f"/{command}", WORDS, **ANN, moderator=True)
    [said] = await chat.bodies(**ANN)
    assert said["text"].startswith(f"/{command} takes no file.")
    assert (chat.dialogues.asked, chat.dialogues.files, chat.desk.cancelled) == ([], [], [])


async def test_a_command_that_nobody_knows_is_not_known_with_a_file_either(chat: Chat) -> None:
    await chat.type_with_file("/dance", WORDS)
    assert (await chat.bodies())[0]["text"].startswith("I don't know /dance.")


@pytest.mark.parametrize("text", ["", "/song"])
async def test_a_file_that_can_not_be_sung_is_one_sentence(chat: Chat, text: str) -> None:
    chat.dialogues.raises = chat.desk.raises = InvalidOrder("file-archive")
    await chat.type_with_file(text, b"PK\x03\x04")
    [said] = await chat.bodies()
    assert (said["tone"], said["text"].count(".")) == ("problem", 1)


# --- the message that is kept


async def test_the_message_shows_name_and_size_and_keeps_no_content(chat: Chat) -> None:
    await chat.type_with_file("style: folk", WORDS, file="月亮.lrc")
    [mine] = await chat.bodies("you")
    assert mine == {
        "kind": "text",
        "text": "style: folk",
        "file": {"name": "月亮.lrc", "size_bytes": len(WORDS)},
    }
    everything = json.dumps(await chat.messages())
    assert "kettle" not in everything
    assert b64encode(WORDS).decode() not in everything


@pytest.mark.parametrize("text", ["", "/song", "/song style: folk", "/help"])
async def test_a_message_with_a_file_that_is_sent_again_is_one_message(chat: Chat, text: str) -> None:
    for _ in range(3):
        assert (await chat.type_with_file(text, WORDS)).status == 200
    await asyncio.gather(*(chat.type_with_file(text, WORDS) for _ in range(5)))
    assert len(await chat.messages()) == 2
    assert len({order.dedup for order in chat.desk.orders}) == len(chat.desk.taken) <= 1


async def test_one_id_is_one_message_whatever_file_comes_with_it(chat: Chat) -> None:
    await chat.type_with_file("", WORDS)
    await chat.type_with_file("", b"something else", file="other.txt")
    await chat.type("")
    [mine] = await chat.bodies("you")
    assert mine["file"]["name"] == "words.txt"
    assert [file.data for file in chat.dialogues.files] == [WORDS]


async def test_a_message_with_a_file_cut_off_by_a_restart_is_answered_when_it_comes_again(
    tmp_path: Path,
) -> None:
    async with running_chat(tmp_path) as chat:
        await chat.open()
        await chat.type_with_file("/song", WORDS)
    async with running_chat(tmp_path) as chat:  # the studio has forgotten, the chat has not
        await chat.open()
        await chat.type_with_file("/song", WORDS)
        assert [order.dedup for order in chat.desk.orders] == [f"web:local:{nonce(1)}"]
        assert [body["kind"] for body in await chat.bodies()] == ["receipt"]


async def test_messages_from_before_there_were_files_are_still_there(tmp_path: Path) -> None:
    async with database(tmp_path) as db:
        await db.tx(
            lambda q: q(
                """INSERT INTO web_messages (seq, changed, nonce, author, kind, body, created_ms)
                VALUES (1, 1, 'a', 'you', 'text', '{"kind":"text","text":"hi"}', :now)""",
                {"now": NOON_MS},
            )
        )
    async with running_chat(tmp_path) as chat:
        await chat.open()
        assert await chat.bodies("you") == [{"kind": "text", "text": "hi", "file": None}]


@pytest.mark.parametrize(
    "text", ["/song private: yes", "/song private: yes file:", "/song voice: x private: yes", "private: yes"]
)
async def test_a_private_order_with_a_file_is_private(chat: Chat, text: str) -> None:
    await chat.type_with_file(text, WORDS, **ANN)
    assert len(await chat.messages(**ANN)) == 2
    assert await chat.messages(**BOB) == []


async def test_a_public_order_with_a_file_is_for_everybody(chat: Chat) -> None:
    await chat.type_with_file("/song private: no file:", WORDS, 1, **ANN)
    await chat.type_with_file("", WORDS, 2, **ANN)
    await chat.type("private: yes", 3, **ANN)  # without a file these are words, as before
    assert len(await chat.messages(**BOB)) == 6


async def test_a_failed_order_is_offered_again_with_the_words_of_its_file(chat: Chat) -> None:
    await chat.type_with_file("/song style: folk", WORDS)
    news = NoticePost(
        a_job(prompt="", lyrics=WORDS.decode()), JobState.FAILED, Failure("busy"), refunded=True
    )
    origin = ORIGIN.model_copy(update={"message": nonce(1)})
    await chat.platform.post(origin, news, part=1, nonce="job1.notice")
    assert WORDS.decode() in (await chat.bodies())[-1]["actions"][0]["text"]


# --- names


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "../../etc/passwd"),
        ("C:\\words\\new.txt", "C:\\words\\new.txt"),
        ("a\0b\r\n\x1bc.txt", "abc.txt"),
        ("\u202etxt.sgnos\u2066\u200f.lrc", "txt.sgnos.lrc"),
        ("x" * 300 + ".txt", "x" * 96 + ".txt"),
        ("\u2028\ufeff \u200b", ""),
        ("", ""),
        ("<b>bold</b>.md", "<b>bold</b>.md"),
        ("cafe\u0301.txt", "café.txt"),
        ("🎵 月.lrc", "🎵 月.lrc"),
    ],
)
async def test_a_name_is_shown_and_nothing_else(chat: Chat, tmp_path: Path, name: str, shown: str) -> None:
    before = sorted(tmp_path.rglob("*"))
    assert (await chat.type_with_file("", WORDS, file=name)).status == 200
    assert (await chat.bodies("you"))[0]["file"]["name"] == shown
    assert chat.dialogues.files[0].name == shown
    assert sorted(tmp_path.rglob("*")) == before


def test_half_a_character_is_no_part_of_a_name() -> None:
    assert file_name("\ud83dwords.txt") == "words.txt"


# --- what no page sends


@pytest.mark.parametrize(
    "data",
    [
        "AAA",
        "A===",
        "AAAA AAAA",
        "AAAA\nAAAA",
        "A-_A",
        "AAAA=",
        "=AAA",
        "data:text/plain;base64,AAAA",
        "月月月月",
        7,
        None,
        ["AAAA"],
        {"a": 1},
    ],
)
async def test_what_is_not_base64_is_refused(chat: Chat, data: Any) -> None:
    status, says = await send(chat, {"name": "words.txt", "data": data})
    assert (status, says[-1]) == (400, ".")
    assert await chat.messages() == []
    assert chat.dialogues.files == []


@pytest.mark.parametrize(
    "file", ["AAAA", [], {}, {"name": "x"}, {"data": "AAAA"}, {"name": 1, "data": "AAAA"}, 0, True]
)
async def test_what_is_no_file_is_refused(chat: Chat, file: Any) -> None:
    status, says = await send(chat, file)
    assert (status, says[-1]) == (400, ".")
    assert await chat.messages() == []


async def test_no_file_is_as_good_as_none(chat: Chat) -> None:
    assert (await send(chat, None, "hello"))[0] == 200
    assert (await send(chat, None, "", 2))[0] == 400
    assert [name for name, *_ in chat.dialogues.asked] == ["words"]


async def test_an_empty_file_is_the_studios_to_refuse(chat: Chat) -> None:
    assert (await chat.type_with_file("", b"")).status == 200
    assert chat.dialogues.files[0].data == b""


# --- limits


async def test_the_page_is_told_the_limit_and_the_sentence(tmp_path: Path) -> None:
    async with running_chat(tmp_path, most_file_bytes=3_000_000) as chat:
        await chat.open()
        async with chat.http.get(f"{chat.base}/api/page") as answer:
            facts = await answer.json()
    assert facts["most_file_bytes"] == 3_000_000
    assert "3,000 kB" in facts["words"]["file-too-large"]
    assert facts["words"]["attached"] == "Attached: {name}, {size}"


@pytest.mark.parametrize("most", [1_000, MOST_FILE_BYTES, 3_000_000])
async def test_the_largest_file_fits_beside_the_longest_text(tmp_path: Path, most: int) -> None:
    async with running_chat(tmp_path, most_file_bytes=most) as chat:
        await chat.open()
        text = "la " * 340_000
        assert (await chat.type_with_file(text, bytes(most), 1)).status == 200
        assert len(chat.dialogues.files[0].data) == most
        assert (await chat.type_with_file("", bytes(most + 1), 2)).status == 200  # the studio says what it is
        assert (await chat.type_with_file("", bytes(most + 1024 * 1024), 3)).status == 413
        assert (await chat.type_with_file("la " * 350_000, b"la", 4)).status == 413
        assert (await chat.type("la " * 350_000, 5)).status == 413


async def test_room_for_a_file_is_room_for_nothing_else(chat: Chat) -> None:
    large = "a" * (1024 * 1024 + 1)
    assert (await chat.send("/api/cancel", {"job_id": "job1", "more": large})).status == 413
    assert (await chat.tap("news1", values={"x": [large]})).status == 413


def test_length_in_base64() -> None:
    assert [base64_length(n) for n in range(8)] == [len(b64encode(bytes(n))) for n in range(8)]


# --- `file:`


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("file:", ""),
        ("FILE ：  ", ""),
        ("style: folk file:", "style: folk"),
        ("file:\nstyle: folk", "style: folk"),
        ("file: title: Profile", "title: Profile"),
    ],
)
def test_file_is_an_option_without_a_value(text: str, rest: str) -> None:
    assert without_file_option(text) == (rest, True)


@pytest.mark.parametrize(
    "text",
    ["", "profile:", "file", "file: a song about filing", "prompt: my file: the blues", "file:\n[verse]"],
)
def test_other_words_are_left_alone(text: str) -> None:
    assert without_file_option(text) == (text, False)
