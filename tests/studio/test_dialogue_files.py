"""Words in a file: sung at once where it says how it is written, shown first where that was guessed."""

import asyncio
from typing import Any

import pytest

from bot.domain.errors import InvalidOrder, QuotaExceeded
from bot.domain.quota import Limit
from bot.domain.song import SongRequest
from bot.domain.view import View
from bot.locales import catalogue
from bot.studio.views import Receipt, SentFile
from tests.studio.conftest import MakeStudio
from tests.studio.fakes import ScriptedProvider, Studio, with_limits
from tests.studio.test_dialogue_song import HERE, LYRICS, buttons, caller, menu, orders, press, read

MOON = "月亮代表我的心\n你问我爱你有多深\n我爱你有几分\n你去想一想你去看一看\n月亮代表我的心"
EXACT = SentFile("words.txt", LYRICS.encode())
GUESSED = SentFile("moon.txt", MOON.encode("gb18030"))
STAMPED = SentFile("song.lrc", b"[ti:Low tide]\n[00:12.00]The kettle hums\n[00:15.50]the morning's slow\n")


async def sing(studio: Studio, file: SentFile, message: str = "1", **request: Any) -> Receipt | View:
    order = SongRequest(**request)
    return await studio.dialogues.song_of_file(caller(), order, file, HERE, f"chat:tavern:{message}")


async def send(studio: Studio, file: SentFile, text: str = "") -> View:
    return await studio.dialogues.file(caller(), text, file, HERE, "chat:tavern:1")


async def counts(studio: Studio) -> list[int]:
    return [
        (await studio.db.read(f"SELECT COUNT(*) AS n FROM {table}"))[0]["n"]
        for table in ("jobs", "ledger", "dialogues")
    ]


async def test_words_of_a_file_are_sung_as_if_they_were_typed(studio: Studio) -> None:
    answer = await sing(studio, EXACT, style="folk")
    assert isinstance(answer, Receipt)
    (request,) = await orders(studio)
    assert (request.lyrics, request.style) == (LYRICS, "folk")
    again = await sing(studio, EXACT, style="folk")
    assert isinstance(again, Receipt)
    assert again.repeated
    assert len(await orders(studio)) == 1


async def test_time_stamps_are_no_words_and_the_file_may_name_the_song(studio: Studio) -> None:
    await sing(studio, STAMPED)
    await sing(studio, STAMPED, "2", title="My own")
    both = await orders(studio)
    assert {request.title for request in both} == {"Low tide", "My own"}
    for request in both:
        assert "00:" not in request.lyrics
        assert request.lyrics.splitlines()[:2] == ["The kettle hums", "the morning's slow"]


async def test_guessed_file_is_shown_before_anything_is_charged(studio: Studio) -> None:
    view = await sing(studio, GUESSED, style="folk")
    assert isinstance(view, View)
    said = " | ".join(read(view))
    assert "GB18030" in said
    assert "Begins with “月亮代表我的心”" in said
    assert buttons(view) == ["sing", "edit", "drop"]
    assert menu(view, "encoding").chosen == ("gb18030",)
    assert menu(view, "style").chosen == ("folk",)
    assert await counts(studio) == [0, 0, 1]
    answer = await press(studio, view, "sing")
    assert answer.receipt is not None
    (request,) = await orders(studio)
    assert request.lyrics == MOON
    assert await counts(studio) == [1, 1, 1]
    (row,) = await studio.db.read("SELECT data FROM dialogues")
    assert '"guessed":null' in row["data"].replace(" ", "")  # the file is not kept longer than it is needed


async def test_two_presses_on_sing_are_one_song(studio: Studio) -> None:
    view = await sing(studio, GUESSED)
    assert isinstance(view, View)
    await asyncio.gather(*(press(studio, view, "sing") for _ in range(3)))
    assert len(await orders(studio)) == 1


