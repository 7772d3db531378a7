"""Lyrics in LRC and in Markdown: the words come out, stamps and marks don't."""

from textwrap import dedent

import pytest

from bot.domain.lyrics import parse_lyrics
from bot.media.lyric_files import LyricFile, read_lyric_file


def read(text: str, name: str) -> LyricFile:
    return read_lyric_file(name, text.encode(), most_bytes=200_000)


def lrc(text: str, name: str = "song.lrc") -> str:
    return read(dedent(text), name).best.text


def markdown(text: str) -> str:
    return read(dedent(text), "song.md").best.text


# --- LRC ---------------------------------------------------------------------------------------------


def test_stamps_and_facts_are_kept_out_of_the_words() -> None:
    file = read("[ti: My Song ]\r\n[ar:Ann]\r\n[offset:+250]\r\n[00:01.00]One\r\n[00:02.50] Two\r\n", "a.lrc")
    assert (file.kind, file.best.title, file.best.text) == ("lrc", "My Song", "One\nTwo")


@pytest.mark.parametrize(
    "stamp",
    [
        "[00:12.34]",
        "[00:12]",
        "[0:12]",
        "[00:12:34]",
        "[00:12.345]",
        "[00:12,34]",
        "[00:00:12.34]",
        "[100:12.3]",
    ],
)
def test_every_form_of_a_stamp_is_known(stamp: str) -> None:
    assert lrc(f"{stamp}Words\n", "a.txt") == "Words"


def test_lines_are_put_in_the_order_of_their_times() -> None:
    assert lrc("[01:00.5]c\n[00:09.99]a\n[00:10]b\n[01:00.50]d\n[00:01:30.00]e") == "a\nb\nc\nd\ne"


def test_a_line_with_several_stamps_comes_back() -> None:
    text = """\
        [Chorus]
        [00:10.00][00:30.00]We sing
        [00:12.00] [00:32.00]all night
        [Verse]
        [00:20.00]Alone
        """
    assert lrc(text) == "[Chorus]\nWe sing\nall night\n[Verse]\nAlone\n[Chorus]\nWe sing\nall night"


def test_the_words_never_grow_past_four_times_the_file() -> None:
    text = "[00:01.00]" * 100 + "word " * 500
    assert lrc(text) == ("word " * 500).strip()
    assert lrc("[00:01.00]" * 100 + "word") == "\n".join(["word"] * 100)


def test_stamps_of_words_go_and_leave_no_gaps() -> None:
    assert lrc("[00:01.00] <00:01.10> Hel<00:01.20>lo <00:01.50> world <00:02.00>") == "Hello world"
    assert lrc("[00:00.00]幻[00:00.66]想[00:01.33]症") == "幻想症"


def test_a_stamp_without_words_is_a_gap_between_stanzas() -> None:
    text = lrc("[00:01]a\n[00:02]b\n[00:03]\n[00:04]c\n[00:05]d\n[00:06]\n")
    assert text == "a\nb\n\nc\nd"
    assert len(parse_lyrics(text).sections) == 2


def test_tags_and_lines_without_stamps_stay_where_they_are() -> None:
    text = """\
        作词：小安
        [00:01]one
        still one
        [Chorus]
        [00:02]two
        (Bridge)
        [00:03]three
        [Outro]
        """
    assert lrc(text) == "作词：小安\none\nstill one\n[Chorus]\ntwo\n(Bridge)\nthree\n[Outro]"


def test_a_fact_that_names_a_section_is_a_section() -> None:
    assert lrc("[Chorus: Ann]\n[00:01]la\n[by: Ann]\n[x: y]") == "[Chorus: Ann]\nla"


def test_stamped_text_is_lrc_whatever_its_name() -> None:
    assert read("[00:01.00]a\n[00:02.00]b", "a.txt").kind == "lrc"
    assert read("[00:01.00]a\n[00:02.00]b", "a.md").kind == "lrc"
    assert read("[ti:Song]\n[ar:Ann]\n\nSome\nwords\n", "a.txt").best.title == "Song"


def test_one_stamp_in_a_long_text_makes_no_lrc() -> None:
    text = "\n".join(["[02:30] guitar", *(f"line {n}" for n in range(20))])
    assert read(text, "a.txt").kind == "text"


def test_lrc_in_an_old_encoding_is_read_in_every_reading() -> None:
    file = read_lyric_file(
        "a.lrc", "[ti:茉莉花]\n[00:01.00]好一朵美丽的茉莉花\n[00:03]芬芳".encode("gb18030"), most_bytes=999
    )
    assert (file.kind, file.guessed, file.best.title) == ("lrc", True, "茉莉花")
    assert file.best.text == "好一朵美丽的茉莉花\n芬芳"
    assert all("[" not in one.text for one in file.readings)


# --- Markdown ----------------------------------------------------------------------------------------


