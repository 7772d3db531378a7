"""Dialects as data: the shape fits the three services, and writing loses no words."""

import dataclasses
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.dialects import CANONICAL, CharacterChange, Dialect, TagChange
from bot.domain.lyrics import Lyrics, Section, SectionKind, clean_lines, parse_lyrics

K = SectionKind
unhurried = settings(deadline=None)  # machines that run tests are busy

FUN_MUSIC = Dialect(
    name="fun_music",
    tags={
        K.INTRO: "[intro]",
        K.VERSE: "[verse]",
        K.PRE_CHORUS: "[verse]",
        K.CHORUS: "[chorus]",
        K.POST_CHORUS: "[chorus]",
        K.HOOK: "[chorus]",
        K.DROP: "[chorus]",
        K.BRIDGE: "[bridge]",
        K.INST: None,
        K.SOLO: None,
        K.INTERLUDE: None,
        K.BREAK: None,
        K.BUILD_UP: None,
        K.TRANSITION: None,
        K.OUTRO: "[outro]",
    },
)
"""https://help.aliyun.com/en/model-studio/fun-music/"""

MINIMAX = Dialect(
    name="minimax",
    tags={kind: f"[{kind.value.replace('_', ' ').title()}]" for kind in K} | {K.DROP: "[Hook]"},
)
"""https://platform.minimaxi.com/docs/api-reference/music-generation"""

SENSEAUDIO = Dialect(
    name="senseaudio",
    tags={
        K.INTRO: "[intro-medium]",
        K.VERSE: "[verse]",
        K.PRE_CHORUS: "[verse]",
        K.CHORUS: "[chorus]",
        K.POST_CHORUS: "[chorus]",
        K.HOOK: "[chorus]",
        K.DROP: "[chorus]",
        K.BRIDGE: "[bridge]",
        K.INST: "[inst-short]",
        K.SOLO: "[inst-short]",
        K.INTERLUDE: "[inst-short]",
        K.BREAK: "[inst-short]",
        K.BUILD_UP: None,
        K.TRANSITION: None,
        K.OUTRO: "[outro-medium]",
    },
    wordless=frozenset({"[intro-medium]", "[inst-short]", "[outro-medium]"}),
    worded=frozenset({"[verse]", "[chorus]", "[bridge]"}),
    played_first=frozenset({"[inst-short]"}),
    tag_separator=" ",
    line_separator=" ; ",
    section_separator=" ; ",
    replacements={";": ",", "；": "，"},
)
"""https://docs.senseaudio.cn/api-reference/endpoint/music/song-create"""

DIALECTS = [CANONICAL, FUN_MUSIC, MINIMAX, SENSEAUDIO]
SENSEAUDIO_EXAMPLE = (
    "[intro-medium] ; [verse] Wake up from the shadows! ; Rise up with your fire! ; "
    "Break the chains that hold you down! ; [chorus] Roar like a lion! ; Conquer the storm! ; "
    "We are the unstoppable force! ; [bridge] Nothing can stop us now! ; [outro-short] ; [inst-short]"
)
SONG = parse_lyrics(
    """
    [Intro]
    [Verse] I came; I saw
    and I stayed
    [Pre-Chorus] rising
    [Drop] la la
    [Verse]
    [Solo] ooh
    [Build-Up]
    [Transition] now
    [Interlude]
    [Outro] bye
    """
)


def song(*sections: tuple[SectionKind, *tuple[str, ...]]) -> Lyrics:
    return Lyrics(tuple(Section(kind, tuple(lines)) for kind, *lines in sections))


def test_fun_music_has_five_tags() -> None:
    assert FUN_MUSIC.write(SONG) == (
        "[intro]\n\n[verse]\nI came; I saw\nand I stayed\n\n[verse]\nrising\n\n[chorus]\nla la\n\n[verse]\n\n"
        "[verse]\nooh\n\n[verse]\nnow\n\n[outro]\nbye"
    )
    assert [kind for kind in K if FUN_MUSIC.holds(kind)] == [K.INTRO, K.VERSE, K.CHORUS, K.BRIDGE, K.OUTRO]


def test_minimax_parts_the_words_of_a_tag_by_spaces() -> None:
    assert MINIMAX.write(SONG) == (
        "[Intro]\n\n[Verse]\nI came; I saw\nand I stayed\n\n[Pre Chorus]\nrising\n\n[Hook]\nla la\n\n"
        "[Verse]\n\n[Solo]\nooh\n\n[Build Up]\n\n[Transition]\nnow\n\n[Interlude]\n\n[Outro]\nbye"
    )
    assert [kind for kind in K if not MINIMAX.holds(kind)] == [K.DROP]


