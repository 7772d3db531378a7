"""Words on Discord: what people typed reads as they typed it, and names and times are Discord's own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import Blocked, WrongChannel
from bot.domain.view import Field, Mention, Phrase
from bot.locales import languages
from bot.platforms.discord.lengths import ELLIPSIS, cut, cut_lines, length
from bot.platforms.discord.wording import (
    escaped,
    label,
    mention,
    plain_field,
    say,
    say_error,
    say_field,
    words_in,
)

ANN, HALL = "111111111111111111", "222222222222222222"
NOON_MS = 1_790_000_000_000
MARKS = ["*bold*", "_a_", "~~x~~", "`code`", "||secret||", "[name](https://a.example)", "\\n"]
BLOCKS = [
    "# Title",
    "### Small",
    "> quote",
    ">>> quote",
    "- point",
    "+ point",
    "-# tiny",
    "1. one",
    "  12) two",
]


@pytest.mark.parametrize(
    "typed", [*MARKS, *BLOCKS, f"<@{ANN}>", f"<#{HALL}>", "<t:1:R>", "<:a:1>", "</song:1>"]
)
def test_nothing_that_somebody_typed_is_taken_for_a_mark(typed: str) -> None:
    said = escaped(f"first line\n{typed}")
    assert said != f"first line\n{typed}"
    plain = said.replace("\\", "").replace("<https://a.example>", "https://a.example")
    assert plain == f"first line\n{typed}".replace("\\", "")


@pytest.mark.parametrize(
    "typed", ["It's 1 < 2, 3.5 - 1 (really)!", "[Verse 2]", "a+b", "https://", "//a.example"]
)
def test_plain_words_stay_as_they_are(typed: str) -> None:
    assert escaped(typed) == typed


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("https://a.example/x_y_z?q=a_b, la", "<https://a.example/x_y_z?q=a_b>, la"),
        ("(see HTTP://a.example/b_(c))", "(see <HTTP://a.example/b_(c)>)"),
        ("<https://a.example>", "<<https://a.example>>"),
        ("[name](https://a.example)", "[name]\\(<https://a.example>)"),
    ],
)
def test_a_link_stays_one_and_nothing_of_it_is_shown(typed: str, said: str) -> None:
    assert escaped(typed) == said


@given(st.text(alphabet=st.sampled_from("a \n#>-+1.)(*_~`|[]<@:t\\"), max_size=60))
def test_every_mark_has_a_backslash_before_it(typed: str) -> None:
    said = escaped(typed)
    for at, char in enumerate(said):
        if char in "*_~`|":
            assert said[at - 1] == "\\"
    for one in said.split("\n"):
        assert not one.lstrip().startswith(("#", ">", "-", "+"))


def test_people_roles_and_channels_are_discords_own() -> None:
    assert mention(Mention("person", ANN, "Ann")) == f"<@{ANN}>"
    assert mention(Mention("role", ANN)) == f"<@&{ANN}>"
    assert mention(Mention("channel", HALL)) == f"<#{HALL}>"


def test_somebody_of_another_chat_is_shown_by_name() -> None:
    assert mention(Mention("person", "ann", "Ann_B")) == "@Ann\\_B"
    assert mention(Mention("person", "4711", "Bo")) == "@Bo"  # no id of Discord is so short


def test_what_fills_a_sentence_is_escaped_and_the_sentence_is_not() -> None:
    words = words_in("en")
    quoted = Phrase("dialogue-song-quoted", {"text": "*la* #1"})
    assert say(words, quoted) == "“\\*la\\* #1”"
    row = Field(Phrase("chat-row-title"), ("a_b", Mention("person", ANN)))
    assert say_field(words, row) == f"**Title**: a\\_b, <@{ANN}>"
    assert plain_field(words, row) == f"Title: a_b, @{ANN}"


@pytest.mark.parametrize("language", languages())
def test_everybody_reads_times_in_their_own_zone_and_no_other_one_is_named(language: str) -> None:
    words = words_in(language)
    blocked = Blocked(reason="", until_ms=NOON_MS, time_zone="Europe/Vienna")
    now = Phrase(
        "settings-now", {"now_at_ms": NOON_MS, "ends_at_ms": NOON_MS, "zone": "Asia/Tokyo"}, "Asia/Tokyo"
    )
    resets = Phrase("alert-resets", {"resets_at_ms": NOON_MS, "zone": "UTC"})
    assert "Asia/Tokyo" in say(words, now)  # the setting itself: days end at its midnight
    assert f"<t:{NOON_MS // 1000}:f>" in say(words, now)
    for said in (say_error(words, blocked), say(words, resets)):
        assert f"<t:{NOON_MS // 1000}:f>" in said
        assert not any(zone in said for zone in ("Vienna", "Tokyo", "UTC", "（）", "()", " ,", " .", "  "))


@pytest.mark.parametrize("language", languages())
def test_on_a_button_a_time_is_written_out_and_somebody_is_named(language: str) -> None:
    words = words_in(language)
    said = label(
        words,
        Phrase(
            "mod-person-until", {"name": Mention("person", ANN, "Ann"), "until_at_ms": NOON_MS, "zone": "UTC"}
        ),
    )
    assert "@Ann" in said
    assert "<" not in said
    assert "2026" in said


def test_a_refusal_names_channels_as_discord_does() -> None:
    assert f"<#{HALL}>" in say_error(words_in("en"), WrongChannel((HALL,)))


def test_a_very_long_text_of_somebodys_is_said_whole() -> None:
    assert len(say(words_in("en"), Phrase("dialogue-song-quoted", {"text": "x" * 5_000}))) == 5_002


@given(st.text(max_size=80), st.integers(1, 60))
def test_a_text_that_is_cut_fits_and_shows_it(text: str, most: int) -> None:
    for shorter in (cut(text, most), cut_lines(text, most)):
        assert length(shorter) <= most
        assert shorter == text or shorter.endswith(ELLIPSIS)


def test_a_cut_leaves_no_half_of_an_emoji_and_no_lonely_backslash() -> None:
    assert cut("ab👩‍👩‍👧cdef", 6) == "ab…"
    assert cut("abc\\*def", 5) == "abc…"
    assert cut_lines("one\ntwo\nthree", 9) == "one\ntwo\n…"