def test_a_page_becomes_lyrics() -> None:
    file = read(
        dedent("""\
            # The *Road*

            ## Verse 1
            I walked **alone**
            and _sang_

            ## Chorus (x2)
            La la

            ## Notes
            """),
        "song.markdown",
    )
    assert (file.kind, file.best.title) == ("markdown", "The Road")
    assert file.best.text == "[Verse 1]\nI walked alone\nand sang\n\n[Chorus (x2)]\nLa la\n\n[Notes]"
    assert parse_lyrics(file.best.text).lines == ("I walked alone", "and sang", "La la")


def test_other_headings_are_lines_where_nothing_names_a_section() -> None:
    assert markdown("# Title\n\n## Under the moon\nwords") == "Under the moon\nwords"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[Chorus]: la la\n\n[Chorus]", "[Chorus]: la la\n\n[Chorus]"),
        ("[Verse 1]\nla", "[Verse 1]\nla"),
        ("one\n    two\n        three", "one\ntwo\nthree"),
        ("    one\n    two", "one\ntwo"),
        ("one  \ntwo\\\nthree", "one\ntwo\nthree"),
        ("one<br>two<BR />\nthree", "one\ntwo\nthree"),
        ("one\n<!-- not\n\nthis -->\ntwo <!-- nor this -->", "one\ntwo"),
        ("one <!-- two", "one <!-- two"),
        ("- one\n- two\n  - three\n* four", "one\ntwo\nthree\nfour"),
        ("1. one\n2. two\n1) three\n1) four", "one\ntwo\nthree\nfour"),
        ("1999. The year\n\n24. was the day", "1999. The year\n\n24. was the day"),
        ("> one\n> two\n>\n> > three", "one\ntwo\n\nthree"),
        ("```\none  two\n    *three*\n```\nfour", "one  two\n*three*\nfour"),
        ("A [link](https://example.org/a_(b)_c) here", "A link here"),
        ('[Chorus](#chorus)\nwords ![pic](cover.png "x")', "[Chorus]\nwords"),
        ("[Chorus](x2)\n[softly](oh oh)", "[Chorus](x2)\n[softly](oh oh)"),
        ("***one*** __two__ *three", "one two *three"),
        ("don`t stop\nI can`t stop", "don`t stop\nI can`t stop"),
        ("one\n---\ntwo\n===\nthree", "one\n\ntwo\nthree"),
        ("**Drop**\none\n_Solo:_\n**[Bridge]**\ntwo", "[Drop]\none\n[Solo]\n[Bridge]\ntwo"),
        ("| a | b |\n|---|---|\n| one | 一 |\n| two | |", "a b\n\none 一\ntwo"),
        ("I <3 you & you &amp; <b>me</b> \\*oh\\*", "I <3 you & you & me *oh*"),
        ("<Chorus>\nla", "<Chorus>\nla"),
        ("la~~ la~~ #1", "la~~ la~~ #1"),
        ("one\n\n\ntwo", "one\n\n\ntwo"),
        ("one\r\n\r\ntwo\rthree", "one\n\ntwo\nthree"),
        ("<https://example.org>\nwords", "words"),
    ],
)
def test_marks_go_and_words_stay(text: str, words: str) -> None:
    assert markdown(text) == words


def test_front_matter_gives_the_title() -> None:
    file = read('---\ntitle: "Night: a song"\ntags:\n  - folk\n---\n# Night\nwords\n', "a.md")
    assert (file.best.title, file.best.text) == ("Night: a song", "words")


@pytest.mark.parametrize("text", ["---\nwords\n---\nmore", "---\nwords", "---\n\n---\nwords"])
def test_a_rule_at_the_top_is_no_front_matter(text: str) -> None:
    assert "words" in markdown(text)


def test_only_the_first_other_heading_is_the_title() -> None:
    file = read("# [Intro]\n# One\n# Two\nla", "a.md")
    assert (file.best.title, file.best.text) == ("One", "[Intro]\n[Two]\nla")


def test_a_title_too_long_for_a_song_is_none() -> None:
    assert read("# " + "a" * 100 + "\nla", "a.md").best.title == "a" * 100
    assert read("# " + "a" * 101 + "\nla", "a.md").best.title == ""
    assert read("[ti:" + "a" * 101 + "]\n[00:01]la", "a.lrc").best.title == ""


def test_text_is_taken_as_it_is() -> None:
    text = "# One\n    two  \n> *three*\n"
    assert read(text, "a.txt").best.text == text
    assert read(text, "").best.text == text


def test_deep_quotes_and_lists_are_read_or_refused_in_time() -> None:
    deep = "\n".join("  " * n + "- a" for n in range(150))
    assert markdown(deep).startswith("a\na")
    assert markdown("> " * 2000 + "deep\n\nwords") == "words"