def test_senseaudio_keeps_words_from_the_tags_that_must_be_empty() -> None:
    assert SENSEAUDIO.write(SONG) == (
        "[intro-medium] ; [verse] I came, I saw ; and I stayed ; [verse] rising ; [chorus] la la ; "
        "[inst-short] ; [verse] ooh ; [verse] now ; [inst-short] ; [verse] bye"
    )
    assert [kind for kind in K if SENSEAUDIO.holds(kind)] == [
        K.INTRO,
        K.VERSE,
        K.CHORUS,
        K.BRIDGE,
        K.INST,
        K.OUTRO,
    ]
    assert SENSEAUDIO.holds_section(Section(K.INTRO))
    assert not SENSEAUDIO.holds_section(Section(K.INTRO, ("la",)))
    assert not SENSEAUDIO.holds_section(Section(K.VERSE))
    assert not SENSEAUDIO.holds_section(Section(K.VERSE, ("a; b",)))


def test_what_senseaudio_sings_otherwise_is_told() -> None:
    assert SENSEAUDIO.changes(SONG) == (
        TagChange(K.PRE_CHORUS, (K.VERSE,), sung=True),
        TagChange(K.DROP, (K.CHORUS,), sung=True),
        TagChange(K.VERSE, (), sung=False),
        TagChange(K.SOLO, (K.INST, K.VERSE), sung=True),
        TagChange(K.BUILD_UP, (), sung=False),
        TagChange(K.TRANSITION, (K.VERSE,), sung=True),
        TagChange(K.INTERLUDE, (K.INST,), sung=False),
        TagChange(K.OUTRO, (K.VERSE,), sung=True),
        CharacterChange(";", ","),
    )


def test_a_change_that_comes_again_is_told_once() -> None:
    lyrics = song((K.HOOK, "a; b"), (K.HOOK, "c; d"))
    assert SENSEAUDIO.changes(lyrics) == (
        TagChange(K.HOOK, (K.CHORUS,), sung=True),
        CharacterChange(";", ","),
    )


def test_a_bare_chorus_is_sung_as_the_one_before_where_there_is_room() -> None:
    lyrics = song((K.CHORUS, "la la"), (K.VERSE, "so"), (K.CHORUS,))
    whole = song((K.CHORUS, "la la"), (K.VERSE, "so"), (K.CHORUS, "la la"))
    room = len(FUN_MUSIC.write(whole))
    assert FUN_MUSIC.as_sung(lyrics, most=room) == whole
    assert FUN_MUSIC.as_sung(lyrics, most=room - 1) == lyrics


def test_senseaudio_example_is_read_and_written() -> None:
    """https://docs.senseaudio.cn/api-reference/endpoint/music/song-create"""
    lyrics = SENSEAUDIO.read(SENSEAUDIO_EXAMPLE)
    assert lyrics == parse_lyrics(SENSEAUDIO_EXAMPLE)
    assert SENSEAUDIO.write(lyrics) == SENSEAUDIO_EXAMPLE.replace("[outro-short]", "[outro-medium]")


def test_reads_what_minimax_writes_as_lyrics() -> None:
    """Its lyrics call has tags that its music call does not name: they become its own."""
    text = "[Verse 1]\na\n[Pre-Chorus]\nb\n[Build-up]\n[Drop]\nc\n[Instrumental]\n[Breakdown]"
    assert MINIMAX.write(MINIMAX.read(text)) == (
        "[Verse]\na\n\n[Pre Chorus]\nb\n\n[Build Up]\n\n[Hook]\nc\n\n[Inst]\n\n[Break]"
    )


def test_reads_words_as_words_where_people_may_mean_a_tag() -> None:
    lyrics = song((K.VERSE, "Chorus:", "(Bridge)", "---", "a / b"))
    for dialect in DIALECTS:
        assert dialect.read(dialect.write(lyrics)) == lyrics


def test_reads_a_text_without_tags_as_people_write() -> None:
    assert SENSEAUDIO.read("a\n\nb") == song((K.VERSE, "a"), (K.CHORUS, "b"))


def test_brackets_in_a_line_become_round() -> None:
    assert SENSEAUDIO.write(song((K.VERSE, "a [chorus] b；c", "d\ne"))) == "[verse] a (chorus) b，c ; d ; e"


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_writes_nothing_for_nothing(dialect: Dialect) -> None:
    assert dialect.write(Lyrics(())) == ""
    assert dialect.read("") == Lyrics(())


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"tags": {K.VERSE: "[verse]"}}, "no word on intro"),
        ({"tags": {**FUN_MUSIC.tags, K.INTRO: "[prologue]"}}, "[prologue] is not read back"),
        ({"tags": {**FUN_MUSIC.tags, K.INTRO: "[hook]"}}, "[hook] is not read back"),
        ({"words_to": K.INST}, "inst takes no words"),
        ({"wordless": frozenset({"[verse]"})}, "verse takes no words"),
        ({"wordless": frozenset({"[solo]"})}, "must be different tags"),
        ({"wordless": frozenset({"[intro]"}), "worded": frozenset({"[intro]"})}, "must be different tags"),
        ({"played_first": frozenset({"[intro]"})}, "played_first must be wordless"),
        ({"line_separator": " ; ", "section_separator": " ; "}, "lines may hold the separator"),
        ({"replacements": {"a": "[", "b": "c"}}, "needs no replacing"),
        ({"replacements": {"ab": "c"}}, "single characters"),
        ({"section_separator": " ; "}, "by the same mark"),
        ({"line_separator": " "}, "by the same mark"),
        ({"tag_separator": ": "}, "a tag must be parted"),
    ],
)
def test_refuses_to_be_a_dialect_that_loses_words(changes: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValueError, match=re.escape(problem)):
        dataclasses.replace(FUN_MUSIC, **changes)


