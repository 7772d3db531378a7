"""What is said of songs on every chat: their words in parts, their length, what stands for a long text."""

import pytest

from bot.domain.view import Phrase
from bot.studio.sayings import SUMMARY, clock, sections, shortened


def test_sections_keep_every_word() -> None:
    parts = sections("\n\nfree line\n[Intro]\n[Verse: soft]\n a [b] c \n\n\nd\n\n")
    assert [(part.tag, part.lines) for part in parts] == [
        ("", ("free line",)),
        ("Intro", ()),
        ("Verse: soft", (" a [b] c", "", "", "d")),
    ]


def test_a_section_is_called_as_people_call_it_and_a_tag_of_ones_own_as_it_is_written() -> None:
    known, own = sections("[Pre-Chorus]\na\n[Whistling solo by Ann]\nb")
    assert known.tag == "Pre-Chorus"
    assert own.name == "Whistling solo by Ann"
    assert sections("[chorus]\na")[0].name == Phrase("dialogue-section-chorus")


@pytest.mark.parametrize(("seconds", "shown"), [(0, "0:00"), (65, "1:05"), (59.6, "1:00"), (3605, "1:00:05")])
def test_a_length_is_written_as_clocks_do(seconds: float, shown: str) -> None:
    assert clock(seconds) == shown


def test_what_is_left_out_of_a_text_shows() -> None:
    assert shortened(" a\n b  c ") == "a b c"
    assert shortened("x" * (SUMMARY + 1)) == "x" * (SUMMARY - 1) + "…"