async def test_another_reading_changes_the_words(studio: Studio) -> None:
    view = await sing(studio, GUESSED, title="Moon")
    assert isinstance(view, View)
    others = [one.value for one in menu(view, "encoding").options if one.value != "gb18030"]
    assert others
    changed = (await press(studio, view, "encoding", encoding=others[0])).view
    assert menu(changed, "encoding").chosen == (others[0],)
    assert "月亮代表我的心" not in changed.files[0].text
    back = (await press(studio, changed, "encoding", encoding="gb18030")).view
    assert "月亮代表我的心" in back.files[0].text
    await press(studio, back, "sing")
    (request,) = await orders(studio)
    assert (request.lyrics, request.title) == (MOON, "Moon")


@pytest.mark.parametrize("encoding", ["utf-8", "", "klingon", "rot13"])
async def test_reading_that_was_not_offered_changes_nothing(studio: Studio, encoding: str) -> None:
    view = await sing(studio, GUESSED)
    assert isinstance(view, View)
    with pytest.raises(InvalidOrder):
        await press(studio, view, "encoding", encoding=encoding)


async def test_words_that_were_written_anew_are_no_guess(studio: Studio) -> None:
    view = await sing(studio, GUESSED)
    assert isinstance(view, View)
    titled = (await press(studio, view, "edit", title="Moon")).view
    assert [one.id for one in titled.choices] == ["encoding", "style", "voice"]
    edited = (await press(studio, titled, "edit", lyrics=LYRICS)).view
    assert [one.id for one in edited.choices] == ["style", "voice"]


async def test_file_without_a_command_is_shown_with_what_was_said_beside_it(studio: Studio) -> None:
    view = await send(studio, EXACT, "style: folk\nvoice: female")
    assert menu(view, "style").chosen == ("folk",)
    assert menu(view, "voice").chosen == ("female",)
    assert "Begins with “The kettle hums”" in " | ".join(read(view))
    assert await counts(studio) == [0, 0, 1]
    assert [one.id for one in (await send(studio, GUESSED)).choices] == ["style", "voice"]  # the same message


async def test_words_in_both_are_refused(studio: Studio) -> None:
    for attempt in (sing(studio, EXACT, lyrics=LYRICS), sing(studio, GUESSED, lyrics=LYRICS)):
        with pytest.raises(InvalidOrder) as caught:
            await attempt
        assert "only one of them" in catalogue().error(caught.value)
    with pytest.raises(InvalidOrder):
        await send(studio, EXACT, LYRICS)
    assert await counts(studio) == [0, 0, 0]


@pytest.mark.parametrize(
    ("name", "data", "part"),
    [
        ("words.txt", b"", "empty"),
        ("words.txt", b"PK\x03\x04" + b"\0" * 60, "archive"),
        ("words.txt", b"ID3\x04\0\0\0\0\0\0" + b"\xff\xfb\x90\0" * 400, "music"),
        ("words.md", b"\x89PNG\r\n\x1a\n" + b"\0" * 60, "picture"),
        ("words.lrc", bytes(range(256)) * 4, "text"),
        ("words.txt", b"la " * 100_000, "200 kB"),
        ("words.lrc", b"[00:01.00]\n[00:02.00]\n", "words"),
        ("words.txt", ("la " * 3_000).encode(), "5,000"),
    ],
)
async def test_file_that_can_not_be_sung_is_one_sentence_and_changes_nothing(
    studio: Studio, name: str, data: bytes, part: str
) -> None:
    with pytest.raises(InvalidOrder) as caught:
        await sing(studio, SentFile(name, data))
    sentence = catalogue().error(caught.value)
    assert part in sentence
    assert await counts(studio) == [0, 0, 0]


async def test_refusal_of_the_desk_leaves_the_draft(make_studio: MakeStudio, one: ScriptedProvider) -> None:
    studio = make_studio(one, rules=with_limits(quota=Limit(0, "day")))
    view = await sing(studio, GUESSED)
    assert isinstance(view, View)
    with pytest.raises(QuotaExceeded):
        await press(studio, view, "sing")
    assert await counts(studio) == [0, 0, 1]