# --- properties ------------------------------------------------------------------------------------------

kinds = st.sampled_from(SectionKind)
plain_lines = st.lists(st.from_regex(r"[a-z我爱,;:()'/-]{1,8}", fullmatch=True), min_size=1, max_size=4).map(
    " ".join
)
any_lines = st.one_of(
    plain_lines,
    st.text(max_size=8),
    st.sampled_from(
        ["[chorus]", "[", "] [", "a;b", " ; ", "；", "Chorus:", "\n", "a\nb", "---", "\u037e", "e[\u0301"]
    ),
)


def lyrics_of(lines: st.SearchStrategy[str]) -> st.SearchStrategy[Lyrics]:
    sections = st.builds(Section, kinds, st.lists(lines, max_size=4).map(tuple))
    return st.builds(Lyrics, st.lists(sections, max_size=8).map(tuple))


dialects = st.sampled_from(DIALECTS)


def words_of(text: str) -> list[str]:
    """Give the words in order, with what dialects may replace made equal."""
    return "".join(char if char.isalnum() else " " for char in " ".join(clean_lines(text))).split()


@unhurried
@given(dialects, lyrics_of(st.one_of(plain_lines, any_lines)))
def test_what_a_dialect_holds_is_read_back_the_same(dialect: Dialect, lyrics: Lyrics) -> None:
    held = Lyrics(tuple(section for section in lyrics.sections if dialect.holds_section(section)))
    assert dialect.read(dialect.write(held)) == held


@unhurried
@given(dialects, st.data())
def test_plain_lines_are_held_by_every_kind_with_a_tag_of_its_own(
    dialect: Dialect, data: st.DataObject
) -> None:
    kind = data.draw(kinds.filter(dialect.holds))
    lines = data.draw(st.lists(plain_lines, min_size=1, max_size=3).map(tuple))
    allowed = tuple("".join(dialect.replacements.get(char, char) for char in line) for line in lines)
    section = Section(kind) if dialect.tags[kind] in dialect.wordless else Section(kind, allowed)
    assert dialect.holds_section(section)


@unhurried
@given(dialects, lyrics_of(plain_lines))
def test_nothing_changes_where_every_section_is_held(dialect: Dialect, lyrics: Lyrics) -> None:
    held = all(dialect.holds_section(section) for section in lyrics.sections)
    assert (dialect.changes(lyrics) == ()) is held


@unhurried
@given(dialects, lyrics_of(plain_lines))
def test_what_is_told_is_what_is_written(dialect: Dialect, lyrics: Lyrics) -> None:
    changes = dialect.changes(lyrics)
    tags = {(one.kind, one.sung): one.became for one in changes if isinstance(one, TagChange)}
    characters = {ord(one.old): one.new for one in changes if isinstance(one, CharacterChange)}
    read = dialect.read(dialect.write(lyrics))
    assert [section.kind for section in read.sections] == [
        kind
        for section in lyrics.sections
        for kind in tags.get((section.kind, bool(section.lines)), (section.kind,))
    ]
    assert read.lines == tuple(line.translate(characters) for line in lyrics.lines)


@unhurried
@given(dialects, lyrics_of(any_lines))
def test_no_words_are_lost(dialect: Dialect, lyrics: Lyrics) -> None:
    read = dialect.read(dialect.write(lyrics))
    assert words_of("\n".join(read.lines)) == words_of("\n".join(lyrics.lines))
    sung = [section for section in lyrics.sections if words_of("\n".join(section.lines))]
    assert len([section for section in read.sections if words_of("\n".join(section.lines))]) == len(sung)


@unhurried
@given(dialects, lyrics_of(any_lines))
def test_what_was_written_and_read_is_written_the_same(dialect: Dialect, lyrics: Lyrics) -> None:
    text = dialect.write(lyrics)
    assert dialect.write(dialect.read(text)) == text


@unhurried
@given(lyrics_of(any_lines))
def test_a_dialects_rules_are_kept(lyrics: Lyrics) -> None:
    for section in SENSEAUDIO.write(lyrics).split(" ; [") if lyrics.sections else []:
        tag, _, words = section.lstrip("[").partition("]")
        if tag:
            assert bool(words) is (tag in {"verse", "chorus", "bridge"})
    assert "\n" not in SENSEAUDIO.write(lyrics)


@unhurried
@given(st.text())
def test_the_canonical_dialect_writes_what_lyrics_write(text: str) -> None:
    lyrics = parse_lyrics(text)
    assert CANONICAL.write(lyrics) == lyrics.text()
    assert CANONICAL.read(lyrics.text()) == lyrics
