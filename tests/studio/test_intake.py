"""The first look at an order: tidy text, or one clear sentence."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import InvalidOrder
from bot.domain.lyrics import parse_lyrics
from bot.domain.song import SongRequest
from bot.locales import catalogue
from bot.studio.commands import parse_song
from bot.studio.intake import TITLE_FROM_PROMPT, take_in, tidy, title_for
from tests.studio.fakes import FREE

DIRECTION_MARKS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
INVISIBLE = f"\0\a\b\x1b\x7f\u200b\ufeff\u2060\ue000{DIRECTION_MARKS}"
TEXT_FIELDS = ("prompt", "lyrics", "style", "avoid", "title")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the sea", "the sea"),
        ("  the sea \n", "the sea"),
        ("the\tsea", "the sea"),
        ("the\r\nsea", "the\nsea"),
        ("the\rsea", "the\nsea"),
        ("the\vsea\fis\x85wide\u2028and\u2029deep", "the\nsea\nis\nwide\nand\ndeep"),
        ("the\n\n\nsea", "the\n\n\nsea"),
        (f"the {INVISIBLE}sea", "the sea"),
        ("cafe\u0301", "café"),
        ("👩\u200d🚀 flies", "👩\u200d🚀 flies"),
        ("**bold** <b>&amp;</b> `code`", "**bold** <b>&amp;</b> `code`"),
        ("@everyone <@123> @ann", "@everyone <@123> @ann"),
        ("שיר על הים", "שיר על הים"),
        ("", ""),
    ],
)
def test_text_is_tidied_and_otherwise_left_alone(text: str, expected: str) -> None:
    assert tidy(text) == expected


def test_an_option_is_one_line() -> None:
    assert tidy("folk,\n  slow\tand  sad", lines=False) == "folk, slow and sad"


@pytest.mark.parametrize(
    ("request_", "problem"),
    [
        (SongRequest(), "nothing-to-sing"),
        (SongRequest(prompt=" \n\t "), "nothing-to-sing"),
        (SongRequest(prompt=INVISIBLE), "nothing-to-sing"),
        (SongRequest(style="folk"), "nothing-to-sing"),
        (SongRequest(instrumental=True), "nothing-to-sing"),
        (SongRequest(prompt="x" * 2_001), "prompt-too-long"),
        (SongRequest(prompt="x" * 100_000), "prompt-too-long"),
        (SongRequest(prompt="<@123456789012345678> " * 1_000), "prompt-too-long"),
        (SongRequest(lyrics="la " * 100_000), "lyrics-too-long"),
        (SongRequest(prompt="x", style="x" * 301), "style-too-long"),
        (SongRequest(prompt="x", avoid="x" * 301), "avoid-too-long"),
        (SongRequest(prompt="x", title="x" * 101), "title-too-long"),
        (SongRequest(lyrics="[verse]\n[chorus]"), "only-tags"),
        (SongRequest(lyrics="[verse]\n\0\n【副歌】"), "only-tags"),
    ],
)
def test_what_can_not_be_sung_is_said_in_a_sentence(request_: SongRequest, problem: str) -> None:
    with pytest.raises(InvalidOrder) as caught:
        take_in(request_, FREE)
    assert caught.value.problem == problem
    assert catalogue().error(caught.value)


@pytest.mark.parametrize(
    "request_",
    [
        SongRequest(prompt="x"),
        SongRequest(prompt="x" * 2_000),
        SongRequest(lyrics="[verse]\nla la"),
        SongRequest(style="folk", instrumental=True),
        SongRequest(lyrics="[intro]\n[inst]", instrumental=True),
        SongRequest(prompt="<@123456789012345678>" * 90),
        SongRequest(prompt="x", provider="one"),
    ],
)
def test_what_can_be_sung_is_taken_as_it_is(request_: SongRequest) -> None:
    assert take_in(request_, FREE)[0] == request_


def test_marks_that_turn_text_around_do_not_reach_a_chat() -> None:
    order = SongRequest(
        prompt=f"a{INVISIBLE}b", title=f"a{INVISIBLE}b", style=f"a{INVISIBLE}b", provider=f"o{INVISIBLE}ne"
    )
    taken, _ = take_in(order, FREE)
    assert (taken.prompt, taken.title, taken.style, taken.provider) == ("ab", "ab", "ab", "one")


@pytest.mark.parametrize(
    ("request_", "title"),
    [
        (SongRequest(prompt="the sea", title="Deep"), "Deep"),
        (SongRequest(prompt="the\nsea"), "the sea"),
        (SongRequest(lyrics="[verse]\nOh the sea\nla la"), "Oh the sea"),
        (SongRequest(style="folk", instrumental=True), "folk"),
        (SongRequest(prompt="one two " * 20), "one two " * 6 + "one two…"),
        (SongRequest(prompt="x" * 200), "x" * 59 + "…"),
    ],
)
def test_an_order_has_a_name_before_its_song_has_one(request_: SongRequest, title: str) -> None:
    named = title_for(request_, parse_lyrics(request_.lyrics))
    assert named == title
    assert len(named) <= TITLE_FROM_PROMPT


@given(st.one_of(st.text(), st.text(st.characters(categories=["Cc", "Cs", "Cf", "Zl", "Zp", "Lu"]))))
def test_nothing_invisible_survives_and_nothing_but_a_sentence_is_raised(text: str) -> None:
    try:
        taken, _ = take_in(parse_song(text), FREE)
    except InvalidOrder as problem:
        assert catalogue().error(problem)
        return
    for name in TEXT_FIELDS:
        value = getattr(taken, name)
        assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in value if c != "\n"), name
        assert not set(value) & set(DIRECTION_MARKS), name
    assert take_in(taken, FREE)[0] == taken
