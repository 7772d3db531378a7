"""Words on Telegram: what people typed reads as typed, names lead to people, times are the place's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import Blocked, WrongChannel
from bot.domain.view import Field, Mention, Phrase
from bot.locales import languages
from bot.platforms.telegram.lengths import ELLIPSIS, cut_lines, cut_plain, length, line
from bot.platforms.telegram.outbound import Html
from bot.platforms.telegram.wording import (
    bold,
    clean,
    escaped,
    label,
    plain_field,
    quote,
    say,
    say_error,
    say_field,
    words_in,
)
from tests.peers.telegram.html import parse_html
from tests.peers.telegram.message import Entity
from tests.peers.telegram.units import units
from tests.platforms.telegram.views import CHARACTERS, texts

EN = words_in("en")
NOON_MS = 1_790_000_000_000


def read(html: Html) -> tuple[str, list[Entity]]:
    complaints: list[str] = []
    found = parse_html(html, complaints.append)
    assert complaints == []
    return found


@pytest.mark.parametrize(
    "typed", ["<b>bold</b>", "a & b", "&lt;", "1 < 2 > 0", "<a href='https://a.example'>", "</blockquote>"]
)
def test_nothing_that_somebody_typed_is_taken_for_a_mark(typed: str) -> None:
    assert read(escaped(typed)) == (typed, [])
    assert read(say(EN, Phrase("dialogue-song-quoted", {"text": typed}))) == (f"“{typed}”", [])


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("a\x00b\x07c", "abc"),
        ("one\r\ntwo\u2028three", "one\ntwo\nthree"),
        ("\u202eabc\u2066d", "abcd"),
        ("\ud83d!", "\ufffd!"),
        ("\ud83d\ude00", "😀"),
        ("\ufdd01\ufdd1Ann\ufdd2", "1Ann"),
        ("مرحبا 漢字 👩‍👧", "مرحبا 漢字 👩‍👧"),
    ],
)
def test_what_telegram_does_not_take_is_left_out(typed: str, left: str) -> None:
    assert clean(typed) == left
    assert clean(typed).encode()


@given(texts(4_000))
def test_any_text_can_be_sent_and_has_no_marks(typed: str) -> None:
    text, entities = read(say(EN, Phrase("dialogue-song-quoted", {"text": typed})))
    assert (text, entities) == (f"“{clean(typed)}”", [])
    assert text.encode()


def test_a_name_leads_to_its_person() -> None:
    row = Field(
        Phrase("chat-row-title"), ("a<b", Mention("person", "77", "Ann & <Bo>"), Mention("role", "7", "DJ"))
    )
    text, entities = read(say_field(EN, row))
    assert text == "Title: a<b, Ann & <Bo>, DJ"
    assert [(one.kind, one.of(text), one.person) for one in entities] == [
        ("bold", "Title", 0),
        ("text_mention", "Ann & <Bo>", 77),
    ]
    assert plain_field(EN, row) == text


@pytest.mark.parametrize("id_", ["111111111111111111", "ann", "-100123", "0"])
def test_somebody_of_another_chat_is_only_named(id_: str) -> None:
    assert say(EN, Mention("person", id_, "Bo")) == "Bo"
    assert say(EN, Mention("person", id_)) == id_


def test_a_topic_without_a_name_is_told_by_its_number() -> None:
    refused = say_error(EN, WrongChannel(("1", "42")))
    assert "the topic General, topic 42" in refused


@pytest.mark.parametrize("language", languages())
def test_times_are_those_of_the_place(language: str) -> None:
    words = words_in(language)
    blocked = Blocked(reason="<>", until_ms=NOON_MS, time_zone="Asia/Tokyo")
    assert "Asia/Tokyo" in read(say_error(words, blocked))[0]
    ann = Mention("person", "77", "Ann")
    until = Phrase(
        "mod-person-until", {"name": ann, "until_at_ms": NOON_MS, "zone": "Asia/Tokyo"}, "Asia/Tokyo"
    )
    on_a_button = label(words, until)
    assert "Ann" in on_a_button
    assert "<" not in on_a_button


# --- lengths


def test_a_length_is_what_is_read_in_units_of_utf_16() -> None:
    assert length(quote(bold(escaped("a<b 😀")))) == 6


@given(st.lists(texts(200), max_size=4), st.integers(0, 300))
def test_a_text_that_is_cut_fits_shows_it_and_has_whole_marks(typed: list[str], most: int) -> None:
    html = quote(Html("\n".join(bold(escaped(one)) + escaped(one) for one in typed)))
    whole, _ = read(html)
    shorter = cut_lines(html, most)
    text, _ = read(shorter)
    assert length(shorter) <= most
    assert shorter == html or most == 0 or text.endswith(ELLIPSIS)
    assert whole.startswith(text.removesuffix(ELLIPSIS).rstrip())


@given(st.text(CHARACTERS, max_size=80), st.integers(1, 60))
def test_a_plain_text_that_is_cut_fits(typed: str, most: int) -> None:
    text = clean(typed)
    assert units(cut_plain(text, most)) <= most
    assert 1 <= units(line(text, most)) <= most


def test_a_cut_leaves_no_half_of_an_emoji_or_an_escape() -> None:
    assert cut_lines(escaped("ab👩‍👩‍👧cdef"), 6) == "ab…"
    assert cut_lines(escaped("ab&&&&"), 4) == "ab&amp;…"
    assert cut_lines(bold(Html("abcdef")), 3) == "<b>ab…</b>"
    assert cut_lines(quote(Html("one\ntwo\nthree")), 9) == quote(Html("one\ntwo\n…"))
